/* SPDX-License-Identifier: MIT */
/* A cut: a timeline that the project keeps, imported or made here, in versions of one name. Its
 * events are a ct_timeline. Plain values that own their strings; any thread, one at a time. */
#ifndef CIRCLETAKE_CUT_H
#define CIRCLETAKE_CUT_H

#include "circletake/timeline.h"

typedef struct ct_cut {
    ct_id       id;
    ct_id       replaces;      /* the version before this one; none */
    char       *name;          /* of all its versions */
    int         version;       /* from 1 */
    char       *path, *format; /* the file it came from, "" made here */
    char       *author;
    AVRational  fps;
    ct_tc_count count;
    int64_t     start;  /* label number of record frame 0 */
    int64_t     frames; /* length */
    int64_t     event_count;
    int64_t     made_us;
} ct_cut;

void ct_cut_init(ct_cut *c);
void ct_cut_finish(ct_cut *c); /* safe on zeroed memory */
/* "Reel 1 v3": what people call it. Gives. */
char *ct_cut_title(const ct_cut *c);
/* Shortens a list's name to that of all versions and returns which it says it is: "Reel 1 v3" and "REEL1_V03" are the
 * third. 0, and the name is left as it is: it does not say. */
int ct_cut_split_name(char *name);

typedef struct ct_cut_list {
    ct_cut *items;
    size_t  count, cap;
} ct_cut_list;
void          ct_cut_list_finish(ct_cut_list *l);
ct_cut       *ct_cut_list_add(ct_cut_list *l); /* initialised; borrowed until the next */
const ct_cut *ct_cut_list_find(const ct_cut_list *l, ct_id id); /* NULL: it is not among them */
/* The one that `cut` took the place of, else the newest older version of its name; NULL: there is none. */
const ct_cut *ct_cut_list_before(const ct_cut_list *l, const ct_cut *cut);

#endif

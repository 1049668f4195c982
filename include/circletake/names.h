/* SPDX-License-Identifier: MIT */
/* What folder and file names say of a take: reel, scene, shot, take, camera.
 *
 * Camera makers and camera assistants write the slate into names; names.c holds the table of the
 * patterns, most telling first. Pure functions, any thread, no file is touched. */
#ifndef CIRCLETAKE_NAMES_H
#define CIRCLETAKE_NAMES_H

#include <stdbool.h>

/* Owned strings; NULL: the name does not say. */
typedef struct ct_name_facts {
    char *reel;   /* "A001" of A001_C003_0412AB */
    char *clip;   /* "C003" of the same */
    char *scene;  /* "12" of 12A-3, S12_T04, SC012A_TK03 */
    char *shot;   /* "A" of 12A-3 */
    char *take;   /* "3" */
    char *camera; /* "A" of A001_C003 and of A-Cam */
} ct_name_facts;

void ct_name_facts_finish(ct_name_facts *facts); /* safe on zeroed memory */

/* Reads one name, a file's or folder's, with or without extension. Fills only fields that are
 * still NULL, so call it for the nearest name first. Leading zeros of numbers are dropped from
 * scene and take, kept in reel and clip. Returns whether anything was found. */
bool ct_names_parse(const char *name, ct_name_facts *facts);

/* Reads a whole path: the file's name, then its folders from the inside out (at most three). */
void ct_names_parse_path(const char *path, ct_name_facts *facts);

/* Reads a scene as recorders and cameras write it: "12A" is scene 12, shot A; anything else is the
 * scene as it stands. */
void ct_names_split_scene(const char *text, ct_name_facts *facts);

#endif

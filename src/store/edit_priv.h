/* SPDX-License-Identifier: MIT */
/* What an edit is made of; only the store looks inside. */
#ifndef CT_STORE_EDIT_PRIV_H
#define CT_STORE_EDIT_PRIV_H

#include "value.h"

typedef enum ct_op_kind {
    CT_OP_ADD,         /* make `row` of `table`; the sets of it that follow are its fields */
    CT_OP_SET,         /* field = value */
    CT_OP_ADD_EVENTS,  /* of the cut `row`: a whole list in one piece, for it can be long */
    CT_OP_DROP_DRAFT,  /* key */
    CT_OP_PUT_DRAFT,   /* key, value text */
    CT_OP_PUT_SETTING, /* key, value text */
    CT_OP_PUT_SEEN,    /* row is the clip, value the frame */
    CT_OP_PUT_MATERIAL /* row is the clip, value its fingerprint */
} ct_op_kind;

typedef struct ct_op {
    ct_op_kind   kind;
    ct_table     table;
    ct_id        row;
    ct_field     field;
    ct_value     value;
    bool         expects; /* leave the field alone unless it holds `expected` */
    ct_value     expected;
    bool         keeps_user_timecode; /* leave the field alone where a person set the timecode */
    char        *key;
    ct_timeline *events; /* owned */
    struct ct_kept_material {
        unsigned found;
        char    *names, *body;
    } * material; /* owned */
} ct_op;

struct ct_edit {
    char    *sentence, *author;
    unsigned flags;
    ct_id    act; /* none: its own */
    ct_op   *ops;
    size_t   count, cap;
};

/* A new last op, zeroed. Borrowed until the next. */
ct_op *ct_edit_push(ct_edit *edit, ct_op_kind kind);

#endif

/* SPDX-License-Identifier: MIT */
/* One value of one field, on its way between an edit, a row and the change log. */
#ifndef CT_STORE_VALUE_H
#define CT_STORE_VALUE_H

#include <stdbool.h>
#include <stdint.h>

#include "circletake/edit.h"

typedef enum ct_value_type {
    CT_VALUE_NULL = 0,
    CT_VALUE_INT,
    CT_VALUE_REAL,
    CT_VALUE_TEXT,
    CT_VALUE_ID
} ct_value_type;

typedef struct ct_value {
    ct_value_type type;
    union {
        int64_t i;
        double  r;
        char   *text; /* owned */
        ct_id   id;
    };
} ct_value;

ct_value ct_value_int(int64_t i);
ct_value ct_value_real(double r);
ct_value ct_value_text(const char *text); /* copies, NULL is "" */
ct_value ct_value_id(ct_id id);
void     ct_value_finish(ct_value *v);
ct_value ct_value_copy(const ct_value *v);
bool     ct_value_equal(const ct_value *a, const ct_value *b);
/* 0, 0.0, "", no id: what a column holds when nobody said anything. */
bool ct_value_is_default(const ct_value *v);

#endif

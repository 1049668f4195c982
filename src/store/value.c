/* SPDX-License-Identifier: MIT */
/* Values of fields. Pure, any thread. */
#include "value.h"

#include <stdlib.h>
#include <string.h>

#include "circletake/str.h"

ct_value ct_value_int(int64_t i)
{
    return (ct_value){.type = CT_VALUE_INT, .i = i};
}

ct_value ct_value_real(double r)
{
    return (ct_value){.type = CT_VALUE_REAL, .r = r};
}

ct_value ct_value_text(const char *text)
{
    return (ct_value){.type = CT_VALUE_TEXT, .text = ct_strdup(ct_str_or_empty(text))};
}

ct_value ct_value_id(ct_id id)
{
    return (ct_value){.type = CT_VALUE_ID, .id = id};
}

void ct_value_finish(ct_value *v)
{
    if (v->type == CT_VALUE_TEXT)
        free(v->text);
    *v = (ct_value){.type = CT_VALUE_NULL};
}

ct_value ct_value_copy(const ct_value *v)
{
    return v->type == CT_VALUE_TEXT ? ct_value_text(v->text) : *v;
}

bool ct_value_equal(const ct_value *a, const ct_value *b)
{
    if (a->type != b->type)
        return false;
    switch (a->type) {
    case CT_VALUE_NULL:
        return true;
    case CT_VALUE_INT:
        return a->i == b->i;
    case CT_VALUE_REAL:
        return memcmp(&a->r, &b->r, sizeof a->r) == 0; /* bits: undo must restore exactly */
    case CT_VALUE_TEXT:
        return strcmp(a->text, b->text) == 0;
    case CT_VALUE_ID:
        return ct_id_equal(a->id, b->id);
    }
    return false;
}

bool ct_value_is_default(const ct_value *v)
{
    switch (v->type) {
    case CT_VALUE_NULL:
        return true;
    case CT_VALUE_INT:
        return v->i == 0;
    case CT_VALUE_REAL:
        return !(v->r < 0.0) && !(v->r > 0.0);
    case CT_VALUE_TEXT:
        return v->text[0] == '\0';
    case CT_VALUE_ID:
        return ct_id_is_none(v->id);
    }
    return false;
}

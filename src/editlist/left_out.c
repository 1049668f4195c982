/* SPDX-License-Identifier: MIT */
/* Items of a list that cannot be read, where all else can: a clip with a place that is no number, a row with a
 * timecode that does not exist. By themselves they refuse the list; for whoever takes the rest they are named. */
#include <string.h>

#include "editlist_priv.h"

/* A list with more of them is read in a wrong way, or is none. */
enum { LEFT_OUT_MOST = 1000 };

ct_standing ct_standing_of(ct_timeline *t)
{
    return (ct_standing){t, t->event_count, t->marker_count};
}

size_t ct_left_out_count(const ct_finding_list *findings)
{
    size_t count = 0;

    for (size_t i = 0; findings && i < findings->count; i++)
        count += strcmp(findings->items[i].rule, CT_LEFT_OUT) == 0;
    return count;
}

ct_code ct_leave_out(const ct_leaving *l, const ct_standing *before, const char *name, ct_code code,
                     ct_error *err)
{
    if (code != CT_BAD_DATA || !l->allowed || ct_left_out_count(l->findings) >= LEFT_OUT_MOST)
        return code;
    if (before)
        ct_timeline_cut(before->t, before->events, before->markers);
    ct_finding_add(l->findings, CT_SAY_WARN, CT_LEFT_OUT, name && *name ? name : NULL, NULL,
                   "Not read: %s", err->text);
    return CT_OK;
}

ct_code ct_fail_empty(const ct_timeline *t, size_t disabled, size_t unread, ct_error *err)
{
    const char *title = t->title && *t->title ? t->title : "this timeline";

    if (unread && disabled)
        return ct_fail(err, CT_BAD_DATA,
                       "There is no clip in %s that can be read: %zu of its items %s of kinds that "
                       "are not known here or name no media, and %zu %s switched off.",
                       title, unread, unread == 1 ? "is" : "are", disabled,
                       disabled == 1 ? "is" : "are");
    if (unread)
        return ct_fail(err, CT_BAD_DATA,
                       "There is no clip in %s that can be read: %zu of its items %s of kinds that "
                       "are not known here or name no media.",
                       title, unread, unread == 1 ? "is" : "are");
    if (disabled)
        return ct_fail(err, CT_BAD_DATA,
                       "All clips in %s are switched off. Switch on those that are meant, and "
                       "write the list again.",
                       title);
    return ct_fail(err, CT_BAD_DATA, "There is no clip in %s.", title);
}

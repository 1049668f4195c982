/* SPDX-License-Identifier: MIT */
/* How the labels of a list that knows no more of its sources count: at the rate of the list, or each source at its
 * own. Editors do both, and an edit decision list says neither. */
#include <libavutil/common.h>
#include <libavutil/rational.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conform_priv.h"

bool ct_conform_same_label(int64_t label, ct_tc_count from, ct_tc_count to, char *text, int64_t *n)
{
    ct_tc_print(label, from, text);
    for (char *p = text; *p; p++)
        *p = *p == ';' ? ':' : *p; /* the clip's counting decides */
    return ct_tc_parse(text, to, n, NULL) == CT_OK;
}

bool ct_conform_fits(int64_t source, int64_t record, AVRational pace)
{
    return llabs(source * pace.den - record * pace.num) < FFMAX(pace.num, pace.den);
}

/* A source that runs at its own rate is told by its own counting before the list's; one that is shown frame for frame
 * could be any, and only what the list's counting does not explain. */
bool ct_conform_counts_itself(const ct_event *e, AVRational list_fps, const ct_clip *clip,
                              int64_t *length)
{
    char           text[CT_TC_TEXT_BYTES];
    int64_t        first, end, record = ct_span_count(e->record);
    ct_event_label said = ct_event_labels(e, list_fps);
    ct_tc_count    own = clip->tc.count;
    AVRational     pace = av_mul_q(e->speed, (AVRational){said.count.base, ct_tc_base(list_fps)});

    if (!ct_has_timecode(&clip->tc))
        own = (ct_tc_count){ct_tc_base(clip->fps), false};
    else if (!ct_rate_equal(clip->tc.rate, clip->fps))
        return false;
    if (!ct_conform_is_absolute(e) || e->speed.num == 0 || own.base == said.count.base ||
        !ct_conform_same_label(said.first, said.count, own, text, &first) ||
        !ct_conform_same_label(said.end, said.count, own, text, &end) ||
        (*length = ct_tc_length(first, end, own)) < 1)
        return false;
    if (e->speed.num != e->speed.den)
        return ct_conform_fits(*length, record, pace);
    return ct_conform_fits(*length, record, av_div_q(clip->fps, list_fps)) ||
           (*length == record && !ct_conform_fits(said.end - said.first, record, pace));
}

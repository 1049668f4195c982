/* SPDX-License-Identifier: MIT */
/* How the labels of a list that knows no more of its sources count: at the rate of the list, or each source at its
 * own. Editors do both, and an edit decision list says neither. */
#include <libavutil/mathematics.h>
#include <libavutil/rational.h>

#include "circletake/pace.h"
#include "conform_priv.h"

bool ct_conform_same_label(int64_t label, ct_tc_count from, ct_tc_count to, char *text, int64_t *n)
{
    ct_tc_print(label, from, text);
    for (char *p = text; *p; p++)
        *p = *p == ';' ? ':' : *p; /* the clip's counting decides */
    return ct_tc_parse(text, to, n, NULL) == CT_OK;
}

/* False: labels of such a clip do not count its pictures. */
static bool counting_of(const ct_clip *clip, ct_tc_count *out)
{
    bool labelled = ct_has_timecode(&clip->tc);

    *out = labelled ? clip->tc.count : (ct_tc_count){ct_tc_base(clip->fps), false};
    return !labelled || ct_rate_equal(clip->tc.rate, clip->fps);
}

/* As long as its labels are in that counting, from the first frame that is shown; 0: they are none of it. */
static int64_t length_in(const ct_event *e, ct_event_label said, ct_tc_count own)
{
    char    text[CT_TC_TEXT_BYTES];
    int64_t in = e->reverse ? said.end - 1 : said.first, out = in + said.end - said.first;
    int64_t first, end;

    if (!ct_conform_same_label(in, said.count, own, text, &first) ||
        !ct_conform_same_label(out, said.count, own, text, &end))
        return 0;
    return ct_tc_length(first, end, own);
}

/* A source that runs at its own rate is told by its own counting before the list's; one that is shown frame for frame
 * could be any, and only what the list's counting does not explain. */
static bool explains(const ct_event *e, AVRational list_fps, AVRational fps, AVRational pace,
                     ct_event_label said, int64_t length)
{
    int64_t record = ct_span_count(e->record);

    if (length < 1)
        return false;
    bool retimed = e->speed.num != e->speed.den || said.count.base != ct_tc_base(list_fps);
    if (retimed && ct_pace_fits(length, record, pace))
        return true;
    return e->speed.num == e->speed.den &&
           (ct_pace_fits(length, record, av_div_q(fps, list_fps)) ||
            (length == record && !ct_pace_fits(said.end - said.first, record, pace)));
}

bool ct_conform_counts_itself(const ct_event *e, AVRational list_fps, const ct_clip *clip,
                              int64_t *length)
{
    ct_tc_count    own;
    int            base = ct_tc_base(list_fps);
    ct_event_label said = ct_event_labels(e, list_fps);
    AVRational     pace = av_mul_q(e->speed, (AVRational){said.count.base, base});

    if (!ct_event_counts_labels(e) || e->speed.num == 0 || !counting_of(clip, &own) ||
        own.base == said.count.base)
        return false;
    *length = length_in(e, said, own);
    if (explains(e, list_fps, clip->fps, pace, said, *length))
        return true;
    *length = av_rescale(ct_span_count(e->record), pace.num, pace.den);
    return *length > 0 && own.base != base &&
           av_cmp_q(pace, (AVRational){own.base, base}) == 0; /* M2 says its own rate */
}

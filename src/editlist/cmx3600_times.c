/* SPDX-License-Identifier: MIT */
/* The four timecodes of an event: how each side counts, and how long it is. */
#include <libavutil/mathematics.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/pace.h"
#include "cmx3600_priv.h"

ct_code ct_edl_parse_label(const ct_edl_reader *r, const char *text, AVRational fps, size_t line,
                           bool drop_default, int64_t *n, bool *drop, ct_error *err)
{
    int base = ct_tc_base(fps);

    if ((ct_edl_is_digits(text) && ct_parse_i64(text, n)) || /* frames, not a label */
        (r->from_one && ct_edl_from_one(text, fps, n))) {
        *drop = drop_default;
        return CT_OK;
    }
    ct_code code = ct_tc_parse_any(text, base, drop_default, n, drop, err);

    if (code && base % 30 != 0 && strpbrk(text, ";,"))
        return ct_fail(
            err, code,
            "Line %zu: %s counts drop-frame, which does not exist at %d frames a second; "
            "the list is at 29.97, 59.94 or 119.88.",
            line, text, base);
    return code ? ct_fail_prefix(err, code, "Line %zu: ", line) : CT_OK;
}

ct_code ct_edl_parse_pair(const ct_edl_reader *r, const ct_edl_pending *p, int in, AVRational fps,
                          bool drop_default, ct_edl_pair *out, ct_error *err)
{
    const char *side = in == CT_EDL_SOURCE_IN ? "source" : "record";
    int64_t     label_out;
    bool        drop_in, drop_out;
    ct_code     code =
        ct_edl_parse_label(r, p->label[in], fps, p->line, drop_default, &out->in, &drop_in, err);

    if (!code)
        code = ct_edl_parse_label(r, p->label[in + 1], fps, p->line, drop_default || drop_in,
                                  &label_out, &drop_out, err);
    if (code)
        return code;
    out->fps = fps;
    out->count = (ct_tc_count){ct_tc_base(fps), drop_in || drop_out};
    out->length = ct_tc_length(out->in, label_out, out->count);
    if (out->length < 0 && p->reverse && in == CT_EDL_SOURCE_IN)
        out->length = out->in - label_out; /* written as it is played */
    return out->length >= 0
               ? CT_OK
               : ct_fail(err, CT_BAD_DATA,
                         "Line %zu: expected %s out behind %s in, but %s is before %s.", p->line,
                         side, side, p->label[in + 1], p->label[in]);
}

/* A list made where no timecode was known has in and out alike; one made by a program that knows no speeds has both
 * sides equally long whatever M2 says; and Media Composer can name little more than the first frame, of what runs
 * backwards above all. */
void ct_edl_fill_range(ct_edl_reader *r, AVRational speed, bool reverse, int64_t record_length,
                       ct_edl_pair *out)
{
    bool    none = out->length == 0, retimed = speed.num != speed.den;
    int64_t wanted = av_rescale_rnd(record_length, speed.num, speed.den, AV_ROUND_UP);
    bool    cut_short = (retimed || reverse) && out->length * 2 < wanted;

    if (!none && !(retimed && out->length == record_length) && !cut_short)
        return;
    out->length = wanted;
    out->length = out->length < 1 ? 1 : out->length; /* a freeze shows one */
    r->no_range += none;
}

/* --- sources that count otherwise than the list --------------------------------------------------- */

static AVRational bases_of(AVRational list, AVRational source)
{
    return (AVRational){ct_tc_base(list), ct_tc_base(source)};
}

AVRational ct_edl_speed(const ct_edl_reader *r, AVRational m2, AVRational source)
{
    return av_mul_q(m2, bases_of(r->t->fps, source));
}

/* M2 counts the source's frames; without it the source runs at its own rate. To a frame of either side. */
static bool lasts_as_long(const ct_edl_reader *r, const ct_edl_pending *p, int64_t record_length,
                          const ct_edl_pair *source)
{
    AVRational pace = p->retimed ? p->speed : av_div_q(source->fps, r->t->fps);

    return pace.num > 0 && ct_pace_fits(source->length, record_length, pace);
}

static bool is_natural(const ct_edl_reader *r, const ct_edl_pending *p, AVRational source)
{
    return av_cmp_q(ct_edl_speed(r, p->speed, source), (AVRational){1, 1}) == 0;
}

/* Of two rates that explain an event: the one that M2 says, else the one of the list's kind, 60 beside 30 and 59.94
 * beside 29.97. */
static int likelihood(const ct_edl_reader *r, const ct_edl_pending *p, AVRational source)
{
    bool alike = (source.den == 1001) == (r->t->fps.den == 1001);

    return 1 + alike + 2 * (p->retimed && is_natural(r, p, source));
}

/* A source keeps its own labels in a list of another rate, and may have some that do not exist at that one. In which
 * counting it lasts as long as the record side; false: in none. */
static bool count_otherwise(const ct_edl_reader *r, const ct_edl_pending *p, int64_t record_length,
                            ct_edl_pair *out)
{
    static const AVRational rates[] = {{24000, 1001}, {24, 1},  {25, 1},        {30000, 1001},
                                       {30, 1},       {50, 1},  {48, 1},        {60000, 1001},
                                       {60, 1},       {100, 1}, {120000, 1001}, {120, 1}};
    int                     best = 0;

    for (size_t i = 0; i < sizeof rates / sizeof rates[0]; i++) {
        ct_edl_pair found;
        ct_error    ignored;
        if (ct_tc_base(rates[i]) != ct_tc_base(r->t->fps) && likelihood(r, p, rates[i]) > best &&
            ct_edl_parse_pair(r, p, CT_EDL_SOURCE_IN, rates[i], false, &found, &ignored) == CT_OK &&
            lasts_as_long(r, p, record_length, &found)) {
            *out = found;
            best = likelihood(r, p, rates[i]);
        }
    }
    return best > 0;
}

static void say_length(ct_edl_reader *r, const ct_edl_pending *p, int64_t record_length,
                       int64_t source_length)
{
    ct_edl_pair other;
    char        rate[CT_RATE_TEXT_BYTES], *why = NULL;

    if (count_otherwise(r, p, record_length, &other))
        why = ct_asprintf(" A source of %s frames a second would be as long.",
                          ct_rate_label(other.fps, rate));
    ct_edl_say(r, CT_SAY_WARN, "length", p->line,
               "The source lasts %lld frames and the record side "
               "%lld, and no M2 line says why.%s",
               (long long)source_length, (long long)record_length, ct_str_or_empty(why));
    free(why);
}

/* FCM speaks of the record side; the source may drop where that does not: taken is the counting that makes both
 * sides equally long, the one in force first. */
static ct_code count_as_list(ct_edl_reader *r, const ct_edl_pending *p, int64_t record_length,
                             ct_edl_pair *out, ct_error *err)
{
    ct_edl_pair other;
    AVRational  fps = r->t->fps;
    bool        can_drop = ct_tc_base(fps) % 30 == 0;
    ct_code     code = ct_edl_parse_pair(r, p, CT_EDL_SOURCE_IN, fps, p->drop, out, err);
    ct_error    ignored;

    if (!code)
        ct_edl_fill_range(r, p->speed, p->reverse, record_length, out);
    if (!code && r->from_one && llabs(out->length - record_length) == 1)
        out->length = record_length; /* each end was rounded */
    if (!code && (p->retimed || out->length == record_length))
        return CT_OK;
    if (can_drop && !ct_edl_parse_pair(r, p, CT_EDL_SOURCE_IN, fps, !p->drop, &other, &ignored) &&
        (code || other.length == record_length)) {
        *out = other;
        if (other.length == record_length)
            return CT_OK;
        code = CT_OK;
    }
    if (!code)
        say_length(r, p, record_length, out->length);
    return code;
}

ct_code ct_edl_source_range(ct_edl_reader *r, const ct_edl_pending *p, int64_t record_length,
                            ct_edl_pair *out, ct_error *err)
{
    ct_edl_pair other;
    char        rate[CT_RATE_TEXT_BYTES];
    ct_code     code = count_as_list(r, p, record_length, out, err);

    if (!code || !count_otherwise(r, p, record_length, &other))
        return code;
    *out = other;
    ct_edl_say(
        r, CT_SAY_NOTE, "own-rate", p->line,
        "Its source counts more frames than the list has in a second; it was read at %s, at which it lasts as "
        "long as the record side.",
        ct_rate_label(other.fps, rate));
    return CT_OK;
}

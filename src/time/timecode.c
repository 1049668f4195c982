/* SPDX-License-Identifier: MIT */
#include "circletake/timecode.h"

#include <libavutil/mathematics.h>
#include <string.h>

#include "circletake/str.h"

/* SMPTE ST 12-1: base/15 labels (2 at 30, 4 at 60, 8 at 120) are left out at the start of
 * every minute that ten does not divide. */
static int64_t dropped_a_minute(ct_tc_count c)
{
    return c.drop ? c.base / 15 : 0;
}

int ct_tc_base(AVRational fps)
{
    int64_t base = fps.den > 0 ? ((int64_t)fps.num + fps.den / 2) / fps.den : 0;

    return base < 1 ? 1 : base > 1000 ? 1000 : (int)base;
}

bool ct_tc_can_drop(AVRational fps)
{
    static const AVRational dropping[] = {{30000, 1001}, {60000, 1001}, {120000, 1001}};

    for (int i = 0; i < 3; i++)
        if (ct_rate_equal(fps, dropping[i]))
            return true;
    return false;
}

int64_t ct_tc_day(ct_tc_count c)
{
    return (int64_t)24 * 3600 * c.base - dropped_a_minute(c) * (24 * 60 - 24 * 6);
}

int64_t ct_tc_length(int64_t in, int64_t out, ct_tc_count c)
{
    int64_t length = out >= in ? out - in : out + ct_tc_day(c) - in;

    return out < in && length > ct_tc_day(c) / 2 ? -1 : length;
}

/* Count of labels -> count as if none were left out. */
static int64_t with_dropped(int64_t n, ct_tc_count c)
{
    int64_t d = dropped_a_minute(c);
    int64_t ten_minutes = (int64_t)600 * c.base - 9 * d;
    int64_t minute = (int64_t)60 * c.base - d;
    int64_t tens = n / ten_minutes, rest = n % ten_minutes;

    return n + 9 * d * tens + (rest < d ? 0 : d * ((rest - d) / minute));
}

/* At least `width` digits; where they end. Lists are made of timecode, and printf takes ten times as long. */
static char *put_digits(char *at, int64_t n, size_t width)
{
    char        room[CT_I64_TEXT_BYTES];
    const char *digits = ct_i64_text(n, room);

    for (size_t count = strlen(digits); count < width; count++)
        *at++ = '0';
    return stpcpy(at, digits);
}

char *ct_tc_print(int64_t n, ct_tc_count c, char out[CT_TC_TEXT_BYTES])
{
    int64_t day = ct_tc_day(c);
    char   *at = out;

    n %= day;
    if (n < 0)
        n += day;
    n = with_dropped(n, c);

    int64_t seconds = n / c.base;
    at = put_digits(at, seconds / 3600 % 24, 2);
    *at++ = ':';
    at = put_digits(at, seconds / 60 % 60, 2);
    *at++ = ':';
    at = put_digits(at, seconds % 60, 2);
    *at++ = c.drop ? ';' : ':';
    put_digits(at, n % c.base, c.base > 100 ? 3 : 2);
    return out;
}

/* --- reading ---------------------------------------------------------------------- */

/* Four fields of digits; `separator` is what stands before the frames. */
static bool split_label(const char *text, int field[4], char *separator)
{
    static const int longest[4] = {2, 2, 2, 3};

    for (int i = 0; i < 4; i++) {
        int digits = 0;
        for (field[i] = 0; *text >= '0' && *text <= '9'; text++, digits++)
            field[i] = digits < 4 ? field[i] * 10 + (*text - '0') : field[i];
        if (digits == 0 || digits > longest[i])
            return false;
        if (i == 3)
            break;
        if (!*text || !strchr(":;.,", *text))
            return false;
        *separator = *text++;
    }
    return *text == '\0';
}

static int64_t label_number(const int field[4], ct_tc_count c)
{
    int64_t minutes = (int64_t)60 * field[0] + field[1];

    return (minutes * 60 + field[2]) * c.base + field[3] -
           dropped_a_minute(c) * (minutes - minutes / 10);
}

/* Names the two labels around one that does not exist. */
static ct_code fail_no_label(const char *text, int64_t below, ct_tc_count c, ct_error *err)
{
    char before[CT_TC_TEXT_BYTES], after[CT_TC_TEXT_BYTES];

    return ct_fail(err, CT_BAD_DATA,
                   "There is no timecode %s at %d%s frames a second; the nearest "
                   "are %s and %s.",
                   text, c.base, c.drop ? " drop" : "", ct_tc_print(below, c, before),
                   ct_tc_print(below + 1, c, after));
}

static ct_code check_fields(const char *text, const int field[4], ct_tc_count c, ct_error *err)
{
    int last[4] = {field[0], field[1], field[2], c.base - 1};

    if (field[0] > 23 || field[1] > 59 || field[2] > 59)
        return ct_fail(err, CT_BAD_DATA,
                       "%s is not a timecode: hours go to 23, minutes and "
                       "seconds to 59.",
                       text);
    if (field[3] >= c.base)
        return fail_no_label(text, label_number(last, c), c, err);
    if (field[2] == 0 && field[1] % 10 != 0 && field[3] < dropped_a_minute(c)) {
        int first[4] = {field[0], field[1], 0, (int)dropped_a_minute(c)};
        return fail_no_label(text, label_number(first, c) - 1, c, err);
    }
    return CT_OK;
}

ct_code ct_tc_parse_any(const char *text, int base, bool drop_default, int64_t *n, bool *drop,
                        ct_error *err)
{
    int  field[4];
    char separator = 0;

    if (!split_label(text, field, &separator))
        return ct_fail(err, CT_BAD_DATA, "%s is not a timecode; write it as 01:00:04:20.", text);

    bool        marked = separator == ';' || separator == ',';
    ct_tc_count c = {base, marked || drop_default};
    if (c.drop && base % 30 != 0) {
        if (marked)
            return ct_fail(err, CT_BAD_DATA,
                           "%s is written as drop-frame, which does not exist at "
                           "%d frames a second; use ':' before the frames.",
                           text, base);
        c.drop = false;
    }
    ct_code code = check_fields(text, field, c, err);
    if (code)
        return code;
    *n = label_number(field, c);
    *drop = c.drop;
    return CT_OK;
}

ct_code ct_tc_parse(const char *text, ct_tc_count c, int64_t *n, ct_error *err)
{
    int64_t number;
    bool    drop;
    ct_code code = ct_tc_parse_any(text, c.base, c.drop, &number, &drop, err);

    if (code)
        return code;
    if (drop && !c.drop)
        return ct_fail(err, CT_BAD_DATA,
                       "%s is written as drop-frame, but this counts non-drop; "
                       "use ':' before the frames.",
                       text);
    *n = number;
    return CT_OK;
}

/* --- labels of a clip ------------------------------------------------------------- */

/* A clip without timecode counts from zero at its own rate. */
static ct_tc_track effective(const ct_tc_track *t, AVRational fps)
{
    if (t->rate.num > 0 && t->rate.den > 0 && t->count.base > 0)
        return *t;
    return (ct_tc_track){.start = 0, .count = {ct_tc_base(fps), false}, .rate = fps};
}

int64_t ct_tc_track_label(const ct_tc_track *t, AVRational fps, int64_t frame)
{
    ct_tc_track e = effective(t, fps);

    if (ct_rate_equal(e.rate, fps))
        return e.start + frame;
    return e.start + av_rescale_q_rnd(frame, av_inv_q(fps), av_inv_q(e.rate), AV_ROUND_DOWN);
}

int64_t ct_tc_track_frame(const ct_tc_track *t, AVRational fps, int64_t label)
{
    ct_tc_track e = effective(t, fps);
    int64_t     from_start = label - e.start;

    if (from_start < 0 && from_start + ct_tc_day(e.count) < ct_tc_day(e.count) / 2)
        from_start += ct_tc_day(e.count); /* the clip runs through midnight */
    if (ct_rate_equal(e.rate, fps))
        return from_start;
    return av_rescale_q_rnd(from_start, av_inv_q(e.rate), av_inv_q(fps), AV_ROUND_UP);
}

char *ct_tc_track_print(const ct_tc_track *t, AVRational fps, int64_t frame,
                        char out[CT_TC_TEXT_BYTES])
{
    return ct_tc_print(ct_tc_track_label(t, fps, frame), effective(t, fps).count, out);
}

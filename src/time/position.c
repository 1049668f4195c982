/* SPDX-License-Identifier: MIT */
/* What a typed position means: see ct_pos_parse in timecode.h. */
#include <libavutil/mathematics.h>
#include <stdio.h>
#include <string.h>

#include "circletake/str.h"
#include "circletake/timecode.h"

/* "4.8s", "12s", "0.04s": seconds with up to six decimals, as microseconds. */
static bool parse_seconds(const char *text, int64_t *us)
{
    char    whole[24];
    size_t  bytes = strcspn(text, ".s");
    int64_t value, scale = 1000000;

    if (bytes == 0 || bytes >= sizeof whole - 1)
        return false;
    memcpy(whole, text, bytes);
    whole[bytes] = '\0';
    if (!ct_parse_i64(whole, &value) || value < 0 || value > INT32_MAX)
        return false;
    *us = value * scale;
    text += bytes;
    if (*text == '.')
        for (text++; *text >= '0' && *text <= '9' && scale > 1; text++) {
            scale /= 10;
            *us += (*text - '0') * scale;
        }
    return strcmp(text, "s") == 0;
}

/* "f120" or "120". */
static bool parse_frame(const char *text, int64_t *frame)
{
    return ct_parse_i64(text + (*text == 'f'), frame) && *frame >= 0;
}

/* "01001100", "1001100", "001100": a label as a hand types it into an edit system, where no frame of
 * the clip has that number. Gives it with its colons; its fields fill from the right. */
static bool parse_keyed(const char *text, const ct_pos_context *c, char label[CT_TC_TEXT_BYTES])
{
    size_t  digits = strspn(text, "0123456789");
    char    last[CT_I64_TEXT_BYTES]; /* room for its number */
    int64_t number;

    if (digits < 6 || digits > 8 || text[digits] || !ct_parse_i64(text, &number) ||
        c->frame_count <= 0 || number < c->frame_count)
        return false;
    if (digits < 8 && digits <= strlen(ct_i64_text(c->frame_count - 1, last)))
        return false;
    snprintf(label, CT_TC_TEXT_BYTES, "%02d:%02d:%02d:%02d", (int)(number / 1000000),
             (int)(number / 10000 % 100), (int)(number / 100 % 100), (int)(number % 100));
    return true;
}

/* "4:20", "1:04:20": fields fill from the right. Gives four full fields. */
static void fill_label(const char *text, char full[CT_TC_TEXT_BYTES])
{
    static const char *const missing[] = {"00:00:00:", "00:00:", "00:", ""};
    size_t                   fields = 1;

    for (const char *p = text; *p; p++)
        fields += strchr(":;.,", *p) != NULL;
    if (fields > 4)
        fields = 4;
    full[0] = '\0';
    strncat(full, missing[fields - 1], CT_TC_TEXT_BYTES - 1);
    strncat(full, text, CT_TC_TEXT_BYTES - 1 - strlen(full));
}

/* A length of time, as frames of the clip. */
static ct_code parse_length(const char *text, const ct_pos_context *c, int64_t *frames,
                            ct_error *err)
{
    char        full[CT_TC_TEXT_BYTES];
    ct_tc_count count = {ct_tc_base(c->fps), false};
    int64_t     us;

    if (parse_frame(text, frames))
        return CT_OK;
    if (parse_seconds(text, &us)) {
        *frames =
            av_rescale_q_rnd(us, (AVRational){1, 1000000}, av_inv_q(c->fps), AV_ROUND_NEAR_INF);
        return CT_OK;
    }
    fill_label(text, full);
    return ct_tc_parse(full, count, frames, err);
}

static ct_code parse_relative(const char *text, const ct_pos_context *c, int64_t *frame,
                              ct_error *err)
{
    int64_t length;

    if (c->current < 0)
        return ct_fail(err, CT_USAGE,
                       "%s is relative, but there is no position to count from; "
                       "give a timecode or a frame.",
                       text);
    ct_code code = parse_length(text + 1, c, &length, err);
    if (code)
        return code;
    *frame = text[0] == '-' ? c->current - length : c->current + length;
    return CT_OK;
}

static ct_code parse_absolute(const char *text, const ct_pos_context *c, int64_t *frame,
                              ct_error *err)
{
    ct_tc_count count =
        c->tc.count.base > 0 ? c->tc.count : (ct_tc_count){ct_tc_base(c->fps), false};
    int64_t label, us;
    bool    drop;

    if (parse_frame(text, frame))
        return CT_OK;
    if (parse_seconds(text, &us)) {
        *frame = ct_rate_us_to_frame(us, c->fps);
        return CT_OK;
    }
    ct_code code = ct_tc_parse_any(text, count.base, count.drop, &label, &drop, err);
    if (code)
        return code;
    if (drop != count.drop)
        return ct_fail(err, CT_BAD_DATA,
                       "%s is written as drop-frame, but this %s counts "
                       "non-drop; use ':' before the frames.",
                       text, c->what);
    *frame = ct_tc_track_frame(&c->tc, c->fps, label);
    return CT_OK;
}

static ct_code check_inside(const char *text, const ct_pos_context *c, int64_t frame, ct_error *err)
{
    char first[CT_TC_TEXT_BYTES], last[CT_TC_TEXT_BYTES];

    if (c->frame_count <= 0 || (frame >= 0 && frame < c->frame_count))
        return CT_OK;
    return ct_fail(err, CT_BAD_DATA,
                   "%s is outside the %s, which goes from %s (frame 0) to %s "
                   "(frame %lld).",
                   text, c->what, ct_tc_track_print(&c->tc, c->fps, 0, first),
                   ct_tc_track_print(&c->tc, c->fps, c->frame_count - 1, last),
                   (long long)c->frame_count - 1);
}

ct_code ct_pos_parse(const char *text, const ct_pos_context *context, int64_t *frame, ct_error *err)
{
    bool    relative = text[0] == '+' || text[0] == '-';
    char    label[CT_TC_TEXT_BYTES];
    int64_t found;

    if (parse_keyed(text, context, label))
        text = label;
    ct_code code = relative ? parse_relative(text, context, &found, err)
                            : parse_absolute(text, context, &found, err);

    if (!code)
        code = check_inside(text, context, found, err);
    if (!code)
        *frame = found;
    return code;
}

/* SPDX-License-Identifier: MIT */
#include "circletake/rate.h"

#include <libavutil/mathematics.h>
#include <stdio.h>
#include <string.h>

#include "circletake/str.h"

/* Rates that cameras and editors use, with the name people say. */
static const struct {
    AVRational  fps;
    const char *label;
} known[] = {
    {{24000, 1001}, "23.976"},
    {{24, 1}, "24"},
    {{25, 1}, "25"},
    {{30000, 1001}, "29.97"},
    {{30, 1}, "30"},
    {{48000, 1001}, "47.952"},
    {{48, 1}, "48"},
    {{50, 1}, "50"},
    {{60000, 1001}, "59.94"},
    {{60, 1}, "60"},
    {{90, 1}, "90"},
    {{100, 1}, "100"},
    {{120000, 1001}, "119.88"},
    {{120, 1}, "120"},
};
enum { KNOWN = sizeof known / sizeof known[0] };

bool ct_span_valid(ct_span s, int64_t frame_count)
{
    return s.first >= 0 && s.end > s.first && s.end <= frame_count;
}

char *ct_rate_text(AVRational fps, char out[CT_RATE_TEXT_BYTES])
{
    snprintf(out, CT_RATE_TEXT_BYTES, "%d/%d", fps.num, fps.den);
    return out;
}

char *ct_rate_label(AVRational fps, char out[CT_RATE_TEXT_BYTES])
{
    for (int i = 0; i < KNOWN; i++)
        if (ct_rate_equal(known[i].fps, fps)) {
            snprintf(out, CT_RATE_TEXT_BYTES, "%s", known[i].label);
            return out;
        }
    snprintf(out, CT_RATE_TEXT_BYTES, fps.den == 1 ? "%.0f" : "%.3f", av_q2d(fps));
    return out;
}

static bool parse_fraction(const char *text, AVRational *out)
{
    int64_t num = 0, den = 1;
    char    head[16];
    size_t  bytes = strcspn(text, "/");

    if (bytes == 0 || bytes >= sizeof head)
        return false;
    memcpy(head, text, bytes);
    head[bytes] = '\0';
    if (!ct_parse_i64(head, &num) || (text[bytes] && !ct_parse_i64(text + bytes + 1, &den)))
        return false;
    if (num <= 0 || num > 1000000 || den <= 0 || den > 1000000)
        return false;
    av_reduce(&out->num, &out->den, num, den, INT32_MAX);
    return true;
}

/* "23.976" and its looser spellings: two or three decimals of a thousand-and-first. */
static bool parse_decimal(const char *text, AVRational *out)
{
    static const struct {
        const char *text;
        AVRational  fps;
    } names[] = {
        {"23.98", {24000, 1001}},   {"23.976", {24000, 1001}}, {"29.97", {30000, 1001}},
        {"47.95", {48000, 1001}},   {"47.952", {48000, 1001}}, {"59.94", {60000, 1001}},
        {"119.88", {120000, 1001}},
    };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(text, names[i].text) == 0) {
            *out = names[i].fps;
            return true;
        }
    return false;
}

bool ct_rate_parse(const char *text, AVRational *out)
{
    return parse_decimal(text, out) || parse_fraction(text, out);
}

AVRational ct_rate_snap(AVRational measured)
{
    if (measured.num <= 0 || measured.den <= 0)
        return measured;
    for (int i = 0; i < KNOWN; i++) {
        /* |measured - fps| <= fps * 2 / 10000, in integers */
        int64_t a = (int64_t)measured.num * known[i].fps.den;
        int64_t b = (int64_t)known[i].fps.num * measured.den;
        if ((a > b ? a - b : b - a) <= b / 5000)
            return known[i].fps;
    }
    av_reduce(&measured.num, &measured.den, measured.num, measured.den, INT32_MAX);
    return measured;
}

bool ct_rate_is_round(AVRational fps)
{
    return fps.num > 0 && (fps.den == 1 || fps.den == 1001);
}

int64_t ct_rate_convert(int64_t frame, AVRational from, AVRational to)
{
    return av_rescale_q_rnd(frame, av_inv_q(from), av_inv_q(to), AV_ROUND_NEAR_INF);
}

int64_t ct_rate_convert_length(int64_t count, AVRational from, AVRational to)
{
    return count > 1 ? ct_rate_convert(count, from, to) : 1;
}

int64_t ct_rate_frame_to_us(int64_t frame, AVRational fps)
{
    return av_rescale_q_rnd(frame, av_inv_q(fps), (AVRational){1, 1000000}, AV_ROUND_NEAR_INF);
}

/* A frame begins at its rounded start: the half microsecond taken off there is put back here. */
int64_t ct_rate_us_to_frame(int64_t us, AVRational fps)
{
    return av_rescale_q_rnd(2 * us + 1, (AVRational){1, 2000000}, av_inv_q(fps), AV_ROUND_DOWN);
}

bool ct_rate_equal(AVRational a, AVRational b)
{
    return (int64_t)a.num * b.den == (int64_t)b.num * a.den && a.den && b.den;
}

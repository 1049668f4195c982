/* SPDX-License-Identifier: MIT */
/* Times of FCPXML: fractions of a second, kept as such until they become frames. */
#include <libavutil/mathematics.h>
#include <stdlib.h>
#include <string.h>

#include "fcpxml_priv.h"

enum {
    SECONDS_MOST = 100000000,  /* in a file */
    SECONDS_BOUND = 1000000000 /* that times computed from them are held to */
};

/* "1.5", as programs write that do not count in fractions. */
static bool parse_decimal(const char *text, fcp_time *out)
{
    enum { DIGITS_MOST = 6 };
    const char *point = strchr(text, '.');
    size_t      digits = point ? strspn(point + 1, "0123456789") : 0;
    int64_t     part = 0;

    if (!digits || point[1 + digits])
        return false;
    char *whole = ct_strndup(text, (size_t)(point - text));
    bool  good =
        ct_parse_i64(whole, &out->num) && out->num > -SECONDS_MOST && out->num < SECONDS_MOST;
    out->den = 1;
    for (size_t i = 0; good && i < digits && i < DIGITS_MOST; i++) {
        part = part * 10 + point[1 + i] - '0';
        out->den *= 10;
    }
    out->num = good ? out->num * out->den + (*text == '-' ? -part : part) : 0;
    free(whole);
    return good;
}

bool fcp_parse_time(const char *text, fcp_time *out)
{
    size_t length = strlen(text);
    char  *copy, *slash;
    bool   good;

    if (length < 2 || length > 50 || text[length - 1] != 's')
        return false;
    copy = ct_strndup(text, length - 1);
    slash = strchr(copy, '/');
    out->den = 1;
    if (slash)
        *slash = '\0';
    if (!slash && parse_decimal(copy, out)) {
        free(copy);
        return true;
    }
    good = ct_parse_i64(copy, &out->num) && (!slash || ct_parse_i64(slash + 1, &out->den)) &&
           out->den > 0 && out->den <= INT32_MAX && out->num / out->den < SECONDS_MOST &&
           out->num / out->den > -SECONDS_MOST;
    free(copy);
    return good;
}

ct_code fcp_time_of(const ct_xml_node *n, const char *attribute, fcp_time missing, fcp_time *out,
                    ct_error *err)
{
    const char *text = ct_xml_attribute(n, attribute);

    *out = missing;
    if (!text || fcp_parse_time(text, out))
        return CT_OK;
    return ct_fail(err, CT_BAD_DATA,
                   "Line %d: expected a time such as 1001/24000s as %s of <%s>, "
                   "found \"%.40s\".",
                   ct_xml_line(n), attribute, ct_xml_name(n), text);
}

int64_t fcp_frames_of(fcp_reader *r, fcp_time t, AVRational fps)
{
    int64_t per = t.den * fps.den; /* below 2^62: both are 31 bits at most */
    int64_t frames = av_rescale_rnd(t.num, fps.num, per, AV_ROUND_NEAR_INF);
    int64_t down = av_rescale_rnd(t.num, fps.num, per, AV_ROUND_DOWN);
    int64_t up = av_rescale_rnd(t.num, fps.num, per, AV_ROUND_UP);

    r->off_grid += down != up;
    return frames;
}

/* A file of nonsense can add up to more than any clock; what lies out there is nowhere. */
static fcp_time bounded(fcp_time t)
{
    int64_t most = t.den * SECONDS_BOUND; /* a denominator is below 2^31 */

    t.num = t.num > most ? most : t.num < -most ? -most : t.num;
    return t;
}

/* 1/705600000 s divides the frames of every rate there is, those of 1001 too. */
static fcp_time to_flicks(fcp_time t)
{
    const int64_t flicks = 705600000;

    return (fcp_time){av_rescale(t.num, flicks, t.den), flicks};
}

/* Exact where both fit one denominator, else in flicks. Neither overflows: both are bounded. */
fcp_time fcp_minus(fcp_time a, fcp_time b)
{
    int64_t den = a.den / av_gcd(a.den, b.den) * b.den;

    if (den > INT32_MAX) {
        a = to_flicks(a);
        b = to_flicks(b);
        return bounded((fcp_time){a.num - b.num, a.den});
    }
    return bounded((fcp_time){av_rescale(a.num, den, a.den) - av_rescale(b.num, den, b.den), den});
}

fcp_time fcp_plus(fcp_time a, fcp_time b)
{
    b.num = -b.num;
    return fcp_minus(a, b);
}

fcp_time fcp_scale(fcp_time a, AVRational pace)
{
    bool back = (a.num < 0) != (pace.num < 0); /* av_rescale takes no negative factor */

    a = to_flicks(a);
    int64_t most = a.den * SECONDS_BOUND;
    int64_t num = av_rescale(llabs(a.num), llabs((int64_t)pace.num), pace.den);
    num = num < 0 || num > most ? most : num; /* INT64_MIN: it does not fit */
    return (fcp_time){back ? -num : num, a.den};
}

int fcp_compare(fcp_time a, fcp_time b)
{
    fcp_time difference = fcp_minus(a, b);

    return (difference.num > 0) - (difference.num < 0);
}

/* SPDX-License-Identifier: MIT */
/* JSON of OpenTimelineIO, and the times in it: numbers at a rate that is a double. */
#include <math.h>
#include <string.h>

#include "otio_priv.h"

/* --- JSON ------------------------------------------------------------------------- */

char *otio_without_bare_words(const char *data, size_t bytes)
{
    static const char *const words[] = {"-Infinity", "Infinity", "-Inf", "Inf", "NaN", "-NaN"};
    char                    *copy = ct_strndup(data, bytes);
    bool                     quoted = false;

    for (char *p = copy; *p; p++) {
        if (quoted && *p == '\\' && p[1]) {
            p++;
        } else if (*p == '"') {
            quoted = !quoted;
        } else if (!quoted) {
            for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
                if (*p == *words[i] && ct_starts_with(p, words[i])) {
                    memset(p, ' ', strlen(words[i]));
                    memcpy(p, "0", 1);
                    break;
                }
        }
    }
    return copy;
}

const cJSON *otio_member(const cJSON *object, const char *name)
{
    return cJSON_GetObjectItemCaseSensitive(object, name);
}

const char *otio_text(const cJSON *object, const char *name)
{
    return ct_str_or_empty(cJSON_GetStringValue(otio_member(object, name)));
}

int64_t otio_number(const cJSON *object, const char *name)
{
    const cJSON *number = otio_member(object, name);

    return cJSON_IsNumber(number) && fabs(number->valuedouble) < 1e9 ? (int64_t)number->valuedouble
                                                                     : 0;
}

static bool has_schema(const cJSON *object, const char *schema)
{
    const char *text = otio_text(object, "OTIO_SCHEMA");
    size_t      length = strlen(schema);

    return strncmp(text, schema, length) == 0 && (!text[length] || text[length] == '.');
}

bool otio_is(const cJSON *object, const char *schema)
{
    static const struct {
        const char *now, *once; /* as the first versions called it */
    } renamed[] = {{"Track", "Sequence"},
                   {"Gap", "Filler"},
                   {"SerializableCollection", "SerializeableCollection"}};

    for (size_t i = 0; i < sizeof renamed / sizeof renamed[0]; i++)
        if (strcmp(schema, renamed[i].now) == 0 && has_schema(object, renamed[i].once))
            return true;
    return has_schema(object, schema);
}

const cJSON *otio_ours(const cJSON *object)
{
    return otio_member(otio_member(object, "metadata"), "circletake");
}

/* --- times ------------------------------------------------------------------------ */

AVRational otio_rate(double rate)
{
    static const AVRational known[] = {
        {24000, 1001}, {24, 1}, {25, 1}, {30000, 1001}, {30, 1},  {48000, 1001},  {48, 1},
        {50, 1},       {60, 1}, {90, 1}, {60000, 1001}, {100, 1}, {120000, 1001}, {120, 1},
    };
    AVRational best = {0, 1};
    double     nearest = 0.005;

    if (!(rate >= 1 && rate <= 1000))
        return (AVRational){0, 1};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (fabs(av_q2d(known[i]) - rate) < nearest) {
            nearest = fabs(av_q2d(known[i]) - rate);
            best = known[i];
        }
    return best.num ? best : av_d2q(rate, 100000);
}

otio_time otio_time_of(const cJSON *time)
{
    const cJSON *value = otio_member(time, "value"), *rate = otio_member(time, "rate");
    otio_time    m = {.fps = {0, 1}};

    if (!cJSON_IsNumber(value) || !cJSON_IsNumber(rate) || fabs(value->valuedouble) > 1e12)
        return m;
    m.fps = otio_rate(rate->valuedouble);
    m.exact = value->valuedouble;
    m.value = llround(m.exact);
    return m;
}

otio_time otio_start_of(const cJSON *range)
{
    return otio_time_of(otio_member(range, "start_time"));
}

otio_time otio_length_of(const cJSON *range)
{
    return otio_time_of(otio_member(range, "duration"));
}

int64_t otio_frames(otio_time m, AVRational fps)
{
    return m.fps.num > 0 && fps.num > 0 ? ct_rate_convert(m.value, m.fps, fps) : m.value;
}

AVRational otio_exact_rate(const cJSON *ours, const char *name, AVRational near)
{
    AVRational exact;

    if (ct_rate_parse(otio_text(ours, name), &exact) && fabs(av_q2d(exact) - av_q2d(near)) < 0.005)
        return exact;
    return near;
}

/* --- times that are no frames ----------------------------------------------------------- */

/* At one a second, at a thousand or at 48,000 are counted seconds, their parts or samples; at one stands also
 * the nothing that programs write where they have no time. */
static bool is_odd(double rate)
{
    return rate > 0 && (rate < 5 || rate > 400);
}

static bool is_time(const cJSON *object)
{
    return otio_is(object, "RationalTime") && cJSON_IsNumber(otio_member(object, "value")) &&
           cJSON_IsNumber(otio_member(object, "rate"));
}

static double rate_of(const cJSON *time)
{
    return otio_member(time, "rate")->valuedouble;
}

static double seconds_of(const cJSON *time)
{
    return otio_member(time, "value")->valuedouble / rate_of(time);
}

typedef struct settling {
    AVRational fps;   /* of the first time that counts frames; {0,1}: none does */
    size_t     count; /* times that count no frames and are not nothing */
} settling;

/* Members that are nobody's timeline. */
static bool is_beside(const cJSON *item)
{
    return item->string && strcmp(item->string, "metadata") == 0;
}

static void look_for_odd(settling *s, const cJSON *object)
{
    const cJSON *item;

    if (is_time(object)) {
        if (is_odd(rate_of(object)))
            s->count += seconds_of(object) != 0;
        else if (s->fps.num == 0)
            s->fps = otio_rate(rate_of(object));
        return;
    }
    cJSON_ArrayForEach(item, object)
    {
        if (!is_beside(item))
            look_for_odd(s, item);
    }
}

static void set_frames(cJSON *time, double frames, double fps)
{
    cJSON_SetNumberValue(cJSON_GetObjectItemCaseSensitive(time, "value"), frames);
    cJSON_SetNumberValue(cJSON_GetObjectItemCaseSensitive(time, "rate"), fps);
}

/* Where it begins and where it ends are each taken as the nearest frame. */
static void settle_range(cJSON *start, cJSON *length, double fps)
{
    double first = seconds_of(start), end = first + seconds_of(length);

    if (is_odd(rate_of(start)) && is_odd(rate_of(length)))
        set_frames(length, round(end * fps) - round(first * fps), fps);
    if (is_odd(rate_of(start)))
        set_frames(start, round(first * fps), fps);
}

static void settle(cJSON *object, double fps)
{
    cJSON *item, *start = cJSON_GetObjectItemCaseSensitive(object, "start_time");
    cJSON *length = cJSON_GetObjectItemCaseSensitive(object, "duration");

    if (otio_is(object, "TimeRange") && is_time(start) && is_time(length))
        settle_range(start, length, fps);
    if (is_time(object) && is_odd(rate_of(object)))
        set_frames(object, round(seconds_of(object) * fps), fps);
    cJSON_ArrayForEach(item, object)
    {
        if (!is_beside(item))
            settle(item, fps);
    }
}

ct_code otio_settle_times(cJSON *root, AVRational otherwise, ct_finding_list *findings,
                          ct_error *err)
{
    settling s = {.fps = {0, 1}};

    look_for_odd(&s, root);
    if (s.fps.num == 0)
        s.fps = otherwise;
    if (s.fps.num == 0)
        return s.count ? ct_fail(err, CT_USAGE, "Its times are seconds and name no rate.") : CT_OK;
    settle(root, av_q2d(s.fps));
    if (s.count)
        ct_finding_add(findings, CT_SAY_NOTE, "seconds-rounded", NULL, NULL,
                       "Some of its times are seconds or samples; each was taken as the nearest "
                       "frame.");
    return CT_OK;
}

/* SPDX-License-Identifier: MIT */
#include "ingest_wire.h"

#include <cjson/cJSON.h>
#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/str.h"

/* --- the fields of a clip that cross the pipe ------------------------------------------------ */

typedef enum kind { TEXT, WIDE, WHOLE, FLAG, RATE, SOURCE } kind;

/* clang-format off */
static const struct field {
    const char *name;
    kind        kind;
    size_t      offset;
} fields[] = {
    {"path",           TEXT,   offsetof(ct_clip, path)},
    {"name",           TEXT,   offsetof(ct_clip, name)},
    {"codec",          TEXT,   offsetof(ct_clip, codec)},
    {"stream",         WHOLE,  offsetof(ct_clip, stream)},
    {"size_bytes",     WIDE,   offsetof(ct_clip, size_bytes)},
    {"mtime_ns",       WIDE,   offsetof(ct_clip, mtime_ns)},
    {"fingerprint",    WIDE,   offsetof(ct_clip, fingerprint)},
    {"fps",            RATE,   offsetof(ct_clip, fps)},
    {"frame_count",    WIDE,   offsetof(ct_clip, frame_count)},
    {"provisional",    FLAG,   offsetof(ct_clip, provisional)},
    {"width_px",       WHOLE,  offsetof(ct_clip, width_px)},
    {"height_px",      WHOLE,  offsetof(ct_clip, height_px)},
    {"vfr",            FLAG,   offsetof(ct_clip, vfr)},
    {"interlaced",     FLAG,   offsetof(ct_clip, interlaced)},
    {"open_gop",       FLAG,   offsetof(ct_clip, open_gop)},
    {"has_edit_list",  FLAG,   offsetof(ct_clip, has_edit_list)},
    {"audio_tracks",   WHOLE,  offsetof(ct_clip, audio_tracks)},
    {"audio_channels", WHOLE,  offsetof(ct_clip, audio_channels)},
    {"audio_layout",   TEXT,   offsetof(ct_clip, audio_layout)},
    {"tc_start",       WIDE,   offsetof(ct_clip, tc.start)},
    {"tc_base",        WHOLE,  offsetof(ct_clip, tc.count.base)},
    {"tc_drop",        FLAG,   offsetof(ct_clip, tc.count.drop)},
    {"tc_rate",        RATE,   offsetof(ct_clip, tc.rate)},
    {"tc_source",      SOURCE, offsetof(ct_clip, tc_source)},
    {"reel",           TEXT,   offsetof(ct_clip, reel)},
    {"scene",          TEXT,   offsetof(ct_clip, scene)},
    {"shot",           TEXT,   offsetof(ct_clip, shot)},
    {"take",           TEXT,   offsetof(ct_clip, take)},
    {"camera",         TEXT,   offsetof(ct_clip, camera)},
    {"circled",        FLAG,   offsetof(ct_clip, circled)},
    {"description",    TEXT,   offsetof(ct_clip, description)},
    {"keywords",       TEXT,   offsetof(ct_clip, keywords)},
};
/* clang-format on */

enum { FIELDS = sizeof fields / sizeof fields[0] };

void ct_answer_finish(ct_answer *answer)
{
    ct_clip_finish(&answer->clip);
    ct_material_finish(&answer->material);
    free(answer->remark);
    *answer = (ct_answer){0};
}

/* --- saying ----------------------------------------------------------------------------------- */

/* JSON numbers are doubles: 64 bits travel as text. */
static void put_wide(cJSON *object, const char *name, int64_t value)
{
    char text[24];

    snprintf(text, sizeof text, "%" PRId64, value);
    cJSON_AddStringToObject(object, name, text);
}

static void put_text(cJSON *object, const char *name, const char *value)
{
    if (!value)
        return;
    char *clean = ct_utf8_valid(value, strlen(value)) ? NULL : ct_utf8_clean(value, false);
    cJSON_AddStringToObject(object, name, clean ? clean : value);
    free(clean);
}

static void put_rate(cJSON *object, const char *name, AVRational value)
{
    char text[32];

    snprintf(text, sizeof text, "%d/%d", value.num, value.den);
    cJSON_AddStringToObject(object, name, text);
}

static void put_field(cJSON *object, const struct field *f, const ct_clip *clip)
{
    const void *at = (const char *)clip + f->offset;

    switch (f->kind) {
    case TEXT:
        put_text(object, f->name, *(char *const *)at);
        break;
    case WIDE:
        put_wide(object, f->name, *(const int64_t *)at);
        break;
    case WHOLE:
        cJSON_AddNumberToObject(object, f->name, *(const int *)at);
        break;
    case FLAG:
        cJSON_AddBoolToObject(object, f->name, *(const bool *)at);
        break;
    case RATE:
        put_rate(object, f->name, *(const AVRational *)at);
        break;
    case SOURCE:
        cJSON_AddNumberToObject(object, f->name, *(const ct_tc_source *)at);
        break;
    }
}

/* Takes the object. */
static char *line_of(cJSON *object)
{
    char *text = cJSON_PrintUnformatted(object);
    char *line = ct_asprintf("%s\n", text ? text : "{}");

    cJSON_free(text);
    cJSON_Delete(object);
    return line;
}

char *ct_wire_alive(int permille)
{
    return ct_asprintf("{\"alive\":%d}\n", permille);
}

char *ct_wire_clip(const ct_clip *clip, const char *remark)
{
    cJSON *object = cJSON_CreateObject();
    cJSON *body = cJSON_AddObjectToObject(object, "clip");

    for (size_t i = 0; i < FIELDS; i++)
        put_field(body, &fields[i], clip);
    put_text(object, "remark", remark);
    return line_of(object);
}

char *ct_wire_material(uint64_t fingerprint, const ct_material *m)
{
    cJSON  *object = cJSON_CreateObject();
    char   *text = ct_material_text(m);
    int64_t bits;

    memcpy(&bits, &fingerprint, sizeof bits);
    cJSON_AddStringToObject(object, "material", text);
    put_wide(object, "fingerprint", bits);
    free(text);
    return line_of(object);
}

char *ct_wire_failed(const ct_error *error)
{
    cJSON *object = cJSON_CreateObject();

    put_text(object, "failed", error->text);
    cJSON_AddNumberToObject(object, "code", error->code);
    return line_of(object);
}

/* --- hearing ------------------------------------------------------------------------------------ */

static bool get_rate(const cJSON *item, AVRational *out)
{
    int  num, den;
    char rest;

    if (!cJSON_IsString(item) || sscanf(item->valuestring, "%d/%d%c", &num, &den, &rest) != 2)
        return false;
    *out = (AVRational){num, den};
    return num >= 0 && den > 0;
}

static bool get_whole(const cJSON *item, int low, int high, int *out)
{
    if (!cJSON_IsNumber(item) || item->valuedouble < low || item->valuedouble > high)
        return false;
    *out = item->valueint;
    return true;
}

static bool get_field(const cJSON *item, const struct field *f, ct_clip *clip)
{
    void *at = (char *)clip + f->offset;
    int   number;

    switch (f->kind) {
    case TEXT:
        if (!item)
            return true;
        ct_strset(at, cJSON_IsString(item) ? item->valuestring : NULL);
        return cJSON_IsString(item);
    case WIDE:
        return cJSON_IsString(item) && ct_parse_i64(item->valuestring, at);
    case WHOLE:
        return get_whole(item, 0, 1 << 20, at);
    case FLAG:
        *(bool *)at = cJSON_IsTrue(item);
        return cJSON_IsBool(item);
    case RATE:
        return get_rate(item, at);
    case SOURCE:
        if (!get_whole(item, CT_TC_NONE, CT_TC_SOUND, &number))
            return false;
        *(ct_tc_source *)at = (ct_tc_source)number;
        return true;
    }
    return false;
}

/* What every later step relies on. */
static bool is_sound(const ct_clip *clip)
{
    return clip->path && clip->path[0] == '/' && clip->name && clip->fingerprint != 0 &&
           clip->fps.num > 0 && clip->frame_count >= 0 && clip->frame_count < INT64_C(1) << 40 &&
           clip->size_bytes >= 0;
}

static ct_code read_clip(const cJSON *body, ct_answer *out, ct_error *err)
{
    out->kind = CT_ANSWER_CLIP;
    ct_clip_init(&out->clip);
    for (size_t i = 0; i < FIELDS; i++)
        if (!get_field(cJSON_GetObjectItemCaseSensitive(body, fields[i].name), &fields[i],
                       &out->clip))
            return ct_fail(err, CT_BAD_DATA, "The answer has no good '%s'.", fields[i].name);
    if (!is_sound(&out->clip))
        return ct_fail(err, CT_BAD_DATA, "The answer contradicts itself.");
    return CT_OK;
}

static ct_code read_material(const cJSON *object, const cJSON *text, ct_answer *out, ct_error *err)
{
    const cJSON *fingerprint = cJSON_GetObjectItemCaseSensitive(object, "fingerprint");
    int64_t      bits;

    out->kind = CT_ANSWER_MATERIAL;
    if (!cJSON_IsString(fingerprint) || !ct_parse_i64(fingerprint->valuestring, &bits) ||
        !ct_material_parse(text->valuestring, &out->material))
        return ct_fail(err, CT_BAD_DATA, "The answer has no good 'material'.");
    memcpy(&out->fingerprint, &bits, sizeof bits);
    return CT_OK;
}

static ct_code read_failed(const cJSON *object, const cJSON *text, ct_answer *out)
{
    int code = CT_BAD_DATA;

    out->kind = CT_ANSWER_FAILED;
    if (!get_whole(cJSON_GetObjectItemCaseSensitive(object, "code"), CT_USAGE, CT_INTERNAL, &code))
        code = CT_BAD_DATA;
    ct_fail(&out->error, (ct_code)code, "%s", text->valuestring);
    return CT_OK;
}

static ct_code read_object(const cJSON *object, ct_answer *out, ct_error *err)
{
    const cJSON *clip = cJSON_GetObjectItemCaseSensitive(object, "clip");
    const cJSON *material = cJSON_GetObjectItemCaseSensitive(object, "material");
    const cJSON *failed = cJSON_GetObjectItemCaseSensitive(object, "failed");
    const cJSON *alive = cJSON_GetObjectItemCaseSensitive(object, "alive");
    const cJSON *remark = cJSON_GetObjectItemCaseSensitive(object, "remark");

    if (cJSON_IsString(remark))
        out->remark = ct_strdup(remark->valuestring);
    if (cJSON_IsObject(clip))
        return read_clip(clip, out, err);
    if (cJSON_IsString(material))
        return read_material(object, material, out, err);
    if (cJSON_IsString(failed))
        return read_failed(object, failed, out);
    if (get_whole(alive, 0, 1000, &out->permille))
        return CT_OK;
    return ct_fail(err, CT_BAD_DATA, "The answer says nothing that is known.");
}

ct_code ct_wire_read(const char *line, ct_answer *out, ct_error *err)
{
    cJSON  *object = cJSON_ParseWithOpts(line, NULL, true);
    ct_code code;

    *out = (ct_answer){0};
    if (object)
        code = read_object(object, out, err);
    else
        code = ct_fail(err, CT_BAD_DATA, "The answer is not JSON.");
    cJSON_Delete(object);
    if (code)
        ct_answer_finish(out);
    return code;
}

/* SPDX-License-Identifier: MIT */
/* The tables of fields and members. Pure, any thread, no SQLite. */
#include "rows.h"

#include <stdlib.h>
#include <string.h>

#include "circletake/str.h"

/* clang-format off */
#define ONE_OF(table, name, type, member, last) \
    {CT_##table##_##name, CT_MEMBER_ENUM, offsetof(type, member), last}
static const ct_row_member clip_members[] = {
#define M(name, type, member) {CT_CLIP_##name, CT_MEMBER_##type, offsetof(ct_clip, member), 0}
    M(PATH, TEXT, path), M(NAME, TEXT, name), M(CODEC, TEXT, codec),
    M(SIZE_BYTES, I64, size_bytes), M(MTIME_NS, I64, mtime_ns), M(FINGERPRINT, U64, fingerprint),
    M(FPS_NUM, INT, fps.num), M(FPS_DEN, INT, fps.den), M(FRAME_COUNT, I64, frame_count),
    M(PROVISIONAL, BOOL, provisional), M(WIDTH_PX, INT, width_px), M(HEIGHT_PX, INT, height_px),
    M(VFR, BOOL, vfr), M(INTERLACED, BOOL, interlaced), M(OPEN_GOP, BOOL, open_gop),
    M(HAS_EDIT_LIST, BOOL, has_edit_list), M(AUDIO_TRACKS, INT, audio_tracks),
    M(AUDIO_CHANNELS, INT, audio_channels), M(TC_START, I64, tc.start),
    M(TC_BASE, INT, tc.count.base), M(TC_DROP, BOOL, tc.count.drop),
    M(TC_RATE_NUM, INT, tc.rate.num), M(TC_RATE_DEN, INT, tc.rate.den),
    ONE_OF(CLIP, TC_SOURCE, ct_clip, tc_source, CT_TC_SOUND), M(OFFLINE, BOOL, offline),
    M(REEL, TEXT, reel), M(SCENE, TEXT, scene), M(SHOT, TEXT, shot), M(TAKE, TEXT, take),
    M(CAMERA, TEXT, camera), M(CIRCLED, BOOL, circled), M(RATING, INT, rating),
    M(DESCRIPTION, TEXT, description), M(KEYWORDS, TEXT, keywords),
    M(SOUND, ID, sound), M(SOUND_START, I64, sound_start), M(SOUND_RATE_HZ, INT, sound_rate_hz),
    M(SOUND_HOW, TEXT, sound_how), M(SOUND_DELAY, I64, sound_delay), ONE_OF(CLIP, COLOUR, ct_clip, colour, CT_COLOUR_COUNT - 1),
    M(STREAM, INT, stream), M(AUDIO_LAYOUT, TEXT, audio_layout),
#undef M
};

static const ct_row_member select_members[] = {
#define M(name, type, member) {CT_SELECT_##name, CT_MEMBER_##type, offsetof(ct_select, member), 0}
    M(CLIP, ID, clip), M(FIRST, I64, span.first), M(END, I64, span.end), M(LABEL, TEXT, label),
    M(AUTHOR, TEXT, author), M(RATING, INT, rating), ONE_OF(SELECT, VERDICT, ct_select, verdict, CT_REJECTED),
    M(ORDER, REAL, order), M(FIRST_PTS, I64, first_proof.pts),
    M(FIRST_TB_NUM, INT, first_proof.tb.num), M(FIRST_TB_DEN, INT, first_proof.tb.den),
    M(FIRST_HASH, U64, first_proof.hash), M(FIRST_TC, TC, first_proof.timecode),
    M(LAST_PTS, I64, last_proof.pts), M(LAST_TB_NUM, INT, last_proof.tb.num),
    M(LAST_TB_DEN, INT, last_proof.tb.den), M(LAST_HASH, U64, last_proof.hash),
    M(LAST_TC, TC, last_proof.timecode), M(MADE_US, I64, made_us),
    M(MEDIA, U64, first_proof.media), M(FIRST_AROUND, AROUND, first_proof),
    M(LAST_AROUND, AROUND, last_proof),
#undef M
};

static const ct_row_member note_members[] = {
#define M(name, type, member) {CT_NOTE_##name, CT_MEMBER_##type, offsetof(ct_note, member), 0}
    M(CLIP, ID, clip), M(REPLY_TO, ID, reply_to), M(FIRST, I64, span.first),
    M(END, I64, span.end), M(BODY, TEXT, body), M(AUTHOR, TEXT, author),
    M(ASSIGNEE, TEXT, assignee), ONE_OF(NOTE, CATEGORY, ct_note, category, CT_CAT_COUNT - 1),
    ONE_OF(NOTE, STATUS, ct_note, status, CT_NOTE_STATUS_COUNT - 1),
    ONE_OF(NOTE, PRIORITY, ct_note, priority, CT_PRIORITY_MOST), M(PTS, I64, proof.pts), M(TB_NUM, INT, proof.tb.num),
    M(TB_DEN, INT, proof.tb.den), M(HASH, U64, proof.hash), M(TC, TC, proof.timecode),
    M(MADE_US, I64, made_us), M(CUT, ID, cut), M(RECORD, I64, record_frame), M(DRAWING, TEXT, drawing),
    M(MEDIA, U64, proof.media), M(AROUND, AROUND, proof), M(LAST_HASH, U64, last_proof.hash),
    M(LAST_AROUND, AROUND, last_proof),
#undef M
};

static const ct_row_member cut_members[] = {
#define M(name, type, member) {CT_CUT_##name, CT_MEMBER_##type, offsetof(ct_cut, member), 0}
    M(NAME, TEXT, name), M(VERSION, INT, version), M(REPLACES, ID, replaces), M(PATH, TEXT, path),
    M(FORMAT, TEXT, format), M(FPS_NUM, INT, fps.num), M(FPS_DEN, INT, fps.den),
    M(TC_BASE, INT, count.base), M(TC_DROP, BOOL, count.drop), M(TC_START, I64, start),
    M(FRAMES, I64, frames), M(EVENTS, I64, event_count), M(AUTHOR, TEXT, author),
    M(MADE_US, I64, made_us),
#undef M
};

/* Without event.cut, which an event in memory has from the list it stands in. */
static const ct_row_member event_members[] = {
#define M(name, type, member) {CT_EVENT_##name, CT_MEMBER_##type, offsetof(ct_event, member), 0}
    M(POSITION, I64, position), M(CLIP, ID, clip), ONE_OF(EVENT, MATCH, ct_event, match, CT_MATCH_COUNT - 1), M(SHIFT, I64, shift),
    M(RECORD_FIRST, I64, record.first), M(RECORD_END, I64, record.end),
    M(SOURCE_FIRST, I64, source.first), M(SOURCE_END, I64, source.end), M(NAME, TEXT, name),
    M(REEL, TEXT, reel), M(PATH, TEXT, path), M(FPS_NUM, INT, fps.num), M(FPS_DEN, INT, fps.den),
    M(TC_START, I64, tc.start), M(TC_BASE, INT, tc.count.base), M(TC_DROP, BOOL, tc.count.drop),
    M(TC_RATE_NUM, INT, tc.rate.num), M(TC_RATE_DEN, INT, tc.rate.den),
    M(MEDIA_FRAMES, I64, media_frames), M(CHANNELS, INT, channels),
    ONE_OF(EVENT, TRANSITION, ct_event, transition, CT_FADE), M(TRANSITION_FRAMES, I64, transition_frames),
    M(WIPE, INT, wipe), M(REVERSE, BOOL, reverse), M(SPEED_NUM, INT, speed.num),
    M(SPEED_DEN, INT, speed.den), M(NUMBER, I64, number), M(LABEL, TEXT, label),
    M(COMMENT, TEXT, comment), M(SCENE, TEXT, scene), M(SHOT, TEXT, shot), M(TAKE, TEXT, take),
    M(CAMERA, TEXT, camera), M(TRACK, INT, track), M(AUTHOR, TEXT, author), M(RATING, INT, rating),
    ONE_OF(EVENT, VERDICT, ct_event, verdict, CT_REJECTED), M(CIRCLED, BOOL, circled),
    ONE_OF(EVENT, COLOUR, ct_event, colour, CT_COLOUR_COUNT - 1), M(DESCRIPTION, TEXT, description),
    M(KEYWORDS, TEXT, keywords), M(WITHIN_NUM, INT, within.num), M(WITHIN_DEN, INT, within.den),
#undef M
};

/* A marker in memory stands in its event and has no id; what answers it stands in it. */
static const ct_row_member marker_members[] = {
#define M(name, type, member) {CT_MARKER_##name, CT_MEMBER_##type, offsetof(ct_marker, member), 0}
    M(FRAME, I64, frame), M(FRAMES, I64, count), M(TEXT, TEXT, text), M(AUTHOR, TEXT, author),
    M(COLOUR, TEXT, colour),
    ONE_OF(MARKER, CATEGORY, ct_marker, category, CT_CAT_COUNT - 1),
    ONE_OF(MARKER, STATUS, ct_marker, status, CT_NOTE_STATUS_COUNT - 1),
    ONE_OF(MARKER, PRIORITY, ct_marker, priority, CT_PRIORITY_MOST), M(ASSIGNEE, TEXT, assignee), M(STILL, TEXT, still),
    M(HELD_FIRST, I64, held.first), M(HELD_END, I64, held.end),
#undef M
};

static const ct_field_info infos[] = {
#define LOG true
#define FIXED false
#define LOCAL false
#define ROW(number, name, table, column, type, flags) \
    {CT_##name, CT_TABLE_##table, CT_FIELD_##type, flags, #column},
    CT_FIELD_LIST(ROW)
#undef ROW
#undef LOCAL
#undef FIXED
#undef LOG
};

/* Where a field stands in that list, from 1: asked for each value of each row that is written. */
enum {
#define PLACE(number, name, table, column, type, flags) PLACE_##name,
    CT_FIELD_LIST(PLACE)
#undef PLACE
};
static const uint16_t places[] = {
#define PLACE(number, name, table, column, type, flags) [number] = PLACE_##name + 1,
    CT_FIELD_LIST(PLACE)
#undef PLACE
};

/* "select" is a word of SQL, so that table is called selection. */
static const struct { const char *name; ct_field withdrawn; } tables[CT_TABLE_END] = {
    [CT_TABLE_PROJECT]  = {"project",   CT_PROJECT_WITHDRAWN},
    [CT_TABLE_PERSON]   = {"person",    CT_PERSON_WITHDRAWN},
    [CT_TABLE_CLIP]     = {"clip",      CT_CLIP_WITHDRAWN},
    [CT_TABLE_LOCATION] = {"location",  CT_LOCATION_WITHDRAWN},
    [CT_TABLE_SELECT]   = {"selection", CT_SELECT_WITHDRAWN},
    [CT_TABLE_NOTE]     = {"note",      CT_NOTE_WITHDRAWN},
    [CT_TABLE_TAG]      = {"tag",       CT_TAG_WITHDRAWN},
    [CT_TABLE_EXPORT]   = {"export",    CT_EXPORT_WITHDRAWN},
    [CT_TABLE_CUT]      = {"cut",       CT_CUT_WITHDRAWN},
    [CT_TABLE_EVENT]    = {"event",     CT_EVENT_WITHDRAWN},
    [CT_TABLE_MARKER]   = {"marker",    CT_MARKER_WITHDRAWN},
};
/* clang-format on */

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

const ct_row_member *ct_row_members(ct_table table, size_t *count)
{
    switch (table) {
    case CT_TABLE_CLIP:
        *count = COUNT(clip_members);
        return clip_members;
    case CT_TABLE_SELECT:
        *count = COUNT(select_members);
        return select_members;
    case CT_TABLE_NOTE:
        *count = COUNT(note_members);
        return note_members;
    case CT_TABLE_CUT:
        *count = COUNT(cut_members);
        return cut_members;
    case CT_TABLE_EVENT:
        *count = COUNT(event_members);
        return event_members;
    case CT_TABLE_MARKER:
        *count = COUNT(marker_members);
        return marker_members;
    default:
        *count = 0;
        return NULL;
    }
}

size_t ct_row_id_offset(ct_table table)
{
    switch (table) {
    case CT_TABLE_CLIP:
        return offsetof(ct_clip, id);
    case CT_TABLE_SELECT:
        return offsetof(ct_select, id);
    case CT_TABLE_CUT:
        return offsetof(ct_cut, id);
    case CT_TABLE_EVENT:
        return offsetof(ct_event, id);
    default:
        return offsetof(ct_note, id);
    }
}

ct_value ct_row_get(const ct_row_member *m, const void *item)
{
    const void *at = (const char *)item + m->offset;
    int64_t     bits;
    char        around[CT_AROUND_TEXT_BYTES];

    switch (m->type) {
    case CT_MEMBER_INT:
    case CT_MEMBER_ENUM:
        return ct_value_int(*(const int *)at);
    case CT_MEMBER_BOOL:
        return ct_value_int(*(const bool *)at ? 1 : 0);
    case CT_MEMBER_I64:
        return ct_value_int(*(const int64_t *)at);
    case CT_MEMBER_U64:
        memcpy(&bits, at, sizeof bits);
        return ct_value_int(bits);
    case CT_MEMBER_REAL:
        return ct_value_real(*(const double *)at);
    case CT_MEMBER_TEXT:
        return ct_value_text(*(char *const *)at);
    case CT_MEMBER_ID:
        return ct_value_id(*(const ct_id *)at);
    case CT_MEMBER_TC:
        return ct_value_text((const char *)at);
    case CT_MEMBER_AROUND:
        return ct_value_text(ct_evidence_around_text(at, around));
    }
    return (ct_value){.type = CT_VALUE_NULL};
}

static int clamp_int(int64_t v)
{
    return v > INT32_MAX ? INT32_MAX : v < INT32_MIN ? INT32_MIN : (int)v;
}

static void set_timecode(char *at, const char *text)
{
    size_t bytes = strlen(text);

    if (bytes >= CT_TC_TEXT_BYTES)
        bytes = CT_TC_TEXT_BYTES - 1;
    memcpy(at, text, bytes);
    at[bytes] = '\0';
}

void ct_row_set_int(const ct_row_member *m, void *item, int64_t i)
{
    void *at = (char *)item + m->offset;

    if (m->type == CT_MEMBER_INT)
        *(int *)at = clamp_int(i);
    else if (m->type == CT_MEMBER_ENUM)
        *(int *)at = i >= 0 && i <= m->last ? (int)i : 0;
    else if (m->type == CT_MEMBER_BOOL)
        *(bool *)at = i != 0;
    else
        memcpy(at, &i, sizeof i); /* I64, U64 */
}

void ct_row_set_real(const ct_row_member *m, void *item, double r)
{
    *(double *)(void *)((char *)item + m->offset) = r;
}

void ct_row_set_id(const ct_row_member *m, void *item, ct_id id)
{
    *(ct_id *)(void *)((char *)item + m->offset) = id;
}

void ct_row_set_text(const ct_row_member *m, void *item, const char *text)
{
    void *at = (char *)item + m->offset;

    if (m->type == CT_MEMBER_TEXT)
        ct_strset((char **)at, *text ? text : NULL);
    else if (m->type == CT_MEMBER_TC)
        set_timecode(at, text);
    else
        ct_evidence_around_parse(at, text);
}

const ct_field_info *ct_field_infos(size_t *count)
{
    if (count)
        *count = COUNT(infos);
    return infos;
}

const ct_field_info *ct_field_info_of(ct_field field)
{
    size_t place = (size_t)field < COUNT(places) ? places[field] : 0; /* from 1 */

    return place ? &infos[place - 1] : NULL;
}

bool ct_field_is_evidence(ct_field field)
{
    return (field >= CT_SELECT_FIRST_PTS && field <= CT_SELECT_LAST_TC) ||
           (field >= CT_SELECT_MEDIA && field <= CT_SELECT_LAST_AROUND) ||
           (field >= CT_NOTE_PTS && field <= CT_NOTE_TC) ||
           (field >= CT_NOTE_MEDIA && field <= CT_NOTE_LAST_AROUND);
}

const char *ct_table_name(ct_table table)
{
    return tables[table].name;
}

bool ct_table_is_part(ct_table table)
{
    return table == CT_TABLE_EVENT || table == CT_TABLE_MARKER;
}

ct_field ct_table_withdrawn(ct_table table)
{
    return tables[table].withdrawn;
}

/* ---- what edit.h promises of fields ---- */

ct_table ct_field_table(ct_field field)
{
    const ct_field_info *info = ct_field_info_of(field);
    return info ? info->table : (ct_table)0;
}

ct_field_type ct_field_kind(ct_field field)
{
    const ct_field_info *info = ct_field_info_of(field);
    return info ? info->type : CT_FIELD_INT;
}

const char *ct_field_name(ct_field field)
{
    const ct_field_info *info = ct_field_info_of(field);
    return info ? info->column : NULL;
}

ct_field ct_field_find(ct_table table, const char *name)
{
    for (size_t i = 0; i < COUNT(infos); i++) {
        if (infos[i].table == table && ct_equal_nocase(infos[i].column, name))
            return infos[i].field;
    }
    return CT_FIELD_NONE;
}

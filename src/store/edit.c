/* SPDX-License-Identifier: MIT */
/* Building edits: lists of operations, nothing more. See edit.h. */
#include "edit_priv.h"

#include <stdlib.h>
#include <string.h>

#include "circletake/str.h"
#include "circletake/thread.h"
#include "rows.h"

ct_edit *ct_edit_create(const char *sentence, const char *author, unsigned flags)
{
    ct_edit *edit = ct_alloc(sizeof *edit);

    edit->sentence = ct_strdup(ct_str_or_empty(sentence));
    edit->author = ct_strdup(author && author[0] ? author : "unknown");
    edit->flags = flags;
    return edit;
}

static void drop_material(struct ct_kept_material *m)
{
    if (!m)
        return;
    free(m->names);
    free(m->body);
    free(m);
}

void ct_edit_destroy(ct_edit **edit)
{
    if (!edit || !*edit)
        return;
    for (size_t i = 0; i < (*edit)->count; i++) {
        ct_value_finish(&(*edit)->ops[i].value);
        ct_value_finish(&(*edit)->ops[i].expected);
        free((*edit)->ops[i].key);
        drop_material((*edit)->ops[i].material);
        if ((*edit)->ops[i].events)
            ct_timeline_finish((*edit)->ops[i].events);
        free((*edit)->ops[i].events);
    }
    free((*edit)->ops);
    free((*edit)->sentence);
    free((*edit)->author);
    free(*edit);
    *edit = NULL;
}

void ct_edit_join(ct_edit *edit, ct_id act)
{
    edit->act = act;
}

bool ct_edit_is_empty(const ct_edit *edit)
{
    return edit->count == 0;
}

const char *ct_edit_sentence(const ct_edit *edit)
{
    return edit->sentence;
}

const char *ct_edit_author(const ct_edit *edit)
{
    return edit->author;
}

ct_op *ct_edit_push(ct_edit *edit, ct_op_kind kind)
{
    edit->ops = ct_grow(edit->ops, &edit->cap, edit->count + 1, sizeof *edit->ops);
    edit->ops[edit->count] = (ct_op){.kind = kind};
    return &edit->ops[edit->count++];
}

static void push_set(ct_edit *edit, ct_id row, ct_field field, ct_value value)
{
    ct_op *op = ct_edit_push(edit, CT_OP_SET);

    op->table = ct_field_table(field);
    op->row = row;
    op->field = field;
    op->value = value;
}

static ct_id push_add(ct_edit *edit, ct_table table, ct_id row)
{
    ct_op *op = ct_edit_push(edit, CT_OP_ADD);

    op->table = table;
    op->row = ct_id_is_none(row) ? ct_id_new() : row;
    return op->row;
}

/* ---- adding ---- */

static ct_id add_struct(ct_edit *edit, ct_table table, const void *item)
{
    size_t               count;
    const ct_row_member *members = ct_row_members(table, &count);
    const ct_id         *id = (const void *)((const char *)item + ct_row_id_offset(table));
    ct_id                row = push_add(edit, table, *id);

    for (size_t i = 0; i < count; i++)
        push_set(edit, row, members[i].field, ct_row_get(&members[i], item));
    return row;
}

/* Replaces a value just pushed by add_struct when it is the default. */
static void fill(ct_edit *edit, ct_field field, ct_value value)
{
    for (size_t i = edit->count; i-- > 0 && edit->ops[i].kind == CT_OP_SET;) {
        ct_op *op = &edit->ops[i];
        if (op->field != field)
            continue;
        if (ct_value_is_default(&op->value)) {
            ct_value_finish(&op->value);
            op->value = value;
            return;
        }
        break;
    }
    ct_value_finish(&value);
}

static void add_location(ct_edit *edit, ct_id clip, const char *path, int64_t size_bytes,
                         int64_t mtime_ns)
{
    ct_id row = push_add(edit, CT_TABLE_LOCATION, ct_id_none());

    push_set(edit, row, CT_LOCATION_CLIP, ct_value_id(clip));
    push_set(edit, row, CT_LOCATION_PATH, ct_value_text(path));
    push_set(edit, row, CT_LOCATION_SIZE_BYTES, ct_value_int(size_bytes));
    push_set(edit, row, CT_LOCATION_MTIME_NS, ct_value_int(mtime_ns));
}

ct_id ct_edit_add_clip(ct_edit *edit, const ct_clip *clip)
{
    ct_id row = add_struct(edit, CT_TABLE_CLIP, clip);

    push_set(edit, row, CT_CLIP_MADE_US, ct_value_int(ct_wall_us()));
    add_location(edit, row, clip->path, clip->size_bytes, clip->mtime_ns);
    return row;
}

ct_id ct_edit_add_select(ct_edit *edit, const ct_select *select)
{
    ct_id row = add_struct(edit, CT_TABLE_SELECT, select);

    fill(edit, CT_SELECT_AUTHOR, ct_value_text(edit->author));
    fill(edit, CT_SELECT_MADE_US, ct_value_int(ct_wall_us()));
    return row;
}

ct_id ct_edit_add_note(ct_edit *edit, const ct_note *note)
{
    ct_id row = add_struct(edit, CT_TABLE_NOTE, note);

    fill(edit, CT_NOTE_AUTHOR, ct_value_text(edit->author));
    fill(edit, CT_NOTE_MADE_US, ct_value_int(ct_wall_us()));
    return row;
}

ct_id ct_edit_add_tag(ct_edit *edit, int position, const char *name)
{
    ct_id row = push_add(edit, CT_TABLE_TAG, ct_id_none());

    push_set(edit, row, CT_TAG_POSITION, ct_value_int(position));
    push_set(edit, row, CT_TAG_NAME, ct_value_text(name));
    return row;
}

ct_id ct_edit_add_export(ct_edit *edit, const char *format, const char *path, const char *selection,
                         int64_t events, int64_t warnings, int64_t position)
{
    ct_id row = push_add(edit, CT_TABLE_EXPORT, ct_id_none());

    push_set(edit, row, CT_EXPORT_FORMAT, ct_value_text(format));
    push_set(edit, row, CT_EXPORT_PATH, ct_value_text(path));
    push_set(edit, row, CT_EXPORT_SELECTION, ct_value_text(selection));
    push_set(edit, row, CT_EXPORT_EVENTS, ct_value_int(events));
    push_set(edit, row, CT_EXPORT_WARNINGS, ct_value_int(warnings));
    push_set(edit, row, CT_EXPORT_MADE_US, ct_value_int(ct_wall_us()));
    push_set(edit, row, CT_EXPORT_POSITION, ct_value_int(position));
    return row;
}

ct_id ct_edit_add_cut(ct_edit *edit, const ct_cut *cut, ct_timeline *timeline)
{
    ct_cut whole = *cut; /* borrows the strings */

    whole.fps = timeline->fps;
    whole.count = timeline->count;
    whole.start = timeline->start;
    whole.frames = ct_timeline_frames(timeline);
    whole.event_count = (int64_t)timeline->event_count;
    ct_id row = add_struct(edit, CT_TABLE_CUT, &whole);
    fill(edit, CT_CUT_AUTHOR, ct_value_text(edit->author));
    fill(edit, CT_CUT_MADE_US, ct_value_int(ct_wall_us()));

    ct_op *op = ct_edit_push(edit, CT_OP_ADD_EVENTS);
    op->table = CT_TABLE_EVENT;
    op->row = row;
    op->events = ct_alloc(sizeof *op->events);
    *op->events = *timeline;
    *timeline = (ct_timeline){0};
    return row;
}

/* ---- setting ---- */

void ct_edit_set_text(ct_edit *edit, ct_id row, ct_field field, const char *text)
{
    push_set(edit, row, field, ct_value_text(text));
}

void ct_edit_set_int(ct_edit *edit, ct_id row, ct_field field, int64_t value)
{
    push_set(edit, row, field, ct_value_int(value));
}

void ct_edit_set_real(ct_edit *edit, ct_id row, ct_field field, double value)
{
    push_set(edit, row, field, ct_value_real(value));
}

void ct_edit_set_id(ct_edit *edit, ct_id row, ct_field field, ct_id value)
{
    push_set(edit, row, field, ct_value_id(value));
}

static const ct_evidence unknown = {.pts = INT64_MIN, .tb = {0, 1}};

static void set_around(ct_edit *edit, ct_id row, ct_field field, const ct_evidence *e)
{
    char text[CT_AROUND_TEXT_BYTES];

    push_set(edit, row, field, ct_value_text(ct_evidence_around_text(e, text)));
}

/* The first five fields of one piece of evidence follow one another in fields.h, pts first. */
static void set_proof(ct_edit *edit, ct_id row, ct_field pts, const ct_evidence *e)
{
    push_set(edit, row, pts, ct_value_int(e->pts));
    push_set(edit, row, pts + 1, ct_value_int(e->tb.num));
    push_set(edit, row, pts + 2, ct_value_int(e->tb.den));
    push_set(edit, row, pts + 3, ct_value_int((int64_t)e->hash));
    push_set(edit, row, pts + 4, ct_value_text(e->timecode));
}

void ct_edit_set_select_span(ct_edit *edit, ct_id select, ct_span span,
                             const ct_evidence *first_proof, const ct_evidence *last_proof)
{
    push_set(edit, select, CT_SELECT_FIRST, ct_value_int(span.first));
    push_set(edit, select, CT_SELECT_END, ct_value_int(span.end));
    ct_edit_set_select_proof(edit, select, first_proof, last_proof);
}

void ct_edit_set_note_span(ct_edit *edit, ct_id note, ct_span span, const ct_evidence *first_proof,
                           const ct_evidence *last_proof)
{
    push_set(edit, note, CT_NOTE_FIRST, ct_value_int(span.first));
    push_set(edit, note, CT_NOTE_END, ct_value_int(span.end));
    ct_edit_set_note_proof(edit, note, first_proof, last_proof);
}

void ct_edit_set_select_proof(ct_edit *edit, ct_id select, const ct_evidence *first_proof,
                              const ct_evidence *last_proof)
{
    const ct_evidence *first = first_proof ? first_proof : &unknown;
    const ct_evidence *last = last_proof ? last_proof : &unknown;

    set_proof(edit, select, CT_SELECT_FIRST_PTS, first);
    set_proof(edit, select, CT_SELECT_LAST_PTS, last);
    push_set(edit, select, CT_SELECT_MEDIA, ct_value_int((int64_t)first->media));
    set_around(edit, select, CT_SELECT_FIRST_AROUND, first);
    set_around(edit, select, CT_SELECT_LAST_AROUND, last);
}

void ct_edit_set_note_proof(ct_edit *edit, ct_id note, const ct_evidence *first_proof,
                            const ct_evidence *last_proof)
{
    const ct_evidence *first = first_proof ? first_proof : &unknown;
    const ct_evidence *last = last_proof ? last_proof : &unknown;

    set_proof(edit, note, CT_NOTE_PTS, first);
    push_set(edit, note, CT_NOTE_MEDIA, ct_value_int((int64_t)first->media));
    set_around(edit, note, CT_NOTE_AROUND, first);
    push_set(edit, note, CT_NOTE_LAST_HASH, ct_value_int((int64_t)last->hash));
    set_around(edit, note, CT_NOTE_LAST_AROUND, last);
}

void ct_edit_set_media(ct_edit *edit, ct_id clip, const ct_clip *media)
{
    size_t               count;
    const ct_row_member *members = ct_row_members(CT_TABLE_CLIP, &count);

    for (size_t i = 0; i < count; i++) {
        ct_field field = members[i].field;
        if (field < CT_CLIP_PATH || field > CT_CLIP_TC_SOURCE)
            continue;
        push_set(edit, clip, field, ct_row_get(&members[i], media));
        edit->ops[edit->count - 1].keeps_user_timecode = field >= CT_CLIP_TC_START;
    }
}

void ct_edit_set_event_clip(ct_edit *edit, ct_id event, ct_id clip, ct_match match, int64_t shift)
{
    push_set(edit, event, CT_EVENT_CLIP, ct_value_id(clip));
    push_set(edit, event, CT_EVENT_MATCH, ct_value_int(match));
    push_set(edit, event, CT_EVENT_SHIFT, ct_value_int(shift));
}

void ct_edit_relink(ct_edit *edit, ct_id clip, const char *path, int64_t size_bytes,
                    int64_t mtime_ns)
{
    push_set(edit, clip, CT_CLIP_PATH, ct_value_text(path));
    push_set(edit, clip, CT_CLIP_SIZE_BYTES, ct_value_int(size_bytes));
    push_set(edit, clip, CT_CLIP_MTIME_NS, ct_value_int(mtime_ns));
    push_set(edit, clip, CT_CLIP_OFFLINE, ct_value_int(0));
    add_location(edit, clip, path, size_bytes, mtime_ns);
}

void ct_edit_withdraw(ct_edit *edit, ct_table table, ct_id row)
{
    push_set(edit, row, ct_table_withdrawn(table), ct_value_int(1));
}

void ct_edit_restore(ct_edit *edit, ct_table table, ct_id row)
{
    push_set(edit, row, ct_table_withdrawn(table), ct_value_int(0));
}

/* Of all its tracks, a line each. */
static char *names_of(const ct_material *m)
{
    ct_str names = {0};

    for (size_t i = 0; i < m->track_count; i++)
        if (m->tracks[i].names)
            ct_str_appendf(&names, "%s%s", names.len ? "\n" : "", m->tracks[i].names);
    return ct_str_take(&names);
}

void ct_edit_put_material(ct_edit *edit, ct_id clip, uint64_t fingerprint, const ct_material *m)
{
    ct_op  *op = ct_edit_push(edit, CT_OP_PUT_MATERIAL);
    int64_t bits;

    memcpy(&bits, &fingerprint, sizeof bits);
    op->row = clip;
    op->value = ct_value_int(bits);
    op->material = ct_alloc(sizeof *op->material);
    op->material->found = ct_material_found(m);
    op->material->names = names_of(m);
    op->material->body = ct_material_text(m);
}

void ct_edit_drop_draft(ct_edit *edit, const char *key)
{
    ct_edit_push(edit, CT_OP_DROP_DRAFT)->key = ct_strdup(key);
}

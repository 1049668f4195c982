/* SPDX-License-Identifier: MIT */
#include "cli_json.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "circletake/conform.h"
#include "circletake/pace.h"
#include "circletake/str.h"

void ct_cli_json_print(cJSON *value)
{
    char *text = cJSON_Print(value);

    if (text)
        puts(text);
    cJSON_free(text);
    cJSON_Delete(value);
}

/* --- small parts ------------------------------------------------------------------------------ */

static void add_text(cJSON *o, const char *name, const char *value)
{
    char *clean = ct_utf8_clean(ct_str_or_empty(value), false);

    cJSON_AddStringToObject(o, name, clean);
    free(clean);
}

static void add_number(cJSON *o, const char *name, int64_t value)
{
    cJSON_AddNumberToObject(o, name, (double)value);
}

/* NULL: it is not known. */
static void add_known(cJSON *o, const char *name, const int64_t *value)
{
    if (value)
        add_number(o, name, *value);
    else
        cJSON_AddNullToObject(o, name);
}

static void add_hash(cJSON *o, const char *name, uint64_t value)
{
    char text[20];

    snprintf(text, sizeof text, "%016" PRIx64, value);
    cJSON_AddStringToObject(o, name, value ? text : "");
}

static void add_id(cJSON *o, const char *name, ct_id id)
{
    char text[CT_ID_TEXT_BYTES];

    if (ct_id_is_none(id))
        cJSON_AddNullToObject(o, name);
    else
        cJSON_AddStringToObject(o, name, ct_id_text(id, text));
}

static void add_rate(cJSON *o, const char *name, AVRational value)
{
    char text[CT_RATE_TEXT_BYTES];

    cJSON_AddStringToObject(o, name, ct_rate_text(value, text));
}

static void add_time(cJSON *o, const char *name, int64_t us)
{
    time_t    seconds = (time_t)(us / 1000000);
    struct tm parts;
    char      text[40] = "", whole[48];

    if (us > 0 && gmtime_r(&seconds, &parts))
        strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &parts);
    snprintf(whole, sizeof whole, "%s.%03dZ", text, (int)(us / 1000 % 1000));
    cJSON_AddStringToObject(o, name, *text ? whole : "");
}

static void add_label(cJSON *o, const char *name, const ct_clip *clip, int64_t frame)
{
    char text[CT_TC_TEXT_BYTES];

    if (clip)
        cJSON_AddStringToObject(o, name, ct_tc_track_print(&clip->tc, clip->fps, frame, text));
}

static void add_words(cJSON *o, const char *name, const char *commas)
{
    cJSON *words = cJSON_AddArrayToObject(o, name);

    for (const char *p = ct_str_or_empty(commas); *p;) {
        p += strspn(p, ", ");
        size_t length = strcspn(p, ",");
        if (length > 0) {
            char *word = ct_strndup(p, length);
            cJSON_AddItemToArray(words, cJSON_CreateString(word));
            free(word);
        }
        p += length;
    }
}

static cJSON *evidence(const ct_evidence *e, int64_t frame)
{
    cJSON *o = cJSON_CreateObject();
    char   around[CT_AROUND_TEXT_BYTES];

    add_number(o, "frame", frame);
    if (e->pts == INT64_MIN) {
        cJSON_AddNullToObject(o, "pts");
    } else {
        add_number(o, "pts", e->pts);
        add_rate(o, "time_base", e->tb);
    }
    add_hash(o, "hash", e->hash);
    cJSON_AddStringToObject(o, "around", ct_evidence_around_text(e, around));
    cJSON_AddStringToObject(o, "timecode", e->timecode);
    return o;
}

/* Whether a mark counts the frames of another file than its clip has now. */
static void add_lost(cJSON *o, const ct_evidence *e, const ct_clip *clip)
{
    cJSON_AddBoolToObject(o, "lost",
                          clip && e->media && clip->fingerprint && e->media != clip->fingerprint);
}

/* --- clips --------------------------------------------------------------------------------------- */

void ct_json_media(cJSON *o, const ct_clip *c)
{
    char tc[CT_TC_TEXT_BYTES];
    bool labelled = c->tc.rate.num > 0;

    add_text(o, "path", c->path);
    add_text(o, "name", c->name);
    add_text(o, "codec", c->codec);
    add_rate(o, "rate", c->fps);
    add_number(o, "frames", c->frame_count);
    cJSON_AddBoolToObject(o, "frames_exact", !c->provisional);
    cJSON_AddBoolToObject(o, "variable_rate", c->vfr);
    if (labelled)
        cJSON_AddStringToObject(o, "start_timecode", ct_tc_track_print(&c->tc, c->fps, 0, tc));
    else
        cJSON_AddNullToObject(o, "start_timecode");
    cJSON_AddStringToObject(o, "timecode_source", ct_tc_source_name(c->tc_source));
    if (labelled)
        add_rate(o, "timecode_rate", c->tc.rate);
    cJSON_AddBoolToObject(o, "drop_frame", c->tc.count.drop);
    add_number(o, "stream", c->stream);
    add_number(o, "width", c->width_px);
    add_number(o, "height", c->height_px);
    cJSON_AddBoolToObject(o, "interlaced", c->interlaced);
    cJSON_AddBoolToObject(o, "open_gop", c->open_gop);
    cJSON_AddBoolToObject(o, "edit_list", c->has_edit_list);
    add_number(o, "audio_tracks", c->audio_tracks);
    add_number(o, "audio_channels", c->audio_channels);
    add_text(o, "audio_layout", c->audio_layout);
    add_number(o, "size_bytes", c->size_bytes);
    add_hash(o, "fingerprint", c->fingerprint);
}

void ct_json_slate(cJSON *o, const ct_clip *c)
{
    add_text(o, "reel", c->reel);
    add_text(o, "scene", c->scene);
    add_text(o, "shot", c->shot);
    add_text(o, "take", c->take);
    add_text(o, "camera", c->camera);
}

/* Sound recorded apart, and the delay of whichever is heard. */
static void add_sound(cJSON *o, const ct_clip *c)
{
    bool apart = !ct_id_is_none(c->sound);

    add_id(o, "sound", c->sound);
    if (apart) {
        add_number(o, "sound_start", c->sound_start);
        add_number(o, "sound_rate", c->sound_rate_hz);
        add_text(o, "sound_how", c->sound_how);
    }
    add_number(o, "sound_delay", c->sound_delay);
}

cJSON *ct_json_clip(const ct_clip *c)
{
    cJSON *o = cJSON_CreateObject();
    char  *slate = ct_clip_slate(c);

    add_id(o, "id", c->id);
    ct_json_media(o, c);
    add_text(o, "slate", slate);
    ct_json_slate(o, c);
    cJSON_AddBoolToObject(o, "circled", c->circled);
    add_number(o, "rating", c->rating);
    cJSON_AddStringToObject(o, "colour", ct_clip_colour_name(c->colour));
    add_text(o, "description", c->description);
    add_words(o, "keywords", c->keywords);
    add_sound(o, c);
    cJSON_AddBoolToObject(o, "offline", c->offline);
    add_number(o, "selects", c->select_count);
    add_number(o, "notes", c->note_count);
    add_number(o, "open_notes", c->open_note_count);
    free(slate);
    return o;
}

/* --- marks ---------------------------------------------------------------------------------------- */

/* Range of a mark: `end` is the first frame that no longer belongs to it, `out` the label of the last
 * picture that does. */
static void add_span(cJSON *o, ct_id clip_id, const ct_clip *clip, ct_span span)
{
    add_id(o, "clip", clip_id);
    if (clip)
        add_text(o, "clip_name", clip->name);
    add_number(o, "first", span.first);
    add_number(o, "end", span.end);
    add_number(o, "frames", ct_span_count(span));
    add_label(o, "in", clip, span.first);
    add_label(o, "out", clip, span.end - 1);
}

cJSON *ct_json_select(const ct_select *s, const ct_clip *clip)
{
    cJSON *o = cJSON_CreateObject();

    add_id(o, "id", s->id);
    add_span(o, s->clip, clip, s->span);
    add_text(o, "label", s->label);
    add_number(o, "rating", s->rating);
    cJSON_AddStringToObject(o, "verdict", ct_verdict_name(s->verdict));
    cJSON_AddNumberToObject(o, "order", s->order);
    add_text(o, "author", s->author);
    add_time(o, "made", s->made_us);
    add_lost(o, &s->first_proof, clip);
    cJSON *proofs = cJSON_AddArrayToObject(o, "evidence");
    cJSON_AddItemToArray(proofs, evidence(&s->first_proof, s->span.first));
    cJSON_AddItemToArray(proofs, evidence(&s->last_proof, s->span.end - 1));
    return o;
}

cJSON *ct_json_note(const ct_note *n, const ct_clip *clip)
{
    cJSON *o = cJSON_CreateObject();

    add_id(o, "id", n->id);
    add_span(o, n->clip, clip, n->span);
    add_text(o, "text", n->body);
    add_text(o, "drawing", n->drawing);
    cJSON_AddStringToObject(o, "category", ct_category_name(n->category));
    cJSON_AddStringToObject(o, "status", ct_note_status_name(n->status));
    add_number(o, "priority", n->priority);
    add_text(o, "author", n->author);
    add_text(o, "assignee", n->assignee);
    add_id(o, "reply_to", n->reply_to);
    add_id(o, "cut", n->cut);
    if (!ct_id_is_none(n->cut))
        add_number(o, "record_frame", n->record_frame);
    add_time(o, "made", n->made_us);
    add_lost(o, &n->proof, clip);
    cJSON *proofs = cJSON_AddArrayToObject(o, "evidence");
    cJSON_AddItemToArray(proofs, evidence(&n->proof, n->span.first));
    if (ct_span_count(n->span) > 1)
        cJSON_AddItemToArray(proofs, evidence(&n->last_proof, n->span.end - 1));
    return o;
}

/* --- material -------------------------------------------------------------------------------------- */

cJSON *ct_json_lines(const char *text)
{
    cJSON *lines = cJSON_CreateArray();

    while (text) {
        size_t bytes = strcspn(text, "\n");
        char  *line = ct_strndup(text, bytes), *clean = ct_utf8_clean(line, true);
        cJSON_AddItemToArray(lines, cJSON_CreateString(clean));
        free(clean);
        free(line);
        text = text[bytes] ? text + bytes + 1 : NULL;
    }
    return lines;
}

/* Samples, and the same as whole frames and what is left. */
static void add_samples(cJSON *o, const char *name, const ct_material *m, int64_t samples)
{
    cJSON  *place = cJSON_AddObjectToObject(o, name);
    int64_t rest, frames = ct_material_frames(m, samples, &rest);

    add_number(place, "samples", samples);
    add_number(place, "frames", frames);
    add_number(place, "rest", rest);
}

static cJSON *sound_track(const ct_material *m, const ct_sound_track *t)
{
    cJSON *o = cJSON_CreateObject();

    add_number(o, "channels", t->channels);
    add_text(o, "layout", t->layout);
    cJSON_AddItemToObject(o, "names", ct_json_lines(t->names));
    add_samples(o, "late", m, ct_material_late(m, t));
    add_samples(o, "longer", m, ct_material_longer(m, t));
    return o;
}

static void add_stretches(cJSON *o, const ct_material *m, ct_flaw flaw)
{
    cJSON            *array = cJSON_AddArrayToObject(o, ct_flaw_name(flaw));
    size_t            count;
    const ct_stretch *s = ct_material_of(m, flaw, &count);

    for (size_t i = 0; i < count; i++) {
        cJSON *span = cJSON_CreateObject();
        add_number(span, "first", s[i].span.first);
        add_number(span, "end", s[i].span.end);
        cJSON_AddItemToArray(array, span);
    }
}

cJSON *ct_json_material(const ct_material *m)
{
    cJSON *o = cJSON_CreateObject();

    for (int f = 0; f < CT_FLAW_COUNT; f++)
        add_stretches(o, m, (ct_flaw)f);
    cJSON *totals = cJSON_AddObjectToObject(o, "totals");
    for (int f = 0; f < CT_FLAW_COUNT; f++) {
        cJSON *sum = cJSON_AddObjectToObject(totals, ct_flaw_name((ct_flaw)f));
        add_number(sum, "places", m->sums[f].places);
        add_number(sum, "frames", m->sums[f].frames);
    }
    add_number(o, "sound_rate", m->sound_rate_hz);
    cJSON *tracks = cJSON_AddArrayToObject(o, "tracks");
    for (size_t i = 0; i < m->track_count; i++)
        cJSON_AddItemToArray(tracks, sound_track(m, &m->tracks[i]));
    cJSON_AddBoolToObject(o, "starts_apart", ct_material_latest(m) != NULL);
    cJSON_AddBoolToObject(o, "lengths_differ", ct_material_longest(m) != NULL);
    if (m->failed)
        add_text(o, "failed", m->failed);
    return o;
}

cJSON *ct_json_clip_of(ct_query *query, const ct_clip *clip)
{
    cJSON      *o = ct_json_clip(clip);
    ct_material m;

    if (clip->found && ct_query_material(query, clip->id, &m, NULL) == CT_OK) {
        cJSON_AddItemToObject(o, "material", ct_json_material(&m));
        ct_material_finish(&m);
    } else {
        cJSON_AddNullToObject(o, "material");
    }
    return o;
}

/* --- cuts ------------------------------------------------------------------------------------------ */

static void add_count(cJSON *o, const char *name, int64_t label, ct_tc_count count)
{
    char text[CT_TC_TEXT_BYTES];

    cJSON_AddStringToObject(o, name, ct_tc_print(label, count, text));
}

cJSON *ct_json_cut(const ct_cut *c)
{
    cJSON *o = cJSON_CreateObject();
    char  *title = ct_cut_title(c);

    add_id(o, "id", c->id);
    add_text(o, "name", c->name);
    add_number(o, "version", c->version);
    add_text(o, "title", title);
    add_id(o, "replaces", c->replaces);
    add_text(o, "path", c->path);
    add_text(o, "format", c->format);
    add_rate(o, "rate", c->fps);
    cJSON_AddBoolToObject(o, "drop_frame", c->count.drop);
    add_count(o, "start_timecode", c->start, c->count);
    add_number(o, "frames", c->frames);
    add_number(o, "events", c->event_count);
    add_text(o, "author", c->author);
    add_time(o, "made", c->made_us);
    free(title);
    return o;
}

/* What the list said of the source: labels where it had timecode. */
static void add_source(cJSON *o, const ct_timeline *t, const ct_event *e)
{
    ct_event_label l = ct_event_labels(e, t->fps);

    add_text(o, "name", e->name);
    add_text(o, "reel", e->reel);
    add_text(o, "path", e->path);
    add_rate(o, "rate", e->fps);
    add_count(o, "source_in", l.first, l.count);
    add_count(o, "source_out", l.end, l.count);
    add_number(o, "source_frames", ct_span_count(e->source));
}

/* What is shown of it here: `first` and `end` are frames of the clip. */
static void add_shown(cJSON *o, const ct_timeline *t, const ct_event *e, const ct_clip *clip)
{
    ct_span span;

    if (!clip) {
        add_id(o, "clip", ct_id_none());
        return;
    }
    bool inside = ct_conform_place(e, t->fps, clip, &span);
    add_span(o, clip->id, clip, span);
    cJSON_AddBoolToObject(o, "inside", inside);
}

static cJSON *remark_json(const ct_timeline *t, const ct_event *e, const ct_marker *m)
{
    cJSON *o = cJSON_CreateObject(), *replies = cJSON_AddArrayToObject(o, "replies");

    add_number(o, "frame", m->frame);
    add_number(o, "frames", m->count);
    add_number(o, "record_frame", ct_event_remark_record(e, t->fps, m));
    add_text(o, "text", m->text);
    add_text(o, "author", m->author);
    cJSON_AddStringToObject(o, "category", ct_category_name(m->category));
    cJSON_AddStringToObject(o, "status", ct_note_status_name(m->status));
    add_number(o, "priority", m->priority);
    add_text(o, "assignee", m->assignee);
    add_text(o, "still", m->still);
    for (size_t i = 0; i < m->reply_count; i++) {
        cJSON *reply = cJSON_CreateObject();
        add_text(reply, "text", m->replies[i].text);
        add_text(reply, "author", m->replies[i].author);
        cJSON_AddItemToArray(replies, reply);
    }
    return o;
}

cJSON *ct_json_event(const ct_timeline *t, size_t i, const ct_clip *clip)
{
    const ct_event *e = &t->events[i];
    cJSON          *o = cJSON_CreateObject();

    add_id(o, "id", e->id);
    add_number(o, "event", (int64_t)i + 1);
    add_number(o, "number", e->number);
    add_count(o, "record_in", t->start + e->record.first, t->count);
    add_count(o, "record_out", t->start + e->record.end, t->count);
    add_number(o, "record_first", e->record.first);
    add_number(o, "record_end", e->record.end);
    add_source(o, t, e);
    add_text(o, "match", ct_match_name(e->match));
    add_shown(o, t, e, clip);
    cJSON_AddBoolToObject(o, "picture", (e->channels & CT_CHANNEL_V) != 0);
    add_number(o, "track", e->track);
    cJSON_AddStringToObject(o, "transition", ct_transition_name(e->transition));
    add_number(o, "transition_frames", e->transition_frames);
    add_rate(o, "speed", e->speed);
    add_rate(o, "within_frame", e->within.den > 0 ? e->within : (AVRational){0, 1});
    cJSON_AddBoolToObject(o, "reverse", e->reverse);
    add_text(o, "label", e->label);
    add_text(o, "comment", e->comment);
    add_text(o, "author", e->author);
    add_number(o, "rating", e->rating);
    cJSON_AddStringToObject(o, "verdict", ct_verdict_name(e->verdict));
    add_text(o, "description", e->description);
    add_text(o, "keywords", e->keywords);
    add_number(o, "markers", (int64_t)e->marker_count);
    cJSON *remarks = cJSON_AddArrayToObject(o, "remarks");
    for (size_t k = 0; k < e->marker_count; k++)
        cJSON_AddItemToArray(remarks, remark_json(t, e, &e->markers[k]));
    return o;
}

cJSON *ct_json_export(const ct_export_row *x, size_t number)
{
    cJSON *o = cJSON_CreateObject();

    add_id(o, "id", x->id);
    add_number(o, "number", (int64_t)number);
    add_time(o, "made", x->made_us);
    add_text(o, "format", x->format);
    add_text(o, "path", x->path);
    add_text(o, "selection", x->selection);
    add_number(o, "events", x->events);
    add_number(o, "warnings", x->warnings);
    add_number(o, "log_position", x->position);
    return o;
}

cJSON *ct_json_scene(const char *name, const ct_scene *scene, const ct_length *selects)
{
    cJSON *o = cJSON_CreateObject();

    add_text(o, "scene", name);
    add_known(o, "set_ups", scene ? &scene->shots : NULL);
    add_known(o, "covered", scene ? &scene->covered : NULL);
    add_known(o, "clips", scene ? &scene->clips : NULL);
    add_number(o, "selects", (int64_t)selects->count);
    add_number(o, "duration_us", selects->us);
    add_known(o, "frames", selects->fps.num > 0 ? &selects->frames : NULL);
    if (selects->fps.num > 0)
        add_rate(o, "rate", selects->fps);
    else
        cJSON_AddNullToObject(o, "rate");
    return o;
}

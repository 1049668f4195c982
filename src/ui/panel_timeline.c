/* SPDX-License-Identifier: MIT */
/* The clip from its first to its last frame: what is black, frozen, repeated, missing or silent, waveform,
 * selects, notes, In and Out, what is cached, the playhead. Scrub by dragging, go by clicking a mark, trim by dragging its edge. The wheel
 * zooms around the pointer, a double click shows all again. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ui/axis.h"
#include "ui/ui_priv.h"

enum {
    RULER = 22,
    SELECTS = 20,
    NOTES = 16,
    CACHED = 3,
    FOUND = 10, /* what a look found: pictures over sound */
    FOUND_PICTURE = 5,
    SIDE = 12, /* left and right of the frames */
    EDGE = 5   /* how near an edge must be to be caught */
};

typedef enum ct_drag {
    CT_DRAG_NONE,
    CT_DRAG_SCRUB,
    CT_DRAG_SELECT_IN,
    CT_DRAG_SELECT_OUT,
    CT_DRAG_IN,
    CT_DRAG_OUT
} ct_drag;

struct ct_panel_timeline {
    ct_id   clip; /* what the zoom is for */
    ct_axis axis;
    ct_drag drag;
    ct_id   mark;  /* whose edge is dragged */
    int64_t frame; /* under the pointer while something is dragged */
    float  *bars;  /* room for the waveform's columns: lo, then hi */
    size_t  bar_cap;
};

/* One frame of drawing: which frames are where. */
typedef struct ct_lanes {
    ct_ui             *ui;
    ct_canvas         *c;
    ct_panel_timeline *t;
    const ct_clip     *clip;
    int64_t            frames; /* of the clip */
    ct_rect            all, ruler, found, wave, selects, notes, cached;
} ct_lanes;

ct_panel_timeline *ct_panel_timeline_create(void)
{
    return ct_alloc(sizeof(ct_panel_timeline));
}

void ct_panel_timeline_destroy(ct_panel_timeline **panel)
{
    if (!*panel)
        return;
    free((*panel)->bars);
    free(*panel);
    *panel = NULL;
}

/* --- frames and pixels --------------------------------------------------------------------------- */

static double x_of(const ct_lanes *l, double frame)
{
    return ct_axis_x(&l->t->axis, frame);
}

static ct_rect span_rect(const ct_lanes *l, ct_rect lane, ct_span span)
{
    return ct_axis_rect(&l->t->axis, lane, span);
}

/* --- drawing ----------------------------------------------------------------------------------------- */

static void draw_ruler(const ct_lanes *l)
{
    int64_t step = ct_axis_label_step(&l->t->axis, l->clip->fps);
    int64_t first = (int64_t)floor(l->t->axis.first / (double)step) * step;
    char    words[CT_POSITION_TEXT_BYTES];

    ct_canvas_fill(l->c, (ct_rect){l->all.x - SIDE, l->ruler.y, l->all.w + 2 * SIDE, l->ruler.h}, 0,
                   ct_dark.head);
    for (int64_t at = first; at < l->frames && (double)at <= l->t->axis.first + l->t->axis.count;
         at += step) {
        double x = x_of(l, (double)at);
        if (x < l->all.x - 1)
            continue;
        ct_canvas_vline(l->c, x, l->ruler.y + 12, l->ruler.h - 12, ct_dark.border);
        ct_rect box = {x + 8, l->ruler.y, CT_AXIS_LABEL - 8, l->ruler.h - 4};
        if (box.x + box.w > l->all.x + l->all.w + SIDE)
            continue;
        ct_canvas_clock(l->c, box, ct_session_position_text(l->ui->session, l->clip, at, words),
                        CT_TYPE_SMALL, ct_dark.text_soft, 0);
    }
}

/* Loudest sample under each device column, bent upwards so that speech is seen beside a clap. */
static size_t fill_bars(const ct_lanes *l, const ct_peaks *peaks, const uint8_t *row)
{
    size_t count = (size_t)fmax(l->wave.w * ct_canvas_scale(l->c), 1);
    double each = l->t->axis.count * peaks->per_frame / (double)count;
    double from = l->t->axis.first * peaks->per_frame;

    l->t->bars = ct_grow(l->t->bars, &l->t->bar_cap, 2 * count, sizeof *l->t->bars);
    for (size_t i = 0; i < count; i++) {
        int64_t begin = (int64_t)(from + (double)i * each);
        int64_t end = (int64_t)(from + (double)(i + 1) * each);
        uint8_t loudest = 0;
        for (int64_t b = begin; b <= (end > begin ? end - 1 : begin) && b < peaks->count; b++)
            if (b >= 0 && row[b] > loudest)
                loudest = row[b];
        float height = (float)pow(loudest / 255.0, 0.7);
        l->t->bars[i] = -height;
        l->t->bars[count + i] = height;
    }
    return count;
}

static void draw_waveform(const ct_lanes *l)
{
    const ct_peaks *peaks = ct_session_peaks(l->ui->session);
    const uint8_t  *row = peaks ? ct_peaks_row(peaks, -1) : NULL;

    if (!row || peaks->count == 0) {
        const char *words = l->clip->audio_tracks == 0 ? "no sound"
                            : l->clip->offline         ? ""
                            : peaks                    ? "no sound"
                                                       : "waveform on its way";
        ct_canvas_text(l->c, l->wave, words, CT_TYPE_SMALL, ct_dark.text_faint, CT_TEXT_CENTRE);
        return;
    }
    size_t  count = fill_bars(l, peaks, row);
    ct_rect lane = ct_rect_inset(l->wave, 0, 3);
    ct_canvas_bars(l->c, lane, l->t->bars, l->t->bars + count, count, ct_dark.wave);
}

/* Sound that is not the clip's own, or not where the file has it, says so. */
static void draw_sound_source(const ct_lanes *l)
{
    const ct_clip *sound =
        ct_id_is_none(l->clip->sound) ? NULL : ct_session_clip_of(l->ui->session, l->clip->sound);
    double ms = (double)l->clip->sound_delay / 48;
    char   words[160] = "", delay[32] = "";

    if (l->clip->sound_delay != 0)
        snprintf(delay, sizeof delay, "%+.1f ms", ms);
    if (sound)
        snprintf(words, sizeof words, "%.80s by %.12s%s%s %s", sound->name, l->clip->sound_how,
                 sound->offline ? " (offline: own sound is heard)" : "", *delay ? "," : "", delay);
    else
        snprintf(words, sizeof words, "%s", delay);
    ct_canvas_text(l->c, ct_rect_inset(l->wave, 4, 2), words, CT_TYPE_SMALL, ct_dark.text_soft,
                   CT_TEXT_TOP);
}

static void draw_range(const ct_lanes *l)
{
    int64_t in = ct_session_in(l->ui->session), end = ct_session_end(l->ui->session);
    double  top = l->ruler.y, bottom = l->cached.y;

    if (l->t->drag == CT_DRAG_IN)
        in = l->t->frame;
    if (l->t->drag == CT_DRAG_OUT)
        end = l->t->frame + 1;
    if (in < 0 && end < 0)
        return;
    ct_span span = {in < 0 ? 0 : in, end < 0 ? l->frames : end};
    ct_rect r = span_rect(l, (ct_rect){0, top, 0, bottom - top}, span);
    ct_canvas_fill(l->c, r, 0, ct_colour_fade(ct_dark.in_out, 0.13));
    if (in >= 0)
        ct_canvas_fill(l->c, (ct_rect){r.x, top, 2, bottom - top}, 0, ct_dark.in_out);
    if (end >= 0)
        ct_canvas_fill(l->c, (ct_rect){r.x + r.w - 2, top, 2, bottom - top}, 0, ct_dark.in_out);
}

static void draw_cached(const ct_lanes *l)
{
    const ct_transport_state *state = ct_session_state(l->ui->session);

    ct_canvas_fill(l->c, l->cached, 0, ct_dark.field);
    for (int i = 0; i < state->cached_count; i++)
        ct_canvas_fill(l->c, span_rect(l, l->cached, state->cached[i]), 0, ct_dark.cached);
}

/* Position and, for an edge, the length it gives: beside the pointer, exact to the frame. */
static void draw_readout(const ct_lanes *l, int64_t frame, int64_t length)
{
    char   at[CT_POSITION_TEXT_BYTES], words[CT_UI_TEXT * 2], span[CT_UI_TEXT];
    double x = x_of(l, (double)frame + 0.5);

    ct_session_position_text(l->ui->session, l->clip, frame, at);
    if (length > 0)
        snprintf(words, sizeof words, "%s   %s", at, ct_ui_duration(l->ui, l->clip, length, span));
    else
        snprintf(words, sizeof words, "%s", at);
    double  w = ct_canvas_clock_width(l->c, words, CT_TYPE_BODY) + 16;
    ct_rect box = {x - w / 2, l->ruler.y - 32, w, 26};
    box = ct_rect_keep_inside(box, ct_gui_bounds(l->ui->gui));
    ct_canvas_layer_push(l->c, 3);
    ct_canvas_shadow(l->c, box, CT_RADIUS);
    ct_canvas_fill(l->c, box, CT_RADIUS, ct_dark.popup);
    ct_canvas_stroke(l->c, box, CT_RADIUS, 1, ct_dark.border);
    ct_canvas_clock(l->c, box, words, CT_TYPE_BODY, ct_dark.text, CT_TEXT_CENTRE);
    ct_canvas_layer_pop(l->c);
}

/* --- going and dragging --------------------------------------------------------------------------------- */

static void frame_text(int64_t frame, char out[32])
{
    snprintf(out, 32, "f%lld", (long long)frame);
}

static void scrub(const ct_lanes *l, int64_t frame)
{
    if (frame != ct_session_position(l->ui->session))
        ct_session_scrub(l->ui->session, frame);
    ct_gui_wake(l->ui->gui, 0);
}

static void go_to_mark(const ct_lanes *l, ct_id mark)
{
    char id[CT_ID_TEXT_BYTES];

    ct_ui_act(l->ui, "mark.goto", "mark", ct_id_text(mark, id), NULL);
}

static void finish_drag(ct_lanes *l)
{
    char at[32], id[CT_ID_TEXT_BYTES];

    frame_text(l->t->frame, at);
    ct_id_text(l->t->mark, id);
    switch (l->t->drag) {
    case CT_DRAG_SELECT_IN:
        ct_ui_act(l->ui, "select.trim", "select", id, "in", at, NULL);
        break;
    case CT_DRAG_SELECT_OUT:
        ct_ui_act(l->ui, "select.trim", "select", id, "out", at, NULL);
        break;
    case CT_DRAG_IN:
        ct_ui_act(l->ui, "mark.in", "at", at, NULL);
        break;
    case CT_DRAG_OUT:
        ct_ui_act(l->ui, "mark.out", "at", at, NULL);
        break;
    default:
        break;
    }
    l->t->drag = CT_DRAG_NONE;
}

/* Presses on `r` begin `drag`; while it lasts the picture shows the frame under the pointer.
 * `length_from`: the other edge, for the readout; -1 none. */
static ct_touch run_drag(ct_lanes *l, ct_wid id, ct_rect r, ct_drag drag, int64_t least,
                         int64_t most, int64_t other)
{
    ct_touch touch = ct_gui_touch(l->ui->gui, id, r);

    if (touch.hot || touch.active)
        ct_gui_cursor(l->ui->gui, drag == CT_DRAG_SCRUB ? CT_CURSOR_ARROW : CT_CURSOR_WIDTH);
    if (touch.pressed)
        l->t->drag = drag;
    if (!touch.active || l->t->drag != drag)
        return touch;
    int64_t frame = ct_axis_frame(&l->t->axis, ct_gui_input(l->ui->gui)->mouse.x);
    l->t->frame = frame < least ? least : frame > most ? most : frame;
    scrub(l, l->t->frame);
    draw_readout(l, l->t->frame, other < 0 ? 0 : llabs(other - l->t->frame) + 1);
    if (touch.released)
        finish_drag(l);
    return touch;
}

/* --- what a look found ----------------------------------------------------------------------------- */

static const ct_material *found_of(const ct_lanes *l)
{
    const ct_material *m = ct_session_material(l->ui->session);

    return m && m->stretches.count > 0 ? m : NULL;
}

static ct_rect stretch_rect(const ct_lanes *l, const ct_stretch *s)
{
    ct_rect r = span_rect(l, l->found, s->span);

    if (s->flaw == CT_FLAW_SILENT)
        (void)ct_cut_top(&r, FOUND_PICTURE + 1);
    else
        r = ct_cut_top(&r, FOUND_PICTURE);
    ct_skip_top(&r, 1);
    return r;
}

/* Faint, and each kind of its own shape: black is black, what stands still is solid, what comes twice a
 * line, what is missing an empty frame, silence a band over the waveform as well. */
static void draw_stretch(const ct_lanes *l, const ct_stretch *s, ct_rect r, bool hot)
{
    ct_colour amber = ct_colour_fade(ct_dark.warning, hot ? 1 : 0.6);

    switch (s->flaw) {
    case CT_FLAW_BLACK:
        ct_canvas_fill(l->c, r, 0, ct_dark.window);
        ct_canvas_stroke(l->c, r, 0, 1, amber);
        break;
    case CT_FLAW_FROZEN:
        ct_canvas_fill(l->c, r, 0, amber);
        break;
    case CT_FLAW_MISSING:
        ct_canvas_stroke(l->c, r, 0, 1, amber);
        break;
    case CT_FLAW_REPEATED:
        ct_canvas_fill(l->c, (ct_rect){r.x, r.y + r.h - 2, r.w, 2}, 0, amber);
        break;
    default:
        ct_canvas_fill(l->c, (ct_rect){r.x, r.y + 1, r.w, 2}, 0, amber);
        if (l->ui->layout.waveform)
            ct_canvas_fill(l->c, span_rect(l, l->wave, s->span), 0,
                           ct_colour_fade(ct_dark.warning, 0.07));
    }
}

static void stretch_words(const ct_lanes *l, const ct_stretch *s, char *out, size_t bytes)
{
    char at[CT_POSITION_TEXT_BYTES];

    ct_tc_track_print(&l->clip->tc, l->clip->fps, s->span.first, at);
    snprintf(out, bytes, "%s, frames %lld to %lld (%lld), from %s", ct_flaw_name(s->flaw),
             (long long)s->span.first, (long long)s->span.end - 1,
             (long long)ct_span_count(s->span), at);
}

static void run_stretch(ct_lanes *l, const ct_stretch *s, size_t index)
{
    ct_rect  r = stretch_rect(l, s);
    ct_wid   id = ct_gui_id_n(l->ui->gui, "stretch", index);
    ct_touch touch = ct_gui_touch(l->ui->gui, id, r);
    char     words[160];

    draw_stretch(l, s, r, touch.hot);
    if (touch.hot)
        ct_gui_cursor(l->ui->gui, CT_CURSOR_HAND);
    if (touch.pressed)
        ct_session_seek(l->ui->session, s->span.first);
    stretch_words(l, s, words, sizeof words);
    ct_gui_tooltip(l->ui->gui, id, r, words, NULL);
}

/* Of a kind that is too close together to be told apart one is drawn for all of a point. */
static void run_found(ct_lanes *l)
{
    const ct_material *m = found_of(l);
    double             behind = 0;

    for (size_t i = 0; m && i < m->stretches.count; i++) {
        const ct_stretch *s = &m->stretches.items[i];
        double            right = x_of(l, (double)s->span.end);
        if (i == 0 || s->flaw != s[-1].flaw)
            behind = l->all.x - SIDE;
        if (right < behind + 1 || x_of(l, (double)s->span.first) > l->all.x + l->all.w ||
            !ct_material_is_own(m, s))
            continue;
        behind = right;
        run_stretch(l, s, i);
    }
}

/* --- selects ------------------------------------------------------------------------------------------- */

static ct_span shown_span(const ct_lanes *l, const ct_select *select)
{
    ct_span span = select->span;

    if (ct_id_equal(select->id, l->t->mark) && l->t->drag == CT_DRAG_SELECT_IN)
        span.first = l->t->frame;
    if (ct_id_equal(select->id, l->t->mark) && l->t->drag == CT_DRAG_SELECT_OUT)
        span.end = l->t->frame + 1;
    return span;
}

static void run_edges(ct_lanes *l, ct_rect bar, const ct_select *select, size_t index)
{
    bool    writable = !ct_session_read_only(l->ui->session);
    ct_rect edges[2] = {{bar.x - 2, bar.y, EDGE + 2, bar.h},
                        {bar.x + bar.w - EDGE, bar.y, EDGE + 2, bar.h}};

    for (int i = 0; i < 2 && writable && bar.w > 3 * EDGE; i++) {
        bool     in = i == 0;
        ct_wid   id = ct_gui_id_n(l->ui->gui, in ? "edge-in" : "edge-out", index);
        ct_touch touch =
            run_drag(l, id, edges[i], in ? CT_DRAG_SELECT_IN : CT_DRAG_SELECT_OUT,
                     in ? 0 : select->span.first, in ? select->span.end - 1 : l->frames - 1,
                     in ? select->span.end - 1 : select->span.first);
        if (touch.pressed) {
            l->t->mark = select->id;
            ct_session_select_mark(l->ui->session, select->id);
        }
    }
}

/* Its picture is not the one that was marked: it is drawn hollow, in the colour of that sign. */
static bool is_doubtful(const ct_lanes *l, ct_id mark, ct_colour *colour)
{
    ct_proof proof = ct_session_proof(l->ui->session, mark);
    bool     doubtful = proof == CT_PROOF_FALSE || proof == CT_PROOF_LOST;

    if (doubtful)
        *colour = ct_dark.proof[proof];
    return doubtful;
}

static void run_select(ct_lanes *l, const ct_select *select, size_t index)
{
    ct_rect   bar = ct_rect_inset(span_rect(l, l->selects, shown_span(l, select)), 0, 2);
    ct_colour colour = ct_dark.verdict[select->verdict];
    bool      chosen = ct_id_equal(select->id, ct_session_selected_mark(l->ui->session));
    ct_wid    id = ct_gui_id_n(l->ui->gui, "select", index);
    char      keys[CT_UI_TEXT];

    if (bar.x > l->all.x + l->all.w || bar.x + bar.w < l->all.x)
        return;
    run_edges(l, bar, select, index);
    ct_touch touch = ct_gui_touch(l->ui->gui, id, bar);
    if (!is_doubtful(l, select->id, &colour))
        ct_canvas_fill(l->c, bar, 3, ct_colour_fade(colour, touch.hot || chosen ? 0.75 : 0.5));
    ct_canvas_stroke(l->c, bar, 3, chosen ? 1.5 : 1, chosen ? ct_dark.text : colour);
    if (bar.w > 24)
        ct_canvas_text(l->c, ct_rect_inset(bar, 6, 0), ct_str_or_empty(select->label),
                       CT_TYPE_SMALL, ct_dark.text, 0);
    if (touch.pressed)
        go_to_mark(l, select->id);
    ct_gui_tooltip(l->ui->gui, id, bar,
                   select->label && *select->label ? select->label
                                                   : ct_verdict_name(select->verdict),
                   ct_ui_duration(l->ui, l->clip, ct_span_count(select->span), keys));
}

/* --- notes ------------------------------------------------------------------------------------------- */

static void run_note(ct_lanes *l, const ct_note *note, size_t index)
{
    ct_rect   span = span_rect(l, l->notes, note->span);
    double    x = span.x + (ct_span_count(note->span) == 1 ? span.w / 2 : 0);
    ct_rect   tick = {x - 5, l->notes.y + 2, 10, l->notes.h - 4};
    ct_colour colour = ct_dark.category[note->category];
    bool      done = note->status == CT_NOTE_RESOLVED || note->status == CT_NOTE_WONTFIX;
    bool      chosen = ct_id_equal(note->id, ct_session_selected_mark(l->ui->session));
    ct_wid    id = ct_gui_id_n(l->ui->gui, "note", index);

    if (span.x > l->all.x + l->all.w || span.x + span.w < l->all.x)
        return;
    ct_touch touch = ct_gui_touch(l->ui->gui, id, tick);
    if (ct_span_count(note->span) > 1)
        ct_canvas_fill(l->c, (ct_rect){span.x, l->notes.y + l->notes.h / 2 - 2, span.w, 4}, 2,
                       ct_colour_fade(colour, done ? 0.35 : 0.7));
    ct_point at = {x, l->notes.y + l->notes.h / 2};
    double   radius = touch.hot || chosen ? 5.5 : 4.5;
    if (is_doubtful(l, note->id, &colour))
        ct_canvas_ring(l->c, at, radius - 1, 2, colour);
    else
        ct_canvas_circle(l->c, at, radius, done ? ct_colour_fade(colour, 0.4) : colour);
    if (chosen)
        ct_canvas_ring(l->c, at, 7, 1.5, ct_dark.text);
    if (touch.pressed)
        go_to_mark(l, note->id);
    ct_gui_tooltip(l->ui->gui, id, tick,
                   note->body && *note->body ? note->body : ct_category_name(note->category), NULL);
}

/* --- the panel ----------------------------------------------------------------------------------------- */

static void lay_out(ct_lanes *l, ct_rect r)
{
    ct_rect rest = ct_rect_inset(r, SIDE, 0);

    l->ruler = ct_cut_top(&rest, RULER);
    l->found = ct_cut_top(&rest, found_of(l) ? FOUND : 0);
    ct_skip_bottom(&rest, 2);
    l->cached = ct_cut_bottom(&rest, CACHED);
    l->notes = ct_cut_bottom(&rest, NOTES);
    l->selects = ct_cut_bottom(&rest, l->ui->layout.waveform ? SELECTS : rest.h);
    l->wave = rest;
    l->all = ct_rect_inset(r, SIDE, 0);
}

static void run_range_edges(ct_lanes *l)
{
    int64_t in = ct_session_in(l->ui->session), end = ct_session_end(l->ui->session);

    if (in >= 0) {
        ct_rect edge = {x_of(l, (double)in) - EDGE, l->ruler.y, 2 * EDGE, l->ruler.h};
        run_drag(l, ct_gui_id(l->ui->gui, "in"), edge, CT_DRAG_IN, 0,
                 end > 0 ? end - 1 : l->frames - 1, end > 0 ? end - 1 : -1);
    }
    if (end > 0) {
        ct_rect edge = {x_of(l, (double)end) - EDGE, l->ruler.y, 2 * EDGE, l->ruler.h};
        run_drag(l, ct_gui_id(l->ui->gui, "out"), edge, CT_DRAG_OUT, in > 0 ? in : 0, l->frames - 1,
                 in);
    }
}

static void draw_under(const ct_lanes *l)
{
    if (l->ui->layout.waveform)
        draw_waveform(l);
    if (l->ui->layout.waveform)
        draw_sound_source(l);
    ct_canvas_hline(l->c, l->all.x - SIDE, l->selects.y, l->all.w + 2 * SIDE, ct_dark.line);
    draw_cached(l);
}

static void run_lanes(ct_lanes *l, ct_rect r)
{
    const ct_select_list *selects = ct_session_selects(l->ui->session);
    const ct_note_list   *notes = ct_session_notes(l->ui->session);

    ct_axis_wheel(&l->t->axis, l->ui->gui, r);
    /* not while somebody drags */
    if ((l->ui->changed & CT_CHANGED_POSITION) && l->t->drag == CT_DRAG_NONE)
        ct_axis_follow(&l->t->axis, ct_session_position(l->ui->session));
    draw_ruler(l);
    ct_canvas_clip_push(l->c, (ct_rect){r.x, r.y, r.w, r.h});
    draw_under(l);
    draw_range(l);
    run_range_edges(l);
    run_found(l);
    for (size_t i = 0; i < selects->count; i++)
        run_select(l, &selects->items[i], i);
    for (size_t i = 0; i < notes->count; i++)
        run_note(l, &notes->items[i], i);
    ct_axis_playhead(&l->t->axis, l->c, ct_session_position(l->ui->session), l->ruler.y,
                     l->cached.y + l->cached.h);
    ct_canvas_clip_pop(l->c);
    ct_touch touch =
        run_drag(l, ct_gui_id(l->ui->gui, "scrub"), r, CT_DRAG_SCRUB, 0, l->frames - 1, -1);
    if (touch.doubled) { /* the whole clip again */
        ct_axis_show_all(&l->t->axis);
        ct_gui_wake(l->ui->gui, 0);
    }
    if (!ct_gui_pointer_busy(l->ui->gui))
        l->t->drag = CT_DRAG_NONE;
}

void ct_panel_timeline_run(ct_ui *ui, ct_rect r)
{
    const ct_clip *clip = ct_session_clip(ui->session);
    ct_lanes       l = {.ui = ui, .c = ct_gui_canvas(ui->gui), .t = ui->timeline, .clip = clip};

    ct_gui_scope_push(ui->gui, "timeline", 0);
    ct_canvas_fill(l.c, r, 0, ct_dark.panel);
    if (clip) {
        const ct_transport_state *state = ct_session_state(ui->session);
        l.frames = state->ready && state->frame_count > 0 ? state->frame_count : clip->frame_count;
        l.frames = l.frames > 0 ? l.frames : 1;
        lay_out(&l, r);
        l.t->axis.x = l.all.x;
        l.t->axis.w = l.all.w;
        ct_axis_take_frames(&l.t->axis, l.frames);
        if (!ct_id_equal(clip->id, l.t->clip) || l.t->axis.count <= 0) {
            l.t->clip = clip->id;
            ct_axis_show_all(&l.t->axis);
        }
        ct_axis_keep(&l.t->axis);
        run_lanes(&l, r);
    }
    ct_gui_scope_pop(ui->gui);
}

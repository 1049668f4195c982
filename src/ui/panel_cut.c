/* SPDX-License-Identifier: MIT */
/* The cut in the viewer from its first to its last record frame: what is seen when, how it comes on, what is
 * missing, what is heard without a picture, In and Out, the notes made on it, the remarks that its list
 * brought, the playhead. Scrub by dragging; the wheel zooms around the pointer, a double click shows all again. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "ui/axis.h"
#include "ui/ui_priv.h"

enum {
    RULER = 22,
    NOTES = 16,
    SOUND = 16, /* a lane of what is heard alone */
    SOUNDS = 3, /* lanes at most; further tracks share the last */
    SHOTS_LEAST = 36,
    SIDE = 12,  /* left and right of the frames */
    LEAST = 2,  /* narrower shots are drawn as one ground */
    LABEL = 34, /* least width of one that is named */
    LEAST_TITLE = 160
};

struct ct_panel_cut {
    ct_id   cut; /* what the zoom is for */
    ct_axis axis;
};

/* One frame of drawing. */
typedef struct ct_tracks {
    ct_ui              *ui;
    ct_canvas          *c;
    ct_panel_cut       *t;
    const ct_cut_view  *view;
    const ct_cut_state *state;
    ct_rect             all, ruler, shots, sounds, notes;
    int                 lanes; /* of sounds, one a track */
} ct_tracks;

ct_panel_cut *ct_panel_cut_create(void)
{
    return ct_alloc(sizeof(ct_panel_cut));
}

void ct_panel_cut_destroy(ct_panel_cut **panel)
{
    free(*panel);
    *panel = NULL;
}

static char *record_text(const ct_tracks *t, int64_t record, char out[CT_TC_TEXT_BYTES])
{
    return ct_tc_print(t->view->cut.start + record, t->view->cut.count, out);
}

static void draw_ruler(const ct_tracks *t)
{
    const ct_axis *a = &t->t->axis;
    int64_t        step = ct_axis_label_step(a, t->view->cut.fps);
    char           words[CT_TC_TEXT_BYTES];

    ct_canvas_fill(t->c, (ct_rect){t->all.x - SIDE, t->ruler.y, t->all.w + 2 * SIDE, t->ruler.h}, 0,
                   ct_dark.head);
    for (int64_t at = (int64_t)floor(a->first / (double)step) * step;
         at < a->frames && (double)at <= a->first + a->count; at += step) {
        double x = ct_axis_x(a, (double)at);
        if (x < t->all.x - 1)
            continue;
        ct_canvas_vline(t->c, x, t->ruler.y + 12, t->ruler.h - 12, ct_dark.border);
        ct_rect box = {x + 8, t->ruler.y, CT_AXIS_LABEL - 8, t->ruler.h - 4};
        if (box.x + box.w <= t->all.x + t->all.w + SIDE)
            ct_canvas_clock(t->c, box, record_text(t, at, words), CT_TYPE_SMALL, ct_dark.text_soft,
                            0);
    }
}

/* --- shots ----------------------------------------------------------------------------------------- */

static ct_colour ground_of(const ct_tracks *t, const ct_event *e)
{
    if (ct_event_is_black(e))
        return ct_dark.window;
    return ct_cut_view_has(t->view, e) ? ct_dark.selected
                                       : ct_colour_mix(ct_dark.panel, ct_dark.danger, 0.3);
}

/* What is missing is striped besides, for those who do not tell red. */
static void draw_stripes(const ct_tracks *t, ct_rect bar)
{
    ct_canvas_clip_push(t->c, bar);
    double from = fmax(bar.x, t->all.x), to = fmin(bar.x + bar.w, t->all.x + t->all.w);
    for (double x = from - fmod(from, 10) - bar.h; x < to; x += 10)
        ct_canvas_line(t->c, (ct_point){x, bar.y + bar.h}, (ct_point){x + bar.h, bar.y}, 1,
                       ct_colour_fade(ct_dark.danger, 0.6));
    ct_canvas_clip_pop(t->c);
}

/* The incoming picture grows over the length of the transition. */
static void draw_transition(const ct_tracks *t, const ct_event *e, ct_rect bar)
{
    ct_span span = {e->record.first, e->record.first + e->transition_frames};
    ct_rect r = ct_axis_rect(&t->t->axis, bar, span);

    ct_point wedge[3] = {{r.x, r.y + r.h}, {r.x + r.w, r.y}, {r.x, r.y}};
    ct_canvas_polygon(t->c, wedge, 3, true, 0, ct_colour_fade(ct_dark.accent, 0.45));
    ct_canvas_line(t->c, wedge[0], wedge[1], 1, ct_dark.accent);
}

/* "dissolve", "wipe 119"; and what it is shown as where it is not known. */
static void append_transition(ct_str *words, const ct_event *e)
{
    ct_wipe wipe;

    ct_str_appendf(words, "\n%s", ct_transition_name(e->transition));
    if (e->transition == CT_WIPE && e->wipe > 0)
        ct_str_appendf(words, " %d", e->wipe);
    if (e->transition == CT_WIPE && !ct_wipe_of(e->wipe, &wipe))
        ct_str_append(words, ", shown as a dissolve");
    ct_str_appendf(words, ", %lld frames", (long long)e->transition_frames);
}

/* "50 %", "reverse", "freeze"; empty for natural speed. */
static const char *speed_text(const ct_event *e, char out[24])
{
    if (e->speed.num == 0)
        return "freeze";
    if (e->speed.num == e->speed.den)
        return e->reverse ? "reverse" : "";
    snprintf(out, 24, "%s%g %%", e->reverse ? "-" : "", 100 * av_q2d(e->speed));
    return out;
}

/* All there is to say of a shot. Gives. */
static char *shot_words(const ct_tracks *t, size_t event)
{
    const ct_event *e = &t->view->events.events[event];
    ct_event_label  label = ct_event_labels(e, t->view->cut.fps);
    char            in[CT_TC_TEXT_BYTES], end[CT_TC_TEXT_BYTES], at[CT_TC_TEXT_BYTES], speed[24];
    const char     *pace = speed_text(e, speed);
    char           *found = ct_ui_event_found(t->view, event);
    ct_str          words = {0};

    ct_str_appendf(&words, "%lld  %s  reel %s\n%s to %s at %s, %lld frames",
                   (long long)ct_event_number(e), ct_str_or_empty(e->name),
                   ct_str_or_empty(e->reel), ct_tc_print(label.first, label.count, in),
                   ct_tc_print(label.end, label.count, end), record_text(t, e->record.first, at),
                   (long long)ct_span_count(e->record));
    if (e->transition != CT_CUT)
        append_transition(&words, e);
    if (*pace)
        ct_str_appendf(&words, "\n%s", pace);
    ct_str_appendf(&words, "\n%s", found);
    free(found);
    return ct_str_take(&words);
}

static void draw_name(const ct_tracks *t, const ct_event *e, ct_rect top)
{
    char        speed[24], words[200];
    const char *name = *ct_str_or_empty(e->name) ? e->name : ct_str_or_empty(e->reel);
    const char *pace = speed_text(e, speed);

    if (top.x < t->all.x) { /* the name of one that begins out of sight stays in it */
        top.w -= t->all.x - top.x;
        top.x = t->all.x;
    }
    snprintf(words, sizeof words, *pace ? "%s   %s" : "%s%s", name, pace);
    ct_canvas_text(t->c, top, words, CT_TYPE_SMALL, ct_dark.text, 0);
}

static void run_shot(ct_tracks *t, const ct_shot *shot, size_t index)
{
    const ct_event *e = &t->view->events.events[shot->event];
    ct_rect         bar = ct_axis_rect(&t->t->axis, t->shots, shot->record);
    ct_wid          id = ct_gui_id_n(t->ui->gui, "shot", index);
    bool            on = t->state->look.over.event == (int64_t)shot->event;
    char           *words = shot_words(t, shot->event);

    bar.w = fmax(bar.w - 1, 1);
    ct_canvas_fill(t->c, bar, 2, ground_of(t, e));
    if (!ct_cut_view_has(t->view, e))
        draw_stripes(t, bar);
    if (e->transition != CT_CUT && e->transition_frames > 0 &&
        e->record.first == shot->record.first)
        draw_transition(t, e, bar);
    ct_canvas_stroke(t->c, bar, 2, on ? 1.5 : 1, on ? ct_dark.accent : ct_dark.border);
    if (bar.w > LABEL)
        draw_name(t, e, (ct_rect){bar.x + 6, bar.y + 4, bar.w - 12, 18});
    ct_gui_tooltip(t->ui->gui, id, bar, words, NULL);
    free(words);
}

/* The first shot that reaches into sight. */
static size_t first_in_sight(const ct_tracks *t, const ct_shot *shots, size_t count)
{
    size_t low = 0, high = count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if ((double)shots[middle].record.end <= t->t->axis.first)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Of those too narrow to be told apart one is drawn for all of its width. */
static void run_shots(ct_tracks *t)
{
    size_t         count;
    const ct_shot *shots = ct_sight_shots(ct_cut_map_sight(t->view->map), &count);
    double         end = t->t->axis.first + t->t->axis.count, behind = t->all.x - SIDE;

    ct_canvas_fill(t->c, t->shots, 0, ct_dark.field);
    for (size_t i = first_in_sight(t, shots, count);
         i < count && (double)shots[i].record.first < end; i++) {
        double right = ct_axis_x(&t->t->axis, (double)shots[i].record.end);
        if (right < behind + LEAST)
            continue;
        behind = right;
        run_shot(t, &shots[i], i);
    }
}

/* Where something is missing, however narrow its shot is drawn. */
static void draw_misses(ct_tracks *t)
{
    double behind = t->all.x - SIDE;

    for (size_t i = 0; i < t->view->missing && t->view->misses; i++) {
        const ct_event *e = &t->view->events.events[t->view->misses[i].event];
        double          x = ct_axis_x(&t->t->axis, (double)e->record.first);
        if (x < behind + LEAST || x > t->all.x + t->all.w)
            continue;
        behind = x;
        ct_canvas_fill(t->c, (ct_rect){x, t->shots.y + t->shots.h - 4, LEAST, 4}, 0,
                       ct_dark.danger);
    }
}

/* --- what is heard alone ------------------------------------------------------------------------------ */

static int lane_of(const ct_tracks *t, const ct_event *e)
{
    int lane = e->track - t->view->sound_first;

    return lane < t->lanes ? lane : t->lanes - 1;
}

static void run_sound(ct_tracks *t, size_t event, ct_rect bar)
{
    const ct_event *e = &t->view->events.events[event];
    bool            there = ct_cut_view_has(t->view, e);

    bar.w = fmax(bar.w - 1, 1);
    ct_canvas_fill(t->c, bar, 2,
                   ct_colour_mix(ct_dark.panel, there ? ct_dark.wave : ct_dark.danger, 0.4));
    if (!there)
        draw_stripes(t, bar);
    if (bar.w > LABEL)
        draw_name(t, e, (ct_rect){bar.x + 6, bar.y, bar.w - 12, bar.h});
    if (!ct_gui_over(t->ui->gui, bar))
        return;
    char *words = shot_words(t, event);
    ct_gui_tooltip(t->ui->gui, ct_gui_id_n(t->ui->gui, "sound", event), bar, words, NULL);
    free(words);
}

static void run_sounds(ct_tracks *t)
{
    const ct_axis *a = &t->t->axis;
    double         behind[SOUNDS] = {0};

    for (size_t i = 0; i < t->view->sound_count && t->lanes > 0; i++) {
        size_t          event = t->view->sounds[i];
        const ct_event *e = &t->view->events.events[event];
        if ((double)e->record.end < a->first || (double)e->record.first > a->first + a->count)
            continue;
        int     lane = lane_of(t, e);
        ct_rect row = {t->sounds.x, t->sounds.y + lane * SOUND, t->sounds.w, SOUND - 1};
        ct_rect bar = ct_axis_rect(a, row, e->record);
        if (bar.x + bar.w < behind[lane] + LEAST)
            continue; /* too narrow to be told from the one before */
        behind[lane] = bar.x + bar.w;
        run_sound(t, event, bar);
    }
}

/* --- In and Out --------------------------------------------------------------------------------------- */

/* They are those of the clip that is on, as far as the shot shows it; of one that runs backwards In is at
 * the right. */
static void draw_range(const ct_tracks *t)
{
    const ct_session *s = t->ui->session;
    const ct_clip    *clip = ct_session_clip(s);
    const ct_layer   *shot = ct_look_shot(&t->state->look);
    int64_t           in = ct_session_in(s), end = ct_session_end(s);
    ct_span           shown, whole;

    if (!clip || !shot || !ct_id_equal(shot->clip, clip->id) || (in < 0 && end < 0))
        return;
    ct_span marked = {in < 0 ? 0 : in, end < 0 ? clip->frame_count : end};
    if (!ct_cut_map_shown(t->view->map, (size_t)shot->event, marked, &shown))
        return;
    ct_rect lane = {0, t->ruler.y, 0, t->notes.y - t->ruler.y};
    ct_rect r = ct_axis_rect(&t->t->axis, lane, shown);
    ct_rect edges[2] = {{r.x, r.y, 2, r.h}, {r.x + r.w - 2, r.y, 2, r.h}};
    bool    reverse = t->view->events.events[shot->event].reverse;
    (void)ct_cut_map_span(t->view->map, (size_t)shot->event, &whole);
    ct_canvas_fill(t->c, r, 0, ct_colour_fade(ct_dark.in_out, 0.2));
    if (in >= whole.first)
        ct_canvas_fill(t->c, edges[reverse], 0, ct_dark.in_out);
    if (end >= 0 && end <= whole.end)
        ct_canvas_fill(t->c, edges[!reverse], 0, ct_dark.in_out);
}

/* --- notes ------------------------------------------------------------------------------------------- */

/* How long the shot stays on the frames of a note. */
static void draw_note_span(const ct_tracks *t, const ct_note *note, ct_colour colour)
{
    int64_t event = ct_cut_map_event_at(t->view->map, note->record_frame);
    ct_span shown;

    if (ct_span_count(note->span) < 2 || event < 0 ||
        !ct_id_equal(t->view->events.events[event].clip, note->clip) ||
        !ct_cut_map_shown(t->view->map, (size_t)event, note->span, &shown))
        return;
    ct_rect lane = {0, t->notes.y + t->notes.h / 2 - 2, 0, 4};
    ct_canvas_fill(t->c, ct_axis_rect(&t->t->axis, lane, shown), 2, colour);
}

static void run_note(ct_tracks *t, const ct_note *note, size_t index)
{
    double    x = ct_axis_x(&t->t->axis, (double)note->record_frame + 0.5);
    ct_point  at = {x, t->notes.y + t->notes.h / 2};
    ct_rect   tick = {x - 5, t->notes.y + 2, 10, t->notes.h - 4};
    bool      done = note->status == CT_NOTE_RESOLVED || note->status == CT_NOTE_WONTFIX;
    bool      chosen = ct_id_equal(note->id, ct_session_selected_mark(t->ui->session));
    ct_colour colour = ct_dark.category[note->category];
    ct_wid    id = ct_gui_id_n(t->ui->gui, "note", index);
    char      mark[CT_ID_TEXT_BYTES];

    if (!ct_id_is_none(note->reply_to))
        return;
    draw_note_span(t, note, ct_colour_fade(colour, done ? 0.35 : 0.7));
    if (x < t->all.x - 5 || x > t->all.x + t->all.w + 5)
        return;
    ct_touch touch = ct_gui_touch(t->ui->gui, id, tick);
    ct_canvas_circle(t->c, at, touch.hot || chosen ? 5.5 : 4.5,
                     done ? ct_colour_fade(colour, 0.4) : colour);
    if (chosen)
        ct_canvas_ring(t->c, at, 7, 1.5, ct_dark.text);
    if (touch.pressed)
        ct_ui_act(t->ui, "mark.goto", "mark", ct_id_text(note->id, mark), NULL);
    ct_gui_tooltip(t->ui->gui, id, tick,
                   *ct_str_or_empty(note->body) ? note->body : ct_category_name(note->category),
                   NULL);
}

/* --- remarks ----------------------------------------------------------------------------------------- */

/* All that its list says of it. Gives. */
static char *remark_words(const ct_marker *m)
{
    const char *priority = ct_priority_name(m->priority);
    const char *author = ct_str_or_empty(m->author), *whose = ct_str_or_empty(m->assignee);
    const char *asked[] = {author, priority, *whose ? "for" : "", whose};
    ct_str      words = {0};

    ct_str_append(&words, *ct_str_or_empty(m->text) ? m->text : ct_category_name(m->category));
    for (size_t i = 0, said = 0; i < sizeof asked / sizeof asked[0]; i++)
        if (*asked[i])
            ct_str_appendf(&words, "%s%s", said++ ? " " : "\n", asked[i]);
    for (size_t i = 0; i < m->reply_count; i++)
        ct_str_appendf(&words, "\n-- %s: %s", ct_str_or_empty(m->replies[i].author),
                       ct_str_or_empty(m->replies[i].text));
    if (m->still)
        ct_str_appendf(&words, "\nDrawn on: %s", m->still);
    return ct_str_take(&words);
}

/* A ring: only the list can change it. */
static void run_remark(ct_tracks *t, const ct_event *e, const ct_marker *m, size_t index)
{
    int64_t record = ct_cut_view_remark(t->view, e, m);
    double  x = ct_axis_x(&t->t->axis, (double)record + 0.5);
    ct_rect tick = {x - 5, t->notes.y + 2, 10, t->notes.h - 4};
    ct_wid  id = ct_gui_id_n(t->ui->gui, "remark", index);

    if (record < 0 || x < t->all.x - 5 || x > t->all.x + t->all.w + 5)
        return;
    ct_touch touch = ct_gui_touch(t->ui->gui, id, tick);
    ct_canvas_ring(t->c, (ct_point){x, t->notes.y + t->notes.h / 2}, touch.hot ? 4.5 : 3.5, 1.5,
                   ct_dark.category[m->category]);
    if (touch.pressed)
        ct_session_scrub(t->ui->session, record);
    if (!ct_gui_over(t->ui->gui, tick))
        return; /* the words of thousands are not put together for each frame */
    char *words = remark_words(m);
    ct_gui_tooltip(t->ui->gui, id, tick, words, NULL);
    free(words);
}

static void run_remarks(ct_tracks *t)
{
    const ct_axis *a = &t->t->axis;

    for (size_t i = 0; i < t->view->events.event_count; i++) {
        const ct_event *e = &t->view->events.events[i];
        if (e->marker_count == 0 || (double)e->record.end < a->first ||
            (double)e->record.first > a->first + a->count)
            continue;
        ct_gui_scope_push(t->ui->gui, "event", i);
        for (size_t k = 0; k < e->marker_count; k++)
            run_remark(t, e, &e->markers[k], k);
        ct_gui_scope_pop(t->ui->gui);
    }
}

/* --- the head ------------------------------------------------------------------------------------------ */

/* The version is never cut off: a long name gives way in its middle. */
static void draw_title(ct_canvas *c, ct_rect *r, const ct_cut *cut, double most)
{
    const char *name = ct_str_or_empty(cut->name);
    char        version[24];

    snprintf(version, sizeof version, "v%d", cut->version);
    double own = ct_canvas_text_size(c, version, CT_TYPE_STRONG, 0).w + 2;
    double w = fmin(ct_canvas_text_size(c, name, CT_TYPE_STRONG, 0).w + 2, fmax(most - own - 6, 0));
    ct_canvas_text(c, ct_cut_left(r, w), name, CT_TYPE_STRONG, ct_dark.text, CT_TEXT_MIDDLE);
    ct_skip_left(r, 6);
    ct_canvas_text(c, ct_cut_left(r, own), version, CT_TYPE_STRONG, ct_dark.text, 0);
    ct_skip_left(r, CT_PAD);
}

/* The switch to the list of events, or of what is missing of them. */
static void run_list_switch(ct_ui *ui, ct_rect *r, size_t missing)
{
    char      words[32];
    ct_button list = {.icon = CT_ICON_LIST,
                      .look = CT_BUTTON_FLAT,
                      .tip = "List the events, and how each found its clip",
                      .on = ct_panel_events_is_open(ui, missing > 0)};

    snprintf(words, sizeof words, "%zu missing", missing);
    if (missing > 0) {
        list.text = words;
        list.icon = CT_ICON_WARNING;
        list.colour = ct_dark.warning;
        list.tip = "List what is missing, and why";
    }
    double  w = missing > 0 ? ct_widget_button_width(ui->gui, &list) : r->h;
    ct_rect box = ct_rect_inset(ct_cut_right(r, w), 2, 2);
    if (ct_widget_button(ui->gui, ct_gui_id(ui->gui, "list-events"), box, &list))
        ct_ui_act_line(ui, missing > 0 ? "view.events missing=yes" : "view.events");
}

void ct_panel_cut_head(ct_ui *ui, ct_rect r)
{
    const ct_cut_view *view = ct_session_cut_view(ui->session);
    ct_canvas         *c = ct_gui_canvas(ui->gui);
    size_t             events = view->events.event_count;
    char               words[160], length[CT_TC_TEXT_BYTES];
    ct_button leave = {.icon = CT_ICON_CROSS, .look = CT_BUTTON_FLAT, .tip = "Leave the cut"};

    ct_canvas_fill(c, r, 0, ct_dark.head);
    ct_rect box = ct_cut_right(&r, r.h);
    if (ct_widget_button(ui->gui, ct_gui_id(ui->gui, "leave-cut"), ct_rect_inset(box, 2, 2),
                         &leave))
        ct_ui_act_line(ui, "cut.leave");
    run_list_switch(ui, &r, view->missing);
    ct_rect inner = ct_rect_inset(r, CT_PAD, 0);
    snprintf(words, sizeof words, "%zu event%s  ·  %s", events, CT_S(events),
             ct_tc_print(view->cut.frames, view->cut.count, length));
    double w = ct_canvas_text_size(c, words, CT_TYPE_SMALL, 0).w + 2;
    bool   room = inner.w > w + LEAST_TITLE;
    draw_title(c, &inner, &view->cut, room ? inner.w - w - CT_PAD : inner.w);
    if (room)
        ct_canvas_text(c, inner, words, CT_TYPE_SMALL, ct_dark.text_soft, 0);
}

/* --- the panel ----------------------------------------------------------------------------------------- */

static void run_scrub(ct_tracks *t, ct_rect r)
{
    ct_gui  *g = t->ui->gui;
    ct_touch touch = ct_gui_touch(g, ct_gui_id(g, "scrub"), r);
    int64_t  record = ct_axis_frame(&t->t->axis, ct_gui_input(g)->mouse.x);

    if (touch.active && (touch.pressed || record != t->state->record)) {
        ct_session_scrub(t->ui->session, record);
        ct_gui_wake(g, 0);
    }
    if (touch.doubled) {
        ct_axis_show_all(&t->t->axis);
        ct_gui_wake(g, 0);
    }
}

static void lay_out(ct_tracks *t, ct_rect r)
{
    ct_axis *a = &t->t->axis;
    ct_rect  rest = ct_rect_inset(r, SIDE, 0);

    t->all = rest;
    t->ruler = ct_cut_top(&rest, RULER);
    ct_skip_bottom(&rest, 2);
    t->notes = ct_cut_bottom(&rest, NOTES);
    ct_skip_top(&rest, 2);
    t->lanes = t->view->sound_count ? t->view->sound_last - t->view->sound_first + 1 : 0;
    t->lanes = t->lanes < SOUNDS ? t->lanes : SOUNDS;
    while (t->lanes > 0 && rest.h - t->lanes * SOUND < SHOTS_LEAST)
        t->lanes--;
    t->sounds = ct_cut_bottom(&rest, t->lanes * SOUND);
    t->shots = rest;
    a->x = t->all.x;
    a->w = t->all.w;
    ct_axis_take_frames(a, t->view->cut.frames > 0 ? t->view->cut.frames : 1);
    if (!ct_id_equal(t->t->cut, t->view->cut.id) || a->count <= 0) {
        t->t->cut = t->view->cut.id;
        ct_axis_show_all(a);
    }
    ct_axis_keep(a);
}

void ct_panel_cut_run(ct_ui *ui, ct_rect r)
{
    const ct_note_list *notes = ct_session_cut_notes(ui->session);
    ct_tracks           t = {.ui = ui,
                             .c = ct_gui_canvas(ui->gui),
                             .t = ui->cut,
                             .view = ct_session_cut_view(ui->session),
                             .state = ct_session_cut_state(ui->session)};

    ct_gui_scope_push(ui->gui, "cut", 0);
    ct_canvas_fill(t.c, r, 0, ct_dark.panel);
    lay_out(&t, r);
    ct_axis_wheel(&t.t->axis, ui->gui, r);
    if (t.state->playing)
        ct_axis_follow(&t.t->axis, t.state->record);
    draw_ruler(&t);
    ct_canvas_clip_push(t.c, r);
    run_remarks(&t);
    for (size_t i = 0; i < notes->count; i++)
        run_note(&t, &notes->items[i], i);
    run_shots(&t);
    run_sounds(&t);
    draw_misses(&t);
    draw_range(&t);
    ct_axis_playhead(&t.t->axis, t.c, t.state->record, t.ruler.y, t.notes.y + t.notes.h);
    ct_canvas_clip_pop(t.c);
    run_scrub(&t, r);
    ct_gui_scope_pop(ui->gui);
}

/* SPDX-License-Identifier: MIT */
/* Beside the timeline: a line a track - what is heard of it, its level, its loudness. Measured is
 * what is recorded, before volume, solo and mute. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/thread.h"
#include "ui/ui_priv.h"

enum {
    HEADER = 20,
    ROW_LEAST = 13, /* below this lines are left out, and counted */
    ROW_MOST = 24,
    ROW_TWO = 34, /* room for a second line of text */
    NAME = 34,
    LETTER = 16,
    NUMBER = 34,
    FLOOR_DB = 60,
    TIMELINE_LEAST = 240, /* the timeline matters more */
    FALL_DB_S = 40,
    WHEEL_DB = 40 /* logical pixels of the wheel for one */
};

struct ct_panel_sound {
    ct_id   clip;
    int64_t at_us;
    float   shown_db[CT_METER_LINES]; /* bars fall slower than sound does */
    double  turned;                   /* of the wheel, less than for one dB */
};

ct_panel_sound *ct_panel_sound_create(void)
{
    return ct_alloc(sizeof(ct_panel_sound));
}

void ct_panel_sound_destroy(ct_panel_sound **panel)
{
    free(*panel);
    *panel = NULL;
}

static float db_of(float magnitude)
{
    return magnitude > 0 ? 20 * log10f(magnitude) : -200;
}

static char *number_text(float value, char out[16])
{
    if (value <= CT_METER_SILENCE)
        snprintf(out, 16, "--");
    else
        snprintf(out, 16, "%.1f", (double)value);
    return out;
}

/* --- one line ---------------------------------------------------------------------------------- */

static float fall(ct_panel_sound *p, int i, float db, double passed_s)
{
    float fallen = p->shown_db[i] - (float)(FALL_DB_S * passed_s);

    p->shown_db[i] = fmaxf(db, fallen);
    return p->shown_db[i];
}

static double at_db(ct_rect bar, float db)
{
    return bar.w * fmin(fmax((db + FLOOR_DB) / FLOOR_DB, 0), 1);
}

static void draw_bar(ct_ui *ui, ct_rect bar, float db, float max_db, bool heard)
{
    ct_canvas *c = ct_gui_canvas(ui->gui);
    double     w = at_db(bar, db), most = at_db(bar, max_db);
    ct_colour  colour = db > -1 ? ct_dark.wave_loud : ct_dark.success;

    ct_canvas_fill(c, bar, 1, ct_dark.field);
    ct_canvas_fill(c, (ct_rect){bar.x, bar.y, w, bar.h}, 1,
                   heard ? colour : ct_colour_fade(colour, 0.35));
    if (most > 1)
        ct_canvas_fill(c, (ct_rect){bar.x + most - 1, bar.y, 1.5, bar.h}, 0,
                       max_db > -1 ? ct_dark.wave_loud : ct_dark.text_soft);
}

/* A letter that is lit while it is on. */
static void run_letter(ct_ui *ui, ct_rect r, const char *letter, const char *action,
                       const ct_meter_line *line, bool on, ct_colour colour)
{
    char     channel[24], tip[96], name[CT_CHANNELS_TEXT_BYTES];
    ct_wid   id = ct_gui_id_n(ui->gui, letter, (size_t)line->first_channel);
    ct_touch touch = ct_gui_touch(ui->gui, id, r);

    if (on || touch.hot)
        ct_canvas_fill(ct_gui_canvas(ui->gui), ct_rect_inset(r, 1, 1), 2,
                       on ? colour : ct_dark.hover);
    ct_canvas_text(ct_gui_canvas(ui->gui), r, letter, CT_TYPE_SMALL,
                   on ? ct_dark.window : ct_dark.text_soft, CT_TEXT_CENTRE);
    snprintf(channel, sizeof channel, "%d-%d", line->first_channel + 1,
             line->first_channel + line->channels);
    if (touch.pressed)
        ct_ui_act(ui, action, "channel", channel, NULL);
    snprintf(tip, sizeof tip, "%s %s",
             on               ? "No longer"
             : *letter == 'S' ? "Only"
                              : "Silence",
             ct_channels_text(line->first_channel, line->channels, name));
    ct_gui_tooltip(ui->gui, id, r, tip, NULL);
}

static void draw_numbers(ct_ui *ui, ct_rect r, const ct_meter_reading *reading)
{
    char words[64], integrated[16], peak[16];

    snprintf(words, sizeof words, "I %s   TP %s", number_text(reading->integrated, integrated),
             number_text(db_of(reading->true_peak_max), peak));
    ct_canvas_clock(ct_gui_canvas(ui->gui), r, words, CT_TYPE_SMALL, ct_dark.text_soft, 0);
}

/* What the recorder called the channels of a line. */
static void tell_names(ct_ui *ui, ct_rect r, const ct_meter_line *line)
{
    const ct_material *m = ct_session_material(ui->session);
    ct_str             tip = {0};
    char              *before = NULL;

    for (int c = 0; m && c < line->channels; c++) {
        char *name = ct_material_channel_name(m, line->first_channel + c);
        if (name && (!before || strcmp(name, before) != 0))
            ct_str_appendf(&tip, "%s%s", tip.len ? ", " : "", name);
        free(before);
        before = name;
    }
    ct_gui_tooltip(ui->gui, ct_gui_id_n(ui->gui, "names", (uint64_t)line->first_channel), r,
                   ct_str_text(&tip), NULL);
    free(before);
    ct_str_finish(&tip);
}

static void run_line(ct_ui *ui, ct_rect r, int i, double passed_s)
{
    const ct_transport_state *state = ct_session_state(ui->session);
    const ct_sound_choice    *choice = ct_session_sound(ui->session);
    const ct_meter_line      *line = &state->lines[i];
    ct_meter_reading          reading = state->readings[i];
    uint64_t                  bits = ct_audio_channel_bits(line->first_channel, line->channels);
    bool                      heard = (ct_session_heard(ui->session) & bits) != 0;
    char                      text[CT_CHANNELS_TEXT_BYTES];

    if (!state->metered)
        reading = (ct_meter_reading){.momentary = -200, .integrated = -200};
    ct_rect below = r;
    if (r.h >= ROW_TWO)
        below = ct_cut_bottom(&r, r.h / 2 - 2);
    ct_rect label = ct_cut_left(&r, NAME);
    tell_names(ui, label, line);
    ct_canvas_text(ct_gui_canvas(ui->gui), label,
                   ct_channels_text(line->first_channel, line->channels, text), CT_TYPE_SMALL,
                   heard ? ct_dark.text : ct_dark.text_faint, 0);
    run_letter(ui, ct_cut_left(&r, LETTER), "S", "audio.solo", line, (choice->solo & bits) == bits,
               ct_dark.in_out);
    run_letter(ui, ct_cut_left(&r, LETTER), "M", "audio.mute", line, (choice->mute & bits) == bits,
               ct_dark.wave_loud);
    ct_canvas_clock(ct_gui_canvas(ui->gui), ct_cut_right(&r, NUMBER),
                    number_text(reading.momentary, text), CT_TYPE_SMALL,
                    heard ? ct_dark.text : ct_dark.text_faint, CT_TEXT_RIGHT);
    ct_rect bar = ct_rect_inset(r, 4, fmax(2, (r.h - 8) / 2));
    draw_bar(ui, bar, fall(ui->sound, i, db_of(reading.true_peak), passed_s),
             db_of(reading.true_peak_max), heard);
    if (below.y != r.y) {
        ct_skip_left(&below, NAME);
        draw_numbers(ui, below, &reading);
    }
}

/* --- the panel ----------------------------------------------------------------------------------- */

static void run_volume_wheel(ct_ui *ui, ct_rect r)
{
    ct_panel_sound *p = ui->sound;
    char            by[16];

    p->turned -= ct_gui_take_wheel(ui->gui, r).y;
    int db = (int)(p->turned / WHEEL_DB);
    p->turned -= db * WHEEL_DB;
    snprintf(by, sizeof by, "%d", db);
    if (db != 0)
        ct_ui_act(ui, "audio.volume", "by", by, NULL);
}

static void run_header(ct_ui *ui, ct_rect r, int hidden)
{
    const ct_sound_choice *choice = ct_session_sound(ui->session);
    char                   words[48];
    ct_wid                 id = ct_gui_id(ui->gui, "volume");
    ct_rect                left = ct_cut_left(&r, r.w / 2);
    ct_touch               touch = ct_gui_touch(ui->gui, id, left);

    if (touch.hot)
        ct_canvas_fill(ct_gui_canvas(ui->gui), left, CT_RADIUS, ct_dark.hover);
    if (choice->silent)
        snprintf(words, sizeof words, "Sound off");
    else
        snprintf(words, sizeof words, "Sound %+d dB", choice->volume_db);
    ct_canvas_text(ct_gui_canvas(ui->gui), left, words, CT_TYPE_SMALL,
                   choice->silent ? ct_dark.wave_loud : ct_dark.text, 0);
    if (touch.pressed)
        ct_ui_act_line(ui, "audio.mute");
    run_volume_wheel(ui, left);
    ct_gui_tooltip(ui->gui, id, left, "All sound on or off; the wheel sets the volume", NULL);
    if (hidden > 0)
        snprintf(words, sizeof words, "+%d   LUFS", hidden);
    else
        snprintf(words, sizeof words, "LUFS");
    ct_canvas_text(ct_gui_canvas(ui->gui), r, words, CT_TYPE_SMALL, ct_dark.text_faint,
                   CT_TEXT_RIGHT);
}

bool ct_panel_sound_wanted(const ct_ui *ui, double width)
{
    return ui->layout.waveform && ct_session_clip(ui->session) &&
           ct_session_state(ui->session)->line_count > 0 &&
           width >= CT_SOUND_WIDTH + TIMELINE_LEAST;
}

void ct_panel_sound_run(ct_ui *ui, ct_rect r)
{
    const ct_transport_state *state = ct_session_state(ui->session);
    ct_panel_sound           *p = ui->sound;
    int64_t                   now_us = ct_clock_us();
    double                    passed_s = (double)(now_us - p->at_us) / 1e6;

    if (!ct_id_equal(p->clip, state->clip) || !state->metered)
        passed_s = 60; /* nothing is left of what was heard before */
    p->clip = state->clip;
    p->at_us = now_us;
    ct_gui_scope_push(ui->gui, "sound", 0);
    ct_canvas_fill(ct_gui_canvas(ui->gui), r, 0, ct_dark.panel);
    ct_rect inner = ct_rect_inset(r, CT_GAP, 3);
    ct_rect header = ct_cut_top(&inner, HEADER);
    int     shown = (int)fmin(state->line_count, floor(inner.h / ROW_LEAST));
    double  least = shown > 0 ? inner.h / shown : 0;
    double  h = least >= ROW_TWO ? fmin(least, ROW_TWO + 8) : fmin(least, ROW_MOST);

    run_header(ui, header, state->line_count - shown);
    for (int i = 0; i < shown; i++)
        run_line(ui, ct_cut_top(&inner, h), i, passed_s);
    ct_gui_scope_pop(ui->gui);
}

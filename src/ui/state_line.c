/* SPDX-License-Identifier: MIT */
/* One line at the bottom: what was saved, what is under way, what went wrong. */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "circletake/thread.h"
#include "ui/ui_priv.h"

enum { LINE = 28, MOST_ERROR_LINES = 4, LINE_H = 18, UNSAVED_W = 200 };

/* --- errors ------------------------------------------------------------------------------------ */

static const char *error_text(ct_ui *ui)
{
    const ct_message *message = ct_session_message(ui->session);

    return message->kind == CT_MESSAGE_ERROR ? message->text : NULL;
}

static size_t count_unsaved(ct_ui *ui)
{
    ct_saving saving;

    ct_session_saving(ui->session, ct_clock_us(), &saving);
    return saving.failed;
}

/* Stays until all is on the disk, whatever was read meanwhile. */
static void run_unsaved(ct_ui *ui, ct_rect *r)
{
    size_t    count = count_unsaved(ui);
    char      words[64];
    ct_button button = {.text = words,
                        .icon = CT_ICON_WARNING,
                        .look = CT_BUTTON_FLAT,
                        .colour = ct_dark.danger,
                        .tip = "What was done is kept here, but not in the project's file yet"};

    if (count == 0)
        return;
    snprintf(words, sizeof words, "%zu not saved: try again", count);
    ct_rect box = ct_cut_right(r, ct_widget_button_width(ui->gui, &button));
    if (ct_widget_button(ui->gui, ct_gui_id(ui->gui, "retry"),
                         ct_rect_centre(box, box.w, CT_CONTROL - 4), &button))
        ct_ui_act_line(ui, "project.retry");
    ct_skip_right(r, CT_GAP);
}

double ct_state_line_height(ct_ui *ui, double width)
{
    const char *text = error_text(ui);

    if (!text)
        return LINE;
    double room = width - 160 - (count_unsaved(ui) > 0 ? UNSAVED_W : 0);
    double h = ct_canvas_text_size(ct_gui_canvas(ui->gui), text, CT_TYPE_BODY, room).h;
    return fmax(LINE + 4, fmin(h, MOST_ERROR_LINES * LINE_H) + 14);
}

static void run_error(ct_ui *ui, ct_rect r, const char *text)
{
    ct_canvas *c = ct_gui_canvas(ui->gui);
    char       keys[CT_UI_TEXT];
    ct_button  button = {.text = "Understood",
                         .look = CT_BUTTON_PLAIN,
                         .tip = "Put this away",
                         .keys = ct_ui_keys_of(ui, "message.read", keys)};

    ct_canvas_fill(c, r, 0, ct_colour_mix(ct_dark.head, ct_dark.danger, 0.22));
    ct_rect inner = ct_rect_inset(r, CT_PAD, 4);
    ct_canvas_icon(c, CT_ICON_WARNING, ct_rect_centre(ct_cut_left(&inner, 16), 16, 16),
                   ct_dark.danger);
    ct_skip_left(&inner, CT_GAP);
    ct_rect box = ct_cut_right(&inner, ct_widget_button_width(ui->gui, &button));
    if (ct_widget_button(ui->gui, ct_gui_id(ui->gui, "understood"),
                         ct_rect_centre(box, box.w, CT_CONTROL - 4), &button))
        ct_ui_act_line(ui, "message.read");
    ct_skip_right(&inner, CT_GAP);
    run_unsaved(ui, &inner);
    ct_canvas_text(c, inner, text, CT_TYPE_BODY, ct_dark.text, CT_TEXT_WRAP);
}

/* --- what was saved -------------------------------------------------------------------------------- */

static void clock_text(int64_t wall_us, char out[16])
{
    time_t    seconds = (time_t)(wall_us / 1000000);
    struct tm parts;

    if (!localtime_r(&seconds, &parts) || strftime(out, 16, "%H:%M:%S", &parts) == 0)
        out[0] = '\0';
}

/* "saved 14:02:11 - Keep select"; nothing is called saved before its commit returned. */
static void saved_text(ct_ui *ui, char *out, size_t bytes, ct_icon *icon, ct_colour *colour)
{
    const ct_message *message = ct_session_message(ui->session);
    size_t            pending;
    int64_t           saved = ct_session_saved_us(ui->session, &pending);
    char              at[16];

    *icon = CT_ICON_NONE;
    *colour = ct_dark.text_soft;
    out[0] = '\0';
    if (pending > 0) {
        *icon = CT_ICON_CLOCK;
        snprintf(out, bytes, "saving");
    } else if (message->kind == CT_MESSAGE_INFO) {
        *icon = CT_ICON_INFO;
        snprintf(out, bytes, "%s", message->text);
    } else if (saved > 0) {
        *icon = CT_ICON_SAVED;
        *colour = ct_dark.success;
        clock_text(saved, at);
        snprintf(out, bytes, "saved %s%s%s", at, *message->text ? " · " : "", message->text);
    }
}

static void draw_saved(ct_ui *ui, ct_rect r)
{
    ct_canvas *c = ct_gui_canvas(ui->gui);
    char       words[CT_ERROR_TEXT_BYTES + 40];
    ct_icon    icon;
    ct_colour  colour;

    saved_text(ui, words, sizeof words, &icon, &colour);
    if (icon) {
        ct_canvas_icon(c, icon, ct_rect_centre(ct_cut_left(&r, 14), 14, 14), colour);
        ct_skip_left(&r, 6);
    }
    ct_canvas_text(c, r, words, CT_TYPE_SMALL, ct_dark.text_soft, 0);
    if (ct_canvas_text_size(c, words, CT_TYPE_SMALL, 0).w >
        r.w) /* the rest of it is said here alone */
        ct_gui_tooltip(ui->gui, ct_gui_id(ui->gui, "said"), r, words, NULL);
}

/* --- what is under way ------------------------------------------------------------------------------- */

static void job_text(const ct_job_view *job, char *out, size_t bytes)
{
    int64_t seconds = job->eta_us / 1000000;

    if (job->total <= 0)
        snprintf(out, bytes, "%s", job->title);
    else if (job->resting)
        snprintf(out, bytes, "%s  %lld of %lld, waits", job->title, (long long)job->done,
                 (long long)job->total);
    else if (job->eta_us < 0)
        snprintf(out, bytes, "%s  %lld of %lld", job->title, (long long)job->done,
                 (long long)job->total);
    else
        snprintf(out, bytes, "%s  %lld of %lld, %lld:%02lld left", job->title, (long long)job->done,
                 (long long)job->total, (long long)(seconds / 60), (long long)(seconds % 60));
}

static void run_job(ct_ui *ui, ct_rect *r, const ct_job_view *job)
{
    ct_canvas *c = ct_gui_canvas(ui->gui);
    ct_button  cross = {
         .icon = CT_ICON_CROSS, .look = CT_BUTTON_FLAT, .tip = "Stop; what is there so far stays"};
    char words[256];

    job_text(job, words, sizeof words);
    ct_rect box = ct_rect_centre(ct_cut_right(r, 24), 22, 22);
    if (ct_widget_button(ui->gui, ct_gui_id_n(ui->gui, "cancel", (uint64_t)job->id), box, &cross))
        ct_session_cancel_job(ui->session, job->id);
    ct_skip_right(r, 4);
    ct_rect bar = ct_cut_right(r, fmin(120, r->w / 3));
    ct_widget_progress(
        ui->gui, ct_rect_centre(bar, bar.w, 4),
        job->total > 0 ? ((double)job->done + job->permille / 1000.0) / (double)job->total : -1);
    ct_skip_right(r, CT_GAP);
    double w = fmin(ct_canvas_text_size(c, words, CT_TYPE_SMALL, 0).w + 2, r->w / 2);
    ct_canvas_text(c, ct_cut_right(r, w), words, CT_TYPE_SMALL, ct_dark.text, CT_TEXT_RIGHT);
    ct_skip_right(r, CT_PAD);
}

/* A fact at the right end, with its explanation. Its place; empty where there is no room. */
static ct_rect draw_fact(ct_ui *ui, ct_rect *r, const char *name, const char *words,
                         ct_colour colour, const char *tip)
{
    ct_canvas *c = ct_gui_canvas(ui->gui);
    double     w = ct_canvas_text_size(c, words, CT_TYPE_SMALL, 0).w + 2;

    if (w > r->w)
        return (ct_rect){0};
    ct_rect box = ct_cut_right(r, w);
    ct_canvas_text(c, box, words, CT_TYPE_SMALL, colour, CT_TEXT_RIGHT);
    ct_gui_tooltip(ui->gui, ct_gui_id(ui->gui, name), box, tip, NULL);
    ct_skip_right(r, CT_PAD);
    return box;
}

/* Clips whose file is away may lie anywhere in the list. */
static void run_offline(ct_ui *ui, ct_rect *r, int64_t count)
{
    char words[48];

    if (count == 0)
        return;
    snprintf(words, sizeof words, "%lld offline", (long long)count);
    ct_rect box = draw_fact(ui, r, "offline", words, ct_dark.warning,
                            "Clips whose file is not there: a click lists them");
    if (box.w > 0 && ct_gui_touch(ui->gui, ct_gui_id(ui->gui, "list-offline"), box).pressed)
        ct_ui_act(ui, "list.find", "text", "is:offline", NULL);
}

static void draw_facts(ct_ui *ui, ct_rect *r)
{
    const ct_transport_state *state = ct_session_state(ui->session);
    const ct_counts          *counts = ct_session_counts(ui->session);
    char                      words[96];
    int                       of, part = ct_session_string_index(ui->session, &of);

    if (counts) {
        snprintf(words, sizeof words, "%lld circled · %lld select%s · %lld open note%s",
                 (long long)counts->circled, (long long)counts->selects, CT_S(counts->selects),
                 (long long)counts->open_notes, CT_S(counts->open_notes));
        draw_fact(ui, r, "counts", words, ct_dark.text_soft, "Of the whole project");
        run_offline(ui, r, counts->offline);
    }
    if (!ct_session_clip(ui->session) && !ct_session_cut(ui->session))
        return;
    if (state->ready && state->provisional) {
        snprintf(words, sizeof words, "index %d %%", state->index_permille / 10);
        draw_fact(ui, r, "index", words, ct_dark.warning,
                  "Frames are still being counted: positions are provisional");
    }
    if (state->dropped > 0) {
        snprintf(words, sizeof words, "%lld dropped", (long long)state->dropped);
        draw_fact(ui, r, "dropped", words, ct_dark.warning,
                  "Pictures that play had to pass over since it began");
    }
    if (part > 0) {
        snprintf(words, sizeof words, "select %d of %d", part, of);
        draw_fact(ui, r, "string", words, ct_dark.accent, "Selects play end to end");
    }
}

void ct_state_line_run(ct_ui *ui, ct_rect r)
{
    ct_canvas  *c = ct_gui_canvas(ui->gui);
    const char *error = error_text(ui);
    ct_job_view jobs[2];

    ct_gui_scope_push(ui->gui, "state", 0);
    ct_canvas_fill(c, r, 0, ct_dark.head);
    if (error) {
        run_error(ui, r, error);
    } else {
        ct_rect inner = ct_rect_inset(r, CT_PAD, 0);
        size_t  count = ct_session_jobs(ui->session, jobs, 2);
        if (ct_session_phase_now(ui->session) == CT_SESSION_OPEN) {
            run_unsaved(ui, &inner);
            draw_facts(ui, &inner);
        }
        for (size_t i = 0; i < count; i++)
            run_job(ui, &inner, &jobs[i]);
        draw_saved(ui, inner);
    }
    ct_canvas_hline(c, r.x, r.y, r.w, ct_dark.line);
    ct_gui_scope_pop(ui->gui);
}

void ct_banner_run(ct_ui *ui, ct_rect r, const char *text)
{
    ct_canvas *c = ct_gui_canvas(ui->gui);

    ct_canvas_fill(c, r, 0, ct_colour_mix(ct_dark.head, ct_dark.warning, 0.25));
    ct_rect inner = ct_rect_inset(r, CT_PAD, 0);
    ct_canvas_icon(c, CT_ICON_LOCK, ct_rect_centre(ct_cut_left(&inner, 16), 15, 15),
                   ct_dark.warning);
    ct_skip_left(&inner, CT_GAP);
    double w = ct_canvas_text_size(c, "Read only", CT_TYPE_STRONG, 0).w + 2;
    ct_canvas_text(c, ct_cut_left(&inner, w), "Read only", CT_TYPE_STRONG, ct_dark.text, 0);
    ct_skip_left(&inner, CT_PAD);
    ct_canvas_text(c, inner, text, CT_TYPE_BODY, ct_dark.text, 0);
    ct_gui_tooltip(ui->gui, ct_gui_id(ui->gui, "banner"), r, text, NULL);
}

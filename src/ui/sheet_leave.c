/* SPDX-License-Identifier: MIT */
/* Leaving while something is not on the disk yet: says what is waited for, and lets the person choose. */
#include <stdio.h>
#include <stdlib.h>

#include "circletake/file.h"
#include "circletake/thread.h"
#include "ui/ui_priv.h"

enum {
    WIDTH = 480,
    HEIGHT = 196,
    QUICK_US = 250000, /* most saves: no sheet for those */
    SILENCE_US = 2500000
};

static bool is_silent(const ct_saving *saving)
{
    return saving->coming > 0 && saving->still_us > SILENCE_US;
}

/* Somebody has to choose: waiting alone may not help. */
static bool is_stuck(const ct_saving *saving)
{
    return is_silent(saving) || (saving->failed > 0 && saving->coming == 0);
}

void ct_ui_ask_leave(ct_ui *ui)
{
    ct_saving saving;

    if (ui->leaving) { /* asked again: what the button of the sheet does */
        ct_session_saving(ui->session, ct_clock_us(), &saving);
        ui->leave_anyway = is_stuck(&saving);
        return;
    }
    ui->leaving = true;
    ui->leaving_since_us = ct_clock_us();
    ct_ui_remember(ui);
    ct_gui_wake(ui->gui, 0);
}

bool ct_ui_may_leave(ct_ui *ui)
{
    ct_saving saving;

    if (!ui->leaving)
        return false;
    ct_session_saving(ui->session, ct_clock_us(), &saving);
    if (!saving.path || ui->leave_anyway)
        return true;
    if (ui->sheet != CT_SHEET_LEAVE && ct_clock_us() - ui->leaving_since_us > QUICK_US)
        ct_ui_open_sheet(ui, CT_SHEET_LEAVE);
    return false;
}

/* --- what is said ---------------------------------------------------------------------------------- */

/* "3 changes"; what only the program noted has no number. */
static char *changes_text(const ct_saving *saving)
{
    if (saving->changes == 0)
        return ct_strdup("the last changes");
    return ct_asprintf("%zu change%s", saving->changes, CT_S(saving->changes));
}

static char *title_text(const ct_saving *saving)
{
    char *changes = changes_text(saving), *folder = ct_path_folder(saving->path), *title;

    if (is_stuck(saving) && !is_silent(saving))
        title = ct_asprintf("Not saved: %s", changes);
    else if (is_silent(saving))
        title = ct_asprintf("Waiting for %s ...", folder);
    else
        title = ct_asprintf("Saving %s ...", changes);
    free(changes);
    free(folder);
    return title;
}

static char *body_text(const ct_saving *saving)
{
    char *changes = changes_text(saving), *body;

    if (is_stuck(saving) && !is_silent(saving))
        body = ct_asprintf("%s Leaving now loses what is not saved.", saving->error.text);
    else if (is_silent(saving))
        body =
            ct_asprintf("Not saved yet: %s of %s. The drive does not answer. While this window is "
                        "open nothing is lost: it is saved when the drive answers.",
                        changes, ct_path_name(saving->path));
    else
        body = ct_asprintf("The window closes by itself when that is on the disk, in %s.",
                           saving->path);
    free(changes);
    return body;
}

/* --- the sheet --------------------------------------------------------------------------------------- */

static void run_body(ct_ui *ui, ct_rect r, const ct_saving *saving)
{
    char *body = body_text(saving);

    if (!is_stuck(saving)) {
        ct_widget_progress(ui->gui, ct_cut_top(&r, 4), -1);
        ct_skip_top(&r, CT_PAD);
    }
    ct_canvas_text(ct_gui_canvas(ui->gui), r, body, CT_TYPE_BODY, ct_dark.text,
                   CT_TEXT_TOP | CT_TEXT_WRAP);
    free(body);
}

void ct_sheet_leave_run(ct_ui *ui)
{
    ct_saving saving;
    bool      stays = false;

    ct_session_saving(ui->session, ct_clock_us(), &saving);
    if (!saving.path) {
        ct_ui_close_sheet(ui);
        return;
    }
    char   *title = title_text(&saving);
    ct_rect r = ct_sheet_begin(ui->gui, ct_gui_id(ui->gui, "leave"), (ct_size){WIDTH, HEIGHT},
                               title, &stays);
    ct_rect row = ct_cut_bottom(&r, CT_CONTROL);
    ct_skip_bottom(&r, CT_PAD);
    stays = ct_widget_button_right(ui->gui, &row, "Stay", CT_BUTTON_MAIN) || stays;
    if (saving.failed > 0 && ct_widget_button_right(ui->gui, &row, "Try again", CT_BUTTON_PLAIN))
        ct_ui_act_line(ui, "project.retry");
    if (is_stuck(&saving) &&
        ct_widget_button_right(ui->gui, &row, "Leave without saving", CT_BUTTON_DANGER))
        ui->leave_anyway = true;
    run_body(ui, r, &saving);
    ct_sheet_end(ui->gui);
    ct_gui_wake(ui->gui, 100); /* a disk that falls silent wakes nobody */
    free(title);
    if (stays) {
        ui->leaving = false;
        ct_ui_close_sheet(ui);
    }
}

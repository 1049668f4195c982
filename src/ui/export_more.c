/* SPDX-License-Identifier: MIT */
#include "ui/export_more.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/str.h"
#include "ui/ui_priv.h"

enum { COLUMNS = 2, LABEL = 96, CHOICES_MOST = 12, WORD = 24 };

/* --- which format can use what ------------------------------------------------------------------ */

static bool of_selects(const ct_export_subject *s)
{
    return !s->cut && s->format->write_list;
}

static bool has_handles(const ct_export_subject *s)
{
    return of_selects(s) && s->format->carries & CT_CARRIES_SELECTS;
}

/* On a timeline of its own, with labels that count it. */
static bool has_record(const ct_export_subject *s)
{
    unsigned carries = s->format->carries;
    bool     list = carries & CT_CARRIES_EVENTS && carries & CT_CARRIES_REEL;
    bool     markers = !(carries & CT_CARRIES_SELECTS) && carries & CT_CARRIES_NOTES;

    return s->format->write_list && (list || markers) && s->layout != CT_LAYOUT_BINS;
}

/* As shot the time of day says it. */
static bool has_start(const ct_export_subject *s)
{
    return has_record(s) && s->layout == CT_LAYOUT_STRINGOUT;
}

static bool has_gap(const ct_export_subject *s)
{
    return of_selects(s) && has_start(s);
}

static bool has_tracks(const ct_export_subject *s)
{
    return has_gap(s) && s->format->carries & CT_CARRIES_EVENTS;
}

static bool has_rate(const ct_export_subject *s)
{
    return of_selects(s) && has_record(s);
}

static bool has_sound(const ct_export_subject *s)
{
    return s->format->write_list && s->format->carries & CT_CARRIES_AUDIO &&
           s->format->carries & CT_CARRIES_EVENTS;
}

/* Its frames of the file are counted by an editor. */
static bool has_frames(const ct_export_subject *s)
{
    return s->format->write_list && s->format->carries & CT_CARRIES_EVENTS &&
           s->format->carries & CT_CARRIES_REEL;
}

static bool is_edl(const ct_export_subject *s)
{
    return s->format->reel_width > 0;
}

static bool is_fcpxml(const ct_export_subject *s)
{
    return strcmp(s->format->name, "fcpxml") == 0;
}

static bool is_otio(const ct_export_subject *s)
{
    return strcmp(s->format->name, "otio") == 0;
}

static bool is_csv(const ct_export_subject *s)
{
    return strcmp(s->format->extension, "csv") == 0;
}

static const struct field {
    const char *name; /* of ct_export_option_rows */
    const char *label;
    const char *usual; /* of a field that is typed into */
    bool (*can)(const ct_export_subject *s);
} fields[] = {{"edit-rate", "Rate", NULL, has_rate},
              {"handles", "Handles", "0 frames", has_handles},
              {"start", "Starts at", "01:00:00:00", has_start},
              {"gap", "Gap", "0 frames", has_gap},
              {"drop", "Drop-frame", NULL, has_record},
              {"tracks", "Tracks", NULL, has_tracks},
              {"sound", "Sound", NULL, has_sound},
              {"vfr", "Variable rate", NULL, has_frames},
              {"labels", "Drop labels", NULL, is_edl},
              {"numbers", "Event digits", NULL, is_edl},
              {"clip-names", "Clip names", NULL, is_edl},
              {"notes", "Notes", NULL, is_edl},
              {"text", "Letters", NULL, is_edl},
              {"bom", "Byte order", NULL, is_csv},
              {"formulas", "Formulas", NULL, is_csv},
              {"fcpxml-version", "Version", NULL, is_fcpxml},
              {"otio-version", "Version", NULL, is_otio}};
enum { FIELDS = sizeof fields / sizeof fields[0] };

static const char *const rates[] = {"23.976", "24", "25",    "29.97", "30",
                                    "48",     "50", "59.94", "60",    "120"};
enum { RATES = sizeof rates / sizeof rates[0] };

struct ct_export_more {
    int          chosen[FIELDS]; /* 0: what is usual */
    ct_textedit *typed[FIELDS];  /* NULL: it is chosen */
};

ct_export_more *ct_export_more_create(void)
{
    ct_export_more *m = ct_alloc(sizeof *m);

    for (int i = 0; i < FIELDS; i++)
        m->typed[i] = fields[i].usual ? ct_textedit_create(false) : NULL;
    return m;
}

void ct_export_more_destroy(ct_export_more **more)
{
    if (!*more)
        return;
    for (int i = 0; i < FIELDS; i++)
        ct_textedit_destroy(&(*more)->typed[i]);
    free(*more);
    *more = NULL;
}

static const ct_option_row *option_of(const struct field *f)
{
    size_t               count;
    const ct_option_row *rows = ct_export_option_rows(&count);

    for (size_t i = 0; i < count; i++)
        if (strcmp(rows[i].name, f->name) == 0)
            return &rows[i];
    return NULL;
}

/* --- values -------------------------------------------------------------------------------------- */

/* The words between which one can choose; returns how many. */
static int choices_of(const ct_option_row *option, char words[CHOICES_MOST][WORD])
{
    int count = 0;

    if (strcmp(option->name, "edit-rate") == 0) {
        snprintf(words[count++], WORD, "%s", "automatic");
        for (int i = 0; i < RATES; i++)
            snprintf(words[count++], WORD, "%s", rates[i]);
        return count;
    }
    for (const char *p = option->values; *p && count < CHOICES_MOST;) {
        size_t bytes = strcspn(p, "|");
        snprintf(words[count++], WORD, "%.*s", (int)bytes, p);
        p += bytes + (p[bytes] != '\0');
    }
    return count;
}

/* What is given for a field; false: what is usual. */
static bool value_of(const ct_export_more *m, int i, char out[WORD])
{
    char words[CHOICES_MOST][WORD];

    if (m->typed[i])
        snprintf(out, WORD, "%s", ct_textedit_text(m->typed[i]));
    else if (m->chosen[i] < choices_of(option_of(&fields[i]), words))
        snprintf(out, WORD, "%s", m->chosen[i] > 0 ? words[m->chosen[i]] : "");
    return *out != '\0';
}

static bool is_valid(const ct_export_more *m, int i)
{
    ct_export_options scratch = {0};
    char              value[WORD] = "";

    return !value_of(m, i, value) ||
           ct_export_option_set(&scratch, fields[i].name, value, NULL) == CT_OK;
}

bool ct_export_more_valid(const ct_export_more *m, const ct_export_subject *subject)
{
    for (int i = 0; i < FIELDS; i++)
        if (fields[i].can(subject) && !is_valid(m, i))
            return false;
    return true;
}

void ct_export_more_fill(const ct_export_more *m, const ct_export_subject *subject, ct_args *args)
{
    for (int i = 0; i < FIELDS; i++) {
        char name[WORD], value[WORD] = "";
        if (!fields[i].can(subject) || !value_of(m, i, value))
            continue;
        snprintf(name, sizeof name, "%s", fields[i].name);
        for (char *p = name; *p; p++)
            *p = *p == '-' ? '_' : *p;
        ct_args_set(args, name, value);
    }
}

/* --- the form --------------------------------------------------------------------------------------- */

int ct_export_more_rows(const ct_export_subject *subject)
{
    int count = 0;

    for (int i = 0; i < FIELDS; i++)
        count += fields[i].can(subject);
    return (count + COLUMNS - 1) / COLUMNS;
}

static void run_typed(ct_ui *ui, ct_export_more *m, int i, ct_wid id, ct_rect r)
{
    ct_field_look look = {.placeholder = fields[i].usual, .wrong = !is_valid(m, i)};

    ct_ui_field(ui, id, r, m->typed[i], &look);
}

static void run_field(ct_ui *ui, ct_export_more *m, int i, ct_rect r)
{
    const ct_option_row *option = option_of(&fields[i]);
    ct_wid               id = ct_gui_id(ui->gui, fields[i].name);
    char                 words[CHOICES_MOST][WORD];
    ct_menu_item         items[CHOICES_MOST] = {0};

    ct_widget_label(ui->gui, ct_cut_left(&r, LABEL), fields[i].label, CT_TYPE_BODY,
                    ct_dark.text_soft);
    ct_gui_tooltip(ui->gui, id, r, option->sentence, NULL);
    if (m->typed[i]) {
        run_typed(ui, m, i, id, r);
        return;
    }
    int count = choices_of(option, words);
    for (int k = 0; k < count; k++)
        items[k].text = words[k];
    (void)ct_dropdown(ui->gui, id, r, items, count, &m->chosen[i]);
}

void ct_export_more_run(ct_ui *ui, ct_export_more *m, const ct_export_subject *subject, ct_rect r)
{
    ct_rect row = {0};
    int     at = 0;

    for (int i = 0; i < FIELDS; i++) {
        if (!fields[i].can(subject))
            continue;
        if (at % COLUMNS == 0) {
            row = ct_cut_top(&r, CT_CONTROL);
            ct_skip_top(&r, CT_GAP);
        }
        run_field(ui, m, i, ct_rect_column(row, at++ % COLUMNS, COLUMNS, 2 * CT_GAP));
    }
}

/* SPDX-License-Identifier: MIT */
/* The slate of one take, or of all that are chosen: only the fields that were touched are set. */
#include <stdlib.h>
#include <string.h>

#include "ui/ui_priv.h"

enum { WIDTH = 460, LABEL = 104, FIELDS = 7 };

static const struct {
    const char *name; /* argument of clip.set */
    const char *label;
    size_t      offset; /* of the text in ct_clip */
} fields[FIELDS] = {
    {"scene", "Scene", offsetof(ct_clip, scene)},
    {"shot", "Shot", offsetof(ct_clip, shot)},
    {"take", "Take", offsetof(ct_clip, take)},
    {"camera", "Camera", offsetof(ct_clip, camera)},
    {"reel", "Reel", offsetof(ct_clip, reel)},
    {"description", "Description", offsetof(ct_clip, description)},
    {"keywords", "Tags", offsetof(ct_clip, keywords)},
};

struct ct_sheet_slate {
    ct_textedit *texts[FIELDS];
    char        *before[FIELDS];
    bool         mixed[FIELDS]; /* the chosen clips differ */
    size_t       count;         /* of chosen clips */
};

ct_sheet_slate *ct_sheet_slate_create(void)
{
    ct_sheet_slate *x = ct_alloc(sizeof *x);

    for (int i = 0; i < FIELDS; i++)
        x->texts[i] = ct_textedit_create(false);
    return x;
}

void ct_sheet_slate_destroy(ct_sheet_slate **sheet)
{
    if (!*sheet)
        return;
    for (int i = 0; i < FIELDS; i++) {
        ct_textedit_destroy(&(*sheet)->texts[i]);
        free((*sheet)->before[i]);
    }
    free(*sheet);
    *sheet = NULL;
}

static const char *field_of(const ct_clip *clip, int field)
{
    return ct_str_or_empty(
        *(char *const *)(const void *)((const char *)clip + fields[field].offset));
}

/* Takes over what the chosen clips have in common. */
static void load(ct_ui *ui)
{
    ct_sheet_slate *x = ui->slate;
    const ct_id    *ids;

    x->count = ct_session_selected_clips(ui->session, &ids);
    for (int f = 0; f < FIELDS; f++) {
        const char *common = NULL;
        x->mixed[f] = false;
        for (size_t i = 0; i < x->count; i++) {
            const ct_clip *clip = ct_session_clip_of(ui->session, ids[i]);
            if (clip && common && strcmp(common, field_of(clip, f)) != 0)
                x->mixed[f] = true;
            if (clip && !common)
                common = field_of(clip, f);
        }
        ct_textedit_set(x->texts[f], x->mixed[f] ? "" : common);
        ct_strset(&x->before[f], ct_textedit_text(x->texts[f]));
    }
}

static void keep(ct_ui *ui)
{
    ct_sheet_slate *x = ui->slate;
    ct_error        err;
    ct_args         args = {0};

    for (int f = 0; f < FIELDS; f++)
        if (strcmp(x->before[f], ct_textedit_text(x->texts[f])) != 0)
            ct_args_set(&args, fields[f].name, ct_textedit_text(x->texts[f]));
    ct_ui_close_sheet(ui);
    if (args.count > 0) {
        ct_code code =
            ct_action_run(ui->registry, ui->session, "clip.set", &args, false, NULL, &err);
        ct_ui_tell(ui, code, &err);
    }
    ct_args_finish(&args);
}

static bool field_rows(ct_ui *ui, ct_rect *r, bool *cancel)
{
    ct_sheet_slate *x = ui->slate;
    ct_gui         *g = ui->gui;
    bool            done = false;

    for (int f = 0; f < FIELDS; f++) {
        ct_field_look look = {.placeholder = x->mixed[f] ? "Several values" : NULL};
        ct_wid        id = ct_gui_id(g, fields[f].name);
        ct_rect       row = ct_cut_top(r, CT_CONTROL);
        ct_skip_top(r, CT_GAP);
        ct_widget_label(g, ct_cut_left(&row, LABEL), fields[f].label, CT_TYPE_BODY,
                        ct_dark.text_soft);
        if (ui->sheet_fresh && f == 0)
            ct_gui_focus(g, id);
        ct_field_did did = ct_ui_field(ui, id, row, x->texts[f], &look);
        done = done || did.submitted;
        *cancel = *cancel || did.cancelled;
    }
    return done;
}

void ct_sheet_slate_run(ct_ui *ui)
{
    ct_gui   *g = ui->gui;
    bool      closed = false;
    ct_button set = {.text = "Set", .look = CT_BUTTON_MAIN}, leave = {.text = "Cancel"};

    if (ui->sheet_fresh)
        load(ui);
    char   *title = ui->slate->count == 1 ? ct_strdup("Slate")
                                          : ct_asprintf("Slate of %zu takes", ui->slate->count);
    ct_rect r = ct_sheet_begin(g, ct_gui_id(g, "slate"), (ct_size){WIDTH, 388}, title, &closed);
    bool    done = field_rows(ui, &r, &closed);
    ct_rect row = ct_cut_bottom(&r, CT_CONTROL);
    done = ct_widget_button(g, ct_gui_id(g, "set"),
                            ct_cut_right(&row, ct_widget_button_width(g, &set)), &set) ||
           done;
    ct_skip_right(&row, CT_GAP);
    closed = ct_widget_button(g, ct_gui_id(g, "cancel"),
                              ct_cut_right(&row, ct_widget_button_width(g, &leave)), &leave) ||
             closed;
    ct_sheet_end(g);
    free(title);
    if (closed)
        ct_ui_close_sheet(ui);
    else if (done)
        keep(ui);
}

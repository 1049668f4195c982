/* SPDX-License-Identifier: MIT */
/* What a right click on a clip offers, at the left and wherever else clips are listed. */
#include <stdio.h>
#include <stdlib.h>

#include "ui/ui_priv.h"

struct ct_clip_menu {
    ct_id clip;
};

ct_clip_menu *ct_clip_menu_create(void)
{
    return ct_alloc(sizeof(ct_clip_menu));
}

void ct_clip_menu_destroy(ct_clip_menu **menu)
{
    free(*menu);
    *menu = NULL;
}

void ct_clip_menu_open(ct_ui *ui, ct_id clip)
{
    ct_point at = ct_gui_input(ui->gui)->mouse;

    ui->clip_menu->clip = clip;
    if (!ct_session_clip_selected(ui->session, clip))
        ct_session_select_clip(ui->session, clip, 0);
    ct_menu_open(ui->gui, ct_gui_id(ui->gui, "clip-menu"), (ct_rect){at.x, at.y, 1, 1});
}

/* Index of the event under the playhead of the cut in the viewer; -1: there is none. */
static int64_t shot_event(ct_ui *ui)
{
    return ct_session_cut(ui->session) ? ct_session_cut_state(ui->session)->look.over.event : -1;
}

void ct_ui_relink_event(ct_ui *ui, size_t event, ct_id clip, bool from_first)
{
    char cut[CT_ID_TEXT_BYTES], which[CT_ID_TEXT_BYTES], number[24];

    ct_id_text(ct_session_cut(ui->session)->id, cut);
    ct_id_text(clip, which);
    snprintf(number, sizeof number, "%zu", event + 1);
    ct_ui_act(ui, "cut.relink", "cut", cut, "event", number, "clip", which,
              from_first ? "at" : NULL, "f0", NULL);
}

void ct_clip_menu_run(ct_ui *ui)
{
    /* Those without a clip of their own act on all chosen ones. */
    static const struct {
        const char *action;
        bool        one;
    } lines[] = {{"clip.circle", false}, {"view.slate", false},  {NULL, false},
                 {"clip.refresh", true}, {"view.replace", true}, {NULL, false},
                 {"view.export", false}};
    enum {
        COUNT = sizeof lines / sizeof lines[0],
        SHOT = 3 /* rows for the cut, if there is one */
    };
    ct_menu_item items[COUNT + SHOT] = {
        [COUNT + 1] = {.text = "Show it in this shot of the cut", .icon = CT_ICON_CHECK},
        [COUNT + 2] = {.text = "Show it there from its first frame on"}};
    char   keys[COUNT][CT_UI_TEXT], id[CT_ID_TEXT_BYTES];
    ct_wid menu = ct_gui_id(ui->gui, "clip-menu");

    if (!ct_menu_is_open(ui->gui, menu))
        return;
    for (int i = 0; i < COUNT; i++)
        if (lines[i].action)
            items[i] =
                (ct_menu_item){.text = ct_registry_find(ui->registry, lines[i].action)->sentence,
                               .keys = ct_ui_keys_of(ui, lines[i].action, keys[i])};
    int chosen = ct_menu_run(ui->gui, menu, items, COUNT + (shot_event(ui) >= 0 ? SHOT : 0));
    if (chosen < 0)
        return;
    if (chosen >= COUNT)
        ct_ui_relink_event(ui, (size_t)shot_event(ui), ui->clip_menu->clip, chosen == COUNT + 2);
    else if (lines[chosen].one)
        ct_ui_act(ui, lines[chosen].action, "clip", ct_id_text(ui->clip_menu->clip, id), NULL);
    else
        ct_ui_act_line(ui, lines[chosen].action);
}

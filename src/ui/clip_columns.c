/* SPDX-License-Identifier: MIT */
#include "ui/clip_columns.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/file.h"
#include "circletake/material.h"

static void text(ct_ui *ui, ct_rect cell, const char *words, ct_colour colour, unsigned flags)
{
    ct_canvas_text(ct_gui_canvas(ui->gui), cell, ct_str_or_empty(words), CT_TYPE_BODY, colour,
                   flags);
}

static void draw_name(ct_ui *ui, ct_rect cell, const ct_clip *clip)
{
    text(ui, cell, clip->name, clip->offline ? ct_dark.text_faint : ct_dark.text, CT_TEXT_MIDDLE);
}

static void draw_scene(ct_ui *ui, ct_rect cell, const ct_clip *clip)
{
    text(ui, cell, clip->scene, ct_dark.text, 0);
}

static void draw_shot(ct_ui *ui, ct_rect cell, const ct_clip *clip)
{
    text(ui, cell, clip->shot, ct_dark.text, 0);
}

static void draw_take(ct_ui *ui, ct_rect cell, const ct_clip *clip)
{
    text(ui, cell, clip->take, ct_dark.text, 0);
}

static void draw_camera(ct_ui *ui, ct_rect cell, const ct_clip *clip)
{
    text(ui, cell, clip->camera, ct_dark.text, 0);
}

static void draw_reel(ct_ui *ui, ct_rect cell, const ct_clip *clip)
{
    text(ui, cell, clip->reel, ct_dark.text_soft, 0);
}

static void draw_timecode(ct_ui *ui, ct_rect cell, const ct_clip *clip)
{
    char label[CT_TC_TEXT_BYTES];

    text(ui, cell, ct_tc_track_print(&clip->tc, clip->fps, 0, label), ct_dark.text_soft, 0);
}

static void draw_length(ct_ui *ui, ct_rect cell, const ct_clip *clip)
{
    char label[CT_UI_TEXT];

    text(ui, cell, ct_ui_duration(ui, clip, clip->frame_count, label), ct_dark.text_soft,
         CT_TEXT_RIGHT);
}

static void draw_circled(ct_ui *ui, ct_rect cell, const ct_clip *clip)
{
    if (clip->circled)
        ct_canvas_icon(ct_gui_canvas(ui->gui), CT_ICON_CIRCLED, ct_rect_centre(cell, 14, 14),
                       ct_dark.circled);
}

static void draw_stars(ct_ui *ui, ct_rect cell, const ct_clip *clip)
{
    for (int i = 0; i < clip->rating; i++) {
        ct_rect star = {cell.x + 13 * i, cell.y + (cell.h - 12) / 2, 12, 12};
        ct_canvas_icon(ct_gui_canvas(ui->gui), CT_ICON_STAR, star, ct_dark.star);
    }
}

static void draw_number(ct_ui *ui, ct_rect cell, int number)
{
    char words[16];

    snprintf(words, sizeof words, "%d", number);
    if (number > 0)
        text(ui, cell, words, ct_dark.text, CT_TEXT_RIGHT);
}

static void draw_selects(ct_ui *ui, ct_rect cell, const ct_clip *clip)
{
    draw_number(ui, cell, clip->select_count);
}

static void draw_notes(ct_ui *ui, ct_rect cell, const ct_clip *clip)
{
    draw_number(ui, cell, clip->note_count);
}

/* What to know before one trusts the clip. */
static const char *flags_of(const ct_clip *clip, char out[128])
{
    static const struct {
        unsigned    bit;
        const char *word;
    } found[] = {{CT_FOUND_BLACK, "black "},       {CT_FOUND_FROZEN, "frozen "},
                 {CT_FOUND_REPEATED, "repeated "}, {CT_FOUND_MISSING, "missing "},
                 {CT_FOUND_SILENT, "silent "},     {CT_FOUND_LENGTH, "length "},
                 {CT_FOUND_START, "start "},       {CT_FOUND_FAILED, "unreadable "}};
    int used = snprintf(out, 128, "%s%s%s%s%s", clip->offline ? "offline " : "",
                        clip->vfr ? "vfr " : "", clip->interlaced ? "i " : "",
                        clip->provisional ? "counting " : "", clip->width_px == 0 ? "sound " : "");

    for (size_t i = 0; i < sizeof found / sizeof found[0]; i++)
        if (clip->found & found[i].bit)
            used += snprintf(out + used, 128 - (size_t)used, "%s", found[i].word);
    return out;
}

static void draw_flags(ct_ui *ui, ct_rect cell, const ct_clip *clip)
{
    char words[128];

    text(ui, cell, flags_of(clip, words), clip->offline ? ct_dark.warning : ct_dark.text_soft, 0);
}

static void draw_colour(ct_ui *ui, ct_rect cell, const ct_clip *clip)
{
    if (clip->colour)
        ct_clip_label_dot(ui, ct_cut_left(&cell, 14), clip->colour);
    if (clip->colour)
        text(ui, cell, ct_clip_colour_title(clip->colour), ct_dark.text_soft, 0);
}

static const ct_clip_column columns[] = {
    {"Name", 156, 80, false, CT_SORT_NAME, draw_name},
    {"Scene", 68, 40, false, CT_SORT_SLATE, draw_scene},
    {"Shot", 50, 40, false, CT_SORT_SLATE, draw_shot},
    {"Take", 50, 40, false, CT_SORT_SLATE, draw_take},
    {"Circle", 60, 48, false, CT_SORT_CIRCLED, draw_circled},
    {"Stars", 80, 56, false, CT_SORT_RATING, draw_stars},
    {"Colour", 76, 40, false, CT_SORT_COLOUR, draw_colour},
    {"Selects", 64, 48, true, CT_SORT_SELECTS, draw_selects},
    {"Notes", 56, 48, true, CT_SORT_NOTES, draw_notes},
    {"Camera", 64, 40, false, CT_SORT_CAMERA, draw_camera},
    {"Reel", 84, 40, false, CT_SORT_REEL, draw_reel},
    {"Timecode", 100, 72, false, CT_SORT_TIMECODE, draw_timecode},
    {"Length", 100, 72, true, CT_SORT_DURATION, draw_length},
    {"Flags", 120, 56, false, CT_SORT_CODEC, draw_flags},
};

const ct_clip_column *ct_clip_columns(int *count)
{
    *count = (int)(sizeof columns / sizeof columns[0]);
    return columns;
}

char *ct_clip_title(const ct_clip *clip, char *out, size_t bytes)
{
    bool  slated = clip->scene && *clip->scene;
    bool  camera = slated && clip->camera && *clip->camera;
    char *slate = slated ? ct_clip_slate(clip) : ct_path_stem(ct_str_or_empty(clip->name));

    snprintf(out, bytes, "%s%s%s", slate, camera ? "  " : "", camera ? clip->camera : "");
    free(slate);
    return out;
}

const char *ct_clip_colour_title(ct_clip_colour colour)
{
    static const char *const titles[CT_COLOUR_COUNT] = {
        "No colour", "Red", "Orange", "Yellow", "Green", "Teal", "Blue", "Purple", "Pink"};

    return titles[colour];
}

void ct_clip_label_dot(ct_ui *ui, ct_rect r, ct_clip_colour colour)
{
    ct_canvas_circle(ct_gui_canvas(ui->gui), (ct_point){r.x + r.w / 2 - 1, r.y + r.h / 2}, 4,
                     ct_dark.label[colour]);
}

enum { BADGE = 17 };

/* From the right, as far as there is room: what matters most comes first. */
typedef struct strip {
    ct_rect rest;
    bool    full;
} strip;

static ct_rect take(strip *s, double width)
{
    s->full |= s->rest.w < width;
    return s->full ? (ct_rect){0} : ct_cut_right(&s->rest, width);
}

static void badge(ct_ui *ui, ct_rect box, ct_icon icon, ct_colour colour)
{
    ct_skip_right(&box, 3);
    if (!ct_rect_empty(box))
        ct_canvas_icon(ct_gui_canvas(ui->gui), icon, ct_rect_centre(box, 13, 13), colour);
}

static void stars(ct_ui *ui, ct_rect box, int count)
{
    char digit[16];

    if (ct_rect_empty(box))
        return;
    badge(ui, ct_cut_right(&box, BADGE), CT_ICON_STAR, ct_dark.star);
    snprintf(digit, sizeof digit, "%d", count);
    ct_canvas_text(ct_gui_canvas(ui->gui), box, digit, CT_TYPE_SMALL, ct_dark.star, CT_TEXT_RIGHT);
}

double ct_clip_badges(ct_ui *ui, ct_rect r, const ct_clip *clip)
{
    strip   s = {r, false};
    ct_rect dot;

    if (clip->offline)
        badge(ui, take(&s, BADGE), CT_ICON_OFFLINE, ct_dark.warning);
    if (clip->colour && !ct_rect_empty(dot = take(&s, 13)))
        ct_clip_label_dot(ui, dot, clip->colour);
    if (clip->circled)
        badge(ui, take(&s, BADGE), CT_ICON_CIRCLED, ct_dark.circled);
    if (clip->rating > 0)
        stars(ui, take(&s, BADGE + 13), clip->rating);
    if (clip->note_count > 0)
        badge(ui, take(&s, BADGE), CT_ICON_NOTE,
              clip->open_note_count ? ct_dark.warning : ct_dark.text_soft);
    if (clip->select_count > 0)
        badge(ui, take(&s, BADGE), CT_ICON_SELECT, ct_dark.verdict[CT_GOOD]);
    return r.w - s.rest.w;
}

/* SPDX-License-Identifier: MIT */
#include "view/text_priv.h"

#include <math.h>
#include <string.h>

#include "circletake/str.h"
#include "view/canvas.h"

/* Inter's capitals are 0.727 em high; text is centred on them, so a line with CJK or emoji from
 * another font keeps the baseline of its neighbours. */
static const double cap_height_em = 0.727;
static const double line_height_em = 1.4;

/* Noto covers what Inter does not; fontconfig finds CJK, Arabic and emoji by itself. Naming the emoji
 * font here would draw digits with it: it has some. */
static const char family[] = "Inter, Noto Sans, sans-serif";

typedef struct role {
    double      size_px;
    PangoWeight weight;
    double      spacing_em; /* letter spacing: small text needs air, large text less */
} role;

static const role roles[CT_TYPE_COUNT] = {
    [CT_TYPE_SMALL] = {11, PANGO_WEIGHT_NORMAL, 0.010},
    [CT_TYPE_BODY] = {13, PANGO_WEIGHT_NORMAL, 0},
    [CT_TYPE_STRONG] = {13, PANGO_WEIGHT_SEMIBOLD, 0},
    [CT_TYPE_LARGE] = {16, PANGO_WEIGHT_MEDIUM, -0.006},
    [CT_TYPE_TITLE] = {24, PANGO_WEIGHT_SEMIBOLD, -0.014},
    [CT_TYPE_TIMECODE] = {28, PANGO_WEIGHT_MEDIUM, 0},
};

enum { BUCKETS = 1024, KEEP_FRAMES = 240, SWEEP_ABOVE = 1500, CLOCK_CHARS = 128 };

typedef struct entry entry;
struct entry {
    entry       *next;
    uint64_t     hash;
    char        *text;
    ct_type      type;
    int          width, height; /* pango units, -1: free */
    unsigned     flags;
    uint64_t     used; /* frame */
    PangoLayout *layout;
};

struct ct_text {
    double                scale;
    PangoFontMap         *map;
    PangoContext         *context;
    PangoFontDescription *font[CT_TYPE_COUNT];
    PangoAttrList        *plain[CT_TYPE_COUNT];
    PangoAttrList        *clock[CT_TYPE_COUNT];
    PangoLayout          *clock_char[CT_TYPE_COUNT][CLOCK_CHARS];
    entry                *buckets[BUCKETS];
    size_t                count;
    uint64_t              frame;
};

static PangoAttrList *attributes(const role *r, double scale, const char *features)
{
    PangoAttrList *list = pango_attr_list_new();
    pango_attr_list_insert(list, pango_attr_font_features_new(features));
    if (r->spacing_em != 0) {
        int units = (int)lround(r->spacing_em * r->size_px * scale * PANGO_SCALE);
        pango_attr_list_insert(list, pango_attr_letter_spacing_new(units));
    }
    return list;
}

/* Grey antialiasing: the overlay is blended over moving pictures, where coloured fringes of
 * subpixel text would show. */
static void set_rendering(PangoContext *context)
{
    cairo_font_options_t *o = cairo_font_options_create();
    cairo_font_options_set_antialias(o, CAIRO_ANTIALIAS_GRAY);
    cairo_font_options_set_hint_style(o, CAIRO_HINT_STYLE_SLIGHT);
    cairo_font_options_set_hint_metrics(o, CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(context, o);
    cairo_font_options_destroy(o);
    pango_context_set_round_glyph_positions(context, FALSE);
}

ct_text *ct_text_create(double scale)
{
    ct_text *t = ct_alloc(sizeof *t);
    t->scale = scale;
    t->map = pango_cairo_font_map_new();
    t->context = pango_font_map_create_context(t->map);
    set_rendering(t->context);
    for (int i = 0; i < CT_TYPE_COUNT; i++) {
        t->font[i] = pango_font_description_new();
        pango_font_description_set_family_static(t->font[i], family);
        pango_font_description_set_weight(t->font[i], roles[i].weight);
        pango_font_description_set_absolute_size(t->font[i],
                                                 roles[i].size_px * scale * PANGO_SCALE);
        t->plain[i] = attributes(&roles[i], scale, "tnum=1");
        t->clock[i] = attributes(&roles[i], scale, "tnum=1, case=1");
    }
    return t;
}

static void free_entry(entry *e)
{
    g_object_unref(e->layout);
    free(e->text);
    free(e);
}

static void forget_older_than(ct_text *t, uint64_t frame)
{
    for (int i = 0; i < BUCKETS; i++) {
        for (entry **at = &t->buckets[i]; *at;) {
            entry *e = *at;
            if (e->used >= frame) {
                at = &e->next;
                continue;
            }
            *at = e->next;
            free_entry(e);
            t->count--;
        }
    }
}

void ct_text_destroy(ct_text **text)
{
    ct_text *t = *text;
    if (!t)
        return;
    forget_older_than(t, UINT64_MAX);
    for (int i = 0; i < CT_TYPE_COUNT; i++) {
        for (int c = 0; c < CLOCK_CHARS; c++)
            g_clear_object(&t->clock_char[i][c]);
        pango_font_description_free(t->font[i]);
        pango_attr_list_unref(t->plain[i]);
        pango_attr_list_unref(t->clock[i]);
    }
    g_object_unref(t->context);
    g_object_unref(t->map);
    free(t);
    *text = NULL;
}

PangoLayout *ct_text_new_layout(ct_text *t, ct_type type)
{
    PangoLayout *l = pango_layout_new(t->context);
    pango_layout_set_font_description(l, t->font[type]);
    pango_layout_set_attributes(l, t->plain[type]);
    return l;
}

static void shape(PangoLayout *l, int width, int height, unsigned flags)
{
    PangoEllipsizeMode cut = PANGO_ELLIPSIZE_END;
    if (flags & CT_TEXT_MIDDLE)
        cut = PANGO_ELLIPSIZE_MIDDLE;
    if (flags & CT_TEXT_START)
        cut = PANGO_ELLIPSIZE_START;
    if (flags & CT_TEXT_CLIP)
        cut = PANGO_ELLIPSIZE_NONE;
    PangoAlignment align = PANGO_ALIGN_LEFT;
    if (flags & CT_TEXT_CENTRE)
        align = PANGO_ALIGN_CENTER;
    if (flags & CT_TEXT_RIGHT)
        align = PANGO_ALIGN_RIGHT;
    pango_layout_set_alignment(l, align);
    pango_layout_set_single_paragraph_mode(l, !(flags & CT_TEXT_WRAP));
    pango_layout_set_wrap(l, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_ellipsize(l, width > 0 ? cut : PANGO_ELLIPSIZE_NONE);
    pango_layout_set_width(l, width > 0 ? width : -1);
    if ((flags & CT_TEXT_WRAP) && height > 0)
        pango_layout_set_height(l, height);
    if (flags & CT_TEXT_WRAP)
        pango_layout_set_line_spacing(l, 1.15F);
}

/* Width of the run that stands for what was left out: one glyph for several characters. */
static int ellipsis_width(PangoLayout *l)
{
    PangoLayoutLine *line = pango_layout_get_line_readonly(l, 0);
    for (GSList *at = line ? line->runs : NULL; at; at = at->next) {
        const PangoLayoutRun *run = at->data;
        if (run->glyphs->num_glyphs == 1 && run->item->num_chars > 1)
            return pango_glyph_string_get_width(run->glyphs);
    }
    return 0;
}

/* Pango makes a middle ellipsis as wide as the letters it could not keep, which looks like a space:
 * a layout narrower by just that keeps the same letters. */
static void close_gap(ct_text *t, PangoLayout *l, ct_type type)
{
    int          natural = 0;
    PangoLayout *dots = ct_text_layout(t, "\xe2\x80\xa6", type, 0, 0, 0);
    pango_layout_get_size(dots, &natural, NULL);
    int spare = ellipsis_width(l) - natural;
    if (spare > 0)
        pango_layout_set_width(l, pango_layout_get_width(l) - spare);
}

static uint64_t hash_text(const char *text, ct_type type, int width, int height, unsigned flags)
{
    uint64_t hash = ct_hash_text(text, (uint64_t)type);

    hash = ct_hash_step(hash, (uint32_t)width);
    hash = ct_hash_step(hash, (uint32_t)height);
    return ct_hash_step(hash, flags);
}

PangoLayout *ct_text_layout(ct_text *t, const char *text, ct_type type, double width_px,
                            double height_px, unsigned flags)
{
    int      width = width_px > 0 ? (int)(width_px * PANGO_SCALE) : -1;
    int      height = height_px > 0 ? (int)(height_px * PANGO_SCALE) : -1;
    uint64_t hash = hash_text(text, type, width, height, flags);
    entry  **bucket = &t->buckets[hash % BUCKETS];

    for (entry *e = *bucket; e; e = e->next) {
        if (e->hash == hash && e->type == type && e->width == width && e->height == height &&
            e->flags == flags && strcmp(e->text, text) == 0) {
            e->used = t->frame;
            return e->layout;
        }
    }
    entry *e = ct_alloc(sizeof *e);
    *e = (entry){.next = *bucket,
                 .hash = hash,
                 .text = ct_strdup(text),
                 .type = type,
                 .width = width,
                 .height = height,
                 .flags = flags,
                 .used = t->frame};
    e->layout = ct_text_new_layout(t, type);
    shape(e->layout, width, height, flags);
    pango_layout_set_text(e->layout, text, -1);
    *bucket = e;
    t->count++;
    if (width > 0 && (flags & CT_TEXT_MIDDLE) && pango_layout_is_ellipsized(e->layout))
        close_gap(t, e->layout, type);
    return e->layout;
}

PangoLayout *ct_text_clock_char(ct_text *t, char c, ct_type type)
{
    unsigned      code = (unsigned char)c < CLOCK_CHARS ? (unsigned char)c : '?';
    PangoLayout **slot = &t->clock_char[type][code];
    if (!*slot) {
        char one[2] = {(char)code, 0};
        *slot = ct_text_new_layout(t, type);
        pango_layout_set_attributes(*slot, t->clock[type]);
        pango_layout_set_text(*slot, one, 1);
    }
    return *slot;
}

double ct_text_clock_advance(ct_text *t, char c, ct_type type)
{
    int width = 0;
    pango_layout_get_size(ct_text_clock_char(t, c, type), &width, NULL);
    return (double)width / PANGO_SCALE;
}

static void draw_clock(ct_text *t, cairo_t *cr, ct_type type)
{
    for (char c = '0'; c <= ':'; c++)
        pango_cairo_show_layout(cr, ct_text_clock_char(t, c, type));
}

/* What a window with a clip shows at once: large text and titles come with sheets and menus. */
void ct_text_warm(ct_text *t)
{
    static const ct_type written[] = {CT_TYPE_BODY, CT_TYPE_SMALL, CT_TYPE_STRONG};
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz ABCDEFGHIJKLMNOPQRSTUVWXYZ .,:-/()";
    cairo_surface_t  *surface = cairo_image_surface_create(CAIRO_FORMAT_A8, 512, 64);
    cairo_t          *cr = cairo_create(surface);

    for (size_t i = 0; i < sizeof written / sizeof *written; i++) {
        pango_cairo_show_layout(cr, ct_text_layout(t, letters, written[i], 0, 0, 0));
        draw_clock(t, cr, written[i]);
    }
    draw_clock(t, cr, CT_TYPE_TIMECODE);
    cairo_destroy(cr);
    cairo_surface_destroy(surface);
}

double ct_text_line_px(const ct_text *t, ct_type type)
{
    return ceil(roles[type].size_px * line_height_em * t->scale);
}

double ct_text_cap_px(const ct_text *t, ct_type type)
{
    return roles[type].size_px * cap_height_em * t->scale;
}

void ct_text_sweep(ct_text *t)
{
    t->frame++;
    if (t->count > SWEEP_ABOVE && t->frame > KEEP_FRAMES)
        forget_older_than(t, t->frame - KEEP_FRAMES);
}

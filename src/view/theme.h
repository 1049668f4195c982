/* SPDX-License-Identifier: MIT */
/* The look, as one table of constants: neutral greys that leave the eye to the picture, one
 * accent, and one meaning for each other colour. Text keeps a contrast of 4.5:1 or more on every
 * ground it is used on (a test computes it). Logical pixels on a 4 px grid. */
#ifndef CT_VIEW_THEME_H
#define CT_VIEW_THEME_H

#include <stdint.h>

#include "circletake/mark.h"

typedef uint32_t ct_colour; /* 0xRRGGBBAA, sRGB, alpha not multiplied in */

/* Same colour with another opacity, 0 to 1. */
ct_colour ct_colour_fade(ct_colour c, double alpha);
/* From a (t = 0) to b (t = 1). */
ct_colour ct_colour_mix(ct_colour a, ct_colour b, double t);
/* WCAG 2 contrast ratio of two opaque colours, 1 to 21. */
double ct_colour_contrast(ct_colour a, ct_colour b);

typedef struct ct_theme {
    /* grounds, from the back to the front */
    ct_colour picture; /* around the picture                       */
    ct_colour window;  /* gaps between panels                      */
    ct_colour panel;   /* lists, notes, timeline                   */
    ct_colour head;    /* heads of panels and tables, state line   */
    ct_colour raised;  /* buttons, cards                           */
    ct_colour hover;   /* under the pointer                        */
    ct_colour pressed;
    ct_colour selected; /* row chosen                               */
    ct_colour field;    /* inside text fields                       */
    ct_colour popup;    /* menus, sheets, tooltips                  */
    ct_colour line;     /* hairlines between things                 */
    ct_colour border;   /* around fields, buttons                   */
    /* text */
    ct_colour text;       /* what is read                           */
    ct_colour text_soft;  /* labels, second lines                   */
    ct_colour text_faint; /* off, placeholders                      */
    ct_colour text_on_accent;
    /* meaning */
    ct_colour accent;      /* playhead, focus, the main button of a sheet */
    ct_colour accent_soft; /* accent as a ground under `text`        */
    ct_colour circled, star;
    ct_colour danger, warning, success;
    ct_colour in_out; /* the open In-Out range                       */
    ct_colour wave;   /* waveform; wave_loud above -3 dBFS           */
    ct_colour wave_loud, cached;
    ct_colour verdict[CT_REJECTED + 1];
    ct_colour category[CT_CAT_COUNT];
    ct_colour note_status[CT_NOTE_STATUS_COUNT];
    ct_colour proof[CT_PROOF_LOST + 1];
    ct_colour priority[4];
    ct_colour label[CT_COLOUR_COUNT]; /* of clips; none: text_faint */
} ct_theme;

extern const ct_theme ct_dark;

enum {
    CT_GRID = 4,     /* everything is a multiple                       */
    CT_GAP = 8,      /* between controls                               */
    CT_PAD = 12,     /* inside panels                                  */
    CT_ROW = 28,     /* a row of a list or menu                        */
    CT_CONTROL = 28, /* height of buttons and fields                   */
    CT_HEAD = 36,    /* head of a panel                                */
    CT_RADIUS = 5,   /* corners of buttons, fields, cards              */
    CT_RADIUS_LARGE = 10,
    CT_SCROLLBAR = 10
};

/* Roles of text. Sizes are in text.c. */
typedef enum ct_type {
    CT_TYPE_SMALL = 0, /* 11: second lines, table heads, ticks            */
    CT_TYPE_BODY,      /* 13: nearly everything                           */
    CT_TYPE_STRONG,    /* 13 semibold: names, chosen tabs                 */
    CT_TYPE_LARGE,     /* 16: titles of panels that have room             */
    CT_TYPE_TITLE,     /* 24 semibold: start screen, sheets               */
    CT_TYPE_TIMECODE,  /* 28 medium: the clock; see ct_canvas_clock       */
    CT_TYPE_COUNT
} ct_type;

#endif

/* SPDX-License-Identifier: MIT */
/* What somebody drew over a picture: strokes in places of the picture as it is shown (upright, pixel
 * aspect applied), not of any window. A plain value that owns its points; one thread at a time.
 *
 * As text, which is what the project keeps and the command line takes, strokes are parted by ';':
 *
 *     pen red 260 13107,9830 13500,9900 14000,10010; arrow yellow 320 40000,9000 52000,20000
 *
 * tool, colour, width of the line in 65536ths of the picture's height, then points: 65536ths of its
 * width and of its height from the top left corner. A stroke of a tool this version does not know
 * is kept as it stands and not drawn. */
#ifndef CIRCLETAKE_DRAWING_H
#define CIRCLETAKE_DRAWING_H

#include <stdbool.h>
#include <stddef.h>

#include "circletake/mark.h"
#include "circletake/status.h"

enum {
    CT_DRAWING_UNIT = 65536,
    CT_STROKE_WIDTH = 460,     /* what a hand draws with: 7.6 pixels of 1080 */
    CT_DRAWING_STROKES = 1000, /* at most */
    CT_DRAWING_POINTS = 100000 /* of all strokes */
};

typedef enum ct_stroke_tool {
    CT_STROKE_PEN = 0, /* all points in turn */
    CT_STROKE_ARROW,   /* from the first point to the last, where its head is */
    CT_STROKE_BOX,     /* first and last point are corners */
    CT_STROKE_ELLIPSE, /* within that box */
    CT_STROKE_TOOLS,
    CT_STROKE_UNKNOWN = CT_STROKE_TOOLS
} ct_stroke_tool;
const char *ct_stroke_tool_name(ct_stroke_tool tool); /* "pen", "arrow", "box", "ellipse" */

typedef struct ct_stroke_point {
    int x, y;
} ct_stroke_point;

typedef struct ct_stroke {
    ct_stroke_tool   tool;
    ct_clip_colour   colour; /* none: white */
    int              width;
    ct_stroke_point *points; /* one or more, but for an unknown tool */
    size_t           count, cap;
    char            *kept; /* of an unknown tool: its text */
} ct_stroke;

/* Zeroed is empty. */
typedef struct ct_drawing {
    ct_stroke *strokes;
    size_t     count, cap;
} ct_drawing;

void ct_drawing_finish(ct_drawing *d); /* leaves it empty */
/* The new stroke is borrowed until the next one. */
ct_stroke *ct_drawing_add(ct_drawing *d, ct_stroke_tool tool, ct_clip_colour colour, int width);
/* A point beyond the picture is moved onto its edge. */
void ct_stroke_add(ct_stroke *stroke, int x, int y);
/* Takes the last stroke away; false when there is none. */
bool ct_drawing_undo(ct_drawing *d);

/* CT_BAD_DATA says which stroke and what was expected; *out is empty then. NULL and "" are empty. */
CT_MUST_USE ct_code ct_drawing_parse(const char *text, ct_drawing *out, ct_error *err);
/* "" for an empty one. Gives. */
char *ct_drawing_text(const ct_drawing *d);

/* File name of the still of a note: its clip's name, the frame and the end of the note's id,
 * "A001_C003_f000123_9f0e8a41.png". The same note on the same frame has the same name. Gives. */
char *ct_note_still_name(const ct_note *note, const char *clip_name);

#endif

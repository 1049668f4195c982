/* SPDX-License-Identifier: MIT */
#include "circletake/drawing.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/file.h"
#include "circletake/str.h"

static const char *const tools[CT_STROKE_TOOLS] = {"pen", "arrow", "box", "ellipse"};

const char *ct_stroke_tool_name(ct_stroke_tool tool)
{
    return tools[tool];
}

/* --- building ------------------------------------------------------------------------ */

static void stroke_finish(ct_stroke *stroke)
{
    free(stroke->points);
    free(stroke->kept);
}

void ct_drawing_finish(ct_drawing *d)
{
    for (size_t i = 0; i < d->count; i++)
        stroke_finish(&d->strokes[i]);
    free(d->strokes);
    *d = (ct_drawing){0};
}

ct_stroke *ct_drawing_add(ct_drawing *d, ct_stroke_tool tool, ct_clip_colour colour, int width)
{
    d->strokes = ct_grow(d->strokes, &d->cap, d->count + 1, sizeof *d->strokes);
    ct_stroke *stroke = &d->strokes[d->count++];
    *stroke = (ct_stroke){.tool = tool, .colour = colour, .width = width};
    return stroke;
}

static int on_picture(int at)
{
    return at < 0 ? 0 : at > CT_DRAWING_UNIT ? CT_DRAWING_UNIT : at;
}

void ct_stroke_add(ct_stroke *stroke, int x, int y)
{
    stroke->points =
        ct_grow(stroke->points, &stroke->cap, stroke->count + 1, sizeof *stroke->points);
    stroke->points[stroke->count++] = (ct_stroke_point){on_picture(x), on_picture(y)};
}

bool ct_drawing_undo(ct_drawing *d)
{
    if (d->count == 0)
        return false;
    stroke_finish(&d->strokes[--d->count]);
    return true;
}

/* --- text ------------------------------------------------------------------------------ */

/* The next word before ';', cut off *at. NULL: there is none. Gives. */
static char *take_word(const char **at)
{
    *at += strspn(*at, " \t\r\n");
    size_t bytes = strcspn(*at, " \t\r\n;");

    if (bytes == 0)
        return NULL;
    char *word = ct_strndup(*at, bytes);
    *at += bytes;
    return word;
}

static bool take_number(const char **at, int most, int *out)
{
    char   *word = take_word(at);
    int64_t number;
    bool    fine = word && ct_parse_i64(word, &number) && number > 0 && number <= most;

    if (fine)
        *out = (int)number;
    free(word);
    return fine;
}

static bool take_colour(const char **at, ct_clip_colour *out)
{
    char *word = take_word(at);
    bool  fine = word && ct_clip_colour_parse(word, out);

    free(word);
    return fine;
}

/* "x,y": 1 a point, 0 no more of them, -1 something else. */
static int take_point(const char **at, ct_stroke *stroke)
{
    char *word = take_word(at);

    if (!word)
        return 0;
    char   *comma = strchr(word, ',');
    int64_t x, y;
    if (comma)
        *comma = '\0';
    bool fine = comma && ct_parse_i64(word, &x) && ct_parse_i64(comma + 1, &y) && x >= 0 &&
                x <= CT_DRAWING_UNIT && y >= 0 && y <= CT_DRAWING_UNIT;
    if (fine)
        ct_stroke_add(stroke, (int)x, (int)y);
    free(word);
    return fine ? 1 : -1;
}

static ct_stroke_tool tool_of(const char *word)
{
    for (int i = 0; i < CT_STROKE_TOOLS; i++)
        if (ct_equal_nocase(tools[i], word))
            return (ct_stroke_tool)i;
    return CT_STROKE_UNKNOWN;
}

static ct_code read_stroke(const char **at, ct_drawing *d, size_t *points, ct_error *err)
{
    const char *begin = *at + strspn(*at, " \t\r\n");
    char       *word = take_word(at);
    int         got = 0;

    if (!word)
        return ct_fail(err, CT_BAD_DATA, "Stroke %zu of the drawing is empty.", d->count + 1);
    ct_stroke *stroke = ct_drawing_add(d, tool_of(word), CT_COLOUR_NONE, CT_STROKE_WIDTH);
    free(word);
    if (stroke->tool == CT_STROKE_UNKNOWN) {
        *at = begin + strcspn(begin, ";");
        stroke->kept = ct_strndup(begin, (size_t)(*at - begin));
        return CT_OK;
    }
    if (!take_colour(at, &stroke->colour) || !take_number(at, CT_DRAWING_UNIT, &stroke->width))
        return ct_fail(err, CT_BAD_DATA,
                       "Stroke %zu of the drawing: after the tool come a colour and the width of "
                       "the line, 1 to %d.",
                       d->count, CT_DRAWING_UNIT);
    while (*points < CT_DRAWING_POINTS && (got = take_point(at, stroke)) == 1)
        ++*points;
    if (got < 0 || stroke->count == 0 || *points == CT_DRAWING_POINTS)
        return ct_fail(err, CT_BAD_DATA,
                       "Stroke %zu of the drawing: points are x,y from 0 to %d, at most %d of all "
                       "strokes.",
                       d->count, CT_DRAWING_UNIT, CT_DRAWING_POINTS);
    return CT_OK;
}

ct_code ct_drawing_parse(const char *text, ct_drawing *out, ct_error *err)
{
    const char *at = ct_str_or_empty(text);
    size_t      points = 0;
    ct_code     code = CT_OK;

    *out = (ct_drawing){0};
    while (!code && at[strspn(at, " \t\r\n")]) {
        if (out->count == CT_DRAWING_STROKES)
            code =
                ct_fail(err, CT_BAD_DATA, "A drawing has at most %d strokes.", CT_DRAWING_STROKES);
        else
            code = read_stroke(&at, out, &points, err);
        at += *at == ';';
    }
    if (code)
        ct_drawing_finish(out);
    return code;
}

char *ct_drawing_text(const ct_drawing *d)
{
    ct_str text = {0};

    for (size_t i = 0; i < d->count; i++) {
        const ct_stroke *stroke = &d->strokes[i];
        ct_str_append(&text, i ? "; " : "");
        if (stroke->tool == CT_STROKE_UNKNOWN) {
            ct_str_append(&text, stroke->kept);
            continue;
        }
        ct_str_appendf(&text, "%s %s %d", tools[stroke->tool], ct_clip_colour_name(stroke->colour),
                       stroke->width);
        for (size_t p = 0; p < stroke->count; p++)
            ct_str_appendf(&text, " %d,%d", stroke->points[p].x, stroke->points[p].y);
    }
    return ct_str_take(&text);
}

/* --- stills ---------------------------------------------------------------------------- */

char *ct_note_still_name(const ct_note *note, const char *clip_name)
{
    char  id[CT_ID_TEXT_BYTES];
    char *stem = ct_path_stem(ct_str_or_empty(clip_name));

    ct_id_text(note->id, id);
    char *name =
        ct_asprintf("%s_f%06" PRId64 "_%s.png", stem, note->span.first, id + strlen(id) - 8);
    free(stem);
    return name;
}

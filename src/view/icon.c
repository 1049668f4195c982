/* SPDX-License-Identifier: MIT */
#include "view/icon_priv.h"

#include <math.h>
#include <string.h>

typedef struct drawing {
    const char *name;
    const char *path;
} drawing;

/* A path is words and numbers:
 *   M x y  L x y  C x1 y1 x2 y2 x y  Z       as in SVG
 *   O x y r                                  a circle
 *   B x y w h r                              a box with round corners
 *   A x y r from to                          an arc, degrees clockwise from three o'clock
 *   F  fills what stands since the last F or S, S draws it as a line of 1.5 */
static const drawing drawings[CT_ICON_COUNT] = {
    [CT_ICON_NONE] = {"none", ""},
    [CT_ICON_PLAY] = {"play", "M 4.5 2.8 L 13 8 L 4.5 13.2 Z F M 4.5 2.8 L 13 8 L 4.5 13.2 Z S"},
    [CT_ICON_PLAY_BACK] = {"play back",
                           "M 11.5 2.8 L 3 8 L 11.5 13.2 Z F M 11.5 2.8 L 3 8 L 11.5 13.2 Z S"},
    [CT_ICON_STOP] = {"stop", "B 3.5 3.5 9 9 1.5 F"},
    [CT_ICON_PAUSE] = {"pause", "B 3.5 3 3.2 10 1 F B 9.3 3 3.2 10 1 F"},
    [CT_ICON_STEP_BACK] = {"step back", "B 11.2 3.5 2 9 0.8 F M 9.2 3.8 L 3 8 L 9.2 12.2 Z F "
                                        "M 9.2 3.8 L 3 8 L 9.2 12.2 Z S"},
    [CT_ICON_STEP] = {"step", "B 2.8 3.5 2 9 0.8 F M 6.8 3.8 L 13 8 L 6.8 12.2 Z F "
                              "M 6.8 3.8 L 13 8 L 6.8 12.2 Z S"},
    [CT_ICON_FIRST] = {"first", "M 3.5 3.5 L 3.5 12.5 S M 12.5 3.5 L 8 8 L 12.5 12.5 S "
                                "M 8.5 3.5 L 4.5 8 L 8.5 12.5 S"},
    [CT_ICON_LAST] = {"last", "M 12.5 3.5 L 12.5 12.5 S M 3.5 3.5 L 8 8 L 3.5 12.5 S "
                              "M 7.5 3.5 L 11.5 8 L 7.5 12.5 S"},
    [CT_ICON_LOOP] = {"loop",
                      "M 3 7.5 C 3 5.3 4.3 4.2 6 4.2 L 13 4.2 S M 10.8 2 L 13 4.2 L 10.8 6.4 S "
                      "M 13 8.5 C 13 10.7 11.7 11.8 10 11.8 L 3 11.8 S "
                      "M 5.2 9.6 L 3 11.8 L 5.2 14 S"},
    [CT_ICON_IN] = {"in",
                    "M 8.5 2.5 L 4.5 2.5 L 4.5 13.5 L 8.5 13.5 S M 8 5.5 L 11.5 8 L 8 10.5 Z F"},
    [CT_ICON_OUT] = {"out",
                     "M 7.5 2.5 L 11.5 2.5 L 11.5 13.5 L 7.5 13.5 S M 8 5.5 L 4.5 8 L 8 10.5 Z F"},
    [CT_ICON_CIRCLE] = {"circle", "O 8 8 5.5 S"},
    [CT_ICON_CIRCLED] = {"circled", "O 8 8 5.8 S O 8 8 3 F"},
    [CT_ICON_STAR] =
        {"star", "M 8 1.6 L 9.95 5.7 L 14.4 6.25 L 11.1 9.3 L 11.95 13.7 L 8 11.55 L 4.05 13.7 "
                 "L 4.9 9.3 L 1.6 6.25 L 6.05 5.7 Z F"},
    [CT_ICON_STAR_EMPTY] =
        {"star empty", "M 8 2.4 L 9.75 6 L 13.7 6.5 L 10.8 9.2 L 11.5 13.1 L 8 11.2 L 4.5 13.1 "
                       "L 5.2 9.2 L 2.3 6.5 L 6.25 6 Z S"},
    [CT_ICON_FLAG] = {"flag", "M 4 14 L 4 2.8 S M 4 3 L 12.5 3 L 10.3 6.2 L 12.5 9.4 L 4 9.4 Z F"},
    [CT_ICON_GOOD] = {"good", "M 2.5 8.5 L 6.3 12.2 L 13.5 4 S"},
    [CT_ICON_REJECT] = {"reject", "O 8 8 5.7 S M 4.2 4.2 L 11.8 11.8 S"},
    [CT_ICON_CHECK] = {"check", "M 3.2 8.4 L 6.6 11.6 L 12.8 4.6 S"},
    [CT_ICON_CROSS] = {"cross", "M 4 4 L 12 12 M 12 4 L 4 12 S"},
    [CT_ICON_PLUS] = {"plus", "M 8 3 L 8 13 M 3 8 L 13 8 S"},
    [CT_ICON_MINUS] = {"minus", "M 3 8 L 13 8 S"},
    [CT_ICON_SEARCH] = {"search", "O 7 7 4.3 S M 10.2 10.2 L 13.6 13.6 S"},
    [CT_ICON_SPEAKER] = {"speaker", "M 2.5 6 L 5 6 L 8.2 3.2 L 8.2 12.8 L 5 10 L 2.5 10 Z F "
                                    "A 7.6 8 3.2 -45 45 S A 7.6 8 5.8 -45 45 S"},
    [CT_ICON_MUTED] = {"muted", "M 2.5 6 L 5 6 L 8.2 3.2 L 8.2 12.8 L 5 10 L 2.5 10 Z F "
                                "M 10.3 6 L 14.2 10 M 14.2 6 L 10.3 10 S"},
    [CT_ICON_NOTE] = {"note",
                      "M 4 2.8 L 12 2.8 C 13 2.8 13.5 3.3 13.5 4.3 L 13.5 9.2 C 13.5 10.2 13 "
                      "10.7 12 10.7 L 8.6 10.7 L 5.4 13.4 L 5.4 10.7 L 4 10.7 C 3 10.7 2.5 10.2 "
                      "2.5 9.2 L 2.5 4.3 C 2.5 3.3 3 2.8 4 2.8 Z S"},
    [CT_ICON_REPLY] = {"reply",
                       "M 6.5 3.5 L 2.8 7 L 6.5 10.5 S M 2.8 7 L 9.5 7 C 12.2 7 13.4 8.8 13.4 "
                       "12.5 S"},
    [CT_ICON_SELECT] = {"select", "B 2.5 5 11 6 1.5 S M 5.7 5 L 5.7 11 M 10.3 5 L 10.3 11 S"},
    [CT_ICON_CLIP] = {"clip",
                      "B 2.2 3.2 11.6 9.6 1.5 S M 5.2 3.2 L 5.2 12.8 M 10.8 3.2 L 10.8 12.8 S "
                      "M 2.2 8 L 5.2 8 M 10.8 8 L 13.8 8 S"},
    [CT_ICON_SOUND] = {"sound",
                       "M 2.5 6.8 L 2.5 9.2 M 5.2 4.5 L 5.2 11.5 M 8 2.5 L 8 13.5 M 10.8 5 "
                       "L 10.8 11 M 13.5 7 L 13.5 9 S"},
    [CT_ICON_FOLDER] = {"folder",
                        "M 2 4.5 C 2 3.8 2.4 3.4 3.1 3.4 L 6 3.4 L 7.5 5.2 L 12.9 5.2 C 13.6 "
                        "5.2 14 5.6 14 6.3 L 14 11.7 C 14 12.4 13.6 12.8 12.9 12.8 L 3.1 12.8 "
                        "C 2.4 12.8 2 12.4 2 11.7 Z S"},
    [CT_ICON_FILE] = {"file",
                      "M 4 2.2 L 9.3 2.2 L 12.5 5.4 L 12.5 13.8 L 4 13.8 Z S M 9.2 2.4 L 9.2 5.6 "
                      "L 12.3 5.6 S"},
    [CT_ICON_EXPORT] = {"export",
                        "M 8 10 L 8 2.5 M 4.8 5.6 L 8 2.4 L 11.2 5.6 S M 2.8 9.5 L 2.8 13.2 "
                        "L 13.2 13.2 L 13.2 9.5 S"},
    [CT_ICON_LIST] = {"list",
                      "M 6 4 L 13.5 4 M 6 8 L 13.5 8 M 6 12 L 13.5 12 S O 3 4 1 F O 3 8 1 F "
                      "O 3 12 1 F"},
    [CT_ICON_GRID] = {"grid", "B 2.7 2.7 4.4 4.4 1 S B 8.9 2.7 4.4 4.4 1 S B 2.7 8.9 4.4 4.4 1 S "
                              "B 8.9 8.9 4.4 4.4 1 S"},
    [CT_ICON_TAG] = {"tag", "M 2.5 3 L 8 3 L 13.6 8.6 L 8.6 13.6 L 3 8 Z S O 5.6 5.8 1 F"},
    [CT_ICON_PERSON] = {"person",
                        "O 8 5.2 2.6 S M 2.8 13.4 C 3.3 10.5 5.2 9.4 8 9.4 C 10.8 9.4 12.7 "
                        "10.5 13.2 13.4 S"},
    [CT_ICON_CLOCK] = {"clock", "O 8 8 5.7 S M 8 4.6 L 8 8 L 10.4 9.6 S"},
    [CT_ICON_WARNING] = {"warning",
                         "M 8 2.4 L 14.2 13.2 L 1.8 13.2 Z S M 8 6.4 L 8 9.4 S O 8 11.3 0.9 F"},
    [CT_ICON_PROVED] = {"proved", "M 8 1.8 L 13 3.8 L 13 8 C 13 11 11 13 8 14.2 C 5 13 3 11 3 8 "
                                  "L 3 3.8 Z S M 5.6 8 L 7.4 9.8 L 10.6 6.2 S"},
    [CT_ICON_DISPROVED] = {"disproved",
                           "M 8 1.8 L 13 3.8 L 13 8 C 13 11 11 13 8 14.2 C 5 13 3 11 3 8 "
                           "L 3 3.8 Z S M 6.2 6 L 9.8 9.6 M 9.8 6 L 6.2 9.6 S"},
    [CT_ICON_OFFLINE] = {"offline",
                         "M 6.8 9.2 L 4.8 11.2 C 3.9 12.1 2.6 11.9 1.9 11.2 M 9.2 6.8 L 11.2 "
                         "4.8 C 12.1 3.9 13.4 4.1 14.1 4.8 S M 2.5 2.5 L 13.5 13.5 S"},
    [CT_ICON_LOCK] = {"lock",
                      "B 3.2 7.2 9.6 6.4 1.4 S M 5.2 7 L 5.2 5.2 C 5.2 1.6 10.8 1.6 10.8 5.2 "
                      "L 10.8 7 S"},
    [CT_ICON_SAVED] = {"saved", "O 8 8 5.8 S M 5.4 8.2 L 7.3 10 L 10.6 6.2 S"},
    [CT_ICON_UNDO] = {"undo",
                      "M 5.6 2.8 L 2.8 5.6 L 5.6 8.4 S M 2.8 5.6 L 9 5.6 C 14.6 5.6 14.6 13 9 13 "
                      "L 5.5 13 S"},
    [CT_ICON_REDO] = {"redo",
                      "M 10.4 2.8 L 13.2 5.6 L 10.4 8.4 S M 13.2 5.6 L 7 5.6 C 1.4 5.6 1.4 13 7 "
                      "13 L 10.5 13 S"},
    [CT_ICON_MENU] = {"menu", "M 2.5 4 L 13.5 4 M 2.5 8 L 13.5 8 M 2.5 12 L 13.5 12 S"},
    [CT_ICON_MORE] = {"more", "O 3.2 8 1.2 F O 8 8 1.2 F O 12.8 8 1.2 F"},
    [CT_ICON_UP] = {"up", "M 4 10 L 8 6 L 12 10 S"},
    [CT_ICON_DOWN] = {"down", "M 4 6 L 8 10 L 12 6 S"},
    [CT_ICON_LEFT] = {"left", "M 10 4 L 6 8 L 10 12 S"},
    [CT_ICON_RIGHT] = {"right", "M 6 4 L 10 8 L 6 12 S"},
    [CT_ICON_FULLSCREEN] = {"fullscreen",
                            "M 2.8 6 L 2.8 2.8 L 6 2.8 M 10 2.8 L 13.2 2.8 L 13.2 6 M 13.2 "
                            "10 L 13.2 13.2 L 10 13.2 M 6 13.2 L 2.8 13.2 L 2.8 10 S"},
    [CT_ICON_KEYBOARD] = {"keyboard", "B 1.8 4 12.4 8 1.5 S M 5.5 9.6 L 10.5 9.6 S O 4.6 6.7 0.8 F "
                                      "O 8 6.7 0.8 F O 11.4 6.7 0.8 F"},
    [CT_ICON_PEN] = {"pen",
                     "M 3 13 L 3.7 10 L 10.8 2.9 L 13.1 5.2 L 6 12.3 Z S M 9 4.7 L 11.3 7 S"},
    [CT_ICON_ARROW] = {"arrow", "M 3 13 L 12.6 3.4 S M 6.6 3.2 L 12.8 3.2 L 12.8 9.4 S"},
    [CT_ICON_BOX] = {"box", "B 2.6 3.8 10.8 8.4 0.6 S"},
    [CT_ICON_ELLIPSE] = {"ellipse",
                         "M 2.2 8 C 2.2 2.6 13.8 2.6 13.8 8 C 13.8 13.4 2.2 13.4 2.2 8 Z S"},
    [CT_ICON_INFO] = {"info", "O 8 8 5.8 S M 8 7.4 L 8 10.8 S O 8 5.2 0.9 F"},
};

const char *ct_icon_name(ct_icon icon)
{
    return drawings[icon].name;
}

/* Not strtod: that reads "1,5" where the user's language writes decimals so. */
static double number(const char **at)
{
    const char *s = *at + strspn(*at, " ");
    double      sign = *s == '-' ? -1 : 1;
    double      v = 0;
    if (*s == '-')
        s++;
    for (; *s >= '0' && *s <= '9'; s++)
        v = v * 10 + (*s - '0');
    if (*s == '.') {
        double unit = 0.1;
        for (s++; *s >= '0' && *s <= '9'; s++, unit /= 10)
            v += unit * (*s - '0');
    }
    *at = s;
    return sign * v;
}

static void box(cairo_t *cr, const double v[5])
{
    const double x = v[0], y = v[1], w = v[2], h = v[3], r = v[4];
    cairo_new_sub_path(cr);
    cairo_arc(cr, x + w - r, y + r, r, -M_PI_2, 0);
    cairo_arc(cr, x + w - r, y + h - r, r, 0, M_PI_2);
    cairo_arc(cr, x + r, y + h - r, r, M_PI_2, M_PI);
    cairo_arc(cr, x + r, y + r, r, M_PI, 3 * M_PI_2);
    cairo_close_path(cr);
}

static void arc(cairo_t *cr, double x, double y, double r, double from, double to)
{
    cairo_new_sub_path(cr);
    cairo_arc(cr, x, y, r, from * M_PI / 180, to * M_PI / 180);
}

static int arguments_of(char word)
{
    switch (word) {
    case 'M':
    case 'L':
        return 2;
    case 'O':
        return 3;
    case 'B':
    case 'A':
        return 5;
    case 'C':
        return 6;
    default:
        return 0;
    }
}

static void step(cairo_t *cr, char word, const double v[6])
{
    switch (word) {
    case 'M':
        cairo_move_to(cr, v[0], v[1]);
        break;
    case 'L':
        cairo_line_to(cr, v[0], v[1]);
        break;
    case 'C':
        cairo_curve_to(cr, v[0], v[1], v[2], v[3], v[4], v[5]);
        break;
    case 'Z':
        cairo_close_path(cr);
        break;
    case 'O':
        arc(cr, v[0], v[1], v[2], 0, 360);
        break;
    case 'A':
        arc(cr, v[0], v[1], v[2], v[3], v[4]);
        break;
    case 'B':
        box(cr, v);
        break;
    case 'F':
        cairo_fill(cr);
        break;
    case 'S':
        cairo_stroke(cr);
        break;
    }
}

void ct_icon_paint(cairo_t *cr, ct_icon icon)
{
    const char *at = drawings[icon].path;

    cairo_set_line_width(cr, 1.4);
    cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
    cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
    while (*at) {
        char   word = *at++;
        double v[6] = {0};
        for (int i = 0; i < arguments_of(word); i++)
            v[i] = number(&at);
        step(cr, word, v);
        while (*at == ' ')
            at++;
    }
}

/* SPDX-License-Identifier: MIT */
/* Scrolling, long lists and table heads. Only rows in sight are asked for, so 100,000 rows cost
 * what 20 cost. The scroll state belongs to the caller. Main thread only. */
#ifndef CT_UI_LIST_H
#define CT_UI_LIST_H

#include "ui/gui.h"

/* Where an area is scrolled to. Zeroed is the top. */
typedef struct ct_scroll {
    double   y;        /* logical pixels above the view                     */
    double   target;   /* where y is gliding to                             */
    double   content;  /* height of all of it, as of the last frame         */
    double   view;     /* height seen                                       */
    uint64_t glide_ms; /* time of the last glide step                    */
} ct_scroll;

/* Clips to r, takes wheel and draws the bar; content of height `content` starts at the returned
 * rectangle (r without the bar, moved up by y, as tall as the content). */
ct_rect ct_scroll_begin(ct_gui *g, ct_wid id, ct_rect r, double content, ct_scroll *s);
void    ct_scroll_end(ct_gui *g);
void    ct_scroll_to_top(ct_scroll *s); /* at once */
/* So that [y, y + h) of the content is in view. glide: smoothly. */
void ct_scroll_reveal(ct_scroll *s, double y, double h, bool glide);

typedef struct ct_list {
    size_t count;
    double row;     /* height of a row; of a cell when columns > 1           */
    int    columns; /* 0 or 1: list; more: grid of cells                     */
    double gap;     /* between cells of a grid                               */
} ct_list;

/* Walks the rows in sight:
 *
 *   ct_list_run run;
 *   ct_rect     row;
 *   for (run = ct_list_begin(g, id, r, &l, &scroll); ct_list_next(&run, &row);)
 *       draw(items[run.index], row);
 *   ct_list_end(&run);
 */
typedef struct ct_list_run {
    ct_gui *g;
    size_t  index; /* of the row that ct_list_next gave */
    size_t  next, end;
    ct_list list;
    ct_rect content;
    bool    focused; /* the list has the keys */
} ct_list_run;
ct_list_run ct_list_begin(ct_gui *g, ct_wid id, ct_rect r, const ct_list *l, ct_scroll *s);
bool        ct_list_next(ct_list_run *run, ct_rect *row);
void        ct_list_end(ct_list_run *run);
/* Up, Down, PgUp, PgDn, Home, End of a focused list (Left, Right too in a grid). True when
 * *cursor moved; it is then scrolled into view. */
bool ct_list_keys(ct_gui *g, ct_wid id, const ct_list *l, ct_scroll *s, size_t *cursor);
void ct_list_reveal(const ct_list *l, ct_scroll *s, size_t index);
/* Ground of a row: hover, selected, focused. */
void ct_list_ground(ct_gui *g, ct_rect row, bool selected, bool hot);

/* A column of a table. Widths belong to the caller and may be kept. */
typedef struct ct_column {
    const char *title;
    double      width; /* logical pixels                    */
    double      least; /* it can be dragged to              */
    bool        right; /* numbers                           */
} ct_column;

/* Draws the head; a click sorts, dragging an edge sets a width. True when *sort or *down changed
 * (sort -1: unsorted). */
bool ct_table_head(ct_gui *g, ct_wid id, ct_rect r, ct_column *columns, int count, int *sort,
                   bool *down);
/* Cell of a column in a row. */
ct_rect ct_table_cell(const ct_column *columns, int count, int index, ct_rect row);

#endif

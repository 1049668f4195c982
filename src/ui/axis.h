/* SPDX-License-Identifier: MIT */
/* The frames of a clip or a cut along a width, some of them or all: what a timeline zooms and scrolls. */
#ifndef CT_UI_AXIS_H
#define CT_UI_AXIS_H

#include "circletake/timecode.h"
#include "ui/gui.h"

typedef struct ct_axis {
    double  first;  /* frame at the left edge */
    double  count;  /* frames in sight; 0: not laid out yet */
    double  x, w;   /* where on the window, set every frame */
    int64_t frames; /* of all, at least 1: ct_axis_take_frames */
} ct_axis;

/* Left edge of a frame. */
double  ct_axis_x(const ct_axis *a, double frame);
int64_t ct_axis_frame(const ct_axis *a, double x); /* under a point, one that is there */
ct_rect ct_axis_rect(const ct_axis *a, ct_rect lane, ct_span span);
void    ct_axis_show_all(ct_axis *a);
/* How many there are by now: who saw all of them sees all of them. */
void ct_axis_take_frames(ct_axis *a, int64_t frames);
/* Within the frames, and not closer than one can see. */
void ct_axis_keep(ct_axis *a);
/* Takes the wheel over `r`: zooms around the pointer, scrolls sideways. */
void ct_axis_wheel(ct_axis *a, ct_gui *gui, ct_rect r);
/* Zoomed in, brings a frame that went out of sight back. */
void ct_axis_follow(ct_axis *a, int64_t frame);
/* Draws the playhead from the top of the ruler down to `bottom`, if it is in sight. */
void ct_axis_playhead(const ct_axis *a, ct_canvas *c, int64_t frame, double top, double bottom);
/* Frames between two labels: the smallest step of people's numbers with room for a label. */
enum { CT_AXIS_LABEL = 96 };
int64_t ct_axis_label_step(const ct_axis *a, AVRational fps);

#endif

/* SPDX-License-Identifier: MIT */
/* What the files that read Final Cut Pro 7 XML share: things by their ids, numbers, media and markers. */
#ifndef CT_EDITLIST_FCP7XML_PRIV_H
#define CT_EDITLIST_FCP7XML_PRIV_H

#include "editlist_priv.h"
#include "xml_priv.h"

/* What is whole in one place and named by its id in others: files, sequences, multiclips, clips. */
typedef struct fcp7_entry {
    const char        *id;
    const ct_xml_node *node;
} fcp7_entry;

typedef struct fcp7_entries {
    fcp7_entry *items;
    size_t      count, cap;
} fcp7_entries;

typedef struct fcp7_reader {
    ct_timeline *t;
    fcp7_entries files, sequences, multiclips, clips; /* by id; found anywhere, before or behind */
    int          depth, track;                        /* that is read */
    int64_t      end; /* record frame behind the last clip of a bin */
    size_t flattened, too_deep, angles, retimed, uneven, in_pieces, smooth, filters, generators,
        faded;
    size_t disabled, other_transitions, lost_transitions;
    size_t opened, inside; /* nested sequences, their clips; flattening may not go on for ever */
    ct_leaving       leave;
    ct_finding_list *findings;
} fcp7_reader;

/* All that have ids, wherever they are. */
void fcp7_collect(fcp7_reader *r, const ct_xml_node *root);
void fcp7_reader_finish(fcp7_reader *r);
/* The child of that kind, whole: here, or where its id is. NULL: there is none. */
const ct_xml_node *fcp7_whole(const fcp7_entries *all, const ct_xml_node *n, const char *kind);
ct_code fcp7_number(const ct_xml_node *n, const char *child, int64_t missing, int64_t *out,
                    ct_error *err);
/* {0,1}: not said. */
AVRational fcp7_rate(const ct_xml_node *n);
ct_code fcp7_timecode(const ct_xml_node *n, AVRational fallback, ct_tc_track *out, ct_error *err);
/* A file of the item's own, or that of its multiclip's angle, which is seen or heard. */
const ct_xml_node *fcp7_find_file(fcp7_reader *r, const ct_xml_node *item, unsigned channels);
/* The clip of its multiclip's angle, where that lays out files one behind another, or later than the multiclip begins;
 * NULL: its file says all. */
const ct_xml_node *fcp7_find_angle(const fcp7_reader *r, const ct_xml_node *item,
                                   unsigned channels);
ct_code            fcp7_fill_media(ct_event *e, const ct_xml_node *item, const ct_xml_node *file,
                                   ct_error *err);
ct_code fcp7_add_markers(const fcp7_reader *r, ct_event *e, const ct_xml_node *item, ct_error *err);
ct_code fcp7_add_sequence_markers(const fcp7_reader *r, ct_timeline *t, const ct_xml_node *sequence,
                                  ct_error *err);

/* Clips of bins, end to end: what In and Out of each mark, else all of it. */
ct_code fcp7_read_bins(fcp7_reader *r, const ct_xml_node *root, ct_error *err);

/* --- fcp7xml_graph.c --- */

/* A part of a clip that runs at one speed. */
typedef struct fcp7_piece {
    ct_span    record;
    int64_t    value; /* media frame at its beginning */
    AVRational pace;  /* negative: backwards */
} fcp7_piece;
typedef struct fcp7_pieces {
    fcp7_piece *items;
    size_t      count, cap;
} fcp7_pieces;
/* Of an event whose source begins with the item's in. False: the effect has no graph that can be read. */
bool fcp7_read_graph(fcp7_reader *r, const ct_event *e, const ct_xml_node *effect,
                     fcp7_pieces *out);
/* Record span, source, speed and direction. */
void fcp7_place_piece(const fcp7_reader *r, ct_event *e, const fcp7_piece *piece);

/* --- fcp7xml_place.c --- */

/* Record and source spans, by the event's rate. A transition begins the incoming clip where it begins itself,
 * and cuts the outgoing one there: our events lie end to end. A clip that fades out lasts to the end of that. */
ct_code fcp7_read_spans(fcp7_reader *r, ct_event *e, const ct_xml_node *item, ct_error *err);
/* What filters, stills and subclips make of its source; it has its markers. What changes its speed on the way has
 * `pieces` then, to be placed; NULL: it is read at the mean. Free the items. */
ct_code fcp7_read_speed(fcp7_reader *r, ct_event *e, const ct_xml_node *item, fcp7_pieces *pieces,
                        ct_error *err);
/* Frames of the media before the first that a subclip may show, from which it and its markers count. */
ct_code fcp7_subclip_start(const ct_xml_node *item, int64_t *out, ct_error *err);
void    fcp7_move_into_media(ct_event *e, int64_t offset); /* source and markers */
/* Of an effect; NULL: it has none of that name. */
const ct_xml_node *fcp7_parameter(const ct_xml_node *effect, const char *id);
/* An event that is black, if the transition is one of ours that leads into it. */
ct_code fcp7_read_fade_out(fcp7_reader *r, const ct_xml_node *n, ct_error *err);

#endif

/* SPDX-License-Identifier: MIT */
/* What the files of this layer share: the parts of an export, and each format's functions. */
#ifndef CT_EDITLIST_EDITLIST_PRIV_H
#define CT_EDITLIST_EDITLIST_PRIV_H

#include "circletake/editlist.h"
#include "circletake/str.h"

/* Which of two frames of two clips comes first by slate or by time: < 0 the first, 0 the same. */
int ct_compare_marks(const ct_clip *a, int64_t frame_a, const ct_clip *b, int64_t frame_b,
                     ct_list_order order);

/* clip_event.c: rates as small fractions; {25,1} where there is none. */
AVRational ct_tidy_rate(AVRational fps);
/* Fills what is of the clip, and its sound recorded apart (NULL: none): `source` must stand. */
void ct_event_take_clip(ct_event *e, const ct_clip *c, const ct_clip *sound);
/* Of a clip of variable rate, where that is asked for and known: its places as frames of its rate. */
void ct_event_conform(ct_event *e, const ct_clip *c, const ct_export_input *in,
                      const ct_export_options *o);

/* note_markers.c: the notes of an export by clip. Borrows `in`. */
typedef struct ct_note_index ct_note_index;
ct_note_index               *ct_note_index_create(const ct_export_input *in);
void                         ct_note_index_destroy(ct_note_index **x);
/* The notes on frames of the event become its markers, cut off at its ends; _whole: all that its clip
 * has and no event has yet, as they are. */
void ct_note_index_mark(ct_note_index *x, ct_event *e);
void ct_note_index_mark_whole(ct_note_index *x, ct_event *e);
/* How many became none. */
size_t ct_note_index_left_out(const ct_note_index *x);
/* A marker's text with its answers behind it, a line each: "soft\n-- Ines: seen". Borrowed from the
 * marker or `room`. */
const char *ct_marker_words(const ct_marker *m, ct_str *room);

/* left_out.c: items that cannot be read, where all else can. */
typedef struct ct_leaving {
    bool             allowed; /* how->partial */
    ct_finding_list *findings;
} ct_leaving;
/* What stood before an item was read. */
typedef struct ct_standing {
    ct_timeline *t;
    size_t       events, markers;
} ct_standing;
ct_standing ct_standing_of(ct_timeline *t);
/* CT_BAD_DATA: nothing of it is to be seen, where `disabled` clips or tracks were switched off and `unread` items were
 * none that is read. */
ct_code ct_fail_empty(const ct_timeline *t, size_t disabled, size_t unread, ct_error *err);
/* The answer to `code` of an item: where it may be left out that is CT_OK, what it added since `before` (NULL: nothing)
 * is gone, and a finding says err->text of it. `name` NULL or "": it has none. */
ct_code ct_leave_out(const ct_leaving *l, const ct_standing *before, const char *name, ct_code code,
                     ct_error *err);

/* Whether whoever ordered the list wants it no more: then loops over events end, whatever stands so far is
 * thrown away. True stays true. */
bool ct_export_stopped(const ct_export_options *o);

/* check.c: every rule over one timeline that is to be written as `f`, findings appended. */
void ct_check_timeline(const ct_timeline *t, const ct_format *f, ct_finding_list *findings);

/* cut_list.c: for formats that are no timelines black is nothing. */
void ct_timeline_drop_black(ct_timeline *t);

/* loss.c: what of the written timelines the format could not carry, once a kind, findings appended. */
void ct_say_losses(const ct_format *f, const ct_timeline_list *lists, const ct_export_options *o,
                   bool cut, ct_finding_list *findings);

/* The same of notes as they are: drawings of which nobody makes stills. */
void ct_say_note_losses(const ct_format *f, const ct_export_input *in, ct_finding_list *findings);

/* layout.c: record spans, tracks and start of a timeline whose events know their sources. CT_BAD_DATA
 * or CT_USAGE: they cannot stand as asked. */
ct_code ct_layout_place(ct_timeline *t, const ct_export_options *o, ct_error *err);
/* How many tracks its events lie on, at least 1. */
int ct_layout_tracks(const ct_timeline *t);

/* Of each event: the one of its track that ends where it begins, CT_NO_EVENT none. Gives an array. */
#define CT_NO_EVENT SIZE_MAX
size_t *ct_events_before(const ct_timeline *t);
/* Of each event: the one that it goes over into by a dissolve or wipe, CT_NO_EVENT none. Gives an array. */
size_t *ct_events_after(const ct_timeline *t);

/* Of each event: the first event of the same source, or with the same sound recorded apart. Give
 * arrays. */
size_t *ct_first_of_source(const ct_timeline *t);
size_t *ct_first_of_sound(const ct_timeline *t);
/* Of each event: the next of the same source, 0 none. Gives an array. */
size_t *ct_next_of_source(const ct_timeline *t, const size_t *first_of_source);

/* Appends an output that takes `data` (malloc'd). */
void ct_output_add(ct_output_list *l, char *data, size_t bytes, size_t events);
/* The same of a text, which is empty afterwards. */
void ct_output_add_text(ct_output_list *l, ct_str *text, size_t events);

/* reel.c: the names that the reels of a timeline are written with, none twice for two sources. */
typedef struct ct_reel_map ct_reel_map;
ct_reel_map               *ct_reel_map_create(const ct_timeline *t, int width);
void                       ct_reel_map_destroy(ct_reel_map **m);
/* Written name of a whole reel name of that timeline. Borrowed from the map. */
const char *ct_reel_map_find(const ct_reel_map *m, const char *whole);
/* How many differ from the whole name in more than case. */
size_t ct_reel_map_changed(const ct_reel_map *m);

/* Avid locator colours stand for our categories; both ways. */
const char *ct_cmx_colour(ct_category c); /* "RED" */
bool        ct_cmx_category(const char *colour, ct_category *out);

ct_code ct_cmx3600_write(const ct_format *f, const ct_timeline *t, const ct_export_options *o,
                         ct_output_list *out, ct_finding_list *findings, ct_error *err);
/* The first line with something on it is a title, an FCM line or an event. */
bool ct_cmx3600_looks_like(const char *data, size_t bytes);
/* Whether such a comment is no more than its words: it begins with no keyword that we read. */
bool    ct_cmx3600_is_loose(const char *text);
ct_code ct_cmx3600_read(const char *data, size_t bytes, const ct_import_options *how,
                        ct_timeline *out, ct_finding_list *findings, ct_error *err);
ct_code ct_fcpxml_write(const ct_format *f, const ct_timeline *t, const ct_export_options *o,
                        ct_output_list *out, ct_finding_list *findings, ct_error *err);
/* Whether FCPXML says the event's speed exactly: its times have denominators of 32 bits. */
bool    ct_fcpxml_has_speed(const ct_timeline *t, const ct_event *e);
ct_code ct_fcpxml_read(const char *data, size_t bytes, const ct_import_options *how,
                       ct_timeline *out, ct_finding_list *findings, ct_error *err);
#define CT_FCPXML_SELECT "Select"        /* name of a range of ours that has no label */
#define CT_FCPXML_BLACK  "Black"         /* name of a gap that is an event */
#define CT_FCP7_FADE_OUT "Fade to black" /* name of a transition into an event that is black */
ct_code ct_fcp7xml_write(const ct_format *f, const ct_timeline *t, const ct_export_options *o,
                         ct_output_list *out, ct_finding_list *findings, ct_error *err);
/* Whether it says the event's speed exactly, and its ins where within a frame it begins. */
bool ct_fcp7xml_has_speed(const ct_event *e);
bool ct_fcp7xml_has_start(const ct_event *e);
/* A speed in percents, as it is written: with two decimals where that says it, else with six. And back: of more than two
 * the simple fraction that they are short for. False: it is no number. */
enum { CT_FCP7_SPEED_BYTES = 32 };
char *ct_fcp7xml_speed_text(AVRational speed, char out[CT_FCP7_SPEED_BYTES]);
bool  ct_fcp7xml_speed_parse(const char *text, AVRational *out);
/* The colour nearest to one of its labels; none for a name it does not know. */
ct_clip_colour ct_fcp7xml_label(const char *name);
ct_code        ct_fcp7xml_read(const char *data, size_t bytes, const ct_import_options *how,
                               ct_timeline *out, ct_finding_list *findings, ct_error *err);
ct_code        ct_otio_write(const ct_format *f, const ct_timeline *t, const ct_export_options *o,
                             ct_output_list *out, ct_finding_list *findings, ct_error *err);
ct_code ct_otio_read(const char *data, size_t bytes, const ct_import_options *how, ct_timeline *out,
                     ct_finding_list *findings, ct_error *err);
ct_code ct_csv_write_list(const ct_format *f, const ct_timeline *t, const ct_export_options *o,
                          ct_output_list *out, ct_finding_list *findings, ct_error *err);
ct_code ct_csv_write_notes(const ct_format *f, const ct_export_input *in,
                           const ct_export_options *o, ct_output_list *out,
                           ct_finding_list *findings, ct_error *err);
ct_code ct_json_write_list(const ct_format *f, const ct_timeline *t, const ct_export_options *o,
                           ct_output_list *out, ct_finding_list *findings, ct_error *err);
ct_code ct_json_write_notes(const ct_format *f, const ct_export_input *in,
                            const ct_export_options *o, ct_output_list *out,
                            ct_finding_list *findings, ct_error *err);

ct_code ct_tsv_write_list(const ct_format *f, const ct_timeline *t, const ct_export_options *o,
                          ct_output_list *out, ct_finding_list *findings, ct_error *err);
ct_code ct_ale_write(const ct_format *f, const ct_timeline *t, const ct_export_options *o,
                     ct_output_list *out, ct_finding_list *findings, ct_error *err);
ct_code ct_resolve_markers_write(const ct_format *f, const ct_timeline *t,
                                 const ct_export_options *o, ct_output_list *out,
                                 ct_finding_list *findings, ct_error *err);
ct_code ct_avid_markers_write(const ct_format *f, const ct_timeline *t, const ct_export_options *o,
                              ct_output_list *out, ct_finding_list *findings, ct_error *err);
ct_code ct_llc_write(const ct_format *f, const ct_timeline *t, const ct_export_options *o,
                     ct_output_list *out, ct_finding_list *findings, ct_error *err);
ct_code ct_chapters_write(const ct_format *f, const ct_timeline *t, const ct_export_options *o,
                          ct_output_list *out, ct_finding_list *findings, ct_error *err);
ct_code ct_ffmetadata_write(const ct_format *f, const ct_timeline *t, const ct_export_options *o,
                            ct_output_list *out, ct_finding_list *findings, ct_error *err);
ct_code ct_tsv_write_notes(const ct_format *f, const ct_export_input *in,
                           const ct_export_options *o, ct_output_list *out,
                           ct_finding_list *findings, ct_error *err);

/* Whether the content is that kind of list, and reading it. */
bool    ct_ale_looks_like(const char *data, size_t bytes);
ct_code ct_ale_read(const char *data, size_t bytes, const ct_import_options *how, ct_timeline *out,
                    ct_finding_list *findings, ct_error *err);
/* avid_xml_read.c: the same as XML. */
bool    ct_avid_xml_is(const char *data, size_t bytes);
ct_code ct_avid_xml_read(const char *data, size_t bytes, ct_timeline *t, const ct_leaving *leave,
                         ct_error *err);
bool    ct_avid_markers_looks_like(const char *data, size_t bytes);
ct_code ct_avid_markers_read(const char *data, size_t bytes, const ct_import_options *how,
                             ct_timeline *out, ct_finding_list *findings, ct_error *err);
bool    ct_resolve_markers_looks_like(const char *data, size_t bytes);
ct_code ct_resolve_markers_read(const char *data, size_t bytes, const ct_import_options *how,
                                ct_timeline *out, ct_finding_list *findings, ct_error *err);
bool    ct_table_looks_like(const char *data, size_t bytes);
ct_code ct_table_read(const char *data, size_t bytes, const ct_import_options *how,
                      ct_timeline *out, ct_finding_list *findings, ct_error *err);
struct ct_sheet;
/* Of rows that ct_edit_table_is() knows; `t` is empty. */
ct_code ct_edit_table_read(const struct ct_sheet *sheet, const ct_import_options *how,
                           ct_timeline *t, ct_finding_list *findings, ct_error *err);
/* Captions and the session text of Pro Tools: whether a text is that, and reading it; `t` is empty. */
bool    ct_spoken_is(const char *text);
ct_code ct_spoken_read(const char *text, const ct_import_options *how, ct_timeline *t,
                       ct_finding_list *findings, ct_error *err);
/* Whether the first line is the head of an edit list of Vegas, and reading it; `t` is empty. */
bool    ct_vegas_is(const char *line);
ct_code ct_vegas_read(const char *text, const ct_import_options *how, ct_timeline *t,
                      ct_finding_list *findings, ct_error *err);
bool    ct_llc_looks_like(const char *data, size_t bytes);
ct_code ct_llc_read(const char *data, size_t bytes, const ct_import_options *how, ct_timeline *out,
                    ct_finding_list *findings, ct_error *err);
bool    ct_ffmetadata_looks_like(const char *data, size_t bytes);
ct_code ct_ffmetadata_read(const char *data, size_t bytes, const ct_import_options *how,
                           ct_timeline *out, ct_finding_list *findings, ct_error *err);
bool    ct_chapters_looks_like(const char *data, size_t bytes);
ct_code ct_chapters_read(const char *data, size_t bytes, const ct_import_options *how,
                         ct_timeline *out, ct_finding_list *findings, ct_error *err);

#endif

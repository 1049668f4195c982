/* SPDX-License-Identifier: MIT */
/* What the files of this layer share: the parts of an export, and each format's functions. */
#ifndef CT_EDITLIST_EDITLIST_PRIV_H
#define CT_EDITLIST_EDITLIST_PRIV_H

#include "circletake/editlist.h"
#include "circletake/str.h"

/* Which of two frames of two clips comes first by slate or by time: < 0 the first, 0 the same. */
int ct_compare_marks(const ct_clip *a, int64_t frame_a, const ct_clip *b, int64_t frame_b,
                     ct_list_order order);

/* check.c: every rule over one timeline, findings appended. `mixed_rates`: the format says each
 * source's rate, so that sources of several rates are no risk. */
void ct_check_timeline(const ct_timeline *t, bool mixed_rates, ct_finding_list *findings);

/* loss.c: what of a written timeline the format could not carry, findings appended. */
void ct_say_losses(const ct_format *f, const ct_timeline *t, const ct_export_options *o,
                   ct_finding_list *findings);

/* layout.c: record spans, tracks and start of a timeline whose events know their sources. CT_BAD_DATA
 * or CT_USAGE: they cannot stand as asked. */
ct_code ct_layout_place(ct_timeline *t, const ct_export_options *o, ct_error *err);
/* How many tracks its events lie on, at least 1. */
int ct_layout_tracks(const ct_timeline *t);

/* Of each event: the first event of the same source, or with the same sound recorded apart. Give
 * arrays. */
size_t *ct_first_of_source(const ct_timeline *t);
size_t *ct_first_of_sound(const ct_timeline *t);
/* Refuses anything but cuts at natural speed: all that selects ever make. */
ct_code ct_check_plain_cuts(const ct_timeline *t, const char *format, ct_error *err);

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
bool    ct_cmx3600_looks_like(const char *data, size_t bytes);
ct_code ct_cmx3600_read(const char *data, size_t bytes, AVRational edit_rate, ct_timeline *out,
                        ct_finding_list *findings, ct_error *err);
ct_code ct_fcpxml_write(const ct_format *f, const ct_timeline *t, const ct_export_options *o,
                        ct_output_list *out, ct_finding_list *findings, ct_error *err);
ct_code ct_fcpxml_read(const char *data, size_t bytes, AVRational edit_rate, ct_timeline *out,
                       ct_finding_list *findings, ct_error *err);
ct_code ct_fcp7xml_write(const ct_format *f, const ct_timeline *t, const ct_export_options *o,
                         ct_output_list *out, ct_finding_list *findings, ct_error *err);
/* The colour nearest to one of its labels; none for a name it does not know. */
ct_clip_colour ct_fcp7xml_label(const char *name);
ct_code ct_fcp7xml_read(const char *data, size_t bytes, AVRational edit_rate, ct_timeline *out,
                        ct_finding_list *findings, ct_error *err);
ct_code ct_otio_write(const ct_format *f, const ct_timeline *t, const ct_export_options *o,
                      ct_output_list *out, ct_finding_list *findings, ct_error *err);
ct_code ct_otio_read(const char *data, size_t bytes, AVRational edit_rate, ct_timeline *out,
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
ct_code ct_ale_read(const char *data, size_t bytes, AVRational edit_rate, ct_timeline *out,
                    ct_finding_list *findings, ct_error *err);
bool    ct_avid_markers_looks_like(const char *data, size_t bytes);
ct_code ct_avid_markers_read(const char *data, size_t bytes, AVRational edit_rate, ct_timeline *out,
                             ct_finding_list *findings, ct_error *err);
bool    ct_resolve_markers_looks_like(const char *data, size_t bytes);
ct_code ct_resolve_markers_read(const char *data, size_t bytes, AVRational edit_rate,
                                ct_timeline *out, ct_finding_list *findings, ct_error *err);
bool    ct_table_looks_like(const char *data, size_t bytes);
ct_code ct_table_read(const char *data, size_t bytes, AVRational edit_rate, ct_timeline *out,
                      ct_finding_list *findings, ct_error *err);
bool    ct_llc_looks_like(const char *data, size_t bytes);
ct_code ct_llc_read(const char *data, size_t bytes, AVRational edit_rate, ct_timeline *out,
                    ct_finding_list *findings, ct_error *err);

#endif

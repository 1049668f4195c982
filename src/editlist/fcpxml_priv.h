/* SPDX-License-Identifier: MIT */
/* What the files that read FCPXML share: times, resources, clips and stories. */
#ifndef CT_EDITLIST_FCPXML_PRIV_H
#define CT_EDITLIST_FCPXML_PRIV_H

#include "editlist_priv.h"
#include "xml_priv.h"

typedef struct fcp_resource {
    const char        *id;
    const ct_xml_node *node;
} fcp_resource;

typedef struct fcp_reader {
    ct_timeline     *t;
    fcp_resource    *resources; /* by id */
    size_t           resource_count, resource_cap;
    int64_t          end;           /* record frame behind the last event of a bin */
    int64_t          elements_left; /* flattening may not go on for ever */
    size_t           others, flattened, too_deep, angles, transitions, retimed, uneven, off_grid;
    ct_finding_list *findings;
} fcp_reader;

/* --- fcpxml_time.c --- */

typedef struct fcp_time {
    int64_t num, den; /* seconds */
} fcp_time;

/* "86486400/24000s", "3600s". */
bool fcp_parse_time(const char *text, fcp_time *out);
/* Time of an attribute; `missing` when it is not there. */
ct_code fcp_time_of(const ct_xml_node *n, const char *attribute, fcp_time missing, fcp_time *out,
                    ct_error *err);
/* Whole frames, to the nearest; not on the grid is counted. */
int64_t  fcp_frames_of(fcp_reader *r, fcp_time t, AVRational fps);
fcp_time fcp_minus(fcp_time a, fcp_time b);
fcp_time fcp_plus(fcp_time a, fcp_time b);
int      fcp_compare(fcp_time a, fcp_time b); /* < 0: a is earlier */

/* --- fcpxml_clip.c --- */

ct_code fcp_collect_resources(fcp_reader *r, const ct_xml_node *root, ct_error *err);
/* Of that kind; NULL: there is none. */
const ct_xml_node *fcp_find_resource(const fcp_reader *r, const char *id, const char *kind);
/* Rate of a format; {0,1}: it does not say. */
AVRational fcp_format_rate(const fcp_reader *r, const char *id);

/* The asset a clip shows, and where: an asset-clip itself, else the first picture or sound inside
 * a clip, which lies on the clip's own clock. */
typedef struct fcp_shown {
    const ct_xml_node *asset;
    AVRational         fps;
    fcp_time           asset_start, start;
    bool               sound_only; /* its picture, where it has one, is not shown */
} fcp_shown;
ct_code fcp_find_shown(fcp_reader *r, const ct_xml_node *clip, fcp_shown *out, ct_error *err);
ct_code fcp_add_markers(fcp_reader *r, ct_event *e, const ct_xml_node *clip, const fcp_shown *s,
                        ct_error *err);
/* Fills what all events of an asset share. */
ct_code fcp_fill_media(fcp_reader *r, ct_event *e, const ct_xml_node *clip, const fcp_shown *s,
                       ct_error *err);

/* --- fcpxml_story.c --- */

/* A sequence with everything in it: connected clips on tracks above, compounds, multicams and
 * synchronised clips as the clips they hold. */
ct_code fcp_read_sequence(fcp_reader *r, const ct_xml_node *sequence, ct_error *err);

#endif

/* SPDX-License-Identifier: MIT */
/* Reading FCPXML 1.5 to 1.14: the first project; without a project, the favourites and rejects of
 * the event, or its clips, end to end. What was flattened or left out is counted and said. */
#include <stdlib.h>
#include <string.h>

#include "fcpxml_priv.h"

/* --- favourites ------------------------------------------------------------------- */

/* A favourite or reject; `rating` may be the clip itself: a whole clip of a bin. */
static ct_code read_rating(fcp_reader *r, const ct_xml_node *clip, const ct_xml_node *rating,
                           const fcp_shown *s, ct_error *err)
{
    fcp_time    start, duration;
    const char *value = ct_xml_attribute(rating, "value");
    ct_code     code = fcp_time_of(rating, "start", s->start, &start, err);

    if (!code)
        code = fcp_time_of(clip, "duration", (fcp_time){0, 1}, &duration, err);
    if (!code)
        code = fcp_time_of(rating, "duration", duration, &duration, err);
    if (code)
        return code;
    ct_event *e = ct_timeline_add(r->t);
    code = fcp_fill_media(r, e, clip, s, err);
    if (code)
        return code;
    e->source.first = fcp_frames_of(r, fcp_minus(start, s->asset_start), s->fps);
    e->source.end = e->source.first + fcp_frames_of(r, duration, s->fps);
    e->record.first = r->end;
    e->record.end = r->end += ct_rate_convert(ct_span_count(e->source), s->fps, r->t->fps);
    if (rating == clip)
        return fcp_add_markers(r, e, clip, s, err);
    e->verdict = value && strcmp(value, "reject") == 0 ? CT_REJECTED : CT_GOOD;
    e->label = ct_strdup(ct_xml_attribute(rating, "name"));
    ct_strset(&e->author, ct_xml_attribute(rating, "note"));
    return CT_OK;
}

static ct_code read_bin_clip(fcp_reader *r, const ct_xml_node *clip, bool whole, ct_error *err)
{
    fcp_shown s = {.asset = NULL};
    ct_code   code = fcp_find_shown(r, clip, &s, err);

    if (code || !s.asset)
        return code;
    if (r->t->event_count == 0) {
        r->t->fps = s.fps;
        r->t->count = (ct_tc_count){ct_tc_base(s.fps), false};
    }
    if (whole)
        return read_rating(r, clip, clip, &s, err);
    for (const ct_xml_node *n = ct_xml_child(clip, "rating"); n && !code;
         n = ct_xml_next(n, "rating"))
        code = read_rating(r, clip, n, &s, err);
    return code;
}

/* Without a project: the rated ranges of an event's clips; without those, the clips. */
static ct_code read_bin(fcp_reader *r, const ct_xml_node *event, ct_error *err)
{
    ct_code code = CT_OK;

    for (int whole = 0; whole < 2 && r->t->event_count == 0; whole++)
        for (const ct_xml_node *n = ct_xml_child(event, NULL); n && !code; n = ct_xml_next(n, NULL))
            if (strcmp(ct_xml_name(n), "asset-clip") == 0 || strcmp(ct_xml_name(n), "clip") == 0)
                code = read_bin_clip(r, n, whole, err);
    return code;
}

/* --- the whole -------------------------------------------------------------------- */

static void say(fcp_reader *r)
{
    const struct {
        size_t      count;
        ct_severity severity;
        const char *rule, *what;
    } all[] = {
        {r->others, CT_SAY_WARN, "not-read",
         "clips show nothing that this list describes: their places are empty"},
        {r->flattened, CT_SAY_NOTE, "flattened",
         "compound, synchronised and multicam clips were read as the clips inside them"},
        {r->angles, CT_SAY_NOTE, "angles", "multicam clips show their active angle"},
        {r->too_deep, CT_SAY_WARN, "too-deep",
         "compound clips lie more than eight deep in others and were left out"},
        {r->transitions, CT_SAY_NOTE, "transitions", "transitions were read as cuts"},
        {r->retimed, CT_SAY_NOTE, "retimed", "clips run at another speed"},
        {r->uneven, CT_SAY_WARN, "uneven-speed",
         "clips change their speed on the way: that at their beginning was taken"},
        {r->off_grid, CT_SAY_NOTE, "off-grid", "times are no whole frames; the nearest was taken"},
    };

    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        if (all[i].count)
            ct_finding_add(r->findings, all[i].severity, all[i].rule, NULL, NULL, "%zu %s.",
                           all[i].count, all[i].what);
}

static ct_code read_root(fcp_reader *r, const ct_xml_node *root, ct_error *err)
{
    const ct_xml_node *project = ct_xml_below(root, "project");
    const ct_xml_node *event = ct_xml_below(root, "event");
    ct_code            code = fcp_collect_resources(r, root, err);

    if (code)
        return code;
    ct_strset(&r->t->title, ct_xml_attribute(project ? project : event, "name"));
    code = project ? fcp_read_sequence(r, ct_xml_child(project, "sequence"), err)
                   : read_bin(r, event ? event : root, err);
    if (!code && r->t->event_count == 0)
        code = ct_fail(err, CT_BAD_DATA,
                       "There is neither a project nor an event with clips in "
                       "this FCPXML.");
    return code;
}

ct_code ct_fcpxml_read(const char *data, size_t bytes, AVRational edit_rate, ct_timeline *out,
                       ct_finding_list *findings, ct_error *err)
{
    ct_xml_doc *doc = NULL;
    ct_timeline made;
    fcp_reader  r = {.t = &made, .findings = findings};
    ct_code     code = ct_xml_load(data, bytes, "fcpxml", &doc, err);

    (void)edit_rate; /* the file says it */
    if (code)
        return code;
    ct_timeline_init(&made);
    code = read_root(&r, ct_xml_root(doc), err);
    if (!code) {
        say(&r);
        *out = made;
    } else {
        ct_timeline_finish(&made);
    }
    free(r.resources);
    ct_xml_free(&doc);
    return code;
}

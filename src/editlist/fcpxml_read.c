/* SPDX-License-Identifier: MIT */
/* Reading FCPXML 1.5 to 1.14: a project, the first or the one asked for; without a project, the favourites and rejects of
 * the event, or its clips, end to end. What was flattened or left out is counted and said. */
#include <stdlib.h>
#include <string.h>

#include "choice_priv.h"
#include "fcpxml_priv.h"

/* --- favourites ------------------------------------------------------------------- */

/* A favourite or reject; `rating` may be the clip itself: a whole clip of a bin. */
static ct_code read_rating(fcp_reader *r, const ct_xml_node *clip, const ct_xml_node *rating,
                           const fcp_shown *s, ct_error *err)
{
    fcp_time    start, duration;
    fcp_window  all = {.from = {0, 0}};
    const char *value = ct_xml_attribute(rating, "value");
    ct_code     code = fcp_time_of(rating, "start", fcp_minus(s->start, s->shift), &start, err);

    if (!code)
        code = fcp_time_of(clip, "duration", (fcp_time){0, 1}, &duration, err);
    if (!code)
        code = fcp_time_of(rating, "duration", duration, &duration, err);
    if (code)
        return code;
    start = fcp_plus(start, s->shift);
    ct_event *e = ct_timeline_add(r->t);
    code = fcp_fill_media(r, e, clip, s, err);
    if (code)
        return code;
    e->source.first = fcp_frames_of(r, fcp_minus(start, s->asset_start), s->fps);
    e->source.end = e->source.first + fcp_frames_of(r, duration, s->fps);
    e->record.first = r->end;
    e->record.end = r->end += ct_rate_convert(ct_span_count(e->source), s->fps, r->t->fps);
    code = fcp_add_keywords(r, e, clip, s, err);
    if (code)
        return code;
    if (rating == clip)
        return fcp_add_markers(r, e, clip, s, all, err);
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
    size_t first = r->t->event_count;
    for (const ct_xml_node *n = ct_xml_child(clip, "rating"); n && !code;
         n = ct_xml_next(n, "rating"))
        code = read_rating(r, clip, n, &s, err);
    if (!code && r->t->event_count > first) /* what is said of the clip stands on the first */
        code =
            fcp_add_markers(r, &r->t->events[first], clip, &s, (fcp_window){.from = {0, 0}}, err);
    return code;
}

static AVRational rate_of(const fcp_reader *r, const ct_xml_node *n)
{
    const ct_xml_node *media = fcp_find_resource(r, ct_xml_attribute(n, "ref"), "media");
    const ct_xml_node *held = ct_xml_child(media, NULL);
    AVRational         fps = fcp_format_rate(r, ct_xml_attribute(n, "format"));

    return fps.num > 0 ? fps : fcp_format_rate(r, ct_xml_attribute(held, "format"));
}

/* One that holds others is read as those. */
static ct_code read_bin_holder(fcp_reader *r, const ct_xml_node *n, ct_error *err)
{
    AVRational fps = rate_of(r, n);

    if (r->t->event_count == 0) {
        if (fps.num == 0)
            return ct_fail(err, CT_BAD_DATA, "Line %d: expected the format of <%s>.",
                           ct_xml_line(n), ct_xml_name(n));
        r->t->fps = fps;
        r->t->count = (ct_tc_count){ct_tc_base(fps), false};
    }
    return fcp_read_alone(r, n, err);
}

static bool is_one_of(const ct_xml_node *n, const char *const *names)
{
    for (; *names; names++)
        if (strcmp(ct_xml_name(n), *names) == 0)
            return true;
    return false;
}

/* Without a project: the rated ranges of an event's clips; without those, all its clips. */
static ct_code read_bin(fcp_reader *r, const ct_xml_node *event, ct_error *err)
{
    static const char *const clips[] = {"asset-clip", "clip", NULL};
    static const char *const holders[] = {"sync-clip", "mc-clip", "ref-clip", "audition", NULL};
    ct_code                  code = CT_OK;

    for (int whole = 0; whole < 2 && r->t->event_count == 0; whole++)
        for (const ct_xml_node *n = ct_xml_child(event, NULL); n && !code;
             n = ct_xml_next(n, NULL)) {
            if (is_one_of(n, clips))
                code = read_bin_clip(r, n, whole, err);
            else if (whole && is_one_of(n, holders))
                code = read_bin_holder(r, n, err);
        }
    fcp_finish_story(r->t);
    return code;
}

/* --- the whole -------------------------------------------------------------------- */

static void say(fcp_reader *r)
{
    const ct_tally all[] = {
        {r->others, CT_SAY_WARN, "not-read",
         "Clips that show nothing this list describes, whose places are empty"},
        {r->flattened, CT_SAY_NOTE, "flattened",
         "Compound, synchronised and multicam clips, read as the clips inside them"},
        {r->angles, CT_SAY_NOTE, "angles", "Multicam clips, read by their active angle"},
        {r->disabled, CT_SAY_NOTE, "disabled", "Clips that are switched off, left out"},
        {r->too_deep, CT_SAY_WARN, "too-deep",
         "Compound clips more than eight deep in others, left out"},
        {r->transitions, CT_SAY_NOTE, "transitions",
         "Transitions that bring no picture in, as at the end of a story, read as cuts"},
        {r->other_transitions, CT_SAY_NOTE, "other-transitions",
         "Transitions of other kinds, read as dissolves"},
        {r->retimed, CT_SAY_NOTE, "retimed", "Clips that run at another speed"},
        {r->uneven, CT_SAY_NOTE, "uneven-speed",
         "Clips that change their speed on the way, read as pieces of even speed"},
        {r->smooth, CT_SAY_NOTE, "smooth-speed",
         "Clips whose speed changes smoothly, of which each piece between two points is read at the "
         "mean of it"},
        {r->conformed, CT_SAY_NOTE, "conformed",
         "Conformed clips, whose frames are shown at the rate of the sequence"},
        {r->off_grid, CT_SAY_NOTE, "off-grid",
         "Times that are no whole frames, taken as the nearest"},
    };

    ct_tally_say(all, sizeof all / sizeof all[0], r->findings);
}

/* Those of all events, and those that stand in none. */
static void collect_projects(ct_choice *projects, const ct_xml_node *holder)
{
    for (const ct_xml_node *n = ct_xml_child(holder, NULL); n; n = ct_xml_next(n, NULL)) {
        if (strcmp(ct_xml_name(n), "project") == 0)
            ct_choice_add(projects, ct_xml_attribute(n, "name"), n);
        else if (strcmp(ct_xml_name(n), "library") == 0 || strcmp(ct_xml_name(n), "event") == 0)
            collect_projects(projects, n);
    }
}

static ct_code choose_project(const fcp_reader *r, const ct_xml_node *root,
                              const ct_import_options *how, const ct_xml_node **out, ct_error *err)
{
    ct_choice   projects = {0};
    const void *project = NULL;

    collect_projects(&projects, root);
    ct_code code = ct_choice_make(&projects, how, "project", &project, r->findings, err);
    *out = project;
    ct_choice_finish(&projects);
    return code;
}

static ct_code read_root(fcp_reader *r, const ct_xml_node *root, const ct_import_options *how,
                         ct_error *err)
{
    const ct_xml_node *project = NULL, *event = ct_xml_below(root, "event");
    ct_code            code = fcp_collect_resources(r, root, err);

    if (!code)
        code = choose_project(r, root, how, &project, err);
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

ct_code ct_fcpxml_read(const char *data, size_t bytes, const ct_import_options *how,
                       ct_timeline *out, ct_finding_list *findings, ct_error *err)
{
    ct_xml_doc *doc = NULL;
    ct_timeline made;
    fcp_reader  r = {.t = &made,
                     .elements_left = FCP_ELEMENTS_MOST,
                     .visits_left = FCP_VISITS_MOST,
                     .findings = findings};
    ct_code     code = ct_xml_load(data, bytes, "fcpxml", &doc, err);

    if (code)
        return code;
    ct_timeline_init(&made);
    code = read_root(&r, ct_xml_root(doc), how, err);
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

/* SPDX-License-Identifier: MIT */
/* Reading FCPXML 1.5 to 1.14: a project, the first or the one asked for; without a project, what an event holds; and the
 * ranges that clips were given, when they are wanted. What was flattened or left out is counted and said. */
#include <stdlib.h>
#include <string.h>

#include "choice_priv.h"
#include "fcpxml_priv.h"

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
        {r->captions, CT_SAY_NOTE, "captions", "Captions, left out"},
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
         "Conformed clips, run at the speed that makes their rate fit that of the sequence"},
        {r->off_grid, CT_SAY_NOTE, "off-grid",
         "Times that are no whole frames, taken as the nearest"},
    };

    ct_tally_say(all, sizeof all / sizeof all[0], r->findings);
}

/* Those of all events, and those that stand in none. What the first versions call so can be an event. */
static void collect_projects(ct_choice *projects, const ct_xml_node *holder)
{
    for (const ct_xml_node *n = ct_xml_child(holder, NULL); n; n = ct_xml_next(n, NULL)) {
        if (strcmp(ct_xml_name(n), "project") == 0 && ct_xml_child(n, "sequence"))
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

    event = event ? event : ct_xml_below(root, "project");
    fcp_collect_roles(r, root);
    if (!code)
        code = choose_project(r, root, how, &project, err);
    if (code)
        return code;
    ct_strset(&r->t->title, ct_xml_attribute(project ? project : event, "name"));
    if (project)
        code = fcp_read_sequence(r, ct_xml_child(project, "sequence"), err);
    size_t shown = r->t->event_count;
    if (!code && how->ranges)
        code = fcp_read_ranges(r, root, err);
    if (!code)
        fcp_settle_on_ranges(r, shown);
    if (!code && !project && r->t->event_count == 0)
        code = fcp_read_bin(r, root, err);
    if (!code && r->t->event_count == 0 && r->t->marker_count == 0) /* these alone are remarks */
        code = project || r->disabled
                   ? ct_fail_empty(r->t, r->disabled, r->others + r->captions + r->too_deep, err)
                   : ct_fail(err, CT_BAD_DATA,
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
                     .leave = {how->partial, findings},
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
    fcp_forget_roles(&r);
    ct_xml_free(&doc);
    return code;
}

/* SPDX-License-Identifier: MIT */
#include "circletake/handover.h"

#include <stdlib.h>
#include <string.h>

#include "circletake/file.h"
#include "circletake/str.h"
#include "chosen.h"
#include "handover_stills.h"
#include "handover_vfr.h"

/* --- orders by name --------------------------------------------------------------------- */

static ct_code set_yes_no(bool *field, const char *name, const char *value, ct_error *err)
{
    if (!ct_equal_nocase(value, "yes") && !ct_equal_nocase(value, "no"))
        return ct_fail(err, CT_USAGE, "%s cannot be '%s'; give yes or no.", name, value);
    *field = ct_equal_nocase(value, "yes");
    return CT_OK;
}

static ct_code set_rating(ct_handover_order *order, const char *value, ct_error *err)
{
    int64_t stars;

    if (!ct_parse_i64(value, &stars) || stars < 0 || stars > 5)
        return ct_fail(err, CT_USAGE, "rating cannot be '%s'; give 0 to 5 stars.", value);
    order->rating = (int)stars;
    return CT_OK;
}

static ct_code set_verdict(ct_handover_order *order, const char *value, ct_error *err)
{
    if (strcmp(value, "good") != 0 && strcmp(value, "usable") != 0 && strcmp(value, "all") != 0)
        return ct_fail(err, CT_USAGE,
                       "verdict cannot be '%s'; give good, usable (not rejected) or "
                       "all.",
                       value);
    order->good = strcmp(value, "good") == 0;
    order->rejected = strcmp(value, "all") == 0;
    return CT_OK;
}

/* Actions spell names with '_', commands with '-'. */
static ct_code set_option(ct_handover_order *order, const char *name, const char *value,
                          ct_error *err)
{
    char *dashed = ct_strdup(name);

    for (char *p = dashed; *p; p++)
        if (*p == '_')
            *p = '-';
    ct_code code = ct_export_option_set(&order->options, dashed, value, err);
    free(dashed);
    return code;
}

ct_code ct_handover_set(ct_handover_order *order, const char *name, const char *value,
                        ct_error *err)
{
    const struct {
        const char  *name;
        const char **field;
    } texts[] = {{"format", &order->format}, {"to", &order->path}, {"find", &order->find},
                 {"scene", &order->scene},   {"cut", &order->cut}, {"since", &order->since},
                 {"stills", &order->stills}};

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        if (strcmp(name, texts[i].name) == 0) {
            *texts[i].field = value;
            return CT_OK;
        }
    if (strcmp(name, "circled") == 0)
        return set_yes_no(&order->circled, name, value, err);
    if (strcmp(name, "preflight") == 0)
        return set_yes_no(&order->preflight, name, value, err);
    if (strcmp(name, "rating") == 0)
        return set_rating(order, value, err);
    if (strcmp(name, "verdict") == 0)
        return set_verdict(order, value, err);
    return set_option(order, name, value, err);
}

/* --- writing ------------------------------------------------------------------------------ */

static ct_code find_format(const ct_handover_order *order, const ct_format **out, ct_error *err)
{
    if ((!order->path || !*order->path) && !(order->preflight && order->format))
        return ct_fail(err, CT_USAGE, "Say where to write to, '-' for standard output.");
    *out = order->format ? ct_format_find(order->format) : ct_format_for_path(order->path);
    if (*out)
        return CT_OK;
    if (order->format)
        return ct_fail(err, CT_USAGE, "There is no format '%s'; 'circletake formats' lists them.",
                       order->format);
    return ct_fail(err, CT_USAGE,
                   "The name %s does not say which format is wanted; give one, "
                   "'circletake formats' lists them.",
                   order->path);
}

/* Programs go by the ending of a file, also where it is that of another list. */
static void say_other_ending(const ct_handover_order *order, const ct_format *format,
                             ct_finding_list *findings)
{
    const char      *ending = ct_path_extension(ct_str_or_empty(order->path));
    const ct_format *other = *ending ? ct_format_for_path(order->path) : NULL;

    if (other && !ct_equal_nocase(ending, format->extension))
        ct_finding_add(findings, CT_SAY_NOTE, "other-ending", NULL, NULL,
                       "The file ends in .%s, though what it holds is %s, which ends in .%s.",
                       ending, format->name, format->extension);
}

/* Before each batch of files: those that are in place stay. */
static ct_code check_stop(const ct_handover_order *order, const ct_handover *done, ct_error *err)
{
    const ct_handover_watch *w = &order->watch;

    if (!w->stop || !w->stop(w->arg))
        return CT_OK;
    if (done->path_count == 0)
        return ct_fail(err, CT_CANCELLED, "Stopped; nothing was written.");
    return ct_fail(err, CT_CANCELLED, "Stopped after %zu of the files.", done->path_count);
}

static ct_code write_standard(const ct_output_list *outputs, ct_handover *done, ct_error *err)
{
    if (outputs->count > 1)
        return ct_fail(err, CT_USAGE,
                       "These selects make %zu lists, standard output holds one; "
                       "give a file name.",
                       outputs->count);
    done->paths[done->path_count++] = ct_strdup("-");
    done->events = outputs->items[0].events;
    return ct_file_replace("-", outputs->items[0].data, outputs->items[0].bytes, err);
}

/* So many are written before the disk is waited for. */
enum { AT_ONCE = 128 };

static ct_code write_batch(const char *path, const ct_output *outputs, size_t count,
                           ct_handover *done, ct_error *err)
{
    char       *paths[AT_ONCE];
    ct_new_file files[AT_ONCE];
    size_t      written;

    for (size_t i = 0; i < count; i++) {
        paths[i] = ct_output_path(path, &outputs[i]);
        files[i] = (ct_new_file){paths[i], outputs[i].data, outputs[i].bytes};
    }
    ct_code code = ct_files_replace(files, count, &written, err);
    for (size_t i = 0; i < written; i++) {
        done->events += outputs[i].events;
        done->paths[done->path_count++] = ct_path_absolute(paths[i]);
    }
    for (size_t i = 0; i < count; i++)
        free(paths[i]);
    return code;
}

static ct_code write_outputs(const ct_handover_order *order, const ct_output_list *outputs,
                             ct_handover *done, ct_error *err)
{
    ct_code code = CT_OK;

    done->paths = ct_alloc_array(outputs->count, sizeof *done->paths);
    if (strcmp(order->path, "-") == 0)
        return write_standard(outputs, done, err);
    for (size_t i = 0; i < outputs->count && !code; i += AT_ONCE) {
        size_t left = outputs->count - i;
        code = check_stop(order, done, err);
        if (!code)
            code = write_batch(order->path, &outputs->items[i], left < AT_ONCE ? left : AT_ONCE,
                               done, err);
    }
    return code;
}

/* "circled rating:3 scene:12": what the selection was, for whoever asks later. */
static char *selection_text(const ct_handover_order *order, const ct_chosen *chosen)
{
    ct_str text = {0};

    if (order->find && *order->find)
        ct_str_appendf(&text, "%s ", order->find);
    if (order->scene)
        ct_str_appendf(&text, "scene:%s ", order->scene);
    if (chosen->cut_title) /* an order may name it by its id, which nobody reads */
        ct_str_appendf(&text, "cut:%s ", chosen->cut_title);
    if (order->since)
        ct_str_appendf(&text, "since:%s ", order->since);
    if (order->circled)
        ct_str_append(&text, "circled ");
    if (order->rating)
        ct_str_appendf(&text, "rating:%d ", order->rating);
    if (order->good || order->rejected)
        ct_str_append(&text, order->good ? "good " : "verdict:all ");
    if (text.len)
        text.data[--text.len] = '\0';
    return ct_str_take(&text);
}

/* Best effort: the list is out already, whatever becomes of the memory of it. */
static void remember(ct_store *store, const char *author, const ct_format *format,
                     const char *selection, const ct_handover *done, int64_t position)
{
    ct_edit *edit = ct_edit_create("Export", author, CT_EDIT_FACT);
    size_t   warnings = ct_finding_count(&done->findings, CT_SAY_WARN);

    ct_edit_add_export(edit, format->name, done->paths[0], selection, (int64_t)done->events,
                       (int64_t)warnings, position);
    ct_ticket ticket;
    if (ct_store_submit(store, &edit, &ticket, NULL) != CT_OK)
        ct_edit_destroy(&edit);
}

static ct_code check_stills(const ct_handover_order *order, const ct_format *format, ct_error *err)
{
    if (!order->stills)
        return CT_OK;
    if (!(format->carries & CT_CARRIES_DRAWINGS))
        return ct_fail(err, CT_USAGE,
                       "%s has no place for stills; 'circletake stills' writes them by themselves.",
                       format->name);
    if (!*order->stills || !order->write_still)
        return ct_fail(err, CT_USAGE,
                       *order->stills ? "No stills can be made here."
                                      : "Say into which folder the stills go.");
    return CT_OK;
}

static ct_code export_once(const ct_format *format, const ct_handover_order *order,
                           const ct_chosen *chosen, ct_list_stills *stills, ct_output_list *outputs,
                           ct_finding_list *findings, ct_error *err)
{
    ct_list_vfr      *vfr = ct_list_vfr_create(&order->watch);
    ct_export_input   input = {.selects = &chosen->selects,
                               .cut = chosen->cut.event_count ? &chosen->cut : NULL,
                               .cut_id = chosen->cut_id,
                               .clips = &chosen->clips,
                               .notes = &chosen->notes,
                               .still = stills ? ct_list_stills_path : NULL,
                               .still_arg = stills,
                               .conform = ct_list_vfr_frame,
                               .time_us = ct_format_in_seconds(format) ? ct_list_vfr_time_us : NULL,
                               .conform_arg = vfr};
    ct_export_options options = order->options;

    options.stop = order->watch.stop;
    options.stop_arg = order->watch.arg;
    ct_code code = ct_export(format, &input, &options, outputs, findings, err);
    ct_list_vfr_destroy(&vfr);
    return code;
}

/* The list first: it says which stills it names, and whether there will be one. One that then cannot be
 * made must not stand in it. */
static ct_code export_with_stills(const ct_format *format, const ct_handover_order *order,
                                  const ct_chosen *chosen, ct_output_list *outputs,
                                  ct_handover *done, ct_error *err)
{
    ct_list_stills *stills = ct_list_stills_create(order, chosen);
    ct_finding_list said = {0};
    size_t          failed = 0;
    ct_code         code = export_once(format, order, chosen, stills, outputs, &said, err);

    if (!code && !order->preflight)
        code = ct_list_stills_write(stills, &failed, &done->findings, err);
    if (!code && failed) {
        ct_finding_list_finish(&said);
        ct_output_list_finish(outputs);
        code = export_once(format, order, chosen, stills, outputs, &said, err);
    }
    if (!code && failed && order->options.strict)
        code = ct_fail(err, CT_BAD_DATA,
                       "Nothing was written. %zu of the stills could not be made.", failed);
    ct_finding_list_append(&done->findings, &said);
    done->stills = ct_list_stills_count(stills);
    ct_list_stills_destroy(&stills);
    return code;
}

/* A log of sources or a list of segments, in which each has its own rate. */
static bool has_no_timeline(const ct_format *format)
{
    return (format->carries & (CT_CARRIES_SELECTS | CT_CARRIES_EVENTS)) == CT_CARRIES_SELECTS;
}

/* Selects on a timeline for which no rate was asked go by that of the project, where it has one. */
static void use_project_rate(ct_query *query, const ct_format *format, const ct_chosen *chosen,
                             ct_handover_order *order, ct_finding_list *findings)
{
    AVRational *rate = &order->options.edit_rate;
    char        label[CT_RATE_TEXT_BYTES];
    size_t      others = 0;

    if (order->cut || has_no_timeline(format) || chosen->selects.count == 0 || rate->num > 0)
        return;
    *rate = ct_query_edit_rate(query);
    for (size_t i = 0; rate->num > 0 && i < chosen->clips.count; i++)
        others += !ct_rate_equal(chosen->clips.items[i].fps, *rate);
    if (others)
        ct_finding_add(findings, CT_SAY_NOTE, "rate-chosen", NULL, "Ask for another edit rate.",
                       "The list is at %s, the edit rate of the project; clips at another rate in "
                       "it: %zu.",
                       ct_rate_label(*rate, label), others);
}

ct_code ct_handover_write(ct_query *query, ct_store *store, const char *author,
                          const ct_handover_order *order, ct_handover *done, ct_error *err)
{
    const ct_format  *format = NULL;
    ct_handover_order own = *order;
    ct_chosen         chosen = {0};
    ct_output_list    outputs = {0};
    int64_t           position = 0;
    ct_code           code = CT_OK;

    *done = (ct_handover){0};
    code = find_format(order, &format, err);
    if (!code)
        code = check_stills(order, format, err);
    if (!code)
        say_other_ending(order, format, &done->findings);
    /* Before anything is read: what comes meanwhile is rather said twice than never. */
    if (!code)
        code = ct_query_log_position(query, &position, err);
    if (!code)
        code = ct_choose(query, format, order, &chosen, &done->findings, err);
    if (!code)
        code = check_stop(order, done, err);
    if (!code)
        use_project_rate(query, format, &chosen, &own, &done->findings);
    if (!code && order->stills)
        code = export_with_stills(format, &own, &chosen, &outputs, done, err);
    else if (!code)
        code = export_once(format, &own, &chosen, NULL, &outputs, &done->findings, err);
    for (size_t i = 0; order->preflight && i < outputs.count; i++)
        done->events += outputs.items[i].events;
    if (!code && outputs.count > 0)
        memcpy(done->start, outputs.items[0].start, sizeof done->start);
    if (!code && !order->preflight)
        code = write_outputs(order, &outputs, done, err);
    bool forgets = store && ct_store_is_read_only(store, NULL);
    if (!code && !order->preflight && forgets)
        ct_finding_add(&done->findings, CT_SAY_NOTE, "not-remembered", NULL,
                       "Where it counts, export again when the project can be written.",
                       "The project is only looked at, so it does not remember this export: what "
                       "is sent since the last one counts from the one before.");
    if (!code && !order->preflight && store && !forgets) {
        char *selection = selection_text(order, &chosen);
        remember(store, author, format, selection, done, position);
        free(selection);
    }
    ct_output_list_finish(&outputs);
    ct_chosen_finish(&chosen);
    return code;
}

void ct_handover_finish(ct_handover *done)
{
    for (size_t i = 0; i < done->path_count; i++)
        free(done->paths[i]);
    free(done->paths);
    ct_finding_list_finish(&done->findings);
    *done = (ct_handover){0};
}

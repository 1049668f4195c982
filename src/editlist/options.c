/* SPDX-License-Identifier: MIT */
/* Export options by name: what a command line and a menu set. */
#include <stddef.h>
#include <string.h>

#include "circletake/str.h"
#include "editlist_priv.h"

typedef enum kind { RATE, TEXT, FRAMES, CHOICE, SWITCH } kind;

/* clang-format off */
#define OPTION_LIST(X) \
    X("title",      "TEXT",            TEXT,   title,         "Title of the list") \
    X("edit-rate",  "N/D",             RATE,   edit_rate,     "Rate of the list; without it that of the project, else of the material, one list a rate") \
    X("drop",       "auto|on|off",     CHOICE, drop,          "Drop-frame timecode on the record side") \
    X("start",      "HH:MM:SS:FF",     TEXT,   record_start,  "Record timecode of the first event") \
    X("handles",    "FRAMES",          FRAMES, handles,       "Frames added at both ends, as far as the media goes") \
    X("layout",     "stringout|as-shot|bins", CHOICE, layout, "Butted together, at the time of day, or clips with their marks only") \
    X("gap",        "FRAMES",          FRAMES, gap,           "Frames left empty between the events of a stringout") \
    X("tracks",     "one|alternating", CHOICE, tracks,        "Every second event of a stringout one track higher") \
    X("order",      "hand|slate|time|rating", CHOICE, order,  "Order of the events; rating: most stars first") \
    X("sound",      "with|without",    SWITCH, no_sound,      "Tracks of sound beside the pictures") \
    X("vfr",        "pictures|conform", SWITCH, conform_vfr,  "Clips of variable rate: pictures, or the frames of a constant rate that an editor makes of them") \
    X("strict",     "no|yes",          SWITCH, strict,        "A warning refuses the list") \
    X("labels",     "semicolon|colon", SWITCH, colon_labels,  "EDL: how drop-frame labels are written") \
    X("clip-names", "yes|no",          SWITCH, no_clip_names, "EDL: FROM CLIP NAME lines") \
    X("notes",      "yes|no",          SWITCH, no_notes,      "EDL: LOC and COMMENT lines") \
    X("numbers",    "three|six",       SWITCH, six_digits,    "EDL: digits of the event number; six: one list however long") \
    X("text",       "utf8|ascii",      SWITCH, ascii,         "EDL: letters in comments") \
    X("bom",        "no|yes",          SWITCH, bom,           "CSV: begin with a byte order mark") \
    X("formulas",   "guarded|raw",     SWITCH, raw,           "CSV: cells that a spreadsheet would run") \
    X("fcpxml-version", "1.9|1.8|1.10|1.11|1.12|1.13", CHOICE, fcpxml_version, "FCPXML: which one; Resolve 18.5 reads up to 1.10") \
    X("otio-version", "clip.2|clip.1", CHOICE, otio_version, "OTIO: clip.1 for programs older than OpenTimelineIO 0.15")
/* clang-format on */

#define ROW(name, values, kind, field, sentence) {name, values, sentence},
static const ct_option_row rows[] = {OPTION_LIST(ROW)};

#define FIELD(name, values, kind, field, sentence) {kind, offsetof(ct_export_options, field)},
static const struct {
    kind   kind;
    size_t offset;
} fields[] = {OPTION_LIST(FIELD)};

enum { OPTIONS = sizeof rows / sizeof rows[0] };

const ct_option_row *ct_export_option_rows(size_t *count)
{
    *count = OPTIONS;
    return rows;
}

/* Place of `word` in "auto|on|off"; -1: not there. */
static int choice_index(const char *values, const char *word)
{
    size_t bytes = strlen(word);

    for (int i = 0;; i++) {
        size_t length = strcspn(values, "|");
        if (length == bytes && strncmp(values, word, length) == 0)
            return i;
        if (!values[length])
            return -1;
        values += length + 1;
    }
}

static bool store(void *field, kind k, const char *values, const char *value)
{
    int choice = k == CHOICE || k == SWITCH ? choice_index(values, value) : 0;

    switch (k) {
    case RATE:
        return ct_rate_parse(value, field);
    case TEXT:
        *(const char **)field = value;
        return true;
    case FRAMES:
        return ct_parse_i64(value, field) && *(int64_t *)field >= 0 &&
               *(int64_t *)field <= INT32_MAX;
    case CHOICE:
        *(int *)field = choice;
        return choice >= 0;
    case SWITCH:
        *(bool *)field = choice == 1;
        return choice >= 0;
    }
    return false;
}

ct_code ct_export_option_set(ct_export_options *options, const char *name, const char *value,
                             ct_error *err)
{
    ct_str known = {0};

    for (size_t i = 0; i < OPTIONS; i++) {
        const ct_option_row *row = &rows[i];
        ct_export_options    changed = *options;
        if (strcmp(row->name, name) != 0) {
            ct_str_appendf(&known, "%s%s", i ? ", " : "", row->name);
            continue;
        }
        ct_str_finish(&known);
        if (!store((char *)&changed + fields[i].offset, fields[i].kind, row->values, value))
            return ct_fail(err, CT_USAGE, "%s cannot be %s; give %s.", name, value, row->values);
        *options = changed;
        return CT_OK;
    }
    ct_code code = ct_fail(err, CT_USAGE, "There is no export option %s; there are %s.", name,
                           ct_str_text(&known));
    ct_str_finish(&known);
    return code;
}

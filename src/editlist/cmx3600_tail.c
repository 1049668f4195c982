/* SPDX-License-Identifier: MIT */
/* What Media Composer writes behind the last event where its List Tool was asked to: a table of the sequence's markers,
 * and a table of all sources with the file of each. Nothing of both is said of the event above it. */
#include <stdlib.h>
#include <string.h>

#include "cmx3600_priv.h"
#include "editlist_priv.h"

/* --- markers ---------------------------------------------------------------------------- */

static const char *skip_word(const char *at)
{
    at += strcspn(at, " ");
    return at + strspn(at, " ");
}

/* The next word that is a timecode; NULL: none. */
static const char *find_label(const char *at)
{
    while (*at && !ct_edl_is_label(at, strcspn(at, " ")))
        at = skip_word(at);
    return *at ? at : NULL;
}

static void copy_label(char to[CT_TC_TEXT_BYTES], const char *at)
{
    size_t bytes = strcspn(at, " ");

    memcpy(to, at, bytes);
    to[bytes] = '\0';
}

/* Behind the timecodes: a track, a part of the picture that few fill in, and the words, in a column of their own. */
static const char *words_of(const ct_edl_reader *r, const char *row, const char *track)
{
    size_t column = r->words_column;

    if (column > 0 && strlen(row) > column && row[column - 1] == ' ' && row + column > track)
        return row + column + strspn(row + column, " ");
    return column > 0 && strlen(row) <= column ? "" : skip_word(track);
}

/* "     1  Red     Ann Lee    01:00:25:10   V1    the words": of a colour, by somebody, at a place of the list. */
static bool read_row(ct_edl_reader *r, const char *row)
{
    const char *at = row + strspn(row, " "), *colour, *author, *label;
    size_t      digits = strspn(at, "0123456789");

    if (digits == 0 || at[digits] != ' ')
        return false;
    colour = skip_word(at);
    author = skip_word(colour);
    label = find_label(author);
    if (!label)
        return false;
    ct_edl_locator *l = ct_edl_add_locator(&r->head, r->lines.number);
    copy_label(l->label, label);
    l->colour = ct_edl_lowered(ct_strndup(colour, strcspn(colour, " ")));
    char *name = ct_strndup(author, (size_t)(label - author));
    l->author = ct_edl_trimmed(name);
    free(name);
    at = skip_word(label);
    if (ct_edl_is_label(at, strcspn(at, " "))) /* its end, and how long that is */
        copy_label(l->end, at);
    while (ct_edl_is_label(at, strcspn(at, " ")))
        at = skip_word(at);
    ct_str_append(&l->text, words_of(r, row, at));
    r->head.last_text = &l->text;
    return true;
}

/* The words of a marker can have lines of their own. */
static void go_on(ct_edl_reader *r, const char *row)
{
    const char *words = row + strspn(row, " ");

    if (*words && r->head.last_text)
        ct_str_appendf(r->head.last_text, "\n%s", words);
}

static bool read_marker_line(ct_edl_reader *r, const char *row)
{
    const char *words = strstr(row, "Comment"), *text = row + strspn(row, " ");

    if (ct_starts_with(text, "Number ") && words)
        r->words_column = (size_t)(words - row);
    else if (r->words_column > 0 && !read_row(r, row))
        go_on(r, row);
    return true;
}

/* --- sources ------------------------------------------------------------------------------ */

/* "A001C003 A001C003_200303_ 060a2b34": a tape, what it is called, its number; the next line names its file. */
static bool read_source(ct_edl_reader *r, const char *value)
{
    size_t bytes = strcspn(value, " ");

    r->tail = CT_EDL_TAIL_SOURCES;
    r->other_source =
        !r->p.open || strlen(r->p.reel) != bytes || strncmp(value, r->p.reel, bytes) != 0;
    return r->other_source;
}

/* It is the file of that tape, and of the event only where nothing else is. */
static bool read_source_line(ct_edl_reader *r, const char *text)
{
    return ct_edl_value_of(text, "SOURCE FILE:") && (r->other_source || r->p.files.source);
}

/* --- both --------------------------------------------------------------------------------- */

enum { RULE_LETTERS = 20 };

bool ct_edl_read_tail(ct_edl_reader *r, const char *line)
{
    const char *source = ct_edl_value_of(line, ">>> SOURCE ");
    const char *row = *line == '*' ? line + 1 : line, *text = row + strspn(row, "* ");

    if (source)
        return read_source(r, source);
    if (r->p.open && ct_equal_nocase(text, "Marker Metadata")) {
        r->tail = CT_EDL_TAIL_MARKERS;
        return true;
    }
    if (strspn(text, "=") == strlen(text) && strlen(text) >= RULE_LETTERS)
        return true; /* a line is drawn above the heading */
    if (r->tail == CT_EDL_TAIL_MARKERS && *line == '*')
        return read_marker_line(r, row);
    return r->tail == CT_EDL_TAIL_SOURCES && read_source_line(r, text);
}

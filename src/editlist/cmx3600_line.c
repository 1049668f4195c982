/* SPDX-License-Identifier: MIT */
/* CR LF, LF, CR alone and all of them in one file; UTF-8 with or without mark, Latin-1, stray NUL
 * bytes: all were seen in lists that people send. */
#include <string.h>

#include "cmx3600_priv.h"

void ct_edl_lines_start(ct_edl_lines *l, const char *data, size_t bytes, ct_finding_list *findings)
{
    *l = (ct_edl_lines){.data = data, .bytes = bytes, .findings = findings};
    if (bytes >= 3 && memcmp(data, "\xEF\xBB\xBF", 3) == 0)
        l->at = 3;
}

void ct_edl_lines_finish(ct_edl_lines *l)
{
    ct_str_finish(&l->line);
}

/* A line that is no UTF-8 is taken as Latin-1, letter by letter. */
static void from_latin1(ct_edl_lines *l, const char *start, size_t bytes)
{
    char encoded[4];

    for (size_t i = 0; i < bytes; i++)
        ct_str_append_n(&l->line, encoded, ct_utf8_encode((unsigned char)start[i], encoded));
    if (!l->said_encoding)
        ct_finding_add(l->findings, CT_SAY_NOTE, "encoding", NULL, NULL,
                       "Line %zu is not UTF-8; it was read as Latin-1.", l->number);
    l->said_encoding = true;
}

/* NUL and other control bytes (tabs too) separate as a space does. */
static void replace_controls(ct_edl_lines *l)
{
    for (size_t i = 0; i < l->line.len; i++) {
        if (l->line.data[i] == '\0' && !l->said_nul) {
            ct_finding_add(l->findings, CT_SAY_NOTE, "nul-bytes", NULL, NULL,
                           "Line %zu has zero bytes in it; they were read as spaces.", l->number);
            l->said_nul = true;
        }
        if ((unsigned char)l->line.data[i] < ' ' || l->line.data[i] == 0x7F)
            l->line.data[i] = ' ';
    }
}

static void trim(ct_str *s)
{
    size_t from = 0;

    while (s->len > 0 && s->data[s->len - 1] == ' ')
        s->len--;
    while (from < s->len && s->data[from] == ' ')
        from++;
    if (from > 0)
        memmove(s->data, s->data + from, s->len - from);
    s->len -= from;
    if (s->data)
        s->data[s->len] = '\0';
}

ct_code ct_edl_lines_next(ct_edl_lines *l, ct_error *err)
{
    const char *start = l->data + l->at;
    size_t      bytes = 0, left = l->bytes - l->at;

    if (left == 0)
        return CT_END;
    l->number++;
    while (bytes < left && start[bytes] != '\n' && start[bytes] != '\r')
        bytes++;
    if (bytes > CT_EDL_LINE_BYTES)
        return ct_fail(err, CT_BAD_DATA,
                       "Line %zu is %zu bytes long; an edit list has lines of at "
                       "most %d.",
                       l->number, bytes, CT_EDL_LINE_BYTES);
    l->at += bytes;
    if (l->at < l->bytes)
        l->at +=
            l->data[l->at] == '\r' && l->at + 1 < l->bytes && l->data[l->at + 1] == '\n' ? 2 : 1;
    ct_str_clear(&l->line);
    if (ct_utf8_valid(start, bytes))
        ct_str_append_n(&l->line, start, bytes);
    else
        from_latin1(l, start, bytes);
    replace_controls(l);
    trim(&l->line);
    return CT_OK;
}

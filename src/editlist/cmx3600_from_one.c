/* SPDX-License-Identifier: MIT */
/* OpenShot wrote the time of day of a frame with its frames counted from 1: the first frame is 00:00:00:01, the last one
 * of a second :30. Its seconds are those of a clock, at 29.97 too. */
#include <libavutil/mathematics.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/str.h"
#include "cmx3600_priv.h"

/* "00:01:22:13"; false: written otherwise. */
static bool read_fields(const char *label, int64_t *seconds, int64_t *frames)
{
    int64_t field[4];
    char   *copy = ct_strdup(label), *rest = NULL, *word = strtok_r(copy, ":", &rest);
    int     count = 0;

    for (; word && count < 4 && ct_edl_is_digits(word) && ct_parse_i64(word, &field[count]);
         count++)
        word = strtok_r(NULL, ":", &rest);
    free(copy);
    if (count < 4 || word)
        return false;
    *seconds = field[0] * 3600 + field[1] * 60 + field[2];
    *frames = field[3];
    return true;
}

/* An event of a file without a tape, or of black, none of whose times ends in 00. */
static bool can_be_from_one(const char *line, bool first)
{
    char   *text = ct_edl_to_cut(line + strspn(line, "0123456789"));
    int64_t seconds = 0, frames = 0;
    bool    can = true;

    for (int i = CT_EDL_LABELS - 1; i >= 0 && can; i--) {
        can = read_fields(ct_edl_take_last(text), &seconds, &frames) && frames >= 1;
        if (i == CT_EDL_RECORD_IN && first)
            can = can && seconds == 0 && frames == 1;
    }
    const char *reel = text + strspn(text, " ");
    can = can && (ct_starts_with(reel, "AX ") || ct_starts_with(reel, "BL "));
    free(text);
    return can;
}

bool ct_edl_is_from_one(const char *data, size_t bytes)
{
    ct_edl_lines lines;
    bool         found = false, can = ct_find_word(data, bytes, "00:00:00:01") != NULL;
    int          at_end;

    ct_edl_lines_start(&lines, data, bytes, NULL);
    while (can && ct_edl_lines_next(&lines, NULL) == CT_OK) {
        const char *line = ct_str_text(&lines.line);
        size_t      digits = strspn(line, "0123456789");
        if (digits == 0 || line[digits] != ' ' ||
            ct_edl_count_labels(line, &at_end) != CT_EDL_LABELS || at_end != CT_EDL_LABELS)
            continue;
        can = can_be_from_one(line, !found);
        found = true;
    }
    ct_edl_lines_finish(&lines);
    return found && can;
}

bool ct_edl_from_one(const char *label, AVRational fps, int64_t *n)
{
    int64_t seconds, frames;

    if (!read_fields(label, &seconds, &frames) || frames < 1 || frames > ct_tc_base(fps) + 1)
        return false;
    *n = av_rescale(seconds, fps.num, fps.den) + frames - 1;
    return true;
}

/* SPDX-License-Identifier: MIT */
/* The rate of a list that says no more of it than that it counts drop-frame: its places have as many frames a second
 * as they need. */
#include <stdlib.h>
#include <string.h>

#include "circletake/str.h"
#include "cmx3600_priv.h"

/* The last field of a label; -1: it has none. */
static int64_t frames_of(const char *label)
{
    const char *frames = label + strcspn(label, ":;,.");
    int64_t     n = -1;

    for (const char *next = frames; *next; next = frames + strcspn(frames, ":;,."))
        frames = next + 1;
    return ct_edl_is_digits(frames) && ct_parse_i64(frames, &n) ? n : -1;
}

/* Of the record out at the end of a line. */
static int64_t last_frames(const char *line)
{
    char   *text = ct_edl_to_cut(line);
    int64_t n = frames_of(ct_edl_take_last(text));

    free(text);
    return n;
}

AVRational ct_edl_drop_rate(const char *data, size_t bytes)
{
    ct_edl_lines lines;
    int64_t      most = 0;
    int          at_end;

    ct_edl_lines_start(&lines, data, bytes, NULL);
    while (ct_edl_lines_next(&lines, NULL) == CT_OK) {
        const char *line = ct_str_text(&lines.line);
        if (ct_edl_count_labels(line, &at_end) != CT_EDL_LABELS || at_end != CT_EDL_LABELS)
            continue;
        int64_t frames = last_frames(line);
        most = frames > most ? frames : most;
    }
    ct_edl_lines_finish(&lines);
    return most >= 60   ? (AVRational){120000, 1001}
           : most >= 30 ? (AVRational){60000, 1001}
                        : (AVRational){30000, 1001};
}

/* SPDX-License-Identifier: MIT */
/* Acts on what the file of a clip is: which of its pictures are reviewed. */
#include <stdlib.h>

#include "acts.h"
#include "look.h"

static ct_code clip_stream(ct_act *act, ct_error *err)
{
    ct_clip clip;
    int64_t stream;
    char   *summary = NULL;
    ct_code code = ct_act_int(act, "n", 0, 127, -1, &stream, err);

    if (!code)
        code = ct_act_clip(act, &clip, err);
    if (code)
        return code;
    code = ct_session_show_stream(act->session, &clip, (int)stream, &summary, err);
    ct_act_tell(act, summary);
    free(summary);
    ct_clip_finish(&clip);
    return code;
}

const ct_action ct_acts_media[] = {
    {"clip.stream", "Show another stream of pictures of the file, the next or that of number n=",
     "n? clip?", CT_ACT_NEEDS_CLIP | CT_ACT_WRITES, clip_stream},
};
const size_t ct_acts_media_count = sizeof ct_acts_media / sizeof ct_acts_media[0];

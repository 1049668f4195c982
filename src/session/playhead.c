/* SPDX-License-Identifier: MIT */
/* The one playhead that keys and the mouse move: of the cut in the viewer, else of the open clip. Positions
 * are record frames of the one, frames of the other. */
#include "circletake/thread.h"
#include "session_priv.h"

void ct_session_play(ct_session *s, AVRational speed)
{
    if (s->cut_player)
        ct_cut_player_play(s->cut_player, speed);
    else if (speed.num == 0)
        ct_transport_stop(ct_session_engine(s));
    else
        ct_transport_play(ct_session_engine(s), speed);
}

void ct_session_play_span(ct_session *s, ct_span span)
{
    if (s->cut_player)
        ct_cut_player_play_span(s->cut_player, span);
    else
        ct_transport_play_span(ct_session_engine(s), span);
}

void ct_session_seek(ct_session *s, int64_t frame)
{
    if (s->cut_player)
        ct_cut_player_seek(s->cut_player, frame);
    else
        ct_transport_seek(ct_session_engine(s), frame);
}

void ct_session_step(ct_session *s, int64_t frames)
{
    if (s->cut_player)
        ct_cut_player_step(s->cut_player, frames);
    else
        ct_transport_step(ct_session_engine(s), frames);
}

void ct_session_scrub(ct_session *s, int64_t frame)
{
    if (s->cut_player)
        ct_cut_player_scrub(s->cut_player, frame);
    else
        ct_transport_scrub(ct_session_engine(s), frame);
}

int64_t ct_session_head(const ct_session *s)
{
    return s->cut_player ? s->cut_state.record : s->state.position;
}

int64_t ct_session_length(const ct_session *s)
{
    return s->cut_player ? ct_session_cut(s)->frames : s->state.frame_count;
}

AVRational ct_session_head_fps(const ct_session *s)
{
    return s->cut_player ? ct_session_cut(s)->fps : s->clip.fps;
}

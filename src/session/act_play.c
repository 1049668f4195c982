/* SPDX-License-Identifier: MIT */
/* Acts on the playhead: play, shuttle, step, go. All need a window: a command line has no
 * playhead. */
#include <stdio.h>
#include <stdlib.h>

#include "acts.h"
#include "circletake/thread.h"

enum { AROUND_S = 2, TAP_US = 200000 };

static AVRational speed_now(const ct_act *act)
{
    return act->session->state.speed;
}

/* Of a clip whose file is away no picture would come. */
static ct_code set_speed(const ct_act *act, AVRational speed, ct_error *err)
{
    ct_session    *s = act->session;
    const ct_clip *clip = ct_session_clip(s);

    if (speed.num != 0 && !ct_session_cut(s) && s->string_count == 0 && clip && clip->offline)
        return ct_fail(err, CT_NO_INPUT,
                       "%s is offline and cannot play. Find it in a folder, or wait for its drive.",
                       ct_str_or_empty(clip->name));
    ct_session_play(s, speed);
    return CT_OK;
}

/* What comes next in the same breath (a mark, a note) is for where the playhead is now, not for
 * what the last tick told. */
static ct_code settle(const ct_act *act)
{
    ct_session_poll_clip(act->session, ct_clock_us());
    return CT_OK;
}

static ct_code play_toggle(ct_act *act, ct_error *err)
{
    return set_speed(act, act->session->state.playing ? (AVRational){0, 1} : (AVRational){1, 1},
                     err);
}

/* The ladder of the shuttle: stop, 1, 2, 4, 8, 16 times, in both directions. `towards` is +1 for L,
 * -1 for J: along the way one goes faster, against it slower and through 1 to a stop. Slow play
 * counts as the 1 of its direction. */
static AVRational next_rung(AVRational speed, int towards)
{
    int rung = 0; /* sign and logarithm: 1 is 1x, 5 is 16x */

    if (speed.num != 0) {
        int times = abs(speed.num) / speed.den;
        for (rung = 1; times > 1; times /= 2)
            rung++;
        if (speed.num < 0)
            rung = -rung;
    }
    rung += towards;
    if (rung > 5 || rung < -5)
        rung -= towards;
    if (rung == 0)
        return (AVRational){0, 1};
    int times = 1 << (abs(rung) - 1);
    return (AVRational){rung < 0 ? -times : times, 1};
}

static ct_code play_forward(ct_act *act, ct_error *err)
{
    return set_speed(act, next_rung(speed_now(act), 1), err);
}

static ct_code play_reverse(ct_act *act, ct_error *err)
{
    return set_speed(act, next_rung(speed_now(act), -1), err);
}

static ct_code play_stop(ct_act *act, ct_error *err)
{
    (void)err;
    ct_session_end_string(act->session);
    ct_session_play(act->session, (AVRational){0, 1});
    return settle(act);
}

static ct_code change_speed(ct_act *act, int num, int den, ct_error *err)
{
    AVRational speed = speed_now(act);

    if (speed.num == 0)
        speed = (AVRational){1, 1};
    speed = av_mul_q(speed, (AVRational){num, den});
    if (av_cmp_q(speed, (AVRational){16, 1}) <= 0 && av_cmp_q(speed, (AVRational){-16, 1}) >= 0 &&
        abs(speed.num) * 8 >= speed.den)
        return set_speed(act, speed, err);
    return CT_OK;
}

static ct_code play_faster(ct_act *act, ct_error *err)
{
    return change_speed(act, 2, 1, err);
}

static ct_code play_slower(ct_act *act, ct_error *err)
{
    return change_speed(act, 1, 2, err);
}

/* Held: quarter speed. Tapped: one frame. */
static ct_code play_jog(ct_act *act, ct_error *err)
{
    ct_session *s = act->session;
    int64_t     direction;
    ct_code     code = ct_act_int(act, "direction", -1, 1, 1, &direction, err);

    if (code)
        return code;
    if (!ct_args_get(act->args, "release")) {
        s->jog_began_us = ct_clock_us();
        s->jog_from = ct_session_head(s);
        ct_session_play(s, (AVRational){direction < 0 ? -1 : 1, 4});
        return CT_OK;
    }
    ct_session_play(s, (AVRational){0, 1});
    if (ct_clock_us() - s->jog_began_us < TAP_US) {
        ct_session_seek(s, s->jog_from);
        ct_session_step(s, direction);
    }
    return settle(act);
}

static ct_code play_step(ct_act *act, ct_error *err)
{
    int64_t frames;
    ct_code code = ct_act_int(act, "frames", -100000, 100000, 1, &frames, err);

    if (code)
        return code;
    ct_session_step(act->session, frames);
    return settle(act);
}

/* A second is as many frames as the rate rounds to, so that labels move by exactly one second. */
static ct_code play_skip(ct_act *act, ct_error *err)
{
    int64_t seconds;
    ct_code code = ct_act_int(act, "seconds", -3600, 3600, 1, &seconds, err);

    if (code)
        return code;
    ct_session_step(act->session, seconds * ct_tc_base(ct_session_head_fps(act->session)));
    return settle(act);
}

static ct_code go(ct_act *act, int64_t frame)
{
    ct_session_end_string(act->session);
    ct_session_seek(act->session, frame);
    return settle(act);
}

/* Within the cut in the viewer: a timecode of its record, f120, +10. */
static ct_code goto_record(ct_act *act, ct_error *err)
{
    const ct_cut  *cut = ct_session_cut(act->session);
    ct_pos_context context = {cut->fps,
                              {cut->start, cut->count, cut->fps},
                              cut->frames,
                              ct_session_record(act->session),
                              "cut"};
    int64_t        record;
    ct_code        code = ct_pos_parse(ct_args_text(act->args, "at"), &context, &record, err);

    return code ? code : go(act, record);
}

static ct_code play_goto(ct_act *act, ct_error *err)
{
    int64_t frame;
    ct_clip clip;

    if (ct_session_cut(act->session) && !ct_args_get(act->args, "clip"))
        return goto_record(act, err);
    ct_code code = ct_act_clip(act, &clip, err);

    if (code)
        return code;
    code = ct_act_frame(act, &clip, "at", -1, &frame, err);
    bool there = ct_id_equal(clip.id, act->session->clip.id) && !ct_session_cut(act->session);
    if (!code && !there)
        ct_session_open_clip(act->session, clip.id, frame);
    else if (!code)
        go(act, frame);
    ct_clip_finish(&clip);
    return code;
}

static ct_code play_home(ct_act *act, ct_error *err)
{
    (void)err;
    return go(act, 0);
}

static ct_code play_end(ct_act *act, ct_error *err)
{
    (void)err;
    return go(act, ct_session_length(act->session) - 1);
}

static ct_code play_in(ct_act *act, ct_error *err)
{
    if (act->session->in < 0)
        return ct_fail(err, CT_NO_INPUT, "In is not marked.");
    ct_session_leave_cut(act->session); /* In and Out are the clip's */
    return go(act, act->session->in);
}

static ct_code play_out(ct_act *act, ct_error *err)
{
    if (act->session->end < 0)
        return ct_fail(err, CT_NO_INPUT, "Out is not marked.");
    ct_session_leave_cut(act->session);
    return go(act, act->session->end - 1);
}

static ct_code play_span(ct_act *act, ct_error *err)
{
    const ct_clip *clip = ct_session_clip(act->session);
    ct_span        span;
    ct_code        code = ct_act_span(act, clip, &span, err);

    if (code)
        return code;
    ct_session_leave_cut(act->session);
    ct_session_play_span(act->session, span);
    return CT_OK;
}

static ct_code play_around(ct_act *act, ct_error *err)
{
    const ct_session *s = act->session;
    int64_t           reach = (int64_t)AROUND_S * ct_tc_base(ct_session_head_fps(s));
    int64_t           head = ct_session_head(s), length = ct_session_length(s);

    (void)err;
    ct_session_play_span(act->session,
                         (ct_span){head > reach ? head - reach : 0,
                                   head + reach + 1 < length ? head + reach + 1 : length});
    return CT_OK;
}

static ct_code play_loop(ct_act *act, ct_error *err)
{
    (void)err;
    ct_session_set_looping(act->session, !act->session->looping);
    return CT_OK;
}

/* What the list shows, rejected ranges left out, in the order made by hand. */
static ct_code play_selects(ct_act *act, ct_error *err)
{
    ct_session     *s = act->session;
    const char     *find = ct_args_get(act->args, "find");
    ct_select_query query = {
        .find = find ? find : s->find, .not_rejected = true, .order = CT_ORDER_HAND};
    ct_select_list selects = {0};
    ct_code        code = ct_session_needs_project(s, err);

    if (!code)
        code = ct_query_selects(s->query, &query, &selects, err);
    if (!code)
        code = ct_session_play_string(s, &selects, err);
    ct_select_list_finish(&selects);
    return code;
}

static ct_code view_time(ct_act *act, ct_error *err)
{
    ct_session *s = act->session;
    char        text[2] = "0";

    (void)err;
    s->time_display = (ct_time_display)((s->time_display + 1) % 3);
    text[0] = (char)('0' + s->time_display);
    ct_session_set_setting(s, "view.time", text);
    s->changed |= CT_CHANGED_POSITION | CT_CHANGED_MARKS | CT_CHANGED_CLIPS;
    return CT_OK;
}

static ct_code play_hardware(ct_act *act, ct_error *err)
{
    ct_session *s = act->session;
    int64_t     on = !ct_session_hardware(s);
    ct_code     code = CT_OK;

    if (ct_args_get(act->args, "on"))
        code = ct_act_int(act, "on", 0, 1, 1, &on, err);
    if (!code)
        ct_session_set_hardware(s, on != 0);
    return code;
}

#define OF_CLIP (CT_ACT_NEEDS_WINDOW | CT_ACT_NEEDS_CLIP)
#define PLAYS   (OF_CLIP | CT_ACT_ON_CUTS)

const ct_action ct_acts_play[] = {
    {"play.toggle", "Play or stop", "", PLAYS, play_toggle},
    {"play.forward", "Play forward; again: faster; while in reverse: slower", "", PLAYS,
     play_forward},
    {"play.reverse", "Play in reverse; again: faster; while forward: slower", "", PLAYS,
     play_reverse},
    {"play.stop", "Stop; speed back to one", "", PLAYS, play_stop},
    {"play.faster", "Play twice as fast", "", PLAYS, play_faster},
    {"play.slower", "Play half as fast", "", PLAYS, play_slower},
    {"play.jog", "Quarter speed while held; tapped: one frame", "direction", PLAYS | CT_ACT_HOLD,
     play_jog},
    {"play.step", "Move by frames, heard", "frames", PLAYS | CT_ACT_REPEATS, play_step},
    {"play.skip", "Move by seconds", "seconds", PLAYS | CT_ACT_REPEATS, play_skip},
    {"play.goto", "Go to a position", "at clip?", PLAYS, play_goto},
    {"play.home", "Go to the first frame", "", PLAYS, play_home},
    {"play.end", "Go to the last frame", "", PLAYS, play_end},
    {"play.in", "Go to In", "", OF_CLIP, play_in},
    {"play.out", "Go to Out", "", OF_CLIP, play_out},
    {"play.span", "Play In to Out", "in? out?", OF_CLIP, play_span},
    {"play.around", "Play around the playhead, two seconds each way", "", PLAYS, play_around},
    {"play.loop", "Loop between In and Out, on or off", "", PLAYS, play_loop},
    {"play.selects", "Play all selects end to end", "find?", CT_ACT_NEEDS_WINDOW, play_selects},
    {"play.hardware",
     "Let the graphics card decode play where its pictures are the same to the bit, or not", "on?",
     CT_ACT_NEEDS_WINDOW, play_hardware},
    {"view.time", "Show positions as timecode, frames or time", "", CT_ACT_NEEDS_WINDOW, view_time},
};
const size_t ct_acts_play_count = sizeof ct_acts_play / sizeof ct_acts_play[0];

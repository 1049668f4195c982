/* SPDX-License-Identifier: MIT */
/* Acts on In, Out and selects. */
#include <stdlib.h>
#include <string.h>

#include "acts.h"
#include "circletake/thread.h"

/* --- In and Out ---------------------------------------------------------------------------- */

/* Where In and Out were marked in the cut that is in the viewer; -1 each: they were not. */
static void remember_cut_range(ct_session *s, int64_t in, int64_t out)
{
    const ct_cut *cut = ct_session_cut(s);

    s->cut_range.cut = cut ? cut->id : ct_id_none();
    s->cut_range.in = in;
    s->cut_range.out = out;
}

static int64_t marked_in_cut(const ct_session *s, int64_t record)
{
    const ct_cut *cut = ct_session_cut(s);

    return cut && ct_id_equal(cut->id, s->cut_range.cut) ? record : -1;
}

/* The frames of the clip that the shot under the playhead shows, when another shot is on at `other`. False: it is
 * the same one, or none. */
static bool shot_is_another(const ct_session *s, int64_t other, ct_span *shown)
{
    const ct_cut_view *view = ct_session_cut_view(s);

    if (!view || other < 0)
        return false;
    ct_look         looks[2] = {ct_cut_map_look(view->map, ct_session_record(s)),
                                ct_cut_map_look(view->map, other)};
    const ct_layer *here = ct_look_shot(&looks[0]), *there = ct_look_shot(&looks[1]);
    if (!here || (there && there->event == here->event))
        return false;
    (void)ct_cut_map_span(view->map, (size_t)here->event, shown);
    shown->first = shown->first > 0 ? shown->first : 0;
    return true;
}

static void say_shot_range(ct_session *s, const char *end, const char *edge)
{
    ct_session_say(s, CT_MESSAGE_INFO,
                   "%s is on another shot. A note or select belongs to one clip, so this range %s.",
                   end, edge);
}

/* In behind Out (or the other way round) starts a new range: the older mark goes. */
static ct_code mark_in(ct_act *act, ct_error *err)
{
    ct_session *s = act->session;
    int64_t     frame, here = ct_session_record(s);
    int64_t     out = s->cut_range.in < 0 ? marked_in_cut(s, s->cut_range.out) : -1;
    ct_span     shot;
    ct_code     code = ct_act_frame(act, &s->clip, "at", -1, &frame, err);

    if (code)
        return code;
    int64_t end = s->end > frame ? s->end : -1;
    if (end < 0 && out > here && shot_is_another(s, out, &shot)) {
        end = shot.end < s->clip.frame_count ? shot.end : s->clip.frame_count;
        say_shot_range(s, "Out", "ends with this shot");
    }
    ct_session_set_range(s, frame, end);
    remember_cut_range(s, here, out > here ? out : -1);
    return CT_OK;
}

static ct_code mark_out(ct_act *act, ct_error *err)
{
    ct_session *s = act->session;
    int64_t     frame, here = ct_session_record(s), in = marked_in_cut(s, s->cut_range.in);
    ct_span     shot;
    ct_code     code = ct_act_frame(act, &s->clip, "at", -1, &frame, err);

    if (code)
        return code;
    int64_t first = s->in <= frame ? s->in : -1;
    if (first < 0 && in >= 0 && in < here && shot_is_another(s, in, &shot)) {
        first = shot.first;
        say_shot_range(s, "In", "begins with this shot");
    }
    ct_session_set_range(s, first, frame + 1);
    remember_cut_range(s, in < here ? in : -1, here);
    return CT_OK;
}

static ct_code mark_in_clear(ct_act *act, ct_error *err)
{
    (void)err;
    act->session->cut_range.in = -1;
    ct_session_set_range(act->session, -1, act->session->end);
    return CT_OK;
}

static ct_code mark_out_clear(ct_act *act, ct_error *err)
{
    (void)err;
    act->session->cut_range.out = -1;
    ct_session_set_range(act->session, act->session->in, -1);
    return CT_OK;
}

static ct_code mark_clear(ct_act *act, ct_error *err)
{
    (void)err;
    ct_session_set_range(act->session, -1, -1);
    return CT_OK;
}

static ct_code mark_whole(ct_act *act, ct_error *err)
{
    (void)err;
    ct_session_set_range(act->session, 0, act->session->state.frame_count);
    return CT_OK;
}

/* Of two places the nearer one beyond the playhead. */
static int64_t nearer(int64_t best, int64_t at, int64_t here, int direction)
{
    if (at < 0 || (direction > 0 ? at <= here : at >= here))
        return best;
    return best < 0 || (direction > 0 ? at < best : at > best) ? at : best;
}

/* Starts of selects and notes, both ends of In to Out: the nearest beyond the playhead. */
static int64_t nearest_mark(const ct_session *s, int direction)
{
    int64_t here = s->state.position, best = -1;

    for (size_t i = 0; i < s->selects.count; i++)
        best = nearer(best, s->selects.items[i].span.first, here, direction);
    for (size_t i = 0; i < s->notes.count; i++)
        best = nearer(best, s->notes.items[i].span.first, here, direction);
    best = nearer(best, s->in, here, direction);
    return nearer(best, s->end - 1, here, direction);
}

static int64_t nearest_remark(const ct_cut_view *v, int64_t best, int64_t here, int direction)
{
    for (size_t i = 0; i < v->events.event_count; i++) {
        const ct_event *e = &v->events.events[i];
        for (size_t k = 0; k < e->marker_count; k++)
            best = nearer(best, ct_cut_view_remark(v, e, &e->markers[k]), here, direction);
    }
    return best;
}

/* Of a cut: where shots come on, the notes made on it, and the remarks that its list brought. */
static ct_code go_in_cut(ct_session *s, int direction, ct_error *err)
{
    size_t         count;
    const ct_shot *shots = ct_sight_shots(ct_cut_map_sight(ct_session_cut_view(s)->map), &count);
    int64_t        here = ct_session_record(s), best = -1;

    for (size_t i = 0; i < count; i++)
        best = nearer(best, shots[i].record.first, here, direction);
    for (size_t i = 0; i < s->cut_notes.count; i++)
        best = nearer(best, s->cut_notes.items[i].record_frame, here, direction);
    best = nearest_remark(ct_session_cut_view(s), best, here, direction);
    if (best < 0)
        return ct_fail(err, CT_NO_INPUT,
                       direction > 0
                           ? "There is no shot, note or remark after this frame of the cut."
                           : "There is no shot, note or remark before this frame of the cut.");
    ct_session_seek(s, best);
    ct_session_poll_clip(s, ct_clock_us());
    return CT_OK;
}

static ct_code go_to_mark(ct_act *act, int direction, ct_error *err)
{
    ct_session *s = act->session;

    if (ct_session_cut(s))
        return go_in_cut(s, direction, err);
    int64_t frame = nearest_mark(s, direction);
    if (frame < 0)
        return ct_fail(err, CT_NO_INPUT,
                       direction > 0 ? "There is no mark after this frame."
                                     : "There is no mark before this frame.");
    ct_session_seek(s, frame);
    s->selected_mark = ct_id_none();
    for (size_t i = 0; i < s->selects.count; i++)
        if (s->selects.items[i].span.first == frame)
            s->selected_mark = s->selects.items[i].id;
    for (size_t i = 0; i < s->notes.count; i++)
        if (s->notes.items[i].span.first == frame)
            s->selected_mark = s->notes.items[i].id;
    s->changed |= CT_CHANGED_MARKS;
    return CT_OK;
}

static ct_code mark_next(ct_act *act, ct_error *err)
{
    return go_to_mark(act, 1, err);
}

static ct_code mark_previous(ct_act *act, ct_error *err)
{
    return go_to_mark(act, -1, err);
}

/* --- selects --------------------------------------------------------------------------------- */

/* Fills a new select of `clip` with the range and proofs; the rest is the caller's. */
static ct_code new_select(ct_act *act, const ct_clip *clip, ct_select *out, ct_error *err)
{
    ct_select_init(out);
    ct_code code = ct_act_span(act, clip, &out->span, err);
    if (code)
        return code;
    out->clip = clip->id;
    out->author = ct_strdup(ct_session_author(act->session));
    ct_session_evidence(act->session, clip, out->span.first, &out->first_proof);
    ct_session_evidence(act->session, clip, out->span.end - 1, &out->last_proof);
    return CT_OK;
}

static ct_code read_select_fields(ct_act *act, ct_select *select, ct_error *err)
{
    const char *verdict = ct_args_get(act->args, "verdict");
    int64_t     stars;
    ct_code     code = ct_act_int(act, "rating", 0, 5, select->rating, &stars, err);

    if (!code && verdict && !ct_verdict_parse(verdict, &select->verdict))
        code = ct_fail(err, CT_USAGE, "verdict=%s: it is good, rejected or unrated.", verdict);
    if (code)
        return code;
    select->rating = (int)stars;
    if (ct_args_get(act->args, "label"))
        ct_strset(&select->label, ct_args_get(act->args, "label"));
    return CT_OK;
}

/* Keeps a select and makes it the selected mark; In and Out are free for the next. */
static ct_code keep_select(ct_act *act, const ct_clip *clip, ct_select *select,
                           const char *sentence, ct_error *err)
{
    ct_session *s = act->session;
    ct_edit    *edit = ct_edit_create(sentence, ct_session_author(s), 0);
    ct_id       id = ct_edit_add_select(edit, select);
    ct_code     code = ct_session_commit(s, &edit, err);

    if (code)
        return code;
    s->selected_mark = select->id = id;
    if (ct_session_clip(s) && ct_id_equal(s->clip.id, clip->id)) {
        ct_session_show_select(s, select);
        ct_session_set_range(s, -1, -1);
    }
    ct_act_print_id(act, id);
    return CT_OK;
}

static ct_code select_add(ct_act *act, ct_error *err)
{
    ct_clip   clip;
    ct_select select;
    ct_code   code = ct_act_clip(act, &clip, err);

    if (code)
        return code;
    code = new_select(act, &clip, &select, err);
    if (!code)
        code = read_select_fields(act, &select, err);
    if (!code)
        code = keep_select(act, &clip, &select, "Keep select", err);
    ct_select_finish(&select);
    ct_clip_finish(&clip);
    return code;
}

/* One field of one select, as an edit of its own. */
static ct_code set_select_field(ct_act *act, const char *sentence, ct_field field, int64_t value,
                                const char *text, ct_error *err)
{
    ct_select select;
    ct_code   code = ct_act_select(act, &select, err);

    if (code)
        return code;
    ct_edit *edit = ct_edit_create(sentence, ct_session_author(act->session), 0);
    if (text)
        ct_edit_set_text(edit, select.id, field, text);
    else
        ct_edit_set_int(edit, select.id, field, value);
    act->session->selected_mark = select.id;
    ct_select_finish(&select);
    return ct_session_commit(act->session, &edit, err);
}

static bool wants_range(const ct_act *act)
{
    const ct_session *s = act->session;

    return !ct_args_get(act->args, "select") &&
           (ct_args_get(act->args, "in") || ct_args_get(act->args, "out") ||
            (ct_session_clip(s) && !ct_args_get(act->args, "clip") && (s->in >= 0 || s->end >= 0)));
}

/* A verdict is for In to Out when that is marked (and so becomes a select), else for the select under
 * the playhead. */
static ct_code give_verdict(ct_act *act, ct_verdict verdict, const char *sentence, ct_error *err)
{
    ct_clip   clip;
    ct_select select;

    if (!wants_range(act))
        return set_select_field(act, sentence, CT_SELECT_VERDICT, verdict, NULL, err);
    ct_code code = ct_act_clip(act, &clip, err);
    if (code)
        return code;
    code = new_select(act, &clip, &select, err);
    select.verdict = verdict;
    if (!code)
        code = keep_select(act, &clip, &select, sentence, err);
    ct_select_finish(&select);
    ct_clip_finish(&clip);
    return code;
}

static ct_code select_good(ct_act *act, ct_error *err)
{
    return give_verdict(act, CT_GOOD, "Call it good", err);
}

static ct_code select_reject(ct_act *act, ct_error *err)
{
    return give_verdict(act, CT_REJECTED, "Reject", err);
}

static ct_code select_unrate(ct_act *act, ct_error *err)
{
    return set_select_field(act, "Take the verdict back", CT_SELECT_VERDICT, CT_UNRATED, NULL, err);
}

static ct_code select_label(ct_act *act, ct_error *err)
{
    return set_select_field(act, "Name select", CT_SELECT_LABEL, 0,
                            ct_args_text(act->args, "label"), err);
}

static ct_code select_rate(ct_act *act, ct_error *err)
{
    int64_t stars;
    ct_code code = ct_act_int(act, "stars", 0, 5, 0, &stars, err);

    return code ? code : set_select_field(act, "Rate select", CT_SELECT_RATING, stars, NULL, err);
}

static ct_code select_trim(ct_act *act, ct_error *err)
{
    ct_session *s = act->session;
    ct_select   select;
    ct_clip     clip = {0};
    ct_evidence first, last;
    int64_t     out = 0;
    ct_code     code = ct_act_select(act, &select, err);

    if (code)
        return code;
    code = ct_query_clip(s->query, select.clip, &clip, err);
    if (!code)
        code = ct_act_frame(act, &clip, "in", select.span.first, &select.span.first, err);
    if (!code)
        code = ct_act_frame(act, &clip, "out", select.span.end - 1, &out, err);
    select.span.end = out + 1;
    if (!code && !ct_span_valid(select.span, clip.frame_count))
        code = ct_fail(err, CT_BAD_DATA, "Out would lie before In.");
    if (!code) {
        ct_edit *edit = ct_edit_create("Trim select", ct_session_author(s), 0);
        ct_session_evidence(s, &clip, select.span.first, &first);
        ct_session_evidence(s, &clip, select.span.end - 1, &last);
        ct_edit_set_select_span(edit, select.id, select.span, &first, &last);
        code = ct_session_commit(s, &edit, err);
    }
    ct_clip_finish(&clip);
    ct_select_finish(&select);
    return code;
}

static ct_code select_withdraw(ct_act *act, ct_error *err)
{
    ct_select select;
    ct_code   code = ct_act_select(act, &select, err);

    if (code)
        return code;
    ct_edit *edit = ct_edit_create("Withdraw select", ct_session_author(act->session), 0);
    ct_edit_withdraw(edit, CT_TABLE_SELECT, select.id);
    ct_select_finish(&select);
    return ct_session_commit(act->session, &edit, err);
}

/* Where `before` stands in the hand-made order, the moving one left out; the end for none. */
static ct_code place_before(const ct_select_list *all, ct_id before, size_t *place, ct_error *err)
{
    for (*place = 0; *place < all->count; (*place)++)
        if (ct_id_equal(all->items[*place].id, before))
            return CT_OK;
    return ct_id_is_none(before)
               ? CT_OK
               : ct_fail(err, CT_NO_INPUT, "There is no select to put it before.");
}

static void remove_select(ct_select_list *all, ct_id id)
{
    for (size_t i = 0; i < all->count; i++)
        if (ct_id_equal(all->items[i].id, id)) {
            ct_select_finish(&all->items[i]);
            memmove(&all->items[i], &all->items[i + 1], (--all->count - i) * sizeof *all->items);
            return;
        }
}

/* Between its new neighbours; where no number is left between them, all are numbered anew. */
static void set_order(ct_edit *edit, const ct_select_list *all, size_t place, ct_id moving)
{
    double previous = place > 0 ? all->items[place - 1].order : 0;
    double next = place < all->count ? all->items[place].order : previous + 2;
    double between = previous + (next - previous) / 2;

    if (between > previous && between < next) {
        ct_edit_set_real(edit, moving, CT_SELECT_ORDER, between);
        return;
    }
    for (size_t i = 0; i < all->count; i++)
        ct_edit_set_real(edit, all->items[i].id, CT_SELECT_ORDER, (double)(i + 1 + (i >= place)));
    ct_edit_set_real(edit, moving, CT_SELECT_ORDER, (double)(place + 1));
}

/* Into the hand-made order, before another select or at the end. */
static ct_code select_move(ct_act *act, ct_error *err)
{
    ct_session     *s = act->session;
    ct_select_query query = {.order = CT_ORDER_HAND};
    ct_select_list  all = {0};
    ct_select       select;
    const char     *word = ct_args_text(act->args, "before");
    ct_id           before = ct_id_none();
    size_t          place = 0;

    if (*word && !ct_id_parse(word, &before))
        return ct_fail(err, CT_USAGE, "before= takes the id of a select.");
    ct_code code = ct_act_select(act, &select, err);
    if (code)
        return code;
    code = ct_query_selects(s->query, &query, &all, err);
    remove_select(&all, select.id);
    if (!code)
        code = place_before(&all, before, &place, err);
    if (!code) {
        ct_edit *edit = ct_edit_create("Move select", ct_session_author(s), 0);
        set_order(edit, &all, place, select.id);
        code = ct_session_commit(s, &edit, err);
    }
    ct_select_list_finish(&all);
    ct_select_finish(&select);
    return code;
}

static ct_code mark_goto(ct_act *act, ct_error *err)
{
    ct_session *s = act->session;
    ct_select   select;
    ct_note     note;
    ct_id       id;

    if (!ct_id_parse(ct_args_text(act->args, "mark"), &id))
        return ct_fail(err, CT_USAGE, "mark= takes the id of a select or note.");
    if (ct_query_select(s->query, id, &select, NULL) == CT_OK) {
        ct_session_open_clip(s, select.clip, select.span.first);
        ct_select_finish(&select);
    } else {
        ct_code code = ct_query_note(s->query, id, &note, err);
        if (code)
            return code;
        if (ct_session_cut(s) && ct_id_equal(ct_session_cut(s)->id, note.cut))
            ct_session_seek(s, note.record_frame);
        else
            ct_session_open_clip(s, note.clip, note.span.first);
        ct_note_finish(&note);
    }
    ct_session_select_mark(s, id);
    return CT_OK;
}

#define MARKS  (CT_ACT_NEEDS_WINDOW | CT_ACT_NEEDS_CLIP)
#define WRITES (CT_ACT_NEEDS_CLIP | CT_ACT_WRITES)

const ct_action ct_acts_mark[] = {
    {"mark.in", "Mark In at the playhead, also while it plays", "at?", MARKS, mark_in},
    {"mark.out", "Mark Out at the playhead; its picture belongs to the range", "at?", MARKS,
     mark_out},
    {"mark.in.clear", "Clear In", "", MARKS, mark_in_clear},
    {"mark.out.clear", "Clear Out", "", MARKS, mark_out_clear},
    {"mark.clear", "Clear In and Out", "", MARKS, mark_clear},
    {"mark.whole", "In and Out at the ends of the clip", "", MARKS, mark_whole},
    {"mark.next", "Go to the next mark, select or note; of a cut to the next shot, note or remark",
     "", MARKS | CT_ACT_ON_CUTS, mark_next},
    {"mark.previous",
     "Go to the previous mark, select or note; of a cut to the previous shot, note or remark", "",
     MARKS | CT_ACT_ON_CUTS, mark_previous},
    {"mark.goto", "Go to a select or note of any clip", "mark", CT_ACT_NEEDS_WINDOW, mark_goto},
    {"select.add", "Keep In to Out as a select", "clip? in? out? label? rating? verdict?", WRITES,
     select_add},
    {"select.good", "Call In to Out, or the select under the playhead, good",
     "clip? in? out? select?", WRITES, select_good},
    {"select.reject", "Reject In to Out, or the select under the playhead; nothing is destroyed",
     "clip? in? out? select?", WRITES, select_reject},
    {"select.unrate", "Take the verdict of a select back", "select?", WRITES, select_unrate},
    {"select.label", "Name a select", "label select?", WRITES, select_label},
    {"select.rate", "Give a select stars", "stars select?", WRITES, select_rate},
    {"select.trim", "Move the ends of a select", "in? out? select?", WRITES, select_trim},
    {"select.move", "Put a select before another, or last, in the order by hand", "before? select?",
     WRITES, select_move},
    {"select.withdraw", "Withdraw a select; undo brings it back", "select?", WRITES,
     select_withdraw},
};
const size_t ct_acts_mark_count = sizeof ct_acts_mark / sizeof ct_acts_mark[0];

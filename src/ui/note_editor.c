/* SPDX-License-Identifier: MIT */
/* The note being written, at the head of the marks panel. Every change of its text is kept as a
 * draft in the project at once: Escape, a crash or a closed window lose nothing. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ui/ui_priv.h"

enum { LABEL_W = 84, LINES_LEAST = 4, LINES_MOST = 12, KEY_BYTES = 64 };

struct ct_note_editor {
    bool         open, focus; /* focus: the text gets the keys with the next frame */
    bool         was_playing;
    ct_id        clip, note; /* note none: a new one */
    ct_id        root;       /* the note it answers; none: a note of its own */
    ct_span      span;
    ct_textedit *body, *assignee;
    int          category, priority;
    char         key[KEY_BYTES]; /* of the draft; also while closed, for what was left */
    bool         left;           /* text stands there that was not saved */
};

ct_note_editor *ct_note_editor_create(void)
{
    ct_note_editor *e = ct_alloc(sizeof *e);

    e->body = ct_textedit_create(true);
    e->assignee = ct_textedit_create(false);
    return e;
}

void ct_note_editor_destroy(ct_note_editor **editor)
{
    if (!*editor)
        return;
    ct_textedit_destroy(&(*editor)->body);
    ct_textedit_destroy(&(*editor)->assignee);
    free(*editor);
    *editor = NULL;
}

bool ct_note_editor_is_open(const ct_note_editor *editor)
{
    return editor->open;
}

bool ct_note_editor_has(const ct_note_editor *editor, ct_id note)
{
    return editor->open && ct_id_equal(editor->note, note);
}

/* --- drafts ------------------------------------------------------------------------------------ */

static bool nothing_said(ct_ui *ui)
{
    return ct_textedit_empty(ui->editor->body) && ct_board_empty(ui->board);
}

/* A line of fields and strokes, a line with who answers, then the text as it stands. */
static void put_draft(ct_ui *ui)
{
    ct_note_editor *e = ui->editor;
    char           *strokes = ct_board_text(ui->board);
    char           *text = ct_asprintf("%lld %lld %d %d %s\n%s\n%s", (long long)e->span.first,
                                       (long long)e->span.end, e->category, e->priority, strokes,
                                       ct_textedit_text(e->assignee), ct_textedit_text(e->body));

    e->left = !nothing_said(ui);
    ct_session_set_draft(ui->session, e->key, e->left ? text : "");
    free(text);
    free(strokes);
}

static bool read_draft(ct_ui *ui, const char *text)
{
    ct_note_editor *e = ui->editor;
    long long       first, end;
    int             category, priority, strokes = 0;
    const char     *who = strchr(text, '\n'), *body = who ? strchr(who + 1, '\n') : NULL;

    if (!body ||
        sscanf(text, "%lld %lld %d %d%n", &first, &end, &category, &priority, &strokes) != 4 ||
        category < 0 || category >= CT_CAT_COUNT || priority < 0 || priority > 3)
        return false;
    char *name = ct_strndup(who + 1, (size_t)(body - who - 1));
    char *drawn = ct_strndup(text + strokes, (size_t)(who - text - strokes));
    e->span = (ct_span){first, end};
    e->category = category;
    e->priority = priority;
    ct_textedit_set(e->assignee, name);
    ct_textedit_set(e->body, body + 1);
    ct_board_set(ui->board, drawn);
    free(name);
    free(drawn);
    return true;
}

/* Goes on with what was left under this key; true when there was something. */
static bool resume(ct_ui *ui, const char *key)
{
    ct_note_editor *e = ui->editor;
    bool            mine = e->left && strcmp(e->key, key) == 0;

    snprintf(e->key, sizeof e->key, "%s", key);
    if (mine) /* newer than what may be on the disk yet */
        return true;
    char *text = ct_session_draft(ui->session, key);
    bool  found = text && *text && read_draft(ui, text);
    free(text);
    e->left = found;
    return found;
}

/* --- opening ------------------------------------------------------------------------------------- */

static void open_editor(ct_ui *ui)
{
    ct_note_editor *e = ui->editor;

    e->was_playing = ct_session_state(ui->session)->playing;
    if (e->was_playing)
        ct_ui_act_line(ui, "play.stop");
    e->open = e->focus = true;
    ui->layout.marks_tab = CT_TAB_NOTES; /* where it will stand */
    ct_gui_wake(ui->gui, 0);
}

/* To the picture that the note stands on, and is drawn on: in the cut where that shows it, else in its clip. */
static void go_to_note(ct_ui *ui)
{
    const ct_note_editor *e = ui->editor;
    const ct_cut_view    *view = ct_session_cut_view(ui->session);
    int64_t               frame = e->span.first, here = ct_session_record(ui->session);
    int64_t record = view ? ct_cut_map_record(view->map, e->clip, frame, here, NULL) : -1;
    char    at[32], id[CT_ID_TEXT_BYTES];

    snprintf(at, sizeof at, "f%lld", (long long)(record >= 0 ? record : frame));
    if (record >= 0)
        ct_ui_act(ui, "play.goto", "at", at, NULL);
    else
        ct_ui_act(ui, "play.goto", "at", at, "clip", ct_id_text(e->clip, id), NULL);
}

ct_code ct_note_editor_write(ct_ui *ui, ct_error *err)
{
    ct_note_editor *e = ui->editor;
    const ct_clip  *clip = ct_session_clip(ui->session);
    char            key[KEY_BYTES], id[CT_ID_TEXT_BYTES];
    int64_t         in = ct_session_in(ui->session), end = ct_session_end(ui->session);

    if (!clip)
        return ct_fail(err, CT_USAGE, "Open a clip first: a note stands on a frame.");
    if (e->open) {
        e->focus = true;
        return CT_OK;
    }
    snprintf(key, sizeof key, "note:%s", ct_id_text(clip->id, id));
    e->clip = clip->id;
    e->note = e->root = ct_id_none();
    if (!resume(ui, key)) {
        int64_t here = ct_session_position(ui->session);
        e->span = in >= 0 && end > in ? (ct_span){in, end} : (ct_span){here, here + 1};
        e->priority = 0;
        ct_board_set(ui->board, "");
        ct_textedit_set(e->body, "");
        ct_textedit_set(e->assignee, "");
    } else {
        go_to_note(ui);
    }
    open_editor(ui);
    return CT_OK;
}

ct_code ct_note_editor_sketch(ct_ui *ui, ct_error *err)
{
    ct_code code = ct_note_editor_write(ui, err);

    if (!code) {
        ui->editor->focus = false;
        ct_gui_focus(ui->gui, 0);
        go_to_note(ui);
    }
    return code;
}

ct_code ct_note_editor_answer(ct_ui *ui, ct_error *err)
{
    ct_note_editor *e = ui->editor;
    const ct_note  *note = ct_session_meant_note(ui->session);
    char            key[KEY_BYTES], id[CT_ID_TEXT_BYTES];

    if (!note)
        return ct_fail(err, CT_NO_INPUT, "There is no note under the playhead to answer.");
    if (e->open)
        put_draft(ui);
    e->clip = note->clip;
    e->note = ct_id_none();
    e->root = ct_id_is_none(note->reply_to) ? note->id : note->reply_to;
    snprintf(key, sizeof key, "note-reply:%s", ct_id_text(e->root, id));
    if (!resume(ui, key)) {
        ct_board_set(ui->board, "");
        ct_textedit_set(e->body, "");
        ct_textedit_set(e->assignee, "");
    }
    e->category = (int)note->category;
    e->priority = 0;
    e->span = note->span;
    open_editor(ui);
    return CT_OK;
}

ct_code ct_note_editor_edit(ct_ui *ui, ct_error *err)
{
    ct_note_editor *e = ui->editor;
    const ct_note  *note = ct_session_meant_note(ui->session);
    char            key[KEY_BYTES], id[CT_ID_TEXT_BYTES];

    if (!note)
        return ct_fail(err, CT_NO_INPUT, "There is no note under the playhead.");
    if (e->open)
        put_draft(ui);
    snprintf(key, sizeof key, "note-change:%s", ct_id_text(note->id, id));
    e->clip = note->clip;
    e->note = note->id;
    e->root = note->reply_to;
    if (!resume(ui, key)) {
        e->span = note->span;
        e->category = (int)note->category;
        e->priority = note->priority;
        ct_board_set(ui->board, note->drawing);
        ct_textedit_set(e->body, ct_str_or_empty(note->body));
        ct_textedit_set(e->assignee, ct_str_or_empty(note->assignee));
    }
    e->span = note->span;
    open_editor(ui);
    return CT_OK;
}

void ct_note_editor_close(ct_ui *ui)
{
    ui->editor->open = false;
    ui->editor->left = false;
    ui->editor->key[0] = '\0';
}

/* --- saving ----------------------------------------------------------------------------------------- */

static void close_editor(ct_ui *ui, bool play_on)
{
    ct_note_editor *e = ui->editor;

    e->open = false;
    ct_gui_focus(ui->gui, 0);
    ct_gui_wake(ui->gui, 0);
    if (play_on && e->was_playing && !ct_session_state(ui->session)->playing)
        ct_ui_act_line(ui, "play.toggle");
}

static void name_place(const ct_note_editor *e, ct_args *args)
{
    char text[32], id[CT_ID_TEXT_BYTES];

    ct_args_set(args, "clip", ct_id_text(e->clip, id));
    snprintf(text, sizeof text, "f%lld", (long long)e->span.first);
    ct_args_set(args, ct_span_count(e->span) > 1 ? "in" : "at", text);
    snprintf(text, sizeof text, "f%lld", (long long)e->span.end - 1);
    if (ct_span_count(e->span) > 1)
        ct_args_set(args, "out", text);
}

static bool is_answer(const ct_note_editor *e)
{
    return !ct_id_is_none(e->root);
}

static void name_fields(const ct_note_editor *e, ct_args *args)
{
    char text[8];

    snprintf(text, sizeof text, "%d", e->priority);
    ct_args_set(args, "category", ct_category_name((ct_category)e->category));
    ct_args_set(args, "assignee", ct_textedit_text(e->assignee));
    ct_args_set(args, "priority", text);
}

static ct_code save_note(ct_ui *ui, ct_error *err)
{
    ct_note_editor *e = ui->editor;
    ct_args         args = {0};
    char            id[CT_ID_TEXT_BYTES];
    bool            fresh = ct_id_is_none(e->note);
    char           *drawn = ct_board_text(ui->board);

    ct_args_set(&args, "text", ct_textedit_text(e->body));
    ct_args_set(&args, "draft", e->key);
    if (!fresh || *drawn)
        ct_args_set(&args, "drawing", drawn);
    if (!is_answer(e))
        name_fields(e, &args);
    if (!fresh || is_answer(e))
        ct_args_set(&args, "note", ct_id_text(fresh ? e->root : e->note, id));
    else
        name_place(e, &args);
    const char *action = !fresh ? "note.change" : is_answer(e) ? "note.reply" : "note.add";
    ct_code     code = ct_action_run(ui->registry, ui->session, action, &args, false, NULL, err);
    ct_args_finish(&args);
    free(drawn);
    return code;
}

/* A new note without a word or a stroke is none. When it cannot be saved, editor and draft stay. */
static void save(ct_ui *ui)
{
    ct_note_editor *e = ui->editor;
    ct_error        err = {0};

    if (ct_id_is_none(e->note) && nothing_said(ui)) {
        close_editor(ui, true);
        return;
    }
    ct_code code = save_note(ui, &err);
    if (code) {
        ct_session_say(ui->session, CT_MESSAGE_ERROR, "%s", err.text);
        return;
    }
    e->left = false;
    close_editor(ui, true);
}

static void leave(ct_ui *ui)
{
    ct_note_editor *e = ui->editor;

    put_draft(ui);
    if (e->left)
        ct_session_say(ui->session, CT_MESSAGE_INFO,
                       "The note is kept as a draft: the same key goes on with it.");
    close_editor(ui, false);
}

static void discard(ct_ui *ui)
{
    ct_note_editor *e = ui->editor;

    ct_textedit_set(e->body, "");
    ct_board_set(ui->board, "");
    put_draft(ui);
    close_editor(ui, true);
}

bool ct_note_editor_can_draw(const ct_ui *ui)
{
    const ct_note_editor *e = ui->editor;
    const ct_clip        *clip = ct_session_clip(ui->session);

    return e->open && clip && ct_id_equal(e->clip, clip->id) &&
           ct_span_has(e->span, ct_session_position(ui->session));
}

bool ct_note_editor_draw(ct_ui *ui, ct_rect area, ct_rect picture)
{
    ct_note_editor *e = ui->editor;

    if (!ct_note_editor_can_draw(ui))
        return false;
    bool         on_it = ct_session_position(ui->session) == e->span.first;
    ct_board_did did = ct_board_run(ui->board, ui->gui, area, picture, on_it);
    if (did.refused) {
        go_to_note(ui);
        ct_session_say(ui->session, CT_MESSAGE_INFO,
                       "A drawing is on the first picture of its note: this one.");
    }
    if (did.changed)
        put_draft(ui);
    if (did.drawn) /* what is typed next is said about the stroke, not to the keys */
        e->focus = true;
    if (did.saved)
        save(ui);
    else if (did.left)
        leave(ui);
    return true;
}

bool ct_note_editor_awaits_words(const ct_ui *ui)
{
    return ui->editor->open && (ui->editor->focus || ct_board_is_drawing(ui->board));
}

/* --- on screen -------------------------------------------------------------------------------------- */

static void title_of(ct_ui *ui, char *out, size_t bytes)
{
    ct_note_editor *e = ui->editor;
    const ct_clip  *clip = ct_session_clip_of(ui->session, e->clip);
    char            from[CT_POSITION_TEXT_BYTES] = "", to[CT_POSITION_TEXT_BYTES] = "";

    if (clip) {
        ct_session_position_text(ui->session, clip, e->span.first, from);
        ct_session_position_text(ui->session, clip, e->span.end - 1, to);
    }
    if (ct_span_count(e->span) > 1)
        snprintf(out, bytes, "%s – %s", from, to);
    else
        snprintf(out, bytes, "%s", from);
}

static ct_rect labelled(ct_ui *ui, ct_rect *r, const char *label)
{
    ct_rect row = ct_cut_top(r, CT_CONTROL);

    ct_skip_top(r, 6);
    ct_widget_label(ui->gui, ct_cut_left(&row, LABEL_W), label, CT_TYPE_SMALL, ct_dark.text_soft);
    return row;
}

static void run_fields(ct_ui *ui, ct_rect *r)
{
    static const ct_menu_item priorities[4] = {
        {.text = "None"}, {.text = "Low"}, {.text = "Medium"}, {.text = "High"}};
    ct_menu_item    categories[CT_CAT_COUNT] = {0};
    ct_note_editor *e = ui->editor;
    ct_field_look   look = {.placeholder = "Who answers"};
    bool            changed = false;

    for (int i = 0; i < CT_CAT_COUNT; i++) {
        categories[i].text = ct_category_name((ct_category)i);
        categories[i].colour = ct_dark.category[i];
    }
    changed |= ct_dropdown(ui->gui, ct_gui_id(ui->gui, "category"), labelled(ui, r, "Department"),
                           categories, CT_CAT_COUNT, &e->category);
    changed |= ct_dropdown(ui->gui, ct_gui_id(ui->gui, "priority"), labelled(ui, r, "Priority"),
                           priorities, 4, &e->priority);
    ct_field_did did =
        ct_ui_field(ui, ct_gui_id(ui->gui, "assignee"), labelled(ui, r, "For"), e->assignee, &look);
    if (changed || did.changed)
        put_draft(ui);
    if (did.submitted)
        save(ui);
    else if (did.cancelled)
        leave(ui);
}

static void run_buttons(ct_ui *ui, ct_rect row)
{
    char      keys[CT_UI_TEXT], leave_keys[CT_UI_TEXT];
    ct_button buttons[3] = {
        {.text = "Save",
         .look = CT_BUTTON_MAIN,
         .tip = "Save the note and play on",
         .keys = ct_ui_keys_of(ui, "typing.save", keys)},
        {.text = "Later",
         .tip = "Leave; the draft stays",
         .keys = ct_ui_keys_of(ui, "typing.leave", leave_keys)},
        {.text = "Discard", .look = CT_BUTTON_FLAT, .tip = "Forget what was typed"}};
    static void (*const acts[3])(ct_ui * ui) = {save, leave, discard};

    for (int i = 0; i < 3; i++) {
        double  w = ct_widget_button_width(ui->gui, &buttons[i]);
        ct_rect box = i < 2 ? ct_cut_right(&row, w) : ct_cut_left(&row, w);
        ct_skip_right(&row, i < 2 ? CT_GAP : 0);
        if (ct_widget_button(ui->gui, ct_gui_id_n(ui->gui, "button", (uint64_t)i), box,
                             &buttons[i]))
            acts[i](ui);
    }
}

static void run_body(ct_ui *ui, ct_rect r)
{
    ct_note_editor *e = ui->editor;
    ct_wid          id = ct_gui_id(ui->gui, "body");
    ct_field_look   look = {.placeholder = is_answer(e) ? "What do you answer?"
                                                        : "What is wrong, or right, here?"};

    if (e->focus) {
        ct_gui_focus(ui->gui, id);
        e->focus = false;
    }
    /* Where no word was typed yet, the last that was done is a stroke. */
    if (ct_gui_focused(ui->gui) == id && ct_textedit_empty(e->body) && !ct_board_empty(ui->board) &&
        ct_input_take_key(ct_gui_input(ui->gui), SDLK_z, KMOD_CTRL) && ct_board_undo(ui->board))
        put_draft(ui);
    ct_field_did did = ct_ui_field(ui, id, r, e->body, &look);
    if (did.changed)
        put_draft(ui);
    if (did.submitted)
        save(ui);
    else if (did.cancelled)
        leave(ui);
}

static double body_height(ct_ui *ui, double width)
{
    return ct_field_height(ui->gui, ui->editor->body, width - 2 * CT_PAD, LINES_LEAST, LINES_MOST);
}

double ct_note_editor_height(ct_ui *ui, double width)
{
    double fields = is_answer(ui->editor) ? 0 : 3 * (CT_CONTROL + 6);

    return ui->editor->open
               ? CT_HEAD + body_height(ui, width) + fields + CT_CONTROL + 2 * CT_PAD + CT_GAP
               : 0;
}

void ct_note_editor_run(ct_ui *ui, ct_rect r)
{
    ct_canvas *c = ct_gui_canvas(ui->gui);
    char       title[96];

    ct_gui_scope_push(ui->gui, "note-editor", 0);
    ct_canvas_fill(c, r, 0, ct_dark.head);
    ct_canvas_fill(c, (ct_rect){r.x, r.y, 3, r.h}, 0, ct_dark.category[ui->editor->category]);
    ct_canvas_hline(c, r.x, r.y + r.h - 1, r.w, ct_dark.line);
    ct_rect inner = ct_rect_inset(r, CT_PAD, 0);
    ct_rect head = ct_cut_top(&inner, CT_HEAD);
    title_of(ui, title, sizeof title);
    const char *what = is_answer(ui->editor)             ? "Answer"
                       : ct_id_is_none(ui->editor->note) ? "New note"
                                                         : "Note";
    ct_widget_label(ui->gui, head, what, CT_TYPE_STRONG, ct_dark.text);
    ct_canvas_text(c, head, title, CT_TYPE_SMALL, ct_dark.text_soft, CT_TEXT_RIGHT);
    run_body(ui, ct_cut_top(&inner, body_height(ui, r.w)));
    ct_skip_top(&inner, CT_GAP);
    if (!is_answer(ui->editor))
        run_fields(ui, &inner);
    ct_skip_top(&inner, 4);
    run_buttons(ui, ct_cut_top(&inner, CT_CONTROL));
    ct_gui_scope_pop(ui->gui);
}

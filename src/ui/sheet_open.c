/* SPDX-License-Identifier: MIT */
/* What to open: a path to type, and what lies in its folder. Folders are read by a thread, because
 * a drive may be asleep. A folder or file opened into a project that is open is added to it. Also asks
 * for the folder that has the footage of a cut. */
#include <dirent.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "circletake/file.h"
#include "circletake/thread.h"
#include "ui/ui_priv.h"

enum { WIDTH = 640, ROWS = 12, ENTRIES_MOST = 20000 };

struct entry {
    char *name;
    bool  folder, project;
};

/* One folder being read, then shown. Belongs to the reading thread until `done`. */
struct listing {
    char         *folder;
    struct entry *entries;
    size_t        count, cap;
    bool          failed;
    pthread_t     thread;
    atomic_bool   done;
    void (*wakeup)(void *arg);
    void *wakeup_arg;
};

struct ct_sheet_open {
    ct_textedit    *path;
    struct listing *shown, *reading; /* either may be NULL */
    ct_scroll       scroll;
    size_t          cursor;
    bool            pointed; /* the arrows chose the row, whatever is typed */
    ct_id           subject; /* the cut or clip whose footage CT_SHEET_FOOTAGE or _REPLACE seeks */
    char           *subject_name;
};

/* --- reading a folder -------------------------------------------------------------------------- */

static int by_name(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;

    if (x->project != y->project)
        return x->project ? -1 : 1;
    if (x->folder != y->folder)
        return x->folder ? -1 : 1;
    return ct_natural_compare(x->name, y->name);
}

/* What SQLite keeps beside an open project is nothing to open. */
static bool is_beside_project(const char *name)
{
    const char *extension = ct_path_extension(name);

    return ct_equal_nocase(extension, "circletake-wal") ||
           ct_equal_nocase(extension, "circletake-shm");
}

static bool read_entry(const char *folder, const struct dirent *entry, struct entry *out)
{
    char       *path = ct_path_join(folder, entry->d_name);
    struct stat info;
    bool        ok = stat(path, &info) == 0 && (S_ISDIR(info.st_mode) || S_ISREG(info.st_mode));

    if (ok)
        *out = (struct entry){ct_strdup(entry->d_name), S_ISDIR(info.st_mode),
                              ct_equal_nocase(ct_path_extension(path), "circletake")};
    free(path);
    return ok;
}

static void *read_folder(void *arg)
{
    struct listing *l = arg;
    DIR            *folder = opendir(l->folder);

    l->failed = folder == NULL;
    for (struct dirent *e; folder && l->count < ENTRIES_MOST && (e = readdir(folder));) {
        struct entry entry;
        if (e->d_name[0] == '.' || is_beside_project(e->d_name) ||
            !read_entry(l->folder, e, &entry))
            continue;
        l->entries = ct_grow(l->entries, &l->cap, l->count + 1, sizeof *l->entries);
        l->entries[l->count++] = entry;
    }
    if (folder)
        closedir(folder);
    if (l->count > 0)
        qsort(l->entries, l->count, sizeof *l->entries, by_name);
    atomic_store(&l->done, true);
    if (l->wakeup)
        l->wakeup(l->wakeup_arg);
    return NULL;
}

static void listing_destroy(struct listing **l)
{
    if (!*l)
        return;
    pthread_join((*l)->thread, NULL);
    for (size_t i = 0; i < (*l)->count; i++)
        free((*l)->entries[i].name);
    free((*l)->entries);
    free((*l)->folder);
    free(*l);
    *l = NULL;
}

/* The folder part of what is typed. */
static char *typed_folder(const ct_sheet_open *x)
{
    const char *typed = ct_textedit_text(x->path);
    const char *slash = strrchr(typed, '/');

    if (!slash)
        return ct_strdup("/");
    return slash == typed ? ct_strdup("/") : ct_strndup(typed, (size_t)(slash - typed));
}

static const char *typed_name(const ct_sheet_open *x)
{
    return ct_path_name(ct_textedit_text(x->path));
}

/* One folder at a time: another one is asked for when this one has answered. */
static void follow_path(ct_ui *ui)
{
    ct_sheet_open *x = ui->open;

    if (x->reading && atomic_load(&x->reading->done)) {
        listing_destroy(&x->shown);
        x->shown = x->reading;
        x->reading = NULL;
        x->cursor = 0;
        x->pointed = false;
        x->scroll = (ct_scroll){0};
    }
    char *folder = typed_folder(x);
    bool  known = x->shown && strcmp(x->shown->folder, folder) == 0;
    if (!known && !x->reading) {
        struct listing *l = ct_alloc(sizeof *l);
        l->folder = ct_strdup(folder);
        l->wakeup = ui->config.wakeup;
        l->wakeup_arg = ui->config.wakeup_arg;
        if (ct_thread_start(&l->thread, "ct-folder", read_folder, l, NULL) == CT_OK) {
            x->reading = l;
        } else {
            free(l->folder);
            free(l);
        }
    }
    free(folder);
}

/* --- life ------------------------------------------------------------------------------------------ */

ct_sheet_open *ct_sheet_open_create(ct_ui *ui)
{
    ct_sheet_open *x = ct_alloc(sizeof *x);

    (void)ui;
    x->path = ct_textedit_create(false);
    return x;
}

void ct_sheet_open_destroy(ct_sheet_open **sheet)
{
    if (!*sheet)
        return;
    listing_destroy(&(*sheet)->shown);
    listing_destroy(&(*sheet)->reading);
    ct_textedit_destroy(&(*sheet)->path);
    free((*sheet)->subject_name);
    free(*sheet);
    *sheet = NULL;
}

void ct_sheet_open_for_cut(ct_ui *ui, ct_id cut)
{
    ui->open->subject = cut;
    ct_ui_open_sheet(ui, CT_SHEET_FOOTAGE);
}

static void set_folder(ct_sheet_open *x, const char *folder)
{
    char *path = ct_asprintf("%s%s", folder, strcmp(folder, "/") == 0 ? "" : "/");

    ct_textedit_set(x->path, path);
    free(path);
}

/* Starts in the folder of last time, else where the open project lies, else at home. What is there may have
 * changed since, so it is read again. */
static void begin(ct_ui *ui)
{
    const char *project = ct_session_project_path(ui->session), *home = getenv("HOME");
    char       *folder = !ct_textedit_empty(ui->open->path) ? typed_folder(ui->open)
                         : project                          ? ct_path_folder(project)
                                                            : ct_strdup(home ? home : "/");

    listing_destroy(&ui->open->shown);
    set_folder(ui->open, folder);
    free(folder);
}

void ct_sheet_open_for_clip(ct_ui *ui, const ct_clip *clip)
{
    ct_sheet_open *x = ui->open;
    char          *folder = ct_path_folder(clip->path);

    x->subject = clip->id;
    ct_strset(&x->subject_name, clip->name);
    set_folder(x, folder);
    ct_ui_open_sheet(ui, CT_SHEET_REPLACE);
    free(folder);
}

/* A path typed or pasted behind the one that stands there takes its place: "/shoot//media" is "/media". */
static void begin_anew(ct_sheet_open *x)
{
    const char *typed = ct_textedit_text(x->path), *home = getenv("HOME");
    const char *from = strstr(typed, "//"), *tilde = strstr(typed, "/~/");
    char       *path = NULL;

    if (tilde && home)
        path = ct_asprintf("%s%s", home, tilde + 2);
    else if (from)
        path = ct_strdup(from + 1);
    if (path)
        ct_textedit_set(x->path, path);
    free(path);
}

/* --- choosing ---------------------------------------------------------------------------------------- */

static bool is_shown(const ct_sheet_open *x, const struct entry *entry)
{
    const char *typed = typed_name(x);
    char       *head = ct_strndup(entry->name, strlen(typed));
    bool        same = ct_equal_nocase(head, typed);

    free(head);
    return same;
}

/* Index into the entries of row `row` of those that are shown; count when there is none. */
static size_t entry_at(const ct_sheet_open *x, size_t row)
{
    size_t i = 0;

    for (; x->shown && i < x->shown->count; i++)
        if (is_shown(x, &x->shown->entries[i]) && row-- == 0)
            break;
    return i;
}

static size_t shown_count(const ct_sheet_open *x)
{
    size_t count = 0;

    for (size_t i = 0; x->shown && i < x->shown->count; i++)
        count += is_shown(x, &x->shown->entries[i]);
    return count;
}

/* Is there what is typed, as far as the folder tells? While it is being read, and of names that are not shown,
 * whoever opens them says so. */
static bool may_be_there(const ct_sheet_open *x)
{
    const char *name = typed_name(x);
    char       *folder = typed_folder(x);
    bool        known = x->shown && strcmp(x->shown->folder, folder) == 0;
    bool        found = !known || (!x->shown->failed && (!*name || *name == '.'));

    for (size_t i = 0; !found && i < x->shown->count; i++)
        found = strcmp(x->shown->entries[i].name, name) == 0;
    free(folder);
    return found;
}

/* A project is opened, an edit list taken in; footage goes into the open project, or into one of its own. */
static void open_path(ct_ui *ui, const char *path)
{
    ct_sheet sheet = ui->sheet;
    char     subject[CT_ID_TEXT_BYTES];

    ct_ui_close_sheet(ui);
    ct_id_text(ui->open->subject, subject);
    if (sheet == CT_SHEET_FOOTAGE && ct_id_is_none(ui->open->subject))
        ct_ui_act(ui, "project.relink", "folder", path, NULL);
    else if (sheet == CT_SHEET_FOOTAGE)
        ct_ui_act(ui, "cut.conform", "cut", subject, "folder", path, NULL);
    else if (sheet == CT_SHEET_REPLACE)
        ct_ui_act(ui, "clip.replace", "clip", subject, "file", path, NULL);
    else
        ct_ui_drop(ui, &path, 1);
}

static void open_typed(ct_ui *ui)
{
    char  *path = ct_strdup(ct_textedit_text(ui->open->path));
    size_t bytes = strlen(path);

    if (bytes > 1 && path[bytes - 1] == '/')
        path[bytes - 1] = '\0';
    open_path(ui, path);
    free(path);
}

/* A folder is entered; a file or project opened. */
static void choose(ct_ui *ui, size_t row)
{
    ct_sheet_open *x = ui->open;
    size_t         i = entry_at(x, row);

    if (!x->shown || i >= x->shown->count)
        return;
    char *path = ct_path_join(x->shown->folder, x->shown->entries[i].name);
    if (x->shown->entries[i].folder) {
        char *inside = ct_asprintf("%s/", path);
        ct_textedit_set(x->path, inside);
        free(inside);
    } else {
        open_path(ui, path);
    }
    free(path);
}

/* The arrows chose a row, or what is typed is the beginning of its name. */
static bool has_lit_row(const ct_sheet_open *x)
{
    return (x->pointed || !may_be_there(x)) && x->cursor < shown_count(x);
}

/* The row that is lit, else what is typed. */
static void submit(ct_ui *ui)
{
    if (has_lit_row(ui->open))
        choose(ui, ui->open->cursor);
    else if (may_be_there(ui->open))
        open_typed(ui);
}

static void go_up(ct_sheet_open *x)
{
    char *folder = typed_folder(x), *above = ct_path_folder(folder);

    set_folder(x, above);
    free(above);
    free(folder);
}

/* --- drawing ------------------------------------------------------------------------------------------ */

static void draw_entry(ct_ui *ui, ct_rect row, const struct entry *entry)
{
    ct_canvas *c = ct_gui_canvas(ui->gui);
    ct_icon icon = entry->project ? CT_ICON_CIRCLED : entry->folder ? CT_ICON_FOLDER : CT_ICON_FILE;

    row = ct_rect_inset(row, CT_PAD, 0);
    ct_canvas_icon(c, icon, ct_rect_centre(ct_cut_left(&row, 16), 16, 16),
                   entry->project ? ct_dark.accent : ct_dark.text_soft);
    ct_skip_left(&row, CT_GAP);
    ct_canvas_text(c, row, entry->name, CT_TYPE_BODY, ct_dark.text, CT_TEXT_MIDDLE);
}

static void draw_entries(ct_ui *ui, ct_rect r)
{
    ct_sheet_open *x = ui->open;
    ct_gui        *g = ui->gui;
    ct_list        list = {.count = shown_count(x), .row = CT_ROW};
    ct_list_run    run;
    ct_rect        row;
    size_t         clicked = SIZE_MAX;

    if (x->shown && x->shown->failed) {
        ct_widget_empty(g, r, CT_ICON_WARNING, "This folder cannot be read",
                        "Check its name, and whether the drive is connected.");
        return;
    }
    if (x->shown && list.count == 0) {
        bool named = *typed_name(x);
        ct_widget_empty(g, r, named ? CT_ICON_SEARCH : CT_ICON_FOLDER,
                        named ? "Nothing here has this name" : "This folder is empty",
                        named ? "Names that begin with a dot are not shown."
                              : "Up leads out of it.");
        return;
    }
    for (run = ct_list_begin(g, ct_gui_id(g, "entries"), r, &list, &x->scroll);
         ct_list_next(&run, &row);) {
        ct_touch touch = ct_gui_touch(g, ct_gui_id_n(g, "entry", run.index), row);
        ct_list_ground(g, row, run.index == x->cursor && has_lit_row(x), touch.hot);
        draw_entry(ui, row, &x->shown->entries[entry_at(x, run.index)]);
        if (touch.clicked)
            clicked = run.index;
    }
    ct_list_end(&run);
    if (clicked != SIZE_MAX)
        choose(ui, clicked);
}

static void move_cursor(ct_ui *ui)
{
    ct_sheet_open *x = ui->open;
    ct_input      *in = ct_gui_input(ui->gui);
    ct_list        list = {.count = shown_count(x), .row = CT_ROW};
    size_t         before = x->cursor;

    while (ct_input_take_key(in, SDLK_DOWN, 0))
        x->cursor += x->cursor + 1 < list.count;
    while (ct_input_take_key(in, SDLK_UP, 0))
        x->cursor -= x->cursor > 0;
    if (x->cursor != before) {
        ct_list_reveal(&list, &x->scroll, x->cursor);
        x->pointed = true;
    }
    /* Completes what was begun; with nothing to complete it goes on to the buttons, as everywhere. */
    if ((x->pointed || *typed_name(x)) && x->cursor < list.count &&
        ct_input_take_key(in, SDLK_TAB, 0))
        choose(ui, x->cursor);
}

static bool draw_buttons(ct_ui *ui, ct_rect row, bool *cancel)
{
    ct_gui   *g = ui->gui;
    ct_button open = {.text = "Open this folder", .icon = CT_ICON_FOLDER, .look = CT_BUTTON_MAIN};
    ct_button up = {.text = "Up", .icon = CT_ICON_UP}, no = {.text = "Cancel"};

    if (ui->sheet == CT_SHEET_FOOTAGE)
        open.text = "Look in this folder";
    else if (ui->sheet == CT_SHEET_REPLACE)
        open = (ct_button){.text = "Take this file",
                           .look = CT_BUTTON_MAIN,
                           .off = !*typed_name(ui->open) && !has_lit_row(ui->open)};
    else if (*typed_name(ui->open) || has_lit_row(ui->open))
        open.text = "Open";
    if (!may_be_there(ui->open))
        open.off = !has_lit_row(ui->open);
    bool go = ct_widget_button(g, ct_gui_id(g, "open"),
                               ct_cut_right(&row, ct_widget_button_width(g, &open)), &open);
    ct_skip_right(&row, CT_GAP);
    if (ct_widget_button(g, ct_gui_id(g, "cancel"),
                         ct_cut_right(&row, ct_widget_button_width(g, &no)), &no))
        *cancel = true;
    if (ct_widget_button(g, ct_gui_id(g, "up"), ct_cut_left(&row, ct_widget_button_width(g, &up)),
                         &up))
        go_up(ui->open);
    return go;
}

static char *title_of(const ct_ui *ui)
{
    if (ui->sheet == CT_SHEET_REPLACE)
        return ct_asprintf("Another file for %s", ct_str_or_empty(ui->open->subject_name));
    if (ui->sheet == CT_SHEET_FOOTAGE)
        return ct_strdup(ct_id_is_none(ui->open->subject) ? "Where is the footage now?"
                                                          : "Where is the footage of this cut?");
    return ct_strdup(ct_session_phase_now(ui->session) == CT_SESSION_OPEN
                         ? "Add footage, or open another project"
                         : "Open a folder of rushes, or a project");
}

void ct_sheet_open_run(ct_ui *ui)
{
    ct_gui       *g = ui->gui;
    ct_field_look look = {.placeholder = "Folder, file or project", .icon = CT_ICON_FOLDER};
    bool          closed = false;
    char         *title = title_of(ui);

    if (ui->sheet_fresh)
        begin(ui);
    follow_path(ui);
    ct_rect r = ct_sheet_begin(g, ct_gui_id(g, "open-sheet"), (ct_size){WIDTH, 148 + ROWS * CT_ROW},
                               title, &closed);
    free(title);
    ct_wid field = ct_gui_id(g, "path");
    if (ui->sheet_fresh)
        ct_gui_focus(g, field);
    if (ct_gui_focused(g) == field)
        move_cursor(ui);
    ct_field_did did = ct_ui_field(ui, field, ct_cut_top(&r, CT_CONTROL), ui->open->path, &look);
    ct_skip_top(&r, CT_GAP);
    ct_rect buttons = ct_cut_bottom(&r, CT_CONTROL);
    ct_skip_bottom(&r, CT_GAP);
    draw_entries(ui, r);
    bool go = draw_buttons(ui, buttons, &closed);
    ct_sheet_end(g);
    if (did.changed) {
        begin_anew(ui->open);
        ui->open->cursor = 0;
        ui->open->pointed = false;
    }
    if (closed || did.cancelled)
        ct_ui_close_sheet(ui);
    else if (go || did.submitted)
        submit(ui);
}

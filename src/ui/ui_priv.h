/* SPDX-License-Identifier: MIT */
/* The insides of the interface, shared by its panels. Main thread.
 *
 *   ui.c              the frame: layout, splitters, which sheet is open
 *   keys.c            key presses to actions
 *   act_window.c      acts on the window
 *   panel_*.c         one panel each: a struct it keeps, a function that runs a frame of it
 *   sheet_*.c         one sheet each, alike
 *   note_editor.c     the note being written
 *   board.c           what is drawn over the picture for it
 *   start_screen.c    what is shown while no project is open */
#ifndef CT_UI_UI_PRIV_H
#define CT_UI_UI_PRIV_H

#include "ui/board.h"
#include "ui/field.h"
#include "ui/list.h"
#include "ui/popup.h"
#include "ui/ui.h"
#include "ui/widget.h"

#if defined(__GNUC__)
#define CT_ENDS_WITH_NULL __attribute__((sentinel))
#else
#define CT_ENDS_WITH_NULL
#endif

typedef enum ct_sheet {
    CT_SHEET_NONE,
    CT_SHEET_PALETTE,
    CT_SHEET_KEYS,
    CT_SHEET_OPEN,
    CT_SHEET_REPLACE, /* the same for another file of a clip */
    CT_SHEET_FOOTAGE, /* the same for the folder with the footage of a cut */
    CT_SHEET_EXPORT,
    CT_SHEET_SLATE,
    CT_SHEET_TIMELINE, /* which one of a list is taken in */
    CT_SHEET_DAMAGE,   /* whether what can be read of a list is */
    CT_SHEET_GOTO,
    CT_SHEET_NAME,
    CT_SHEET_LEAVE,
    CT_SHEET_COUNT
} ct_sheet;

enum { CT_TAB_NOTES, CT_TAB_SELECTS, CT_TAB_CUTS };

/* What a person can move; kept in the project. */
typedef struct ct_layout {
    double        left, right; /* widths of the side panels */
    double        timeline;    /* its height */
    bool          grid;        /* clips as stills; else as a table */
    bool          project;     /* marks of the project; else of the clip */
    int           marks_tab;   /* CT_TAB_ */
    ct_mark_order order;       /* of the selects of the project */
    bool          waveform;    /* and meters */
} ct_layout;

typedef struct ct_stills         ct_stills;
typedef struct ct_panel_bin      ct_panel_bin;
typedef struct ct_panel_marks    ct_panel_marks;
typedef struct ct_panel_selects  ct_panel_selects;
typedef struct ct_panel_cuts     ct_panel_cuts;
typedef struct ct_panel_compare  ct_panel_compare;
typedef struct ct_panel_events   ct_panel_events;
typedef struct ct_panel_timeline ct_panel_timeline;
typedef struct ct_panel_cut      ct_panel_cut;
typedef struct ct_panel_sound    ct_panel_sound;
typedef struct ct_panel_facts    ct_panel_facts;
typedef struct ct_note_editor    ct_note_editor;
typedef struct ct_palette        ct_palette;
typedef struct ct_help           ct_help;
typedef struct ct_sheet_open     ct_sheet_open;
typedef struct ct_clip_menu      ct_clip_menu;
typedef struct ct_sheet_export   ct_sheet_export;
typedef struct ct_sheet_slate    ct_sheet_slate;
typedef struct ct_sheet_timeline ct_sheet_timeline;
typedef struct ct_prompt         ct_prompt;

struct ct_ui {
    ct_ui_config config;
    ct_session  *session;
    ct_registry *registry;
    ct_keymap   *keymap;
    ct_gui      *gui;
    unsigned     changed; /* of this frame */

    ct_layout layout;
    bool      bare; /* panels are hidden */
    bool      fullscreen;
    ct_rect   viewer; /* of the last frame */

    size_t start_row; /* of the projects opened lately, the one that Return opens */

    ct_sheet sheet;
    bool     sheet_fresh; /* opened since its last frame */
    bool     want_find;   /* the filter gets the keys */

    uint64_t taken; /* the list taken in that was heeded last */
    int64_t
        answered_us; /* when an act was last answered by "there is none", a word that is soon old */

    bool    leaving, leave_anyway; /* the window is to close; whatever is lost */
    int64_t leaving_since_us;

    /* Of this frame: the keys that save and leave a text (keymap, [typing]). */
    bool save_typed, leave_typed;
    /* Keys held whose action ends when they are let go. */
    struct ct_held {
        int32_t key;
        char   *line;
    } held[4];
    bool k_held;

    ct_stills         *stills;
    ct_panel_bin      *bin;
    ct_panel_marks    *marks;
    ct_panel_selects  *selects;
    ct_panel_cuts     *cuts;
    ct_panel_compare  *compare;
    ct_panel_events   *events;
    ct_panel_timeline *timeline;
    ct_panel_cut      *cut;
    ct_panel_sound    *sound;
    ct_panel_facts    *facts;
    ct_note_editor    *editor;
    ct_board          *board; /* what is drawn for the note being written */
    ct_palette        *palette;
    ct_help           *help;
    ct_sheet_open     *open;
    ct_clip_menu      *clip_menu;
    ct_sheet_export *export;
    ct_sheet_slate    *slate;
    ct_sheet_timeline *which;
    ct_prompt         *prompt;
};

/* --- ui.c --- */
void ct_ui_open_sheet(ct_ui *ui, ct_sheet sheet);
void ct_ui_close_sheet(ct_ui *ui);
/* Runs an action with NAME, VALUE pairs, ended by NULL; what it says when it fails is shown. */
void ct_ui_act(ct_ui *ui, const char *action, ...) CT_ENDS_WITH_NULL;
/* The same from one line. */
void ct_ui_act_line(ct_ui *ui, const char *line);
void ct_ui_tell(ct_ui *ui, ct_code code, const ct_error *err);
/* A text field in which the keys of [typing] save and leave. */
ct_field_did ct_ui_field(ct_ui *ui, ct_wid id, ct_rect r, ct_textedit *ed,
                         const ct_field_look *look);
/* A button that runs an action; its tooltip says what and by which keys. */
typedef struct ct_ui_tool {
    ct_icon     icon;
    const char *line; /* action and arguments */
    bool        on, off;
    ct_colour   colour;
} ct_ui_tool;
void ct_ui_button(ct_ui *ui, ct_rect r, const ct_ui_tool *tool);
/* Reads what a position or duration of the open clip is called. */
enum { CT_UI_TEXT = 64 };
char *ct_ui_duration(ct_ui *ui, const ct_clip *clip, int64_t frames, char out[CT_UI_TEXT]);
/* The same without leading zero groups, where room is scarce: "07:12" are seconds and frames. */
char *ct_ui_short_duration(ct_ui *ui, const ct_clip *clip, int64_t frames, char out[CT_UI_TEXT]);

/* --- keys.c --- */
void ct_ui_keys_before(ct_ui *ui, ct_input *input);
void ct_ui_keys_after(ct_ui *ui, ct_input *input);
/* Keys of an action line, or of its action whatever the arguments: "S, Return". */
char *ct_ui_keys_of(const ct_ui *ui, const char *line, char out[CT_UI_TEXT]);

/* --- stills.c --- */
ct_stills *ct_stills_create(ct_session *session);
void       ct_stills_destroy(ct_stills **stills);
void       ct_stills_begin(ct_stills *stills, unsigned changed);
bool       ct_stills_missing(const ct_stills *stills);
/* NULL while it is on its way. Borrowed until the next frame. */
const ct_image *ct_stills_get(ct_stills *stills, const ct_clip *clip, int64_t frame);

/* --- panels --- */
ct_panel_bin *ct_panel_bin_create(void);
void          ct_panel_bin_destroy(ct_panel_bin **panel);
void          ct_panel_bin_run(ct_ui *ui, ct_rect r);

void ct_panel_viewer_run(ct_ui *ui, ct_rect r);

/* Of a centre `width` wide: what is odd gets a row of its own where one is too short. */
double          ct_panel_facts_height(ct_ui *ui, double width);
ct_panel_facts *ct_panel_facts_create(void);
void            ct_panel_facts_destroy(ct_panel_facts **panel);
void            ct_panel_facts_run(ct_ui *ui, ct_rect r);

ct_panel_timeline *ct_panel_timeline_create(void);
void               ct_panel_timeline_destroy(ct_panel_timeline **panel);
void               ct_panel_timeline_run(ct_ui *ui, ct_rect r);

/* Takes the place of the timeline while a cut is in the viewer. */
ct_panel_cut *ct_panel_cut_create(void);
void          ct_panel_cut_destroy(ct_panel_cut **panel);
void          ct_panel_cut_run(ct_ui *ui, ct_rect r);
/* Above the picture, in the place of the clip's facts. */
enum { CT_CUT_HEAD = 26 };
void ct_panel_cut_head(ct_ui *ui, ct_rect r);

ct_panel_sound *ct_panel_sound_create(void);
void            ct_panel_sound_destroy(ct_panel_sound **panel);
/* Whether it is shown beside a timeline, of `width` together. */
bool ct_panel_sound_wanted(const ct_ui *ui, double width);
enum { CT_SOUND_WIDTH = 190 };
void ct_panel_sound_run(ct_ui *ui, ct_rect r);

enum { CT_TRANSPORT_HEIGHT = 88 };
void ct_panel_transport_run(ct_ui *ui, ct_rect r);

ct_panel_marks *ct_panel_marks_create(void);
void            ct_panel_marks_destroy(ct_panel_marks **panel);
void            ct_panel_marks_run(ct_ui *ui, ct_rect r);
/* Opens the menu of a mark; called by its row. */
void ct_panel_marks_menu(ct_ui *ui, ct_id mark, ct_rect anchor);
/* Filters the marks by these words, as if they had been typed. */
void ct_panel_marks_find(ct_ui *ui, const char *text);

enum { CT_SELECT_ROW = 60 };
ct_panel_selects *ct_panel_selects_create(void);
void              ct_panel_selects_destroy(ct_panel_selects **panel);
void              ct_panel_selects_run(ct_ui *ui, ct_rect r);
/* Of the whole project: how long they are, what scenes lack, a cut of them; also below none. */
void ct_panel_selects_foot(ct_ui *ui, ct_rect *r);
/* What changed, also while it is not shown. */
void           ct_panel_selects_heed(ct_panel_selects *panel, unsigned changed);
void           ct_panel_selects_reveal(ct_ui *ui, size_t row);
void           ct_panel_selects_to_top(ct_ui *ui);
ct_panel_cuts *ct_panel_cuts_create(void);
void           ct_panel_cuts_destroy(ct_panel_cuts **panel);
void           ct_panel_cuts_run(ct_ui *ui, ct_rect r);
/* Lists the cuts, this one in sight as soon as it is there. */
void ct_panel_cuts_reveal(ct_ui *ui, ct_id cut);
/* Takes the place of the list of cuts: what changed to this cut, from the version before it on, or else from
 * another one that can be chosen there. */
ct_panel_compare *ct_panel_compare_create(void);
void              ct_panel_compare_destroy(ct_panel_compare **panel);
bool              ct_panel_compare_is_open(const ct_panel_compare *panel);
/* Since `since`; of none since the version before, else since any other. */
CT_MUST_USE ct_code ct_panel_compare_open(ct_ui *ui, ct_id cut, ct_id since, ct_error *err);
void                ct_panel_compare_close(ct_ui *ui);
void                ct_panel_compare_run(ct_ui *ui, ct_rect r);
/* Takes the place of the list of cuts: the events of the cut in the viewer, or only those that have no picture. */
ct_panel_events *ct_panel_events_create(void);
void             ct_panel_events_destroy(ct_panel_events **panel);
bool             ct_panel_events_is_open(const ct_ui *ui, bool missing);
void             ct_panel_events_open(ct_ui *ui, bool missing);
void             ct_panel_events_close(ct_ui *ui);
void             ct_panel_events_run(ct_ui *ui, ct_rect r);
/* "Found by reel + timecode", or why there is no picture. Gives. */
char *ct_ui_event_found(const ct_cut_view *view, size_t event);
/* How the selects of the project follow one another. True when it changed. */
bool ct_panel_selects_order(ct_ui *ui, ct_rect r, ct_mark_order *order);

double ct_state_line_height(ct_ui *ui, double width);
void   ct_state_line_run(ct_ui *ui, ct_rect r);
void   ct_banner_run(ct_ui *ui, ct_rect r, const char *text);
void   ct_start_screen_run(ct_ui *ui, ct_rect r);

/* --- the note being written --- */
ct_note_editor *ct_note_editor_create(void);
void            ct_note_editor_destroy(ct_note_editor **editor);
bool            ct_note_editor_is_open(const ct_note_editor *editor);
/* Is this note being changed? */
bool ct_note_editor_has(const ct_note_editor *editor, ct_id note);
/* A new note on In to Out or the playhead; picks up its draft. */
ct_code ct_note_editor_write(ct_ui *ui, ct_error *err);
/* A reply to the selected note, else to the one under the playhead. */
ct_code ct_note_editor_answer(ct_ui *ui, ct_error *err);
/* The selected note, else the one under the playhead. */
ct_code ct_note_editor_edit(ct_ui *ui, ct_error *err);
/* Words follow a stroke: keys of its frames are neither commands nor text yet. */
bool   ct_note_editor_awaits_words(const ct_ui *ui);
double ct_note_editor_height(ct_ui *ui, double width);
void   ct_note_editor_run(ct_ui *ui, ct_rect r);
/* It is open on a frame that is shown. */
bool ct_note_editor_can_draw(const ct_ui *ui);
/* Strokes over its picture, at `picture`, and the tools at the top of `area`, while it can draw; false: no. */
bool ct_note_editor_draw(ct_ui *ui, ct_rect area, ct_rect picture);
/* As write, with the hand on the picture instead of the text. */
ct_code ct_note_editor_sketch(ct_ui *ui, ct_error *err);
/* Its project is about to be closed: the draft stays. */
void ct_note_editor_close(ct_ui *ui);

/* --- sheets --- */
ct_palette *ct_palette_create(void);
void        ct_palette_destroy(ct_palette **palette);
void        ct_palette_run(ct_ui *ui);

ct_help *ct_help_create(void);
void     ct_help_destroy(ct_help **help);
void     ct_help_run(ct_ui *ui);

ct_sheet_open *ct_sheet_open_create(ct_ui *ui);
void           ct_sheet_open_destroy(ct_sheet_open **sheet);
void           ct_sheet_open_run(ct_ui *ui);
/* Asks for the folder that has a cut's footage; none: that of all clips which are offline. */
void ct_sheet_open_for_cut(ct_ui *ui, ct_id cut);
/* Opens the sheet, from where the clip's file lies, for another file of that clip. */
void ct_sheet_open_for_clip(ct_ui *ui, const ct_clip *clip);

/* --- clip_menu.c --- */
ct_clip_menu *ct_clip_menu_create(void);
void          ct_clip_menu_destroy(ct_clip_menu **menu);
/* At the mouse; chooses the clip when it is not among those chosen. */
void ct_clip_menu_open(ct_ui *ui, ct_id clip);
void ct_clip_menu_run(ct_ui *ui);
/* Links an event of the cut in the viewer to a clip by hand: by its timecode, or from the first frame on where that
 * does not fit. */
void ct_ui_relink_event(ct_ui *ui, size_t event, ct_id clip, bool from_first);

ct_sheet_export *ct_sheet_export_create(void);
void             ct_sheet_export_destroy(ct_sheet_export **sheet);
/* Opens the sheet for a cut as it stands, from where the selects can be chosen too; none: for the selects. */
void ct_sheet_export_open(ct_ui *ui, ct_id cut);
void ct_sheet_export_run(ct_ui *ui);

ct_sheet_slate *ct_sheet_slate_create(void);
void            ct_sheet_slate_destroy(ct_sheet_slate **sheet);
void            ct_sheet_slate_run(ct_ui *ui);
void            ct_sheet_leave_run(ct_ui *ui);

ct_sheet_timeline *ct_sheet_timeline_create(void);
void               ct_sheet_timeline_destroy(ct_sheet_timeline **sheet);
/* Opens it when a list asks and nothing else has the keys. */
void ct_sheet_timeline_heed(ct_ui *ui);
void ct_sheet_timeline_run(ct_ui *ui);
void ct_sheet_damage_run(ct_ui *ui);

/* One line asked for: a position to go to, a select's name. */
ct_prompt *ct_prompt_create(void);
void       ct_prompt_destroy(ct_prompt **prompt);
void       ct_prompt_goto(ct_ui *ui, const char *text);
void       ct_prompt_name(ct_ui *ui, ct_id select);
void       ct_prompt_rename_cut(ct_ui *ui, const ct_cut *cut);
/* `order` as cut.make takes it; borrowed for good. */
void ct_prompt_make_cut(ct_ui *ui, const char *order, const char *find);
void ct_prompt_run(ct_ui *ui);

#endif

/* SPDX-License-Identifier: MIT */
/* Icons as paths on a 16 x 16 grid: sharp at every scale, coloured like text. */
#ifndef CT_VIEW_ICON_H
#define CT_VIEW_ICON_H

typedef enum ct_icon {
    CT_ICON_NONE = 0,
    CT_ICON_PLAY,
    CT_ICON_PLAY_BACK,
    CT_ICON_STOP,
    CT_ICON_PAUSE,
    CT_ICON_STEP_BACK,
    CT_ICON_STEP,
    CT_ICON_FIRST,
    CT_ICON_LAST,
    CT_ICON_LOOP,
    CT_ICON_IN,
    CT_ICON_OUT,
    CT_ICON_CIRCLE,
    CT_ICON_CIRCLED,
    CT_ICON_STAR,
    CT_ICON_STAR_EMPTY,
    CT_ICON_FLAG,
    CT_ICON_GOOD,
    CT_ICON_REJECT,
    CT_ICON_CHECK,
    CT_ICON_CROSS,
    CT_ICON_PLUS,
    CT_ICON_MINUS,
    CT_ICON_SEARCH,
    CT_ICON_SPEAKER,
    CT_ICON_MUTED,
    CT_ICON_NOTE,
    CT_ICON_REPLY,
    CT_ICON_SELECT,
    CT_ICON_CLIP,
    CT_ICON_SOUND,
    CT_ICON_FOLDER,
    CT_ICON_FILE,
    CT_ICON_EXPORT,
    CT_ICON_LIST,
    CT_ICON_GRID,
    CT_ICON_TAG,
    CT_ICON_PERSON,
    CT_ICON_CLOCK,
    CT_ICON_WARNING,
    CT_ICON_PROVED,
    CT_ICON_DISPROVED,
    CT_ICON_OFFLINE,
    CT_ICON_LOCK,
    CT_ICON_SAVED,
    CT_ICON_UNDO,
    CT_ICON_REDO,
    CT_ICON_MENU,
    CT_ICON_MORE,
    CT_ICON_UP,
    CT_ICON_DOWN,
    CT_ICON_LEFT,
    CT_ICON_RIGHT,
    CT_ICON_FULLSCREEN,
    CT_ICON_KEYBOARD,
    CT_ICON_INFO,
    CT_ICON_COUNT
} ct_icon;

/* "play", "circle": for dumps and the gallery. */
const char *ct_icon_name(ct_icon icon);

#endif

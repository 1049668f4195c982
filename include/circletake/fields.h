/* SPDX-License-Identifier: MIT */
/* Every field of every authored row, once: number in the change log, C name, table,
 * column in the project file, type, flags. A number, once released, keeps its meaning for ever.
 *
 *   LOG    goes to the change log and can be undone
 *   FIXED  said once, when the row is made, and never changed: the row is its own record, nothing is
 *          logged
 *   LOCAL  true of this computer only: neither logged nor undone */
#ifndef CIRCLETAKE_FIELDS_H
#define CIRCLETAKE_FIELDS_H

/* clang-format off */
#define CT_FIELD_LIST(X) \
    X(  64, PROJECT_WITHDRAWN,     PROJECT,  withdrawn,     INT,  LOG) \
    X(  65, PROJECT_NAME,          PROJECT,  name,          TEXT, LOG) \
    X(  66, PROJECT_EDIT_RATE,     PROJECT,  edit_rate,     TEXT, LOG) /* "24000/1001", "" not set */ \
    \
    X( 128, PERSON_WITHDRAWN,      PERSON,   withdrawn,     INT,  LOG) \
    X( 129, PERSON_NAME,           PERSON,   name,          TEXT, LOG) \
    \
    X( 192, CLIP_WITHDRAWN,        CLIP,     withdrawn,     INT,  LOG) \
    X( 193, CLIP_PATH,             CLIP,     path,          TEXT, LOG) /* where it was seen last */ \
    X( 194, CLIP_NAME,             CLIP,     name,          TEXT, LOG) \
    X( 195, CLIP_CODEC,            CLIP,     codec,         TEXT, LOG) \
    X( 196, CLIP_SIZE_BYTES,       CLIP,     size_bytes,    INT,  LOG) \
    X( 197, CLIP_MTIME_NS,         CLIP,     mtime_ns,      INT,  LOG) \
    X( 198, CLIP_FINGERPRINT,      CLIP,     fingerprint,   INT,  LOG) /* the 64 bits as int64 */ \
    X( 199, CLIP_FPS_NUM,          CLIP,     fps_num,       INT,  LOG) \
    X( 200, CLIP_FPS_DEN,          CLIP,     fps_den,       INT,  LOG) \
    X( 201, CLIP_FRAME_COUNT,      CLIP,     frame_count,   INT,  LOG) \
    X( 202, CLIP_PROVISIONAL,      CLIP,     provisional,   INT,  LOG) \
    X( 203, CLIP_WIDTH_PX,         CLIP,     width_px,      INT,  LOG) \
    X( 204, CLIP_HEIGHT_PX,        CLIP,     height_px,     INT,  LOG) \
    X( 205, CLIP_VFR,              CLIP,     vfr,           INT,  LOG) \
    X( 206, CLIP_INTERLACED,       CLIP,     interlaced,    INT,  LOG) \
    X( 207, CLIP_OPEN_GOP,         CLIP,     open_gop,      INT,  LOG) \
    X( 208, CLIP_HAS_EDIT_LIST,    CLIP,     has_edit_list, INT,  LOG) \
    X( 209, CLIP_AUDIO_TRACKS,     CLIP,     audio_tracks,  INT,  LOG) \
    X( 210, CLIP_AUDIO_CHANNELS,   CLIP,     audio_channels, INT, LOG) \
    X( 211, CLIP_TC_START,         CLIP,     tc_start,      INT,  LOG) /* label number of frame 0 */ \
    X( 212, CLIP_TC_BASE,          CLIP,     tc_base,       INT,  LOG) \
    X( 213, CLIP_TC_DROP,          CLIP,     tc_drop,       INT,  LOG) \
    X( 214, CLIP_TC_RATE_NUM,      CLIP,     tc_rate_num,   INT,  LOG) \
    X( 215, CLIP_TC_RATE_DEN,      CLIP,     tc_rate_den,   INT,  LOG) \
    X( 216, CLIP_TC_SOURCE,        CLIP,     tc_source,     INT,  LOG) \
    X( 217, CLIP_OFFLINE,          CLIP,     offline,       INT,  LOCAL) \
    X( 218, CLIP_REEL,             CLIP,     reel,          TEXT, LOG) \
    X( 219, CLIP_SCENE,            CLIP,     scene,         TEXT, LOG) \
    X( 220, CLIP_SHOT,             CLIP,     shot,          TEXT, LOG) \
    X( 221, CLIP_TAKE,             CLIP,     take,          TEXT, LOG) \
    X( 222, CLIP_CAMERA,           CLIP,     camera,        TEXT, LOG) \
    X( 223, CLIP_CIRCLED,          CLIP,     circled,       INT,  LOG) \
    X( 224, CLIP_RATING,           CLIP,     rating,        INT,  LOG) \
    X( 225, CLIP_DESCRIPTION,      CLIP,     description,   TEXT, LOG) \
    X( 226, CLIP_KEYWORDS,         CLIP,     keywords,      TEXT, LOG) \
    X( 227, CLIP_MADE_US,          CLIP,     made_us,       INT,  LOG) \
    X( 228, CLIP_SOUND,            CLIP,     sound,         ID,   LOG) /* clip with its sound; none: its own */ \
    X( 229, CLIP_SOUND_START,      CLIP,     sound_start,   INT,  LOG) /* sample of that file at frame 0 */ \
    X( 230, CLIP_SOUND_RATE_HZ,    CLIP,     sound_rate_hz, INT,  LOG) \
    X( 231, CLIP_SOUND_HOW,        CLIP,     sound_how,     TEXT, LOG) /* timecode, clap, hand */ \
    X( 232, CLIP_SOUND_DELAY,      CLIP,     sound_delay,   INT,  LOG) /* 1/48000 s later */ \
    X( 233, CLIP_COLOUR,           CLIP,     colour,        INT,  LOG) /* ct_clip_colour */ \
    X( 234, CLIP_STREAM,           CLIP,     stream,        INT,  LOG) /* of its pictures, from 0 */ \
    X( 235, CLIP_AUDIO_LAYOUT,     CLIP,     audio_layout,  TEXT, LOG) /* channels of each track */ \
    \
    X( 256, LOCATION_WITHDRAWN,    LOCATION, withdrawn,     INT,  LOG) \
    X( 257, LOCATION_CLIP,         LOCATION, clip,          ID,   LOG) \
    X( 258, LOCATION_PATH,         LOCATION, path,          TEXT, LOG) \
    X( 259, LOCATION_SIZE_BYTES,   LOCATION, size_bytes,    INT,  LOG) \
    X( 260, LOCATION_MTIME_NS,     LOCATION, mtime_ns,      INT,  LOG) \
    \
    X( 320, SELECT_WITHDRAWN,      SELECT,   withdrawn,     INT,  LOG) \
    X( 321, SELECT_CLIP,           SELECT,   clip,          ID,   LOG) \
    X( 322, SELECT_FIRST,          SELECT,   first_frame,   INT,  LOG) \
    X( 323, SELECT_END,            SELECT,   end_frame,     INT,  LOG) \
    X( 324, SELECT_LABEL,          SELECT,   label,         TEXT, LOG) \
    X( 325, SELECT_AUTHOR,         SELECT,   author,        TEXT, LOG) \
    X( 326, SELECT_RATING,         SELECT,   rating,        INT,  LOG) \
    X( 327, SELECT_VERDICT,        SELECT,   verdict,       INT,  LOG) \
    X( 328, SELECT_ORDER,          SELECT,   sort_order,    REAL, LOG) \
    X( 329, SELECT_FIRST_PTS,      SELECT,   first_pts,     INT,  LOG) /* INT64_MIN: not known */ \
    X( 330, SELECT_FIRST_TB_NUM,   SELECT,   first_tb_num,  INT,  LOG) \
    X( 331, SELECT_FIRST_TB_DEN,   SELECT,   first_tb_den,  INT,  LOG) \
    X( 332, SELECT_FIRST_HASH,     SELECT,   first_hash,    INT,  LOG) \
    X( 333, SELECT_FIRST_TC,       SELECT,   first_tc,      TEXT, LOG) \
    X( 334, SELECT_LAST_PTS,       SELECT,   last_pts,      INT,  LOG) \
    X( 335, SELECT_LAST_TB_NUM,    SELECT,   last_tb_num,   INT,  LOG) \
    X( 336, SELECT_LAST_TB_DEN,    SELECT,   last_tb_den,   INT,  LOG) \
    X( 337, SELECT_LAST_HASH,      SELECT,   last_hash,     INT,  LOG) \
    X( 338, SELECT_LAST_TC,        SELECT,   last_tc,       TEXT, LOG) \
    X( 339, SELECT_MADE_US,        SELECT,   made_us,       INT,  LOG) \
    X( 340, SELECT_MEDIA,          SELECT,   media,         INT,  LOG) /* fingerprint of what was counted */ \
    X( 341, SELECT_FIRST_AROUND,   SELECT,   first_around,  TEXT, LOG) /* hashes of its neighbours */ \
    X( 342, SELECT_LAST_AROUND,    SELECT,   last_around,   TEXT, LOG) \
    \
    X( 384, NOTE_WITHDRAWN,        NOTE,     withdrawn,     INT,  LOG) \
    X( 385, NOTE_CLIP,             NOTE,     clip,          ID,   LOG) \
    X( 386, NOTE_REPLY_TO,         NOTE,     reply_to,      ID,   LOG) \
    X( 387, NOTE_FIRST,            NOTE,     first_frame,   INT,  LOG) \
    X( 388, NOTE_END,              NOTE,     end_frame,     INT,  LOG) \
    X( 389, NOTE_BODY,             NOTE,     body,          TEXT, LOG) \
    X( 390, NOTE_AUTHOR,           NOTE,     author,        TEXT, LOG) \
    X( 391, NOTE_ASSIGNEE,         NOTE,     assignee,      TEXT, LOG) \
    X( 392, NOTE_CATEGORY,         NOTE,     category,      INT,  LOG) \
    X( 393, NOTE_STATUS,           NOTE,     status,        INT,  LOG) \
    X( 394, NOTE_PRIORITY,         NOTE,     priority,      INT,  LOG) \
    X( 395, NOTE_PTS,              NOTE,     pts,           INT,  LOG) \
    X( 396, NOTE_TB_NUM,           NOTE,     tb_num,        INT,  LOG) \
    X( 397, NOTE_TB_DEN,           NOTE,     tb_den,        INT,  LOG) \
    X( 398, NOTE_HASH,             NOTE,     hash,          INT,  LOG) \
    X( 399, NOTE_TC,               NOTE,     tc,            TEXT, LOG) \
    X( 400, NOTE_MADE_US,          NOTE,     made_us,       INT,  LOG) \
    X( 401, NOTE_CUT,              NOTE,     cut,           ID,   LOG) /* it was made on; none: on the clip */ \
    X( 402, NOTE_RECORD,           NOTE,     record_frame,  INT,  LOG) /* of that cut */ \
    X( 403, NOTE_DRAWING,          NOTE,     drawing,       TEXT, LOG) /* see drawing.h */ \
    X( 404, NOTE_MEDIA,            NOTE,     media,         INT,  LOG) /* fingerprint of what was counted */ \
    X( 405, NOTE_AROUND,           NOTE,     around,        TEXT, LOG) /* hashes of its neighbours */ \
    X( 406, NOTE_LAST_HASH,        NOTE,     last_hash,     INT,  LOG) /* of a range */ \
    X( 407, NOTE_LAST_AROUND,      NOTE,     last_around,   TEXT, LOG) \
    \
    X( 448, TAG_WITHDRAWN,         TAG,      withdrawn,     INT,  LOG) \
    X( 449, TAG_POSITION,          TAG,      position,      INT,  LOG) /* number key 1-9, 0 none */ \
    X( 450, TAG_NAME,              TAG,      name,          TEXT, LOG) \
    \
    X( 512, EXPORT_WITHDRAWN,      EXPORT,   withdrawn,     INT,  LOG) \
    X( 513, EXPORT_FORMAT,         EXPORT,   format,        TEXT, LOG) \
    X( 514, EXPORT_PATH,           EXPORT,   path,          TEXT, LOG) \
    X( 515, EXPORT_SELECTION,      EXPORT,   selection,     TEXT, LOG) /* the search it was made from */ \
    X( 516, EXPORT_EVENTS,         EXPORT,   events,        INT,  LOG) \
    X( 517, EXPORT_WARNINGS,       EXPORT,   warnings,      INT,  LOG) \
    X( 518, EXPORT_MADE_US,        EXPORT,   made_us,       INT,  LOG) \
    X( 519, EXPORT_POSITION,       EXPORT,   position,      INT,  LOG) /* act.n up to which it knew all */ \
    \
    X( 576, CUT_WITHDRAWN,         CUT,      withdrawn,     INT,  LOG) \
    X( 577, CUT_NAME,              CUT,      name,          TEXT, LOG) \
    X( 578, CUT_VERSION,           CUT,      version,       INT,  LOG) /* of that name, from 1 */ \
    X( 579, CUT_REPLACES,          CUT,      replaces,      ID,   LOG) /* the version before */ \
    X( 580, CUT_PATH,              CUT,      path,          TEXT, LOG) /* the list it came from */ \
    X( 581, CUT_FORMAT,            CUT,      format,        TEXT, LOG) \
    X( 582, CUT_FPS_NUM,           CUT,      fps_num,       INT,  LOG) \
    X( 583, CUT_FPS_DEN,           CUT,      fps_den,       INT,  LOG) \
    X( 584, CUT_TC_BASE,           CUT,      tc_base,       INT,  LOG) \
    X( 585, CUT_TC_DROP,           CUT,      tc_drop,       INT,  LOG) \
    X( 586, CUT_TC_START,          CUT,      tc_start,      INT,  LOG) /* label of record frame 0 */ \
    X( 587, CUT_FRAMES,            CUT,      frames,        INT,  LOG) \
    X( 588, CUT_EVENTS,            CUT,      event_count,   INT,  LOG) \
    X( 589, CUT_AUTHOR,            CUT,      author,        TEXT, LOG) \
    X( 590, CUT_MADE_US,           CUT,      made_us,       INT,  LOG) \
    \
    X( 640, EVENT_WITHDRAWN,       EVENT,    withdrawn,     INT,  LOG) \
    X( 641, EVENT_CUT,             EVENT,    cut,           ID,   FIXED) \
    X( 642, EVENT_POSITION,        EVENT,    position,      INT,  FIXED) /* in the cut, from 0 */ \
    X( 643, EVENT_CLIP,            EVENT,    clip,          ID,   LOG) /* none: not found */ \
    X( 644, EVENT_MATCH,           EVENT,    match,         INT,  LOG) /* ct_match */ \
    X( 645, EVENT_SHIFT,           EVENT,    shift,         INT,  LOG) \
    X( 646, EVENT_RECORD_FIRST,    EVENT,    record_first,  INT,  FIXED) \
    X( 647, EVENT_RECORD_END,      EVENT,    record_end,    INT,  FIXED) \
    X( 648, EVENT_SOURCE_FIRST,    EVENT,    source_first,  INT,  FIXED) /* as the list said */ \
    X( 649, EVENT_SOURCE_END,      EVENT,    source_end,    INT,  FIXED) \
    X( 650, EVENT_NAME,            EVENT,    name,          TEXT, FIXED) \
    X( 651, EVENT_REEL,            EVENT,    reel,          TEXT, FIXED) \
    X( 652, EVENT_PATH,            EVENT,    path,          TEXT, FIXED) \
    X( 653, EVENT_FPS_NUM,         EVENT,    fps_num,       INT,  FIXED) \
    X( 654, EVENT_FPS_DEN,         EVENT,    fps_den,       INT,  FIXED) \
    X( 655, EVENT_TC_START,        EVENT,    tc_start,      INT,  FIXED) \
    X( 656, EVENT_TC_BASE,         EVENT,    tc_base,       INT,  FIXED) \
    X( 657, EVENT_TC_DROP,         EVENT,    tc_drop,       INT,  FIXED) \
    X( 658, EVENT_TC_RATE_NUM,     EVENT,    tc_rate_num,   INT,  FIXED) \
    X( 659, EVENT_TC_RATE_DEN,     EVENT,    tc_rate_den,   INT,  FIXED) \
    X( 660, EVENT_MEDIA_FRAMES,    EVENT,    media_frames,  INT,  FIXED) \
    X( 661, EVENT_CHANNELS,        EVENT,    channels,      INT,  FIXED) \
    X( 662, EVENT_TRANSITION,      EVENT,    transition,    INT,  FIXED) \
    X( 663, EVENT_TRANSITION_FRAMES, EVENT,  transition_frames, INT, FIXED) \
    X( 664, EVENT_WIPE,            EVENT,    wipe,          INT,  FIXED) \
    X( 665, EVENT_REVERSE,         EVENT,    reverse,       INT,  FIXED) \
    X( 666, EVENT_SPEED_NUM,       EVENT,    speed_num,     INT,  FIXED) \
    X( 667, EVENT_SPEED_DEN,       EVENT,    speed_den,     INT,  FIXED) \
    X( 668, EVENT_NUMBER,          EVENT,    number,        INT,  FIXED) \
    X( 669, EVENT_LABEL,           EVENT,    label,         TEXT, FIXED) \
    X( 670, EVENT_COMMENT,         EVENT,    comment,       TEXT, FIXED) \
    X( 671, EVENT_SCENE,           EVENT,    scene,         TEXT, FIXED) \
    X( 672, EVENT_SHOT,            EVENT,    shot,          TEXT, FIXED) \
    X( 673, EVENT_TAKE,            EVENT,    take,          TEXT, FIXED) \
    X( 674, EVENT_CAMERA,          EVENT,    camera,        TEXT, FIXED) \
    X( 675, EVENT_TRACK,           EVENT,    track,         INT,  FIXED) /* a higher one covers it */ \
    X( 676, EVENT_AUTHOR,          EVENT,    author,        TEXT, FIXED) \
    X( 677, EVENT_RATING,          EVENT,    rating,        INT,  FIXED) \
    X( 678, EVENT_VERDICT,         EVENT,    verdict,       INT,  FIXED) \
    X( 679, EVENT_CIRCLED,         EVENT,    circled,       INT,  FIXED) /* this, and what follows, of its clip */ \
    X( 680, EVENT_COLOUR,          EVENT,    colour,        INT,  FIXED) \
    X( 681, EVENT_DESCRIPTION,     EVENT,    description,   TEXT, FIXED) \
    X( 682, EVENT_KEYWORDS,        EVENT,    keywords,      TEXT, FIXED) \
    X( 683, EVENT_WITHIN_NUM,      EVENT,    within_num,    INT,  FIXED) /* of its first frame has passed */ \
    X( 684, EVENT_WITHIN_DEN,      EVENT,    within_den,    INT,  FIXED) \
    \
    X( 704, MARKER_WITHDRAWN,      MARKER,   withdrawn,     INT,  LOG) \
    X( 705, MARKER_EVENT,          MARKER,   event,         ID,   FIXED) \
    X( 706, MARKER_FRAME,          MARKER,   frame,         INT,  FIXED) /* as event.source_first */ \
    X( 707, MARKER_FRAMES,         MARKER,   frames,        INT,  FIXED) \
    X( 708, MARKER_TEXT,           MARKER,   text,          TEXT, FIXED) \
    X( 709, MARKER_AUTHOR,         MARKER,   author,        TEXT, FIXED) \
    X( 710, MARKER_COLOUR,         MARKER,   colour,        TEXT, FIXED) \
    X( 711, MARKER_CATEGORY,       MARKER,   category,      INT,  FIXED) \
    X( 712, MARKER_STATUS,         MARKER,   status,        INT,  FIXED) \
    X( 713, MARKER_REPLY_TO,       MARKER,   reply_to,      ID,   FIXED) /* the marker that it answers */ \
    X( 714, MARKER_PRIORITY,       MARKER,   priority,      INT,  FIXED) \
    X( 715, MARKER_ASSIGNEE,       MARKER,   assignee,      TEXT, FIXED) \
    X( 716, MARKER_STILL,          MARKER,   still,         TEXT, FIXED) /* path of a picture */ \
    X( 717, MARKER_HELD_FIRST,     MARKER,   held_first,    INT,  FIXED) /* on a picture that stands */ \
    X( 718, MARKER_HELD_END,       MARKER,   held_end,      INT,  FIXED)
/* clang-format on */

#endif

/* SPDX-License-Identifier: MIT */
/* Every table and column of a project file, with meaning and unit.
 *
 * Authored rows (project, person, clip, location, selection, note, tag, export, cut) have `n`, the row
 * number inside this file, which the search index refers to and which never leaves the file, and
 * `id`, UUIDv7, 16 bytes, which is their identity everywhere. Their fields are those of
 * include/circletake/fields.h and default to 0, '' or sixteen zero bytes: what the log does
 * not mention. Nothing is deleted from them: withdrawn = 1. Positions are frames of the clip,
 * ranges [first_frame, end_frame). Wall clock times are microseconds since 1970 UTC.
 *
 * Events and markers are parts of their cut: written with it in one transaction, never withdrawn by
 * themselves, and shown only while their cut is. A cut of 100,000 events is undone by one change.
 *
 * What was found out about the material is a table of its own, rebuildable like the search index.
 *
 * There are no triggers and no views: connections run with both switched off, so that a
 * foreign file cannot bring its own. Counters and search index are kept by apply.c in the
 * transaction of the change. Nothing may be changed here once released: add a step. */
#include "schema.h"

#include <stddef.h>

/* One column or thought a line. */
/* clang-format off */
#define BOOL_COLUMN(name) name " INTEGER NOT NULL DEFAULT 0 CHECK(" name " IN (0, 1))"
#define INT_COLUMN(name) name " INTEGER NOT NULL DEFAULT 0"
#define COUNT_COLUMN(name) name " INTEGER NOT NULL DEFAULT 0 CHECK(" name " >= 0)"
#define TEXT_COLUMN(name) name " TEXT NOT NULL DEFAULT ''"
#define AUTHORED \
    "n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE CHECK(length(id) = 16), " BOOL_COLUMN("withdrawn")
/* Words of three letters and more are found by their first two or three at once. Symbols (So) are
 * words too, so that an emoji is found. See words.c for scripts without spaces. */
#define WORDS(name) \
    "CREATE VIRTUAL TABLE " name " USING fts5(words, prefix = '2 3', " \
    "tokenize = \"unicode61 remove_diacritics 2 categories 'L* N* Co So'\")"

static const char *const version_1[] = {
    /* Every copy of this project that made changes found in this file. */
    "CREATE TABLE site(n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE CHECK(length(id) = 16)) STRICT",
    /* This copy. A copied file becomes another site when it is opened for writing, or two writers
     * would share one sequence. */
    "CREATE TABLE here("
    "n INTEGER PRIMARY KEY CHECK(n = 1), "
    "site INTEGER REFERENCES site(n), "
    "place TEXT NOT NULL, "     /* hash of machine, device, inode and path: whether it was copied */
    "seq INTEGER NOT NULL, "    /* last change.seq of this site */
    "hlc INTEGER NOT NULL, "    /* last hybrid clock: milliseconds << 16 | counter */
    "revision INTEGER NOT NULL" /* commits that changed rows */
    ") STRICT",
    "INSERT INTO here VALUES(1, NULL, '', 0, 0, 0)",

    /* ---- authored ---- */
    "CREATE TABLE project(" AUTHORED ", " TEXT_COLUMN("name") ", "
    TEXT_COLUMN("edit_rate") /* "24000/1001" of edit lists; '' not chosen */
    ") STRICT",

    "CREATE TABLE person(" AUTHORED ", " TEXT_COLUMN("name") ") STRICT",
    "CREATE INDEX person_name ON person(name)",

    "CREATE TABLE clip(" AUTHORED ", "
    TEXT_COLUMN("path") ", " TEXT_COLUMN("name") ", " TEXT_COLUMN("codec") ", "
    COUNT_COLUMN("size_bytes") ", " INT_COLUMN("mtime_ns") ", "
    INT_COLUMN("fingerprint") ", " /* of the content, 64 bits */
    COUNT_COLUMN("fps_num") ", " COUNT_COLUMN("fps_den") ", "
    COUNT_COLUMN("frame_count") ", "
    BOOL_COLUMN("provisional") ", " /* frame_count is a guess of the container's header */
    COUNT_COLUMN("width_px") ", " COUNT_COLUMN("height_px") ", "
    BOOL_COLUMN("vfr") ", " BOOL_COLUMN("interlaced") ", " BOOL_COLUMN("open_gop") ", "
    BOOL_COLUMN("has_edit_list") ", "
    COUNT_COLUMN("audio_tracks") ", " COUNT_COLUMN("audio_channels") ", "
    INT_COLUMN("tc_start") ", " /* label number of frame 0, in labels of tc_base */
    COUNT_COLUMN("tc_base") ", " BOOL_COLUMN("tc_drop") ", "
    COUNT_COLUMN("tc_rate_num") ", " COUNT_COLUMN("tc_rate_den") ", " /* labels a second */
    COUNT_COLUMN("tc_source") ", " /* ct_tc_source */
    BOOL_COLUMN("offline") ", "    /* not found on this computer, last time it was looked for */
    TEXT_COLUMN("reel") ", " TEXT_COLUMN("scene") ", " TEXT_COLUMN("shot") ", "
    TEXT_COLUMN("take") ", " TEXT_COLUMN("camera") ", "
    BOOL_COLUMN("circled") ", "
    "rating INTEGER NOT NULL DEFAULT 0 CHECK(rating BETWEEN 0 AND 5), "
    TEXT_COLUMN("description") ", "
    TEXT_COLUMN("keywords") ", " /* comma separated */
    INT_COLUMN("made_us") ", "
    /* derived */
    COUNT_COLUMN("select_count") ", " COUNT_COLUMN("note_count") ", "
    COUNT_COLUMN("open_note_count") ", "
    INT_COLUMN("changed_rev") /* here.revision of the last change of it or its marks */
    ") STRICT",
    "CREATE INDEX clip_changed ON clip(changed_rev)",
    "CREATE INDEX clip_fingerprint ON clip(fingerprint)",
    "CREATE INDEX clip_setup ON clip(scene, shot)",

    "CREATE TABLE location(" AUTHORED ", "
    "clip BLOB NOT NULL DEFAULT (zeroblob(16)) REFERENCES clip(id) DEFERRABLE INITIALLY DEFERRED, "
    TEXT_COLUMN("path") ", " COUNT_COLUMN("size_bytes") ", " INT_COLUMN("mtime_ns") ") STRICT",
    "CREATE INDEX location_path ON location(path)",
    "CREATE INDEX location_clip ON location(clip)",

    /* Two proofs: of the first picture and of the last one in the range. pts in ticks of tb,
     * INT64_MIN not known; hash 0 not known. */
    "CREATE TABLE selection(" AUTHORED ", "
    "clip BLOB NOT NULL DEFAULT (zeroblob(16)) REFERENCES clip(id) DEFERRABLE INITIALLY DEFERRED, "
    COUNT_COLUMN("first_frame") ", "
    "end_frame INTEGER NOT NULL CHECK(end_frame > first_frame), "
    TEXT_COLUMN("label") ", " TEXT_COLUMN("author") ", "
    "rating INTEGER NOT NULL DEFAULT 0 CHECK(rating BETWEEN 0 AND 5), "
    "verdict INTEGER NOT NULL DEFAULT 0 CHECK(verdict BETWEEN 0 AND 2), " /* unrated good rejected */
    "sort_order REAL NOT NULL DEFAULT 0, " /* hand-made, ascending */
    INT_COLUMN("first_pts") ", " INT_COLUMN("first_tb_num") ", " INT_COLUMN("first_tb_den") ", "
    INT_COLUMN("first_hash") ", " TEXT_COLUMN("first_tc") ", "
    INT_COLUMN("last_pts") ", " INT_COLUMN("last_tb_num") ", " INT_COLUMN("last_tb_den") ", "
    INT_COLUMN("last_hash") ", " TEXT_COLUMN("last_tc") ", "
    INT_COLUMN("made_us") ") STRICT",
    "CREATE INDEX selection_clip ON selection(clip, first_frame)",
    "CREATE INDEX selection_order ON selection(sort_order)",

    "CREATE TABLE note(" AUTHORED ", "
    "clip BLOB NOT NULL DEFAULT (zeroblob(16)) REFERENCES clip(id) DEFERRABLE INITIALLY DEFERRED, "
    "reply_to BLOB NOT NULL DEFAULT (zeroblob(16)) CHECK(length(reply_to) = 16), "
    COUNT_COLUMN("first_frame") ", "
    "end_frame INTEGER NOT NULL CHECK(end_frame > first_frame), "
    TEXT_COLUMN("body") ", " TEXT_COLUMN("author") ", " TEXT_COLUMN("assignee") ", "
    "category INTEGER NOT NULL DEFAULT 0 CHECK(category BETWEEN 0 AND 31), " /* ct_category */
    "status INTEGER NOT NULL DEFAULT 0 CHECK(status BETWEEN 0 AND 15), "     /* ct_note_status */
    "priority INTEGER NOT NULL DEFAULT 0 CHECK(priority BETWEEN 0 AND 3), "
    INT_COLUMN("pts") ", " INT_COLUMN("tb_num") ", " INT_COLUMN("tb_den") ", "
    INT_COLUMN("hash") ", " TEXT_COLUMN("tc") ", " INT_COLUMN("made_us") ") STRICT",
    "CREATE INDEX note_clip ON note(clip, first_frame)",

    "CREATE TABLE tag(" AUTHORED ", "
    "position INTEGER NOT NULL DEFAULT 0 CHECK(position BETWEEN 0 AND 9), " /* number key, 0 none */
    TEXT_COLUMN("name") ") STRICT",

    "CREATE TABLE export(" AUTHORED ", "
    TEXT_COLUMN("format") ", " TEXT_COLUMN("path") ", "
    TEXT_COLUMN("selection") ", " /* the search it was made from */
    COUNT_COLUMN("events") ", " COUNT_COLUMN("warnings") ", " INT_COLUMN("made_us") ") STRICT",

    /* ---- the log ---- */
    /* One step of undo, or a fact. state: 0 no step of undo, 1 done, 2 undone, 3 undone and buried. */
    "CREATE TABLE act("
    "n INTEGER PRIMARY KEY, "
    "id BLOB NOT NULL UNIQUE CHECK(length(id) = 16), "
    "kind INTEGER NOT NULL CHECK(kind BETWEEN 0 AND 3), " /* 0 edit, 1 undo, 2 redo, 3 fact */
    "of INTEGER REFERENCES act(n), "                      /* act that was undone or redone */
    "state INTEGER NOT NULL CHECK(state BETWEEN 0 AND 3), "
    "sentence TEXT NOT NULL, who TEXT NOT NULL, made_us INTEGER NOT NULL) STRICT",
    "CREATE INDEX act_state ON act(state)",

    /* Every field change ever, of this copy and of others. Append-only. Of the changes of one field
     * that with the greatest (hlc, id of the site) is in force: the last one in change_row. */
    "CREATE TABLE change("
    "site INTEGER NOT NULL REFERENCES site(n), seq INTEGER NOT NULL, "
    "hlc INTEGER NOT NULL, "
    "act INTEGER NOT NULL REFERENCES act(n), "
    "tbl INTEGER NOT NULL, " /* ct_table */
    "row BLOB NOT NULL CHECK(length(row) = 16), "
    "col INTEGER NOT NULL, " /* ct_field */
    "val ANY, "
    "old ANY, "              /* NULL: the row was made by this change */
    "schema_v INTEGER NOT NULL, "
    "scope INTEGER NOT NULL, " /* 0 team, 1 client */
    "PRIMARY KEY(site, seq)) STRICT, WITHOUT ROWID",
    "CREATE INDEX change_act ON change(act, hlc)",
    "CREATE INDEX change_row ON change(row, col, hlc)",

    /* ---- of this computer: neither logged nor undone ---- */
    "CREATE TABLE draft(key TEXT PRIMARY KEY, body TEXT NOT NULL, at_us INTEGER NOT NULL) "
    "STRICT, WITHOUT ROWID",
    "CREATE TABLE setting(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TABLE seen(clip BLOB PRIMARY KEY, frame INTEGER NOT NULL, at_us INTEGER NOT NULL) "
    "STRICT, WITHOUT ROWID",

    /* ---- search index, rebuildable from the rows; rowid = n of the row ---- */
    WORDS("clip_words"), WORDS("selection_words"), WORDS("note_words"),
    NULL};

/* An ALTER may not compute a default. */
#define ID_COLUMN(name) name " BLOB NOT NULL DEFAULT X'00000000000000000000000000000000'"

static const char *const version_2[] = {
    /* The cut a note was made on and where it stood there; sixteen zeros: on the clip itself. */
    "ALTER TABLE note ADD COLUMN " ID_COLUMN("cut"),
    "ALTER TABLE note ADD COLUMN " INT_COLUMN("record_frame"),

    /* Greatest act.n when the export was read: what came after is "since last time". */
    "ALTER TABLE export ADD COLUMN " INT_COLUMN("position"),

    "CREATE TABLE cut(" AUTHORED ", "
    TEXT_COLUMN("name") ", " COUNT_COLUMN("version") ", " /* of that name, from 1 */
    ID_COLUMN("replaces") ", "                            /* the version before it */
    TEXT_COLUMN("path") ", " TEXT_COLUMN("format") ", "   /* the list it came from; '' made here */
    COUNT_COLUMN("fps_num") ", " COUNT_COLUMN("fps_den") ", "
    COUNT_COLUMN("tc_base") ", " BOOL_COLUMN("tc_drop") ", "
    INT_COLUMN("tc_start") ", " /* label number of record frame 0 */
    COUNT_COLUMN("frames") ", " COUNT_COLUMN("event_count") ", "
    TEXT_COLUMN("author") ", " INT_COLUMN("made_us") ") STRICT",

    /* Record positions count frames of the cut from 0; source positions frames of the event's media,
     * from its first frame where the list knew it, else label numbers (tc_start 0). */
    "CREATE TABLE event(" AUTHORED ", "
    "cut BLOB NOT NULL DEFAULT (zeroblob(16)) REFERENCES cut(id) DEFERRABLE INITIALLY DEFERRED, "
    COUNT_COLUMN("position") ", "
    ID_COLUMN("clip") ", " COUNT_COLUMN("match") ", " /* found clip, and by which rule: ct_match */
    INT_COLUMN("shift") ", "                          /* frames it was moved by hand */
    COUNT_COLUMN("record_first") ", "
    "record_end INTEGER NOT NULL CHECK(record_end >= record_first), "
    INT_COLUMN("source_first") ", "
    "source_end INTEGER NOT NULL CHECK(source_end >= source_first), "
    TEXT_COLUMN("name") ", " TEXT_COLUMN("reel") ", " TEXT_COLUMN("path") ", "
    COUNT_COLUMN("fps_num") ", " COUNT_COLUMN("fps_den") ", "
    INT_COLUMN("tc_start") ", " COUNT_COLUMN("tc_base") ", " BOOL_COLUMN("tc_drop") ", "
    COUNT_COLUMN("tc_rate_num") ", " COUNT_COLUMN("tc_rate_den") ", "
    COUNT_COLUMN("media_frames") ", " /* 0 not known */
    COUNT_COLUMN("channels") ", "     /* bits: picture, sound 1, sound 2, ... */
    COUNT_COLUMN("transition") ", " COUNT_COLUMN("transition_frames") ", " COUNT_COLUMN("wipe") ", "
    BOOL_COLUMN("reverse") ", "
    COUNT_COLUMN("speed_num") ", " COUNT_COLUMN("speed_den") ", " /* source by record; 0 a freeze */
    COUNT_COLUMN("number") ", "                                   /* as the list called it */
    TEXT_COLUMN("label") ", " TEXT_COLUMN("comment") ", "
    TEXT_COLUMN("scene") ", " TEXT_COLUMN("shot") ", " TEXT_COLUMN("take") ", "
    TEXT_COLUMN("camera") ") STRICT",
    "CREATE INDEX event_cut ON event(cut, position)",
    "CREATE INDEX event_clip ON event(clip)",

    "CREATE TABLE marker(" AUTHORED ", "
    "event BLOB NOT NULL DEFAULT (zeroblob(16)) REFERENCES event(id) DEFERRABLE INITIALLY DEFERRED, "
    INT_COLUMN("frame") ", " COUNT_COLUMN("frames") ", " /* as event.source_first; length */
    TEXT_COLUMN("text") ", " TEXT_COLUMN("author") ", " TEXT_COLUMN("colour") ", "
    COUNT_COLUMN("category") ", " COUNT_COLUMN("status") ") STRICT",
    "CREATE INDEX marker_event ON marker(event, frame)",
    NULL};

static const char *const version_3[] = {
    /* Sound recorded apart: the clip that holds it (sixteen zeros: the file's own sound), which
     * sample of it lies at the start of frame 0, and what says so: timecode, clap, hand. */
    "ALTER TABLE clip ADD COLUMN " ID_COLUMN("sound"),
    "ALTER TABLE clip ADD COLUMN " INT_COLUMN("sound_start"),
    "ALTER TABLE clip ADD COLUMN " COUNT_COLUMN("sound_rate_hz"),
    "ALTER TABLE clip ADD COLUMN " TEXT_COLUMN("sound_how"),
    /* Of either sound: played later by so many 1/48000 s. */
    "ALTER TABLE clip ADD COLUMN " INT_COLUMN("sound_delay"),
    NULL};

static const char *const version_4[] = {
    /* Colour label: ct_clip_colour. */
    "ALTER TABLE clip ADD COLUMN colour INTEGER NOT NULL DEFAULT 0 CHECK(colour BETWEEN 0 AND 8)",
    NULL};

static const char *const version_5[] = {
    /* Over the picture: strokes as drawing.h writes them. */
    "ALTER TABLE note ADD COLUMN " TEXT_COLUMN("drawing"),
    NULL};

static const char *const version_6[] = {
    /* Of picture or sound, from 0; a higher one covers it. */
    "ALTER TABLE event ADD COLUMN " COUNT_COLUMN("track"),
    NULL};

static const char *const version_7[] = {
    /* Fingerprint of the file whose frames a mark counts: that of its clip, or the mark was not found
     * again in the file that took its place. 0 not known. */
    "ALTER TABLE selection ADD COLUMN " INT_COLUMN("media"),
    "ALTER TABLE note ADD COLUMN " INT_COLUMN("media"),
    /* Hashes of the pictures beside those of the proofs, see ct_evidence_around_text; and the proof of
     * the last picture of a note on a range. */
    "ALTER TABLE selection ADD COLUMN " TEXT_COLUMN("first_around"),
    "ALTER TABLE selection ADD COLUMN " TEXT_COLUMN("last_around"),
    "ALTER TABLE note ADD COLUMN " TEXT_COLUMN("around"),
    "ALTER TABLE note ADD COLUMN " INT_COLUMN("last_hash"),
    "ALTER TABLE note ADD COLUMN " TEXT_COLUMN("last_around"),
    NULL};

static const char *const version_8[] = {
    /* Which of the file's streams of pictures, counted from 0. */
    "ALTER TABLE clip ADD COLUMN " COUNT_COLUMN("stream"),
    NULL};

static const char *const version_9[] = {
    /* Channels of each track of sound, "1,1,2"; '' not known. */
    "ALTER TABLE clip ADD COLUMN " TEXT_COLUMN("audio_layout"),
    NULL};

static const char *const version_10[] = {
    /* What a look through the file of clip n found: rebuildable, neither logged nor undone; gone when the
     * content of the clip becomes another. `version` of the looking, `found` CT_FOUND_ bits, `names`
     * of its channels of sound, `body` all of it as ct_material_text writes it. */
    "CREATE TABLE material("
    "n INTEGER PRIMARY KEY REFERENCES clip(n), "
    "version INTEGER NOT NULL, found INTEGER NOT NULL, names TEXT NOT NULL, body TEXT NOT NULL) "
    "STRICT",
    "CREATE INDEX material_found ON material(found)",
    NULL};

static const char *const version_11[] = {
    /* An answer of a list is a row behind that of the marker it answers, on the same frame of the same
     * event; sixteen zeros: it answers none. `still` is the path of a picture with what was drawn. */
    "ALTER TABLE marker ADD COLUMN " ID_COLUMN("reply_to"),
    "ALTER TABLE marker ADD COLUMN priority INTEGER NOT NULL DEFAULT 0 CHECK(priority BETWEEN 0 AND 3)",
    "ALTER TABLE marker ADD COLUMN " TEXT_COLUMN("assignee"),
    "ALTER TABLE marker ADD COLUMN " TEXT_COLUMN("still"),
    NULL};

static const char *const version_12[] = {
    /* What a list judges of an event, and says of its clip: in force where the clip is not found. */
    "ALTER TABLE event ADD COLUMN " TEXT_COLUMN("author"),
    "ALTER TABLE event ADD COLUMN rating INTEGER NOT NULL DEFAULT 0 CHECK(rating BETWEEN 0 AND 5)",
    "ALTER TABLE event ADD COLUMN verdict INTEGER NOT NULL DEFAULT 0 CHECK(verdict BETWEEN 0 AND 2)",
    "ALTER TABLE event ADD COLUMN " BOOL_COLUMN("circled"),
    "ALTER TABLE event ADD COLUMN colour INTEGER NOT NULL DEFAULT 0 CHECK(colour BETWEEN 0 AND 8)",
    "ALTER TABLE event ADD COLUMN " TEXT_COLUMN("description"),
    "ALTER TABLE event ADD COLUMN " TEXT_COLUMN("keywords"),
    NULL};

static const char *const version_13[] = {
    /* Which record frames of an event whose picture stands a marker is about, from those of its first. */
    "ALTER TABLE marker ADD COLUMN " INT_COLUMN("held_first"),
    "ALTER TABLE marker ADD COLUMN " INT_COLUMN("held_end"),
    NULL};

static const char *const version_14[] = {
    /* How much of the source frame that an event shows first has passed when it begins, as a fraction; 0/0 nothing. */
    "ALTER TABLE event ADD COLUMN " COUNT_COLUMN("within_num"),
    "ALTER TABLE event ADD COLUMN " COUNT_COLUMN("within_den"),
    NULL};
/* clang-format on */

static const ct_schema_step steps[] = {
    {1, version_1, "02f7b79c61520a4fa0d917d6b9202399bad10f39f90b4bb72230ecd3480cdf35"},
    {2, version_2, "a1901b89e373a17ca9e0de8fbd55b172c32cd80bb520ed3b4e639d581a222d9c"},
    {3, version_3, "329937420463ac9a6e9c36452e088f07aa3628fd07bd8139f0f317dc30310d02"},
    {4, version_4, "23f7e7deafa67df7d2155ffd177cfca29a9be147bed8a08d9584aadf0013771c"},
    {5, version_5, "8928613d847669b24d95b5055f46d80d9765d76f911f792eeacf6f17f95b4715"},
    {6, version_6, "b9ddafa80a6863555dc7a49d9a207a5d6e5b4257a9d08cf897db9395fae03bd7"},
    {7, version_7, "d93f030ac9bff53d169105f87b08dbdf8e8330ee12706bfab5af5f6e59efd8f9"},
    {8, version_8, "0fc00a2c2297099fc3bbea54a1a6e7c86b7a33c4a2f1fd36e0e1aa0a0e74eccc"},
    {9, version_9, "b6cbd0a19f23a0240a549095f9024ad994caa3165cefcb2678c7a74dc0dd5c3e"},
    {10, version_10, "780c32b414b0cbbb28a233e4ce78b54b866644f2e0d1e6c2cef2499b6c5508d2"},
    {11, version_11, "033ee98255c99774a046fe368999d738c310c6fea7330c014ec32209b1610ed6"},
    {12, version_12, "30fce381f448b49e522e059f8fadb5d329a43269031565e568126d770e198295"},
    {13, version_13, "f072e03c5eb0e2eec089ea6a5c5124fb02730d04c27a77726d73501bb833f711"},
    {14, version_14, "5e13f658ab82acf224c49c04b5696997cfbe4ec4c67c2519dd4daa382c04281b"},
};

const ct_schema *ct_schema_current(void)
{
    static const ct_schema current = {steps, (int)(sizeof steps / sizeof steps[0])};
    return &current;
}

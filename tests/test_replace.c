/* SPDX-License-Identifier: MIT */
/* A clip's file is replaced by what people replace files by, made by ffmpeg: another container, handles
 * more or fewer, a piece cut out, coded anew with and without timecode. Where each frame of the clip
 * is then is known by construction, and proved by ffmpeg's own list of frames where pictures were
 * kept. A mark that is found elsewhere fails, whatever the file. */
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "circletake/conform.h"
#include "circletake/file.h"
#include "circletake/ingest.h"
#include "circletake/replace.h"
#include "circletake/session.h"
#include "circletake/str.h"

/* base.mp4 is frames 40 to 299 of master.mkv. In it frames 49 to 58 are one frozen picture, 109 to 120, 169
 * and 199 to 201 are black. */
enum { HANDLE = 40, FRAMES = 260, MOST = 400, MD5 = 33, EVERY = 6 };
enum { CUT_FIRST = 100, CUT_END = 130 };

static char folder[] = "/tmp/ct_replace_XXXXXX";
static bool no_ffmpeg;

/* --- files ---------------------------------------------------------------------------------- */

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st, (void)type, (void)ftw;
    return remove(path);
}

static bool ffmpeg(const char *fmt, ...) CT_PRINTF(1, 2);
static bool ffmpeg(const char *fmt, ...)
{
    char    words[1600];
    va_list args;

    va_start(args, fmt);
    vsnprintf(words, sizeof words, fmt, args);
    va_end(args);
    char *command = ct_asprintf("cd %s && ffmpeg -v error -nostdin -y %s", folder, words);
    bool  ok = system(command) == 0;
    free(command);
    return ok;
}

static char *path_of(const char *name)
{
    return ct_path_join(folder, name);
}

#define TRIM                                                                                       \
    "-i master.mkv -vf \"select='gte(n,%d)*lt(n,%d)',setpts=N/25/TB\" -c:v ffv1 -map_metadata -1 "
#define LOSSY                                                                                      \
    "-i base.mp4 -map 0:v -map_metadata -1 -map_metadata:s:v -1 -vf "                              \
    "trim=start_frame=%d,setpts=PTS-STARTPTS,scale=80:44 -c:v libx264 -crf 30 -preset ultrafast "

/* A file by ffmpeg's words for it, once. */
static void make(const char *name, const char *fmt, ...) CT_PRINTF(2, 3);
static void make(const char *name, const char *fmt, ...)
{
    char    words[800];
    char   *path = path_of(name);
    va_list args;

    va_start(args, fmt);
    vsnprintf(words, sizeof words, fmt, args);
    va_end(args);
    if (!ct_file_exists(path))
        assert_true(ffmpeg("%s %s", words, name));
    free(path);
}

struct list {
    char    md5[MOST][MD5];
    int64_t count;
};
static struct list of_base;

static void read_list(const char *name, struct list *out)
{
    char *path = ct_asprintf("%s/list", folder), line[512];

    assert_true(ffmpeg("-i %s -map 0:v -fps_mode passthrough -f framemd5 list", name));
    FILE *f = fopen(path, "r");
    assert_non_null(f);
    out->count = 0;
    while (fgets(line, sizeof line, f)) {
        const char *last = strrchr(line, ',');
        if (line[0] != '#' && last && out->count < MOST)
            sscanf(last + 1, " %32s", out->md5[out->count++]);
    }
    fclose(f);
    free(path);
}

static bool is_repeated(int64_t frame)
{
    for (int64_t n = 0; n < of_base.count; n++)
        if (n != frame && strcmp(of_base.md5[n], of_base.md5[frame]) == 0)
            return true;
    return false;
}

static int group_tear_down(void **state)
{
    (void)state;
    return nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* --- the project --------------------------------------------------------------------------------- */

struct stage {
    ct_session *session;
    ct_id       clip;
};

static ct_store *store_of(struct stage *s)
{
    return ct_session_store(s->session);
}

static void act(struct stage *s, const char *fmt, ...) CT_PRINTF(2, 3);
static void act(struct stage *s, const char *fmt, ...)
{
    char     line[400];
    ct_error err = {0};
    va_list  args;

    va_start(args, fmt);
    vsnprintf(line, sizeof line, fmt, args);
    va_end(args);
    if (ct_action_run_line(ct_session_registry(s->session), s->session, line, NULL, &err) != CT_OK)
        fail_msg("%s: %s", line, err.text);
}

/* A note with its frame as text on every sixth frame and all round the stretches that repeat; selects and
 * notes on ranges from every fiftieth on. */
static void mark_all(struct stage *s)
{
    for (int64_t n = 0; n < FRAMES; n++)
        if (n % EVERY == 0 || is_repeated(n))
            act(s, "note.add clip=base.mp4 at=f%lld text=%lld", (long long)n, (long long)n);
    for (int64_t n = 3; n + 37 < FRAMES; n += 50) {
        act(s, "select.add clip=base.mp4 in=f%lld out=f%lld", (long long)n, (long long)n + 30);
        act(s, "note.add clip=base.mp4 in=f%lld out=f%lld text=range", (long long)n,
            (long long)n + 36);
    }
}

static void start(struct stage *s)
{
    ct_session_config config = {.headless = true, .author = "Mara"};
    char             *project = path_of("p.circletake");
    ct_error          err = {0};
    ct_clip           clip;

    if (ct_session_create(&config, &s->session, &err) != CT_OK ||
        ct_session_open(s->session, project, CT_STORE_CREATE | CT_STORE_NO_BACKUPS, &err) != CT_OK)
        fail_msg("%s", err.text);
    if (ct_query_clip_named(ct_session_query(s->session), "base.mp4", &clip, NULL) == CT_OK)
        s->clip = clip.id;
    ct_clip_finish(&clip);
    free(project);
}

static void copy_file(const char *from, const char *to)
{
    char  *source = path_of(from), *target = path_of(to), *data;
    size_t bytes;

    assert_int_equal(ct_file_read(source, 1 << 28, &data, &bytes, NULL), CT_OK);
    assert_int_equal(ct_file_replace(target, data, bytes, NULL), CT_OK);
    free(data);
    free(source);
    free(target);
}

/* A project with the clip base.mp4, and all its marks or none. */
static void open_project(struct stage *s, bool marked)
{
    copy_file(marked ? "marked" : "plain", "p.circletake");
    start(s);
}

static void close_project(struct stage *s)
{
    ct_session_destroy(&s->session);
}

/* The one with all marks takes a while: it is made once. */
static void make_projects(void)
{
    struct stage s;

    start(&s);
    act(&s, "project.add path=%s/base.mp4", folder);
    ct_session_destroy(&s.session);
    copy_file("p.circletake", "plain");
    start(&s);
    mark_all(&s);
    ct_session_destroy(&s.session);
    copy_file("p.circletake", "marked");
}

static int group_set_up(void **state)
{
    (void)state;
    assert_non_null(mkdtemp(folder));
    setenv("XDG_CACHE_HOME", folder, 1);
    setenv("XDG_STATE_HOME", folder, 1);
    no_ffmpeg =
        !ffmpeg("-f lavfi -i \"testsrc2=s=160x90:r=25,noise=alls=12:allf=t,drawbox=enable="
                "'between(n,140,151)+eq(n,200)+between(n,230,232)':color=black:t=fill,"
                "format=yuv420p,loop=loop=9:size=1:start=90,setpts=N/25/TB\" -frames:v 340 "
                "-c:v ffv1 master.mkv") ||
        !ffmpeg("-i master.mkv -vf trim=start_frame=40:end_frame=300,setpts=N/25/TB "
                "-c:v libx264 -qp 0 -preset ultrafast -g 24 -timecode 01:00:00:00 base.mp4");
    if (!no_ffmpeg) {
        read_list("base.mp4", &of_base);
        assert_int_equal(of_base.count, FRAMES);
        assert_true(is_repeated(49) && is_repeated(58) && is_repeated(120) && is_repeated(169));
        assert_false(is_repeated(48) || is_repeated(59) || is_repeated(170));
        make_projects();
    }
    return 0;
}

/* Everything that a cache could help with, gone. */
static void forget_pictures(void)
{
    char *hashes = ct_asprintf("%s/circletake/index", folder);

    nftw(hashes, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    free(hashes);
}

static void hide_base(bool hide)
{
    char *shown = ct_asprintf("%s/base.mp4", folder), *hidden = ct_asprintf("%s/hidden", folder);

    assert_int_equal(rename(hide ? shown : hidden, hide ? hidden : shown), 0);
    free(shown);
    free(hidden);
}

static void replace_by(struct stage *s, const char *name, ct_replacement *out)
{
    char    *path = ct_asprintf("%s/%s", folder, name);
    ct_error err = {0};

    if (ct_replace_media(store_of(s), s->clip, path, "Mara", NULL, out, &err) != CT_OK)
        fail_msg("%s: %s", name, err.text);
    free(path);
}

/* --- what must come of it --------------------------------------------------------------------------- */

/* Pieces of master.mkv that the new file consists of, in the clip's frames: handles are outside. */
struct pieces {
    ct_span at[4];
    int     count;
};

static int64_t true_place(const struct pieces *p, int64_t frame)
{
    int64_t before = 0;

    for (int i = 0; i < p->count; i++) {
        if (ct_span_has(p->at[i], frame))
            return before + frame - p->at[i].first;
        before += ct_span_count(p->at[i]);
    }
    return -1;
}

/* That ffmpeg made what was meant. */
static void check_pictures(const char *name, const struct pieces *p)
{
    static struct list list;
    int64_t            count = 0;

    read_list(name, &list);
    for (int i = 0; i < p->count; i++)
        count += ct_span_count(p->at[i]);
    assert_int_equal(list.count, count);
    for (int64_t n = 0; n < FRAMES; n++)
        if (true_place(p, n) >= 0)
            assert_string_equal(of_base.md5[n], list.md5[true_place(p, n)]);
}

struct tally {
    int exact, by_timecode, lost, missed; /* missed: its picture is there, and comes only once */
};

static void judge(const ct_moved *m, const struct pieces *p, struct tally *t)
{
    int64_t first = true_place(p, m->was.first), last = true_place(p, m->was.end - 1);
    bool    there = first >= 0 && last >= 0;

    if (m->found == CT_REFOUND_LOST) {
        t->lost++;
        t->missed += there && !is_repeated(m->was.first) && !is_repeated(m->was.end - 1);
        assert_int_equal(m->now.first, m->was.first);
        assert_int_equal(m->now.end, m->was.end);
        return;
    }
    t->exact += m->found == CT_REFOUND_EXACT;
    t->by_timecode += m->found == CT_REFOUND_BY_TIMECODE;
    if (!there || m->now.first != first || m->now.end != last + 1)
        fail_msg("%s at %lld: found at %lld, is at %lld", ct_moved_kind_name(m->kind),
                 (long long)m->was.first, (long long)m->now.first, (long long)first);
}

/* The project says the same as the report, and a note found exactly has the evidence of its new place. */
static void check_notes(struct stage *s, const ct_replacement *r)
{
    ct_note_query all = {.clip = s->clip, .order = CT_ORDER_MADE};
    ct_note_list  notes = {0};

    assert_int_equal(ct_query_notes(ct_session_query(s->session), &all, &notes, NULL), CT_OK);
    for (size_t i = 0; i < r->count; i++)
        for (size_t n = 0; n < notes.count && r->items[i].kind == CT_MOVED_NOTE; n++) {
            const ct_moved *m = &r->items[i];
            const ct_note  *note = &notes.items[n];
            if (!ct_id_equal(note->id, m->id))
                continue;
            assert_int_equal(note->span.first, m->now.first);
            assert_int_equal(note->span.end, m->now.end);
            assert_true((note->proof.media == r->now.fingerprint) == (m->found != CT_REFOUND_LOST));
            assert_true(note->proof.hash != 0);
        }
    ct_note_list_finish(&notes);
}

static size_t count_notes_where_they_were(struct stage *s)
{
    ct_note_query all = {.clip = s->clip, .order = CT_ORDER_MADE};
    ct_note_list  notes = {0};
    size_t        count = 0;

    assert_int_equal(ct_query_notes(ct_session_query(s->session), &all, &notes, NULL), CT_OK);
    for (size_t i = 0; i < notes.count; i++)
        count += strcmp(notes.items[i].body, "range") == 0 ||
                 atoll(notes.items[i].body) == notes.items[i].span.first;
    assert_int_equal(count, notes.count);
    ct_note_list_finish(&notes);
    return count;
}

/* Replaces, judges, undoes. With the old file gone and nothing kept of its pictures, the evidence of the
 * marks must do. */
static struct tally try_file(struct stage *s, const char *name, const struct pieces *p,
                             bool old_there)
{
    ct_replacement r;
    struct tally   t = {0};
    size_t         notes = count_notes_where_they_were(s);

    forget_pictures();
    if (!old_there)
        hide_base(true);
    replace_by(s, name, &r);
    if (!old_there)
        hide_base(false);
    for (size_t i = 0; i < r.count; i++)
        judge(&r.items[i], p, &t);
    check_notes(s, &r);
    assert_string_equal(ct_path_name(r.now.path), name);
    printf("%-14s %s: %d exact, %d by timecode, %d lost, %d of them needlessly\n", name,
           old_there ? "old file there" : "old file gone ", t.exact, t.by_timecode, t.lost,
           t.missed);
    ct_replacement_finish(&r);
    act(s, "edit.undo");
    assert_int_equal(count_notes_where_they_were(s), notes);
    return t;
}

/* Both ways: nothing is where it is not, and what can be found is. */
static void try_both(struct stage *s, const char *name, struct pieces p)
{
    check_pictures(name, &p);
    for (int there = 0; there < 2; there++) {
        struct tally t = try_file(s, name, &p, there == 1);
        assert_int_equal(t.missed, 0);
        assert_int_equal(t.by_timecode, 0);
    }
}

/* --- the tests ----------------------------------------------------------------------------------------- */

static bool skipped(void)
{
    if (no_ffmpeg)
        print_message("skipped: no ffmpeg to make files with\n");
    return no_ffmpeg;
}

static const struct pieces whole = {{{0, FRAMES}}, 1};

static void another_container_loses_nothing(void **state)
{
    struct stage s;

    (void)state;
    if (skipped())
        return;
    open_project(&s, true);
    make("wrapped.mkv", "-i base.mp4 -map 0:v -c copy -map_metadata -1");
    make("wrapped.mov", "-i wrapped.mkv -map 0:v -c copy");
    make("other_name.mp4", "-i wrapped.mov -map 0:v -c copy");
    make("whole.mkv", "-i base.mp4 -map 0:v -c:v ffv1 -map_metadata -1");
    static const char *const names[] = {"wrapped.mkv", "wrapped.mov", "other_name.mp4",
                                        "whole.mkv"};
    for (size_t i = 0; i < 4; i++) {
        check_pictures(names[i], &whole);
        for (int there = 0; there < 2; there++)
            assert_int_equal(try_file(&s, names[i], &whole, there == 1).lost, 0);
    }
    close_project(&s);
}

static void handles_and_cuts_move_marks(void **state)
{
    struct stage s;

    (void)state;
    if (skipped())
        return;
    open_project(&s, true);
    make("head.mkv", TRIM, HANDLE + 37, HANDLE + FRAMES);
    try_both(&s, "head.mkv", (struct pieces){{{37, FRAMES}}, 1});
    make("tail.mkv", TRIM, HANDLE, HANDLE + 211);
    try_both(&s, "tail.mkv", (struct pieces){{{0, 211}}, 1});
    make("handles.mkv", TRIM, HANDLE - 20, HANDLE + FRAMES + 15);
    try_both(&s, "handles.mkv", (struct pieces){{{-20, FRAMES + 15}}, 1});
    /* Through the frozen picture and the black ones: which of them are left no picture tells. */
    make("through.mkv", TRIM, HANDLE + 55, HANDLE + 115);
    try_both(&s, "through.mkv", (struct pieces){{{55, 115}}, 1});
    assert_true(ffmpeg("-i base.mp4 -vf \"select='lt(n,%d)+gte(n,%d)',setpts=N/25/TB\" -c:v ffv1 "
                       "-map_metadata -1 cut.mkv",
                       CUT_FIRST, CUT_END));
    try_both(&s, "cut.mkv", (struct pieces){{{0, CUT_FIRST}, {CUT_END, FRAMES}}, 2});
    close_project(&s);
}

static void pieces_at_random_are_never_wrong(void **state)
{
    struct stage s;
    uint64_t     seed = 11;

    (void)state;
    if (skipped())
        return;
    open_project(&s, true);
    for (int trial = 0; trial < 6; trial++) {
        int64_t at[4];
        for (int i = 0; i < 4; i++) {
            seed = seed * UINT64_C(6364136223846793005) + 1;
            at[i] = (int64_t)(seed >> 33) % (FRAMES / 4) + i * FRAMES / 4;
        }
        assert_true(ffmpeg("-i base.mp4 -vf \"select='between(n,%lld,%lld)+between(n,%lld,%lld)',"
                           "setpts=N/25/TB\" -c:v ffv1 -map_metadata -1 random.mkv",
                           (long long)at[0], (long long)at[1] - 1, (long long)at[2],
                           (long long)at[3] - 1));
        struct pieces p = {{{at[0], at[1]}, {at[2], at[3]}}, 2};
        check_pictures("random.mkv", &p);
        try_file(&s, "random.mkv", &p, false);
        try_file(&s, "random.mkv", &p, true);
    }
    close_project(&s);
}

static void other_pictures_are_found_by_timecode_alone(void **state)
{
    struct pieces from_25 = {{{25, FRAMES}}, 1};
    struct stage  s;
    struct tally  t;

    (void)state;
    if (skipped())
        return;
    open_project(&s, true);
    make("proxy.mov", LOSSY "-timecode 01:00:00:00", 0);
    t = try_file(&s, "proxy.mov", &whole, true);
    assert_true(t.exact == 0 && t.lost == 0 && t.by_timecode > 50);
    make("trimmed.mov", LOSSY "-timecode 01:00:01:00", 25);
    t = try_file(&s, "trimmed.mov", &from_25, false);
    assert_true(t.exact == 0 && t.missed == 0 && t.by_timecode > 50 && t.lost > 3);
    make("untimed.mkv", LOSSY "", 0);
    t = try_file(&s, "untimed.mkv", &whole, true);
    assert_true(t.exact == 0 && t.by_timecode == 0 && t.lost > 50);
    /* Counted otherwise: what 01:00:00:30 is at 50 it is not at 25. */
    make("fifty.mov", LOSSY "-r 50 -timecode 01:00:00:00", 0);
    t = try_file(&s, "fifty.mov", &whole, true);
    assert_true(t.exact == 0 && t.by_timecode == 0);
    close_project(&s);
}

/* The same pictures in another order: hardly a place is sure, but none is where its timecode is. */
static void expect_nothing_by_timecode(struct stage *s, const char *name, const char *filter)
{
    ct_replacement r;

    assert_true(
        ffmpeg("-i base.mp4 -map 0:v -vf \"%s\" -c:v ffv1 -timecode 01:00:00:00 %s", filter, name));
    replace_by(s, name, &r);
    assert_int_equal(r.found[CT_REFOUND_BY_TIMECODE], 0);
    assert_true(r.found[CT_REFOUND_LOST] > 50);
    assert_string_equal(r.remark,
                        "Its timecode names other pictures than before and was not used.");
    ct_replacement_finish(&r);
    act(s, "edit.undo");
}

/* Trimmed, and the timecode of the whole left standing, as ffmpeg does: the pictures know better. */
static void timecode_that_lies_is_not_believed(void **state)
{
    struct pieces from_40 = {{{40, FRAMES}}, 1};
    struct stage  s;

    (void)state;
    if (skipped())
        return;
    open_project(&s, true);
    assert_true(ffmpeg("-i base.mp4 -map 0:v -vf trim=start_frame=40,setpts=PTS-STARTPTS -c:v ffv1 "
                       "-metadata:s:v timecode=01:00:00:00 lies.mkv"));
    struct tally t = try_file(&s, "lies.mkv", &from_40, false);
    assert_int_equal(t.missed + t.by_timecode, 0);
    expect_nothing_by_timecode(&s, "fast.mov", "select='not(mod(n,2))',setpts=N/25/TB");
    expect_nothing_by_timecode(&s, "turned.mov", "reverse");
    /* Coded anew besides, no picture knows: nothing is believed. */
    make("lossy_lies.mov", LOSSY "-timecode 01:00:00:00", 40);
    t = try_file(&s, "lossy_lies.mov", &from_40, true);
    assert_true(t.exact == 0 && t.by_timecode == 0 && t.lost > 50);
    close_project(&s);
}

/* A proxy first, then the original again: what was found by timecode is proved, and what was lost is back
 * where it was. */
static void the_original_comes_back(void **state)
{
    struct stage   s;
    ct_replacement r;

    (void)state;
    if (skipped())
        return;
    open_project(&s, true);
    make("trimmed.mov", LOSSY "-timecode 01:00:01:00", 25);
    replace_by(&s, "trimmed.mov", &r);
    size_t lost = r.found[CT_REFOUND_LOST], all = r.count;
    assert_true(lost > 3);
    assert_non_null(strstr(ct_str_or_empty(r.remark), "it could be another clip"));
    ct_replacement_finish(&r);
    replace_by(&s, "base.mp4", &r);
    assert_null(r.remark);
    assert_int_equal(r.count, all);
    assert_int_equal(r.found[CT_REFOUND_EXACT] + r.found[CT_REFOUND_BY_TIMECODE], all);
    assert_true(r.found[CT_REFOUND_EXACT] >= lost);
    ct_replacement_finish(&r);
    count_notes_where_they_were(&s);
    close_project(&s);
}

/* One note alone, with nothing but its own evidence. */
static void one_mark_is_enough(void **state)
{
    struct stage s;

    (void)state;
    if (skipped())
        return;
    open_project(&s, false);
    make("handles.mkv", TRIM, HANDLE - 20, HANDLE + FRAMES + 15);
    make("head.mkv", TRIM, HANDLE + 37, HANDLE + FRAMES);
    make("untimed.mkv", LOSSY "", 0);
    act(&s, "note.add clip=base.mp4 at=f150 text=150");
    struct tally t = try_file(&s, "handles.mkv", &(struct pieces){{{-20, FRAMES + 15}}, 1}, false);
    assert_int_equal(t.exact, 1);
    t = try_file(&s, "head.mkv", &(struct pieces){{{37, FRAMES}}, 1}, false);
    assert_int_equal(t.exact, 1);
    t = try_file(&s, "untimed.mkv", &whole, false);
    assert_int_equal(t.lost, 1);
    close_project(&s);
}

/* Between marks that are found, so is what has no picture of its own. */
static void all_that_points_to_the_clip_comes_along(void **state)
{
    struct stage   s;
    ct_replacement r;
    ct_clip        clip, sound;
    char           key[CT_RANGE_KEY_BYTES];

    (void)state;
    if (skipped())
        return;
    make("sound.wav", "-f lavfi -i sine=r=48000 -t 20");
    make("head.mkv", TRIM, HANDLE + 37, HANDLE + FRAMES);
    open_project(&s, true);
    act(&s, "project.add path=%s/sound.wav", folder);
    act(&s, "sound.attach clip=base.mp4 sound=sound.wav start=5000");
    assert_int_equal(ct_query_clip(ct_session_query(s.session), s.clip, &clip, NULL), CT_OK);
    ct_store_put_setting(store_of(&s), ct_range_key(&clip, key), "70 81");

    ct_cut      cut = {.name = ct_strdup("Reel 1"), .version = 1};
    ct_timeline timeline;
    ct_timeline_init(&timeline);
    ct_event *e = ct_timeline_add(&timeline);
    e->clip = s.clip;
    e->fps = (AVRational){25, 1};
    e->media_frames = FRAMES;
    e->source = (ct_span){140, 160};
    e->record = (ct_span){0, 20};
    ct_edit  *edit = ct_edit_create("Import", "Mara", 0);
    ct_ticket ticket;
    ct_id     cut_id = ct_edit_add_cut(edit, &cut, &timeline);
    ct_cut_finish(&cut);
    assert_int_equal(ct_store_submit(store_of(&s), &edit, &ticket, NULL), CT_OK);
    assert_int_equal(ct_store_wait(store_of(&s), ticket, NULL), CT_OK);

    replace_by(&s, "head.mkv", &r);
    for (size_t i = 0; i < r.count; i++)
        if (r.items[i].kind > CT_MOVED_NOTE)
            assert_int_equal(r.items[i].found, CT_REFOUND_EXACT);
    char *range = ct_query_setting(ct_session_query(s.session), ct_range_key(&r.now, key));
    assert_string_equal(range, "33 44");
    free(range);
    ct_clip_finish(&clip);
    assert_int_equal(ct_query_clip(ct_session_query(s.session), s.clip, &clip, NULL), CT_OK);
    assert_int_equal(clip.sound_start, 5000 + 37 * 1920);
    assert_int_equal(clip.frame_count, FRAMES - 37);
    assert_int_equal(ct_query_clip_named(ct_session_query(s.session), "sound.wav", &sound, NULL),
                     CT_OK);
    assert_true(ct_id_equal(clip.sound, sound.id));

    ct_span placed;
    assert_int_equal(ct_query_cut(ct_session_query(s.session), cut_id, &cut, NULL), CT_OK);
    assert_int_equal(ct_query_events(ct_session_query(s.session), &cut, &timeline, NULL), CT_OK);
    assert_true(ct_conform_place(&timeline.events[0], timeline.fps, &clip, &placed));
    assert_int_equal(placed.first, 103);
    assert_int_equal(placed.end, 123);
    ct_timeline_finish(&timeline);
    ct_cut_finish(&cut);
    ct_clip_finish(&sound);
    ct_clip_finish(&clip);
    ct_replacement_finish(&r);
    close_project(&s);
}

static void on_result(void *arg, const ct_ingest_result *result)
{
    ct_str_appendf(arg, "%s %s: %s\n", ct_ingest_outcome_name(result->outcome),
                   ct_path_name(result->path), ct_str_or_empty(result->reason));
}

/* Another content at the path of a clip is met when its folder is added again. */
static void add_finds_marks_in_what_a_file_became(void **state)
{
    struct stage    s;
    ct_str          said = {0};
    ct_ingest_watch watch = {.result = on_result, .arg = &said};
    char           *path = path_of("base.mp4");
    const char     *paths = path;

    (void)state;
    if (!skipped()) {
        make("head.mkv", TRIM, HANDLE + 37, HANDLE + FRAMES);
        open_project(&s, true);
        copy_file("base.mp4", "kept");
        copy_file("head.mkv", "base.mp4");
        forget_pictures();
        assert_int_equal(ct_ingest_add(store_of(&s), &paths, 1, NULL, &watch, NULL, NULL), CT_OK);
        if (!strstr(ct_str_text(&said), "changed base.mp4: 68 exact, 0 by timecode, 9 lost"))
            fail_msg("%s", ct_str_text(&said));
        copy_file("kept", "base.mp4");
        act(&s, "edit.undo");
        count_notes_where_they_were(&s);
        close_project(&s);
    }
    ct_str_finish(&said);
    free(path);
}

static bool stop_at_once(void *arg)
{
    (void)arg;
    return true;
}

/* What cannot be done changes nothing. */
static void refused_and_stopped_leave_all_as_it_was(void **state)
{
    struct stage   s;
    ct_replacement r;
    ct_error       err = {0};
    ct_index_watch watch = {.stop = stop_at_once};
    char          *sound = ct_asprintf("%s/sound.wav", folder);
    char          *head = ct_asprintf("%s/head.mkv", folder);
    char          *gone = ct_asprintf("%s/nowhere.mkv", folder);

    (void)state;
    if (!skipped()) {
        open_project(&s, false);
        mark_all(&s);
        forget_pictures();
        assert_int_equal(ct_replace_media(store_of(&s), s.clip, head, "M", &watch, &r, &err),
                         CT_CANCELLED);
        assert_int_equal(ct_replace_media(store_of(&s), s.clip, sound, "M", NULL, &r, &err),
                         CT_USAGE);
        assert_non_null(strstr(err.text, "sound.wav has no picture"));
        assert_int_equal(ct_replace_media(store_of(&s), s.clip, gone, "M", NULL, &r, &err),
                         CT_NO_INPUT);
        act(&s, "project.add path=%s", head);
        act(&s, "note.add clip=head.mkv at=f3 text=mine");
        assert_int_equal(ct_replace_media(store_of(&s), s.clip, head, "M", NULL, &r, &err),
                         CT_USAGE);
        assert_non_null(strstr(err.text, "marks of its own"));
        count_notes_where_they_were(&s);
        close_project(&s);
    }
    free(sound);
    free(head);
    free(gone);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(another_container_loses_nothing),
        cmocka_unit_test(handles_and_cuts_move_marks),
        cmocka_unit_test(pieces_at_random_are_never_wrong),
        cmocka_unit_test(other_pictures_are_found_by_timecode_alone),
        cmocka_unit_test(timecode_that_lies_is_not_believed),
        cmocka_unit_test(the_original_comes_back),
        cmocka_unit_test(one_mark_is_enough),
        cmocka_unit_test(all_that_points_to_the_clip_comes_along),
        cmocka_unit_test(add_finds_marks_in_what_a_file_became),
        cmocka_unit_test(refused_and_stopped_leave_all_as_it_was),
    };

    if (argc > 1 && strcmp(argv[1], "_ingest") == 0)
        return ct_ingest_child();
    return cmocka_run_group_tests(tests, group_set_up, group_tear_down);
}

/* SPDX-License-Identifier: MIT */
/* A cut out and in again: every list of events carries its transitions, speeds, tracks, remarks and what
 * is offline, or says that it does not. What differs is compared with what was said. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "circletake/str.h"
#include "edit_fixture.h"
#include "edl_grammar.h"
#include "fcpxml_check.h"
#include "otio_schema.h"

static const AVRational R25 = {25, 1};

/* --- a cut with one of everything ---------------------------------------------------- */

static void transition(ct_event *e, ct_transition kind, int64_t frames)
{
    e->transition = kind;
    e->transition_frames = frames;
}

/* So many record frames at that speed. */
static void retime(ct_event *e, int num, int den, int64_t record)
{
    e->speed = (AVRational){num, den};
    e->record.end = e->record.first + record;
}

static void make_black(fixture *f, int64_t frames)
{
    ct_event *e = fixture_event(f, 0, 0, frames);

    e->clip = ct_id_none();
    e->reel = ct_strdup("BL");
    transition(e, CT_DISSOLVE, 25);
}

/* With so many channels of its sound. */
static ct_event *heard(ct_event *e, int channels)
{
    for (int i = 0; i < channels; i++)
        e->channels |= (unsigned)CT_CHANNEL_A1 << i;
    return e;
}

/* No clip of the project; its list knew reel and timecode, 01:00:00:00 to 01:00:02:00. */
static void make_gone(fixture *f)
{
    ct_event *e = fixture_event(f, 0, 90000, 90050);

    e->clip = ct_id_none();
    e->name = ct_strdup("GONE.mov");
    e->reel = ct_strdup("Z001");
    heard(e, 2);
    e->tc = (ct_tc_track){.start = 0, .count = {25, false}, .rate = R25};
}

static void make_rushes(fixture *f)
{
    size_t a = fixture_clip(f, "A001_C003.mov", "A001", R25, "10:00:00:00", 1000);
    size_t b = fixture_clip(f, "A001_C004.mov", "A001", R25, "10:07:20:12", 1000);
    size_t c = fixture_clip(f, "B002_C001.mov", "B002", R25, NULL, 1000);

    fixture_slate(f, a, "12", "A", "3");
    fixture_slate(f, b, "12", "A", "4");
    f->clips.items[a].audio_channels = 2;
    f->clips.items[b].audio_channels = 1;
    f->clips.items[c].audio_channels = 0;
    ct_timeline_init(&f->cut);
    f->cut.title = ct_strdup("Reel 1 v3");
    f->cut.start = 90000;
    f->cut_id = (ct_id){{9}};
}

static void make_cut(fixture *f)
{
    ct_event *e;

    make_rushes(f);
    heard(fixture_event(f, 0, 10, 60), 2)->label = ct_strdup("opens");
    transition(heard(fixture_event(f, 1, 100, 150), 1), CT_DISSOLVE, 12);
    e = fixture_event(f, 0, 200, 250);
    transition(e, CT_WIPE, 24);
    e->wipe = 17;
    transition(fixture_event(f, 2, 0, 50), CT_FADE, 25);
    e = fixture_event(f, 1, 30, 80); /* behind a gap */
    e->record = (ct_span){225, 275};
    transition(e, CT_DISSOLVE, 10);
    retime(heard(fixture_event(f, 0, 300, 400), 2), 2, 1, 50);
    fixture_event(f, 2, 60, 110)->reverse = true;
    retime(fixture_event(f, 2, 40, 41), 0, 1, 25);
    e = heard(fixture_event(f, 1, 200, 225), 1);
    retime(e, 1, 2, 50);
    transition(e, CT_DISSOLVE, 20);
    retime(fixture_event(f, 1, 250, 267), 1, 3, 50);
    make_black(f, 50);
    make_gone(f);
    e = fixture_event(f, 2, 110, 160);
    e->record = (ct_span){60, 110};
    e->transition = CT_KEY;
    e->track = 1;
    fixture_note(f, 1, 110, 111, CT_CAT_SOUND, "plane overhead");
    fixture_note(f, 0, 310, 312, CT_CAT_PICTURE, "at double speed");
    fixture_note(f, 1, 210, 211, CT_CAT_STORY, "slow");
    fixture_note(f, 2, 70, 71, CT_CAT_STORY, "backwards");
}

/* --- out and in --------------------------------------------------------------------- */

static int compare_places(const void *a, const void *b)
{
    const ct_event *p = a, *q = b;

    if (p->record.first != q->record.first)
        return p->record.first < q->record.first ? -1 : 1;
    return p->track - q->track;
}

/* Record frames from midnight, so that lists which do not know of an empty beginning compare. */
static void stand_at_midnight(ct_timeline *t)
{
    for (size_t i = 0; i < t->event_count; i++) {
        t->events[i].record.first += t->start;
        t->events[i].record.end += t->start;
    }
    t->start = 0;
    if (t->event_count > 1)
        qsort(t->events, t->event_count, sizeof *t->events, compare_places);
}

/* A list a track where the format has one track only. */
static void read_back(fixture *f, const char *format, ct_timeline *out)
{
    ct_timeline_init(out);
    for (size_t i = 0; i < f->out.count; i++) {
        ct_timeline part;
        if (ct_import(ct_format_find(format)->extension, f->out.items[i].data,
                      f->out.items[i].bytes, R25, &part, NULL, &f->err))
            fail_msg("%s: %s\n%s", format, f->err.text, f->out.items[i].data);
        stand_at_midnight(&part);
        for (size_t k = 0; k < part.event_count; k++) {
            ct_event *e = ct_timeline_add(out);
            *e = part.events[k];
            e->track = f->out.count > 1 ? (int)i : e->track;
        }
        out->fps = part.fps;
        part.event_count = 0;
        ct_timeline_finish(&part);
    }
    stand_at_midnight(out);
}

static size_t announced(const fixture *f, const char *rule)
{
    for (size_t i = 0; i < f->findings.count; i++)
        if (strcmp(f->findings.items[i].rule, rule) == 0)
            return (size_t)atoi(strchr(f->findings.items[i].text, ':') + 2);
    return 0;
}

typedef struct losses {
    size_t wipes, keys, fades, speeds;
} losses;

static const ct_event *counterpart(const ct_timeline *t, const ct_event *e)
{
    for (size_t i = 0; i < t->event_count; i++)
        if (t->events[i].record.first == e->record.first && t->events[i].track == e->track)
            return &t->events[i];
    return NULL;
}

static void compare_transition(const ct_event *a, const ct_event *b, const char *format, losses *l)
{
    bool wipe = a->transition == CT_WIPE && b->transition == CT_DISSOLVE;
    bool key = a->transition == CT_KEY && b->transition == CT_CUT;
    bool fade = a->transition == CT_FADE && b->transition == CT_DISSOLVE;

    /* behind a gap it is one all the same */
    bool same = fade && a->record.first == 90000 + 225;
    l->wipes += wipe;
    l->keys += key;
    l->fades += fade && !same;
    if (a->transition != b->transition && !wipe && !key && !fade)
        fail_msg("%s: %s became %s", format, ct_transition_name(a->transition),
                 ct_transition_name(b->transition));
    if (!key)
        assert_int_equal(a->transition_frames, b->transition_frames);
    if (a->transition == CT_WIPE && !wipe)
        assert_int_equal(a->wipe, b->wipe);
}

static bool is_table(const char *format)
{
    return strcmp(ct_format_find(format)->extension, "csv") == 0 || strcmp(format, "tsv") == 0;
}

static void compare_markers(const ct_event *a, const ct_event *b, const char *format)
{
    if (is_table(format))
        return; /* they are words there */
    assert_int_equal(a->marker_count, b->marker_count);
    for (size_t i = 0; i < a->marker_count; i++) {
        assert_string_equal(a->markers[i].text, b->markers[i].text);
        if (a->markers[i].frame - a->source.first != b->markers[i].frame - b->source.first)
            fail_msg("%s: \"%s\" lies on frame %lld, was %lld", format, a->markers[i].text,
                     (long long)(b->markers[i].frame - b->source.first),
                     (long long)(a->markers[i].frame - a->source.first));
    }
}

static void compare_events(const ct_event *a, const ct_event *b, const char *format, losses *l)
{
    int64_t first = ct_event_labels(a, R25).first, back = ct_event_labels(b, R25).first;
    bool    speed = a->speed.num * (int64_t)b->speed.den != b->speed.num * (int64_t)a->speed.den;

    compare_transition(a, b, format, l);
    l->speeds += speed;
    assert_string_equal(a->name, b->name);
    assert_string_equal(a->reel, b->reel);
    assert_int_equal(a->record.end, b->record.end);
    assert_int_equal(a->reverse, b->reverse);
    if (a->channels != b->channels)
        fail_msg("%s: %s at record frame %lld has channels %x, had %x", format, a->name,
                 (long long)a->record.first, b->channels, a->channels);
    if (first != back)
        fail_msg("%s: %s at record frame %lld begins with %lld, was %lld", format, a->name,
                 (long long)a->record.first, (long long)back, (long long)first);
    if (!speed)
        assert_int_equal(ct_span_count(a->source), ct_span_count(b->source));
    compare_markers(a, b, format);
}

static void check_losses(const fixture *f, const char *format, const losses *l)
{
    const struct {
        const char *rule;
        size_t      seen;
    } all[] = {
        {"wipe", l->wipes}, {"key", l->keys}, {"fade", l->fades}, {"speed-rounded", l->speeds}};

    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        if (announced(f, all[i].rule) != all[i].seen)
            fail_msg("%s, %s: %zu announced, %zu seen", format, all[i].rule,
                     announced(f, all[i].rule), all[i].seen);
}

/* Held against what others say of such lists. */
static void second_opinion(const fixture *f, const char *format)
{
    for (size_t i = 0; i < f->out.count; i++) {
        const ct_output *o = &f->out.items[i];
        edl_rules        rules = {.reel_width = 8, .base = 25, .digits = 3};
        char             why[512] = "";
        long             good = 0;
        if (strcmp(format, "edl") == 0)
            good = edl_grammar_check(o->data, o->bytes, &rules, why, sizeof why);
        if (strcmp(format, "fcpxml") == 0) {
            good = fcpxml_check(o->data, o->bytes, why, sizeof why);
            fcpxml_validate(o->data, o->bytes, "1.9");
        }
        if (strcmp(format, "otio") == 0)
            good = otio_schema_check(o->data, why, sizeof why);
        if (good < 0)
            fail_msg("%s: %s\n%s", format, why, o->data);
    }
}

static void out_and_in(const char *format)
{
    fixture          f = {.ids = 0};
    ct_timeline_list given = {0};
    ct_timeline      back;
    losses           l = {0};

    make_cut(&f);
    ct_export_input in = {.cut = &f.cut, .cut_id = f.cut_id, .clips = &f.clips, .notes = &f.notes};
    assert_int_equal(ct_editlist_from_cut(&in, &(ct_export_options){0}, &given, NULL, &f.err),
                     CT_OK);
    if (fixture_export(&f, format, NULL))
        fail_msg("%s: %s", format, f.err.text);
    second_opinion(&f, format);
    read_back(&f, format, &back);
    ct_timeline *was = &given.items[0];
    stand_at_midnight(was);
    for (size_t i = 0; i < was->event_count; i++) {
        const ct_event *e = counterpart(&back, &was->events[i]);
        if (!e)
            fail_msg("%s: nothing begins at record frame %lld\n%s", format,
                     (long long)was->events[i].record.first, f.out.items[0].data);
        if (ct_event_is_black(&was->events[i])) {
            assert_true(ct_event_is_black(e));
            compare_transition(&was->events[i], e, format, &l);
        } else {
            compare_events(&was->events[i], e, format, &l);
        }
    }
    assert_int_equal(back.event_count, was->event_count);
    check_losses(&f, format, &l);
    ct_timeline_finish(&back);
    ct_timeline_list_finish(&given);
    fixture_finish(&f);
}

static void a_cut_comes_back(void **state)
{
    static const char *const formats[] = {"csv",     "tsv",    "otio",       "edl",
                                          "fcp7xml", "fcpxml", "edl-file32", "edl-file129"};

    (void)state;
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++)
        out_and_in(formats[i]);
}

/* --- goldens ------------------------------------------------------------------------ */

/* The main track alone: on a spine, where transitions lie around the edits. */
static void make_one_track(fixture *f)
{
    make_cut(f);
    f->cut.event_count--;
    ct_event_finish(&f->cut.events[f->cut.event_count]);
}

static void lists_of_a_cut_stay_as_they_are(void **state)
{
    static const struct {
        const char *format, *golden;
    } rows[] = {
        {"edl", "cut.edl"},          {"fcpxml", "cut.fcpxml"}, {"fcp7xml", "cut.xml"},
        {"otio", "cut.otio"},        {"csv", "cut.csv"},       {"json", "cut.json"},
        {"ale", "cut.ale"},          {"llc", "cut.llc"},       {"chapters", "cut-chapters.txt"},
        {"ffmetadata", "cut.ffmeta"}};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        fixture f = {.ids = 0};
        make_one_track(&f);
        if (fixture_export(&f, rows[i].format, NULL))
            fail_msg("%s: %s", rows[i].format, f.err.text);
        second_opinion(&f, rows[i].format);
        golden_check(rows[i].golden, f.out.items[0].data, f.out.items[0].bytes);
        fixture_finish(&f);
    }
}

/* Apple's own word on each version. */
static void every_version_is_valid(void **state)
{
    static const char *const versions[] = {"1.9", "1.8", "1.10", "1.11", "1.12", "1.13"};

    (void)state;
    for (int v = 0; v <= CT_FCPXML_1_13; v++)
        for (int tracks = 1; tracks <= 2; tracks++) {
            fixture f = {.ids = 0};
            char    why[512];
            if (tracks == 1)
                make_one_track(&f);
            else
                make_cut(&f);
            ct_export_options o = {.fcpxml_version = (ct_fcpxml_version)v};
            assert_int_equal(fixture_export(&f, "fcpxml", &o), CT_OK);
            const ct_output *out = &f.out.items[0];
            if (fcpxml_check(out->data, out->bytes, why, sizeof why) < 0)
                fail_msg("%s: %s\n%s", versions[v], why, out->data);
            fcpxml_validate(out->data, out->bytes, versions[v]);
            fixture_finish(&f);
        }
}

/* --- notes that came back ------------------------------------------------------------- */

/* The list of a cut brings the notes that went out with the selects: they go out once more, not twice, with what
 * somebody answered there. What stands elsewhere, says another thing or is settled there is another. */
static void notes_that_came_back_go_out_once(void **state)
{
    static const char *const texts[] = {"too dark", "too dark", "too bright", "too dark"};
    static const int64_t     frames[] = {20, 21, 20, 20};
    enum { REMARKS = 4 };
    fixture     f = {.ids = 0};
    ct_timeline back;

    (void)state;
    make_rushes(&f);
    ct_event *e = fixture_event(&f, 0, 10, 60);
    for (size_t i = 0; i < REMARKS; i++) {
        ct_marker *m = ct_event_add_marker(e);
        m->frame = frames[i];
        m->status = i == 3 ? CT_NOTE_RESOLVED : CT_NOTE_OPEN;
        m->text = ct_strdup(texts[i]);
        m->still = i == 0 ? ct_strdup("stills/a.png") : NULL;
        for (int r = 0; r < 2; r++) {
            ct_reply *reply = ct_marker_add_reply(m);
            reply->text = ct_strdup(r ? "it is day" : "it is night");
        }
    }
    fixture_note(&f, 0, 20, 21, CT_CAT_PICTURE, "too dark");
    ct_strset(&f.notes.items[0].drawing, "pen red 300 1,2 3,4");
    fixture_note(&f, 0, 20, 21, CT_CAT_GENERAL, "it is night");
    f.notes.items[1].reply_to = f.notes.items[0].id;
    assert_int_equal(fixture_export(&f, "otio", NULL), CT_OK);
    assert_false(fixture_said(&f, "drawing"));
    read_back(&f, "otio", &back);
    assert_int_equal(back.events[0].marker_count, REMARKS);
    const ct_marker *once = NULL;
    for (size_t i = 0; i < REMARKS; i++) {
        const ct_marker *m = &back.events[0].markers[i];
        if (m->category == CT_CAT_PICTURE)
            once = m;
        assert_int_equal(m->reply_count, 2);
    }
    assert_non_null(once);
    assert_string_equal(once->text, "too dark");
    assert_string_equal(once->replies[0].text, "it is night");
    assert_string_equal(once->replies[1].text, "it is day");
    assert_string_equal(once->still, "stills/a.png");
    ct_timeline_finish(&back);
    fixture_finish(&f);
}

/* --- wipes -------------------------------------------------------------------------- */

/* Final Cut Pro 7 has a place for the number of a wipe: circles, what has a name of its own, a number that it draws
 * nothing for, and one into black. */
static void wipes_stay_wipes(void **state)
{
    static const struct {
        int         wipe;
        const char *comment, *written;
    } all[] = {
        {119, NULL, "<name>Oval Iris</name>"},
        {1, "EFFECTS NAME IS EDGE WIPE", "<name>Edge Wipe</name>"},
        {101, "says something\nEFFECTS NAME IS Cross Iris", "<name>Cross Iris</name>"},
        {301, NULL, "<wipecode>301</wipecode>"},
    };
    enum { WIPES = sizeof all / sizeof all[0] };
    fixture     f = {.ids = 0};
    ct_timeline back;

    (void)state;
    make_rushes(&f);
    fixture_event(&f, 1, 0, 50);
    for (size_t i = 0; i < WIPES; i++) {
        ct_event *e = fixture_event(&f, i % 2, 100, 150);
        transition(e, CT_WIPE, 10);
        e->wipe = all[i].wipe;
        e->comment = ct_strdup(all[i].comment);
    }
    make_black(&f, 50);
    transition(&f.cut.events[WIPES + 1], CT_WIPE, 20);
    f.cut.events[WIPES + 1].wipe = 2;
    assert_int_equal(fixture_export(&f, "fcp7xml", NULL), CT_OK);
    assert_false(fixture_said(&f, "wipe"));
    for (size_t i = 0; i < WIPES; i++)
        if (!strstr(f.out.items[0].data, all[i].written))
            fail_msg("no %s in\n%s", all[i].written, f.out.items[0].data);
    assert_null(strstr(f.out.items[0].data, "Cross Dissolve"));
    read_back(&f, "fcp7xml", &back);
    assert_int_equal(back.event_count, WIPES + 2);
    for (size_t i = 1; i < back.event_count; i++) {
        assert_int_equal(back.events[i].transition, CT_WIPE);
        assert_int_equal(back.events[i].wipe, i <= WIPES ? all[i - 1].wipe : 2);
        assert_int_equal(back.events[i].transition_frames, i <= WIPES ? 10 : 20);
    }
    assert_string_equal(back.events[3].comment, "EFFECTS NAME IS Cross Iris");
    ct_timeline_finish(&back);
    fixture_finish(&f);
}

/* --- what may be asked of it ---------------------------------------------------------- */

static void a_cut_is_written_as_it_stands(void **state)
{
    const ct_export_options asked[] = {{.layout = CT_LAYOUT_AS_SHOT},     {.gap = 5},
                                       {.tracks = CT_TRACKS_ALTERNATING}, {.handles = 5},
                                       {.order = CT_LIST_BY_TIME},        {.edit_rate = {24, 1}}};
    fixture                 f = {.ids = 0};

    (void)state;
    make_cut(&f);
    for (size_t i = 0; i < sizeof asked / sizeof asked[0]; i++)
        assert_int_equal(fixture_export(&f, "edl", &asked[i]), CT_USAGE);
    assert_int_equal(fixture_export(&f, "edl", &(ct_export_options){.record_start = "10:00:00:00"}),
                     CT_OK);
    assert_non_null(strstr(f.out.items[0].data, "10:00:00:10 10:00:02:10 10:00:00:00 10:00:02:00"));
    fixture_finish(&f);
}

/* What lies over another on one track gets a track of its own. */
static void a_layer_is_lifted(void **state)
{
    fixture f = {.ids = 0};

    (void)state;
    make_rushes(&f);
    fixture_event(&f, 0, 0, 100);
    fixture_event(&f, 1, 0, 50)->record = (ct_span){25, 75};
    assert_int_equal(fixture_export(&f, "edl", NULL), CT_OK);
    assert_int_equal(f.out.count, 2);
    assert_int_equal(fixture_said(&f, "lifted"), 1);
    fixture_finish(&f);
}

static size_t sounds_at(const ct_timeline *t, int64_t first, unsigned channels)
{
    size_t count = 0;

    for (size_t i = 0; i < t->event_count; i++)
        count += t->events[i].record.first == first && t->events[i].channels == channels;
    return count;
}

/* Music under two pictures that are heard, and one that begins ten frames after its sound: the sound goes to
 * further tracks, the pictures stay on theirs, and all of it comes back. */
static void sound_that_stands_alone_goes_along(void **state)
{
    static const char *const formats[] = {"edl", "fcp7xml", "fcpxml", "otio"};

    (void)state;
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        fixture     f = {.ids = 0};
        ct_timeline back;
        make_rushes(&f);
        size_t    music = fixture_clip(&f, "music.wav", "MUSIC", R25, NULL, 1000);
        ct_event *e = heard(fixture_event(&f, music, 0, 150), 2);
        f.clips.items[music].width_px = f.clips.items[music].height_px = 0;
        f.clips.items[music].audio_channels = 2;
        e->channels &= ~(unsigned)CT_CHANNEL_V;
        heard(fixture_event(&f, 0, 0, 50), 2)->record = (ct_span){0, 50};
        e = heard(fixture_event(&f, 0, 290, 350), 2);
        e->channels &= ~(unsigned)CT_CHANNEL_V;
        e->record = (ct_span){40, 100};
        fixture_event(&f, 0, 300, 350)->record = (ct_span){50, 100};
        assert_int_equal(fixture_export(&f, formats[i], NULL), CT_OK);
        assert_int_equal(fixture_said(&f, "lifted"), 1);
        second_opinion(&f, formats[i]);
        read_back(&f, formats[i], &back);
        assert_int_equal(back.event_count, 4);
        assert_int_equal(sounds_at(&back, 90000, CT_CHANNEL_A1 * 3), 1);
        assert_int_equal(sounds_at(&back, 90000, CT_CHANNEL_V | CT_CHANNEL_A1 * 3), 1);
        assert_int_equal(sounds_at(&back, 90040, CT_CHANNEL_A1 * 3), 1);
        assert_int_equal(sounds_at(&back, 90050, CT_CHANNEL_V), 1);
        for (size_t k = 0; k < back.event_count; k++)
            if (back.events[k].channels & CT_CHANNEL_V)
                assert_int_equal(back.events[k].track, 0);
            else if (strcmp(formats[i], "edl") != 0 &&
                     strcmp(formats[i], "fcpxml") != 0) /* have no tracks of sound */
                assert_int_equal(back.events[k].track,
                                 strcmp(back.events[k].name, "music.wav") ? 2 : 1);
        ct_timeline_finish(&back);
        fixture_finish(&f);
    }
}

/* With its picture, and so many of the two channels of its sound: 1 the first, 2 the second, 3 both. */
static void check_channels(const char *format, unsigned sound, bool two_tracks)
{
    fixture     f = {.ids = 0};
    ct_timeline back;
    unsigned    channels = CT_CHANNEL_V | sound * CT_CHANNEL_A1;

    make_rushes(&f);
    f.clips.items[0].audio_tracks = two_tracks ? 2 : 1;
    if (two_tracks)
        ct_strset(&f.clips.items[0].audio_layout, "1,1");
    fixture_event(&f, 0, 0, 50)->channels = channels;
    assert_int_equal(fixture_export(&f, format, NULL), CT_OK);
    second_opinion(&f, format);
    read_back(&f, format, &back);
    if (back.event_count != 1 || back.events[0].channels != channels)
        fail_msg("%s, channels %x of %s: %zu events, channels %x\n", format, channels,
                 two_tracks ? "two tracks" : "one track", back.event_count,
                 back.events[0].channels);
    ct_timeline_finish(&back);
    fixture_finish(&f);
}

static void a_part_of_the_channels_is_named(void **state)
{
    static const char *const formats[] = {"csv", "tsv", "otio", "edl", "fcp7xml", "fcpxml", "ale"};

    (void)state;
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++)
        for (unsigned sound = 0; sound <= 3; sound++) {
            check_channels(formats[i], sound, false);
            check_channels(formats[i], sound, true);
        }
}

/* Clips of three rates one behind another, each for so long that its frames end between two of the list's. */
static void make_mixed(fixture *f)
{
    static const AVRational rates[] = {{24, 1}, {25, 1}, {30000, 1001}, {24000, 1001}};
    int64_t                 at = 0;

    ct_timeline_init(&f->cut);
    f->cut.title = ct_strdup("Mixed v1");
    f->cut_id = (ct_id){{9}};
    for (size_t i = 0; i < 4; i++) {
        char *name = ct_asprintf("M00%zu.mov", i);
        fixture_clip(f, name, name, rates[i], "01:00:00:00", 2000);
        f->clips.items[i].audio_channels = i % 2 ? 2 : 0;
        free(name);
    }
    for (int i = 0; i < 40; i++) {
        AVRational fps = rates[i % 4];
        int64_t    length = 11 + i * 7 % 13;
        ct_event  *e =
            fixture_event(f, (size_t)i % 4, 100 + i, 100 + i + ct_rate_convert(length, R25, fps));
        heard(e, i % 2 ? 2 : 0);
        e->record = (ct_span){at, at + length};
        at += length + (i % 5 == 4 ? 3 : 0);
    }
}

static void mixed_rates_do_not_drift(void **state)
{
    static const char *const formats[] = {"csv", "tsv", "otio", "fcp7xml", "fcpxml"};

    (void)state;
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        fixture     f = {.ids = 0};
        ct_timeline back;
        make_mixed(&f);
        if (fixture_export(&f, formats[i], NULL))
            fail_msg("%s: %s", formats[i], f.err.text);
        second_opinion(&f, formats[i]);
        read_back(&f, formats[i], &back);
        stand_at_midnight(&f.cut);
        assert_int_equal(back.event_count, f.cut.event_count);
        for (size_t k = 0; k < back.event_count; k++) {
            const ct_event *a = &f.cut.events[k], *b = &back.events[k];
            if (a->record.first != b->record.first || a->record.end != b->record.end ||
                a->source.first != b->source.first || a->source.end != b->source.end ||
                a->channels != b->channels)
                fail_msg("%s, event %zu: %lld-%lld of %lld-%lld %x was %lld-%lld of %lld-%lld %x",
                         formats[i], k, (long long)b->record.first, (long long)b->record.end,
                         (long long)b->source.first, (long long)b->source.end, b->channels,
                         (long long)a->record.first, (long long)a->record.end,
                         (long long)a->source.first, (long long)a->source.end, a->channels);
        }
        ct_timeline_finish(&back);
        fixture_finish(&f);
    }
}

/* What lies under a transition out of an event goes on as that ran: below its first frame where it ran backwards. */
static void make_transitions_out(fixture *f)
{
    static const int speeds[][2] = {{1, 1}, {2, 1}, {1, 2}};

    make_rushes(f);
    for (size_t i = 0; i < 6; i++) {
        const int *speed = speeds[i / 2];
        ct_event  *e = fixture_event(f, 0, 100, 100 + 50 * speed[0] / speed[1]);
        retime(e, speed[0], speed[1], 50);
        e->reverse = i % 2;
        if (i > 0)
            transition(e, CT_DISSOLVE, 10);
    }
}

static void transitions_out_of_any_speed_come_back(void **state)
{
    static const char *const formats[] = {"edl", "csv", "otio", "fcp7xml", "fcpxml"};

    (void)state;
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        fixture     f = {.ids = 0};
        ct_timeline back;
        make_transitions_out(&f);
        if (fixture_export(&f, formats[i], NULL))
            fail_msg("%s: %s", formats[i], f.err.text);
        read_back(&f, formats[i], &back);
        assert_int_equal(back.event_count, f.cut.event_count);
        for (size_t k = 0; k < back.event_count; k++) {
            ct_event_label a = ct_event_labels(&f.cut.events[k], R25);
            ct_event_label b = ct_event_labels(&back.events[k], R25);
            if (900000 + a.first != b.first || 900000 + a.end != b.end ||
                back.events[k].reverse != f.cut.events[k].reverse)
                fail_msg("%s, event %zu: %lld-%lld was %lld-%lld", formats[i], k,
                         (long long)b.first - 900000, (long long)b.end - 900000, (long long)a.first,
                         (long long)a.end);
        }
        ct_timeline_finish(&back);
        fixture_finish(&f);
    }
}

/* At twice the speed FCP 7 XML counts every second frame of the media. */
static void starts_that_land_beside_are_announced(void **state)
{
    fixture     f = {.ids = 0};
    ct_timeline back;
    size_t      beside = 0;

    (void)state;
    make_rushes(&f);
    for (int i = 0; i < 5; i++)
        retime(fixture_event(&f, 0, 100 + 101 * i, 160 + 101 * i), 2, 1, 30);
    assert_int_equal(fixture_export(&f, "fcp7xml", NULL), CT_OK);
    read_back(&f, "fcp7xml", &back);
    assert_int_equal(back.event_count, 5);
    for (size_t i = 0; i < 5; i++)
        beside +=
            ct_event_labels(&back.events[i], R25).first != 900000 + f.cut.events[i].source.first;
    assert_int_equal(beside, 2);
    assert_int_equal(announced(&f, "start-rounded"), 2);
    assert_int_equal(announced(&f, "speed-rounded"), 0);
    ct_timeline_finish(&back);
    fixture_finish(&f);
}

/* Remarks on frames that a fast event does not show. */
static void make_fast(fixture *f)
{
    make_rushes(f);
    retime(fixture_event(f, 0, 101, 201), 2, 1, 50);
    retime(fixture_event(f, 0, 300, 375), 3, 1, 25);
    retime(fixture_event(f, 1, 300, 340), 4, 5, 50);
    fixture_event(f, 1, 400, 450);
    retime(fixture_event(f, 1, 600, 675), 3, 2, 50);
    f->cut.events[4].reverse = true;
    retime(fixture_event(f, 1, 700, 720), 1, 3, 60);
    fixture_note(f, 1, 705, 711, CT_CAT_SOUND, "a range");
    fixture_note(f, 1, 640, 645, CT_CAT_SOUND, "a range, backwards");
    for (int i = 0; i < 10; i++) {
        fixture_note(f, 0, 110 + i, 111 + i, CT_CAT_SOUND, "at twice the speed");
        fixture_note(f, 0, 310 + i, 311 + i, CT_CAT_SOUND, "at three times");
        fixture_note(f, 1, 310 + i, 311 + i, CT_CAT_SOUND, "slow");
        fixture_note(f, 1, 410 + i, 411 + i, CT_CAT_SOUND, "natural");
        fixture_note(f, 1, 610 + i, 611 + i, CT_CAT_SOUND, "backwards");
    }
}

/* Label of the frame that a marker of the event lies on. */
static int64_t label_of(const ct_event *e, int64_t frame)
{
    ct_event at = *e;

    at.source = (ct_span){frame, frame + 1};
    return ct_event_labels(&at, R25).first;
}

static size_t count_beside(const ct_event *a, const ct_event *b, bool ranges)
{
    size_t count = 0;

    assert_int_equal(a->marker_count, b->marker_count);
    for (size_t m = 0; m < a->marker_count; m++)
        count += label_of(a, a->markers[m].frame) != label_of(b, b->markers[m].frame) ||
                 (ranges && a->markers[m].count != b->markers[m].count);
    return count;
}

static void notes_that_land_beside_are_announced(void **state)
{
    static const char *const formats[] = {"otio", "edl", "edl-file32", "fcp7xml", "fcpxml"};

    (void)state;
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        fixture          f = {.ids = 0};
        ct_timeline_list given = {0};
        ct_timeline      back;
        size_t           beside = 0;
        bool             ranges = ct_format_find(formats[i])->carries & CT_CARRIES_NOTE_RANGES;
        make_fast(&f);
        ct_export_input in = {
            .cut = &f.cut, .cut_id = f.cut_id, .clips = &f.clips, .notes = &f.notes};
        assert_int_equal(ct_editlist_from_cut(&in, &(ct_export_options){0}, &given, NULL, &f.err),
                         CT_OK);
        assert_int_equal(fixture_export(&f, formats[i], NULL), CT_OK);
        read_back(&f, formats[i], &back);
        assert_int_equal(back.event_count, given.items[0].event_count);
        for (size_t k = 0; k < back.event_count; k++)
            beside += count_beside(&given.items[0].events[k], &back.events[k], ranges);
        if (beside != announced(&f, "note-place"))
            fail_msg("%s: %zu notes lie beside, %zu announced", formats[i], beside,
                     announced(&f, "note-place"));
        ct_timeline_finish(&back);
        ct_timeline_list_finish(&given);
        fixture_finish(&f);
    }
}

/* A remark made on the cut is about the place where it was made; one made on another cut about that. */
static void notes_of_a_cut_stand_where_they_were_made(void **state)
{
    fixture f = {.ids = 0};

    (void)state;
    make_rushes(&f);
    fixture_event(&f, 0, 0, 100);
    fixture_event(&f, 0, 0, 100); /* the same frames again */
    ct_note *n = fixture_note(&f, 0, 10, 11, CT_CAT_STORY, "the second time only");
    n->cut = f.cut_id;
    n->record_frame = 110;
    assert_int_equal(fixture_export(&f, "edl", NULL), CT_OK);
    assert_null(strstr(fixture_only(&f), "LOC: 01:00:00:10"));
    assert_non_null(strstr(fixture_only(&f), "LOC: 01:00:04:10 YELLOW  the second time only"));
    n->cut = (ct_id){{7}};
    assert_int_equal(fixture_export(&f, "edl", NULL), CT_OK);
    assert_null(strstr(fixture_only(&f), "LOC:"));
    fixture_finish(&f);
}

/* One planted fault, one finding. */
static void faults_of_a_cut_are_found(void **state)
{
    fixture f = {.ids = 0};

    (void)state;
    make_rushes(&f);
    fixture_event(&f, 0, 900, 995);
    transition(fixture_event(&f, 1, 0, 100), CT_DISSOLVE, 25); /* of which the first has 5 */
    assert_int_equal(fixture_export(&f, "edl", NULL), CT_OK);
    assert_int_equal(ct_finding_count(&f.findings, CT_SAY_WARN), 1);
    assert_int_equal(fixture_said(&f, "transition-media"), 1);
    fixture_finish(&f);

    f = (fixture){.ids = 0};
    make_rushes(&f);
    fixture_event(&f, 0, 0, 100);
    make_gone(&f);
    assert_int_equal(fixture_export(&f, "edl", NULL), CT_OK);
    assert_int_equal(ct_finding_count(&f.findings, CT_SAY_WARN), 1);
    assert_int_equal(fixture_said(&f, "no-clip"), 1);
    fixture_finish(&f);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cut_comes_back),
        cmocka_unit_test(lists_of_a_cut_stay_as_they_are),
        cmocka_unit_test(every_version_is_valid),
        cmocka_unit_test(notes_that_came_back_go_out_once),
        cmocka_unit_test(wipes_stay_wipes),
        cmocka_unit_test(a_cut_is_written_as_it_stands),
        cmocka_unit_test(a_layer_is_lifted),
        cmocka_unit_test(sound_that_stands_alone_goes_along),
        cmocka_unit_test(a_part_of_the_channels_is_named),
        cmocka_unit_test(mixed_rates_do_not_drift),
        cmocka_unit_test(transitions_out_of_any_speed_come_back),
        cmocka_unit_test(starts_that_land_beside_are_announced),
        cmocka_unit_test(notes_that_land_beside_are_announced),
        cmocka_unit_test(notes_of_a_cut_stand_where_they_were_made),
        cmocka_unit_test(faults_of_a_cut_are_found),
    };

    return cmocka_run_group_tests_name("cut out", tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
/* What programs write as OpenTimelineIO: each kind of media, place and nesting in a list of its own, with
 * places worked out by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "read_kit.h"

#define TIME(v, r) "{'OTIO_SCHEMA':'RationalTime.1','value':" v ",'rate':" r "}"
#define SPAN(s, d, r)                                                                              \
    "{'OTIO_SCHEMA':'TimeRange.1','start_time':" TIME(s, r) ",'duration':" TIME(d, r) "}"
#define RANGE(s, d)      "'source_range':" SPAN(s, d, "25")
#define CLIP(name, s, d) "{'OTIO_SCHEMA':'Clip.2','name':'" name "'," RANGE(s, d) "}"
#define CLIP_OF(name, range, media)                                                                \
    "{'OTIO_SCHEMA':'Clip.2','name':'" name "','source_range':" range                              \
    ",'active_media_reference_key':'use','media_references':{'other':{'OTIO_SCHEMA':"              \
    "'MissingReference.1'},'use':" media "}}"
#define GAP(d) "{'OTIO_SCHEMA':'Gap.1'," RANGE("0", d) "}"
#define CROSSING(type, name, in, out)                                                              \
    "{'OTIO_SCHEMA':'Transition.1','name':'" name "','transition_type':'" type                     \
    "','in_offset':" TIME(in, "25") ",'out_offset':" TIME(out, "25") "}"
#define TRACK(kind, more, children)                                                                \
    "{'OTIO_SCHEMA':'Track.1','kind':'" kind "'" more ",'children':[" children "]}"
#define STACK(more, tracks) "{'OTIO_SCHEMA':'Stack.1'" more ",'children':[" tracks "]}"
#define TIMELINE(name, tracks)                                                                     \
    "{'OTIO_SCHEMA':'Timeline.1','name':'" name "','tracks':" STACK("", tracks) "}"

static void expect(const char *text, const char *wanted)
{
    kit_list l;

    kit_read_quoted(&l, "x.otio", text, NULL);
    kit_expect(&l, wanted);
    kit_finish(&l);
}

/* --- media ------------------------------------------------------------------------ */

#define IMAGES(base, prefix, first, padding, range)                                                \
    "{'OTIO_SCHEMA':'ImageSequenceReference.1','target_url_base':'" base                           \
    "','name_prefix':'" prefix "','name_suffix':'.exr','start_frame':" first                       \
    ",'frame_step':1,'rate':24.0,'frame_zero_padding':" padding                                    \
    ",'missing_frame_policy':'error'" range "}"

/* The clock of the first begins at its number, that of the second at 0 in a list of 25, that of the third
 * nowhere: it is counted by numbers. 24 frames of 25 are 23.04 of 24. */
static void images_are_named_as_our_clips_are(void **state)
{
    static const char text[] = TIMELINE(
        "t",
        TRACK("Video", "",
              CLIP_OF(
                  "a", SPAN("1011", "24", "24"),
                  IMAGES("file:///s%20hot/", "a.", "1001", "4",
                         ",'available_range':" SPAN(
                             "1001", "100",
                             "24"))) "," CLIP_OF("b", SPAN("25", "24", "25"),
                                                 IMAGES("/shots", "50%_", "1", "0",
                                                        ",'available_range':" SPAN(
                                                            "0", "100",
                                                            "25"))) "," CLIP_OF("c",
                                                                                SPAN("1005", "24",
                                                                                     "24"),
                                                                                IMAGES("file:///c",
                                                                                       "c", "1001",
                                                                                       "0", ""))));
    static const char *const paths[] = {"/s hot/a.%04d.exr", "/shots/50%%_%d.exr", "/c/c%04d.exr"};
    kit_list                 l;

    (void)state;
    kit_read_quoted(&l, "x.otio", text, NULL);
    kit_expect(&l, "a 0 0-24 10-34\nb 0 24-47 24-47\nc 0 47-71 4-28\n");
    for (size_t i = 0; i < 3; i++)
        assert_string_equal(l.t.events[i].path, paths[i]);
    assert_int_equal(l.t.events[0].media_frames, 100);
    kit_finish(&l);
}

/* A clip of 50 that is as long as 53 frames of 25 is 105 frames where we say so; where that cannot be, 106. */
static void lengths_in_frames_of_the_list(void **state)
{
#define SAID(frames)                                                                               \
    "{'OTIO_SCHEMA':'Clip.2','name':'a','source_range':{'start_time':" TIME(                       \
        "10", "50") ",'duration':" TIME("53", "25") "},'metadata':{'circletake':{'frames':" frames \
                                                    "}}}"
    static const char text[] = "{'OTIO_SCHEMA':'Timeline.1','global_start_time':" TIME(
        "90000", "25") ",'tracks':" STACK("", TRACK("Video", "", SAID("105") "," SAID("50"))) "}";
    kit_list l;

    (void)state;
    kit_read_quoted(&l, "x.otio", text, NULL);
    kit_expect(&l, "a 0 0-53 10-115\na 0 53-106 10-116\n");
    kit_finish(&l);
}

/* Of several references, when the key names none of them, the default one, else the first that is media. What fades in
 * around the beginning of a track begins with it. */
static void keys_that_name_nothing(void **state)
{
#define LOST(media)                                                                                \
    "{'OTIO_SCHEMA':'Clip.2'," RANGE(                                                              \
        "3", "4") ",'active_media_reference_key':'lost','media_references':{" media "}}"
#define MEDIA(key, url)                                                                            \
    "'" key "':{'OTIO_SCHEMA':'ExternalReference.1','target_url':'file:///" url "'}"
    static const char text[] = TIMELINE(
        "t",
        TRACK(
            "Video", "",
            CROSSING("SMPTE_Dissolve", "", "6", "4") "," LOST(MEDIA("proxy", "p.mov") "," MEDIA(
                "DEFAULT_MEDIA",
                "a.mov")) "," LOST("'gone':{'OTIO_SCHEMA':'MissingReference.1'}," MEDIA("high",
                                                                                        "b.mov"))));
    kit_list l;

    (void)state;
    kit_read_quoted(&l, "x.otio", text, NULL);
    kit_expect(&l, "a.mov 0 0-4 3-7 dissolve 4\nb.mov 0 4-8 3-7\n");
    kit_finish(&l);
}

/* A colour lies under a clip and over one. A key that names nothing leaves the first reference. */
static void media_that_is_made_up_or_elsewhere(void **state)
{
#define COLOUR "{'OTIO_SCHEMA':'GeneratorReference.1','generator_kind':'SolidColor'}"
    static const char text[] = TIMELINE(
        "t",
        TRACK("Video", "", CLIP_OF("red", SPAN("0", "10", "25"), COLOUR) "," CLIP("a", "0", "20")) "," TRACK(
            "Video", "",
            GAP("15") "," CLIP_OF("title", SPAN("0", "5", "25"), COLOUR) ",{'OTIO_SCHEMA':'Clip.2','name':'b'," RANGE(
                "3",
                "4") ",'active_media_reference_key':"
                     "'lost','media_references':{'proxy':{'OTIO_SCHEMA':'ExternalReference.1','target_url':"
                     "'file://localhost/p/b.mov'}}}"));
    kit_list l;

    (void)state;
    kit_read_quoted(&l, "x.otio", text, NULL);
    kit_expect(&l, "red 0 0-10 0-10\na 0 10-30 0-20\ntitle 1- 15-20 0-5\nb 1 20-24 3-7\n");
    assert_true(ct_event_is_black(&l.t.events[0]) && ct_event_is_black(&l.t.events[2]));
    assert_string_equal(l.t.events[3].path, "/p/b.mov");
    kit_finish(&l);
#undef COLOUR
}

/* Media of 50 frames a second from 10:00:00:00 on, of which a range in 25 is used. */
static void media_of_another_rate(void **state)
{
    (void)state;
    expect(TIMELINE("t", TRACK("Video", "",
                               CLIP_OF("a", SPAN("900010", "11", "25"),
                                       "{'OTIO_SCHEMA':'ExternalReference.1','target_url':'/a.mov',"
                                       "'available_range':" SPAN(
                                           "1800000", "500", "50") "}") "," CLIP("b", "0", "5"))),
           "a 0 0-11 20-42\nb 0 11-16 0-5\n");
}

/* No start, and the first clip counts at another rate than its track: 30 frames of 30 are 24. */
static void the_track_says_the_rate(void **state)
{
    (void)state;
    expect("{'OTIO_SCHEMA':'Timeline.1','tracks':" STACK(
               "",
               TRACK("Video", ",'source_range':" SPAN("0", "48", "24"),
                     "{'OTIO_SCHEMA':'Clip.2','name':'a','source_range':" SPAN(
                         "0", "30", "30") "}"
                                          ","
                                          "{'OTIO_SCHEMA':'Clip.2','name':'b','source_range':" SPAN(
                                              "0", "24", "24") "}")) "}",
           "a 0 0-24 0-30\nb 0 24-48 0-24\n");
}

/* --- transitions ------------------------------------------------------------------- */

/* Upper tracks begin with what lies there, not with the end of the track below. */
static void transitions_stay_on_their_track(void **state)
{
    (void)state;
    expect(TIMELINE("t", TRACK("Video", "", CLIP("low", "100", "50")) "," TRACK(
                             "Video", "",
                             GAP("50") "," CROSSING("SMPTE_Dissolve", "", "5",
                                                    "5") "," CLIP("high", "20", "30"))),
           "low 0 0-50 100-150\nhigh 1 45-80 15-50 dissolve 10\n");
}

/* At half and at double speed, backwards, and a still: five frames around each cut. */
static void transitions_of_retimed_clips(void **state)
{
#define AT(name, s, d, speed)                                                                      \
    "{'OTIO_SCHEMA':'Clip.2','name':'" name                                                        \
    "'," RANGE(s, d) ",'effects':[{'OTIO_SCHEMA':"                                                 \
                     "'LinearTimeWarp.1','time_scalar':" speed "}]}"
#define FIVE CROSSING("SMPTE_Dissolve", "", "5", "5")
    (void)state;
    expect(TIMELINE("t", TRACK("Video", "",
                               AT("a", "100", "40",
                                  "0.5") "," FIVE
                                         "," AT("b", "200", "40", "2") "," FIVE "," AT(
                                             "c", "300", "40", "-1") "," FIVE
                                                                     "," AT("d", "50", "40", "0"))),
           "a 0 0-35 100-118 x0.500\nb 0 35-75 190-270 x2.000 dissolve 10\n"
           "c 0 75-115 305-345 reverse dissolve 10\nd 0 115-160 50-51 x0.000 dissolve 10\n");
#undef AT
#undef FIVE
}

/* By its type, its name, and what came with it out of other formats; a push is neither. */
static void wipes_keep_their_pattern_and_name(void **state)
{
    static const char text[] = TIMELINE(
        "t",
        TRACK(
            "Video", "",
            CLIP("a", "0", "20") "," CROSSING("Custom_Transition", "Edge Wipe", "0", "8") "," CLIP(
                "b", "0",
                "20") ",{'OTIO_SCHEMA':'Transition.1','transition_type':'SMPTE_Wipe','metadata':{'cmx_3600':"
                      "{'transition':'W021'}},'in_offset':" TIME("0", "25") ",'out_offset':" TIME(
                          "6", "25") "}," CLIP("c", "0",
                                               "20") "," CROSSING("Custom_Transition", "Push", "0",
                                                                  "4") "," CLIP("d", "0", "20")));
    kit_list l;

    (void)state;
    kit_read_quoted(&l, "x.otio", text, NULL);
    kit_expect(&l, "a 0 0-20 0-20\nb 0 20-40 0-20 wipe 1 8\nc 0 40-60 0-20 wipe 21 6\n"
                   "d 0 60-80 0-20 dissolve 4\n");
    assert_string_equal(l.t.events[1].comment, "EFFECTS NAME IS Edge Wipe");
    assert_non_null(kit_said(&l, "other-transitions"));
    kit_finish(&l);
}

/* One leads into a nested timeline, one into nothing and one to the end: the last two are cuts. */
static void transitions_into_nests_and_nothing(void **state)
{
    static const char text[] = TIMELINE(
        "t",
        TRACK(
            "Video", "",
            CLIP("a", "0", "20") "," CROSSING("SMPTE_Dissolve", "", "4", "4") "," STACK(
                "," RANGE("10", "20"),
                TRACK("Video", "", CLIP("in", "50", "60")) "," TRACK(
                    "Video", "",
                    GAP("15") "," CLIP(
                        "over", "5",
                        "10"))) "," CROSSING("SMPTE_Dissolve", "", "4",
                                             "0") "," GAP("10") "," CLIP("b", "0",
                                                                         "20") "," CROSSING("SMPTE_Dissolve",
                                                                                            "", "4",
                                                                                            "0")));
    kit_list l;

    (void)state;
    kit_read_quoted(&l, "x.otio", text, NULL);
    kit_expect(&l,
               "a 0 0-16 0-16\nin 0 16-40 56-80 dissolve 8\nover 1 25-35 5-15\nb 0 50-70 0-20\n");
    assert_true(strstr(kit_said(&l, "transitions"), "read as cuts: 2.") != NULL);
    kit_finish(&l);
}

/* --- places ------------------------------------------------------------------------ */

/* A timeline in a timeline, a track and a stack that show a part of themselves, an empty range. */
static void ranges_of_tracks_and_stacks(void **state)
{
    (void)state;
    expect("{'OTIO_SCHEMA':'Timeline.1','tracks':" STACK(
               "," RANGE("5", "40"),
               TRACK("Video", "," RANGE("10", "30"), CLIP("a", "100", "50")) "," TRACK(
                   "Video", "," RANGE("0", "0"),
                   CLIP("b", "200",
                        "50")) "," TRACK("Audio", "," RANGE("20", "12"),
                                         CLIP("w", "0", "25") "," CLIP(
                                             "v", "0",
                                             "25")) "," TRACK("Video", "",
                                                              GAP("20") "," TIMELINE(
                                                                  "in",
                                                                  TRACK("Video", "",
                                                                        CLIP("c", "7", "9"))))) "}",
           "a 0 0-25 115-140\nb 1 0-40 205-245\nv 0a 0-7 0-7\nc 2 15-24 7-16\n");
}

/* Twice as fast: 20 frames show 40, from its 10th on. */
static void nested_timelines_run_at_other_speeds(void **state)
{
    (void)state;
    expect(TIMELINE("t",
                    TRACK("Video", "",
                          CLIP("a", "0", "10") "," STACK(
                              "," RANGE("10", "20") ",'effects':[{'OTIO_SCHEMA':'LinearTimeWarp.1',"
                                                    "'time_scalar':2}]",
                              TRACK("Video", "",
                                    CLIP("b", "0", "30") "," CLIP(
                                        "c", "0", "50"))) "," CLIP("d", "0", "10"))),
           "a 0 0-10 0-10\nb 0 10-20 10-30 x2.000\nc 0 20-30 0-20 x2.000\nd 0 30-40 0-10\n");
}

/* At three times the speed the cut after 4 frames lies between record frames 1 and 2; there c is at its third. */
static void cuts_of_fast_nested_timelines_lie_between_record_frames(void **state)
{
    (void)state;
    expect(TIMELINE("t",
                    TRACK("Video", "",
                          STACK("," RANGE("0", "10") ",'effects':[{'OTIO_SCHEMA':"
                                                     "'LinearTimeWarp.1','time_scalar':3}]",
                                TRACK("Video", "", CLIP("b", "0", "4") "," CLIP("c", "0", "26"))))),
           "b 0 0-2 0-4 x3.000\nc 0 2-10 2-26 x3.000\n");
}

/* Neither says how long it is: one ends in a gap and a clip that is switched off, the other is switched off. */
static void nested_timelines_are_as_long_as_all_that_is_in_them(void **state)
{
    (void)state;
#define OFF ",'enabled':false"
    expect(
        TIMELINE("t",
                 TRACK("Video", "",
                       TRACK("Video", "",
                             CLIP("a", "0", "10") "," GAP("5") "," STACK(
                                 "," RANGE("0", "10") OFF,
                                 CLIP("b", "0",
                                      "10"))) "," CLIP("c", "0",
                                                       "20") "," STACK(OFF,
                                                                       CLIP("d", "0", "8") "," CLIP(
                                                                           "e", "0",
                                                                           "7")) "," CLIP("f", "0",
                                                                                          "20"))),
        "a 0 0-10 0-10\nc 0 25-45 0-20\nf 0 53-73 0-20\n");
}

/* Backwards and twice as fast from the end of its 50th frame on; its 35th, which stands; and a speed that is none. */
static void nested_timelines_run_backwards_and_stand(void **state)
{
#define WARPED(from, count, effects)                                                               \
    STACK("," RANGE(from, count) ",'effects':[" effects "]",                                       \
          TRACK("Video", "", CLIP("b", "0", "30") "," CLIP("c", "0", "50")))
#define WARP(speed) "{'OTIO_SCHEMA':'LinearTimeWarp.1','time_scalar':" speed "}"
    (void)state;
    expect(
        TIMELINE(
            "t",
            TRACK(
                "Video", "",
                WARPED("10", "20", WARP("-2")) "," WARPED(
                    "35", "20",
                    "{'OTIO_SCHEMA':'FreezeFrame.1'}") "," WARPED("0", "20",
                                                                  WARP("999") "," WARP("999") "," WARP(
                                                                      "999") "," WARP("999")))),
        "c 0 0-10 0-20 x2.000 reverse\nb 0 10-20 10-30 x2.000 reverse\n"
        "c 0 20-40 5-6 x0.000\nb 0 40-60 0-20\n");
}

/* On a clip, a gap, a track, the whole, and inside of what is seen of a stack, which begins at 10. */
static void markers_stand_where_they_were_put(void **state)
{
#define MARK(name, s)                                                                              \
    "{'OTIO_SCHEMA':'Marker.2','name':'" name                                                      \
    "','color':'RED','marked_range':" SPAN(s, "2", "25") "}"
    static const char text[] = "{'OTIO_SCHEMA':'Timeline.1','tracks':" STACK(
        ",'markers':[" MARK("whole", "3") "]",
        TRACK(
            "Video", ",'markers':[" MARK("track", "4") "]",
            "{'OTIO_SCHEMA':'Clip.2','name':'a','markers':[" MARK("clip", "105") "]," RANGE("100", "20") "},{'OTIO_SCHEMA':'Gap.1','markers':[" MARK(
                "gap",
                "6") "]," RANGE("0",
                                "10") "}," STACK(",'markers':[" MARK("seen",
                                                                     "15") "," MARK("cut",
                                                                                    "5") "]," RANGE("10",
                                                                                                    "20"),
                                                 TRACK("Video",
                                                       ",'markers':[" MARK("inner", "11") "]",
                                                       CLIP("b", "0", "50"))))) "}";
    static const struct {
        const char *text;
        int64_t     frame;
    } wanted[] = {{"gap", 26}, {"seen", 35}, {"inner", 31}, {"whole", 3}, {"track", 4}};
    kit_list l;

    (void)state;
    kit_read_quoted(&l, "x.otio", text, NULL);
    assert_int_equal(l.t.events[0].markers[0].frame, 105);
    assert_int_equal(l.t.marker_count, 5);
    for (size_t i = 0; i < 5; i++) {
        assert_string_equal(l.t.markers[i].text, wanted[i].text);
        assert_int_equal(l.t.markers[i].frame, wanted[i].frame);
        assert_int_equal(l.t.markers[i].count, 2);
    }
    kit_finish(&l);
}

/* Its track lies behind a clip in another. */
static void a_marker_of_a_track_in_tracks_is_read_once(void **state)
{
    kit_list l;

    (void)state;
    kit_read_quoted(&l, "x.otio",
                    TIMELINE("t", TRACK("Video", "",
                                        CLIP("a", "0", "10") "," TRACK(
                                            "Video", "",
                                            CLIP("b", "0", "20") "," TRACK(
                                                "Video", ",'markers':[" MARK("m", "3") "]",
                                                CLIP("c", "0", "10"))))),
                    NULL);
    assert_int_equal(l.t.marker_count, 1);
    assert_int_equal(l.t.markers[0].frame, 33);
    kit_finish(&l);
#undef MARK
}

/* --- several timelines --------------------------------------------------------------- */

#define BIN                                                                                                                                                                                                \
    "{'OTIO_SCHEMA':'SerializableCollection.1','name':'bin','children':[" TIMELINE("Reel 1", TRACK("Video", "", CLIP("a", "0", "20"))) ",{'OTIO_SCHEMA':'SerializableCollection.1','children':[" TIMELINE( \
        "Reel 2",                                                                                                                                                                                          \
        TRACK("Video", "", CLIP("b", "0", "30"))) "]}," TIMELINE("",                                                                                                                                       \
                                                                 TRACK("Video", "",                                                                                                                        \
                                                                       CLIP("c", "0", "40"))) "]}"

static void one_of_several_is_taken(void **state)
{
    static const struct {
        const char *wanted, *events, *said;
    } cases[] = {
        {NULL, "a 0 0-20 0-20\n", "2 timelines beside Reel 1 were left out: Reel 2, number 3."},
        {"reel 2", "b 0 0-30 0-30\n", "2 timelines beside Reel 2 were left out: Reel 1, number 3."},
        {"3", "c 0 0-40 0-40\n", "2 timelines beside the one taken were left out: Reel 1, Reel 2."},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        kit_list l;
        kit_read_quoted(&l, "x.otio", BIN, &(ct_import_options){.timeline = cases[i].wanted});
        kit_expect(&l, cases[i].events);
        assert_string_equal(kit_said(&l, "beside"), cases[i].said);
        kit_finish(&l);
    }
}

static void a_wish_that_nothing_answers_to(void **state)
{
    static const char edl[] = "001  A  V  C  00:00:00:00 00:00:01:00 00:00:00:00 00:00:01:00\n";
    static const char otio[] =
        "{\"OTIO_SCHEMA\":\"SerializableCollection.1\",\"children\":[{\"OTIO_SCHEMA\":\"Timeline.1\","
        "\"name\":\"Reel 1\"}]}";
    ct_import_options how = {.edit_rate = {25, 1}, .timeline = "Reel 9"};
    ct_timeline       t;
    ct_error          err = {0};

    (void)state;
    assert_int_equal(ct_import_with("x", otio, strlen(otio), &how, &t, NULL, &err), CT_USAGE);
    assert_string_equal(err.text,
                        "x: There is no timeline 'Reel 9' in this file. Its timelines: Reel 1.");
    assert_int_equal(ct_import_with("x", edl, strlen(edl), &how, &t, NULL, &err), CT_USAGE);
    assert_string_equal(err.text, "x: a list of this kind holds one timeline; leave 'Reel 9' out.");
    assert_int_equal(ct_import_with("x.otioz", "PK\3\4 and more", 13, &how, &t, NULL, &err),
                     CT_UNSUPPORTED);
    assert_non_null(strstr(err.text, "content.otio"));
}

/* --- as others write it ------------------------------------------------------------------ */

/* Tracks and gaps were called otherwise once. */
static void names_of_old_schemas(void **state)
{
    (void)state;
    expect(
        TIMELINE("t", "{'OTIO_SCHEMA':'Sequence.1','kind':'Video','children':[" CLIP(
                          "a", "10",
                          "20") ",{'OTIO_SCHEMA':'Filler.1'," RANGE("0", "5") "}," CLIP("b", "0",
                                                                                        "5") "]}"),
        "a 0 0-20 10-30\nb 0 25-30 0-5\n");
}

/* What stands by itself is a timeline of its own, that begins at 0; a track shows what its range says. */
static void roots_that_are_no_timeline(void **state)
{
    (void)state;
    expect(CLIP("a", "10", "20"), "a 0 0-20 10-30\n");
    expect(TRACK("Video", "", CLIP("a", "10", "20") "," CLIP("b", "0", "5")),
           "a 0 0-20 10-30\nb 0 20-25 0-5\n");
    expect(TRACK("Video", "," RANGE("5", "18"), CLIP("a", "10", "20") "," CLIP("b", "0", "5")),
           "a 0 0-15 15-30\nb 0 15-18 0-3\n");
    expect(TRACK("Audio", "", CLIP("a", "10", "20")), "a 0a 0-20 10-30\n");
    expect(STACK("", CLIP("a", "10", "20")), "a 0 0-20 10-30\n");
    expect("{'OTIO_SCHEMA':'SerializeableCollection.1','children':[" CLIP("a", "10", "20") "," CLIP(
               "b", "0", "5") "]}",
           "a 0 0-20 10-30\nb 0 20-25 0-5\n");
}

static void a_bin_of_tracks(void **state)
{
    kit_list l;

    (void)state;
    kit_read_quoted(
        &l, "x.otio",
        "{'OTIO_SCHEMA':'SerializableCollection.1','children':[" TRACK(
            "Video", ",'name':'one'", CLIP("a", "10", "20")) "," TRACK("Video", ",'name':'two'",
                                                                       CLIP("b", "0", "5")) "]}",
        &(ct_import_options){.timeline = "two"});
    kit_expect(&l, "b 0 0-5 0-5\n");
    assert_string_equal(kit_said(&l, "beside"), "1 timeline beside two was left out: one.");
    kit_finish(&l);
}

/* A kind that is not said is that of pictures; what is neither is not passed over in silence. */
static void tracks_of_other_kinds(void **state)
{
    kit_list l;

    (void)state;
    kit_read_quoted(
        &l, "x.otio",
        TIMELINE("t", "{'OTIO_SCHEMA':'Track.1','children':[" CLIP("a", "0", "20") "]}," TRACK(
                          "Subtitle", "", CLIP("words", "0", "20"))),
        NULL);
    kit_expect(&l, "a 0 0-20 0-20\n");
    assert_string_equal(kit_said(&l, "other-tracks"),
                        "Tracks of neither pictures nor sound, left out: 1.");
    kit_finish(&l);
}

/* The rate is that of a clip's media deep inside, not 25. */
/* Under a picture that is heard on two tracks lie music and effects, each on its own; what stands behind the
 * picture's sound stays on that track. Without a picture that is heard the first of them is the first. */
static void tracks_of_sound_stay_tracks(void **state)
{
#define MONO ",'metadata':{'Resolve_OTIO':{'Audio Type':'Mono'}}"
#define TRACKS_OF_SOUND                                                                            \
    TRACK("Audio", "", GAP("10") "," CLIP("music", "0", "20"))                                     \
    "," TRACK("Audio", "", GAP("90")) "," TRACK(                                                   \
        "Audio", MONO, GAP("30") "," CLIP("fx", "5", "10") "," CLIP("fx", "50", "10"))
    (void)state;
    expect(TIMELINE("t", TRACK("Video", "", CLIP("a", "0", "50")) "," TRACK(
                             "Audio", MONO, CLIP("a", "0", "50") "," CLIP("room", "0", "10")) "," //
                    TRACK("Audio", MONO, CLIP("a", "0", "50")) "," TRACKS_OF_SOUND),
           "a 0 0-50 0-50\nmusic 1a 10-30 0-20\nfx 2a 30-40 5-15\nfx 2a 40-50 50-60\n"
           "room 0a 50-60 0-10\n");
    expect(TIMELINE("t", TRACK("Video", "", CLIP("a", "0", "50")) "," TRACKS_OF_SOUND),
           "a 0 0-50 0-50\nmusic 0a 10-30 0-20\nfx 1a 30-40 5-15\nfx 1a 40-50 50-60\n");
#undef TRACKS_OF_SOUND
#undef MONO
}

static void a_rate_that_only_the_media_says(void **state)
{
    kit_list l;

    (void)state;
    kit_read_quoted(
        &l, "x.otio",
        STACK("", STACK("", STACK("", "{'OTIO_SCHEMA':'Clip.1','name':'a','source_range':null,"
                                      "'media_reference':{'OTIO_SCHEMA':'ExternalReference.1',"
                                      "'available_range':" SPAN("0", "60", "30") "}}"))),
        NULL);
    kit_expect(&l, "a 0 0-60 0-60\n");
    assert_int_equal(l.t.fps.num, 30);
    kit_finish(&l);
}

/* At 25, 10.5 s to 12.75 s begins at 262.5, so at 263, and ends at 318.75, so at 319; 48,000 samples are a
 * second, 25 frames. Nothing at one a second is no rate: the second clip counts at 25 alone. */
static void times_that_are_no_frames(void **state)
{
    static const char seconds[] =
        TRACK("Video", "",
              "{'OTIO_SCHEMA':'Clip.1','name':'a','source_range':" SPAN(
                  "10.5", "2.25",
                  "1.0") "},{'OTIO_SCHEMA':'Clip.1','name':'b','source_range':{'OTIO_SCHEMA':"
                         "'TimeRange.1','start_time':" TIME("0", "1") ",'duration':" TIME(
                             "50", "25") "}}");
    static const char samples[] =
        TIMELINE("t", TRACK("Audio", "",
                            "{'OTIO_SCHEMA':'Clip.1','name':'a','source_range':" SPAN(
                                "24000", "96000", "48000") "}") "," TRACK("Video", "",
                                                                          CLIP("v", "0", "50")));
    ct_import_options how = {.timeline = NULL};
    ct_timeline       t;
    ct_error          err = {0};
    kit_list          l;

    (void)state;
    kit_read_quoted(&l, "x.otio", seconds, NULL);
    kit_expect(&l, "a 0 0-56 263-319\nb 0 56-106 0-50\n");
    assert_non_null(kit_said(&l, "seconds-rounded"));
    assert_int_equal(l.t.events[1].fps.num, 25);
    kit_finish(&l);
    expect(samples, "v 0 0-50 0-50\na 0a 0-50 13-63\n");
    static const char alone[] =
        "{\"OTIO_SCHEMA\":\"Clip.1\",\"source_range\":{\"OTIO_SCHEMA\":\"TimeRange.1\","
        "\"start_time\":{\"OTIO_SCHEMA\":\"RationalTime.1\",\"value\":0,\"rate\":1},"
        "\"duration\":{\"OTIO_SCHEMA\":\"RationalTime.1\",\"value\":2.5,\"rate\":1}}}";
    assert_int_equal(ct_import_with("x", alone, strlen(alone), &how, &t, NULL, &err), CT_USAGE);
}

/* A clip without a name is called as its file is. */
static void names_of_files(void **state)
{
    kit_list l;

    (void)state;
    kit_read_quoted(&l, "x.otio",
                    TRACK("Video", "",
                          CLIP_OF("", SPAN("10", "20", "25"),
                                  "{'OTIO_SCHEMA':'ExternalReference.1','target_url':"
                                  "'D:\\\\r\\\\a b.mov'}")),
                    NULL);
    kit_expect(&l, "a b.mov 0 0-20 10-30\n");
    assert_string_equal(l.t.events[0].reel, "a b");
    kit_finish(&l);
}

/* Media from 01:00:00:00 on, of which frames 10 to 30 are meant. */
static void ranges_before_their_media(void **state)
{
    kit_list l;

    (void)state;
    kit_read_quoted(&l, "x.otio",
                    TRACK("Video", "",
                          CLIP_OF("a", SPAN("10", "20", "25"),
                                  "{'OTIO_SCHEMA':'ExternalReference.1','target_url':'a.mov',"
                                  "'available_range':" SPAN("90000", "100", "25") "}")),
                    NULL);
    kit_expect(&l, "a 0 0-20 10-30\n");
    assert_int_equal(l.t.events[0].tc.start, 90000);
    assert_non_null(kit_said(&l, "from-zero"));
    kit_finish(&l);
}

#define MARKER(at, words)                                                                          \
    "{'OTIO_SCHEMA':'Marker.2','marked_range':" SPAN(at, "1", "25") "," words "}"

/* Name and comment, or what Resolve keeps beside; those of a track that is cut count from the range it names. */
static void words_and_places_of_markers(void **state)
{
    static const char *const texts[] = {"sky\nmatte it", "said once", "kept beside", "at the cut"};
    static const int64_t     frames[] = {3, 4, 5, 7};
    kit_list                 l;

    (void)state;
    kit_read_quoted(
        &l, "x.otio",
        "{'OTIO_SCHEMA':'Timeline.1','name':'t','tracks':" STACK(
            ",'markers':[" MARKER("3", "'name':'sky','comment':'matte it'") "," MARKER(
                "4",
                "'name':'said once','comment':'said "
                "once'") "," MARKER("5",
                                    "'name':'Marker 3','metadata':{'Resolve_OTIO':{'Note':'kept "
                                    "beside'}}") "]",
            TRACK("Video",
                  "," RANGE("50", "20") ",'markers':[" MARKER("10", "'name':'before'") "," MARKER(
                      "57", "'name':'at the cut'") "]",
                  CLIP("a", "0", "100"))) "}",
        NULL);
    kit_expect(&l, "a 0 0-20 50-70\n");
    assert_int_equal(l.t.marker_count, 4);
    for (size_t k = 0; k < 4; k++) {
        assert_string_equal(l.t.markers[k].text, texts[k]);
        assert_int_equal(l.t.markers[k].frame, frames[k]);
    }
    kit_finish(&l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(roots_that_are_no_timeline),
        cmocka_unit_test(a_bin_of_tracks),
        cmocka_unit_test(tracks_of_other_kinds),
        cmocka_unit_test(tracks_of_sound_stay_tracks),
        cmocka_unit_test(a_rate_that_only_the_media_says),
        cmocka_unit_test(times_that_are_no_frames),
        cmocka_unit_test(ranges_before_their_media),
        cmocka_unit_test(names_of_files),
        cmocka_unit_test(names_of_old_schemas),
        cmocka_unit_test(words_and_places_of_markers),
        cmocka_unit_test(images_are_named_as_our_clips_are),
        cmocka_unit_test(keys_that_name_nothing),
        cmocka_unit_test(lengths_in_frames_of_the_list),
        cmocka_unit_test(media_that_is_made_up_or_elsewhere),
        cmocka_unit_test(media_of_another_rate),
        cmocka_unit_test(the_track_says_the_rate),
        cmocka_unit_test(transitions_stay_on_their_track),
        cmocka_unit_test(transitions_of_retimed_clips),
        cmocka_unit_test(wipes_keep_their_pattern_and_name),
        cmocka_unit_test(transitions_into_nests_and_nothing),
        cmocka_unit_test(ranges_of_tracks_and_stacks),
        cmocka_unit_test(nested_timelines_run_at_other_speeds),
        cmocka_unit_test(cuts_of_fast_nested_timelines_lie_between_record_frames),
        cmocka_unit_test(nested_timelines_are_as_long_as_all_that_is_in_them),
        cmocka_unit_test(nested_timelines_run_backwards_and_stand),
        cmocka_unit_test(markers_stand_where_they_were_put),
        cmocka_unit_test(a_marker_of_a_track_in_tracks_is_read_once),
        cmocka_unit_test(one_of_several_is_taken),
        cmocka_unit_test(a_wish_that_nothing_answers_to),
    };
    return cmocka_run_group_tests_name("OpenTimelineIO in", tests, NULL, NULL);
}

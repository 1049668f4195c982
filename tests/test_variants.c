/* SPDX-License-Identifier: MIT */
/* The same list as another program, a spreadsheet or an editor of texts writes it: other blanks, cases, comments,
 * numbers and declarations. It shows the same frames. Places were worked out by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "circletake/str.h"
#include "read_kit.h"

static void expect(const char *name, const char *text, const char *wanted)
{
    kit_list l;

    kit_read(&l, name, text, NULL);
    kit_expect(&l, wanted);
    kit_finish(&l);
}

/* --- XML ------------------------------------------------------------------------------ */

#define XML  "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
#define RATE "<rate><timebase>24</timebase><ntsc>TRUE</ntsc></rate>"
#define SEQUENCE(rate, places)                                                                     \
    "<xmeml version=\"5\"><sequence><name>s</name>" rate                                           \
    "<media><video><track><clipitem><name>a</name>" rate places                                    \
    "</clipitem></track></video></media></sequence></xmeml>"
#define PLACES "<start>100</start><end>150</end><in>24</in><out>74</out>"
#define WANTED "a 0 100-150 24-74\n"

static void comments_cut_no_number_short(void **state)
{
    (void)state;
    expect("x.xml",
           SEQUENCE(RATE, "<start>1<!-- of 9 -->00</start><end>15<?p i?>0</end><in>2<!---->4</in>"
                          "<out><!-- out -->74</out>"),
           WANTED);
    expect("x.xml",
           SEQUENCE(RATE, "<start><![CDATA[100]]></start><end>1<![CDATA[5]]>0</end>"
                          "<in>24</in><out>74</out>"),
           WANTED);
    expect("x.xml",
           SEQUENCE(RATE, "<start>\n   100\n  </start><end>\r\n\t150 </end><in> 24</in>"
                          "<out>74 </out>"),
           WANTED);
}

static void what_stands_before_the_outermost_element(void **state)
{
    static const char *const heads[] = {
        "",
        XML "<!DOCTYPE xmeml>",
        "\n\n  \n" XML "<!DOCTYPE xmeml>\n",
        "\xEF\xBB\xBF\r\n" XML,
        XML "<!-- made <by> [us]: no <!ENTITY in it -->\n<!DOCTYPE xmeml>",
        XML "<?xml-stylesheet href=\"a[1].xsl\"?>",
        XML "<!DOCTYPE xmeml SYSTEM \"xmeml.dtd\">",
        XML "<!DOCTYPE xmeml [\n]>",
        XML "<!DOCTYPE xmeml [ <!ELEMENT xmeml ANY> ]>",
    };

    (void)state;
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
        char *text = ct_asprintf("%s%s", heads[i], SEQUENCE(RATE, PLACES));
        expect("x.xml", text, WANTED);
        free(text);
    }
}

/* A comment does not hide what could unfold. */
static void declarations_stay_refused(void **state)
{
    static const char *const heads[] = {
        "<!-- <a --><!DOCTYPE xmeml [<!ENTITY a \"x\">]>",
        "<!DOCTYPE xmeml [<!ELEMENT xmeml ANY><!ENTITY a \"x\">]>",
        "<!DOCTYPE xmeml [<!ATTLIST xmeml a CDATA \"x\">]>",
        "<!DOCTYPE xmeml SYSTEM \"a>b\" [<!ENTITY a \"x\">]>",
        "<?a ?><!-- b --> <!DOCTYPE xmeml [<!-- ]> --><!ENTITY a \"x\">]>",
        "<!DOCTYPE xmeml [<!-- ] > <a --><!ENTITY a \"x\">]>",
        "<!DOCTYPE xmeml [<?a ] > <a ?><!ATTLIST xmeml a CDATA \"x\">]>",
    };

    (void)state;
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
        char       *text = ct_asprintf("%s%s", heads[i], SEQUENCE(RATE, PLACES));
        ct_timeline t = {0};
        ct_error    err = {0};
        assert_int_equal(
            ct_import("x.xml", text, strlen(text), (AVRational){25, 1}, &t, NULL, &err),
            CT_BAD_DATA);
        if (!strstr(err.text, "declarations of its own"))
            fail_msg("%zu: %s", i, err.text);
        free(text);
    }
}

/* A line that is complained of is the one in the file. */
static void blank_lines_count(void **state)
{
    static const char text[] = "\n\n" XML "\n" SEQUENCE(RATE, "\n<start>x</start><end>1</end>");
    ct_timeline       t = {0};
    ct_error          err = {0};

    (void)state;
    assert_int_equal(ct_import("x.xml", text, strlen(text), (AVRational){25, 1}, &t, NULL, &err),
                     CT_BAD_DATA);
    if (!strstr(err.text, "Line 4: expected whole frames in <start>"))
        fail_msg("%s", err.text);
}

static void rates_of_sequences(void **state)
{
    static const char *const same[] = {
        RATE,
        "<rate><ntsc>true</ntsc><timebase>24</timebase></rate>",
        "<rate><timebase>24.0</timebase><ntsc>1</ntsc></rate>",
        "<rate><timebase>23.976</timebase></rate>",
        "<rate><timebase>23.98</timebase><ntsc>TRUE</ntsc></rate>",
        "<rate><timebase>24000/1001</timebase></rate>",
    };

    (void)state;
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) {
        char *text = ct_asprintf("<xmeml version=\"5\"><sequence>%s<media><video><track><clipitem>"
                                 "<name>a</name>" PLACES
                                 "</clipitem></track></video></media></sequence></xmeml>",
                                 same[i]);
        kit_list l;
        kit_read(&l, "x.xml", text, NULL);
        assert_int_equal(l.t.fps.num, 24000);
        assert_int_equal(l.t.fps.den, 1001);
        kit_expect(&l, WANTED);
        kit_finish(&l);
        free(text);
    }
}

/* --- edit lists ----------------------------------------------------------------------- */

static void events_with_more_columns(void **state)
{
    kit_list l;

    (void)state;
    kit_read(&l, "x.edl",
             "TITLE: x\n001  A  V  C  01:00:00:00 01:00:02:00 10:00:00:00 10:00:02:00  0.0  late\n"
             "* FROM CLIP NAME : a.mov\n",
             NULL);
    kit_expect(&l, "a.mov 0 0-50 90000-90050\n");
    assert_string_equal(l.t.events[0].comment, "0.0  late");
    kit_finish(&l);
}

/* Two seconds at double speed, whatever stands between the digits. */
static void speeds_with_other_signs(void **state)
{
    static const char *const lines[] = {
        "M2   A       050.0                01:00:10:00",
        "M2   A       050,0                01:00:10:00",
        "M2   A       +50.00               01:00:10:00",
        "M2   A       050.0                01:00:10;00",
        "M2\tA\t050.0\t01:00:10.00",
    };

    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        char *text = ct_asprintf(
            "TITLE: x\n001  A  V  C        01:00:00:00 01:00:01:00 10:00:00:00 10:00:01:00\n"
            "002  A  V  C        01:00:01:00 01:00:01:00 10:00:01:00 10:00:01:00\n"
            "002  A  V  D    010 01:00:10:00 01:00:14:00 10:00:01:00 10:00:03:00\n%s\n",
            lines[i]);
        expect("x.edl", text, " 0 0-25 90000-90025\n 0 25-75 90250-90350 x2.000 dissolve 10\n");
        free(text);
    }
}

static void edits_by_their_words(void **state)
{
    (void)state;
    expect("x.edl",
           "TITLE: x\n001  A  V  CUT           01:00:00:00 01:00:01:00 10:00:00:00 10:00:01:00\n"
           "002  A  V  cut           01:00:01:00 01:00:01:00 10:00:01:00 10:00:01:00\n"
           "002  B  V  Dissolve 010  01:00:10:00 01:00:12:00 10:00:01:00 10:00:03:00\n",
           " 0 0-25 90000-90025\n 0 25-75 90250-90300 dissolve 10\n");
}

/* Markers of Resolve lie where their event does, with a length in its own column or without. */
static void markers_with_a_length(void **state)
{
    kit_list l;

    (void)state;
    kit_read(&l, "x.edl",
             "TITLE: x\n001  001  V  C 000 01:00:00:05 01:00:00:06 01:00:00:05 01:00:00:06\n"
             " |C:ResolveColorRed |M:one |D:1\n"
             "002  001  V  C     01:00:01:05 01:00:01:06 01:00:01:05 01:00:01:06\n"
             " |C:ResolveColorRed |M:two |D:1\n",
             NULL);
    assert_int_equal(l.t.marker_count, 2);
    assert_int_equal(l.t.markers[0].frame, 5);
    assert_int_equal(l.t.markers[1].frame, 30);
    kit_finish(&l);
}

/* --- tables ---------------------------------------------------------------------------- */

/* Our own table out of a spreadsheet: frames and rates as its language writes numbers, rows of nothing. */
static void tables_out_of_a_spreadsheet(void **state)
{
    static const char *const same[] = {
        "clip,rate,first_frame,end_frame\na.mov,24000/1001,24,1024\n",
        "clip,rate,first_frame,end_frame\na.mov,23.976,24.0,1024.00\n",
        "clip;rate;first_frame;end_frame\n;;;\na.mov;23,976;24;1024,0\n;;;\n",
        "\"clip\"\t\"rate\"\t\"first_frame\"\t\"end_frame\"\n\"a.mov\"\t23.98 fps\t24\t1024\n",
    };

    (void)state;
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) {
        kit_list l;
        kit_read(&l, i == 3 ? "x.tsv" : "x.csv", same[i],
                 &(ct_import_options){.edit_rate = {24000, 1001}});
        kit_expect(&l, "a.mov 0 0-1000 24-1024\n");
        assert_int_equal(l.t.events[0].fps.num, 24000);
        kit_finish(&l);
    }
}

/* Between tabs a spreadsheet quotes what has a line break or quotation marks in it; our own table does not. */
static void quotation_marks_between_tabs(void **state)
{
    static const struct {
        const char *text, *said;
    } tables[] = {
        {"clip\trate\tfirst_frame\tend_frame\tlabel\na\t25/1\t1\t3\t\"so \"\"new\"\", yes\"\n",
         "so \"new\", yes"},
        {"clip\trate\tfirst_frame\tend_frame\tlabel\na\t25/1\t1\t3\t\"one\ntwo\"\n", "one\ntwo"},
        {"clip\trate\tfirst_frame\tend_frame\tlabel\na\t25/1\t1\t3\t\"new\" one\n", "\"new\" one"},
        {"clip\trate\tfirst_frame\tend_frame\tlabel\na\t25/1\t1\t3\t\"new\"\n", "\"new\""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
        kit_list l;
        kit_read(&l, "x.tsv", tables[i].text, NULL);
        kit_expect(&l, "a 0 0-2 1-3\n");
        assert_string_equal(l.t.events[0].label, tables[i].said);
        kit_finish(&l);
    }
}

/* Comments of a page that speaks another language. */
static void heads_in_other_languages(void **state)
{
    static const char *const heads[] = {"Zeitcode;Kommentar", "Code temporel;Commentaire",
                                        "Código de tiempo;Comentario", "タイムコード;コメント",
                                        "时间码;备注"};

    (void)state;
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
        char    *text = ct_asprintf("%s\n00:00:02:05;too dark\n", heads[i]);
        kit_list l;
        kit_read(&l, "x.csv", text, NULL);
        assert_int_equal(l.t.marker_count, 1);
        assert_int_equal(l.t.markers[0].frame, 55);
        assert_string_equal(l.t.markers[0].text, "too dark");
        kit_finish(&l);
        free(text);
    }
}

/* Segments in seconds with a comma, whose fifth part of a second is five frames. */
static void seconds_with_a_comma(void **state)
{
    kit_list l;

    (void)state;
    kit_read(&l, "x.csv", "Start;End;Name\n1,2;2,4;a\n", NULL);
    assert_int_equal(l.t.marker_count, 1);
    assert_int_equal(l.t.markers[0].frame, 30);
    assert_int_equal(l.t.markers[0].count, 30);
    kit_finish(&l);
}

/* Segments of LosslessCut: from the beginning of the file, and to its end, which the list does not know. */
static void segments_without_a_side(void **state)
{
    kit_list l;

    (void)state;
    kit_read(&l, "x.csv", ",56.96,First\n70,842.32,\"Another, quoted\"\n1234,,Last\n,2,\n", NULL);
    assert_int_equal(l.t.marker_count, 4);
    assert_int_equal(l.t.markers[0].frame, 0);
    assert_int_equal(l.t.markers[0].count, 1424);
    assert_int_equal(l.t.markers[1].count, 19308);
    assert_int_equal(l.t.markers[2].frame, 30850);
    assert_int_equal(l.t.markers[3].count, 50);
    assert_string_equal(kit_said(&l, "no-end"), "Segments without an end, taken as the one frame "
                                                "that they begin with: 1.");
    kit_finish(&l);
    kit_read(&l, "x.csv", "1,2,Clip\n3,4,second\n5,6,third\n", NULL); /* a name, no head */
    assert_int_equal(l.t.marker_count, 3);
    assert_int_equal(l.t.event_count, 0);
    kit_finish(&l);
}

/* Lists of what is to be pulled, batches of Premiere, reports from a set: the same second of a source. */
static void ranges_by_other_names(void **state)
{
    static const char *const same[] = {
        "Clip Name,Reel,Source TC In,Source TC Out,Rec TC In,Rec TC Out\n"
        "a,A,01:00:02:00,01:00:03:00,10:00:00:00,10:00:01:00\n",
        "Tape Name,In Point,Out Point,Clip Name,Log Note\nA,01:00:02:00,01:00:03:00,a,good\n",
        "Clip,TC In,TC Out,FPS\na,01:00:02:00,01:00:03:00,25\n",
        "Event,Reel,Track,Edit,Src TC In,Src TC Out,Record In,Record Out,Clip Name\n"
        "1,A,V,C,01:00:02:00,01:00:03:00,10:00:00:00,10:00:01:00,a\n",
    };

    (void)state;
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++)
        expect("x.csv", same[i], "a 0 0-25 90050-90075\n");
    expect("x.csv",
           "Reel,Track,Edit,Source In,Source Out,Record In,Record Out,Name\n"
           "A,V,C,01:00:02:00,01:00:03:00,10:00:00:00,10:00:01:00,a\n"
           "B,V,D 012,01:00:02:00,01:00:03:00,10:00:01:00,10:00:02:00,b\n",
           "a 0 0-25 90050-90075\nb 0 25-50 90050-90075 dissolve 12\n");
}

static void tracks_of_logs(void **state)
{
    static const struct {
        const char *said, *channels;
    } logs[] = {
        {"VA1A2", "VA1A2"},
        {"V1 A1-3", "VA1A2A3"},
        {"A1-A4", "A1A2A3A4"},
        {"V A2", "VA2"},
        {"1,2,3", "A1A2A3"},
        {"A3 A5-6", "A3A5A6"},
        {"", "V"},
        {"A1-99", "A1A2A3A4A5A6A7A8A9A10A11A12A13A14A15A16"},
        {"A1D2", "A1"},
        {"VA1A2D1", "VA1A2"},
        {"V1A1-2D1", "VA1A2"},
        {"V1 A1-2 D1-3", "VA1A2"},
        {"V1A1TC1", "VA1"},
        {"VA1A2D12", "VA1A2"},
        {"D1", "V"},
        {"V1D1A3", "VA3"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof logs / sizeof logs[0]; i++) {
        char    *text = ct_asprintf("Heading\nFIELD_DELIM\tTABS\nFPS\t25\n\nColumn\n"
                                       "Name\tTracks\tStart\tEnd\n\nData\n"
                                       "a\t%s\t01:00:00:00\t01:00:01:00\n",
                                    logs[i].said);
        kit_list l;
        kit_read(&l, "x.ale", text, NULL);
        kit_expect_channels(&l, (const char *const[]){logs[i].channels});
        kit_finish(&l);
        free(text);
    }
}

/* A list that counts drop-frame and does not say its rate has as many frames a second as its record side needs. */
static void drop_frame_at_sixty(void **state)
{
    const ct_import_options unknown = {.edit_rate = {0, 1}};
    ct_error                err = {0};
    kit_list                l = {.said = {0}};
    static const char       text[] = "TITLE: m\nFCM: DROP FRAME\n"
                                     "001  A1 V C 00:59:50;10 00:59:51;31 01:00:00;00 01:00:01;21\n"
                                     "002  A1 V C 00:59:51;31 00:59:52;05 01:00:01;21 01:00:01;55\n";

    (void)state;
    assert_int_equal(ct_import_with("x.edl", text, sizeof text - 1, &unknown, &l.t, &l.said, &err),
                     CT_OK);
    assert_int_equal(l.t.fps.num, 60000);
    assert_int_equal(ct_span_count(l.t.events[0].source), 81);
    assert_non_null(strstr(kit_said(&l, "rate-guessed"), "read as 59.94."));
    kit_finish(&l);

    kit_read(&l, "x.edl",
             "TITLE: m\nFCM: DROP FRAME\n"
             "001  A1 V C 00:59:50:10 00:59:51:10 01:00:00:00 01:00:01:00\n"
             "002  A1 V C 00:59:50:10 00:59:51:10 01:00:01:00 01:00:02:00\n",
             NULL);
    assert_null(kit_said(&l, "fcm")); /* 25 has no other counting */
    kit_finish(&l);
}

/* Tables of edits with the last frame named on both sides; with speeds, as percents or factors, which show in the
 * ranges or not. */
static void tables_with_speeds_and_last_frames(void **state)
{
    static const struct {
        const char *text, *wanted;
    } tables[] = {
        {"Event,Name,Track,Speed,Src In,Src Out,Src Duration,Dst In,Dst Out,Tape\n"
         "1,a,Video 1,1,10:00:05:00,10:00:08:24,100,01:00:00:00,01:00:03:24,T\n"
         "2,b,Video 1,-1,10:00:05:00,10:00:08:24,100,01:00:04:00,01:00:07:24,T\n",
         "a 0 0-100 900125-900225\nb 0 100-200 900125-900225 reverse\n"},
        {"Name,Speed,Src In,Src Out,Src Duration,Dst In,Dst Out,Tape\n"
         "a,1,10:00:05:00,10:00:08:24,00:00:04:00,01:00:00:00,01:00:03:24,T\n",
         "a 0 0-100 900125-900225\n"},
        {"Clip Name,Tape,Source In,Source Out,Record In,Record Out,Speed\n"
         "a,T,10:00:05:00,10:00:07:00,01:00:00:00,01:00:04:00,50%\n"
         "b,T,10:00:05:00,10:00:09:00,01:00:04:00,01:00:08:00,200\n"
         "c,T,10:00:05:00,10:00:09:00,01:00:08:00,01:00:12:00,100%\n"
         "d,T,10:00:05:00,10:00:09:00,01:00:12:00,01:00:16:00,0\n",
         "a 0 0-100 900125-900175 x0.500\nb 0 100-200 900125-900325 x2.000\n"
         "c 0 200-300 900125-900225\nd 0 300-400 900125-900126 x0.000\n"},
        {"Clip Name,Tape,Source In,Source Out,Speed\n"
         "a,T,10:00:05:00,10:00:07:00,0.5\nb,T,10:00:05:00,10:00:07:00,\n",
         "a 0 0-100 900125-900175 x0.500\nb 0 100-150 900125-900175\n"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
        kit_list l;
        kit_read(&l, "x.csv", tables[i].text, NULL);
        kit_expect(&l, tables[i].wanted);
        kit_finish(&l);
    }
}

/* Of one clip, or of a timeline that shows several, the places are those of a timeline; else of the clips. */
static void remarks_on_several_clips(void **state)
{
    kit_list l;

    (void)state;
    kit_read(&l, "x.csv",
             "Item,Frame,Creator,Text\na.mov,12,Ann,dark\n,13,Ann,soft\nb.mov,15,Bob,nice\n", NULL);
    kit_expect(&l, "a.mov 0 0-1 12-13\na.mov 0 1-2 13-14\nb.mov 0 2-3 15-16\n");
    assert_string_equal(l.t.events[1].markers[0].text, "soft");
    assert_string_equal(l.t.events[2].markers[0].author, "Bob");
    assert_int_equal(l.t.events[2].markers[0].frame, 15);
    assert_int_equal(l.t.events[2].tc.rate.num, 0);
    kit_finish(&l);
    kit_read(&l, "x.csv",
             "File,Timecode,Text,Reply\n/r/a.mov,01:00:00:12,dark,\nb.mov,01:00:00:12,nice,\n"
             "b.mov,01:00:00:12,so it is,yes\n",
             NULL);
    kit_expect(&l, "a.mov 0 0-1 90012-90013\nb.mov 0 1-2 90012-90013\n");
    assert_int_equal(l.t.events[0].tc.rate.num, 25);
    assert_int_equal(l.t.events[1].markers[0].reply_count, 1);
    kit_finish(&l);

    static const char timeline[] = "Position,Name,Clip Name,Project Name\n00:00:05:00,dark,a,p\n"
                                   "00:00:06:00,nice,b,p\n";
    kit_read(&l, "x.csv", timeline, NULL);
    assert_int_equal(l.t.marker_count, 2);
    assert_non_null(kit_said(&l, "several-clips"));
    kit_finish(&l);
    kit_read(&l, "x.csv", "Item,Frame,Text\na.mov,12,dark\na.mov,15,nice\n", NULL);
    assert_int_equal(l.t.marker_count, 2);
    assert_null(kit_said(&l, "several-clips"));
    kit_finish(&l);
    kit_read(&l, "x.csv", "Item,Frame,Text\na.mov,12,dark\nb.mov,15,nice\n",
             &(ct_import_options){.on_one = true});
    assert_int_equal(l.t.marker_count, 2);
    kit_finish(&l);
}

/* Of a place that cannot be read no remark is made on another frame, and of a length none that no clip has. */
static void frames_and_lengths_that_are_none(void **state)
{
    static const char *const frames[] = {"\"1,234\"", "12a", "-5"};
    static const char *const lengths[] = {"9223372036854775807", "-5", "long"};

    (void)state;
    for (size_t i = 0; i < sizeof frames / sizeof frames[0]; i++) {
        ct_timeline t = {0};
        ct_error    err = {0};
        char       *text = ct_asprintf("Frame,Comment\n12,dark\n%s,soft\n", frames[i]);
        assert_int_equal(
            ct_import("x.csv", text, strlen(text), (AVRational){25, 1}, &t, NULL, &err),
            CT_BAD_DATA);
        assert_non_null(strstr(err.text, "Line 3: '"));
        free(text);
    }
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        kit_list l;
        char    *text = ct_asprintf("Frame,Duration,Comment\n12,%s,dark\n", lengths[i]);
        kit_read(&l, "x.csv", text, NULL);
        assert_int_equal(l.t.markers[0].frame, 12);
        assert_int_equal(l.t.markers[0].count, 1);
        kit_finish(&l);
        free(text);
    }
}

/* Cubase: how long they are; others: where they begin and end. */
static void markers_by_more_names(void **state)
{
    static const char *const same[] = {
        "Position,Length,ID,Description\n01:00:05:00,00:00:01:00,1,dark\n",
        "Marker Name,Start TC,End TC\ndark,01:00:05:00,01:00:06:00\n",
        "TC In,TC Out,Note\n01:00:05:00,01:00:06:00,dark\n",
    };

    (void)state;
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) {
        kit_list l;
        kit_read(&l, "x.csv", same[i], NULL);
        assert_int_equal(l.t.marker_count, 1);
        assert_int_equal(l.t.markers[0].frame, 90125);
        assert_int_equal(l.t.markers[0].count, 25);
        assert_string_equal(l.t.markers[0].text, "dark");
        kit_finish(&l);
    }
}

/* The same two remarks, as people type them; a number before them is no second. */
static void remarks_typed_in_a_list(void **state)
{
    static const char *const same[] = {
        "01:00:05:12 dark\n01:00:06:12 nice\n",
        "- 01:00:05:12 dark\n- 01:00:06:12 nice\n",
        "1. 01:00:05:12 dark\n2. 01:00:06:12 nice\n",
        "#1 01:00:05:12 - dark\n#2 01:00:06:12 - nice\n",
        "1\t01:00:05:12\tdark\n2\t01:00:06:12\tnice\n",
        "Notes on cut 3\n\n1) 01:00:05:12 dark\n2) 01:00:06:12 nice\n",
        "TC 01:00:05:12: dark\nTC 01:00:06:12: nice\n",
        "01:00:05:12:\tdark\n01:00:06:12:\n  nice\n",
        "\xE2\x80\xA2 (01:00:05:12) dark\n\xE2\x80\xA2 (01:00:06:12) nice\n",
        "01:00:05:12 - 01:00:05:13 dark\n01:00:06:12-01:00:06:13: nice\n",
    };
    kit_list l;

    (void)state;
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) {
        kit_read(&l, "x.txt", same[i], NULL);
        assert_int_equal(l.t.marker_count, 2);
        assert_int_equal(l.t.start, 90000);
        assert_int_equal(l.t.markers[0].frame, 137);
        assert_int_equal(l.t.markers[0].count, 1);
        assert_string_equal(l.t.markers[0].text, "dark");
        assert_int_equal(l.t.markers[1].frame, 162);
        assert_string_equal(l.t.markers[1].text, "nice");
        kit_finish(&l);
    }
    kit_read(&l, "x.txt", "@0:05 - 0:07 dark\n3 cuts later\n", NULL);
    assert_int_equal(l.t.marker_count, 1);
    assert_int_equal(l.t.markers[0].frame, 125);
    assert_int_equal(l.t.markers[0].count, 50);
    assert_string_equal(l.t.markers[0].text, "dark\n3 cuts later");
    kit_finish(&l);

    kit_read(&l, "x.txt", "59:58 - 1:00:01 dark\n", NULL);
    assert_int_equal(l.t.markers[0].frame, 3598 * 25);
    assert_int_equal(l.t.markers[0].count, 75);
    kit_finish(&l);

    static const char other[] = "Dark at the door.\n";
    ct_timeline       t = {0};
    ct_error          err = {0};
    assert_int_equal(ct_import("x.txt", other, strlen(other), (AVRational){25, 1}, &t, NULL, &err),
                     CT_BAD_DATA);
    assert_non_null(strstr(err.text, "a remark that begins with its time"));
}

/* --- any list --------------------------------------------------------------------------- */

static void ends_of_old_files(void **state)
{
    static const char *const ends[] = {"\x1A", "\f", "\n\f\x1A", ""};

    (void)state;
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        char *xml = ct_asprintf("%s\n%s", SEQUENCE(RATE, PLACES), ends[i]);
        char *csv = ct_asprintf("clip,rate,first_frame,end_frame\r\na,25/1,1,3\r\n%s", ends[i]);
        expect("x.xml", xml, WANTED);
        expect("x.csv", csv, "a 0 0-2 1-3\n");
        free(xml);
        free(csv);
    }
}

static void hosts_that_are_none(void **state)
{
    kit_list l;

    (void)state;
    kit_read(&l, "x.xml",
             SEQUENCE(RATE, PLACES "<file><pathurl>file://127.0.0.1/a%20b/c.mov</pathurl></file>"),
             NULL);
    assert_string_equal(l.t.events[0].path, "/a b/c.mov");
    kit_finish(&l);
    kit_read(&l, "x.xml",
             SEQUENCE(RATE, PLACES "<file><pathurl>file://D:/a%20b/c.mov</pathurl></file>"), NULL);
    assert_string_equal(l.t.events[0].path, "D:/a b/c.mov");
    kit_finish(&l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(comments_cut_no_number_short),
        cmocka_unit_test(what_stands_before_the_outermost_element),
        cmocka_unit_test(declarations_stay_refused),
        cmocka_unit_test(blank_lines_count),
        cmocka_unit_test(rates_of_sequences),
        cmocka_unit_test(events_with_more_columns),
        cmocka_unit_test(speeds_with_other_signs),
        cmocka_unit_test(markers_with_a_length),
        cmocka_unit_test(tables_out_of_a_spreadsheet),
        cmocka_unit_test(quotation_marks_between_tabs),
        cmocka_unit_test(heads_in_other_languages),
        cmocka_unit_test(seconds_with_a_comma),
        cmocka_unit_test(segments_without_a_side),
        cmocka_unit_test(ranges_by_other_names),
        cmocka_unit_test(tracks_of_logs),
        cmocka_unit_test(drop_frame_at_sixty),
        cmocka_unit_test(tables_with_speeds_and_last_frames),
        cmocka_unit_test(remarks_on_several_clips),
        cmocka_unit_test(frames_and_lengths_that_are_none),
        cmocka_unit_test(markers_by_more_names),
        cmocka_unit_test(remarks_typed_in_a_list),
        cmocka_unit_test(ends_of_old_files),
        cmocka_unit_test(edits_by_their_words),
        cmocka_unit_test(hosts_that_are_none),
    };
    return cmocka_run_group_tests_name("variants", tests, NULL, NULL);
}

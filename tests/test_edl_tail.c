/* SPDX-License-Identifier: MIT */
/* Edit lists of Media Composer: what stands behind the last event is none of it, and what stands below an event need not
 * be said of it. Places were worked out by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "circletake/str.h"
#include "read_kit.h"

static const ct_import_options at_24 = {.edit_rate = {24, 1}};

#define TWO_EVENTS                                                                                 \
    "TITLE: x\n"                                                                                   \
    "000001  A001C003_200303_F701 V C 10:00:05:00 10:00:09:00 01:00:00:00 01:00:04:00\n"           \
    "*FROM CLIP NAME:  5-1A \n*SOURCE FILE: A001C003_200303_F701\n"                                \
    "000002  B002C001_200303_F701 V C 11:00:00:00 11:00:01:00 01:00:04:00 01:00:05:00\n"           \
    "*FROM CLIP NAME:  5-2B \n*SOURCE FILE: B002C001_200303_F701\n"

#define TABLE                                                                                      \
    "*\n* ============================================================\n* Marker Metadata\n"       \
    "* ------------------------------------------------------------\n* \n"                         \
    "* Sequence name: x\n"                                                                         \
    "* Number  Color   Marker Name              Start TC    End TC      Duration    Track  Part"   \
    "        Comment\n"                                                                            \
    "*      1  White   ANN LEE                  01:00:01:12                         V1     "       \
    "            010_020 - paint the boom out\n"                                                   \
    "*      2  Red     TOM                      01:00:04:00 01:00:04:10 00:00:00:10 V2     "       \
    "            slower \n*\n*            and wider\n"                                             \
    "*      3  Green   TOM                      01:00:04:12                         A1     \n"     \
    "*      4  Red     TOM                      00:59:58:00                         V1     "       \
    "            bars\n"

/* A table of markers: they are on the list, not on its last event. 1:12 is 36, 4:00 is 96, 4:12 is 108. */
static void markers_behind_the_last_event(void **state)
{
    kit_list l;

    (void)state;
    kit_read(&l, "x.edl", TWO_EVENTS TABLE, &at_24);
    kit_expect(&l, "5-1A 0 0-96 864120-864216\n5-2B 0 96-120 950400-950424\n");
    assert_null(l.t.events[1].comment);
    assert_int_equal(l.t.marker_count, 3);
    assert_int_equal(l.t.markers[0].frame, 36);
    assert_string_equal(l.t.markers[0].text, "010_020 - paint the boom out");
    assert_string_equal(l.t.markers[0].author, "ANN LEE");
    assert_string_equal(l.t.markers[0].colour, "white");
    assert_int_equal(l.t.markers[1].frame, 96);
    assert_int_equal(l.t.markers[1].count, 10);
    assert_string_equal(l.t.markers[1].text, "slower\nand wider");
    assert_int_equal(l.t.markers[2].frame, 108);
    assert_string_equal(l.t.markers[2].text, "");
    assert_non_null(strstr(kit_said(&l, "outside"), "1"));
    kit_finish(&l);
}

/* A table of sources names the file of each. */
static void files_behind_the_last_event(void **state)
{
    kit_list l;

    (void)state;
    kit_read(&l, "x.edl",
             TWO_EVENTS ">>> SOURCE A001C003_200303_F701 A001C003_200303_ 060a2b34-{62f5} \n"
                        "*SOURCE FILE: A001C003_200303_F701\n"
                        ">>> SOURCE B002C001_200303_F701 B002C001_200303_ 060a2b34-{62f6} \n"
                        "*SOURCE FILE: other.mov\n"
                        ">>> SOURCE C00X C00X 060a2b34-{62f6} \n*SOURCE FILE: C00X_LONG.MOV\n",
             &at_24);
    assert_string_equal(l.t.events[0].path, "A001C003_200303_F701");
    assert_string_equal(l.t.events[1].path, "B002C001_200303_F701");
    kit_finish(&l);

    kit_read(&l, "x.edl",
             "001  AX V     C        00:00:01:00 00:00:02:00 01:00:00:00 01:00:01:00\n"
             "* FROM CLIP NAME: a.mov\n>>> SOURCE C00X C00X 060a\n* SOURCE FILE: C00X_LONG.MOV\n",
             &at_24);
    assert_null(l.t.events[0].path);
    kit_finish(&l);
}

/* A column of the bin that is called so: here the look. The tape is what the file is called by. */
static void reels_that_are_none(void **state)
{
    kit_list l;

    (void)state;
    kit_read(&l, "x.edl",
             "001  B010C007 V     C        19:53:00:03 19:53:01:11 01:03:46:08 01:03:47:16\n"
             "* FROM CLIP NAME:  27B-1-B \n* REEL: NIGHT_02_LC_SDR_V2_3 \n"
             "* SOURCE FILE: B010C007_140313_C603\n"
             "002  A001C002 V     C        19:53:00:03 19:53:01:11 01:03:47:16 01:03:49:00\n"
             "* REEL: A001_C002_0412QX\n* SOURCE FILE: A001_C002_0412QX.mov\n",
             &at_24);
    assert_string_equal(l.t.events[0].reel, "B010C007");
    assert_string_equal(l.t.events[0].comment, "REEL: NIGHT_02_LC_SDR_V2_3");
    assert_string_equal(l.t.events[1].reel, "A001_C002_0412QX");
    assert_null(l.t.events[1].comment);
    kit_finish(&l);
}

/* A speed below both lines of a key is of the one that it names, and none is lost because a name was cut. */
static void speeds_find_their_event(void **state)
{
    kit_list l;

    (void)state;
    kit_read(&l, "x.edl",
             "037 131    V     K B      10:57:40:22 10:57:41:11 01:00:36:08 01:00:36:21\n"
             "037 051    V     K O  000 01:07:39:05 01:07:39:18 01:00:36:08 01:00:36:21\n"
             "M2  131          000.0                10:57:40:22\n"
             "038 A001C003 V   C        10:00:05:00 10:00:05:20 01:00:36:21 01:00:37:07\n"
             "M2  A001C003_200303_F701  048.0                10:00:05:00\n"
             "039 002    V     C        10:00:05:00 10:00:05:10 01:00:37:07 01:00:37:17\n"
             "M2  777          048.0                11:00:05:00\n",
             &at_24);
    kit_expect(&l, " 0 0-13 947062-947063 x0.000\n 1 0-13 97421-97434 key 0\n"
                   " 0 13-23 864120-864140 x2.000\n 0 23-33 864120-864130\n");
    assert_non_null(strstr(kit_said(&l, "speed"), "777"));
    kit_finish(&l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(markers_behind_the_last_event),
        cmocka_unit_test(files_behind_the_last_event),
        cmocka_unit_test(reels_that_are_none),
        cmocka_unit_test(speeds_find_their_event),
    };
    return cmocka_run_group_tests_name("edl tail", tests, NULL, NULL);
}

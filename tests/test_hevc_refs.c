/* SPDX-License-Identifier: MIT */
/* Who refers to whom in HEVC, as the encoder itself wrote it down while it made the file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <libavformat/avformat.h>

#include "../src/media/hevc_priv.h"
#include "circletake/str.h"

enum { PICTURES_MOST = 300, PICTURES = 280 }; /* their order is written with eight bits */

/* What x265 tells of a picture, in order of encoding. */
typedef struct told {
    int order, count, refs[2 * CT_HEVC_REFS_MOST];
} told;

static void read_refs(const char *cell, told *t)
{
    char *end;

    for (;; cell = end) {
        long order = strtol(cell, &end, 10);
        if (end == cell)
            return;
        bool there = false;
        for (int i = 0; i < t->count; i++)
            there |= t->refs[i] == order;
        if (!there)
            t->refs[t->count++] = (int)order;
    }
}

/* The cell with this number of a line. */
static const char *cell_of(const char *line, int number)
{
    while (number-- > 0 && (line = strchr(line, ',')))
        line++;
    return line ? line : "";
}

static int column_named(const char *head, const char *name)
{
    int column = 0;

    while (*head && strncmp(head + strspn(head, " "), name, strlen(name)) != 0) {
        head += strcspn(head, ",");
        head += *head == ',';
        column++;
    }
    return column;
}

static int read_told(const char *path, told *out)
{
    char  line[4096];
    FILE *f = fopen(path, "r");
    int   count = 0, list[2] = {0};

    assert_non_null(f);
    assert_non_null(fgets(line, sizeof line, f));
    list[0] = column_named(line, "List 0");
    list[1] = column_named(line, "List 1");
    while (count < PICTURES_MOST && fgets(line, sizeof line, f) && strstr(line, "-SLICE")) {
        told *t = &out[count++];
        *t = (told){.order = atoi(cell_of(line, 2))};
        for (int i = 0; i < 2; i++) {
            char cell[256] = "";
            sscanf(cell_of(line, list[i]), "%255[^,]", cell);
            read_refs(cell, t);
        }
    }
    fclose(f);
    return count;
}

/* The clip, and what its encoder told; 0: there is none. */
static int make(const char *preset, const char *options, told *out)
{
    char *command = ct_asprintf(
        "ffmpeg -v error -nostdin -y -f lavfi -i testsrc2=s=192x128:r=25,noise=alls=8:allf=t -frames:v %d "
        "-c:v libx265 -preset %s -x265-params log-level=none:csv=refs.csv:csv-log-level=2:%s refs.mp4",
        PICTURES, preset, options);
    remove("refs.csv"); /* the encoder would write on */
    bool made = system(command) == 0;

    free(command);
    return made ? read_told("refs.csv", out) : 0;
}

/* The slices of a packet name the picture parameter set 1, which there is not: what else they say cannot be read. */
static void spoil(AVPacket *pkt)
{
    enum { LENGTH = 4, PICTURE_LAST = 31 };
    uint8_t *slice = pkt->data + LENGTH;

    assert_true(pkt->size > LENGTH + 2 && (slice[0] >> 1 & 63) <= PICTURE_LAST);
    slice[2] = 0xA0; /* the first of its picture; ue(v) of 1 is 010 */
}

/* `spoilt`: number of a packet; -1: none. */
static void see_clip(void (*see)(ct_hevc_refs *r, int count, const told *t), const told *t,
                     int spoilt)
{
    AVFormatContext *fmt = NULL;
    AVPacket        *pkt = av_packet_alloc();

    assert_int_equal(avformat_open_input(&fmt, "refs.mp4", NULL, NULL), 0);
    const AVCodecParameters *par = fmt->streams[0]->codecpar;
    ct_hevc_refs            *r = ct_hevc_refs_create(par);
    ct_hevc_refs_enter(r);
    while (av_read_frame(fmt, pkt) >= 0) {
        if (ct_hevc_refs_count(r) == spoilt)
            spoil(pkt);
        ct_hevc_refs_add(r, par, pkt);
        av_packet_unref(pkt);
    }
    see(r, ct_hevc_refs_count(r), t);
    ct_hevc_refs_release(&r);
    assert_null(r);
    av_packet_free(&pkt);
    avformat_close_input(&fmt);
}

static void same(ct_hevc_refs *r, int count, const told *t)
{
    for (int i = 0; i < count; i++) {
        int refs[CT_HEVC_REFS_MOST], order, own = ct_hevc_refs_of(r, i, refs, &order), found = 0;

        assert_int_equal(order, t[i].order);
        if (own != t[i].count)
            fail_msg("picture %d refers to %d others, its encoder says %d", order, own, t[i].count);
        for (int k = 0; k < own; k++)
            for (int j = 0; j < own; j++)
                found += t[i].refs[j] == refs[k];
        assert_int_equal(found, own);
    }
}

static void every_picture_refers_to_what_its_encoder_says(void **state)
{
    static const struct {
        const char *preset, *options;
    } clips[] = {
        {"ultrafast", "bframes=4"}, /* one picture in each list */
        {"ultrafast", "bframes=4:ref=2:slices=3"},
        {"medium", "ref=5:weightb=1"},
        {"medium", "b-pyramid=0:bframes=3:ref=2"},
        {"fast", "temporal-layers=1:bframes=3:keyint=20:open-gop=1"},
        {"fast", "bframes=0:ref=4:scaling-list=default:repeat-headers=1"},
        {"fast", "bframes=8:b-adapt=2:ref=6:wpp=0:aud=1:hrd=1:vbv-maxrate=500:vbv-bufsize=500"},
        {"fast", "intra-refresh=1:ref=1:sao=0:strong-intra-smoothing=0"},
    };
    told t[PICTURES_MOST];

    (void)state;
    for (size_t i = 0; i < sizeof clips / sizeof clips[0]; i++) {
        int count = make(clips[i].preset, clips[i].options, t);
        if (count == 0) {
            printf("skipped: this ffmpeg has no x265\n");
            skip();
        }
        assert_int_equal(count, PICTURES);
        see_clip(same, t, -1);
    }
}

/* Of groups of five only the first picture leads on to the next. */
static void few(ct_hevc_refs *r, int count, const told *t)
{
    bool needed[PICTURES];
    int  total = 0, last = count - 1;

    while (t[last].count != 1) /* a P: the encoder gave it one to refer to */
        last--;
    assert_true(ct_hevc_refs_need(r, last, last, needed));
    for (int i = 0; i <= last; i++)
        total += needed[i];
    assert_in_range(total, last / 5, last / 4 + 1);
    assert_true(needed[0] && needed[last]);
}

static void what_none_refers_to_is_not_needed(void **state)
{
    told t[PICTURES_MOST];

    (void)state;
    if (make("ultrafast", "bframes=4:b-adapt=0:keyint=400", t) == 0) {
        printf("skipped: this ffmpeg has no x265\n");
        skip();
    }
    see_clip(few, t, -1);
}

enum { SPOILT = 100 };

static void none_behind(ct_hevc_refs *r, int count, const told *t)
{
    bool needed[PICTURES];

    (void)t;
    assert_int_equal(count, PICTURES);
    assert_true(ct_hevc_refs_need(r, SPOILT - 1, SPOILT - 1, needed));
    for (int i = SPOILT; i < count; i++)
        assert_false(ct_hevc_refs_need(r, i, i, needed));
}

/* The order of the pictures behind it is counted from its own. With four bits the next would be the sixth of all, and
 * seem to follow the fifth. */
static void behind_an_unknown_picture_nothing_is_known(void **state)
{
    told t[PICTURES_MOST];

    (void)state;
    if (make("ultrafast", "bframes=0:ref=1:keyint=400:log2-max-poc-lsb=4", t) == 0) {
        printf("skipped: this ffmpeg has no x265\n");
        skip();
    }
    see_clip(none_behind, t, SPOILT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_picture_refers_to_what_its_encoder_says),
        cmocka_unit_test(what_none_refers_to_is_not_needed),
        cmocka_unit_test(behind_an_unknown_picture_nothing_is_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

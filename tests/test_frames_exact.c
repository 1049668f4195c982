/* SPDX-License-Identifier: MIT */
/* Whole files against ffmpeg's own list of their frames, the way the player reads them: forward,
 * backward and at random, with room for two frames in the cache, with one decoder thread and with
 * two. Not one frame may be missing, doubled, shifted or different. */
#include <dirent.h>
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <libavutil/frame.h>

#include "circletake/cache.h"
#include "circletake/file.h"
#include "circletake/reader.h"
#include "circletake/sequence.h"
#include "effort.h"
#include "frame_list.h"
#include "media_samples.h"

enum {
    PICTURES_KEPT = 2,
    /* Looks at random and backward, enough to cross every kind of border in small pictures; of
     * large ones, which are slow, only some. */
    PICKS_SMALL = CT_EFFORT(24, 6),
    PICKS_LARGE = CT_EFFORT(4, 2),
    LARGE_BYTES = 500000
};

struct play {
    const char *path;
    ct_reader  *reader;
    ct_cache   *cache;
    ct_index   *index;
    frame_list  list;
    int         picks, wrong;
};

static void complain(struct play *p, int64_t n, const char *what)
{
    if (p->wrong++ < 3)
        fprintf(stderr, "%s: frame %" PRId64 " %s\n", p->path, n, what);
}

/* Gets frame n as the player does: from the cache, else from the reader, in no direction as a still. */
static void check_frame(struct play *p, int64_t n, int direction)
{
    char      md5[CT_FRAME_MD5_BYTES];
    ct_error  err;
    ct_frame *f = ct_cache_get(p->cache, n);

    ct_cache_set_playhead(p->cache, n, direction);
    if (!f && (direction == 0 ? ct_reader_get_still : ct_reader_get)(p->reader, n, &f, &err)) {
        complain(p, n, err.text);
        return;
    }
    ct_cache_set_budget(p->cache, PICTURES_KEPT * ct_frame_bytes(f) + 1);
    ct_cache_put(p->cache, f);
    p->picks = ct_frame_bytes(f) > LARGE_BYTES ? PICKS_LARGE : PICKS_SMALL;
    if (f->number != n)
        complain(p, n, "came with another number");
    if (n >= (int64_t)p->list.count)
        complain(p, n, "is not in the list");
    else if (!f->gap && strcmp(ct_frame_md5(f, md5), p->list.md5[n]))
        complain(p, n, "is another picture");
    ct_frame_unref(&f);
}

static void read_forward(struct play *p)
{
    for (int64_t n = 0; n < ct_index_count(ct_reader_index(p->reader)); n++)
        check_frame(p, n, 1);
}

/* All frames in order. Where the reader meets damage that no scan can see, it makes a better index;
 * as reader.h says, what was given before that may be repaired otherwise, and is read again. */
static void check_forward(struct play *p)
{
    int wrong = p->wrong;

    read_forward(p);
    if (ct_reader_index(p->reader) == p->index)
        return;
    ct_index_unref(&p->index);
    p->index = ct_index_ref(ct_reader_index(p->reader));
    ct_cache_clear(p->cache);
    p->wrong = wrong;
    read_forward(p);
}

static void check_orders(struct play *p)
{
    int64_t  count = ct_index_count(p->index);
    uint32_t dice = 7;

    ct_cache_clear(p->cache);
    for (int64_t n = count - 1; n >= 0 && n >= count - p->picks; n--)
        check_frame(p, n, -1);
    ct_cache_clear(p->cache);
    for (int i = 0; i < p->picks; i++) {
        dice = dice * 1664525u + 1013904223u;
        check_frame(p, (int64_t)((uint64_t)dice * (uint64_t)count >> 32), 0);
    }
}

struct group {
    struct play *play;
    int64_t      next;
};

static bool take_frame(void *arg, ct_frame *f)
{
    struct group *g = arg;
    char          md5[CT_FRAME_MD5_BYTES];

    if (f->number != g->next++)
        complain(g->play, f->number, "came out of order");
    if (!f->gap && strcmp(ct_frame_md5(f, md5), g->play->list.md5[f->number]))
        complain(g->play, f->number, "is another picture, played backward");
    return true;
}

/* Backward play: whole groups, last one first. */
static void check_groups_backward(struct play *p)
{
    ct_error err;

    for (int64_t n = ct_index_count(p->index) - 1; n >= 0;) {
        ct_span      span = ct_index_gop(p->index, n);
        struct group g = {p, span.first};

        if (ct_reader_decode_span(p->reader, span, CT_SPAN_LAST, take_frame, &g, &err) != CT_OK)
            complain(p, span.first, err.text);
        if (g.next != span.end)
            complain(p, g.next, "was left out of its group");
        n = span.first - 1;
    }
}

static void check_with(struct play *p, int threads, bool every_way)
{
    ct_reader_options options = {.threads = threads, .index = p->index};
    ct_error          err;

    if (ct_reader_open(p->path, &options, &p->reader, &err) != CT_OK) {
        complain(p, 0, err.text);
        return;
    }
    p->cache = ct_cache_create(1);
    if (every_way)
        check_forward(p);
    bool complete = ct_index_count(p->index) == (int64_t)p->list.count;
    if (every_way && complete)
        check_orders(p);
    if (complete && p->picks != PICKS_LARGE)
        check_groups_backward(p);
    ct_cache_destroy(&p->cache);
    ct_reader_close(&p->reader);
}

/* Returns how many frames were wrong; a file without list is passed over. */
static int check_stream(const char *path, int stream, const char *listed_as, int *checked)
{
    struct play    p = {.path = path, .list = frame_list_read(listed_as)};
    ct_index_watch watch = {.threads = 2};
    ct_error       err;

    if (p.list.count == 0)
        return 0;
    ++*checked;
    if (ct_index_build(path, stream, CT_INDEX_CONTAINER, &watch, &p.index, &err) != CT_OK) {
        complain(&p, 0, err.text);
    } else {
        check_with(&p, 2, true);
        if (ct_index_count(p.index) == (int64_t)p.list.count)
            check_with(&p, 1, false);
        else
            complain(&p, ct_index_count(p.index), "is not the number of frames listed");
    }
    ct_index_unref(&p.index);
    frame_list_finish(&p.list);
    return p.wrong;
}

static int check_file(const char *path, const char *listed_as, int *checked)
{
    return check_stream(path, 0, listed_as, checked);
}

/* A gap has no line in ffmpeg's list of the complete series: it is made before the image goes. */
static int check_sequence(const char *folder, int *checked)
{
    ct_sequence_list all;
    int              wrong = 0;

    if (ct_sequence_find(folder, &all, NULL) != CT_OK)
        return 0;
    for (size_t i = 0; i < all.count; i++)
        wrong += check_file(all.items[i].pattern, folder, checked);
    ct_sequence_list_finish(&all);
    return wrong;
}

static int check_folder(const char *folder, int *checked)
{
    DIR *dir = opendir(folder);
    int  wrong = 0;

    if (!dir)
        return 0;
    for (struct dirent *e; (e = readdir(dir));) {
        if (e->d_name[0] == '.')
            continue;
        char *path = ct_path_join(folder, e->d_name);
        wrong += ct_file_is_folder(path) ? check_sequence(path, checked)
                                         : check_file(path, path, checked);
        free(path);
    }
    closedir(dir);
    return wrong;
}

/* The files that a script of ours makes. */
static void files_made_by(const char *script, const char *folder, int least)
{
    char *command = ct_asprintf("sh " CT_SOURCE_DIR "/tests/%s", script);
    int   checked = 0;
    int   rc = system(command);

    free(command);
    if (rc != 0) {
        printf("skipped: the test files could not be made\n");
        skip();
    }
    int wrong = check_folder(folder, &checked);
    printf("%d files, %d frames wrong\n", checked, wrong);
    assert_int_equal(wrong, 0);
    assert_true(checked >= least);
}

static void every_nasty_file_is_exact(void **state)
{
    (void)state;
    files_made_by("make_nasty.sh " CT_BINARY_DIR "/nasty", CT_BINARY_DIR "/nasty", 20);
}

/* Cover images are not counted among them. */
static void any_stream_of_pictures_can_be_read(void **state)
{
    const char *path = CT_BINARY_DIR "/nasty/two_streams.mp4";
    int         checked = 0;

    (void)state;
    if (!ct_file_exists(path)) {
        printf("skipped: the test files could not be made\n");
        skip();
    }
    assert_int_equal(check_stream(path, 1, CT_BINARY_DIR "/nasty/two_streams.1", &checked), 0);
    assert_int_equal(checked, 1);
    ct_reader_options options = {.stream = 2};
    ct_reader        *r = NULL;
    ct_error          err;
    assert_int_equal(ct_reader_open(path, &options, &r, &err), CT_NO_INPUT);
    assert_non_null(strstr(err.text, "two_streams.mp4 has no stream of pictures 2"));
}

/* Some of every family; nasty_exact.sh looks at all of them. */
static void every_kind_of_file_is_exact(void **state)
{
    (void)state;
    files_made_by("make_kinds.sh " CT_BINARY_DIR "/kinds few", CT_BINARY_DIR "/kinds", 15);
}

/* 320 x 180 with a clean aperture of 280 x 160: its left edge is sample 160 - 5 - 140, which is 15, and
 * begins on the whole chroma sample before; its top 90 + 4 - 80. */
static void the_clean_aperture_is_what_is_shown(void **state)
{
    const char *path = CT_BINARY_DIR "/kinds/v210_clap.mov";
    ct_reader  *r = NULL;
    ct_frame   *f = NULL;

    (void)state;
    if (!ct_file_exists(path)) {
        printf("skipped: the test files could not be made\n");
        skip();
    }
    assert_int_equal(ct_reader_open(path, NULL, &r, NULL), CT_OK);
    assert_int_equal(ct_reader_get(r, 2, &f, NULL), CT_OK);
    assert_int_equal(f->av->width, 320); /* all of it is decoded and hashed */
    AVFrame *shown = ct_frame_visible(f);
    assert_int_equal(shown->width, 280);
    assert_int_equal(shown->height, 160);
    ptrdiff_t left = shown->data[0] - f->av->data[0] - 14 * (ptrdiff_t)f->av->linesize[0];
    assert_int_equal(left, 14 * 2); /* two bytes a sample of 10 bits */
    av_frame_free(&shown);
    ct_frame_unref(&f);
    ct_reader_close(&r);
}

static void the_slate_is_exact(void **state)
{
    int checked = 0;

    (void)state;
    assert_int_equal(check_file(CT_SOURCE_DIR "/samples/slate.mp4",
                                CT_SOURCE_DIR "/samples/slate.mp4", &checked),
                     0);
    assert_int_equal(checked, 1);
}

static bool is_newer(const char *path, const char *than)
{
    int64_t bytes, mtime, than_mtime;

    return ct_file_stat(path, &bytes, &mtime) && ct_file_stat(than, &bytes, &than_mtime) &&
           mtime > than_mtime;
}

/* The lists of the sample shoot are made here, once: they follow from the samples. */
static bool make_list(const char *path, const char *list)
{
    if (is_newer(list, path))
        return true;
    /* A series of images begins at its own number. */
    const char *number = strstr(path, ".1001.png");
    char       *input =
        number ? ct_asprintf("-start_number 1001 -i '%.*s.%%04d.png'", (int)(number - path), path)
                     : ct_asprintf("-i '%s'", path);
    char *command = ct_asprintf("ffmpeg -v error -nostdin -y -threads 1 %s -map 0:v:0 -fps_mode "
                                "passthrough -f framemd5 '%s'",
                                input, list);
    int   rc = system(command);
    free(input);
    free(command);
    return rc == 0;
}

static int check_take(const char *path, int *checked)
{
    char       *stem = ct_asprintf(CT_BINARY_DIR "/rushes/%s", ct_path_name(path));
    char       *list = ct_asprintf("%s.framemd5", stem);
    ct_sequence s;

    if (!make_list(path, list)) {
        printf("skipped: no ffmpeg command to make the lists with\n");
        skip();
    }
    bool images = ct_sequence_is_image(path) && ct_sequence_of(path, &s, NULL) == CT_OK;
    int  wrong = check_file(images ? s.pattern : path, stem, checked);
    if (images)
        ct_sequence_finish(&s);
    free(stem);
    free(list);
    return wrong;
}

/* They are much alike: the sanitizers see some. */
static void the_sample_shoot_is_exact(void **state)
{
    take takes[TAKES_MOST];
    int  count = takes_read(takes), wrong = 0, checked = 0;

    (void)state;
    if (!count || ct_folder_make(CT_BINARY_DIR "/rushes", NULL) != CT_OK)
        skip();
    for (int i = 0; i < count; i += CT_EFFORT(1, 4))
        if (strcmp(ct_path_extension(takes[i].path), "wav"))
            wrong += check_take(takes[i].path, &checked);
    printf("%d files, %d frames wrong\n", checked, wrong);
    assert_int_equal(wrong, 0);
    assert_true(checked >= CT_EFFORT(20, 5));
}

/* Real footage of cameras and phones, where it lies beside the checkout. */
static void footage_of_others_is_exact(void **state)
{
    const char *shared = getenv("CT_SHARED");
    char       *folder = ct_path_join(shared ? shared : CT_SOURCE_DIR "/../shared", "media");
    int         checked = 0;

    (void)state;
    int wrong = check_folder(folder, &checked);
    free(folder);
    if (!checked) {
        printf("skipped: no ../shared/media\n");
        skip();
    }
    printf("%d files, %d frames wrong\n", checked, wrong);
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_slate_is_exact),
        cmocka_unit_test(the_sample_shoot_is_exact),
        cmocka_unit_test(every_nasty_file_is_exact),
        cmocka_unit_test(any_stream_of_pictures_can_be_read),
        cmocka_unit_test(every_kind_of_file_is_exact),
        cmocka_unit_test(the_clean_aperture_is_what_is_shown),
        cmocka_unit_test(footage_of_others_is_exact),
    };

    setenv("XDG_CACHE_HOME", CT_BINARY_DIR "/cache", 1); /* damaged files leave an index there */
    return cmocka_run_group_tests(tests, NULL, NULL);
}

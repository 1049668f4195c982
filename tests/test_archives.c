/* SPDX-License-Identifier: MIT */
/* OpenTimelineIO with its media around it: archives and folders, whole, damaged, locked and without a list. */
#include "store_kit.h"

#include <stdlib.h>
#include <string.h>

#include <minizip/zip.h>

#include "circletake/file.h"
#include "circletake/receive.h"
#include "circletake/str.h"

#define TIME(v)    "{'OTIO_SCHEMA':'RationalTime.1','value':" v ",'rate':25}"
#define SPAN(s, d) "{'OTIO_SCHEMA':'TimeRange.1','start_time':" TIME(s) ",'duration':" TIME(d) "}"
/* Twenty frames from the tenth of take.mov on, which is named as it lies in the archive. */
static const char list[] =
    "{'OTIO_SCHEMA':'Timeline.1','name':'Inside','tracks':{'OTIO_SCHEMA':'Stack.1','children':["
    "{'OTIO_SCHEMA':'Track.1','kind':'Video','children':[{'OTIO_SCHEMA':'Clip.2','name':"
    "'take.mov','source_range':" SPAN(
        "10",
        "20") ",'active_media_reference_key':'m',"
              "'media_references':{'m':{'OTIO_SCHEMA':'ExternalReference.1','target_url':'media/take.mov',"
              "'available_range':" SPAN("0", "1000") "}}}]}]}}";

typedef struct place {
    kit   k;
    char *json; /* the list */
} place;

static int set_up(void **state)
{
    place *p = ct_alloc(sizeof *p);

    kit_init(&p->k);
    kit_add_clip(&p->k, "take", "1", "A", "1");
    p->json = ct_strdup(list);
    for (char *c = p->json; *c; c++)
        *c = (char)(*c == '\'' ? '"' : *c);
    *state = p;
    return 0;
}

static int tear_down(void **state)
{
    place *p = *state;

    kit_finish(&p->k);
    free(p->json);
    free(p);
    return 0;
}

static void add_file(zipFile zip, const char *name, const char *content, const char *password)
{
    zip_fileinfo info = {.dosDate = 0x58210000};
    int          made =
        zipOpenNewFileInZip3_64(zip, name, &info, NULL, 0, NULL, 0, NULL, Z_DEFLATED, Z_BEST_SPEED,
                                0, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY, password, 0, 1);

    assert_int_equal(made, ZIP_OK);
    assert_int_equal(zipWriteInFileInZip(zip, content, (unsigned)strlen(content)), ZIP_OK);
    assert_int_equal(zipCloseFileInZip(zip), ZIP_OK);
}

/* Gives its path. `name` is what the list in it is called. */
static char *make_archive(place *p, const char *name, const char *password)
{
    char   *path = ct_path_join(p->k.folder, "Cut.otioz");
    zipFile zip = zipOpen64(path, APPEND_STATUS_CREATE);

    assert_non_null(zip);
    add_file(zip, "media/take.mov", "not to be read", NULL);
    add_file(zip, name, p->json, password);
    assert_int_equal(zipClose(zip, NULL), ZIP_OK);
    return path;
}

static void assert_said(const ct_receipt *r, const char *text)
{
    for (size_t i = 0; i < r->findings.count; i++)
        if (strcmp(r->findings.items[i].text, text) == 0)
            return;
    fail_msg("not said: %s", text);
}

static void take(place *p, const char *path, ct_receipt *out)
{
    ct_receive_order order = {.path = path};
    ct_error         err;

    assert_true(ct_list_is_bundle(path));
    if (ct_receive(kit_query(&p->k), p->k.st, "Bea", &order, out, &err) != CT_OK)
        fail_msg("%s", err.text);
    assert_string_equal(out->title, "Inside v1");
    assert_string_equal(out->format, "otio");
    assert_int_equal(out->conform.matched, 1); /* by its name */
}

static void an_archive_is_the_list_in_it(void **state)
{
    place     *p = *state;
    char      *path = make_archive(p, "content.otio", NULL);
    ct_receipt got;

    take(p, path, &got);
    assert_said(&got, "Events whose media lie inside of the archive and stay there: 1.");
    ct_receipt_finish(&got);
    free(path);
}

/* Of a folder it is known where they are. */
static void media_of_a_bundle_have_a_path(void **state)
{
    place      *p = *state;
    ct_receipt  got;
    ct_cut      cut;
    ct_timeline t = {0};
    char       *folder = ct_path_join(p->k.folder, "Cut.otiod");
    char       *file = ct_path_join(folder, "content.otio");
    char       *media = ct_path_join(folder, "media/take.mov");

    assert_int_equal(ct_folder_make(folder, NULL), CT_OK);
    assert_int_equal(ct_file_replace(file, p->json, strlen(p->json), NULL), CT_OK);
    take(p, folder, &got);
    assert_said(&got, "Events whose media lie inside of the bundle and stay there: 1.");
    assert_int_equal(ct_query_cut(kit_query(&p->k), got.cut, &cut, NULL), CT_OK);
    assert_int_equal(ct_query_events(kit_query(&p->k), &cut, &t, NULL), CT_OK);
    assert_string_equal(t.events[0].path, media);
    ct_timeline_finish(&t);
    ct_cut_finish(&cut);
    ct_receipt_finish(&got);
    free(folder);
    free(file);
    free(media);
}

static void expect_refused(place *p, char *path, ct_code code, const char *sentence)
{
    ct_receive_order order = {.path = path};
    ct_receipt       got;
    ct_error         err;

    assert_int_equal(ct_receive(kit_query(&p->k), p->k.st, "Bea", &order, &got, &err), code);
    if (!strstr(err.text, sentence))
        fail_msg("%s", err.text);
    ct_receipt_finish(&got);
    free(path);
}

static void what_cannot_be_read_says_why(void **state)
{
    place *p = *state;
    char  *path, *data;
    size_t bytes;

    expect_refused(p, make_archive(p, "other.otio", NULL), CT_UNSUPPORTED,
                   "Cut.otioz is an archive without content.otio; unpack it");
    expect_refused(p, make_archive(p, "content.otio", "secret"), CT_UNSUPPORTED,
                   "locked with a password");
    path = make_archive(p, "content.otio", NULL);
    assert_int_equal(ct_file_read(path, 1 << 20, &data, &bytes, NULL), CT_OK);
    assert_int_equal(ct_file_replace(path, data, bytes / 2, NULL), CT_OK);
    expect_refused(p, ct_strdup(path), CT_BAD_DATA, "damaged archive");
    data[bytes / 2] ^= 0x55; /* in the middle of the list */
    assert_int_equal(ct_file_replace(path, data, bytes, NULL), CT_OK);
    expect_refused(p, path, CT_BAD_DATA, "damaged archive");
    free(data);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        T(an_archive_is_the_list_in_it),
        T(media_of_a_bundle_have_a_path),
        T(what_cannot_be_read_says_why),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

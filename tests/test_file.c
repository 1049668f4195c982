/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <signal.h>
#include <unistd.h>

#include <cmocka.h>

#include "circletake/file.h"
#include "circletake/str.h"

static char folder[] = "/tmp/circletake-test-XXXXXX";

static char *in_folder(const char *name)
{
    return ct_path_join(folder, name);
}

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static size_t count_files(void)
{
    DIR   *d = opendir(folder);
    size_t count = 0;

    for (struct dirent *e = readdir(d); e; e = readdir(d))
        count += e->d_name[0] != '.';
    closedir(d);
    return count;
}

static int remove_folder(void **state)
{
    DIR *d = opendir(folder);

    (void)state;
    for (struct dirent *e = readdir(d); e; e = readdir(d)) {
        char *path = in_folder(e->d_name);
        if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
            remove(path);
        free(path);
    }
    closedir(d);
    return rmdir(folder);
}

static void assert_holds(const char *path, const char *text)
{
    char    *data;
    size_t   bytes;
    ct_error err;

    if (ct_file_read(path, 1 << 20, &data, &bytes, &err))
        fail_msg("%s", err.text);
    assert_string_equal(data, text);
    assert_int_equal(bytes, strlen(text));
    free(data);
}

static void test_replace_and_read(void **state)
{
    char    *path = in_folder("list.edl");
    ct_error err;

    (void)state;
    assert_int_equal(ct_file_replace(path, "one", 3, &err), CT_OK);
    assert_holds(path, "one");
    assert_int_equal(ct_file_replace(path, "", 0, &err), CT_OK);
    assert_holds(path, "");
    assert_int_equal(count_files(), 1);
    unlink(path);
    free(path);
}

/* Nothing of several is in place when one of them cannot be written. */
static void test_several_files(void **state)
{
    char       *paths[] = {in_folder("a"), in_folder("b"), in_folder("no/folder/c")};
    ct_new_file files[] = {{paths[0], "one", 3}, {paths[1], "two", 3}, {paths[2], "x", 1}};
    size_t      done = 9;
    ct_error    err;

    (void)state;
    assert_int_equal(ct_file_replace(paths[0], "old", 3, &err), CT_OK);
    assert_int_equal(ct_files_replace(files, 3, &done, &err), CT_NO_CREATE);
    assert_non_null(strstr(err.text, paths[2]));
    assert_int_equal(done, 0);
    assert_holds(paths[0], "old");
    assert_int_equal(count_files(), 1);

    assert_int_equal(ct_files_replace(files, 2, &done, &err), CT_OK);
    assert_int_equal(done, 2);
    assert_holds(paths[0], "one");
    assert_holds(paths[1], "two");
    assert_int_equal(count_files(), 2);
    for (int i = 0; i < 3; i++) {
        unlink(paths[i]);
        free(paths[i]);
    }
}

/* A target that is a folder: what is before it is in place, nothing is left beside it. */
static void test_several_files_half_way(void **state)
{
    char       *paths[] = {in_folder("first"), in_folder("taken"), in_folder("last")};
    ct_new_file files[] = {{paths[0], "one", 3}, {paths[1], "two", 3}, {paths[2], "x", 1}};
    size_t      done = 9;
    ct_error    err;

    (void)state;
    assert_int_equal(mkdir(paths[1], 0755), 0);
    assert_int_equal(ct_files_replace(files, 3, &done, &err), CT_NO_CREATE);
    assert_int_equal(done, 1);
    assert_holds(paths[0], "one");
    assert_int_equal(count_files(), 2);
    unlink(paths[0]);
    rmdir(paths[1]);
    for (int i = 0; i < 3; i++)
        free(paths[i]);
}

/* A link is replaced, what it points to is not written through. */
static void test_links_are_not_followed(void **state)
{
    char    *target = in_folder("target"), *link_path = in_folder("link");
    ct_error err;

    (void)state;
    assert_int_equal(ct_file_replace(target, "precious", 8, &err), CT_OK);
    assert_int_equal(symlink(target, link_path), 0);
    assert_int_equal(ct_file_replace(link_path, "new", 3, &err), CT_OK);
    assert_holds(target, "precious");
    assert_holds(link_path, "new");
    unlink(target);
    unlink(link_path);
    free(target);
    free(link_path);
}

/* Nothing can be put in the place of a pipe, or of a device: whoever may would take it from all others. */
static void test_a_pipe_is_written_into(void **state)
{
    char       *pipe_path = in_folder("pipe"), *link_path = in_folder("link"), got[8] = "";
    struct stat info;
    ct_error    err;

    (void)state;
    assert_int_equal(mkfifo(pipe_path, 0600), 0);
    assert_int_equal(symlink(pipe_path, link_path), 0);
    int reader = open(pipe_path, O_RDONLY | O_NONBLOCK);
    assert_true(reader >= 0);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(ct_file_replace(i ? link_path : pipe_path, "list", 4, &err), CT_OK);
        assert_int_equal(read(reader, got, sizeof got - 1), 4);
        assert_string_equal(got, "list");
    }
    assert_true(stat(pipe_path, &info) == 0 && S_ISFIFO(info.st_mode));
    assert_true(lstat(link_path, &info) == 0 && S_ISLNK(info.st_mode));
    assert_int_equal(count_files(), 2);
    close(reader);
    unlink(pipe_path);
    unlink(link_path);
    free(pipe_path);
    free(link_path);
}

/* Writing fails half way: the old file stands, nothing is left beside it. */
static void test_a_failed_write_harms_nothing(void **state)
{
    enum { MUCH = 1 << 20 };
    char         *path = in_folder("kept"), *data = ct_alloc(MUCH);
    struct rlimit limit = {4096, RLIM_INFINITY}, before;
    ct_error      err;

    (void)state;
    assert_int_equal(ct_file_replace(path, "old", 3, &err), CT_OK);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    signal(SIGXFSZ, SIG_IGN);
    limit.rlim_max = before.rlim_max;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
    ct_code code = ct_file_replace(path, data, MUCH, &err);
    setrlimit(RLIMIT_FSIZE, &before);
    assert_int_equal(code, CT_IO);
    assert_non_null(strstr(err.text, path));
    assert_holds(path, "old");
    assert_int_equal(count_files(), 1);
    unlink(path);
    free(path);
    free(data);
}

static void test_what_cannot_be_written(void **state)
{
    char    *path = in_folder("no/such/folder/x");
    ct_error err;

    (void)state;
    assert_int_equal(ct_file_replace(path, "x", 1, &err), CT_NO_CREATE);
    assert_non_null(strstr(err.text, "Choose another folder"));
    free(path);
}

static void test_what_cannot_be_read(void **state)
{
    char    *path = in_folder("big"), *fifo = in_folder("fifo"), *data = NULL;
    size_t   bytes;
    ct_error err;

    (void)state;
    assert_int_equal(ct_file_read("/no/such", 10, &data, &bytes, &err), CT_NO_INPUT);
    assert_int_equal(ct_file_read(folder, 10, &data, &bytes, &err), CT_BAD_DATA);
    assert_int_equal(ct_file_replace(path, "0123456789a", 11, &err), CT_OK);
    assert_int_equal(ct_file_read(path, 10, &data, &bytes, &err), CT_BAD_DATA);
    assert_null(data);
    assert_int_equal(mkfifo(fifo, 0600), 0);
    alarm(20); /* a pipe nobody writes to must not hang the program */
    assert_int_equal(ct_file_read(fifo, 10, &data, &bytes, &err), CT_BAD_DATA);
    assert_int_equal(ct_file_read("/dev/zero", 10, &data, &bytes, &err), CT_BAD_DATA);
    alarm(0);
    unlink(path);
    unlink(fifo);
    free(path);
    free(fifo);
}

static void test_folders(void **state)
{
    char    *deep = in_folder("a/b/c"), *file = in_folder("file"), *below = in_folder("file/x");
    ct_error err;

    (void)state;
    assert_int_equal(ct_folder_make(deep, &err), CT_OK);
    assert_int_equal(ct_folder_make(deep, &err), CT_OK);
    assert_true(ct_file_is_folder(deep));
    assert_int_equal(ct_file_replace(file, "", 0, &err), CT_OK);
    assert_int_equal(ct_folder_make(below, &err), CT_NO_CREATE);
    assert_int_equal(ct_folder_make("", &err), CT_NO_CREATE);
    unlink(file);
    for (int i = 0; i < 3; i++)
        rmdir(deep), *strrchr(deep, '/') = '\0';
    free(deep);
    free(file);
    free(below);
}

static void assert_path(char *gives, const char *expected)
{
    assert_string_equal(gives, expected);
    free(gives);
}

static void test_paths(void **state)
{
    (void)state;
    assert_path(ct_path_join("/a", "b"), "/a/b");
    assert_path(ct_path_join("/a/", "b"), "/a/b");
    assert_path(ct_path_join("/a", "/b"), "/b");
    assert_path(ct_path_join("", "b"), "b");
    assert_path(ct_path_folder("/a/b.c"), "/a");
    assert_path(ct_path_folder("/b"), "/");
    assert_path(ct_path_folder("b"), ".");
    assert_path(ct_path_stem("/a.b/A001_C003.0412.mov"), "A001_C003.0412");
    assert_path(ct_path_stem("/a/.hidden"), ".hidden");
    assert_string_equal(ct_path_extension("/a.b/c"), "");
    assert_string_equal(ct_path_extension("/a/b.MOV"), "MOV");
    assert_string_equal(ct_path_name("/a/b"), "b");
    assert_path(ct_path_absolute("/a/./b//../c/"), "/a/c");
    assert_path(ct_path_absolute("/../.."), "/");

    char *here = ct_path_absolute(".");
    char *there = ct_path_absolute("x/../y");
    assert_true(ct_starts_with(there, here));
    assert_string_equal(ct_path_name(there), "y");
    free(here);
    free(there);
}

/* Whatever a cut is called, a list can be named after it, on this system and on the editor's. */
static void test_names_of_files(void **state)
{
    ct_str longest = {0};

    (void)state;
    assert_path(ct_path_name_of("Reel 1 v3"), "Reel 1 v3");
    assert_path(ct_path_name_of("Day 4/5: \"who?\" <a|b*\\>"), "Day 4_5_ _who__ _a_b___");
    assert_path(ct_path_name_of(".hidden"), "_hidden");
    assert_path(ct_path_name_of("two\nlines. "), "two lines");
    assert_path(ct_path_name_of(" . "), "_");
    assert_path(ct_path_name_of(""), "_");
    ct_str_append(&longest, "x");
    for (int i = 0; i < 120; i++)
        ct_str_append(&longest, "\xC3\xA9"); /* 241 bytes; 200 of them end inside a character */
    char *name = ct_path_name_of(ct_str_text(&longest));
    assert_int_equal(strlen(name), 199);
    assert_true(ct_utf8_valid(name, strlen(name)));
    free(name);
    ct_str_finish(&longest);
}

static void test_xdg(void **state)
{
    char *cache = in_folder("cache");

    (void)state;
    setenv("XDG_CACHE_HOME", cache, 1);
    char *ours = ct_folder_cache();
    assert_true(ct_starts_with(ours, cache));
    assert_true(ct_file_is_folder(ours));
    rmdir(ours);
    rmdir(cache);
    free(ours);
    setenv("HOME", folder, 1);
    setenv("XDG_CACHE_HOME", "relative", 1); /* counts as unset */
    ours = ct_folder_cache();
    assert_true(ct_starts_with(ours, folder));
    rmdir(ours);
    *strrchr(ours, '/') = '\0';
    rmdir(ours);
    free(ours);
    free(cache);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_replace_and_read),
        cmocka_unit_test(test_several_files),
        cmocka_unit_test(test_several_files_half_way),
        cmocka_unit_test(test_links_are_not_followed),
        cmocka_unit_test(test_a_pipe_is_written_into),
        cmocka_unit_test(test_a_failed_write_harms_nothing),
        cmocka_unit_test(test_what_cannot_be_written),
        cmocka_unit_test(test_what_cannot_be_read),
        cmocka_unit_test(test_folders),
        cmocka_unit_test(test_paths),
        cmocka_unit_test(test_names_of_files),
        cmocka_unit_test(test_xdg),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}

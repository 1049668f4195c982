/* SPDX-License-Identifier: MIT */
/* The child's side of ingest: one request, one answer, with signs of life in between. Whatever the
 * files do to this process, the parent only ever sees lines or the end of them. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "cached.h"
#include "circletake/index.h"
#include "circletake/ingest.h"
#include "circletake/probe.h"
#include "circletake/str.h"
#include "circletake/thread.h"
#include "ingest_wire.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SHADOW_MEMORY 1 /* sanitizers map terabytes: no limit on address space then */
#else
#define SHADOW_MEMORY 0
#endif

enum { REQUEST_BYTES = 16 << 10, ALIVE_EVERY_US = 500000 };

struct child {
    int     answers; /* file descriptor */
    int     permille;
    int64_t said_us; /* when something was said last */
    bool    gone;    /* nobody listens any more */
};

/* --- saying ------------------------------------------------------------------------------- */

/* Takes the line. */
static void say(struct child *c, char *line)
{
    size_t bytes = strlen(line), done = 0;

    while (done < bytes && !c->gone) {
        ssize_t wrote = write(c->answers, line + done, bytes - done);
        if (wrote > 0)
            done += (size_t)wrote;
        else if (errno != EINTR)
            c->gone = true;
    }
    c->said_us = ct_clock_us();
    free(line);
}

static void say_failed(struct child *c, const ct_error *error)
{
    say(c, ct_wire_failed(error));
}

static void on_progress(void *arg, int permille)
{
    ((struct child *)arg)->permille = permille;
}

/* Asked again and again by whatever takes long: the sign of life is that it is still asking. */
static bool on_stop(void *arg)
{
    struct child *c = arg;

    if (ct_clock_us() - c->said_us > ALIVE_EVERY_US)
        say(c, ct_wire_alive(c->permille));
    return c->gone;
}

/* --- doing ---------------------------------------------------------------------------------- */

static void answer_headers(struct child *c, int stream, const char *path)
{
    ct_media_info info;
    ct_error      err = {0};

    if (ct_probe(path, stream, &info, NULL, &err) != CT_OK) {
        say_failed(c, &err);
        return;
    }
    say(c, ct_wire_clip(&info.clip, NULL));
    ct_media_info_finish(&info);
}

/* What only the index knows for sure; *remark when that is less than it should be (free()). */
static ct_code take_index(struct child *c, ct_media_info *info, char **remark, ct_error *err)
{
    ct_clip       *clip = &info->clip;
    ct_index_watch watch = {.progress = on_progress, .stop = on_stop, .arg = c, .threads = 1};
    ct_index      *index = NULL;
    ct_code        code = ct_index_acquire(clip->path, clip->stream, &watch, &index, err);

    if (code)
        return code;
    *remark = ct_probe_shortfall(info, index);
    *remark = *remark ? *remark : ct_probe_clock_remark(index);
    ct_probe_take_index(clip, index);
    ct_index_unref(&index);
    if (clip->frame_count == 0)
        return ct_fail(err, CT_BAD_DATA, "Not one picture of %s can be decoded.", clip->path);
    return CT_OK;
}

/* Poster and waveform: welcome, but no reason to leave a clip out. */
static void make_cache(struct child *c, const ct_clip *clip)
{
    ct_thumb *poster = NULL;
    ct_peaks *peaks = NULL;
    ct_code   code = CT_OK;

    if (clip->width_px > 0)
        code = ct_cached_poster(clip, on_stop, c, &poster, NULL);
    if (clip->audio_tracks > 0)
        code = ct_cached_peaks(clip, on_stop, c, &peaks, NULL);
    (void)code;
    ct_thumb_destroy(&poster);
    ct_peaks_destroy(&peaks);
}

static void answer_prepare(struct child *c, int stream, const char *path)
{
    ct_media_info info;
    ct_error      err = {0};
    ct_code       code = ct_probe(path, stream, &info, NULL, &err);

    if (code) {
        say_failed(c, &err);
        return;
    }
    char *remark = NULL;
    c->permille = 0;
    if (info.clip.width_px > 0)
        code = take_index(c, &info, &remark, &err);
    else
        remark = ct_probe_unseen(&info);
    if (code) {
        say_failed(c, &err);
    } else {
        make_cache(c, &info.clip);
        say(c, ct_wire_clip(&info.clip, remark));
    }
    free(remark);
    ct_media_info_finish(&info);
}

static void answer_material(struct child *c, int stream, const char *path, bool anew)
{
    ct_media_info info;
    ct_material   m;
    ct_error      err = {0};
    ct_code       code = ct_probe(path, stream, &info, NULL, &err);

    if (code) {
        say_failed(c, &err);
        return;
    }
    c->permille = 0;
    code = ct_cached_material(&info, anew, on_progress, on_stop, c, &m, &err);
    if (code) {
        say_failed(c, &err);
    } else {
        say(c, ct_wire_material(info.clip.fingerprint, &m));
        ct_material_finish(&m);
    }
    ct_media_info_finish(&info);
}

static void answer(struct child *c, const char *request)
{
    char *path;
    int   stream = (int)strtol(request + 1, &path, 10);

    c->said_us = ct_clock_us();
    path += *path == ' ';
    if (request[0] == CT_ASK_PREPARE)
        answer_prepare(c, stream, path);
    else if (request[0] == CT_ASK_MATERIAL || request[0] == CT_ASK_MATERIAL_ANEW)
        answer_material(c, stream, path, request[0] == CT_ASK_MATERIAL_ANEW);
    else
        answer_headers(c, stream, path);
}

/* --- living ----------------------------------------------------------------------------------- */

static void limit(int resource, rlim_t most)
{
    struct rlimit now;

    if (getrlimit(resource, &now) != 0)
        return;
    if (now.rlim_max == RLIM_INFINITY || now.rlim_max > most)
        now.rlim_max = most;
    now.rlim_cur = now.rlim_max;
    setrlimit(resource, &now);
}

static void fence(void)
{
#ifdef __linux__
    prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_FSIZE, (rlim_t)1 << 30);
    limit(RLIMIT_NOFILE, 128);
    if (!SHADOW_MEMORY)
        limit(RLIMIT_AS, (rlim_t)6 << 30);
    signal(SIGPIPE, SIG_IGN);
}

/* Answers go where standard output went; nothing a library prints may land among them. */
static int take_output(void)
{
    int answers = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
    int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);

    if (answers < 0 || nowhere < 0)
        return -1;
    if (dup2(nowhere, STDOUT_FILENO) < 0 || dup2(nowhere, STDERR_FILENO) < 0)
        return -1;
    close(nowhere);
    return answers;
}

/* One request up to its NUL; false at the end of requests. */
static bool read_request(char request[REQUEST_BYTES])
{
    for (size_t i = 0; i < REQUEST_BYTES; i++) {
        int byte = getchar();
        if (byte == EOF)
            return false;
        request[i] = (char)byte;
        if (byte == '\0')
            return i > 1;
    }
    return false;
}

int ct_ingest_child(void)
{
    struct child c = {.answers = take_output()};
    char        *request = ct_alloc(REQUEST_BYTES);

    fence();
    while (c.answers >= 0 && !c.gone && read_request(request))
        answer(&c, request);
    free(request);
    if (c.answers < 0)
        return ct_code_exit(CT_IO);
    close(c.answers);
    return 0;
}

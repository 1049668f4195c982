/* SPDX-License-Identifier: MIT */
#include "circletake/session.h"

#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "acts.h"
#include "circletake/file.h"
#include "circletake/thread.h"
#include "presence.h"
#include "session_priv.h"
#include "vigil.h"

enum { RECENT_MAX = 12 };

/* --- life ------------------------------------------------------------------------------ */

/* First part of the GECOS field is the person's name by custom. */
static char *system_author(void)
{
    const struct passwd *user = getpwuid(getuid());

    if (user && user->pw_gecos && user->pw_gecos[strcspn(user->pw_gecos, ",")] != '\0')
        return ct_strndup(user->pw_gecos, strcspn(user->pw_gecos, ","));
    if (user && user->pw_gecos && *user->pw_gecos)
        return ct_strdup(user->pw_gecos);
    return ct_strdup(user ? user->pw_name : "reviewer");
}

static char *recent_file(void)
{
    char *folder = ct_folder_state();
    char *path = ct_path_join(folder, "recent");

    free(folder);
    return path;
}

static void recent_finish(ct_recent *recent)
{
    for (size_t i = 0; i < recent->count; i++)
        free(recent->paths[i]);
    free(recent->paths);
    *recent = (ct_recent){0};
}

static void recent_append(ct_recent *recent, const char *path)
{
    if (!*path || recent->count >= RECENT_MAX)
        return;
    for (size_t i = 0; i < recent->count; i++)
        if (strcmp(recent->paths[i], path) == 0)
            return;
    if (!recent->paths)
        recent->paths = ct_alloc_array(RECENT_MAX, sizeof *recent->paths);
    recent->paths[recent->count++] = ct_strdup(path);
}

static void recent_read(ct_recent *recent)
{
    char  *path = recent_file(), *text;
    size_t bytes;

    if (ct_file_read(path, 1 << 16, &text, &bytes, NULL) == CT_OK) {
        for (char *line = text; *line;) {
            size_t length = strcspn(line, "\n");
            char   end = line[length];
            line[length] = '\0';
            recent_append(recent, line);
            line += length + (end != '\0');
        }
        free(text);
    }
    free(path);
}

void ct_session_note_recent(ct_session *s, const char *path)
{
    ct_recent before = s->recent;
    ct_str    text = {0};
    char     *file = recent_file();

    s->recent = (ct_recent){0};
    recent_append(&s->recent, path);
    for (size_t i = 0; i < before.count; i++)
        recent_append(&s->recent, before.paths[i]);
    recent_finish(&before);
    for (size_t i = 0; i < s->recent.count; i++)
        ct_str_appendf(&text, "%s\n", s->recent.paths[i]);
    if (ct_file_replace(file, ct_str_text(&text), text.len, NULL) != CT_OK)
        ct_log_debug(s->config.log, "cannot remember recent projects in %s", file);
    ct_str_finish(&text);
    free(file);
}

static ct_code make_engines(ct_session *s, ct_error *err)
{
    ct_transport_config config = {.cache_bytes = s->config.cache_bytes,
                                  .decode_threads = s->config.decode_threads,
                                  .stand_ins = true,
                                  .wakeup = s->config.wakeup,
                                  .wakeup_arg = s->config.wakeup_arg,
                                  .log = s->config.log};

    for (int i = 0; i < 2; i++) {
        ct_code code = ct_transport_create(&config, &s->engines[i], err);
        if (code)
            return code;
    }
    s->work = ct_work_create(s->config.wakeup, s->config.wakeup_arg);
    return CT_OK;
}

ct_code ct_session_create(const ct_session_config *config, ct_session **out, ct_error *err)
{
    ct_session *s = ct_alloc(sizeof *s);
    ct_code     code = CT_OK;

    s->config = *config;
    pthread_mutex_init(&s->survey_lock, NULL);
    s->author = config->author ? ct_strdup(config->author) : system_author();
    s->registry = ct_registry_create();
    s->in = s->end = -1;
    code = ct_acts_register(s->registry, err);
    if (!code && !config->headless)
        code = make_engines(s, err);
    if (code) {
        ct_session_destroy(&s);
        return code;
    }
    if (!config->headless)
        recent_read(&s->recent);
    *out = s;
    return CT_OK;
}

void ct_session_destroy(ct_session **session)
{
    ct_session *s = *session;

    if (!s)
        return;
    ct_session_close(s); /* first: what is saved needs no lane that a drive may hold */
    ct_work_destroy(&s->work);
    ct_session_finish_closing(s);
    for (int i = 0; i < 2; i++)
        ct_transport_destroy(&s->engines[i]);
    ct_medley_destroy(&s->medley);
    ct_registry_destroy(&s->registry);
    recent_finish(&s->recent);
    free(s->author);
    free(s->find);
    free(s->stills);
    free(s->proofs);
    free(s->sound_kept);
    free(s->pending);
    free(s->chosen.items);
    ct_id_list_finish(&s->survey_wanted);
    pthread_mutex_destroy(&s->survey_lock);
    free(s);
    *session = NULL;
}

ct_registry *ct_session_registry(ct_session *s)
{
    return s->registry;
}

const char *ct_session_author(const ct_session *s)
{
    return s->author;
}

bool ct_session_is_headless(const ct_session *s)
{
    return s->config.headless;
}

/* --- project ---------------------------------------------------------------------------- */

ct_code ct_session_needs_project(ct_session *s, ct_error *err)
{
    if (s->store)
        return CT_OK;
    return ct_fail(err, CT_USAGE,
                   "No project is open. Open a folder of rushes or a project first.");
}

/* What is quick to ask; the list and the counts come with the list task. */
static void refresh(ct_session *s)
{
    if (ct_query_tags(s->query, &s->tags, NULL) != CT_OK)
        ct_tag_list_finish(&s->tags);
    ct_session_reload_clip(s);
    ct_session_reload_marks(s);
    ct_session_reload_cut(s);
    if (!ct_id_is_none(s->clip.id))
        ct_session_prove_marks(s);
    ct_session_want_list(s);
    s->changed |= CT_CHANGED_MARKS | CT_CHANGED_CLIP;
}

/* The clip and frame of last time, and how positions were shown. */
static void restore_view(ct_session *s)
{
    char *clip_text = ct_query_setting(s->query, "view.clip");
    char *find = ct_query_setting(s->query, "view.find");
    char *sort = ct_query_setting(s->query, "view.sort");
    char *time = ct_query_setting(s->query, "view.time");
    ct_id clip;

    ct_strset(&s->find, find);
    if (sort) {
        s->descending = sort[0] == '-';
        ct_clip_sort_parse(sort + s->descending, &s->sort);
    }
    if (time && time[0] >= '0' && time[0] <= '2')
        s->time_display = (ct_time_display)(time[0] - '0');
    if (clip_text && ct_id_parse(clip_text, &clip))
        ct_session_open_clip(s, clip, -1);
    free(clip_text);
    free(find);
    free(sort);
    free(time);
}

static void store_wakeup(void *arg)
{
    ct_session *s = arg;

    if (s->config.wakeup)
        s->config.wakeup(s->config.wakeup_arg);
}

void ct_session_remember_project(ct_session *s)
{
    if (s->recent_due)
        ct_session_note_recent(s, ct_store_path(s->store));
    s->recent_due = false;
}

void ct_session_take_store(ct_session *s, ct_store *store)
{
    ct_session_close(s);
    s->store = store;
    s->query = ct_store_query(store);
    s->project_name = ct_path_stem(ct_store_path(store));
    s->revision = ct_query_revision(s->query);
    ct_store_set_wakeup(store, store_wakeup, s);
    s->opening = false;
    s->changed |= CT_CHANGED_PROJECT;
    if (s->config.headless)
        return;
    s->recent_due = true;
    if (!ct_store_may_go(store))
        ct_session_remember_project(s);
    ct_session_restore_volume(s);
    ct_session_restore_hardware(s);
    restore_view(s);
    refresh(s);
    ct_session_look_for_footage(s);
    ct_session_restore_survey(s);
    ct_session_survey(s);
}

ct_code ct_session_open(ct_session *s, const char *path, unsigned flags, ct_error *err)
{
    ct_store *store = NULL;
    ct_code   code = ct_store_open(path, flags, s->config.log, &store, err);

    if (!code)
        ct_session_take_store(s, store);
    return code;
}

/* Whatever runs may wait for a drive. */
static void leave_lanes(ct_work *work)
{
    for (int i = 0; i < CT_LANE_COUNT; i++)
        if (i != CT_LANE_CLOSING) {
            ct_work_clear(work, (ct_lane)i);
            ct_work_leave(work, (ct_lane)i);
        }
    ct_work_forget_done(work);
}

void ct_session_close(ct_session *s)
{
    if (!s->store)
        return;
    if (s->work)
        leave_lanes(s->work);
    ct_session_end_string(s);
    ct_session_drop_cut(s);
    s->cut_coming = s->cut_stale = false;
    ct_session_leave_clip(s);
    ct_clip_rows_finish(&s->rows);
    ct_session_forget_stills(s);
    ct_select_list_finish(&s->panel_selects);
    ct_note_list_finish(&s->panel_notes);
    ct_cut_list_finish(&s->cuts);
    ct_session_forget_compared(s);
    ct_tag_list_finish(&s->tags);
    ct_clip_rows_finish(&s->others);
    ct_scene_list_finish(&s->scenes);
    for (size_t i = 0; i < s->pending_count; i++)
        free(s->pending[i].sentence);
    ct_finding_list_finish(&s->findings);
    s->pending_count = s->chosen.count = s->proof_count = 0;
    s->counted = false;
    s->clip_before = ct_id_none();
    ct_session_forget_survey(s);
    ct_session_forget_questions(s);
    free(s->project_name);
    s->project_name = NULL;
    s->query = NULL;
    ct_session_let_store_go(s);
    s->changed |= CT_CHANGED_PROJECT | CT_CHANGED_CLIPS | CT_CHANGED_MARKS | CT_CHANGED_CLIP;
}

ct_session_phase ct_session_phase_now(const ct_session *s)
{
    if (s->store)
        return CT_SESSION_OPEN;
    return s->opening ? CT_SESSION_OPENING : CT_SESSION_EMPTY;
}

ct_store *ct_session_store(ct_session *s)
{
    return s->store;
}

ct_query *ct_session_query(ct_session *s)
{
    return s->query;
}

const char *ct_session_project_path(const ct_session *s)
{
    return s->store ? ct_store_path(s->store) : NULL;
}

const char *ct_session_project_name(const ct_session *s)
{
    return ct_str_or_empty(s->project_name);
}

const char *ct_session_read_only(const ct_session *s)
{
    const char *why = NULL;

    return s->store && ct_store_is_read_only(s->store, &why) ? why : NULL;
}

const ct_counts *ct_session_counts(const ct_session *s)
{
    return s->counted ? &s->counts : NULL;
}

const ct_scene_list *ct_session_scenes(const ct_session *s)
{
    return &s->scenes;
}

const ct_tag_list *ct_session_tags(const ct_session *s)
{
    return &s->tags;
}

const ct_recent *ct_session_recent(const ct_session *s)
{
    return &s->recent;
}

/* --- what changed ------------------------------------------------------------------------ */

/* That of a clip that is not there will not come. */
static bool awaits_picture(const ct_session *s)
{
    return s->state.late && !s->state.error.code && !s->clip.offline;
}

/* What goes on in the background stands back. */
static bool is_busy(const ct_session *s)
{
    return s->state.playing || awaits_picture(s) || ct_session_cut_is_lively(s) ||
           (s->changed & CT_CHANGED_POSITION) || (s->work && ct_work_busy(s->work, CT_LANE_JOB));
}

static void begin_behind_picture(ct_session *s)
{
    s->changed |= CT_CHANGED_MEDIA; /* stills are asked for again */
    s->picture_first = false;
}

/* A clip's first picture goes before the stills of the list and what else is to be known of the clip. */
static void mind_first_picture(ct_session *s, int64_t now_us)
{
    enum { UNSEEN_US = 300000 };
    bool coming = awaits_picture(s) && !s->state.picture;

    if (coming || !s->picture_first)
        s->picture_came_us = now_us;
    if (coming)
        s->picture_first = true;
    else if (s->picture_first && now_us - s->picture_came_us > UNSEEN_US)
        begin_behind_picture(s);
    if (s->clip_work_due && !s->picture_first)
        ct_session_start_clip_work(s);
}

void ct_session_shown(ct_session *s)
{
    if (!s->picture_first || !s->state.picture)
        return;
    begin_behind_picture(s);
    if (s->work)
        ct_work_wakeup(s->work);
}

unsigned ct_session_tick(ct_session *s, int64_t now_us)
{
    s->ticks++;
    if (s->work && ct_work_finish_done(s->work, s))
        s->changed |= CT_CHANGED_STATE;
    if (s->store) {
        ct_session_watch_pending(s);
        int64_t revision = ct_query_revision(s->query);
        if (revision != s->revision) {
            s->revision = revision;
            refresh(s);
        }
        ct_session_poll_clip(s, now_us);
        ct_session_mind_drive(s, now_us);
        ct_session_push_list_task(s);
        ct_session_mind_survey(s, is_busy(s));
    }
    mind_first_picture(s, now_us);
    ct_session_sweep_closing(s);
    unsigned changed = s->changed;
    s->changed = 0;
    return changed;
}

bool ct_session_is_lively(const ct_session *s)
{
    return s->state.playing || awaits_picture(s) || s->picture_first ||
           ct_session_cut_is_lively(s) || s->pending_count > 0 || s->list_wanted ||
           (s->work && ct_work_busy(s->work, CT_LANE_JOB));
}

/* --- what is said -------------------------------------------------------------------------- */

const ct_message *ct_session_message(const ct_session *s)
{
    return &s->message;
}

/* A text that was cut off ends behind a whole letter. */
static void end_with_dots(char *text, size_t size)
{
    static const char dots[] = "\u2026";
    size_t            end = size - sizeof dots;

    while (end > 0 && ((unsigned char)text[end] & 0xc0) == 0x80)
        end--;
    memcpy(text + end, dots, sizeof dots);
}

void ct_session_say(ct_session *s, ct_message_kind kind, const char *fmt, ...)
{
    va_list args;

    /* An error stays until it was read, or until a newer one takes its place. */
    if (s->message.kind == CT_MESSAGE_ERROR && kind != CT_MESSAGE_ERROR)
        return;
    s->message.kind = kind;
    s->message.at_us = ct_wall_us();
    va_start(args, fmt);
    int bytes = vsnprintf(s->message.text, sizeof s->message.text, fmt, args);
    va_end(args);
    if (bytes >= (int)sizeof s->message.text)
        end_with_dots(s->message.text, sizeof s->message.text);
    s->changed |= CT_CHANGED_STATE;
}

void ct_session_acknowledge(ct_session *s)
{
    s->message = (ct_message){0};
    s->changed |= CT_CHANGED_STATE;
}

int64_t ct_session_saved_us(const ct_session *s, size_t *pending)
{
    if (pending)
        *pending = s->pending_count;
    return s->saved_us;
}

size_t ct_session_jobs(const ct_session *s, ct_job_view *out, size_t room)
{
    return s->work ? ct_work_jobs(s->work, out, room) : 0;
}

void ct_session_cancel_job(ct_session *s, int id)
{
    if (!s->work)
        return;
    ct_work_cancel(s->work, id);
    if (id == s->survey_task && s->store)
        ct_session_set_survey(s, false);
}

char *ct_session_setting(ct_session *s, const char *key)
{
    return s->store ? ct_query_setting(s->query, key) : NULL;
}

void ct_session_set_setting(ct_session *s, const char *key, const char *value)
{
    if (s->store)
        ct_store_put_setting(s->store, key, value);
}

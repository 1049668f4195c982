/* SPDX-License-Identifier: MIT */
#include "circletake/replace.h"

#include <stdlib.h>
#include <string.h>

#include "circletake/file.h"
#include "circletake/fingerprint.h"
#include "circletake/probe.h"
#include "circletake/str.h"
#include "replace_priv.h"

const char *ct_refound_name(ct_refound found)
{
    static const char *const names[CT_REFOUND_COUNT] = {"exact", "by timecode", "lost"};

    return names[found];
}

const char *ct_moved_kind_name(ct_moved_kind kind)
{
    static const char *const names[CT_MOVED_KINDS] = {"select", "note", "range", "event", "sound"};

    return names[kind];
}

void ct_replacement_finish(ct_replacement *r)
{
    ct_clip_finish(&r->was);
    ct_clip_finish(&r->now);
    free(r->items);
    free(r->remark);
    *r = (ct_replacement){0};
}

char *ct_replacement_summary(const ct_replacement *r)
{
    ct_str text = {0};

    if (r->grew)
        ct_str_appendf(&text, "%lld frames, %lld more than before%s", (long long)r->now.frame_count,
                       (long long)(r->now.frame_count - r->was.frame_count),
                       r->count ? "; marks: " : ".");
    else if (r->count == 0)
        ct_str_append(&text, "replaced; there was no mark to find again.");
    if (r->count > 0)
        ct_str_appendf(&text, "%zu exact, %zu by timecode, %zu lost.", r->found[CT_REFOUND_EXACT],
                       r->found[CT_REFOUND_BY_TIMECODE], r->found[CT_REFOUND_LOST]);
    if (r->remark)
        ct_str_appendf(&text, " %s", r->remark);
    return ct_str_take(&text);
}

/* --- the files -------------------------------------------------------------------------------- */

/* Whether the file begins with what it was, which says it all of sound. */
static bool begins_as_before(const replacing *r, const char *path)
{
    const ct_clip *was = &r->out->was;
    uint64_t       start = 0;

    return was->size_bytes > 0 && was->size_bytes < r->out->now.size_bytes &&
           ct_fingerprint_start(path, was->size_bytes, &start, NULL) == CT_OK &&
           start == was->fingerprint;
}

/* A file that is still written may have grown since its headers were read. */
static void take_index(replacing *r)
{
    ct_clip       *now = &r->out->now;
    const ct_clip *was = &r->out->was;

    ct_probe_take_index(now, r->index);
    if (ct_index_fingerprint(r->index)) { /* of a sequence it has none */
        now->fingerprint = ct_index_fingerprint(r->index);
        now->size_bytes = ct_index_size_bytes(r->index);
        now->mtime_ns = ct_index_mtime_ns(r->index);
    }
    r->same_content = now->fingerprint != 0 && now->fingerprint == was->fingerprint;
    if (!r->same_content && now->stream == was->stream &&
        ct_index_load_kept(was->fingerprint, was->stream, &r->shorter, NULL) == CT_OK)
        r->grew = ct_index_goes_on(r->index, r->shorter, begins_as_before(r, now->path));
}

/* The clip as it will be: what the file says, and what people said of the clip. */
static ct_code look_at_file(replacing *r, const char *path, ct_error *err)
{
    ct_media_info info;
    ct_clip      *now = &r->out->now;
    int           stream = r->out->was.stream;
    ct_code       code = ct_probe(path, stream, &info, r->watch->log, err);

    if (code == CT_NO_INPUT && stream > 0) /* it has fewer streams of pictures */
        code = ct_probe(path, 0, &info, r->watch->log, err);
    if (code)
        return code;
    ct_clip_copy(now, &info.clip);
    now->id = r->out->was.id;
    ct_media_info_finish(&info);
    if (r->out->was.width_px > 0 && now->width_px == 0)
        return ct_fail(err, CT_USAGE, "%s has no picture, and %s is a clip with pictures.", path,
                       ct_str_or_empty(r->out->was.name));
    r->same_content = now->fingerprint != 0 && now->fingerprint == r->out->was.fingerprint;
    if (now->width_px == 0) {
        r->grew = r->out->was.width_px == 0 && begins_as_before(r, path);
        return CT_OK;
    }
    ct_index_watch quiet = *r->watch;
    quiet.progress = NULL;
    code = ct_index_acquire(path, now->stream, &quiet, &r->index, err);
    if (!code)
        take_index(r);
    if (!code && now->frame_count == 0)
        code = ct_fail(err, CT_BAD_DATA, "Not one picture of %s can be decoded.", path);
    return code;
}

/* A file has one clip. One that was added meanwhile and has nothing said of it gives way. */
static ct_code look_for_owner(replacing *r, const char *path, ct_id *owner, ct_error *err)
{
    ct_clip     other;
    ct_cut_list cuts = {0};
    ct_code     code = CT_OK;

    *owner = ct_id_none();
    if (ct_query_clip_by_path(r->query, path, &other, NULL) != CT_OK)
        return CT_OK;
    if (!ct_id_equal(other.id, r->out->was.id) && strcmp(other.path, path) == 0) {
        code = ct_query_cuts_of(r->query, other.id, &cuts, err);
        if (!code && (other.select_count + other.note_count > 0 || cuts.count > 0))
            code = ct_fail(
                err, CT_USAGE,
                "%s is a clip of this project with marks of its own. Choose another file.", path);
        *owner = other.id;
    }
    ct_cut_list_finish(&cuts);
    ct_clip_finish(&other);
    return code;
}

bool ct_replace_concerns(ct_query *q, const ct_clip *clip)
{
    char        key[CT_RANGE_KEY_BYTES];
    char       *range = ct_query_setting(q, ct_range_key(clip, key));
    ct_cut_list cuts = {0};
    bool        concerns = clip->select_count + clip->note_count > 0 || (range && *range) ||
                    !ct_id_is_none(clip->sound) ||
                    (ct_query_cuts_of(q, clip->id, &cuts, NULL) == CT_OK && cuts.count > 0);

    ct_cut_list_finish(&cuts);
    free(range);
    return concerns;
}

/* Pictures are only needed where something has to be found among them. */
static bool needs_pictures(const replacing *r)
{
    bool     needs = !r->same_content && !r->grew;
    uint64_t own = r->out->was.fingerprint;

    for (size_t i = 0; i < r->selects.count; i++)
        needs |=
            r->selects.items[i].first_proof.media && r->selects.items[i].first_proof.media != own;
    for (size_t i = 0; i < r->notes.count; i++)
        needs |= r->notes.items[i].proof.media && r->notes.items[i].proof.media != own;
    return needs && r->index && ct_replace_concerns(r->query, &r->out->was);
}

/* The old file while it is there, as it was. */
static bool old_file_is_there(const replacing *r)
{
    uint64_t fingerprint = 0;

    return ct_fingerprint_file(r->out->was.path, &fingerprint, NULL) == CT_OK &&
           fingerprint == r->out->was.fingerprint;
}

static ct_code place_again(replacing *r, ct_error *err)
{
    ct_replacing_forget(r); /* what was marked while files were read counts as well */
    ct_code code = ct_replacing_gather(r, err);
    if (!code)
        ct_replacing_place(r);
    return code;
}

static ct_code find_all(replacing *r, ct_error *err)
{
    const ct_clip *was = &r->out->was, *now = &r->out->now;
    ct_code        code = ct_replacing_gather(r, err);

    if (!code && needs_pictures(r)) {
        code = ct_hashes_of_file(now->path, now->stream, r->watch, &r->pictures, err);
        if (!code && ct_hashes_kept(was->fingerprint, was->stream, &r->before, NULL) != CT_OK)
            ct_hashes_finish(&r->before);
    }
    if (!code)
        code = place_again(r, err);
    if (code || !r->index || !ct_replacing_wants_before(r) || !old_file_is_there(r))
        return code;
    ct_hashes_finish(&r->before);
    code = ct_hashes_of_file(was->path, was->stream, r->watch, &r->before, err);
    if (code && code != CT_CANCELLED)
        code = CT_OK; /* what was found without it stands */
    return code ? code : place_again(r, err);
}

/* --- what is said besides ------------------------------------------------------------------------ */

/* A start timecode that a person set names the same picture in the new file. */
static bool keep_user_timecode(replacing *r)
{
    const ct_clip *was = &r->out->was;
    ct_clip       *now = &r->out->now;
    int64_t        by = 0;
    bool           known = r->same_content || r->grew || ct_refind_offset(r->domains[0], &by);

    if (!known && r->out->found[CT_REFOUND_BY_TIMECODE] > 0)
        known = ct_refind_timecode_offset(was, now, &by);
    now->tc = was->tc;
    now->tc_source = CT_TC_USER;
    bool counts_frames = ct_rate_equal(was->tc.rate, was->fps) && ct_rate_equal(was->fps, now->fps);
    if (known && counts_frames)
        now->tc.start -= by;
    return known && (counts_frames || by == 0);
}

static int count_users(const replacing *r)
{
    ct_clip_list all = {0};
    int          users = 0;

    if (ct_query_clips(r->query, NULL, &all, NULL) == CT_OK)
        for (size_t i = 0; i < all.count; i++)
            users += ct_id_equal(all.items[i].sound, r->out->was.id);
    ct_clip_list_finish(&all);
    return users;
}

/* So it is with a proxy or another grade, and with another clip of the same timecode. */
static bool rests_on_timecode_alone(const replacing *r)
{
    return r->out->found[CT_REFOUND_BY_TIMECODE] > 0 && ct_refind_knows_some(r->domains[0]) &&
           !ct_refind_meets(r->domains[0]);
}

static void remark(replacing *r)
{
    ct_replacement *out = r->out;
    ct_str          text = {0};
    int             longer = 0, users = 0;

    for (size_t i = 0; i < out->count; i++)
        longer += (out->items[i].kind == CT_MOVED_SELECT || out->items[i].kind == CT_MOVED_NOTE) &&
                  ct_span_count(out->items[i].was) != ct_span_count(out->items[i].now) &&
                  out->items[i].found == CT_REFOUND_EXACT;
    if (longer > 0)
        ct_str_appendf(&text, " %d range%s another length now.", longer,
                       longer == 1 ? " has" : "s have");
    if (r->timecode_lies && out->found[CT_REFOUND_LOST] > 0)
        ct_str_append(&text, " Its timecode names other pictures than before and was not used.");
    if (rests_on_timecode_alone(r))
        ct_str_append(&text, " No picture of before is in the new file, bit for bit: compare one"
                             " mark by eye, it could be another clip.");
    if (out->was.tc_source == CT_TC_USER && !keep_user_timecode(r))
        ct_str_append(&text, " Check the start timecode that was set by hand.");
    if (out->was.width_px == 0 && !r->same_content && !r->grew && (users = count_users(r)) > 0)
        ct_str_appendf(&text, " It is the sound of %d clip%s: match it again with sound.match.",
                       users, CT_S(users));
    if (text.len)
        out->remark = ct_strdup(ct_str_text(&text) + 1);
    ct_str_finish(&text);
}

/* --- all of it ------------------------------------------------------------------------------------- */

static ct_code write_all(replacing *r, ct_id owner, const char *author, ct_error *err)
{
    ct_edit  *edit = ct_replacing_edit(r, author);
    ct_ticket ticket;

    if (!ct_id_is_none(owner))
        ct_edit_withdraw(edit, CT_TABLE_CLIP, owner);
    ct_replacing_keep_range(r); /* read as soon as the edit is there, as is that the file is */
    ct_store_put_offline(r->store, r->out->was.id, false);
    ct_code code = ct_store_submit(r->store, &edit, &ticket, err);
    ct_edit_destroy(&edit);
    if (!code)
        code = ct_store_wait(r->store, ticket, err);
    if (code)
        ct_store_put_offline(r->store, r->out->was.id, r->out->was.offline);
    if (!code && r->grew && r->shorter) /* nobody has that content any more */
        ct_index_forget_kept(r->out->was.fingerprint, r->out->was.stream);
    return code;
}

static void finish(replacing *r)
{
    ct_replacing_forget(r);
    ct_index_unref(&r->index);
    ct_index_unref(&r->shorter);
    ct_hashes_finish(&r->pictures);
    ct_hashes_finish(&r->before);
    ct_query_close(&r->query);
}

static ct_code run(replacing *r, ct_id clip, const char *path, const char *author, ct_error *err)
{
    ct_id   owner = ct_id_none();
    ct_code code = ct_query_clip(r->query, clip, &r->out->was, err);
    char   *whole = NULL;

    if (code)
        return code;
    whole = ct_path_absolute(path ? path : ct_str_or_empty(r->out->was.path));
    code = look_for_owner(r, whole, &owner, err);
    if (!code)
        code = look_at_file(r, whole, err);
    r->out->grew = r->grew;
    if (!code)
        code = find_all(r, err);
    if (!code) {
        remark(r);
        code = write_all(r, owner, author, err);
    }
    free(whole);
    return code;
}

ct_code ct_replace_media(ct_store *st, ct_id clip, const char *path, const char *author,
                         const ct_index_watch *watch, ct_replacement *out, ct_error *err)
{
    static const ct_index_watch nobody;
    replacing                   r = {.store = st, .watch = watch ? watch : &nobody, .out = out};
    const char                 *why = NULL;

    *out = (ct_replacement){0};
    if (ct_store_is_read_only(st, &why))
        return ct_fail(err, CT_BUSY, "No media can be replaced: %s", why);
    ct_code code = ct_query_open(st, &r.query, err);
    if (!code)
        code = run(&r, clip, path, author, err);
    finish(&r);
    if (code)
        ct_replacement_finish(out);
    return code;
}

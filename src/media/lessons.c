/* SPDX-License-Identifier: MIT */
/* What decoding tells about entry points. A run is trusted where it began at the start of the file, at an
 * entry whose codec says that nothing behind it refers to what is before, or at one that was compared with
 * such a run; and from the first such entry on that it passes. Its pictures are right, and their hashes
 * may be kept. Every other run is compared with the hashes that are known; one that agrees from its entry up
 * to the next makes it a good one. */
#include "reader_priv.h"

void ct_reader_begin_run(ct_reader *r, int64_t entry)
{
    const ct_index *ix = r->ix;
    bool            first = entry <= 0;

    r->entry = entry;
    r->trusted_from = INT64_MAX;
    r->proved_to = first ? 0 : ix->entry_frame[entry];
    if (r->testing)
        return;
    if (first || ct_index_verdict(ix, entry) == CT_ENTRY_GOOD)
        r->trusted_from = r->proved_to;
    else
        ct_reader_pass_packet(r, ix->entry_packet[entry]);
}

void ct_reader_pass_packet(ct_reader *r, int64_t ordinal)
{
    const ct_index *ix = r->ix;
    int64_t         frame = ix->frame_of[ordinal];

    /* Behind damage even a picture that stands alone may be repaired by what was before. */
    if ((ix->packets[ordinal].flags & CT_PACKET_CLOSED) && frame >= 0 && frame < r->trusted_from &&
        !ix->damaged && !r->testing)
        r->trusted_from = frame;
}

static int64_t end_of_entry(const ct_index *ix, int64_t entry)
{
    return entry + 1 < ix->entry_count ? ix->entry_frame[entry + 1] : ix->frame_count;
}

/* Of a run that is not trusted: a picture that agrees. */
static void prove(ct_reader *r, int64_t number)
{
    if (r->entry <= 0 || number != r->proved_to)
        return;
    if (++r->proved_to == end_of_entry(r->ix, r->entry))
        ct_index_set_verdict(r->ix, r->entry, CT_ENTRY_GOOD);
}

bool ct_reader_judge(ct_reader *r, const ct_frame *f)
{
    const ct_index *ix = r->ix;
    bool            trusted = f->number >= r->trusted_from;

    if (!ix)
        return true;
    uint64_t known = ct_index_hash(ix, f->number);
    if (known && trusted && ix->level < CT_INDEX_DECODED)
        return true; /* hashing takes its time, too */
    if (known) {
        bool same = ct_frame_hash(f) == known;
        if (same)
            prove(r, f->number);
        return same;
    }
    if (trusted && r->options.learn && ix->level < CT_INDEX_DECODED)
        ct_index_set_hash(ix, f->number, ct_frame_hash(f));
    return true;
}

bool ct_reader_picture_is_right(const ct_reader *r, const ct_frame *f)
{
    uint64_t hash = r->ix ? ct_index_hash(r->ix, f->number) : 0;

    return !hash || ct_frame_hash(f) == hash;
}

static bool end_test(void *arg, ct_frame *f)
{
    (void)arg, (void)f;
    return true;
}

ct_code ct_reader_test_entry(ct_reader *r, int64_t entry, bool *good, ct_error *err)
{
    struct ct_run run = {.next = r->ix->entry_frame[entry],
                         .target = end_of_entry(r->ix, entry) - 1,
                         .sink = end_test};

    *good = true;
    if (entry == 0)
        return CT_OK;
    r->needed_from = run.next;
    r->testing = true;
    ct_code code = ct_reader_go_to_entry(r, entry, err);
    if (!code)
        code = ct_reader_decode_to(r, &run, err);
    r->testing = false;
    r->next_packet = CT_NOWHERE;
    if (ct_reader_may_retry(code)) {
        ct_index_set_verdict(r->ix, entry, CT_ENTRY_BAD);
        *good = false;
        code = CT_OK;
    }
    return code;
}

void ct_reader_count_bridges(const ct_reader *r, ct_decoder *dec, int64_t from_frame)
{
    int64_t label;

    while (dec->bridges && (label = ct_bridges_take(dec->bridges)) >= 0)
        dec->errors += label < r->ix->packet_count && r->ix->frame_of[label] >= from_frame;
}

void ct_reader_keep_lessons(ct_reader *r)
{
    ct_error err;

    if (!r->ix || r->sequence.pattern || !ct_index_has_learnt(r->ix) || !r->ix->fingerprint)
        return;
    if (ct_index_save(r->ix, &err))
        ct_log_warn(r->options.log, "%s", err.text);
}

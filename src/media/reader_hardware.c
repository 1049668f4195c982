/* SPDX-License-Identifier: MIT */
/* Whether a graphics card may decode the runs of a reader: only when, of the first pictures of the file, it gives
 * every one as the software decoder does, to the bit; and only as long as nothing it gives disagrees with
 * what is known. */
#include "reader_priv.h"

enum {
    PICTURES = 8,     /* that must agree */
    PACKETS_MOST = 48 /* in which they must come */
};

/* What one of the two gave: hashes by the ordinal of the packet. */
struct given {
    ct_decoder *dec;
    uint64_t    hash[PACKETS_MOST];
    int         count;
};

static bool take(ct_reader *r, struct given *g)
{
    for (;;) {
        av_frame_unref(r->av);
        ct_code code = ct_decoder_receive(g->dec, r->av);
        if (code)
            return code == CT_BUSY;
        int64_t label = r->av->pts;
        if (label < 0 || label >= PACKETS_MOST || g->hash[label])
            return false;
        ct_frame *f = NULL;
        if (ct_reader_make_frame(r, 0, &f, NULL))
            return false;
        g->hash[label] = ct_frame_hash(f);
        g->count++;
        ct_frame_unref(&f);
    }
}

/* The same packets into both, until each has given enough. */
static bool give_the_same(ct_reader *r, struct given *card, struct given *memory)
{
    for (int64_t p = 0; p < PACKETS_MOST && (card->count < PICTURES || memory->count < PICTURES);
         p++) {
        if (ct_reader_told_to_stop(r) || ct_reader_read_packet(r, NULL) ||
            ct_decoder_send(card->dec, r->pkt, p) || ct_decoder_send(memory->dec, r->pkt, p) ||
            !take(r, card) || !take(r, memory))
            return false;
    }
    int both = 0;
    for (int i = 0; i < PACKETS_MOST; i++) {
        if (!card->hash[i] || !memory->hash[i])
            continue;
        if (card->hash[i] != memory->hash[i])
            return false;
        both++;
    }
    return both >= PICTURES && card->dec->errors == 0;
}

static bool agrees(ct_reader *r)
{
    struct given card = {.dec = r->dec}, memory = {.dec = NULL};
    ct_error     err;
    bool         same = !ct_reader_need_start(r, &err) &&
                !ct_decoder_open(r->in->st->codecpar,
                                 &(ct_decoder_setup){.tb = r->in->st->time_base, .stock = r->stock},
                                 &memory.dec, &err) &&
                give_the_same(r, &card, &memory);

    ct_decoder_close(&memory.dec);
    r->next_packet = CT_NOWHERE;
    return same;
}

void ct_reader_leave_hardware(ct_reader *r, const char *why)
{
    ct_log_info(r->options.log, "%s is decoded without the graphics card: %s.", r->path, why);
    r->hardware = NULL;
    ct_decoder_close(&r->dec);
    r->next_packet = CT_NOWHERE;
}

void ct_reader_try_hardware(ct_reader *r)
{
    ct_error err;

    if (!r->hardware || r->hardware_proved || !r->ix || r->ix->damaged || r->ix->count_only)
        return;
    if (ct_reader_need_input(r, &err) || ct_reader_open_decoder(r, false, &err))
        return; /* the run will say why */
    r->hardware_proved = r->dec->hardware && agrees(r);
    if (ct_reader_told_to_stop(r))
        ct_decoder_close(&r->dec); /* not judged */
    else if (!r->dec->hardware)
        ct_reader_leave_hardware(r, "none here takes it");
    else if (!r->hardware_proved)
        ct_reader_leave_hardware(r, "its pictures are not those of the file");
    else
        ct_decoder_flush(r->dec);
}

/* SPDX-License-Identifier: MIT */
/* Samples have two numbers here: `cut` counts them on the clock of the whole at natural speed, `n` those of a
 * run, which are what is heard one after the other. Sample n of a run at speed v is the one at cut
 * from + n v; in reverse it is the one that ends there. */
#include <libavutil/mathematics.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "backward_priv.h"
#include "circletake/audio.h"
#include "circletake/index.h"
#include "circletake/rate.h"
#include "circletake/str.h"
#include "medley_priv.h"
#include "tempo_priv.h"

enum {
    CHUNK = 1024,
    IDLE_MOST = 8, /* files that stay open for when the cut comes back to them */
    AHEAD_S = 1,
    DELAY_RATE_HZ = 48000 /* ct_medley_part.sound_delay */
};

/* A file that is open, with what places frames on its clock; and the part that it is read for. */
struct seat {
    char            *path, *picture;
    ct_audio_source *audio; /* NULL: has no sound, or cannot be read */
    ct_index        *index; /* of the picture; NULL: counted by its rate */
    ct_backward     *backward;
    uint64_t         used;

    bool      busy;
    size_t    part;
    int64_t   n;     /* of the run, that it gives next */
    bool      turns; /* it is read in reverse */
    ct_tempo *tempo; /* NULL: as it is */
};

/* A part among all in the order of their beginnings. */
struct place {
    int64_t first, end; /* cut */
    int64_t reach;      /* highest end of the half that this is the middle of */
    size_t  part;
};

struct ct_blend {
    int rate_hz;
    bool (*stop)(void *arg);
    void   *arg;
    ct_log *log;

    ct_medley_parts   parts;
    ct_medley_choice *choices;
    size_t            choice_count;
    struct place     *places;
    struct seat       seats[CT_MEDLEY_MOST];
    uint64_t          uses;

    int64_t    from; /* cut; of the run */
    AVRational speed;
    int64_t    n;
    float      samples[2 * CHUNK], raw[2 * CHUNK];
    uint8_t    voices[CHUNK]; /* parts that lie over a sample */
};

/* --- places ---------------------------------------------------------------------------------------- */

static int64_t sample_of(const ct_blend *b, int64_t us)
{
    return av_rescale(us, b->rate_hz, 1000000);
}

static int compare_places(const void *a, const void *b)
{
    const struct place *p = a, *q = b;

    if (p->first != q->first)
        return p->first < q->first ? -1 : 1;
    return (p->part > q->part) - (p->part < q->part);
}

static int64_t tell_reach(struct place *places, size_t low, size_t high)
{
    if (low >= high)
        return INT64_MIN;
    size_t  middle = low + (high - low) / 2;
    int64_t before = tell_reach(places, low, middle);
    int64_t behind = tell_reach(places, middle + 1, high);
    int64_t reach = places[middle].end;

    reach = before > reach ? before : reach;
    places[middle].reach = behind > reach ? behind : reach;
    return places[middle].reach;
}

void ct_blend_load(ct_blend *b, ct_medley_parts *parts)
{
    ct_medley_parts_finish(&b->parts);
    free(b->places);
    b->parts = *parts;
    *parts = (ct_medley_parts){.items = NULL};
    b->places = ct_alloc_array(b->parts.count + 1, sizeof *b->places);
    for (size_t i = 0; i < b->parts.count; i++)
        b->places[i] = (struct place){.first = sample_of(b, b->parts.items[i].first_us),
                                      .end = sample_of(b, b->parts.items[i].end_us),
                                      .part = i};
    if (b->parts.count)
        qsort(b->places, b->parts.count, sizeof *b->places, compare_places);
    (void)tell_reach(b->places, 0, b->parts.count);
}

/* What lies within [first, end) of the cut. */
struct found {
    int64_t      first, end;
    struct place items[CT_MEDLEY_MOST];
    int          count;
};

static void find(const ct_blend *b, size_t low, size_t high, struct found *f)
{
    if (low >= high)
        return;
    size_t              middle = low + (high - low) / 2;
    const struct place *p = &b->places[middle];
    if (p->reach <= f->first)
        return;
    find(b, low, middle, f);
    if (p->first >= f->end)
        return;
    if (p->end > f->first && f->count < CT_MEDLEY_MOST)
        f->items[f->count++] = *p;
    find(b, middle + 1, high, f);
}

/* How far the whole has gone after `n` samples of the run. */
static int64_t way_of(int64_t n, AVRational speed)
{
    return av_rescale(n * speed.num, 1, speed.den); /* the factors of av_rescale are positive */
}

/* What is heard within samples [n, n + count) of the run, and one to either side. */
static void find_due(const ct_blend *b, int64_t n, int64_t count, struct found *f)
{
    int64_t one = b->from + way_of(n, b->speed);
    int64_t other = b->from + way_of(n + count, b->speed);

    f->first = (one < other ? one : other) - 1;
    f->end = (one < other ? other : one) + 1;
    f->count = 0;
    find(b, 0, b->parts.count, f);
}

/* The first sample of the run that is at, or in reverse ends at, a cut sample or behind it on the way. */
static int64_t number_at(const ct_blend *b, int64_t cut)
{
    int64_t way = b->speed.num < 0 ? b->from - cut : cut - b->from;

    return av_rescale_rnd(way, b->speed.den, abs(b->speed.num), AV_ROUND_UP);
}

static ct_span run_of(const ct_blend *b, const struct place *p)
{
    bool reverse = b->speed.num < 0;

    return (ct_span){number_at(b, reverse ? p->end : p->first),
                     number_at(b, reverse ? p->first : p->end)};
}

/* --- files ----------------------------------------------------------------------------------------- */

static void leave_part(struct seat *s)
{
    ct_tempo_destroy(&s->tempo);
    s->busy = false;
}

static void close_seat(struct seat *s)
{
    leave_part(s);
    ct_backward_destroy(&s->backward);
    ct_audio_source_close(&s->audio);
    ct_index_unref(&s->index);
    free(s->path);
    free(s->picture);
    *s = (struct seat){.path = NULL};
}

static const char *sound_of(const ct_medley_part *part)
{
    return part->sound_path ? part->sound_path : part->path;
}

static bool has_file(const struct seat *s, const ct_medley_part *part)
{
    return s->path && strcmp(s->path, sound_of(part)) == 0 && strcmp(s->picture, part->path) == 0;
}

/* One that has the file, else an empty one, else the one that was left first; NULL: all are busy. */
static struct seat *free_seat(ct_blend *b, const ct_medley_part *part)
{
    struct seat *best = NULL;

    for (int i = 0; i < CT_MEDLEY_MOST; i++) {
        struct seat *s = &b->seats[i];
        if (!s->busy && has_file(s, part))
            return s;
        if (!s->busy && (!best || s->used < best->used))
            best = s;
    }
    return best;
}

static void open_file(ct_blend *b, struct seat *s, const ct_medley_part *part)
{
    ct_error err;

    close_seat(s);
    s->path = ct_strdup(sound_of(part));
    s->picture = ct_strdup(part->path);
    ct_code code = ct_audio_source_open(s->path, b->rate_hz, b->stop, b->arg, &s->audio, &err);
    if (code && code != CT_END && code != CT_CANCELLED)
        ct_log_warn(b->log, "%s", err.text);
    if (code)
        return;
    s->backward = ct_backward_create(s->audio, b->rate_hz);
    if (ct_index_acquire_now(part->path, part->stream, &s->index, &err) != CT_OK)
        s->index = NULL;
}

/* Closes those left first, of more than are worth keeping. */
static void close_idle(ct_blend *b)
{
    for (;;) {
        struct seat *oldest = NULL;
        int          idle = 0;
        for (int i = 0; i < CT_MEDLEY_MOST; i++) {
            struct seat *s = &b->seats[i];
            if (s->busy || !s->path)
                continue;
            idle++;
            if (!oldest || s->used < oldest->used)
                oldest = s;
        }
        if (idle <= IDLE_MOST)
            return;
        close_seat(oldest);
    }
}

/* --- where a part is in its file --------------------------------------------------------------------- */

static int64_t time_of(const struct seat *s, const ct_medley_part *part, int64_t frame)
{
    return s->index ? ct_index_time_us(s->index, frame) : ct_rate_frame_to_us(frame, part->fps);
}

/* Microseconds of the file at the beginning of the part; as the transport places sound. */
static int64_t entry_us(const struct seat *s, const ct_medley_part *part)
{
    int64_t us = time_of(s, part, part->speed.num < 0 ? part->frame + 1 : part->frame) -
                 av_rescale(part->sound_delay, 1000000, DELAY_RATE_HZ);

    if (part->sound_path && part->sound_rate_hz > 0)
        us += av_rescale(part->sound_start, 1000000, part->sound_rate_hz) - time_of(s, part, 0);
    return us;
}

/* Counted in whole samples from the entry, so that a seek into the part finds what reading on would. */
static int64_t file_us(const ct_blend *b, const struct seat *s, const struct place *p, int64_t n)
{
    const ct_medley_part *part = &b->parts.items[p->part];
    int64_t               cut = b->from + way_of(n, b->speed);
    int64_t               into = way_of(cut - p->first, part->speed);

    return av_rescale(sample_of(b, entry_us(s, part)) + into, 1000000, b->rate_hz);
}

static uint64_t channels_of(unsigned channels, int in_file)
{
    int named = 0, highest = 0;

    if (!channels)
        return CT_AUDIO_ALL_CHANNELS;
    for (int c = 0; c < 32; c++)
        if (channels >> c & 1) {
            named++;
            highest = c + 1;
        }
    if (highest <= in_file)
        return channels;
    return named >= in_file ? CT_AUDIO_ALL_CHANNELS : ct_audio_channel_bits(0, named);
}

/* Of the channels that the list took those that somebody wants to hear. */
static uint64_t heard_of(const ct_blend *b, const ct_medley_part *part, int in_file)
{
    uint64_t heard = channels_of(part->channels, in_file);

    for (size_t i = 0; i < b->choice_count; i++) {
        const ct_medley_choice *choice = &b->choices[i];
        if (!ct_id_equal(choice->clip, part->clip))
            continue;
        if (choice->solo & channels_of(part->clip_channels, in_file))
            heard &= choice->solo;
        return heard & ~choice->mute;
    }
    return heard;
}

/* --- a part in its seat -------------------------------------------------------------------------------- */

static bool seek(const ct_blend *b, struct seat *s, const struct place *p, int64_t n)
{
    const ct_medley_part *part = &b->parts.items[p->part];
    int64_t               at_us = file_us(b, s, p, n);
    AVRational            speed = av_mul_q(part->speed, b->speed);
    ct_error              err;

    s->turns = speed.num < 0;
    ct_audio_source_hear(s->audio, heard_of(b, part, ct_audio_source_channel_count(s->audio)),
                         false);
    if (abs(speed.num) != speed.den &&
        ct_tempo_create(b->rate_hz, fabs(av_q2d(speed)), &s->tempo, &err)) {
        ct_log_warn(b->log, "%s", err.text);
        return false;
    }
    if (s->turns)
        ct_backward_seek(s->backward, at_us);
    return s->turns || ct_audio_source_seek(s->audio, at_us, &err) == CT_OK;
}

/* The seat of a part, which gives sample n next; NULL: it is silent. */
static struct seat *seat_of(ct_blend *b, const struct place *p, int64_t n)
{
    const ct_medley_part *part = &b->parts.items[p->part];
    struct seat          *s = NULL;

    if (!ct_tempo_can(av_mul_q(part->speed, b->speed)))
        return NULL;
    for (int i = 0; i < CT_MEDLEY_MOST && !s; i++)
        if (b->seats[i].busy && b->seats[i].part == p->part)
            s = &b->seats[i];
    if (s && s->n == n)
        return s;
    if (s)
        leave_part(s);
    else
        s = free_seat(b, part);
    if (!s)
        return NULL;
    if (!has_file(s, part))
        open_file(b, s, part);
    if (s->audio && !seek(b, s, p, n))
        close_seat(s); /* the part is silent, the next one tries again */
    s->busy = true;
    s->used = ++b->uses;
    s->part = p->part;
    s->n = n;
    return s;
}

/* Samples of the file, silence where it has none. */
static void read_file(struct seat *s, float *out, int count)
{
    int got = 0, more = 0;

    while (s->audio && got < count) {
        float  *to = out + (ptrdiff_t)2 * got;
        ct_code code = s->turns ? ct_backward_read(s->backward, to, count - got, &more, NULL)
                                : ct_audio_source_read(s->audio, to, count - got, &more, NULL);
        if (code)
            break;
        got += more;
    }
    memset(out + (ptrdiff_t)2 * got, 0, sizeof *out * 2 * (size_t)(count - got));
}

static void read_seat(ct_blend *b, struct seat *s, float *out, int count)
{
    int got = 0;

    s->n += count;
    if (!s->tempo)
        read_file(s, out, count);
    while (s->tempo && got < count) {
        int more = ct_tempo_take(s->tempo, out + (ptrdiff_t)2 * got, count - got);
        got += more;
        if (more > 0)
            continue;
        read_file(s, b->raw, CHUNK);
        if (ct_tempo_put(s->tempo, b->raw, CHUNK, NULL) != CT_OK) {
            memset(out + (ptrdiff_t)2 * got, 0, sizeof *out * 2 * (size_t)(count - got));
            return;
        }
    }
}

/* --- the sum ------------------------------------------------------------------------------------------- */

/* How far a fade is at sample n of the run, 0 to 1. */
static float faded(const ct_blend *b, ct_medley_fade fade, int64_t n)
{
    double first = (double)sample_of(b, fade.first_us);
    double length = (double)(sample_of(b, fade.first_us + fade.length_us)) - first;
    double cut = (double)b->from + (double)n * av_q2d(b->speed) - (b->speed.num < 0 ? 1 : 0);

    return (float)fmin(fmax((cut - first) / length, 0), 1);
}

static void fade_part(const ct_blend *b, const ct_medley_part *part, float *samples, int64_t n,
                      int count)
{
    for (int i = 0; i < count && (part->in.length_us > 0 || part->out.length_us > 0); i++) {
        float in = part->in.length_us > 0 ? faded(b, part->in, n + i) : 1;
        float out = part->out.length_us > 0 ? 1 - faded(b, part->out, n + i) : 1;
        samples[2 * i] *= in * out;
        samples[2 * i + 1] *= in * out;
    }
}

/* Adds what a part gives to samples [n, n + count) of the run. */
static void add_part(ct_blend *b, const struct place *p, float *out, int count)
{
    ct_span run = run_of(b, p);
    int64_t first = run.first > b->n ? run.first : b->n;
    int64_t end = run.end < b->n + count ? run.end : b->n + count;
    int     at = (int)(first - b->n), own = (int)(end - first);

    if (end <= first)
        return;
    for (int i = 0; i < own; i++)
        b->voices[at + i]++;
    struct seat *s = seat_of(b, p, first);
    if (!s)
        return;
    read_seat(b, s, b->samples, own);
    fade_part(b, &b->parts.items[p->part], b->samples, first, own);
    for (int i = 0; i < 2 * own; i++)
        out[2 * at + i] += b->samples[i];
    if (end == run.end)
        leave_part(s);
}

static void read_chunk(ct_blend *b, float *out, int count)
{
    struct found due;

    memset(out, 0, sizeof *out * 2 * (size_t)count);
    memset(b->voices, 0, sizeof b->voices);
    find_due(b, b->n, count, &due);
    for (int i = 0; i < due.count; i++)
        add_part(b, &due.items[i], out, count);
    for (int i = 0; i < 2 * count; i++)
        if (b->voices[i / 2] > 1)
            out[i] = ct_audio_bend(out[i]);
    b->n += count;
    close_idle(b);
}

/* --- for the thread ------------------------------------------------------------------------------------ */

ct_blend *ct_blend_create(int rate_hz, bool (*stop)(void *arg), void *arg, ct_log *log)
{
    ct_blend *b = ct_alloc(sizeof *b);

    b->rate_hz = rate_hz;
    b->stop = stop;
    b->arg = arg;
    b->log = log;
    b->places = ct_alloc_array(1, sizeof *b->places);
    b->speed = (AVRational){1, 1};
    return b;
}

void ct_blend_destroy(ct_blend **blend)
{
    ct_blend *b = *blend;

    if (!b)
        return;
    for (int i = 0; i < CT_MEDLEY_MOST; i++)
        close_seat(&b->seats[i]);
    ct_medley_parts_finish(&b->parts);
    free(b->choices);
    free(b->places);
    free(b);
    *blend = NULL;
}

void ct_blend_hear(ct_blend *b, ct_medley_choice *choices, size_t count)
{
    free(b->choices);
    b->choices = choices;
    b->choice_count = count;
}

void ct_blend_start(ct_blend *b, int64_t from, AVRational speed)
{
    for (int i = 0; i < CT_MEDLEY_MOST; i++) {
        leave_part(&b->seats[i]);
        if (b->seats[i].path && !b->seats[i].audio)
            close_seat(&b->seats[i]); /* its drive may be back */
    }
    b->from = from;
    b->speed = speed;
    b->n = 0;
}

void ct_blend_read(ct_blend *b, float *out, int count)
{
    while (count > 0) {
        int some = count < CHUNK ? count : CHUNK;
        read_chunk(b, out, some);
        out += (ptrdiff_t)2 * some;
        count -= some;
    }
}

static bool is_seated(const ct_blend *b, size_t part)
{
    for (int i = 0; i < CT_MEDLEY_MOST; i++)
        if (b->seats[i].busy && b->seats[i].part == part)
            return true;
    return false;
}

bool ct_blend_prepare(ct_blend *b)
{
    struct found due;

    find_due(b, b->n, (int64_t)AHEAD_S * b->rate_hz, &due);
    for (int i = 0; i < due.count; i++) {
        ct_span run = run_of(b, &due.items[i]);
        if (run.end > b->n && !is_seated(b, due.items[i].part) &&
            seat_of(b, &due.items[i], run.first > b->n ? run.first : b->n))
            return true;
    }
    return false;
}

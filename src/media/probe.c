/* SPDX-License-Identifier: MIT */
/* See probe.h. Timecode and slate are in probe_slate.c. */
#include "circletake/probe.h"

#include <inttypes.h>
#include <libavutil/channel_layout.h>
#include <libavutil/mathematics.h>
#include <libavutil/pixdesc.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "circletake/file.h"
#include "circletake/fingerprint.h"
#include "circletake/str.h"
#include "index_priv.h"
#include "probe_priv.h"

void ct_media_info_finish(ct_media_info *info)
{
    ct_clip_finish(&info->clip);
    free(info->pictures);
    for (size_t i = 0; i < info->track_count; i++)
        free(info->tracks[i].names);
    free(info->tracks);
    for (size_t i = 0; i < info->warning_count; i++)
        free(info->warnings[i]);
    free(info->warnings);
    *info = (ct_media_info){0};
}

void ct_media_warn(ct_media_info *info, const char *fmt, ...)
{
    char    text[512];
    va_list args;

    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    for (size_t i = 0; i < info->warning_count; i++)
        if (strcmp(info->warnings[i], text) == 0)
            return;
    info->warnings = ct_grow(info->warnings, &info->warning_cap, info->warning_count + 1,
                             sizeof *info->warnings);
    info->warnings[info->warning_count++] = ct_strdup(text);
}

static void set_text(char *to, size_t bytes, const char *from)
{
    snprintf(to, bytes, "%s", ct_str_or_empty(from));
}
#define SET(field, text) set_text(field, sizeof(field), text)

/* Words that say "not known" are left out. */
static void set_known(char *to, size_t bytes, const char *from)
{
    bool said = from && strcmp(from, "unknown") && strcmp(from, "unspecified");

    set_text(to, bytes, said ? from : "");
}

static void take_colour(ct_media_info *info, enum AVColorPrimaries primaries,
                        enum AVColorTransferCharacteristic transfer, enum AVColorSpace matrix,
                        enum AVColorRange range)
{
    set_known(info->colour_primaries, sizeof info->colour_primaries,
              av_color_primaries_name(primaries));
    set_known(info->colour_transfer, sizeof info->colour_transfer,
              av_color_transfer_name(transfer));
    set_known(info->colour_matrix, sizeof info->colour_matrix, av_color_space_name(matrix));
    set_known(info->colour_range, sizeof info->colour_range, av_color_range_name(range));
}

static const char *field_order_name(enum AVFieldOrder order)
{
    switch (order) {
    case AV_FIELD_PROGRESSIVE:
        return "progressive";
    case AV_FIELD_TT:
    case AV_FIELD_TB:
        return "tff";
    case AV_FIELD_BB:
    case AV_FIELD_BT:
        return "bff";
    default:
        return "";
    }
}

/* --- picture -------------------------------------------------------------------------------- */

/* What the container's table of samples says of the rate, and of how many are shown, without reading any. Whether
 * it says that all last equally long. */
static bool look_at_table(ct_media_info *info, const ct_input *in)
{
    enum { ENOUGH = 8 };
    bool      even = false;
    AVStream *st = in->st;
    int       count = avformat_index_get_entries_count(st), hidden = 0;
    int64_t  *d = ct_alloc_array((size_t)(count > 0 ? count : 1), sizeof *d);
    int       n = 0;

    for (int i = 0; i < count; i++) {
        const AVIndexEntry *e = avformat_index_get_entry(st, i);
        hidden += (e->flags & AVINDEX_DISCARD_FRAME) != 0;
        if (i > 0)
            d[n++] = e->timestamp - avformat_index_get_entry(st, i - 1)->timestamp;
    }
    info->counted_frames = ct_probe_counts_places(in->fmt->iformat->name) ? 0 : st->nb_frames;
    info->clip.has_edit_list = hidden > 0;
    /* An edit list leaves in it what it shows, and what that refers to. */
    if (strstr(in->fmt->iformat->name, "mov") && count > 0 && count - hidden < st->nb_frames) {
        info->clip.has_edit_list = true;
        info->counted_frames = count - hidden;
    }
    if (n > 1 && st->nb_frames > 0 && n + 1 >= st->nb_frames) {
        AVRational fps = ct_nominal_rate(d, n, st->time_base); /* sorts */
        int64_t    tick = d[n / 2] / 4 + 1;
        /* One odd last sample is usual and means nothing. */
        info->clip.vfr = d[n / 20] < d[n / 2] - tick || d[n - 1 - n / 20] > d[n / 2] + tick;
        if (info->clip.vfr && fps.num > 0)
            info->clip.fps = fps;
        even = n >= ENOUGH && d[n - 1] - d[0] <= 1;
    }
    free(d);
    return even;
}

/* How much later than the first of all streams this one begins. */
static int64_t begins_late_us(const ct_input *in)
{
    int64_t start = in->st->start_time;

    if (start == AV_NOPTS_VALUE || in->fmt->start_time == AV_NOPTS_VALUE)
        return 0;
    int64_t late = av_rescale_q(start, in->st->time_base, AV_TIME_BASE_Q) - in->fmt->start_time;
    return late > 0 ? late : 0;
}

static int64_t frames_by_duration(const ct_input *in, AVRational fps)
{
    int64_t us = in->fmt->duration > 0 ? in->fmt->duration - begins_late_us(in) : 0;

    if (in->st->duration > 0)
        return av_rescale_q_rnd(in->st->duration, in->st->time_base, av_inv_q(fps),
                                AV_ROUND_NEAR_INF);
    return us > 0 ? av_rescale_q_rnd(us, AV_TIME_BASE_Q, av_inv_q(fps), AV_ROUND_NEAR_INF) : 0;
}

void ct_probe_take_index(ct_clip *clip, const ct_index *ix)
{
    AVRational before = clip->fps;

    clip->frame_count = ct_index_count(ix);
    clip->fps = ct_index_fps(ix);
    clip->vfr = ct_index_is_vfr(ix);
    clip->open_gop = ct_index_is_open_gop(ix);
    clip->provisional = false;
    /* Labels that were counted at the picture's rate go on so, unless that would renumber them. */
    if (ct_rate_equal(clip->tc.rate, before) && ct_tc_base(before) == ct_tc_base(clip->fps))
        clip->tc.rate = clip->fps;
}

static void take_rate_and_count(ct_media_info *info, ct_input *in, const ct_index *known)
{
    AVStream  *st = in->st;
    AVRational fps = st->avg_frame_rate.num > 0 ? st->avg_frame_rate : st->r_frame_rate;
    ct_index  *ix = NULL;

    info->clip.fps = fps.num > 0 && fps.den > 0 ? ct_rate_snap(fps) : (AVRational){25, 1};
    bool even = look_at_table(info, in);
    if (!even && !ct_rate_is_round(info->clip.fps)) {
        info->clip.vfr = true;
        info->clip.fps = ct_usual_rate(info->clip.fps);
    }
    info->clip.frame_count =
        info->counted_frames > 0 ? info->counted_frames : frames_by_duration(in, info->clip.fps);
    info->promised_us = ct_rate_frame_to_us(info->clip.frame_count, info->clip.fps);
    info->promised_by_all = st->nb_frames <= 0 && st->duration <= 0;
    info->clip.provisional = true;
    if (!known && ct_index_acquire_now(in->path, info->clip.stream, &ix, NULL) == CT_OK)
        known = ix;
    if (known)
        ct_probe_take_facts(info, known);
    ct_index_unref(&ix);
}

static void take_picture(ct_media_info *info, ct_input *in, const ct_index *known)
{
    const AVCodecParameters *par = in->st->codecpar;
    AVRational               aspect = av_guess_sample_aspect_ratio(in->fmt, in->st, NULL);
    ct_clip                 *c = &info->clip;

    ct_strset(&c->codec, avcodec_get_name(par->codec_id));
    SET(info->codec_profile, avcodec_profile_name(par->codec_id, par->profile));
    SET(info->pixel_format, av_get_pix_fmt_name(par->format));
    c->width_px = par->width;
    c->height_px = par->height;
    c->interlaced = par->field_order > AV_FIELD_PROGRESSIVE;
    SET(info->field_order, field_order_name(par->field_order));
    info->sample_aspect = aspect.num > 0 && aspect.den > 0 ? aspect : (AVRational){1, 1};
    info->rotation_deg = ct_input_rotation(in->st, &info->mirrored);
    ct_crop      cut = ct_aperture_of(in, par->format);
    const size_t crop[] = {cut.left, cut.right, cut.top, cut.bottom};
    for (int i = 0; i < 4; i++)
        info->crop_px[i] = (int)crop[i];
    take_colour(info, par->color_primaries, par->color_trc, par->color_space, par->color_range);
    take_rate_and_count(info, in, known);
    char *unseen = ct_probe_unseen(info);
    if (unseen)
        ct_media_warn(info, "%s", unseen);
    free(unseen);
    if (!avcodec_find_decoder(par->codec_id))
        ct_media_warn(info, "This build has no decoder for %s: the pictures cannot be shown.",
                      c->codec);
}

static void take_pictures(ct_media_info *info, const ct_input *in)
{
    AVStream *st;

    for (int i = 0; (st = ct_input_picture(in->fmt, i)); i++) {
        const AVDictionaryEntry *title = av_dict_get(st->metadata, "title", NULL, 0);
        AVRational fps = st->avg_frame_rate.num > 0 ? st->avg_frame_rate : st->r_frame_rate;

        info->pictures = ct_grow(info->pictures, &info->picture_cap, info->picture_count + 1,
                                 sizeof *info->pictures);
        ct_media_pictures *p = &info->pictures[info->picture_count++];
        *p = (ct_media_pictures){.index = st->index,
                                 .width_px = st->codecpar->width,
                                 .height_px = st->codecpar->height,
                                 .fps = fps.num > 0 && fps.den > 0 ? ct_rate_snap(fps) : fps};
        SET(p->codec, avcodec_get_name(st->codecpar->codec_id));
        SET(p->title, title ? title->value : "");
    }
}

/* --- sound -------------------------------------------------------------------------------------- */

/* What muxers call a track when nobody named it: "SoundHandler", "Apple Sound Media Handler". */
static bool is_handler(const char *name)
{
    static const char *const words[] = {"handle", "media ", "produced"};

    for (; *name; name++)
        for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
            if (strncasecmp(name, words[i], strlen(words[i])) == 0)
                return true;
    return false;
}

/* Its title, the name of an MXF track, or that of its handler in MOV and MP4. */
static const char *track_title(const AVStream *st)
{
    static const char *const keys[] = {"title", "track_name"};
    const AVDictionaryEntry *handler = av_dict_get(st->metadata, "handler_name", NULL, 0);

    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        const AVDictionaryEntry *e = av_dict_get(st->metadata, keys[i], NULL, 0);
        if (e && *e->value)
            return e->value;
    }
    return handler && !is_handler(handler->value) ? handler->value : "";
}

static void take_names(ct_media_track *t, const ct_input *in)
{
    bool wave = strstr(in->fmt->iformat->name, "wav") != NULL;

    if (wave)
        t->names = ct_ixml_names(in->path, t->channels);
    if (!t->names && *t->title)
        t->names = ct_utf8_clean(t->title, true);
}

static void take_track(ct_media_info *info, const ct_input *in, const AVStream *st)
{
    info->tracks =
        ct_grow(info->tracks, &info->track_cap, info->track_count + 1, sizeof *info->tracks);
    ct_media_track          *t = &info->tracks[info->track_count++];
    const AVCodecParameters *par = st->codecpar;

    *t = (ct_media_track){.index = st->index,
                          .channels = par->ch_layout.nb_channels,
                          .sample_rate_hz = par->sample_rate};
    SET(t->codec, avcodec_get_name(par->codec_id));
    SET(t->title, track_title(st));
    if (av_channel_layout_describe(&par->ch_layout, t->layout, sizeof t->layout) < 0)
        t->layout[0] = '\0';
    char *layout = ct_asprintf("%s%s%d", ct_str_or_empty(info->clip.audio_layout),
                               info->clip.audio_tracks ? "," : "", t->channels);
    free(info->clip.audio_layout);
    info->clip.audio_layout = layout;
    take_names(t, in);
    info->clip.audio_tracks++;
    info->clip.audio_channels += t->channels;
}

static void take_tracks(ct_media_info *info, const ct_input *in)
{
    for (unsigned i = 0; i < in->fmt->nb_streams; i++)
        if (in->fmt->streams[i]->codecpar->codec_type == AVMEDIA_TYPE_AUDIO)
            take_track(info, in, in->fmt->streams[i]);
}

/* A sound file is a clip as well, counted at the rate its recorder was set to. */
static void take_sound_only(ct_media_info *info, ct_input *in)
{
    ct_clip *c = &info->clip;
    int64_t  us = in->fmt->duration;

    ct_strset(&c->codec, info->tracks[0].codec);
    info->sample_aspect = (AVRational){1, 1};
    if (!ct_probe_sound_rate(in, &c->fps)) {
        c->fps = (AVRational){25, 1};
        ct_media_warn(info, "The sound file names no frame rate: counted at 25.");
    }
    c->frame_count =
        us > 0 ? av_rescale_q_rnd(us, AV_TIME_BASE_Q, av_inv_q(c->fps), AV_ROUND_NEAR_INF) : 0;
    c->frame_count += c->frame_count == 0;
}

/* --- files ----------------------------------------------------------------------------------------- */

static void take_file_facts(ct_media_info *info, const char *path)
{
    ct_strset(&info->clip.path, path);
    ct_strset(&info->clip.name, ct_path_name(path));
    (void)ct_file_stat(path, &info->clip.size_bytes, &info->clip.mtime_ns);
}

static ct_code probe_file(const char *path, int stream, const ct_index *known, ct_media_info *info,
                          ct_error *err)
{
    ct_input *in = NULL;
    ct_code   code = ct_input_open(path, stream, (ct_stop){0}, true, &in, err);

    if (code)
        return code;
    take_file_facts(info, path);
    SET(info->container, in->fmt->iformat->name);
    info->duration_us = in->fmt->duration > 0 ? in->fmt->duration : 0;
    info->bit_rate = in->fmt->bit_rate;
    info->clip.stream = stream;
    take_pictures(info, in);
    take_tracks(info, in);
    if (in->st)
        take_picture(info, in, known);
    else if (info->track_count)
        take_sound_only(info, in);
    else
        code = ct_fail(err, CT_UNSUPPORTED, "%s has neither picture nor sound.", path);
    if (!code) {
        ct_probe_slate(in, info);
        ct_probe_timecode(in, info);
        ct_probe_extents(in, info);
    }
    ct_input_close(&in);
    return code;
}

/* --- sequences -------------------------------------------------------------------------------------- */

static char *sequence_name(const ct_sequence *s)
{
    const char *name = ct_path_name(s->pattern);
    const char *d = strchr(name, '%');

    if (!ct_sequence_is_pattern(s->pattern) || !d)
        return ct_strdup(name);
    const char *rest = strchr(d, 'd') + 1;
    int         width = (int)strtol(d + 1, NULL, 10);
    return ct_asprintf("%.*s[%0*" PRId64 "-%0*" PRId64 "]%s", (int)(d - name), name, width,
                       s->first, width, s->last, rest);
}

static void take_image(ct_media_info *info, const AVFrame *av)
{
    ct_clip *c = &info->clip;

    c->width_px = av->width;
    c->height_px = av->height;
    SET(info->pixel_format, av_get_pix_fmt_name(av->format));
    info->sample_aspect =
        av->sample_aspect_ratio.num > 0 ? av->sample_aspect_ratio : (AVRational){1, 1};
    take_colour(info, av->color_primaries, av->color_trc, av->colorspace, av->color_range);
}

static ct_code probe_sequence(const char *path, int stream, ct_media_info *info, ct_error *err)
{
    ct_sequence s = {0};
    AVFrame    *av = NULL;
    AVRational  fps = {25, 1};
    char       *image = NULL;
    ct_code     code = ct_sequence_or_still(path, &s, err);

    if (!code && stream != 0)
        code = ct_fail(err, CT_NO_INPUT, "%s has one stream of pictures, 0.", path);
    if (!code) {
        image = ct_sequence_path(&s, s.first);
        code = ct_image_decode(image, &av, &fps, err);
    }
    if (!code) {
        take_file_facts(info, image);
        ct_strset(&info->clip.path, s.pattern);
        free(info->clip.name);
        info->clip.name = sequence_name(&s);
        ct_strset(&info->clip.codec, avcodec_get_name(ct_image_codec(image)));
        SET(info->container, "image sequence");
        SET(info->field_order, "progressive");
        info->clip.fps = fps;
        info->clip.frame_count = s.last - s.first + 1;
        info->duration_us = ct_rate_frame_to_us(info->clip.frame_count, fps);
        if (s.present < info->clip.frame_count)
            ct_media_warn(info, "%" PRId64 " of %" PRId64 " images are missing: %s. Each is a gap.",
                          info->clip.frame_count - s.present, info->clip.frame_count,
                          ct_str_or_empty(s.missing));
        take_image(info, av);
        ct_probe_slate(NULL, info);
        ct_probe_image_timecode(av, info);
    }
    av_frame_free(&av);
    free(image);
    ct_sequence_finish(&s);
    return code;
}

static ct_code probe(const char *path, int stream, const ct_index *known, ct_media_info *info,
                     ct_log *log, ct_error *err)
{
    char *absolute = ct_path_absolute(path);

    *info = (ct_media_info){0};
    ct_clip_init(&info->clip);
    ct_code code = ct_sequence_is_image(absolute) ? probe_sequence(absolute, stream, info, err)
                                                  : probe_file(absolute, stream, known, info, err);
    if (!code)
        code = ct_fingerprint_file(info->clip.path, &info->clip.fingerprint, err);
    for (size_t i = 0; i < info->warning_count && !code; i++)
        ct_log_debug(log, "%s: %s", absolute, info->warnings[i]);
    if (code)
        ct_media_info_finish(info);
    free(absolute);
    return code;
}

ct_code ct_probe(const char *path, int stream, ct_media_info *info, ct_log *log, ct_error *err)
{
    return probe(path, stream, NULL, info, log, err);
}

ct_code ct_probe_indexed(const char *path, const ct_index *ix, ct_media_info *info, ct_log *log,
                         ct_error *err)
{
    return probe(path, ct_index_stream(ix), ix, info, log, err);
}

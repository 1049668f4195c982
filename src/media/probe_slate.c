/* SPDX-License-Identifier: MIT */
/* Start timecode and slate of a file, from the places where cameras and recorders write them. The
 * precedence of timecodes is the order of `sources`, and of enum ct_tc_source. */
#include <libavutil/intreadwrite.h>
#include <libavutil/mathematics.h>
#include <libavutil/timecode.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/names.h"
#include "circletake/str.h"
#include "decoder_priv.h"
#include "probe_priv.h"

/* --- tags --------------------------------------------------------------------------------- */

static const char *tag(const AVDictionary *d, const char *key)
{
    const AVDictionaryEntry *e = av_dict_get(d, key, NULL, 0);

    return e && *e->value ? e->value : NULL;
}

/* The timecode track that belongs to the picture. libavformat does not tell which that is, but gives the picture its
 * text; of several that begin alike it is rather one of the picture's rate. */
static AVStream *tmcd_stream(const ct_input *in)
{
    const char *own = in->st ? tag(in->st->metadata, "timecode") : NULL;
    AVStream   *best = NULL;
    int         fits_best = -1;

    for (unsigned i = 0; i < in->fmt->nb_streams; i++) {
        AVStream   *st = in->fmt->streams[i];
        const char *text = tag(st->metadata, "timecode");
        int         fits = own && text && !strcmp(own, text) ? 2 : 0;

        if (st->codecpar->codec_tag != MKTAG('t', 'm', 'c', 'd'))
            continue;
        fits += in->st && ct_rate_equal(ct_rate_snap(st->avg_frame_rate),
                                        ct_rate_snap(in->st->avg_frame_rate));
        if (fits > fits_best) {
            best = st;
            fits_best = fits;
        }
    }
    return best;
}

/* A tag of the picture, of the timecode track, of the container, of any sound; in this order. */
static const char *any_tag(const ct_input *in, const char *key)
{
    const AVStream *tmcd = tmcd_stream(in);
    const char     *v = in->st ? tag(in->st->metadata, key) : NULL;

    if (!v && tmcd)
        v = tag(tmcd->metadata, key);
    if (!v)
        v = tag(in->fmt->metadata, key);
    for (unsigned i = 0; !v && i < in->fmt->nb_streams; i++)
        v = tag(in->fmt->streams[i]->metadata, key);
    return v;
}

static bool is_format(const ct_input *in, const char *name)
{
    return strstr(in->fmt->iformat->name, name) != NULL;
}

/* --- timecode --------------------------------------------------------------------------------- */

static bool accept(ct_media_info *info, const char *text, AVRational rate, ct_tc_source source)
{
    ct_error err;
    int64_t  start;
    bool     drop;
    int      base = ct_tc_base(rate);
    char    *label = ct_strdup(text);

    if (!ct_tc_can_drop(rate)) { /* a ';' on 25 or 23.976 can only be a way of writing */
        for (char *c = label; *c; c++)
            if (*c == ';' || *c == ',')
                *c = ':';
    }
    ct_code code = ct_tc_parse_any(label, base, false, &start, &drop, &err);
    free(label);
    if (code) {
        ct_media_warn(info, "The start timecode \"%.32s\" (%s) makes no sense: %s", text,
                      ct_tc_source_name(source), err.text);
        return false;
    }
    info->clip.tc = (ct_tc_track){.start = start, .count = {base, drop}, .rate = rate};
    info->clip.tc_source = source;
    return true;
}

/* The first sample of a timecode track, a number of frames; -1: it cannot be read. */
static int64_t first_label(ct_input *in, AVStream *tmcd)
{
    const AVIndexEntry *e = avformat_index_get_entry(tmcd, 0);
    FILE               *f = e ? fopen(in->path, "rb") : NULL;
    uint8_t             b[4];
    bool got = f && !fseeko(f, e->pos, SEEK_SET) && fread(b, 1, sizeof b, f) == sizeof b;

    if (f)
        fclose(f);
    return got ? (int64_t)AV_RB32(b) : -1;
}

/* Drop-frame at 25 or 23.976 is no timecode to libavformat, which then gives none. The flag is wrong, as nothing can
 * be dropped there; the number of frames that the track begins with is not. */
static bool from_mislabelled_track(ct_input *in, AVStream *tmcd, AVRational rate,
                                   ct_media_info *info)
{
    enum { FLAGS = 4, LEAST = 17, DROP = 1 };
    const AVCodecParameters *par = tmcd->codecpar;

    if (par->extradata_size < LEAST || !(AV_RB32(par->extradata + FLAGS) & DROP) ||
        ct_tc_can_drop(rate))
        return false;
    int64_t start = first_label(in, tmcd), base = ct_tc_base(rate);
    if (start < 0 || base <= 0 || start >= base * 24 * 3600)
        return false;
    info->clip.tc = (ct_tc_track){.start = start, .count = {(int)base, false}, .rate = rate};
    info->clip.tc_source = CT_TC_TRACK;
    return true;
}

static bool from_track(ct_input *in, ct_media_info *info)
{
    AVStream   *tmcd = tmcd_stream(in);
    const char *text = tmcd ? tag(tmcd->metadata, "timecode") : NULL;

    if (!tmcd)
        return false;
    /* A track may count at its own rate: 30 labels a second over 60 pictures. */
    AVRational rate = ct_rate_snap(tmcd->avg_frame_rate);
    if (rate.num <= 0 || rate.den <= 0 || ct_tc_base(rate) > 240)
        rate = info->clip.fps;
    return text ? accept(info, text, rate, CT_TC_TRACK)
                : from_mislabelled_track(in, tmcd, rate, info);
}

static bool from_package(ct_input *in, ct_media_info *info)
{
    const char *source = in->st ? tag(in->st->metadata, "timecode") : NULL;
    const char *text = source ? source : tag(in->fmt->metadata, "timecode");

    return is_format(in, "mxf") && text && accept(info, text, info->clip.fps, CT_TC_PACKAGE);
}

static bool from_tag(ct_input *in, ct_media_info *info)
{
    const char *text = any_tag(in, "timecode");

    return text && accept(info, text, info->clip.fps, CT_TC_CONTAINER);
}

/* Side data of a decoded picture, written out; false: none, or one that says nothing. */
static bool picture_timecode(const AVFrame *av, AVRational fps, char text[AV_TIMECODE_STR_SIZE])
{
    const AVFrameSideData *s12m = av_frame_get_side_data(av, AV_FRAME_DATA_S12M_TIMECODE);
    const AVFrameSideData *gop = av_frame_get_side_data(av, AV_FRAME_DATA_GOP_TIMECODE);

    if (s12m && s12m->size >= 8) {
        const uint32_t *words = (const uint32_t *)(const void *)s12m->data;
        if (words[0] == 0)
            return false;
        av_timecode_make_smpte_tc_string2(text, fps, words[1], 0, 0);
        return true;
    }
    if (gop && gop->size >= sizeof(int64_t)) {
        int64_t code;
        memcpy(&code, gop->data, sizeof code);
        av_timecode_make_mpeg_tc_string(text, (uint32_t)code);
        /* Encoders that know no timecode count from zero: that is none. */
        return strspn(text, "0:;.") != strlen(text);
    }
    return false;
}

static ct_code first_picture(ct_input *in, ct_decoder *dec, AVFrame *av)
{
    AVPacket *pkt = av_packet_alloc();
    ct_code   code = pkt ? CT_BUSY : CT_NO_MEMORY;

    for (int fed = 0; code == CT_BUSY && fed < 64; fed++) {
        ct_code read = ct_input_read(in, pkt, NULL);
        code = ct_decoder_send(dec, read ? NULL : pkt, fed);
        if (!code)
            code = ct_decoder_receive(dec, av);
    }
    av_packet_free(&pkt);
    return code;
}

static bool from_picture(ct_input *in, ct_media_info *info)
{
    char        text[AV_TIMECODE_STR_SIZE];
    ct_decoder *dec = NULL;
    AVFrame    *av = av_frame_alloc();
    bool        found = false;

    /* Only codecs that can carry one are worth decoding for it. */
    if (av && in->st &&
        (in->st->codecpar->codec_id == AV_CODEC_ID_H264 ||
         in->st->codecpar->codec_id == AV_CODEC_ID_HEVC ||
         in->st->codecpar->codec_id == AV_CODEC_ID_MPEG2VIDEO) &&
        !ct_decoder_open(in->st->codecpar,
                         &(ct_decoder_setup){.tb = in->st->time_base, .threads = 1}, &dec, NULL) &&
        !first_picture(in, dec, av))
        found = picture_timecode(av, info->clip.fps, text) &&
                accept(info, text, info->clip.fps, CT_TC_SEI);
    ct_decoder_close(&dec);
    av_frame_free(&av);
    return found;
}

static int64_t ixml_number(const ct_input *in, const char *name)
{
    char   *text = ct_ixml_text(in->path, name);
    int64_t n;

    if (!text || !ct_parse_i64(text, &n) || n < 0)
        n = 0;
    free(text);
    return n;
}

/* Samples since midnight, of BWF "bext"; where that has none, or nothing but zero, of iXML, whose samples may have a
 * rate of their own. -1: neither says. */
static int64_t samples_since_midnight(const ct_input *in, int *rate_hz)
{
    const char *text = any_tag(in, "time_reference");
    int64_t     samples, high, low, hz;

    if (!text || !ct_parse_i64(text, &samples))
        samples = -1;
    if (samples > 0 || strcmp(in->fmt->iformat->name, "wav") != 0)
        return samples;
    high = ixml_number(in, "TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_HI");
    low = ixml_number(in, "TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO");
    hz = ixml_number(in, "TIMESTAMP_SAMPLE_RATE");
    if (high > INT32_MAX || low > UINT32_MAX || (high == 0 && low == 0))
        return samples;
    if (hz > 0 && hz <= INT32_MAX)
        *rate_hz = (int)hz;
    return (high << 32) + low;
}

static bool from_sound(ct_input *in, ct_media_info *info)
{
    int     rate_hz = info->track_count ? info->tracks[0].sample_rate_hz : 0;
    int64_t samples = in->st || rate_hz <= 0 ? -1 : samples_since_midnight(in, &rate_hz);

    if (samples < 0)
        return false;
    AVRational fps = info->clip.fps;
    char      *flag = ct_ixml_text(in->path, "TIMECODE_FLAG");
    bool       drop = flag && !strcmp(flag, "DF") && ct_tc_can_drop(fps);
    free(flag);
    info->clip.tc = (ct_tc_track){.start = av_rescale_q_rnd(samples, (AVRational){1, rate_hz},
                                                            av_inv_q(fps), AV_ROUND_NEAR_INF),
                                  .count = {ct_tc_base(fps), drop},
                                  .rate = fps};
    info->clip.tc_source = CT_TC_SOUND;
    return true;
}

void ct_probe_timecode(ct_input *in, ct_media_info *info)
{
    static bool (*const sources[])(ct_input *, ct_media_info *) = {
        from_track, from_package, from_tag, from_picture, from_sound};

    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++)
        if (sources[i](in, info))
            break;
    ct_probe_warn_of_rate(info);
}

void ct_probe_warn_of_rate(ct_media_info *info)
{
    if (info->clip.vfr)
        ct_media_warn(info, info->clip.tc_source == CT_TC_NONE
                                ? "The rate varies: positions are frames, and an edit list counts "
                                  "them at the nominal rate."
                                : "The rate varies: timecode is counted at the nominal rate.");
}

void ct_probe_image_timecode(const AVFrame *av, ct_media_info *info)
{
    char        buffer[AV_TIMECODE_STR_SIZE];
    const char *text = tag(av->metadata, "timecode");

    if (!text)
        text = tag(av->metadata, "timeCode");
    if (!text && picture_timecode(av, info->clip.fps, buffer))
        text = buffer;
    if (text && strspn(text, "0:;.") != strlen(text))
        (void)accept(info, text, info->clip.fps, CT_TC_HEADER);
    const char *reel = tag(av->metadata, "reelName");
    if (reel && !info->clip.reel)
        ct_strset(&info->clip.reel, reel);
}

/* --- slate --------------------------------------------------------------------------------------- */

/* Tags and recorder's words that hold each field, best first. */
enum { KEYS = 8 };
static const struct slate_field {
    const char *tags[KEYS];
    const char *sound; /* KEY of "sKEY=value" lines in a BWF description, and iXML element */
} slate_fields[] = {
    {{"reel_name", "com.apple.proapps.reel", "com.apple.proapps.reelName", "reel", "tape",
      "tape_name"},
     "TAPE"},
    {{"com.apple.proapps.scene", "scene", "comment_Scene"}, "SCENE"},
    {{"com.apple.proapps.shot", "shot", "comment_Shot"}, NULL},
    {{"com.apple.proapps.take", "take", "comment_Take"}, "TAKE"},
    {{"com.apple.proapps.cameraID", "com.apple.proapps.camera", "camera", "comment_Camera",
      "com.apple.proapps.angle", "camera_id"},
     NULL},
};
enum { REEL, SCENE, SHOT, TAKE, CAMERA };

/* "sSCENE=12A" on a line of its own: one letter for the maker, then the key. */
static char *description_value(const char *text, const char *key)
{
    size_t bytes = strlen(key);

    for (const char *line = text; line; line = strchr(line, '\n')) {
        line += *line == '\n';
        const char *at = *line ? line + 1 : line;
        if (!strncmp(at, key, bytes) && at[bytes] == '=')
            return ct_strndup(at + bytes + 1, strcspn(at + bytes + 1, "\r\n"));
    }
    return NULL;
}

static char *sound_value(const ct_input *in, const char *key)
{
    const char *description = tag(in->fmt->metadata, "comment");
    char       *value = key && is_format(in, "wav") ? ct_ixml_text(in->path, key) : NULL;

    if (!value && key && description)
        value = description_value(description, key);
    return value;
}

/* Gives the value, or NULL. */
static char *slate_value(const ct_input *in, const struct slate_field *f)
{
    for (int i = 0; i < KEYS && f->tags[i]; i++) {
        const char *v = any_tag(in, f->tags[i]);
        if (v)
            return ct_utf8_clean(v, true);
    }
    char *v = sound_value(in, f->sound);
    char *clean = v && *v ? ct_utf8_clean(v, true) : NULL;
    free(v);
    return clean;
}

/* Reel of MXF when only the file package names it: what stands before the clip number. */
static void from_metadata(const ct_input *in, ct_name_facts *facts)
{
    char *scene = slate_value(in, &slate_fields[SCENE]);

    facts->reel = slate_value(in, &slate_fields[REEL]);
    facts->shot = slate_value(in, &slate_fields[SHOT]);
    facts->take = slate_value(in, &slate_fields[TAKE]);
    facts->camera = slate_value(in, &slate_fields[CAMERA]);
    if (scene && facts->shot)
        facts->scene = ct_strdup(scene);
    else if (scene)
        ct_names_split_scene(scene, facts);
    free(scene);
    const char *clip = any_tag(in, "material_package_name");
    if (clip)
        ct_names_parse(clip, facts);
}

static void give(char **field, char **value)
{
    free(*field);
    *field = *value;
    *value = NULL;
}

void ct_probe_slate(ct_input *in, ct_media_info *info)
{
    ct_name_facts facts = {0};

    if (in)
        from_metadata(in, &facts);
    ct_names_parse_path(info->clip.path, &facts);
    give(&info->clip.reel, &facts.reel);
    give(&info->clip.scene, &facts.scene);
    give(&info->clip.shot, &facts.shot);
    give(&info->clip.take, &facts.take);
    give(&info->clip.camera, &facts.camera);
    ct_name_facts_finish(&facts);
}

/* "025.000-ND" of a description, "24000/1001" of iXML. */
bool ct_probe_sound_rate(ct_input *in, AVRational *fps)
{
    char *text = sound_value(in, "TIMECODE_RATE");
    bool  found = false;

    if (!text)
        text = sound_value(in, "SPEED");
    if (text) {
        text[strcspn(text, "-")] = '\0';
        char *dot = strchr(text, '.');
        for (char *end = text + strlen(text);
             dot && end > dot && (end[-1] == '0' || end[-1] == '.');)
            *--end = '\0';
        found = ct_rate_parse(text + strspn(text, "0 "), fps);
    }
    free(text);
    return found;
}

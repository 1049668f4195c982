/* SPDX-License-Identifier: MIT */
/* See input_priv.h. */
#include "input_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <libavutil/display.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "circletake/file.h"
#include "circletake/str.h"
#include "decoder_priv.h"

/* The demuxers a shoot needs. Not here, and so refused: everything that opens other files or
 * addresses (hls, dash, concat, sdp, image2, ...) and what nobody shoots on. */
static const char formats[] = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,mxf,mpegts,mpeg,mpegvideo,"
                              "h264,hevc,m4v,av1,obu,ivf,vc1,avi,asf,flv,gxf,dv,r3d,yuv4mpegpipe,"
                              "ogg,wav,w64,aiff,caf,flac,mp3,aac,ac3";

ct_code ct_input_check_file(const char *path, ct_error *err)
{
    struct stat st;

    /* Asked before opening: to open a pipe would wait for its writer. */
    if (stat(path, &st))
        return ct_fail(err, errno == EACCES ? CT_IO : CT_NO_INPUT,
                       "Cannot find %s (%s). Check that the drive is mounted, or choose Relink.",
                       path, strerror(errno));
    if (S_ISDIR(st.st_mode))
        return ct_fail(err, CT_NO_INPUT, "%s is a folder, not a file. Add the folder instead.",
                       path);
    if (!S_ISREG(st.st_mode))
        return ct_fail(err, CT_UNSUPPORTED, "%s is a pipe or device. Only files can be reviewed.",
                       path);
    if (st.st_size == 0)
        return ct_fail(err, CT_BAD_DATA, "%s is empty. Copy it again from the card.", path);

    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return ct_fail(err, CT_IO, "Cannot read %s (%s). Check its permissions.", path,
                       strerror(errno));
    close(fd);
    return CT_OK;
}

ct_code ct_input_fail(const char *path, int av_error, const char *doing, ct_error *err)
{
    char words[AV_ERROR_MAX_STRING_SIZE];

    if (av_error == AVERROR_EXIT)
        return ct_fail(err, CT_CANCELLED, "Stopped while %s %s.", doing, path);
    if (av_error == AVERROR(ENOMEM))
        return ct_fail(err, CT_NO_MEMORY, "Not enough memory while %s %s.", doing, path);
    av_strerror(av_error, words, sizeof words);
    return ct_fail(err, av_error == AVERROR(EIO) ? CT_IO : CT_BAD_DATA,
                   "%s is no footage this program can read, or it is damaged (%s while %s). If it "
                   "plays elsewhere, copy it again from the card.",
                   path, words, doing);
}

static int interrupted(void *arg)
{
    const ct_stop *stop = arg;

    return stop->fn && stop->fn(stop->arg);
}

static bool is_picture(const AVStream *st)
{
    return st->codecpar->codec_type == AVMEDIA_TYPE_VIDEO &&
           !(st->disposition & (AV_DISPOSITION_ATTACHED_PIC | AV_DISPOSITION_TIMED_THUMBNAILS));
}

AVStream *ct_input_picture(const AVFormatContext *fmt, int picture)
{
    for (unsigned i = 0; i < fmt->nb_streams; i++)
        if (is_picture(fmt->streams[i]) && picture-- == 0)
            return fmt->streams[i];
    return NULL;
}

/* A camera writes the list of pictures (moov) when it stops: battery out, and it is missing. */
static bool is_unfinished_movie(const char *path)
{
    char   head[12] = "";
    FILE  *f = fopen(path, "rb");
    size_t got = f ? fread(head, 1, sizeof head, f) : 0;

    if (f)
        fclose(f);
    return got == sizeof head && (!memcmp(head + 4, "ftyp", 4) || !memcmp(head + 4, "mdat", 4) ||
                                  !memcmp(head + 4, "wide", 4));
}

static AVDictionary *guarded_options(void)
{
    AVDictionary *o = NULL;

    av_dict_set(&o, "format_whitelist", formats, 0);
    av_dict_set(&o, "protocol_whitelist", "file", 0);
    av_dict_set_int(&o, "max_streams", CT_MAX_STREAMS, 0);
    av_dict_set_int(&o, "probesize", CT_PROBE_BYTES, 0);
    av_dict_set_int(&o, "enable_drefs", 0, 0); /* mov: never open a file named inside */
    av_dict_set_int(&o, "use_absolute_path", 0, 0);
    return o;
}

/* Stream analysis opens decoders of its own: they get the same limits. */
static int analyse(AVFormatContext *fmt)
{
    unsigned       count = fmt->nb_streams;
    AVDictionary **o = ct_alloc_array(count ? count : 1, sizeof *o);

    for (unsigned i = 0; i < count; i++) {
        av_dict_set_int(&o[i], "max_pixels", CT_MAX_PIXELS, 0);
        av_dict_set_int(&o[i], "threads", 1, 0);
    }
    int ret = avformat_find_stream_info(fmt, o);
    for (unsigned i = 0; i < count; i++)
        av_dict_free(&o[i]);
    free(o);
    return ret;
}

/* Whether the header says what a decoder needs, together with what is known: of pictures that stand alone, or
 * in a container whose header carries the parameter sets. */
static bool header_is_enough(const AVFormatContext *fmt, const AVStream *st,
                             const ct_looked *looked)
{
    if (!looked || !st || (fmt->ctx_flags & AVFMTCTX_NOHEADER) || st->codecpar->width <= 0 ||
        st->codecpar->height <= 0 || st->codecpar->codec_id == AV_CODEC_ID_NONE)
        return false;
    return looked->intra ||
           (st->codecpar->extradata_size > 0 && looked->pixel_format != AV_PIX_FMT_NONE &&
            (strstr(fmt->iformat->name, "mov") || strstr(fmt->iformat->name, "matroska")));
}

static void take_looked(AVStream *st, const ct_looked *looked)
{
    st->codecpar->video_delay = looked->delay;
    if (st->codecpar->format == AV_PIX_FMT_NONE)
        st->codecpar->format = looked->pixel_format;
}

/* What a file is opened for. */
struct wish {
    int              picture;
    bool             all_streams;
    bool             header; /* what its header says is enough, if it has one */
    const ct_looked *looked;
};

/* Streams without a header are known by what follows only. */
static ct_code look_into(ct_input *in, const struct wish *wish, ct_error *err)
{
    int ret;

    in->st = ct_input_picture(in->fmt, wish->picture);
    if (wish->header && !(in->fmt->ctx_flags & AVFMTCTX_NOHEADER))
        return CT_OK;
    if (header_is_enough(in->fmt, in->st, wish->looked)) {
        take_looked(in->st, wish->looked);
        return CT_OK;
    }
    if ((ret = analyse(in->fmt)) < 0)
        return ct_input_fail(in->path, ret, "looking into", err);
    in->st = ct_input_picture(in->fmt, wish->picture);
    return CT_OK;
}

static ct_code open_streams(ct_input *in, const struct wish *wish, ct_error *err)
{
    AVDictionary *options = guarded_options();
    char         *url = ct_asprintf("file:%s", in->path);

    int ret = in->fmt ? 0 : AVERROR(ENOMEM);
    if (!ret) {
        in->fmt->interrupt_callback = (AVIOInterruptCB){interrupted, &in->stop};
        ret = avformat_open_input(&in->fmt, url, NULL, &options);
    }
    free(url);
    av_dict_free(&options);
    if (ret == AVERROR_INVALIDDATA && is_unfinished_movie(in->path))
        return ct_fail(
            err, CT_BAD_DATA,
            "%s has no list of its pictures: it is still being written, was never finished, or its "
            "end is missing. Refresh it when the camera has stopped, or copy it again from the "
            "card; if it is so there, a repair tool needs it and a good clip of the same camera.",
            in->path);
    if (ret < 0)
        return ct_input_fail(in->path, ret, "opening", err);
    ct_code code = look_into(in, wish, err);
    if (code)
        return code;
    if (!in->st && ct_input_picture(in->fmt, 0))
        return ct_fail(err, CT_NO_INPUT,
                       "%s has no stream of pictures %d; they are counted from 0, and \"circletake "
                       "probe\" lists them.",
                       in->path, wish->picture);
    if (in->st && strstr(in->fmt->iformat->name, "mov"))
        in->aperture = ct_aperture_read(in->path, in->st);
    for (unsigned i = 0; i < in->fmt->nb_streams && !wish->all_streams; i++)
        if (in->fmt->streams[i] != in->st)
            in->fmt->streams[i]->discard = AVDISCARD_ALL;
    return CT_OK;
}

static ct_code open_input(const char *path, const struct wish *wish, ct_stop stop, ct_input **out,
                          ct_error *err)
{
    ct_code code = ct_input_check_file(path, err);

    if (code)
        return code;
    ct_decoder_listen();
    ct_input *in = ct_alloc(sizeof *in);
    in->path = ct_strdup(path);
    in->stop = stop;
    in->fmt = avformat_alloc_context();
    code = open_streams(in, wish, err);
    if (code)
        ct_input_close(&in);
    *out = in;
    return code;
}

ct_code ct_input_open(const char *path, int picture, ct_stop stop, bool all_streams, ct_input **out,
                      ct_error *err)
{
    return open_input(path, &(struct wish){.picture = picture, .all_streams = all_streams}, stop,
                      out, err);
}

ct_code ct_input_open_picture(const char *path, int picture, ct_stop stop, const ct_looked *looked,
                              ct_input **out, ct_error *err)
{
    return open_input(path, &(struct wish){.picture = picture, .looked = looked}, stop, out, err);
}

ct_code ct_input_open_header(const char *path, int picture, ct_stop stop, ct_input **out,
                             ct_error *err)
{
    return open_input(path, &(struct wish){.picture = picture, .header = true}, stop, out, err);
}

void ct_input_close(ct_input **in)
{
    if (!*in)
        return;
    avformat_close_input(&(*in)->fmt);
    free((*in)->path);
    free(*in);
    *in = NULL;
}

ct_code ct_input_read(ct_input *in, AVPacket *pkt, ct_error *err)
{
    for (;;) {
        av_packet_unref(pkt);
        if (interrupted(&in->stop))
            return ct_input_fail(in->path, AVERROR_EXIT, "reading", err);
        int ret = av_read_frame(in->fmt, pkt);
        if (ret == AVERROR_EOF)
            return CT_END;
        if (ret == AVERROR(EAGAIN))
            continue;
        if (ret == AVERROR_EXIT)
            return ct_input_fail(in->path, ret, "reading", err);
        if (ret < 0)
            return ct_fail(err, CT_IO, "%s breaks off in the middle (%s).", in->path,
                           av_err2str(ret));
        if (pkt->stream_index == in->st->index)
            return CT_OK;
    }
}

int ct_input_rotation(const AVStream *st, bool *mirrored)
{
    const uint8_t *side = av_stream_get_side_data(st, AV_PKT_DATA_DISPLAYMATRIX, NULL);
    int32_t        matrix[9];

    *mirrored = false;
    if (!side)
        return 0;
    memcpy(matrix, side, sizeof matrix);
    /* A negative determinant swaps sides: undone here, it leaves a turn. */
    *mirrored = (double)matrix[0] * matrix[4] < (double)matrix[1] * matrix[3];
    if (*mirrored)
        av_display_matrix_flip(matrix, 1, 0);
    /* The matrix turns counter-clockwise; nearest quarter. */
    double turn = -av_display_rotation_get(matrix);
    if (isnan(turn)) {
        *mirrored = false;
        return 0;
    }
    int quarter = (int)lrint(turn / 90.0) % 4;
    return (quarter + 4) % 4 * 90;
}

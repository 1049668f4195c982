/* SPDX-License-Identifier: MIT */
/* Resources of FCPXML, and what a clip says of its media. */
#include <libavutil/mathematics.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/file.h"
#include "fcpxml_priv.h"

enum { RESOURCES_MOST = 20000 };

/* --- resources -------------------------------------------------------------------- */

static int compare_resources(const void *a, const void *b)
{
    const fcp_resource *p = a, *q = b;

    return strcmp(p->id, q->id);
}

ct_code fcp_collect_resources(fcp_reader *r, const ct_xml_node *root, ct_error *err)
{
    const ct_xml_node *all = ct_xml_child(root, "resources");

    for (const ct_xml_node *n = ct_xml_child(all, NULL); n; n = ct_xml_next(n, NULL)) {
        const char *id = ct_xml_attribute(n, "id");
        if (!id)
            continue;
        if (r->resource_count >= RESOURCES_MOST)
            return ct_fail(err, CT_BAD_DATA, "More than %d resources.", RESOURCES_MOST);
        r->resources =
            ct_grow(r->resources, &r->resource_cap, r->resource_count + 1, sizeof *r->resources);
        r->resources[r->resource_count++] = (fcp_resource){id, n};
    }
    if (r->resource_count)
        qsort(r->resources, r->resource_count, sizeof *r->resources, compare_resources);
    return CT_OK;
}

const ct_xml_node *fcp_find_resource(const fcp_reader *r, const char *id, const char *kind)
{
    fcp_resource  key = {ct_str_or_empty(id), NULL};
    fcp_resource *found = r->resource_count ? bsearch(&key, r->resources, r->resource_count,
                                                      sizeof *r->resources, compare_resources)
                                            : NULL;

    return found && strcmp(ct_xml_name(found->node), kind) == 0 ? found->node : NULL;
}

AVRational fcp_format_rate(const fcp_reader *r, const char *id)
{
    const ct_xml_node *format = fcp_find_resource(r, id, "format");
    const char        *text = ct_xml_attribute(format, "frameDuration");
    AVRational         fps = {0, 1};
    fcp_time           t;

    if (text && fcp_parse_time(text, &t) && t.num > 0)
        av_reduce(&fps.num, &fps.den, t.den, t.num, 1000000);
    return fps.num > 0 ? ct_rate_snap(fps) : (AVRational){0, 1};
}

static const char *metadata(const ct_xml_node *n, const char *key)
{
    const ct_xml_node *all = ct_xml_child(n, "metadata");

    for (const ct_xml_node *md = ct_xml_child(all, "md"); md; md = ct_xml_next(md, "md"))
        if (strcmp(ct_str_or_empty(ct_xml_attribute(md, "key")), key) == 0)
            return ct_xml_attribute(md, "value");
    return NULL;
}

/* --- events ----------------------------------------------------------------------- */

ct_code fcp_find_shown(fcp_reader *r, const ct_xml_node *clip, fcp_shown *out, ct_error *err)
{
    const ct_xml_node *inside = clip;
    fcp_time           zero = {0, 1}, offset;
    ct_code            code;

    if (strcmp(ct_xml_name(clip), "clip") == 0) {
        inside = ct_xml_below(clip, "video");
        inside = inside ? inside : ct_xml_below(clip, "audio");
    }
    out->sound_only =
        inside && (strcmp(ct_xml_name(inside), "audio") == 0 ||
                   strcmp(ct_str_or_empty(ct_xml_attribute(clip, "srcEnable")), "audio") == 0);
    out->asset = fcp_find_resource(r, ct_xml_attribute(inside, "ref"), "asset");
    if (!out->asset)
        return CT_OK;
    out->fps = fcp_format_rate(r, ct_xml_attribute(out->asset, "format"));
    if (out->fps.num == 0)
        out->fps = fcp_format_rate(r, ct_xml_attribute(clip, "format"));
    if (out->fps.num == 0)
        out->fps = r->t->fps;
    code = fcp_time_of(out->asset, "start", zero, &out->asset_start, err);
    if (!code)
        code =
            fcp_time_of(clip, "start", inside == clip ? out->asset_start : zero, &out->start, err);
    if (!code && inside != clip) {
        code = fcp_time_of(inside, "offset", zero, &offset, err);
        out->start = fcp_minus(out->start, offset);
        if (!code)
            code = fcp_time_of(inside, "start", out->asset_start, &offset, err);
        offset.num = -offset.num;
        out->start = fcp_minus(out->start, offset);
    }
    return code;
}

static void name_event(ct_event *e, const ct_xml_node *clip, const ct_xml_node *asset)
{
    const ct_xml_node *file = ct_xml_child(asset, "media-rep");
    const char        *src = ct_xml_attribute(file ? file : asset, "src");
    const char        *reel = metadata(clip, "com.apple.proapps.studio.reel");

    if (!reel)
        reel = metadata(asset, "com.apple.proapps.studio.reel");
    e->path = src ? ct_file_url_path(src) : NULL;
    e->name = ct_strdup(ct_xml_attribute(clip, "name"));
    if (!e->name)
        e->name = ct_strdup(ct_xml_attribute(asset, "name"));
    e->reel = reel && *reel ? ct_strdup(reel) : ct_path_stem(ct_str_or_empty(e->path));
    e->scene = ct_strdup(metadata(clip, "com.apple.proapps.studio.scene"));
    e->take = ct_strdup(metadata(clip, "com.apple.proapps.studio.shot"));
    e->camera = ct_strdup(metadata(clip, "com.apple.proapps.studio.angle"));
}

/* What our own writer puts beside Apple's keys. */
static void judge_event(ct_event *e, const ct_xml_node *clip)
{
    const char *stars = ct_str_or_empty(metadata(clip, "org.circletake.stars"));

    e->shot = ct_strdup(metadata(clip, "org.circletake.shot"));
    e->author = ct_strdup(metadata(clip, "org.circletake.author"));
    e->description = ct_strdup(metadata(clip, "org.circletake.description"));
    e->keywords = ct_strdup(metadata(clip, "org.circletake.keywords"));
    e->circled = metadata(clip, "org.circletake.circled") != NULL;
    ct_clip_colour_parse(ct_str_or_empty(metadata(clip, "org.circletake.colour")), &e->colour);
    e->rating = *stars >= '1' && *stars <= '5' ? *stars - '0' : 0;
    ct_verdict_parse(ct_str_or_empty(metadata(clip, "org.circletake.verdict")), &e->verdict);
}

ct_code fcp_add_markers(fcp_reader *r, ct_event *e, const ct_xml_node *clip, const fcp_shown *s,
                        ct_error *err)
{
    fcp_time zero = {0, 1}, start, duration;

    for (const ct_xml_node *n = ct_xml_child(clip, NULL); n; n = ct_xml_next(n, NULL)) {
        if (strcmp(ct_xml_name(n), "marker") != 0 && strcmp(ct_xml_name(n), "chapter-marker") != 0)
            continue;
        ct_code code = fcp_time_of(n, "start", zero, &start, err);
        if (!code)
            code = fcp_time_of(n, "duration", (fcp_time){s->fps.den, s->fps.num}, &duration, err);
        if (code)
            return code;
        const char *done = ct_xml_attribute(n, "completed");
        const char *note = ct_xml_attribute(n, "note");
        ct_marker  *m = ct_event_add_marker(e);
        m->frame = fcp_frames_of(r, fcp_minus(start, s->asset_start), s->fps);
        m->count = fcp_frames_of(r, duration, s->fps);
        m->count = m->count < 1 ? 1 : m->count;
        m->text = ct_strdup(ct_str_or_empty(ct_xml_attribute(n, "value")));
        m->status = done && strcmp(done, "1") == 0 ? CT_NOTE_RESOLVED : CT_NOTE_OPEN;
        if (note && !ct_marker_aside_parse(note, m) && *note) {
            char *both = ct_asprintf("%s\n%s", m->text, note);
            free(m->text);
            m->text = both;
        }
    }
    return CT_OK;
}

ct_code fcp_fill_media(fcp_reader *r, ct_event *e, const ct_xml_node *clip, const fcp_shown *s,
                       ct_error *err)
{
    const char *format = ct_xml_attribute(clip, "tcFormat"), *channels;
    fcp_time    duration;
    ct_code     code = fcp_time_of(s->asset, "duration", (fcp_time){0, 1}, &duration, err);

    if (code)
        return code;
    name_event(e, clip, s->asset);
    judge_event(e, clip);
    e->fps = s->fps;
    e->tc.rate = s->fps;
    e->tc.count = (ct_tc_count){ct_tc_base(s->fps),
                                format && strcmp(format, "DF") == 0 && ct_tc_can_drop(s->fps)};
    e->tc.start = fcp_frames_of(r, s->asset_start, s->fps);
    e->media_frames = fcp_frames_of(r, duration, s->fps);
    channels = ct_xml_attribute(s->asset, "audioChannels");
    if (channels && *channels)
        e->audio_channels = atoi(channels) & 0xFF;
    if (s->sound_only || !ct_xml_attribute(s->asset, "hasVideo"))
        e->channels = e->audio_channels == 1 ? CT_CHANNEL_A1 : CT_CHANNEL_A1 * 3;
    return CT_OK;
}

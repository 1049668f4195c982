/* SPDX-License-Identifier: MIT */
/* Reading Final Cut Pro 7 XML (xmeml 1 to 5): the picture tracks of a sequence,
 * the first or the one asked for, with their sound, and the sound that goes with no picture. Sequences
 * in sequences are read as the clips inside them, multiclips as their active
 * angle. Without a sequence the clips of the bins. */
#include <libavutil/mathematics.h>
#include <stdlib.h>
#include <string.h>

#include "accompany_priv.h"
#include "choice_priv.h"
#include "fcp7xml_priv.h"
#include "nest_priv.h"

enum {
    NESTS_MOST = 100000,
    INSIDE_MOST = 1000000
}; /* sequences and their clips, each as often as it is read */

static ct_code read_tracks(fcp7_reader *r, const ct_xml_node *sequence, ct_error *err);

/* --- clips
 * ------------------------------------------------------------------------ */

/* A title or slug of the editor's own; over a picture it covers nothing. */
static bool is_made_up(const ct_xml_node *file)
{
    return ct_xml_child(file, "mediaSource") && !ct_xml_child(file, "pathurl");
}

static ct_code read_nested(fcp7_reader *r, const ct_xml_node *item, const ct_xml_node *sequence,
                           unsigned channels, ct_error *err);
static ct_code read_angle(fcp7_reader *r, const ct_xml_node *item, const ct_xml_node *angle,
                          unsigned channels, ct_error *err);

/* A clip or a track that is switched off. */
static bool is_off(const ct_xml_node *n)
{
    return ct_equal_nocase(ct_xml_child_text(n, "enabled"), "FALSE");
}

static int count_links(const ct_xml_node *item, const char *mediatype)
{
    int count = 0;

    for (const ct_xml_node *l = ct_xml_child(item, "link"); l; l = ct_xml_next(l, "link"))
        count += ct_equal_nocase(ct_xml_child_text(l, "mediatype"), mediatype);
    return count;
}

static ct_event *add_event(fcp7_reader *r, const ct_xml_node *item, unsigned channels)
{
    AVRational fps = fcp7_rate(item);
    ct_event  *e = ct_timeline_add(r->t);

    e->fps = fps.num > 0 ? fps : r->t->fps;
    e->tc.rate = (AVRational){0, 1};
    e->channels = channels;
    e->track = r->track;
    return e;
}

static bool shows(const ct_event *e, int64_t frame)
{
    return frame >= e->source.first && frame < e->source.end;
}

/* Remarks go with the piece that shows their frame; the others stay with the first. */
static void move_markers(ct_event *first, ct_event *to)
{
    size_t kept = 0;

    for (size_t i = 0; i < first->marker_count; i++) {
        ct_marker *m = &first->markers[i];
        if (shows(to, m->frame) && !shows(first, m->frame))
            *ct_event_add_marker(to) = *m;
        else
            first->markers[kept++] = *m;
    }
    first->marker_count = kept;
}

/* The event at `first` becomes as many. What is said of the clip is said once. */
static ct_code split(fcp7_reader *r, const ct_xml_node *item, const ct_xml_node *file, size_t first,
                     const fcp7_pieces *pieces, ct_error *err)
{
    ct_code code = CT_OK;

    if (pieces->count > 0)
        fcp7_place_piece(r, &r->t->events[first], &pieces->items[0]);
    for (size_t i = 1; i < pieces->count && !code; i++) {
        ct_event *e = add_event(r, item, r->t->events[first].channels);
        code = fcp7_fill_media(e, item, file, err);
        ct_strset(&e->label, NULL);
        fcp7_place_piece(r, e, &pieces->items[i]);
        move_markers(&r->t->events[first], e);
    }
    return code;
}

/* How much more than a clip without a word it is, to copy. */
static size_t weight(const ct_event *e, const fcp7_pieces *pieces)
{
    return pieces->count + e->marker_count + strlen(ct_str_or_empty(e->name)) / 64;
}

static ct_code read_whole_item(fcp7_reader *r, const ct_xml_node *item, unsigned channels,
                               ct_error *err)
{
    const ct_xml_node *sequence = fcp7_whole(&r->sequences, item, "sequence");
    const ct_xml_node *file;
    size_t             first = r->t->event_count;
    fcp7_pieces        pieces = {0};
    ct_event          *e;
    ct_code            code;

    if (r->depth > 0 && ++r->inside > INSIDE_MOST)
        return ct_fail(err, CT_BAD_DATA,
                       "Line %d: the sequences in sequences unfold to more than can be read.",
                       ct_xml_line(item));
    if (is_off(item)) {
        r->disabled++;
        return CT_OK;
    }
    if (sequence)
        return read_nested(r, item, sequence, channels, err);
    r->angles += ct_xml_child(item, "multiclip") != NULL;
    const ct_xml_node *angle = fcp7_find_angle(r, item, channels);
    if (angle)
        return read_angle(r, item, angle, channels, err);
    file = fcp7_find_file(r, item, channels);
    e = add_event(r, item, channels);
    code = fcp7_fill_media(e, item, file, err);
    if (is_made_up(file)) {
        ct_strset(&e->reel, "BL");
        e->channels = r->track > 0 ? 0 : channels;
    }
    if (!code)
        code = fcp7_read_spans(r, e, item, err);
    if (!code)
        code = fcp7_add_markers(r, e, item, err);
    if (!code)
        code = fcp7_read_speed(r, e, item, &pieces, err);
    if (r->depth > 0)
        r->inside += weight(e, &pieces);
    if (!code)
        code = split(r, item, file, first, &pieces, err);
    free(pieces.items);
    return code;
}

static ct_code read_item(fcp7_reader *r, const ct_xml_node *item, unsigned channels, ct_error *err)
{
    ct_standing before = ct_standing_of(r->t);
    ct_code     code = read_whole_item(r, item, channels, err);

    return ct_leave_out(&r->leave, &before, ct_xml_child_text(item, "name"), code, err);
}

/* Its pictures, its sound or both, as the item stands for. Sound of a nest that is linked to its picture came
 * with that. */
static void keep_part(ct_timeline *inner, bool pictures, bool sound)
{
    size_t kept = 0;

    for (size_t i = 0; i < inner->event_count; i++) {
        ct_event *e = &inner->events[i];
        if (!pictures)
            e->channels &= ~(unsigned)CT_CHANNEL_V;
        if (!sound)
            e->channels &= CT_CHANNEL_V;
        if (e->channels || (pictures && ct_event_is_black(e)))
            inner->events[kept++] = *e;
        else
            ct_event_finish(e);
    }
    inner->event_count = kept;
}

static ct_code read_inside(fcp7_reader *r, const ct_xml_node *sequence, ct_timeline *inner,
                           ct_error *err)
{
    ct_timeline *outer = r->t;
    int          own = r->track;

    r->t = inner;
    r->track = 0;
    r->depth++;
    ct_code code = read_tracks(r, sequence, err);
    r->depth--;
    r->t = outer;
    r->track = own;
    return code;
}

/* What is seen of it, at the speed of its place. */
static void paste(fcp7_reader *r, const ct_event *place, ct_timeline *inner)
{
    int64_t length = ct_rate_convert(ct_span_count(place->record), r->t->fps, inner->fps);
    ct_span window = ct_nest_window(place, length);
    size_t  events = r->t->event_count, markers = r->t->marker_count;
    int64_t natural = ct_rate_convert(ct_span_count(window), inner->fps, r->t->fps);

    r->track = ct_nest_paste(r->t, inner, window, place->record.first, r->track);
    r->lost_transitions += ct_nest_retime(r->t, events, markers, natural, place);
}

/* What is peculiar to a clip is said once, however often it is read. */
static void forget_counts(fcp7_reader *r, const fcp7_reader *before)
{
    fcp7_reader now = *r;

    *r = *before;
    r->track = now.track;
    r->opened = now.opened;
    r->inside = now.inside;
}

/* What it holds, in one place of even speed. */
static ct_code read_part(fcp7_reader *r, const ct_xml_node *item, const ct_xml_node *sequence,
                         const ct_event *place, bool picture, bool sound, ct_error *err)
{
    ct_timeline inner;
    ct_code     code;

    if (++r->opened > NESTS_MOST)
        return ct_fail(err, CT_BAD_DATA, "Line %d: more than %d sequences in sequences.",
                       ct_xml_line(item), NESTS_MOST);
    ct_timeline_init(&inner);
    inner.fps = place->fps;
    code = read_inside(r, sequence, &inner, err);
    keep_part(&inner, picture, sound);
    if (!code && picture)
        code = fcp7_add_sequence_markers(r, &inner, sequence, err);
    if (!code && r->t->event_count + inner.event_count > CT_NEST_EVENTS)
        code = ct_fail(err, CT_BAD_DATA, "Line %d: more clips than a sequence can hold.",
                       ct_xml_line(item));
    if (!code)
        paste(r, place, &inner);
    ct_timeline_finish(&inner);
    return code;
}

/* One that changes its speed on the way is read again for each part of even speed. */
static ct_code read_parts(fcp7_reader *r, const ct_xml_node *item, const ct_xml_node *sequence,
                          const ct_event *place, const fcp7_pieces *pieces, bool picture,
                          bool sound, ct_error *err)
{
    int     own = r->track, top = own;
    ct_code code = CT_OK;

    if (pieces->count == 0)
        return read_part(r, item, sequence, place, picture, sound, err);
    for (size_t i = 0; i < pieces->count && !code; i++) {
        fcp7_reader before = *r;
        ct_event    part = *place; /* borrows */
        fcp7_place_piece(r, &part, &pieces->items[i]);
        r->track = own;
        code = read_part(r, item, sequence, &part, picture, sound, err);
        top = r->track > top ? r->track : top;
        if (i > 0)
            forget_counts(r, &before);
    }
    r->track = top;
    return code;
}

/* A sequence or an angle in a clip's place: from its frame `in` on. */
static ct_code read_in_place(fcp7_reader *r, const ct_xml_node *item, const ct_xml_node *sequence,
                             bool picture, bool sound, ct_error *err)
{
    ct_event    place = {.fps = fcp7_rate(sequence), .speed = {1, 1}};
    fcp7_pieces pieces = {0};

    if (place.fps.num == 0)
        place.fps = r->t->fps;
    ct_code code = fcp7_read_spans(r, &place, item, err);
    if (code || r->depth >= CT_NEST_DEPTH) {
        r->too_deep += !code;
        return code;
    }
    code = fcp7_read_speed(r, &place, item, &pieces, err);
    if (!code)
        code = read_parts(r, item, sequence, &place, &pieces, picture, sound, err);
    free(pieces.items);
    free(place.comment);
    return code;
}

static ct_code read_nested(fcp7_reader *r, const ct_xml_node *item, const ct_xml_node *sequence,
                           unsigned channels, ct_error *err)
{
    bool picture = channels & CT_CHANNEL_V;
    bool linked = count_links(item, picture ? "audio" : "video") > 0;
    bool alone = count_links(item, "video") + count_links(item, "audio") == 0;

    if (!picture && (linked || (channels & CT_CHANNEL_A1) == 0))
        return CT_OK;
    r->flattened += r->depth < CT_NEST_DEPTH;
    return read_in_place(r, item, sequence, picture, !picture || linked || alone, err);
}

/* What is heard can be another angle than what is seen, so each brings its own. */
static ct_code read_angle(fcp7_reader *r, const ct_xml_node *item, const ct_xml_node *angle,
                          unsigned channels, ct_error *err)
{
    bool picture = channels & CT_CHANNEL_V;

    if (!picture && (channels & CT_CHANNEL_A1) == 0)
        return CT_OK;
    return read_in_place(r, item, angle, picture, !picture, err);
}

/* The next track lies above all that this one holds. */
static ct_code read_picture_track(fcp7_reader *r, const ct_xml_node *track, ct_error *err)
{
    int     own = r->track, top = r->track;
    ct_code code = CT_OK;

    for (const ct_xml_node *n = ct_xml_child(track, "clipitem"); n && !code;
         n = ct_xml_next(n, "clipitem")) {
        r->track = own;
        code = read_item(r, n, CT_CHANNEL_V, err);
        top = r->track > top ? r->track : top;
    }
    r->track = own;
    for (const ct_xml_node *n = ct_xml_child(track, "transitionitem"); n && !code;
         n = ct_xml_next(n, "transitionitem")) {
        ct_standing before = ct_standing_of(r->t);
        code = ct_leave_out(&r->leave, &before, NULL, fcp7_read_fade_out(r, n, err), err);
    }
    for (const ct_xml_node *n = ct_xml_child(track, "generatoritem"); n;
         n = ct_xml_next(n, "generatoritem"))
        r->generators++;
    r->track = ct_xml_child(track, "clipitem") ? top + 1 : own;
    return code;
}

static ct_code read_picture_tracks(fcp7_reader *r, const ct_xml_node *video, ct_error *err)
{
    ct_code code = CT_OK;

    for (const ct_xml_node *track = ct_xml_child(video, "track"); track && !code;
         track = ct_xml_next(track, "track")) {
        r->disabled += is_off(track);
        if (!is_off(track))
            code = read_picture_track(r, track, err);
    }
    r->track = 0;
    return code;
}

/* Of what is not linked: the next track has the second channel of the same clip in the same place. `*at` moves along
 * that track as `item` does along its own. */
static bool has_second(fcp7_reader *r, const ct_xml_node *item, const ct_xml_node **at)
{
    int64_t start, place, index;

    if (fcp7_number(item, "start", -1, &start, NULL))
        return false;
    while (*at && fcp7_number(*at, "start", -1, &place, NULL) == CT_OK && place < start)
        *at = ct_xml_next(*at, "clipitem");
    return *at && fcp7_number(*at, "start", -1, &place, NULL) == CT_OK && place == start &&
           ct_parse_i64(ct_xml_child_text(ct_xml_child(*at, "sourcetrack"), "trackindex"),
                        &index) &&
           index == 2 &&
           fcp7_find_file(r, *at, CT_CHANNEL_A1) == fcp7_find_file(r, item, CT_CHANNEL_A1);
}

/* One item a channel; the only one of its group, unless it or its file says that it is
 * mono, is a track of two. */
static unsigned channels_of(fcp7_reader *r, const ct_xml_node *item, bool second)
{
    const ct_xml_node *source = ct_xml_child(item, "sourcetrack");
    const ct_xml_node *media = ct_xml_child(fcp7_find_file(r, item, CT_CHANNEL_A1), "media");
    bool mono = strcmp(ct_xml_child_text(ct_xml_child(media, "audio"), "channelcount"), "1") == 0 ||
                strcmp(ct_str_or_empty(ct_xml_attribute(item, "premiereChannelType")), "mono") == 0;
    int64_t index;

    if (!ct_parse_i64(ct_xml_child_text(source, "trackindex"), &index) || index < 1)
        index = 1;
    if (index == 1 && !mono && !second && count_links(item, "audio") < 2)
        return CT_CHANNEL_A1 * 3;
    return (unsigned)CT_CHANNEL_A1 << ((index < CT_CHANNELS_MOST ? index : CT_CHANNELS_MOST) - 1);
}

/* What is peculiar to a clip was counted with the picture that it is linked to. */
static ct_code read_sound_item(fcp7_reader *r, const ct_xml_node *item, bool second, ct_error *err)
{
    fcp7_reader before = *r;
    unsigned    channels = channels_of(r, item, second);
    ct_code     code = read_item(r, item, channels, err);

    if (count_links(item, "video") > 0) {
        r->angles = before.angles;
        r->retimed = before.retimed;
        r->uneven = before.uneven;
        r->in_pieces = before.in_pieces;
        r->smooth = before.smooth;
        r->filters = before.filters;
        r->faded = before.faded;
        r->other_transitions = before.other_transitions;
    }
    return code;
}

static ct_code read_sound_tracks(fcp7_reader *r, const ct_xml_node *audio, ct_error *err)
{
    ct_code code = CT_OK;
    int     own = 0, top = 0;

    for (const ct_xml_node *track = ct_xml_child(audio, "track"); track && !code;
         track = ct_xml_next(track, "track")) {
        const ct_xml_node *beside = ct_xml_child(ct_xml_next(track, "track"), "clipitem");
        r->disabled += is_off(track);
        for (const ct_xml_node *n = is_off(track) ? NULL : ct_xml_child(track, "clipitem");
             n && !code; n = ct_xml_next(n, "clipitem")) {
            r->track = own;
            code = read_sound_item(r, n, has_second(r, n, &beside), err);
            top = r->track > top ? r->track : top; /* that of a nest */
        }
        own = ++top;
    }
    r->track = 0;
    return code;
}

/* --- the sequence
 * ----------------------------------------------------------------- */

static ct_code read_tracks(fcp7_reader *r, const ct_xml_node *sequence, ct_error *err)
{
    const ct_xml_node *media = ct_xml_child(sequence, "media");
    ct_code            code = read_picture_tracks(r, ct_xml_child(media, "video"), err);

    if (!code)
        code = read_sound_tracks(r, ct_xml_child(media, "audio"), err);
    if (!code)
        ct_join_sound_tracks(r->t);
    return code;
}

static ct_code read_sequence(fcp7_reader *r, const ct_xml_node *sequence, ct_error *err)
{
    const ct_xml_node *video = ct_xml_child(ct_xml_child(sequence, "media"), "video");
    ct_tc_track        tc = {.rate = {0, 1}};
    ct_code            code;

    r->t->fps = fcp7_rate(sequence);
    if (r->t->fps.num == 0)
        r->t->fps = fcp7_rate(ct_xml_below(ct_xml_child(video, "format"), "samplecharacteristics"));
    if (r->t->fps.num == 0)
        return ct_fail(err, CT_BAD_DATA, "Line %d: expected the rate of the sequence.",
                       ct_xml_line(sequence));
    ct_strset(&r->t->title, ct_xml_child_text(sequence, "name"));
    code = fcp7_timecode(sequence, r->t->fps, &tc, err);
    r->t->count = tc.rate.num > 0 ? tc.count : (ct_tc_count){ct_tc_base(r->t->fps), false};
    r->t->start = tc.rate.num > 0 ? tc.start : 0;
    if (!code)
        code = read_tracks(r, sequence, err);
    if (!code)
        code = fcp7_add_sequence_markers(r, r->t, sequence, err);
    ct_timeline_sort(r->t);
    return code;
}

/* Those of the file and of its bins, not those that stand in the place of clips. */
static void collect_sequences(ct_choice *sequences, const ct_xml_node *holder)
{
    static const char *const holders[] = {"project", "children", "bin"};

    for (const ct_xml_node *n = ct_xml_child(holder, NULL); n; n = ct_xml_next(n, NULL)) {
        const char *name = ct_xml_name(n);
        if (strcmp(name, "sequence") == 0 && ct_xml_child(n, "media"))
            ct_choice_add(sequences, ct_xml_child_text(n, "name"), n);
        for (size_t i = 0; i < sizeof holders / sizeof holders[0]; i++)
            if (strcmp(name, holders[i]) == 0)
                collect_sequences(sequences, n);
    }
}

static ct_code choose_sequence(const fcp7_reader *r, const ct_xml_node *root,
                               const ct_import_options *how, const ct_xml_node **out, ct_error *err)
{
    ct_choice   sequences = {0};
    const void *sequence = NULL;

    collect_sequences(&sequences, root);
    ct_code code = ct_choice_make(&sequences, how, "sequence", &sequence, r->findings, err);
    *out = sequence;
    ct_choice_finish(&sequences);
    return code;
}

static ct_code read_root(fcp7_reader *r, const ct_xml_node *root, const ct_import_options *how,
                         ct_error *err)
{
    const ct_xml_node *sequence = NULL;
    ct_code            code = choose_sequence(r, root, how, &sequence, err);

    if (code)
        return code;
    if (!sequence) /* it may hang where nobody expects it */
        sequence = ct_xml_below(root, "sequence");
    if (!sequence) {
        code = fcp7_read_bins(r, root, err);
        if (!code && r->t->event_count == 0)
            code = ct_fail(err, CT_BAD_DATA,
                           "There is neither a sequence nor a bin with clips in this XML.");
        return code;
    }
    code = read_sequence(r, sequence, err);
    if (!code && r->t->event_count == 0 && r->t->marker_count == 0) /* these alone are remarks */
        code = ct_fail_empty(r->t, r->disabled, r->too_deep, err);
    return code;
}

static void say(const fcp7_reader *r)
{
    const ct_tally all[] = {
        {r->flattened, CT_SAY_NOTE, "flattened", "Nested sequences, read as the clips inside them"},
        {r->too_deep, CT_SAY_WARN, "too-deep",
         "Sequences more than eight deep in others, left out"},
        {r->angles, CT_SAY_NOTE, "angles", "Multiclips, read by their active angle"},
        {r->retimed, CT_SAY_NOTE, "retimed", "Clips that run at another speed"},
        {r->lost_transitions, CT_SAY_NOTE, "turned-transitions",
         "Transitions from black in sequences that run backwards, read as cuts"},
        {r->uneven, CT_SAY_WARN, "uneven-speed",
         "Clips and sequences that change their speed on the way, read at its mean"},
        {r->in_pieces, CT_SAY_NOTE, "speed-pieces",
         "Clips that change their speed on the way, read as pieces of even speed"},
        {r->smooth, CT_SAY_NOTE, "smooth-speed",
         "Clips whose speed changes smoothly, of which each piece between two points is read at the "
         "mean of it"},
        {r->faded, CT_SAY_NOTE, "transitions", "Clips that fade out, read with a cut there"},
        {r->other_transitions, CT_SAY_NOTE, "other-transitions",
         "Transitions of other kinds, read as dissolves"},
        {r->disabled, CT_SAY_NOTE, "disabled", "Tracks and clips that are switched off, left out"},
        {r->generators, CT_SAY_NOTE, "generators", "Titles and generators, left out"},
        {r->filters, CT_SAY_NOTE, "filters", "Filters, not read"},
    };

    ct_tally_say(all, sizeof all / sizeof all[0], r->findings);
}

ct_code ct_fcp7xml_read(const char *data, size_t bytes, const ct_import_options *how,
                        ct_timeline *out, ct_finding_list *findings, ct_error *err)
{
    ct_xml_doc *doc = NULL;
    ct_timeline made;
    fcp7_reader r = {.t = &made, .leave = {how->partial, findings}, .findings = findings};
    ct_code     code = ct_xml_load(data, bytes, "xmeml", &doc, err);

    if (code)
        return code;
    ct_timeline_init(&made);
    fcp7_collect(&r, ct_xml_root(doc));
    code = read_root(&r, ct_xml_root(doc), how, err);
    if (!code) {
        say(&r);
        *out = made;
    } else {
        ct_timeline_finish(&made);
    }
    fcp7_reader_finish(&r);
    ct_xml_free(&doc);
    return code;
}

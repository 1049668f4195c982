/* SPDX-License-Identifier: MIT */
#include "fcpxml_check.h"

#include <libxml/parser.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* Seconds as a fraction. */
typedef struct seconds {
    int64_t num, den;
} seconds;

typedef struct checker {
    char    *why;
    size_t   why_bytes;
    bool     wrong;
    xmlNode *resources;
} checker;

static void offence(checker *c, const xmlNode *n, const char *what, const char *value)
{
    if (!c->wrong)
        snprintf(c->why, c->why_bytes, "line %d, %s: %s %s", n->line, n->name, what, value);
    c->wrong = true;
}

/* --- fractions -------------------------------------------------------------------- */

static bool is_multiple(seconds t, seconds grid)
{
    return grid.num > 0 && (t.num * grid.den) % (t.den * grid.num) == 0;
}

static int compare(seconds a, seconds b)
{
    int64_t left = a.num * b.den, right = b.num * a.den;

    return (left > right) - (left < right);
}

static seconds plus(seconds a, seconds b)
{
    seconds sum = {a.num * b.den + b.num * a.den, a.den * b.den};
    int64_t p = sum.num, q = sum.den;

    while (q) {
        int64_t rest = p % q;
        p = q;
        q = rest;
    }
    return p ? (seconds){sum.num / p, sum.den / p} : (seconds){0, 1};
}

/* --- the tree --------------------------------------------------------------------- */

static const char *attribute(const xmlNode *n, const char *name)
{
    const xmlAttr *a = n ? xmlHasProp(n, (const xmlChar *)name) : NULL;

    return a && a->children ? (const char *)a->children->content : NULL;
}

static bool is(const xmlNode *n, const char *name)
{
    return n->type == XML_ELEMENT_NODE && strcmp((const char *)n->name, name) == 0;
}

static xmlNode *child(const xmlNode *of, const char *name)
{
    xmlNode *n = of->children;

    while (n && !is(n, name))
        n = n->next;
    return n;
}

static xmlNode *find(xmlNode *n, const char *name)
{
    for (; n; n = n->next) {
        xmlNode *below = is(n, name) ? n : find(n->children, name);
        if (below)
            return below;
    }
    return NULL;
}

/* "1001/24000s" or "3s"; anything else is an offence. */
static seconds time_at(checker *c, const xmlNode *n, const char *name)
{
    const char *text = attribute(n, name);
    long long   num = 0, den = 1;
    char        end = 0, rest;

    if (!text)
        offence(c, n, "has no", name);
    else if ((sscanf(text, "%lld/%lld%c%c", &num, &den, &end, &rest) != 3 || end != 's') &&
             (den = 1, sscanf(text, "%lld%c%c", &num, &end, &rest) != 2 || end != 's'))
        offence(c, n, name, text);
    if (den > INT32_MAX)
        offence(c, n, "has more than 32 bits below the line:", text);
    return den > 0 ? (seconds){num, den} : (seconds){0, 1};
}

static seconds on_grid(checker *c, const xmlNode *n, const char *name, seconds grid)
{
    seconds t = time_at(c, n, name);

    if (!is_multiple(t, grid))
        offence(c, n, "is off the frame grid:", name);
    return t;
}

static xmlNode *resource(checker *c, const xmlNode *n, const char *attribute_name, const char *kind)
{
    const char *id = attribute(n, attribute_name);

    for (xmlNode *r = c->resources ? c->resources->children : NULL; r && id; r = r->next)
        if (is(r, kind) && attribute(r, "id") && strcmp(attribute(r, "id"), id) == 0)
            return r;
    offence(c, n, "refers to nothing:", attribute_name);
    return NULL;
}

static seconds frame_of(checker *c, const xmlNode *n)
{
    xmlNode *format = resource(c, n, "format", "format");

    return format ? time_at(c, format, "frameDuration") : (seconds){1, 1};
}

/* --- rules ------------------------------------------------------------------------ */

static void check_inside(checker *c, const xmlNode *n, seconds start, seconds length,
                         const xmlNode *asset)
{
    seconds from = time_at(c, asset, "start");
    seconds to = plus(from, time_at(c, asset, "duration"));

    if (compare(start, from) < 0 || compare(plus(start, length), to) > 0)
        offence(c, n, "reaches outside its media,", attribute(asset, "name"));
    if (length.num <= 0)
        offence(c, n, "has no length", "");
}

/* Markers, ratings and keywords lie on the clip's own clock. */
static void check_marks(checker *c, const xmlNode *clip, const xmlNode *asset, seconds frame)
{
    for (const xmlNode *n = clip->children; n; n = n->next)
        if (is(n, "marker") || is(n, "rating") || is(n, "keyword")) {
            seconds start = on_grid(c, n, "start", frame);
            check_inside(c, n, start, on_grid(c, n, "duration", frame), asset);
        }
}

/* Only sound is counted in samples, from whatever start. */
static bool is_sound(const xmlNode *asset)
{
    return !attribute(asset, "hasVideo") && !attribute(asset, "format");
}

static xmlNode *check_asset_of(checker *c, const xmlNode *clip, seconds *frame)
{
    xmlNode *asset = resource(c, clip, "ref", "asset");

    if (!asset)
        return NULL;
    if (is_sound(asset)) {
        *frame =
            (seconds){1, attribute(asset, "audioRate") ? atoi(attribute(asset, "audioRate")) : 1};
        time_at(c, asset, "start");
        time_at(c, asset, "duration");
        return asset;
    }
    *frame = frame_of(c, asset);
    on_grid(c, asset, "start", *frame);
    on_grid(c, asset, "duration", *frame);
    return asset;
}

static seconds minus(seconds a, seconds b)
{
    b.num = -b.num;
    return plus(a, b);
}

static void check_clip(checker *c, const xmlNode *clip, const seconds *grid);
static long check_story(checker *c, const xmlNode *story, seconds grid, seconds *at);

/* At another speed the map says what of the media is shown: two points, the clip between them, and all
 * that they show inside the media. */
static void check_map(checker *c, const xmlNode *clip, const xmlNode *map, seconds start,
                      const xmlNode *asset)
{
    seconds from = time_at(c, asset, "start"), to = plus(from, time_at(c, asset, "duration"));
    seconds end = plus(start, time_at(c, clip, "duration")), time[2] = {{0, 1}, {0, 1}};
    int     points = 0;

    for (const xmlNode *n = map->children; n; n = n->next) {
        if (!is(n, "timept"))
            continue;
        seconds value = time_at(c, n, "value");
        if (compare(value, from) < 0 || compare(value, to) > 0)
            offence(c, n, "shows what is not in its media:", attribute(n, "value"));
        time[points++ & 1] = time_at(c, n, "time");
    }
    if (points != 2 || compare(time[0], start) > 0 || compare(end, time[1]) > 0)
        offence(c, clip, "is not between the two points of its map", "");
}

/* Around an edit: something in front of it and behind. */
static void check_transition(checker *c, const xmlNode *n, seconds grid, seconds edit)
{
    seconds        offset = on_grid(c, n, "offset", grid);
    const xmlNode *next = n->next;

    while (next && next->type != XML_ELEMENT_NODE)
        next = next->next;
    if (compare(offset, edit) > 0 ||
        compare(plus(offset, on_grid(c, n, "duration", grid)), edit) < 0)
        offence(c, n, "lies over no edit:", attribute(n, "offset"));
    if (!next || is(next, "transition"))
        offence(c, n, "leads into nothing", "");
}

/* What hangs on a clip lies on the clip's clock, frames of the sequence behind its start, and not
 * beyond its end. */
static void check_connected(checker *c, const xmlNode *clip, seconds start, seconds grid)
{
    seconds length = time_at(c, clip, "duration");

    for (const xmlNode *n = clip->children; n; n = n->next) {
        if (!is(n, "asset-clip"))
            continue;
        seconds behind = minus(time_at(c, n, "offset"), start);
        if (!attribute(n, "lane"))
            offence(c, n, "has no lane", "");
        if (!is_multiple(behind, grid) || behind.num < 0 ||
            compare(plus(behind, time_at(c, n, "duration")), length) > 0)
            offence(c, n, "hangs off its clip:", attribute(n, "offset"));
        check_clip(c, n, &grid);
    }
}

/* `grid`: of the parent, which the length of a clip on the spine is counted by. */
static void check_clip(checker *c, const xmlNode *clip, const seconds *grid)
{
    seconds  frame = {1, 1};
    xmlNode *asset = check_asset_of(c, clip, &frame);

    if (!asset)
        return;
    seconds  start = is_sound(asset) ? time_at(c, clip, "start") : on_grid(c, clip, "start", frame);
    seconds  length = on_grid(c, clip, "duration", grid ? *grid : frame);
    xmlNode *map = child(clip, "timeMap");
    if (map) {
        check_map(c, clip, map, start, asset);
    } else {
        check_inside(c, clip, start, length, asset);
        check_marks(c, clip, asset, frame);
    }
    if (grid)
        check_connected(c, clip, start, *grid);
}

/* Clips in lanes hang on a gap and are placed on its clock, which counts as the sequence does. */
static long check_lanes(checker *c, const xmlNode *gap, seconds grid)
{
    seconds start, end;
    long    clips = 0;

    for (const xmlNode *n = gap->children; n; n = n->next) {
        if (is(n, "spine")) { /* counts from where it hangs */
            seconds story = {0, 1}, first = on_grid(c, n, "offset", grid);
            clips += check_story(c, n, grid, &story);
            if (compare(plus(first, story),
                        plus(time_at(c, gap, "start"), time_at(c, gap, "duration"))) > 0)
                offence(c, n, "is longer than its gap", "");
        }
        if (!is(n, "asset-clip"))
            continue;
        start = on_grid(c, gap, "start", grid);
        end = plus(start, on_grid(c, gap, "duration", grid));
        seconds at = on_grid(c, n, "offset", grid);
        if (!attribute(n, "lane"))
            offence(c, n, "has no lane", "");
        if (compare(at, start) < 0 || compare(plus(at, on_grid(c, n, "duration", grid)), end) > 0)
            offence(c, n, "hangs outside its gap:", attribute(n, "offset"));
        check_clip(c, n, &grid);
        xmlNode *asset = resource(c, n, "ref", "asset");
        clips += asset && !is_sound(asset);
    }
    return clips;
}

/* One thing behind another from `at` on, which is left behind the last. */
static long check_story(checker *c, const xmlNode *story, seconds grid, seconds *at)
{
    long clips = 0;

    for (const xmlNode *n = story->children; n; n = n->next) {
        if (n->type != XML_ELEMENT_NODE)
            continue;
        if (is(n, "transition")) {
            check_transition(c, n, grid, *at);
            continue;
        }
        if (compare(on_grid(c, n, "offset", grid), *at) != 0)
            offence(c, n, "does not begin where the one before it ended:",
                    attribute(n, "offset") ? attribute(n, "offset") : "");
        *at = plus(*at, on_grid(c, n, "duration", grid));
        if (is(n, "asset-clip")) {
            check_clip(c, n, &grid);
            clips++;
        }
        if (is(n, "gap")) {
            on_grid(c, n, "start", grid);
            clips += check_lanes(c, n, grid);
        }
    }
    return clips;
}

static long check_spine(checker *c, xmlNode *sequence)
{
    seconds  grid = frame_of(c, sequence);
    seconds  at = on_grid(c, sequence, "tcStart", grid);
    seconds  end = plus(at, on_grid(c, sequence, "duration", grid));
    xmlNode *spine = find(sequence->children, "spine");
    long     clips = spine ? check_story(c, spine, grid, &at) : 0;

    if (compare(at, end) != 0)
        offence(c, sequence, "is not as long as its spine", "");
    return clips;
}

long fcpxml_check(const char *data, size_t bytes, char *why, size_t why_bytes)
{
    xmlDoc  *doc = xmlReadMemory(data, (int)bytes, "list", NULL, XML_PARSE_NONET);
    checker  c = {why, why_bytes, false, NULL};
    xmlNode *root = doc ? xmlDocGetRootElement(doc) : NULL;
    long     clips = 0;

    snprintf(why, why_bytes, "not well formed");
    if (!root)
        return -1;
    c.resources = find(root, "resources");
    xmlNode *event = find(root, "event"), *sequence = find(root, "sequence");
    for (xmlNode *n = event ? event->children : NULL; n; n = n->next)
        if (is(n, "asset-clip"))
            check_clip(&c, n, NULL);
    if (sequence)
        clips = check_spine(&c, sequence);
    xmlFreeDoc(doc);
    return c.wrong ? -1 : clips;
}

/* --- Apple's own ------------------------------------------------------------------ */

bool fcpxml_validate(const char *data, size_t bytes, const char *version)
{
    const char *shared = getenv("CT_SHARED");
    char        dtd[1024], command[1280], file[] = "/tmp/circletake-xml-XXXXXX";
    int         fd = mkstemp(file), status;

    snprintf(dtd, sizeof dtd, "%s/editlists/dtd/FCPXMLv1_%s.dtd",
             shared ? shared : CT_SOURCE_DIR "/../shared", strchr(version, '.') + 1);
    assert_true(fd >= 0 && write(fd, data, bytes) == (ssize_t)bytes);
    close(fd);
    bool here = access(dtd, R_OK) == 0 && system("command -v xmllint >/dev/null") == 0;
    snprintf(command, sizeof command, "xmllint --nonet --noout --dtdvalid '%s' '%s'", dtd, file);
    status = here ? system(command) : 0;
    unlink(file);
    if (!here)
        print_message("skipped: no xmllint or no %s\n", dtd);
    if (status != 0)
        fail_msg("not valid as version %s:\n%s", version, data);
    return here;
}

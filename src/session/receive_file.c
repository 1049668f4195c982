/* SPDX-License-Identifier: MIT */
/* The bytes of a list: a file, or the part of a bundle or archive that is one; and the media that stay in there. */
#include <stdlib.h>
#include <string.h>

#include "circletake/file.h"
#include "circletake/otioz.h"
#include "circletake/str.h"
#include "receive_priv.h"

enum { LIST_BYTES_MOST = 256 << 20 };

/* The list inside of a folder or archive of that kind; NULL: it is none. */
static const char *bundle_part(const char *path)
{
    static const struct {
        const char *extension, *file;
    } bundles[] = {
        {"fcpxmld", "Info.fcpxml"}, {"otiod", "content.otio"}, {"otioz", "content.otio"}};

    for (size_t i = 0; i < sizeof bundles / sizeof bundles[0]; i++)
        if (ct_equal_nocase(ct_path_extension(path), bundles[i].extension))
            return bundles[i].file;
    return NULL;
}

/* Finder gives folders a slash at the end. Gives. */
static char *without_slash(const char *path)
{
    size_t length = strlen(path);

    while (length > 1 && path[length - 1] == '/')
        length--;
    return ct_strndup(path, length);
}

bool ct_list_is_bundle(const char *path)
{
    char *bare = without_slash(path);
    bool  bundle = bundle_part(bare) != NULL;

    free(bare);
    return bundle;
}

ct_code ct_receive_file(const char *path, char **data, size_t *bytes, ct_error *err)
{
    char       *bare = without_slash(path);
    const char *part = ct_file_is_folder(bare) ? bundle_part(bare) : NULL;
    char       *file = part ? ct_asprintf("%s/%s", bare, part) : ct_strdup(bare);
    ct_code     code = ct_otioz_is(file) ? ct_otioz_read(file, LIST_BYTES_MOST, data, bytes, err)
                                         : ct_file_read(file, LIST_BYTES_MOST, data, bytes, err);

    free(file);
    free(bare);
    return code;
}

/* --- media inside ------------------------------------------------------------------------------- */

static bool is_relative(const ct_event *e)
{
    return e->path && *e->path && *e->path != '/';
}

/* In a folder they have a path; in an archive nobody can look at them. */
void ct_receive_inside(receiving *r)
{
    char  *bare = without_slash(r->order->path);
    bool   folder = ct_file_is_folder(bare) && bundle_part(bare);
    bool   archive = !folder && ct_otioz_is(bare);
    size_t inside = 0;

    for (size_t i = 0; (folder || archive) && i < r->list.event_count; i++) {
        ct_event *e = &r->list.events[i];
        if (!is_relative(e))
            continue;
        inside++;
        if (folder) {
            char *whole = ct_path_join(bare, e->path);
            free(e->path);
            e->path = whole;
        }
    }
    if (inside > 0)
        ct_finding_add(&r->out->findings, CT_SAY_NOTE, "media-inside", NULL,
                       folder ? "Add the bundle's media folder as footage, if it is not there yet."
                              : "Unpack it and add its media folder as footage, if it is not there "
                                "yet.",
                       "Events whose media lie inside of the %s and stay there: %zu.",
                       folder ? "bundle" : "archive", inside);
    free(bare);
}

/* --- stills beside it --------------------------------------------------------------------------- */

static bool is_beside(const char *path)
{
    bool drive = path && path[0] && path[1] == ':';

    return path && *path && *path != '/' && *path != '\\' && !drive && !strstr(path, "://");
}

static void place_stills(ct_marker *markers, size_t count, const char *folder)
{
    for (size_t i = 0; i < count; i++) {
        ct_marker *m = &markers[i];
        if (!is_beside(m->still))
            continue;
        char *whole = ct_path_join(folder, m->still);
        free(m->still);
        m->still = whole;
    }
}

void ct_receive_stills(receiving *r)
{
    char *bare = without_slash(r->order->path);
    char *whole = ct_path_absolute(bare);
    char *folder = ct_file_is_folder(whole) ? ct_strdup(whole) : ct_path_folder(whole);

    for (size_t i = 0; i < r->list.event_count; i++)
        place_stills(r->list.events[i].markers, r->list.events[i].marker_count, folder);
    place_stills(r->list.markers, r->list.marker_count, folder);
    free(folder);
    free(whole);
    free(bare);
}

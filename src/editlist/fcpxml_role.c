/* SPDX-License-Identifier: MIT */
/* Roles of sound in FCPXML: dialogue, music, effects and whatever a production names. What lies on one lane in several
 * roles is put on a track for each. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "fcpxml_priv.h"

/* "Dialogue" of "Dialogue.Boom". */
static size_t main_length(const char *role)
{
    return strcspn(role, ".");
}

static bool is_same(const char *role, const char *name)
{
    char *own = ct_strndup(role, main_length(role));
    bool  same = ct_equal_nocase(own, name);

    free(own);
    return same;
}

/* Those that Final Cut has itself come first, as its mixers have them; the others by name. */
static int known_rank(const char *name)
{
    static const char *const known[] = {"dialogue", "music", "effects"};
    int                      rank = 0;

    while (rank < 3 && !is_same(name, known[rank]))
        rank++;
    return rank;
}

static int compare_roles(const void *a, const void *b)
{
    const char *p = *(const char *const *)a, *q = *(const char *const *)b;
    int         order = known_rank(p) - known_rank(q);

    return order ? order : strcasecmp(p, q);
}

/* More than there is room for share the last. */
static void add_role(fcp_reader *r, const char *role)
{
    size_t i = 0;

    if (!role || main_length(role) == 0 || r->role_count == FCP_ROLES)
        return;
    while (i < r->role_count && !is_same(role, r->roles[i]))
        i++;
    if (i == r->role_count)
        r->roles[r->role_count++] = ct_strndup(role, main_length(role));
}

static void collect(fcp_reader *r, const ct_xml_node *holder)
{
    for (const ct_xml_node *n = ct_xml_child(holder, NULL); n; n = ct_xml_next(n, NULL)) {
        add_role(r, ct_xml_attribute(n, "audioRole"));
        add_role(r, ct_xml_attribute(n, "role"));
        collect(r, n);
    }
}

void fcp_collect_roles(fcp_reader *r, const ct_xml_node *root)
{
    add_role(r, "dialogue"); /* which is what is not said */
    collect(r, root);
    if (r->role_count > 1)
        qsort(r->roles, r->role_count, sizeof *r->roles, compare_roles);
}

void fcp_forget_roles(fcp_reader *r)
{
    for (size_t i = 0; i < r->role_count; i++)
        free(r->roles[i]);
    r->role_count = 0;
}

/* Of the first channels of the clip that say it, else of the clip. NULL: not said. */
static const char *role_of(const ct_xml_node *clip)
{
    static const char *const holders[] = {"audio-channel-source", "audio"};

    for (size_t i = 0; i < 2; i++) {
        const char *role = ct_xml_attribute(ct_xml_child(clip, holders[i]), "role");
        if (role && *role)
            return role;
    }
    const char *role = ct_xml_attribute(clip, "audioRole");
    return role ? role : ct_xml_attribute(clip, "role");
}

int fcp_sound_track(const fcp_reader *r, const ct_xml_node *clip, int track)
{
    const char *role = role_of(clip);
    int         rank = 0;

    while (role && rank < (int)r->role_count && !is_same(role, r->roles[rank]))
        rank++;
    return track * (FCP_ROLES + 1) + (role ? rank : 0);
}

/* SPDX-License-Identifier: MIT */
#include "cli_say.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/str.h"

/* How often each rule was spoken of; there are few rules. */
struct spoken {
    const char *rule;
    size_t      count;
};

enum { RULES_MOST = 64, EACH_MOST = 5 };

static size_t count_rule(struct spoken *spoken, const char *rule)
{
    int at = 0;

    while (at < RULES_MOST - 1 && spoken[at].rule && strcmp(spoken[at].rule, rule) != 0)
        at++;
    spoken[at].rule = rule;
    return ++spoken[at].count;
}

static void say_finding(const ct_finding *f)
{
    char *clip = ct_utf8_clean(ct_str_or_empty(f->clip), true);
    char *text = ct_utf8_clean(ct_str_or_empty(f->text), true);
    char *remedy = ct_utf8_clean(ct_str_or_empty(f->remedy), true);

    fprintf(stderr, "circletake: %s (%s): %s%s%s%s%s\n", ct_severity_name(f->severity), f->rule,
            clip, *clip ? ": " : "", text, *remedy ? " " : "", remedy);
    free(clip);
    free(text);
    free(remedy);
}

void ct_cli_say_findings(const ct_cli *cli, const ct_finding_list *findings)
{
    struct spoken spoken[RULES_MOST] = {0};
    bool          all = ct_cli_has(cli, "--verbose");

    for (size_t i = 0; i < findings->count; i++)
        if (count_rule(spoken, findings->items[i].rule) <= EACH_MOST || all)
            say_finding(&findings->items[i]);
    for (int i = 0; i < RULES_MOST && !all; i++)
        if (spoken[i].count > EACH_MOST)
            fprintf(stderr, "circletake: (%s): %zu more of the same; --verbose names them all.\n",
                    spoken[i].rule, spoken[i].count - EACH_MOST);
}

static void add_text(cJSON *o, const char *name, const char *value)
{
    char *clean = ct_utf8_clean(ct_str_or_empty(value), false);

    cJSON_AddStringToObject(o, name, clean);
    free(clean);
}

cJSON *ct_json_findings(const ct_finding_list *findings)
{
    cJSON *array = cJSON_CreateArray();

    for (size_t i = 0; i < findings->count; i++) {
        const ct_finding *f = &findings->items[i];
        cJSON            *o = cJSON_CreateObject();
        cJSON_AddStringToObject(o, "severity", ct_severity_name(f->severity));
        cJSON_AddStringToObject(o, "rule", f->rule);
        add_text(o, "about", f->clip);
        add_text(o, "text", f->text);
        add_text(o, "remedy", f->remedy);
        cJSON_AddItemToArray(array, o);
    }
    return array;
}

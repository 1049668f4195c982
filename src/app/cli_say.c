/* SPDX-License-Identifier: MIT */
#include "cli_say.h"

#include <stdio.h>
#include <stdlib.h>

#include "circletake/str.h"

void ct_cli_say_findings(const ct_finding_list *findings)
{
    for (size_t i = 0; i < findings->count; i++) {
        const ct_finding *f = &findings->items[i];
        char             *clip = ct_utf8_clean(ct_str_or_empty(f->clip), true);
        char             *text = ct_utf8_clean(ct_str_or_empty(f->text), true);
        char             *remedy = ct_utf8_clean(ct_str_or_empty(f->remedy), true);
        fprintf(stderr, "circletake: %s (%s): %s%s%s%s%s\n", ct_severity_name(f->severity), f->rule,
                clip, *clip ? ": " : "", text, *remedy ? " " : "", remedy);
        free(clip);
        free(text);
        free(remedy);
    }
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

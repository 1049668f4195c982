/* SPDX-License-Identifier: MIT */
/* The tables of a project file and how older files become current ones. */
#ifndef CT_STORE_SCHEMA_H
#define CT_STORE_SCHEMA_H

#include <stddef.h>

/* "CirT" in the header of the file: says that it is ours. */
enum { CT_APPLICATION_ID = 0x43697254 };

/* What turns version n - 1 into version n; the first makes a new file. A new project runs
 * through all of them as an old one does, so that the text of the schema of a version is one text. */
typedef struct ct_schema_step {
    int                version; /* 1, 2, ... without a gap */
    const char *const *sql;     /* statements, ended by NULL */
    const char *digest; /* of the schema's text from then on, see ct_db_schema_digest; or NULL */
} ct_schema_step;

typedef struct ct_schema {
    const ct_schema_step *steps;
    int                   version; /* of the last step; count of steps */
} ct_schema;

/* That of this program. */
const ct_schema *ct_schema_current(void);

#endif

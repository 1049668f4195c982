/* SPDX-License-Identifier: MIT */
#include "circletake/otioz.h"

#include <minizip/unzip.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "circletake/file.h"
#include "circletake/str.h"

#define LIST "content.otio"

enum { ENCRYPTED = 1, PART_BYTES = 1 << 20 };

bool ct_otioz_is(const char *path)
{
    struct stat info;
    char        head[4] = "";
    FILE       *f = stat(path, &info) == 0 && S_ISREG(info.st_mode) ? fopen(path, "rb") : NULL;
    bool        zip = f && fread(head, 1, sizeof head, f) == sizeof head &&
               memcmp(head, "PK\3\4", sizeof head) == 0;

    if (f)
        fclose(f);
    return zip;
}

static ct_code damaged(const char *path, ct_error *err)
{
    return ct_fail(err, CT_BAD_DATA,
                   "%s is a damaged archive; export it again, or unpack it and import the list in "
                   "it.",
                   ct_path_name(path));
}

/* What the archive says of its size is no promise. */
static ct_code read_list(unzFile zip, const char *path, size_t max_bytes, char **data,
                         size_t *bytes, ct_error *err)
{
    size_t cap = 0;
    int    got = 0;

    *data = NULL;
    *bytes = 0;
    do {
        if (*bytes > max_bytes)
            return ct_fail(err, CT_BAD_DATA, "%s in %s is larger than the %zu MB this reads.", LIST,
                           ct_path_name(path), max_bytes >> 20);
        *data = ct_grow(*data, &cap, *bytes + PART_BYTES + 1, 1);
        got = unzReadCurrentFile(zip, *data + *bytes, PART_BYTES);
        *bytes += got > 0 ? (size_t)got : 0;
    } while (got > 0);
    (*data)[*bytes] = '\0';
    return got == 0 ? CT_OK : damaged(path, err);
}

/* The sum of what was read is only known when it is closed. */
static ct_code open_list(unzFile zip, const char *path, size_t max_bytes, char **data,
                         size_t *bytes, ct_error *err)
{
    unz_file_info64 info;

    if (unzLocateFile(zip, LIST, 1) != UNZ_OK)
        return ct_fail(err, CT_UNSUPPORTED,
                       "%s is an archive without " LIST
                       "; unpack it and import the list that is in it.",
                       ct_path_name(path));
    if (unzGetCurrentFileInfo64(zip, &info, NULL, 0, NULL, 0, NULL, 0) != UNZ_OK)
        return damaged(path, err);
    if (info.flag & ENCRYPTED)
        return ct_fail(err, CT_UNSUPPORTED,
                       "%s is locked with a password; unpack it and import the " LIST " in it.",
                       ct_path_name(path));
    if (unzOpenCurrentFile(zip) != UNZ_OK)
        return damaged(path, err);
    ct_code code = read_list(zip, path, max_bytes, data, bytes, err);
    if (unzCloseCurrentFile(zip) != UNZ_OK && !code)
        code = damaged(path, err);
    if (code) {
        free(*data);
        *data = NULL;
    }
    return code;
}

ct_code ct_otioz_read(const char *path, size_t max_bytes, char **data, size_t *bytes, ct_error *err)
{
    unzFile zip = unzOpen64(path);

    *data = NULL;
    if (!zip)
        return damaged(path, err);
    ct_code code = open_list(zip, path, max_bytes, data, bytes, err);
    unzClose(zip);
    return code;
}

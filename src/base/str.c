/* SPDX-License-Identifier: MIT */
#include "circletake/str.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* --- small allocations ------------------------------------------------------------ */

static _Noreturn void out_of_memory(void)
{
    fputs("circletake: out of memory; everything shown as saved is saved\n", stderr);
    exit(71);
}

void *ct_alloc(size_t bytes)
{
    void *p = calloc(1, bytes ? bytes : 1);

    if (!p)
        out_of_memory();
    return p;
}

void *ct_alloc_array(size_t count, size_t bytes_each)
{
    void *p = calloc(count ? count : 1, bytes_each ? bytes_each : 1);

    if (!p)
        out_of_memory();
    return p;
}

enum { LARGE_BYTES = 2 << 20 };

/* A text of many megabytes is touched page by page, and each first touch costs the kernel more than the
 * text costs us: in large pages a list of 44 MB takes a third less time. Only a wish. */
static void ask_for_large_pages(void *array, size_t bytes)
{
#ifdef MADV_HUGEPAGE
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    uintptr_t first = ((uintptr_t)array + page - 1) / page * page;
    uintptr_t end = ((uintptr_t)array + bytes) / page * page;

    if (bytes >= LARGE_BYTES && end > first)
        (void)madvise((char *)array + (first - (uintptr_t)array), end - first, MADV_HUGEPAGE);
#else
    (void)array;
    (void)bytes;
#endif
}

/* Eight of what is small. Most lists of large things have one. */
static size_t first_cap(size_t bytes_each)
{
    enum { FIRST_BYTES = 128 };
    size_t fit = bytes_each ? FIRST_BYTES / bytes_each : 8;

    return fit > 8 ? 8 : fit > 1 ? fit : 1;
}

void *ct_grow(void *array, size_t *cap, size_t need, size_t bytes_each)
{
    if (need <= *cap)
        return array;

    size_t grown = *cap ? *cap : first_cap(bytes_each);
    while (grown < need) {
        if (grown > SIZE_MAX / 2)
            out_of_memory();
        grown *= 2;
    }
    if (bytes_each && grown > SIZE_MAX / bytes_each)
        out_of_memory();
    array = realloc(array, grown * bytes_each);
    if (!array)
        out_of_memory();
    ask_for_large_pages(array, grown * bytes_each);
    *cap = grown;
    return array;
}

char *ct_strndup(const char *s, size_t bytes)
{
    if (!s)
        return NULL;

    size_t len = strnlen(s, bytes);
    char  *copy = malloc(len + 1); /* not zeroed: lists make a million of these */
    if (!copy)
        out_of_memory();
    memcpy(copy, s, len);
    copy[len] = '\0';
    return copy;
}

char *ct_strdup(const char *s)
{
    return s ? ct_strndup(s, strlen(s)) : NULL;
}

void ct_strset(char **dst, const char *src)
{
    char *copy = ct_strdup(src); /* first: src may lie inside *dst */

    free(*dst);
    *dst = copy;
}

const char *ct_str_or_empty(const char *s)
{
    return s ? s : "";
}

/* --- growing text ----------------------------------------------------------------- */

void ct_str_init(ct_str *s)
{
    *s = (ct_str){0};
}

void ct_str_finish(ct_str *s)
{
    free(s->data);
    ct_str_init(s);
}

void ct_str_clear(ct_str *s)
{
    s->len = 0;
    if (s->data)
        s->data[0] = '\0';
}

enum { EXPECTED_LEAST = 1 << 20, EXPECTED_MOST = 64 << 20 };

void ct_str_expect(ct_str *s, size_t count, size_t bytes_each)
{
    size_t bytes = count < EXPECTED_MOST / bytes_each ? count * bytes_each : EXPECTED_MOST - 1;

    if (s->len == 0 && bytes >= EXPECTED_LEAST) /* the next power of two is taken */
        s->data = ct_grow(s->data, &s->cap, bytes, 1);
}

void ct_str_append_n(ct_str *s, const char *bytes, size_t count)
{
    s->data = ct_grow(s->data, &s->cap, s->len + count + 1, 1);
    if (count)
        memcpy(s->data + s->len, bytes, count);
    s->len += count;
    s->data[s->len] = '\0';
}

void ct_str_append(ct_str *s, const char *text)
{
    ct_str_append_n(s, ct_str_or_empty(text), text ? strlen(text) : 0);
}

void ct_str_append_char(ct_str *s, char c)
{
    if (s->len + 2 > s->cap)
        s->data = ct_grow(s->data, &s->cap, s->len + 2, 1);
    s->data[s->len++] = c;
    s->data[s->len] = '\0';
}

void ct_str_append_number(ct_str *s, int64_t n)
{
    char        room[CT_I64_TEXT_BYTES];
    const char *text = ct_i64_text(n, room);

    ct_str_append_n(s, text, (size_t)(room + sizeof room - 1 - text));
}

/* Most texts are short: formatted once then, not once to be measured and once to be kept. */
static void append_args(ct_str *s, const char *fmt, va_list args)
{
    char    room[128];
    va_list again;

    va_copy(again, args);
    int bytes = vsnprintf(room, sizeof room, fmt, args);
    if (bytes > 0 && (size_t)bytes < sizeof room) {
        ct_str_append_n(s, room, (size_t)bytes);
    } else if (bytes > 0) {
        s->data = ct_grow(s->data, &s->cap, s->len + (size_t)bytes + 1, 1);
        vsnprintf(s->data + s->len, (size_t)bytes + 1, fmt, again);
        s->len += (size_t)bytes;
    }
    va_end(again);
}

void ct_str_appendf(ct_str *s, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    append_args(s, fmt, args);
    va_end(args);
}

char *ct_asprintf(const char *fmt, ...)
{
    ct_str  s = {0};
    va_list args;

    va_start(args, fmt);
    append_args(&s, fmt, args);
    va_end(args);
    return ct_str_take(&s);
}

const char *ct_str_text(const ct_str *s)
{
    return ct_str_or_empty(s->data);
}

char *ct_str_take(ct_str *s)
{
    char *text = s->data ? s->data : ct_strdup("");

    ct_str_init(s);
    return text;
}

/* --- UTF-8 (RFC 3629) ------------------------------------------------------------- */

enum { REPLACEMENT = 0xFFFD };

/* Length of the sequence that `lead` starts, 0 for a byte that starts none. */
static size_t utf8_length(unsigned char lead)
{
    if (lead < 0x80)
        return 1;
    if (lead >= 0xC2 && lead <= 0xDF)
        return 2;
    if (lead >= 0xE0 && lead <= 0xEF)
        return 3;
    return lead >= 0xF0 && lead <= 0xF4 ? 4 : 0;
}

/* Shortest form only, no surrogates, nothing above U+10FFFF. */
static bool utf8_in_range(uint32_t code_point, size_t length)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};

    return code_point >= least[length] && code_point <= 0x10FFFF &&
           !(code_point >= 0xD800 && code_point <= 0xDFFF);
}

static bool utf8_step(const char *s, size_t bytes, size_t *length, uint32_t *code_point)
{
    static const unsigned char lead_bits[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    const unsigned char       *u = (const unsigned char *)s;
    size_t                     n = utf8_length(u[0]);

    *length = 1;
    *code_point = REPLACEMENT;
    if (n == 0 || n > bytes)
        return false;

    uint32_t value = u[0] & lead_bits[n];
    for (size_t i = 1; i < n; i++) {
        if ((u[i] & 0xC0) != 0x80)
            return false;
        value = value << 6 | (u[i] & 0x3Fu);
    }
    if (!utf8_in_range(value, n))
        return false;
    *length = n;
    *code_point = value;
    return true;
}

size_t ct_utf8_decode(const char *s, size_t bytes, uint32_t *code_point)
{
    size_t length;

    utf8_step(s, bytes, &length, code_point);
    return length;
}

size_t ct_utf8_encode(uint32_t c, char out[4])
{
    static const unsigned char lead[] = {0, 0, 0xC0, 0xE0, 0xF0};

    if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
        c = REPLACEMENT;
    size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    for (size_t i = n - 1; i > 0; i--) {
        out[i] = (char)(0x80 | (c & 0x3F));
        c >>= 6;
    }
    out[0] = (char)(lead[n] | c);
    return n;
}

bool ct_utf8_valid(const char *s, size_t bytes)
{
    while (bytes > 0) {
        size_t   length;
        uint32_t c;
        if (!utf8_step(s, bytes, &length, &c))
            return false;
        s += length;
        bytes -= length;
    }
    return true;
}

static bool breaks_line(uint32_t c)
{
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029;
}

/* How many of the first bytes are printable ASCII, clean as they are. */
static size_t plain_run(const char *s)
{
    size_t count = 0;

    while (s[count] >= ' ' && s[count] <= '~')
        count++;
    return count;
}

char *ct_utf8_clean(const char *s, bool one_line)
{
    ct_str out = {0};
    size_t bytes = s ? strlen(s) : 0;

    for (size_t at = 0; at < bytes;) {
        uint32_t c;
        char     encoded[4];
        size_t   plain = plain_run(s + at);
        ct_str_append_n(&out, s + at, plain);
        at += plain;
        if (at == bytes)
            break;
        at += ct_utf8_decode(s + at, bytes - at, &c);
        if (one_line && breaks_line(c))
            c = ' ';
        ct_str_append_n(&out, encoded, ct_utf8_encode(c, encoded));
    }
    return ct_str_take(&out);
}

/* --- comparing and reading -------------------------------------------------------- */

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Compares two runs of digits by value and moves both pointers behind them. */
static int compare_digits(const char **a, const char **b)
{
    while (**a == '0')
        (*a)++;
    while (**b == '0')
        (*b)++;

    int first_difference = 0;
    while (is_digit(**a) && is_digit(**b)) {
        if (!first_difference)
            first_difference = **a - **b;
        (*a)++;
        (*b)++;
    }
    if (is_digit(**a))
        return 1;
    if (is_digit(**b))
        return -1;
    return first_difference;
}

int ct_natural_compare(const char *a, const char *b)
{
    const char *p = ct_str_or_empty(a), *q = ct_str_or_empty(b);

    while (*p && *q) {
        if (is_digit(*p) && is_digit(*q)) {
            int difference = compare_digits(&p, &q);
            if (difference)
                return difference;
            continue;
        }
        int difference = (unsigned char)lower(*p) - (unsigned char)lower(*q);
        if (difference)
            return difference;
        p++;
        q++;
    }
    if (*p || *q)
        return (unsigned char)*p - (unsigned char)*q;
    return strcmp(ct_str_or_empty(a), ct_str_or_empty(b)); /* "a1" and "a01": any fixed order */
}

bool ct_equal_nocase(const char *a, const char *b)
{
    while (*a && lower(*a) == lower(*b)) {
        a++;
        b++;
    }
    return *a == *b;
}

bool ct_starts_with(const char *s, const char *prefix)
{
    return strncmp(s, prefix, strlen(prefix)) == 0;
}

const char *ct_find_word(const char *data, size_t bytes, const char *word)
{
    size_t      length = strlen(word);
    const char *end = data + bytes;

    while (length <= (size_t)(end - data) &&
           (data = memchr(data, word[0], (size_t)(end - data) - length + 1))) {
        if (memcmp(data, word, length) == 0)
            return data;
        data++;
    }
    return NULL;
}

bool ct_parse_i64(const char *s, int64_t *out)
{
    char *end;

    if (!is_digit(s[s[0] == '-' || s[0] == '+']))
        return false;
    errno = 0;
    long long value = strtoll(s, &end, 10);
    if (errno || *end)
        return false;
    *out = value;
    return true;
}

const char *ct_i64_text(int64_t n, char room[CT_I64_TEXT_BYTES])
{
    char    *at = room + CT_I64_TEXT_BYTES - 1;
    uint64_t rest = n < 0 ? -(uint64_t)n : (uint64_t)n;

    *at = '\0';
    do {
        *--at = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest);
    if (n < 0)
        *--at = '-';
    return at;
}

bool ct_parse_hundredths(const char *s, int64_t *out)
{
    static const char digits[] = "0123456789";
    bool              negative = *s == '-';
    const char       *whole = s + negative;
    size_t            wholes = strspn(whole, digits);
    const char       *decimals = whole + wholes + (whole[wholes] == '.');
    size_t            rest = strspn(decimals, digits);
    int64_t           value = 0;

    if (wholes == 0 || wholes > 9 || decimals[rest] || (rest && whole[wholes] != '.'))
        return false;
    for (size_t i = 0; i < wholes; i++)
        value = value * 10 + (whole[i] - '0');
    value = value * 100 + (rest > 0 ? (decimals[0] - '0') * 10 : 0) +
            (rest > 1 ? decimals[1] - '0' : 0);
    *out = negative ? -value : value;
    return true;
}

uint64_t ct_hash_text(const char *text, uint64_t salt)
{
    uint64_t hash = CT_HASH_START ^ salt;

    for (; *text; text++)
        hash = ct_hash_step(hash, (unsigned char)*text);
    return hash;
}

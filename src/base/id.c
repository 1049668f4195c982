/* SPDX-License-Identifier: MIT */
#include "circletake/id.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

/* The last time stamp and counter given out: ids of one process never go back, even when the
 * wall clock does or two are made within one millisecond. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static uint64_t        last_ms;
static unsigned        last_counter;

static uint64_t wall_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_REALTIME, &t);
    return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

static void next_stamp(uint64_t *ms, unsigned *counter)
{
    uint64_t now = wall_ms();

    pthread_mutex_lock(&lock);
    if (now > last_ms) {
        last_ms = now;
        last_counter = 0;
    } else if (++last_counter > 0xFFF) { /* 12 bits: rand_a of the RFC, method 1 */
        last_ms++;
        last_counter = 0;
    }
    *ms = last_ms;
    *counter = last_counter;
    pthread_mutex_unlock(&lock);
}

ct_id ct_id_new(void)
{
    ct_id    id;
    uint64_t ms;
    unsigned counter;

    if (getentropy(id.b, sizeof id.b) != 0)
        memset(id.b, (int)getpid() & 0xFF, sizeof id.b); /* no entropy: time and counter remain */
    next_stamp(&ms, &counter);
    for (int i = 0; i < 6; i++)
        id.b[i] = (uint8_t)(ms >> (40 - 8 * i));
    id.b[6] = (uint8_t)(0x70 | counter >> 8);
    id.b[7] = (uint8_t)counter;
    id.b[8] = (uint8_t)(0x80 | (id.b[8] & 0x3F));
    return id;
}

ct_id ct_id_none(void)
{
    return (ct_id){{0}};
}

bool ct_id_is_none(ct_id id)
{
    return ct_id_equal(id, ct_id_none());
}

int ct_id_compare(ct_id a, ct_id b)
{
    return memcmp(a.b, b.b, sizeof a.b);
}

bool ct_id_equal(ct_id a, ct_id b)
{
    return ct_id_compare(a, b) == 0;
}

char *ct_id_text(ct_id id, char out[CT_ID_TEXT_BYTES])
{
    static const char hex[] = "0123456789abcdef";
    char             *p = out;

    for (int i = 0; i < 16; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            *p++ = '-';
        *p++ = hex[id.b[i] >> 4];
        *p++ = hex[id.b[i] & 15];
    }
    *p = '\0';
    return out;
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool ct_id_parse(const char *text, ct_id *out)
{
    ct_id id;

    for (int i = 0; i < 16; i++) {
        if (*text == '-' && (i == 4 || i == 6 || i == 8 || i == 10))
            text++;
        int high = hex_value(text[0]);
        int low = high < 0 ? -1 : hex_value(text[1]);
        if (low < 0)
            return false;
        id.b[i] = (uint8_t)(high << 4 | low);
        text += 2;
    }
    if (*text)
        return false;
    *out = id;
    return true;
}

/* test-hash-thread.c - the digest is that of the octets, however they come. */
#include <config.h>

#include "shell/session/hash-thread.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <openssl/sha.h>
#include <stdlib.h>
#include <string.h>

TestSuite(hash_thread, .timeout = 60);

enum { MOST = 9 << 20 };

static char *octets_of(size_t len)
{
    char *octets = malloc(len + 1);
    uint32_t x = 12345;

    for (size_t i = 0; i < len; i++)
        octets[i] = (char)((x = x * 1664525 + 1013904223) >> 24);
    return octets;
}

static void check(const struct hasher *h, const char *octets, size_t len,
                  size_t piece)
{
    unsigned char got[HASHER_OCTETS], want[HASHER_OCTETS];

    SHA256((const unsigned char *)octets, len, want);
    h->begin(h->ctx);
    for (size_t at = 0; at < len; at += piece)
        h->add(h->ctx,
               (struct span){octets + at, len - at < piece ? len - at : piece});
    h->end(h->ctx, got);
    cr_expect(memcmp(got, want, sizeof got) == 0, "%zu octets by %zu", len,
              piece);
}

Test(hash_thread, digests_are_right)
{
    static const size_t lens[] = {
        0, 1, 1 << 20, (1 << 20) + 1, 5 << 20, 2 * (1 << 20), MOST, 77};
    static const size_t pieces[] = {1 << 17, 256 << 10, 4099, MOST};
    char *octets = octets_of(MOST);
    struct hash_thread *t = hash_thread_new();

    for (size_t i = 0; i < sizeof lens / sizeof *lens; i++)
        for (size_t k = 0; k < sizeof pieces / sizeof *pieces; k++)
            check(hash_thread_hasher(t), octets, lens[i], pieces[k]);
    hash_thread_free(t);
    free(octets);
}

Test(hash_thread, a_message_that_is_cut_leaves_nothing_behind)
{
    char *octets = octets_of(MOST);
    struct hash_thread *t = hash_thread_new();
    const struct hasher *h = hash_thread_hasher(t);

    for (size_t i = 0; i < 20; i++) {
        h->begin(h->ctx);
        h->add(h->ctx, (struct span){octets, 1 << 20});
        h->add(h->ctx, (struct span){octets, (i + 1) * 100000});
        check(h, octets, i % 2 ? 3 << 20 : 100, 1 << 17);
    }
    h->begin(h->ctx);
    h->add(h->ctx, (struct span){octets, MOST});
    h->add(h->ctx, (struct span){octets, 1 << 17});
    hash_thread_free(t);
    hash_thread_free(NULL);
    free(octets);
}

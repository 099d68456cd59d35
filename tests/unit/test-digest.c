/* test-digest.c - the digest of message data. */
#include <config.h>

#include "net/rules/digest.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>

TestSuite(digest, .timeout = 20);

Test(digest, it_does_not_depend_on_how_the_octets_are_split)
{
    char octets[300];
    struct digest whole, parts;
    unsigned seed = 1;

    for (size_t i = 0; i < sizeof octets; i++)
        octets[i] = (char)rand_r(&seed);
    for (size_t len = 0; len <= sizeof octets; len++) {
        digest_init(&whole);
        digest_init(&parts);
        digest_add(&whole, (struct span){octets, len});
        for (size_t at = 0, n; at < len; at += n) {
            n = (size_t)rand_r(&seed) % 50;
            n = n < len - at ? n : len - at;
            digest_add(&parts, (struct span){octets + at, n});
        }
        cr_assert(eq(u64, digest_value(&whole), digest_value(&parts)), "%zu",
                  len);
    }
}

Test(digest, it_tells_every_changed_octet_and_length)
{
    char octets[200] = {0};
    uint64_t seen[sizeof octets * 9];
    size_t n = 0;

    for (size_t len = 0; len < sizeof octets; len++)
        for (int bit = 0; bit < 9; bit++) {
            struct digest d;

            if (bit && len)
                octets[len - 1] ^= (char)(1 << (bit - 1));
            digest_init(&d);
            digest_add(&d, (struct span){octets, len});
            if (len || !bit)
                seen[n++] = digest_value(&d);
            if (bit && len)
                octets[len - 1] ^= (char)(1 << (bit - 1));
        }
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < i; k++)
            cr_assert(ne(u64, seen[i], seen[k]), "%zu and %zu", i, k);
}

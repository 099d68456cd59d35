/* digest.c - four lanes of multiply and rotate, two words a step.
 *
 * A step can be undone when one of its words is known, so a change within one
 * word is never missed. Four lanes keep the multiplier busy, which a hash of
 * one lane, or a cryptographic one, does not. */
#include <config.h>

#include "net/rules/digest.h"

#include <string.h>

#define FACTOR UINT64_C(0xd1342543de82ef95)

static const uint64_t seeds[DIGEST_LANES] = {
    UINT64_C(0x243f6a8885a308d3), UINT64_C(0x13198a2e03707344),
    UINT64_C(0xa4093822299f31d0), UINT64_C(0x082efa98ec4e6c89)};

static inline uint64_t turned(uint64_t word, int bits)
{
    return word << bits | word >> (64 - bits);
}

/* The rotation of b is odd, so that like changes of letters in both words do
 * not cancel out. */
static inline uint64_t mix(uint64_t lane, uint64_t a, uint64_t b)
{
    return turned(((lane ^ a) + turned(b, 27)) * FACTOR, 29);
}

static inline uint64_t mix_at(uint64_t lane, const char *at)
{
    uint64_t words[2];

    memcpy(words, at, sizeof words);
    return mix(lane, words[0], words[1]);
}

void digest_init(struct digest *d)
{
    memcpy(d->lanes, seeds, sizeof seeds);
    d->octets = 0;
}

/* The blocks at at; returns the octets used. */
static size_t add_blocks(uint64_t lanes[DIGEST_LANES], const char *at,
                         size_t len)
{
    uint64_t a = lanes[0], b = lanes[1], c = lanes[2], d = lanes[3];
    size_t done = 0;

    for (; len - done >= DIGEST_BLOCK; done += DIGEST_BLOCK) {
        a = mix_at(a, at + done);
        b = mix_at(b, at + done + 16);
        c = mix_at(c, at + done + 32);
        d = mix_at(d, at + done + 48);
    }
    lanes[0] = a;
    lanes[1] = b;
    lanes[2] = c;
    lanes[3] = d;
    return done;
}

void digest_add(struct digest *d, struct span s)
{
    size_t have = d->octets % DIGEST_BLOCK, n;

    if (!s.len)
        return;
    d->octets += s.len;
    if (have) {
        n = s.len < DIGEST_BLOCK - have ? s.len : DIGEST_BLOCK - have;
        memcpy(d->carry + have, s.at, n);
        s = span_from(s, n);
        if (have + n < DIGEST_BLOCK)
            return;
        add_blocks(d->lanes, d->carry, DIGEST_BLOCK);
    }
    n = s.len ? add_blocks(d->lanes, s.at, s.len) : 0;
    if (n < s.len)
        memcpy(d->carry, s.at + n, s.len - n);
}

uint64_t digest_value(const struct digest *d)
{
    char last[DIGEST_BLOCK] = {0};
    uint64_t lanes[DIGEST_LANES], all = d->octets;

    memcpy(lanes, d->lanes, sizeof lanes);
    memcpy(last, d->carry, d->octets % DIGEST_BLOCK);
    add_blocks(lanes, last, DIGEST_BLOCK);
    for (int i = 0; i < DIGEST_LANES; i++)
        all = mix(all ^ all >> 32, lanes[i], 0);
    all = (all ^ all >> 32) * FACTOR;
    return all ^ all >> 29;
}

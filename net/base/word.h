/* word.h - eight octets at once, the first of them lowest.
 *
 * What is found is told by the top bit of octets. Only the first one that is
 * set means what it says: what is computed for octets behind it takes carries
 * from it. */
#ifndef POP3SH_BASE_WORD_H
#define POP3SH_BASE_WORD_H

#include <endian.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { WORD_OCTETS = 8 };

/* An octet, eight times. */
#define WORD_EACH(octet) (UINT64_C(0x0101010101010101) * (octet))

static inline uint64_t word_load(const char *at)
{
    uint64_t w;

    memcpy(&w, at, sizeof w);
    return le64toh(w);
}

/* Octets that do not lie in low to high, which is 7F at most. One of 80 to FF
 * keeps its top bit in the one or the other. */
static inline uint64_t word_outside(uint64_t w, unsigned char low,
                                    unsigned char high)
{
    return ((w - WORD_EACH(low)) | (w + WORD_EACH(0x7Fu - high))) &
           WORD_EACH(0x80);
}

/* Octets that are c. */
static inline uint64_t word_equal(uint64_t w, unsigned char c)
{
    w ^= WORD_EACH(c);
    return (w - WORD_EACH(1)) & ~w & WORD_EACH(0x80);
}

/* How many octets stand before the first one found; found is not 0. */
static inline size_t word_before(uint64_t found)
{
    return (size_t)__builtin_ctzll(found) / 8;
}

/* The number that n digits at the front of w make, 1 to 8 of them. */
static inline uint64_t word_number(uint64_t w, size_t n)
{
    w <<= 8 * (WORD_OCTETS - n); /* zeros in front */
    w = (w & WORD_EACH(0x0F)) * (10 * 256 + 1) >> 8;
    w = (w & UINT64_C(0x00FF00FF00FF00FF)) * (100 * 65536 + 1) >> 16;
    return (w & UINT64_C(0x0000FFFF0000FFFF)) *
               (10000 * UINT64_C(4294967296) + 1) >>
           32;
}

#endif

/* scan-masks.h - 64 octets become bit masks: one way for each kind of machine.
 *
 * For scan.c only. Each kernel fills struct masks (masks_KERNEL) and tells the
 * octets above 0x7F apart from NUL (high_KERNEL); pack_ leaves octets out. */
#ifndef POP3SH_POP3_SCAN_MASKS_H
#define POP3SH_POP3_SCAN_MASKS_H

#include <endian.h>
#include <stdint.h>
#include <string.h>
#if defined __x86_64__
#include <immintrin.h>
#endif

/* Bit i tells about octet i of the block. */
struct masks {
    uint64_t cr, lf, dot;
    uint64_t odd; /* NUL, and octets above 0x7F */
};

/* Copy the 64 octets at at, but for those in drop, and perhaps some more
 * octets behind them: to has room for 64. */
static inline void pack_portable(char *to, const char *at, uint64_t drop)
{
    size_t from = 0;

    for (; drop; drop &= drop - 1) {
        size_t n = (size_t)__builtin_ctzll(drop) - from;

        memcpy(to, at + from, n);
        to += n;
        from += n + 1;
    }
    if (from)
        memcpy(to, at + from, 64 - from);
    else
        memcpy(to, at, 64);
}

/* --- portable: eight octets in a word --- */

/* One bit per octet of x that equals c, in the order of the octets. */
static inline uint64_t equal8(uint64_t x, unsigned char c)
{
    const uint64_t low = UINT64_C(0x7F7F7F7F7F7F7F7F);
    uint64_t t;

    x ^= UINT64_C(0x0101010101010101) * c;
    t = ~(((x & low) + low) | x | low);
    return ((t >> 7) * UINT64_C(0x0102040810204080)) >> 56;
}

static inline uint64_t high8(uint64_t x)
{
    x &= UINT64_C(0x8080808080808080);
    return ((x >> 7) * UINT64_C(0x0102040810204080)) >> 56;
}

static inline void masks_portable(const char *at, struct masks *m)
{
    memset(m, 0, sizeof *m);
    for (unsigned i = 0; i < 64; i += 8) {
        uint64_t x;

        memcpy(&x, at + i, 8);
        x = le64toh(x);
        m->cr |= equal8(x, '\r') << i;
        m->lf |= equal8(x, '\n') << i;
        m->dot |= equal8(x, '.') << i;
        m->odd |= (equal8(x, 0) | high8(x)) << i;
    }
}

static inline uint64_t high_portable(const char *at)
{
    uint64_t bits = 0;

    for (unsigned i = 0; i < 64; i += 8) {
        uint64_t x;

        memcpy(&x, at + i, 8);
        bits |= high8(le64toh(x)) << i;
    }
    return bits;
}

/* --- x86-64: SSE2 is always there, the others are asked for --- */

#if defined __x86_64__
/* Written out: what gcc makes of loops over four vectors is three times as
 * long. */
struct sse2_block {
    __m128i a, b, c, d;
};

static inline struct sse2_block sse2_load(const char *at)
{
    const __m128i *v = (const __m128i *)(const void *)at;

    return (struct sse2_block){_mm_loadu_si128(v), _mm_loadu_si128(v + 1),
                               _mm_loadu_si128(v + 2), _mm_loadu_si128(v + 3)};
}

static inline uint64_t sse2_bits(__m128i a, __m128i b, __m128i c, __m128i d)
{
    uint64_t low =
        (unsigned)_mm_movemask_epi8(b) << 16 | (unsigned)_mm_movemask_epi8(a);
    uint64_t high =
        (unsigned)_mm_movemask_epi8(d) << 16 | (unsigned)_mm_movemask_epi8(c);

    return high << 32 | low;
}

static inline uint64_t sse2_equal(const struct sse2_block *v, char octet)
{
    const __m128i want = _mm_set1_epi8(octet);

    return sse2_bits(_mm_cmpeq_epi8(v->a, want), _mm_cmpeq_epi8(v->b, want),
                     _mm_cmpeq_epi8(v->c, want), _mm_cmpeq_epi8(v->d, want));
}

static inline void masks_sse2(const char *at, struct masks *m)
{
    const __m128i one = _mm_set1_epi8(1);
    struct sse2_block v = sse2_load(at);

    m->cr = sse2_equal(&v, '\r');
    m->lf = sse2_equal(&v, '\n');
    m->dot = sse2_equal(&v, '.');
    m->odd = sse2_bits(_mm_cmpgt_epi8(one, v.a), _mm_cmpgt_epi8(one, v.b),
                       _mm_cmpgt_epi8(one, v.c), _mm_cmpgt_epi8(one, v.d));
}

static inline uint64_t high_sse2(const char *at)
{
    struct sse2_block v = sse2_load(at);

    return sse2_bits(v.a, v.b, v.c, v.d);
}

#define AVX2 __attribute__((target("avx2,bmi,bmi2,lzcnt,popcnt")))

AVX2 static inline uint64_t avx2_bits(__m256i a, __m256i b)
{
    return (uint64_t)(unsigned)_mm256_movemask_epi8(b) << 32 |
           (unsigned)_mm256_movemask_epi8(a);
}

AVX2 static inline uint64_t avx2_equal(__m256i a, __m256i b, char c)
{
    const __m256i want = _mm256_set1_epi8(c);

    return avx2_bits(_mm256_cmpeq_epi8(a, want), _mm256_cmpeq_epi8(b, want));
}

AVX2 static inline void masks_avx2(const char *at, struct masks *m)
{
    const __m256i *v = (const __m256i *)(const void *)at;
    const __m256i one = _mm256_set1_epi8(1);
    __m256i a = _mm256_loadu_si256(v), b = _mm256_loadu_si256(v + 1);

    m->cr = avx2_equal(a, b, '\r');
    m->lf = avx2_equal(a, b, '\n');
    m->dot = avx2_equal(a, b, '.');
    m->odd = avx2_bits(_mm256_cmpgt_epi8(one, a), _mm256_cmpgt_epi8(one, b));
}

AVX2 static inline uint64_t high_avx2(const char *at)
{
    __m256i v[2];

    memcpy(v, at, sizeof v);
    return avx2_bits(v[0], v[1]);
}

#define AVX512                                                                 \
    __attribute__((target("avx512bw,avx512vbmi2,avx2,bmi,bmi2,lzcnt,popcnt")))

AVX512 static inline void masks_avx512(const char *at, struct masks *m)
{
    __m512i v = _mm512_loadu_si512((const void *)at);

    m->cr = _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8('\r'));
    m->lf = _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8('\n'));
    m->dot = _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8('.'));
    m->odd = _mm512_cmple_epi8_mask(v, _mm512_setzero_si512());
}

AVX512 static inline uint64_t high_avx512(const char *at)
{
    return _mm512_movepi8_mask(_mm512_loadu_si512((const void *)at));
}

AVX512 static inline void pack_avx512(char *to, const char *at, uint64_t drop)
{
    __m512i v = _mm512_loadu_si512((const void *)at);

    _mm512_storeu_si512((void *)to, _mm512_maskz_compress_epi8(~drop, v));
}
#endif

#endif

/* scan.c - the masks of 64 octets, and what follows from them.
 *
 * Three kernels make the same masks: portable words, SSE2, AVX2 (chosen at
 * run time). All that is known about lines is in stops() and count(), once. */
#include <config.h>

#include "net/pop3/scan.h"

#include <endian.h>
#include <string.h>
#if defined __x86_64__
#include <immintrin.h>
#endif

/* Bit i tells about octet i of the block. */
struct masks {
    uint64_t cr, lf, nul, high, dot;
};

/* The n lowest bits. */
static inline uint64_t below(size_t n)
{
    return n < 64 ? (UINT64_C(1) << n) - 1 : ~UINT64_C(0);
}

/* The octets that need a decision: a dot that begins a line (behind CRLF, or
 * behind a bare LF, where it is suspect), the end of an empty header line. */
static inline uint64_t stops(const struct scan *s, const struct masks *m)
{
    uint64_t begins = (m->lf << 1) | (uint64_t)(s->start | s->bare);

    return begins & (s->header ? m->dot | m->cr | m->lf : m->dot);
}

static inline void first(uint64_t *slot, uint64_t mask, uint64_t offset)
{
    if (!*slot)
        *slot = offset + (uint64_t)__builtin_ctzll(mask);
}

/* The rare things of a block: worth a look, not worth speed. */
static __attribute__((noinline)) void
count_flaws(uint64_t bare_lf, uint64_t bare_cr, const struct masks *m,
            uint64_t offset, struct tally *t)
{
    if (bare_lf) {
        first(&t->first_bare_lf, bare_lf, offset);
        t->bare_lf += (uint64_t)__builtin_popcountll(bare_lf);
    }
    if (bare_cr) { /* the bit stands one octet behind the CR */
        first(&t->first_bare_cr, bare_cr, offset - 1);
        t->bare_cr += (uint64_t)__builtin_popcountll(bare_cr);
    }
    if (m->nul) {
        first(&t->first_nul, m->nul, offset);
        t->nul++;
    }
}

/* Count the first n octets of a block, and carry on what they leave open. */
static inline void count(struct scan *s, const struct masks *all, size_t n,
                         uint64_t offset, struct tally *t)
{
    uint64_t use = below(n), after_cr = (all->cr << 1) | (uint64_t)s->cr;
    struct masks m = {all->cr & use, all->lf & use, all->nul & use,
                      all->high & use, 0};
    uint64_t bare_lf = m.lf & ~after_cr, bare_cr = after_cr & ~all->lf & use;

    if (!n)
        return;
    if (bare_lf | bare_cr | m.nul)
        count_flaws(bare_lf, bare_cr, &m, offset, t);
    if (m.high) {
        first(&t->first_eight_bit, m.high, offset);
        t->eight_bit++;
    }
    if (m.lf) {
        unsigned end = (unsigned)__builtin_ctzll(m.lf);
        unsigned last = 63 - (unsigned)__builtin_clzll(m.lf);
        uint64_t line = s->line_octets + end;

        if (line > t->longest) /* the CR before the LF is no part of it */
            t->longest = line - ((after_cr >> end) & 1 && line);
        t->lines += (uint64_t)__builtin_popcountll(m.lf);
        s->line_octets = n - last - 1;
    } else {
        s->line_octets += n;
    }
    t->octets += n;
    s->cr = (m.cr >> (n - 1)) & 1;
    s->bare = (bare_lf >> (n - 1)) & 1;
    s->start = ((m.lf & after_cr) >> (n - 1)) & 1;
}

/* --- portable kernel: eight octets in a word --- */

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
        m->nul |= equal8(x, 0) << i;
        m->dot |= equal8(x, '.') << i;
        m->high |= high8(x) << i;
    }
}

#define SCAN_NAME run_portable
#define SCAN_TARGET
#define SCAN_MASKS(at, m) masks_portable(at, m)
#include "net/pop3/scan-loop.h"

/* --- x86-64: SSE2 is always there, AVX2 is asked for --- */

#if defined __x86_64__
static inline uint64_t sse2_equal(const __m128i v[4], char c)
{
    const __m128i want = _mm_set1_epi8(c);
    uint64_t bits = 0;

    for (int i = 3; i >= 0; i--)
        bits = bits << 16 |
               (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(v[i], want));
    return bits;
}

static inline void masks_sse2(const char *at, struct masks *m)
{
    __m128i v[4];

    m->high = 0;
    for (int i = 3; i >= 0; i--) {
        v[i] = _mm_loadu_si128((const __m128i *)(const void *)(at + 16 * i));
        m->high = m->high << 16 | (unsigned)_mm_movemask_epi8(v[i]);
    }
    m->cr = sse2_equal(v, '\r');
    m->lf = sse2_equal(v, '\n');
    m->nul = sse2_equal(v, 0);
    m->dot = sse2_equal(v, '.');
}

#define SCAN_NAME run_sse2
#define SCAN_TARGET
#define SCAN_MASKS(at, m) masks_sse2(at, m)
#include "net/pop3/scan-loop.h"

#define AVX2 __attribute__((target("avx2,bmi,bmi2,lzcnt,popcnt")))

AVX2 static inline uint64_t avx2_equal(__m256i a, __m256i b, char c)
{
    const __m256i want = _mm256_set1_epi8(c);

    return (uint64_t)(unsigned)_mm256_movemask_epi8(_mm256_cmpeq_epi8(b, want))
               << 32 |
           (unsigned)_mm256_movemask_epi8(_mm256_cmpeq_epi8(a, want));
}

AVX2 static inline void masks_avx2(const char *at, struct masks *m)
{
    const __m256i *v = (const __m256i *)(const void *)at;
    __m256i a = _mm256_loadu_si256(v), b = _mm256_loadu_si256(v + 1);

    m->high = (uint64_t)(unsigned)_mm256_movemask_epi8(b) << 32 |
              (unsigned)_mm256_movemask_epi8(a);
    m->cr = avx2_equal(a, b, '\r');
    m->lf = avx2_equal(a, b, '\n');
    m->nul = avx2_equal(a, b, 0);
    m->dot = avx2_equal(a, b, '.');
}

#define SCAN_NAME run_avx2
#define SCAN_TARGET AVX2
#define SCAN_MASKS(at, m) masks_avx2(at, m)
#include "net/pop3/scan-loop.h"

static bool has_avx2(void)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2") &&
           __builtin_cpu_supports("popcnt");
}
#endif

bool scan_run_with(enum scan_kernel kernel, struct scan *s, struct span in,
                   uint64_t offset, struct tally *t, size_t *stop_out)
{
#if defined __x86_64__
    if (kernel == SCAN_AVX2 && has_avx2()) {
        *stop_out = run_avx2(s, in, offset, t);
        return true;
    }
    if (kernel == SCAN_SSE2) {
        *stop_out = run_sse2(s, in, offset, t);
        return true;
    }
#endif
    if (kernel != SCAN_PORTABLE)
        return false;
    *stop_out = run_portable(s, in, offset, t);
    return true;
}

size_t scan_run(struct scan *s, struct span in, uint64_t offset,
                struct tally *t)
{
#if defined __x86_64__
    return has_avx2() ? run_avx2(s, in, offset, t) : run_sse2(s, in, offset, t);
#else
    return run_portable(s, in, offset, t);
#endif
}

void scan_note(struct scan *s, struct span in, uint64_t offset, struct tally *t)
{
    char block[64];
    struct masks m;

    for (size_t done = 0; done < in.len; done += sizeof block) {
        size_t n = in.len - done < sizeof block ? in.len - done : sizeof block;

        memset(block, ' ', sizeof block);
        memcpy(block, in.at + done, n);
        masks_portable(block, &m);
        count(s, &m, n, offset + done, t);
    }
}

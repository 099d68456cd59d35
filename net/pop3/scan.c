/* scan.c - what follows from the masks of 64 octets.
 *
 * All that is known about lines is here and in scan-loop.h, once; the kernels
 * (portable words, SSE2, AVX2, AVX-512; chosen at run time) make the same
 * masks. */
#include <config.h>

#include "net/pop3/scan.h"

#include "net/pop3/scan-masks.h"

enum { LONG_LEAST = 512 }; /* shorter lines are not measured */

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

/* Those of the stops that are dots which stuffing put there: behind CRLF, and
 * before another dot. bare_before, bare_lf: an LF without CR; next: a dot is
 * the octet behind the block. */
static inline uint64_t stuffed_dots(uint64_t stop, uint64_t dot, bool next,
                                    bool bare_before, uint64_t bare_lf)
{
    return stop & ~(bare_lf << 1 | (uint64_t)bare_before) &
           (dot >> 1 | (uint64_t)next << 63);
}

static inline void first(uint64_t *slot, uint64_t mask, uint64_t offset)
{
    if (!*slot)
        *slot = offset + (uint64_t)__builtin_ctzll(mask);
}

/* odd: NUL and 8-bit; high: only these. */
static __attribute__((noinline)) void
count_flaws(uint64_t bare_lf, uint64_t bare_cr, uint64_t odd, uint64_t high,
            uint64_t offset, struct tally *t)
{
    if (high) {
        first(&t->first_eight_bit, high, offset);
        t->eight_bit++;
    }
    if (odd & ~high) {
        first(&t->first_nul, odd & ~high, offset);
        t->nul++;
    }
    if (bare_lf) {
        first(&t->first_bare_lf, bare_lf, offset);
        t->bare_lf += (uint64_t)__builtin_popcountll(bare_lf);
    }
    if (bare_cr) { /* the bit stands one octet behind the CR */
        first(&t->first_bare_cr, bare_cr, offset - 1);
        t->bare_cr += (uint64_t)__builtin_popcountll(bare_cr);
    }
}

/* Octets of a line up to its LF which make it worth a look. */
static inline uint64_t long_line(const struct tally *t)
{
    return t->longest > LONG_LEAST ? t->longest : LONG_LEAST;
}

/* A line of that many octets ends with the first LF of a block. The CR before
 * it is no part of the line. */
static inline void count_line(uint64_t line, uint64_t lf, uint64_t after_cr,
                              struct tally *t)
{
    if (line > long_line(t))
        t->longest = line - (after_cr >> __builtin_ctzll(lf) & 1);
}

/* Count the first n octets of a block, but for those dropped, and carry on
 * what they leave open. */
static void count(struct scan *s, const struct masks *all, uint64_t high,
                  size_t n, uint64_t drop, uint64_t offset, struct tally *t)
{
    uint64_t use = below(n), after_cr = (all->cr << 1) | (uint64_t)s->cr;
    uint64_t lf = all->lf & use, odd = all->odd & use;
    uint64_t bare_lf = lf & ~after_cr, bare_cr = after_cr & ~all->lf & use;
    uint64_t stuffed = (uint64_t)__builtin_popcountll(drop);

    if (!n)
        return;
    if (bare_lf | bare_cr | odd)
        count_flaws(bare_lf, bare_cr, odd, high & use, offset, t);
    s->line_octets -= drop & 1;
    if (lf) {
        unsigned last = 63 - (unsigned)__builtin_clzll(lf);

        count_line(s->line_octets + (uint64_t)__builtin_ctzll(lf), lf, after_cr,
                   t);
        t->lines += (uint64_t)__builtin_popcountll(lf);
        s->line_octets = n - last - 1 - (drop > lf);
    } else {
        s->line_octets += n;
    }
    t->octets += n - stuffed;
    t->stuffed += stuffed;
    s->cr = (all->cr >> (n - 1)) & 1;
    s->bare = (bare_lf >> (n - 1)) & 1;
    s->start = ((lf & after_cr) >> (n - 1)) & 1;
}

#define SCAN_PASTE(word, kernel) word##_##kernel
#define SCAN_JOIN(word, kernel) SCAN_PASTE(word, kernel)
#define SCAN_NAME(word) SCAN_JOIN(word, SCAN_KERNEL)

#define SCAN_KERNEL portable
#define SCAN_TARGET
#define SCAN_PACK pack_portable
#include "net/pop3/scan-loop.h"

#if defined __x86_64__
#define SCAN_KERNEL sse2
#define SCAN_TARGET
#define SCAN_PACK pack_portable
#include "net/pop3/scan-loop.h"

#define SCAN_KERNEL avx2
#define SCAN_TARGET AVX2
#define SCAN_PACK pack_portable
#include "net/pop3/scan-loop.h"

#define SCAN_KERNEL avx512
#define SCAN_TARGET AVX512
#define SCAN_PACK pack_avx512
#include "net/pop3/scan-loop.h"

static bool has_avx2(void)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2") &&
           __builtin_cpu_supports("popcnt");
}

static bool has_avx512(void)
{
    return has_avx2() && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512vbmi2");
}
#endif

bool scan_has(enum scan_kernel kernel)
{
#if defined __x86_64__
    return kernel < SCAN_AVX2 ||
           (kernel == SCAN_AVX2 ? has_avx2() : has_avx512());
#else
    return kernel == SCAN_PORTABLE;
#endif
}

size_t scan_run_with(enum scan_kernel kernel, struct scan *s, struct span in,
                     uint64_t offset, struct tally *t, char **out)
{
#if defined __x86_64__
    if (kernel == SCAN_AVX512)
        return run_avx512(s, in, offset, t, out);
    if (kernel == SCAN_AVX2)
        return run_avx2(s, in, offset, t, out);
    if (kernel == SCAN_SSE2)
        return run_sse2(s, in, offset, t, out);
#endif
    return run_portable(s, in, offset, t, out);
}

/* The fastest one here. */
static enum scan_kernel best(void)
{
    enum scan_kernel kernel = SCAN_AVX512;

    while (!scan_has(kernel))
        kernel--;
    return kernel;
}

size_t scan_run(struct scan *s, struct span in, uint64_t offset,
                struct tally *t)
{
    return scan_run_with(best(), s, in, offset, t, NULL);
}

size_t scan_unstuff(struct scan *s, struct span in, uint64_t offset,
                    struct tally *t, char **out)
{
    return scan_run_with(best(), s, in, offset, t, out);
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
        count(s, &m, high_portable(block), n, 0, offset + done, t);
    }
}

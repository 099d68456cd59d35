/* scan-loop.h - the loop of scan_run; included by scan.c once per kernel.
 *
 * Before inclusion: SCAN_KERNEL the kernel's name, SCAN_TARGET its attribute,
 * SCAN_PACK its way to leave octets out. */

#define SCAN_INLINE SCAN_TARGET static inline __attribute__((always_inline))

/* Whole blocks in which nothing needs a decision, or nothing but dots that are
 * to be left out. Returns where the next block begins. */
SCAN_INLINE size_t SCAN_NAME(blocks)(struct scan *s, struct span in,
                                     uint64_t offset, struct tally *t,
                                     char **out)
{
    struct scan now = *s;
    uint64_t begin = now.start | now.bare, cr = now.cr;
    uint64_t lines = 0, stuffed = 0, long_most = long_line(t);
    size_t done = 0;
    struct masks m;

    for (; in.len - done >= 64; done += 64) {
        const char *at = in.at + done;

        SCAN_NAME(masks)(at, &m);
        uint64_t after_cr = m.cr << 1 | cr, bare = m.lf ^ after_cr;
        uint64_t stop = (m.lf << 1 | begin) & m.dot, drop = 0;

        if (stop) {
            if (out)
                drop = stuffed_dots(stop, m.dot,
                                    in.len - done > 64 && at[64] == '.',
                                    now.bare, bare & m.lf);
            if (stop != drop)
                break;
            stuffed += (uint64_t)__builtin_popcountll(drop);
            now.line_octets -= drop & 1;
        }
        now.bare = false;
        if (bare | m.odd) {
            uint64_t high = SCAN_NAME(high)(at);

            if (t->eight_bit && !bare && high == m.odd)
                t->eight_bit++;
            else
                count_flaws(bare & m.lf, bare & after_cr, m.odd, high,
                            offset + done, t);
            now.bare = (bare & m.lf) >> 63;
        }
        if (m.lf) {
            uint64_t line = now.line_octets + (uint64_t)__builtin_ctzll(m.lf);

            if (line > long_most) {
                count_line(line, m.lf, after_cr, t);
                long_most = long_line(t);
            }
            lines += (uint64_t)__builtin_popcountll(m.lf);
            now.line_octets = (uint64_t)__builtin_clzll(m.lf) - (drop > m.lf);
        } else {
            now.line_octets += 64;
        }
        if (out) {
            SCAN_PACK(*out, at, drop);
            *out += 64 - __builtin_popcountll(drop);
        }
        cr = m.cr >> 63;
        begin = m.lf >> 63;
    }
    now.cr = cr;
    now.start = begin && !now.bare;
    *s = now;
    t->lines += lines;
    t->stuffed += stuffed;
    t->octets += done - stuffed;
    return done;
}

/* What is left: a block that is not whole, or has a stop in it, or is in a
 * header. Returns how many of its octets stand before the stop. */
SCAN_INLINE size_t SCAN_NAME(block)(struct scan *s, struct span in,
                                    uint64_t offset, struct tally *t,
                                    char **out)
{
    size_t n = in.len < 64 ? in.len : 64;
    uint64_t stop, drop = 0;
    char block[64];
    struct masks m;

    memset(block, ' ', sizeof block);
    memcpy(block, in.at, n);
    SCAN_NAME(masks)(block, &m);
    stop = stops(s, &m) & below(n);
    if (out)
        drop = stuffed_dots(stop, m.dot, in.len > 64 && in.at[64] == '.',
                            s->bare, m.lf & ~(m.cr << 1 | (uint64_t)s->cr));
    if (stop != drop)
        n = (size_t)__builtin_ctzll(stop & ~drop);
    drop &= below(n);
    count(s, &m, SCAN_NAME(high)(block), n, drop, offset, t);
    if (out) {
        SCAN_PACK(*out, block, drop);
        *out += n - (size_t)__builtin_popcountll(drop);
    }
    return n;
}

SCAN_INLINE size_t SCAN_NAME(all)(struct scan *s, struct span in,
                                  uint64_t offset, struct tally *t, char **out)
{
    size_t done = 0, n = 64;

    while (done < in.len && n == 64) {
        if (!s->header)
            done += SCAN_NAME(blocks)(s, span_from(in, done), offset + done, t,
                                      out);
        n = done < in.len ? SCAN_NAME(block)(s, span_from(in, done),
                                             offset + done, t, out)
                          : 0;
        done += n;
    }
    return done;
}

/* Each use of it becomes code of its own. */
SCAN_TARGET static size_t SCAN_NAME(run)(struct scan *s, struct span in,
                                         uint64_t offset, struct tally *t,
                                         char **out)
{
    return out ? SCAN_NAME(all)(s, in, offset, t, out)
               : SCAN_NAME(all)(s, in, offset, t, NULL);
}

#undef SCAN_KERNEL
#undef SCAN_TARGET
#undef SCAN_PACK
#undef SCAN_INLINE

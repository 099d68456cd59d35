/* scan-loop.h - the loop of scan_run; included by scan.c once per kernel.
 *
 * Before inclusion: SCAN_NAME the function's name, SCAN_TARGET its attribute,
 * SCAN_MASKS(at, m) fills a struct masks from the 64 octets at at. */

SCAN_TARGET static size_t SCAN_NAME(struct scan *s, struct span in,
                                    uint64_t offset, struct tally *t)
{
    size_t done = 0;
    struct masks m;
    char tail[64];

    while (done < in.len) {
        size_t n = in.len - done < 64 ? in.len - done : 64;
        const char *at = in.at + done;
        uint64_t stop;

        if (n < 64) {
            memset(tail, ' ', sizeof tail);
            memcpy(tail, at, n);
            at = tail;
        }
        SCAN_MASKS(at, &m);
        stop = stops(s, &m) & below(n);
        if (stop)
            n = (size_t)__builtin_ctzll(stop);
        count(s, &m, n, offset + done, t);
        done += n;
        if (stop)
            break;
    }
    return done;
}

#undef SCAN_NAME
#undef SCAN_TARGET
#undef SCAN_MASKS

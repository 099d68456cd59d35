/* run.c - reads runs octet by octet, and makes single events of them again. */
#include <config.h>

#include "net/pop3/run.h"

#include "net/base/word.h"

/* --- listing lines --- */

enum {
    NUMBER_DIGITS = 7, /* of a message-number; more are no ordinary maildrop */
    SIZE_DIGITS = 14,
    UID_MOST = 70,
};

/* 1*DIGIT without a leading zero, at most `most` of them, 7 or more; the octets
 * used, or 0. A "0" alone is one. */
static size_t digits(const char *at, const char *end, size_t most,
                     uint64_t *out)
{
    uint64_t w = end - at >= WORD_OCTETS ? word_load(at) : WORD_EACH('0');
    uint64_t other = word_outside(w, '0', '9'), n = 0;
    size_t i = 0;

    if (other) {
        i = word_before(other);
        n = i ? word_number(w, i) : 0;
    } else {
        while (at + i < end && i < most && (unsigned char)(at[i] - '0') <= 9)
            n = n * 10 + (unsigned char)(at[i++] - '0');
    }
    *out = n;
    return i > 1 && *at == '0' ? 0 : i;
}

/* How many octets at the front are 0x21 to 0x7E. */
static size_t id_octets(const char *at, const char *end)
{
    size_t i = 0;

    for (; end - (at + i) >= WORD_OCTETS; i += WORD_OCTETS) {
        uint64_t other = word_outside(word_load(at + i), 0x21, 0x7E);

        if (other)
            return i + word_before(other);
    }
    while (at + i < end && (unsigned char)(at[i] - 0x21) <= 0x7E - 0x21)
        i++;
    return i;
}

bool run_line(enum content content, struct span in, struct run_line *out)
{
    if (!in.len)
        return false; /* at may be NULL, which nothing may be added to */

    const char *at = in.at, *end = in.at + in.len;
    size_t n = digits(at, end, NUMBER_DIGITS, &out->n);

    if (!n || !out->n || end - (at += n) < 4 || *at++ != ' ')
        return false;
    out->uid = (struct span){0};
    out->octets = 0;
    if (content == CONTENT_SCAN) {
        n = digits(at, end, SIZE_DIGITS, &out->octets);
    } else {
        n = id_octets(at, end);
        out->uid = (struct span){at, n};
    }
    if (!n || (content == CONTENT_UID && n > UID_MOST) || end - (at += n) < 2 ||
        at[0] != '\r' || at[1] != '\n')
        return false;
    out->len = (size_t)(at + 2 - in.at);
    return true;
}

/* --- repeats --- */

enum { REPEATS_MOST = 1024 }; /* lines that are compared at once */

/* Does a line stand n times more behind one like it at `at`? What repeats is
 * equal to itself a line further on. */
static bool goes_on(const char *at, size_t len, size_t n)
{
    return memcmp(at, at + len, n * len) == 0;
}

/* Twice as many lines at once each time; where they differ, halves. */
size_t run_repeats(struct span in, struct span line, size_t most)
{
    size_t whole = line.len ? in.len / line.len : 0, n = 1, step = 1;

    if (whole > most)
        whole = most;
    if (!whole || memcmp(in.at, line.at, line.len) != 0)
        return 0;
    while (n < whole) {
        if (step > whole - n)
            step = whole - n;
        if (!goes_on(in.at + (n - 1) * line.len, line.len, step))
            break;
        n += step;
        step = step < REPEATS_MOST ? 2 * step : step;
    }
    if (n == whole)
        return n;
    while (step > 1) { /* the difference is in the next `step` lines */
        size_t half = step / 2;

        if (goes_on(in.at + (n - 1) * line.len, line.len, half)) {
            n += half;
            step -= half;
        } else {
            step = half;
        }
    }
    return n;
}

/* --- taking apart --- */

static void each_line(const struct event *run, event_fn *see, void *ctx)
{
    struct span rest = run->raw;
    struct event e = *run;
    struct run_line line;

    e.kind = EVENT_LINE;
    e.count = 0;
    while (run_line(run->listing.content, rest, &line)) {
        e.raw = span_first(rest, line.len);
        e.text = span_first(rest, line.len - 2);
        e.line_octets = line.len;
        e.listing.n = line.n;
        e.listing.octets = line.octets;
        e.listing.word = line.uid;
        see(ctx, &e);
        e.offset += line.len;
        rest = span_from(rest, line.len);
    }
}

/* The i-th of the equal requests of a run. */
static struct request request_at(const struct event *run, size_t i)
{
    struct request r = *run->request;

    r.exchange += (uint32_t)i;
    r.offset += i * r.size_octets;
    return r;
}

static void each_repeat(const struct event *run, event_fn *see, void *ctx)
{
    static const struct tally none;
    struct event e = *run;

    e.count = 0;
    e.raw.len = (size_t)e.line_octets;
    for (size_t i = 0; i < run->count; i++) {
        struct request r = request_at(run, i);
        struct event end;

        e.request = &r;
        e.exchange = r.exchange;
        e.kind = run->kind == EVENT_REQUESTS ? EVENT_REQUEST : EVENT_STATUS;
        see(ctx, &e);
        e.offset += e.line_octets;
        if (run->kind == EVENT_REQUESTS)
            continue;
        end = (struct event){.kind = EVENT_END,
                             .side = SIDE_SERVER,
                             .at_ns = e.at_ns,
                             .exchange = e.exchange,
                             .request = &r,
                             .status = e.status,
                             .end = END_LINE,
                             .tally = &none,
                             .state = e.state,
                             .tls = e.tls};
        see(ctx, &end);
    }
}

void run_each(const struct event *e, event_fn *see, void *ctx)
{
    switch (e->kind) {
    case EVENT_LINES:
        each_line(e, see, ctx);
        break;
    case EVENT_REQUESTS:
    case EVENT_REPLIES:
        each_repeat(e, see, ctx);
        break;
    default:
        see(ctx, e);
        break;
    }
}

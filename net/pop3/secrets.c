/* secrets.c - remembers secrets in the forms that they may come back in. */
#include <config.h>

#include "net/pop3/secrets.h"

#include "net/base/base64.h"

enum {
    BITS = 64,         /* that secrets share, of `begins` */
    CORE_SHORTEST = 4, /* characters of base64 from the middle of something */
    BASE64_OCTETS = 3, /* make four characters */
};

void secrets_done(struct secrets *s)
{
    for (size_t i = 0; i < SECRETS_MOST; i++)
        secret_done(&s->at[i]);
    *s = (struct secrets){0};
}

static size_t slot_of_pair(const char *at)
{
    return ((unsigned)(unsigned char)at[0] << 4 ^ (unsigned char)at[1]) %
           SECRETS_PAIRS;
}

static void note_beginnings(struct secrets *s)
{
    memset(s->begins, 0, sizeof s->begins);
    for (size_t i = 0; i < s->count; i++)
        for (size_t j = 0; j < SECRETS_SHORTEST; j++)
            s->begins[j][(unsigned char)s->at[i].at[j]] |= UINT64_C(1)
                                                           << i % BITS;
}

static void note_pairs(struct secrets *s)
{
    s->window = SECRETS_WINDOW;
    for (size_t i = 0; i < s->count; i++)
        if (s->at[i].len < s->window)
            s->window = s->at[i].len;
    memset(s->skip, (int)s->window - 1, sizeof s->skip);
    for (size_t i = 0; i < s->count; i++)
        for (size_t j = 0, left = s->window - 1; left-- > 0; j++) {
            unsigned char *skip = &s->skip[slot_of_pair(s->at[i].at + j)];

            if (*skip > left)
                *skip = (unsigned char)left;
        }
}

void secrets_learn(struct secrets *s, struct span octets)
{
    if (octets.len < SECRETS_SHORTEST)
        return;
    for (size_t i = 0; i < s->count; i++)
        if (span_equal(secret_span(&s->at[i]), octets))
            return;
    secret_set(&s->at[s->next], octets);
    s->learned++;
    s->next = (s->next + 1) % SECRETS_MOST;
    if (s->count < SECRETS_MOST)
        s->count++;
    note_beginnings(s);
    note_pairs(s);
}

/* The characters that base64 has for the secret whatever stands around it,
 * `shift` octets of it being in front in the same group of three. */
static void learn_core(struct secrets *s, struct span octets, size_t shift)
{
    static const size_t front[] = {0, 2, 3}, back[] = {0, 3, 2};
    struct buf whole = {0}, base64 = {0};
    struct span core;
    size_t end = (shift + octets.len) % BASE64_OCTETS;

    buf_add(&whole, (struct span){"\0\0", shift});
    buf_add(&whole, octets);
    base64_encode(&base64, buf_span(&whole));
    core = span_from(buf_span(&base64), front[shift]);
    if (core.len >= back[end] + CORE_SHORTEST)
        secrets_learn(s, span_first(core, core.len - back[end]));
    buf_wipe(&whole);
    buf_wipe(&base64);
}

static void learn_hex(struct secrets *s, struct span octets, const char *digits)
{
    struct buf hex = {0};

    for (size_t i = 0; i < octets.len; i++) {
        buf_add_char(&hex, digits[(unsigned char)octets.at[i] >> 4]);
        buf_add_char(&hex, digits[(unsigned char)octets.at[i] & 15]);
    }
    secrets_learn(s, buf_span(&hex));
    buf_wipe(&hex);
}

void secrets_learn_password(struct secrets *s, struct span octets)
{
    struct buf base64 = {0};

    if (octets.len < SECRETS_SHORTEST)
        return;
    secrets_learn(s, octets);
    base64_encode(&base64, octets);
    secrets_learn(s, buf_span(&base64));
    buf_wipe(&base64);
    for (size_t shift = 0; shift < BASE64_OCTETS; shift++)
        learn_core(s, octets, shift);
    learn_hex(s, octets, "0123456789abcdef");
    learn_hex(s, octets, "0123456789ABCDEF");
}

/* The longest secret that text begins with, or empty. */
static struct span find_here(const struct secrets *s, struct span text)
{
    struct span found = {0};

    for (size_t i = 0; i < s->count; i++) {
        struct span secret = secret_span(&s->at[i]);

        if (secret.len > found.len && span_starts(text, secret))
            found = span_first(text, secret.len);
    }
    return found;
}

/* Does a secret have the first octets of at? */
static bool may_begin(const struct secrets *s, const char *at)
{
    uint64_t which = s->begins[0][(unsigned char)at[0]];

    for (size_t j = 1; which && j < SECRETS_SHORTEST; j++)
        which &= s->begins[j][(unsigned char)at[j]];
    return which != 0;
}

/* Mail and a million lines of UIDL come through here: as Wu and Manber (TR
 * 94-17) do it, most looks at a pair of octets pass over a whole window. */
struct span secrets_find(const struct secrets *s, struct span text)
{
    const unsigned char *skips = s->skip;
    size_t window = s->window, skip;
    const char *at, *end; /* of where the pair may stand */

    if (!s->count || text.len < window)
        return (struct span){0};
    at = text.at + window - 2;
    end = text.at + text.len - 1;
    for (; (size_t)(end - at) > (skip = skips[slot_of_pair(at)]); at += skip) {
        const char *first = at + 2 - window;
        struct span found;

        if (skip)
            continue;
        if (may_begin(s, first)) {
            found = find_here(s, span_from(text, (size_t)(first - text.at)));
            if (found.len)
                return found;
        }
        if (at + 1 == end)
            break;
        skip = 1;
    }
    return (struct span){0};
}

size_t secrets_tail(const struct secrets *s, struct span text)
{
    size_t most = 0;

    for (size_t i = 0; i < s->count; i++) {
        struct span secret = secret_span(&s->at[i]);
        size_t n = secret.len < text.len ? secret.len : text.len;

        for (; n > most && n >= SECRETS_SHORTEST; n--)
            if (span_equal(span_from(text, text.len - n),
                           span_first(secret, n)))
                most = n;
    }
    return most;
}

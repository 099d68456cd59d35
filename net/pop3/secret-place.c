/* secret-place.c - reads a command line as far as its secret. */
#include <config.h>

#include "net/pop3/secret-place.h"

#include "net/base/base64.h"
#include "net/pop3/mask.h"
#include "net/pop3/secrets.h"
#include "net/pop3/verb.h"

enum { PACKED_SHORTEST = 8 }; /* octets of base64 that hold a secret */

static bool is_blank(struct span s)
{
    return s.len && (s.at[0] == ' ' || s.at[0] == '\t');
}

/* As span_take_word, where TAB separates too: no command for a server, but
 * meant as one. */
static struct span take_word(struct span *s)
{
    size_t n = 0;

    while (is_blank(*s))
        *s = span_from(*s, 1);
    while (n < s->len && !is_blank(span_from(*s, n)))
        n++;

    struct span word = span_first(*s, n);
    *s = span_from(*s, n + 1);
    return word;
}

/* The verb of a line. A slip of the finger shows no password. */
static const struct verb *verb_meant(struct span word)
{
    const struct verb *verb = verb_find(word);

    return verb ? verb : verb_meant_secret(word);
}

bool secret_is_password(struct span line)
{
    const struct verb *verb = verb_meant(take_word(&line));

    return verb && verb->id == VERB_PASS;
}

/* What follows PASS in a word where the blank is missing. */
static struct span glued_part(struct span word)
{
    struct span rest = span_from(word, 4);

    if (!span_is_case(span_first(word, 4), "PASS") ||
        rest.len < SECRETS_SHORTEST || span_is_case(rest, "WORD"))
        return (struct span){0};
    return rest;
}

/* What follows the name in the login that another protocol has ("LOGIN joe
 * secret" of IMAP, with or without its tag). rest: behind the first word. */
static struct span foreign_part(struct span word, struct span rest)
{
    struct span behind = rest;

    if (!span_is_case(word, "LOGIN")) {
        if (!span_is_case(take_word(&behind), "LOGIN"))
            return (struct span){0};
        rest = behind;
    }
    take_word(&rest);
    while (is_blank(rest))
        rest = span_from(rest, 1);
    return rest;
}

/* The part of a command line that is secret, as a span within it. */
static struct span secret_part(struct span line)
{
    struct span rest = line, word = take_word(&rest);
    struct span glued = span_trim(rest).len ? SPAN("") : glued_part(word);
    const struct verb *verb = verb_meant(word);

    if (glued.len)
        return glued;
    if (!verb)
        return foreign_part(word, rest);
    if (!(verb->flags & VERB_SECRET))
        return (struct span){0};
    if (verb->flags & VERB_FREE_ARG)
        return rest;
    for (int i = 0; i < verb->secret_from; i++)
        take_word(&rest);
    while (is_blank(rest))
        rest = span_from(rest, 1);
    return verb->id == VERB_AUTH && span_is(rest, "=") ? span_of(NULL) : rest;
}

bool secret_is_absent(struct span line)
{
    return !line.len || span_is(line, "*") || span_is(line, "=");
}

struct span secret_place(struct span line, bool in_sasl)
{
    if (!in_sasl)
        return secret_part(line);
    return secret_is_absent(line) ? span_of(NULL) : line;
}

bool secret_looks_packed(struct span line)
{
    struct buf plain = {0};
    unsigned kinds = 0;
    bool packed;

    if (line.len < PACKED_SHORTEST)
        return false;
    for (size_t i = 0; i < line.len; i++)
        kinds |= line.at[i] >= 'a' && line.at[i] <= 'z'   ? 1U
                 : line.at[i] >= 'A' && line.at[i] <= 'Z' ? 2U
                                                          : 4U;
    packed = base64_decode(&plain, line, NULL) != BASE64_BAD;
    buf_wipe(&plain);
    return packed && kinds & (kinds - 1);
}

/* Append line with the secret part of it replaced. */
static void add_masked(struct buf *out, struct span line, struct span secret)
{
    size_t before = secret.len ? (size_t)(secret.at - line.at) : line.len;

    buf_add(out, span_first(line, before));
    if (!secret.len)
        return;
    buf_add(out, SPAN("****"));
    buf_add(out, span_from(line, before + secret.len));
}

void mask_line(struct buf *out, struct span line, bool in_sasl)
{
    add_masked(out, line, secret_place(line, in_sasl));
}

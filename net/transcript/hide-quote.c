/* hide-quote.c - reads a comment as far as the client's line in it. */
#include <config.h>

#include "net/transcript/hide-quote.h"

#include "net/pop3/secret-place.h"
#include "net/transcript/text-octets.h"
#include <string.h>

#define HIDDEN SPAN("****")

static size_t count_of(struct span s, const char *these)
{
    size_t n = 0;

    while (n < s.len && s.at[n] && strchr(these, s.at[n]))
        n++;
    return n;
}

/* The line of the client in what a comment stands for, or empty. */
static struct span quoted_line(struct span comment)
{
    struct span rest = span_from(comment, count_of(comment, "#> \t"));

    if (!rest.len || (rest.at[0] != 'C' && rest.at[0] != 'c'))
        return (struct span){0};
    rest = span_from(rest, 1);
    rest = span_from(rest, count_of(rest, "0123456789"));
    if (!rest.len || rest.at[0] != ':')
        return (struct span){0};
    rest = span_from(rest, 1);
    return span_from(rest, count_of(rest, " \t"));
}

/* Masks, and what stands for a secret already, tell none. */
static bool is_told(struct span secret)
{
    while (secret.len && (secret.at[0] == '\0' || secret.at[0] == ' '))
        secret = span_from(secret, 1);
    return secret.len && !span_is(secret, "****");
}

static struct span place_in(struct span line)
{
    struct span secret = secret_place(line, secret_looks_packed(line));

    return is_told(secret) ? secret : (struct span){0};
}

void hide_quote_learn(struct mask *m, struct span comment)
{
    struct text_octets t;
    struct span line;

    text_octets_read(&t, comment);
    line = quoted_line(buf_span(&t.octets));
    if (place_in(line).len)
        mask_learn_line(m, line);
    text_octets_done(&t);
}

bool hide_quote(struct span comment, struct buf *out)
{
    struct text_octets t;
    struct span secret;
    size_t written = 0;

    text_octets_read(&t, comment);
    secret = place_in(quoted_line(buf_span(&t.octets)));
    if (secret.len)
        text_octets_replace(&t, &written, secret, HIDDEN, out);
    buf_add(out, span_from(comment, written));
    text_octets_done(&t);
    return written > 0;
}

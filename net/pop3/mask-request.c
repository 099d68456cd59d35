/* mask-request.c - a line of the client without its secrets. */
#include <config.h>

#include "net/pop3/mask-private.h"

#include "net/pop3/secret-place.h"

enum { NUMBER_DIGITS = 7 }; /* of a message-number, at most */

static bool is_blank(const char *at)
{
    return *at == ' ' || *at == '\t';
}

/* Is found, in text, a message-number and no more? A password may be one too.
 * Hex of a secret has at least 8 digits. */
static bool is_number(struct span text, struct span found)
{
    const char *from = found.at, *end = text.at + text.len;
    size_t digits = 0;

    while (from > text.at && !is_blank(from - 1))
        from--;
    for (; from < end && *from >= '0' && *from <= '9'; from++)
        digits++;
    return from >= found.at + found.len && digits <= NUMBER_DIGITS &&
           (from == end || is_blank(from));
}

/* The first secret in what is left of a line of r, where none belongs. */
static struct span find_quoted(const struct mask *m, const struct request *r,
                               struct span text)
{
    bool numbers =
        r->kind == REQUEST_COMMAND && r->verb && r->verb->flags & VERB_MSGNO;
    struct span found = secrets_find(&m->secrets, text);
    size_t from = 0;

    while (numbers && found.len && is_number(text, found)) {
        from = (size_t)(found.at - text.at) + found.len;
        found = secrets_find(&m->secrets, span_from(text, from));
    }
    return found;
}

bool mask_is_secret_request(const struct mask *m, const struct request *r)
{
    if (!r)
        return false;
    if (find_quoted(m, r, request_line(r)).len)
        return true;
    if (r->kind == REQUEST_DATA)
        return secret_place(request_line(r), false).len > 0;
    if (r->kind == REQUEST_COMMAND && r->verb &&
        !(r->verb->flags & VERB_SECRET))
        return false;
    return mask_secret_in(m, r).len > 0;
}

static void add_hidden(struct mask *m, struct buf *out, enum hidden_what what,
                       unsigned number)
{
    if (m->hidden_count < MASK_HIDDEN_MOST)
        m->hidden[m->hidden_count++] =
            (struct hidden){.what = what, .at = out->len, .number = number};
    buf_add(out, MASK);
}

/* Append what the client sent, with each secret in it noted and replaced. */
static void add_quoted(struct mask *m, const struct request *r,
                       struct span text, struct buf *out)
{
    struct span secret;

    while ((secret = find_quoted(m, r, text)).len) {
        unsigned number = passwords_find(m->passwords, secret);

        buf_add(out, span_first(text, (size_t)(secret.at - text.at)));
        add_hidden(m, out, number ? HIDDEN_PASSWORD : HIDDEN_FORM, number);
        text = span_from(text, (size_t)(secret.at - text.at) + secret.len);
    }
    buf_add(out, text);
}

/* What stands by its place in a line of r. *number_out: of a password. */
static enum hidden_what what_is_hidden(struct mask *m, const struct request *r,
                                       struct span secret, unsigned *number_out)
{
    *number_out = 0;
    if (r->kind == REQUEST_SASL ||
        (r->kind == REQUEST_COMMAND && r->verb && r->verb->id != VERB_PASS))
        return HIDDEN_RESPONSE;
    if (secret_is_password(request_line(r)))
        *number_out = mask_number_of(m, secret);
    return *number_out ? HIDDEN_PASSWORD : HIDDEN_FORM;
}

/* Append the line of r without its secrets, known ones included. */
void mask_request_line(struct mask *m, const struct request *r, struct buf *out)
{
    struct span line = request_line(r);
    struct span secret = mask_secret_in(m, r);
    size_t before = secret.len ? (size_t)(secret.at - line.at) : line.len;
    unsigned number;
    enum hidden_what what = what_is_hidden(m, r, secret, &number);

    m->hidden_count = 0;
    add_quoted(m, r, span_first(line, before), out);
    if (secret.len)
        add_hidden(m, out, what, number);
    add_quoted(m, r, span_from(line, before + secret.len), out);
}

/* A copy of r whose line is masked. Release with request_done. */
struct request mask_request(struct mask *m, const struct request *r)
{
    struct request copy;
    struct buf line = {0};

    mask_request_line(m, r, &line);
    request_parse(&copy, r->kind, buf_span(&line));
    copy.exchange = r->exchange;
    copy.at_ns = r->at_ns;
    copy.offset = r->offset;
    copy.size_octets = r->size_octets;
    copy.flaws = r->flaws;
    copy.automatic = r->automatic;
    copy.args = r->args;
    buf_done(&line);
    return copy;
}

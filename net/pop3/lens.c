/* lens.c - follows an AUTH exchange and reads the plain mechanisms.
 *
 * SCRAM is read in lens-scram.c, the formats with octets in lens-binary.c,
 * DIGEST-MD5 in lens-digest.c. */
#include <config.h>

#include "net/pop3/lens.h"

#include "net/base/base64.h"
#include "net/base/hex.h"
#include "net/base/json.h"
#include "net/base/memory.h"
#include "net/base/text.h"
#include "net/pop3/lens-private.h"
#include "net/pop3/saslname.h"
#include <stdlib.h>
#include <string.h>

enum { VALUE_COLUMNS = 80, OCTETS_MOST = 16 };

struct lens {
    lens_say_fn *say;
    void *ctx;
    char mechanism[24]; /* of the exchange, upper case; empty: none */
    uint32_t exchange;
    unsigned sent, received; /* messages so far */
    bool waits_for_first;    /* the first challenge of a client-first one */
};

struct lens *lens_new(lens_say_fn *say, void *ctx)
{
    struct lens *l = xcalloc(1, sizeof *l);

    l->say = say;
    l->ctx = ctx;
    return l;
}

void lens_free(struct lens *l)
{
    free(l);
}

/* --- fields --- */

static void begin_field(struct buf *out)
{
    if (out->len && out->at[out->len - 1] != ' ')
        buf_add_text(out, ", ");
}

void lens_words(struct buf *out, const char *words)
{
    begin_field(out);
    buf_add_text(out, words);
}

void lens_field(struct buf *out, const char *name, struct span value)
{
    begin_field(out);
    buf_add_text(out, name);
    buf_add_char(out, ' ');
    if (value.len)
        text_escape_fit(out, value, TEXT_PLAIN, VALUE_COLUMNS);
    else
        buf_add_text(out, "\"\"");
}

void lens_octets(struct buf *out, const char *name, struct span value)
{
    begin_field(out);
    buf_add_text(out, name);
    buf_add_char(out, ' ');
    hex_add(out, value.at, value.len < OCTETS_MOST ? value.len : OCTETS_MOST);
    if (value.len > OCTETS_MOST)
        buf_add_format(out, "... (%zu octets)", value.len);
}

/* --- the plain mechanisms --- */

/* Cut what stands before the octet off *s, and that octet. */
static struct span take_until(struct span *s, char octet)
{
    struct span part = span_first(*s, span_find(*s, octet));

    *s = span_from(*s, part.len + 1);
    return part;
}

/* Nothing but what is secret by its place is left out: a message that has not
 * the form may have the password anywhere. */
static void read_plain(struct buf *out, enum side side, unsigned number,
                       struct span message)
{
    size_t nuls = 0;

    (void)number;
    if (side == SIDE_SERVER) {
        lens_field(out, "asks", message);
        return;
    }
    for (size_t i = 0; i < message.len; i++)
        nuls += !message.at[i];
    if (nuls != 2) {
        begin_field(out);
        buf_add_format(out,
                       "%zu octets with %zu NUL%s, where 2 divide the parts",
                       message.len, nuls, nuls == 1 ? "" : "s");
        return;
    }
    struct span authzid = take_until(&message, '\0');
    if (authzid.len)
        lens_field(out, "to act as", authzid);
    else
        lens_words(out, "to act as oneself");
    lens_field(out, "user", take_until(&message, '\0'));
    lens_words(out, message.len ? "password " LENS_MASK : "no password");
}

static void read_login(struct buf *out, enum side side, unsigned number,
                       struct span message)
{
    if (side == SIDE_SERVER)
        lens_field(out, "asks", message);
    else if (!number)
        lens_field(out, "user", message);
    else
        lens_words(out, message.len ? "password " LENS_MASK : "no password");
}

static void read_cram(struct buf *out, enum side side, unsigned number,
                      struct span message)
{
    size_t blank = message.len;

    (void)number;
    if (side == SIDE_SERVER) {
        lens_field(out, "challenge", message);
        return;
    }
    while (blank && message.at[blank - 1] != ' ')
        blank--;
    if (!blank) {
        lens_words(out, "no user and blank before the digest");
        return;
    }
    lens_field(out, "user", span_first(message, blank - 1));
    lens_words(out, "digest of challenge and password " LENS_MASK);
}

static void read_external(struct buf *out, enum side side, unsigned number,
                          struct span message)
{
    (void)number;
    if (side == SIDE_SERVER)
        lens_field(out, "asks", message);
    else if (message.len)
        lens_field(out, "to act as", message);
    else
        lens_words(out, "to act as whom the certificate names");
}

static void read_anonymous(struct buf *out, enum side side, unsigned number,
                           struct span message)
{
    (void)number;
    lens_field(out, side == SIDE_SERVER ? "asks" : "trace", message);
}

/* --- tokens --- */

static void add_member(void *ctx, struct span name, struct span value)
{
    struct buf *out = ctx, field = {0};

    text_escape_fit(&field, name, TEXT_PLAIN, 30);
    lens_field(out, buf_text(&field), value);
    buf_done(&field);
}

/* One "key=value" of those that ^A divides. What is not known to be harmless
 * is not shown. */
static void read_pair(struct buf *out, struct span pair)
{
    static const char *const harmless[] = {"user", "host", "port", "mthd",
                                           "path"};
    struct span key = take_until(&pair, '=');
    size_t blank = span_find(pair, ' ');

    if (span_is(key, "auth")) {
        if (blank < pair.len)
            lens_field(out, "scheme", span_first(pair, blank));
        lens_words(out, blank + 1 < pair.len ? "token " LENS_MASK : "no token");
        return;
    }
    for (size_t i = 0; i < sizeof harmless / sizeof *harmless; i++)
        if (span_is(key, harmless[i])) {
            lens_field(out, harmless[i], pair);
            return;
        }
    lens_words(out, "something else " LENS_MASK);
}

static void read_gs2_header(struct buf *out, struct span header)
{
    struct buf name = {0};
    struct span flag = take_until(&header, ',');
    struct span authzid = take_until(&header, ',');

    if (!span_is(flag, "n"))
        lens_field(out, "GS2 flag", flag);
    if (span_starts(authzid, SPAN("a="))) {
        saslname_read(&name, span_from(authzid, 2));
        lens_field(out, "user", buf_span(&name));
    }
    buf_done(&name);
}

static void read_oauth(struct buf *out, enum side side, unsigned number,
                       struct span message)
{
    struct span part;

    if (side == SIDE_SERVER) {
        if (json_each(message, add_member, out))
            return;
        lens_field(out, "a failure that is no JSON:", message);
        return;
    }
    if (number || span_is(message, "\x01")) {
        lens_words(out, "an answer that says nothing, to end the failure");
        return;
    }
    if (span_find(message, '=') > span_find(message, ','))
        read_gs2_header(out, take_until(&message, '\x01'));
    while (message.len)
        if ((part = take_until(&message, '\x01')).len)
            read_pair(out, part);
}

/* --- who reads what --- */

static const struct reader {
    const char *prefix; /* of the name; the longest first */
    lens_reader *read;
    bool client_first;
} readers[] = {
    {"PLAIN",       read_plain,      true },
    {"LOGIN",       read_login,      false},
    {"CRAM-",       read_cram,       false},
    {"DIGEST-MD5",  lens_digest_md5, false},
    {"SCRAM-",      lens_scram,      true },
    {"OAUTHBEARER", read_oauth,      true },
    {"XOAUTH2",     read_oauth,      true },
    {"EXTERNAL",    read_external,   true },
    {"ANONYMOUS",   read_anonymous,  true },
    {"NTLM",        lens_ntlm,       true },
    {"GSSAPI",      lens_gssapi,     true },
};

static const struct reader *reader_of(struct span mechanism)
{
    for (size_t i = 0; i < sizeof readers / sizeof *readers; i++)
        if (span_starts_case(mechanism, span_of(readers[i].prefix)))
            return &readers[i];
    return NULL;
}

void lens_read(struct buf *out, struct span mechanism, enum side side,
               unsigned number, struct span message)
{
    const struct reader *reader = reader_of(mechanism);

    if (reader)
        reader->read(out, side, number, message);
    else
        buf_add_format(out, "%zu octets", message.len);
}

/* --- following --- */

static void say(struct lens *l, enum side side, struct span base64)
{
    struct buf words = {0}, message = {0};
    unsigned number = side == SIDE_CLIENT ? l->sent++ : l->received++;
    size_t bad = 0;

    text_escape_fit(&words, span_of(l->mechanism), TEXT_PLAIN, 24);
    buf_add_text(&words, ": ");
    if (base64_decode(&message, base64, &bad) == BASE64_BAD)
        buf_add_format(&words, "no base64, from octet %zu on", bad + 1);
    else
        lens_read(&words, span_of(l->mechanism), side, number,
                  buf_span(&message));
    l->say(l->ctx, buf_text(&words));
    buf_wipe(&message);
    buf_wipe(&words);
}

static void begin(struct lens *l, const struct request *r)
{
    struct span name = request_arg(r, 0), initial = request_arg(r, 1);
    const struct reader *reader = reader_of(name);
    size_t n = 0;

    for (; n < name.len && n < sizeof l->mechanism - 1; n++)
        l->mechanism[n] = name.at[n] >= 'a' && name.at[n] <= 'z'
                              ? (char)(name.at[n] - 32)
                              : name.at[n];
    l->mechanism[n] = '\0';
    l->exchange = r->exchange;
    l->sent = l->received = 0;
    l->waits_for_first = reader && reader->client_first && !initial.len;
    if (initial.len)
        say(l, SIDE_CLIENT, span_is(initial, "=") ? span_of(NULL) : initial);
}

static void see_request(struct lens *l, const struct request *r)
{
    if (r->kind == REQUEST_SASL) {
        struct span line = request_line(r);

        if (!*l->mechanism)
            return;
        if (span_is(line, "*"))
            l->say(l->ctx, "the exchange is cancelled");
        else
            say(l, SIDE_CLIENT, line);
    } else if (r->verb && r->verb->id == VERB_AUTH && r->args) {
        begin(l, r);
    }
}

/* An empty first challenge of a client-first mechanism says: go ahead. */
static void see_challenge(struct lens *l, const struct event *e)
{
    bool first = l->waits_for_first;

    if (!*l->mechanism || e->exchange != l->exchange)
        return;
    l->waits_for_first = false;
    if (first && !e->text.len)
        return;
    say(l, SIDE_SERVER, e->text);
}

void lens_see(void *ctx, const struct event *e)
{
    struct lens *l = ctx;

    switch (e->kind) {
    case EVENT_REQUEST:
        see_request(l, e->request);
        break;
    case EVENT_CONTINUE:
        see_challenge(l, e);
        break;
    case EVENT_OPEN:
    case EVENT_CLOSE:
        l->mechanism[0] = '\0';
        break;
    case EVENT_END:
        if (e->exchange == l->exchange)
            l->mechanism[0] = '\0';
        break;
    default:
        break;
    }
}

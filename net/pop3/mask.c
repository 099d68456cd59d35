/* mask.c - the one place where secrets leave the stream of events.
 *
 * Knows which words of a line are secret (verbs[], SASL) and remembers the
 * last few, so that a server which sends one back does not give it away
 * either. Readers get copies; the events of the rules stay untouched. */
#include <config.h>

#include "net/pop3/mask.h"

#include "net/base/base64.h"
#include "net/base/memory.h"
#include "net/base/secret.h"
#include "net/pop3/run.h"
#include <stdlib.h>
#include <string.h>

#define MASK SPAN("****")

enum {
    SECRETS_MOST = 16,   /* remembered; the oldest is forgotten first */
    SECRET_SHORTEST = 4, /* shorter ones would match ordinary words */
};

struct mask {
    event_fn *emit;
    void *ctx;
    struct secret secrets[SECRETS_MOST];
    size_t next;
    char mechanism[24]; /* of the AUTH exchange that is open, upper case */
    unsigned responses; /* of it so far */
    struct buf raw, text;
};

struct mask *mask_new(event_fn *emit, void *ctx)
{
    struct mask *m = xcalloc(1, sizeof *m);

    m->emit = emit;
    m->ctx = ctx;
    return m;
}

void mask_free(struct mask *m)
{
    if (!m)
        return;
    for (size_t i = 0; i < SECRETS_MOST; i++)
        secret_done(&m->secrets[i]);
    buf_wipe(&m->raw);
    buf_wipe(&m->text);
    free(m);
}

/* --- what is secret in a line --- */

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

/* The part of a command line that is secret, as a span within it. */
static struct span secret_part(struct span line)
{
    struct span rest = line, word = take_word(&rest);
    const struct verb *verb = verb_find(word);

    if (!verb || !(verb->flags & VERB_SECRET))
        return (struct span){0};
    if (verb->flags & VERB_FREE_ARG)
        return rest;
    for (int i = 0; i < verb->secret_from; i++)
        take_word(&rest);
    while (is_blank(rest))
        rest = span_from(rest, 1);
    return verb->id == VERB_AUTH && span_is(rest, "=") ? (struct span){0}
                                                       : rest;
}

/* A SASL response that says nothing: empty, "=", or the cancel. */
static bool is_bare_response(struct span line)
{
    return !line.len || span_is(line, "*") || span_is(line, "=");
}

static struct span secret_of(struct span line, bool in_sasl)
{
    if (!in_sasl)
        return secret_part(line);
    return is_bare_response(line) ? (struct span){0} : line;
}

/* Append line with the secret part of it replaced. */
static void add_masked(struct buf *out, struct span line, struct span secret)
{
    size_t before = secret.len ? (size_t)(secret.at - line.at) : line.len;

    buf_add(out, span_first(line, before));
    if (!secret.len)
        return;
    buf_add(out, MASK);
    buf_add(out, span_from(line, before + secret.len));
}

void mask_line(struct buf *out, struct span line, bool in_sasl)
{
    add_masked(out, line, secret_of(line, in_sasl));
}

/* --- remembering --- */

void mask_learn(struct mask *m, struct span secret)
{
    if (secret.len < SECRET_SHORTEST)
        return;
    for (size_t i = 0; i < SECRETS_MOST; i++)
        if (span_equal(secret_span(&m->secrets[i]), secret))
            return;
    secret_set(&m->secrets[m->next], secret);
    m->next = (m->next + 1) % SECRETS_MOST;
}

/* The secret inside a decoded SASL response: the last part of PLAIN, the
 * second answer of LOGIN, the token of the OAuth mechanisms. */
static struct span inner_secret(const struct mask *m, struct span plain)
{
    struct span bearer = SPAN("auth=Bearer ");
    size_t at;

    if (!strcmp(m->mechanism, "PLAIN")) {
        plain = span_from(plain, span_find(plain, '\0') + 1);
        return span_from(plain, span_find(plain, '\0') + 1);
    }
    if (!strcmp(m->mechanism, "LOGIN"))
        return m->responses == 2 ? plain : (struct span){0};
    at = span_find_span(plain, bearer);
    plain = span_from(plain, at + bearer.len);
    return span_first(plain, span_find(plain, '\x01'));
}

static void learn_response(struct mask *m, struct span base64)
{
    struct buf plain = {0};

    m->responses++;
    if (is_bare_response(base64))
        return;
    mask_learn(m, base64);
    if (base64_decode(&plain, base64, NULL) != BASE64_BAD)
        mask_learn(m, inner_secret(m, buf_span(&plain)));
    buf_wipe(&plain);
}

static void learn_password(struct mask *m, struct span password)
{
    struct buf base64 = {0};

    if (password.len < SECRET_SHORTEST)
        return;
    mask_learn(m, password);
    base64_encode(&base64, password);
    mask_learn(m, buf_span(&base64));
    buf_wipe(&base64);
}

static void note_mechanism(struct mask *m, struct span name)
{
    size_t n =
        name.len < sizeof m->mechanism - 1 ? name.len : sizeof m->mechanism - 1;

    for (size_t i = 0; i < n; i++)
        m->mechanism[i] = name.at[i] >= 'a' && name.at[i] <= 'z'
                              ? (char)(name.at[i] - 32)
                              : name.at[i];
    m->mechanism[n] = '\0';
    m->responses = 0;
}

static void learn_request(struct mask *m, const struct request *r)
{
    struct span secret = secret_of(request_line(r), r->kind == REQUEST_SASL);

    if (r->kind == REQUEST_SASL) {
        learn_response(m, request_line(r));
    } else if (r->verb && r->verb->id == VERB_AUTH) {
        note_mechanism(m, request_arg(r, 0));
        learn_response(m, secret);
    } else if (secret.len) {
        learn_password(m, secret);
    }
}

/* --- masking events --- */

static bool is_secret_request(const struct request *r)
{
    if (!r || r->kind == REQUEST_DATA)
        return false;
    if (r->kind == REQUEST_COMMAND && r->verb &&
        !(r->verb->flags & VERB_SECRET))
        return false;
    return secret_of(request_line(r), r->kind == REQUEST_SASL).len > 0;
}

/* A copy of r whose line is masked. Release with request_done. */
static struct request masked_request(const struct request *r)
{
    struct request copy;
    struct buf line = {0};

    mask_line(&line, request_line(r), r->kind == REQUEST_SASL);
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

/* Offset of secret in s, or s.len. Looks for its first octet: a million lines
 * of UIDL come through here, and a general search costs more to set up than
 * such short lines take to read. */
static size_t find_in_line(struct span s, struct span secret)
{
    size_t at = 0;

    while (s.len - at >= secret.len) {
        at += span_find(span_from(s, at), secret.at[0]);
        if (s.len - at < secret.len)
            break;
        if (!memcmp(s.at + at, secret.at, secret.len))
            return at;
        at++;
    }
    return s.len;
}

/* The first remembered secret in s, the longest of those that begin there;
 * empty when there is none. */
static struct span find_secret(const struct mask *m, struct span s)
{
    struct span found = {0};
    size_t at = s.len;

    for (size_t i = 0; i < SECRETS_MOST && m->secrets[i].len; i++) {
        struct span secret = secret_span(&m->secrets[i]);
        size_t here = find_in_line(s, secret);

        if (here < at || (here == at && found.at && secret.len > found.len)) {
            at = here;
            found = (struct span){s.at + at, secret.len};
        }
    }
    return found;
}

bool mask_hide(const struct mask *m, struct span text, struct buf *out)
{
    bool found = false;

    while (text.len) {
        struct span secret = find_secret(m, text);
        size_t before = secret.len ? (size_t)(secret.at - text.at) : text.len;

        buf_add(out, span_first(text, before));
        if (secret.len)
            buf_add(out, MASK);
        found = found || secret.len;
        text = span_from(text, before + secret.len);
    }
    return found;
}

/* s with every remembered secret replaced. */
static struct span hide_secrets(const struct mask *m, struct span s,
                                struct buf *out)
{
    buf_clear(out);
    mask_hide(m, s, out);
    return buf_span(out);
}

/* Can this event of the server hold a secret? Data is not searched, nor a
 * scan listing that is nothing but two numbers (a million of them come). */
static bool may_echo(const struct event *e)
{
    bool numbers = e->kind == EVENT_LINE && e->listing.ok &&
                   e->listing.content == CONTENT_SCAN && !e->listing.rest.len;

    return e->raw.len && e->kind != EVENT_DATA && !numbers;
}

static void mask_server_line(struct mask *m, struct event *e)
{
    e->masked = true;
    e->raw = hide_secrets(m, e->raw, &m->raw);
    e->text = hide_secrets(m, e->text, &m->text);
    e->code = (struct span){0};
    e->listing = listing_read(e->listing.content, e->text);
}

static void mask_client_line(struct mask *m, struct event *e)
{
    struct span line = request_line(e->request);
    bool sasl = e->request->kind == REQUEST_SASL;

    buf_clear(&m->raw);
    buf_clear(&m->text);
    mask_line(&m->text, line, sasl);
    buf_add(&m->raw, buf_span(&m->text));
    buf_add(&m->raw, span_from(e->raw, line.len));
    e->masked = true;
    e->raw = buf_span(&m->raw);
    e->text = buf_span(&m->text);
}

/* Runs hold no secret of the client's. What a server sends back may: then the
 * lines are told one by one. */
static bool is_clean_run(const struct mask *m, const struct event *e)
{
    switch (e->kind) {
    case EVENT_REPLIES:
        return !find_secret(m, span_first(e->raw, (size_t)e->line_octets)).len;
    case EVENT_LINES:
        return e->listing.content == CONTENT_SCAN ||
               !find_secret(m, e->raw).len;
    default:
        return true;
    }
}

static void see_one(void *ctx, const struct event *event)
{
    struct mask *m = ctx;
    bool client = event->kind == EVENT_REQUEST;
    bool secret = is_secret_request(event->request), echo;
    struct event e;
    struct request request;

    if (client)
        learn_request(m, event->request);
    echo = !client && may_echo(event) && find_secret(m, event->raw).len;
    if (!secret && !echo) {
        m->emit(m->ctx, event);
        return;
    }
    e = *event;
    if (client)
        mask_client_line(m, &e);
    else if (echo)
        mask_server_line(m, &e);
    if (secret) {
        request = masked_request(event->request);
        e.request = &request;
    }
    m->emit(m->ctx, &e);
    if (secret)
        request_done(&request);
}

void mask_see(void *ctx, const struct event *event)
{
    struct mask *m = ctx;

    if (!is_run(event))
        see_one(m, event);
    else if (is_clean_run(m, event))
        m->emit(m->ctx, event);
    else
        run_each(event, see_one, m);
}

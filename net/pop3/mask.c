/* mask.c - the one place where secrets leave the stream of events.
 *
 * Knows which words of a line are secret (verbs[], SASL) and remembers the
 * last few, so that a server which sends one back does not give it away
 * either. Readers get copies; the events of the rules stay untouched. */
#include <config.h>

#include "net/pop3/mask.h"

#include "net/base/base64.h"
#include "net/base/memory.h"
#include "net/pop3/run.h"
#include "net/pop3/sasl-secret.h"
#include "net/pop3/secret-place.h"
#include "net/pop3/secrets.h"
#include <stdlib.h>
#include <string.h>

#define MASK SPAN("****")

enum {
    HIDDEN_MOST = 8,     /* of a line, that are told apart */
    NUMBER_DIGITS = 7,   /* of a message-number, at most */
    PACKED_SHORTEST = 8, /* octets of base64 that hold a secret */
};

struct mask {
    event_fn *emit;
    void *ctx;
    struct secrets secrets;
    char mechanism[24]; /* of the AUTH exchange that is open, upper case */
    unsigned responses; /* of it so far */
    bool refused;       /* it was; what was meant for it may still come */
    struct passwords own, *passwords;
    unsigned number; /* of the password that the request at hand shows */
    struct hidden hidden[HIDDEN_MOST]; /* of its line */
    size_t hidden_count;
    struct buf raw, text, user;
};

struct mask *mask_new(event_fn *emit, void *ctx)
{
    struct mask *m = xcalloc(1, sizeof *m);

    m->emit = emit;
    m->ctx = ctx;
    m->passwords = &m->own;
    return m;
}

void mask_share_passwords(struct mask *m, struct passwords *list)
{
    m->passwords = list;
}

void mask_free(struct mask *m)
{
    if (!m)
        return;
    secrets_done(&m->secrets);
    passwords_done(&m->own);
    buf_wipe(&m->raw);
    buf_wipe(&m->text);
    buf_wipe(&m->user);
    free(m);
}

/* --- remembering --- */

void mask_learn(struct mask *m, struct span secret)
{
    struct span bare = span_trim(secret);

    if (span_is(bare, "****")) /* it stands for one, on paper */
        return;
    /* blanks around it hide nothing, and a server may not send them back */
    secrets_learn_password(&m->secrets,
                           bare.len < SECRETS_SHORTEST ? secret : bare);
}

/* What a person types where a password belongs. One that stands on paper as
 * "****" is the first. */
static unsigned number_of(struct mask *m, struct span password)
{
    return span_is(password, "****") ? 1
                                     : passwords_number(m->passwords, password);
}

void mask_learn_password(struct mask *m, struct span password)
{
    mask_learn(m, password);
    number_of(m, password);
}

void mask_put_password(struct mask *m, unsigned number, struct span password)
{
    mask_learn(m, password);
    passwords_put(m->passwords, number, password);
}

/* Who has no name that could stand in a header, or one that is a secret too, is
 * not told. */
static void learn_user(struct mask *m, struct span who)
{
    for (size_t i = 0; i < who.len; i++)
        if ((unsigned char)who.at[i] <= ' ' || who.at[i] == 0x7F)
            return;
    if (!span_starts(who, SPAN("env:")) && !secrets_find(&m->secrets, who).len)
        buf_add(&m->user, who);
}

static void learn_response(struct mask *m, struct span base64)
{
    struct span mechanism = span_of(m->mechanism);
    struct buf plain = {0};

    m->responses++;
    if (secret_is_absent(base64) || span_is(base64, "****"))
        return;
    secrets_learn(&m->secrets, base64);
    if (base64_decode(&plain, base64, NULL) == BASE64_BAD) {
        mask_learn(m, base64); /* somebody did not encode it */
    } else {
        struct span inner =
            sasl_secret(mechanism, m->responses, buf_span(&plain));

        mask_learn(m, inner);
        if (sasl_shows_password(mechanism))
            m->number = number_of(m, inner);
        if (m->responses == 1)
            learn_user(m, sasl_user(mechanism, buf_span(&plain)));
    }
    buf_wipe(&plain);
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

/* Base64 of something that a password could be in; no keyword in capitals, no
 * word in small letters. */
static bool looks_packed(struct span line)
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

/* Is r a response to an AUTH that was refused, and so no command? */
static bool is_late_response(const struct mask *m, const struct request *r)
{
    return m->refused && r->kind == REQUEST_COMMAND && !r->verb &&
           looks_packed(request_line(r));
}

/* The part of the line of r that is secret by its place. */
static struct span secret_in(const struct mask *m, const struct request *r)
{
    if (is_late_response(m, r))
        return request_line(r);
    return secret_place(request_line(r), r->kind == REQUEST_SASL);
}

static void learn_late_response(struct mask *m, struct span line)
{
    learn_response(m, line);
    m->number = 0;
    buf_clear(&m->user);
}

static void learn_request(struct mask *m, const struct request *r)
{
    struct span secret = secret_in(m, r);
    bool auth = r->verb && r->verb->id == VERB_AUTH;

    m->number = 0;
    if (r->verb)
        m->refused = false;
    if (r->kind == REQUEST_SASL) {
        learn_response(m, request_line(r));
    } else if (is_late_response(m, r)) {
        learn_late_response(m, request_line(r));
    } else if (auth) {
        note_mechanism(m, request_arg(r, 0));
        if (r->sasl_initial)
            learn_response(m, secret);
    } else if (secret.len) {
        mask_learn(m, secret);
        if (secret_is_password(request_line(r)))
            number_of(m, secret);
    }
    if (!m->number && r->automatic && (auth || r->kind == REQUEST_SASL))
        m->number = m->passwords->last;
}

/* --- masking events --- */

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

static bool is_secret_request(const struct mask *m, const struct request *r)
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
    return secret_in(m, r).len > 0;
}

static void add_hidden(struct mask *m, struct buf *out, enum hidden_what what,
                       unsigned number)
{
    if (m->hidden_count < HIDDEN_MOST)
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
        *number_out = number_of(m, secret);
    return *number_out ? HIDDEN_PASSWORD : HIDDEN_FORM;
}

/* Append the line of r without its secrets, known ones included. */
static void add_request_line(struct mask *m, const struct request *r,
                             struct buf *out)
{
    struct span line = request_line(r);
    struct span secret = secret_in(m, r);
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
static struct request masked_request(struct mask *m, const struct request *r)
{
    struct request copy;
    struct buf line = {0};

    add_request_line(m, r, &line);
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

bool mask_hide(const struct mask *m, struct span text, struct buf *out)
{
    bool found = false;

    while (text.len) {
        struct span secret = secrets_find(&m->secrets, text);
        size_t before = secret.len ? (size_t)(secret.at - text.at) : text.len;

        buf_add(out, span_first(text, before));
        if (secret.len)
            buf_add(out, MASK);
        found = found || secret.len;
        text = span_from(text, before + secret.len);
    }
    return found;
}

struct span mask_find(const struct mask *m, struct span text)
{
    return secrets_find(&m->secrets, text);
}

struct span mask_first(const struct mask *m, struct span text)
{
    return secrets_find(&m->secrets, text);
}

bool mask_finds(const struct mask *m, struct span text)
{
    return m && secrets_find(&m->secrets, text).len > 0;
}

/* The line end at the end of s. */
static struct span line_end(struct span s)
{
    size_t n = 0;

    if (s.len && s.at[s.len - 1] == '\n')
        n = s.len > 1 && s.at[s.len - 2] == '\r' ? 2 : 1;
    return span_from(s, s.len - n);
}

/* s with every remembered secret replaced; tail: with so many octets before its
 * line end as are the beginning of one. */
static struct span hide_secrets(const struct mask *m, struct span s,
                                size_t tail, struct buf *out)
{
    struct span end = line_end(s);
    size_t len = s.len - end.len;

    tail = tail < len ? tail : len;
    buf_clear(out);
    mask_hide(m, span_first(s, len - tail), out);
    if (tail)
        buf_add(out, MASK);
    buf_add(out, end);
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

/* Of a line that is not there whole: octets at its end that begin a secret. */
static size_t cut_tail(const struct mask *m, const struct event *e)
{
    struct span raw = e->raw;

    if (e->kind != EVENT_LONG && !(e->flaws & (LINE_CUT | LINE_UNFINISHED)))
        return 0;
    return secrets_tail(&m->secrets,
                        span_first(raw, raw.len - line_end(raw).len));
}

static bool is_echo(const struct mask *m, const struct event *e)
{
    return may_echo(e) &&
           (secrets_find(&m->secrets, e->raw).len || cut_tail(m, e));
}

static void mask_server_line(struct mask *m, struct event *e)
{
    size_t tail = cut_tail(m, e);

    e->masked = true;
    e->raw = hide_secrets(m, e->raw, tail, &m->raw);
    e->text = hide_secrets(m, e->text, tail, &m->text);
    e->code = (struct span){0};
    e->listing = listing_read(e->listing.content, e->text);
}

/* What of the line was not kept is not shown either: it may be the rest of a
 * secret. */
static void mask_client_line(struct mask *m, struct event *e)
{
    buf_clear(&m->raw);
    buf_clear(&m->text);
    add_request_line(m, e->request, &m->text);
    buf_add(&m->raw, buf_span(&m->text));
    buf_add(&m->raw, line_end(e->raw));
    e->masked = true;
    e->raw = buf_span(&m->raw);
    e->text = buf_span(&m->text);
    e->hidden = m->hidden;
    e->hidden_count = m->hidden_count;
}

/* Runs hold no secret of the client's. What a server sends back may: then the
 * lines are told one by one. */
static bool is_clean_run(const struct mask *m, const struct event *e)
{
    switch (e->kind) {
    case EVENT_REPLIES:
        return !secrets_find(&m->secrets,
                             span_first(e->raw, (size_t)e->line_octets))
                    .len;
    case EVENT_LINES:
        return e->listing.content == CONTENT_SCAN ||
               !secrets_find(&m->secrets, e->raw).len;
    default:
        return true;
    }
}

static void note_refusal(struct mask *m, const struct event *e)
{
    const struct request *r = e->request;

    if (e->kind == EVENT_STATUS && r &&
        (r->kind == REQUEST_SASL || (r->verb && r->verb->id == VERB_AUTH)))
        m->refused = e->status == STATUS_ERR;
}

static void see_one(void *ctx, const struct event *event)
{
    struct mask *m = ctx;
    bool client = event->kind == EVENT_REQUEST, secret, echo;
    struct event e;
    struct request request;

    buf_clear(&m->user);
    note_refusal(m, event);
    if (client)
        learn_request(m, event->request);
    secret = is_secret_request(m, event->request);
    echo = !client && is_echo(m, event);
    if (!secret && !echo && !(client && m->number)) {
        m->emit(m->ctx, event);
        return;
    }
    e = *event;
    e.sasl_user = buf_span(&m->user);
    e.password = client ? m->number : 0;
    if (client && secret)
        mask_client_line(m, &e);
    else if (echo)
        mask_server_line(m, &e);
    if (secret) {
        request = masked_request(m, event->request);
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

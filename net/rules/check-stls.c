/* check-stls.c - STLS, server side (section 17).
 *
 * A second greeting behind the handshake is for check-stray.c, what the
 * handshake negotiated for check-tls.c. */
#include <config.h>

#include "net/rules/check-private.h"

#include "net/base/text.h"

void stls_memory_done(struct stls_memory *m)
{
    (void)m;
}

/* --- octets between the +OK and the handshake --- */

static bool is_tls_record(struct span s)
{
    return s.len > 1 && (s.at[0] == 0x15 || s.at[0] == 0x16) && s.at[1] == 0x03;
}

static void tell_injected(struct check *c)
{
    struct stls_memory *m = &c->memory.stls;
    struct span line = kept_line_span(&m->injected);

    m->injected_told = true;
    if (m->spoke && is_tls_record(line))
        return; /* an alert: our side was no TLS */
    report(c, RULE_STLS_INJECTED_REPLY, place_line(&m->injected, m->exchange),
           is_tls_record(line)
               ? "what looks like a TLS record came behind the +OK to STLS, "
                 "before our side of the handshake"
               : "octets in clear came behind the +OK to STLS, before the "
                 "handshake");
}

static void watch_command(struct check *c, const struct event *e)
{
    c->memory.stls.spoke |= e->state == STATE_TLS_HANDSHAKE;
}

static void watch_injected(struct check *c, const struct event *e)
{
    struct stls_memory *m = &c->memory.stls;
    struct kept_line *k = &m->injected;
    struct span in = span_first(e->raw, sizeof k->octets - k->len);
    size_t end = span_find(in, '\n');

    if (m->injected_told || !in.len)
        return;
    if (!k->len)
        k->offset = e->offset;
    in = span_first(in, end + 1);
    memcpy(k->octets + k->len, in.at, in.len);
    k->len += in.len;
    if (k->len == sizeof k->octets || k->octets[k->len - 1] == '\n')
        tell_injected(c);
}

/* A line without its end was all that came. */
static void watch_rest(struct check *c, const struct event *e)
{
    const struct stls_memory *m = &c->memory.stls;

    (void)e;
    if (m->injected.len && !m->injected_told)
        tell_injected(c);
}

/* --- the reply --- */

/* STLS takes no argument, after a login it is out of place, and after UTF8 a
 * server may refuse it (RFC 6856 section 2.1): then -ERR is a right answer,
 * whatever CAPA says. */
static void watch_refused(struct check *c, const struct event *e)
{
    const struct book *b = &c->book;

    if (!answers(e, VERB_STLS) || e->status != STATUS_ERR ||
        (e->flaws & LINE_UNFINISHED) || !is_formed(e->request) ||
        b->tls != TLS_NONE || b->transaction || dialogue_utf8(c->dialogue) ||
        !capa_lists(book_capa(b), "STLS", NULL))
        return;
    report_as(c, RULE_STLS_ANNOUNCED_BUT_REFUSED,
              code_is(e, "SYS/TEMP") ? SEVERITY_NOTE : SEVERITY_WARNING,
              place_at(e, 0), "CAPA lists STLS, and STLS had -ERR");
}

static void watch_accepted(struct check *c, const struct event *e)
{
    if (!answers(e, VERB_STLS) || e->status != STATUS_OK)
        return;
    c->memory.stls.exchange = e->exchange;
    if (c->book.tls != TLS_NONE)
        report(c, RULE_STLS_SECOND_ACCEPTED, place_at(e, 0),
               "STLS had +OK though TLS is active already");
}

/* --- the handshake --- */

/* What our own certificate, or its absence, was refused with (RFC 8446
 * section 6.2, in OpenSSL's words). */
static bool is_about_client(const char *alert)
{
    static const char *const alerts[] = {
        "access denied",       "bad certificate",
        "certificate expired", "certificate required",
        "certificate revoked", "certificate unknown",
        "unknown CA",          "unsupported certificate",
    };

    for (size_t i = 0; i < sizeof alerts / sizeof *alerts; i++)
        if (span_is_case(span_of(alert), alerts[i]))
            return true;
    return false;
}

/* Did we end it: the certificate did not please us, or what we offer was
 * narrowed by a person? */
static bool is_our_choice(const struct check *c, const struct tls_facts *f)
{
    bool narrowed = c->peer.tls_min || c->peer.tls_max;

    if (f->alert[0])
        return is_about_client(f->alert) ||
               (narrowed &&
                span_is_case(span_of(f->alert), "protocol version"));
    return f->chain_count && !f->verified && !c->peer.unverified;
}

/* The +OK to the STLS that the handshake belongs to. */
static struct place place_reply_to_stls(const struct check *c)
{
    return place_line(&c->book.status, c->memory.stls.exchange);
}

static void tell_failed(struct check *c, const struct event *e)
{
    const char *alert = e->facts->alert;
    struct buf why = {0};

    if (*alert)
        buf_add_format(&why, "the server sent the alert \"%s\"", alert);
    else if (e->text.len)
        text_escape_fit(&why, e->text, TEXT_ASCII, 160);
    else
        buf_add_text(&why, "it ended before TLS was set up");
    report(c, RULE_STLS_OK_BUT_NO_HANDSHAKE, place_reply_to_stls(c),
           "STLS had +OK, but the handshake failed: %s", buf_text(&why));
    buf_done(&why);
}

static void watch_handshake(struct check *c, const struct event *e)
{
    const struct tls_facts *f = e->facts;

    if (e->tls_ok || e->state != STATE_TLS_HANDSHAKE || !f)
        return;
    if (f->peer_spoke_plain)
        report(c, RULE_STLS_PLAINTEXT_CONTINUES, place_reply_to_stls(c),
               "STLS had +OK, but our ClientHello was answered in clear: "
               "\"%s\"",
               f->peer_plain);
    else if (!is_our_choice(c, f))
        tell_failed(c, e);
}

const struct watch stls_watches[] = {
    WATCH(ON(REQUEST), watch_command, 0),
    WATCH(ON(INJECTED), watch_injected, 0),
    WATCH(ON(TLS) | ON(REQUEST) | ON(CLOSE), watch_rest, 0),
    WATCH(ON(STATUS), watch_refused, ABOUT(STLS)),
    WATCH(ON(STATUS), watch_accepted, ABOUT(STLS)),
    WATCH(ON(TLS), watch_handshake, 0),
};
const size_t stls_watches_count = sizeof stls_watches / sizeof *stls_watches;

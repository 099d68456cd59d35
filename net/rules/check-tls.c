/* check-tls.c - TLS posture (section 18): ports, what was negotiated, and
 * logins without TLS.
 *
 * Judges the facts that a handshake showed; where nobody tells them, nothing
 * is judged. Certificates are for check-certificate.c. */
#include <config.h>

#include "net/rules/check-private.h"

enum { PORT_POP3 = 110, PORT_POP3S = 995 };
enum { TLS_1_2 = 0x0303, TLS_1_3 = 0x0304 };
enum { CIPHER_BITS_LEAST = 112 };

void tls_memory_done(struct tls_memory *m)
{
    (void)m;
}

struct place tls_place(const struct check *c, const struct event *e)
{
    return (struct place){
        .side = SIDE_SERVER,
        .line_offset = e->kind == EVENT_OPEN ? 0 : c->book.server_octets};
}

/* --- the port --- */

static void watch_port(struct check *c, const struct event *e)
{
    if (e->tls == TLS_IMPLICIT && c->peer.port == PORT_POP3)
        report(c, RULE_TLS_IMPLICIT_ON_110, tls_place(c, e),
               "port 110 speaks TLS from the start");
}

static void watch_greeting(struct check *c, const struct event *e)
{
    if (c->book.tls == TLS_NONE && c->peer.port == PORT_POP3S &&
        (e->status == STATUS_OK || e->status == STATUS_ERR))
        report(c, RULE_TLS_PLAINTEXT_ON_995, place_at(e, 0),
               "the greeting came in clear on port 995");
}

/* The ClientHello was answered in clear. On another port than 995 only our
 * target says that TLS was due, and it may be wrong. */
static void watch_plain_peer(struct check *c, const struct event *e)
{
    const struct tls_facts *f = e->facts;
    struct span plain = span_of(f ? f->peer_plain : NULL);

    if (e->tls_ok || e->tls != TLS_IMPLICIT || !f || !f->peer_spoke_plain ||
        c->peer.port == PORT_POP3 ||
        !(span_starts_case(plain, SPAN("+OK")) ||
          span_starts_case(plain, SPAN("-ERR"))))
        return;
    report_as(c, RULE_TLS_PLAINTEXT_ON_995,
              c->peer.port == PORT_POP3S ? SEVERITY_ERROR : SEVERITY_WARNING,
              tls_place(c, e),
              "TLS was due at once, but our ClientHello was answered in "
              "clear: \"%s\"",
              f->peer_plain);
}

/* --- what was negotiated --- */

/* What was offered is not in a file: by default it is all up to TLS 1.3. */
static void judge_version_on_paper(struct check *c, const struct event *e)
{
    const struct tls_facts *f = e->facts;

    if (f->version_number < TLS_1_2)
        report_as(c, RULE_TLS_VERSION, SEVERITY_WARNING, tls_place(c, e),
                  "%s was negotiated; whether newer ones were offered is not "
                  "in the file",
                  f->version);
    else if (f->version_number == TLS_1_2)
        report(c, RULE_TLS_NO_TLS13, tls_place(c, e),
               "%s was negotiated; whether TLS 1.3 was offered is not in the "
               "file",
               f->version);
}

static void judge_version(struct check *c, const struct event *e)
{
    const struct tls_facts *f = e->facts;
    int most = c->peer.tls_max ? c->peer.tls_max : TLS_1_3;

    if (f->on_paper)
        judge_version_on_paper(c, e);
    else if (f->version_number < TLS_1_2 && most < TLS_1_2)
        report(c, RULE_TLS_OLD_VERSION_ACCEPTED, tls_place(c, e),
               "%s was accepted when nothing newer was offered", f->version);
    else if (f->version_number < TLS_1_2)
        report(c, RULE_TLS_VERSION, tls_place(c, e),
               "%s was negotiated, though newer ones were offered", f->version);
    else if (f->version_number == TLS_1_2 && most >= TLS_1_3)
        report(c, RULE_TLS_NO_TLS13, tls_place(c, e),
               "%s was negotiated, though TLS 1.3 was offered", f->version);
}

/* Words of a suite's name that give it away, by IANA's or OpenSSL's naming. */
static const struct weakness {
    const char *word;
    bool is_prefix;
    const char *why;
} weaknesses[] = {
    {"NULL",  false, "does not encrypt"            },
    {"anon",  false, "does not prove who answers"  },
    {"ADH",   false, "does not prove who answers"  },
    {"AECDH", false, "does not prove who answers"  },
    {"EXP",   true,  "was made weak for export"    },
    {"RC4",   false, "uses the broken cipher RC4"  },
    {"RC2",   false, "uses the outdated cipher RC2"},
};

static struct span take_part(struct span *name)
{
    size_t dash = span_find(*name, '-'), line = span_find(*name, '_');
    struct span part = span_first(*name, dash < line ? dash : line);

    *name = span_from(*name, part.len + 1);
    return part;
}

/* Why no suite of this name may be used, or NULL. */
static const char *find_weakness(struct span name)
{
    while (name.len) {
        struct span part = take_part(&name);

        for (size_t i = 0; i < sizeof weaknesses / sizeof *weaknesses; i++) {
            const struct weakness *w = &weaknesses[i];

            if (w->is_prefix ? span_starts_case(part, span_of(w->word))
                             : span_is_case(part, w->word))
                return w->why;
        }
    }
    return NULL;
}

/* On paper the name of a suite tells: where it does not begin with a key
 * exchange, by OpenSSL's naming, the server's RSA key is that. */
static bool lacks_forward_secrecy(const struct tls_facts *f)
{
    static const char *const fronts[] = {"TLS_RSA_", "AES",  "CAMELLIA",
                                         "ARIA",     "DES-", "RC4-"};

    if (f->version_number > TLS_1_2)
        return false;
    if (!f->on_paper)
        return !f->forward_secrecy;
    for (size_t i = 0; i < sizeof fronts / sizeof *fronts; i++)
        if (span_starts(span_of(f->cipher), span_of(fronts[i])))
            return true;
    return false;
}

static void judge_cipher(struct check *c, const struct event *e)
{
    const struct tls_facts *f = e->facts;
    const char *why = find_weakness(span_of(f->cipher));

    if (why)
        report(c, RULE_TLS_CIPHER_BROKEN, tls_place(c, e),
               "%s was negotiated, which %s", f->cipher, why);
    else if (f->cipher_bits > 0 && f->cipher_bits < CIPHER_BITS_LEAST)
        report(c, RULE_TLS_CIPHER_BROKEN, tls_place(c, e),
               "%s was negotiated, which has %d bits of %d at least", f->cipher,
               f->cipher_bits, CIPHER_BITS_LEAST);
    if (lacks_forward_secrecy(f))
        report(c, RULE_TLS_NO_FORWARD_SECRECY, tls_place(c, e),
               "%s was negotiated, its key exchange (%s) has no forward "
               "secrecy",
               f->cipher,
               f->on_paper          ? "RSA"
               : f->key_exchange[0] ? f->key_exchange
                                    : "unknown");
}

/* A handshake got far enough for a suite to be chosen. */
static void watch_handshake(struct check *c, const struct event *e)
{
    const struct tls_facts *f = e->facts;

    if (!f || !f->version_number || (!f->cipher[0] && !f->on_paper))
        return;
    judge_version(c, e);
    judge_cipher(c, e);
    if (f->compressed)
        report(c, RULE_TLS_COMPRESSION, tls_place(c, e),
               "TLS compression was negotiated");
    if (f->version_number <= TLS_1_2 && !f->secure_renegotiation &&
        !f->on_paper)
        report(c, RULE_TLS_RENEGOTIATION, tls_place(c, e),
               "the ServerHello lacks renegotiation_info");
    if (f->client_cert_requested)
        report(c, RULE_TLS_CLIENT_CERT_REQUESTED, tls_place(c, e),
               "a client certificate was requested%s",
               f->client_cert_sent ? ", and sent" : "");
}

/* --- logins in clear --- */

/* Does mech send what can be used again by whoever reads it? */
static bool is_plaintext(struct span mech)
{
    static const char *const mechs[] = {"PLAIN", "LOGIN", "XOAUTH2",
                                        "OAUTHBEARER"};

    for (size_t i = 0; i < sizeof mechs / sizeof *mechs; i++)
        if (span_is_case(mech, mechs[i]))
            return true;
    return false;
}

static enum severity in_clear(const struct check *c)
{
    return c->peer.loopback ? SEVERITY_NOTE : SEVERITY_WARNING;
}

static void tell_offered(struct check *c, const struct event *e,
                         struct span word)
{
    c->memory.tls.offered_told = true;
    report_as(c, RULE_TLS_PLAINTEXT_LOGIN_OFFERED, in_clear(c),
              place_of(e, word), "%.*s is offered without TLS", (int)word.len,
              word.at);
}

/* The first such line of a session's CAPA replies. */
static void watch_offered(struct check *c, const struct event *e)
{
    const struct listing *l = &e->listing;
    struct span rest = l->rest, mech;

    if (l->content != CONTENT_CAPABILITY || c->book.tls != TLS_NONE ||
        c->book.transaction || c->memory.tls.offered_told)
        return;
    if (span_is_case(l->word, "USER"))
        tell_offered(c, e, l->word);
    if (!span_is_case(l->word, "SASL"))
        return;
    while ((mech = capa_take_word(&rest)).len)
        if (is_plaintext(mech)) {
            tell_offered(c, e, mech);
            return;
        }
}

static void watch_accepted(struct check *c, const struct event *e)
{
    const struct request *r = e->request;
    struct span mech;

    if (e->status != STATUS_OK || c->book.tls != TLS_NONE ||
        c->book.transaction || c->book.timed_out || !is_login(r))
        return;
    mech = r->verb->id == VERB_AUTH ? request_arg(r, 0) : (struct span){0};
    if (r->verb->id == VERB_PASS)
        report_as(c, RULE_TLS_PLAINTEXT_LOGIN_ACCEPTED, in_clear(c),
                  place_at(e, 0), "PASS had +OK without TLS");
    else if (is_plaintext(mech))
        report_as(c, RULE_TLS_PLAINTEXT_LOGIN_ACCEPTED, in_clear(c),
                  place_at(e, 0), "AUTH %.*s had +OK without TLS",
                  (int)mech.len, mech.at);
}

const struct watch tls_watches[] = {
    WATCH(ON(OPEN), watch_port, 0),
    WATCH(ON(GREETING), watch_greeting, 0),
    WATCH(ON(TLS), watch_plain_peer, 0),
    WATCH(ON(OPEN) | ON(TLS), watch_handshake, 0),
    WATCH(ON(LINE), watch_offered, ABOUT(CAPA)),
    WATCH(ON(STATUS), watch_accepted,
          ABOUT(PASS) | ABOUT(APOP) | ABOUT(AUTH) | ABOUT(RPOP)),
};
const size_t tls_watches_count = sizeof tls_watches / sizeof *tls_watches;

/* test-rules-handshake.c - the rules that judge what a TLS handshake showed.
 *
 * Scripts carry no such facts, so they are made here: those of a good
 * handshake, and one thing changed. */
#include <config.h>

#include "net/rules/check.h"

#include "net/base/memory.h"
#include "tests/unit/facts.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

TestSuite(rules_handshake, .timeout = 20);

/* When the handshake takes place, and how it ends. */
enum when {
    AT_ONCE,
    BY_STLS,
    BY_STLS_FAILED,
    AT_ONCE_FAILED, /* no session begins */
    NO_FACTS,       /* AT_ONCE, and nobody tells */
};

static void collect(void *ctx, const struct event *e)
{
    if (e->kind == EVENT_FINDING)
        buf_add_format(ctx, "%s %s: %s\n", severity_name(e->finding->severity),
                       e->finding->rule->id, e->finding->message);
}

static void say(struct dialogue *d, enum side side, const char *line)
{
    dialogue_feed(d, &(struct chunk){.kind = CHUNK_OCTETS,
                                     .side = side,
                                     .octets = span_of(line)});
}

static void feed(struct dialogue *d, enum when when,
                 const struct tls_facts *facts)
{
    bool at_once = when == AT_ONCE || when == NO_FACTS;
    struct chunk open = {.kind = CHUNK_OPEN};

    if (at_once) {
        open.tls = TLS_IMPLICIT;
        open.facts = when == AT_ONCE ? facts : NULL;
    }
    dialogue_feed(d, &open);
    say(d, SIDE_SERVER, "+OK ready\r\n");
    if (at_once)
        return;
    say(d, SIDE_CLIENT, "STLS\r\n");
    say(d, SIDE_SERVER, "+OK begin\r\n");
    dialogue_feed(
        d, &(struct chunk){.kind = when == BY_STLS ? CHUNK_TLS : CHUNK_TLS_FAIL,
                           .facts = facts,
                           .octets = SPAN("it failed")});
}

static char *judge(enum when when, const char *what,
                   const struct check_peer *peer)
{
    struct tls_facts *facts = facts_good();
    struct buf out = {0};
    struct check *c = check_new(collect, &out);
    struct dialogue *d = dialogue_new(check_see, c);
    char *text;

    facts_change(facts, what);
    check_attach(c, d);
    check_peer(c, peer);
    if (when == AT_ONCE_FAILED)
        check_failed_tls(c, facts, true);
    else
        feed(d, when, facts);
    dialogue_free(d);
    check_free(c);
    free(facts);
    text = buf_take(&out);
    return text ? text : xstrdup("");
}

/* The findings with `what`; "" for none. */
struct facts_row {
    const char *want; /* each finding's "severity rule", "; " between them */
    const char *what;
    enum when when;
    const struct check_peer *peer; /* name and time are added to it */
};

static const struct check_peer old_only = {.tls_max = 0x0302};
static const struct check_peer up_to_1_2 = {.tls_max = 0x0303};
static const struct check_peer insecure = {.unverified = true};
static const struct check_peer by_ipv4 = {.name = "192.0.2.1"};
static const struct check_peer by_ipv6 = {.name = "2001:db8::1"};
static const struct check_peer no_clock = {.now_s = -1};
static const struct check_peer port_995 = {.port = 995};
static const struct check_peer port_10995 = {.port = 10995};
static const struct check_peer port_110 = {.port = 110};

static const struct facts_row facts_rows[] = {
    {"",                                  "good",                  AT_ONCE,        NULL       },
    {"",                                  "good",                  BY_STLS,        NULL       },
    {"",                                  "1.0",                   NO_FACTS,       NULL       },
    {"",                                  "self-signed",           NO_FACTS,       NULL       },
    {"error tls/version",                 "1.0",                   AT_ONCE,        NULL       },
    {"error tls/version",                 "1.0",                   BY_STLS,        NULL       },
    {"warning tls/old-version-accepted",  "1.0",                   AT_ONCE,        &old_only  },
    {"note tls/no-tls13",                 "1.2",                   AT_ONCE,        NULL       },
    {"",                                  "1.2",                   AT_ONCE,        &up_to_1_2 },
    {"warning tls/no-forward-secrecy",    "1.2 static",            AT_ONCE,        &up_to_1_2 },
    {"warning tls/renegotiation",         "1.2 old renegotiation", AT_ONCE,        &up_to_1_2 },
    {"",                                  "1.3 no renegotiation",  AT_ONCE,        NULL       },
    {"error tls/cipher-broken",           "rc4",                   AT_ONCE,        &up_to_1_2 },
    {"error tls/cipher-broken",           "null",                  AT_ONCE,        &up_to_1_2 },
    {"error tls/cipher-broken",           "anonymous",             AT_ONCE,        &up_to_1_2 },
    {"error tls/cipher-broken",           "export",                AT_ONCE,        &up_to_1_2 },
    {"error tls/cipher-broken",           "des",                   AT_ONCE,        &up_to_1_2 },
    {"",                                  "3des",                  AT_ONCE,        &up_to_1_2 },
    {"warning tls/compression",           "compressed",            AT_ONCE,        NULL       },
    {"note tls/client-cert-requested",    "client cert",           AT_ONCE,        NULL       },
 /* certificates */
    {"error tls/cert-name",               "name",                  BY_STLS_FAILED, NULL       },
    {"error tls/cert-name",               "name",                  AT_ONCE_FAILED, NULL       },
    {"warning tls/cert-name",             "name",                  AT_ONCE,        &insecure  },
    {"warning tls/cert-name",             "name",                  AT_ONCE_FAILED, &by_ipv4   },
    {"warning tls/cert-name",             "name",                  AT_ONCE_FAILED, &by_ipv6   },
    {"error tls/cert-time",               "expired",               AT_ONCE_FAILED, NULL       },
    {"error tls/cert-time",               "early",                 AT_ONCE_FAILED, NULL       },
    {"warning tls/cert-time",             "expired",               AT_ONCE,        &insecure  },
    {"",                                  "expired",               AT_ONCE_FAILED, &no_clock  },
    {"warning tls/cert-time",             "other expired",         AT_ONCE_FAILED, NULL       },
    {"",                                  "unused expired",        AT_ONCE,        NULL       },
    {"",                                  "21 days",               AT_ONCE,        NULL       },
    {"note tls/cert-expires-soon",        "20 days",               AT_ONCE,        NULL       },
    {"note tls/cert-expires-soon",        "7 days",                AT_ONCE,        NULL       },
    {"warning tls/cert-expires-soon",     "6 days",                AT_ONCE,        NULL       },
    {"warning tls/cert-untrusted",        "self-signed",           AT_ONCE_FAILED, NULL       },
    {"warning tls/cert-untrusted",        "lone leaf",             BY_STLS_FAILED, NULL       },
    {"warning tls/cert-untrusted",        "self-signed",           BY_STLS,        &insecure  },
    {"warning tls/cert-weak",             "rsa 1024 untrusted",    AT_ONCE_FAILED, NULL       },
    {"warning tls/cert-revoked",          "revoked",               AT_ONCE,        NULL       },
    {"",                                  "stapled",               AT_ONCE,        NULL       },
    {"warning tls/cert-chain-incomplete", "incomplete",            AT_ONCE,        NULL       },
    {"warning tls/cert-chain-incomplete", "disorder 1.2",          AT_ONCE,        &up_to_1_2 },
    {"",                                  "disorder 1.3",          AT_ONCE,        NULL       },
    {"warning tls/cert-cn-only",          "cn only",               AT_ONCE,        NULL       },
    {"warning tls/cert-cn-only",          "address only",          AT_ONCE,        NULL       },
    {"",                                  "address only",          AT_ONCE,        &by_ipv4   },
    {"",                                  "ipv6 only",             AT_ONCE,        &by_ipv6   },
    {"warning tls/cert-wildcard",         "part wildcard",         AT_ONCE,        NULL       },
    {"warning tls/cert-wildcard",         "second wildcard",       AT_ONCE,        NULL       },
    {"",                                  "wildcard",              AT_ONCE,        NULL       },
    {"warning tls/cert-weak",             "rsa 1024",              AT_ONCE,        NULL       },
    {"warning tls/cert-weak",             "ec 192",                AT_ONCE,        NULL       },
    {"",                                  "ec 256",                AT_ONCE,        NULL       },
    {"",                                  "ed25519",               AT_ONCE,        NULL       },
    {"warning tls/cert-weak",             "sha1 intermediate",     AT_ONCE,        NULL       },
    {"",                                  "sha1 root",             AT_ONCE,        NULL       },
 /* handshakes that fail */
    {"warning stls/ok-but-no-handshake",  "alert",                 BY_STLS_FAILED, NULL       },
    {"warning stls/ok-but-no-handshake",  "closed",                BY_STLS_FAILED, NULL       },
    {"warning stls/ok-but-no-handshake",  "alert version",         BY_STLS_FAILED, NULL       },
    {"",                                  "alert version",         BY_STLS_FAILED, &old_only  },
    {"",                                  "alert for us",          BY_STLS_FAILED, NULL       },
    {"error stls/plaintext-continues",    "plain",                 BY_STLS_FAILED, NULL       },
    {"error stls/plaintext-continues",    "plain smtp",            BY_STLS_FAILED, NULL       },
    {"error tls/plaintext-on-995",        "plain",                 AT_ONCE_FAILED, &port_995  },
    {"warning tls/plaintext-on-995",      "plain",                 AT_ONCE_FAILED, &port_10995},
    {"",                                  "plain",                 AT_ONCE_FAILED, &port_110  },
    {"",                                  "plain smtp",            AT_ONCE_FAILED, &port_995  },
    {"",                                  "closed",                AT_ONCE_FAILED, &port_995  },
    {"note tls/implicit-on-110",          "good",                  AT_ONCE,        &port_110  },
};

/* The "severity rule" of each line, "; " between them. */
static char *short_form(const char *findings)
{
    struct span rest = span_of(findings);
    struct buf out = {0};
    char *text;

    while (rest.len) {
        struct span line = span_first(rest, span_find(rest, '\n'));

        if (out.len)
            buf_add_text(&out, "; ");
        buf_add(&out, span_first(line, span_find(line, ':')));
        rest = span_from(rest, line.len + 1);
    }
    text = buf_take(&out);
    return text ? text : xstrdup("");
}

Test(rules_handshake, facts_of_a_handshake_give_these_findings_and_no_others)
{
    for (size_t i = 0; i < sizeof facts_rows / sizeof *facts_rows; i++) {
        const struct facts_row *row = &facts_rows[i];
        struct check_peer peer =
            row->peer ? *row->peer : (struct check_peer){0};
        char *findings, *got;

        peer.now_s = peer.now_s < 0 ? 0 : peer.now_s ? peer.now_s : FACTS_NOW;
        if (!peer.name[0])
            strcpy(peer.name, "pop.example.com");
        findings = judge(row->when, row->what, &peer);
        got = short_form(findings);
        cr_expect(eq(str, got, (char *)row->want), "row %zu, %s: %s", i,
                  row->what, findings);
        free(findings);
        free(got);
    }
}

static void expect_text(enum when when, const char *what, const char *want)
{
    struct check_peer peer = {.now_s = FACTS_NOW, .name = "pop.example.com"};
    char *got = judge(when, what, &peer);

    cr_expect(eq(str, got, (char *)want), "%s", what);
    free(got);
}

Test(rules_handshake, findings_tell_the_facts)
{
    expect_text(AT_ONCE_FAILED, "expired",
                "error tls/cert-time: the certificate expired 2025-12-30 00:00 "
                "UTC; the clock of this machine says 2026-01-01 00:00 UTC\n");
    expect_text(AT_ONCE_FAILED, "early",
                "error tls/cert-time: the certificate is not valid before "
                "2026-01-01 00:01 UTC; the clock of this machine says "
                "2026-01-01 00:00 UTC\n");
    expect_text(AT_ONCE_FAILED, "name",
                "error tls/cert-name: the certificate does not name "
                "pop.example.com: it is for other.example\n");
    expect_text(AT_ONCE_FAILED, "self-signed",
                "warning tls/cert-untrusted: the chain leads to no authority "
                "of the store /etc/ssl/certs: self-signed certificate\n");
    expect_text(AT_ONCE, "6 days",
                "warning tls/cert-expires-soon: the certificate expires in 6 "
                "days\n");
    expect_text(AT_ONCE, "sha1 intermediate",
                "warning tls/cert-weak: the certificate of the authority CN=R1 "
                "has the signature ecdsa-with-SHA1\n");
    expect_text(BY_STLS_FAILED, "closed",
                "warning stls/ok-but-no-handshake: STLS had +OK, but the "
                "handshake failed: it failed\n");
    expect_text(BY_STLS_FAILED, "alert",
                "warning stls/ok-but-no-handshake: STLS had +OK, but the "
                "handshake failed: the server sent the alert \"handshake "
                "failure\"\n");
}

Test(rules_handshake, a_failed_first_handshake_forgets_the_session_before)
{
    struct buf out = {0};
    struct check *c = check_new(collect, &out);
    struct dialogue *d = dialogue_new(check_see, c);
    struct tls_facts *facts = facts_good();
    struct check_peer peer = {.port = 995};

    check_attach(c, d);
    check_peer(c, &peer);
    facts_change(facts, "plain");
    feed(d, AT_ONCE, NULL);
    dialogue_feed(d, &(struct chunk){.kind = CHUNK_CLOSE, .side = SIDE_CLIENT});
    buf_clear(&out);
    check_failed_tls(c, facts, true);
    check_failed_tls(c, NULL, true);
    cr_expect(eq(str, (char *)buf_text(&out),
                 "error tls/plaintext-on-995: TLS was due at once, but our "
                 "ClientHello was answered in clear: \"-ERR unknown "
                 "command\"\n"));
    dialogue_free(d);
    check_free(c);
    buf_done(&out);
    free(facts);
}

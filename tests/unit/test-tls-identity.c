/* test-tls-identity.c - which certificates are good, and the words for those
 * that are not. */
#include <config.h>

#include "net/wire/dial.h"
#include "net/wire/tls.h"
#include "tests/unit/wire-certs.h"
#include "tests/unit/wire-peer.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

TestSuite(tls_identity, .timeout = 20);

/* A certification authority and its file, for all rows of a test. */
struct authority {
    struct cert root;
    char *file;
};

static struct authority authority_make(void)
{
    struct authority a = {cert_make(&(struct cert_wish){.cn = "Test Root",
                                                        .is_ca = 1,
                                                        .from_days = -10,
                                                        .to_days = 10},
                                    NULL),
                          NULL};

    a.file = pem_file(&a.root.x509, 1, NULL);
    return a;
}

static void authority_done(struct authority *a)
{
    unlink(a->file);
    free(a->file);
    cert_free(&a->root);
}

/* Shake hands with a server that shows this certificate. */
static struct stream *meet(SSL_CTX *context, struct tls_options *opt,
                           struct tls_facts *facts, struct error *err)
{
    struct tls_peer peer;
    struct dial_facts dialled;
    struct stream *s;

    tls_peer_start(&peer, context, NULL, NULL);
    s = dial(&(struct dial_options){.host = "127.0.0.1",
                                    .port = peer.peer.port,
                                    .timeout_ms = 2000,
                                    .cancel_fd = -1},
             &dialled, err);
    opt->timeout_ms = 3000;
    opt->cancel_fd = -1;
    s = tls_start(s, opt, facts, err);
    if (s != NULL)
        stream_shutdown(s);
    stream_free(s);
    peer_join(&peer.peer);
    return s; /* only whether there was one */
}

#define MAIL "mail.example.org"

enum { CHAIN = 1, TIME = 2, NAME = 4, GOOD = 7 };

static const struct row {
    const char *name, *host;
    const char *cn, *alt; /* of the certificate */
    int from_days, to_days;
    int good;             /* what of it is */
    const char *sentence; /* a part of it, when not all is good */
} rows[] = {
    {"dNSName",                    MAIL,                 NULL,          "DNS:mail.example.org",           0,  9,  GOOD,         ""                       },
    {"case",                       MAIL,                 NULL,          "DNS:MAIL.Example.ORG",           0,  9,  GOOD,         ""                       },
    {"dot",                        MAIL ".",             NULL,          "DNS:mail.example.org",           0,  9,  GOOD,         ""                       },
    {"several",                    MAIL,                 NULL,          "DNS:a.net,DNS:mail.example.org", 0,  9,  GOOD,         ""                       },
    {"wildcard",                   MAIL,                 NULL,          "DNS:*.example.org",              0,  9,  GOOD,         ""                       },
    {"wildcard is not two labels", "a.mail.example.org", NULL,
     "DNS:*.example.org",                                                                                 0,  9,  CHAIN | TIME,
     "is for *.example.org; say which name"                                                                                                              },
    {"wildcard is not no label",   "example.org",        NULL,          "DNS:*.example.org",              0,  9,
     CHAIN | TIME,                                                                                                              "is for *.example.org"   },
    {"wildcard in a label",        MAIL,                 NULL,          "DNS:ma*.example.org",            0,  9,
     CHAIN | TIME,                                                                                                              "is for ma*.example.org" },
    {"wildcard further right",     MAIL,                 NULL,          "DNS:mail.*.org",                 0,  9,  CHAIN | TIME,
     "is for mail.*.org"                                                                                                                                 },
    {"another name",               MAIL,                 NULL,
     "DNS:a.net,DNS:b.net,DNS:c.net,DNS:d.net,DNS:e.net,DNS:f.net,DNS:g.net",                             0,
     9,                                                                                                           CHAIN | TIME,
     "is for a.net, b.net, c.net, d.net, e.net and 2 more; say which name you "
     "mean with --tls-name a.net, or look anyway with --insecure"                                                                                        },
    {"CN alone",                   MAIL,                 MAIL,          NULL,                             0,  9,  GOOD,         ""                       },
    {"CN beside a dNSName",        MAIL,                 MAIL,          "DNS:a.net",                      0,  9,  CHAIN | TIME,
     "is for a.net"                                                                                                                                      },
    {"CN beside an SRV name",      MAIL,                 MAIL,
     "otherName:1.3.6.1.5.5.7.8.7;IA5STRING:_pop3s.a.net",                                                0,  9,  CHAIN | TIME,
     "names no host"                                                                                                                                     },
    {"CN beside a mail address",   MAIL,                 MAIL,          "email:x@a.net",                  0,  9,  GOOD,         ""                       },
    {"CN of another",              MAIL,                 "example.org", NULL,                             0,  9,  CHAIN | TIME,
     "names no host"                                                                                                                                     },
    {"IPv4",                       "127.0.0.1",          NULL,          "IP:127.0.0.1",                   0,  9,  GOOD,         ""                       },
    {"IPv6",                       "::1",                NULL,          "IP:::1",                         0,  9,  GOOD,         ""                       },
    {"literal as dNSName",         "127.0.0.1",          NULL,          "DNS:127.0.0.1",                  0,  9,
     CHAIN | TIME,                                                                                                              "is for 127.0.0.1"       },
    {"literal as CN",              "127.0.0.1",          "127.0.0.1",   NULL,                             0,  9,  CHAIN | TIME,
     "names no host"                                                                                                                                     },
    {"another literal",            "127.0.0.1",          NULL,          "IP:127.0.0.2",                   0,  9,  CHAIN | TIME,
     "is for 127.0.0.2"                                                                                                                                  },
    {"dot in front",               ".example.org",       NULL,          "DNS:mail.example.org",           0,  9,
     CHAIN | TIME,                                                                                                              "is for mail.example.org"},
    {"expired",                    MAIL,                 NULL,          "DNS:mail.example.org",           -9, -2, CHAIN | NAME,
     "certificate of mail.example.org expired 2 days ago (20"                                                                                            },
    {"not yet valid",              MAIL,                 NULL,          "DNS:mail.example.org",           3,  9,  CHAIN | NAME,
     "is not valid before 20"                                                                                                                            },
    {"self-signed",                MAIL,                 NULL,          "DNS:mail.example.org",           0,  9,  TIME | NAME,
     "certificate of mail.example.org is not trusted: self-signed certificate "
     "(store: "                                                                                                                                          },
    {"nothing is good",            MAIL,                 NULL,          "DNS:a.net",                      -9, -1, 0,
     ", and expired 1 day ago ("                                                                                                                         },
};

static void check(const struct row *row, const struct authority *a)
{
    struct cert_wish wish = {.cn = row->cn,
                             .alt = row->alt,
                             .from_days = row->from_days,
                             .to_days = row->to_days};
    struct cert c = cert_make(&wish, row->good & CHAIN ? &a->root : NULL);
    SSL_CTX *context = server_context(&c, NULL);
    struct tls_options opt = {.name = row->host, .ca = a->file};
    struct tls_facts facts;
    struct error err = {0};
    bool met = meet(context, &opt, &facts, &err) != NULL;

    cr_expect(met == (row->good == GOOD), "%s: %s", row->name, err.what);
    cr_expect(facts.chain_ok == !!(row->good & CHAIN), "%s: chain", row->name);
    cr_expect(facts.time_ok == !!(row->good & TIME), "%s: time", row->name);
    cr_expect(facts.name_ok == !!(row->good & NAME), "%s: name", row->name);
    cr_expect(facts.verified == met, "%s: verified", row->name);
    cr_expect(met == (facts.verify_error[0] == '\0'), "%s: %s", row->name,
              facts.verify_error);
    cr_expect(facts.chain_ok == (facts.verify_code == 0), "%s", row->name);
    if (!met) {
        cr_expect(err.code == ERROR_TLS, "%s: %d", row->name, (int)err.code);
        cr_expect(strstr(err.what, row->sentence) != NULL, "%s: %s", row->name,
                  err.what);
        cr_expect(strstr(err.what, "--insecure") != NULL, "%s: %s", row->name,
                  err.what);
        opt.insecure = true;
        cr_expect(meet(context, &opt, &facts, &err) != NULL, "%s: %s",
                  row->name, err.what);
        cr_expect(not(facts.verified), "%s", row->name);
    }
    SSL_CTX_free(context);
    cert_free(&c);
}

Test(tls_identity, chain_time_and_name_are_judged_one_by_one)
{
    struct authority a = authority_make();

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        check(&rows[i], &a);
    authority_done(&a);
}

Test(tls_identity, a_nul_ends_no_name)
{
    struct authority a = authority_make();
    struct cert c =
        cert_make(&(struct cert_wish){.raw_dns = "mail.example.org\0.evil.net",
                                      .raw_dns_len = 26,
                                      .to_days = 9},
                  &a.root);
    SSL_CTX *context = server_context(&c, NULL);
    struct tls_options opt = {.name = MAIL, .ca = a.file};
    struct tls_facts facts;
    struct error err = {0};

    cr_assert(meet(context, &opt, &facts, &err) == NULL);
    cr_expect(not(facts.name_ok));
    cr_expect(eq(str, facts.names[0], "mail.example.org\\x00.evil.net"));
    SSL_CTX_free(context);
    cert_free(&c);
    authority_done(&a);
}

Test(tls_identity, a_weak_key_is_good_only_for_who_asks_for_old_versions)
{
    struct authority a = authority_make();
    struct cert c = cert_make(
        &(struct cert_wish){.alt = "DNS:a.net", .to_days = 9, .rsa_bits = 768},
        &a.root);
    SSL_CTX *context = server_context(&c, NULL);
    struct tls_options opt = {.name = "a.net", .ca = a.file};
    struct tls_facts facts;
    struct error err = {0};

    cr_assert(meet(context, &opt, &facts, &err) == NULL);
    cr_expect(not(facts.chain_ok));
    cr_expect(strstr(err.what, "weak ones with --tls-min 1.0") != NULL, "%s",
              err.what);
    opt.version_min = TLS1_VERSION;
    cr_assert(meet(context, &opt, &facts, &err) != NULL, "%s", err.what);
    cr_expect(facts.verified);
    cr_expect(eq(str, facts.chain[0].key_type, "RSA"));
    cr_expect(eq(int, facts.chain[0].key_bits, 768));
    SSL_CTX_free(context);
    cert_free(&c);
    authority_done(&a);
}

Test(tls_identity, a_match_by_cn_is_told)
{
    struct authority a = authority_make();
    struct cert c = cert_make(
        &(struct cert_wish){.cn = "mail.example.org", .to_days = 9}, &a.root);
    SSL_CTX *context = server_context(&c, NULL);
    struct tls_options opt = {.name = "mail.example.org", .ca = a.file};
    struct tls_facts facts;
    struct error err = {0};

    cr_assert(meet(context, &opt, &facts, &err) != NULL, "%s", err.what);
    cr_expect(facts.name_matched_cn);
    cr_expect(zero(int, facts.names_count));
    cr_expect(eq(str, facts.chain[0].subject, "CN=mail.example.org"));
    cr_expect(eq(str, facts.chain[0].issuer, "CN=Test Root"));
    cr_expect(not(facts.chain[0].self_issued));
    SSL_CTX_free(context);
    cert_free(&c);
    authority_done(&a);
}

Test(tls_identity, without_a_name_nothing_matches)
{
    struct authority a = authority_make();
    struct cert c = cert_make(
        &(struct cert_wish){.alt = "DNS:a.net", .to_days = 9}, &a.root);
    SSL_CTX *context = server_context(&c, NULL);
    struct tls_options opt = {.ca = a.file};
    struct tls_facts facts;
    struct error err = {0};

    cr_assert(meet(context, &opt, &facts, &err) == NULL);
    cr_expect(strstr(err.what, "--tls-name") != NULL, "%s", err.what);
    SSL_CTX_free(context);
    cert_free(&c);
    authority_done(&a);
}

Test(tls_identity, an_intermediate_that_was_not_sent_is_noticed)
{
    struct authority a = authority_make();
    struct cert middle = cert_make(
        &(struct cert_wish){.cn = "Middle", .is_ca = 1, .to_days = 9}, &a.root);
    struct cert c = cert_make(
        &(struct cert_wish){.alt = "DNS:a.net", .to_days = 9}, &middle);
    X509 *both[2] = {a.root.x509, middle.x509};
    char *file = pem_file(both, 2, NULL);
    SSL_CTX *bare = server_context(&c, NULL);
    SSL_CTX *whole = server_context(&c, middle.x509);
    struct tls_options opt = {.name = "a.net", .ca = file};
    struct tls_facts facts;
    struct error err = {0};

    cr_assert(meet(bare, &opt, &facts, &err) != NULL, "%s", err.what);
    cr_expect(facts.chain_incomplete);
    cr_expect(eq(int, facts.chain_count, 1));
    cr_assert(meet(whole, &opt, &facts, &err) != NULL, "%s", err.what);
    cr_expect(not(facts.chain_incomplete));
    cr_expect(eq(int, facts.chain_count, 2));
    opt.ca = a.file;
    cr_assert(meet(bare, &opt, &facts, &err) == NULL);
    cr_expect(strstr(err.what, "is not trusted") != NULL, "%s", err.what);
    unlink(file);
    free(file);
    SSL_CTX_free(bare);
    SSL_CTX_free(whole);
    cert_free(&middle);
    cert_free(&c);
    authority_done(&a);
}

Test(tls_identity, an_expired_root_is_named)
{
    struct cert root = cert_make(
        &(struct cert_wish){
            .cn = "Old Root", .is_ca = 1, .from_days = -9, .to_days = -1},
        NULL);
    struct cert c =
        cert_make(&(struct cert_wish){.alt = "DNS:a.net", .to_days = 9}, &root);
    char *file = pem_file(&root.x509, 1, NULL);
    SSL_CTX *context = server_context(&c, NULL);
    struct tls_options opt = {.name = "a.net", .ca = file};
    struct tls_facts facts;
    struct error err = {0};

    cr_assert(meet(context, &opt, &facts, &err) == NULL);
    cr_expect(facts.chain_ok && !facts.time_ok);
    cr_expect(strstr(err.what, "Old Root") != NULL, "%s", err.what);
    unlink(file);
    free(file);
    SSL_CTX_free(context);
    cert_free(&c);
    cert_free(&root);
}

/* --- host names --- */

Test(tls_idna, gives_the_a_label_form)
{
    static const struct {
        const char *host, *want; /* NULL: refused */
    } names[] = {
        {"Mail.Example.ORG",      "mail.example.org"     },
        {"b\xC3\xBC"
         "cher.example", "xn--bcher-kva.example"},
        {"stra\xC3\x9F"
         "e.de",         "xn--strae-oqa.de"     },
        {"xn--bcher-kva.example", "xn--bcher-kva.example"},
        {"a_b.example.org",       "a_b.example.org"      },
        {"example.org.",          "example.org."         },
        {"192.0.2.1",             "192.0.2.1"            },
        {"2001:DB8::1",           "2001:db8::1"          },
        {"fe80::1%Eth0",          "fe80::1%Eth0"         },
        {"",                      NULL                   },
        {"a..b",                  NULL                   },
        {".a",                    NULL                   },
        {"a b",                   NULL                   },
        {"a/b",                   NULL                   },
        {"a\r\nb",                NULL                   },
        {"\xFF",                  NULL                   },
        {"a\xE2\x80\xAE"
         "b.org",        NULL                   },
    };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char out[256] = "untouched";
        struct error err = {0};
        bool good = tls_idna(names[i].host, out, &err);

        cr_expect(good == (names[i].want != NULL), "%s: %s", names[i].host,
                  err.what);
        cr_expect(eq(str, out, good ? names[i].want : "untouched"));
        cr_expect(eq(int, err.code, good ? ERROR_NONE : ERROR_USAGE));
    }
}

Test(tls_idna, refuses_labels_and_names_that_are_too_long)
{
    char host[300], out[256];
    struct error err = {0};

    memset(host, 'a', sizeof host - 1);
    host[sizeof host - 1] = '\0';
    cr_expect(not(tls_idna(host, out, &err)));
    host[64] = '\0';
    cr_expect(not(tls_idna(host, out, &err)));
    host[63] = '\0';
    cr_expect(tls_idna(host, out, &err));
    memset(host, 'a', 254);
    for (int i = 63; i < 254; i += 64)
        host[i] = '.';
    host[254] = '\0';
    cr_expect(not(tls_idna(host, out, &err)));
    host[253] = '\0';
    cr_expect(tls_idna(host, out, &err), "%s", err.what);
}

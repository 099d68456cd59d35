/* test-rules-sasl.c - section 6 of the catalogue: AUTH exchanges. */
#include <config.h>

#include "tests/unit/findings.h"
#include "tests/unit/sasl-script.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

TestSuite(rules_sasl, .timeout = 60);

#define COUNT(rows) (sizeof(rows) / sizeof *(rows))
/* RFC 7677 section 3, and what a server may do wrong with it */
#define CLIENT_FIRST "~n,,n=user,r=rOprNGfwEbeRWgbNEkqO~"
#define NONCE "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0"
#define SALT "s=W22ZaJ0SNY7soEsUEjb6gQ=="
#define SERVER_FIRST "~" NONCE "," SALT ",i=4096~"
#define CLIENT_FINAL                                                           \
    "~c=biws," NONCE ",p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=~"
#define SIGNATURE "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="
#define SERVER_FINAL "~v=" SIGNATURE "~"
#define PLAIN "~\\0tim\\0secret~"

#define SCRAM LISTED C("AUTH SCRAM-SHA-256 " CLIENT_FIRST)
#define SCRAM_TO_FINAL SCRAM S("+ " SERVER_FIRST) C(CLIENT_FINAL)

/* --- the exchange --- */

static const struct rule_row exchange_rows[] = {
    {"sasl/challenge-no-space",
     LISTED C("AUTH PLAIN") S("+") C("*") S("-ERR"),
     LISTED C("AUTH PLAIN") S("+ ") C("*") S("-ERR"),
     CLIENT,                                        SEVERITY_WARNING,
     {0},
     true},
    {"sasl/challenge-base64",
     LISTED C("AUTH PLAIN") S("+ go ahead") C("*") S("-ERR"),
     LISTED C("AUTH PLAIN") S("+go ahead"),
     CLIENT,                                        SEVERITY_ERROR,
     {0},
     true},
    {"sasl/challenge-base64",
     LISTED C("AUTH LOGIN") S("+ VXNlcm5hbWU") C("*") S("-ERR"),
     LISTED C("AUTH LOGIN") S("+ VXNlcm5hbWU6") C("*") S("-ERR"),
     CLIENT,                                        SEVERITY_ERROR,
     {0},
     true},
    {"sasl/challenge-base64",
     LISTED C("AUTH LOGIN") S("+ VXN=cm5hbWU6") C("*") S("-ERR"),
     LISTED C("AUTH LOGIN") S("-ERR VXN=cm5hbWU6"),
     CLIENT,                                        SEVERITY_ERROR,
     {0},
     true},
    {"sasl/challenge-noncanonical",
     LISTED C("AUTH LOGIN") S("+ QR==") C("*") S("-ERR"),
     LISTED C("AUTH LOGIN") S("+ QQ==") C("*") S("-ERR"),
     CLIENT,                                        SEVERITY_WARNING,
     {0},
     true},
    {"sasl/client-first-challenge",
     LISTED C("AUTH PLAIN") S("+ VXNlcg==") C("*") S("-ERR"),
     LISTED C("AUTH LOGIN") S("+ VXNlcg==") C("*") S("-ERR"),
     CLIENT,                                        SEVERITY_ERROR,
     {0},
     true},
    {"sasl/client-first-challenge",
     LISTED C("AUTH SCRAM-SHA-256") S("+ " SERVER_FIRST) C("*") S("-ERR"),
     SCRAM S("+ " SERVER_FIRST) C("*") S("-ERR"),
     CLIENT,                                        SEVERITY_ERROR,
     {0},
     true},
    {"sasl/client-first-challenge",
     LISTED C("AUTH XOAUTH2") S("+ VXNlcg==") C("*") S("-ERR"),
     LISTED C("AUTH XOAUTH2") S("+ ") C("*") S("-ERR"),
     CLIENT,                                        SEVERITY_WARNING,
     {0},
     true},
    {"sasl/cancel-not-refused",
     LISTED C("AUTH PLAIN") S("+ ") C("*") S("+OK"),
     LISTED C("AUTH PLAIN") S("+ ") C(PLAIN) S("+OK"),
     CLIENT,                                        SEVERITY_ERROR,
     {0},
     true},
    {"sasl/cancel-not-refused",
     LISTED C("AUTH PLAIN") S("+ ") C("*") S("+ "),
     LISTED "C AUTH PLAIN\\r\\n*\\r\\n\n" S("+ ") S("-ERR ended"),
     CLIENT,                                        SEVERITY_ERROR,
     {0},
     true},
    {"sasl/ir-ignored",
     LISTED C("AUTH PLAIN " PLAIN) S("+ ") C(PLAIN) S("+OK"),
     LISTED C("AUTH PLAIN " PLAIN) S("+ ") C("~\\0tim\\0other~") S("+OK"),
     CLIENT,                                        SEVERITY_WARNING,
     {0},
     true},
    {"sasl/ir-ignored",
     LISTED C("AUTH PLAIN " PLAIN) S("-ERR syntax") C("AUTH PLAIN") S("+ ")
         C(PLAIN) S("+OK"),
     LISTED C("AUTH PLAIN ~\\0tim\\0typo~") S("-ERR") C("AUTH PLAIN") S("+ ")
         C(PLAIN) S("+OK"),
     CLIENT,                                        SEVERITY_WARNING,
     {0},
     true},
    {"sasl/ir-ignored",
     LISTED C("AUTH PLAIN " PLAIN) S("-ERR") C("NOOP") S("-ERR") C("AUTH plain")
         S("+ ") C(PLAIN) S("+OK"),
     LISTED C("AUTH PLAIN " PLAIN) S("-ERR [IN-USE]") C("AUTH PLAIN") S("+ ")
         C(PLAIN) S("+OK"),
     CLIENT " client/wrong-state resp/unannounced",
     SEVERITY_WARNING,                                                {0},
     true},
    {"sasl/ir-ignored",
     LISTED C("AUTH EXTERNAL =") S("+ ") C("") S("+OK"),
     LISTED C("AUTH EXTERNAL =") S("+OK"),
     CLIENT,                                        SEVERITY_WARNING,
     {0},
     true},
    {"sasl/ir-ignored",
     LISTED C("AUTH PLAIN " PLAIN) S("-ERR") C("AUTH PLAIN") S("+ ") C(PLAIN)
         S("+OK"),
     GREETED CAPA(S("STLS") S("SASL PLAIN")) C("AUTH PLAIN " PLAIN)
         S("-ERR not in clear") STARTTLS CAPA(S("SASL PLAIN")) C("AUTH PLAIN")
             S("+ ") C(PLAIN) S("+OK"),
     CLIENT,                                        SEVERITY_WARNING,
     {0},
     true},
    {"sasl/listed-mech-refused",
     LISTED C("AUTH PLAIN") S("-ERR unsupported"),
     LISTED C("AUTH  PLAIN") S("-ERR two blanks") C("AUTH PLAIN ") S("-ERR"),
     CLIENT,                                        SEVERITY_WARNING,
     {0},
     true},
    {"sasl/listed-mech-refused",
     LISTED C("AUTH PLAIN") S("-ERR unsupported"),
     LISTED C("AUTH GSSAPI") S("-ERR unsupported"),
     CLIENT,                                        SEVERITY_WARNING,
     {0},
     true},
    {"sasl/listed-mech-refused",
     LISTED C("AUTH PLAIN") S("-ERR unsupported"),
     LISTED C("AUTH PLAIN") S("-ERR [SYS/TEMP] wait"),
     CLIENT,                                        SEVERITY_WARNING,
     {0},
     true},
    {"sasl/listed-mech-refused",
     LISTED C("AUTH EXTERNAL") S("-ERR no"),
     LISTED C("AUTH EXTERNAL =") S("-ERR no"),
     CLIENT,                                        SEVERITY_NOTE,
     {0},
     true},
    {"sasl/unlisted-mech-accepted",
     GREETED_TLS CAPA(S("SASL PLAIN")) C("AUTH LOGIN") S("+ VXNlcm5hbWU6"),
     GREETED_TLS CAPA(S("SASL PLAIN")) C("AUTH plain") S("+ "),
     CLIENT,                                        SEVERITY_NOTE,
     {0},
     true},
    {"sasl/unlisted-mech-accepted",
     GREETED_TLS CAPA(S("SASL LOGIN PLAIN")) C("AUTH EXTERNAL =") S("+OK"),
     GREETED_TLS CAPA(S("USER")) C("AUTH EXTERNAL =") S("+OK"),
     CLIENT,                                        SEVERITY_NOTE,
     {0},
     true},
    {"sasl/bare-auth-list",
     GREETED_TLS C("AUTH") S("+OK") S("PLAIN") S("."),
     GREETED_TLS C("AUTH") S("-ERR"),
     CLIENT,                                        SEVERITY_NOTE,
     {0},
     true},
    {"sasl/cram-challenge",
     LISTED C("AUTH CRAM-MD5") S("+ ~1896~"),
     LISTED C("AUTH CRAM-MD5") S("+ ~<1896.697170952@h>~"),
     CLIENT,                                        SEVERITY_WARNING,
     {0},
     true},
    {"sasl/cram-challenge",
     LISTED C("AUTH CRAM-MD5") S("+ ~<1896@>~"),
     LISTED C("AUTH CRAM-MD5") S("+ ~<1@h>~"),
     CLIENT,                                        SEVERITY_WARNING,
     {0},
     true},
};

/* --- SCRAM --- */

static const struct rule_row scram_rows[] = {
    {"sasl/scram-nonce",
     SCRAM S("+ ~r=XYZ," SALT ",i=4096~"),
     SCRAM S("+ " SERVER_FIRST),
     CLIENT, SEVERITY_ERROR,
     {0},
     true},
    {"sasl/scram-nonce",
     SCRAM S("+ ~r=rOprNGfwEbeRWgbNEkqO," SALT ",i=4096~"),
     SCRAM S("+ ~r=rOprNGfwEbeRWgbNEkqO%," SALT ",i=4096~"),
     CLIENT, SEVERITY_ERROR,
     {0},
     true},
    {"sasl/scram-nonce",
     LISTED C("AUTH SCRAM-SHA-256") S("+ ") C(
         "~p=tls-exporter,a=x,n=us=2Cer,r=abc~") S("+ ~r=ab1," SALT ",i=4096~"),
     LISTED C("AUTH SCRAM-SHA-256") S("+ ")
         C("~p=tls-exporter,a=x,n=us=2Cer,r=abc~")
             S("+ ~r=abc1," SALT ",i=4096~"),
     CLIENT, SEVERITY_ERROR,
     {0},
     true},
    {"sasl/scram-syntax",
     SCRAM S("+ ~" SALT "," NONCE ",i=4096~"),
     SCRAM S("+ ~" NONCE "," SALT ",i=4096,x=later~"),
     CLIENT, SEVERITY_ERROR,
     {0},
     true},
    {"sasl/scram-syntax",
     SCRAM S("+ ~" NONCE "," SALT ",i=0~"),
     SCRAM S("+ ~" NONCE "," SALT ",i=10000000000000000000000~"),
     CLIENT, SEVERITY_ERROR,
     {0},
     true},
    {"sasl/scram-syntax",
     SCRAM S("+ ~" NONCE ",s=W22Z!,i=4096~"),
     SCRAM S("+ ~e=unknown-user~"),
     CLIENT, SEVERITY_ERROR,
     {0},
     true},
    {"sasl/scram-syntax",
     SCRAM S("+ ~" NONCE "," SALT "~"),
     SCRAM S("+ ") C(CLIENT_FIRST) S("+ " SERVER_FIRST),
     CLIENT, SEVERITY_ERROR,
     {0},
     true},
    {"sasl/scram-mext",
     SCRAM S("+ ~m=x," NONCE "," SALT ",i=4096~"),
     SCRAM S("+ ~" NONCE "," SALT ",i=4096,m=x~"),
     CLIENT, SEVERITY_ERROR,
     {0},
     true},
    {"sasl/scram-iterations",
     SCRAM S("+ ~" NONCE "," SALT ",i=4095~"),
     SCRAM S("+ " SERVER_FIRST),
     CLIENT, SEVERITY_WARNING,
     {0},
     true},
    {"sasl/scram-no-verifier",
     SCRAM_TO_FINAL S("+OK"),
     SCRAM_TO_FINAL S("+ " SERVER_FINAL) C("") S("+OK"),
     CLIENT, SEVERITY_ERROR,
     {0},
     true},
    {"sasl/scram-no-verifier",
     SCRAM_TO_FINAL S("+ ~e=invalid-proof~") C("") S("+OK"),
     SCRAM_TO_FINAL S("+ ~e=invalid-proof~") C("") S("-ERR"),
     CLIENT, SEVERITY_ERROR,
     {0},
     true},
    {"sasl/scram-no-verifier",
     LISTED C("AUTH SCRAM-SHA-256") S("+ ") C(CLIENT_FIRST) S("+ " SERVER_FIRST)
         C(CLIENT_FINAL) S("+OK"),
     LISTED C("AUTH SCRAM-SHA-256") S("+ ") C(CLIENT_FIRST) S("+ " SERVER_FIRST)
         C(CLIENT_FINAL) S("+ " SERVER_FINAL) C("") S("+OK"),
     CLIENT, SEVERITY_ERROR,
     {0},
     true},
};

Test(rules_sasl, exchanges_are_judged)
{
    sasl_script_check(exchange_rows, COUNT(exchange_rows));
}

Test(rules_sasl, SCRAM_is_judged)
{
    sasl_script_check(scram_rows, COUNT(scram_rows));
}

/* --- what a script cannot say --- */

/* Between the dialogue and the rules: adds what the program would. */
struct stage {
    struct check *check;
    struct buf out;
    const struct tls_facts *facts; /* of the opening */
    const char *signature;         /* told ... */
    bool late;                     /* ... behind server-final, or before */
    unsigned responses;
};

static void collect(void *ctx, const struct event *e)
{
    struct stage *stage = ctx;

    if (e->kind == EVENT_FINDING)
        buf_add_format(&stage->out, "%s %s\n",
                       severity_name(e->finding->severity),
                       e->finding->rule->id);
}

static void direct(void *ctx, const struct event *e)
{
    struct stage *stage = ctx;
    struct event copy = *e;

    if (e->kind == EVENT_OPEN)
        copy.facts = stage->facts;
    check_see(stage->check, &copy);
    if (e->kind == EVENT_REQUEST && e->request->kind == REQUEST_SASL &&
        ++stage->responses == (stage->late ? 2 : 1) && stage->signature)
        check_scram_verifier(stage->check, span_of(stage->signature));
}

static void attach(void *ctx, struct dialogue *d)
{
    check_attach(((struct stage *)ctx)->check, d);
}

/* Is this line among the findings of script? */
static bool gives(struct stage *stage, const char *script, const char *finding)
{
    char *whole = sasl_script(script);
    bool found;

    stage->check = check_new(collect, stage);
    trace_feed(whole, SPLIT_WHOLE, 0, direct, stage, attach);
    check_free(stage->check);
    found = strstr(buf_text(&stage->out), finding) != NULL;
    buf_done(&stage->out);
    stage->responses = 0;
    free(whole);
    return found;
}

#define WHOLE SCRAM_TO_FINAL S("+ " SERVER_FINAL) C("") S("+OK")
#define WRONG "7rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="

Test(rules_sasl, the_verifier_of_SCRAM_is_compared_with_ours)
{
    static const char finding[] = "error sasl/scram-verifier\n";
    struct stage unknown = {0}, right = {.signature = SIGNATURE},
                 wrong = {.signature = WRONG},
                 late = {.signature = WRONG, .late = true},
                 late_right = {.signature = SIGNATURE, .late = true};

    cr_expect(not(gives(&unknown, WHOLE, finding)));
    cr_expect(not(gives(&right, WHOLE, finding)));
    cr_expect(gives(&wrong, WHOLE, finding));
    cr_expect(gives(&late, WHOLE, finding));
    cr_expect(not(gives(&late_right, WHOLE, finding)));
}

Test(rules_sasl, a_client_certificate_calls_for_EXTERNAL)
{
    static const char missing[] = "note sasl/external-missing\n";
    static const char refused[] = "warning sasl/listed-mech-refused\n";
    const struct tls_facts sent = {.client_cert_requested = true,
                                   .client_cert_sent = true};
    const struct tls_facts asked = {.client_cert_requested = true};
    struct stage with = {.facts = &sent}, without = {.facts = &asked};

    cr_expect(gives(&with, GREETED_TLS CAPA(S("SASL PLAIN")), missing));
    cr_expect(
        not(gives(&with, GREETED_TLS CAPA(S("SASL PLAIN EXTERNAL")), missing)));
    cr_expect(not(gives(&without, GREETED_TLS CAPA(S("SASL PLAIN")), missing)));
    cr_expect(gives(&with, LISTED C("AUTH EXTERNAL") S("-ERR no"), refused));
    cr_expect(
        not(gives(&without, LISTED C("AUTH EXTERNAL") S("-ERR no"), refused)));
}

/* A recording holds "****" where the client sent a secret. */
Test(rules_sasl, masked_secrets_are_not_taken_for_faults)
{
    static const char *const scripts[] = {
        LISTED C("AUTH SCRAM-SHA-256 ****") S("+ " SERVER_FIRST) C("****")
            S("+ " SERVER_FINAL) C("") S("+OK"),
        LISTED C("AUTH PLAIN ****") S("-ERR no") C("AUTH PLAIN") S("+ ")
            C("****") S("+OK"),
        LISTED C("AUTH PLAIN ****") S("+ ") C("****") S("+OK"),
        LISTED C("AUTH SCRAM-SHA-256 ****") S("+ ****") C("****") S("+OK"),
        LISTED C("AUTH XOAUTH2 ****") S("+ ~{\"status\":\"1\"}~") C("")
            S("-ERR"),
    };
    const struct check_peer peer = {.offline = true};

    for (size_t i = 0; i < COUNT(scripts); i++) {
        char *script = sasl_script(scripts[i]);
        char *findings = findings_of(script, &peer, SPLIT_WHOLE, 0);

        cr_expect(eq(ptr, strstr(findings, "error sasl/"), NULL), "%s",
                  findings);
        cr_expect(eq(ptr, strstr(findings, "warning sasl/"), NULL), "%s",
                  findings);
        free(findings);
        free(script);
    }
}

Test(rules_sasl, commands_sent_at_once_are_told_apart)
{
    char *script =
        sasl_script(LISTED "C AUTH PLAIN ~\\0a\\0b~\\r\\nAUTH PLAIN "
                           "~\\0a\\0c~\\r\\n\n" S("-ERR no") S("+OK in"));
    char *findings = findings_of(script, NULL, SPLIT_WHOLE, 0);

    cr_expect(eq(ptr, strstr(findings, "error sasl/"), NULL), "%s", findings);
    cr_expect(eq(ptr, strstr(findings, "warning sasl/"), NULL), "%s", findings);
    free(findings);
    free(script);
}

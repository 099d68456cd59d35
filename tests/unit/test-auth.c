/* test-auth.c - the lines of every way to log in. */
#include <config.h>

#include "net/base/base64.h"
#include "net/pop3/auth.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

TestSuite(auth, .timeout = 10);

#define COUNT(rows) (sizeof(rows) / sizeof *(rows))

/* What every test logs in with, but for what it changes. */
static struct auth_setup setup_of(const char *mechanism)
{
    return (struct auth_setup){
        .mechanism = mechanism_find(span_of(mechanism)),
        .user = SPAN("user"),
        .secret = SPAN("pencil"),
        .host = SPAN("pop.example.com"),
        .port = 995,
    };
}

static struct auth *begin(const struct auth_setup *setup)
{
    struct error err = {0};
    struct auth *a = auth_new(setup, &err);

    cr_assert(a != NULL, "%s: %s", setup->mechanism->name, err.what);
    return a;
}

/* "~text~" stands for text in base64. */
static void say(struct buf *out, const char *text)
{
    size_t len = strlen(text);

    if (len > 1 && text[0] == '~')
        base64_encode(out, (struct span){text + 1, len - 2});
    else
        buf_add_text(out, text);
}

static enum status status_of(const char *answer)
{
    return answer[0] == '+' && answer[1] == 'O' ? STATUS_OK
           : answer[0] == '+'                   ? STATUS_CONTINUE
                                                : STATUS_ERR;
}

/* Hold the dialogue: lines are "C..." and "S..." in turn, those of the server
 * "S+ text", "S+OK" or "S-ERR". How it ended. */
static enum auth_turn hold(struct auth *a, bool initial,
                           const char *const *lines)
{
    struct buf got = {0}, want = {0};
    enum auth_turn turn = AUTH_SEND;

    cr_assert(auth_begin(a, initial, &got));
    for (; *lines; lines++) {
        if (**lines == 'C') {
            cr_assert(eq(int, turn, AUTH_SEND), "before %s", *lines);
            buf_clear(&want);
            say(&want, *lines + 1);
            cr_assert(eq(str, (char *)buf_text(&got), (char *)buf_text(&want)));
            continue;
        }
        const char *text = *lines + 1;
        struct buf said = {0};

        if (status_of(text) == STATUS_CONTINUE)
            say(&said, text + 2);
        buf_clear(&got);
        turn = auth_next(a, status_of(text), buf_span(&said), &got);
        buf_done(&said);
    }
    buf_done(&got);
    buf_done(&want);
    return turn;
}

/* --- the vectors of the RFCs --- */

#define SHA1_FIRST "n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL"
#define SHA1_CHALLENGE                                                         \
    "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096"
#define SHA1_FINAL                                                             \
    "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,"                     \
    "p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts="
#define SHA1_SIGNATURE "v=rmF9pqV8S7suAoZWja4dJRkFsKQ="
#define SHA256_NONCE "rOprNGfwEbeRWgbNEkqO"
#define SHA256_BOTH SHA256_NONCE "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0"

static const struct vector {
    const char *mechanism, *user, *secret, *nonce, *apop;
    bool initial;
    const char *lines[9];
} vectors[] = {
    {"APOP",
     "mrose",             "tanstaaf",
     NULL,                                          "<1896.697170952@dbc.mtview.ca.us>",
     false,                                                                                    {"CAPOP mrose c4c9334bac560ecc979e58001b3e22fb", "S+OK"}             },
    {"USER",
     "mrose",             " two words ",
     NULL,                                          NULL,
     false,                                                                                    {"CUSER mrose", "S+OK", "CPASS  two words ", "S+OK"}                 },
    {"CRAM-MD5",
     "tim",               "tanstaaftanstaaf",
     NULL,                                          NULL,
     true,                                                                                     {"CAUTH CRAM-MD5", "S+ ~<1896.697170952@postoffice.reston.mci.net>~",
      "C~tim b913a602c7eda7a495b4e6e7334d3890~", "S+OK"}                                                                                                  },
    {"PLAIN",
     "tim",               "tanstaaftanstaaf",
     NULL,                                          NULL,
     true,                                                                                     {"CAUTH PLAIN AHRpbQB0YW5zdGFhZnRhbnN0YWFm", "S+OK"}                 },
    {"PLAIN",
     "tim",               "tanstaaftanstaaf",
     NULL,                                          NULL,
     false,                                                                                    {"CAUTH PLAIN", "S+ ", "CAHRpbQB0YW5zdGFhZnRhbnN0YWFm", "S+OK"}      },
    {"LOGIN",
     "tim",               "tanstaaf",
     NULL,                                          NULL,
     true,                                                                                     {"CAUTH LOGIN", "S+ ~what?~", "C~tim~", "S+ ", "C~tanstaaf~", "S+OK"}},
    {"SCRAM-SHA-1",
     "user",              "pencil",
     "fyko+d2lbbFgONRv9qkxdawL",                    NULL,
     false,                                                                                    {"CAUTH SCRAM-SHA-1", "S+ ", "C~" SHA1_FIRST "~",
      "S+ ~" SHA1_CHALLENGE "~", "C~" SHA1_FINAL "~", "S+ ~" SHA1_SIGNATURE "~",
      "C", "S+OK"}                                                                                                                                       },
    {"SCRAM-SHA-256",
     "user",              "pencil",
     SHA256_NONCE,                                  NULL,
     true,                                                                                     {"CAUTH SCRAM-SHA-256 biwsbj11c2VyLHI9ck9wck5HZndFYmVSV2diTkVrcU8=",
      "S+ ~r=" SHA256_BOTH ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096~",
      "C~c=biws,r=" SHA256_BOTH
      ",p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=~",
      "S+ ~v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=~", "C", "S+OK"}                                                                                 },
    {"XOAUTH2",
     "u@example.com",     "tok",
     NULL,                                          NULL,
     true,                                                                                     {"CAUTH XOAUTH2 "
      "dXNlcj11QGV4YW1wbGUuY29tAWF1dGg9QmVhcmVyIHRvawEB",
      "S+OK"}                                                                                                                                             },
    {"OAUTHBEARER",
     "u@example.com",     "tok",
     NULL,                                          NULL,
     true,                                                                                     {"CAUTH OAUTHBEARER bixhPXVAZXhhbXBsZS5jb20sAWhvc3Q9cG9wLmV4YW1wbGUuY29t"
      "AXBvcnQ9OTk1AWF1dGg9QmVhcmVyIHRvawEB",
      "S+OK"}                                                                                                                                             },
    {"EXTERNAL",      "", "",                 NULL, NULL,                                true, {"CAUTH EXTERNAL =", "S+OK"}                                         },
    {"EXTERNAL",
     "",                  "",
     NULL,                                          NULL,
     false,                                                                                    {"CAUTH EXTERNAL", "S+ ", "C", "S+OK"}                               },
    {"ANONYMOUS",
     "sirhc",             "",
     NULL,                                          NULL,
     true,                                                                                     {"CAUTH ANONYMOUS c2lyaGM=", "S+OK"}                                 },
};

Test(auth, the_vectors_of_the_RFCs_come_out)
{
    for (size_t i = 0; i < COUNT(vectors); i++) {
        const struct vector *v = &vectors[i];
        struct auth_setup setup = setup_of(v->mechanism);

        setup.user = span_of(v->user);
        setup.secret = span_of(v->secret);
        setup.nonce = span_of(v->nonce);
        setup.apop = span_of(v->apop);
        struct auth *a = begin(&setup);
        cr_expect(eq(int, hold(a, v->initial, v->lines), AUTH_IN), "%s",
                  v->mechanism);
        cr_expect(auth_fault(a) == NULL);
        auth_free(a);
    }
}

/* --- SCRAM servers that lie --- */

#define FIRST "CAUTH SCRAM-SHA-1", "S+ ", "C~" SHA1_FIRST "~"
#define FINAL FIRST, "S+ ~" SHA1_CHALLENGE "~", "C~" SHA1_FINAL "~"

static const struct lie {
    const char *name, *fault;
    enum auth_turn turn;
    const char *lines[10];
} lies[] = {
    {"wrong v=",
     "does not know the key",                              AUTH_REFUSED,
     {FINAL, "S+ ~v=AAAApqV8S7suAoZWja4dJRkFsKQ=~", "C*", "S-ERR"}                                      },
    {"wrong v=, and in all the same",
     "does not know the key",                              AUTH_DISTRUST,
     {FINAL, "S+ ~v=AAAApqV8S7suAoZWja4dJRkFsKQ=~", "C*", "S+OK"}                                       },
    {"shorter v=",
     "does not know the key",                              AUTH_REFUSED,
     {FINAL, "S+ ~v=rmF9~", "C*", "S-ERR"}                                                              },
    {"no verifier",                   "without the proof", AUTH_DISTRUST, {FINAL, "S+OK"}               },
    {"in at once",                    "without the proof", AUTH_DISTRUST, {FIRST, "S+OK"}               },
    {"shortened nonce",
     "does not begin with ours",                           AUTH_REFUSED,
     {FIRST, "S+ ~r=fyko+d2lbbFgONRv9qkxdaw,s=QSXCR+Q6sek8bf92,i=4096~", "C*",
      "S-ERR"}                                                                                          },
    {"nonce of ours alone",
     "adds nothing",                                       AUTH_REFUSED,
     {FIRST, "S+ ~r=fyko+d2lbbFgONRv9qkxdawL,s=QSXCR+Q6sek8bf92,i=4096~", "C*",
      "S-ERR"}                                                                                          },
    {"m=",
     "demands an extension",                               AUTH_REFUSED,
     {FIRST, "S+ ~m=x," SHA1_CHALLENGE "~", "C*", "S-ERR"}                                              },
    {"few iterations",
     "4095 iterations",                                    AUTH_REFUSED,
     {FIRST, "S+ ~r=fyko+d2lbbFgONRv9qkxdawLx,s=QSXCR+Q6sek8bf92,i=4095~", "C*",
      "S-ERR"}                                                                                          },
    {"work for hours",
     "more than 5000000",                                  AUTH_REFUSED,
     {FIRST, "S+ ~r=fyko+d2lbbFgONRv9qkxdawLx,s=QSXCR+Q6sek8bf92,i=4294967297~",
      "C*", "S-ERR"}                                                                                    },
    {"no salt",
     "has no s=",                                          AUTH_REFUSED,
     {FIRST, "S+ ~r=fyko+d2lbbFgONRv9qkxdawLx,i=4096~", "C*", "S-ERR"}                                  },
    {"no base64",                     "no base64",         AUTH_REFUSED,  {FIRST, "S+ !", "C*", "S-ERR"}},
    {"e=",
     "e=invalid-proof",                                    AUTH_REFUSED,
     {FINAL, "S+ ~e=invalid-proof~", "C*", "S-ERR"}                                                     },
    {"no end behind *",               "no base64",         AUTH_STUCK,    {FIRST, "S+ !", "C*", "S+ "}  },
    {"server first",
     "begins with the client's data",                      AUTH_REFUSED,
     {"CAUTH SCRAM-SHA-1", "S+ ~hello~", "C*", "S-ERR"}                                                 },
};

Test(auth, a_SCRAM_server_that_lies_is_found_out)
{
    for (size_t i = 0; i < COUNT(lies); i++) {
        struct auth_setup setup = setup_of("SCRAM-SHA-1");

        setup.nonce = SPAN("fyko+d2lbbFgONRv9qkxdawL");
        setup.iterations_least = 4096;
        struct auth *a = begin(&setup);
        cr_expect(eq(int, hold(a, false, lies[i].lines), lies[i].turn), "%s",
                  lies[i].name);
        cr_expect(auth_fault(a) && strstr(auth_fault(a), lies[i].fault),
                  "%s: %s", lies[i].name, auth_fault(a));
        auth_free(a);
    }
}

Test(auth, the_signature_that_is_due_is_told_once_the_proof_is_made)
{
    static const char *const lines[] = {FIRST, NULL};
    struct auth_setup setup = setup_of("SCRAM-SHA-1");
    struct buf line = {0}, said = {0};

    setup.nonce = SPAN("fyko+d2lbbFgONRv9qkxdawL");
    struct auth *a = begin(&setup);
    hold(a, false, lines);
    cr_expect(not(auth_used_secret(a)));
    cr_expect(eq(sz, auth_verifier(a).len, 0));
    say(&said, "~" SHA1_CHALLENGE "~");
    auth_next(a, STATUS_CONTINUE, buf_span(&said), &line);
    cr_expect(auth_used_secret(a));
    cr_expect(span_is(auth_verifier(a), "rmF9pqV8S7suAoZWja4dJRkFsKQ="));
    auth_free(a);
    buf_done(&line);
    buf_done(&said);
}

/* --- tokens that are refused --- */

#define TOKEN "~n,a=u=2Cv,\001auth=Bearer pencil\001\001~"
#define XTOKEN "~user=u,v\001auth=Bearer pencil\001\001~"
#define ERROR_JSON                                                             \
    "~{\"status\":\"invalid_token\",\"scope\":\"mail\\u001b\",\"schemes\":"    \
    "\"b\"}~"

static const struct refusal {
    const char *mechanism, *fault;
    enum auth_turn turn;
    const char *lines[10];
} refusals[] = {
    {"OAUTHBEARER",
     "the server says status invalid_token, scope mail\\u001b, schemes b", AUTH_REFUSED,
     {"CAUTH OAUTHBEARER", "S+ ", "C" TOKEN, "S+ " ERROR_JSON,
      "CAQ==", "S-ERR"}                                                  },
    {"XOAUTH2",
     "the server says status invalid_token, scope mail\\u001b, schemes b", AUTH_REFUSED,
     {"CAUTH XOAUTH2", "S+ ", "C" XTOKEN, "S+ " ERROR_JSON, "C", "S-ERR"}},
    {"XOAUTH2",
     "not in JSON",                                                        AUTH_REFUSED,
     {"CAUTH XOAUTH2", "S+ ", "C" XTOKEN, "S+ ~no~", "C", "S-ERR"}       },
    {"OAUTHBEARER",
     "goes on asking",                                                     AUTH_REFUSED,
     {"CAUTH OAUTHBEARER", "S+ ", "C" TOKEN, "S+ " ERROR_JSON,
      "CAQ==", "S+ ~x~", "C*", "S-ERR"}                                  },
};

Test(auth, a_refused_token_is_explained_and_answered)
{
    for (size_t i = 0; i < COUNT(refusals); i++) {
        const struct refusal *r = &refusals[i];
        struct auth_setup setup = setup_of(r->mechanism);

        setup.user = SPAN("u,v");
        setup.host = (struct span){0};
        setup.port = 0;
        struct auth *a = begin(&setup);
        cr_expect(eq(int, hold(a, false, r->lines), r->turn), "%zu", i);
        cr_expect(auth_fault(a) && strstr(auth_fault(a), r->fault), "%s",
                  auth_fault(a));
        auth_free(a);
    }
}

/* --- initial responses --- */

/* A PLAIN line of just so many octets without CRLF. */
static void check_length(size_t secret, bool fits)
{
    char password[256];
    struct auth_setup setup = setup_of("PLAIN");
    struct buf line = {0};

    memset(password, 'x', sizeof password);
    setup.secret = (struct span){password, secret};
    struct auth *a = begin(&setup);
    cr_assert(auth_begin(a, true, &line));
    cr_expect(eq(int,
                 span_find(span_from(buf_span(&line), 5), ' ') < line.len - 5,
                 fits),
              "%zu", line.len);
    cr_expect(line.len <= 253);
    cr_expect(eq(int, auth_used_secret(a), fits));
    buf_clear(&line);
    cr_assert(
        eq(int, auth_next(a, STATUS_CONTINUE, (struct span){0}, &line), 0));
    cr_expect(eq(sz, line.len, (secret + 6 + 2) / 3 * 4));
    cr_expect(auth_used_secret(a));
    auth_free(a);
    buf_done(&line);
}

Test(auth, an_initial_response_stays_within_255_octets)
{
    check_length(174, true); /* 11 + 240 octets, and CRLF */
    check_length(175, false);
}

Test(auth, an_initial_response_that_had_no_effect_is_sent_again)
{
    static const char *const lines[] = {"CAUTH PLAIN AHVzZXIAcGVuY2ls",
                                        "S+ ",
                                        "CAHVzZXIAcGVuY2ls",
                                        "S+ ~more~",
                                        "C*",
                                        "S-ERR",
                                        NULL};
    struct auth_setup setup = setup_of("PLAIN");
    struct auth *a = begin(&setup);

    cr_expect(eq(int, hold(a, true, lines), AUTH_REFUSED));
    cr_expect(strstr(auth_fault(a), "another challenge") != NULL);
    auth_free(a);
}

/* --- what cannot be --- */

static void check_refused(struct auth_setup setup, const char *words)
{
    struct error err = {0};

    cr_expect(auth_new(&setup, &err) == NULL);
    cr_expect(strstr(err.what, words) != NULL, "%s", err.what);
}

Test(auth, what_cannot_be_sent_is_refused_beforehand)
{
    struct auth_setup setup = setup_of("PLAIN");

    setup.secret = SPAN("a\0b");
    check_refused(setup, "NUL");
    setup = setup_of("USER");
    setup.user = SPAN("a\r\nDELE 1");
    check_refused(setup, "CR or LF");
    check_refused(setup_of("APOP"), "timestamp");
    check_refused(setup_of("SCRAM-SHA-1-PLUS"), "TLS channel");
    setup = setup_of("SCRAM-SHA-1");
    setup.user = SPAN("\x07");
    check_refused(setup, "SASLprep");
}

Test(auth, the_table_is_whole)
{
    for (size_t i = 0; i < mechanisms_count; i++) {
        const struct mechanism *m = &mechanisms[i];
        struct auth_setup setup = setup_of(m->name);
        struct buf line = {0};

        cr_expect(mechanism_find(span_of(m->name)) == m);
        cr_expect(m->explain && *m->explain);
        setup.apop = SPAN("<1@h>");
        setup.binding_type = "tls-exporter";
        setup.binding = SPAN("0123");
        struct auth *a = begin(&setup);
        /* the Kerberos library leaks when it finds no ticket */
        if (!span_is(SPAN("GSSAPI"), m->name)) {
            cr_expect(auth_begin(a, false, &line), "%s", m->name);
            cr_expect(line.len > 4, "%s", m->name);
        }
        auth_free(a);
        buf_done(&line);
    }
    cr_expect(mechanism_find(SPAN("scram-sha-1")) != NULL);
    cr_expect(mechanism_find(SPAN("NONE")) == NULL);
}

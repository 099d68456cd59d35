/* test-faults.c - rules[] x faults[]: each fault trips its rule, and the
 * faultless server none.
 *
 * The same client walks along the server with each fault; what it says is
 * enough to make every one of them show. */
#include <config.h>

#include "tests/unit/server-pair.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>

/* --- what the client does --- */

/* Lines, or for "@WORD": open and drop a connection, log in, log in by SASL,
 * send octets, wait. */
static const char *const walk[] = {
    /* before and after the login, everything in turn */
    "@open",
    "CAPA",
    "LANG",
    "XYZZY",
    "STAT",
    "PASS x",
    "APOP student 0123456789abcdef0123456789abcdef",
    "AUTH",
    "AUTH PLAIN",
    "*",
    "AUTH LOGIN",
    "*",
    "USER nobody",
    "PASS wrong",
    "STAT",
    "@drop",
    "@open",
    "CAPA",
    "USER student",
    "PASS wrong",
    "STAT",
    "@long",
    "@drop",
    "@open",
    "CAPA",
    "@login",
    "CAPA",
    "STAT",
    "LIST",
    "STAT",
    "UIDL",
    "LIST",
    "UIDL",
    "LIST 1",
    "UIDL 1",
    "NOOP",
    "NOOP x",
    "STAT",
    "RETR 1",
    "RETR 2",
    "RETR 1",
    "TOP 1 0",
    "TOP 1 1",
    "TOP 1 2",
    "TOP 5 0",
    "RETR",
    "RETR 99",
    "RETR 0",
    "TOP 1 -1",
    "TOP 1 x",
    "TOP 1",
    "USER a",
    "DELE 1",
    "STAT",
    "LIST",
    "UIDL",
    "LIST 1",
    "RETR 1",
    "DELE 1",
    "RSET",
    "STAT",
    "LIST",
    "UIDL",
    "NOOP",
    "QUIT",
    /* pipelined */
    "@open",
    "CAPA",
    "@login",
    "CAPA",
    "@raw LIST\r\nSTAT\r\nNOOP\r\nQUIT\r\n",
    "@open",
    "CAPA",
    "@raw USER student\r\nPASS pop3\r\nSTAT\r\nNOOP\r\nQUIT\r\n",
    "@drop",
    /* letters of either case */
    "@open",
    "CAPA",
    "capa",
    "CAPA",
    "QUIT",
    /* an empty maildrop, and what a lost connection leaves */
    "@open",
    "CAPA",
    "@login",
    "STAT",
    "LIST",
    "UIDL",
    "TOP 1 0",
    "DELE 1",
    "DELE 2",
    "DELE 3",
    "DELE 4",
    "DELE 5",
    "DELE 6",
    "DELE 7",
    "DELE 8",
    "DELE 9",
    "LIST",
    "STAT",
    "@drop",
    "@open",
    "CAPA",
    "@login",
    "STAT",
    "LIST",
    "UIDL",
    "TOP 2 0",
    "TOP 3 0",
    "DELE 2",
    "QUIT",
    "@open",
    "CAPA",
    "@login",
    "STAT",
    "LIST",
    "UIDL",
    "TOP 2 0",
    "TOP 3 0",
    "QUIT",
    /* SASL */
    "@open",
    "CAPA",
    "@auth CRAM-MD5 wrong",
    "@auth SCRAM-SHA-256 wrong",
    "@auth SCRAM-SHA-256 pop3",
    "STAT",
    "QUIT",
    "@open",
    "CAPA",
    "AUTH PLAIN AHN0dWRlbnQAcG9wMw==",
    "AUTH PLAIN",
    "AHN0dWRlbnQAcG9wMw==",
    "QUIT",
    /* UTF8 and LANG */
    "@open",
    "CAPA",
    "UTF8",
    "LANG",
    "LANG de",
    "@login",
    "NOOP",
    "RETR 1",
    "QUIT",
    /* TLS */
    "@open",
    "CAPA",
    "USER student",
    "STLS",
    "PASS pop3",
    "CAPA",
    "STLS",
    "AUTH XOAUTH2 dXNlcj1zdHVkZW50AWF1dGg9QmVhcmVyIHgBAQ==",
    "",
    "STAT",
    "AUTH OAUTHBEARER bixhPXN0dWRlbnQsAWF1dGg9QmVhcmVyIHgBAQ==",
    "AQ==",
    "@drop",
    "@open",
    "CAPA",
    "STLS",
    "CAPA",
    "@login",
    "CAPA",
    "QUIT",
    /* silence, and the end */
    "@open",
    "CAPA",
    "@login",
    "@wait 5000",
    "@drop",
    "@open",
    "CAPA",
    "QUIT",
    "@wait 12000",
    "@drop",
};

static bool take(const char **step, const char *word)
{
    if (strncmp(*step, word, strlen(word)) != 0)
        return false;
    *step += strlen(word);
    return true;
}

static void send_long(struct pair *p)
{
    struct buf line = {0};

    buf_add_text(&line, "USER ");
    while (line.len < 253)
        buf_add_char(&line, 'a');
    pair_say(p, buf_text(&line));
    while (line.len < 700)
        buf_add_char(&line, 'a');
    pair_say(p, buf_text(&line));
    buf_done(&line);
}

static void do_auth(struct pair *p, const char *words)
{
    char mechanism[32];
    size_t n = strcspn(words, " ");

    snprintf(mechanism, sizeof mechanism, "%.*s", (int)n, words);
    pair_auth(p, mechanism, "student", words + n + 1);
}

static void do_step(struct pair *p, const char *step)
{
    if (*step != '@')
        pair_say(p, step);
    else if (take(&step, "@open"))
        pair_open(p);
    else if (take(&step, "@drop"))
        pair_drop(p);
    else if (take(&step, "@login"))
        pair_login(p);
    else if (take(&step, "@long"))
        send_long(p);
    else if (take(&step, "@raw "))
        pair_send(p, span_of(step));
    else if (take(&step, "@wait "))
        pair_wait(p, strtoul(step, NULL, 10));
    else if (take(&step, "@auth "))
        do_auth(p, step);
}

static void do_walk(struct pair *p)
{
    for (size_t i = 0; i < sizeof walk / sizeof *walk; i++) {
        if (strcmp(walk[i], "@open") == 0 && !p->closed && p->session)
            pair_drop(p);
        do_step(p, walk[i]);
    }
    if (!p->closed)
        pair_drop(p);
}

/* All findings of the walk, in clear and, with tls, from the start under
 * TLS. */
static char *findings_with(const struct fault_set *set, bool tls)
{
    struct maildrop *sample = sample_new();
    struct pair_setup setup = {.maildrop = sample, .faults = set, .tls = tls};
    struct pair *p = calloc(1, sizeof *p);
    char *text;

    pair_init(p, &setup);
    do_walk(p);
    text = strdup(buf_text(&p->findings));
    pair_done(p);
    free(p);
    sample->ops->free(sample);
    return text;
}

static bool names(const char *findings, const char *rule)
{
    struct buf want = {0};
    bool found;

    buf_add_format(&want, " %s: ", rule);
    found = strstr(findings, buf_text(&want)) != NULL;
    buf_done(&want);
    return found;
}

/* --- what no walk shows --- */

/* A rule that an audit judges by asking on purpose: what it asks, and how the
 * last answer begins (or, behind "*", ends) without the fault and with it. */
static const struct probe {
    const char *fault;
    const char *steps[6];
    const char *right, *wrong;
} probes[] = {
    {"cmd-unknown",            {"@login", "XYZZY"},                   "-ERR", "+OK"                      },
    {"cmd-keyword-case",       {"@login", "noop"},                    "+OK",  "-ERR"                     },
    {"cmd-length-255",         {"@long"},                             "-ERR", ""                         },
    {"cmd-long-line-split",
     {"@long"},
     "*255 octets with its CRLF\r\n",                                         "*-ERR unknown command\r\n"},
    {"cmd-bare-lf",            {"@login", "@raw NOOP\n"},             "",     "+OK"                      },
    {"stls-command-injection",
     {"@raw STLS\r\nNOOP\r\n"},
     "+OK begin TLS now\r\n",                                                 "+OK begin TLS now\r\n-ERR"},
    {"stls-state",             {"USER student", "STLS", "PASS pop3"}, "-ERR", "+OK"                      },
    {"auth-user-reveals",      {"USER nobody"},                       "+OK",  "-ERR"                     },
    {"auth-failure-text",
     {"USER nobody", "PASS x"},
     "-ERR [AUTH]",                                                           "-ERR [AUTH] no such user" },
    {"sasl-bad-base64",        {"AUTH PLAIN", "!!"},                  "-ERR", "+OK"                      },
    {"sasl-ir-server-first",   {"AUTH CRAM-MD5 YQ=="},                "-ERR", "+ "                       },
    {"resp-in-use",
     {"USER student", "PASS wrong"},
     "-ERR [AUTH]",                                                           "-ERR [IN-USE]"            },
    {"pipe-input-discarded",
     {"@login", "@raw RETR 1\r\nNOOP\r\n"},
     "*.\r\n+OK nothing done\r\n",                                            "*.\r\n"                   },
    {"pipe-reply-count",
     {"@login", "@raw NOOP\r\nSTAT\r\n"},
     "+OK nothing",                                                           "+OK 9"                    },
    {"pipe-order",
     {"@login", "@raw NOOP\r\nLIST 1\r\nSTAT\r\n"},
     "+OK nothing",                                                           "+OK 1 "                   },
};

static const struct probe *probe_of(const char *fault)
{
    for (size_t i = 0; i < sizeof probes / sizeof *probes; i++)
        if (strcmp(probes[i].fault, fault) == 0)
            return &probes[i];
    return NULL;
}

static bool is_answer(const char *got, const char *form)
{
    size_t len = strlen(got), want = strlen(form);

    if (*form != '*')
        return *form ? strncmp(got, form, want) == 0 : !len;
    return len >= want - 1 && strcmp(got + len - (want - 1), form + 1) == 0;
}

/* The last answer to what the probe asks. */
static char *answer_to(const struct probe *probe, const struct fault_set *set)
{
    struct maildrop *sample = sample_new();
    struct pair_setup setup = {.maildrop = sample, .faults = set};
    struct pair *p = calloc(1, sizeof *p);
    char *text;

    pair_init(p, &setup);
    pair_open(p);
    for (const char *const *step = probe->steps; *step; step++)
        do_step(p, *step);
    text = strdup(buf_text(&p->reply));
    if (!p->closed)
        pair_drop(p);
    pair_done(p);
    free(p);
    sample->ops->free(sample);
    return text;
}

/* Certificates, and what takes the client's password or two clients to judge:
 * the end-to-end tests of serve meet these. */
static bool needs_network(const struct fault *f)
{
    return f->part == FAULT_CERTIFICATE ||
           strcmp(f->name, "stls-plaintext") == 0 ||
           strcmp(f->name, "auth-no-exclusive-lock") == 0 ||
           strcmp(f->name, "sasl-scram-verifier") == 0;
}

/* --- tests --- */

/* True when its rule was found broken. */
static bool check_fault(const struct fault *f)
{
    struct fault_set set = {0};
    char *clear, *tls = NULL;
    bool found;

    cr_assert(fault_add(&set, f->name, NULL), "%s", f->name);
    clear = findings_with(&set, false);
    found = names(clear, rules[f->rule]->id);
    if (!found) {
        tls = findings_with(&set, true);
        found = names(tls, rules[f->rule]->id);
    }
    cr_expect(found || probe_of(f->name) || needs_network(f),
              "fault %s does not trip %s", f->name, rules[f->rule]->id);
    if (!found && getenv("FAULTS_VERBOSE"))
        fprintf(stderr, "--- %s, in clear\n%s--- under TLS\n%s", f->name, clear,
                tls);
    free(clear);
    free(tls);
    return found;
}

Test(faults, each_trips_its_rule)
{
    const char *only = getenv("FAULT");
    const struct fault *f;
    size_t n = 0;

    for (size_t i = 0; (f = fault_at(i)) != NULL; i++) {
        if (only && strcmp(only, f->name) != 0)
            continue;
        n += check_fault(f);
    }
    cr_expect(only || n >= 185, "only %zu faults are found", n);
}

Test(faults, each_that_takes_a_probe_changes_the_answer)
{
    for (size_t i = 0; i < sizeof probes / sizeof *probes; i++) {
        const struct probe *probe = &probes[i];
        struct fault_set set = {0};
        char *right = answer_to(probe, NULL), *wrong;

        cr_assert(fault_add(&set, probe->fault, NULL), "%s", probe->fault);
        wrong = answer_to(probe, &set);
        cr_expect(is_answer(right, probe->right), "%s: right is %s",
                  probe->fault, right);
        cr_expect(is_answer(wrong, probe->wrong), "%s: wrong is %s",
                  probe->fault, wrong);
        cr_expect(strcmp(right, wrong) != 0, "%s changes nothing",
                  probe->fault);
        free(right);
        free(wrong);
    }
}

/* What the faultless server is found to do, wanted as it is: test-server.c
 * says why. */
static const char wanted[] =
    " sasl/weak-mechanism tls/plaintext-login-offered "
    "tls/plaintext-login-accepted auth/apop-and-pass capa/changed-by-stls "
    "msg/line-998 msg/eight-bit-body utf8/code-needed ";

static void check_faultless(bool tls)
{
    char *findings = findings_with(NULL, tls);
    struct span rest = span_of(findings);

    while (rest.len) {
        struct span line = span_first(rest, span_find(rest, '\n'));
        struct span words = line, id;

        span_take_word(&words);
        id = span_first(words, span_find(words, ':'));
        rest = span_from(rest, line.len + 1);
        if (!span_starts(id, SPAN("client/")) &&
            span_find_span(span_of(wanted), id) == strlen(wanted))
            cr_expect(0, "unasked: %.*s", (int)line.len, line.at);
    }
    free(findings);
}

Test(faults, none_trips_nothing)
{
    check_faultless(false);
    check_faultless(true);
}

Test(faults, names_are_words_and_not_twice)
{
    const struct fault *f, *g;

    for (size_t i = 0; (f = fault_at(i)) != NULL; i++) {
        cr_expect(eq(sz,
                     strspn(f->name, "abcdefghijklmnopqrstuvwxyz0123456789-"),
                     strlen(f->name)),
                  "%s", f->name);
        cr_expect(strlen(f->sentence) > 8, "%s", f->name);
        for (size_t j = 0; j < i && (g = fault_at(j)) != NULL; j++)
            cr_expect(strcmp(f->name, g->name) != 0, "%s twice", f->name);
    }
}

Test(faults, generic_ones_are_read)
{
    static const char *const good[] = {"chunk=1",
                                       "delay=RETR:200",
                                       "bare-lf=list",
                                       "drop-after=100",
                                       "reply=NOOP:100% fine",
                                       "stall=greeting",
                                       "inject-after-stls=+OK hi"};
    static const char *const bad[] = {
        "chunk=0",      "chunk=",     "delay=RETR", "delay=XX:1", "bare-lf=XX",
        "drop-after=x", "reply=NOOP", "stall=",     "no-such",    "no-such=1"};
    struct fault_set set = {0};

    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        cr_expect(fault_add(&set, good[i], NULL), "%s", good[i]);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        cr_expect(eq(int, fault_add(&set, bad[i], NULL), 0), "%s", bad[i]);
}

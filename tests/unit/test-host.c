/* test-host.c - the memory of a host, and the rules that need it.
 *
 * Each row is two sessions with one host: what the first leaves behind is
 * what the second is compared with. */
#include <config.h>

#include "net/rules/check.h"
#include "net/rules/host.h"
#include "net/rules/identity.h"

#include "net/base/memory.h"
#include "tests/unit/script.h"
#include "tests/unit/trace.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TestSuite(host, .timeout = 20);

/* --- the arrays --- */

static struct host_digest digest_of(unsigned n)
{
    char text[16];

    snprintf(text, sizeof text, "%u", n);
    return host_digest_of(span_of(text));
}

Test(host, a_digest_is_the_front_of_sha256)
{
    static const unsigned char want[] = {0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc,
                                         0x1c, 0x14, 0x9a, 0xfb, 0xf4, 0xc8,
                                         0x99, 0x6f, 0xb9, 0x24};
    struct host_digest none = host_digest_of((struct span){0});

    cr_expect(memcmp(&none, want, sizeof want) == 0);
    cr_expect(host_digest_equal(digest_of(7), digest_of(7)));
    cr_expect(eq(int, host_digest_equal(digest_of(7), digest_of(8)), 0));
}

Test(host, stamps_are_bounded_and_forget_the_oldest)
{
    struct host_stamps s = {0};

    for (unsigned n = 0; n < HOST_STAMPS_MOST + 2; n++) {
        host_stamps_add(&s, digest_of(n));
        host_stamps_add(&s, digest_of(n));
    }
    cr_expect(eq(sz, s.count, HOST_STAMPS_MOST));
    cr_expect(eq(int, host_stamps_has(&s, digest_of(0)), 0));
    cr_expect(eq(int, host_stamps_has(&s, digest_of(1)), 0));
    cr_expect(host_stamps_has(&s, digest_of(2)));
    cr_expect(host_stamps_has(&s, digest_of(HOST_STAMPS_MOST + 1)));
    host_stamps_done(&s);
}

Test(host, logins_are_bounded_and_the_last_user_stands_first)
{
    struct host_memory m = {0};

    for (unsigned n = 0; n < HOST_LOGINS_MOST + 1; n++)
        host_login_take(&m, digest_of(n))->at_s = n + 1;
    cr_expect(eq(sz, m.logins_count, HOST_LOGINS_MOST));
    cr_expect(host_login_find(&m, digest_of(0)) == NULL);
    cr_expect(eq(int, host_login_take(&m, digest_of(5))->at_s, 6));
    cr_expect(host_login_find(&m, digest_of(5)) == &m.logins[0]);
    cr_expect(eq(int, m.logins[1].at_s, HOST_LOGINS_MOST + 1));
    cr_expect(eq(sz, m.logins_count, HOST_LOGINS_MOST));
    host_memory_done(&m);
    cr_expect(eq(sz, m.logins_count, 0));
}

Test(host, the_index_finds_each_unique_id_and_no_other)
{
    struct host_memory m = {.uids_count = 1000};
    struct host_index x;

    m.uids = xcalloc(m.uids_count, sizeof *m.uids);
    for (unsigned n = 0; n < m.uids_count; n++)
        m.uids[n].uid = digest_of(n);
    host_index_init(&x, &m);
    for (unsigned n = 0; n < m.uids_count; n++)
        cr_expect(host_index_find(&x, digest_of(n)) == &m.uids[n]);
    cr_expect(host_index_find(&x, digest_of(1000)) == NULL);
    host_index_done(&x);
    host_memory_done(&m);
    host_index_init(&x, &m);
    cr_expect(host_index_find(&x, digest_of(1)) == NULL);
    host_index_done(&x);
}

/* --- whom a message is known by --- */

static bool identity_of(const char *header, size_t step, uint64_t *out)
{
    struct identity id;

    identity_init(&id);
    for (struct span rest = span_of(header); rest.len;
         rest = span_from(rest, step))
        identity_add(&id, span_first(rest, step));
    return identity_value(&id, out);
}

Test(host, a_message_is_known_again_by_its_lasting_fields)
{
    static const char header[] = "Received: from a\r\n\tby b\r\nFrom: x\r\n"
                                 " folded\r\nDATE: today\r\nMessage-Id: <1>\r\n"
                                 "\r\n";
    static const char more[] = "Received: from a\r\n\tby b\r\nStatus: RO\r\n"
                               "DATE: today\r\nX-UIDL: 7\r\nMessage-Id: <1>\r\n"
                               "Dates: 2\r\n\r\n";
    static const char others[][80] = {
        "Received: from a\r\n\tby c\r\nDATE: today\r\nMessage-Id: <1>\r\n\r\n",
        "Received: from a\r\n\tby b\r\nDATE: today\r\nMessage-Id: <2>\r\n\r\n",
    };
    uint64_t want = 0, got = 0;

    cr_assert(identity_of(header, sizeof header, &want));
    for (size_t step = 1; step < 30; step++) {
        cr_expect(identity_of(header, step, &got));
        cr_expect(eq(u64, got, want), "step %zu", step);
    }
    cr_expect(identity_of(more, 7, &got));
    cr_expect(eq(u64, got, want));
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        cr_expect(identity_of(others[i], 7, &got));
        cr_expect(ne(u64, got, want), "%zu", i);
    }
    cr_expect(eq(
        int, identity_of("From: x\r\nSubject: Date: y\r\n\r\n", 3, &got), 0));
    cr_expect(eq(int, identity_of("", 3, &got), 0));
}

/* --- two sessions --- */

#define NOW INT64_C(1767225600)

static const char *const rules_across[] = {
    "greeting/timestamp-reused",
    "auth/apop-and-pass",
    "sasl/cram-challenge",
    "uidl/not-persistent",
    "uidl/reused",
    "quit/deleted-remain",
    "quit/undeleted-gone",
    "abort/deleted-gone",
    "client/login-delay",
    "client/stls-declined",
    "capa/required-with-stls",
    "reply/missing",
};

struct watcher {
    struct check *check;
    struct buf out;
};

static void collect(void *ctx, const struct event *e)
{
    const struct finding *f = e->finding;

    if (e->kind != EVENT_FINDING)
        return;
    for (size_t i = 0; i < sizeof rules_across / sizeof *rules_across; i++)
        if (strcmp(f->rule->id, rules_across[i]) == 0)
            buf_add_format(ctx, "%s %s: %s\n", severity_name(f->severity),
                           f->rule->id, f->message);
}

static void attach(void *ctx, struct dialogue *d)
{
    check_attach(ctx, d);
}

/* The findings of those rules; the memory is brought up to date. */
static char *run(struct host_memory *h, const char *script, int64_t now_s,
                 enum split split)
{
    struct check_peer peer = {.now_s = now_s, .user = "tim"};
    struct buf out = {0};
    struct check *c = check_new(collect, &out);
    char *text;

    check_peer(c, &peer);
    check_host(c, h);
    trace_feed(script, split, 7, check_see, c, attach);
    check_free(c);
    text = buf_take(&out);
    return text ? text : xstrdup("");
}

#define QUIT C("QUIT") S("+OK") "close\n"
#define STAMP(text) "open\n" S("+OK " text)
#define APOP C("APOP tim 0123456789abcdef0123456789abcdef") S("+OK")
#define CRAM(challenge)                                                        \
    GREETED C("AUTH CRAM-MD5") S("+ " challenge) C("dGlt") S("-ERR no") QUIT
#define OPENED GREETED_TLS LOGIN
#define LIST2 C("LIST") S("+OK") S("1 100") S("2 200") S(".")
#define LIST1 C("LIST") S("+OK") S("1 100") S(".")
#define UIDL2 C("UIDL") S("+OK") S("1 a") S("2 b") S(".")
#define UIDL1(uid) C("UIDL") S("+OK") S("1 " uid) S(".")
#define UIDL0 C("UIDL") S("+OK") S(".")
#define DELE(n) C("DELE " n) S("+OK")
#define TOP(n, id)                                                             \
    C("TOP " n " 0") S("+OK") S("Message-ID: <" id ">\\r\\n") S(".")
#define DELAY(seconds) CAPA(S("LOGIN-DELAY " seconds) S("USER"))

/* Keeps clang-format from setting the rows in columns. */
#define ROW(...)                                                               \
    {                                                                          \
        __VA_ARGS__                                                            \
    }

static const struct pair_row {
    const char *name, *before, *now;
    const char *want; /* the findings of the second session */
    int64_t apart_s;  /* how much later it begins */
} rows[] = {
    ROW("the same timestamp", STAMP("<1.2@h>") QUIT, STAMP("<1.2@h>") QUIT,
        "error greeting/timestamp-reused", 0),
    ROW("another timestamp", STAMP("<1.2@h>") QUIT, STAMP("<1.3@h>") QUIT, "",
        0),
    ROW("a mail address", STAMP("<post@h>") QUIT, STAMP("<post@h>") QUIT,
        "warning greeting/timestamp-reused", 0),
    ROW("no timestamp", GREETED QUIT, GREETED QUIT, "", 0),

    ROW("APOP and PASS", OPENED QUIT, STAMP("<1.2@h>") APOP QUIT,
        "note auth/apop-and-pass", 0),
    ROW("PASS and APOP", STAMP("<1.2@h>") APOP QUIT, OPENED QUIT,
        "note auth/apop-and-pass", 0),
    ROW("APOP twice", STAMP("<1.2@h>") APOP QUIT, STAMP("<1.3@h>") APOP QUIT,
        "", 0),
    ROW("PASS of another", STAMP("<1.2@h>") APOP QUIT,
        GREETED_TLS C("USER tom") S("+OK") C("PASS x") S("+OK") QUIT, "", 0),
    ROW("APOP refused", OPENED QUIT,
        STAMP("<1.2@h>") C("APOP tim 0123456789abcdef0123456789abcdef")
            S("-ERR no") QUIT,
        "", 0),

    ROW("the same challenge", CRAM("PDEuMkBoPg=="), CRAM("PDEuMkBoPg=="),
        "error sasl/cram-challenge", 0),
    ROW("another challenge", CRAM("PDEuMkBoPg=="), CRAM("PDEuM0BoPg=="), "", 0),
    ROW("the same challenge twice in one session", "",
        GREETED C("AUTH CRAM-MD5") S("+ PDEuMkBoPg==") C("*") S("-ERR")
            C("AUTH CRAM-MD5") S("+ PDEuMkBoPg==") C("*") S("-ERR") QUIT,
        "error sasl/cram-challenge", 0),

    ROW("a new id for the same message",
        OPENED LIST1 UIDL1("a") TOP("1", "m") QUIT,
        OPENED LIST1 UIDL1("b") TOP("1", "m") QUIT,
        "note quit/undeleted-gone; warning uidl/not-persistent", 0),
    ROW("the header came before the id",
        OPENED LIST1 UIDL1("a") TOP("1", "m") QUIT,
        OPENED TOP("1", "m") UIDL1("b") QUIT,
        "note quit/undeleted-gone; warning uidl/not-persistent", 0),
    ROW("a new id for a new message",
        OPENED LIST1 UIDL1("a") TOP("1", "m") QUIT,
        OPENED LIST1 UIDL1("b") TOP("1", "n") QUIT, "note quit/undeleted-gone",
        0),
    ROW("a copy beside the old one", OPENED LIST1 UIDL1("a") TOP("1", "m") QUIT,
        OPENED LIST2 UIDL2 TOP("2", "m") QUIT, "", 0),
    ROW("two of a kind before",
        OPENED LIST2 UIDL2 TOP("1", "m") TOP("2", "m") QUIT,
        OPENED LIST1 UIDL1("c") TOP("1", "m") QUIT, "note quit/undeleted-gone",
        0),

    ROW("an id for another message", OPENED LIST1 UIDL1("a") TOP("1", "m") QUIT,
        OPENED C("LIST") S("+OK") S("1 150") S(".") UIDL1("a") TOP("1", "n")
            QUIT,
        "warning uidl/reused", 0),
    ROW("another header of the same size",
        OPENED LIST1 UIDL1("a") TOP("1", "m") QUIT,
        OPENED LIST1 UIDL1("a") TOP("1", "n") QUIT, "", 0),
    ROW("the same header, grown", OPENED LIST1 UIDL1("a") TOP("1", "m") QUIT,
        OPENED C("LIST") S("+OK") S("1 150") S(".") UIDL1("a") TOP("1", "m")
            QUIT,
        "", 0),

    ROW("deleted and back", OPENED LIST2 UIDL2 DELE("1") QUIT,
        OPENED LIST2 UIDL2 QUIT, "warning quit/deleted-remain", 0),
    ROW("deleted and gone", OPENED LIST2 UIDL2 DELE("1") QUIT,
        OPENED UIDL1("b") QUIT, "", 0),
    ROW("deleted, and QUIT refused",
        OPENED LIST2 UIDL2 DELE("1") C("QUIT") S("-ERR not removed") "close\n",
        OPENED LIST2 UIDL2 QUIT, "", 0),
    ROW("deleted, and its id for a message of another size",
        OPENED LIST1 UIDL1("a") DELE("1") QUIT,
        OPENED C("LIST") S("+OK") S("1 150") S(".") UIDL1("a") QUIT, "", 0),
    ROW("undone", OPENED LIST2 UIDL2 DELE("1") C("RSET") S("+OK") QUIT,
        OPENED LIST2 UIDL2 QUIT, "", 0),

    ROW("not deleted and gone", OPENED LIST2 UIDL2 QUIT, OPENED UIDL1("b") QUIT,
        "note quit/undeleted-gone", 0),
    ROW("gone by a DELE of this session", OPENED LIST2 UIDL2 QUIT,
        OPENED DELE("1") C("UIDL") S("+OK") S("2 b") S(".") QUIT, "", 0),
    ROW("another user's maildrop", OPENED LIST2 UIDL2 QUIT,
        GREETED_TLS C("USER tom") S("+OK") C("PASS x") S("+OK") UIDL0 QUIT, "",
        0),
    ROW("a listing cut short", OPENED LIST2 UIDL2 QUIT,
        OPENED C("UIDL") S("+OK") S("1 b") "close\n", "", 0),

    ROW("marked, no QUIT, and gone", OPENED LIST2 UIDL2 DELE("1") "close\n",
        OPENED UIDL1("b") QUIT, "warning abort/deleted-gone", 0),
    ROW("marked, no QUIT, and there", OPENED LIST2 UIDL2 DELE("1") "close\n",
        OPENED LIST2 UIDL2 QUIT, "", 0),
    ROW("marked, QUIT without an answer",
        OPENED LIST2 UIDL2 DELE("1") C("QUIT") "close\n",
        OPENED UIDL1("b") QUIT, "", 0),

    ROW("too soon", GREETED_TLS DELAY("300") LOGIN QUIT, OPENED QUIT,
        "note client/login-delay", 299),
    ROW("not too soon", GREETED_TLS DELAY("300") LOGIN QUIT, OPENED QUIT, "",
        301),
    ROW("the delay is announced only now", GREETED LOGIN QUIT,
        GREETED_TLS DELAY("300") LOGIN QUIT, "note client/login-delay", 20),
    ROW("the delay is announced no more", GREETED_TLS DELAY("300") LOGIN QUIT,
        GREETED_TLS CAPA(S("USER")) LOGIN QUIT, "", 20),
    ROW("another user", GREETED_TLS DELAY("300") LOGIN QUIT,
        GREETED_TLS C("USER tom") S("+OK") C("PASS x") S("+OK") QUIT, "", 20),

    ROW("CAPA is gone, where STLS worked", GREETED STARTTLS QUIT,
        GREETED C("CAPA") S("-ERR unknown") QUIT,
        "warning capa/required-with-stls", 0),
    ROW("CAPA is gone for now", GREETED STARTTLS QUIT,
        GREETED C("CAPA") S("-ERR [SYS/TEMP] later") QUIT, "", 0),
    ROW("STLS was refused", GREETED C("STLS") S("-ERR no") QUIT,
        GREETED C("CAPA") S("-ERR unknown") QUIT, "", 0),

    ROW("STLS vanished", GREETED CAPA(S("STLS")) QUIT,
        GREETED CAPA(S("UIDL")) QUIT, "warning client/stls-declined", 0),
    ROW("CAPA vanished", GREETED CAPA(S("STLS")) QUIT,
        GREETED C("CAPA") S("-ERR unknown") QUIT,
        "warning client/stls-declined", 0),
    ROW("STLS is still there", GREETED CAPA(S("STLS")) QUIT,
        GREETED CAPA(S("STLS")) QUIT, "", 0),
    ROW("STLS was never there", GREETED CAPA(S("UIDL")) QUIT,
        GREETED CAPA(S("UIDL")) QUIT, "", 0),
    ROW("under TLS it is not wanted", GREETED CAPA(S("STLS")) QUIT,
        GREETED_TLS CAPA(S("UIDL")) QUIT, "", 0),
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

Test(host, a_session_is_compared_with_the_one_before)
{
    static const enum split splits[] = {SPLIT_WHOLE, SPLIT_OCTETS,
                                        SPLIT_RANDOM};

    for (size_t i = 0; i < 3 * (sizeof rows / sizeof *rows); i++) {
        const struct pair_row *row = &rows[i / 3];
        struct host_memory h = {0};
        char *before = run(&h, row->before, NOW, splits[i % 3]);
        char *now = run(&h, row->now, NOW + row->apart_s, splits[i % 3]);
        char *got = short_form(now);

        cr_expect(eq(str, before, ""), "%s", row->name);
        cr_expect(eq(str, got, (char *)row->want), "%s: %s", row->name, now);
        free(before);
        free(now);
        free(got);
        host_memory_done(&h);
    }
}

/* Is the finding about an unanswered command told, and as one of two? */
static void expect_missing(struct host_memory *h, const char *script,
                           bool again)
{
    char *got = run(h, script, NOW, SPLIT_WHOLE);
    bool told = strstr(got, "warning reply/missing") != NULL;
    bool twice = strstr(got, "as in an earlier session") != NULL;

    cr_expect(told, "%s", got);
    cr_expect(eq(int, twice, again), "%s", got);
    free(got);
}

Test(host, a_reply_that_is_missing_again_is_said_to_be)
{
    struct host_memory h = {0};

    expect_missing(&h, OPENED C("NOOP") "close\n", false);
    expect_missing(&h, OPENED C("NOOP") "close\n", true);
    expect_missing(&h, OPENED C("STAT") "close\n", false);
    expect_missing(&h, OPENED C("NOOP") "close\n", false);
    free(run(&h, OPENED C("NOOP") S("+OK") QUIT, NOW, SPLIT_WHOLE));
    expect_missing(&h, OPENED C("NOOP") "close\n", false);
    host_memory_done(&h);
}

Test(host, a_finding_says_how_many_and_is_told_in_one_session_only)
{
    struct host_memory h = {0};
    char *got;

    free(
        run(&h, OPENED LIST2 UIDL2 DELE("1") DELE("2") QUIT, NOW, SPLIT_WHOLE));
    got = run(&h, OPENED LIST2 UIDL2 UIDL2 QUIT, NOW, SPLIT_WHOLE);
    cr_expect(eq(str, got,
                 "warning quit/deleted-remain: 2 messages deleted in an "
                 "earlier session, which ended with +OK to QUIT, are back, the "
                 "first as message 1\n"));
    free(got);
    got = run(&h, OPENED LIST2 UIDL2 QUIT, NOW, SPLIT_WHOLE);
    cr_expect(eq(str, got, ""));
    free(got);
    got = run(&h, OPENED UIDL0 QUIT, NOW, SPLIT_WHOLE);
    cr_expect(eq(str, got,
                 "note quit/undeleted-gone: 2 messages of an earlier session, "
                 "not deleted by this program, are gone\n"));
    free(got);
    got = run(&h, OPENED UIDL0 QUIT, NOW, SPLIT_WHOLE);
    cr_expect(eq(str, got, ""));
    free(got);
    host_memory_done(&h);
}

Test(host, what_was_deleted_is_remembered_over_sessions_in_between)
{
    struct host_memory h = {0};
    char *got;

    free(run(&h, OPENED LIST2 UIDL2 DELE("1") QUIT, NOW, SPLIT_WHOLE));
    free(run(&h, OPENED UIDL1("b") QUIT, NOW, SPLIT_WHOLE));
    free(run(&h, OPENED C("STAT") S("+OK 1 200") QUIT, NOW, SPLIT_WHOLE));
    got = run(&h, OPENED UIDL2 QUIT, NOW, SPLIT_WHOLE);
    cr_expect(strstr(got, "quit/deleted-remain") != NULL, "%s", got);
    free(got);
    host_memory_done(&h);
}

Test(host, a_session_without_a_listing_forgets_nothing)
{
    struct host_memory h = {0};
    char *got;

    free(run(&h, OPENED LIST2 UIDL2 QUIT, NOW, SPLIT_WHOLE));
    free(run(&h, OPENED QUIT, NOW, SPLIT_WHOLE));
    free(run(&h, GREETED QUIT, NOW, SPLIT_WHOLE));
    cr_expect(eq(sz, h.uids_count, 2));
    cr_expect(eq(u64, h.uids[1].octets, 200));
    got = run(&h, OPENED UIDL1("a") QUIT, NOW, SPLIT_WHOLE);
    cr_expect(strstr(got, "quit/undeleted-gone: 1 message ") != NULL, "%s",
              got);
    cr_expect(eq(sz, h.uids_count, 1));
    free(got);
    host_memory_done(&h);
}

Test(host, a_huge_maildrop_is_remembered_in_part)
{
    struct host_memory h = {0};
    struct buf script = {0};

    buf_add_text(&script, OPENED C("UIDL") S("+OK"));
    for (unsigned n = 1; n <= HOST_UIDS_MOST + 5; n++)
        buf_add_format(&script, S("%u u%u"), n, n);
    buf_add_text(&script, S(".") QUIT);
    for (int i = 0; i < 2; i++) {
        char *got = run(&h, buf_text(&script), NOW, SPLIT_WHOLE);

        cr_expect(eq(str, got, ""));
        cr_expect(eq(sz, h.uids_count, HOST_UIDS_MOST));
        free(got);
    }
    host_memory_done(&h);
    buf_done(&script);
}

Test(host, the_user_of_a_sasl_exchange_is_known_when_the_program_did_it)
{
    struct host_memory h = {0};

    free(run(&h, GREETED_TLS C("AUTH PLAIN AHRpbQB4") S("+OK") LIST2 UIDL2 QUIT,
             NOW, SPLIT_WHOLE));
    cr_expect(not(h.maildrop_known), "typed by a person: it may be anyone's");
    host_memory_done(&h);
}

/* test-rules-listing.c - whole sessions about a maildrop: as real servers hold
 * them, with one fault that several rules could see, and with listings of
 * any size. */
#include <config.h>

#include "tests/unit/maildrop-script.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

TestSuite(rules_listing, .timeout = 60);

/* --- whole sessions --- */

struct session {
    const char *name, *script;
    const char *want[6]; /* "severity id", each at least once */
};

#define MAIL MAIL_HEAD "one\\r\\n..two\\r\\n" /* 45 octets */
#define MAIL_HEAD "Date: x\\r\\nFrom: a@b\\r\\nSubject: t\\r\\n\\r\\n"

#define SESSION(name_, script_, ...)                                           \
    {                                                                          \
        .name = name_, .script = script_, .want = { __VA_ARGS__ }              \
    }

static const struct session sessions[] = {
    SESSION("Dovecot: nothing but the final CRLF",
            LOGIN STAT("3 118") LIST("1 45\\r\\n2 43\\r\\n3 30\\r\\n")
                UIDL("1 000000015e5f\\r\\n2 000000025e5f\\r\\n3 x\\r\\n") ASK(
                    "LIST 2", "+OK 2 43\\r\\n") ASK("UIDL 3", "+OK 3 x\\r\\n")
                    ASK("TOP 1 0", OK MAIL_HEAD DOT)
                        ASK("RETR 1", "+OK 45 octets\\r\\n" MAIL DOT) ASK(
                            "RETR 2", "+OK 43 octets\\r\\n" MAIL DOT) DELE("1")
                            STAT("2 73") LIST("2 43\\r\\n3 30\\r\\n")
                                ASK("RETR 1", "-ERR gone\\r\\n")
                                    RSET STAT("3 118") DELE("2") DELE("3")
                                        UIDL("1 000000015e5f\\r\\n") QUIT,
            "note retr/size-final-crlf"),
    SESSION("Courier: a made-up multipart in place of a UTF-8 message",
            LOGIN STAT("1 570") LIST("1 570\\r\\n")
                UIDL("1 UID1-1700000000\\r\\n")
                    ASK("RETR 1", "+OK 47 octets follow.\\r\\n" MAIL DOT) QUIT,
            "warning retr/size-mismatch"),
    SESSION("Cyrus: an empty maildrop and a read-only one",
            LOGIN STAT("0 0") LIST("") UIDL("") ASK("LIST 1", "-ERR no\\r\\n")
                QUIT,
            NULL),
    SESSION("Cyrus: DELE refused by ACL",
            LOGIN LIST("1 45\\r\\n")
                ASK("DELE 1", "-ERR [SYS/PERM] Unable to delete\\r\\n")
                    LIST("1 45\\r\\n") QUIT,
            "note dele/refused"),
    SESSION("popa3d: hash ids of identical copies",
            LOGIN STAT("3 90") LIST("1 45\\r\\n2 45\\r\\n3 0\\r\\n") UIDL(
                "1 d41d8cd98f00b204\\r\\n2 d41d8cd98f00b204\\r\\n3 x\\r\\n")
                RETR("1", MAIL) RETR("2", MAIL) QUIT,
            "note uidl/duplicate"),
    SESSION("Exchange: estimated sizes",
            LOGIN STAT("2 200") LIST("1 120\\r\\n2 80\\r\\n")
                UIDL("1 AAAA\\r\\n2 B\\r\\n") RETR("1", MAIL) RETR("2", MAIL)
                    DELE("1") DELE("2") STAT("0 0") LIST("") QUIT,
            "warning retr/size-mismatch"),
    SESSION("GNU mailutils: growing sizes, the blank line twice",
            LOGIN STAT("1 45") LIST("1 45\\r\\n") UIDL("1 a\\r\\n") STAT("1 60")
                LIST("1 60\\r\\n") RETR("1", MAIL)
                    TOP("1 1", MAIL_HEAD "\\r\\none\\r\\n") DELE("1") DELE("1")
                        QUIT,
            "warning stat/unstable", "warning list/unstable",
            "warning retr/size-mismatch", "error top/too-many-lines",
            "error retr/deleted-ok"),
};

static bool is_wanted(const struct session *s, struct span line)
{
    for (size_t i = 0; i < 6 && s->want[i]; i++)
        if (span_starts(line, span_of(s->want[i])))
            return true;
    return span_starts(line, SPAN("note ")) ||
           span_starts(line, SPAN("repeat ")) ||
           span_find_span(line, SPAN(" client/")) < line.len;
}

/* What want names is there, and no other error or warning but those about
 * the client. */
static void check_session(const struct session *s)
{
    char *got = findings_of(s->script, NULL, SPLIT_WHOLE, 0);
    char *split = findings_of(s->script, NULL, SPLIT_RANDOM, 7);
    struct span rest = span_of(got);

    cr_expect(eq(str, split, got), "%s", s->name);
    for (size_t i = 0; i < 6 && s->want[i]; i++)
        cr_expect(strstr(got, s->want[i]) != NULL, "%s: no %s in:\n%s", s->name,
                  s->want[i], got);
    while (rest.len) {
        struct span line = span_first(rest, span_find(rest, '\n'));

        cr_expect(is_wanted(s, line), "%s: %.*s", s->name, (int)line.len,
                  line.at);
        rest = span_from(rest, line.len + 1);
    }
    free(got);
    free(split);
}

Test(rules_listing, sessions_of_real_servers_give_what_they_should)
{
    for (size_t i = 0; i < sizeof sessions / sizeof *sessions; i++)
        check_session(&sessions[i]);
}

static size_t occurrences(const char *text, const char *what)
{
    size_t n = 0;

    for (; (text = strstr(text, what)); text++)
        n++;
    return n;
}

#define CAUSE(script_, there_, not_there_)                                     \
    {                                                                          \
        .script = script_, .there = there_, .not_there = not_there_            \
    }

Test(rules_listing, one_cause_gives_one_finding)
{
    static const struct {
        const char *script, *there, *not_there;
    } rows[] = {
        CAUSE(LOGIN LIST(THREE) DELE("1") LIST("1 200\\r\\n2 300\\r\\n")
                  UIDL("1 b\\r\\n2 c\\r\\n"),
              "error dele/renumbered", "uidl/deleted-listed"),
        CAUSE(LOGIN STAT("3 600") LIST(THREE) DELE("1") LIST(THREE)
                  STAT("2 500"),
              "error list/deleted-listed", "stat/count-vs-list"),
        CAUSE(LOGIN STAT("2 300") LIST("1 100\\r\\n2 200\\r\\n") LIST(THREE),
              "error list/unstable", "stat/count-vs-list"),
        CAUSE(LOGIN STAT("2 300") LIST("1 100\\r\\n2 200\\r\\n") STAT("3 600"),
              "error stat/unstable", "stat/count-vs-list"),
        CAUSE(LOGIN LIST("0 1\\r\\n2 1\\r\\n"), "error list/number-zero",
              "list/number-gap"),
        CAUSE(LOGIN LIST("1 1\\r\\n1 1\\r\\n"), "error list/number-duplicate",
              "list/number-gap"),
        CAUSE(LOGIN STAT("1 9") DELE("1") ASK("LIST 1", "+OK 1 9\\r\\n"),
              "error retr/deleted-ok", "list/nonexistent-ok"),
        CAUSE(LOGIN LIST("1 20\\r\\n")
                  ASK("RETR 1", "+OK 20 octets\\r\\n" HEAD DOT),
              "note retr/size-final-crlf", "retr/octets-text"),
        CAUSE(LOGIN RETR("1", HEAD "a\\r\\n") TOP("1 0", HEAD "a\\r\\n"),
              "error top/too-many-lines", "top/header-differs"),
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *got = findings_of(rows[i].script, NULL, SPLIT_WHOLE, 0);

        cr_expect(eq(sz, occurrences(got, rows[i].there), 1), "%s in:\n%s",
                  rows[i].there, got);
        cr_expect(eq(sz, occurrences(got, rows[i].not_there), 0), "%s in:\n%s",
                  rows[i].not_there, got);
        free(got);
    }
}

/* --- listings beyond what is kept, and many equal ids --- */

static void count_findings(void *ctx, const struct event *e)
{
    unsigned *count = ctx;

    struct span id;

    if (e->kind != EVENT_FINDING)
        return;
    id = span_of(e->finding->rule->id);
    if (span_starts(id, SPAN("uidl/")) ||
        (e->finding->severity != SEVERITY_NOTE &&
         !span_starts(id, SPAN("client/"))))
        ++*count;
}

static void feed(struct dialogue *d, enum side side, struct span octets)
{
    struct chunk chunk = {.kind = CHUNK_OCTETS, .side = side, .octets = octets};

    dialogue_feed(d, &chunk);
}

/* Findings of one UIDL; all its ids are equal, or each is its number. */
static unsigned judge_uidl(bool equal, uint64_t lines, bool *overflow)
{
    unsigned count = 0;
    struct check *c = check_new(count_findings, &count);
    struct dialogue *d = dialogue_new(check_see, c);
    struct chunk open = {.kind = CHUNK_OPEN, .tls = TLS_IMPLICIT};
    struct buf out = {0};

    check_attach(c, d);
    dialogue_feed(d, &open);
    feed(d, SIDE_SERVER, SPAN("+OK\r\n"));
    feed(d, SIDE_CLIENT, SPAN("USER a\r\nPASS b\r\n"));
    feed(d, SIDE_SERVER, SPAN("+OK\r\n+OK\r\n"));
    feed(d, SIDE_CLIENT, SPAN("UIDL\r\n"));
    feed(d, SIDE_SERVER, SPAN("+OK\r\n"));
    for (uint64_t n = 1; n <= lines; n++) {
        buf_add_format(&out, "%ju u%ju", (uintmax_t)n,
                       equal ? 0 : (uintmax_t)n);
        buf_add_text(&out, "\r\n");
        if (out.len > 60000 || n == lines) {
            feed(d, SIDE_SERVER, buf_span(&out));
            buf_clear(&out);
        }
    }
    feed(d, SIDE_SERVER, SPAN(".\r\n"));
    *overflow = check_overflowed(c);
    dialogue_free(d);
    check_free(c);
    buf_done(&out);
    return count;
}

Test(rules_listing, many_ids_are_told_apart)
{
    bool overflow;

    cr_expect(eq(u32, judge_uidl(false, 200000, &overflow), 0));
    cr_expect(not(overflow));
    cr_expect(eq(u32, judge_uidl(true, 200000, &overflow), 2),
              "one finding, and its repeats");
}

Test(rules_listing, a_listing_too_large_to_be_kept_is_judged_line_by_line)
{
    bool overflow;

    cr_expect(eq(u32, judge_uidl(false, 1500001, &overflow), 0));
    cr_expect(overflow);
}

static void attach(void *ctx, struct dialogue *d)
{
    check_attach(ctx, d);
}

Test(rules_listing, a_rule_that_is_ignored_still_explains_others_away)
{
    unsigned count = 0;
    struct check *c = check_new(count_findings, &count);

    /* uidl/unstable, and not uidl/set-vs-list besides it */
    check_mute(c, RULE_UIDL_UNSTABLE);
    trace_feed(LOGIN UIDL("1 a\\r\\n2 b\\r\\n") LIST("1 9\\r\\n2 9\\r\\n")
                   UIDL("1 a\\r\\n") QUIT,
               SPLIT_WHOLE, 0, check_see, c, attach);
    cr_expect(eq(u32, count, 1));
    check_free(c);
}

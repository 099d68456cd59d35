/* report-fixture.c - see report-fixture.h. */
#include <config.h>

#include "report-fixture.h"

#include "net/base/buf.h"
#include "net/rules/rule.h"

static void say(struct report_file *f, enum report_speaker by, size_t line,
                struct span text)
{
    report_line(f, &(struct report_line){
                       .by = by, .line = line, .connection = 1, .text = text});
}

void tell_small_run(struct report *r)
{
    struct report_file *f =
        report_file_begin(r, &(struct report_about){.name = "login.pop3t",
                                                    .title = "Login and list",
                                                    .server = "127.0.0.1:110"});

    say(f, REPORT_EVENT, 6, SPAN("connect host=127.0.0.1 port=110 tls=none"));
    report_case_begin(f, &(struct report_case){.line = 7, .connection = 1});
    say(f, REPORT_SERVER, 7, SPAN("+OK ready"));
    report_case_end(f, REPORT_PASS, 1500000, NULL);
    report_case_begin(f, &(struct report_case){.step = "login",
                                               .verb = "USER",
                                               .command = SPAN("USER joe"),
                                               .line = 9,
                                               .connection = 1});
    say(f, REPORT_CLIENT, 9, SPAN("USER joe"));
    say(f, REPORT_SERVER, 10, SPAN("+OK"));
    report_case_end(f, REPORT_PASS, 2000000, NULL);
    report_case_begin(f, &(struct report_case){.step = "login",
                                               .verb = "LIST",
                                               .command = SPAN("LIST"),
                                               .line = 11,
                                               .connection = 1});
    say(f, REPORT_CLIENT, 11, SPAN("LIST"));
    say(f, REPORT_SERVER, 12, SPAN("2 200 extra"));
    report_found(
        f, &(struct report_finding){.rule = rules[RULE_LIST_EXTRA_INFO],
                                    .severity = SEVERITY_WARNING,
                                    .line = 12,
                                    .connection = 1,
                                    .column = 6,
                                    .message = "more than a number and a size",
                                    .excerpt = SPAN("2 200 extra"),
                                    .count = 1});
    report_differs(
        f, &(struct report_difference){.line = 12,
                                       .level = "text",
                                       .expected = SPAN("S: 2 200"),
                                       .got = SPAN("S: 2 200 extra"),
                                       .column = 6,
                                       .rule = rules[RULE_LIST_EXTRA_INFO],
                                       .accept = "replay --update login.pop3t",
                                       .actual = "login.actual.pop3t"});
    report_case_end(f, REPORT_FAIL, 3250000, "1 line differs");
    report_file_end(f, REPORT_FAIL, 9000000, "1 of 3 exchanges differs");
}

/* --- the worst --- */

static const char hostile[] = HOSTILE;
static const struct span bad = {hostile, sizeof hostile - 1};
/* the same behind its NUL, as a string */
static const char *const text = hostile + sizeof "\x1b[2J";

static void tell_differences(struct report_file *f, const char *secret)
{
    struct buf lines = {0}, longest = {0};

    for (int i = 0; i < 50; i++)
        buf_add_format(&lines, "S: %d %d%s\n", i, i * 100,
                       secret && i == 3 ? secret : "");
    buf_add_text(&longest, "S: ");
    for (int i = 0; i < 10000; i++)
        buf_add_text(&longest, "\xf0\x9f\x92\xa9<");
    report_differs(f, &(struct report_difference){.line = 3,
                                                  .level = "wire",
                                                  .expected = bad,
                                                  .got = buf_span(&lines),
                                                  .column = 1,
                                                  .message = text});
    report_differs(f, &(struct report_difference){.level = "text",
                                                  .got = buf_span(&longest),
                                                  .column = 49999});
    report_differs(f, &(struct report_difference){.level = "outcome",
                                                  .expected = SPAN("@ close"),
                                                  .got = SPAN(""),
                                                  .actual = text,
                                                  .accept = text});
    buf_done(&lines);
    buf_done(&longest);
}

static void tell_findings(struct report_file *f)
{
    struct report_finding found = {
        .rule = rules[RULE_REPLY_STATUS_UNKNOWN],
        .severity = SEVERITY_ERROR,
        .line = 3,
        .connection = 1,
        .column = 2,
        .message = text,
        .excerpt = bad,
        .count = 1,
    };

    report_found(f, &found);
    found.weight = REPORT_ALLOWED;
    report_found(f, &found);
    found.weight = REPORT_KNOWN;
    report_found(f, &found);
    found.repeat = true;
    found.count = 17;
    report_found(f, &found);
}

static void tell_hostile_file(struct report *r, const struct mask *mask,
                              const char *secret)
{
    struct buf title = {0};
    struct report_file *f;

    buf_add(&title, bad);
    if (secret)
        buf_add_text(&title, secret);
    f = report_file_begin(r, &(struct report_about){.name = text,
                                                    .title = buf_text(&title),
                                                    .mask = mask});
    say(f, REPORT_EVENT, 1, bad);
    report_case_begin(f, &(struct report_case){.step = text,
                                               .verb = text,
                                               .command = bad,
                                               .line = 2,
                                               .connection = 1});
    say(f, REPORT_CLIENT, 2, bad);
    say(f, REPORT_SERVER, 3, bad);
    if (secret)
        say(f, REPORT_SERVER, 4, span_of(secret));
    tell_findings(f);
    tell_differences(f, secret);
    report_case_end(f, REPORT_FAIL, 1, text);
    report_file_end(f, REPORT_FAIL, 2, text);
    buf_done(&title);
}

void tell_hostile_run(struct report *r, const char *secret)
{
    struct mask *mask = mask_new(NULL, NULL);
    struct report_file *f;

    if (secret)
        mask_learn(mask, span_of(secret));
    tell_hostile_file(r, mask, secret);
    mask_free(mask);

    f = report_file_begin(r, &(struct report_about){.name = "skipped.pop3t"});
    report_file_end(f, REPORT_SKIP, 0, "the server has no STLS");

    f = report_file_begin(r, &(struct report_about){.name = "unknown.pop3t"});
    report_case_begin(f, &(struct report_case){.verb = "USER"});
    report_case_end(f, REPORT_SKIP, 0, "not run");
    report_file_end(f, REPORT_UNKNOWN, 0, "127.0.0.1:110: no answer");

    f = report_file_begin(r, &(struct report_about){.name = "known.pop3t"});
    report_case_begin(f, &(struct report_case){.verb = "STAT"});
    report_differs(f, &(struct report_difference){.level = "text",
                                                  .expected = SPAN("S: +OK"),
                                                  .got = SPAN("S: -ERR"),
                                                  .column = 1});
    report_case_end(f, REPORT_FAIL, 0, NULL);
    report_file_end(f, REPORT_XFAIL, 0, NULL);

    tell_small_run(r);
}

/* test-verdict.c - which findings are told, and what they amount to. */
#include <config.h>

#include "shell/session/verdict.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

TestSuite(verdict, .timeout = 5);

struct world {
    struct options options;
    struct mask *mask;
    struct verdict *verdict;
    struct buf told; /* ids and counts, a line each */
    char *patterns[4];
};

static void ignore(void *ctx, const struct event *e)
{
    (void)ctx;
    (void)e;
}

static void collect(void *ctx, const struct event *e)
{
    struct world *w = ctx;

    if (e->kind == EVENT_FINDING)
        buf_add_format(&w->told, "%s %ju %s\n", e->finding->rule->id,
                       (uintmax_t)e->finding->count, e->finding->message);
}

static void begin(struct world *w)
{
    memset(w, 0, sizeof *w);
    w->mask = mask_new(ignore, NULL);
    w->verdict = verdict_new(&w->options, w->mask, collect, w);
}

static void finish(struct world *w)
{
    verdict_free(w->verdict);
    mask_free(w->mask);
    buf_done(&w->told);
}

static void find(struct world *w, enum rule_id id, enum severity severity,
                 const char *message)
{
    struct finding f = {.rule = rules[id],
                        .id = id,
                        .severity = severity,
                        .excerpt = SPAN("+OK secret word"),
                        .message = message,
                        .count = 1};
    struct event e = {.kind = EVENT_FINDING, .finding = &f};

    verdict_see(w->verdict, &e);
}

static void patterns(struct world *w, struct option_list *list,
                     const char *pattern)
{
    w->patterns[0] = (char *)(uintptr_t)pattern;
    *list = (struct option_list){.at = w->patterns, .count = 1};
}

Test(verdict, notes_are_counted_and_told_to_those_who_ask)
{
    struct world w;

    begin(&w);
    find(&w, RULE_STAT_EXTRA_INFO, SEVERITY_NOTE, "a");
    cr_assert(eq(sz, w.told.len, 0));
    w.options.verbose = 1;
    find(&w, RULE_STAT_EXTRA_INFO, SEVERITY_NOTE, "b");
    cr_assert(eq(str, (char *)buf_text(&w.told), "stat/extra-info 1 b\n"));
    cr_assert(eq(u64, verdict_counts(w.verdict).notes, 2));
    cr_assert(eq(sz, verdict_findings(w.verdict), 2));
    finish(&w);
}

Test(verdict, ignored_rules_do_not_count)
{
    struct world w;

    begin(&w);
    patterns(&w, &w.options.ignore, "list/*,stat/format");
    find(&w, RULE_STAT_FORMAT, SEVERITY_ERROR, "a");
    find(&w, RULE_LIST_FORMAT, SEVERITY_ERROR, "b");
    find(&w, RULE_UIDL_FORMAT, SEVERITY_ERROR, "c");
    cr_assert(eq(str, (char *)buf_text(&w.told), "uidl/format 1 c\n"));
    cr_assert(eq(u64, verdict_counts(w.verdict).errors, 1));
    finish(&w);
}

Test(verdict, rules_that_are_off_are_told_when_named)
{
    struct world w;

    begin(&w);
    find(&w, RULE_REPLY_NO_TEXT, SEVERITY_NOTE, "a");
    cr_assert(eq(u64, verdict_counts(w.verdict).notes, 0));
    patterns(&w, &w.options.show, "reply/no-text");
    find(&w, RULE_REPLY_NO_TEXT, SEVERITY_NOTE, "b");
    cr_assert(eq(str, (char *)buf_text(&w.told), "reply/no-text 1 b\n"));
    finish(&w);
}

Test(verdict, the_exit_status_follows_fail_on)
{
    struct world w;

    begin(&w);
    find(&w, RULE_STAT_EXTRA_INFO, SEVERITY_NOTE, "a");
    find(&w, RULE_UIDL_DUPLICATE, SEVERITY_WARNING, "b");
    cr_assert(eq(int, verdict_exit(w.verdict), EXIT_DONE));
    w.options.fail_on = FAIL_ON_WARNING;
    cr_assert(eq(int, verdict_exit(w.verdict), EXIT_CHECK));
    w.options.fail_on = FAIL_ON_ERROR;
    find(&w, RULE_UIDL_FORMAT, SEVERITY_ERROR, "c");
    cr_assert(eq(int, verdict_exit(w.verdict), EXIT_CHECK));
    w.options.fail_on = FAIL_ON_NEVER;
    cr_assert(eq(int, verdict_exit(w.verdict), EXIT_DONE));
    finish(&w);
}

Test(verdict, grouped_rules_are_told_once_with_their_number)
{
    struct world w;
    struct event close = {.kind = EVENT_CLOSE};

    begin(&w);
    for (int i = 0; i < 3; i++)
        find(&w, RULE_RETR_SIZE_MISMATCH, SEVERITY_WARNING, "a");
    cr_assert(eq(str, (char *)buf_text(&w.told), "retr/size-mismatch 1 a\n"));
    verdict_see(w.verdict, &close);
    cr_assert(eq(str, (char *)buf_text(&w.told),
                 "retr/size-mismatch 1 a\nretr/size-mismatch 3 a\n"));
    cr_assert(eq(u64, verdict_counts(w.verdict).warnings, 3));
    finish(&w);
}

Test(verdict, what_findings_quote_holds_no_secret)
{
    struct world w;

    begin(&w);
    mask_learn(w.mask, SPAN("secret word"));
    find(&w, RULE_UIDL_FORMAT, SEVERITY_ERROR, "it says secret word twice");
    cr_assert(strstr(buf_text(&w.told), "secret word") == NULL);
    cr_assert(strstr(verdict_finding(w.verdict, 0)->message, "secret word") ==
              NULL);
    cr_assert(span_is(verdict_finding(w.verdict, 0)->excerpt, "+OK ****"));
    finish(&w);
}

Test(verdict, a_pattern_that_names_no_rule_is_refused)
{
    struct world w;
    struct error err = {0};

    begin(&w);
    patterns(&w, &w.options.ignore, "list/*");
    cr_assert(verdict_check_patterns(&w.options, &err));
    patterns(&w, &w.options.ignore, "list/*,lsit/format");
    cr_assert(eq(int, verdict_check_patterns(&w.options, &err), 0));
    cr_assert(strstr(err.what, "lsit/format") != NULL);
    finish(&w);
}

/* findings.c - runs scripts through dialogue and rules, for the rule tests. */
#include <config.h>

#include "tests/unit/findings.h"

#include "net/base/memory.h"
#include "net/base/text.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

static void collect(void *ctx, const struct event *e)
{
    struct buf *out = ctx;
    const struct finding *f = e->finding;

    if (e->kind != EVENT_FINDING)
        return;
    if (f->repeat) {
        buf_add_format(out, "repeat %s x%ju\n", f->rule->id,
                       (uintmax_t)f->count);
        return;
    }
    buf_add_format(out, "%s %s @%ju column %u: %s", severity_name(f->severity),
                   f->rule->id, (uintmax_t)f->offset, f->column, f->message);
    buf_add_text(out, " | ");
    text_escape(out, f->excerpt, TEXT_BACKSLASH);
    buf_add_char(out, '\n');
}

/* With runs, so that whole octets are read the fast way and single octets the
 * slow one. */
static void attach(void *ctx, struct dialogue *d)
{
    check_attach(ctx, d);
    dialogue_take_runs(d, check_takes_runs, ctx);
}

char *findings_of(const char *script, const struct check_peer *peer,
                  enum split split, unsigned seed)
{
    struct buf out = {0};
    struct check *c = check_new(collect, &out);
    char *text;

    if (peer)
        check_peer(c, peer);
    trace_feed(script, split, seed, check_see, c, attach);
    check_free(c);
    text = buf_take(&out);
    return text ? text : xstrdup("");
}

/* Does the line of findings begin with this severity and rule? */
static bool has_finding(const char *findings, const char *severity,
                        const char *rule)
{
    struct buf want = {0};
    bool found;

    buf_add_format(&want, "%s %s @", severity, rule);
    found = strstr(findings, buf_text(&want)) != NULL;
    buf_done(&want);
    return found;
}

static bool names_rule(const char *findings, const char *rule)
{
    return has_finding(findings, "error", rule) ||
           has_finding(findings, "warning", rule) ||
           has_finding(findings, "note", rule);
}

/* Every warning and error must be the rule itself or one that `also` names. */
static void check_others(const struct rule_row *row, const char *findings)
{
    struct span rest = span_of(findings);

    while (rest.len) {
        struct span line = span_first(rest, span_find(rest, '\n'));
        struct span words = line, severity = span_take_word(&words);
        struct span id = span_take_word(&words);
        bool also = row->also &&
                    span_find_span(span_of(row->also), id) < strlen(row->also);

        rest = span_from(rest, line.len + 1);
        if (span_is(severity, "note") || span_is(severity, "repeat"))
            continue;
        cr_expect(span_is(id, row->rule) || also, "%s: unasked: %.*s",
                  row->rule, (int)line.len, line.at);
    }
}

static void check_splits(const struct rule_row *row, const char *script,
                         const char *whole)
{
    for (unsigned seed = 0; seed < 6; seed++) {
        char *split = findings_of(script, &row->peer,
                                  seed ? SPLIT_RANDOM : SPLIT_OCTETS, seed);

        cr_expect(eq(str, split, (char *)whole), "%s, seed %u", row->rule,
                  seed);
        free(split);
    }
}

void findings_check(const struct rule_row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct rule_row *row = &rows[i];
        char *trips = findings_of(row->trips, &row->peer, SPLIT_WHOLE, 0);
        char *near = findings_of(row->near, &row->peer, SPLIT_WHOLE, 0);

        cr_expect(rule_find(span_of(row->rule)) != NULL, "%s", row->rule);
        cr_expect(has_finding(trips, severity_name(row->severity), row->rule),
                  "%s is not found as %s in:\n%s", row->rule,
                  severity_name(row->severity), trips);
        check_others(row, trips);
        cr_expect(eq(int, names_rule(near, row->rule), 0),
                  "%s is found in its near case:\n%s", row->rule, near);
        check_splits(row, row->trips, trips);
        check_splits(row, row->near, near);
        free(trips);
        free(near);
    }
}

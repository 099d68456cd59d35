/* verdict.c - filters, counts and keeps findings. */
#include <config.h>

#include "shell/session/verdict.h"

#include "net/base/memory.h"
#include "net/base/text.h"
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

/* A finding with its own copies of what it quotes. */
struct kept {
    struct finding finding;
    struct buf excerpt, message;
};

/* A rule that is told once per session with the number of cases. */
struct group {
    uint64_t count;
    size_t kept; /* index of the first case, which was told */
};

struct verdict {
    const struct options *options;
    struct mask *mask;
    event_fn *emit;
    void *ctx;
    struct verdict_counts counts;
    struct kept *kept; /* owned; VERDICT_KEPT at most */
    size_t kept_count;
    struct group groups[RULE_COUNT];
};

struct verdict *verdict_new(const struct options *from, struct mask *mask,
                            event_fn *emit, void *ctx)
{
    struct verdict *v = xcalloc(1, sizeof *v);

    v->options = from;
    v->mask = mask;
    v->emit = emit;
    v->ctx = ctx;
    v->kept = xrealloc(NULL, VERDICT_KEPT * sizeof *v->kept); /* untouched */
    return v;
}

void verdict_free(struct verdict *v)
{
    if (!v)
        return;
    for (size_t i = 0; i < v->kept_count; i++) {
        buf_done(&v->kept[i].excerpt);
        buf_done(&v->kept[i].message);
    }
    free(v->kept);
    free(v);
}

/* --- patterns --- */

/* Do the comma-separated patterns of one option match id? */
static bool pattern_matches(const char *patterns, const char *id)
{
    struct span rest = span_of(patterns);
    bool found = false;

    while (rest.len && !found) {
        struct span one = span_first(rest, span_find(rest, ','));
        char *pattern = span_dup(one);

        found = fnmatch(pattern, id, 0) == 0;
        free(pattern);
        rest = span_from(rest, one.len + 1);
    }
    return found;
}

static bool list_matches(const struct option_list *list, const char *id)
{
    for (size_t i = 0; i < list->count; i++)
        if (pattern_matches(list->at[i], id))
            return true;
    return false;
}

static bool matches_some_rule(struct span pattern)
{
    char *text = span_dup(pattern);
    bool found = false;

    for (size_t i = 0; i < RULE_COUNT && !found; i++)
        found = fnmatch(text, rules[i]->id, 0) == 0;
    free(text);
    return found;
}

static bool check_list(const struct option_list *list, const char *option,
                       struct error *err)
{
    for (size_t i = 0; i < list->count; i++) {
        struct span rest = span_of(list->at[i]);

        while (rest.len) {
            struct span one = span_first(rest, span_find(rest, ','));

            rest = span_from(rest, one.len + 1);
            if (!matches_some_rule(one))
                return error_set(err, ERROR_USAGE,
                                 "option %s: no rule is called \"%.*s\"; "
                                 "\"pop3sh rules\" lists them",
                                 option, (int)one.len, one.at);
        }
    }
    return true;
}

bool verdict_check_patterns(const struct options *o, struct error *err)
{
    return check_list(&o->ignore, "--ignore", err) &&
           check_list(&o->show, "--show", err);
}

/* --- findings --- */

bool verdict_wants(const struct verdict *v, const struct rule *rule)
{
    bool shown = list_matches(&v->options->show, rule->id);

    if (list_matches(&v->options->ignore, rule->id))
        return false;
    return shown || !(rule->flags & RULE_OFF);
}

/* Notes are for those who ask: with -v, by name, or in JSON. */
static bool is_told(const struct verdict *v, const struct finding *f)
{
    return f->severity != SEVERITY_NOTE || v->options->verbose > 0 ||
           v->options->output == RENDER_JSON ||
           list_matches(&v->options->show, f->rule->id);
}

static void count(struct verdict *v, const struct finding *f)
{
    if (f->severity == SEVERITY_ERROR)
        v->counts.errors++;
    else if (f->severity == SEVERITY_WARNING)
        v->counts.warnings++;
    else
        v->counts.notes++;
}

/* Keep a copy without secrets; the one that was kept, or NULL when full. */
static struct kept *keep(struct verdict *v, const struct finding *f)
{
    struct kept *k;

    if (v->kept_count == VERDICT_KEPT)
        return NULL;
    k = &v->kept[v->kept_count++];
    *k = (struct kept){.finding = *f};
    mask_hide(v->mask, f->excerpt, &k->excerpt);
    mask_hide(v->mask, span_of(f->message), &k->message);
    k->finding.excerpt = buf_span(&k->excerpt);
    k->finding.message = buf_text(&k->message);
    return k;
}

static void tell(struct verdict *v, const struct event *e,
                 const struct finding *f)
{
    struct event masked = *e;
    struct finding shown = *f;
    struct buf excerpt = {0}, message = {0};

    mask_hide(v->mask, f->excerpt, &excerpt);
    mask_hide(v->mask, span_of(f->message), &message);
    shown.excerpt = buf_span(&excerpt);
    shown.message = buf_text(&message);
    masked.finding = &shown;
    v->emit(v->ctx, &masked);
    buf_done(&excerpt);
    buf_done(&message);
}

/* Told at its first case; the number of cases at the end. */
static bool is_grouped_repeat(struct verdict *v, const struct finding *f)
{
    if (!(f->rule->flags & RULE_GROUPED) || v->options->verbose > 0)
        return false;
    return v->groups[f->id].count++ > 0;
}

static void take_finding(struct verdict *v, const struct event *e)
{
    const struct finding *f = e->finding;

    if (!verdict_wants(v, f->rule))
        return;
    if (f->repeat) {
        if (is_told(v, f))
            tell(v, e, f);
        return;
    }
    count(v, f);
    if (is_grouped_repeat(v, f))
        return;
    v->groups[f->id].kept = v->kept_count;
    keep(v, f);
    if (is_told(v, f))
        tell(v, e, f);
}

/* The grouped rules that had more cases than the one that was told. */
void verdict_finish(struct verdict *v)
{
    for (size_t id = 0; id < RULE_COUNT; id++) {
        struct group *g = &v->groups[id];
        struct event e = {.kind = EVENT_FINDING};
        struct finding f;

        if (g->count > 1 && g->kept < v->kept_count) {
            f = v->kept[g->kept].finding;
            f.repeat = true;
            f.count = g->count;
            e.finding = &f;
            if (is_told(v, &f))
                v->emit(v->ctx, &e);
        }
        g->count = 0;
    }
}

void verdict_see(void *ctx, const struct event *e)
{
    struct verdict *v = ctx;

    if (e->kind == EVENT_FINDING)
        take_finding(v, e);
    else
        v->emit(v->ctx, e);
    if (e->kind == EVENT_CLOSE)
        verdict_finish(v);
}

/* --- asking --- */

struct verdict_counts verdict_counts(const struct verdict *v)
{
    return v->counts;
}

enum exit_status verdict_exit(const struct verdict *v)
{
    const struct verdict_counts *c = &v->counts;
    uint64_t bad = 0;

    switch (v->options->fail_on) {
    case FAIL_ON_NOTE:
        bad += c->notes; /* fall through */
    case FAIL_ON_WARNING:
        bad += c->warnings; /* fall through */
    case FAIL_ON_DEFAULT:
    case FAIL_ON_ERROR:
        bad += c->errors;
        break;
    case FAIL_ON_NEVER:
        break;
    }
    return bad ? EXIT_CHECK : EXIT_DONE;
}

size_t verdict_findings(const struct verdict *v)
{
    return v->kept_count;
}

const struct finding *verdict_finding(const struct verdict *v, size_t i)
{
    return &v->kept[i].finding;
}

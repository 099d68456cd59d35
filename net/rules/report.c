/* report.c - what watchers report, kept until all of them have looked.
 *
 * Knows places, excerpts and severities; which reports are told is for
 * tell.c. */
#include <config.h>

#include "net/rules/check-private.h"

#include <string.h>

struct place place_at(const struct event *e, size_t index)
{
    return (struct place){.side = e->side,
                          .exchange = e->exchange,
                          .line_offset = e->offset,
                          .line = e->raw,
                          .index = index};
}

struct place place_of(const struct event *e, struct span part)
{
    bool inside = part.at >= e->raw.at && part.at <= e->raw.at + e->raw.len;

    return place_at(e, part.at && inside ? (size_t)(part.at - e->raw.at) : 0);
}

struct place place_message(const struct event *e, uint64_t n)
{
    struct place place = place_at(e, 0);

    place.message_number = n;
    return place;
}

struct place place_line(const struct kept_line *k, uint32_t exchange)
{
    return (struct place){.side = SIDE_SERVER,
                          .exchange = exchange,
                          .line_offset = k->offset,
                          .line = kept_line_span(k)};
}

static struct span without_end(struct span line)
{
    while (line.len &&
           (line.at[line.len - 1] == '\n' || line.at[line.len - 1] == '\r'))
        line.len--;
    return line;
}

static enum severity strict_severity(const struct check *c, enum rule_id id,
                                     enum severity severity)
{
    enum level level = rules[id]->level;
    bool must = level == LEVEL_MUST || level == LEVEL_MUST_PLAIN;

    return c->strict && must && severity == SEVERITY_WARNING ? SEVERITY_ERROR
                                                             : severity;
}

/* Findings of sections 4 to 16 are guesses while a command is unanswered, and
 * all on replies where it is not known what the server took for one. */
static bool is_guess(const struct check *c, enum rule_id id)
{
    if (c->book.misread && rules[id]->bound == BOUND_SERVER)
        return true;
    return c->book.timed_out && id >= RULE_STATE_WRONG_STATE_ACCEPTED &&
           id < RULE_STLS_INJECTED_REPLY;
}

/* The line, or of a long one the part around the octet at fault. */
static void keep_excerpt(struct pending *p, struct span line, size_t index)
{
    size_t most = sizeof p->excerpt;

    if (line.len > most && index >= most - 1)
        p->excerpt_from =
            index < line.len ? index - most / 2 : line.len - most / 2;
    line = span_first(span_from(line, p->excerpt_from), most);
    p->excerpt_len = line.len;
    if (line.len)
        memcpy(p->excerpt, line.at, line.len);
}

__attribute__((format(printf, 5, 0))) static void
report_va(struct check *c, enum rule_id id, enum severity severity,
          struct place place, const char *format, va_list args)
{
    struct span line = without_end(place.line);
    struct buf message = {.most = sizeof c->pending[0].message - 1};
    struct pending *p;

    if (c->pending_count == CHECK_PENDING_MOST || c->muted[id])
        return;
    p = &c->pending[c->pending_count++];
    *p = (struct pending){.id = id, .side = place.side};
    p->severity = strict_severity(c, id, severity);
    p->doubtful = is_guess(c, id);
    if (p->doubtful && p->severity == SEVERITY_ERROR)
        p->severity = SEVERITY_WARNING;
    p->exchange = place.exchange;
    p->line_offset = place.line_offset;
    p->offset = place.line_offset + place.index;
    p->column = place.line.len ? (uint32_t)place.index + 1 : 0;
    p->message_number = place.message_number;
    keep_excerpt(p, line, place.index);
    buf_add_formatv(&message, format, args);
    memcpy(p->message, buf_text(&message), message.len + 1);
    buf_done(&message);
}

void report(struct check *c, enum rule_id id, struct place place,
            const char *format, ...)
{
    va_list args;

    va_start(args, format);
    report_va(c, id, rules[id]->severity, place, format, args);
    va_end(args);
}

void report_as(struct check *c, enum rule_id id, enum severity severity,
               struct place place, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    report_va(c, id, severity, place, format, args);
    va_end(args);
}

bool has_fired(const struct check *c, enum rule_id id)
{
    for (size_t i = 0; i < c->pending_count; i++)
        if (c->pending[i].id == id)
            return true;
    return c->told[id].ever;
}

/* --- helpers --- */

bool is_login(const struct request *r)
{
    return r && r->verb && (r->verb->flags & VERB_LOGIN) && r->args > 0;
}

bool code_is(const struct event *e, const char *code)
{
    return span_is_case(e->code, code);
}

bool has_sys_code(const struct event *e)
{
    return span_is_case(e->code, "SYS") ||
           span_starts_case(e->code, SPAN("SYS/"));
}

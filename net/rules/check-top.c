/* check-top.c - TOP (section 12): its lines, and whether it shows the message
 * that RETR and the TOP before show.
 *
 * Where a bare LF stands in the way nothing is counted: server and tool might
 * not mean the same lines. */
#include <config.h>

#include "net/rules/maildrop.h"

/* top/content-only-headers-refused */
static void tell_refused(struct check *c, const struct event *e, uint64_t n)
{
    report(c, RULE_TOP_CONTENT_ONLY_HEADERS_REFUSED, place_at(e, 0),
           "TOP %ju 0 is refused, but TOP %ju with more lines is not",
           (uintmax_t)n, (uintmax_t)n);
}

void top_watch_refused(struct check *c, const struct event *e)
{
    const struct request *r = e->request;
    struct seen *s;
    uint64_t n;

    if (!maildrop_status(e) || !answers(e, VERB_TOP) ||
        !maildrop_number(e, &n) || !r->has_number[1] ||
        maildrop_deleted(c, n) || !(s = seen_of(&c->memory.retr, n)))
        return;
    if (e->status == STATUS_ERR && !r->number[1] && is_formed(r) &&
        !has_sys_code(e) && !code_is(e, "UTF8")) {
        s->flags |= SEEN_TOP_REFUSED;
        if (s->flags & SEEN_TOP_OK)
            tell_refused(c, e, n);
    } else if (e->status == STATUS_OK && r->number[1]) {
        if ((s->flags & SEEN_TOP_REFUSED) && !(s->flags & SEEN_TOP_OK))
            tell_refused(c, e, n);
        s->flags |= SEEN_TOP_OK;
    }
}

/* --- the lines of one TOP --- */

/* top/too-many-lines. Where a message begins with the blank line, a server may
 * see no header that this could end. */
static void judge_many(struct check *c, const struct event *e)
{
    const struct passage *p = &c->memory.retr.passage;
    const struct tally *t = e->tally;
    uint64_t bare = t->bare_lf - p->header_bare_lf,
             lines = t->lines - p->header_lines - bare;

    if (p->asked_known && p->body && !p->header_bare_lf && lines > p->asked)
        report_as(c, RULE_TOP_TOO_MANY_LINES,
                  p->header_lines > 1 ? SEVERITY_ERROR : SEVERITY_WARNING,
                  place_reply(c, e, p->n),
                  "%ju line%s behind the blank line, %ju asked for",
                  (uintmax_t)lines, lines == 1 ? "" : "s", (uintmax_t)p->asked);
}

static void remember(struct check *c, const struct event *e)
{
    const struct passage *p = &c->memory.retr.passage;
    struct seen *s = seen_of(&c->memory.retr, p->n);
    uint64_t lines = e->tally->lines - p->header_lines;

    s->flags &= ~(unsigned)(SEEN_TOP_BLANK | SEEN_TOP_BARE_LF | SEEN_TOP_SHORT);
    s->flags |= SEEN_TOP | (passage_has_blank(p) ? SEEN_TOP_BLANK : 0) |
                (e->tally->bare_lf ? SEEN_TOP_BARE_LF : 0) |
                (p->asked_known && lines < p->asked ? SEEN_TOP_SHORT : 0);
    s->top_octets = e->tally->octets;
    s->top_digest = digest_value(&p->digest);
    s->top_header = (uint32_t)p->header_digest;
    s->top_body_lines = seen_count(lines);
}

/* --- TOP and RETR of one message --- */

/* top/no-blank-line; true when one of the two has none */
static bool judge_blank(struct check *c, const struct event *e,
                        const struct seen *s)
{
    bool top = s->flags & SEEN_TOP_BLANK, retr = s->flags & SEEN_RETR_BLANK;

    if (retr && !top)
        report(c, RULE_TOP_NO_BLANK_LINE, place_reply(c, e, s->n),
               "message %ju has a blank line in RETR and none in TOP",
               (uintmax_t)s->n);
    return !top || !retr;
}

/* top/too-few-lines */
static void judge_few(struct check *c, const struct event *e,
                      const struct seen *s)
{
    if (!(s->flags & (SEEN_RETR_BARE_LF | SEEN_TOP_BARE_LF)) &&
        (s->flags & SEEN_TOP_SHORT) && s->top_body_lines < s->body_lines)
        report(c, RULE_TOP_TOO_FEW_LINES, place_reply(c, e, s->n),
               "TOP sent %u of the %u lines in the body of message %u, and "
               "more were asked for",
               s->top_body_lines, s->body_lines, s->n);
}

static void tell_differs(struct check *c, const struct event *e,
                         const struct seen *s, const char *what)
{
    report(c, RULE_TOP_HEADER_DIFFERS, place_reply(c, e, s->n),
           "the %s of message %u in TOP is not that of RETR", what, s->n);
}

/* top/header-differs: the header; then the lines that both have. TOP after
 * RETR: those are compared when TOP sent all of them. */
static void judge_differs(struct check *c, const struct event *e,
                          const struct seen *s, bool front_known,
                          uint64_t front_digest)
{
    if (s->header != s->top_header)
        tell_differs(c, e, s, "header");
    else if (front_known
                 ? front_digest != s->top_digest
                 : s->top_octets > s->octets || (s->top_octets == s->octets &&
                                                 s->top_digest != s->digest))
        tell_differs(c, e, s, "body");
}

static void compare(struct check *c, const struct event *e,
                    const struct seen *s, bool front_known,
                    uint64_t front_digest)
{
    const unsigned both = SEEN_RETR | SEEN_TOP;

    if ((s->flags & both) != both || maildrop_moved(c) || judge_blank(c, e, s))
        return;
    judge_few(c, e, s);
    judge_differs(c, e, s, front_known, front_digest);
}

/* --- two TOPs of one message --- */

static void tell_changed(struct check *c, const struct event *e, uint64_t n,
                         const char *what)
{
    report(c, RULE_TOP_HEADER_DIFFERS, place_reply(c, e, n),
           "the %s of message %ju is not that of the TOP before", what,
           (uintmax_t)n);
}

/* top/header-differs: the header; then the body where both have as many lines
 * of it. */
static void judge_again(struct check *c, const struct event *e,
                        const struct seen *before)
{
    const struct passage *p = &c->memory.retr.passage;
    uint32_t body_lines = seen_count(e->tally->lines - p->header_lines);

    if (!(before->flags & SEEN_TOP) || !(before->flags & SEEN_TOP_BLANK) ||
        !passage_has_blank(p) || maildrop_moved(c))
        return;
    if (before->top_header != (uint32_t)p->header_digest)
        tell_changed(c, e, p->n, "header");
    else if (before->top_body_lines == body_lines &&
             before->top_digest != digest_value(&p->digest))
        tell_changed(c, e, p->n, "body");
}

/* The TOP of the passage is over. */
void top_judge(struct check *c, const struct event *e)
{
    struct seen *s = seen_of(&c->memory.retr, c->memory.retr.passage.n);

    judge_many(c, e);
    if (!s)
        return;
    judge_again(c, e, s);
    remember(c, e);
    compare(c, e, s, false, 0);
}

/* The RETR of the passage is over, and remembered. */
void top_judge_retr(struct check *c, const struct event *e)
{
    const struct passage *p = &c->memory.retr.passage;
    struct seen *s = seen_of(&c->memory.retr, p->n);

    if (s)
        compare(c, e, s, p->front_known, p->front_digest);
}

/* remark.c - what happened around the replies, in a sentence each. */
#include <config.h>

#include "shell/render/remark.h"

#include "net/base/text.h"
#include "shell/render/finding.h"
#include "shell/render/style.h"
#include <inttypes.h>
#include <string.h>

enum { EXCERPT_COLUMNS = 60 };

/* How much a remark matters: the least `verbose` that shows it. */
enum weight { ALWAYS = -1, USUAL = 0, DETAIL = 1 };

static bool is_wanted(const struct renderer *r, enum weight weight)
{
    if (r->options.form == RENDER_RAW && weight == USUAL)
        weight = DETAIL;
    return weight == ALWAYS || r->options.verbose >= (int)weight;
}

static void add_escaped(struct renderer *r, const char *text)
{
    text_escape(&r->scratch, span_of(text), renderer_escape_flags(r));
}

static void end_remark(struct renderer *r)
{
    buf_add_char(&r->scratch, '\n');
    renderer_tell(r);
}

void remark_connected(struct renderer *r, const char *host,
                      const struct dial_facts *facts)
{
    struct buf *out = &r->scratch;
    bool named = host && strcmp(host, facts->address) != 0;

    if (!is_wanted(r, USUAL))
        return;
    buf_add_text(out, facts->local_path ? "connected to the socket "
                                        : "connected to ");
    add_escaped(r, named ? host : facts->address);
    if (named && !facts->local_path) {
        buf_add_text(out, " (");
        add_escaped(r, facts->address);
        buf_add_char(out, ')');
    }
    if (!facts->local_path)
        buf_add_format(out, " port %u", (unsigned)facts->port);
    buf_add_text(out, " in ");
    text_duration(out, facts->tcp_ns);
    if (facts->dns_ns) {
        buf_add_text(out, ", name found in ");
        text_duration(out, facts->dns_ns);
    }
    end_remark(r);
}

/* The common name in an RFC 2253 subject, or all of the subject. */
static struct span common_name(const char *subject)
{
    struct span s = span_of(subject);
    size_t at =
        span_starts(s, SPAN("CN=")) ? 0 : span_find_span(s, SPAN(",CN="));
    struct span cn = span_from(s, at + (at ? 4 : 3));

    if (at == s.len)
        return s;
    return span_first(cn, span_find(cn, ','));
}

void remark_tls(struct renderer *r, const struct tls_facts *facts)
{
    struct buf *out = &r->scratch;
    const char *subject = facts->chain_count ? facts->chain[0].subject : "";

    if (!is_wanted(r, USUAL) && (facts->verified || !facts->version[0]))
        return;
    if (!facts->version[0])
        return; /* no handshake: the error tells why */
    add_escaped(r, facts->version);
    buf_add_text(out, ", ");
    add_escaped(r, facts->cipher);
    buf_add_text(out, ", certificate of \"");
    text_escape(out, common_name(subject), renderer_escape_flags(r));
    buf_add_text(out, "\" ");
    if (facts->verified) {
        buf_add_text(out, "verified");
    } else {
        style_add(out, r->err.color, STYLE_WARNING, "NOT verified");
        buf_add_text(out, ": ");
        add_escaped(r, facts->verify_error);
    }
    end_remark(r);
}

void remark_error(struct renderer *r, const struct error *err)
{
    style_add(&r->scratch, r->err.color, STYLE_ERR,
              r->options.interactive ? "error:" : "pop3sh:");
    buf_add_char(&r->scratch, ' ');
    add_escaped(r, err->what);
    end_remark(r);
}

void remark_note(struct renderer *r, const char *text)
{
    if (!is_wanted(r, USUAL))
        return;
    add_escaped(r, text);
    end_remark(r);
}

/* The short summary: only when there is something to say. */
static void remark_found(struct renderer *r, const struct render_summary *s)
{
    if (!is_wanted(r, USUAL) || !(s->errors + s->warnings))
        return;
    buf_add_text(&r->scratch, "found: ");
    finding_counts(&r->scratch, s->errors, s->warnings, s->notes);
    buf_add_text(&r->scratch, "; \"pop3sh rules RULE\" explains a rule");
    end_remark(r);
}

void remark_summary(struct renderer *r, const struct render_summary *s)
{
    if (!is_wanted(r, DETAIL)) {
        remark_found(r, s);
        return;
    }
    buf_add_format(&r->scratch,
                   "commands: %" PRIu64 ", errors: %" PRIu64
                   ", warnings: %" PRIu64 ", notes: %" PRIu64
                   ", octets in: %" PRIu64 ", octets out: %" PRIu64
                   ", exit status: %d",
                   s->commands, s->errors, s->warnings, s->notes, s->octets_in,
                   s->octets_out, s->exit);
    end_remark(r);
}

void remark_injected(struct renderer *r, const struct event *e)
{
    struct buf *out = &r->scratch;

    style_add(out, r->err.color, STYLE_WARNING, "warning:");
    buf_add_format(out,
                   " %zu octets injected after STLS, before the handshake; "
                   "discarded: ",
                   e->raw.len);
    text_escape_fit(out, e->raw, renderer_escape_flags(r), EXCERPT_COLUMNS);
    end_remark(r);
}

void remark_state(struct renderer *r, const struct event *e)
{
    if (!is_wanted(r, DETAIL) || e->state == STATE_CLOSED)
        return;
    buf_add_format(&r->scratch, "state %s, was %s", state_name(e->state),
                   state_name(e->state_from));
    end_remark(r);
}

void remark_timeout(struct renderer *r, const struct event *e)
{
    if (!is_wanted(r, DETAIL))
        return;
    buf_add_text(&r->scratch, "the time limit passed without the end of ");
    if (e->request) {
        buf_add_text(&r->scratch, "the reply to ");
        text_escape_fit(&r->scratch, request_line(e->request),
                        renderer_escape_flags(r), EXCERPT_COLUMNS);
    } else {
        buf_add_text(&r->scratch, "the greeting");
    }
    end_remark(r);
}

void remark_close(struct renderer *r, const struct event *e)
{
    static const char *const ends[] = {
        [CLOSE_FIN] = "",
        [CLOSE_NOTIFY] = "",
        [CLOSE_RESET] = " by a reset",
        [CLOSE_TIMEOUT] = " after the time limit",
    };
    bool orderly = e->how == CLOSE_FIN || e->how == CLOSE_NOTIFY;

    if (!is_wanted(r, USUAL))
        return;
    buf_add_text(&r->scratch, e->side == SIDE_SERVER
                                  ? "the server closed the connection"
                                  : "connection closed");
    buf_add_text(&r->scratch, ends[e->how]);
    if (orderly && e->side == SIDE_SERVER && !r->quit_answered)
        buf_add_text(&r->scratch, " without being asked to");
    end_remark(r);
}

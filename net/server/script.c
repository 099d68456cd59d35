/* script.c - which recorded exchange comes next.
 *
 * Leaves to script-make.c what the exchanges are, to script-line.c whether a
 * line is the recorded one, and to script-play.c what is sent for it. */
#include <config.h>

#include "net/server/script-private.h"

#include "net/base/memory.h"
#include "net/pop3/mask.h"

#include <stdlib.h>

static const struct script_exchange *exchange(const struct script_session *s,
                                              size_t i)
{
    return &s->script->exchanges[s->run->first + i];
}

static void start(struct script_session *s, size_t i, bool aside)
{
    s->at = exchange(s, i)->from;
    s->to = exchange(s, i)->to;
    s->aside = aside;
}

/* A value from the environment is the replaying client's. */
static void bind_header(struct script_session *s)
{
    struct span field, name, value;

    for (size_t i = 0;
         transcript_field(s->script->transcript, HEADER_VAR, i, &field); i++) {
        header_field_split(field, &name, &value);
        if (!span_starts(value, SPAN("env:")))
            variables_set(&s->variables, name, value, false);
    }
}

struct script_session *script_session_new(struct script *script,
                                          unsigned long long number, bool tls,
                                          uint64_t now_ns)
{
    struct script_session *s = xcalloc(1, sizeof *s);

    s->script = script;
    s->run = &script->runs[(number - 1) % script->run_count];
    s->tls = tls;
    s->idle_ns = now_ns + SCRIPT_IDLE_NS;
    bind_header(s);
    start(s, 0, false);
    s->next = 1;
    s->first_due = true;
    s->place = FAULT_AT_GREETING;
    return s;
}

static void tell(const struct script_session *s, enum script_trouble trouble,
                 struct span sent)
{
    struct script_finding finding = {.trouble = trouble,
                                     .conn = s->run->conn,
                                     .count = s->run->count - s->next,
                                     .sent = sent};

    if (s->next < s->run->count) {
        const struct item *item =
            script_item(s->script, exchange(s, s->next)->client);
        struct span rest = item->text;

        finding.line = item->line;
        finding.wanted = span_take_word(&rest);
        if (exchange(s, s->next)->in_sasl)
            finding.wanted = SPAN("****");
    }
    s->script->settings.tell(s->script->settings.ctx, &finding);
}

void script_session_free(struct script_session *s)
{
    if (!s)
        return;
    if (s->next < s->run->count)
        tell(s, SCRIPT_LEFT_OVER, (struct span){0});
    variables_done(&s->variables);
    buf_wipe(&s->line);
    buf_done(&s->line);
    buf_done(&s->out);
    free(s);
}

/* --- commands --- */

/* What a client may ask whenever it likes. */
static bool is_free(struct span line)
{
    return span_is_case(line, "CAPA") || span_is_case(line, "AUTH");
}

/* The answer to it that stands nearest before what is next, else the first
 * behind; 0: there is none. */
static size_t find_free(const struct script_session *s, struct span line)
{
    size_t found = 0;

    for (size_t i = 1; i < s->run->count && (i < s->next || !found); i++)
        if (span_equal_case(
                script_item(s->script, exchange(s, i)->client)->text, line))
            found = i;
    return found;
}

/* The exchange that answers line; 0: none. */
static size_t find_exchange(struct script_session *s, struct span line)
{
    size_t end = s->script->settings.lenient ? s->run->count : s->next + 1;

    for (size_t i = s->next; i < end && i < s->run->count; i++)
        if ((i == s->next || !exchange(s, i)->in_sasl) &&
            script_line_matches(s, exchange(s, i), line))
            return i;
    return 0;
}

static void refuse(struct script_session *s, struct span line)
{
    struct buf shown = {0};

    mask_line(&shown, line,
              s->next < s->run->count && exchange(s, s->next)->in_sasl);
    tell(s, SCRIPT_NOT_NEXT, buf_span(&shown));
    buf_wipe(&shown);
    buf_done(&shown);
    buf_add_text(&s->out, "-ERR not in transcript\r\n");
}

static void answer(struct script_session *s, struct span line)
{
    size_t i = find_exchange(s, line);
    bool aside = !i && is_free(line);

    if (aside)
        i = find_free(s, line);
    if (!i) {
        refuse(s, line);
        return;
    }
    start(s, i, aside);
    script_spoil_next(s, line, exchange(s, i)->in_sasl);
    if (!aside)
        s->next = i + 1;
}

static struct span without_end(struct span line)
{
    if (line.len && line.at[line.len - 1] == '\n')
        line.len--;
    if (line.len && line.at[line.len - 1] == '\r')
        line.len--;
    return line;
}

static bool is_busy(const struct script_session *s)
{
    return s->out.len || s->at < s->to || s->message.len ||
           s->filler.octets > 1 || s->until_ns || s->tls_due || s->close_due;
}

size_t script_session_take(struct script_session *s, uint64_t now_ns,
                           struct span octets)
{
    size_t n = span_find(octets, '\n');
    bool ended = n < octets.len;

    if (is_busy(s))
        return 0;
    s->idle_ns = now_ns + SCRIPT_IDLE_NS;
    n += ended;
    if (s->line.len + n > SCRIPT_LINE_MOST)
        s->too_long = true;
    else
        buf_add(&s->line, span_first(octets, n));
    if (!ended)
        return n;
    answer(s, without_end(buf_span(&s->line)));
    buf_wipe(&s->line);
    buf_clear(&s->line);
    s->too_long = false;
    return n;
}

/* Nothing more is said. */
static void hang_up(struct script_session *s)
{
    buf_clear(&s->out);
    s->close_due = true;
    s->tls_due = false;
}

struct span script_session_output(struct script_session *s, uint64_t now_ns)
{
    const struct fault_set *set = s->script->settings.faults;
    struct span out;

    if (now_ns >= s->idle_ns)
        hang_up(s);
    if (!s->out.len)
        script_play(s, now_ns);
    out = buf_span(&s->out);
    if (s->chunk)
        out = span_first(out, (size_t)s->chunk);
    if (set && set->chunk_octets)
        out = span_first(out, set->chunk_octets);
    if (set && set->drop_octets)
        out = span_first(out, set->drop_octets - s->sent_octets);
    return out;
}

void script_session_sent(struct script_session *s, uint64_t now_ns, size_t n)
{
    const struct fault_set *set = s->script->settings.faults;

    s->idle_ns = now_ns + SCRIPT_IDLE_NS;
    s->sent_octets += n;
    buf_drop(&s->out, n);
    if (set && set->drop_octets && s->sent_octets >= set->drop_octets)
        hang_up(s);
}

enum server_want script_session_want(const struct script_session *s)
{
    if (s->tls_due)
        return SERVER_TLS;
    if (s->close_due)
        return SERVER_CLOSE;
    return s->until_ns ? SERVER_WAITS : SERVER_GOES_ON;
}

void script_session_tls(struct script_session *s, uint64_t now_ns)
{
    s->idle_ns = now_ns + SCRIPT_IDLE_NS;
    s->tls = true;
    s->tls_due = false;
}

uint64_t script_session_alarm(const struct script_session *s)
{
    return s->until_ns && s->until_ns < s->idle_ns ? s->until_ns : s->idle_ns;
}

struct span script_session_how(const struct script_session *s)
{
    return s->how;
}

/* session-output.c - what a session says, spoiled by the faults that strike. */
#include <config.h>

#include "net/server/session-private.h"

#include <stdio.h>
#include <string.h>

size_t session_room(const struct server_session *s)
{
    return OUTPUT_ROOM - s->out_end;
}

void session_put(struct server_session *s, struct span octets)
{
    size_t n = octets.len < session_room(s) ? octets.len : session_room(s);

    if (n)
        memcpy(s->out + s->out_end, octets.at, n);
    s->out_end += n;
}

void session_put_template(struct server_session *s, const char *text)
{
    s->out_end +=
        template_fill(text, &s->words, s->out + s->out_end, session_room(s));
}

/* The faults that are not about octets: silence, delay, the end. */
static void spoil_time(struct server_session *s, const struct fault *f)
{
    const struct fault_set *set = s->server->settings.faults;

    if (set && set->delay_ns &&
        (set->delay_place == s->place || set->delay_place == FAULT_AT_ANY))
        s->hold_ns = s->now_ns + set->delay_ns;
    if (f && f->lapses & LAPSE_STALL)
        s->hold_ns = UINT64_MAX;
    if (f && f->lapses & LAPSE_CLOSE)
        session_close(s);
}

/* What the timestamp has before its "@". */
static struct span session_name(const struct server_session *s)
{
    struct span stamp = span_from(span_of(s->stamp), 1);

    return span_first(stamp, span_find(stamp, '@'));
}

/* Put a line that faults may spoil; returns the one that did. */
static const struct fault *put_status(struct server_session *s,
                                      enum fault_part part, unsigned when,
                                      struct span line, size_t indicator)
{
    const struct fault *f;

    if (s->seen[s->place] < 255)
        s->seen[s->place]++;
    s->words.line = line;
    s->words.text = span_from(line, indicator);
    s->words.session = session_name(s);
    f = session_fault(s, part, when);
    if (f && f->text) {
        session_put_template(s, f->text);
    } else {
        session_put(s, line);
        session_put(s, SPAN("\r\n"));
    }
    spoil_time(s, f);
    return f;
}

void session_say_text(struct server_session *s, enum status status,
                      const char *code, struct span text)
{
    char line[STATUS_MOST + 1];
    const char *indicator = status == STATUS_OK ? "+OK" : "-ERR";
    int n =
        snprintf(line, sizeof line, "%s%s%s%s%s%.*s", indicator,
                 code ? " [" : "", code ? code : "", code ? "]" : "",
                 text.len ? " " : "", (int)text.len, text.len ? text.at : "");
    size_t len = n < 0 ? 0 : (size_t)n;

    put_status(s, FAULT_STATUS, status == STATUS_OK ? FAULT_OK : FAULT_ERR,
               (struct span){line, len < STATUS_MOST ? len : STATUS_MOST},
               strlen(indicator) + 1);
}

void session_say(struct server_session *s, enum status status, const char *code,
                 enum phrase phrase)
{
    char text[STATUS_MOST];
    size_t n = template_fill(phrase_text(s->language, phrase), &s->words, text,
                             sizeof text);

    session_say_text(s, status, code, (struct span){text, n});
}

bool session_put_challenge(struct server_session *s, struct span line)
{
    const struct fault *f =
        put_status(s, FAULT_CHALLENGE, FAULT_OK, line, strlen("+ "));
    struct span text = span_of(f ? f->text : NULL);

    return !span_starts(text, SPAN("+OK")) && !span_starts(text, SPAN("-ERR"));
}

void session_put_end(struct server_session *s)
{
    const struct fault *f = session_fault(s, FAULT_END, FAULT_OK);

    s->words.line = SPAN(".");
    s->words.first = (struct span){s->first, strnlen(s->first, STATUS_MOST)};
    if (f && f->text)
        session_put_template(s, f->text);
    else
        session_put(s, SPAN(".\r\n"));
    spoil_time(s, f);
}

void session_put_line(struct server_session *s, struct span line)
{
    const struct fault *f = session_fault(s, FAULT_LINE, FAULT_OK);

    s->source.lines++;
    if (s->source.lines == 1) {
        struct span kept = span_first(line, STATUS_MOST - 1);

        memcpy(s->first, kept.at, kept.len);
        s->first[kept.len] = '\0';
    }
    s->words.line = line;
    s->words.session = session_name(s);
    if (f && f->text && (!f->line || f->line == s->source.lines)) {
        session_put_template(s, f->text);
    } else {
        session_put(s, line);
        session_put(s, SPAN("\r\n"));
    }
}

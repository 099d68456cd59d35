/* session-data.c - sends what has more than one line, as room comes.
 *
 * A message is read into the far end of the output and moved to its front
 * with a dot added where a line begins with one (RFC 1939 section 3): nothing
 * is copied twice, and nothing is kept. */
#include <config.h>

#include "net/server/session-private.h"

#include <inttypes.h>
#include <stdio.h>

enum { LINE_ROOM = 1024 };

static struct maildrop *maildrop(const struct server_session *s)
{
    return s->server->settings.maildrop;
}

/* --- listings --- */

static void put_entry(struct server_session *s, size_t number)
{
    char line[STATUS_MOST];
    int n;

    if (s->source.kind == SOURCE_UIDL) {
        struct span uid = maildrop(s)->ops->uid(maildrop(s), number);

        s->words.value = uid;
        n = snprintf(line, sizeof line, "%zu %.*s", number, (int)uid.len,
                     uid.at);
    } else {
        s->words.octets = session_octets(s, number);
        n = snprintf(line, sizeof line, "%zu %" PRIu64, number,
                     s->words.octets);
    }
    s->words.number = number;
    session_put_line(s, (struct span){line, (size_t)n});
}

static void fill_listing(struct server_session *s)
{
    struct source *from = &s->source;
    bool moved_up = session_forgets(s, LAPSE_NUMBERS);

    for (; from->next <= s->count && session_room(s) > LINE_ROOM;
         from->next++) {
        if (moved_up ? from->next > s->left : !session_has(s, from->next))
            continue;
        put_entry(s, from->next);
    }
    if (from->next > s->count && session_room(s) > LINE_ROOM) {
        session_put_end(s);
        from->kind = SOURCE_NONE;
    }
}

/* --- messages --- */

/* Where octets go, and how. */
struct copy {
    struct server_session *s;
    char *to;
    bool stuffs, keeps_cr;
};

/* One line, or a part of one, that is not to be changed inside. */
static void copy_octets(struct copy *c, struct span part, bool ends)
{
    struct source *from = &c->s->source;
    bool drops_cr = ends && part.len > 1 && part.at[part.len - 2] == '\r' &&
                    (!c->keeps_cr || (!from->in_header && !from->cr_spoilt &&
                                      session_forgets(c->s, LAPSE_ONE_CR)));

    if (from->at_start && c->stuffs && part.at[0] == '.')
        *c->to++ = '.';
    if (drops_cr) {
        memmove(c->to, part.at, part.len - 2);
        c->to += part.len - 2;
        *c->to++ = '\n';
        from->cr_spoilt = true;
    } else {
        memmove(c->to, part.at, part.len);
        c->to += part.len;
    }
}

/* Move octets to the front, line by line; stops behind the last line that TOP
 * wants. False when that was reached. */
static bool copy_lines(struct copy *c, struct span octets)
{
    struct source *from = &c->s->source;

    while (octets.len) {
        size_t lf = span_find(octets, '\n');
        struct span part = span_first(octets, lf + 1);
        bool ends = lf < octets.len;
        bool blank = from->in_header && from->at_start &&
                     (span_is(part, "\r\n") || span_is(part, "\n"));

        if (!from->in_header && from->at_start && !from->lines_left)
            return false;
        if (!(blank && from->top && session_forgets(c->s, LAPSE_BLANK_LINE)))
            copy_octets(c, part, ends);
        if (ends && !from->in_header)
            from->lines_left--;
        if (blank)
            from->in_header = false;
        from->at_start = ends;
        octets = span_from(octets, part.len);
    }
    return true;
}

static void end_message(struct server_session *s)
{
    const struct fault *f = session_fault(s, FAULT_TAIL, FAULT_OK);

    if (!s->source.at_start)
        session_put(s, SPAN("\r\n"));
    if (f && f->text)
        session_put_template(s, f->text);
    s->source.kind = SOURCE_NONE;
    session_put_end(s);
}

/* Read one run of the message and put it out. */
static void fill_message(struct server_session *s)
{
    struct source *from = &s->source;
    size_t room = (session_room(s) - LINE_ROOM) / 2;
    char *at = s->out + OUTPUT_ROOM - room;
    struct copy copy = {s, s->out + s->out_end,
                        !session_forgets(s, LAPSE_STUFFING),
                        !session_forgets(s, LAPSE_CR)};
    ssize_t n = maildrop(s)->ops->read(maildrop(s), from->number, from->offset,
                                       at, room, &s->error);
    bool more = n > 0;

    if (n < 0) { /* POP3 has no other way to say so */
        s->aborted = true;
        return;
    }
    from->offset += (size_t)n;
    if (more)
        more = copy_lines(&copy, (struct span){at, (size_t)n});
    s->out_end = (size_t)(copy.to - s->out);
    if (!more)
        end_message(s);
}

static void begin_message(struct server_session *s)
{
    const struct fault *f = session_fault(s, FAULT_HEAD, FAULT_OK);

    s->source.begun = true;
    if (f && f->text)
        session_put_template(s, f->text);
}

void session_fill(struct server_session *s)
{
    if (s->source.kind != SOURCE_MESSAGE) {
        fill_listing(s);
        return;
    }
    if (!s->source.begun)
        begin_message(s);
    while (s->source.kind == SOURCE_MESSAGE && !s->aborted &&
           session_room(s) >= REPLY_ROOM)
        fill_message(s);
}

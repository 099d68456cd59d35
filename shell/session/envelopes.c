/* envelopes.c - reads headers as they pass. */
#include <config.h>

#include "shell/session/envelopes.h"

#include "net/base/memory.h"
#include "net/pop3/message.h"
#include <stdlib.h>

struct envelopes {
    struct envelope kept[ENVELOPES_MOST]; /* by number, modulo */
    struct message header;                /* of the message that arrives */
    uint64_t n;                           /* its number; 0: none arrives */
};

struct envelopes *envelopes_new(void)
{
    return xcalloc(1, sizeof(struct envelopes));
}

static void forget(struct envelope *e)
{
    free(e->from);
    free(e->subject);
    free(e->date);
    *e = (struct envelope){0};
}

static void forget_all(struct envelopes *e)
{
    for (size_t i = 0; i < ENVELOPES_MOST; i++)
        forget(&e->kept[i]);
    message_done(&e->header);
    e->n = 0;
}

void envelopes_free(struct envelopes *e)
{
    if (!e)
        return;
    forget_all(e);
    free(e);
}

static char *keep(struct span text)
{
    text = span_trim(span_first(text, ENVELOPE_FIELD_MOST));
    return span_dup(text);
}

/* "Ann Example <ann@example.org>" is from Ann Example. */
static struct span short_from(struct span from)
{
    struct span name = span_trim(span_first(from, span_find(from, '<')));

    if (name.len >= 2 && name.at[0] == '"' && name.at[name.len - 1] == '"')
        name = (struct span){name.at + 1, name.len - 2};
    if (name.len)
        return name;
    name = span_trim(from);
    if (name.len >= 2 && name.at[0] == '<' && name.at[name.len - 1] == '>')
        return (struct span){name.at + 1, name.len - 2};
    return name;
}

/* Day, month, year and minutes of a date as messages have it (RFC 5322
 * section 3.3); any other text is left alone. */
static struct span short_date(struct span date)
{
    size_t comma = span_find(date, ','), colon;

    if (comma < date.len && comma <= 4)
        date = span_trim(span_from(date, comma + 1));
    colon = span_find(date, ':');
    if (colon + 3 <= date.len)
        return span_first(date, colon + 3);
    return date;
}

static void store(struct envelopes *e)
{
    struct envelope *at = &e->kept[e->n % ENVELOPES_MOST];
    const struct message *m = &e->header;

    forget(at);
    *at = (struct envelope){
        .n = e->n,
        .from = keep(short_from(message_field(m, MESSAGE_FROM))),
        .subject = keep(message_field(m, MESSAGE_SUBJECT)),
        .date = keep(short_date(message_field(m, MESSAGE_DATE))),
    };
}

static void begin(struct envelopes *e, const struct event *event)
{
    const struct request *r = event->request;

    if (!r || request_content(r) != CONTENT_MESSAGE || !r->has_number[0] ||
        !r->number[0])
        return;
    e->n = r->number[0];
    message_init(&e->header);
}

static void end(struct envelopes *e)
{
    if (!e->n)
        return;
    message_end(&e->header);
    store(e);
    message_done(&e->header);
    e->n = 0;
}

void envelopes_see(void *ctx, const struct event *event)
{
    struct envelopes *e = ctx;

    switch (event->kind) {
    case EVENT_OPEN:
        forget_all(e);
        break;
    case EVENT_DATA:
        if (!e->n)
            begin(e, event);
        if (e->n && !e->header.over)
            message_feed(&e->header, event->text);
        break;
    case EVENT_END:
        end(e);
        break;
    default:
        break;
    }
}

const struct envelope *envelopes_get(const struct envelopes *e, uint64_t n)
{
    const struct envelope *at = &e->kept[n % ENVELOPES_MOST];

    return n && at->n == n ? at : NULL;
}

/* exchange.c - notes what the events told of the last reply. */
#include <config.h>

#include "shell/session/exchange.h"

#include "net/wire/clock.h"

void exchange_init(struct exchange *x)
{
    *x = (struct exchange){0};
    buf_init(&x->line, EXCHANGE_LINE_MOST);
    buf_init(&x->code, EXCHANGE_CODE_MOST);
}

void exchange_done(struct exchange *x)
{
    buf_done(&x->line);
    buf_done(&x->code);
}

/* The first line of octets, without its end. */
static struct span first_line(struct span octets)
{
    struct span line = span_first(octets, span_find(octets, '\n') + 1);

    if (line.len && line.at[line.len - 1] == '\n')
        line.len--;
    if (line.len && line.at[line.len - 1] == '\r')
        line.len--;
    return line;
}

/* What was asked. */
static void note_request(struct exchange *x, const struct request *r)
{
    x->verb = r ? r->verb : NULL;
    x->in_sasl = r && r->kind == REQUEST_SASL;
    x->has_argument = r && r->args > 0;
    x->number =
        r && r->verb && (r->verb->flags & VERB_MSGNO) && r->has_number[0]
            ? r->number[0]
            : 0;
    x->shape = r ? request_shape(r) : SHAPE_LINE;
}

static void note_status(struct exchange *x, const struct event *e)
{
    note_request(x, e->request);
    x->seen = true;
    x->greeting = e->kind == EVENT_GREETING;
    x->stray = e->kind == EVENT_STRAY;
    x->status = e->status;
    x->asked_in = x->state;
    x->ended = false;
    x->end = END_LINE;
    x->octets = x->lines = x->findings = 0;
    buf_clear(&x->line);
    buf_add(&x->line, first_line(e->raw));
    buf_clear(&x->code);
    buf_add(&x->code, e->code);
    x->status_ns = clock_ns();
    x->took_ns = e->request && e->at_ns > e->request->at_ns
                     ? e->at_ns - e->request->at_ns
                     : 0;
    if (x->greeting)
        x->greeting_ns = e->at_ns;
}

void exchange_see(void *ctx, const struct event *event)
{
    struct exchange *x = ctx;

    switch (event->kind) {
    case EVENT_OPEN:
        x->seen = false;
        x->greeting_ns = 0;
        x->state = STATE_CONNECTED;
        break;
    case EVENT_GREETING:
    case EVENT_STATUS:
    case EVENT_CONTINUE:
    case EVENT_STRAY:
        note_status(x, event);
        break;
    case EVENT_REPLIES: /* all the same */
        note_status(x, event);
        x->ended = true;
        break;
    case EVENT_END:
        x->ended = true;
        x->end = event->end;
        if (event->tally && event->end != END_LINE) {
            x->octets = event->tally->octets;
            x->lines = event->tally->lines;
        }
        break;
    case EVENT_STATE:
        x->state = event->state;
        break;
    case EVENT_FINDING:
        x->findings++;
        break;
    default:
        break;
    }
}

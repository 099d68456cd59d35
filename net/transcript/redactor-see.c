/* redactor-see.c - what happens in an item while it is played: which line is to
 * be written anew, and which is left out. */
#include <config.h>

#include "net/transcript/redactor-private.h"

static bool elides(const struct redactor *r)
{
    return r->line.options.redact & (REDACT_BODY | REDACT_ADDRESSES);
}

static void rewrite_client(struct redactor *r, const struct event *e)
{
    bool named = r->line.options.redact & REDACT_USER;

    /* a name that a mask hides is known by its variable, if at all */
    if ((!e->masked && !named) || r->keeps_masks)
        return;
    buf_clear(&r->line.wire);
    record_client_wire(&r->line, e);
    r->rewritten = true;
}

static void rewrite_server(struct redactor *r, const struct event *e,
                           enum auto_place place)
{
    struct buf as_is = {0};
    unsigned redact = r->line.options.redact;
    const struct request *q = e->request;

    r->lists_uid = redact & REDACT_UID && q && q->verb &&
                   q->verb->content == CONTENT_UID &&
                   (place == AUTO_LISTING || q->args);
    r->line.options.redact = REDACT_SECRETS | REDACT_NONE;
    buf_clear(&r->line.wire);
    record_server_wire(&r->line, e, place, false);
    buf_add(&as_is, buf_span(&r->line.wire));
    r->line.options.redact = redact;
    buf_clear(&r->line.wire);
    record_server_wire(&r->line, e, place, false);
    r->masked = r->masked || e->masked;
    r->rewritten =
        e->masked || !span_equal(buf_span(&as_is), buf_span(&r->line.wire));
    buf_done(&as_is);
}

static void take_data(struct redactor *r, const struct event *e)
{
    struct event line = *e;
    struct buf hidden = {0};

    if (r->stands_in) {
        r->told.lines += e->tally->lines - r->seen.lines;
        r->told.octets += e->tally->octets - r->seen.octets;
    }
    r->seen = *e->tally;
    if (r->stands_in)
        return;
    if (elides(r)) {
        body_add(&r->line.body, e, BODY_HASHED);
        r->left_out = true;
        return;
    }
    line.masked = mask_hide(r->mask, e->raw, &hidden);
    if (line.masked) {
        line.raw = buf_span(&hidden);
        rewrite_server(r, &line, AUTO_LISTING);
    }
    buf_wipe(&hidden);
}

/* What the file had left out already is told there. */
static void end_data(struct redactor *r, const struct event *e)
{
    struct tally rest = {.lines = e->tally->lines - r->told.lines,
                         .octets = e->tally->octets - r->told.octets};

    if (r->line.body.any)
        body_write(&r->line.body, &r->body, r->line.conn, &rest, true, false);
    r->told = r->seen = (struct tally){0};
}

static void learn_people(struct redactor *r, const struct event *e)
{
    for (size_t i = 0; i < e->hidden_count; i++)
        r->passwords |= UINT32_C(1) << e->hidden[i].number;
    user_list_add(&r->line.own, e->sasl_user, 0);
    user_list_add(&r->line.own, e->sasl_as, 0);
}

void redactor_see(void *ctx, const struct event *e)
{
    struct redactor *r = ctx;

    r->line.conn = hearing_connection(r->hearing);
    if (r->learning) {
        learn_people(r, e);
        redactor_sasl_see(r, e);
        return;
    }
    switch (e->kind) {
    case EVENT_REQUEST:
        rewrite_client(r, e);
        break;
    case EVENT_GREETING:
        rewrite_server(r, e, AUTO_GREETING);
        break;
    case EVENT_STATUS:
        rewrite_server(r, e, AUTO_STATUS);
        break;
    case EVENT_CONTINUE:
        rewrite_server(r, e, AUTO_CHALLENGE);
        break;
    case EVENT_STRAY:
        rewrite_server(r, e, AUTO_STRAY);
        break;
    case EVENT_LINE:
        rewrite_server(r, e, AUTO_LISTING);
        break;
    case EVENT_DATA:
        take_data(r, e);
        break;
    case EVENT_END:
        end_data(r, e);
        break;
    default:
        break;
    }
}

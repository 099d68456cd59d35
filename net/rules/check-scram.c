/* check-scram.c - the messages of SCRAM (RFC 5802), server side. */
#include <config.h>

#include "net/rules/check-private.h"

#include "net/base/base64.h"
#include "net/pop3/scram.h"
#include "net/rules/shown.h"

enum {
    NONCE_MOST = 1024, /* octets kept; a longer one is not judged */
    VERIFIER_MOST = 256,
};

bool is_scram(struct span mechanism)
{
    return span_starts_case(mechanism, SPAN("SCRAM-"));
}

void scram_done(struct scram_exchange *x)
{
    buf_wipe(&x->nonce);
    buf_wipe(&x->verifier);
    buf_wipe(&x->expected);
    *x = (struct scram_exchange){0};
}

/* --- what the client sends --- */

/* Cut what stands before the next "," off *s, and that comma. */
static struct span take_part(struct span *s)
{
    struct span part = span_first(*s, span_find(*s, ','));

    *s = span_from(*s, part.len + 1);
    return part;
}

/* The nonce of client-first: gs2-header "," [m=,] n=user ",r=" nonce. */
static void keep_nonce(struct scram_exchange *x, struct span data)
{
    buf_clear(&x->nonce);
    x->nonce.most = NONCE_MOST;
    take_part(&data); /* channel binding flag */
    take_part(&data); /* authzid */
    while (data.len) {
        struct span part = take_part(&data);

        if (span_starts(part, SPAN("r="))) {
            buf_add(&x->nonce, span_from(part, 2));
            return;
        }
    }
}

void scram_sent(struct scram_exchange *x, struct span data)
{
    if (x->stage <= SCRAM_CLIENT_FIRST && data.len) {
        keep_nonce(x, data);
        x->stage = SCRAM_CLIENT_FIRST;
    } else if (x->stage == SCRAM_SERVER_FIRST && data.len) {
        x->stage = SCRAM_CLIENT_FINAL;
    }
}

/* --- server-first --- */

static void judge_nonce(struct check *c, const struct event *e,
                        struct span nonce)
{
    const struct buf *ours = &c->memory.sasl.exchange.scram.nonce;

    if (!ours->len || ours->cut)
        return;
    if (!span_starts(nonce, buf_span(ours)))
        report(c, RULE_SASL_SCRAM_NONCE, place_of(e, e->text),
               "the nonce r= of the challenge does not begin with ours");
    else if (nonce.len == ours->len)
        report(c, RULE_SASL_SCRAM_NONCE, place_of(e, e->text),
               "the nonce r= of the challenge adds nothing to ours");
}

static void judge_server_first(struct check *c, const struct event *e,
                               struct span data)
{
    struct scram_first first;
    const char *fault = scram_read_first(data, &first);

    if (fault) {
        report(c, RULE_SASL_SCRAM_SYNTAX, place_of(e, e->text),
               "the server's first SCRAM message %s", fault);
        return;
    }
    judge_nonce(c, e, first.nonce);
    if (first.iterations < SCRAM_ITERATIONS_LEAST)
        report(c, RULE_SASL_SCRAM_ITERATIONS, place_of(e, e->text),
               "the iteration count is %ju, and should be %d at least",
               (uintmax_t)first.iterations, SCRAM_ITERATIONS_LEAST);
}

/* --- server-final --- */

/* Compare, once both are known. */
static void judge_verifier(struct check *c, struct place place)
{
    struct scram_exchange *x = &c->memory.sasl.exchange.scram;
    struct buf theirs = {0}, ours = {0};

    if (!x->expected.len || x->stage != SCRAM_PROVED)
        return;
    base64_decode(&theirs, buf_span(&x->verifier), NULL);
    base64_decode(&ours, buf_span(&x->expected), NULL);
    if (!span_equal(buf_span(&theirs), buf_span(&ours)))
        report(c, RULE_SASL_SCRAM_VERIFIER, place,
               "the server's signature v= is not that of our password: it "
               "does not know the key");
    buf_wipe(&theirs);
    buf_wipe(&ours);
    buf_wipe(&x->expected);
}

static void take_server_final(struct check *c, const struct event *e,
                              struct span data)
{
    struct scram_exchange *x = &c->memory.sasl.exchange.scram;
    struct span verifier;

    if (scram_take(&data, 'v', &verifier)) {
        x->stage = SCRAM_PROVED;
        x->verifier_offset = e->offset;
        x->verifier.most = VERIFIER_MOST;
        buf_clear(&x->verifier);
        buf_add(&x->verifier, verifier);
        judge_verifier(c, place_of(e, e->text));
    } else if (span_starts(data, SPAN("e="))) {
        x->stage = SCRAM_FAILED;
    }
}

void check_scram_verifier(struct check *c, struct span base64_signature)
{
    struct sasl_exchange *x = &c->memory.sasl.exchange;
    struct place place = {.side = SIDE_SERVER, .exchange = x->number};

    if (!x->number)
        return;
    x->scram.expected.most = VERIFIER_MOST;
    buf_clear(&x->scram.expected);
    buf_add(&x->scram.expected, base64_signature);
    place.line_offset = x->scram.verifier_offset;
    judge_verifier(c, place);
}

void scram_judge_challenge(struct check *c, const struct event *e,
                           struct span data)
{
    struct sasl_exchange *x = &c->memory.sasl.exchange;

    switch (x->scram.stage) {
    case SCRAM_CLIENT_FIRST:
        if (!data.len && !x->challenges)
            return; /* the initial response was not taken */
        x->scram.stage = SCRAM_SERVER_FIRST;
        if (span_starts(data, SPAN("m=")))
            report(c, RULE_SASL_SCRAM_MEXT, place_of(e, e->text),
                   "the server's first SCRAM message demands an extension by "
                   "m=, so the login must fail");
        else if (span_starts(data, SPAN("e="))) /* it refuses right away */
            x->scram.stage = SCRAM_FAILED;
        else
            judge_server_first(c, e, data);
        break;
    case SCRAM_CLIENT_FINAL:
        take_server_final(c, e, data);
        break;
    default:
        break;
    }
}

void scram_judge_success(struct check *c, const struct event *e)
{
    if (c->memory.sasl.exchange.scram.stage != SCRAM_PROVED)
        report(c, RULE_SASL_SCRAM_NO_VERIFIER, place_at(e, 0),
               "the login is accepted without a challenge with v=: the server "
               "has not proved that it knows the key");
}

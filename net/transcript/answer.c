/* answer.c - puts the events of one answer together. */
#include <config.h>

#include "net/transcript/answer.h"

#include "net/base/hex.h"
#include "net/base/memory.h"
#include "net/transcript/writer.h"
#include <openssl/evp.h>
#include <stdlib.h>

struct answers {
    answer_fn *done;
    void *ctx;
    struct answer now;
    bool open;
    bool data;        /* the digest has begun */
    uint64_t line_ns; /* when the last line came */
    EVP_MD_CTX *hash; /* made for the first message */
};

void answer_hex(const struct answer *a, char out[65])
{
    hex_write(out, a->sha256, sizeof a->sha256);
    out[2 * sizeof a->sha256] = '\0';
}

void answer_body(const struct answer *a, unsigned conn, struct buf *out)
{
    char hex[65];

    answer_hex(a, hex);
    writer_event(out, conn, AT_BODY);
    writer_param_number(out, "lines", a->data_lines);
    writer_param_number(out, "octets", a->data_octets);
    writer_param(out, "sha256", span_of(hex));
    writer_event_end(out);
}

bool answer_quotes(const struct answer *a, const struct mask *m)
{
    return a->content == CONTENT_MESSAGE && a->multi &&
           mask_finds(m, buf_span(&a->octets));
}

struct answers *answers_new(answer_fn *done, void *ctx)
{
    struct answers *a = xcalloc(1, sizeof *a);

    a->done = done;
    a->ctx = ctx;
    return a;
}

void answers_free(struct answers *a)
{
    if (!a)
        return;
    buf_done(&a->now.octets);
    buf_done(&a->now.code);
    EVP_MD_CTX_free(a->hash);
    free(a);
}

bool answers_open(const struct answers *a)
{
    return a->open;
}

const struct answer *answers_last(const struct answers *a)
{
    return a->open ? NULL : &a->now;
}

/* Begin a new answer; the memory of the last one is used again. */
static void begin(struct answers *a, const struct event *e,
                  enum answer_kind kind)
{
    struct buf octets = a->now.octets, code = a->now.code;

    buf_clear(&octets);
    buf_clear(&code);
    a->now = (struct answer){
        .kind = kind,
        .status = e->status,
        .exchange = e->exchange,
        .offset = e->offset,
        .octets = octets,
        .code = code,
    };
    if (e->request) {
        a->now.verb = e->request->verb;
        a->now.content = request_content(e->request);
        a->now.asked_ns = e->request->at_ns;
        a->now.automatic = e->request->automatic;
    }
    buf_add(&a->now.octets, e->raw);
    buf_add(&a->now.code, e->code);
    a->now.masked = e->masked;
    a->open = true;
    a->data = false;
    a->line_ns = e->at_ns;
}

static void add_data(struct answers *a, const struct event *e)
{
    if (!a->hash)
        a->hash = EVP_MD_CTX_new();
    if (!a->data)
        EVP_DigestInit_ex(a->hash, EVP_sha256(), NULL);
    a->data = true;
    EVP_DigestUpdate(a->hash, e->text.at, e->text.len);
    buf_add(&a->now.octets, e->raw);
}

static void finish(struct answers *a, uint64_t at_ns)
{
    unsigned n = sizeof a->now.sha256;

    a->now.at_ns = at_ns;
    a->open = false;
    if (a->now.content == CONTENT_MESSAGE && a->now.multi) {
        if (!a->data)
            EVP_Digest("", 0, a->now.sha256, &n, EVP_sha256(), NULL);
        else
            EVP_DigestFinal_ex(a->hash, a->now.sha256, &n);
    }
    a->done(a->ctx, &a->now);
}

/* Equal replies of one line each. */
static void take_replies(struct answers *a, const struct event *e)
{
    struct event first = *e;

    first.raw.len = (size_t)e->line_octets;
    begin(a, &first, ANSWER_REPLY);
    a->now.end = END_LINE;
    a->now.repeats = e->count - 1;
    finish(a, e->at_ns);
}

/* A line that is an answer of its own. */
static void take_line(struct answers *a, const struct event *e,
                      enum answer_kind kind)
{
    begin(a, e, kind);
    finish(a, e->at_ns);
}

static void take_end(struct answers *a, const struct event *e)
{
    struct answer *now = &a->now;
    uint64_t at_ns = e->at_ns;

    if (!a->open)
        begin(a, e, ANSWER_REPLY);
    if (e->end == END_LINE || e->end == END_STATUS || e->end == END_OPEN)
        at_ns = a->line_ns;
    now->end = e->end;
    now->multi =
        e->end == END_DOT || e->end == END_DOT_LF || now->lines || a->data;
    if (e->tally && now->content == CONTENT_MESSAGE) {
        now->data_octets = e->tally->octets;
        now->data_lines = e->tally->lines;
    }
    finish(a, at_ns);
}

void answers_see(void *ctx, const struct event *e)
{
    struct answers *a = ctx;

    switch (e->kind) {
    case EVENT_GREETING:
        take_line(a, e, ANSWER_GREETING);
        break;
    case EVENT_CONTINUE:
        take_line(a, e, ANSWER_CHALLENGE);
        break;
    case EVENT_STRAY:
        take_line(a, e, ANSWER_STRAY);
        break;
    case EVENT_STATUS:
        begin(a, e, ANSWER_REPLY);
        break;
    case EVENT_LINE:
        a->now.lines++;
        a->line_ns = e->at_ns;
        a->now.masked = a->now.masked || e->masked;
        buf_add(&a->now.octets, e->raw);
        break;
    case EVENT_LINES:
        a->now.lines += e->count;
        a->line_ns = e->at_ns;
        buf_add(&a->now.octets, e->raw);
        break;
    case EVENT_REPLIES:
        take_replies(a, e);
        break;
    case EVENT_DATA:
        add_data(a, e);
        break;
    case EVENT_END:
        take_end(a, e);
        break;
    default:
        break;
    }
}

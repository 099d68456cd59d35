/* played.c - plays a transcript and writes down what comes of it. */
#include <config.h>

#include "tests/unit/played.h"

#include "net/base/memory.h"
#include "net/transcript/feed.h"
#include <stdlib.h>

struct play {
    struct buf *out;
    struct buf octets; /* of the last chunk, which may go on */
    struct chunk last;
    unsigned conn;
    uint64_t streams[ITEM_CONNECTIONS_MOST][2];
};

static void put_last(struct play *p)
{
    const struct chunk *c = &p->last;

    if (p->conn)
        buf_add_format(p->out,
                       "chunk %u %d side %d at %ju tls %d how %d: ", p->conn,
                       c->kind, c->side, (uintmax_t)c->at_ns, c->tls, c->how);
    buf_add(p->out, buf_span(&p->octets));
    buf_add_char(p->out, '\n');
    buf_clear(&p->octets);
    p->conn = 0;
}

static void take_chunk(void *ctx, unsigned conn, const struct chunk *c)
{
    struct play *p = ctx;
    uint64_t *streams = p->streams[conn - 1];

    if (conn != p->conn || c->kind != CHUNK_OCTETS ||
        p->last.kind != CHUNK_OCTETS || c->side != p->last.side ||
        c->at_ns != p->last.at_ns)
        put_last(p);
    p->conn = conn;
    p->last = *c;
    buf_add(&p->octets, c->octets);
    if (c->kind == CHUNK_OPEN)
        streams[0] = streams[1] = 0;
    else if (c->kind == CHUNK_OCTETS)
        streams[c->side] += c->octets.len;
}

static void put_lines(struct play *p, const struct feed *f, size_t step)
{
    for (unsigned conn = 1; conn <= ITEM_CONNECTIONS_MOST; conn++)
        for (int side = 0; side < 2; side++)
            for (uint64_t i = 0; i < p->streams[conn - 1][side]; i += step) {
                bool doubtful;
                uint32_t line =
                    feed_line(f, conn, (enum side)side, i, &doubtful);

                buf_add_format(p->out, " %u%s", line, doubtful ? "?" : "");
            }
    for (unsigned conn = 1; conn <= ITEM_CONNECTIONS_MOST; conn++)
        buf_add_format(p->out, " %u", feed_doubts(f, conn));
}

static enum reader_result read_part(struct reader *r, struct feed *f,
                                    struct span in, bool runs, size_t *run_out,
                                    struct error *err)
{
    struct item item;
    enum reader_result result;

    while ((result = reader_next(r, &in, &item, err)) == READER_ITEM) {
        size_t before = in.len;

        feed_item(f, &item);
        if (runs && item.kind == ITEM_SERVER)
            feed_run(f, r, &in);
        *run_out += before - in.len;
    }
    return result;
}

bool played(struct span text, const struct played_how *how, size_t step,
            struct buf *out, size_t *run_out)
{
    struct play p = {.out = out};
    struct feed *f = feed_new(take_chunk, &p);
    struct reader *r = reader_new("t");
    struct error err = {0};
    struct item item;
    enum reader_result result = READER_MORE;
    size_t run = 0;

    while (text.len && result != READER_ERROR) {
        struct span in = span_first(text, how->part);
        char *copy = span_dup(in); /* so that ASan finds what is kept */

        result =
            read_part(r, f, (struct span){copy, in.len}, how->runs, &run, &err);
        text = span_from(text, in.len);
        free(copy);
    }
    if (result != READER_ERROR &&
        (result = reader_finish(r, &item, &err)) == READER_ITEM)
        feed_item(f, &item);
    feed_flush(f);
    put_last(&p);
    put_lines(&p, f, step);
    buf_add_format(out, "\n%s\n", err.what);
    buf_done(&p.octets);
    feed_free(f);
    reader_free(r);
    if (run_out)
        *run_out = run;
    return result != READER_ERROR;
}

/* reply.c - the reader of the server's octets: its life, and which of the two
 * ways of reading is due. */
#include <config.h>

#include "net/pop3/reply-private.h"

#include "net/base/memory.h"
#include <stdlib.h>
#include <string.h>

void reply_init(struct reply_reader *r)
{
    *r = (struct reply_reader){
        .plain = xrealloc(NULL, REPLY_PLAIN_MOST + SCAN_SLACK)};
    buf_init(&r->line, REPLY_LINE_MOST);
}

void reply_done(struct reply_reader *r)
{
    buf_done(&r->line);
    free(r->plain);
    r->plain = NULL;
}

void reply_expect(struct reply_reader *r, enum reply_mode mode)
{
    r->mode = mode;
    if (mode == REPLY_LINES)
        return;
    memset(&r->tally, 0, sizeof r->tally);
    r->scan = (struct scan){.start = true, .header = mode == REPLY_MESSAGE};
    r->blank_cr = false;
}

bool reply_next(struct reply_reader *r, struct span *in, struct piece *out)
{
    memset(out, 0, sizeof *out);
    if (r->mode == REPLY_MESSAGE)
        reply_next_data(r, in, out);
    else
        reply_next_line(r, in, out);
    return out->kind != PIECE_NONE;
}

void reply_skip(struct reply_reader *r, size_t octets, size_t lines)
{
    r->offset += octets;
    r->tally.octets += octets;
    r->tally.lines += lines;
    r->scan.bare = false;
}

void reply_finish(struct reply_reader *r, struct piece *out)
{
    memset(out, 0, sizeof *out);
    if (r->mode == REPLY_MESSAGE)
        reply_finish_data(r, out);
    else
        reply_finish_line(r, out);
}

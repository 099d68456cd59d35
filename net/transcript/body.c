/* body.c - keeps a message, or digests it while it passes. */
#include <config.h>

#include "net/transcript/body.h"

#include "net/base/hex.h"
#include "net/transcript/writer.h"
#include <openssl/evp.h>

enum { WIRE_LINE_MOST = 998 }; /* octets on a line of the file, as in mail */

void body_init(struct body *b, const struct hasher *hasher)
{
    *b = (struct body){.hasher = hasher};
    buf_init(&b->kept, BODY_MOST);
}

static void forget(struct body *b)
{
    EVP_MD_CTX_free(b->digest);
    b->digest = NULL;
    b->any = b->sized = b->hashed = false;
    buf_clear(&b->kept);
}

void body_done(struct body *b)
{
    forget(b);
    buf_done(&b->kept);
}

struct span body_kept(const struct body *b)
{
    return buf_span(&b->kept);
}

static void digest(struct body *b, struct span octets)
{
    if (b->hasher)
        b->hasher->add(b->hasher->ctx, octets);
    else
        EVP_DigestUpdate(b->digest, octets.at, octets.len);
}

/* Digest what was kept so far, unstuffed. */
static void digest_kept(struct body *b)
{
    struct span rest = body_kept(b);

    while (rest.len) {
        size_t n = span_find_span(rest, SPAN("\r\n"));
        struct span line = span_first(rest, n + 2);

        if (span_starts(line, SPAN("..")))
            digest(b, span_from(line, 1));
        else
            digest(b, line);
        rest = span_from(rest, line.len);
    }
}

static void start_digest(struct body *b)
{
    b->hashed = true;
    if (b->hasher) {
        b->hasher->begin(b->hasher->ctx);
    } else {
        b->digest = EVP_MD_CTX_new();
        EVP_DigestInit_ex(b->digest, EVP_sha256(), NULL);
    }
    digest_kept(b);
    buf_clear(&b->kept);
}

void body_add(struct body *b, const struct event *e, enum body_fate fate)
{
    b->sized = b->any ? b->sized : fate == BODY_SIZED;
    b->any = true;
    if (b->sized)
        return;
    if (!b->hashed &&
        (fate == BODY_HASHED || b->kept.len + e->raw.len > BODY_MOST))
        start_digest(b);
    if (b->hashed)
        digest(b, e->text);
    else
        buf_add(&b->kept, e->raw);
}

static void end_digest(struct body *b, unsigned char out[HASHER_OCTETS])
{
    if (b->hasher)
        b->hasher->end(b->hasher->ctx, out);
    else
        EVP_DigestFinal_ex(b->digest, out, NULL);
}

static void add_event(struct body *b, struct buf *out, unsigned conn,
                      const struct tally *tally, bool with_digest)
{
    unsigned char octets[HASHER_OCTETS];

    if (b->hashed)
        end_digest(b, octets);
    writer_event(out, conn, AT_BODY);
    writer_param_number(out, "lines", tally->lines);
    writer_param_number(out, "octets", tally->octets);
    if (with_digest && b->hashed) {
        buf_add_text(out, " sha256=");
        hex_add(out, octets, sizeof octets);
    }
    writer_event_end(out);
}

/* Where to end a line of the file; the next one goes on with it. No character
 * is taken apart. */
static size_t split(struct span line)
{
    size_t n = WIRE_LINE_MOST;

    if (line.len <= WIRE_LINE_MOST + 2) /* and its end */
        return line.len;
    while (n > WIRE_LINE_MOST - 4 && (line.at[n] & 0xC0) == 0x80)
        n--;
    return n;
}

static void add_lines(const struct body *b, struct buf *out, unsigned conn)
{
    struct span rest = body_kept(b);
    struct buf wire = {0};

    while (rest.len) {
        struct span line = span_first(rest, span_find(rest, '\n') + 1);

        line = span_first(line, split(line));
        buf_clear(&wire);
        writer_wire(&wire, line);
        writer_line(out, 'S', conn, ITEM_ONE, buf_span(&wire));
        rest = span_from(rest, line.len);
    }
    buf_done(&wire);
}

void body_write(struct body *b, struct buf *out, unsigned conn,
                const struct tally *tally, bool elide, bool with_digest)
{
    if (b->any && elide && !b->hashed && !b->sized)
        start_digest(b);
    if (b->hashed || b->sized)
        add_event(b, out, conn, tally, with_digest);
    else
        add_lines(b, out, conn);
    forget(b);
}

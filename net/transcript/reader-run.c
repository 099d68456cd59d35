/* reader-run.c - a fast way past the lines of the server that hold no surprise.
 *
 * A body or a long listing is a million lines that differ in little. They are
 * checked and turned into octets in one go, eight octets at a time; whatever
 * is not plain at sight is left where it stands, for reader_next to read and
 * to judge. */
#include <config.h>

#include "net/transcript/reader-private.h"

#include "net/base/word.h"
#include "net/transcript/escape.h"
#include "net/transcript/wire-text.h"

enum {
    LEAST = 2 * WORD_OCTETS, /* that are looked at together */
    WINDOW = 128 << 10,      /* octets of a file that are taken at once */
};

/* The line at hand: read up to at, written up to to. */
struct cursor {
    const char *at, *end;
    char *to;
};

/* The first octet that is control, DEL, 8-bit or a backslash. */
static inline uint64_t odd(uint64_t w)
{
    return word_outside(w, 0x20, 0x7E) | word_equal(w, '\\');
}

static inline size_t left(const struct cursor *c)
{
    return (size_t)(c->end - c->at);
}

/* Copy what stands for itself, but no `stop`. */
static inline void copy_plain(struct cursor *c, unsigned char stop)
{
    while (left(c) >= WORD_OCTETS) {
        uint64_t w = word_load(c->at), found = odd(w);

        if (stop)
            found |= word_equal(w, stop);
        memcpy(c->to, c->at, WORD_OCTETS);
        if (found) {
            size_t n = word_before(found);

            c->at += n;
            c->to += n;
            return;
        }
        c->at += WORD_OCTETS;
        c->to += WORD_OCTETS;
    }
}

/* --- masks --- */

/* A mask that begins as the last one did, and has plain octets. */
static bool copy_known_mask(const struct reader_mask *mask, struct cursor *c)
{
    struct cursor ahead = *c;

    if (!mask->len || ((word_load(c->at) ^ mask->words[0]) & mask->use[0]) ||
        ((word_load(c->at + WORD_OCTETS) ^ mask->words[1]) & mask->use[1]))
        return false;
    ahead.at += mask->len;
    copy_plain(&ahead, '}');
    if (!left(&ahead) || *ahead.at != '}')
        return false;
    ahead.at++;
    *c = ahead;
    return true;
}

static void know_mask(struct reader_mask *mask, struct span head)
{
    char octets[LEAST] = {0}, use[LEAST] = {0};

    if (head.len > LEAST)
        return;
    memcpy(octets, head.at, head.len);
    memset(use, 0xFF, head.len);
    mask->len = head.len;
    for (size_t i = 0; i < 2; i++) {
        mask->words[i] = word_load(octets + i * WORD_OCTETS);
        mask->use[i] = word_load(use + i * WORD_OCTETS);
    }
}

/* Any mask without a name that has its octets; an expression wants to be
 * compiled. */
static bool copy_mask(struct reader_mask *mask, struct cursor *c)
{
    struct span rest = {c->at, left(c)};
    struct wire_piece piece;

    rest.len = span_find(rest, '\n');
    if (wire_next(&rest, &piece, NULL, NULL) <= 0 ||
        piece.kind != WIRE_CAPTURE || piece.type == WIRE_RE || piece.name.len ||
        !piece.has_value)
        return false;
    for (struct span value = piece.value; value.len;) {
        char octet = *value.at;
        size_t n = escape_read(value, &octet);

        *c->to++ = octet;
        value = span_from(value, n ? n : 1);
    }
    know_mask(mask,
              span_first(piece.source, piece.source.len - piece.value.len - 1));
    c->at += piece.source.len;
    return true;
}

/* --- lines --- */

/* A backslash: an escape or a mask. */
static bool copy_special(struct reader_mask *mask, struct cursor *c)
{
    char octet;
    size_t n;

    if (copy_known_mask(mask, c))
        return true;
    n = escape_read((struct span){c->at, left(c)}, &octet);
    if (!n)
        return copy_mask(mask, c);
    *c->to++ = octet;
    c->at += n;
    return true;
}

static bool copy_character(struct cursor *c)
{
    size_t n = escape_literal((struct span){c->at, left(c)});

    for (size_t i = 0; i < n; i++)
        *c->to++ = *c->at++;
    return n > 0;
}

/* The rest of a line, up to its LF and with it. */
static bool copy_line(struct reader_mask *mask, struct cursor *c)
{
    bool ok = true;

    while (ok) {
        copy_plain(c, 0);
        if (left(c) < LEAST)
            return false;
        if (*c->at == '\r' && c->at[1] == '\n')
            c->at++;
        if (*c->at == '\n') {
            memcpy(c->to, "\r\n", 2);
            c->to += 2;
            c->at++;
            return true;
        }
        ok = *c->at == '\\' ? copy_special(mask, c) : copy_character(c);
    }
    return false;
}

/* "S: " at the front, or "S:" and nothing else: cut it off. */
static bool take_side(struct cursor *c)
{
    if (left(c) < LEAST || c->at[0] != 'S' || c->at[1] != ':')
        return false;
    c->at += 2;
    if (*c->at == ' ')
        c->at++;
    else if (*c->at != '\n' && *c->at != '\r')
        return false;
    return true;
}

bool reader_run(struct reader *r, struct span *in, struct buf *out,
                struct line_map *lines)
{
    struct span window = span_first(*in, WINDOW);
    struct cursor c, line;
    char *to;

    if (r->failed || !r->in_session || r->line.len)
        return false;
    window = span_first(window, ITEM_FILE_MOST - r->octets);
    to = window.len ? buf_room(out, window.len + LEAST) : NULL;
    if (!to)
        return false;
    c = line = (struct cursor){window.at, window.at + window.len, to};
    while (take_side(&c) && copy_line(&r->mask, &c)) {
        line_map_add(lines, ++r->lines, (uint64_t)(c.to - line.to), false);
        line = c;
    }
    if (line.at > window.at)
        r->spoke[0] = true;
    r->octets += (uint64_t)(line.at - window.at);
    *in = span_from(*in, (size_t)(line.at - window.at));
    buf_grow(out, (size_t)(line.to - to));
    return line.at > window.at;
}

/* hide-wire.c - reads wire text as octets, and knows which piece each of them
 * is of. */
#include <config.h>

#include "net/transcript/hide-wire.h"

#include "net/transcript/escape.h"
#include "net/transcript/hide-text.h"
#include "net/transcript/numbered.h"
#include "net/transcript/writer.h"

#define HIDDEN SPAN("****") /* what mask.c writes */

/* --- what the line stands for --- */

static void add_octets(const struct wire_piece *p, struct buf *out)
{
    switch (p->kind) {
    case WIRE_LITERAL:
        buf_add(out, p->octets);
        break;
    case WIRE_ESCAPE:
        buf_add_char(out, p->octet);
        break;
    case WIRE_CAPTURE:
        if (p->has_value && !span_equal(p->value, HIDDEN)) {
            escape_decode(out, p->value);
            break;
        }
        buf_add_char(out, '\0');
        break;
    case WIRE_USE:
    case WIRE_SECRET: /* may be any octets, and so divides; "****" too */
        buf_add_char(out, '\0');
        break;
    case WIRE_NO_END:
        break;
    }
}

/* What a regular expression matches when all that it quotes, and all else, is
 * literal. */
static void add_quoted(struct span regex, struct buf *out)
{
    struct buf octets = {0};

    escape_decode(&octets, regex);
    for (size_t i = 0; i < octets.len; i++) {
        i += octets.at[i] == '\\' && i + 1 < octets.len;
        buf_add_char(out, octets.at[i]);
    }
    buf_wipe(&octets);
}

/* A regular expression may be the secret that it is to match. */
static bool is_told_by_type(const struct mask *m, const struct wire_piece *p)
{
    struct buf quoted = {0};
    bool found;

    if (p->kind != WIRE_CAPTURE || p->type != WIRE_RE)
        return false;
    add_quoted(p->regex, &quoted);
    found = hide_text_finds(m, p->regex) || mask_finds(m, buf_span(&quoted));
    buf_wipe(&quoted);
    return found;
}

/* --- writing --- */

void hide_wire_value(const struct wire_piece *p, struct buf *out)
{
    size_t before = p->has_value
                        ? (size_t)(p->value.at - p->source.at) - 1 /* "=" */
                        : p->source.len - 1;

    buf_add(out, span_first(p->source, before));
    buf_add_char(out, '}');
}

struct hiding {
    const struct mask *mask;
    struct span octets; /* of the whole line */
    struct span secret; /* the first that is not behind `at` */
    size_t at;          /* octets that are written */
    bool client;
    struct buf *out;
};

static size_t from_of(const struct hiding *h)
{
    return (size_t)(h->secret.at - h->octets.at);
}

static void find_next(struct hiding *h, size_t from)
{
    h->secret = mask_find(h->mask, span_from(h->octets, from));
}

/* Does a secret stand in the next len octets, in part at least? */
static bool touches(const struct hiding *h, size_t len)
{
    return h->secret.len && from_of(h) < h->at + len;
}

/* Go on behind the next len octets. */
static void pass(struct hiding *h, size_t len)
{
    h->at += len;
    while (h->secret.len && from_of(h) + h->secret.len <= h->at)
        find_next(h, from_of(h) + h->secret.len);
}

/* Only who sends can name a password. */
static void write_mask(struct hiding *h)
{
    unsigned number = h->client ? mask_number(h->mask, h->secret) : 0;
    struct buf name = {0};

    if (number) {
        numbered_password(number, &name);
        writer_wire_secret(h->out, buf_text(&name));
    } else {
        writer_wire_capture(h->out, (struct span){0}, WIRE_ANY, HIDDEN);
    }
    buf_done(&name);
}

/* A literal: what of it is secret is replaced where a secret begins. */
static void write_literal(struct hiding *h, struct span source)
{
    while (source.len && touches(h, source.len)) {
        size_t from = from_of(h), end = from + h->secret.len;
        size_t before = from > h->at ? from - h->at : 0;
        size_t inside = end - h->at - before;

        buf_add(h->out, span_first(source, before));
        if (from >= h->at)
            write_mask(h);
        source = span_from(source, before);
        inside = inside < source.len ? inside : source.len;
        pass(h, before + inside);
        source = span_from(source, inside);
    }
    buf_add(h->out, source);
    pass(h, source.len);
}

/* One octet, or a mask. */
static void write_whole(struct hiding *h, const struct wire_piece *p,
                        size_t len)
{
    if (is_told_by_type(h->mask, p))
        writer_wire_capture(h->out, p->name, WIRE_ANY, (struct span){0});
    else if (!touches(h, len))
        buf_add(h->out, p->source);
    else if (p->kind == WIRE_CAPTURE)
        hide_wire_value(p, h->out);
    else if (from_of(h) >= h->at)
        write_mask(h);
    pass(h, len);
}

bool hide_wire(const struct mask *m, struct span text, bool client,
               struct buf *out)
{
    struct buf all = {0}, one = {0};
    struct hiding h = {.mask = m, .client = client, .out = out};
    struct span rest = text;
    struct wire_piece p;
    bool found = false;

    if (!m || (span_find(text, '\\') == text.len && !mask_finds(m, text))) {
        buf_add(out, text);
        return false;
    }
    while (wire_next(&rest, &p, NULL, NULL) > 0) {
        add_octets(&p, &all);
        found = found || is_told_by_type(m, &p);
    }
    h.octets = buf_span(&all);
    find_next(&h, 0);
    found = found || h.secret.len;
    for (rest = text; found && wire_next(&rest, &p, NULL, NULL) > 0;) {
        buf_clear(&one);
        add_octets(&p, &one);
        if (p.kind == WIRE_LITERAL)
            write_literal(&h, p.source);
        else
            write_whole(&h, &p, one.len);
    }
    if (!found)
        buf_add(out, text);
    buf_wipe(&all);
    buf_wipe(&one);
    return found;
}

/* Where the wire text of a line begins, as "S2*: text" has it; the length of
 * the line when it has none. */
static size_t wire_at(struct span line)
{
    size_t at = span_find(line, ':');
    bool session = line.len && (line.at[0] == 'S' || line.at[0] == 'C');

    for (size_t i = 1; session && i < at; i++)
        session = (line.at[i] >= '0' && line.at[i] <= '9') ||
                  line.at[i] == '?' || line.at[i] == '*';
    return session && at + 2 < line.len ? at + 2 : line.len;
}

bool hide_wire_lines(const struct mask *m, struct span lines, struct buf *out)
{
    bool found = false;

    while (lines.len) {
        struct span line = span_first(lines, span_find(lines, '\n'));
        size_t at = wire_at(line);

        buf_add(out, span_first(line, at));
        found = hide_wire(m, span_from(line, at), span_starts(line, SPAN("C")),
                          out) ||
                found;
        if (line.len < lines.len)
            buf_add_char(out, '\n');
        lines = span_from(lines, line.len + 1);
    }
    return found;
}

bool hide_wire_has_mask(struct span text)
{
    struct wire_piece p;

    while (wire_next(&text, &p, NULL, NULL) > 0)
        if (p.kind == WIRE_USE || p.kind == WIRE_CAPTURE ||
            p.kind == WIRE_SECRET)
            return true;
    return false;
}

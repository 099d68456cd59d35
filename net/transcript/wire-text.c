/* wire-text.c - takes wire text apart.
 *
 *     wire    = *( lit / esc / mask ) [ "\;" ]
 *     mask    = "\{" ( use / capture / secret ) "}"
 *     use     = name
 *     capture = [ name ] ":" type [ "=" *( mlit / esc ) ]
 *     secret  = "!" name
 *
 * Leaves what the types match to wire-type.c. */
#include <config.h>

#include "net/transcript/wire-text.h"

#include "net/transcript/escape.h"

static bool is_letter(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static size_t name_len(struct span s)
{
    size_t n = 0;

    if (!s.len || !is_letter(s.at[0]))
        return 0;
    while (n < s.len && (is_letter(s.at[n]) || s.at[n] == '_' ||
                         s.at[n] == '-' || (s.at[n] >= '0' && s.at[n] <= '9')))
        n++;
    return n;
}

bool wire_is_name(struct span s)
{
    return s.len && name_len(s) == s.len;
}

/* What is left of a mask while it is read, and where that stands. */
struct cursor {
    struct span rest;
    const char *expected;
};

static bool want(struct cursor *c, char octet, const char *expected)
{
    if (c->rest.len && c->rest.at[0] == octet) {
        c->rest = span_from(c->rest, 1);
        return true;
    }
    c->expected = expected;
    return false;
}

/* Literals and escapes up to `end`, which is not taken. */
static bool take_until(struct cursor *c, char end, struct span *out)
{
    *out = c->rest;
    while (c->rest.len && c->rest.at[0] != end) {
        char octet;
        size_t n = escape_literal(c->rest);

        if (!n)
            n = escape_read(c->rest, &octet);
        if (!n) {
            c->expected = "a printable character or an escape";
            return false;
        }
        c->rest = span_from(c->rest, n);
    }
    out->len -= c->rest.len;
    return true;
}

static bool take_regex(struct cursor *c, struct wire_piece *out)
{
    out->type = WIRE_RE;
    if (!take_until(c, '/', &out->regex))
        return false;
    if (!out->regex.len) {
        c->expected = "a regular expression; \\{:any} takes anything";
        return false;
    }
    return want(c, '/', "\"/\" at the end of the regular expression");
}

static bool take_type(struct cursor *c, struct wire_piece *out)
{
    size_t n = name_len(c->rest);

    if (span_starts(c->rest, SPAN("re/"))) {
        c->rest = span_from(c->rest, 3);
        return take_regex(c, out);
    }
    for (size_t i = 0; i < WIRE_RE; i++) {
        if (!span_is(span_first(c->rest, n), wire_types[i].name))
            continue;
        out->type = (enum wire_type)i;
        c->rest = span_from(c->rest, n);
        return true;
    }
    c->expected = "a type: any, word, num, octets, msgno, uid, stamp, b64, "
                  "hex, date, host or re/.../";
    return false;
}

static bool take_mask(struct cursor *c, struct wire_piece *out)
{
    bool secret = c->rest.len && c->rest.at[0] == '!';

    if (secret)
        c->rest = span_from(c->rest, 1);
    out->name = span_first(c->rest, name_len(c->rest));
    c->rest = span_from(c->rest, out->name.len);
    if (!out->name.len && (secret || !c->rest.len || c->rest.at[0] != ':')) {
        c->expected = "a name, \"!\" or \":\"";
        return false;
    }
    out->kind = secret ? WIRE_SECRET : WIRE_USE;
    if (!secret && c->rest.len && c->rest.at[0] == ':') {
        out->kind = WIRE_CAPTURE;
        c->rest = span_from(c->rest, 1);
        if (!take_type(c, out))
            return false;
        if (c->rest.len && c->rest.at[0] == '=') {
            c->rest = span_from(c->rest, 1);
            out->has_value = true;
            if (!take_until(c, '}', &out->value))
                return false;
        }
    }
    return want(c, '}', "\"}\" at the end of the mask");
}

/* *rest begins with a backslash. */
static bool take_special(struct cursor *c, struct wire_piece *out)
{
    size_t n = escape_read(c->rest, &out->octet);

    if (n) {
        out->kind = WIRE_ESCAPE;
        c->rest = span_from(c->rest, n);
        return true;
    }
    if (span_starts(c->rest, SPAN("\\{"))) {
        c->rest = span_from(c->rest, 2);
        return take_mask(c, out);
    }
    if (span_is(c->rest, "\\;")) {
        out->kind = WIRE_NO_END;
        c->rest = span_from(c->rest, 2);
        return true;
    }
    c->expected = "\\\\, \\t, \\r, \\n, \\xHH, \\{...}, or \\; at the end";
    return false;
}

/* As much as stands for itself. */
static size_t literal_len(struct span s)
{
    size_t all = 0;

    for (;;) {
        size_t n = escape_plain(span_from(s, all));

        if (!n)
            n = escape_literal(span_from(s, all));
        if (!n)
            return all;
        all += n;
    }
}

int wire_next(struct span *rest, struct wire_piece *out,
              const char **expected_out, size_t *at_out)
{
    struct cursor c = {*rest, "a printable character or an escape"};
    size_t literal;
    bool ok = true;

    *out = (struct wire_piece){0};
    if (!rest->len)
        return 0;
    literal = literal_len(*rest);
    if (literal) {
        out->octets = span_first(*rest, literal);
        c.rest = span_from(*rest, literal);
    } else {
        ok = rest->at[0] == '\\' && take_special(&c, out);
    }
    if (!ok) {
        if (expected_out)
            *expected_out = c.expected;
        if (at_out)
            *at_out = rest->len - c.rest.len;
        return -1;
    }
    out->source = span_first(*rest, rest->len - c.rest.len);
    *rest = c.rest;
    return 1;
}

void wire_octets(struct buf *out, struct span text)
{
    struct wire_piece p;
    bool end = true;

    while (wire_next(&text, &p, NULL, NULL) > 0) {
        switch (p.kind) {
        case WIRE_LITERAL:
            buf_add(out, p.octets);
            break;
        case WIRE_ESCAPE:
            buf_add_char(out, p.octet);
            break;
        case WIRE_USE:
            buf_add(out, p.name);
            break;
        case WIRE_CAPTURE:
            if (p.has_value)
                escape_decode(out, p.value);
            else
                buf_add_text(out, wire_types[p.type].name);
            break;
        case WIRE_SECRET:
            buf_add(out, SPAN("****"));
            break;
        case WIRE_NO_END:
            end = false;
            break;
        }
    }
    if (end)
        buf_add(out, SPAN("\r\n"));
}

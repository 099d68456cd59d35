/* reader-line.c - takes the lines of a transcript apart.
 *
 * Leaves the pieces of wire text to wire-text.c, and the values of header
 * fields and events to their tables. */
#include <config.h>

#include "net/transcript/reader-private.h"

#include "net/transcript/escape.h"
#include "net/transcript/match.h"

static bool fail_choice(struct reader *r, const struct place *p, const char *at,
                        struct span name, const char *expected)
{
    struct buf text = {0};
    bool list = span_find(span_of(expected), '|') < strlen(expected);

    if (list)
        buf_add_text(&text, "one of ");
    buf_add_text(&text, expected);
    if (name.len)
        buf_add_format(&text, " for %.*s", (int)name.len, name.at);
    reader_fail(r, p, at, buf_text(&text));
    buf_done(&text);
    return false;
}

/* --- variables --- */

static bool is_bound(const struct reader *r, struct span name)
{
    struct span all = buf_span(&r->names);

    while (all.len) {
        struct span one = span_first(all, span_find(all, '\n'));

        if (span_equal(one, name))
            return true;
        all = span_from(all, one.len + 1);
    }
    return false;
}

static bool bind(struct reader *r, const struct place *p, struct span name)
{
    if (is_bound(r, name))
        return true;
    if (r->names_count == ITEM_VARIABLES_MOST)
        return reader_fail(r, p, name.at,
                           "no more than 64 variables in a file");
    r->names_count++;
    buf_add(&r->names, name);
    buf_add_char(&r->names, '\n');
    return true;
}

/* --- the header --- */

/* vtext: TAB and what may stand for itself, the backslash too. */
static bool check_text(struct reader *r, const struct place *p,
                       struct span text)
{
    while (text.len) {
        size_t n = escape_literal(text);

        if (!n && (text.at[0] == '\t' || text.at[0] == '\\'))
            n = 1;
        if (!n)
            return reader_fail(r, p, text.at, "printable UTF-8");
        text = span_from(text, n);
    }
    return true;
}

bool reader_comment(struct reader *r, const struct place *p, struct item *item)
{
    item->kind = ITEM_COMMENT;
    return check_text(r, p, p->line);
}

static bool is_field_name(struct span s)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.at[i];
        bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');

        if (!letter && (!i || (c != '-' && (c < '0' || c > '9'))))
            return false;
    }
    return s.len > 0;
}

static bool check_field(struct reader *r, const struct place *p,
                        const struct item *item)
{
    const struct header_field *f = item->field;
    const char *expected;
    struct span name, rest;
    size_t at;

    if (!f)
        return true;
    if (!f->repeatable && r->fields & 1U << f->id)
        return reader_fail(r, p, item->name.at, "this field no more than once");
    r->fields |= 1U << f->id;
    if (!header_field_accepts(f, item->text, &expected, &at))
        return fail_choice(r, p, item->text.at + at, item->name, expected);
    if (f->form != HEADER_BINDING)
        return true;
    header_field_split(item->text, &name, &rest);
    return bind(r, p, name);
}

/* "C:", "S2?:", "@": of the session. */
static bool is_of_session(struct span line)
{
    size_t i = 1;

    if (!memchr("CS@", *line.at, 3))
        return false;
    while (i < line.len && ((line.at[i] >= '0' && line.at[i] <= '9') ||
                            line.at[i] == '?' || line.at[i] == '*'))
        i++;
    return i < line.len && line.at[i] == (*line.at == '@' ? ' ' : ':');
}

/* line is no field of the header. */
static bool fail_header(struct reader *r, const struct place *p,
                        const struct item *item)
{
    struct buf text = {0};

    if (is_of_session(p->line))
        return reader_fail(r, p, p->line.at,
                           "an empty line in front of this one: it ends the "
                           "header, and the session begins behind it");
    if (span_find(p->line, ':') == p->line.len || !is_field_name(item->name))
        return reader_fail(r, p, p->line.at,
                           "a header field (\"Name: value\"), or the empty "
                           "line that ends the header");
    buf_add_text(&text, "a known header field (");
    for (size_t i = 0; i < HEADER_COUNT; i++)
        buf_add_format(&text, "%s%s", i ? ", " : "", header_fields[i].name);
    buf_add_text(&text, "); those of your own begin with X-");
    reader_fail(r, p, p->line.at, buf_text(&text));
    buf_done(&text);
    return false;
}

bool reader_header(struct reader *r, const struct place *p, struct item *item)
{
    struct span line = p->line;
    size_t colon = span_find(line, ':');

    item->kind = ITEM_HEADER;
    item->name = span_first(line, colon);
    if (colon == line.len || !is_field_name(item->name))
        return fail_header(r, p, item);
    item->text = (struct span){line.at + colon + 1, line.len - colon - 1};
    if (item->text.len && item->text.at[0] != ' ')
        return reader_fail(r, p, item->text.at, "a blank behind the colon");
    if (item->text.len)
        item->text = (struct span){item->text.at + 1, item->text.len - 1};
    item->field = header_field_find(item->name);
    if (!item->field && !span_starts_case(item->name, SPAN("X-")))
        return fail_header(r, p, item);
    return check_text(r, p, item->text) && check_field(r, p, item);
}

/* --- lines of the session --- */

enum { EXPRESSIONS_COST_MOST = 2000000 }; /* of a file; a second or two */

/* Compiled once where lines that follow each other have the same. */
static bool check_expression(struct reader *r, const struct place *p,
                             const struct wire_piece *piece)
{
    struct buf octets = {0};
    struct error why = {0};
    bool ok = true;

    escape_decode(&octets, piece->regex);
    if (!r->expression.len ||
        !span_equal(buf_span(&octets), buf_span(&r->expression))) {
        ok = match_check_expression(buf_span(&octets), &why);
        r->expressions_cost += match_expression_cost(buf_span(&octets));
        buf_clear(&r->expression);
        buf_add(&r->expression, buf_span(&octets));
    }
    buf_done(&octets);
    if (!ok)
        return reader_fail(r, p, piece->regex.at, why.what);
    return r->expressions_cost <= EXPRESSIONS_COST_MOST ||
           reader_fail(r, p, piece->regex.at,
                       "fewer regular expressions in a file");
}

static bool check_piece(struct reader *r, const struct place *p,
                        const struct wire_piece *piece, bool client)
{
    switch (piece->kind) {
    case WIRE_USE:
        return is_bound(r, piece->name) ||
               reader_fail(
                   r, p, piece->name.at,
                   "a variable that \"Var:\" or a mask above has bound");
    case WIRE_CAPTURE:
        return (!piece->name.len || bind(r, p, piece->name)) &&
               (piece->type != WIRE_RE || check_expression(r, p, piece));
    case WIRE_SECRET:
        return client || reader_fail(r, p, piece->source.at,
                                     "no secret in a line of the server");
    default:
        return true;
    }
}

static bool check_wire(struct reader *r, const struct place *p,
                       struct item *item)
{
    struct span rest = item->text;
    struct wire_piece piece;
    const char *expected;
    size_t at;
    int more;

    item->plain = escape_plain(rest) == rest.len;
    if (item->plain)
        return true;
    item->plain = true;
    while ((more = wire_next(&rest, &piece, &expected, &at)) > 0) {
        item->plain = item->plain && piece.kind == WIRE_LITERAL;
        if (!check_piece(r, p, &piece, item->kind == ITEM_CLIENT))
            return false;
    }
    return more == 0 || reader_fail(r, p, rest.at + at, expected);
}

/* The digits of a connection's number at the front of *rest, if any. */
static bool take_connection(struct reader *r, const struct place *p,
                            struct span *rest, struct item *item)
{
    struct span digits = *rest;
    uint64_t number = 1;

    if (rest->len && rest->at[0] >= '0' && rest->at[0] <= '9' &&
        (!span_take_number(rest, &number) || digits.at[0] == '0' ||
         number > ITEM_CONNECTIONS_MOST))
        return reader_fail(r, p, digits.at, "a connection from 1 to 16");
    item->conn = (uint16_t)number;
    return true;
}

/* Only the first connection may begin without "@ connect". */
static bool check_connected(struct reader *r, const struct place *p,
                            const struct item *item)
{
    struct buf expected = {0};

    if (item->conn == 1 || r->connected[item->conn - 1])
        return true;
    buf_add_format(&expected, "\"@%u connect\" in front of this line",
                   item->conn);
    reader_fail(r, p, p->line.at, buf_text(&expected));
    buf_done(&expected);
    return false;
}

/* A reply begins behind a command, and the greeting a connection: that line
 * must come. Others of them, behind commands sent at once, show to those who
 * know where replies end. */
static bool check_first(struct reader *r, const struct place *p,
                        const struct item *item, const char *quantity)
{
    bool *spoke = &r->spoke[item->conn - 1];

    if (item->kind == ITEM_SERVER && item->quantity != ITEM_ONE && !*spoke)
        return reader_fail(r, p, quantity, ITEM_FIRST_WANTED);
    *spoke = item->kind == ITEM_SERVER;
    return true;
}

/* A set is of one answer or a few, and ends with its connection: one that
 * nobody ended would let any order of all lines behind it pass. */
static bool check_set(struct reader *r, const struct place *p,
                      const struct item *item)
{
    if (item->kind == ITEM_CLIENT && r->in_set[item->conn - 1])
        return reader_fail(r, p, p->line.at,
                           "\"@ end\" of \"@ set\" before the next command");
    return true;
}

static bool read_wire(struct reader *r, const struct place *p,
                      struct item *item)
{
    struct span rest = {p->line.at + 1, p->line.len - 1};
    bool client = p->line.at[0] == 'C';
    const char *quantity;

    item->kind = client ? ITEM_CLIENT : ITEM_SERVER;
    if (!take_connection(r, p, &rest, item))
        return false;
    quantity = rest.at;
    if (!client && rest.len && (rest.at[0] == '?' || rest.at[0] == '*')) {
        item->quantity = rest.at[0] == '?' ? ITEM_OPTIONAL : ITEM_MANY;
        rest = span_from(rest, 1);
    }
    if (!rest.len || rest.at[0] != ':')
        return reader_fail(r, p, rest.len ? rest.at : p->line.at + p->line.len,
                           client ? "\"C:\"" : "\"S:\", \"S?:\" or \"S*:\"");
    rest = (struct span){rest.at + 1, rest.len - 1};
    if (rest.len && rest.at[0] != ' ')
        return reader_fail(r, p, rest.at, "a blank behind the colon");
    item->text = rest.len ? (struct span){rest.at + 1, rest.len - 1} : rest;
    return check_connected(r, p, item) && check_set(r, p, item) &&
           check_first(r, p, item, quantity) && check_wire(r, p, item);
}

/* May this event stand where its connection has not begun? */
static bool is_before_connection(enum at_id id)
{
    return id == AT_CONNECT || id == AT_STEP || id == AT_LEVEL || id == AT_NOTE;
}

/* Blocks do not nest, and end on the connection they began on. */
static bool check_block(struct reader *r, const struct place *p,
                        const struct item *item)
{
    const struct at_verb **open = &r->open[item->conn - 1];

    if (item->verb->id == AT_SET || item->verb->id == AT_END ||
        item->verb->id == AT_CONNECT)
        r->in_set[item->conn - 1] = item->verb->id == AT_SET;
    if (item->verb->id == AT_END) {
        if (!*open)
            return reader_fail(r, p, item->name.at,
                               "\"@ sasl\" or \"@ set\" before \"@ end\"");
        *open = NULL;
    } else if (item->verb->flags & AT_OPENS) {
        if (*open)
            return reader_fail(r, p, item->name.at,
                               "\"@ end\" of the block above first");
        *open = item->verb;
    }
    return true;
}

static bool read_event(struct reader *r, const struct place *p,
                       struct item *item)
{
    struct span rest = {p->line.at + 1, p->line.len - 1};
    const char *expected;
    size_t n = 0, at;

    item->kind = ITEM_EVENT;
    if (!take_connection(r, p, &rest, item))
        return false;
    if (!rest.len || rest.at[0] != ' ')
        return reader_fail(r, p, rest.len ? rest.at : p->line.at + p->line.len,
                           "a blank behind \"@\"");
    rest = (struct span){rest.at + 1, rest.len - 1};
    while (n < rest.len &&
           ((rest.at[n] >= 'a' && rest.at[n] <= 'z') || rest.at[n] == '-'))
        n++;
    item->name = span_first(rest, n);
    item->verb = at_verb_find(item->name);
    if (!item->verb)
        return reader_fail(
            r, p, rest.at,
            "an event: connect, tls, close, timeout, flush, pause, "
            "chunk, t, sasl, step, set, end, allow, level, within, "
            "body or note");
    rest = (struct span){rest.at + n, rest.len - n};
    if (item->verb->id == AT_T && rest.len && rest.at[0] == '=')
        rest = (struct span){item->name.at, rest.len + 1}; /* "t=..." */
    else if (rest.len && rest.at[0] != ' ')
        return reader_fail(r, p, rest.at, "a blank behind the event's name");
    else if (rest.len)
        rest = (struct span){rest.at + 1, rest.len - 1};
    item->text = rest;
    if (!at_verb_accepts(item->verb, rest, &expected, &at))
        return fail_choice(r, p, rest.at + at, item->name, expected);
    if (item->verb->id == AT_CONNECT) {
        r->spoke[item->conn - 1] = false;
        r->connected[item->conn - 1] = true;
    }
    if (!is_before_connection(item->verb->id) && !check_connected(r, p, item))
        return false;
    return check_block(r, p, item);
}

bool reader_session(struct reader *r, const struct place *p, struct item *item)
{
    switch (p->line.at[0]) {
    case 'C':
    case 'S':
        return read_wire(r, p, item);
    case '@':
        return read_event(r, p, item);
    default:
        return reader_fail(r, p, p->line.at,
                           "\"C:\", \"S:\", \"@\", \"#\" or an empty line");
    }
}

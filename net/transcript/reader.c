/* reader.c - cuts a transcript into lines and takes each apart.
 *
 * Leaves the pieces of wire text to wire-text.c, and the values of header
 * fields and events to their tables. */
#include <config.h>

#include "net/transcript/reader.h"

#include "net/base/memory.h"
#include "net/pop3/run.h"
#include "net/transcript/escape.h"
#include "net/transcript/wire-text.h"
#include <stdlib.h>

struct reader {
    char *name;
    struct buf line; /* the beginning of a line whose LF has not come */
    bool failed, in_session;
    uint32_t lines;
    uint64_t octets; /* of the file so far */
    uint32_t error_line, error_column;
    unsigned fields; /* bits: header fields seen */
    const struct at_verb *open[ITEM_CONNECTIONS_MOST]; /* blocks, or NULL */
    struct buf names; /* "\nname\nname\n" of bound variables */
    unsigned names_count;
};

struct reader *reader_new(const char *name)
{
    struct reader *r = xcalloc(1, sizeof *r);

    r->name = xstrdup(name);
    buf_init(&r->line, ITEM_LINE_MOST + 1);
    return r;
}

void reader_free(struct reader *r)
{
    if (!r)
        return;
    free(r->name);
    buf_done(&r->line);
    buf_done(&r->names);
    free(r);
}

uint32_t reader_error_line(const struct reader *r)
{
    return r->error_line;
}

uint32_t reader_error_column(const struct reader *r)
{
    return r->error_column;
}

bool reader_in_session(const struct reader *r)
{
    return r->in_session;
}

/* --- saying what is wrong --- */

/* What of a line is read, and where the part at hand begins in it. */
struct place {
    struct span line;
    struct error *err;
};

/* The octet at fault is `at`, within or just behind the line. */
static bool fail(struct reader *r, const struct place *p, const char *at,
                 const char *expected)
{
    r->failed = true;
    r->error_line = r->lines;
    r->error_column = (uint32_t)(at - p->line.at) + 1;
    return error_set(p->err, ERROR_INPUT, "%s:%u:%u: expected %s", r->name,
                     r->error_line, r->error_column, expected);
}

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
    fail(r, p, at, buf_text(&text));
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
        return fail(r, p, name.at, "no more than 64 variables in a file");
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
            return fail(r, p, text.at, "printable UTF-8");
        text = span_from(text, n);
    }
    return true;
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
        return fail(r, p, item->name.at, "this field no more than once");
    r->fields |= 1U << f->id;
    if (!header_field_accepts(f, item->text, &expected, &at))
        return fail_choice(r, p, item->text.at + at, item->name, expected);
    if (f->form != HEADER_BINDING)
        return true;
    header_field_split(item->text, &name, &rest);
    return bind(r, p, name);
}

static bool read_header(struct reader *r, const struct place *p,
                        struct item *item)
{
    struct span line = p->line;
    size_t colon = span_find(line, ':');

    item->kind = ITEM_HEADER;
    item->name = span_first(line, colon);
    if (colon == line.len || !is_field_name(item->name))
        return fail(r, p, line.at,
                    "a header field (\"Name: value\"), or an empty line "
                    "before the session");
    item->text = (struct span){line.at + colon + 1, line.len - colon - 1};
    if (item->text.len && item->text.at[0] != ' ')
        return fail(r, p, item->text.at, "a blank behind the colon");
    if (item->text.len)
        item->text = (struct span){item->text.at + 1, item->text.len - 1};
    item->field = header_field_find(item->name);
    if (!item->field && !span_starts_case(item->name, SPAN("X-")))
        return fail(r, p, line.at,
                    "a known header field; those of your own begin with X-");
    return check_text(r, p, item->text) && check_field(r, p, item);
}

/* --- lines of the session --- */

static bool check_piece(struct reader *r, const struct place *p,
                        const struct wire_piece *piece, bool client)
{
    switch (piece->kind) {
    case WIRE_USE:
        return is_bound(r, piece->name) ||
               fail(r, p, piece->name.at,
                    "a variable that \"Var:\" or a mask above has bound");
    case WIRE_CAPTURE:
        return !piece->name.len || bind(r, p, piece->name);
    case WIRE_SECRET:
        return client || fail(r, p, piece->source.at,
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
    return more == 0 || fail(r, p, rest.at + at, expected);
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
        return fail(r, p, digits.at, "a connection from 1 to 16");
    item->conn = (uint16_t)number;
    return true;
}

static bool read_wire(struct reader *r, const struct place *p,
                      struct item *item)
{
    struct span rest = {p->line.at + 1, p->line.len - 1};
    bool client = p->line.at[0] == 'C';

    item->kind = client ? ITEM_CLIENT : ITEM_SERVER;
    if (!take_connection(r, p, &rest, item))
        return false;
    if (!client && rest.len && (rest.at[0] == '?' || rest.at[0] == '*')) {
        item->quantity = rest.at[0] == '?' ? ITEM_OPTIONAL : ITEM_MANY;
        rest = span_from(rest, 1);
    }
    if (!rest.len || rest.at[0] != ':')
        return fail(r, p, rest.len ? rest.at : p->line.at + p->line.len,
                    client ? "\"C:\"" : "\"S:\", \"S?:\" or \"S*:\"");
    rest = (struct span){rest.at + 1, rest.len - 1};
    if (rest.len && rest.at[0] != ' ')
        return fail(r, p, rest.at, "a blank behind the colon");
    item->text = rest.len ? (struct span){rest.at + 1, rest.len - 1} : rest;
    return check_wire(r, p, item);
}

/* Blocks do not nest, and end on the connection they began on. */
static bool check_block(struct reader *r, const struct place *p,
                        const struct item *item)
{
    const struct at_verb **open = &r->open[item->conn - 1];

    if (item->verb->id == AT_END) {
        if (!*open)
            return fail(r, p, item->name.at,
                        "\"@ sasl\" or \"@ set\" before \"@ end\"");
        *open = NULL;
    } else if (item->verb->flags & AT_OPENS) {
        if (*open)
            return fail(r, p, item->name.at,
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
        return fail(r, p, rest.len ? rest.at : p->line.at + p->line.len,
                    "a blank behind \"@\"");
    rest = (struct span){rest.at + 1, rest.len - 1};
    while (n < rest.len &&
           ((rest.at[n] >= 'a' && rest.at[n] <= 'z') || rest.at[n] == '-'))
        n++;
    item->name = span_first(rest, n);
    item->verb = at_verb_find(item->name);
    if (!item->verb)
        return fail(r, p, rest.at,
                    "an event: connect, tls, close, timeout, flush, pause, "
                    "chunk, t, sasl, step, set, end, allow, level, within, "
                    "body or note");
    rest = (struct span){rest.at + n, rest.len - n};
    if (item->verb->id == AT_T && rest.len && rest.at[0] == '=')
        rest = (struct span){item->name.at, rest.len + 1}; /* "t=..." */
    else if (rest.len && rest.at[0] != ' ')
        return fail(r, p, rest.at, "a blank behind the event's name");
    else if (rest.len)
        rest = (struct span){rest.at + 1, rest.len - 1};
    item->text = rest;
    if (!at_verb_accepts(item->verb, rest, &expected, &at))
        return fail_choice(r, p, rest.at + at, item->name, expected);
    return check_block(r, p, item);
}

/* --- lines of the file --- */

static bool read_session_line(struct reader *r, const struct place *p,
                              struct item *item)
{
    switch (p->line.at[0]) {
    case 'C':
    case 'S':
        return read_wire(r, p, item);
    case '@':
        return read_event(r, p, item);
    default:
        return fail(r, p, p->line.at,
                    "\"C:\", \"S:\", \"@\", \"#\" or an empty line");
    }
}

/* raw is a line without its LF. */
static bool read_line(struct reader *r, struct span raw, struct item *item,
                      struct error *err)
{
    struct place p = {raw, err};

    if (raw.len && raw.at[raw.len - 1] == '\r')
        p.line.len--;
    *item = (struct item){.line = ++r->lines, .raw = raw, .conn = 1};
    if (raw.len > ITEM_LINE_MOST)
        return fail(r, &p, raw.at + ITEM_LINE_MOST,
                    "no line longer than 1 MiB");
    if (r->lines == 1) {
        item->kind = ITEM_MAGIC;
        item->text = p.line;
        return span_is(p.line, ITEM_MAGIC_LINE) ||
               fail(r, &p, raw.at ? raw.at : p.line.at,
                    "\"" ITEM_MAGIC_LINE "\": this is no transcript, or one "
                    "of a later version");
    }
    item->text = p.line;
    if (!p.line.len) {
        item->kind = ITEM_BLANK;
        r->in_session = true;
        return true;
    }
    if (p.line.at[0] == '#') {
        item->kind = ITEM_COMMENT;
        return check_text(r, &p, p.line);
    }
    return r->in_session ? read_session_line(r, &p, item)
                         : read_header(r, &p, item);
}

static enum reader_result take_line(struct reader *r, struct span raw,
                                    struct item *out, struct error *err)
{
    static const char nothing[1];

    if (!raw.at)
        raw.at = nothing; /* columns count from somewhere */
    return read_line(r, raw, out, err) ? READER_ITEM : READER_ERROR;
}

static enum reader_result too_large(struct reader *r, struct error *err)
{
    struct place p = {.line = SPAN(""), .err = err};

    r->lines++;
    fail(r, &p, p.line.at, "a file of no more than 64 MiB");
    return READER_ERROR;
}

/* What a failed reader says again. */
static enum reader_result failed_before(const struct reader *r,
                                        struct error *err)
{
    error_set(err, ERROR_INPUT, "%s:%u:%u: wrong already", r->name,
              r->error_line, r->error_column);
    return READER_ERROR;
}

enum reader_result reader_next(struct reader *r, struct span *in,
                               struct item *out, struct error *err)
{
    size_t n = span_find(*in, '\n');
    bool ended = n < in->len;
    struct span part = span_first(*in, n);

    if (r->failed)
        return failed_before(r, err);
    if (!in->len)
        return READER_MORE;
    r->octets += n + ended;
    if (r->octets > ITEM_FILE_MOST)
        return too_large(r, err);
    *in = span_from(*in, n + ended);
    if (r->line.len || !ended) {
        buf_add(&r->line, part);
        if (!ended && r->line.len <= ITEM_LINE_MOST)
            return READER_MORE;
        part = buf_span(&r->line);
    }

    enum reader_result result = take_line(r, part, out, err);
    r->line.len = 0; /* the octets stay until the next line begins */
    out->ended = true;
    return result;
}

/* A line without escapes means the same wherever it stands, and leaves nothing
 * behind in the reader. It must lie where *in does, with its LF. */
size_t reader_repeats(struct reader *r, struct span *in,
                      const struct item *last)
{
    struct span line = {last->raw.at, last->raw.len + 1};
    bool alike = (last->kind == ITEM_CLIENT || last->kind == ITEM_SERVER) &&
                 last->plain && last->ended;
    size_t n;

    if (r->failed || !alike || !in->len || line.at + line.len != in->at)
        return 0;
    n = run_repeats(*in, line, (size_t)(ITEM_FILE_MOST - r->octets) / line.len);
    *in = span_from(*in, n * line.len);
    r->octets += n * line.len;
    r->lines += (uint32_t)n;
    return n;
}

enum reader_result reader_finish(struct reader *r, struct item *out,
                                 struct error *err)
{
    struct span rest = buf_span(&r->line);
    enum reader_result result;
    struct place p = {.line = SPAN(""), .err = err};

    if (r->failed)
        return failed_before(r, err);
    if (rest.len) {
        result = take_line(r, rest, out, err);
        r->line.len = 0;
        return result;
    }
    if (r->in_session)
        return READER_MORE;
    r->lines++;
    fail(r, &p, p.line.at,
         r->lines == 1 ? "\"" ITEM_MAGIC_LINE "\"; the file is empty"
                       : "an empty line and a session behind the header");
    return READER_ERROR;
}

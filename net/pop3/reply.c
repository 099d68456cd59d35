/* reply.c - lines, data runs and the lone dot, for any split of the octets.
 *
 * A line that lies whole in the caller's memory is passed on from there; only
 * one that is cut by the end of a read is put together in a buffer. Of message
 * data only runs with stuffed dots in them are copied, to be without these; at
 * most seven octets of an undecided dot line are held back. */
#include <config.h>

#include "net/pop3/reply.h"

#include "net/base/memory.h"
#include <stdlib.h>
#include <string.h>

enum { LINE_LIMIT = 512 }; /* RFC 1939 section 3, RFC 2449 section 4 */

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

/* Use up n octets of *in. */
static struct span take(struct reply_reader *r, struct span *in, size_t n)
{
    struct span taken = span_first(*in, n);

    *in = span_from(*in, n);
    r->offset += n;
    return taken;
}

/* --- lines --- */

static unsigned octet_flaws(unsigned char c)
{
    if (c >= 0x80)
        return LINE_EIGHT_BIT | (c <= 0x9F ? LINE_ESCAPE : 0);
    if (c == 0x1B)
        return LINE_ESCAPE;
    if (c == '\r')
        return LINE_BARE_CR;
    if (c == '\t' || c == 0x7F)
        return LINE_TAB_DEL;
    return c ? LINE_CONTROL : LINE_NUL;
}

/* The flaws of the octets that are neither ASCII text nor in a well-formed
 * character: a continuation octet 80-9F of UTF-8 text is no C1 control, but
 * U+0080 to U+009F are. */
static unsigned odd_flaws(struct span text, size_t *i)
{
    unsigned char c = (unsigned char)text.at[*i];
    struct span rest = span_from(text, *i);
    uint32_t character;
    size_t n = c < 0x80 ? 0 : text_utf8(rest, &character);

    if (!n)
        return octet_flaws(c);
    *i += n - 1;
    return LINE_EIGHT_BIT | (character <= 0x9F ? LINE_ESCAPE : 0);
}

unsigned line_flaws(struct span text)
{
    unsigned flaws = 0;

    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)(text.at[i] - 0x20) > 0x5E)
            flaws |= odd_flaws(text, &i);
    if (text.len &&
        (text.at[text.len - 1] == ' ' || text.at[text.len - 1] == '\t'))
        flaws |= LINE_BLANK_END;
    return flaws;
}

/* raw without its line end, and the flaws of that end. */
static struct span strip_end(struct span raw, unsigned *flaws)
{
    if (!raw.len || raw.at[raw.len - 1] != '\n') {
        *flaws |= LINE_CUT;
        return raw;
    }
    raw.len--;
    if (!raw.len || raw.at[raw.len - 1] != '\r') {
        *flaws |= LINE_BARE_LF;
        return raw;
    }
    raw.len--;
    if (raw.len && raw.at[raw.len - 1] == '\r') {
        *flaws |= LINE_CR_CR_LF;
        raw.len--;
    }
    return raw;
}

static void line_piece(struct reply_reader *r, struct span raw, bool finished,
                       struct piece *out)
{
    *out = (struct piece){.kind = PIECE_LINE, .raw = raw, .text = raw};
    out->line_octets = r->line_octets;
    out->offset = r->offset - r->line_octets;
    if (!finished)
        out->flaws |= LINE_UNFINISHED;
    else
        out->text = strip_end(raw, &out->flaws);
    out->flaws |= line_flaws(out->text);
    if (r->line_octets > LINE_LIMIT)
        out->flaws |= LINE_LONG;
    if (r->line_octets > raw.len)
        out->flaws |= LINE_CUT;
    if (r->echoing)
        out->flaws |= LINE_ECHO;
    r->line_octets = 0;
    r->last = '\0';
    r->long_told = r->echoing = false;
}

/* Are the first octets of the present line, `more` being its last ones, the
 * command sent back (rule reply/echo)? At least four of them, or a beginning
 * of it and then the end of the line. */
static bool is_echo(const struct reply_reader *r, struct span more)
{
    struct span sent = span_first(r->echo, REQUEST_INLINE);
    size_t n = 0;

    for (; n < sent.len; n++) {
        char c = n < r->line_octets              ? r->line.at[n]
                 : n < r->line_octets + more.len ? more.at[n - r->line_octets]
                                                 : '\n';
        if (c != sent.at[n])
            return n >= 4 || (n && (c == '\n' || c == '\r'));
    }
    return n > 0;
}

/* Octets of in up to the end of the present line, its LF included; 0 when
 * the line does not end in it. An echoed line ends with CRLF only. */
static size_t find_end(struct reply_reader *r, struct span in)
{
    size_t n = 0;

    for (;;) {
        n += span_find(span_from(in, n), '\n');
        if (n == in.len)
            return 0;
        if ((n ? in.at[n - 1] : r->last) == '\r')
            return n + 1;
        r->echoing = r->echoing || is_echo(r, span_first(in, n));
        if (!r->echoing)
            return n + 1;
        n++;
    }
}

static bool is_dot(struct span text)
{
    return text.len == 1 && text.at[0] == '.';
}

/* A complete line as the mode reads it. */
static void finished_line(struct reply_reader *r, struct span raw,
                          struct piece *out)
{
    bool bare_before = r->scan.bare;

    line_piece(r, raw, true, out);
    if (r->mode != REPLY_LISTING)
        return;
    r->scan.bare = (out->flaws & LINE_BARE_LF) != 0;
    if (is_dot(out->text)) {
        out->kind = PIECE_DOT;
        out->end = bare_before || r->scan.bare ? END_DOT_LF : END_DOT;
        return;
    }
    r->tally.lines++;
    r->tally.octets += out->line_octets;
    if (out->text.len > 1 && out->text.at[0] == '.') {
        if (out->text.at[1] == '.') {
            out->text = span_from(out->text, 1);
            r->tally.stuffed++;
            r->tally.octets--;
        } else {
            r->tally.not_stuffed++;
        }
    }
}

/* Add octets to the line that is being put together. */
static void add_part(struct reply_reader *r, struct span part)
{
    if (!r->line_octets)
        buf_clear(&r->line);
    buf_add(&r->line, part);
    r->line_octets += part.len;
    r->before_last = part.len > 1 ? part.at[part.len - 2] : r->last;
    r->last = part.at[part.len - 1];
}

/* The line that was put together. When its rest was dropped, its beginning
 * with the end that it had. */
static struct span whole_line(struct reply_reader *r)
{
    struct span end = r->before_last == '\r' ? SPAN("\r\n") : SPAN("\n");

    if (r->line.cut) {
        buf_cut(&r->line, r->line.most - end.len);
        buf_add(&r->line, end);
    }
    return buf_span(&r->line);
}

static void next_line(struct reply_reader *r, struct span *in,
                      struct piece *out)
{
    size_t n;
    bool whole;
    struct span raw;

    if (r->held_len) { /* a status that ended a message: now a line */
        add_part(r, (struct span){r->held, r->held_len});
        r->offset += r->held_len;
        r->held_len = 0;
    }
    n = find_end(r, *in);
    if (!r->long_told && r->line_octets + (n ? n : in->len) > LINE_LIMIT) {
        out->kind = PIECE_LONG;
        out->offset = r->offset - r->line_octets;
        raw = take(r, in, LINE_LIMIT - r->line_octets);
        if (raw.len)
            add_part(r, raw);
        r->long_told = true;
        out->raw = out->text = buf_span(&r->line);
        return;
    }
    whole = n && !r->line_octets;
    raw = take(r, in, n ? n : in->len);
    if (whole) {
        r->line_octets = n;
        finished_line(r, raw, out);
        return;
    }
    if (raw.len)
        add_part(r, raw);
    if (!n)
        return;
    finished_line(r, whole_line(r), out);
}

/* --- message data --- */

enum verdict {
    VERDICT_MORE,    /* too few octets to tell */
    VERDICT_DATA,    /* the dot is data */
    VERDICT_STUFFED, /* the dot was put there by stuffing */
    VERDICT_END,     /* CRLF "." CRLF */
    VERDICT_END_LF,  /* the same with a bare LF, and a status follows */
};

/* What the octets behind a dot line with a bare LF make of it. */
static enum verdict judge_candidate(const struct reply_reader *r,
                                    struct span rest)
{
    static const char *const statuses[] = {"+OK", "-ERR"};

    if (!rest.len)
        return VERDICT_MORE;
    for (size_t i = 0; r->more_due && i < 2; i++) {
        struct span status = span_of(statuses[i]);

        if (span_starts(rest, status))
            return VERDICT_END_LF;
        if (rest.len < status.len && span_starts(status, rest))
            return VERDICT_MORE;
    }
    return VERDICT_DATA;
}

/* Judge at, which begins with the dot that begins a line. *line_out gets the
 * octets of the dot line for the ends. */
static enum verdict judge_dot(const struct reply_reader *r, struct span at,
                              size_t *line_out)
{
    bool strict = r->scan.start;

    if (at.len == 1)
        return VERDICT_MORE;
    if (at.at[1] == '.')
        return strict ? VERDICT_STUFFED : VERDICT_DATA;
    if (at.at[1] == '\n') {
        *line_out = 2;
        return judge_candidate(r, span_from(at, 2));
    }
    if (at.at[1] != '\r')
        return VERDICT_DATA;
    if (at.len == 2)
        return VERDICT_MORE;
    if (at.at[2] != '\n')
        return VERDICT_DATA;
    *line_out = 3;
    return strict ? VERDICT_END : judge_candidate(r, span_from(at, 3));
}

static void data_piece(const struct reply_reader *r, struct span raw,
                       size_t skip, struct piece *out)
{
    out->kind = PIECE_DATA;
    out->raw = raw;
    out->offset = r->offset - raw.len;
    out->text = span_from(raw, skip);
    out->body = !r->scan.header;
}

static void end_piece(struct reply_reader *r, struct span raw, enum end_how how,
                      struct piece *out)
{
    out->kind = PIECE_DOT;
    out->raw = raw;
    out->end = how;
    out->offset = r->offset - raw.len;
}

/* Note a dot at the front of a line that is no stuffing dot. */
static void count_dot(struct reply_reader *r, struct span at)
{
    uint64_t *many = &r->tally.bare_lf_dot,
             *where = &r->tally.first_bare_lf_dot;

    if (r->scan.start) {
        many = &r->tally.not_stuffed;
        where = &r->tally.first_not_stuffed;
        if (at.len < 2 || at.at[1] == '\r' || at.at[1] == '\n')
            return;
    } else if (at.len > 1 && at.at[1] == '.') {
        return;
    }
    if (!(*many)++)
        *where = r->offset;
}

/* Decide over the held octets with the help of those of *in. */
static void next_held(struct reply_reader *r, struct span *in,
                      struct piece *out)
{
    size_t before = r->held_len, line = 0, borrowed = 0;
    enum verdict verdict = VERDICT_MORE;
    struct span held, raw;

    while (verdict == VERDICT_MORE && borrowed < in->len) {
        r->held[r->held_len++] = in->at[borrowed++];
        held = (struct span){r->held, r->held_len};
        verdict = judge_dot(r, held, &line);
    }
    if (verdict == VERDICT_MORE) {
        *in = span_from(*in, borrowed);
        return;
    }
    held = (struct span){r->held, r->held_len};
    switch (verdict) {
    case VERDICT_END:
        *in = span_from(*in, borrowed);
        r->offset += line;
        r->held_len = 0;
        end_piece(r, held, END_DOT, out);
        return;
    case VERDICT_END_LF: /* the status stays held, for next_line */
        *in = span_from(*in, borrowed);
        r->offset += line;
        r->held_len -= line;
        memmove(r->held, r->held + line, r->held_len);
        end_piece(r, line == 2 ? SPAN(".\n") : SPAN(".\r\n"), END_DOT_LF, out);
        return;
    case VERDICT_STUFFED:
        *in = span_from(*in, borrowed);
        r->tally.stuffed++;
        r->held_len = 0;
        scan_note(&r->scan, SPAN("."), r->offset + 1, &r->tally);
        r->offset += 2;
        data_piece(r, SPAN(".."), 1, out);
        return;
    default: /* data: give back what was borrowed and go on behind */
        count_dot(r, held);
        raw = (struct span){r->held, before};
        r->held_len = 0;
        scan_note(&r->scan, raw, r->offset, &r->tally);
        r->offset += before;
        data_piece(r, raw, 0, out);
        return;
    }
}

/* An empty line in a header, or its first half: *in begins with CR or LF. */
static void next_blank(struct reply_reader *r, struct span *in,
                       struct piece *out)
{
    size_t n = in->at[0] == '\n' ? 1 : in->len < 2 || in->at[1] != '\n' ? 0 : 2;
    struct span raw;

    if (!n && in->len > 1)
        return; /* a CR that ends nothing: data */
    r->blank_cr = !n;
    raw = take(r, in, n ? n : 1);
    scan_note(&r->scan, raw, r->offset - raw.len, &r->tally);
    data_piece(r, raw, 0, out);
    if (n)
        r->scan.header = false;
}

/* The second half, when the CR was the last octet of the read before. */
static void next_blank_lf(struct reply_reader *r, struct span *in,
                          struct piece *out)
{
    struct span raw = take(r, in, 1);

    r->blank_cr = false;
    scan_note(&r->scan, raw, r->offset - 1, &r->tally);
    data_piece(r, raw, 0, out);
    r->scan.header = false;
}

/* A run that begins with `lead` octets which are decided already (the first
 * `skip` of them are no data), up to the next octet that is not. */
static void next_run(struct reply_reader *r, struct span *in, size_t lead,
                     size_t skip, struct piece *out)
{
    struct span raw;
    size_t n;

    scan_note(&r->scan, span_from(span_first(*in, lead), skip),
              r->offset + skip, &r->tally);
    n = scan_run(&r->scan, span_from(*in, lead), r->offset + lead, &r->tally);
    raw = take(r, in, lead + n);
    data_piece(r, raw, skip, out);
}

/* As much of in as has room in plain; whole lines, since the next one will most
 * likely begin with a dot too. */
static struct span stuffed_run(struct span in)
{
    struct span run = span_first(in, REPLY_PLAIN_MOST);
    size_t n = run.len;

    while (n && run.at[n - 1] != '\n')
        n--;
    return n && run.len < in.len ? span_first(run, n) : run;
}

/* A run of the body that begins with a stuffed dot, and may have more. */
static void next_stuffed(struct reply_reader *r, struct span *in,
                         struct piece *out)
{
    char *end = r->plain;
    struct span run = stuffed_run(*in);
    size_t n = scan_unstuff(&r->scan, run, r->offset, &r->tally, &end);

    data_piece(r, take(r, in, n), 0, out);
    out->text = (struct span){r->plain, (size_t)(end - r->plain)};
}

static void next_dot(struct reply_reader *r, struct span *in, struct piece *out)
{
    size_t line = 0;
    struct span raw;

    switch (judge_dot(r, *in, &line)) {
    case VERDICT_MORE: /* seven octets at most: a dot line, part of a status */
        memcpy(r->held, in->at, in->len);
        r->held_len = in->len;
        *in = span_from(*in, in->len);
        return;
    case VERDICT_STUFFED:
        if (!r->scan.header) {
            next_stuffed(r, in, out);
            return;
        }
        r->tally.stuffed++;
        next_run(r, in, 2, 1, out);
        return;
    case VERDICT_END:
        raw = take(r, in, line);
        end_piece(r, raw, END_DOT, out);
        return;
    case VERDICT_END_LF:
        raw = take(r, in, line);
        end_piece(r, raw, END_DOT_LF, out);
        return;
    case VERDICT_DATA:
        break;
    }
    count_dot(r, *in);
    next_run(r, in, 1, 0, out);
}

static void next_data(struct reply_reader *r, struct span *in,
                      struct piece *out)
{
    bool at_line = r->scan.start || r->scan.bare;
    char c;

    if (r->held_len) {
        next_held(r, in, out);
        return;
    }
    if (!in->len)
        return;
    c = in->at[0];
    if (r->blank_cr && c == '\n') {
        next_blank_lf(r, in, out);
        return;
    }
    r->blank_cr = false;
    if (at_line && c == '.') {
        next_dot(r, in, out);
    } else if (at_line && r->scan.header && (c == '\r' || c == '\n')) {
        next_blank(r, in, out);
        if (!out->kind)
            next_run(r, in, 1, 0, out);
    } else {
        next_run(r, in, 0, 0, out);
    }
}

bool reply_next(struct reply_reader *r, struct span *in, struct piece *out)
{
    memset(out, 0, sizeof *out);
    if (r->mode == REPLY_MESSAGE)
        next_data(r, in, out);
    else
        next_line(r, in, out);
    return out->kind != PIECE_NONE;
}

void reply_skip(struct reply_reader *r, size_t octets, size_t lines)
{
    r->offset += octets;
    r->tally.octets += octets;
    r->tally.lines += lines;
    r->scan.bare = false;
}

bool reply_undecided(const struct reply_reader *r)
{
    size_t line = 0;

    return r->mode == REPLY_MESSAGE && r->held_len &&
           judge_dot(r, (struct span){r->held, r->held_len}, &line) ==
               VERDICT_MORE &&
           line;
}

void reply_decide(struct reply_reader *r, struct piece *out)
{
    size_t line = r->held[1] == '\n' ? 2 : 3;

    memset(out, 0, sizeof *out);
    r->offset += line;
    r->held_len -= line;
    memmove(r->held, r->held + line, r->held_len);
    end_piece(r, line == 2 ? SPAN(".\n") : SPAN(".\r\n"), END_DOT_LF, out);
}

void reply_finish(struct reply_reader *r, struct piece *out)
{
    struct span raw = {r->held, r->held_len};

    memset(out, 0, sizeof *out);
    if (r->mode != REPLY_MESSAGE) {
        if (r->line_octets)
            line_piece(r, buf_span(&r->line), false, out);
        return;
    }
    if (!r->held_len)
        return;
    scan_note(&r->scan, raw, r->offset, &r->tally);
    r->offset += r->held_len;
    r->held_len = 0;
    data_piece(r, raw, 0, out);
}

/* reply-data.c - runs of message data and the lone dot, for any split of the
 * octets.
 *
 * Only runs with stuffed dots in them are copied, to be without these; at most
 * seven octets of an undecided dot line are held back. */
#include <config.h>

#include "net/pop3/reply-private.h"

#include <string.h>

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
    raw = reply_take(r, in, n ? n : 1);
    scan_note(&r->scan, raw, r->offset - raw.len, &r->tally);
    data_piece(r, raw, 0, out);
    if (n)
        r->scan.header = false;
}

/* The second half, when the CR was the last octet of the read before. */
static void next_blank_lf(struct reply_reader *r, struct span *in,
                          struct piece *out)
{
    struct span raw = reply_take(r, in, 1);

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
    raw = reply_take(r, in, lead + n);
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

    data_piece(r, reply_take(r, in, n), 0, out);
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
        raw = reply_take(r, in, line);
        end_piece(r, raw, END_DOT, out);
        return;
    case VERDICT_END_LF:
        raw = reply_take(r, in, line);
        end_piece(r, raw, END_DOT_LF, out);
        return;
    case VERDICT_DATA:
        break;
    }
    count_dot(r, *in);
    next_run(r, in, 1, 0, out);
}

void reply_next_data(struct reply_reader *r, struct span *in, struct piece *out)
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

void reply_finish_data(struct reply_reader *r, struct piece *out)
{
    struct span raw = {r->held, r->held_len};

    if (!r->held_len)
        return;
    scan_note(&r->scan, raw, r->offset, &r->tally);
    r->offset += r->held_len;
    r->held_len = 0;
    data_piece(r, raw, 0, out);
}

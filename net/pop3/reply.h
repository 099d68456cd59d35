/* reply.h - cuts the server's octets into lines, runs of data and ends.
 *
 * Knows where a line and a multi-line reply end (RFC 1939 section 3) for any
 * split of the octets. Leaves to dialogue.c which kind of reply is due, and
 * what a line means. Never fails. */
#ifndef POP3SH_POP3_REPLY_H
#define POP3SH_POP3_REPLY_H

#include "net/base/text.h"
#include "net/pop3/scan.h"

/* How the octets that come next are read. */
enum reply_mode {
    REPLY_LINES,   /* lines, each ended by LF */
    REPLY_LISTING, /* lines, up to a line that is a lone dot */
    REPLY_MESSAGE, /* data, up to CRLF "." CRLF */
};

enum piece_kind {
    PIECE_NONE, /* all octets are used up (or held back as undecided) */
    PIECE_LONG, /* the present line has passed 512 octets */
    PIECE_LINE, /* a whole line */
    PIECE_DATA, /* a run of message data */
    PIECE_DOT,  /* the end of a multi-line reply: .end says of what form */
};

struct piece {
    enum piece_kind kind;
    uint64_t offset;      /* of raw in the stream */
    unsigned flaws;       /* enum line_flaws */
    struct span raw;      /* borrowed until the next reply_next */
    struct span text;     /* LINE: without its end; DATA: without the dots that
                             stuffing put in front of lines */
    uint64_t line_octets; /* LINE: its whole size, also when raw is cut */
    bool body;            /* DATA: behind the header's empty line */
    enum end_how end;     /* DOT */
};

enum {
    REPLY_LINE_MOST = 8192,  /* octets of a line that are kept */
    REPLY_PLAIN_MOST = 65536 /* octets of a run that has stuffed dots in it */
};

struct reply_reader {
    enum reply_mode mode;
    uint64_t offset;  /* of the next octet to be used */
    bool more_due;    /* another reply is awaited after this one */
    struct span echo; /* the line that this reply may echo; borrowed */
    struct tally tally;

    /* within a line */
    struct buf line;
    uint64_t line_octets;
    char last, before_last; /* octets of the line */
    bool long_told, echoing;
    /* within data */
    struct scan scan;
    bool blank_cr; /* header: a CR stands where an empty line may end */
    char held[8];  /* a dot line that is not decided yet */
    size_t held_len;
    char *plain; /* owned: such a run without them; not touched before */
};

void reply_init(struct reply_reader *r); /* lines, from offset 0 */
void reply_done(struct reply_reader *r);

/* Read what comes next in this mode; a multi-line one starts a new tally. */
void reply_expect(struct reply_reader *r, enum reply_mode mode);

/* Take the next piece from the front of *in. Call until it is PIECE_NONE, for
 * which it returns false; between two calls the mode may be changed. */
bool reply_next(struct reply_reader *r, struct span *in, struct piece *out);

/* Somebody else has read whole lines of a listing, in perfect form. */
void reply_skip(struct reply_reader *r, size_t octets, size_t lines);

/* True while a dot line with a bare LF is held back, which silence makes the
 * end of the reply (grammar: after 2 s). */
bool reply_undecided(const struct reply_reader *r);

/* That silence has passed: the reply's end. */
void reply_decide(struct reply_reader *r, struct piece *out);

/* The connection ended: what is left of an unfinished line or of held data,
 * as a LINE with LINE_UNFINISHED or as DATA; NONE when nothing is. */
void reply_finish(struct reply_reader *r, struct piece *out);

/* The flaws of a line's octets, without those of its end. */
unsigned line_flaws(struct span text);

#endif

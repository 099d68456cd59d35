/* compare.h - does an answer say what was recorded?
 *
 * At the four levels of pop3sh-transcript(5), from "the outcome is the same"
 * to "every octet is". Tells each difference; what follows from it is for
 * others. Pure. */
#ifndef POP3SH_TRANSCRIPT_COMPARE_H
#define POP3SH_TRANSCRIPT_COMPARE_H

#include "net/transcript/answer.h"
#include "net/transcript/auto-mask.h"
#include "net/transcript/item.h"
#include "net/transcript/match.h"

/* Each level compares what those before it do, and more. */
enum compare_level {
    COMPARE_OUTCOME,
    COMPARE_GRAMMAR,
    COMPARE_TEXT,
    COMPARE_WIRE,
};

/* "outcome" and so on; never NULL. */
const char *compare_level_name(enum compare_level level);
bool compare_level_find(struct span name, enum compare_level *out);

/* What can be compared, or left out, apart from the level; bits. */
enum aspect {
    ASPECT_UIDS = 1,
    ASPECT_SIZES = 2,
    ASPECT_COUNTS = 4,
    ASPECT_TLS = 8,
    ASPECT_GREETING = 16,
};

/* The bit of "uids" and so on; 0 when there is no such name. */
unsigned aspect_find(struct span name);

struct compare_how {
    enum compare_level level;
    unsigned pinned, freed; /* bits of enum aspect */
};

/* One recorded line of an answer. */
struct wanted_line {
    const struct part *parts; /* without the line end */
    size_t count;
    bool masked;        /* some part is no literal */
    struct span octets; /* what was recorded, as far as known; no line end */
    struct span end;    /* its line end: CRLF, LF, or empty */
    enum item_quantity quantity;
    uint32_t set;     /* number of its "@ set", from 1; 0: none */
    uint32_t line;    /* of the file */
    struct span text; /* as it stands there, behind "S: " */
};

/* One recorded answer. lines[0] is its first line; the dot line that ends it
 * is none of them. */
struct wanted {
    enum answer_kind kind;
    bool any_status; /* a mask stands where the status would */
    enum status status;
    bool multi;
    enum end_how end;
    const struct verb *verb;
    enum content content;
    struct span code; /* without brackets; any case */
    bool any_code;    /* masked */
    const struct wanted_line *lines;
    size_t count;
    uint32_t end_line; /* of the file: where the dot is */
    /* "@ body" in place of its data lines */
    bool body;
    uint64_t body_octets, body_lines;
    struct span body_sha256; /* hex; empty: unknown */
    uint32_t body_line;
};

enum difference_side {
    DIFFERENCE_BOTH,    /* there is another line */
    DIFFERENCE_MISSING, /* the expected one is not there */
    DIFFERENCE_EXTRA,   /* one more than expected came */
};

/* Spans are borrowed for the callback. */
struct difference {
    enum difference_side side;
    enum compare_level level; /* the lowest that sees it */
    bool note;                /* worth telling, and no failure */
    bool unknown;             /* neither: there is no verdict */
    uint32_t line;            /* of the file; 0: none */
    struct span expected;     /* text of the file, "S: " not included */
    struct span got;          /* octets of the server */
    struct span beside;       /* MISSING: the octets that came in its place;
                                 EXTRA: the text of the file that was due in its
                                 place; empty: it has none */
    size_t at;                /* offset in the octets where they part */
    bool has_at;
    const char *why; /* in words, if the lines do not show it; or NULL */
    bool expected_event, got_event; /* that text is what follows "@ " */
    bool of_client;     /* expected is a line of ours, which was not sent */
    const char *accept; /* option of a replay that takes it for right, or
                           another way in words; NULL: what an update does */
};

typedef void difference_fn(void *ctx, const struct difference *d);

struct compare {
    struct compare_how how;
    struct variables *bindings; /* borrowed; masks bind there */
    difference_fn *tell;
    void *ctx;
    struct span host; /* the server's name in the recording; empty: unknown */
    bool literal;     /* what STAT, LIST, UIDL and such list is compared as it
                         stands where it has no mask */
};

enum compare_result {
    COMPARE_SAME,
    COMPARE_DIFFERS,
    COMPARE_STATE, /* it differs so that what follows has lost its meaning */
};

enum compare_result compare_answer(const struct compare *c,
                                   const struct wanted *w,
                                   const struct answer *got);

/* What a mask stands for in a line that came. */
struct covered {
    const struct wanted_line *line;
    const struct part *mask; /* .kind is no PART_LITERAL */
    struct span octets;
    bool unasked; /* the recorded line has no such mask */
    bool hidden;  /* the octets are nobody's business */
};

typedef void covered_fn(void *ctx, const struct covered *covered);

/* Tell what the masks of w cover in an answer that was compared with it, as far
 * as its lines fit those of w. */
void compare_covered(const struct compare *c, const struct wanted *w,
                     const struct answer *got, covered_fn *tell, void *ctx);

/* The parts of a line without masks that c does not compare, in their order.
 * Returns how many. */
size_t compare_masks(const struct compare *c, const struct wanted *w,
                     const struct wanted_line *line,
                     struct auto_mask out[AUTO_MASKS_MOST]);

#endif

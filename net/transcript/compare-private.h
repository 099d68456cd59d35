/* compare-private.h - what the files of the comparison share. */
#ifndef POP3SH_TRANSCRIPT_COMPARE_PRIVATE_H
#define POP3SH_TRANSCRIPT_COMPARE_PRIVATE_H

#include "net/transcript/auto-mask.h"
#include "net/transcript/compare.h"

struct line_difference;
typedef void line_differs_fn(void *ctx, const struct line_difference *d);

struct comparison {
    const struct compare *c;
    const struct wanted *w;
    const struct answer *got;
    enum compare_level level;
    enum compare_result result;
    line_differs_fn *differs; /* told of each line that differs; or NULL */
    void *differs_ctx;
};

/* The lines of an answer, one after the other. */
struct line_reader {
    struct span rest;
};

struct live_line {
    struct span text, end; /* end: CRLF, LF, or empty */
};

/* One line that differs, by its place among the recorded ones. */
struct line_difference {
    enum difference_side side;
    size_t line; /* in wanted.lines; EXTRA: the one beside which it came */
    bool behind; /* EXTRA: behind that one, else in front of it */
    struct live_line got; /* BOTH, EXTRA */
};

void compare_tell(struct comparison *x, const struct difference *d);

/* The first lines, side by side. */
void compare_tell_first(struct comparison *x, enum compare_level level,
                        const char *why);

/* What is missing, and what came in its place; NULL: nothing did. */
struct difference compare_missing(const struct wanted_line *line,
                                  const struct live_line *instead);
/* What is too much, and what was due in its place; NULL: nothing was. line: of
 * the file. */
struct difference compare_extra(uint32_t line, const struct live_line *got,
                                const struct wanted_line *due);

/* The dot that ends a listing as a line; NULL: none does. */
const struct live_line *compare_live_dot(const struct comparison *x);
const struct wanted_line *compare_wanted_dot(const struct comparison *x);

/* The aspect that a mask of this type belongs to; 0: none. */
unsigned aspect_of(enum wire_type type);

/* compare-lines.c: the lines as text or as octets. */
void compare_lines(struct comparison *x);

/* compare-catch.c: bind what masks with names catch, whatever else the lines
 * say; values that contradict are a difference of grammar. */
void compare_catch(struct comparison *x);

/* compare-count.c: how many entries LIST and UIDL have. */
void compare_count(struct comparison *x);

/* compare-pin.c: counts, sizes and unique-ids that are pinned, where text is
 * not compared. */
void compare_pins(struct comparison *x);

/* compare-entries.c: the entries of CAPA, AUTH and LANG as a set. */
void compare_entries(struct comparison *x);
/* What it takes to accept that line is another one, or gone: an option, where
 * something of an entry is lost; else NULL. */
const char *compare_accept(const struct comparison *x,
                           const struct wanted_line *line);

/* compare-match.c: one line. The next line of an answer; false at its end. */
bool line_next(struct line_reader *r, struct live_line *out);
enum { COMPARE_PARTS_MOST = 256 }; /* of a line whose masks are changed */
/* The parts that the line is compared by when it is no literal one: as recorded
 * but for what is pinned, or with masks that it gets unasked. 0: it has none.
 */
size_t compare_parts(struct comparison *x, const struct wanted_line *line,
                     struct part out[COMPARE_PARTS_MOST]);
enum auto_place compare_place(const struct comparison *x,
                              const struct wanted_line *line);
/* The parts of a literal line that this comparison takes for masks. */
size_t compare_automask(struct comparison *x, const struct wanted_line *line,
                        struct auto_mask out[AUTO_MASKS_MOST]);

/* Does the line match, at the level of x? Binds what it catches. *at_out:
 * where not; *name_out: the variable at fault. */
enum match_result compare_match(struct comparison *x,
                                const struct wanted_line *line,
                                const struct live_line *got, size_t *at_out,
                                struct span *name_out);

/* Could it match, whatever the lines before it bind? Binds nothing. */
bool compare_may_match(struct comparison *x, const struct wanted_line *line,
                       const struct live_line *got);

#endif

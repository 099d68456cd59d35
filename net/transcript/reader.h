/* reader.h - turns the octets of a transcript into items.
 *
 * Fed in any split; checks everything that can be known from the file alone,
 * and says of what is wrong the line, the column and what was expected. */
#ifndef POP3SH_TRANSCRIPT_READER_H
#define POP3SH_TRANSCRIPT_READER_H

#include "net/base/buf.h"
#include "net/base/error.h"
#include "net/transcript/item.h"
#include "net/transcript/line-map.h"

struct reader;

/* name begins every error ("login.pop3t:12:7: expected ..."); copied. */
struct reader *reader_new(const char *name);
void reader_free(struct reader *r); /* NULL is fine */

enum reader_result {
    READER_ITEM,  /* *out is the next item */
    READER_MORE,  /* all octets are used up */
    READER_ERROR, /* the file is wrong: *err, ERROR_INPUT; so is everything
                     that would follow */
};

/* Take the next item off the front of *in.
 *
 * The item's spans lie in *in when its line lay there whole, else in memory of
 * the reader that is good until the next call. So for a file that is in memory
 * whole they live as long as the file. */
enum reader_result reader_next(struct reader *r, struct span *in,
                               struct item *out, struct error *err);

/* Take the lines off the front of *in that repeat `last`, the item that
 * reader_next gave last, octet by octet. They are as good as read: *last is
 * what reader_next would have given for each, but for its line. Returns how
 * many; 0 also where it takes more than octets to tell what a line means. */
size_t reader_repeats(struct reader *r, struct span *in,
                      const struct item *last);

/* The file has ended: its last line may lack the LF. READER_ITEM at most once,
 * then READER_MORE. A transcript that stops in the middle of a session is one;
 * a file without a whole header is none. */
enum reader_result reader_finish(struct reader *r, struct item *out,
                                 struct error *err);

/* A fast way past many items: the lines of the server on connection 1 that
 * stand whole at the front of *in and consist of text, escapes, and masks that
 * bind nothing and have their octets. Cuts them off, adds to *out what was on
 * the wire, CRLF included, and to *lines where that came from. To be called
 * again and again, between calls of reader_next: takes some of them at a time,
 * and says false when reader_next is to take the next. */
bool reader_run(struct reader *r, struct span *in, struct buf *out,
                struct line_map *lines);

/* Where the error stands; 0 before there was one. */
uint32_t reader_error_line(const struct reader *r);
uint32_t reader_error_column(const struct reader *r); /* octets, from 1 */

/* Has the file the form "line, blank line" between header and session ended:
 * are items of the session due? */
bool reader_in_session(const struct reader *r);

#endif

/* reader-private.h - what the files of the reader share. */
#ifndef POP3SH_TRANSCRIPT_READER_PRIVATE_H
#define POP3SH_TRANSCRIPT_READER_PRIVATE_H

#include "net/base/buf.h"
#include "net/transcript/reader.h"

/* How the last mask that was met began, "\\{:octets=": two words, and which
 * bits of them it has. */
struct reader_mask {
    uint64_t words[2], use[2];
    size_t len; /* octets; 0: none */
};

struct reader {
    char *name;
    struct buf line; /* the beginning of a line whose LF has not come */
    bool failed, in_session;
    uint32_t lines;
    uint64_t octets; /* of the file so far */
    uint32_t error_line, error_column;
    unsigned fields; /* bits: header fields seen */
    const struct at_verb *open[ITEM_CONNECTIONS_MOST]; /* blocks, or NULL */
    bool in_set[ITEM_CONNECTIONS_MOST];
    bool spoke[ITEM_CONNECTIONS_MOST];     /* the server, since it was asked */
    bool connected[ITEM_CONNECTIONS_MOST]; /* "@ connect" stood there */
    struct buf names; /* "\nname\nname\n" of bound variables */
    unsigned names_count;
    struct buf expression; /* the last regular expression that was compiled */
    uint64_t expressions_cost;
    struct reader_mask mask;
};

/* What of a line is read, and where the part at hand begins in it. */
struct place {
    struct span line;
    struct error *err;
};

/* reader.c: say what is wrong; false. The octet at fault is `at`, within or
 * just behind the line. */
bool reader_fail(struct reader *r, const struct place *p, const char *at,
                 const char *expected);

/* reader-line.c: take a line apart, whose kind its place in the file and its
 * first octet tell. False when something was wrong. */
bool reader_comment(struct reader *r, const struct place *p, struct item *item);
bool reader_header(struct reader *r, const struct place *p, struct item *item);
bool reader_session(struct reader *r, const struct place *p, struct item *item);

#endif

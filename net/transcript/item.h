/* item.h - one line of a transcript, taken apart.
 *
 * A transcript (pop3sh-transcript(5)) is a file of lines; each is one of the
 * items below and keeps the octets it was read from, so that what is read and
 * printed again is the same file. */
#ifndef POP3SH_TRANSCRIPT_ITEM_H
#define POP3SH_TRANSCRIPT_ITEM_H

#include "net/base/span.h"
#include "net/transcript/at-verb.h"
#include "net/transcript/header-field.h"

enum {
    ITEM_CONNECTIONS_MOST = 16,     /* in one file */
    ITEM_VARIABLES_MOST = 64,       /* names bound in one file */
    ITEM_LINE_MOST = 1 << 20,       /* octets of a line of the file */
    ITEM_FILE_MOST = 64 * (1 << 20) /* octets of the file */
};

#define ITEM_MAGIC_LINE "%POP3-TRANSCRIPT 1"

enum item_kind {
    ITEM_MAGIC,   /* the first line */
    ITEM_HEADER,  /* .field .name .text */
    ITEM_COMMENT, /* a line that begins with "#" */
    ITEM_BLANK,   /* an empty line; the first one ends the header */
    ITEM_CLIENT,  /* "C:" .conn .text .plain */
    ITEM_SERVER,  /* "S:" .conn .quantity .text .plain */
    ITEM_EVENT,   /* "@" .conn .verb .text: the parameters (at-verb.h) */
};

enum item_quantity {
    ITEM_ONE,      /* "S:" */
    ITEM_OPTIONAL, /* "S?:" */
    ITEM_MANY,     /* "S*:" zero or more */
};

/* What is expected where a reply begins with a line that need not come. */
#define ITEM_FIRST_WANTED                                                      \
    "\"S:\": the first line of a reply must come, since nobody could tell "    \
    "how long to wait for it; for a line that may differ write a mask, "       \
    "\"S: \\{:any}\""

/* Spans are borrowed from whoever gave the file's octets. Packed: a file may
 * have millions of them. */
struct item {
    enum item_kind kind : 8;
    enum item_quantity quantity : 8;
    bool ended;       /* an LF followed: false in a last line without one */
    bool plain;       /* .text has no backslash: it is its own octets, and CRLF
                         follows on the wire */
    uint16_t conn;    /* 1 when the line names none */
    uint32_t line;    /* in the file, from 1 */
    uint32_t repeats; /* CLIENT, SERVER, in a folded transcript
                         (transcript.h): how many lines that say the same
                         stand right behind it */
    struct span raw;  /* the line without its LF; a CR that stood there stays */
    struct span name; /* HEADER: the field's name; EVENT: the verb */
    struct span text; /* HEADER: the value; COMMENT: all of it; CLIENT, SERVER:
                         wire text (wire-text.h); EVENT: what follows the verb
                         and one SP */
    union {
        const struct header_field *field; /* HEADER: its row; NULL: "X-..." */
        const struct at_verb *verb;       /* EVENT: its row */
    };
};

/* The line ends in CRLF in the file. */
static inline bool item_has_cr(const struct item *item)
{
    return item->raw.len && item->raw.at[item->raw.len - 1] == '\r';
}

/* The line without its end. */
static inline struct span item_line(const struct item *item)
{
    return span_first(item->raw, item->raw.len - item_has_cr(item));
}

#endif

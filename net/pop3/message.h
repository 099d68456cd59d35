/* message.h - the header of a message, read while it arrives.
 *
 * A pure incremental reader for showing messages: keeps the few fields that
 * a person wants to see, unfolded and decoded, in bounded memory. Judges
 * nothing and never fails; the body is none of its business. */
#ifndef POP3SH_POP3_MESSAGE_H
#define POP3SH_POP3_MESSAGE_H

#include "net/base/buf.h"

/* The fields kept, in the order of showing. */
enum message_field {
    MESSAGE_FROM,
    MESSAGE_TO,
    MESSAGE_SUBJECT,
    MESSAGE_DATE,
    MESSAGE_MESSAGE_ID,
    MESSAGE_CONTENT_TYPE,
    MESSAGE_FIELDS
};

enum {
    MESSAGE_FIELD_MOST = 8192,    /* octets kept of one field */
    MESSAGE_HEADER_MOST = 1 << 20 /* octets after which a header is taken as
                                     over, whatever follows */
};

struct message {
    struct buf line;                   /* the field that is being read */
    struct buf fields[MESSAGE_FIELDS]; /* decoded; the first of each name */
    size_t octets;                     /* of the header, so far */
    bool over;                         /* its end was seen */
    bool line_begins;                  /* the next octet begins a line */
    bool blank; /* nothing but CR on the present line so far */
};

/* Ready for the first octet of a message. Release with message_done. */
void message_init(struct message *m);
void message_done(struct message *m);

/* Read octets of the message (dots unstuffed), in any split. Returns how many
 * belong to the header, its blank line included; the rest is body. */
size_t message_feed(struct message *m, struct span octets);

/* The message has ended, though its header may not have. */
void message_end(struct message *m);

/* "From" and so on, as it is written in messages. */
const char *message_field_name(enum message_field field);

/* Body of the field in UTF-8 if it was decodable, in one line; empty when the
 * message has none. May hold anything: escape it before it reaches a
 * terminal. Borrowed from m. */
struct span message_field(const struct message *m, enum message_field field);

#endif

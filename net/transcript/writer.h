/* writer.h - writes the lines of a transcript.
 *
 * Everything is appended to a buf, a line with its LF at a time; what a peer
 * sent comes out escaped. */
#ifndef POP3SH_TRANSCRIPT_WRITER_H
#define POP3SH_TRANSCRIPT_WRITER_H

#include "net/pop3/event.h"
#include "net/pop3/tls-facts.h"
#include "net/transcript/item.h"
#include "net/transcript/wire-text.h"

/* An item as it was read: reading and printing gives the same file. */
void writer_item(struct buf *out, const struct item *item);

/* Let the lines of out from octet `from` on end in CRLF where the item does. */
void writer_end_as(struct buf *out, size_t from, const struct item *item);

/* "Name: value"; what must not stand in a header is made visible. */
void writer_header(struct buf *out, const char *name, struct span value);

/* "C: " or "S: " and so on, with wire text that is made already. */
void writer_line(struct buf *out, char side, unsigned conn,
                 enum item_quantity quantity, struct span wire);

/* Octets of one line as wire text: a CRLF at the end is implied, any other end
 * written out. Without an end the line is one that was cut. */
void writer_wire(struct buf *out, struct span octets);

/* The parts of wire text, one by one; last: nothing follows but the end that
 * writer_wire_end writes. */
void writer_wire_octets(struct buf *out, struct span octets, bool last);
/* A mask; name and octets may be empty, octets.at NULL: none are kept. */
void writer_wire_capture(struct buf *out, struct span name, enum wire_type type,
                         struct span octets);
void writer_wire_secret(struct buf *out, const char *name);
/* end: the octets of the line end as they were: CRLF is implied. */
void writer_wire_end(struct buf *out, struct span end);

/* The line end of octets: "\r\n", "\r\r\n", "\n", or nothing. CR CR LF counts
 * as CR before a CRLF. */
struct span writer_line_end(struct span octets);

/* "@ verb", to be followed by parameters and writer_event_end. */
void writer_event(struct buf *out, unsigned conn, enum at_id id);
void writer_word(struct buf *out, struct span word); /* quoted if it must be */
void writer_param(struct buf *out, const char *key, struct span value);
void writer_param_number(struct buf *out, const char *key, uint64_t value);
/* Parameters of "@ tls ok": version, cipher, certificate and whether it is
 * good. */
void writer_tls(struct buf *out, const struct tls_facts *facts);
/* Parameters of "@ close": by whom, and how. */
void writer_close(struct buf *out, enum side by, enum close_how how);
void writer_event_end(struct buf *out);

#endif

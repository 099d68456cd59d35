/* escape.h - octets as text of a transcript, and back.
 *
 * What escape_add writes is printable on any terminal, survives editors that
 * strip blanks, and gives back the same octets. */
#ifndef POP3SH_TRANSCRIPT_ESCAPE_H
#define POP3SH_TRANSCRIPT_ESCAPE_H

#include "net/base/buf.h"

/* What else is escaped, besides what always is. */
enum escape_for {
    ESCAPE_PART,  /* of a C: or S: line, where more follows */
    ESCAPE_LINE,  /* up to the end of such a line: a blank at the end too */
    ESCAPE_VALUE, /* the octets of a mask: "}" too */
    ESCAPE_QUOTED /* a quoted parameter: the quote too */
};

/* Append octets escaped. Always escaped are: control octets, DEL, C1, bidi
 * controls and other characters that are not seen, invalid UTF-8 and "\". */
void escape_add(struct buf *out, struct span octets, enum escape_for what);

/* Octets at the front of s that need no escape and are ASCII. */
size_t escape_plain(struct span s);

/* Length of the character at the front of s if it may stand for itself: no
 * control, C1 or bidi control, no invalid UTF-8 and no backslash; else 0. */
size_t escape_literal(struct span s);

/* Length of the escape at the front of s, its backslash included, and the
 * octet it stands for; 0 when it is none. */
size_t escape_read(struct span s, char *octet_out);

/* Does text consist of literals and escapes only? *bad_out: of the first octet
 * that is neither. */
bool escape_check(struct span text, size_t *bad_out);

/* Append the octets that checked text stands for. */
void escape_decode(struct buf *out, struct span text);

#endif

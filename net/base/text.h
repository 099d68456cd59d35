/* text.h - octets from elsewhere made fit for a person's screen.
 *
 * Nothing that came from a server or a file may drive a terminal: C0, DEL,
 * C1, ESC, bidi controls and invalid UTF-8 are shown as \xHH (or \u{HHHH}
 * for well-formed but unsafe characters). Printable ASCII and other
 * well-formed UTF-8 pass. */
#ifndef POP3SH_BASE_TEXT_H
#define POP3SH_BASE_TEXT_H

#include "net/base/buf.h"

enum text_flags {
    TEXT_PLAIN = 0,
    TEXT_ASCII = 1,     /* escape every octet above 0x7E: the C locale */
    TEXT_BACKSLASH = 2, /* write \ itself as \\, so the form is reversible */
    TEXT_TAB = 4,       /* let HTAB pass */
};

/* Append octets to out, escaped. */
void text_escape(struct buf *out, struct span octets, unsigned flags);

/* As text_escape, but stop before the result exceeds columns; adds "..." (or
 * U+2026 without TEXT_ASCII) when something was left out. */
void text_escape_fit(struct buf *out, struct span octets, unsigned flags,
                     size_t columns);

/* How many columns text_escape would use for octets, from the left edge. */
size_t text_columns(struct span octets, unsigned flags);

/* Decode the UTF-8 sequence at the front of s, strictly (RFC 3629: no
 * overlongs, surrogates or values above U+10FFFF).
 *
 * Returns its length in octets, 0 when it is malformed or cut short or s is
 * empty; *out is written on success only. */
size_t text_utf8(struct span s, uint32_t *out);

/* True when all of s is well-formed UTF-8. *bad_out (may be NULL) gets the
 * offset of the first octet that is not. */
bool text_is_utf8(struct span s, size_t *bad_out);

/* True for a character that must not reach a terminal: C0, DEL, C1, bidi
 * controls, line and paragraph separators, and other invisible formats. */
bool text_is_unsafe(uint32_t character);

/* Columns a character takes on a terminal: 0, 1 or 2. */
int text_width(uint32_t character);

/* Append octet count in words: "512 octets", "1.4 MiB". */
void text_size(struct buf *out, uint64_t octets);

/* Append n with its digits grouped in threes: "1,048,576". */
void text_grouped(struct buf *out, uint64_t n);

/* Append a duration: "85 us", "1.2 ms", "3.4 s". */
void text_duration(struct buf *out, uint64_t ns);

/* Read the C escapes of \raw: \r \n \t \0 \\ \" \xHH; anything else behind a
 * backslash is refused: false, *bad_out (may be NULL) is the offset of that
 * backslash, and out holds what came before it. */
bool text_unescape(struct buf *out, struct span text, size_t *bad_out);

#endif

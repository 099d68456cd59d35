/* wire-text.h - what stands behind "C: " and "S: ", piece by piece.
 *
 * Literals, escapes and masks, as pop3sh-transcript(5) has them; a mask holds
 * the place of octets that differ from session to session, or of a secret. */
#ifndef POP3SH_TRANSCRIPT_WIRE_TEXT_H
#define POP3SH_TRANSCRIPT_WIRE_TEXT_H

#include "net/base/buf.h"

/* What a mask matches. */
enum wire_type {
    WIRE_ANY,    /* the rest, or as little as fits; no line end */
    WIRE_WORD,   /* no space */
    WIRE_NUM,    /* digits */
    WIRE_OCTETS, /* digits: a size */
    WIRE_MSGNO,  /* digits: a message-number */
    WIRE_UID,    /* 1 to 70 octets of 21 to 7E hex */
    WIRE_STAMP,  /* "<..@..>" */
    WIRE_B64,
    WIRE_HEX,
    WIRE_DATE,
    WIRE_HOST,
    WIRE_RE, /* a POSIX extended regular expression: .regex */
    WIRE_TYPE_COUNT
};

struct wire_type_row {
    const char *name;
    const char *help;
};
extern const struct wire_type_row wire_types[WIRE_TYPE_COUNT];

enum wire_kind {
    WIRE_LITERAL, /* .octets stand for themselves */
    WIRE_ESCAPE,  /* .octet */
    WIRE_USE,     /* \{name}: the value of a variable */
    WIRE_CAPTURE, /* \{name:type=octets}: .name may be empty */
    WIRE_SECRET,  /* \{!name}; also \{!sasl} and \{!apop} */
    WIRE_NO_END,  /* \; at the end: no CRLF is added */
};

/* Spans lie in the text that was read. */
struct wire_piece {
    enum wire_kind kind;
    struct span source; /* as written */
    struct span octets; /* LITERAL */
    char octet;         /* ESCAPE */
    struct span name;   /* USE, CAPTURE, SECRET */
    enum wire_type type;
    struct span regex; /* CAPTURE of WIRE_RE: between the slashes, escaped */
    bool has_value;    /* CAPTURE: the octets that were recorded are there */
    struct span value; /* and here they are, still escaped */
};

/* Take the next piece off *rest. 1: *out has it; 0: the end; -1: *rest begins
 * with (or, at *at_out octets from there, holds) what is none, and
 * *expected_out says what was expected. at_out and expected_out may be NULL
 * for text that a reader has passed. */
int wire_next(struct span *rest, struct wire_piece *out,
              const char **expected_out, size_t *at_out);

/* What text stands for when nothing is known but the text: escapes decoded,
 * recorded octets of masks, and for everything else the name of its type or
 * "****" for a secret; CRLF unless \; says otherwise. */
void wire_octets(struct buf *out, struct span text);

/* A name: a letter, then letters, digits, "_" and "-". */
bool wire_is_name(struct span s);

/* Is all of octets of this type (WIRE_RE: never)? What a mask of the type may
 * stand for. */
bool wire_type_fits(enum wire_type type, struct span octets);

/* The octets at the front of s that a mask of this type takes at most, WIRE_ANY
 * and WIRE_RE all of them. */
size_t wire_type_extent(enum wire_type type, struct span s);

#endif

/* match.h - does a line say what a recorded line with masks says?
 *
 * A mask takes the shortest run of octets of its type with which the rest of
 * the line still fits; what it catches binds its variable. Pure, and bounded
 * for any line and any pattern. */
#ifndef POP3SH_TRANSCRIPT_MATCH_H
#define POP3SH_TRANSCRIPT_MATCH_H

#include "net/base/error.h"
#include "net/transcript/variable.h"
#include "net/transcript/wire-text.h"

enum part_kind {
    PART_LITERAL, /* these octets */
    PART_USE,     /* the value of a variable */
    PART_MASK,    /* octets of a type */
};

struct part {
    enum part_kind kind;
    enum wire_type type;  /* MASK */
    struct span octets;   /* LITERAL; MASK of WIRE_RE: the expression */
    struct span name;     /* USE, MASK: the variable; MASK: empty forgets */
    struct span recorded; /* MASK: what stood there; .at NULL: unknown */
};

enum match_result {
    MATCH_YES,
    MATCH_NO,      /* the octets differ */
    MATCH_VALUE,   /* they would do, but for the value of a variable */
    MATCH_UNBOUND, /* a variable is used that has no value */
    MATCH_COSTLY,  /* too many ways to try: nobody knows */
};

/* Compare line (without its end) with parts. With MATCH_YES what the masks
 * caught is bound in b, else b is unchanged. *at_out (may be NULL) gets the
 * offset in line up to which it fits at best; *name_out (may be NULL) the
 * variable at fault with MATCH_VALUE and MATCH_UNBOUND. */
enum match_result match_line(const struct part *parts, size_t count,
                             struct span line, struct variables *b,
                             size_t *at_out, struct span *name_out);

/* The same; with MATCH_YES taken, which has room for count, gets what stood in
 * the place of each mask. */
enum match_result match_taken(const struct part *parts, size_t count,
                              struct span line, struct variables *b,
                              struct span *taken);

/* Is expression one that WIRE_RE can have? False and *err (ERROR_INPUT: what
 * was expected, and a way out) when it is malformed, in the library's words, or
 * could cost any amount of time. */
bool match_check_expression(struct span expression, struct error *err);

/* A measure of the time and memory that it takes to compile one: a microsecond
 * or so for each. */
uint64_t match_expression_cost(struct span expression);

#endif

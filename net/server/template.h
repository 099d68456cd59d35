/* template.h - a text with holes, filled in.
 *
 * One small language for the phrases of two languages, which want numbers in
 * different places, and for faults, which want the right line spoilt. */
#ifndef POP3SH_SERVER_TEMPLATE_H
#define POP3SH_SERVER_TEMPLATE_H

#include "net/base/span.h"

/* What goes into the holes; borrowed. */
struct words {
    struct span line;    /* %s: the right line without its end */
    struct span text;    /* %t: what follows its status indicator and SP */
    struct span command; /* %c: the command line of the client */
    struct span args;    /* %a: what follows its keyword */
    struct span first;   /* %f: the first line of this listing */
    struct span value;   /* %v, when .octets is not what is meant */
    struct span session; /* %i: unlike in each session */
    uint64_t number;     /* %n; %+n: one more */
    uint64_t octets;     /* %v; %+v: five more */
};

/* Write text with its holes filled into at, as much as fits room. Besides
 * those above: %p is a run of 600 x, %0 a NUL octet, %% a percent sign.
 * Returns how many octets were written. */
size_t template_fill(const char *text, const struct words *words, char *at,
                     size_t room);

#endif

/* client-place.h - a client's line as a finding may show it.
 *
 * The rules see the line with its password. What they show ends before the
 * first octet that is, or that may well be, a secret. */
#ifndef POP3SH_RULES_CLIENT_PLACE_H
#define POP3SH_RULES_CLIENT_PLACE_H

#include "net/rules/check-private.h"

/* The line of e (a request) without its line end. */
struct span client_line(const struct event *e);

/* The first word of a client's line, whatever blanks or control characters
 * stand around it: what a lenient server, or a person, takes for the
 * keyword. */
struct span client_keyword(struct span line);

/* Where in line the i-th word (from 0) behind the keyword begins, or the
 * line's length; blanks as for client_keyword. */
size_t client_word_at(struct span line, int i);

/* May a keyword that is unknown be shown? A word of some letters may; longer
 * ones, and those with other octets, may be a password or a SASL response
 * that went astray. */
bool client_keyword_shown(struct span keyword);

/* May this mechanism be shown? A known one, or one written as the registry
 * does; a word of letters of both kinds may be a response that went astray. */
bool client_mechanism_shown(struct span mechanism);

/* Octet `index` of the line of e, or the end of what may be shown of it when
 * that is before. */
struct place client_place(const struct event *e, size_t index);

/* Is a secret of this line replaced by a mask, so that it cannot be judged? */
bool client_masked(const struct check *c, const struct event *e);

#endif

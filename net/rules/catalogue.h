/* catalogue.h - the rules as text for people.
 *
 * One rule for the screen, or all of them as the page doc/rules.md. */
#ifndef POP3SH_RULES_CATALOGUE_H
#define POP3SH_RULES_CATALOGUE_H

#include "net/base/buf.h"
#include "net/rules/rule.h"

/* Append one rule as `pop3sh rules ID` and \h show it: id, weight, sentence,
 * RFC, advice and examples, in ASCII and lines of at most 80 columns. */
void catalogue_rule(struct buf *out, const struct rule *r);

/* Append the whole of doc/rules.md. */
void catalogue_markdown(struct buf *out);

#endif

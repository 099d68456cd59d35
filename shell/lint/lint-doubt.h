/* lint-doubt.h - what can and cannot be told from paper. */
#ifndef POP3SH_LINT_DOUBT_H
#define POP3SH_LINT_DOUBT_H

#include "net/rules/check.h"
#include "net/transcript/feed.h"

/* Could this finding be there only because octets were stood in for? doubts:
 * of the connection; line: those of the octet at fault were stood in for;
 * elided: the data of its reply was left out. */
bool lint_is_doubtful(const struct finding *f, unsigned doubts, bool line,
                      bool elided);

/* What one of the doubts that a note tells means for the verdict, in words;
 * NULL when there is none among them. */
const char *lint_noted(unsigned doubts);

/* Take what a header field or "@ connect" tells about the other end. */
void lint_peer_header(struct check_peer *peer, const struct item *item);
void lint_peer_connect(struct check_peer *peer, const struct item *item);

#endif

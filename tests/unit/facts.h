/* facts.h - facts of TLS handshakes, made up for the tests of the rules. */
#ifndef POP3SH_TESTS_FACTS_H
#define POP3SH_TESTS_FACTS_H

#include "net/pop3/tls-facts.h"

/* Around which the dates of the certificates lie: 2026-01-01 00:00 UTC. */
#define FACTS_NOW INT64_C(1767225600)

/* Those of a handshake that leaves nothing to be desired; owned by the
 * caller. */
struct tls_facts *facts_good(void);

/* Change what the word names in them: "expired", "1.2" ... "good" changes
 * nothing; an unknown word ends the test. */
void facts_change(struct tls_facts *f, const char *word);

#endif

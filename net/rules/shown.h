/* shown.h - a server's octets as part of a finding's message. */
#ifndef POP3SH_RULES_SHOWN_H
#define POP3SH_RULES_SHOWN_H

#include "net/base/span.h"

/* A value, to be used within the call that formats it: shown(word).text. */
struct shown {
    char text[64];
};

/* The octets, escaped and cut to what fits. */
struct shown shown(struct span octets);

#endif

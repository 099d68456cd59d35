/* check-stray.h - memory of the rules about server lines that answer nothing
 * (sections 1, 2, 3, 4, 17). */
#ifndef POP3SH_RULES_CHECK_STRAY_H
#define POP3SH_RULES_CHECK_STRAY_H

#include "net/pop3/event.h"
#include "net/rules/kept.h"

/* What the server sent last by right. */
enum stray_after {
    AFTER_GREETING,  /* and no command was answered since */
    AFTER_HANDSHAKE, /* of STLS, likewise */
    AFTER_LINE,      /* a reply of one line */
    AFTER_REFUSAL,   /* -ERR to a command with a multi-line reply */
    AFTER_DOT,       /* the end of a multi-line reply */
    AFTER_UNKNOWN,   /* a reply to a command that no RFC knows */
    AFTER_NONSENSE,  /* a line that is no reply; told already */
    AFTER_GUESS,     /* an end of a message that may have been data */
};

enum stray_phase {
    STRAY_NONE,
    STRAY_LONE, /* one -ERR line: the last one before the end? */
    STRAY_OPEN, /* lines that a lone dot may end */
    STRAY_TOLD, /* what follows has the same cause */
};

struct stray_memory {
    enum stray_after after;
    uint64_t since_ns; /* when that came */
    uint32_t exchange; /* of that reply */
    const char *name;  /* of its command */

    enum stray_phase phase;
    struct kept_line first; /* of the stray lines */
    uint64_t lines, last_ns;
    uint64_t alarm_ns; /* the rest is silence; 0: not waiting */
};

void stray_memory_done(struct stray_memory *m);

#endif

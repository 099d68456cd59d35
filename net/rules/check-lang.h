/* check-lang.h - memory of the rules about UTF8 and LANG (section 15). */
#ifndef POP3SH_RULES_CHECK_LANG_H
#define POP3SH_RULES_CHECK_LANG_H

#include "net/base/buf.h"
#include "net/pop3/event.h"

struct lang_memory {
    bool known;      /* a complete LANG listing was read */
    struct buf tags; /* its tags, each with SP behind it */
};

void lang_memory_done(struct lang_memory *m);

#endif

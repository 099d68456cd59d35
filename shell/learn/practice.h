/* practice.h - the server that lessons are for, whoever keeps it. */
#ifndef POP3SH_LEARN_PRACTICE_H
#define POP3SH_LEARN_PRACTICE_H

#include "net/base/error.h"
#include "shell/option/target.h"

struct practice {
    /* Make the server as good as new: all mail is there again, and it is
     * wrong as faults say, up to a NULL or LESSON_FAULTS_MOST. No session may
     * be open. *target_out, to be released, is how to reach it, without a
     * user. */
    bool (*renew)(void *ctx, const char *const *faults,
                  struct target *target_out, struct error *err);
    void *ctx;
};

#endif

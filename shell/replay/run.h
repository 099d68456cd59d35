/* run.h - plays one transcript against a server and tells what differs. */
#ifndef POP3SH_REPLAY_RUN_H
#define POP3SH_REPLAY_RUN_H

#include "shell/replay/actual.h"
#include "shell/replay/told.h"
#include "shell/replay/value.h"
#include "shell/shell.h"

/* An answer as it came, for those who rewrite the file. */
typedef void run_answer_fn(void *ctx, const struct plan_answer *want,
                           const struct answer *got);

struct run_setup {
    const char *name;              /* of the file, for texts */
    const struct plan *plan;       /* borrowed, as all */
    const struct options *options; /* of the command line */
    struct compare_how how;
    struct values *values; /* its bindings change */
    const char *to;        /* HOST[:PORT] or unix:PATH; NULL: the file's own */
    bool want_cases;       /* tell every case, and not only those that differ */
    bool want_lines;       /* tell every line */
    told_fn *tell;
    void *ctx;
    run_answer_fn *answer; /* NULL: nobody wants them */
    void *answer_ctx;
    struct span host; /* the server's name in the recording; may be empty */
    int cancel_fd;    /* readable: stop waiting; -1: none */
    const struct mask *mask; /* knows the file's secrets; NULL: nobody does */
    struct actual *actual;   /* NULL, or gets the session as it was */
};

struct run_result {
    enum report_result result; /* without regard to Expect-Exit */
    enum exit_status exit;
    char reason[400]; /* one sentence, or empty */
    uint64_t delay_s; /* LOGIN-DELAY that was announced; 0: none */
    uint64_t took_ns;
    uint16_t closed;    /* the connection that the server closed before all of
                           its answers came; 0: none */
    enum close_how how; /* it did so */
    uint64_t answers, differences, findings, not_run;
    bool gave_up; /* an answer did not come in time, and that was told */
    bool noise;   /* something came where "@ timeout" has nothing */
    uint64_t commands, octets_in, octets_out; /* of all connections */
};

void run_transcript(const struct run_setup *setup, struct run_result *out);

#endif

/* jobs.h - many transcripts, one after the other or side by side. */
#ifndef POP3SH_REPLAY_JOBS_H
#define POP3SH_REPLAY_JOBS_H

#include "shell/replay/rewrite.h"
#include "shell/replay/script.h"
#include "shell/replay/show.h"

/* One file to be played. */
struct job {
    struct script script;
    bool loaded;
    struct error error; /* when it is not */
    enum rewrite_way update;
    int cancel_fd; /* readable: stop waiting; -1: none */
};

/* Fill in what all runs share; false and *err for a level, an aspect or a
 * place that cannot be (ERROR_USAGE). */
bool jobs_how(const struct options *o, struct compare_how *out,
              struct error *err);

/* Play one file here and now. */
void job_run(struct job *j, const struct options *o,
             const struct compare_how *how, const struct show *s, told_fn *tell,
             void *ctx, struct run_result *out);

/* Play all jobs --repeat times, --jobs of them at a time, and show them in
 * their order. */
void jobs_run(struct job *jobs, size_t count, const struct options *o,
              const struct compare_how *how, struct show *s);

#endif

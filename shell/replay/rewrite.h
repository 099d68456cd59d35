/* rewrite.h - replay --update: plays a transcript, writes into its file what
 * the server says now, and plays that. */
#ifndef POP3SH_REPLAY_REWRITE_H
#define POP3SH_REPLAY_REWRITE_H

#include "shell/replay/run.h"
#include "shell/replay/script.h"

enum rewrite_way {
    REWRITE_NONE,
    REWRITE_SAFE,   /* refuse where the session has become another one */
    REWRITE_ALL,    /* do not */
    REWRITE_FORCE,  /* as SAFE, and where CI is set, too */
    REWRITE_REVIEW, /* as SAFE, into FILE.new */
};

/* The way that --update asks for. False and *err (ERROR_USAGE) where the
 * environment speaks against it. */
bool rewrite_way(const struct options *o, enum rewrite_way *out,
                 struct error *err);

/* As run_transcript, with the file rewritten. *out is the verdict of the last
 * run. */
void rewrite_run(struct script *s, const struct run_setup *setup,
                 enum rewrite_way way, struct run_result *out);

#endif

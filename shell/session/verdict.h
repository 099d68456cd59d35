/* verdict.h - which findings count, and what a run amounts to.
 *
 * Stands between the rules and the mask: passes every event on, drops the
 * findings that nobody wants, counts the rest and keeps them for \findings. */
#ifndef POP3SH_VERDICT_H
#define POP3SH_VERDICT_H

#include "net/pop3/mask.h"
#include "net/rules/finding.h"
#include "shell/option/option.h"
#include "shell/shell.h"

struct verdict;

struct verdict_counts {
    uint64_t errors, warnings, notes;
};

/* Events go to emit, with ctx. Options and mask are borrowed: options are read
 * anew for each finding, the mask takes secrets out of what findings quote. */
struct verdict *verdict_new(const struct options *from, struct mask *mask,
                            event_fn *emit, void *ctx);
void verdict_free(struct verdict *v);

/* An event_fn; ctx is the struct verdict. */
void verdict_see(void *ctx, const struct event *e);

/* Does anyone want to hear of this rule, as the options stand? */
bool verdict_wants(const struct verdict *v, const struct rule *rule);

struct verdict_counts verdict_counts(const struct verdict *v);

/* EXIT_CHECK when a finding reached --fail-on, else EXIT_DONE. */
enum exit_status verdict_exit(const struct verdict *v);

/* The findings so far, oldest first, at most VERDICT_KEPT; excerpts and
 * messages hold no secret. Borrowed until the next event. */
enum { VERDICT_KEPT = 500 };
size_t verdict_findings(const struct verdict *v);
const struct finding *verdict_finding(const struct verdict *v, size_t i);

/* Tell emit the findings that were held back to be told once: retr/size-*.
 * To be called at the end of a session. */
void verdict_finish(struct verdict *v);

/* Check that every pattern of --ignore and --show names a rule. */
bool verdict_check_patterns(const struct options *o, struct error *err);

#endif

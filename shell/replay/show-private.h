/* show-private.h - the forms in which something is shown. */
#ifndef POP3SH_REPLAY_SHOW_PRIVATE_H
#define POP3SH_REPLAY_SHOW_PRIVATE_H

#include "shell/replay/show.h"

void show_json_difference(const struct show *s, const json_t *told);
void show_json_finding(const struct show *s, const json_t *told);
void show_json_note(const struct show *s, const json_t *told);
void show_json_verdict(const struct show *s, const struct run_result *r,
                       enum report_result result, const char *reason,
                       enum exit_status exit);
void show_json_summary(const struct show *s);

/* A difference for text and reports, and what its spans borrow. */
struct differing {
    struct report_case at;
    struct report_difference difference;
    struct buf expected, got, step, accept;
};

void show_differing(const struct show *s, const json_t *told,
                    struct differing *d);
void show_differing_done(struct differing *d);

/* Which side lacks something: "missing", "additional" or "other". */
const char *show_kind(const json_t *told);

/* The exchange that c is about; step: its title, NUL at the end, or NULL. */
struct report_case show_case_of(const struct told_case *c, char *step);

#endif

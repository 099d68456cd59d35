/* show.h - what replays tell, on the screen, as JSON and in reports. */
#ifndef POP3SH_REPLAY_SHOW_H
#define POP3SH_REPLAY_SHOW_H

#include "shell/option/option.h"
#include "shell/replay/run.h"
#include "shell/replay/script.h"
#include "shell/report/report.h"

struct show {
    const struct options *options;
    struct report *report; /* NULL: none */
    bool on_stdout;        /* standard output is ours */
    uint64_t began_ns;
    FILE *out;
    /* of all files */
    uint64_t files, failed, skipped, findings[SEVERITY_ERROR + 1];
    uint64_t commands, octets_in, octets_out;
    enum exit_status exit;
    /* of the present one */
    struct report_file *file;
    const char *name, *actual;
    const struct mask *mask;
};

/* A file is told from here to show_end, and none of its secrets. Borrowed until
 * then. */
void show_begin(struct show *s, const struct script *file, size_t pass);

/* A told_fn; ctx is the struct show. */
void show_told(void *ctx, json_t *told);

/* The verdict. expected: of "Expect-Exit", or EXIT_DONE. */
void show_end(struct show *s, const struct run_result *result,
              enum exit_status expected);

/* The end of all. Returns the status to exit with. */
enum exit_status show_finish(struct show *s);

#endif

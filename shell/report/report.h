/* report.h - what a run found, told to files that others read.
 *
 * A run (replay, lint, audit) opens its reports, tells each of them what it
 * finds about one file after the other, and closes them. What is told is the
 * same for every kind; reports[] (kind.c) knows the kinds.
 *
 * - Every function takes NULL for a report or a file and does nothing, so
 *   that a run without reports needs no second way.
 * - Everything told is borrowed for the call. It must hold no secret; what
 *   the file's mask knows is taken out once more. Octets that may not reach
 *   a terminal are escaped here, for every kind.
 * - "Text" of a session is in the form of transcripts: \xHH for an octet,
 *   without "C: " or "S: " unless said otherwise.
 * - Files may be open side by side (replay --jobs); within one file a call is
 *   about the case that is open. Reports list files in the order of opening.
 * - Memory is bounded: what is beyond the bound is counted, not kept. */
#ifndef POP3SH_REPORT_REPORT_H
#define POP3SH_REPORT_REPORT_H

#include "net/pop3/mask.h"
#include "net/rules/finding.h"
#include "shell/shell.h"
#include <stdio.h>

struct report;      /* all reports of a run */
struct report_file; /* one file, or one server, of it */

enum report_result {
    REPORT_PASS,
    REPORT_FAIL,
    REPORT_SKIP,
    REPORT_UNKNOWN, /* no verdict: network, TLS, login, unreadable file */
    REPORT_XFAIL,   /* failed, as Expect-Exit says: good */
    REPORT_XPASS,   /* passed, though Expect-Exit says otherwise: bad */
};

/* "pass", "fail", "skip", "unknown", "xfail", "xpass". */
const char *report_result_name(enum report_result result);

/* True for fail, unknown and xpass. */
bool report_result_is_bad(enum report_result result);

/* --- the run --- */

/* Open the reports that count KIND=PATH specs ask for; PATH "-" is standard
 * output, for one of them. mode names the subcommand. *out is NULL when count
 * is 0. False and *err on an unknown kind (ERROR_USAGE, with the list) or a
 * path that cannot be written (ERROR_INPUT); nothing is left behind then. */
bool report_open(const char *mode, char *const *specs, size_t count,
                 struct report **out, struct error *err);

/* True when a report goes to standard output: nothing else may. */
bool report_on_stdout(const struct report *r);

/* True when some kind shows the session: else report_line may be saved. */
bool report_wants_lines(const struct report *r);

/* Write what is left, put the files in their places, release r. exit is the
 * status the run ends with. False and *err (ERROR_INPUT) when one could not be
 * written: the file of that name is then what it was before. */
bool report_close(struct report *r, enum exit_status exit, struct error *err);

/* --- a file --- */

struct report_about {
    const char *name;        /* the path as given, or the server audited */
    const char *title;       /* NULL: none */
    const char *server;      /* "host:port"; NULL: none */
    const struct mask *mask; /* NULL: none; borrowed until the file's end */
    size_t pass; /* of a file that is played again and again, from 1; or 0 */
    bool late;   /* cases that have ended may change until the end of the file:
                    by findings that have a .case_line, or a known failure */
};

struct report_file *report_file_begin(struct report *r,
                                      const struct report_about *about);

/* The end and the verdict; releases f. reason says in one sentence why the
 * result is not a pass (NULL: the cases say it). With REPORT_XFAIL the cases
 * that failed become xfail. A file without cases, or whose bad result no case
 * explains, counts as a case of its own. */
void report_file_end(struct report_file *f, enum report_result result,
                     uint64_t took_ns, const char *reason);

/* --- a case: an exchange, or a question of the audit --- */

struct report_case {
    const char *id;      /* of names and our words; NULL: "file#step/n-VERB", n
                            counted in the step,
                             "@PASS" behind it from the second pass on */
    const char *name;    /* likewise; NULL: the command */
    const char *step;    /* title of its "@ step"; NULL: none */
    const char *verb;    /* "LIST"; NULL: the greeting */
    struct span command; /* the command line as text; may be empty */
    size_t line;         /* of the file, from 1; 0: none */
    uint32_t connection; /* from 1 */
};

/* Begin a case; one that is open ends as passed. */
void report_case_begin(struct report_file *f, const struct report_case *c);

/* reason: one sentence, or NULL. */
void report_case_end(struct report_file *f, enum report_result result,
                     uint64_t took_ns, const char *reason);

/* --- what was found; in the open case, or in the file when none is --- */

enum report_weight {
    REPORT_COUNTS,
    REPORT_ALLOWED, /* by "@ allow": listed, not counted */
    REPORT_KNOWN,   /* the recording has it too: listed, not counted */
};

struct report_finding {
    const struct rule *rule;
    enum severity severity;
    enum report_weight weight;
    size_t line;      /* of the file, from 1; 0: none */
    size_t case_line; /* of its case, which may have ended; 0: the open one */
    bool fails;       /* that case, then */
    uint32_t connection;
    enum side side;
    uint32_t exchange;
    uint64_t offset;     /* of the octet in that side's stream */
    uint32_t column;     /* of the octet in its line, from 1; 0: none */
    const char *message; /* one sentence */
    struct span excerpt; /* octets of the line, not escaped */
    uint32_t excerpt_from;
    uint64_t count;
    bool repeat; /* tells the total of one that was told before */
};

/* The members that struct finding gives; line 0, connection 1, it counts. */
struct report_finding report_finding_of(const struct finding *f);

void report_found(struct report_file *f, const struct report_finding *found);

struct report_difference {
    size_t line;             /* of the file, from 1; 0: none */
    const char *level;       /* "outcome", "grammar", "text", "wire" */
    const char *kind;        /* static: "missing" (.got came in its place),
                                "additional" (.expected was due in its place),
                                "other"; NULL: no matter */
    struct span expected;    /* text with its "S: "; several lines have LF
                                between them; empty: nothing */
    struct span got;         /* likewise */
    uint32_t column;         /* of the first octet of got that differs, in its
                                line without "S: ", from 1; 0: none */
    const struct rule *rule; /* NULL: none */
    bool unknown;            /* there is no verdict about it, and no failure */
    const char *message;     /* one sentence; NULL: the two texts say it */
    const char *accept;      /* how to accept it; NULL: no way */
    bool accept_is_command;  /* by this command line, of our words and names of
                                files: it quotes nothing */
    const char *actual;      /* file with the session as it was; NULL: none */
};

void report_differs(struct report_file *f,
                    const struct report_difference *difference);

/* --- the session, in its order --- */

enum report_speaker { REPORT_CLIENT, REPORT_SERVER, REPORT_EVENT };

struct report_line {
    enum report_speaker by; /* REPORT_EVENT: text is what follows "@ " */
    size_t line;            /* of the file, from 1; 0: none */
    uint32_t connection;    /* from 1 */
    bool tls;
    struct span text;
};

void report_line(struct report_file *f, const struct report_line *line);

/* --- for the screen --- */

/* Append the block of a difference as transcript.md has it: where, expected,
 * got, caret, rule, accept; whole lines, escaped. c (may be NULL) is the
 * case. */
void report_difference_text(struct buf *out, const char *file,
                            const struct report_case *c,
                            const struct report_difference *difference);

#endif

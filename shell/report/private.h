/* private.h - what the kinds of reports read. Private to shell/report.
 *
 * report.c and file.c keep what a run tells until a file is finished; a kind
 * turns a finished file into text. All texts here are printable UTF-8 without
 * secrets: plain.c has been over them; who takes a text in by intake.c says
 * whether it is a name, which stays as it was given. A kind adds the escapes of
 * its format, nothing else. */
#ifndef POP3SH_REPORT_PRIVATE_H
#define POP3SH_REPORT_PRIVATE_H

#include "shell/report/report.h"

enum {
    LINE_COLUMNS = 2000, /* of a line that is kept; the rest is left out */
    DIFF_LINES = 20,     /* of expected and of got */
    CASES_MOST = 1000000,
    ITEMS_MOST = 1000000,
    KEPT_MOST = 64 << 20, /* octets of text a file keeps */
};

enum item_kind { ITEM_LINE, ITEM_FINDING, ITEM_DIFFERENCE };

#define NO_CASE SIZE_MAX

/* What was told, in its order. */
struct item {
    enum item_kind kind;
    size_t in_case; /* index, or NO_CASE */
    union {
        struct report_line line;
        struct report_finding finding;
        struct report_difference difference;
    } is;
};

struct kept_case {
    struct report_case about; /* id and name are never NULL */
    enum report_result result;
    const char *reason; /* NULL: none */
    uint64_t took_ns;
    size_t first_item;
    size_t differences, findings; /* findings: those that count */
};

enum { REPORT_RESULTS = REPORT_XPASS + 1 };

struct report_counts {
    uint64_t cases[REPORT_RESULTS]; /* by result */
    uint64_t findings[SEVERITY_ERROR + 1];
};

struct step_count {
    const char *step;
    size_t cases;
};

struct report_file {
    struct report *run;
    struct report_file *next; /* opened after this one */
    bool finished;
    struct report_about about;
    enum report_result result;
    const char *reason;
    uint64_t took_ns;
    int64_t began_utc; /* seconds since 1970 */
    struct kept_case *cases;
    size_t case_count, case_room;
    struct item *items;
    size_t item_count, item_room;
    size_t left_out; /* items and cases beyond the bounds */
    struct report_counts counts;
    bool in_case; /* the last case is open */
    struct step_count *steps;
    size_t step_count;
    struct kept_block *blocks; /* of text, newest first */
    size_t kept_octets;
};

struct report_kind;

/* One report being written. */
struct writer {
    const struct report_kind *kind;
    const struct report *run;
    struct buf out;  /* what is to be written next */
    struct buf held; /* kinds may gather here what comes later */
    struct buf rows; /* likewise */
    uint64_t points; /* kinds may count here */
    char *name;      /* owned; as the user calls it; NULL: standard output */
    char *path;      /* owned; NULL: to is not ours to put in place */
    char *part;      /* owned; the file while it is written */
    FILE *to;
    bool failed;
    int why; /* errno of the first failure; 0: there is none */
};

/* Each function may be NULL; each appends to w->out. */
struct report_kind {
    const char *name;
    const char *help;
    bool session; /* shows the session: wants lines, for its owner only */
    void (*begin)(struct writer *w);
    /* a file is finished, all before it were */
    void (*file)(struct writer *w, const struct report_file *f);
    void (*end)(struct writer *w, enum exit_status exit);
    /* as it happens, written at once */
    void (*file_begin)(struct writer *w, const struct report_file *f);
    void (*item)(struct writer *w, const struct report_file *f,
                 const struct item *item);
    void (*case_end)(struct writer *w, const struct report_file *f,
                     const struct kept_case *c);
    void (*file_end)(struct writer *w, const struct report_file *f);
};

extern const struct report_kind reports[];
extern const size_t reports_count;

struct report {
    const char *mode;
    uint64_t started_ns;
    struct writer *writers;
    size_t writer_count;
    bool lines, on_stdout;
    struct report_file *first, *last; /* not yet written, in order */
    size_t files;
    uint64_t verdicts[REPORT_RESULTS]; /* files by result */
    struct report_counts counts;
};

/* --- kinds, each in a file of its name --- */

void github_file(struct writer *w, const struct report_file *f);

void html_file(struct writer *w, const struct report_file *f);
void html_end(struct writer *w, enum exit_status exit);

void json_begin(struct writer *w);
void json_file(struct writer *w, const struct report_file *f);
void json_end(struct writer *w, enum exit_status exit);

void jsonl_begin(struct writer *w);
void jsonl_file_begin(struct writer *w, const struct report_file *f);
void jsonl_item(struct writer *w, const struct report_file *f,
                const struct item *item);
void jsonl_case_end(struct writer *w, const struct report_file *f,
                    const struct kept_case *c);
void jsonl_file_end(struct writer *w, const struct report_file *f);
void jsonl_end(struct writer *w, enum exit_status exit);

void junit_begin(struct writer *w);
void junit_file(struct writer *w, const struct report_file *f);
void junit_end(struct writer *w, enum exit_status exit);

void tap_begin(struct writer *w);
void tap_file(struct writer *w, const struct report_file *f);
void tap_end(struct writer *w, enum exit_status exit);

/* --- words --- */

/* "error", "warning", "note"; "allowed" or "known" for what does not count. */
const char *report_severity_name(const struct report_finding *f);

/* --- output.c: files that are whole or not there --- */

/* Open path for w: a file beside it, "-" for standard output, or path itself
 * when it is no regular file. False and *err (ERROR_INPUT). */
bool output_open(struct writer *w, const char *path, struct error *err);
/* Does w write the file at path? */
bool output_is_at(const struct writer *w, const char *path);
/* Write w->out and empty it. */
void output_write(struct writer *w);
/* Put the file in its place. */
bool output_close(struct writer *w, struct error *err);
/* Close and remove what was begun. */
void output_drop(struct writer *w);

/* --- plain.c: texts fit for any reader --- */

/* Append text without secrets of mask (NULL: none) as printable UTF-8, cut
 * after LINE_COLUMNS. */
void plain_line(struct buf *out, const struct mask *mask, struct span text);
/* The same for each line of text, LF between them, at most DIFF_LINES. */
void plain_lines(struct buf *out, const struct mask *mask, struct span text);

/* The offset in text, which is in the form of transcripts, of what stands for
 * octet number `octet` (from 0) of the line; text.len when it is too short. */
size_t plain_place(struct span text, uint64_t octet);

/* --- difference.c --- */

/* As report_difference_text, of texts that are plain already. */
void difference_text(struct buf *out, const char *file,
                     const struct report_case *c,
                     const struct report_difference *d);
/* "FILE:LINE: SEVERITY RULE: MESSAGE", and the line end. */
void finding_line(struct buf *out, const struct report_file *f,
                  const struct report_finding *found);
/* The offset in d->got of its column. */
size_t difference_place(const struct report_difference *d);

/* --- kept.c: memory of a file --- */

/* Copies that live as long as f. Empty when the bound is reached. */
struct span kept_octets(struct report_file *f, struct span text);
const char *kept_text(struct report_file *f, const char *text);
void kept_done(struct report_file *f);

/* --- intake.c: texts on their way in --- */

/* Copies that live as long as f: a line; one of the client, where what is
 * secret by its place is not kept either; lines; a text, which may be NULL. */
struct span keep_line(struct report_file *f, struct span text);
struct span keep_client(struct report_file *f, struct span text);
struct span keep_lines(struct report_file *f, struct span text);
const char *keep_text(struct report_file *f, const char *text);

/* A name that somebody gave to a file, or a word of ours; may be NULL. A part
 * of it may be a password, and tells nothing of it: it is only made printable.
 */
const char *keep_name(struct report_file *f, const char *name);

/* A sentence that may begin with the name of the file; may be NULL. */
const char *keep_reason(struct report_file *f, const char *reason);

/* --- file.c --- */

void report_file_free(struct report_file *f);

/* --- case.c --- */

/* A new case, the last one of f, with the texts of c as they are. Valid until
 * the next one. */
struct kept_case *report_add_case(struct report_file *f,
                                  const struct report_case *c);

/* --- item.c --- */

/* The next item of that kind in case number `index` (NO_CASE: in none), or
 * NULL; *at is 0 before the first call. */
const struct item *report_next_item(const struct report_file *f, size_t index,
                                    enum item_kind kind, size_t *at);

/* --- report.c --- */

/* Tell every writer what happens. */
void report_tell_file_begin(struct report_file *f);
void report_tell_item(struct report_file *f, const struct item *item);
void report_tell_case(struct report_file *f, const struct kept_case *c);
void report_tell_file_end(struct report_file *f);

#endif

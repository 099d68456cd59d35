/* import.h - the logs of other programs as transcripts.
 *
 * A log becomes chunks, the chunks a session, and the session is written down
 * by the recorder: so secrets are masked as in a recording, whatever the log
 * did about them. What a log has lost is marked in the transcript, and what
 * was guessed is told. */
#ifndef POP3SH_TRANSCRIPT_IMPORT_H
#define POP3SH_TRANSCRIPT_IMPORT_H

#include "net/base/error.h"
#include "net/transcript/record.h"

struct import;
struct import_marks;

struct import_format {
    const char *name;
    const char *help;
    bool ends_lost;  /* line ends are not in such a log */
    bool tls_unsaid; /* such a log does not say whether it was under TLS */
    bool pair;       /* may be two files, one a side */
    bool packets;    /* FILE is for tshark, whose output is then read */
    const struct import_marks *marks; /* of a log that marks its lines */
    /* how much text looks like it: 0 not at all, 100 surely */
    unsigned (*likeness)(struct span text);
    bool (*read)(struct import *x, struct span text, struct span other,
                 struct error *err);
};

extern const struct import_format imports[];
extern const size_t imports_count;

/* The format of that name, or NULL. */
const struct import_format *import_find(struct span name);

/* The format that text looks most like; NULL: like none. */
const struct import_format *import_guess(struct span text);

struct import_options {
    const char *name;       /* of the file, for errors and the header */
    const char *tool;       /* "pop3sh 1.0", for the header */
    record_write_fn *write; /* called once */
    void (*guessed)(void *ctx, const char *sentence); /* NULL: nobody asks */
    void *ctx;
};

/* Write the transcript of the log text; other is the second file of a pair, or
 * empty. False and *err (ERROR_INPUT: place, fact, way out), and nothing is
 * written, when no session was found, or something that is none. */
bool import_run(const struct import_format *format, struct span text,
                struct span other, const struct import_options *options,
                struct error *err);

#endif

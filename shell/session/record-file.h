/* record-file.h - the file that a recording goes into.
 *
 * Knows the modes, the safety and the loss of a file; what stands in it is made
 * by net/transcript/record. Trouble while writing is told once, and by
 * record_file_end. */
#ifndef POP3SH_RECORD_FILE_H
#define POP3SH_RECORD_FILE_H

#include "net/transcript/record.h"
#include "shell/session/record-mode.h"

struct record_file;

struct record_file_setup {
    const struct options *options; /* borrowed: --record-mode */
    const char *path;              /* copied */
    enum record_by by;
    bool force; /* write over a file that is there, whatever the mode */
    /* what a person should know at once: a sentence */
    void (*tell)(void *ctx, const char *sentence);
    void *ctx;
};

/* Make FILE.part, and keep under another name what a crash left there. NULL and
 * *err (ERROR_INPUT) when that cannot be, another run is writing it, or FILE is
 * there and the mode is "once". */
struct record_file *record_file_new(const struct record_file_setup *setup,
                                    struct error *err);

/* A record_write_fn; ctx is the struct record_file. Does nothing after a
 * fault. */
void record_file_write(void *ctx, struct span text);
/* The same for lines that belong at the end of the header. */
void record_file_header(void *ctx, struct span lines);
/* Take the secrets that m knows by now out of what is written already, and out
 * of what is carried over from FILE. */
void record_file_hide(struct record_file *f, const struct mask *m);
bool record_file_has_fault(const struct record_file *f);
/* Is the mode "extend", and FILE there? */
bool record_file_extends(const struct record_file *f);
const char *record_file_path(const struct record_file *f);

/* Close the file and give it its name; f is released. bad: the session broke a
 * rule or died, for the mode "on-error", which keeps an older FILE under
 * another name. An empty one leaves nothing. False and *err (ERROR_INPUT; NULL
 * is fine) when not all could be written. */
bool record_file_end(struct record_file *f, bool bad, struct error *err);

/* The time now, as "Recorded:" has it. */
enum { RECORD_FILE_WHEN = 32 };
void record_file_when(char out[RECORD_FILE_WHEN]);

#endif

/* render.h - those who make events readable: text, JSON, raw.
 *
 * A renderer is fed everything that happens, in order, with secrets already
 * taken out, and writes to standard output (what was asked for) and standard
 * error (everything else). It keeps what it needs of the past itself. */
#ifndef POP3SH_RENDER_H
#define POP3SH_RENDER_H

#include "net/base/buf.h"
#include "net/base/error.h"
#include "net/pop3/event.h"
#include "net/wire/dial.h"
#include "net/wire/tls.h"
#include <stdio.h>

enum render_form { RENDER_TEXT, RENDER_JSON, RENDER_RAW };
enum render_color { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

/* Settings, readable and changeable at any time by the shell. */
struct render_options {
    FILE *out, *err;
    enum render_form form;
    enum render_color color;
    bool bodies;      /* JSON: message text too */
    int verbose;      /* -1 quiet, 0, 1 notes as well */
    bool interactive; /* a person watches: shorten, show progress, and redraw
                         the prompt around what is printed */
    bool timing;      /* show the time each reply took */
    bool hush;        /* text: show of replies only those that are no +OK: the
                         program reads them for the user */
    unsigned columns, rows; /* of the screen; 0: unknown, use 80 and no limit */
    bool utf8;              /* the locale can show UTF-8 */
};

/* What the end of a session amounts to, for the summary. */
struct render_summary {
    uint64_t commands, errors, warnings, notes, octets_in, octets_out;
    int exit;
};

struct renderer;

/* Gives standard output, when it is options->out, a large buffer: nothing may
 * have been written to it before. */
struct renderer *renderer_new(const struct render_options *options);
void renderer_free(struct renderer *r);

/* The options inside r, to be changed in place (by \set, \o); ask for them
 * anew before each change. The form may change only between replies, and a
 * FILE must stay open until its successor is set. */
struct render_options *renderer_options(struct renderer *r);

/* An event_fn; ctx is the struct renderer. Takes runs. From here to
 * renderer_flush NULL is fine: then nobody is shown anything. */
void renderer_see(void *ctx, const struct event *event);

/* Things that are no events of the protocol. session counts connections from
 * 1 ("conn" in JSON). */
void renderer_connected(struct renderer *r, unsigned session, const char *host,
                        const struct dial_facts *facts);
void renderer_tls(struct renderer *r, const struct tls_facts *facts);
void renderer_error(struct renderer *r, const struct error *err);
void renderer_note(struct renderer *r, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* What the line before it holds, in words: below that line, or as a note. */
void renderer_reading(struct renderer *r, const char *text);
void renderer_summary(struct renderer *r, const struct render_summary *s);

/* The message that arrives next has so many octets (0: unknown), so that a
 * person can be told how much is left. */
void renderer_expect(struct renderer *r, uint64_t octets);

/* Write out what is buffered, unless standard output is a file or /dev/null
 * (then it may wait until the buffer is full). Called before every wait. */
void renderer_flush(struct renderer *r);

/* True when standard output could not take something (disk full): *err (NULL is
 * fine) says what, ERROR_INPUT. What comes after it is not written any more. A
 * reader who went away has seen enough and is no failure. */
bool renderer_failed(const struct renderer *r, struct error *err);

/* Called around everything that is printed while a prompt is on the screen,
 * so that the prompt is redrawn below it. */
typedef void render_break_fn(void *ctx);
void renderer_on_print(struct renderer *r, render_break_fn *before, void *ctx);

/* The six-line summary of a TLS session, as printed by \tls. */
void render_tls_summary(struct buf *out, const struct tls_facts *facts);

/* --- past replies: the last one (back is 0) and some before it --- */

/* Is that one still kept? */
bool renderer_has_past(const struct renderer *r, size_t back);

/* For \last, \save and \view; borrowed until the next event.
 *
 * data false: all of it as received, from the status line to the dot line.
 * data true: the lines of a multi-line reply alone, dots unstuffed (so the
 * message of RETR); of a one-line reply its status line. Empty when there is
 * none. Bounded to 1 MiB: *cut_out (NULL is fine) tells when the reply was
 * larger. */
struct span renderer_past(const struct renderer *r, size_t back, bool data,
                          bool *cut_out);

/* The command it answers, secrets masked; empty: none. Borrowed likewise. */
struct span renderer_past_command(const struct renderer *r, size_t back);

/* Append the object that --output json has for it. Of a message that was larger
 * than what is kept there is no "sha256". False: there is none. */
bool render_reply_json(struct renderer *r, size_t back, struct buf *out);

#endif

/* render-fixture.h - a renderer that writes into memory, and events to feed it
 * as the dialogue would make them. For the tests of shell/render. */
#ifndef POP3SH_TESTS_RENDER_FIXTURE_H
#define POP3SH_TESTS_RENDER_FIXTURE_H

#include "net/pop3/event.h"
#include "shell/render/render.h"

struct fixture {
    struct renderer *renderer;
    FILE *out_file, *err_file;
    char *out, *err; /* what was written, after fixture_read */
    size_t out_len, err_len;

    struct request request;
    struct tally tally;
    uint64_t at_ns;    /* goes on by a millisecond with each event */
    uint32_t exchange; /* of the last request */
    uint64_t offset;
};

/* options: out and err are filled in. Begins a session. */
void fixture_init(struct fixture *f, struct render_options options);
void fixture_done(struct fixture *f);

/* Bring out and err up to date. */
void fixture_read(struct fixture *f);

/* The client sent line; the events that follow answer it. */
void fixture_send(struct fixture *f, const char *line, bool automatic);

/* The server sent a line (without its end), as the kind of event says. */
void fixture_line(struct fixture *f, enum event_kind kind, const char *line);
void fixture_span(struct fixture *f, enum event_kind kind, struct span line);

/* Message data, dots stuffed where the dialogue would have cut a run. */
void fixture_data(struct fixture *f, struct span data);

void fixture_end(struct fixture *f, enum end_how how, enum status status);

/* Request, +OK line, listing lines up to NULL, dot. */
void fixture_listing(struct fixture *f, const char *command,
                     const char *const lines[]);

/* Any other event, the time filled in. */
void fixture_event(struct fixture *f, struct event e);

#endif

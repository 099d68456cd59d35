/* renderer.h - what the forms of output share. Private to shell/render. */
#ifndef POP3SH_RENDER_RENDERER_H
#define POP3SH_RENDER_RENDERER_H

#include "shell/render/json-form.h"
#include "shell/render/last.h"
#include "shell/render/output.h"
#include "shell/render/progress.h"
#include "shell/render/text-form.h"

struct renderer {
    struct render_options options;
    struct output out, err;
    render_break_fn *before; /* NULL: no prompt to care for */
    void *before_ctx;

    /* time and place, as the events told */
    unsigned session;   /* "conn", from 1 */
    uint64_t start_ns;  /* when the renderer was made; clock_ns */
    uint64_t open_ns;   /* when the session began, since then */
    uint64_t latest_ns; /* of what was shown, since then; never goes back */
    uint64_t status_ns; /* when the last status line came; of the session */
    enum state state;
    bool tls;
    bool quit_answered;

    struct buf scratch; /* what one event shows; empty between events */
    struct last last;
    struct progress progress;
    struct text_state text;
    struct json_state json;
};

/* A form of output: one row of functions for everything that is told. */
struct form {
    event_fn *see; /* ctx is the struct renderer; single events only */
    /* Show a run at a stroke; false: take its single events. */
    bool (*see_run)(struct renderer *r, const struct event *run);
    void (*connected)(struct renderer *r, const char *host,
                      const struct dial_facts *facts);
    void (*tls)(struct renderer *r, const struct tls_facts *facts);
    void (*error)(struct renderer *r, const struct error *err);
    void (*note)(struct renderer *r, const char *text);
    void (*reading)(struct renderer *r, const char *text);
    void (*summary)(struct renderer *r, const struct render_summary *s);
};

extern const struct form text_form, json_form, raw_form;

/* Write the scratch to standard output or standard error, and clear it. */
void renderer_put(struct renderer *r);
void renderer_tell(struct renderer *r);

/* To be called before anything is written: clears the screen's last line of
 * prompt and progress. */
void renderer_break(struct renderer *r);

/* How text_escape shall write what a server sent: enum text_flags. */
unsigned renderer_escape_flags(const struct renderer *r);

/* How long the reply that e belongs to has taken, from its request to at_ns
 * of the session. */
uint64_t renderer_took(const struct event *e, uint64_t at_ns);

#endif

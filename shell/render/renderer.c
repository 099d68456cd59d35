/* renderer.c - the life of a renderer, and which form sees what.
 *
 * Follows the few facts of the session that every form needs. What is shown,
 * and how, is for the forms: text-form.c, json-form.c, raw-form.c. */
#include <config.h>

#include "shell/render/renderer.h"

#include "net/base/memory.h"
#include "net/base/text.h"
#include "net/pop3/run.h"
#include "net/wire/clock.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
    OUT_BUFFER = 1 << 14,
    SCRATCH_MOST = 1 << 30, /* octets one event may show: a message in JSON */
    SCRATCH_KEPT = 1 << 20, /* octets of memory kept for the next one */
};

/* glibc heeds a size only with a buffer; larger runs of data go around it. */
static char out_buffer[OUT_BUFFER];

static const struct form *const forms[] = {
    [RENDER_TEXT] = &text_form,
    [RENDER_JSON] = &json_form,
    [RENDER_RAW] = &raw_form,
};

static const struct form *form_of(const struct renderer *r)
{
    return forms[r->options.form];
}

struct renderer *renderer_new(const struct render_options *options)
{
    struct renderer *r = xcalloc(1, sizeof *r);

    r->options = *options;
    if (options->out == stdout)
        setvbuf(stdout, out_buffer, _IOFBF, sizeof out_buffer);
    r->session = 1;
    r->start_ns = clock_ns();
    r->state = STATE_CLOSED;
    buf_init(&r->scratch, SCRATCH_MOST);
    last_init(&r->last);
    json_init(&r->json);
    return r;
}

void renderer_free(struct renderer *r)
{
    if (!r)
        return;
    output_set(&r->out, r->options.out, r->options.color);
    output_flush(&r->out);
    text_done(&r->text);
    json_done(&r->json);
    last_done(&r->last);
    buf_done(&r->scratch);
    free(r);
}

struct render_options *renderer_options(struct renderer *r)
{
    output_forget(&r->out);
    output_forget(&r->err);
    return &r->options;
}

void renderer_on_print(struct renderer *r, render_break_fn *before, void *ctx)
{
    r->before = before;
    r->before_ctx = ctx;
}

/* --- writing --- */

static void clear_scratch(struct renderer *r)
{
    if (r->scratch.room > SCRATCH_KEPT)
        buf_done(&r->scratch);
    else
        buf_clear(&r->scratch);
}

static void set_outputs(struct renderer *r)
{
    output_set(&r->out, r->options.out, r->options.color);
    output_set(&r->err, r->options.err, r->options.color);
}

void renderer_break(struct renderer *r)
{
    progress_hide(&r->progress, &r->err);
    if (r->before)
        r->before(r->before_ctx);
}

void renderer_put(struct renderer *r)
{
    if (!r->scratch.len)
        return;
    renderer_break(r);
    output_add(&r->out, buf_span(&r->scratch));
    clear_scratch(r);
}

void renderer_tell(struct renderer *r)
{
    if (!r->scratch.len)
        return;
    renderer_break(r);
    output_flush(&r->out);
    output_add(&r->err, buf_span(&r->scratch));
    output_flush(&r->err);
    clear_scratch(r);
}

void renderer_flush(struct renderer *r)
{
    if (!r)
        return;
    set_outputs(r);
    if (!r->out.patient)
        output_flush(&r->out);
}

bool renderer_failed(const struct renderer *r, struct error *err)
{
    if (!r->out.fault || r->out.fault == EPIPE)
        return false;
    error_set(err, ERROR_INPUT, "standard output: %s", strerror(r->out.fault));
    return true;
}

/* --- seeing --- */

unsigned renderer_escape_flags(const struct renderer *r)
{
    return r->options.utf8 ? TEXT_PLAIN : TEXT_ASCII;
}

uint64_t renderer_took(const struct event *e, uint64_t at_ns)
{
    uint64_t from = e->request ? e->request->at_ns : 0;

    return at_ns > from ? at_ns - from : 0;
}

/* Take what every form needs to know from an event. */
static void follow(struct renderer *r, const struct event *e)
{
    uint64_t at_ns;

    switch (e->kind) {
    case EVENT_OPEN:
        r->open_ns = clock_ns() - r->start_ns;
        r->state = STATE_CONNECTED;
        r->tls = e->tls != TLS_NONE;
        r->quit_answered = false;
        break;
    case EVENT_GREETING:
    case EVENT_STATUS:
    case EVENT_CONTINUE:
    case EVENT_STRAY:
    case EVENT_REPLIES:
        r->status_ns = e->at_ns;
        break;
    case EVENT_END:
        r->quit_answered = e->request && e->request->verb &&
                           e->request->verb->id == VERB_QUIT &&
                           e->end != END_CUT;
        break;
    case EVENT_STATE:
        r->state = e->state;
        break;
    case EVENT_TLS:
        r->tls = r->tls || e->tls_ok;
        break;
    default:
        break;
    }
    at_ns = r->open_ns + e->at_ns;
    if (at_ns > r->latest_ns)
        r->latest_ns = at_ns;
    last_see(&r->last, e);
}

void renderer_see(void *ctx, const struct event *e)
{
    struct renderer *r = ctx;
    if (!r)
        return;

    const struct form *form = form_of(r);

    set_outputs(r);
    follow(r, e);
    if (!is_run(e))
        form->see(r, e);
    else if (!form->see_run(r, e))
        run_each(e, form->see, r);
}

/* Something is told that is no event: it happens now. */
static const struct form *now(struct renderer *r)
{
    uint64_t at_ns = clock_ns() - r->start_ns;

    set_outputs(r);
    if (at_ns > r->latest_ns)
        r->latest_ns = at_ns;
    return form_of(r);
}

void renderer_connected(struct renderer *r, unsigned session, const char *host,
                        const struct dial_facts *facts)
{
    if (!r)
        return;
    r->session = session;
    now(r)->connected(r, host, facts);
}

void renderer_tls(struct renderer *r, const struct tls_facts *facts)
{
    if (!r)
        return;
    now(r)->tls(r, facts);
}

void renderer_error(struct renderer *r, const struct error *err)
{
    if (!r)
        return;
    now(r)->error(r, err);
}

void renderer_note(struct renderer *r, const char *format, ...)
{
    struct buf text = {0};
    va_list args;

    if (!r)
        return;
    va_start(args, format);
    buf_add_formatv(&text, format, args);
    va_end(args);
    now(r)->note(r, buf_text(&text));
    buf_done(&text);
}

void renderer_reading(struct renderer *r, const char *text)
{
    if (!r)
        return;
    now(r)->reading(r, text);
}

void renderer_expect(struct renderer *r, uint64_t octets)
{
    if (r)
        r->progress.whole = octets;
}

void renderer_summary(struct renderer *r, const struct render_summary *s)
{
    if (!r)
        return;
    now(r)->summary(r, s);
}

bool renderer_has_past(const struct renderer *r, size_t back)
{
    return last_get(&r->last, back) != NULL;
}

struct span renderer_past(const struct renderer *r, size_t back, bool data,
                          bool *cut_out)
{
    const struct past *p = last_get(&r->last, back);

    if (p)
        return last_octets(p, data, cut_out);
    if (cut_out)
        *cut_out = false;
    return (struct span){0};
}

struct span renderer_past_command(const struct renderer *r, size_t back)
{
    const struct past *p = last_get(&r->last, back);

    return p ? buf_span(&p->line) : (struct span){0};
}

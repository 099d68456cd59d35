/* import.c - what a log says happened, happens again: to a dialogue, a mask
 * and a recorder.
 *
 * Opens and closes its connections. Leaves what was said on them to
 * import-octets.c, what the log lacks to import-lost.c, and what logs look
 * like to their readers. */
#include <config.h>

#include "net/transcript/import-private.h"

#include "net/transcript/hide-item.h"

/* --- what is told --- */

void import_tell(struct import *x, enum import_guess_kind kind,
                 const char *sentence)
{
    struct buf text = {0};

    if (x->told & kind || !x->options->guessed)
        return;
    x->told |= kind;
    if (!x->format->packets) /* whose lines are not the file's */
        buf_add_format(&text, "line %zu: ", x->log_line);
    buf_add_text(&text, sentence);
    x->options->guessed(x->options->ctx, buf_text(&text));
    buf_done(&text);
}

bool import_refuse(const struct import *x, struct error *err, const char *why)
{
    return error_set(err, ERROR_INPUT, "%s:%zu: %s", x->options->name,
                     x->log_line, why);
}

/* --- connections --- */

void import_peer(struct import *x, struct span host, uint64_t port)
{
    buf_clear(&x->host);
    buf_add(&x->host, span_first(host, 255));
    x->port = port <= UINT16_MAX ? (uint16_t)port : 0;
}

void import_authority(struct import *x, struct span host_port)
{
    size_t colon = host_port.len;
    uint64_t port = 0;

    for (size_t i = 0; i < host_port.len; i++)
        if (host_port.at[i] == ':')
            colon = i;
    span_number(span_from(host_port, colon + 1), &port);
    host_port = span_first(host_port, colon);
    if (host_port.len > 2 && *host_port.at == '[')
        host_port = span_first(span_from(host_port, 1), host_port.len - 2);
    import_peer(x, host_port, port);
}

/* For the header; NULL: the paste does not tell. */
static const char *paste_security(const struct paste *p)
{
    return p->security == PASTE_UNKNOWN ? NULL
           : p->security == PASTE_CLEAR ? "none"
           : p->starttls                ? "stls"
                                        : "implicit";
}

static void write_header(struct import *x)
{
    const char *security = x->tls ? "implicit" : "none";
    struct buf tool = {0}, title = {0};

    buf_add_format(&tool, "%s import %s", x->options->tool, x->format->name);
    buf_add_format(&title, "imported from %s", x->options->name);
    if (x->format->read == import_read_paste)
        security = paste_security(&x->paste);
    record_header(x->record, &(struct record_header){
                                 .title = buf_text(&title),
                                 .tool = buf_text(&tool),
                                 .host = buf_text(&x->host),
                                 .port = x->port,
                                 .security = security,
                             });
    buf_done(&tool);
    buf_done(&title);
    x->header = true;
}

void import_feed(struct import *x, const struct chunk *chunk)
{
    struct chunk c = *chunk;

    c.at_ns = x->now_ns;
    dialogue_feed(x->dialogue, &c);
}

void import_open(struct import *x)
{
    bool tls = x->tls;

    if (x->open)
        import_close(x, SIDE_CLIENT);
    if (!x->header)
        write_header(x);
    record_connect(x->record, buf_text(&x->host), buf_text(&x->address),
                   x->port);
    x->open = true;
    x->lost = false;
    x->now_ns = 0;
    x->conn++;
    x->last = SIDE_SERVER;
    import_feed(x, &(struct chunk){.kind = CHUNK_OPEN,
                                   .tls = x->tls ? TLS_IMPLICIT : TLS_NONE});
    x->tls = false;
    if (!record_is_whole(x->record))
        import_tell(x, GUESS_MANY,
                    "a transcript holds 16 connections; this one and what "
                    "follows is left out: cut it off and import it by itself");
    if (x->format->ends_lost)
        import_note(x, "crlf", "assumed");
    if (x->format->tls_unsaid && !tls)
        import_note(x, "security", "unknown");
}

void import_close_how(struct import *x, enum side side, enum close_how how)
{
    if (!x->open)
        return;
    x->now_ns += IMPORT_STEP_NS;
    import_feed(x,
                &(struct chunk){.kind = CHUNK_CLOSE, .side = side, .how = how});
    x->open = false;
}

void import_close(struct import *x, enum side side)
{
    import_data_lost(x, true);
    import_close_how(x, side, CLOSE_FIN);
}

void import_tls(struct import *x)
{
    if (!x->open) {
        x->tls = true;
    } else if (dialogue_need(x->dialogue) == NEED_HANDSHAKE) {
        x->now_ns += IMPORT_STEP_NS;
        import_feed(x, &(struct chunk){.kind = CHUNK_TLS, .tls = TLS_STLS});
    }
}

/* --- a run --- */

static void see(void *ctx, const struct event *e)
{
    struct import *x = ctx;

    record_see(x->record, e);
}

static void take_text(void *ctx, struct span text)
{
    struct import *x = ctx;

    buf_add(&x->out, text);
}

static void take_header(void *ctx, struct span lines)
{
    struct import *x = ctx;

    record_header_insert(&x->out, lines);
}

/* What stands before its secret was known is without it as well. */
static bool deliver(struct import *x, struct error *err)
{
    const struct import_options *o = x->options;
    struct buf hidden = {0};
    bool whole;

    if (mask_has_forgotten(x->mask))
        return error_set(err, ERROR_INPUT,
                         "%s: more passwords than can be looked for in a "
                         "transcript; cut the log into sessions",
                         o->name);
    if (mask_has_unnumbered(x->mask))
        import_tell(
            x, GUESS_PASSWORDS,
            "a transcript names 8 passwords; others are \"****\" in it, "
            "and replay would send that");
    if (mask_learned(x->mask) &&
        hide_transcript(x->mask, buf_span(&x->out), &hidden)) {
        buf_wipe(&x->out);
        x->out = hidden;
    }
    whole = !x->out.cut;
    if (whole)
        o->write(o->ctx, buf_span(&x->out));
    return whole || error_set(err, ERROR_INPUT,
                              "%s: the transcript would be larger than 64 MiB; "
                              "cut the log into sessions",
                              o->name);
}

static bool refuse_empty(const struct import *x, struct span text,
                         struct error *err)
{
    const struct import_format *like = import_guess(text);
    struct buf why = {0};

    buf_add_text(&why, "no session was found in it");
    if (like && like != x->format)
        buf_add_format(&why, "; it looks like %s: \"import %s\"", like->name,
                       like->name);
    else
        buf_add_text(&why, ", and it looks like no other log; cut off what "
                           "stands in front of each line, such as the time and "
                           "name that syslog writes");
    import_refuse(x, err, buf_text(&why));
    buf_done(&why);
    return false;
}

bool import_run(const struct import_format *format, struct span text,
                struct span other, const struct import_options *options,
                struct error *err)
{
    struct import x = {.format = format, .options = options};
    bool good;

    x.mask = mask_new(see, &x);
    x.record = record_new(&(struct record_options){.write = take_text,
                                                   .header = take_header,
                                                   .ctx = &x,
                                                   .mask = x.mask,
                                                   .redact = REDACT_SECRETS});
    x.dialogue = dialogue_new(mask_see, x.mask);
    good = format->read(&x, text, other, err);
    if (good && !x.lines) {
        x.log_line = 1;
        good = refuse_empty(&x, text, err);
    }
    if (good && x.open && dialogue_in_data(x.dialogue))
        import_data_lost(&x, false);
    good = good && deliver(&x, err);
    dialogue_free(x.dialogue);
    record_free(x.record);
    mask_free(x.mask);
    buf_done(&x.host);
    buf_done(&x.address);
    buf_wipe(&x.held);
    buf_wipe(&x.out);
    return good;
}

/* import.c - what a log says happened, happens again: to a dialogue, a mask
 * and a recorder.
 *
 * Knows what a log can lack (line ends, data, the handshake) and how the
 * transcript says so. Leaves what logs look like to their readers. */
#include <config.h>

#include "net/transcript/import-private.h"

#include "net/transcript/writer.h"

enum { STEP_NS = 1000000 }; /* between the sides; real times are not kept */

/* --- what is told --- */

void import_tell(struct import *x, enum import_guess_kind kind,
                 const char *sentence)
{
    struct buf text = {0};

    if (x->told & kind || !x->options->guessed)
        return;
    x->told |= kind;
    buf_add_format(&text, "line %zu: %s", x->log_line, sentence);
    x->options->guessed(x->options->ctx, buf_text(&text));
    buf_done(&text);
}

bool import_refuse(const struct import *x, struct error *err, const char *why)
{
    return error_set(err, ERROR_INPUT, "%s:%zu: %s", x->options->name,
                     x->log_line, why);
}

static void write_text(struct import *x, struct buf *owned)
{
    x->options->write(x->options->ctx, buf_span(owned));
    buf_done(owned);
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

static void feed(struct import *x, const struct chunk *chunk)
{
    struct chunk c = *chunk;

    c.at_ns = x->now_ns;
    dialogue_feed(x->dialogue, &c);
}

void import_note(struct import *x, const char *key, const char *value)
{
    struct buf note = {0};

    if (!record_is_whole(x->record))
        return;
    writer_event(&note, x->conn, AT_NOTE);
    writer_param(&note, key, span_of(value));
    writer_event_end(&note);
    write_text(x, &note);
}

void import_lose(struct import *x, const char *why)
{
    struct buf sentence = {0};

    if (x->lost)
        return;
    buf_add_format(&sentence,
                   "%s; which reply belongs to what cannot be told, and "
                   "nothing from here on will be judged",
                   why);
    import_tell(x, GUESS_LOST, buf_text(&sentence));
    buf_done(&sentence);
    import_note(x, "typed", "unknown");
    x->lost = true;
}

void import_begin_late(struct import *x)
{
    import_lose(x, "the log begins in the middle of a session");
    import_octets(x, SIDE_SERVER, SPAN("+OK\r\n"));
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
    feed(x, &(struct chunk){.kind = CHUNK_OPEN,
                            .tls = x->tls ? TLS_IMPLICIT : TLS_NONE});
    x->tls = false;
    if (x->format->ends_lost)
        import_note(x, "crlf", "assumed");
    if (x->format->tls_unsaid && !tls)
        import_note(x, "security", "unknown");
}

void import_close(struct import *x, enum side side)
{
    if (!x->open)
        return;
    import_data_lost(x, true);
    x->now_ns += STEP_NS;
    feed(x, &(struct chunk){.kind = CHUNK_CLOSE, .side = side});
    x->open = false;
}

void import_tls(struct import *x)
{
    if (!x->open) {
        x->tls = true;
    } else if (dialogue_need(x->dialogue) == NEED_HANDSHAKE) {
        x->now_ns += STEP_NS;
        feed(x, &(struct chunk){.kind = CHUNK_TLS, .tls = TLS_STLS});
    }
}

/* --- octets --- */

static struct span first_word(struct span octets)
{
    size_t end = 0;

    while (end < octets.len && octets.at[end] > ' ')
        end++;
    return span_first(octets, end);
}

/* "+" that AUTH did not ask for: the response to it may be a password. */
static bool is_stray_challenge(const struct import *x, struct span octets)
{
    return dialogue_need(x->dialogue) != NEED_REPLY &&
           !dialogue_in_data(x->dialogue) && import_is_challenge(octets);
}

/* Where commands are missing, AUTH may be one of them. Only what is a command,
 * and is masked as one, is sure to show no password. */
static bool may_be_response(const struct import *x, struct span octets)
{
    enum need need = dialogue_need(x->dialogue);

    return x->lost && need != NEED_RESPONSE && need != NEED_DATA &&
           !verb_find(first_word(octets));
}

/* Does the client say what belongs behind a login that is not in the log? Where
 * nothing tells that the connection began here, it may have begun before. */
static bool may_have_begun(const struct import *x, struct span octets)
{
    const struct verb *v = verb_find(first_word(octets));

    return x->format->ends_lost && !x->host.len &&
           x->paste.security == PASTE_UNKNOWN && v &&
           dialogue_state(x->dialogue) == STATE_AUTHORIZATION &&
           !(v->states & STATE_AUTHORIZATION);
}

/* False: octets are left out. */
static bool prepare(struct import *x, enum side side, struct span octets)
{
    if (!x->open) {
        import_open(x);
        if (side == SIDE_CLIENT || import_is_challenge(octets))
            import_begin_late(x);
    }
    if (side == SIDE_SERVER && is_stray_challenge(x, octets))
        import_lose(x, "a challenge stands without AUTH");
    if (side == SIDE_CLIENT && may_have_begun(x, octets))
        import_lose(x, "the log may begin in the middle of a session");
    if (side == SIDE_SERVER || !may_be_response(x, octets))
        return true;
    import_tell(x, GUESS_RESPONSE,
                "what is no command is left out where commands are missing: it "
                "may be a password");
    return false;
}

void import_octets(struct import *x, enum side side, struct span octets)
{
    if (!octets.len || !prepare(x, side, octets))
        return;
    if (side == SIDE_CLIENT && dialogue_need(x->dialogue) == NEED_HANDSHAKE) {
        import_tell(x, GUESS_TLS,
                    "STLS was accepted; the log does not say "
                    "so, but TLS must have begun");
        import_tls(x);
    }
    if (side != x->last)
        x->now_ns += STEP_NS;
    x->last = side;
    x->lines++;
    feed(x,
         &(struct chunk){.kind = CHUNK_OCTETS, .side = side, .octets = octets});
    if (side == SIDE_CLIENT || !dialogue_in_data(x->dialogue))
        x->data_seen = false;
}

/* The size in "+OK 120 octets", or 0. */
static uint64_t announced_octets(struct span line)
{
    size_t at = span_find_span(line, SPAN(" octets"));
    struct span word = span_first(line, at < line.len ? at : 0);
    uint64_t octets = 0;

    while (word.len) {
        struct span last = span_take_word(&word);

        if (!word.len && !span_number(last, &octets))
            octets = 0;
    }
    return octets;
}

void import_line(struct import *x, enum side side, struct span line)
{
    bool in_data = x->open && dialogue_in_data(x->dialogue);
    struct buf whole = {0};

    buf_add(&whole, line);
    if (side == SIDE_CLIENT && x->format->ends_lost &&
        span_is_case(span_trim(line), "PASS")) {
        import_tell(x, GUESS_PASSWORD,
                    "PASS stands without a password; somebody took it out");
        buf_clear(&whole);
        buf_add(&whole, SPAN("PASS *"));
    }
    buf_add(&whole, SPAN("\r\n"));
    import_octets(x, side, buf_span(&whole));
    x->data_seen = in_data && side == SIDE_SERVER && !span_is(line, ".");
    if (side == SIDE_SERVER && !in_data)
        x->announced = announced_octets(line);
    buf_wipe(&whole);
}

void import_data(struct import *x, struct span line)
{
    struct buf stuffed = {0};

    if (span_starts(line, SPAN(".")))
        buf_add_char(&stuffed, '.');
    buf_add(&stuffed, line);
    import_line(x, SIDE_SERVER, buf_span(&stuffed));
    buf_wipe(&stuffed);
    x->data_seen = true;
}

/* "@ body" of unknown size, or "S*:" for any number of lines. */
static void write_lost(struct import *x, bool message)
{
    struct buf out = {0};

    if (!record_is_whole(x->record))
        return;
    if (message) {
        writer_event(&out, x->conn, AT_BODY);
        writer_param_number(&out, "lines", 0);
        writer_param_number(&out, "octets", x->announced);
        writer_event_end(&out);
    } else {
        struct buf wire = {0};

        writer_wire_capture(&wire, (struct span){0}, WIRE_ANY,
                            (struct span){0});
        writer_line(&out, 'S', x->conn, ITEM_MANY, buf_span(&wire));
        buf_done(&wire);
    }
    write_text(x, &out);
}

void import_data_lost(struct import *x, bool end_too)
{
    const struct request *q;

    if (!x->open || !dialogue_in_data(x->dialogue))
        return;
    q = dialogue_waiting(x->dialogue);
    if (!x->data_seen) {
        bool message = !q || request_shape(q) == SHAPE_MESSAGE;

        import_tell(x, message ? GUESS_DATA : GUESS_LISTING,
                    message ? "the log has no data of a message; \"@ body\" "
                              "stands for it"
                            : "the log has no lines of a listing; \"S*:\" "
                              "stands for them");
        write_lost(x, message);
    }
    if (!end_too)
        return;
    if (x->data_seen)
        import_tell(x, GUESS_END,
                    "the log has no \".\" behind data; it is "
                    "assumed");
    import_octets(x, SIDE_SERVER, SPAN(".\r\n"));
    x->data_seen = false;
}

/* --- lines of logs --- */

struct span import_next(struct import *x, struct span *text)
{
    size_t end = span_find(*text, '\n');
    struct span line = span_first(*text, end);

    *text = span_from(*text, end + 1);
    while (line.len && line.at[line.len - 1] == '\r')
        line.len--;
    x->log_line++;
    return line;
}

bool import_is_challenge(struct span line)
{
    return span_is(line, "+") || span_starts(line, SPAN("+ ")) ||
           span_starts(line, SPAN("+\r")) || span_starts(line, SPAN("+\n"));
}

bool import_is_reply(struct span line)
{
    return span_starts_case(line, SPAN("+OK")) ||
           span_starts_case(line, SPAN("-ERR")) || import_is_challenge(line);
}

unsigned import_share(struct span text, struct span a, struct span b)
{
    enum { LOOKED_AT = 400 };
    unsigned found_a = 0, found_b = 0, lines = 0;

    for (; text.len && lines < LOOKED_AT; lines++) {
        size_t end = span_find(text, '\n');
        struct span line = span_trim(span_first(text, end));

        text = span_from(text, end + 1);
        found_a += span_starts(line, a);
        found_b += span_starts(line, b);
    }
    /* both sides speak in a session */
    return found_a && found_b ? 1 + 90 * (found_a + found_b) / lines : 0;
}

/* --- a run --- */

static void see(void *ctx, const struct event *e)
{
    struct import *x = ctx;

    record_see(x->record, e);
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
    x.record = record_new(&(struct record_options){.write = options->write,
                                                   .ctx = options->ctx,
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
    dialogue_free(x.dialogue);
    record_free(x.record);
    mask_free(x.mask);
    buf_done(&x.host);
    buf_done(&x.address);
    buf_wipe(&x.held);
    return good;
}

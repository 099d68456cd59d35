/* record-line.c - the wire text of one recorded line, with its masks. */
#include <config.h>

#include "net/transcript/record-private.h"

#define HIDDEN SPAN("****") /* what mask.c writes */

/* --- the client --- */

/* What a mechanism computes anew for a line of this request. */
static const char *response_name(const struct request *q)
{
    return q->verb && q->verb->id == VERB_APOP ? "apop" : "sasl";
}

/* A password in another form could not be said again: what is sent in its
 * place is no secret. */
static void add_hidden(struct record *r, const struct event *e, size_t at)
{
    const struct hidden *h = NULL;
    struct buf name = {0};

    for (size_t i = 0; i < e->hidden_count; i++)
        if (e->hidden[i].at == at)
            h = &e->hidden[i];
    if (h && h->what == HIDDEN_RESPONSE) {
        writer_wire_secret(&r->wire, response_name(e->request));
    } else if (h && h->what == HIDDEN_PASSWORD) {
        record_password(r, h->number, &name);
        writer_wire_secret(&r->wire, buf_text(&name));
    } else {
        writer_wire_capture(&r->wire, SPAN(""), WIRE_ANY, HIDDEN);
    }
    buf_done(&name);
}

void record_user_wire(struct record *r, size_t user)
{
    buf_add(&r->wire, SPAN("\\{"));
    user_list_variable(r->users, user, &r->wire);
    buf_add_char(&r->wire, '}');
}

/* What a line of USER or APOP has in the place of a name: for USER all of it,
 * blanks in it too, for APOP what stands before the digest. */
static struct span name_in(const struct request *q, struct span line)
{
    struct span rest = span_from(line, span_find(line, ' '));
    size_t hidden = span_find_span(rest, HIDDEN);

    if (q->verb->id == VERB_APOP && hidden < rest.len) {
        rest = span_first(rest, hidden);
    } else if (q->verb->id == VERB_APOP) {
        struct span name = request_arg(q, 0); /* of octets of its own */

        rest = span_from(rest, span_find_span(rest, name));
        rest = span_first(rest, name.len);
    }
    return span_trim(rest);
}

/* The user whom the line of USER or APOP names: \{user}, when the header knows
 * it, or it shall not be seen. *rest is left with what follows. */
static void add_user(struct record *r, const struct event *e, struct span *rest)
{
    const struct request *q = e->request;
    struct span name, text = *rest;
    size_t before, user;

    if (q->kind != REQUEST_COMMAND || !q->verb ||
        (q->verb->id != VERB_USER && q->verb->id != VERB_APOP))
        return;
    name = name_in(q, text);
    before = (size_t)(name.at - text.at);
    if (!name.len || span_find_span(name, HIDDEN) < name.len)
        return;
    bool hide = r->options.redact & REDACT_USER;

    user = user_list_find(r->users, name);
    if (user == USER_LIST_MOST && hide)
        user = user_list_add(r->users, name, 0);
    if (!hide && user >= r->users->written)
        return;
    if (!record_has_user(r, user)) /* the header takes no more */
        user = 0;
    writer_wire_octets(&r->wire, span_first(text, before), false);
    record_user_wire(r, user);
    *rest = span_from(text, before + name.len);
}

void record_client_wire(struct record *r, const struct event *e)
{
    struct span end = writer_line_end(e->raw);
    struct span rest = span_first(e->raw, e->raw.len - end.len);

    add_user(r, e, &rest);
    while (e->masked && rest.len) {
        size_t before = span_find_span(rest, HIDDEN);

        if (before == rest.len)
            break;
        writer_wire_octets(&r->wire, span_first(rest, before), false);
        add_hidden(r, e, (size_t)(rest.at - e->raw.at) + before);
        rest = span_from(rest, before + HIDDEN.len);
    }
    writer_wire_octets(&r->wire, rest, true);
    writer_wire_end(&r->wire, end);
}

/* --- the server --- */

static unsigned hidden_types(unsigned redact)
{
    return (redact & REDACT_UID ? 1U << WIRE_UID : 0) |
           (redact & REDACT_HOST ? 1U << WIRE_HOST | 1U << WIRE_STAMP : 0);
}

/* The masks that are looked for, with what of the line is not known yet. */
static struct auto_line auto_line_of(const struct record *r,
                                     const struct event *e)
{
    unsigned redact = r->options.redact;

    return (struct auto_line){
        .place = AUTO_STRAY,
        .verb = e && e->request ? e->request->verb : NULL,
        .bare = !e || !e->request || !e->request->args,
        .host = buf_span(&r->host),
        .users = redact & REDACT_USER ? r->users : NULL,
        .hide = hidden_types(redact),
        .addresses = redact & REDACT_ADDRESSES,
        .challenges = redact & REDACT_NONE,
        .hidden_only = r->options.exact,
    };
}

bool record_hides(const struct record *r, struct span octets,
                  enum wire_type type)
{
    struct auto_line line = auto_line_of(r, NULL);

    return auto_mask_hides(&line, octets, type);
}

void record_hidden_text(const struct record *r, struct span text,
                        struct buf *out)
{
    struct auto_line line = auto_line_of(r, NULL);

    line.text = text;
    auto_mask_text(out, &line);
}

void record_hidden_names(struct record *r, struct span text)
{
    struct auto_line line = auto_line_of(r, NULL);

    line.text = text;
    line.hidden_only = line.goes_on = true;
    auto_mask_wire(&r->wire, &line);
}

void record_server_wire(struct record *r, const struct event *e,
                        enum auto_place place, bool elided)
{
    struct span end = writer_line_end(e->raw);
    struct span text = span_first(e->raw, e->raw.len - end.len);
    struct auto_line line = auto_line_of(r, e);

    line.text = text;
    line.place = place;
    line.echo = e->masked;
    line.hidden_only = line.hidden_only || e->masked;
    auto_mask_wire(&r->wire, &line);
    if (elided)
        buf_add(&r->wire, SPAN("\\;"));
    else
        writer_wire_end(&r->wire, end);
}

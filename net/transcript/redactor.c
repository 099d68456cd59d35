/* redactor.c - plays a transcript to itself, and rewrites what it finds. */
#include <config.h>

#include "net/transcript/redactor.h"

#include "net/base/memory.h"
#include "net/pop3/dialogue.h"
#include "net/transcript/escape.h"
#include "net/transcript/feed.h"
#include "net/transcript/numbered.h"
#include "net/transcript/record-private.h"
#include <stdlib.h>

struct redactor {
    struct record line; /* makes wire text; never writes */
    struct mask *mask;
    struct dialogue *dialogues[ITEM_CONNECTIONS_MOST];
    struct feed *feed;
    bool learning;
    /* of the item at hand */
    bool rewritten, left_out, lists_uid;
    bool names_written, in_session;
    uint32_t passwords; /* 1 << number, that masks will stand for */
    struct buf others;  /* "name=value" lines of the header */
    struct buf body;    /* "@ body", when a message has ended */
    bool keeps_masks;   /* of the client, that it has */
    bool stands_in;     /* the item at hand is one that the file has */
    struct tally told;  /* by those of the message at hand */
    struct tally seen;  /* of that message */
};

static bool elides(const struct redactor *r)
{
    return r->line.options.redact & (REDACT_BODY | REDACT_ADDRESSES);
}

/* --- events of the item at hand --- */

static void rewrite_client(struct redactor *r, const struct event *e)
{
    bool named = r->line.options.redact & REDACT_USER;

    /* a name that a mask hides is known by its variable, if at all */
    if ((!e->masked && !named) || r->keeps_masks)
        return;
    buf_clear(&r->line.wire);
    record_client_wire(&r->line, e);
    r->rewritten = true;
}

static void rewrite_server(struct redactor *r, const struct event *e,
                           enum auto_place place)
{
    struct buf as_is = {0};
    unsigned redact = r->line.options.redact;
    const struct request *q = e->request;

    r->lists_uid = redact & REDACT_UID && q && q->verb &&
                   q->verb->content == CONTENT_UID &&
                   (place == AUTO_LISTING || q->args);
    r->line.options.redact = REDACT_SECRETS | REDACT_NONE;
    buf_clear(&r->line.wire);
    record_server_wire(&r->line, e, place, false);
    buf_add(&as_is, buf_span(&r->line.wire));
    r->line.options.redact = redact;
    buf_clear(&r->line.wire);
    record_server_wire(&r->line, e, place, false);
    r->rewritten =
        e->masked || !span_equal(buf_span(&as_is), buf_span(&r->line.wire));
    buf_done(&as_is);
}

static void take_data(struct redactor *r, const struct event *e)
{
    struct event line = *e;
    struct buf hidden = {0};

    if (r->stands_in) {
        r->told.lines += e->tally->lines - r->seen.lines;
        r->told.octets += e->tally->octets - r->seen.octets;
    }
    r->seen = *e->tally;
    if (r->stands_in)
        return;
    if (elides(r)) {
        body_add(&r->line.body, e, BODY_HASHED);
        r->left_out = true;
        return;
    }
    line.masked = mask_hide(r->mask, e->raw, &hidden);
    if (line.masked) {
        line.raw = buf_span(&hidden);
        rewrite_server(r, &line, AUTO_LISTING);
    }
    buf_wipe(&hidden);
}

/* What the file had left out already is told there. */
static void end_data(struct redactor *r, const struct event *e)
{
    struct tally rest = {.lines = e->tally->lines - r->told.lines,
                         .octets = e->tally->octets - r->told.octets};

    if (r->line.body.any)
        body_write(&r->line.body, &r->body, r->line.conn, &rest, true, false);
    r->told = r->seen = (struct tally){0};
}

static void learn_passwords(struct redactor *r, const struct event *e)
{
    for (size_t i = 0; i < e->hidden_count; i++)
        r->passwords |= UINT32_C(1) << e->hidden[i].number;
}

static void see(void *ctx, const struct event *e)
{
    struct redactor *r = ctx;

    if (r->learning) {
        learn_passwords(r, e);
        return;
    }
    switch (e->kind) {
    case EVENT_REQUEST:
        rewrite_client(r, e);
        break;
    case EVENT_GREETING:
        rewrite_server(r, e, AUTO_GREETING);
        break;
    case EVENT_STATUS:
        rewrite_server(r, e, AUTO_STATUS);
        break;
    case EVENT_CONTINUE:
        rewrite_server(r, e, AUTO_CHALLENGE);
        break;
    case EVENT_STRAY:
        rewrite_server(r, e, AUTO_STRAY);
        break;
    case EVENT_LINE:
        rewrite_server(r, e, AUTO_LISTING);
        break;
    case EVENT_DATA:
        take_data(r, e);
        break;
    case EVENT_END:
        end_data(r, e);
        break;
    default:
        break;
    }
}

static void take_chunk(void *ctx, unsigned conn, const struct chunk *chunk)
{
    struct redactor *r = ctx;

    r->line.conn = conn;
    if (!r->dialogues[conn - 1])
        r->dialogues[conn - 1] = dialogue_new(mask_see, r->mask);
    dialogue_feed(r->dialogues[conn - 1], chunk);
}

/* --- life cycle --- */

static void start(struct redactor *r)
{
    feed_free(r->feed);
    for (size_t i = 0; i < ITEM_CONNECTIONS_MOST; i++) {
        dialogue_free(r->dialogues[i]);
        r->dialogues[i] = NULL;
    }
    r->feed = feed_new(take_chunk, r);
}

struct redactor *redactor_new(unsigned what)
{
    struct redactor *r = xcalloc(1, sizeof *r);

    r->line.options.redact = what;
    r->line.users = &r->line.own;
    r->line.named = &r->line.own_named;
    body_init(&r->line.body, NULL);
    r->mask = mask_new(see, r);
    r->learning = true;
    start(r);
    return r;
}

void redactor_free(struct redactor *r)
{
    if (!r)
        return;
    feed_free(r->feed);
    for (size_t i = 0; i < ITEM_CONNECTIONS_MOST; i++)
        dialogue_free(r->dialogues[i]);
    mask_free(r->mask);
    body_done(&r->line.body);
    buf_wipe(&r->line.wire);
    buf_done(&r->line.host);
    user_list_done(&r->line.own);
    buf_done(&r->body);
    buf_done(&r->others);
    free(r);
}

/* --- what the file says of itself --- */

static void learn_header(struct redactor *r, const struct item *item)
{
    struct span name, value;

    if (item->kind != ITEM_HEADER || !item->field)
        return;
    if (item->field->id == HEADER_SERVER && !r->line.host.len) {
        size_t colon = item->text.len;

        for (size_t i = 0; i < item->text.len; i++)
            if (item->text.at[i] == ':')
                colon = i;
        buf_add(&r->line.host, span_first(item->text, colon));
    }
    if (item->field->id == HEADER_SECRET) {
        header_field_split(item->text, &name, &value);
        r->line.own_named |= UINT32_C(1) << numbered_read(name, "pass");
    }
    if (item->field->id != HEADER_VAR)
        return;
    header_field_split(item->text, &name, &value);
    unsigned number = user_list_number(name);
    if (number && span_starts(value, SPAN("env:")))
        r->line.own.taken |= (uint32_t)1 << number;
    else if (number)
        user_list_add(&r->line.own, value, number);
    else if (!span_starts(value, SPAN("env:")))
        buf_add_format(&r->others, "%.*s\n", (int)item->text.len,
                       item->text.at);
    r->line.own.written = r->line.own.count;
}

/* The value of a variable by another name than ours, that the header tells. */
static struct span other_variable(const struct redactor *r, struct span name)
{
    struct span rest = buf_span(&r->others);

    while (rest.len) {
        struct span line = span_first(rest, span_find(rest, '\n'));
        struct span is, value;

        header_field_split(line, &is, &value);
        if (span_equal(is, name))
            return value;
        rest = span_from(rest, line.len + 1);
    }
    return rest;
}

/* Users whom no header names: the arguments of USER and APOP. */
static void learn_user(struct redactor *r, const struct item *item)
{
    struct span rest = item->text, word;

    if (item->kind != ITEM_CLIENT)
        return;
    word = span_take_word(&rest);
    if (!span_is_case(word, "USER") && !span_is_case(word, "APOP"))
        return;
    word = span_take_word(&rest);
    if (span_starts(word, SPAN("\\{")))
        word = other_variable(
            r, span_first(span_from(word, 2), span_find(word, '}') - 2));
    if (span_find(word, '\\') == word.len)
        user_list_add(&r->line.own, word, 0);
}

void redactor_learn(struct redactor *r, const struct item *item)
{
    learn_header(r, item);
    learn_user(r, item);
    feed_item(r->feed, item);
    feed_flush(r->feed);
}

/* --- writing --- */

static void add_names(struct buf *out, unsigned what)
{
    buf_add_format(out, "%s:", header_fields[HEADER_REDACT].name);
    for (unsigned bit = 1; redact_name(bit); bit <<= 1)
        if (what & bit)
            buf_add_format(out, " %s", redact_name(bit));
    buf_add_char(out, '\n');
}

/* What the header lacked. */
static void end_header(struct redactor *r, struct buf *out)
{
    unsigned what = r->line.options.redact;

    if (!r->names_written)
        add_names(out, what);
    if (what & REDACT_USER)
        user_list_header(&r->line.own, true, out);
    for (unsigned n = 2; n <= PASSWORDS_MOST; n++)
        if (r->passwords >> n & 1 && !(r->line.own_named >> n & 1))
            numbered_password_header(n, out);
}

/* Add what people wrote, without what shall not be seen. */
static void add_hidden(struct redactor *r, struct buf *out, struct span text)
{
    struct buf open = {0};

    mask_hide(r->mask, text, &open);
    record_hidden_text(&r->line, buf_span(&open), out);
    buf_wipe(&open);
}

static void write_prose(struct redactor *r, struct buf *out,
                        const struct item *item)
{
    buf_add(out, span_first(item->raw, (size_t)(item->text.at - item->raw.at)));
    add_hidden(r, out, item->text);
    if (item->ended)
        buf_add_char(out, '\n');
}

/* A variable of another name that is a user's. */
static void write_variable(struct redactor *r, struct buf *out,
                           struct span name, size_t user)
{
    unsigned number = r->line.own.numbers[user];

    buf_add_format(out, "Var: %.*s=env:POP3SH_USER", (int)name.len, name.at);
    if (number > 1)
        buf_add_format(out, "%u", number);
    buf_add_char(out, '\n');
}

static void write_header(struct redactor *r, struct buf *out,
                         const struct item *item)
{
    unsigned what = r->line.options.redact;
    enum header_field_id id = item->field ? item->field->id : HEADER_COUNT;
    struct span name, value;

    if (id == HEADER_REDACT) {
        add_names(out, what);
        r->names_written = true;
        return;
    }
    if (id == HEADER_SERVER && what & REDACT_HOST) {
        buf_add_text(out, "Server: host.invalid\n");
        return;
    }
    if (id == HEADER_VAR && what & REDACT_USER) {
        header_field_split(item->text, &name, &value);
        unsigned number = user_list_number(name);
        size_t user = user_list_find(&r->line.own, value);
        if (!number && user < USER_LIST_MOST) {
            write_variable(r, out, name, user);
            return;
        }
        if (number && !span_starts(value, SPAN("env:"))) {
            user_list_hidden(number, out);
            return;
        }
    }
    if (id == HEADER_TITLE || id == HEADER_COUNT)
        write_prose(r, out, item);
    else
        writer_item(out, item);
}

static bool has_mask(struct span wire)
{
    return span_find_span(wire, SPAN("\\{")) < wire.len;
}

/* What stands between the masks of a line: names in it are taken out. */
static void write_between(struct redactor *r, struct buf *wire,
                          const struct item *item, const struct wire_piece *p)
{
    struct span rest = p->octets;
    bool named = r->line.options.redact & REDACT_USER;

    buf_clear(&r->line.wire);
    if (item->kind == ITEM_SERVER)
        record_hidden_names(&r->line, rest);
    while (item->kind == ITEM_CLIENT && rest.len) {
        struct span word = span_first(rest, span_find(rest, ' '));

        size_t user = user_list_find(&r->line.own, word);
        if (named && user < USER_LIST_MOST)
            record_user_wire(&r->line, user);
        else
            buf_add(&r->line.wire, word);
        rest = span_from(rest, word.len);
        if (rest.len)
            buf_add_char(&r->line.wire, ' ');
        rest = span_from(rest, 1);
    }
    buf_add(wire, has_mask(buf_span(&r->line.wire)) ? buf_span(&r->line.wire)
                                                    : p->source);
}

/* Is what stands in the place of the unique-id more than one mask of one? */
static bool breaks_uid(const struct item *item)
{
    struct span rest = item->text, before = {0};
    struct wire_piece p;

    while (wire_next(&rest, &p, NULL, NULL) > 0) {
        if (p.kind == WIRE_CAPTURE && p.type == WIRE_UID)
            return !before.len || before.at[before.len - 1] != ' ' ||
                   (rest.len && rest.at[0] != ' ');
        before = p.source;
    }
    return true;
}

/* Masks that the file has stay, without the octets that shall not be seen. */
static void write_masked(struct redactor *r, struct buf *out,
                         const struct item *item)
{
    unsigned what = r->line.options.redact;
    struct span rest = item->text;
    struct buf wire = {0}, value = {0};
    struct wire_piece p;

    while (wire_next(&rest, &p, NULL, NULL) > 0) {
        if (p.kind == WIRE_LITERAL) {
            write_between(r, &wire, item, &p);
            continue;
        }
        buf_clear(&value);
        escape_decode(&value, p.value);
        bool hide = p.kind == WIRE_CAPTURE && p.has_value &&
                    ((p.type == WIRE_B64 && !(what & REDACT_NONE)) ||
                     record_hides(&r->line, buf_span(&value), p.type));

        if (hide)
            writer_wire_capture(&wire, p.name, p.type, (struct span){0});
        else
            buf_add(&wire, p.source);
    }
    writer_line(out, item->kind == ITEM_CLIENT ? 'C' : 'S', item->conn,
                item->quantity, buf_span(&wire));
    buf_done(&wire);
    buf_done(&value);
}

static void write_line(struct redactor *r, struct buf *out,
                       const struct item *item)
{
    r->rewritten = r->left_out = r->lists_uid = false;
    buf_clear(&r->body);
    r->keeps_masks = item->kind == ITEM_CLIENT && has_mask(item->text);
    feed_item(r->feed, item);
    feed_flush(r->feed);
    buf_add(out, buf_span(&r->body));
    if (r->left_out)
        return;
    if (has_mask(item->text) && !(r->lists_uid && breaks_uid(item)))
        write_masked(r, out, item);
    else if (r->rewritten)
        writer_line(out, item->kind == ITEM_CLIENT ? 'C' : 'S', item->conn,
                    item->quantity, buf_span(&r->line.wire));
    else
        writer_item(out, item);
}

/* Values that people, or a TLS library, wrote. */
static void write_values(struct redactor *r, struct buf *out,
                         const struct item *item)
{
    struct span rest = item->text;
    struct buf event = {0}, value = {0}, hidden = {0}, key = {0};
    struct param p;
    bool same = true;

    writer_event(&event, item->conn, item->verb->id);
    while (param_next(&rest, &p) > 0) {
        bool keyword = !p.key.len && !p.quoted && item->verb->id == AT_TLS;

        buf_clear(&key);
        buf_clear(&value);
        buf_clear(&hidden);
        buf_add(&key, p.key);
        param_text(&p, &value);
        if (keyword)
            buf_add(&hidden, p.value);
        else
            add_hidden(r, &hidden, buf_span(&value));
        same = same && span_equal(buf_span(&value), buf_span(&hidden));
        if (p.key.len)
            writer_param(&event, buf_text(&key), buf_span(&hidden));
        else
            writer_word(&event, buf_span(&hidden));
    }
    writer_event_end(&event);
    if (same)
        writer_item(out, item);
    else
        buf_add(out, buf_span(&event));
    buf_wipe(&event);
    buf_wipe(&value);
    buf_wipe(&hidden);
    buf_done(&key);
}

static void write_event(struct redactor *r, struct buf *out,
                        const struct item *item)
{
    bool connect = item->verb->id == AT_CONNECT;
    struct buf value = {0};

    buf_clear(&r->body);
    r->stands_in = item->verb->id == AT_BODY;
    feed_item(r->feed, item);
    if (r->stands_in)
        feed_flush(r->feed);
    r->stands_in = false;
    buf_add(out, buf_span(&r->body));
    if (connect && r->line.options.redact & REDACT_HOST) {
        writer_event(out, item->conn, AT_CONNECT);
        if (param_value(item->text, "tls", &value))
            writer_param(out, "tls", buf_span(&value));
        writer_event_end(out);
    } else if (item->verb->id == AT_STEP ||
               (item->verb->id == AT_TLS &&
                span_starts(item->text, SPAN("fail ")))) {
        write_values(r, out, item);
    } else {
        writer_item(out, item);
    }
    buf_done(&value);
}

void redactor_item(struct redactor *r, struct buf *out, const struct item *item)
{
    if (r->learning)
        start(r);
    r->learning = false;
    switch (item->kind) {
    case ITEM_HEADER:
        feed_item(r->feed, item);
        write_header(r, out, item);
        break;
    case ITEM_CLIENT:
    case ITEM_SERVER:
        write_line(r, out, item);
        break;
    case ITEM_EVENT:
        write_event(r, out, item);
        break;
    case ITEM_COMMENT:
        write_prose(r, out, item);
        break;
    case ITEM_BLANK:
        if (!r->in_session)
            end_header(r, out);
        r->in_session = true;
        writer_item(out, item);
        break;
    case ITEM_MAGIC:
        writer_item(out, item);
        break;
    }
}

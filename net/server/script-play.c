/* script-play.c - the server's items of a transcript, done. */
#include <config.h>

#include "net/server/script-private.h"

#include "net/transcript/expand.h"

enum { OUT_MOST = 64 << 10 }; /* octets gathered for one write, about */

/* A challenge that was not recorded; what a client reads is base64. */
#define NO_CHALLENGE "+ cmVjb3JkZWQgd2l0aG91dCBpdA==\r\n"

static bool is_ours(const struct script_session *s, const struct item *item)
{
    return item->conn == s->run->conn &&
           (item->kind == ITEM_SERVER || item->kind == ITEM_EVENT);
}

static void play_line(struct script_session *s, const struct item *item)
{
    size_t from = s->out.len;
    unsigned guesses;

    if (item->quantity == ITEM_MANY)
        return; /* none will do */
    guesses = expand_wire(&s->out, item->text, &s->variables);
    if (guesses && span_starts(item->text, SPAN("+ \\{"))) {
        buf_cut(&s->out, from);
        buf_add_text(&s->out, NO_CHALLENGE);
    }
    script_spoil_first(s, from);
}

static void play_body(struct script_session *s, uint32_t at)
{
    const struct script *script = s->script;
    struct span text = script_item(script, at)->text;

    for (size_t i = 0; i < script->message_count; i++)
        if (script->messages[i].item == at) {
            s->message = buf_span(&script->messages[i].wire);
            return;
        }
    s->filler = (struct filler){0};
    param_number(text, "lines", &s->filler.lines);
    param_number(text, "octets", &s->filler.octets);
}

static bool is_word(const struct item *item, const char *word)
{
    struct span rest = item->text;

    return span_is(span_take_word(&rest), word);
}

/* The next item of this connection that does something; NULL: none. */
static const struct item *look_ahead(const struct script_session *s)
{
    const struct transcript *t = s->script->transcript;

    for (size_t i = s->at; i < t->count; i++) {
        const struct item *item = &t->items[i];

        if (item->conn != s->run->conn)
            continue;
        if (item->kind == ITEM_CLIENT || item->kind == ITEM_SERVER ||
            (item->kind == ITEM_EVENT &&
             (item->verb->id == AT_TLS || item->verb->id == AT_CLOSE ||
              item->verb->id == AT_CONNECT)))
            return item;
    }
    return NULL;
}

/* A handshake that failed then is not tried: the connection ends. */
static void play_tls(struct script_session *s, const struct item *item)
{
    const struct item *next = look_ahead(s);

    if (s->tls || is_word(item, "fail"))
        return;
    if (next && next->kind == ITEM_EVENT && next->verb->id == AT_TLS &&
        is_word(next, "fail"))
        s->close_due = true;
    else
        s->tls_due = true;
}

static struct span value_of(const struct item *item, const char *key)
{
    struct span rest = item->text;
    struct param p;

    while (param_next(&rest, &p) > 0)
        if (span_is(p.key, key))
            return p.value;
    return (struct span){0};
}

/* A pause before the client's next line was the client's. */
static void play_pause(struct script_session *s, const struct item *item,
                       uint64_t now_ns)
{
    const struct item *next = look_ahead(s);
    uint64_t ns = 0;

    if (next && next->kind != ITEM_CLIENT &&
        param_duration(item->text, NULL, &ns)) {
        s->until_ns = now_ns + ns;
        s->idle_ns = s->until_ns + SCRIPT_IDLE_NS;
    }
}

static void play_event(struct script_session *s, uint32_t at, uint64_t now_ns)
{
    const struct item *item = script_item(s->script, at);

    switch (item->verb->id) {
    case AT_BODY:
        play_body(s, at);
        break;
    case AT_TLS:
        play_tls(s, item);
        break;
    case AT_CLOSE:
        s->close_due = span_is(value_of(item, "by"), "server");
        s->how = value_of(item, "how");
        break;
    case AT_PAUSE:
        play_pause(s, item, now_ns);
        break;
    case AT_CHUNK:
        param_number(item->text, NULL, &s->chunk);
        break;
    default:
        break;
    }
}

/* Events that have to wait until all before them was sent. */
static bool is_border(const struct item *item)
{
    if (item->kind != ITEM_EVENT)
        return false;
    switch (item->verb->id) {
    case AT_TLS:
    case AT_CLOSE:
    case AT_PAUSE:
    case AT_CHUNK:
    case AT_FLUSH:
        return true;
    default:
        return false;
    }
}

/* True while a message is not at its end. */
static bool play_message(struct script_session *s)
{
    struct span some = span_first(s->message, OUT_MOST);

    if (s->message.len) {
        buf_add(&s->out, some);
        s->message = span_from(s->message, some.len);
        return true;
    }
    return filler_line(&s->filler, &s->out);
}

/* A fault has left the rest of this answer out; the connection still ends. */
static bool is_muted(const struct script_session *s, const struct item *item)
{
    return s->muted &&
           !(item->kind == ITEM_EVENT && item->verb->id == AT_CLOSE);
}

void script_play(struct script_session *s, uint64_t now_ns)
{
    if (s->until_ns && now_ns < s->until_ns)
        return;
    s->until_ns = 0;
    while (s->out.len < OUT_MOST && !s->until_ns && !s->tls_due &&
           !s->close_due) {
        const struct item *item;

        if (play_message(s))
            continue;
        if (s->at >= s->to)
            break;
        item = script_item(s->script, s->at);
        if (!is_ours(s, item) || is_muted(s, item)) {
            s->at++;
            continue;
        }
        if (is_border(item) && s->out.len)
            break;
        if (item->kind == ITEM_SERVER && script_spoil_delay(s, now_ns))
            break;
        s->at++;
        if (item->kind == ITEM_SERVER)
            play_line(s, item);
        else if (!s->aside || item->verb->id == AT_BODY)
            play_event(s, s->at - 1, now_ns);
    }
}

/* redactor-sasl.c - the block that an exchange needs when its responses have
 * become \{!sasl}: who says what in it is known while the file still shows it.
 *
 * Only for an exchange that stands by itself, from the line of AUTH to its
 * status. */
#include <config.h>

#include "net/transcript/redactor-private.h"

#include "net/base/memory.h"
#include "net/transcript/numbered.h"
#include <stdlib.h>

/* --- learning --- */

static struct redactor_sasl *open_on(struct redactor *r, unsigned conn)
{
    size_t i = r->sasl_open[conn - 1];

    return i ? &r->sasl[i - 1] : NULL;
}

static void forget(struct redactor *r, unsigned conn)
{
    r->sasl_open[conn - 1] = 0;
}

static void begin(struct redactor *r, const struct event *e, unsigned conn)
{
    struct redactor_sasl *s;
    struct span name = request_arg(e->request, 0);

    if (r->sasl_count == r->sasl_room) {
        r->sasl_room = r->sasl_room ? 2 * r->sasl_room : 4;
        r->sasl = xrealloc(r->sasl, r->sasl_room * sizeof *r->sasl);
    }
    s = &r->sasl[r->sasl_count++];
    *s = (struct redactor_sasl){.from = r->at,
                                .conn = conn,
                                .exchange = e->exchange,
                                .mechanism = span_dup(name),
                                .user = USER_LIST_MOST};
    r->sasl_open[conn - 1] = r->sasl_count;
}

static void take_response(struct redactor *r, struct redactor_sasl *s,
                          const struct event *e)
{
    s->hides = s->hides || e->masked;
    s->password = s->password ? s->password : e->password;
    if (s->user == USER_LIST_MOST && e->sasl_user.len)
        s->user = user_list_add(&r->line.own, e->sasl_user, 0);
}

/* One that its responses do not show is taken for the first. */
static unsigned password_of(const struct redactor_sasl *s)
{
    return s->password ? s->password : 1;
}

void redactor_sasl_see(struct redactor *r, const struct event *e)
{
    unsigned conn = hearing_connection(r->hearing);
    struct redactor_sasl *s;

    if (e->kind == EVENT_REQUEST && record_sasl_begins(e->request)) {
        forget(r, conn);
        if (!r->in_block[conn - 1] && !r->in_pieces)
            begin(r, e, conn);
    }
    s = open_on(r, conn);
    if (!s || e->exchange != s->exchange)
        return;
    if (e->kind == EVENT_REQUEST)
        take_response(r, s, e);
    if (e->kind != EVENT_STATUS)
        return;
    s->to = s->hides && !r->in_pieces ? r->at : 0;
    if (s->to)
        r->passwords |= UINT32_C(1) << password_of(s);
    forget(r, conn);
}

void redactor_sasl_learn(struct redactor *r, const struct item *item,
                         bool piece)
{
    unsigned conn = item->conn;
    enum at_id id = item->kind == ITEM_EVENT ? item->verb->id : AT_COUNT;
    bool opens = id == AT_SASL || id == AT_SET;

    r->at++;
    r->in_pieces = piece;
    if (opens || id == AT_END)
        r->in_block[conn - 1] = opens;
    if (opens || id == AT_END || id == AT_CONNECT)
        forget(r, conn);
}

void redactor_sasl_rewind(struct redactor *r)
{
    r->at = 0;
    memset(r->sasl_open, 0, sizeof r->sasl_open);
}

/* --- writing --- */

void redactor_sasl_header(struct redactor *r, struct buf *out)
{
    for (size_t i = 0; i < r->sasl_count; i++) {
        size_t user = r->sasl[i].user;
        struct buf value = {0};

        if (!r->sasl[i].to || user == USER_LIST_MOST ||
            user < r->line.own.written || r->sasl_named >> user & 1 ||
            !user_list_can_show(r->line.own.names[user]))
            continue;
        r->sasl_named |= UINT32_C(1) << user;
        user_list_variable(&r->line.own, user, &value);
        buf_add_char(&value, '=');
        buf_add(&value, r->line.own.names[user]);
        writer_header(out, header_fields[HEADER_VAR].name, buf_span(&value));
        buf_done(&value);
    }
}

static void write_begin(struct redactor *r, const struct redactor_sasl *s,
                        struct buf *out)
{
    struct buf name = {0};

    writer_event(out, s->conn, AT_SASL);
    writer_word(out, span_of(s->mechanism));
    if (s->user < r->line.own.written || r->sasl_named >> s->user & 1) {
        user_list_variable(&r->line.own, s->user, &name);
        writer_param(out, "user", buf_span(&name));
    }
    buf_clear(&name);
    numbered_password(password_of(s), &name);
    writer_param(out, "secret", buf_span(&name));
    writer_event_end(out);
    buf_done(&name);
}

void redactor_sasl_begin(struct redactor *r, struct buf *out)
{
    for (; r->sasl_next < r->sasl_count; r->sasl_next++) {
        const struct redactor_sasl *s = &r->sasl[r->sasl_next];

        if (s->from > r->at)
            break;
        if (s->to) {
            write_begin(r, s, out);
            r->sasl_open[s->conn - 1] = r->sasl_next + 1;
        }
    }
}

void redactor_sasl_end(struct redactor *r, struct buf *out)
{
    for (unsigned conn = 1; conn <= ITEM_CONNECTIONS_MOST; conn++) {
        const struct redactor_sasl *s = open_on(r, conn);

        if (!s || s->to > r->at)
            continue;
        writer_event(out, conn, AT_END);
        writer_event_end(out);
        forget(r, conn);
    }
}

void redactor_sasl_done(struct redactor *r)
{
    for (size_t i = 0; i < r->sasl_count; i++)
        free(r->sasl[i].mechanism);
    free(r->sasl);
}

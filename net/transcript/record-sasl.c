/* record-sasl.c - the block of an AUTH exchange: whether there is one, of whom,
 * with which password. */
#include <config.h>

#include "net/transcript/record-private.h"

#include <string.h>

enum { SASL_LINES = 2 }; /* LOGIN has the password in the second response */

bool record_sasl_begins(const struct request *q)
{
    return q->kind == REQUEST_COMMAND && q->verb && q->verb->id == VERB_AUTH &&
           q->args > 0;
}

static void add_sasl_user(struct record *r, struct span who, struct buf *out)
{
    bool hide = r->options.redact & REDACT_USER;
    size_t user = hide || user_list_can_show(who)
                      ? user_list_add(r->users, who, 0)
                      : USER_LIST_MOST;
    struct buf variable = {0};

    if (record_has_user(r, user)) {
        user_list_variable(r->users, user, &variable);
        writer_param(out, "user", buf_span(&variable));
    }
    buf_done(&variable);
}

/* Of whom and with what is not known yet: the responses may tell. */
static void open_sasl(struct record *r, struct span mechanism, struct span who)
{
    writer_event(&r->out, r->conn, AT_SASL);
    writer_word(&r->out, mechanism);
    r->sasl_at = r->out.len;
    r->sasl_lines = 0;
    buf_clear(&r->sasl_user);
    buf_add(&r->sasl_user, who);
    writer_event_end(&r->out);
    r->in_sasl = true;
}

/* Is there more to be learned before the line of the block can be written? */
bool record_sasl_waits(const struct record *r, const struct event *e)
{
    bool goes_on =
        e->kind == EVENT_CONTINUE ||
        (e->kind == EVENT_REQUEST && e->request->kind == REQUEST_SASL);

    return r->sasl_at && goes_on && r->sasl_lines < SASL_LINES &&
           !(r->sasl_user.len && r->sasl_password);
}

/* Tell who and with what, as far as that is known now. */
void record_sasl_settle(struct record *r)
{
    struct buf rest = {0}, name = {0};

    if (!r->sasl_at)
        return;
    buf_add(&rest, span_from(buf_span(&r->out), r->sasl_at));
    r->out.len = r->sasl_at;
    r->sasl_at = 0;
    if (r->sasl_user.len)
        add_sasl_user(r, buf_span(&r->sasl_user), &r->out);
    record_password(r, r->sasl_password ? r->sasl_password : 1, &name);
    writer_param(&r->out, "secret", buf_span(&name));
    buf_add(&r->out, buf_span(&rest));
    buf_done(&rest);
    buf_done(&name);
}

/* Whom somebody asks to be taken for has a name that replies may tell. */
static void hide_other_user(struct record *r, const struct event *e)
{
    if (r->options.redact & REDACT_USER && e->sasl_as.len)
        record_has_user(r, user_list_add(r->users, e->sasl_as, 0));
}

void record_sasl_response(struct record *r, const struct event *e)
{
    hide_other_user(r, e);
    if (!r->sasl_at || e->request->kind != REQUEST_SASL)
        return;
    r->sasl_lines++;
    if (!r->sasl_user.len)
        buf_add(&r->sasl_user, e->sasl_user);
    if (!r->sasl_password)
        r->sasl_password = e->password;
}

void record_sasl_close(struct record *r)
{
    writer_event(&r->out, r->conn, AT_END);
    writer_event_end(&r->out);
    r->in_sasl = false;
    r->sasl = 0;
}

/* The line of AUTH waits until it is known whether an exchange began. */
void record_sasl_release(struct record *r, bool exchange, struct span who)
{
    if (!r->held.len)
        return;
    if (exchange)
        open_sasl(r, span_of(r->mechanism), who);
    buf_add(&r->out, buf_span(&r->held));
    buf_clear(&r->held);
    if (!exchange)
        r->sasl = 0;
}

void record_sasl_hold(struct record *r, const struct event *e)
{
    struct span mechanism =
        span_first(request_arg(e->request, 0), sizeof r->mechanism - 1);

    if (r->in_sasl) /* sent before the one before had its answer */
        record_sasl_close(r);
    record_sasl_settle(r);
    r->sasl = e->exchange;
    r->sasl_password = e->password;
    memcpy(r->mechanism, mechanism.at, mechanism.len);
    r->mechanism[mechanism.len] = '\0';
    writer_line(&r->held, 'C', r->conn, ITEM_ONE, buf_span(&r->wire));
}

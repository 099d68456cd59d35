/* cmd-conninfo.c - \conninfo. */
#include <config.h>

#include "net/base/text.h"
#include "shell/command/command.h"
#include "shell/command/print.h"

static void add_row(struct buf *out, const char *name, struct buf *value)
{
    if (value->len)
        buf_add_format(out, "%-9s%s\n", name, buf_text(value));
    buf_clear(value);
}

static void add_peer(struct buf *out, const struct session *s,
                     struct buf *value)
{
    const struct dial_facts *dial = session_dial_facts(s);

    session_peer(s, value);
    add_row(out, "server", value);
    if (!dial->local_path)
        buf_add_format(value, "%s port %u%s", dial->address, dial->port,
                       dial->loopback ? " (loopback)" : "");
    add_row(out, "address", value);
}

static void add_tls(struct buf *out, const struct session *s, struct buf *value)
{
    const struct tls_facts *tls = session_tls_facts(s);

    if (!tls)
        buf_add_text(value, "none: everything crosses the network in clear");
    else
        buf_add_format(value, "%s, %s, certificate %s", tls->version,
                       tls->cipher,
                       tls->verified ? "verified" : "not verified");
    add_row(out, "TLS", value);
}

static void add_protocol(struct buf *out, const struct session *s,
                         struct buf *value)
{
    const struct dialogue *d = session_dialogue(s);
    const struct messages *m = dialogue_messages(d);

    text_escape_fit(value, dialogue_user(d), TEXT_PLAIN, 80);
    add_row(out, "user", value);
    buf_add_text(value, state_name(dialogue_state(d)));
    if (session_is_busy(s))
        buf_add_format(value, ", %zu unanswered", dialogue_outstanding(d));
    add_row(out, "state", value);
    if (m->stat_known)
        buf_add_format(value, "%llu messages, %llu octets",
                       (unsigned long long)m->stat_count,
                       (unsigned long long)m->stat_octets);
    if (m->deleted)
        buf_add_format(value, "%s%zu marked deleted", value->len ? ", " : "",
                       m->deleted);
    add_row(out, "maildrop", value);
}

static void add_traffic(struct buf *out, const struct session *s,
                        struct buf *value)
{
    struct session_counts counts = session_counts(s);

    text_duration(value, session_age_ns(s));
    add_row(out, "open for", value);
    text_size(value, counts.octets_in);
    buf_add_text(value, " in, ");
    text_size(value, counts.octets_out);
    buf_add_format(value, " out, %llu commands",
                   (unsigned long long)counts.commands);
    add_row(out, "traffic", value);
}

COMMAND_FUNCTION(conninfo)
{
    struct buf out = {0}, value = {0};

    (void)args;
    (void)err;
    if (!session_is_open(sh->session)) {
        buf_add_text(&out, "not connected; \\connect TARGET connects\n");
    } else {
        add_peer(&out, sh->session, &value);
        add_tls(&out, sh->session, &value);
        add_protocol(&out, sh->session, &value);
        add_traffic(&out, sh->session, &value);
    }
    print_text(sh, &out);
    buf_done(&out);
    buf_done(&value);
    return true;
}

/* login.c - USER and PASS, when that is safe. */
#include <config.h>

#include "shell/login.h"

#include "shell/password.h"
#include <string.h>
#include <strings.h>

/* What --auth and ;AUTH= ask for: nothing, what we can do, or something
 * else. */
static bool check_mechanism(const char *mech, struct error *err)
{
    if (!mech || !*mech || !strcmp(mech, "*") || !strcasecmp(mech, "auto") ||
        !strcasecmp(mech, "USER"))
        return true;
    return error_set(err, ERROR_USAGE,
                     "this version logs in by USER only, not by %s; with "
                     "--auth none any login can be typed",
                     mech);
}

static bool find_password(struct login *l, struct error *err)
{
    const struct options *o = l->options;
    struct password_sources from = {
        .fd = o->password_fd,
        .file = o->password_file,
        .command = o->password_command,
        .url = l->target->has_password ? &l->target->password : NULL,
        .host = l->target->host,
        .ascii = l->target->ascii,
        .user = l->target->user,
        .ask = l->interactive,
    };

    return l->password.at || password_find(&from, &l->password, err);
}

bool login_prepare(struct login *l, const struct options *o,
                   const struct target *target, bool interactive,
                   struct error *err)
{
    *l = (struct login){
        .target = target,
        .options = o,
        .interactive = interactive,
    };
    if (o->auth && !strcasecmp(o->auth, "none"))
        return true;
    if (!*target->user)
        return true;
    l->wanted = true;
    if (!check_mechanism(o->auth, err) || !check_mechanism(target->mech, err))
        return false;
    return interactive || find_password(l, err);
}

void login_done(struct login *l)
{
    secret_done(&l->password);
}

/* RFC 8314 section 4.1: no password in clear over a network. */
static bool check_clear(const struct login *l, const struct session *s,
                        struct error *err)
{
    const struct dial_facts *facts = session_dial_facts(s);

    if (session_tls_facts(s) || facts->loopback || l->options->allow_cleartext)
        return true;
    return error_set(err, ERROR_USAGE,
                     "the password of %s is not sent in clear to %s; use "
                     "pop3s:// or pop3+stls://, or --allow-cleartext",
                     l->target->user, facts->address);
}

static bool refused(const struct login *l, const struct session *s,
                    struct error *err)
{
    struct buf peer = {0};

    session_peer(s, &peer);
    error_set(err, ERROR_AUTH, "%s refuses the login of %s: %s",
              buf_text(&peer), l->target->user, session_last_text(s));
    buf_done(&peer);
    return false;
}

static bool send_user(struct login *l, struct session *s, struct error *err)
{
    struct buf line = {0};
    enum status status = STATUS_NONE;

    buf_add_format(&line, "USER %s", l->target->user);
    bool ok = session_ask(s, buf_text(&line), &status, err);
    buf_done(&line);
    return ok && (status == STATUS_OK || refused(l, s, err));
}

bool login_run(struct login *l, struct session *s, struct error *err)
{
    if (!check_clear(l, s, err) || !find_password(l, err) ||
        !send_user(l, s, err))
        return false;

    session_send_password(s, SPAN("PASS"), &l->password, true);
    enum session_end end = session_wait(s, err);
    bool in = dialogue_state(session_dialogue(s)) == STATE_TRANSACTION;
    if (in)
        return true;
    if (end == SESSION_READY || end == SESSION_CLOSED)
        return refused(l, s, err);
    return false;
}

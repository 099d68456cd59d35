/* session-open.c - from a target to a session that can be used.
 *
 * Connect, TLS, greeting, CAPA, STLS, CAPA, login: each step only when the
 * target and the options ask for it, each a stage where --quit-after and
 * --drop-after may end it. */
#include <config.h>

#include "shell/session/session-private.h"

#include "net/wire/clock.h"
#include "shell/login/login.h"
#include "shell/session/service.h"
#include <sys/socket.h>

/* --- stages --- */

/* True when the session ends here, as told. */
static bool stop_at(struct session *s, enum stage stage, struct error *err)
{
    const struct options *o = s->setup.options;
    int named = o->quit_after ? o->quit_after : o->drop_after;

    if (!named || (stage && named != (int)stage))
        return false;
    if (o->quit_after && dialogue_state(s->dialogue) == STATE_CONNECTED)
        return false; /* QUIT comes behind the greeting, see greet() */
    s->stopped = true;
    if (o->quit_after)
        session_quit(s, o->timeout_ms, err);
    session_drop(s);
    return true;
}

/* --- steps --- */

static struct stream *connect_stream(struct session *s, struct error *err)
{
    const struct options *o = s->setup.options;
    struct dial_options how = {
        .host = s->target.ascii,
        .port = s->target.port,
        .path = *s->target.path ? s->target.path : NULL,
        .family = o->ipv4   ? AF_INET
                  : o->ipv6 ? AF_INET6
                            : AF_UNSPEC,
        .timeout_ms = o->connect_timeout_ms,
        .cancel_fd = s->setup.cancel_fd,
    };

    s->dial = (struct dial_facts){0};
    struct stream *stream = dial(&how, &s->dial, err);
    if (!stream) {
        if (!s->dial.attempts)
            session_explain_unresolved(s, err);
        return NULL;
    }
    s->number++;
    s->opened_ns = clock_ns();
    renderer_connected(s->setup.renderer, s->number,
                       *s->target.path ? s->target.path : s->target.host,
                       &s->dial);
    return stream;
}

/* Does a command of -c hold a secret that the process list shows? */
static bool has_argv_secret(const struct options *o)
{
    bool found = false;

    for (size_t i = 0; i < o->commands.count && !found; i++) {
        struct span line = span_of(o->commands.at[i]);
        struct buf masked = {0};

        if (line.at[0] == 'c') {
            line = span_from(line, 1);
            mask_line(&masked, line, false);
            found = !span_equal(buf_span(&masked), line) ||
                    span_starts(line, SPAN("\\b64 "));
        }
        buf_wipe(&masked);
    }
    return found;
}

/* What the rules need to know of the other end. */
static void tell_peer(struct session *s)
{
    struct check_peer peer = {
        .port = s->dial.port,
        .loopback = s->dial.loopback,
        .private_address = s->dial.private_address,
        .unverified = s->setup.options->insecure,
        .url_password = s->target.has_password,
        .argv_secret = has_argv_secret(s->setup.options),
        .now_s = clock_utc(),
    };
    struct span mech = span_of(s->target.mech);
    struct error ignored;

    if (!session_tls_name(s, peer.name, &ignored))
        peer.name[0] = '\0';
    if (s->setup.options->tls_min)
        peer.tls_min = tls_version(s->setup.options->tls_min);
    if (s->setup.options->tls_max)
        peer.tls_max = tls_version(s->setup.options->tls_max);
    memcpy(peer.user, s->target.user, sizeof peer.user);
    if (mech.len < sizeof peer.mechanism && !span_is(mech, "*"))
        memcpy(peer.mechanism, s->target.mech, mech.len + 1);
    check_peer(s->check, &peer);
}

void session_set_user(struct session *s, const char *user)
{
    struct span name = span_first(span_of(user), sizeof s->target.user - 1);

    if (name.len)
        memcpy(s->target.user, name.at, name.len);
    s->target.user[name.len] = '\0';
    tell_peer(s);
    dialogue_name_user(s->dialogue, name);
}

/* The other end made the handshake fail. */
static void note_refused(struct session *s, const char *why)
{
    s->tls_refused = true;
    check_failed_tls(s->check, &s->tls, true);
    if (s->tell_refused)
        s->tell_refused(s->refused_ctx, why);
}

/* Connect and begin the session, under TLS at once where that is asked. */
static bool begin(struct session *s, struct error *err)
{
    const struct options *o = s->setup.options;
    bool implicit = s->target.tls == TARGET_IMPLICIT;
    struct stream *stream = connect_stream(s, err);

    if (!stream)
        return false;
    if (implicit && o->drop_after == STAGE_CONNECT) {
        stream_free(stream);
        s->stopped = true;
        return true;
    }
    tell_peer(s);
    session_memory_begin(s);
    if (implicit)
        stream = session_start_tls(s, stream, err);
    if (!stream) {
        if (session_tls_is_theirs(err))
            note_refused(s, err->what);
        return false;
    }
    pump_open(s->pump, stream, implicit ? TLS_IMPLICIT : TLS_NONE,
              implicit ? &s->tls : NULL);
    if (!stop_at(s, STAGE_CONNECT, err) && implicit)
        stop_at(s, STAGE_TLS, err);
    return true;
}

/* Was QUIT wanted at a stage that came before the greeting? */
static bool quits_early(const struct session *s)
{
    enum stage stage = (enum stage)s->setup.options->quit_after;

    return stage == STAGE_CONNECT ||
           (stage == STAGE_TLS && s->target.tls == TARGET_IMPLICIT);
}

static bool greet(struct session *s, struct error *err)
{
    struct buf peer = {0};
    enum session_end end = session_wait(s, err);
    bool ok = end == SESSION_READY;

    session_peer(s, &peer);
    if (end == SESSION_TIMEOUT)
        ok = session_explain_silence(s, buf_text(&peer), err);
    else if (end == SESSION_FAILED && !s->greeting.len)
        ok = session_explain_hangup(s, buf_text(&peer), err);
    if (s->greeting.len && end != SESSION_CANCELLED)
        ok = session_explain_greeting(s, buf_text(&peer), err);
    else if (end == SESSION_CLOSED)
        error_prefix(err, buf_text(&peer));
    if (s->greeting.len && s->greeting_status == STATUS_NONE &&
        service_guess(buf_span(&s->greeting)))
        session_drop(s);
    buf_done(&peer);
    if (ok)
        stop_at(s, quits_early(s) ? STAGE_NONE : STAGE_GREETING, err);
    return ok;
}

static bool ask_capa(struct session *s, struct error *err)
{
    enum status status;

    return session_ask(s, "CAPA", &status, err);
}

static bool upgrade(struct session *s, struct error *err)
{
    enum status status;

    if (!session_ask(s, "STLS", &status, err))
        return false;
    if (dialogue_tls(s->dialogue) == TLS_NONE) {
        struct buf peer = {0};
        session_peer(s, &peer);
        error_set(err, ERROR_TLS,
                  "%s refuses STLS: %s; pop3:// would go on without TLS, "
                  "pop3s:// use another port",
                  buf_text(&peer), buf_text(&s->text));
        buf_done(&peer);
        return false;
    }
    stop_at(s, STAGE_TLS, err);
    return true;
}

/* All steps in their order; each may have stopped the session. */
static bool take_steps(struct session *s, struct login *login,
                       struct error *err)
{
    bool stls = s->target.tls == TARGET_STLS;

    if (!begin(s, err))
        return false;
    if (!s->stopped && !greet(s, err))
        return false;
    if (!s->stopped && stls && login->wanted && !ask_capa(s, err))
        return false;
    if (!s->stopped && stls && !upgrade(s, err))
        return false;
    if (!s->stopped && login->wanted && !ask_capa(s, err))
        return false;
    if (!s->stopped && login->wanted)
        stop_at(s, STAGE_CAPA, err);
    if (!s->stopped && login->wanted && !login_run(login, s, err))
        return false;
    if (!s->stopped)
        stop_at(s, STAGE_NONE, err);
    return true;
}

/* A new connection, of which nothing is known yet. */
static void start_anew(struct session *s, struct target *target)
{
    target_done(&s->target);
    s->target = *target;
    *target = (struct target){0};
    s->has_tls = s->stopped = s->summed = s->tls_refused = false;
    session_watch_reset(s);
    session_hear_reset(s);
    pump_set_timeout(s->pump, s->setup.options->timeout_ms);
}

bool session_connect(struct session *s, struct target *target,
                     struct error *err)
{
    start_anew(s, target);
    return begin(s, err);
}

bool session_open(struct session *s, struct target *target, struct error *err)
{
    struct login login = {0};
    struct error own = {0};
    bool ok;

    if (!err)
        err = &own;
    *err = own;
    start_anew(s, target);
    if (s->target.has_password) /* its greeting may hold it */
        session_learn(s, secret_span(&s->target.password));
    ok = login_prepare(&login, s->setup.options, &s->target,
                       s->setup.interactive, err) &&
         take_steps(s, &login, err);
    login_done(&login);
    renderer_flush(s->setup.renderer);
    return ok && err->code == ERROR_NONE;
}

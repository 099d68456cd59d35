/* login.c - the secret, and the exchange with the server. */
#include <config.h>

#include "shell/login/login.h"

#include "shell/login/login-private.h"
#include "shell/login/password.h"
#include <string.h>
#include <strings.h>

/* What --auth or ;AUTH= or a person asks for. */
static bool find_mechanism(struct span name, const struct mechanism **out,
                           struct error *err)
{
    *out = NULL;
    if (!name.len || span_is(name, "*") || span_is_case(name, "auto"))
        return true;
    *out = mechanism_find(name);
    if (*out)
        return true;
    struct buf known = {0};
    for (size_t i = 0; i < mechanisms_count; i++)
        buf_add_format(&known, "%s%s", i ? " " : "", mechanisms[i].name);
    error_set(err, ERROR_USAGE,
              "no login by %.*s: known are %s; with --auth none any login can "
              "be typed",
              (int)(name.len < 24 ? name.len : 24), name.at, buf_text(&known));
    buf_done(&known);
    return false;
}

/* Does the login need one at all? */
static bool needs_secret(const struct login *l)
{
    return !l->mechanism || !(l->mechanism->flags & MECHANISM_NO_SECRET);
}

static bool find_secret(struct login *l, struct error *err)
{
    const struct options *o = l->options;
    struct password_sources from = {
        .fd = o->password_fd,
        .file = o->password_file,
        .command = o->password_command,
        .url = l->of_target && l->target->has_password ? &l->target->password
                                                       : NULL,
        .host = l->target->host,
        .ascii = l->target->ascii,
        .user = l->user,
        .ask = l->interactive,
    };

    return !needs_secret(l) || l->secret.at ||
           password_find(&from, &l->secret, err);
}

bool login_prepare_as(struct login *l, const struct options *o,
                      const struct target *target, bool interactive,
                      struct span user, struct span mechanism,
                      struct error *err)
{
    struct span name = user.len ? user : span_of(target->user);
    bool none = o->auth && !strcasecmp(o->auth, "none");
    struct span asked = mechanism.len      ? mechanism
                        : o->auth && !none ? span_of(o->auth)
                                           : span_of(target->mech);

    *l = (struct login){
        .wanted = true,
        .target = target,
        .options = o,
        .interactive = interactive,
    };
    if (name.len >= sizeof l->user)
        return error_set(err, ERROR_USAGE,
                         "a user name of more than %zu octets",
                         sizeof l->user - 1);
    if (!span_is(user, "="))
        memcpy(l->user, name.at, name.len);
    l->of_target = !strcmp(l->user, target->user);
    if (!find_mechanism(asked, &l->mechanism, err))
        return false;
    if (!*l->user &&
        (!l->mechanism || strcmp(l->mechanism->name, "EXTERNAL") != 0))
        return error_set(err, ERROR_USAGE,
                         "no user to log in: name one, as in \\login joe");
    return interactive || find_secret(l, err);
}

bool login_prepare(struct login *l, const struct options *o,
                   const struct target *target, bool interactive,
                   struct error *err)
{
    *l = (struct login){.target = target, .options = o};
    if ((o->auth && !strcasecmp(o->auth, "none")) || !*target->user)
        return true;
    return login_prepare_as(l, o, target, interactive, (struct span){0},
                            (struct span){0}, err);
}

void login_done(struct login *l)
{
    secret_done(&l->secret);
}

/* --- the exchange --- */

static struct auth *begin(const struct login *l, const struct session *s,
                          const struct login_way *way, struct error *err)
{
    struct auth_setup setup = {
        .mechanism = way->mechanism,
        .user = span_of(l->user),
        .secret = secret_span(&l->secret),
        .host = span_of(*l->target->ascii ? l->target->ascii : "localhost"),
        .port = l->target->port,
        .apop = dialogue_timestamp(session_dialogue(s)),
        .could_bind = way->could_bind,
        .iterations_least = way->automatic ? 4096 : 0,
    };

    setup.binding_type = session_binding(s, &setup.binding);
    return auth_new(&setup, err);
}

/* Send the line, which may hold the secret, and wait for the answer. */
static bool say(struct session *s, struct buf *line, struct error *err)
{
    enum session_end end = SESSION_CLOSED;

    if (session_is_open(s)) {
        session_send(s, buf_span(line), true);
        end = session_wait(s, err);
    } else {
        error_set(err, ERROR_NETWORK,
                  "the server closed the connection in the middle of the "
                  "login");
        end = SESSION_FAILED;
    }
    secret_wipe(line->at, line->len);
    buf_clear(line);
    return end == SESSION_READY || end == SESSION_CLOSED;
}

/* All lines of a login. Only GSSAPI can fail before the first. False and *err
 * when the connection failed. */
static bool exchange(struct session *s, struct auth *a, enum auth_turn *turn,
                     struct error *err)
{
    bool initial = dialogue_has_capability(session_dialogue(s), "SASL", NULL);
    struct buf line = {0};
    bool ok = auth_begin(a, initial, &line), expected = false;

    *turn = AUTH_SEND;
    if (!ok)
        error_set(err, ERROR_INPUT,
                  "not logged in: %s; klist shows the tickets, kinit gets one",
                  auth_fault(a));
    while (ok && *turn == AUTH_SEND) {
        enum status status;

        if (auth_verifier(a).len && !expected)
            session_expect_signature(s, auth_verifier(a));
        expected = auth_verifier(a).len > 0;
        ok = say(s, &line, err);
        struct span text = session_answer(s, &status);
        if (ok)
            *turn = auth_next(a, status, text, &line);
    }
    buf_wipe(&line);
    return ok;
}

/* Try one way. *again_out: it was refused, and *way is what comes next. */
static bool try(struct login *l, struct session *s, struct login_way *way,
                bool *again_out, struct error *err)
{
    struct auth *a;
    enum auth_turn turn;
    bool in = false;

    *again_out = false;
    if (!login_check_clear(l, s, way->mechanism, err) ||
        (!(way->mechanism->flags & MECHANISM_NO_SECRET) &&
         !find_secret(l, err)))
        return false;
    session_learn_password(s, secret_span(&l->secret));
    session_set_user(s, l->user);
    a = begin(l, s, way, err);
    if (!a)
        return false;
    if (exchange(s, a, &turn, err)) {
        in = turn == AUTH_IN;
        *again_out = turn == AUTH_REFUSED && login_fall_back(s, a, way);
        if (!in && !*again_out)
            login_explain(l, s, a, turn, err);
        if (turn == AUTH_DISTRUST || turn == AUTH_STUCK)
            session_drop(s);
    }
    auth_free(a);
    return in;
}

bool login_run(struct login *l, struct session *s, struct error *err)
{
    struct login_way way;
    enum status status;
    bool again = true, in = false;

    if (!dialogue_capabilities(session_dialogue(s)).len &&
        !session_capa(s, session_capa_now(s)).len &&
        !session_ask(s, "CAPA", &status, err))
        return false;
    if (!login_choose(l, s, &way, err))
        return false;
    while (again && !in)
        in = try(l, s, &way, &again, err);
    return in;
}

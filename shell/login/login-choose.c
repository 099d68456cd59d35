/* login-choose.c - which way to log in, and when another may follow it.
 *
 * The order is that of mechanisms[]; here it is decided what of it the server
 * lists and what is safe on this connection. */
#include <config.h>

#include "shell/login/login-private.h"

#include <string.h>

/* --- what is safe --- */

static bool under_tls(const struct session *s)
{
    return session_tls_facts(s) != NULL;
}

static bool is_local(const struct session *s)
{
    return session_dial_facts(s)->loopback;
}

bool login_is_safe(const struct session *s)
{
    const struct tls_facts *tls = session_tls_facts(s);

    return is_local(s) || (tls && tls->verified);
}

bool login_check_clear(const struct login *l, const struct session *s,
                       const struct mechanism *m, struct error *err)
{
    if (!(m->flags & MECHANISM_CLEARTEXT) || under_tls(s) || is_local(s) ||
        l->options->allow_cleartext)
        return true;
    return error_set(err, ERROR_USAGE,
                     "the %s of %s is not sent in clear to %s; use pop3s:// or "
                     "pop3+stls://, or --allow-cleartext",
                     m->flags & MECHANISM_TOKEN ? "token" : "password", l->user,
                     session_dial_facts(s)->address);
}

/* --- what is offered --- */

static bool has_word(struct span words, const char *wanted)
{
    for (struct span word; (word = span_take_word(&words)).len;)
        if (span_is_case(word, wanted))
            return true;
    return false;
}

static bool is_listed(const struct session *s, const struct mechanism *m)
{
    const struct dialogue *d = session_dialogue(s);
    struct span listed;

    if (m->flags & MECHANISM_COMMAND)
        return dialogue_has_capability(d, m->name, NULL);
    return dialogue_has_capability(d, "SASL", &listed) &&
           has_word(listed, m->name);
}

/* Where we are, as the table has it. */
static unsigned place(const struct login *l, const struct session *s)
{
    if (under_tls(s))
        return MECHANISM_AUTO_TLS;
    return is_local(s) || l->options->allow_cleartext ? MECHANISM_AUTO_LOCAL
                                                      : MECHANISM_AUTO_CLEAR;
}

static bool can_bind(const struct session *s)
{
    struct span octets;

    return session_binding(s, &octets) != NULL;
}

/* The -PLUS form of a bare SCRAM, or NULL. */
static const struct mechanism *plus_of(const struct mechanism *m)
{
    char name[32];
    size_t len = strlen(m->name);

    if (!(m->flags & MECHANISM_PROVES) || (m->flags & MECHANISM_BINDING) ||
        len + sizeof "-PLUS" > sizeof name)
        return NULL;
    memcpy(name, m->name, len);
    memcpy(name + len, "-PLUS", sizeof "-PLUS");
    return mechanism_find(span_of(name));
}

/* RFC 5802 section 6: "y" when we could bind and the server, whose list is
 * known, does not offer it. */
static bool says_could_bind(const struct session *s, const struct mechanism *m)
{
    const struct mechanism *plus = plus_of(m);

    return plus && can_bind(s) && !is_listed(s, plus) &&
           dialogue_has_capability(session_dialogue(s), "SASL", NULL);
}

/* --- choosing --- */

static void tell(const struct login *l, struct session *s,
                 const struct mechanism *m, const char *why)
{
    session_note(s, "logging in as %s by %s: %s; %s", l->user, m->name, why,
                 m->explain);
}

static const char *why(const struct session *s, const struct mechanism *m,
                       unsigned where)
{
    if (m->flags & MECHANISM_PROVES)
        return "the strongest that CAPA lists and this connection can do";
    if (!(m->flags & MECHANISM_CLEARTEXT))
        return "CAPA lists no SCRAM, and without TLS a password is not sent "
               "while something else is listed";
    if (where == MECHANISM_AUTO_TLS)
        return "CAPA lists no SCRAM, and TLS protects what is sent";
    return is_local(s) ? "CAPA lists nothing better, and this is loopback"
                       : "CAPA lists nothing better, and --allow-cleartext "
                         "was given";
}

static bool take(struct login_way *out, const struct session *s,
                 const struct mechanism *m, bool automatic)
{
    *out = (struct login_way){
        .mechanism = m,
        .automatic = automatic,
        .could_bind = says_could_bind(s, m),
    };
    return true;
}

/* No capability says how: what every server had before there were any. It
 * refuses at USER, before the password is sent, when it has it not. */
static bool last_resort(const struct login *l, struct session *s,
                        struct login_way *out, struct error *err)
{
    const struct mechanism *user = mechanism_find(SPAN("USER"));

    if (!login_check_clear(l, s, user, err))
        return false;
    tell(l, s, user, "CAPA lists no way to log in");
    return take(out, s, user, true);
}

bool login_choose(const struct login *l, struct session *s,
                  struct login_way *out, struct error *err)
{
    unsigned where = place(l, s);

    if (l->mechanism)
        return take(out, s, l->mechanism, false);
    for (size_t i = 0; i < mechanisms_count; i++) {
        const struct mechanism *m = &mechanisms[i];

        if (!(m->flags & where) || !is_listed(s, m) ||
            ((m->flags & MECHANISM_BINDING) && !can_bind(s)))
            continue;
        tell(l, s, m, why(s, m, where));
        return take(out, s, m, true);
    }
    return last_resort(l, s, out, err);
}

/* --- falling back --- */

/* What a SCRAM server says when it is the binding that it does not like. */
static bool is_about_binding(struct span reason)
{
    return span_is(reason, "channel-bindings-dont-match") ||
           span_is(reason, "channel-binding-not-supported") ||
           span_is(reason, "unsupported-channel-binding-type");
}

/* Would another way meet the same? */
static bool is_about_the_maildrop(const struct session *s)
{
    enum status status;
    struct span text = session_answer(s, &status);

    return span_starts_case(text, SPAN("[SYS/")) ||
           span_starts_case(text, SPAN("[IN-USE")) ||
           span_starts_case(text, SPAN("[LOGIN-DELAY"));
}

static const struct mechanism *bare_of(const struct mechanism *plus)
{
    struct span name = span_of(plus->name);

    return mechanism_find(span_first(name, name.len - strlen("-PLUS")));
}

bool login_fall_back(struct session *s, const struct auth *a,
                     struct login_way *way)
{
    const struct mechanism *m = way->mechanism, *bare;
    struct span reason = auth_reason(a);

    if (!way->automatic || !(m->flags & MECHANISM_BINDING) ||
        !session_is_open(s))
        return false;
    if (reason.len ? !is_about_binding(reason)
                   : auth_fault(a) || is_about_the_maildrop(s))
        return false;
    bare = bare_of(m);
    if (!login_is_safe(s)) {
        session_note(s,
                     "%s was refused, and %s is not tried: the certificate is "
                     "not verified, so somebody in between may want just that",
                     m->name, bare->name);
        return false;
    }
    session_note(s,
                 "%s was refused; once more by %s without channel binding, as "
                 "the certificate is verified",
                 m->name, bare->name);
    *way = (struct login_way){.mechanism = bare, .automatic = true};
    return true;
}

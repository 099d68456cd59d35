/* login-explain.c - why a login failed: the step, the server's code or words,
 * and what to do next. */
#include <config.h>

#include "shell/login/login-private.h"

#include "net/base/text.h"
#include "net/pop3/code.h"
#include <inttypes.h>
#include <string.h>

/* --- the step --- */

static const char *step(const struct auth *a, const struct session *s)
{
    const struct mechanism *m = auth_mechanism(a);
    bool asked = session_is_open(s) && session_is_busy(s);

    if (auth_used_secret(a))
        return m->flags & MECHANISM_TOKEN    ? "at the token"
               : m->flags & MECHANISM_PROVES ? "at the proof of the password"
                                             : "at the password";
    if (asked)
        return "in the middle of the exchange";
    if (!strcmp(m->name, "USER"))
        return "at USER, before the password was sent";
    if (m->flags & MECHANISM_NO_SECRET)
        return "at the name";
    return "before anything made from the secret was sent";
}

/* --- the reason --- */

/* Words of servers that give no code or always the same, in any case. */
static const struct hint {
    const char *words, *next;
} hints[] = {
    {"plaintext",            "the server wants TLS first: use pop3s:// or pop3+stls://"},
    {"cleartext",            "the server wants TLS first: use pop3s:// or pop3+stls://"},
    {"stls",                 "the server wants TLS first: use pop3+stls://"            },
    {"tls required",
     "the server wants TLS first: use pop3s:// or pop3+stls://"                        },
    {"encrypt",              "the server wants TLS first: use pop3s:// or pop3+stls://"},
    {"application-specific",
     "make a password for this program with the provider"                              },
    {"app password",         "make a password for this program with the provider"      },
    {"web login",            "log in with a browser once, as the provider wants it"    },
    {"not enabled",          "switch POP3 on for this account in its settings"         },
    {"disabled",             "ask whether this way or this account is switched off"    },
    {"too many",             "wait some minutes: the server counts logins or failures" },
    {"try again later",      "wait a little: the server says that it will pass"        },
    {"locked",               "wait for the other session to end, or ask for the lock"  },
    {"in use",               "wait for the other session to end"                       },
    {"expired",              "renew the password, the token or the account"            },
    {"unsupported",          "name another way: \\login USER MECH, or --auth MECH"     },
    {"not supported",        "name another way: \\login USER MECH, or --auth MECH"     },
    {"unknown command",      "name another way: \\login USER MECH, or --auth MECH"     },
    {"unrecogni",            "name another way: \\login USER MECH, or --auth MECH"     },
};

static bool contains_case(struct span text, struct span part)
{
    for (; text.len >= part.len; text = span_from(text, 1))
        if (span_starts_case(text, part))
            return true;
    return false;
}

static const char *next_by_words(struct span text)
{
    for (size_t i = 0; i < sizeof hints / sizeof *hints; i++)
        if (contains_case(text, span_of(hints[i].words)))
            return hints[i].next;
    return NULL;
}

/* Without a word of the server, what the step suggests. */
static const char *next_by_step(const struct auth *a)
{
    const struct mechanism *m = auth_mechanism(a);

    if (m->flags & MECHANISM_TOKEN)
        return "look whether the token has expired and is meant for mail";
    if (!strcmp(m->name, "EXTERNAL"))
        return "give a client certificate with --cert that the server maps to "
               "this user";
    if (!strcmp(m->name, "GSSAPI"))
        return "look whether klist shows a ticket for this realm";
    if (auth_used_secret(a))
        return "check user name and password";
    if (m->flags & MECHANISM_PROVES)
        return "check the user name; a server that keeps only a hash of the "
               "password cannot do SCRAM either, so try \\login USER PLAIN "
               "under TLS";
    return "name another way: \\login USER MECH, or --auth MECH";
}

/* The response code at the front of text, without its brackets. */
static struct span code_of(struct span text)
{
    if (!text.len || text.at[0] != '[')
        return (struct span){0};
    return span_first(span_from(text, 1), span_find(text, ']') - 1);
}

/* The code says more than the words behind it, but for [AUTH], which servers
 * put before everything. */
static const char *next_of(const struct auth *a,
                           const struct response_code *row, struct span text)
{
    bool auth = row && !strcmp(row->code, "AUTH");
    const char *words = !row || auth ? next_by_words(text) : NULL;
    bool proof =
        (auth_mechanism(a)->flags & MECHANISM_PROVES) && !auth_used_secret(a);

    if (words)
        return words;
    return row && !(auth && proof) ? row->next : next_by_step(a);
}

static void add_delay(const struct login *l, const struct session *s,
                      struct buf *out)
{
    bool most;
    uint64_t left = session_delay_left(s, span_of(l->user), &most);

    if (left && most)
        buf_add_format(
            out, "; CAPA says that %" PRIu64 " s must lie between two logins",
            left);
    else if (left)
        buf_add_format(out, "; %" PRIu64 " s are left", left);
}

/* A token's refusal and a proof's error need no guessing. */
static void tell_refusal(const struct login *l, struct session *s,
                         const struct auth *a)
{
    enum status status;
    struct span text = session_answer(s, &status), code = code_of(text);
    const struct response_code *row = code.len ? code_find(code) : NULL;
    const char *next = next_of(a, row, text);
    struct buf out = {0};

    buf_add_format(&out, "it failed %s", step(a, s));
    if (auth_fault(a))
        buf_add_format(&out, ": %s", auth_fault(a));
    if (row)
        buf_add_format(&out, "; [%s] says that %s", row->code, row->meaning);
    if (row && !strcmp(row->code, "LOGIN-DELAY"))
        add_delay(l, s, &out);
    buf_add_format(&out, "; next: %s", next);
    session_note(s, "%s", buf_text(&out));
    buf_done(&out);
}

static const char *next_of_distrust(const struct auth *a)
{
    return auth_mechanism(a)->flags & MECHANISM_PROVES
               ? "whoever answers there does not know the password; do not try "
                 "a way that would tell it"
               : "whoever answers there does not follow the protocol";
}

bool login_explain(const struct login *l, struct session *s,
                   const struct auth *a, enum auth_turn turn, struct error *err)
{
    struct buf peer = {0}, fault = {0};
    const char *name = auth_mechanism(a)->name;
    /* "*" was ours: the refusal is only the answer to it */
    bool ours = turn == AUTH_REFUSED && auth_fault(a) && !auth_reason(a).len &&
                !(auth_mechanism(a)->flags & MECHANISM_TOKEN);

    session_peer(s, &peer);
    session_hide(s, span_of(auth_fault(a)), &fault);
    if (turn == AUTH_REFUSED && !ours) {
        tell_refusal(l, s, a);
        error_set(err, ERROR_AUTH, "%s refuses the login of %s by %s: %s",
                  buf_text(&peer), l->user, name, session_last_text(s));
    } else {
        session_note(s, "it failed %s; next: %s", step(a, s),
                     next_of_distrust(a));
        error_set(err, ERROR_AUTH,
                  "%s is not trusted with the login of %s by "
                  "%s: %s",
                  buf_text(&peer), l->user, name,
                  fault.len ? buf_text(&fault)
                            : "its answer was neither +OK nor -ERR");
    }
    buf_done(&peer);
    buf_done(&fault);
    return false;
}

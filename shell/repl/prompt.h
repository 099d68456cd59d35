/* prompt.h - the prompt, made of facts about the session.
 *
 * Pure: repl.c collects the facts and hands the result to readline. */
#ifndef POP3SH_REPL_PROMPT_H
#define POP3SH_REPL_PROMPT_H

#include "net/base/buf.h"
#include "net/pop3/dialogue.h"

struct prompt_facts {
    bool connected;
    struct span url;  /* "pop3s://joe@host", fit for a terminal already */
    struct span host; /* raw, as typed */
    struct span user; /* raw, as typed or sent; empty: none */
    enum tls_mode tls;
    enum state state;
    enum need need;
    size_t deleted; /* messages marked */
};

enum prompt_flags {
    PROMPT_PLAIN = 0,
    PROMPT_COLOR = 1,
    PROMPT_ASCII = 2, /* the locale shows no UTF-8 */
};

/* The form a session starts with. */
#define PROMPT_DEFAULT "%t %s%d> "

/* Append the prompt of form: %t target with TLS and user, %h host, %u user,
 * %s state, %d " N deleted" when messages are marked, %% a percent sign;
 * anything else stands for itself.
 *
 * While a SASL exchange waits for our response it is "+ ", while the client
 * sends data "data> ", and "not connected> " without a connection, whatever
 * the form. Colours are wrapped for readline in \001 and \002. Nothing that a
 * server or a user chose comes through unescaped. */
void prompt_make(struct buf *out, const char *form,
                 const struct prompt_facts *facts, unsigned flags);

#endif

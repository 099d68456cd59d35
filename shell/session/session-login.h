/* session-login.h - what logging in needs of a session, and \\capa. */
#ifndef POP3SH_SESSION_LOGIN_H
#define POP3SH_SESSION_LOGIN_H

#include "shell/session/session.h"

/* Remember a secret before it is sent, so that no echo of it gets through. */
void session_learn(struct session *s, struct span secret);
/* The same of a password, or a token: a recording tells one from another. */
void session_learn_password(struct session *s, struct span password);
/* The same, where a recording has given it a number. */
void session_put_password(struct session *s, unsigned number,
                          struct span password);

/* Who is about to log in, in place of the target's user. */
void session_set_user(struct session *s, const char *user);

/* Append text with every secret that the session knows replaced. */
void session_hide(const struct session *s, struct span text, struct buf *out);

/* What the server said last: the status of its last status line or challenge,
 * and what follows the indicator, as it came: it may echo a secret. Borrowed
 * until the server speaks again. */
struct span session_answer(const struct session *s, enum status *status_out);

/* What a login can be bound to: "tls-exporter" or "tls-unique" and its octets;
 * NULL when there is nothing. Borrowed. */
const char *session_binding(const struct session *s, struct span *octets_out);

/* The SCRAM server of the exchange that is open owes this, in base64. */
void session_expect_signature(struct session *s, struct span base64);

/* Tell a person something; a sentence without its dot. */
void session_note(struct session *s, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The seconds until user may log in again, by what earlier sessions left and
 * CAPA's LOGIN-DELAY. *most_out: only the delay is known, not when it began. */
uint64_t session_delay_left(const struct session *s, struct span user,
                            bool *most_out);

/* The states that CAPA may answer differently in. */
enum capa_when { CAPA_CLEAR, CAPA_TLS, CAPA_LOGGED_IN, CAPA_WHENS };

enum capa_when session_capa_now(const struct session *s);
/* What CAPA listed then in this connection, as dialogue_capabilities; empty
 * when it was not asked, "\n" when it was refused or listed nothing. */
struct span session_capa(struct session *s, enum capa_when when);

#endif

/* session.h - one connection at a time, with everything plugged together.
 *
 * Joins target, dial, TLS, pump, dialogue, mask and those who read events.
 * Sends unasked only what the manual promises: STLS for pop3+stls; CAPA and
 * the login when a user is known; QUIT when asked to leave. Knows nothing of
 * keyboards, scripts and local commands. Logging in is in session-login.h. */
#ifndef POP3SH_SESSION_H
#define POP3SH_SESSION_H

#include "net/base/secret.h"
#include "net/pop3/dialogue.h"
#include "net/wire/dial.h"
#include "net/wire/tls.h"
#include "shell/option/option.h"
#include "shell/option/target.h"
#include "shell/render/render.h"

struct session;
struct verdict;
struct rule;
struct mask;

struct session_setup {
    const struct options *options; /* borrowed; read anew at every use, so
                                      that settings can change them */
    struct renderer *renderer;     /* borrowed; the first reader of events;
                                      NULL: there is none */
    struct span trust; /* PEM, to be trusted instead of --ca; or empty */
    bool interactive;  /* may prompt; survives a bad greeting */
    int input_fd;      /* ends session_idle when readable; -1 */
    int cancel_fd;     /* readable: stop waiting; -1 */
    bool manual;       /* the caller decides when to begin TLS and to close */
};

struct session *session_new(const struct session_setup *setup);
void session_free(struct session *s); /* drops the connection; NULL is fine */

/* Let one more reader see every event, secrets taken out, behind those that
 * came before it. There is room for SESSION_READERS_MOST. */
enum { SESSION_READERS_MOST = 8 };
void session_add_reader(struct session *s, event_fn *see, void *ctx);
/* The same for one that takes runs (event.h) instead of the single events. */
void session_add_run_reader(struct session *s, event_fn *see, void *ctx);

/* Call tell when the other end makes the first handshake of a connection fail,
 * so that no session begins and no event tells. why: one sentence. */
typedef void session_refused_fn(void *ctx, const char *why);
void session_tell_refused(struct session *s, session_refused_fn *tell,
                          void *ctx);

/* --- opening and closing --- */

/* Connect, and do what the target and the options ask for up to the login.
 * *target is taken over and empty afterwards. No session may be open.
 *
 * False and *err when something failed: whether the connection is still
 * there, session_is_open tells (a refused login, say). True too when a stage
 * of --quit-after or --drop-after was reached: see session_stopped. */
bool session_open(struct session *s, struct target *target, struct error *err);

/* Connect, under TLS at once where *target says so, and no more: the greeting
 * is not awaited. For setup.manual. *target is taken over. False and *err as
 * session_open. */
bool session_connect(struct session *s, struct target *target,
                     struct error *err);

/* Do the handshake that STLS had its +OK for. False and *err when it fails; the
 * connection is closed then. */
bool session_handshake(struct session *s, struct error *err);

/* Send QUIT, unless a reply is outstanding or the server waits for something
 * else, wait at most timeout_ms for the answer, and close. False and *err
 * when the answer to QUIT did not come in order. */
bool session_quit(struct session *s, unsigned timeout_ms, struct error *err);

/* Close at once: nothing that is marked gets deleted. */
void session_drop(struct session *s);

bool session_is_open(const struct session *s);
/* The last connection was ended by the server, without QUIT. */
bool session_was_lost(const struct session *s);
bool session_stopped(const struct session *s); /* a stage ended it */
/* The last connection came to nothing at its first handshake, by the other
 * end. */
bool session_was_refused(const struct session *s);

/* --- talking --- */

/* Queue line and CRLF. The session must be open. */
void session_send(struct session *s, struct span line, bool automatic);
/* The same, count times, typed; or the octets alone. */
void session_send_repeats(struct session *s, struct span line, uint64_t count);
void session_send_octets(struct session *s, struct span octets, uint64_t count);
/* Queue keyword ("PASS"), a blank and the secret, which the mask learns
 * first. */
void session_send_password(struct session *s, struct span keyword,
                           const struct secret *password, bool automatic);

enum session_end {
    SESSION_READY,     /* the next line may be sent */
    SESSION_INPUT,     /* session_idle: input_fd is readable */
    SESSION_CLOSED,    /* the connection has ended, in order */
    SESSION_FAILED,    /* the connection has ended: see err */
    SESSION_TIMEOUT,   /* the time limit has passed: see err */
    SESSION_CANCELLED, /* cancel_fd is readable: err says what was awaited */
};

/* Wait until everything is answered; does the handshake that STLS asks for.
 * The session is still open after SESSION_READY, _TIMEOUT and _CANCELLED. */
enum session_end session_wait(struct session *s, struct error *err);

/* Wait until something has happened, answers are due or not; see pump_step.
 * SESSION_READY, _CLOSED, _FAILED, _TIMEOUT or _CANCELLED. */
enum session_end session_step(struct session *s, bool fresh, struct error *err);

/* Move what is queued, without waiting for the replies. */
enum session_end session_push(struct session *s, struct error *err);

/* Let the server speak until input_fd is readable. Sends NOOP meanwhile when
 * session_keep_alive asked for it. */
enum session_end session_idle(struct session *s, struct error *err);

/* Let the server speak for ms milliseconds, whatever is typed; SESSION_READY
 * when they have passed. Without a connection it is a wait, too. */
enum session_end session_pause(struct session *s, unsigned ms,
                               struct error *err);

/* While session_idle waits after login: send NOOP when nothing was sent for so
 * long; 0: never. */
void session_keep_alive(struct session *s, unsigned ms);

/* Octets queued and not yet written. */
size_t session_queued(const struct session *s);

/* Send a command that nobody typed, and wait. *status_out gets the status of
 * its reply. False and *err when there was none. */
bool session_ask(struct session *s, const char *line, enum status *status_out,
                 struct error *err);

/* Obey changed time limits. */
void session_set_timeout(struct session *s, unsigned timeout_ms);

/* --- facts --- */

struct session_counts {
    uint64_t commands, refused; /* refused: typed, and not answered by +OK */
    uint64_t octets_in, octets_out;
};
struct session_counts session_counts(const struct session *s);

const struct dialogue *session_dialogue(const struct session *s);
/* What the rules found in all sessions so far. */
const struct verdict *session_verdict(const struct session *s);
/* What takes secrets out of events. */
const struct mask *session_mask(const struct session *s);
/* The rule that speaks against sending line now (a password in clear over a
 * network), or NULL. */
const struct rule *session_refuses(const struct session *s, struct span line);
const struct target *session_target(const struct session *s);
const struct dial_facts *session_dial_facts(const struct session *s);
/* NULL when the connection has no TLS. */
const struct tls_facts *session_tls_facts(const struct session *s);
uint64_t session_age_ns(const struct session *s);
/* The text of the last status line, fit for a terminal; borrowed. */
const char *session_last_text(const struct session *s);
/* How many messages are marked deleted, while QUIT has not been sent: the
 * number for which QUIT and a drop differ. */
size_t session_marked(const struct session *s);
/* True while a reply is outstanding, or the server waits for something that
 * is no command. */
bool session_is_busy(const struct session *s);
/* True while the next line is no command, but a SASL response or data. */
bool session_is_in_exchange(const struct session *s);

/* Does text hold a secret that the session knows, in any form? */
bool session_finds(const struct session *s, struct span text);

/* Was an AUTH refused just now? Then a line that is no command was meant for
 * its exchange. */
bool session_auth_was_refused(const struct session *s);

/* Append what the session waits for: "the reply to RETR 1", "the greeting". */
void session_awaited(const struct session *s, struct buf *out);
/* Append "mail.example.org:995", or the path of a Unix socket. */
void session_peer(const struct session *s, struct buf *out);

#endif

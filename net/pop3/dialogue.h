/* dialogue.h - a POP3 session as a pure function: chunks in, events out.
 *
 * Has no socket, clock, file or TLS in it: whoever owns those feeds what
 * happened, in order, and asks what the session needs next. Any split of the
 * same octets at the same times gives equal events, but for where runs of
 * EVENT_DATA are divided. */
#ifndef POP3SH_POP3_DIALOGUE_H
#define POP3SH_POP3_DIALOGUE_H

#include "net/pop3/event.h"
#include "net/pop3/messages.h"

struct dialogue;

/* A session that has not begun. emit is called for every event, from within
 * dialogue_feed, with ctx. Release with dialogue_free. */
struct dialogue *dialogue_new(event_fn *emit, void *ctx);
void dialogue_free(struct dialogue *d); /* NULL is fine */

/* Make runs (event.h) where may, called with ctx before each, allows that kind:
 * for those who read them. Until this is called there are single events only.
 */
typedef bool run_fn(const void *ctx, enum event_kind kind);
void dialogue_take_runs(struct dialogue *d, run_fn *may, const void *ctx);

/* Tell what happened. Never fails: whatever a peer sends, some event
 * describes it. at_ns must not decrease. CHUNK_OPEN begins a new session,
 * whatever went before. Client octets are fed once they were written. */
void dialogue_feed(struct dialogue *d, const struct chunk *chunk);

/* Name the user of an AUTH exchange, whose messages the dialogue does not
 * read; 255 octets of it at most. */
void dialogue_name_user(struct dialogue *d, struct span name);

/* What the session waits for, when all that was read has been fed. */
enum need {
    NEED_NOTHING,   /* the next command may go out */
    NEED_REPLY,     /* a reply or the greeting is due */
    NEED_RESPONSE,  /* a SASL challenge wants the next client line */
    NEED_DATA,      /* client data up to "." (XTND XMIT) */
    NEED_HANDSHAKE, /* STLS had +OK: negotiate TLS, then feed CHUNK_TLS */
    NEED_CLOSE,     /* QUIT was answered: the server should close */
    NEED_OPEN,      /* no connection */
};
enum need dialogue_need(const struct dialogue *d);

/* When the dialogue wants a CHUNK_CLOCK even if nothing arrives: at_ns of the
 * same clock as the chunks, or 0 when it does not. */
uint64_t dialogue_alarm(const struct dialogue *d);

/* facts of the session now */
enum state dialogue_state(const struct dialogue *d);
enum tls_mode dialogue_tls(const struct dialogue *d);
bool dialogue_utf8(const struct dialogue *d); /* UTF8 had +OK */
bool dialogue_lang(const struct dialogue *d); /* a LANG selection had +OK */
struct span dialogue_user(const struct dialogue *d); /* name given, or empty */
size_t dialogue_outstanding(const struct dialogue *d); /* unanswered commands */
/* The oldest unanswered command, or NULL. */
const struct request *dialogue_waiting(const struct dialogue *d);
/* The APOP timestamp of the greeting with its brackets, or empty. */
struct span dialogue_timestamp(const struct dialogue *d);
/* When the current wait began: the request left, or the last octet of its
 * reply arrived; at_ns. */
uint64_t dialogue_quiet_since(const struct dialogue *d);
/* True inside a multi-line reply whose status line is complete. */
bool dialogue_in_data(const struct dialogue *d);

/* What LIST, UIDL, STAT and DELE said of the maildrop in this session. */
const struct messages *dialogue_messages(const struct dialogue *d);

/* Capability tags of the last CAPA under the present TLS and protocol state,
 * as "\nTAG args\nTAG args\n", upper-case tags; empty when unknown. */
struct span dialogue_capabilities(const struct dialogue *d);
/* True when that snapshot exists and lists tag; *args_out (NULL is fine) gets
 * its arguments. */
bool dialogue_has_capability(const struct dialogue *d, const char *tag,
                             struct span *args_out);

#endif

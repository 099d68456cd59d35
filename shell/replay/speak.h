/* speak.h - client lines of a transcript as octets: variables, secrets, and
 * what a login has to compute anew. */
#ifndef POP3SH_REPLAY_SPEAK_H
#define POP3SH_REPLAY_SPEAK_H

#include "shell/replay/value.h"
#include "shell/session/session.h"

struct auth;

/* Of one connection. */
struct speaker {
    const struct values *values; /* borrowed */
    struct session *session;     /* borrowed */
    struct auth *auth;           /* of the "@ sasl" that is open, or NULL */
    struct buf challenge;        /* the last one, as sent: base64 */
};
void speaker_done(struct speaker *s);

/* "@ sasl MECH user=NAME secret=NAME" begins. False and *err (ERROR_INPUT for
 * what we cannot do, ERROR_AUTH for what the connection does not give). */
bool speaker_begin_sasl(struct speaker *s, struct span params,
                        struct error *err);
void speaker_end_sasl(struct speaker *s);

/* A challenge came; text is what follows "+ ". */
void speaker_challenged(struct speaker *s, struct span text);

/* Append the octets of a client line; out may hold a secret afterwards, which
 * the session is told to hide: wipe it. False and *err when it cannot be
 * made. */
bool speaker_line(struct speaker *s, const struct item *item, struct buf *out,
                  struct error *err);

#endif

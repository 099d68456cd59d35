/* envelopes.h - who wrote what and when: the headers this session has seen.
 *
 * Listens to RETR and TOP and keeps sender, subject and date of a message, for
 * completion and \list. Asks for nothing. Bounded: ENVELOPES_MOST messages,
 * of which a later one drives out an earlier one, and ENVELOPE_FIELD_MOST
 * octets a field. */
#ifndef POP3SH_ENVELOPES_H
#define POP3SH_ENVELOPES_H

#include "net/pop3/event.h"

enum { ENVELOPES_MOST = 4096, ENVELOPE_FIELD_MOST = 200 };

/* Decoded, but not escaped: fit for no terminal yet. */
struct envelope {
    uint64_t n;    /* message-number; 0: none */
    char *from;    /* name, or address where there is no name; owned */
    char *subject; /* owned */
    char *date;    /* "7 Feb 2022 10:11", or as it stands; owned */
};

struct envelopes;

struct envelopes *envelopes_new(void);
void envelopes_free(struct envelopes *e); /* NULL is fine */

/* An event_fn; ctx is the struct envelopes. A new session forgets all. */
void envelopes_see(void *ctx, const struct event *event);

/* What is known of message n, or NULL. Borrowed until the next event. */
const struct envelope *envelopes_get(const struct envelopes *e, uint64_t n);

#endif

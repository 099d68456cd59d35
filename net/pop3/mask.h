/* mask.h - takes secrets out of events, in one place, before any reader.
 *
 * Sits between the dialogue (and the rules, which must see every octet) and
 * everything that shows, logs or stores. What it hides: arguments marked
 * secret in verbs[], SASL responses, and server lines that echo one of them
 * (raw or as base64). */
#ifndef POP3SH_POP3_MASK_H
#define POP3SH_POP3_MASK_H

#include "net/base/buf.h"
#include "net/pop3/event.h"
#include "net/pop3/passwords.h"

struct mask;

/* Events without secrets go to emit, with ctx. */
struct mask *mask_new(event_fn *emit, void *ctx);
void mask_free(struct mask *m); /* wipes what it remembers; NULL is fine */

/* Number the passwords in that list from now on (borrowed; for a session that
 * has several masks). Without it the mask has one of its own. */
void mask_share_passwords(struct mask *m, struct passwords *list);

/* An event_fn; ctx is the struct mask. Takes runs, and passes them on. In the
 * event passed on, raw, text and the line of .request have "****" in the place
 * of a secret, and .masked is set where raw or text changed. */
void mask_see(void *ctx, const struct event *event);

/* A secret that the program knows (from a password file, say), so that its
 * echo is found even before it was sent. Copied. */
void mask_learn(struct mask *m, struct span secret);

/* The same of a password that is about to be sent, or a token: it is given a
 * number too, and a login that does not show it is about this one. */
void mask_learn_password(struct mask *m, struct span password);

/* The same, where its number, from 1 to PASSWORDS_MOST, is known. */
void mask_put_password(struct mask *m, unsigned number, struct span password);

/* The secret that a line of the client shows by its place, where the line is
 * none of the session at hand: its number is nobody's business. A response by
 * itself is one too. */
void mask_learn_line(struct mask *m, struct span line);

/* Append text with every secret that m knows replaced: for what is told about
 * a line beside the line itself. True when there was one. */
bool mask_hide(const struct mask *m, struct span text, struct buf *out);

/* The first secret that m knows in text; empty when there is none. Lies in
 * text. */
struct span mask_find(const struct mask *m, struct span text);

/* How many octets at the end of text begin a secret that m knows; 0: none, or
 * too few to tell. */
size_t mask_tail(const struct mask *m, struct span text);

/* The number of the password that octets are; 0: of none. */
unsigned mask_number(const struct mask *m, struct span octets);

/* Was there a password for which there was no number any more? */
bool mask_has_unnumbered(const struct mask *m);

/* Were there so many secrets that some are not known any more? */
bool mask_has_forgotten(const struct mask *m);

/* Is another number whenever m has learned a secret. */
unsigned mask_learned(const struct mask *m);

/* Does text hold a secret that m knows? NULL: nobody knows any. */
bool mask_finds(const struct mask *m, struct span text);

/* Append line with the secrets of a command line typed by a person replaced:
 * for history, prompts and error texts. in_sasl: an AUTH exchange is open. */
void mask_line(struct buf *out, struct span line, bool in_sasl);

#endif

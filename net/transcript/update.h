/* update.h - writes what a server says now into a transcript.
 *
 * Changes server lines that do not match any more, and nothing else: client
 * lines, comments, header, order and the masks that still fit stay. Pure. */
#ifndef POP3SH_TRANSCRIPT_UPDATE_H
#define POP3SH_TRANSCRIPT_UPDATE_H

#include "net/transcript/plan.h"

struct update;

/* all: also what tells of another session: a changed status, a lost
 * capability, an earlier close. Lines are compared as text at least. values and
 * p are borrowed, and mask (NULL: none): what is written has a mask in the
 * place of each of its secrets, and a message with one is left out; host as in
 * struct compare. */
struct update *update_new(const struct plan *p, struct variables *values,
                          const struct compare_how *how, struct span host,
                          const struct mask *mask, bool all);
void update_free(struct update *u); /* NULL is fine */

/* An answer came; to be called right after it was compared. */
void update_take(struct update *u, const struct plan_answer *want,
                 const struct answer *got);

/* The server has closed connection conn before all of its answers came: let it
 * end there, and make comments of what followed. How it closed is written where
 * it is compared, or was in the file. False when other answers are missing,
 * too: nobody knows of them. */
bool update_close(struct update *u, uint16_t conn, enum close_how how);

/* Why the file must stay as it is; NULL: nothing speaks against it. */
const char *update_refusal(const struct update *u);

/* How many lines of the file change. */
size_t update_changes(const struct update *u);

/* Append the whole file as it shall be. */
void update_write(const struct update *u, struct buf *out);

/* Append what changes, old and new lines below each other. */
void update_diff(const struct update *u, struct buf *out);

/* Append got as wire text in which what differs from expected (wire text) is a
 * mask: a suggestion. */
void update_suggest(struct buf *out, struct span expected, struct span got);

#endif

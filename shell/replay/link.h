/* link.h - one connection of a replay: a session that does nothing by itself,
 * and the answers that come over it. */
#ifndef POP3SH_REPLAY_LINK_H
#define POP3SH_REPLAY_LINK_H

#include "net/transcript/answer.h"
#include "shell/session/session.h"

struct link;

/* Those who want to know what comes. finding is called behind the answer that
 * it is about, as far as that is possible; both get the ctx. */
struct link_reader {
    answer_fn *answer;
    event_fn *finding;
    void *ctx;
};

/* Waiting ends when cancel_fd is readable; -1: never. */
struct link *link_new(const struct options *o, int cancel_fd,
                      const struct link_reader *reader);
void link_free(struct link *l); /* drops the connection; NULL is fine */

struct session *link_session(struct link *l);

/* Tell the findings that wait for an answer which will not come. */
void link_release(struct link *l);

/* Has a command no answer, or had it none when the connection ended? */
bool link_owes(const struct link *l);

/* As answers_last. */
const struct answer *link_last(const struct link *l);

enum link_end {
    LINK_OPEN,
    LINK_BY_SERVER,
    LINK_BY_CLIENT, /* us */
};
/* How the connection ended, and by whom; *how_out (NULL is fine) only when it
 * did. */
enum link_end link_end(const struct link *l, enum close_how *how_out);

/* Octets that ended no answer when the connection ended are told as one. */

#endif

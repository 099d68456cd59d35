/* check-host.h - memory of the rules across sessions (marked [X]): what this
 * session adds to the memory of its host. */
#ifndef POP3SH_RULES_CHECK_HOST_H
#define POP3SH_RULES_CHECK_HOST_H

#include "net/pop3/event.h"
#include "net/rules/host.h"
#include "net/rules/identity.h"

struct check;

/* A message whose header came by, with RETR or TOP. */
struct host_header {
    uint32_t n;
    uint64_t digest;
};

struct host_session {
    bool stamp_known;
    struct host_digest stamp; /* of the greeting */

    uint32_t cram_exchange; /* whose first challenge came */
    struct host_stamps challenges;

    bool login_known; /* and whose it is */
    struct host_digest user;
    int64_t login_s;
    bool apop, pass; /* how it was done */

    struct identity identity;    /* of the header that is read */
    struct host_header *headers; /* owned; HOST_UIDS_MOST at most */
    size_t headers_count, headers_room;
    struct host_index index; /* of the host's unique-ids */
    bool indexed;
    bool whole; /* a full UIDL came while nothing was deleted */

    bool quit_sent, quit_ok;

    enum status stls;              /* the reply to STLS; NONE: not tried */
    const struct verb *unanswered; /* reply/missing was told of it */
    bool answered; /* what an earlier session had no reply to got one */
};

void host_session_done(struct host_session *m);

/* Was the last session with this host left without a reply to that verb? */
bool host_lacked_reply(const struct check *c, const struct verb *verb);

/* --- between check-host.c and check-host-uid.c --- */

/* The events that tell of messages. */
void host_watch_header(struct check *c, const struct event *e);
void host_watch_message(struct check *c, const struct event *e);
void host_watch_uidl(struct check *c, const struct event *e);
/* Take what this session knows of the maildrop into the host's memory. */
void host_keep_uids(struct check *c);

#endif

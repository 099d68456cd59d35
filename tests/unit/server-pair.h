/* server-pair.h - the server session and our own client, in memory.
 *
 * The server's octets go through dialogue and rules, as they would in the
 * shell; the clock is ours, so whatever waits is over at once. */
#ifndef POP3SH_TESTS_SERVER_PAIR_H
#define POP3SH_TESTS_SERVER_PAIR_H

#include "net/rules/check.h"
#include "net/rules/host.h"
#include "net/server/sample.h"
#include "net/server/session.h"

struct pair_setup {
    struct maildrop *maildrop;
    const struct fault_set *faults;
    const char *password; /* NULL: pop3 */
    bool tls;             /* from the start */
    bool remote;          /* not on loopback: no passwords in clear */
    bool read_only;
    unsigned login_delay_s;
    unsigned failure_ms;
    size_t piece; /* most octets moved at once; 0: all */
};

struct pair {
    struct pair_setup setup;
    struct secret password;
    struct server *server;
    struct server_session *session;
    struct dialogue *dialogue;
    struct check *check;
    struct host_memory memory;
    struct buf findings; /* "severity rule: message\n" */
    struct buf reply;    /* what the server sent since the last line */
    struct buf pending;  /* client octets that were not taken */
    uint64_t now_ns;
    unsigned connections;
    bool closed, tls, notifies;
    size_t output_most; /* the longest run of output there was */
};

void pair_init(struct pair *p, const struct pair_setup *setup);
void pair_done(struct pair *p);

/* Connect, and read the greeting. */
void pair_open(struct pair *p);
/* End the connection from the client's side. */
void pair_drop(struct pair *p);

/* Send octets; let both sides do what they can, and time pass while a reply
 * is due. */
void pair_send(struct pair *p, struct span octets);
/* A line and CRLF; returns the reply, every octet since. */
const char *pair_say(struct pair *p, const char *line);
/* Nothing is said for so long. */
void pair_wait(struct pair *p, uint64_t ms);

/* USER and PASS of the account. */
void pair_login(struct pair *p);
/* A whole exchange by GNU SASL's client; returns the last reply. */
const char *pair_auth(struct pair *p, const char *mechanism, const char *user,
                      const char *password);
/* "+ " lines and AUTH lines with base64 of octets. */
const char *pair_say_base64(struct pair *p, const char *before,
                            struct span octets);

#endif

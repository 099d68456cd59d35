/* record-private.h - what the files of the recorder share. */
#ifndef POP3SH_TRANSCRIPT_RECORD_PRIVATE_H
#define POP3SH_TRANSCRIPT_RECORD_PRIVATE_H

#include "net/transcript/auto-mask.h"
#include "net/transcript/body.h"
#include "net/transcript/record.h"
#include "net/transcript/writer.h"

struct record {
    struct record_options options;
    struct buf out;  /* lines that are ready */
    struct buf wire; /* the line being made */
    struct body body;
    bool sizes_only; /* of messages */
    unsigned connections, conn;
    struct buf host, connect;
    struct user_list own, *users;
    struct buf login;           /* who logs in; empty: unknown */
    uint32_t own_named, *named; /* passwords, see record_options */

    /* of the connection */
    bool in_reply;       /* between a status line and the reply's end */
    struct buf deferred; /* lines of the client for after it */
    struct buf held;     /* the line of AUTH, see record_sasl_hold */
    uint32_t sasl;       /* the exchange whose block is open or will be; 0:
                            none */
    bool in_sasl;        /* it is open */
    size_t sasl_at; /* in out, which waits: where its parameters go; or 0 */
    unsigned sasl_lines;            /* of the client behind that of AUTH */
    unsigned sasl_password;         /* its number; 0: not known yet */
    struct buf sasl_user;           /* likewise, empty */
    char mechanism[64];             /* of it */
    bool after_request;             /* the last line was one of the client */
    uint64_t request_ns, server_ns; /* when the last lines passed */
    uint64_t noted_ms;              /* the last time that was written */
};

/* record-line.c: append to r->wire the wire text of a line. elided: the line
 * goes on, in what was not kept. */
void record_client_wire(struct record *r, const struct event *e);
void record_server_wire(struct record *r, const struct event *e,
                        enum auto_place place, bool elided);

/* record-sasl.c: the client's line is the first of an exchange, and waits until
 * it is known whether that begins; then it is released. who: the user, as far
 * as that is known. */
bool record_sasl_begins(const struct request *q);
void record_sasl_hold(struct record *r, const struct event *e);
void record_sasl_release(struct record *r, bool exchange, struct span who);
/* A line of the client within it. */
void record_sasl_response(struct record *r, const struct event *e);
/* Is there more to be learned before the first line of the block can be
 * written? Else it is settled. */
bool record_sasl_waits(const struct record *r, const struct event *e);
void record_sasl_settle(struct record *r);
void record_sasl_close(struct record *r);

/* Does the header bind the variable of that user, from now on? */
bool record_has_user(struct record *r, size_t user);

/* Append the name of a password, and let the header say where it comes from. */
void record_password(struct record *r, unsigned number, struct buf *name);

/* The variable of a user, from the list. */
void record_user_wire(struct record *r, size_t user);

/* Are these octets of a mask of that type not to be kept? */
bool record_hides(const struct record *r, struct span octets,
                  enum wire_type type);

/* Append a part of a server's line, in which only what shall not be seen is
 * masked; more of the line follows. */
void record_hidden_names(struct record *r, struct span text);

/* Append what a person wrote, with "****" for each name. */
void record_hidden_text(const struct record *r, struct span text,
                        struct buf *out);

#endif

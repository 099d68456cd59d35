/* host.h - what is remembered of a server between sessions.
 *
 * Plain arrays, bounded, without names or texts where a digest will do: who
 * keeps them in a file keeps nothing that a reader could use. One of these
 * belongs to one host, port and user. All zeroes is a valid empty one. */
#ifndef POP3SH_RULES_HOST_H
#define POP3SH_RULES_HOST_H

#include "net/base/buf.h"

enum {
    HOST_STAMPS_MOST = 1000, /* greeting timestamps, and CRAM challenges */
    HOST_LOGINS_MOST = 64,   /* users */
    HOST_UIDS_MOST = 5000,
    HOST_CAPA_MOST = 8192, /* octets of a CAPA reply */
    HOST_VERB_MOST = 16,   /* octets of a verb's name with its NUL */
};

/* 128 bits. */
struct host_digest {
    uint64_t half[2];
};

struct host_stamps {
    struct host_digest *at; /* owned; the oldest first */
    size_t count;
};

struct host_login {
    struct host_digest user;
    int64_t at_s;     /* of the last login, in seconds since 1970; 0: unknown */
    uint64_t delay_s; /* that LOGIN-DELAY asked for then */
    bool apop, pass;  /* both have had +OK at some time */
};

enum host_uid_flags {
    HOST_UID_OCTETS = 1,  /* the size is known */
    HOST_UID_HEADER = 2,  /* the digest of its header is known */
    HOST_UID_DELETED = 4, /* by a DELE and a QUIT, both with +OK */
    HOST_UID_DROPPED = 8, /* by a DELE of a session that ended without QUIT */
};

struct host_uid {
    struct host_digest uid;
    uint64_t octets;
    uint64_t header;
    unsigned flags; /* enum host_uid_flags */
};

struct host_memory {
    struct host_stamps greetings, challenges;
    bool stls_listed;   /* a CAPA reply in clear listed it */
    bool stls_accepted; /* STLS had +OK in the last session that tried */
    char unanswered[HOST_VERB_MOST]; /* the command, if it is a known one, that
                                        the last session was left without a
                                        reply to; or "" */
    /* of the last session that asked, before the login: [under TLS];
     * "\nTAG args\nTAG args\n", or empty */
    struct buf capa[2];
    struct host_login *logins; /* owned; the last one first */
    size_t logins_count;
    /* the maildrop that was listed last, and its unique-ids */
    bool maildrop_known;
    struct host_digest maildrop_user;
    struct host_uid *uids; /* owned */
    size_t uids_count;
};

void host_memory_done(struct host_memory *m); /* m is empty after it */

struct host_digest host_digest_of(struct span octets);
bool host_digest_equal(struct host_digest a, struct host_digest b);

bool host_stamps_has(const struct host_stamps *s, struct host_digest stamp);
/* Add, unless it is there; the oldest gives way when there are too many. */
void host_stamps_add(struct host_stamps *s, struct host_digest stamp);
void host_stamps_done(struct host_stamps *s);

/* What is known of a user's logins, or NULL. */
const struct host_login *host_login_find(const struct host_memory *m,
                                         struct host_digest user);
/* The same, made when there is none, and put first. */
struct host_login *host_login_take(struct host_memory *m,
                                   struct host_digest user);

/* The unique-ids of a memory that does not change meanwhile, found fast. */
struct host_index {
    const struct host_memory *memory;
    uint32_t *slots; /* owned: index + 1; 0: free */
    size_t slots_count;
};
void host_index_init(struct host_index *x, const struct host_memory *m);
void host_index_done(struct host_index *x);
/* The entry of that unique-id, or NULL. */
const struct host_uid *host_index_find(const struct host_index *x,
                                       struct host_digest uid);

#endif

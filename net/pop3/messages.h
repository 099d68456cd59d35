/* messages.h - what a session has learnt of the maildrop's messages.
 *
 * Flat arrays by message-number, 24 octets a message, so that a maildrop of a
 * million messages costs 24 MiB; beyond MESSAGES_MOST numbers are not kept.
 * Unique-ids are kept as 128-bit digests, and as text while they fit
 * MESSAGES_UID_TEXT octets in all. */
#ifndef POP3SH_POP3_MESSAGES_H
#define POP3SH_POP3_MESSAGES_H

#include "net/base/buf.h"
#include "net/pop3/verb.h"

enum {
    MESSAGES_MOST = 1500000,
    MESSAGES_UID_TEXT = 4 << 20, /* octets of unique-id text kept */
};

/* Sizes are below 2^48; the two top octets hold flags. */
enum message_flags {
    MESSAGE_LISTED = 1,  /* a LIST line gave its size */
    MESSAGE_UID = 2,     /* a UIDL line gave its unique-id */
    MESSAGE_DELETED = 4, /* DELE had +OK, no RSET since */
    /* a line of the last full LIST, and of the one before it; while one is
     * read, of those that came so far */
    MESSAGE_LIST_NOW = 8,
    MESSAGE_LIST_BEFORE = 16,
    /* the same for UIDL */
    MESSAGE_UIDL_NOW = 32,
    MESSAGE_UIDL_BEFORE = 64,
};

struct message_entry {
    uint64_t octets : 48;
    uint64_t flags : 16;
    uint64_t uid_digest[2];
};

/* What was known of a message before a line about it was taken in. */
struct message_past {
    struct message_entry entry; /* all 0: nothing */
    uint32_t uid_at;            /* for messages_past_uid */
};

struct messages {
    struct message_entry *entries; /* [0] is message 1 */
    size_t count;                  /* entries in use: highest number seen */
    size_t room;                   /* what is behind count is not set yet */
    size_t deleted;                /* entries with MESSAGE_DELETED */
    bool overflow;                 /* a number above MESSAGES_MOST was seen */
    bool stat_known;
    uint64_t stat_count, stat_octets; /* of the last STAT */
    size_t listed_now, listed_before; /* entries with those flags */
    size_t uidl_now, uidl_before;
    struct buf uids;  /* NUL-separated texts, see messages_uid */
    uint32_t *uid_at; /* offset + 1 of each text in uids, or 0 */
    size_t uid_count, uid_room;
};

void messages_done(struct messages *m); /* release; m is empty after it */

/* A full LIST (CONTENT_SCAN) or UIDL (CONTENT_UID) begins. */
void messages_begin(struct messages *m, enum content content);
/* A line of it names message n. */
void messages_mark(struct messages *m, enum content content, uint64_t n);

/* Take in a line of a full listing about a message of which listings of that
 * kind have said nothing, and which is not deleted: mark it and record what
 * the line says. False, and nothing is done, for any other message. */
bool messages_first_size(struct messages *m, uint64_t n, uint64_t octets);
bool messages_first_uid(struct messages *m, uint64_t n, struct span uid);

/* Record a fact. Numbers that are 0 or too high set overflow and are else
 * ignored. */
void messages_size(struct messages *m, uint64_t n, uint64_t octets);
void messages_uid_set(struct messages *m, uint64_t n, struct span uid);
void messages_delete(struct messages *m, uint64_t n);
void messages_undelete_all(struct messages *m); /* RSET */
void messages_stat(struct messages *m, uint64_t count, uint64_t octets);

/* The entry of message n, or NULL when nothing is known of it. */
const struct message_entry *messages_get(const struct messages *m, uint64_t n);

/* What is known of message n now, to be kept while more is taken in. */
struct message_past messages_past(const struct messages *m, uint64_t n);
/* The unique-id it had then as text, or empty when it is not kept. */
struct span messages_past_uid(const struct messages *m,
                              const struct message_past *past);

/* The unique-id of message n as text, or empty when it is not kept. */
struct span messages_uid(const struct messages *m, uint64_t n);

#endif

/* book.h - what several families of rules need to know of the session so far.
 *
 * Kept by book_take, which runs behind all watchers of an event: a watcher
 * sees the book as it was before the event. Facts that one family alone
 * needs are in that family's own memory. */
#ifndef POP3SH_RULES_BOOK_H
#define POP3SH_RULES_BOOK_H

#include "net/pop3/dialogue.h"
#include "net/rules/kept.h"

/* A CAPA reply, kept for one TLS state and one protocol state. */
struct book_capa {
    bool known;       /* a complete listing was read */
    bool refused;     /* CAPA got -ERR without a SYS code */
    struct buf lines; /* "\nTAG args\nTAG args\n", tags in upper case */
};

/* A count (and a sum) as a reply gave it. */
struct book_count {
    bool known;
    uint64_t count, octets;
    uint32_t epoch; /* book.epoch when it was read: equal epochs compare */
    uint32_t exchange;
};

struct book {
    /* connection */
    bool greeting_seen, greeting_ok;
    enum tls_mode tls;
    bool transaction; /* logged in */

    /* authentication */
    bool user_accepted; /* a USER had +OK in this session */
    bool user_pending;  /* the last answered command was a USER with +OK */
    bool pass_failed;   /* a PASS was refused since the last accepted USER */
    bool login_failed;  /* the last login was refused */
    unsigned logins_failed, logins_ok;
    bool password_login; /* the login was PASS, PLAIN or LOGIN */

    /* capabilities: [under TLS][in TRANSACTION] */
    struct book_capa capa[2][2];
    bool capa_seen; /* any complete CAPA reply in this session */

    /* maildrop */
    uint32_t epoch;   /* DELE and RSET with +OK so far */
    bool any_dele;    /* a DELE had +OK in this session */
    uint64_t deleted; /* DELEs with +OK since the last RSET */
    bool opening_known;
    uint64_t opening_count; /* messages when the maildrop was opened */
    struct book_count stat_first, stat_last;
    struct book_count list_last; /* a complete full LIST */
    struct book_count uidl_last; /* a complete full UIDL; octets unused */

    struct kept_line status; /* of the reply that is being read */

    /* the listing that is being read */
    uint64_t lines, lines_octets;
    uint64_t reply_offset; /* of the status line of the last reply begun */

    /* course of the session */
    bool quit_sent, quit_answered;
    bool timed_out; /* a command passed its limit: replies are guesses, until
                       all are answered and 2 s of silence have passed, or a
                       listing or message has fitted its command */
    bool misread; /* a command held NUL, so that a server may have read another
                     one, or none; or it was sent behind an AUTH without a
                     reply, and may be a response: replies are guesses */
    bool auth_unheard;   /* the last command is an AUTH without a reply */
    uint64_t unanswered; /* commands sent and not answered */
    uint64_t heard_ns, sent_ns; /* last server line or data, last request */
    uint64_t server_octets;     /* of the server's stream that were read */
    enum status last_status;    /* of the last complete reply */
    uint64_t last_status_ns;
    const struct verb *last_verb; /* of the last complete reply */
};

void book_done(struct book *b);
void book_take(struct book *b, const struct event *e);

/* The CAPA reply that holds now, or NULL when there is none. */
const struct book_capa *book_capa(const struct book *b);
/* The listing that a CAPA reply has given so far under the present state, as
 * if it were complete, for those who judge it at its end; borrowed from b. */
struct book_capa book_capa_reading(const struct book *b);
/* Does it (NULL: no) list tag? *args_out may be NULL. */
bool capa_lists(const struct book_capa *capa, const char *tag,
                struct span *args_out);
/* Is tag announced now: by the CAPA reply that holds, else by the one from
 * before the login under the same TLS state (RFC 2449 section 5: what is
 * announced before the login is announced after it). */
enum announced { ANNOUNCED_UNKNOWN, ANNOUNCED_NO, ANNOUNCED_YES };
enum announced book_announced(const struct book *b, const char *tag,
                              struct span *args_out);
/* Is mech among the words of args, in any case? */
bool args_list(struct span args, struct span mech);

#endif

/* session-private.h - what the session-*.c files share.
 *
 * session.c has the life of a session, session-line.c makes commands of octets,
 * session-command.c decides whether a command may run, session-state.c,
 * session-auth.c and session-mail.c run it, session-output.c says what they
 * answer, session-data.c sends what has more than one line, session-fault.c
 * knows what goes wrong on purpose. */
#ifndef POP3SH_SERVER_SESSION_PRIVATE_H
#define POP3SH_SERVER_SESSION_PRIVATE_H

#include "net/pop3/event.h"
#include "net/server/phrase.h"
#include "net/server/sasl.h"
#include "net/server/session.h"

enum {
    COMMAND_MOST = 255,    /* with CRLF (RFC 2449 section 4) */
    RESPONSE_MOST = 12288, /* base64 of a SASL response, without CRLF */
    ENDLESS_MOST = 65536,  /* octets of a line that we wait for its end */
    STATUS_MOST = 510,     /* without CRLF (RFC 1939 section 3) */
    USER_MOST = 255,
    REPLY_ROOM = 4096,   /* free output before a command is taken */
    OUTPUT_ROOM = 16384, /* octets of output kept */
    BINDING_MOST = 64,
    FAILURES_MOST = 5, /* logins, then the connection ends */
    STAMP_MOST = 64,
};

struct server {
    struct server_settings settings;
    struct buf user; /* both as SASLprep makes them, where it can */
    struct secret password;
    struct sasl_library *sasl;
    const struct server_session *holder; /* has the maildrop open; or NULL */
    unsigned long long closings;         /* of it, so far */
    uint64_t login_ns;                   /* of the last login */
    bool login_seen;
};

/* What is being sent beside status lines. */
enum source_kind {
    SOURCE_NONE,
    SOURCE_LIST,
    SOURCE_UIDL,
    SOURCE_MESSAGE,
};

struct source {
    enum source_kind kind;
    size_t next;     /* LIST, UIDL: message-number of the next line */
    size_t lines;    /* written so far, faults included */
    size_t number;   /* MESSAGE */
    uint64_t offset; /* of the next octet to be read */
    bool top;        /* only the first lines_left lines of the body */
    bool in_header;  /* at_start: of a line */
    bool at_start;
    bool begun;
    bool cr_spoilt; /* LAPSE_ONE_CR was done */
    uint64_t lines_left;
};

struct server_session {
    struct server *server;
    enum state state;
    bool tls, cleartext;
    bool utf8, lang_chosen;
    enum language language;
    uint64_t now_ns;
    uint64_t active_ns; /* when the client last did something */
    uint64_t hold_ns;   /* nothing is sent before; 0: no wait */
    bool closing, aborted;
    char stamp[STAMP_MOST + 256]; /* the timestamp, with its brackets */
    struct error error;

    /* the line that is being read (session-line.c) */
    char line[COMMAND_MOST];
    size_t line_len;
    uint64_t line_octets; /* of this line, also those not kept */
    bool line_cr;         /* the last octet was CR */
    bool piped;           /* and more came with it */
    struct buf response;  /* instead of line, in a SASL exchange */
    struct request request;
    int place;        /* enum verb_id or fault_place of this reply */
    enum state began; /* the state in which it was asked for */

    /* login */
    char user[USER_MOST + 1];
    bool user_given;
    unsigned failures;
    struct sasl *sasl;
    bool final; /* the challenge at hand is the last one of SCRAM */
    char exporter[BINDING_MOST], unique[BINDING_MOST];
    size_t exporter_len, unique_len;

    /* the maildrop, in TRANSACTION */
    bool has_maildrop, borrowed; /* borrowed: LAPSE_LOCK, another holds it */
    unsigned long long closings; /* before it was borrowed */
    bool *deleted;               /* [number - 1]; owned */
    size_t count, left;          /* messages, and those not marked */
    uint64_t octets;             /* of all of them, when it was opened */
    uint64_t octets_left;        /* of those */

    struct source source;
    char out[OUTPUT_ROOM];
    size_t out_head, out_end; /* what waits is between them */
    uint64_t sent_octets;

    struct words words;      /* for the reply at hand */
    char first[STATUS_MOST]; /* the first listing line, for faults */
    unsigned char seen[FAULT_AT_ANY + 1]; /* replies at each place, to 255 */
};

/* --- session-line.c --- */

/* Take octets up to the end of one line and run it; returns how many. */
size_t session_read_line(struct server_session *s, struct span octets);

/* --- session-command.c --- */

/* Run a complete command line, without CRLF. */
void session_run(struct server_session *s, struct span line);

typedef void command_fn(struct server_session *s);
command_fn command_user, command_pass, command_apop, command_auth;
command_fn command_capa, command_stls, command_quit, command_noop;
command_fn command_utf8, command_lang;
command_fn command_stat, command_list, command_retr, command_dele;
command_fn command_rset, command_top, command_uidl;

/* --- session-auth.c --- */

/* A line of the client in an exchange, without CRLF; too_long: there was
 * more of it. */
void session_respond(struct server_session *s, struct span line, bool too_long);
void session_end_sasl(struct server_session *s);
void session_challenge(struct server_session *s, struct span octets);
/* The facts of an exchange that begins now. */
void session_sasl_facts(const struct server_session *s,
                        struct sasl_facts *facts);

/* --- session-mail.c --- */

/* The login was right: open the maildrop and answer. */
void session_open_maildrop(struct server_session *s);
/* Let it go; nothing is removed. */
void session_close_maildrop(struct server_session *s);
/* UPDATE. False when some could not be removed. */
bool session_update_maildrop(struct server_session *s, size_t *removed_out);
/* Its size in octets. */
uint64_t session_octets(struct server_session *s, size_t number);
/* Is message number to be seen? */
bool session_has(const struct server_session *s, size_t number);

/* --- session-data.c --- */

/* Write as much of s->source as there is room for. */
void session_fill(struct server_session *s);

/* --- session-output.c --- */

/* The one-line reply, or the first line: status, a response code or NULL, a
 * phrase whose holes s->words fills. */
void session_say(struct server_session *s, enum status status, const char *code,
                 enum phrase phrase);
/* The same, with the text given; text is behind the code. */
void session_say_text(struct server_session *s, enum status status,
                      const char *code, struct span text);
/* A "+ " line, whole but for its end. False when a fault made another reply
 * of it. */
bool session_put_challenge(struct server_session *s, struct span line);
/* A line of the listing at hand; its words are in s->words. */
void session_put_line(struct server_session *s, struct span line);
/* The "." line. */
void session_put_end(struct server_session *s);
/* Octets as they are. */
void session_put(struct server_session *s, struct span octets);
size_t session_room(const struct server_session *s);
/* Write a template, filled by s->words. */
void session_put_template(struct server_session *s, const char *text);

/* --- session.c --- */

/* Nothing more is sent but what waits, and the connection ends. */
void session_close(struct server_session *s);

/* --- session-fault.c --- */

/* The active fault for this part of the reply at hand, or NULL. */
const struct fault *session_fault(const struct server_session *s,
                                  enum fault_part part, unsigned when);
/* The same for the capability tag; NULL: for lines that are added. */
const struct fault *session_capa_fault(const struct server_session *s,
                                       const char *tag);
/* Does an active fault for the reply at hand, or for all, forget this? */
bool session_forgets(const struct server_session *s, unsigned lapses);

#endif

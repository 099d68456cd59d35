/* import-private.h - what the readers of logs share. */
#ifndef POP3SH_TRANSCRIPT_IMPORT_PRIVATE_H
#define POP3SH_TRANSCRIPT_IMPORT_PRIVATE_H

#include "net/pop3/dialogue.h"
#include "net/transcript/import.h"

/* Between the sides: real times are not kept. */
enum { IMPORT_STEP_NS = 1000000 };

/* What a line of a paste is. */
enum paste_line {
    PASTE_SESSION, /* said by the server or the client, as far as is known */
    PASTE_NOISE,   /* said by the program; means nothing for the session */
    PASTE_OPENS,   /* another connection begins */
    PASTE_TAKEN,   /* the program took the line before for itself */
    PASTE_CLOSED,  /* the server closed */
    PASTE_LEFT,    /* the client closed */
    PASTE_LEAVES,  /* the session is over; how is not told */
};

enum paste_security { PASTE_UNKNOWN, PASTE_CLEAR, PASTE_TLS };

/* What is known of the connection that a paste shows. */
struct paste {
    enum paste_security security;
    bool starttls;   /* s_client says STLS itself */
    bool header;     /* s_client tells of the handshake */
    bool verified;   /* and has come to its last part */
    bool block;      /* it tells of a TLS session */
    bool over;       /* what follows is no more of it */
    bool challenged; /* the last reply was a challenge */
};

struct import {
    const struct import_format *format;
    const struct import_options *options;
    struct dialogue *dialogue;
    struct mask *mask;
    struct record *record;
    uint64_t now_ns;
    enum side last; /* who spoke last */
    unsigned conn;  /* connections begun */
    bool open;
    bool lost;          /* what the client sent is not all in the log */
    bool header;        /* was written */
    bool data_seen;     /* of the reply that is open */
    bool tls;           /* the next connection begins under TLS */
    uint64_t announced; /* size of the message in the last status line */
    uint64_t lines;     /* of the session */
    size_t log_line;    /* of the log, from 1: where we are */
    bool stage;         /* a stage direction goes on */
    bool blank;         /* the line before was empty */
    size_t indent;      /* octets in front of the last mark */
    unsigned told;      /* enum import_guess_kind */
    struct buf host, address;
    struct paste paste;
    uint64_t pids[8]; /* processes that spoke last, of a log that names them;
                         the first is the present one */
    bool mixed;       /* two of them in turns */
    struct buf held;  /* a line that the next one continues */
    struct buf out;   /* the transcript, until all its secrets are known */
    uint16_t port;
};

enum import_guess_kind {
    GUESS_TLS = 1,
    GUESS_DATA = 2,
    GUESS_LISTING = 4,
    GUESS_LOGIN = 8,
    GUESS_SIDES = 16,
    GUESS_STAGE = 32,
    GUESS_TIMES = 64,
    GUESS_END = 128,
    GUESS_SPLIT = 256,
    GUESS_TYPED = 512,
    GUESS_LOST = 1024,
    GUESS_SECURITY = 2048,
    GUESS_QUIT = 4096,
    GUESS_GREETING = 8192,
    GUESS_OPAQUE = 16384,
    GUESS_CUT = 65536,
    GUESS_SWAPPED = 131072,
    GUESS_PASSWORD = 262144,
    GUESS_RESPONSE = 524288,
    GUESS_CONTINUED = 1048576,
    GUESS_UNMARKED = 2097152,
    GUESS_MANY = 4194304,
    GUESS_PASSWORDS = 8388608,
};

/* Tell a guess of that kind, once. */
void import_tell(struct import *x, enum import_guess_kind kind,
                 const char *sentence);

/* Where the next connection leads. */
void import_peer(struct import *x, struct span host, uint64_t port);

/* The same, of "host:port" or "[host]:port". */
void import_authority(struct import *x, struct span host_port);

void import_open(struct import *x); /* a new connection */
void import_close(struct import *x, enum side side);
/* The same where the log tells how: data that was under way was cut. */
void import_close_how(struct import *x, enum side side, enum close_how how);
void import_tls(struct import *x); /* a handshake: now, or before it opens */

/* What happened, at the present time of the log. */
void import_feed(struct import *x, const struct chunk *chunk);

/* "@ note key=value" */
void import_note(struct import *x, const char *key, const char *value);

/* What a line is, where no data is under way. */
enum paste_line import_paste_kind(struct span line);
/* How the connection ended, of a line of kind PASTE_CLOSED or PASTE_LEFT. */
enum close_how import_paste_how(struct span line);
/* From here on it is not known what the client said. why: in words. */
void import_lose(struct import *x, const char *why);
/* The same, of a connection that was just opened: there is no greeting. */
void import_begin_late(struct import *x);

/* Take what it says about the connection. */
void import_place(struct import *x, struct span line);
/* What was known of the last one holds no longer. */
void import_place_forget(struct import *x);

/* Octets as they were, and a line whose end was lost. A connection is opened
 * if none is. */
void import_octets(struct import *x, enum side side, struct span octets);
void import_line(struct import *x, enum side side, struct span line);

/* A line of data without its stuffing. */
void import_data(struct import *x, struct span line);
/* The log has no (more) data of the reply that is open, if one is: mark it. */
void import_data_lost(struct import *x, bool end_too);

/* Cut the next line off *text, without its LF and the CRs before it (terminals
 * add some); counts. */
struct span import_next(struct import *x, struct span *text);

/* False, with "NAME:LINE: " in front. */
bool import_refuse(const struct import *x, struct error *err, const char *why);

static inline bool import_has(struct span text, const char *word)
{
    return span_find_span(text, span_of(word)) < text.len;
}

/* The command that octets begin with; NULL: none that is known. */
const struct verb *import_verb(struct span octets);
/* Is line "+", or "+" and more? */
bool import_is_challenge(struct span line);
/* True when line begins like a reply. */
bool import_is_reply(struct span line);

/* Lines of text (at most a few hundred) that begin with one of two words
 * behind blanks: a hundredth each. */
unsigned import_share(struct span text, struct span a, struct span b);

/* Cut a line off *text, as import_next does, and count nothing. */
struct span import_paste_cut(struct span *text);
/* Is line a reply? Also one that is wrong, such as "+ERR". */
bool import_paste_reply(struct span line);
/* Does it begin with a command of POP3? */
bool import_paste_known(struct span line);
/* Has it a password in it, if it is a command? */
bool import_paste_secret(struct span line);
/* Were line and what follows it up to the next reply typed? */
bool import_paste_typed(struct span line, struct span text);

/* s_client tells of the handshake: true when line is behind that. */
bool import_paste_header(struct import *x, struct span line, struct span text);
/* True when line is in what s_client prints about a session of TLS. */
bool import_paste_block(struct import *x, struct span line);
/* Does the session begin? True when line is of it. */
bool import_paste_begin(struct import *x, struct span line, struct span text);

/* A line in which curl tells of itself, without what marks it. */
void import_curl_info(struct import *x, struct span words);

bool import_read_marked(struct import *x, struct span text, struct span other,
                        struct error *err);
bool import_read_paste(struct import *x, struct span text, struct span other,
                       struct error *err);
bool import_read_poplib(struct import *x, struct span text, struct span other,
                        struct error *err);
bool import_read_rawlog(struct import *x, struct span text, struct span other,
                        struct error *err);
bool import_read_trace(struct import *x, struct span text, struct span other,
                       struct error *err);
bool import_read_follow(struct import *x, struct span text, struct span other,
                        struct error *err);

unsigned import_like_mailkit(struct span text);
unsigned import_like_fetchmail(struct span text);
unsigned import_like_curl(struct span text);
unsigned import_like_trace(struct span text);
unsigned import_like_mpop(struct span text);
unsigned import_like_poplib(struct span text);
unsigned import_like_perl(struct span text);
unsigned import_like_rfc(struct span text);
unsigned import_like_openssl(struct span text);
unsigned import_like_telnet(struct span text);
unsigned import_like_rawlog(struct span text);
unsigned import_like_follow(struct span text);

#endif

/* script.h - the server's side of a recorded session, as a pure function.
 *
 * Client octets in; the recorded server octets, waits, TLS and closing out:
 * the seam is that of session.h. A script is one file; each connection plays
 * one recorded connection of it. */
#ifndef POP3SH_SERVER_SCRIPT_H
#define POP3SH_SERVER_SCRIPT_H

#include "net/server/session.h"
#include "net/transcript/transcript.h"

struct script;
struct script_session;

/* What of a client's line is compared with the recorded one. */
enum script_match {
    SCRIPT_MATCH_LINE, /* all of it, but for masks and the case of the verb */
    SCRIPT_MATCH_VERB,
    SCRIPT_MATCH_ANY, /* nothing */
};

enum script_trouble {
    SCRIPT_NOT_NEXT,  /* the client's line is not the next in the file */
    SCRIPT_LEFT_OVER, /* the connection ended before the session did */
};

/* Spans are borrowed for the call and hold no secret. */
struct script_finding {
    enum script_trouble trouble;
    unsigned conn;      /* number in the file */
    uint32_t line;      /* of the file: what was next; 0: nothing */
    struct span sent;   /* NOT_NEXT: what the client sent */
    struct span wanted; /* what was next, as far as it may be shown */
    size_t count;       /* LEFT_OVER: commands that never came */
};

struct script_settings {
    enum script_match match;
    bool lenient; /* answer from a later exchange that matches */
    const struct fault_set *faults; /* borrowed; NULL: none */
    void (*tell)(void *ctx, const struct script_finding *finding);
    void *ctx; /* for .tell */
};

/* The name of a fault in set that no transcript can be spoilt by, since it
 * takes a server that knows its messages; NULL: there is none. */
const char *script_faults_wrong(const struct fault_set *set);

/* Make a script of t, which must stay as long as it. name begins errors. NULL
 * and *err (ERROR_INPUT) when it cannot be played. */
struct script *script_new(const struct transcript *t, const char *name,
                          const struct script_settings *settings,
                          struct error *err);
void script_free(struct script *s); /* NULL is fine */

/* The file names of "@ body file=...": the nth (from 0), and the message that
 * goes there, as it is stored (without stuffing; LF or CRLF). False: there is
 * no nth. */
bool script_file(const struct script *s, size_t nth, struct buf *name_out);
void script_set_file(struct script *s, size_t nth, struct span message);

/* Recorded connections, and whether one of them begins with TLS. */
size_t script_connections(const struct script *s);
bool script_is_implicit(const struct script *s);

/* As the functions of session.h. number is that of the connection, from 1; it
 * plays the recorded one of that number, and after the last the first again. */
struct script_session *script_session_new(struct script *script,
                                          unsigned long long number, bool tls,
                                          uint64_t now_ns);
/* The connection is over: what is left over is told. */
void script_session_free(struct script_session *s); /* NULL is fine */
size_t script_session_take(struct script_session *s, uint64_t now_ns,
                           struct span octets);
struct span script_session_output(struct script_session *s, uint64_t now_ns);
void script_session_sent(struct script_session *s, uint64_t now_ns, size_t n);
enum server_want script_session_want(const struct script_session *s);
void script_session_tls(struct script_session *s, uint64_t now_ns);
uint64_t script_session_alarm(const struct script_session *s);

/* How SERVER_CLOSE is to be done: "fin", "notify", "rst" or empty. */
struct span script_session_how(const struct script_session *s);

#endif

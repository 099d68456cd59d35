/* check.h - judges a session while it happens.
 *
 * An event_fn between the dialogue and its readers: every event is passed
 * on, followed by the findings that it gave rise to. Pure: the same events
 * give the same findings, live, from a recording, and octet by octet. */
#ifndef POP3SH_RULES_CHECK_H
#define POP3SH_RULES_CHECK_H

#include "net/pop3/dialogue.h"
#include "net/rules/finding.h"

struct check;
struct host_memory; /* net/rules/host.h */

/* Events and findings go to emit, with ctx. d (not owned) is the dialogue
 * whose events are judged; give it with check_attach before the first one. */
struct check *check_new(event_fn *emit, void *ctx);
void check_free(struct check *c); /* NULL is fine */
void check_attach(struct check *c, const struct dialogue *d);

/* An event_fn; ctx is the struct check. Takes runs, and passes them on. */
void check_see(void *ctx, const struct event *event);

/* A run_fn for dialogue_take_runs; ctx is the struct check. Findings are the
 * same with runs and without. */
bool check_takes_runs(const void *ctx, enum event_kind kind);
/* The same for those who want to know a finding once: in a run it is not told
 * again. */
bool check_takes_known_runs(const void *ctx, enum event_kind kind);

/* What is known of the other end; to be told before its CHUNK_OPEN. */
struct check_peer {
    uint16_t port;        /* 0: unknown, or a Unix socket */
    bool loopback;        /* 127/8, ::1, ::ffff:127/8, Unix socket */
    bool private_address; /* RFC 1918, link-local, unique local */
    bool unverified;      /* certificate checks are turned off */
    bool url_password;    /* the target held a password */
    bool argv_secret;     /* a command given as an option holds a secret */
    bool offline;         /* a transcript: what the wire alone could tell
                             (times, TLS) is not judged */
    char mechanism[24];   /* of ;AUTH= in the target; empty: any */
    int64_t now_s;        /* when the connection was made, in seconds since
                             1970; 0: unknown, dates are not judged */
    char user[256];       /* for whom the program does a SASL exchange; empty:
                             unknown */
    char name[256];       /* that the certificate must bear, an address as text;
                             empty: unknown, names are not judged */
    int tls_max;          /* highest version offered (0x0303); 0: any */
    int tls_min;          /* lowest version accepted; 0: the default */
};
void check_peer(struct check *c, const struct check_peer *peer);

/* A connection came to nothing at its very first handshake, so that no
 * session began: judge what it showed. The findings go to emit, no other
 * event does. facts may be NULL: then nothing is judged. To be given only
 * when it was the other end that failed or was refused, not when a person
 * or a file of ours stopped it. implicit: TLS was to begin at once. */
void check_failed_tls(struct check *c, const struct tls_facts *facts,
                      bool implicit);

/* Compare with what earlier sessions left in h, and take in what this one
 * shows when it ends. h is borrowed until then, or until the next call; NULL:
 * nothing is remembered. To be told before CHUNK_OPEN. */
void check_host(struct check *c, struct host_memory *h);

/* When the rules want a CHUNK_CLOCK although nothing arrives, as
 * dialogue_alarm: ns of the session, or 0. */
uint64_t check_alarm(const struct check *c);

/* What line would be refused for, were it sent now: the cleartext rules.
 * NULL when nothing stands against it. */
const struct rule *check_refuses(const struct check *c, struct span line);

/* True when a listing of this session named a number above MESSAGES_MOST:
 * from then on lines are judged one by one, and sets of them no more. */
bool check_overflowed(const struct check *c);

/* The ServerSignature, in base64, that the server must send as v= in the SCRAM
 * exchange that is open; to be told when client-final is made. Without it
 * sasl/scram-verifier is not judged. Copied, and wiped with the exchange. */
void check_scram_verifier(struct check *c, struct span base64_signature);

/* Findings of this rule are not wanted: they need not be made. A rule that
 * explains others away is judged all the same, for their sake. */
void check_mute(struct check *c, enum rule_id id);

/* --strict: MUST and MUST* warnings become errors. */
void check_strict(struct check *c, bool strict);

#endif

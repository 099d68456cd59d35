/* test-rules-client-security.c - section 22 of the catalogue: what a client
 * gives away, to whom, and what is refused before it is sent. */
#include <config.h>

#include "tests/unit/findings.h"
#include "tests/unit/script.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

TestSuite(rules_client_security, .timeout = 60);

#define ROW(level, id, trips, near, also, ...)                                 \
    {                                                                          \
        id, trips, near, also, level, {__VA_ARGS__}, false                     \
    }
#define ERROR(id, trips, near, also)                                           \
    ROW(SEVERITY_ERROR, id, trips, near, also, 0)
#define WARNING(id, trips, near, also)                                         \
    ROW(SEVERITY_WARNING, id, trips, near, also, 0)
#define NOTE(id, trips, near, also) ROW(SEVERITY_NOTE, id, trips, near, also, 0)
/* the same on this machine */
#define NOTE_HERE(id, trips, near)                                             \
    ROW(SEVERITY_NOTE, id, trips, near, NULL, .loopback = true)
#define UNVERIFIED(level, id, trips, near, also)                               \
    ROW(level, id, trips, near, also, .unverified = true)
#define FOR_URL(name, trips, near)                                             \
    ROW(SEVERITY_WARNING, "client/url-mechanism", trips, near, NULL,           \
        .mechanism = name)
#define COUNT(rows) (sizeof(rows) / sizeof *(rows))

#define OUTSIDE GREETED_TLS
#define INSIDE OUTSIDE LOGIN
#define STAMPED S("+OK ready <1896.697170952@h>")
#define DIGEST "c4c9334bac560ecc979e58001b3e22fb"
#define NO S("-ERR no")
#define SASL(mechanisms)                                                       \
    CAPA(S("UIDL") S("TOP") S("USER") S("SASL " mechanisms))

static const struct rule_row clear_rows[] = {
    WARNING("client/password-in-clear",
            GREETED C("USER a") S("+OK") C("PASS b") NO,
            OUTSIDE C("USER a") S("+OK") C("PASS b") NO, NULL),
    WARNING("client/password-in-clear", GREETED C("AUTH PLAIN") NO,
            GREETED C("AUTH SCRAM-SHA-256") NO, NULL),
    WARNING("client/password-in-clear", GREETED C("AUTH login AAAA") NO,
            GREETED STARTTLS C("CAPA") NO C("AUTH login AAAA") NO,
            "client/auth-ir-unannounced"),
    WARNING("client/password-in-clear",
            GREETED C("USER a") S("+OK") C(" pass b") NO,
            GREETED C("USER a") S("+OK") C("PASS") NO,
            "client/separator client/missing-arg"),
    NOTE_HERE("client/password-in-clear",
              GREETED C("USER a") S("+OK") C("PASS b") NO,
              OUTSIDE C("USER a") S("+OK") C("PASS b") NO),
    ERROR("client/token-in-clear", GREETED C("AUTH OAUTHBEARER") NO,
          OUTSIDE C("AUTH OAUTHBEARER") NO, NULL),
    ERROR("client/token-in-clear", GREETED C("AUTH XOAUTH2 dXNlcj0=") NO,
          OUTSIDE C("AUTH XOAUTH2 dXNlcj0=") NO, NULL),
    NOTE_HERE("client/token-in-clear", GREETED C("AUTH XOAUTH2") NO,
              OUTSIDE C("AUTH XOAUTH2") NO),
    UNVERIFIED(SEVERITY_WARNING, "client/unverified-server",
               OUTSIDE C("USER a") S("+OK") C("PASS b") NO,
               OUTSIDE C("USER a") S("+OK") C("QUIT") S("+OK"), NULL),
    UNVERIFIED(SEVERITY_WARNING, "client/unverified-server",
               OUTSIDE C("AUTH PLAIN") NO, OUTSIDE C("AUTH SCRAM-SHA-256") NO,
               NULL),
    ROW(SEVERITY_NOTE, "client/unverified-server", OUTSIDE C("AUTH PLAIN") NO,
        OUTSIDE C("AUTH SCRAM-SHA-256") NO, NULL, .unverified = true,
        .loopback = true),
    UNVERIFIED(SEVERITY_WARNING, "client/apop-weak",
               "open tls\n" STAMPED C("APOP u " DIGEST) NO,
               "open tls\n" STAMPED C("APOP") NO, "client/missing-arg"),
    WARNING("client/apop-weak", "open\n" STAMPED C("APOP u " DIGEST) NO,
            "open\n" STAMPED C("USER u") S("+OK"), NULL),
    NOTE("client/apop-weak", "open tls\n" STAMPED C("APOP u " DIGEST) NO,
         "open tls\n" STAMPED C("USER u") S("+OK"), NULL),
    NOTE_HERE("client/apop-weak", "open\n" STAMPED C("APOP u " DIGEST) NO,
              "open\n" STAMPED C("USER u") S("+OK")),
    WARNING("client/cram-weak", GREETED C("AUTH CRAM-MD5") NO,
            GREETED C("AUTH SCRAM-SHA-256") NO, NULL),
    NOTE("client/cram-weak", OUTSIDE C("AUTH CRAM-MD5") NO,
         OUTSIDE C("AUTH SCRAM-SHA-1") NO, NULL),
    NOTE_HERE("client/cram-weak", GREETED C("AUTH CRAM-MD5") NO,
              GREETED C("AUTH CRAM-MD6") NO),
    NOTE("client/digest-historic", OUTSIDE C("AUTH DIGEST-MD5") NO,
         OUTSIDE C("AUTH CRAM-MD5") NO, NULL),
    NOTE("client/xoauth2-private",
         OUTSIDE SASL("OAUTHBEARER XOAUTH2") C("AUTH XOAUTH2") NO,
         OUTSIDE SASL("XOAUTH2") C("AUTH XOAUTH2") NO,
         "sasl/listed-mech-refused"),
    NOTE("client/xoauth2-private",
         OUTSIDE SASL("OAUTHBEARER XOAUTH2") C("AUTH XOAUTH2") NO,
         OUTSIDE SASL("OAUTHBEARER XOAUTH2") C("AUTH OAUTHBEARER") NO,
         "sasl/listed-mech-refused"),
    /* the URL */
    ROW(SEVERITY_WARNING, "client/url-password", "open tls\n" S("+OK"), "",
        NULL, .url_password = true),
    ROW(SEVERITY_NOTE, "client/secret-on-command-line", "open tls\n" S("+OK"),
        "", NULL, .argv_secret = true),
    FOR_URL("APOP", OUTSIDE C("USER a") S("+OK") C("PASS b") NO,
            "open tls\n" STAMPED C("APOP a " DIGEST) NO),
    FOR_URL("+APOP", OUTSIDE C("AUTH PLAIN") NO,
            "open tls\n" STAMPED C("APOP a " DIGEST) NO),
    FOR_URL("PLAIN", OUTSIDE C("USER a") S("+OK") C("PASS b") NO,
            OUTSIDE C("AUTH plain") NO),
    FOR_URL("USER", OUTSIDE C("AUTH PLAIN") NO,
            OUTSIDE C("USER a") S("+OK") C("PASS b") NO),
};

Test(rules_client_security, secrets_in_clear_and_weak_logins_are_found)
{
    findings_check(clear_rows, COUNT(clear_rows));
}

static const struct rule_row stls_rows[] = {
    WARNING("client/stale-capa",
            GREETED SASL("PLAIN") STARTTLS C("AUTH PLAIN") NO,
            GREETED SASL("PLAIN") STARTTLS SASL("PLAIN") C("AUTH PLAIN") NO,
            "tls/plaintext-login-offered"),
    WARNING("client/stale-capa",
            GREETED SASL("PLAIN") STARTTLS C("AUTH PLAIN") NO,
            GREETED SASL("LOGIN") STARTTLS C("AUTH PLAIN") NO,
            "tls/plaintext-login-offered"),
    WARNING("client/stale-capa",
            GREETED CAPA(S("UTF8") USUAL) STARTTLS C("UTF8") NO,
            GREETED STARTTLS C("UTF8") NO, "tls/plaintext-login-offered"),
    NOTE("client/capa-not-reissued", GREETED STARTTLS C("USER a") NO,
         GREETED STARTTLS C("CAPA") NO C("USER a") NO, NULL),
    NOTE("client/capa-not-reissued", GREETED STARTTLS C("NOOP") NO,
         GREETED STARTTLS C("QUIT") S("+OK"), "client/wrong-state"),
    ERROR("client/stls-pipelined",
          GREETED "C STLS\\r\\nUSER a\\r\\n\n" S("+OK"),
          GREETED C("STLS") S("-ERR") C("USER a") S("+OK"), NULL),
    ERROR("client/stls-pipelined",
          GREETED CAPA(S("PIPELINING") S("STLS")
                           S("USER")) "C STLS\\r\\nCAPA\\r\\n\n" S("-ERR") NO,
          GREETED CAPA(S("PIPELINING") S("STLS")
                           S("USER")) "C CAPA\\r\\nSTLS\\r\\n\n" NO S("-ERR"),
          "tls/plaintext-login-offered stls/announced-but-refused"),
    ERROR("client/stls-pipelined", GREETED C("STLS") S("+OK") C("CAPA") "tls\n",
          GREETED C("STLS") S("+OK") "tls\n" C("CAPA") NO, NULL),
    ERROR("client/stls-after-utf8", GREETED C("UTF8") S("+OK") C("STLS") NO,
          GREETED C("STLS") NO C("UTF8") S("+OK"), NULL),
    ERROR("client/stls-after-utf8", GREETED C("UTF8") NO C("STLS") NO,
          GREETED STARTTLS C("CAPA") NO C("UTF8") NO, NULL),
    WARNING("client/stls-misplaced", INSIDE C("STLS") NO, GREETED C("STLS") NO,
            NULL),
    WARNING("client/stls-misplaced", OUTSIDE C("STLS") NO, GREETED C("STLS") NO,
            NULL),
    WARNING("client/stls-misplaced", "open\n" C("STLS") S("+OK ready") NO,
            "open\n" S("+OK ready") C("STLS") NO, NULL),
    WARNING("client/stls-declined",
            GREETED CAPA(S("STLS") USUAL) C("USER a") NO,
            GREETED CAPA(S("STLS") USUAL) C("STLS") NO C("USER a") NO,
            "tls/plaintext-login-offered"),
    WARNING("client/stls-declined",
            GREETED CAPA(S("STLS") S("SASL SCRAM-SHA-1")) C("AUTH SCRAM-SHA-1")
                NO,
            GREETED CAPA(S("SASL SCRAM-SHA-1")) C("AUTH SCRAM-SHA-1") NO,
            "sasl/listed-mech-refused"),
    NOTE_HERE("client/stls-declined",
              GREETED CAPA(S("STLS") USUAL) C("USER a") NO,
              GREETED CAPA(S("STLS") USUAL) C("QUIT") S("+OK")),
};

Test(rules_client_security, misuse_of_stls_is_found)
{
    findings_check(stls_rows, COUNT(stls_rows));
}

/* --- facts that no script can tell --- */

struct session {
    struct check *check;
    struct dialogue *dialogue;
    struct buf found;
};

static void collect(void *ctx, const struct event *e)
{
    struct session *s = ctx;

    if (e->kind == EVENT_FINDING)
        buf_add_format(&s->found, "%s %s\n",
                       severity_name(e->finding->severity),
                       e->finding->rule->id);
}

static void feed_chunk(struct session *s, struct chunk chunk)
{
    dialogue_feed(s->dialogue, &chunk);
}

static void hear(struct session *s, const char *octets)
{
    feed_chunk(s, (struct chunk){.kind = CHUNK_OCTETS,
                                 .side = SIDE_SERVER,
                                 .octets = span_of(octets)});
}

static void say(struct session *s, const char *octets)
{
    feed_chunk(s, (struct chunk){.kind = CHUNK_OCTETS,
                                 .side = SIDE_CLIENT,
                                 .octets = span_of(octets)});
}

static void open_session(struct session *s, const struct check_peer *peer,
                         enum tls_mode tls, const struct tls_facts *facts)
{
    *s = (struct session){0};
    s->check = check_new(collect, s);
    s->dialogue = dialogue_new(check_see, s->check);
    check_attach(s->check, s->dialogue);
    if (peer)
        check_peer(s->check, peer);
    feed_chunk(s,
               (struct chunk){.kind = CHUNK_OPEN, .tls = tls, .facts = facts});
    hear(s, "+OK\r\n");
}

static void close_session(struct session *s)
{
    check_free(s->check);
    dialogue_free(s->dialogue);
    buf_done(&s->found);
}

static bool found(const struct session *s, const char *line)
{
    return strstr(buf_text(&s->found), line) != NULL;
}

Test(rules_client_security, the_facts_of_the_handshake_tell_who_is_verified)
{
    static const struct tls_facts good = {.verified = true}, bad = {0};
    static const struct {
        const char *name;
        struct check_peer peer;
        const struct tls_facts *facts;
        bool warns;
    } rows[] = {
        {"verified",                {0},                  &good, false},
        {"not verified",            {0},                  &bad,  true },
        {"no checks, no facts",     {.unverified = true}, NULL,  true },
        {"no checks, verified",     {.unverified = true}, &good, false},
        {"not verified, this host", {.loopback = true},   &bad,  false},
        {"nothing known",           {0},                  NULL,  false},
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct session s;

        open_session(&s, &rows[i].peer, TLS_IMPLICIT, rows[i].facts);
        say(&s, "AUTH PLAIN AGEAYg==\r\n");
        cr_expect(eq(int, found(&s, "warning client/unverified-server"),
                     rows[i].warns),
                  "%s", rows[i].name);
        close_session(&s);
    }
}

Test(rules_client_security, facts_of_stls_count_as_well)
{
    static const struct tls_facts bad = {0};
    struct session s;

    open_session(&s, NULL, TLS_NONE, NULL);
    say(&s, "STLS\r\n");
    hear(&s, "+OK\r\n");
    feed_chunk(&s, (struct chunk){.kind = CHUNK_TLS, .facts = &bad});
    say(&s, "USER a\r\n");
    hear(&s, "+OK\r\n");
    say(&s, "PASS b\r\n");
    cr_expect(found(&s, "warning client/unverified-server"));
    cr_expect(not(found(&s, "client/password-in-clear")));
    close_session(&s);
}

Test(rules_client_security, a_probe_may_send_octets_behind_stls)
{
    struct session s;

    open_session(&s, NULL, TLS_NONE, NULL);
    feed_chunk(&s, (struct chunk){.kind = CHUNK_OCTETS,
                                  .side = SIDE_CLIENT,
                                  .octets = SPAN("STLS\r\nNOOP\r\n"),
                                  .automatic = true});
    cr_expect(not(found(&s, "client/stls-pipelined")));
    close_session(&s);
}

/* --- what is refused --- */

Test(rules_client_security, secrets_are_refused_without_tls)
{
    static const struct {
        const char *line, *rule;
    } rows[] = {
        {"PASS x",                  "client/password-in-clear"},
        {"pass x",                  "client/password-in-clear"},
        {" PASS x",                 "client/password-in-clear"},
        {"PASS\tx",                 "client/password-in-clear"},
        {"AUTH PLAIN",              "client/password-in-clear"},
        {"AUTH plain AGEAYg==\r\n", "client/password-in-clear"},
        {"AUTH LOGIN",              "client/password-in-clear"},
        {"AUTH LOGIN dGlt",         "client/password-in-clear"},
        {"USER a\r\nPASS x\r\n",    "client/password-in-clear"},
        {"AUTH XOAUTH2",            "client/token-in-clear"   },
        {"AUTH OAUTHBEARER AAAA",   "client/token-in-clear"   },
        {"PASS",                    NULL                      },
        {"PASSWD x",                NULL                      },
        {"USER a",                  NULL                      },
        {"APOP a " DIGEST,          NULL                      },
        {"AUTH",                    NULL                      },
        {"AUTH SCRAM-SHA-256",      NULL                      },
        {"AUTH CRAM-MD5",           NULL                      },
        {"",                        NULL                      },
    };
    static const struct check_peer here = {.loopback = true};
    struct session clear, safe, local;

    open_session(&clear, NULL, TLS_NONE, NULL);
    open_session(&safe, NULL, TLS_IMPLICIT, NULL);
    open_session(&local, &here, TLS_NONE, NULL);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct span line = span_of(rows[i].line);
        const struct rule *rule = check_refuses(clear.check, line);

        cr_expect(eq(int, rule != NULL, rows[i].rule != NULL), "%s",
                  rows[i].line);
        if (rule && rows[i].rule)
            cr_expect(eq(str, (char *)rule->id, (char *)rows[i].rule), "%s",
                      rows[i].line);
        cr_expect(check_refuses(safe.check, line) == NULL, "%s", rows[i].line);
        cr_expect(check_refuses(local.check, line) == NULL, "%s", rows[i].line);
    }
    close_session(&clear);
    close_session(&safe);
    close_session(&local);
}

Test(rules_client_security, a_response_is_not_taken_for_a_command)
{
    struct session s;

    open_session(&s, NULL, TLS_NONE, NULL);
    say(&s, "AUTH SCRAM-SHA-1\r\n");
    hear(&s, "+ \r\n");
    cr_expect(check_refuses(s.check, SPAN("PASS x")) == NULL);
    cr_expect(check_refuses(s.check, SPAN("*\r\nPASS x\r\n")) ==
              rules[RULE_CLIENT_PASSWORD_IN_CLEAR]);
    close_session(&s);
}

Test(rules_client_security, nothing_is_refused_without_a_connection)
{
    struct session s;

    open_session(&s, NULL, TLS_NONE, NULL);
    feed_chunk(&s, (struct chunk){.kind = CHUNK_CLOSE, .side = SIDE_SERVER});
    cr_expect(check_refuses(s.check, SPAN("PASS x")) == NULL);
    close_session(&s);
}

/* --- sessions without fault --- */

#define LISTS                                                                  \
    C("STAT") S("+OK 2 24") C("LIST") S("+OK") S("1 12") S("2 12") S(".")
#define UIDS C("UIDL") S("+OK") S("1 a") S("2 b") S(".")
#define MESSAGE S("+OK") S("a: b") S("") S("cd") S(".")
#define HEADER S("+OK") S("a: b") S("") S(".")
#define DELETED C("DELE 1") S("+OK") C("RSET") S("+OK") C("DELE 1") S("+OK")
#define BYE C("QUIT") S("+OK") "close\n"
#define MAILBOX LISTS UIDS C("RETR 2") MESSAGE C("TOP 1 0") HEADER DELETED BYE
#define FULL                                                                   \
    CAPA(S("TOP") S("UIDL") S("RESP-CODES") S("PIPELINING") S("USER")          \
             S("SASL PLAIN LOGIN SCRAM-SHA-256 OAUTHBEARER XOAUTH2"))

static const struct {
    const char *name, *script;
} faultless[] = {
    {"Dovecot, USER and PASS",                              OUTSIDE FULL LOGIN MAILBOX                               },
    {"Dovecot, STLS from a list with an empty SASL",
     GREETED CAPA(S("CAPA") S("TOP") S("UIDL") S("STLS") S("SASL"))
         STARTTLS FULL C("AUTH PLAIN AHRpbQBwdw==") S("+OK Logged in.")
             MAILBOX                                                                                                 },
    {"Dovecot, PLAIN after an empty challenge",
     OUTSIDE FULL C("AUTH PLAIN") S("+ ") C("AHRpbQBwdw==") S("+OK Logged in.")
         MAILBOX                                                                                                     },
    {"Courier, LOGIN",
     OUTSIDE FULL C("AUTH LOGIN") S("+ VXNlcm5hbWU6") C("dGlt")
         S("+ UGFzc3dvcmQ6") C("dGFuc3RhYWY=") S("+OK logged in.") MAILBOX                                           },
    {"Cyrus, a second try",
     OUTSIDE FULL C("USER tim") S("+OK Name is a valid mailbox") C("PASS x")
         S("-ERR [AUTH] Invalid login") C("USER tim")
             S("+OK Name is a valid mailbox") C("PASS y") S("+OK") MAILBOX                                           },
    {"SCRAM, its last challenge answered by an empty line",
     OUTSIDE FULL C("AUTH SCRAM-SHA-256 biwsbj11c2VyLHI9YQ==")
         S("+ cj1hYixzPVlRPT0saT00MDk2") C("Yz1iaXdzLHI9YWIscD1ZUT09")
             S("+ dj1ZUT09") C("") S("+OK") MAILBOX                                                                  },
    {"OAUTHBEARER, refused",
     OUTSIDE FULL C("AUTH OAUTHBEARER bixhPXVAaAFhdXRoPUJlYXJlciB0AQE=")
         S("+ eyJzdGF0dXMiOiI0MDEifQ==") C("AQ==") S("-ERR [AUTH] no") C("QUIT")
             S("+OK") "close\n"                                                                                      },
    {"a login that is cancelled",
     OUTSIDE FULL C("AUTH PLAIN") S("+ ") C("*") S("-ERR cancelled") C("QUIT")
         S("+OK") "close\n"                                                                                          },
    {"everything at once, as announced",
     OUTSIDE FULL "C USER tim\\r\\nPASS pw\\r\\nSTAT\\r\\nQUIT\\r\\n\n" S("+OK")
         S("+OK") S("+OK 0 0") S("+OK") "close\n"                                                                    },
    {"without CAPA",                                        OUTSIDE C("CAPA") S("-ERR unknown command") LOGIN MAILBOX},
    {"Exchange, bare +OK",                                  OUTSIDE C("USER a@b.example") S("+OK")
                               C("PASS pass word ") S("+OK") MAILBOX                       },
};

Test(rules_client_security, sessions_without_fault_give_no_finding)
{
    for (size_t i = 0; i < COUNT(faultless); i++) {
        char *got = findings_of(faultless[i].script, NULL, SPLIT_RANDOM, 5);

        cr_expect(strstr(got, " client/") == NULL, "%s:\n%s", faultless[i].name,
                  got);
        free(got);
    }
}

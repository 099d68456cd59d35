/* verb.c - the table of commands.
 *
 * Facts only; what is done with them stands where it is done. */
#include <config.h>

#include "net/pop3/verb.h"

#include <string.h>

#define AUTHZ STATE_AUTHORIZATION
#define TRANS STATE_TRANSACTION

/* clang-format off: one row reads as a paragraph */
const struct verb verbs[VERB_COUNT] = {
    [VERB_USER] = {VERB_USER,    "USER",    AUTHZ,           1, 1,  SHAPE_LINE,         CONTENT_FREE,
                   VERB_OPTIONAL,                                                                                       0, "USER",    "<name>",                           "1939 section 7",
                   "Names the mailbox to log in to; PASS must follow.",                                                                                                                                                                                          "C: USER mrose\nS: +OK mrose is a real hoopy frood\n"              },
    [VERB_PASS] =
        {VERB_PASS,    "PASS",    AUTHZ,           1, 1,  SHAPE_LINE,         CONTENT_FREE,
                   VERB_OPTIONAL | VERB_SECRET | VERB_FREE_ARG | VERB_LOGIN,                                            0, "USER",
                   "<password>",                                                                                                                                          "1939 section 7",
                   "Gives the password for the name of USER and opens the maildrop.",
                   "C: USER mrose\nS: +OK\nC: PASS secret\nS: +OK maildrop locked\n"                                                                                                                                                                                                                                                },
    [VERB_APOP] =
        {VERB_APOP,    "APOP",    AUTHZ,           2, 2,  SHAPE_LINE,         CONTENT_FREE,
                   VERB_OPTIONAL | VERB_SECRET | VERB_LOGIN,                                                            1, NULL,      "<name> <digest>",
                   "1939 section 7",                                                                                                                                                        "Logs in with an MD5 digest of the greeting's timestamp and the "
         "password.",                                                                                                                                                                                                        "S: +OK ready <1896.697170952@dbc.mtview.ca.us>\n"
         "C: APOP mrose c4c9334bac560ecc979e58001b3e22fb\n"
         "S: +OK maildrop has 1 message\n"                                                                                                                                                                                                                                 },
    [VERB_AUTH] =
        {VERB_AUTH,    "AUTH",    AUTHZ,           0, 2,  SHAPE_SASL,         CONTENT_FREE,
                   VERB_OPTIONAL | VERB_SECRET | VERB_LOGIN,                                                            1, "SASL",
                   "<mechanism> [initial-response]",                                                                                                                      "5034 section 4",
                   "Logs in by a SASL mechanism; the server sends challenges that begin "
         "with '+'.",                                                                                                                                                                                                                                            "C: AUTH PLAIN\nS: + \nC: dGVzdAB0ZXN0AHRlc3Q=\nS: +OK logged in\n"},
    [VERB_CAPA] = {VERB_CAPA,    "CAPA",    AUTHZ | TRANS,   0, 0,  SHAPE_LISTING,
                   CONTENT_CAPABILITY,                                                                   VERB_OPTIONAL, 0, NULL,      "",
                   "2449 section 5",                                                                                                                                                        "Lists what the server can do, now and in this state.",
                   "C: CAPA\nS: +OK\nS: TOP\nS: UIDL\nS: .\n"                                                                                                                                                                                                                                                                       },
    [VERB_STLS] = {VERB_STLS,    "STLS",    AUTHZ,           0, 0,  SHAPE_LINE,         CONTENT_FREE,
                   VERB_OPTIONAL,                                                                                       0, "STLS",    "",                                 "2595 section 4",
                   "Starts TLS on this connection; before login only.",                                                                                                                                                                                          "C: STLS\nS: +OK Begin TLS negotiation\n"                          },
    [VERB_QUIT] =
        {VERB_QUIT,    "QUIT",    AUTHZ | TRANS,   0, 0,  SHAPE_LINE,         CONTENT_FREE,
                   VERB_DESTRUCTIVE,                                                                                    0, NULL,      "",                                 "1939 section 6",
                   "Ends the session; after login it removes the messages marked by "
         "DELE.",                                                                                                                                                                                                                                                "C: QUIT\nS: +OK bye\n"                                            },
    [VERB_STAT] =
        {VERB_STAT,    "STAT",    TRANS,           0, 0,  SHAPE_LINE,         CONTENT_DROP,    0,             0, NULL,
                   "",                                                                                                                                                    "1939 section 5",
                   "Tells how many messages there are and how many octets they take.",
                   "C: STAT\nS: +OK 2 320\n"                                                                                                                                                                                                                                                                                        },
    [VERB_LIST] =
        {VERB_LIST,    "LIST",    TRANS,           0, 1,  SHAPE_LISTING_BARE, CONTENT_SCAN,
                   VERB_MSGNO,                                                                                          0, NULL,      "[msg]",                            "1939 section 5",
                   "Lists message-numbers with their sizes, or those of one message.",
                   "C: LIST\nS: +OK 2 messages\nS: 1 120\nS: 2 200\nS: .\n"
         "C: LIST 2\nS: +OK 2 200\n"                                                                                                                                                                                                                                                                                                },
    [VERB_RETR] = {VERB_RETR,    "RETR",    TRANS,           1, 1,  SHAPE_MESSAGE,
                   CONTENT_MESSAGE,                                                                      VERB_MSGNO,    0, NULL,      "<msg>",
                   "1939 section 5",                                                                                                                                                        "Sends a whole message.",
                   "C: RETR 1\nS: +OK 120 octets\nS: From: a@example.org\nS: \n"
                   "S: Hello\nS: .\n"                                                                                                                                                                                                                                                                                               },
    [VERB_DELE] =
        {VERB_DELE,    "DELE",    TRANS,           1, 1,  SHAPE_LINE,         CONTENT_FREE,
                   VERB_DESTRUCTIVE | VERB_MSGNO,                                                                       0, NULL,      "<msg>",                            "1939 section 5",
                   "Marks a message as deleted; QUIT removes it, RSET unmarks it.",
                   "C: DELE 1\nS: +OK message 1 deleted\n"                                                                                                                                                                                                                                                                          },
    [VERB_NOOP] = {VERB_NOOP,    "NOOP",    TRANS,           0, 0,  SHAPE_LINE,         CONTENT_FREE,
                   VERB_IDLE,                                                                                           0, NULL,      "",                                 "1939 section 5",
                   "Does nothing; shows that the server is there.",                                                                                                                                                                                              "C: NOOP\nS: +OK\n"                                                },
    [VERB_RSET] = {VERB_RSET,    "RSET",    TRANS,           0, 0,  SHAPE_LINE,         CONTENT_FREE,    0,
                   0,                                                                                                      NULL,      "",                                 "1939 section 5",
                   "Unmarks every message that DELE marked.",                                                                                                                                                                                                    "C: RSET\nS: +OK maildrop has 2 messages (320 octets)\n"           },
    [VERB_TOP] =
        {VERB_TOP,     "TOP",     TRANS,           2, 2,  SHAPE_MESSAGE,      CONTENT_MESSAGE,
                   VERB_OPTIONAL | VERB_MSGNO,                                                                          0, "TOP",     "<msg> <lines>",
                   "1939 section 7",                                                                                                                                                        "Sends the header, the blank line and the first lines of the body.",
                   "C: TOP 1 0\nS: +OK\nS: From: a@example.org\nS: \nS: .\n"                                                                                                                                                                                                                                                        },
    [VERB_UIDL] =
        {VERB_UIDL,    "UIDL",    TRANS,           0, 1,  SHAPE_LISTING_BARE, CONTENT_UID,
                   VERB_OPTIONAL | VERB_MSGNO,                                                                          0, "UIDL",    "[msg]",                            "1939 section 7",
                   "Lists message-numbers with their unique-ids, which last across "
         "sessions.",                                                                                                                                                                                                                                            "C: UIDL\nS: +OK\nS: 1 whqtswO00WBw418f9t5JxYwZ\nS: .\n"
         "C: UIDL 1\nS: +OK 1 whqtswO00WBw418f9t5JxYwZ\n"                                                                                                                                                                                                                                                      },
    [VERB_UTF8] =
        {VERB_UTF8,    "UTF8",    AUTHZ,           0, 0,  SHAPE_LINE,         CONTENT_FREE,
                   VERB_OPTIONAL,                                                                                       0, "UTF8",    "",                                 "6856 section 2",
                   "Allows UTF-8 in messages and replies for the rest of the session.",
                   "C: UTF8\nS: +OK UTF8 enabled\n"                                                                                                                                                                                                                                                                                 },
    [VERB_LANG] = {VERB_LANG,    "LANG",    AUTHZ | TRANS,   0, 1,  SHAPE_LISTING_BARE,
                   CONTENT_LANGUAGE,                                                                     VERB_OPTIONAL, 0, "LANG",    "[range]",
                   "6856 section 3",                                                                                                                                                        "Lists the languages of the server's texts, or chooses one.",
                   "C: LANG\nS: +OK\nS: en English\nS: de Deutsch\nS: .\n"
                   "C: LANG de\nS: +OK de Sprache ist jetzt Deutsch\n"                                                                                                                                                                                                                                                              },
    [VERB_LAST] =
        {VERB_LAST,    "LAST",    TRANS,           0, 0,  SHAPE_LINE,         CONTENT_FREE,
                   VERB_HISTORIC,                                                                                       0, NULL,      "",                                 "1460 section 5",
                   "Tells the highest message-number accessed; removed in 1994.",
                   "C: LAST\nS: +OK 0\n"                                                                                                                                                                                                                                                                                            },
    [VERB_RPOP] =
        {VERB_RPOP,    "RPOP",    AUTHZ,           1, 1,  SHAPE_LINE,         CONTENT_FREE,
                   VERB_HISTORIC | VERB_LOGIN,                                                                          0, NULL,      "<user>",                           "1081",
                   "Trusted the client's port number instead of a password; removed in "
         "1993.",                                                                                                                                                                                                                                                "C: RPOP mrose\nS: -ERR unknown command\n"                         },
    [VERB_XTND] = {VERB_XTND,    "XTND",    TRANS,           1, 3,  SHAPE_LISTING,      CONTENT_FREE,
                   VERB_HISTORIC,                                                                                       0, NULL,      "XLST <header> [msg] | XMIT",
                   "draft-hansen-pop3-xtndext-00",                                                                                                                                          "XLST lists one header field of all messages (qpopper).",
                   "C: XTND XLST Subject\nS: +OK\nS: 1 Subject: hello\nS: .\n"                                                                                                                                                                                                                                                      },
    [VERB_XSENDER] =
        {VERB_XSENDER, "XSENDER", TRANS,           1, 1,  SHAPE_LINE,         CONTENT_FREE,
                   VERB_HISTORIC | VERB_MSGNO,                                                                          0, NULL,      "<msg>",                            "",
                   "Tells the authenticated sender of a message (Netscape server).",
                   "C: XSENDER 1\nS: +OK joe\n"                                                                                                                                                                                                                                                                                     },
    [VERB_PROXY] =
        {VERB_PROXY,   "PROXY",   STATE_CONNECTED, 1, 5,  SHAPE_NONE,         CONTENT_FREE,
                   VERB_PROXYING,                                                                                       0, NULL,      "TCP4 <src> <dst> <sport> <dport>",
                   "PROXY protocol v1 section 2.1",                                                                                                                                         "Tells a server behind a balancer who the client is; comes before "
         "the greeting and has no reply.",                                                                                                                                                                    "C: PROXY TCP4 192.0.2.1 192.0.2.2 40000 110\n"                    },
    [VERB_XCLIENT] =
        {VERB_XCLIENT, "XCLIENT", AUTHZ,           1, 16, SHAPE_LINE,         CONTENT_FREE,
                   VERB_PROXYING,                                                                                       0, "XCLIENT", "<name>=<value> ...",               "",
                   "Tells a Dovecot backend who the client of a trusted proxy is.",
                   "C: XCLIENT ADDR=192.0.2.1\nS: +OK\n"                                                                                                                                                                                                                                                                            },
    [VERB_XOIP] =
        {VERB_XOIP,    "XOIP",    AUTHZ,           1, 1,  SHAPE_LINE,         CONTENT_FREE,
                   VERB_PROXYING,                                                                                       0, "XOIP",    "<address>",                        "",
                   "Tells a server behind a Zimbra or nginx proxy the client's address.",
                   "C: XOIP 192.0.2.1\nS: +OK\n"                                                                                                                                                                                                                                                                                    },
};
/* clang-format on */

/* The first four letters in upper case, as one word. */
static inline uint32_t head_of(const char *name, size_t len)
{
    uint32_t head = 0;

    memcpy(&head, name, len < 4 ? len : 4);
    return head & UINT32_C(0xDFDFDFDF);
}

const struct verb *verb_find(struct span keyword)
{
    uint32_t head = keyword.len ? head_of(keyword.at, keyword.len) : 0;

    /* digits and signs fold too, so the whole word decides in the end */
    for (size_t i = 0; i < VERB_COUNT && keyword.len; i++)
        if (head_of(verbs[i].name, 4) == head &&
            span_is_case(keyword, verbs[i].name))
            return &verbs[i];
    return NULL;
}

/* What both have in common in front, in letters of either case. */
static size_t common(struct span a, struct span b)
{
    size_t n = 0;

    while (n < a.len && n < b.len &&
           span_equal_case(span_first(span_from(a, n), 1),
                           span_first(span_from(b, n), 1)))
        n++;
    return n;
}

static bool is_slip(struct span typed, struct span name)
{
    size_t n = common(typed, name);
    struct span a = span_from(typed, n), b = span_from(name, n);

    if (!b.len)
        return true; /* more follows */
    if (span_equal_case(span_from(a, 1), span_from(b, 1)) ||
        span_equal_case(a, span_from(b, 1)) ||
        span_equal_case(span_from(a, 1), b))
        return true;
    return a.len > 1 && b.len > 1 &&
           span_equal_case(span_first(a, 1), span_first(span_from(b, 1), 1)) &&
           span_equal_case(span_first(span_from(a, 1), 1), span_first(b, 1)) &&
           span_equal_case(span_from(a, 2), span_from(b, 2));
}

const struct verb *verb_meant_secret(struct span keyword)
{
    for (size_t i = 0; i < VERB_COUNT && keyword.len; i++)
        if ((verbs[i].flags & VERB_SECRET) &&
            is_slip(keyword, span_of(verbs[i].name)))
            return &verbs[i];
    return NULL;
}

const char *state_name(enum state state)
{
    switch (state) {
    case STATE_CONNECTED:
        return "CONNECTED";
    case STATE_AUTHORIZATION:
        return "AUTHORIZATION";
    case STATE_SASL:
        return "SASL";
    case STATE_TLS_HANDSHAKE:
        return "TLS-HANDSHAKE";
    case STATE_TRANSACTION:
        return "TRANSACTION";
    case STATE_UPDATE:
        return "UPDATE";
    case STATE_CLOSED:
        return "CLOSED";
    }
    return "UNKNOWN";
}

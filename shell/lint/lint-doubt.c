/* lint-doubt.c - which rules need octets that a file may lack, and what a file
 * says of the server. */
#include <config.h>

#include "shell/lint/lint-doubt.h"

#include <arpa/inet.h>
#include <fnmatch.h>

/* Rules that judge what FEED_... says is not there. ELIDED: only in the reply
 * whose data is left out. */
enum { ELIDED = 1 << 16 };

static const struct {
    const char *rules; /* a glob */
    unsigned doubts;
} needs[] = {
    {"msg/*",                    ELIDED | FEED_ENDS                  },
    {"utf8/*",                   ELIDED                              },
    {"retr/empty",               ELIDED                              },
    {"top/*",                    FEED_BODY                           },
    {"retr/unstable",            FEED_BODY                           },
    {"retr/size-*",              FEED_SIZE | FEED_NUMBERS | FEED_ENDS},
    {"retr/octets-text",         FEED_SIZE | FEED_NUMBERS | FEED_ENDS},
    {"stat/*",                   FEED_NUMBERS                        },
    {"list/*",                   FEED_NUMBERS                        },
    {"uidl/*",                   FEED_NUMBERS                        },
    {"dele/*",                   FEED_NUMBERS                        },
    {"rset/*",                   FEED_NUMBERS                        },
    {"quit/*",                   FEED_NUMBERS                        },
    {"client/msgno-range",       FEED_NUMBERS                        },
    {"reply/bare-*",             FEED_ENDS                           },
    {"reply/cr-cr-lf",           FEED_ENDS                           },
    {"reply/trailing-space",     FEED_ENDS                           },
    {"multi/terminator-bare-lf", FEED_ENDS                           },
    {"multi/bare-lf-dot",        FEED_ENDS                           },
    {"cmd/bare-lf-accepted",     FEED_ENDS                           },
    {"client/bare-lf",           FEED_ENDS                           },
    {"client/crlf-in-arg",       FEED_ENDS                           },
    {"sasl/challenge-no-space",  FEED_ENDS                           },
    {"*",                        FEED_TYPED                          },
    {"tls/*",                    FEED_SECURITY | FEED_LOGIN          },
    {"stls/*",                   FEED_SECURITY                       },
    {"client/*-in-clear",        FEED_SECURITY | FEED_LOGIN          },
    {"client/stls-*",            FEED_SECURITY                       },
    {"client/unverified-server", FEED_SECURITY                       },
    {"client/*-weak",            FEED_SECURITY                       },
    {"client/*capa*",            FEED_SECURITY | FEED_LOGIN          },
    {"capa/*stls*",              FEED_SECURITY                       },
    {"sasl/*-tls",               FEED_SECURITY                       },
    {"sasl/external-missing",    FEED_SECURITY                       },
    {"session/no-close-notify",  FEED_SECURITY                       },
    {"auth/none-available",      FEED_SECURITY                       },
    {"greeting/*",               FEED_GREETING                       },
    {"auth/apop-*",              FEED_GREETING | FEED_LOGIN          },
    {"client/apop-*",            FEED_GREETING                       },
    {"auth/*",                   FEED_LOGIN                          },
    {"client/pass-*",            FEED_LOGIN                          },
};

/* What a note says that is not judged. */
static const struct {
    enum feed_doubt doubt;
    const char *words;
} noted[] = {
    {FEED_ENDS,     "line ends were lost and are not judged"              },
    {FEED_TYPED,
     "what the client sent is not all here; nothing behind this is judged"},
    {FEED_SECURITY,
     "clear or TLS cannot be told; no rule that depends on it is judged"  },
    {FEED_GREETING, "the greeting is not all here and is not judged"      },
    {FEED_LOGIN,    "the login is not here and is not judged"             },
};

const char *lint_noted(unsigned doubts)
{
    for (size_t i = 0; i < sizeof noted / sizeof *noted; i++)
        if (noted[i].doubt & doubts)
            return noted[i].words;
    return NULL;
}

bool lint_is_doubtful(const struct finding *f, unsigned doubts, bool line,
                      bool elided)
{
    if (line)
        return true;
    if (doubts & FEED_GREETING && !f->exchange && f->side == SIDE_SERVER)
        return true; /* it is in the greeting */
    if (elided)
        doubts |= ELIDED;
    for (size_t i = 0; i < sizeof needs / sizeof *needs; i++)
        if (needs[i].doubts & doubts &&
            fnmatch(needs[i].rules, f->rule->id, 0) == 0)
            return true;
    return false;
}

/* --- the other end --- */

static bool is_loopback(const char *address)
{
    unsigned char six[16];
    static const unsigned char mapped[12] = {[10] = 0xFF, [11] = 0xFF};
    unsigned char four[4];

    if (inet_pton(AF_INET, address, four) == 1)
        return four[0] == 127;
    if (inet_pton(AF_INET6, address, six) != 1)
        return address[0] == '/'; /* a Unix socket */
    if (memcmp(six, mapped, sizeof mapped) == 0)
        return six[12] == 127;
    return memcmp(six, "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1", sizeof six) == 0;
}

static bool is_private(const char *address)
{
    unsigned char six[16], four[4];

    if (inet_pton(AF_INET, address, four) == 1)
        return four[0] == 10 || (four[0] == 192 && four[1] == 168) ||
               (four[0] == 172 && four[1] >= 16 && four[1] < 32) ||
               (four[0] == 169 && four[1] == 254);
    return inet_pton(AF_INET6, address, six) == 1 &&
           ((six[0] & 0xFE) == 0xFC ||
            (six[0] == 0xFE && (six[1] & 0xC0) == 0x80));
}

static void take_address(struct check_peer *peer, struct buf *address)
{
    peer->loopback = is_loopback(buf_text(address));
    peer->private_address = is_private(buf_text(address));
}

void lint_peer_connect(struct check_peer *peer, const struct item *item)
{
    struct buf address = {0};
    uint64_t port = 0;

    if (!param_value(item->text, "address", &address))
        param_value(item->text, "host", &address);
    take_address(peer, &address);
    if (param_number(item->text, "port", &port) && port <= UINT16_MAX)
        peer->port = (uint16_t)port;
    buf_done(&address);
}

/* "host:port" or "[address]:port" */
static void take_server(struct check_peer *peer, struct span value)
{
    struct buf host = {0};
    size_t colon = value.len;
    uint64_t port;

    for (size_t i = 0; i < value.len; i++)
        if (value.at[i] == ':')
            colon = i;
    if (span_number(span_from(value, colon + 1), &port) && port <= UINT16_MAX)
        peer->port = (uint16_t)port;
    value = span_first(value, colon);
    if (value.len > 2 && value.at[0] == '[')
        value = span_first(span_from(value, 1), value.len - 2);
    buf_add(&host, value);
    take_address(peer, &host);
    buf_done(&host);
}

void lint_peer_header(struct check_peer *peer, const struct item *item)
{
    struct span name, value;

    if (!item->field)
        return;
    if (item->field->id == HEADER_SERVER)
        take_server(peer, item->text);
    if (item->field->id != HEADER_VAR)
        return;
    header_field_split(item->text, &name, &value);
    if (span_is(name, "user") && value.len < sizeof peer->user)
        memcpy(peer->user, value.at, value.len);
}

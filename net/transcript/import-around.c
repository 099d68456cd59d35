/* import-around.c - what a paste shows beside the session: the command line
 * of a shell, and what telnet, nc, s_client and script say themselves.
 *
 * Tells where a session leads and whether it is under TLS. Leaves who sent the
 * lines of a session to import-paste.c. */
#include <config.h>

#include "net/transcript/import-private.h"

/* --- what programs say --- */

/* Words at the front of a line. Those that say how a session went are for TLS
 * or for one in clear. */
static const struct said {
    const char *words;
    enum paste_line kind;
    enum paste_security security;
    bool whole; /* nothing follows them */
    enum close_how how;
} said[] = {
    {"CONNECTED(",                         PASTE_OPENS,  PASTE_TLS,     false, CLOSE_FIN   },
    {"CONNECTION ESTABLISHED",             PASTE_NOISE,  PASTE_TLS,     false, CLOSE_FIN   },
    {"Connecting to ",                     PASTE_OPENS,  PASTE_UNKNOWN, false, CLOSE_FIN   },
    {"Can't use SSL_get_servername",       PASTE_NOISE,  PASTE_TLS,     false, CLOSE_FIN   },
    {"depth=",                             PASTE_NOISE,  PASTE_TLS,     false, CLOSE_FIN   },
    {"verify return:",                     PASTE_NOISE,  PASTE_TLS,     false, CLOSE_FIN   },
    {"verify error:",                      PASTE_NOISE,  PASTE_TLS,     false, CLOSE_FIN   },
    {"read R BLOCK",                       PASTE_NOISE,  PASTE_TLS,     false, CLOSE_FIN   },
    {"Trying ",                            PASTE_OPENS,  PASTE_UNKNOWN, false, CLOSE_FIN   },
    {"Connected to ",                      PASTE_OPENS,  PASTE_UNKNOWN, false, CLOSE_FIN   },
    {"Escape character is ",               PASTE_NOISE,  PASTE_CLEAR,   false, CLOSE_FIN   },
    {"^]",                                 PASTE_NOISE,  PASTE_UNKNOWN, true,  CLOSE_FIN   },
    {"telnet> ",                           PASTE_NOISE,  PASTE_UNKNOWN, false, CLOSE_FIN   },
    {"Connection to host lost.",           PASTE_CLOSED, PASTE_UNKNOWN, false, CLOSE_FIN   },
    {"Connection to ",                     PASTE_NOISE,  PASTE_UNKNOWN, false, CLOSE_FIN   },
    {"Ncat: SSL connection to ",           PASTE_NOISE,  PASTE_TLS,     false, CLOSE_FIN   },
    {"Ncat: Connected to ",                PASTE_NOISE,  PASTE_CLEAR,   false, CLOSE_FIN   },
    {"Ncat: Connection reset by peer.",    PASTE_CLOSED, PASTE_UNKNOWN, false,
     CLOSE_RESET                                                                           },
    {"Ncat: ",                             PASTE_NOISE,  PASTE_UNKNOWN, false, CLOSE_FIN   },
    {"Script started on ",                 PASTE_LEAVES, PASTE_UNKNOWN, false, CLOSE_FIN   },
    {"Script started, ",                   PASTE_LEAVES, PASTE_UNKNOWN, false, CLOSE_FIN   },
    {"Script done on ",                    PASTE_LEAVES, PASTE_UNKNOWN, false, CLOSE_FIN   },
    {"Script done",                        PASTE_LEAVES, PASTE_UNKNOWN, false, CLOSE_FIN   },
    {"Connection closed by foreign host.", PASTE_CLOSED, PASTE_UNKNOWN, false,
     CLOSE_FIN                                                                             },
    {"closed",                             PASTE_CLOSED, PASTE_UNKNOWN, true,  CLOSE_NOTIFY},
    {"read:errno=104",                     PASTE_CLOSED, PASTE_UNKNOWN, true,  CLOSE_RESET },
    {"read:errno=54",                      PASTE_CLOSED, PASTE_UNKNOWN, true,  CLOSE_RESET },
    {"read:errno=10054",                   PASTE_CLOSED, PASTE_UNKNOWN, true,  CLOSE_RESET },
    {"read:errno=",                        PASTE_CLOSED, PASTE_UNKNOWN, false, CLOSE_FIN   },
    {"CONNECTION CLOSED BY PEER",          PASTE_CLOSED, PASTE_TLS,     true,  CLOSE_FIN   },
    {"Connection closed.",                 PASTE_LEFT,   PASTE_UNKNOWN, false, CLOSE_FIN   },
    {"DONE",                               PASTE_LEFT,   PASTE_UNKNOWN, true,  CLOSE_NOTIFY},
    {"RENEGOTIATING",                      PASTE_TAKEN,  PASTE_TLS,     false, CLOSE_FIN   },
    {"KEYUPDATE",                          PASTE_TAKEN,  PASTE_TLS,     false, CLOSE_FIN   },
};

static const struct said *find_said(struct span line)
{
    for (size_t i = 0; i < sizeof said / sizeof *said; i++) {
        struct span words = span_of(said[i].words);

        if (said[i].whole ? span_equal(line, words) : span_starts(line, words))
            return &said[i];
    }
    return NULL;
}

/* --- the command line of a shell --- */

static const char *const programs[] = {"telnet", "nc", "ncat", "netcat", NULL};

static bool is_program(struct span word)
{
    for (size_t i = 0; programs[i]; i++)
        if (span_is(word, programs[i]))
            return true;
    return false;
}

/* The next word; quotes end it, too. */
static struct span take_word(struct span *rest)
{
    struct span word;
    size_t end = 0;

    while (rest->len && memchr(" \t\"", *rest->at, 3))
        *rest = span_from(*rest, 1);
    while (end < rest->len && !memchr(" \t\"", rest->at[end], 3))
        end++;
    word = span_first(*rest, end);
    *rest = span_from(*rest, end);
    return word;
}

static void take_s_client(struct import *x, struct span rest)
{
    x->paste.security = PASTE_TLS;
    while (rest.len) {
        struct span word = take_word(&rest);

        if (span_is(word, "-connect"))
            import_authority(x, take_word(&rest));
        else if (span_is(word, "-starttls"))
            x->paste.starttls = true;
    }
}

/* Of telnet and nc: the last two words are host and port. */
static void take_program(struct import *x, struct span rest)
{
    struct span host = {0}, last = {0};
    uint64_t port;
    bool tls = false;

    while (rest.len && *rest.at != '"') {
        struct span word = take_word(&rest);

        tls = tls || span_is(word, "--ssl");
        if (!word.len || *word.at == '-')
            continue;
        host = last;
        last = word;
    }
    x->paste.security = tls ? PASTE_TLS : PASTE_CLEAR;
    if (host.len && span_number(last, &port))
        import_peer(x, host, port);
    else if (host.len || last.len)
        import_peer(x, host.len ? host : last, 0);
}

/* "$ telnet HOST 110", also as script(1) names its command. The program, and
 * *rest_out what follows it; empty: line is none. */
static struct span find_program(struct span line, struct span *rest_out)
{
    struct span rest = line, word = {0};
    bool front = true; /* at the prompt, or behind COMMAND= */

    for (unsigned n = 0; !import_is_reply(line) && rest.len && n < 8; n++) {
        word = take_word(&rest);
        *rest_out = rest;
        if (span_is(word, "s_client") || (front && is_program(word)))
            return word;
        front = word.len && memchr("$#%>=", word.at[word.len - 1], 5);
    }
    return (struct span){0};
}

static void take_command_line(struct import *x, struct span line)
{
    struct span rest, program = find_program(line, &rest);

    if (!program.len)
        return;
    import_place_forget(x);
    if (span_is(program, "s_client"))
        take_s_client(x, rest);
    else
        take_program(x, rest);
}

/* --- where it leads --- */

void import_place_forget(struct import *x)
{
    bool tls = strcmp(x->format->name, "openssl") == 0;

    x->paste = (struct paste){.security = tls ? PASTE_TLS : PASTE_UNKNOWN};
    buf_clear(&x->host);
    buf_clear(&x->address);
    x->port = 0;
}

/* "Trying 127.0.0.1...", "Connected to host." of telnet, and "Connection to
 * host 110 port [tcp/pop3] succeeded!" of nc. */
static void take_place(struct import *x, struct span line)
{
    struct span rest = line, word;
    uint64_t port = 0;

    if (span_starts(line, SPAN("Trying "))) {
        word = span_from(line, SPAN("Trying ").len);
        word = span_first(word, span_find_span(word, SPAN("...")));
        buf_clear(&x->address);
        buf_add(&x->address, span_first(word, 64));
    } else if (span_starts(line, SPAN("Connected to "))) {
        word = span_from(line, SPAN("Connected to ").len);
        if (word.len && word.at[word.len - 1] == '.')
            word.len--;
        import_peer(x, span_first(word, span_find(word, ' ')), x->port);
    } else if (span_starts(line, SPAN("Connection to ")) &&
               import_has(line, "succeeded!")) {
        rest = span_from(line, SPAN("Connection to ").len);
        word = take_word(&rest);
        if (import_has(rest, "("))
            take_word(&rest);
        span_number(take_word(&rest), &port);
        import_peer(x, word, port);
        x->paste.security = PASTE_CLEAR;
    }
}

/* As OpenSSL 3 says of a server that closes without close_notify. */
static bool is_torn(struct span line)
{
    return import_has(line, ":SSL routines:") &&
           import_has(line, "unexpected eof while reading");
}

enum close_how import_paste_how(struct span line)
{
    const struct said *s = find_said(line);

    return s ? s->how : CLOSE_FIN;
}

enum paste_line import_paste_kind(struct span line)
{
    const struct said *s = find_said(line);
    struct span rest;

    if (s)
        return s->kind;
    if (find_program(line, &rest).len)
        return PASTE_OPENS;
    if (is_torn(line))
        return PASTE_CLOSED;
    if (import_has(line, ":SSL routines:"))
        return PASTE_LEAVES;
    return span_is(line, "---") ? PASTE_NOISE : PASTE_SESSION;
}

void import_place(struct import *x, struct span line)
{
    const struct said *s = find_said(line);

    if (!s || span_starts(line, SPAN("Script started")))
        take_command_line(x, line);
    if (!s)
        return;
    if (s->security != PASTE_UNKNOWN)
        x->paste.security = s->security;
    if (span_starts(line, SPAN("CONNECTED(")))
        x->paste.header = true;
    take_place(x, line);
}

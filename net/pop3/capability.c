/* capability.c - the table of capabilities, and their arguments in words. */
#include <config.h>

#include "net/pop3/capability.h"

#include "net/base/named.h"
#include "net/base/text.h"
#include <inttypes.h>

enum {
    IN_AUTHORIZATION = STATE_AUTHORIZATION,
    IN_BOTH = STATE_AUTHORIZATION | STATE_TRANSACTION,
    SECONDS_A_MINUTE = 60,
    SECONDS_AN_HOUR = 3600,
    SECONDS_A_DAY = 86400,
    WORDS_COLUMNS = 60, /* most columns of a server's own words */
};

static void add_count(struct buf *out, uint64_t n, const char *unit)
{
    buf_add_format(out, "%" PRIu64 " %s%s", n, unit, n == 1 ? "" : "s");
}

/* Seconds in the largest unit that tells them exactly. */
static void add_seconds(struct buf *out, uint64_t seconds)
{
    static const struct {
        uint64_t seconds;
        const char *unit;
    } units[] = {
        {SECONDS_A_DAY,    "day"   },
        {SECONDS_AN_HOUR,  "hour"  },
        {SECONDS_A_MINUTE, "minute"},
    };

    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (seconds && seconds % units[i].seconds == 0) {
            add_count(out, seconds / units[i].seconds, units[i].unit);
            return;
        }
    add_count(out, seconds, "second");
}

/* The word USER behind a value: it may be another one for this user, and the
 * reply after login tells (RFC 2449 sections 6.5 and 6.7). */
static void add_may_differ(struct buf *out, struct span args)
{
    if (span_is_case(span_take_word(&args), "USER"))
        buf_add_text(out, "; may differ by user, ask again after login");
}

static bool say_login_delay(struct buf *out, struct span args)
{
    uint64_t seconds;

    if (!span_number(span_take_word(&args), &seconds))
        return false;
    if (seconds) {
        buf_add_text(out, "log in at most every ");
        add_seconds(out, seconds);
    } else {
        buf_add_text(out, "log in as often as needed");
    }
    add_may_differ(out, args);
    return true;
}

static bool say_expire(struct buf *out, struct span args)
{
    struct span word = span_take_word(&args);
    uint64_t days;

    if (span_is_case(word, "NEVER")) {
        buf_add_text(out, "messages are kept until they are deleted");
    } else if (!span_number(word, &days)) {
        return false;
    } else if (!days) {
        buf_add_text(out, "messages are removed after the session that "
                          "retrieved them");
    } else {
        buf_add_text(out, "messages are removed after ");
        add_count(out, days, "day");
    }
    add_may_differ(out, args);
    return true;
}

static bool say_implementation(struct buf *out, struct span args)
{
    args = span_trim(args);
    if (!args.len)
        return false;
    buf_add_text(out, "the server calls itself ");
    text_escape_fit(out, args, TEXT_ASCII, WORDS_COLUMNS);
    return true;
}

static bool say_utf8(struct buf *out, struct span args)
{
    if (!span_is_case(span_take_word(&args), "USER"))
        return false;
    buf_add_text(out, "UTF8 allows non-ASCII text, user names and passwords "
                      "too");
    return true;
}

/* What mechanisms do with the secret, in the words of `SASL` lines. */
static const struct mechanism_words {
    const char *name, *words;
} mechanism_words[] = {
    {"ANONYMOUS",          "no secret at all"                  },
    {"CRAM-MD5",           "password stays here, weak digest"  },
    {"DIGEST-MD5",         "password stays here, historic"     },
    {"EXTERNAL",           "client certificate"                },
    {"GSSAPI",             "Kerberos"                          },
    {"LOGIN",              "password as it is, no standard"    },
    {"NTLM",               "Windows password, weak digest"     },
    {"OAUTHBEARER",        "access token"                      },
    {"PLAIN",              "password as it is"                 },
    {"SCRAM-SHA-1",        "password stays here"               },
    {"SCRAM-SHA-1-PLUS",   "password stays here, bound to TLS" },
    {"SCRAM-SHA-256",      "password stays here"               },
    {"SCRAM-SHA-256-PLUS", "password stays here, bound to TLS" },
    {"XOAUTH2",            "access token, Google and Microsoft"},
};

void capability_mechanism_words(struct buf *out, struct span mechanism)
{
    for (size_t i = 0; i < sizeof mechanism_words / sizeof *mechanism_words;
         i++)
        if (span_is_case(mechanism, mechanism_words[i].name)) {
            buf_add_text(out, mechanism_words[i].words);
            return;
        }
    buf_add_text(out, "not known here");
}

static bool say_sasl(struct buf *out, struct span args)
{
    const char *before = "AUTH takes ";
    struct span word = span_take_word(&args);

    if (!word.len)
        return false;
    for (; word.len; word = span_take_word(&args)) {
        buf_add_text(out, before);
        text_escape_fit(out, word, TEXT_ASCII, WORDS_COLUMNS);
        buf_add_text(out, " (");
        capability_mechanism_words(out, word);
        buf_add_char(out, ')');
        before = ", ";
    }
    return true;
}

const struct capability capabilities[] = {
    {
     .tag = "AUTH-RESP-CODE",
     .args = "",
     .states = IN_BOTH,
     .registered = true,
     .rfc = "3206 section 6",
     .words = "[AUTH] tells wrong credentials from other failures",
     },
    {
     .tag = "EXPIRE",
     .args = "(days / NEVER) [USER]",
     .states = IN_BOTH,
     .registered = true,
     .rfc = "2449 section 6.7",
     .example = "60",
     .words = "messages are removed after some time",
     .say = say_expire,
     },
    {
     .tag = "IMPLEMENTATION",
     .args = "1*(word)",
     .states = IN_BOTH,
     .registered = true,
     .rfc = "2449 section 6.9",
     .example = "Example-POP3-1.0",
     .words = "the server names its software",
     .say = say_implementation,
     },
    {
     .tag = "LANG",
     .args = "",
     .states = IN_BOTH,
     .registered = true,
     .rfc = "6856 section 3.1",
     .words = "LANG chooses the language of the server's texts",
     },
    {
     .tag = "LOGIN-DELAY",
     .args = "seconds [USER]",
     .states = IN_BOTH,
     .registered = true,
     .rfc = "2449 section 6.5",
     .example = "300",
     .words = "logins must be some time apart",
     .say = say_login_delay,
     },
    {
     .tag = "PIPELINING",
     .args = "",
     .states = IN_BOTH,
     .registered = true,
     .rfc = "2449 section 6.6",
     .words = "commands may be sent without waiting for replies",
     },
    {
     .tag = "RESP-CODES",
     .args = "",
     .states = IN_BOTH,
     .registered = true,
     .rfc = "2449 section 6.4",
     .words = "a [ at the front of a reply begins a response code",
     },
    {
     .tag = "SASL",
     .args = "1*(mechanism)",
     .states = IN_BOTH,
     .registered = true,
     .rfc = "5034 section 3",
     .example = "PLAIN SCRAM-SHA-256",
     .words = "AUTH is there, but without any mechanism",
     .say = say_sasl,
     },
    {
     .tag = "STLS",
     .args = "",
     .states = IN_AUTHORIZATION,
     .registered = true,
     .rfc = "2595 section 4",
     .words = "the session can be encrypted after connecting",
     },
    {
     .tag = "TOP",
     .args = "",
     .states = IN_BOTH,
     .registered = true,
     .rfc = "2449 section 6.1",
     .words = "TOP shows a header without the whole message",
     },
    {
     .tag = "UIDL",
     .args = "",
     .states = IN_BOTH,
     .registered = true,
     .rfc = "2449 section 6.8",
     .words = "UIDL gives messages names that last",
     },
    {
     .tag = "USER",
     .args = "",
     .states = IN_BOTH,
     .registered = true,
     .rfc = "2449 section 6.2",
     .words = "login by USER and PASS, the password as it is",
     },
    {
     .tag = "UTF8",
     .args = "[USER]",
     .states = IN_BOTH,
     .registered = true,
     .rfc = "6856 section 2",
     .example = "USER",
     .words = "UTF8 allows non-ASCII text",
     .say = say_utf8,
     },
 /* private ones */
    {
     .tag = "CAPA",
     .args = "",
     .states = IN_BOTH,
     .rfc = "",
     .words = "CAPA itself, announced by Dovecot; means nothing more",
     },
    {
     .tag = "X-GOOGLE-RICO",
     .args = "",
     .states = IN_BOTH,
     .rfc = "",
     .words = "private to Gmail, harmless",
     },
    {
     .tag = "X-GOOGLE-VERHOEVEN",
     .args = "",
     .states = IN_BOTH,
     .rfc = "",
     .words = "private to Gmail, harmless",
     },
    {
     .tag = "XCLIENT",
     .args = "",
     .states = IN_BOTH,
     .rfc = "",
     .words = "a trusted proxy may tell the client's address (Dovecot)",
     },
    {
     .tag = "XOIP",
     .args = "",
     .states = IN_BOTH,
     .rfc = "",
     .words = "a trusted proxy may tell the client's address (Zimbra)",
     },
};

const size_t capabilities_count = sizeof capabilities / sizeof *capabilities;

const struct capability *capability_find(struct span tag)
{
    return NAMED_FIND(capabilities, capabilities_count, tag, tag);
}

void capability_words(struct buf *out, struct span tag, struct span args)
{
    const struct capability *row = capability_find(tag);

    if (!row)
        buf_add_text(out, "private capability");
    else if (!row->say || !row->say(out, args))
        buf_add_text(out, row->words);
}

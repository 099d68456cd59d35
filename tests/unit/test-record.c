/* test-record.c - what is written down of a session, and that it is the same
 * session when it is read again. */
#include <config.h>

#include "net/base/memory.h"
#include "net/base/text.h"
#include "net/pop3/mask.h"
#include "net/transcript/feed.h"
#include "net/transcript/record.h"
#include "net/transcript/transcript.h"
#include "tests/unit/trace.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>

TestSuite(record, .timeout = 60);

struct world {
    struct buf text;
    struct record *record;
    struct mask *mask;
    struct trace trace; /* of the live session, masked */
};

static void keep(void *ctx, struct span text)
{
    struct world *w = ctx;

    cr_assert(text.len && text.at[text.len - 1] == '\n');
    buf_add(&w->text, text);
}

static void see(void *ctx, const struct event *e)
{
    struct world *w = ctx;

    record_see(w->record, e);
    trace_see(&w->trace, e);
}

static void world_init(struct world *w, struct record_options how)
{
    struct record_header head = {.host = "mail.example.org",
                                 .port = 110,
                                 .security = "none",
                                 .user = "joe",
                                 .tool = "pop3sh"};

    *w = (struct world){0};
    w->mask = mask_new(see, w);
    how.write = keep;
    how.ctx = w;
    how.mask = w->mask;
    w->record = record_new(&how);
    record_header(w->record, &head);
    record_connect(w->record, "mail.example.org", "192.0.2.1", 110);
    mask_learn(w->mask, SPAN("hunter2secret"));
}

static void world_done(struct world *w)
{
    record_free(w->record);
    mask_free(w->mask);
    buf_done(&w->text);
    trace_done(&w->trace);
}

/* The transcript of script; owned by the caller. */
static char *recorded(const char *script, struct record_options how)
{
    struct world w;
    char *text;

    world_init(&w, how);
    trace_feed(script, SPLIT_WHOLE, 0, mask_see, w.mask, NULL);
    text = xstrdup(buf_text(&w.text));
    world_done(&w);
    return text;
}

/* Its session, behind the header. */
static void expect_session(const char *script, struct record_options how,
                           const char *want)
{
    char *text = recorded(script, how);
    char *session = strstr(text, "\n\n");

    cr_assert(session != NULL, "%s", text);
    cr_expect(eq(str, session + 2, (char *)want));
    free(text);
}

#define OPENED "@ connect host=mail.example.org address=192.0.2.1 port=110 "
#define GREETED OPENED "tls=none\nS: +OK hi\n"
#define LOGIN                                                                  \
    "open\nS +OK hi\\r\\n\nC USER joe\\r\\n\nS +OK\\r\\n\n"                    \
    "C PASS hunter2secret\\r\\n\nS +OK\\r\\n\n"
#define LOGGED_IN                                                              \
    GREETED "C: USER \\{user}\nS: +OK\nC: PASS \\{!pass}\nS: +OK\n"

static const struct row {
    const char *name, *script, *want;
} rows[] = {
    {"login",                          LOGIN "close\n",                                                LOGGED_IN "@ close by=server how=fin\n"                               },
    {"masks",
     LOGIN "C STAT\\r\\n\nS +OK 2 320\\r\\n\n"
           "C UIDL\\r\\n\nS +OK\\r\\n1 a}b\\r\\n2 c\\\\\\r\\n.\\r\\n\n",                               LOGGED_IN "C: STAT\nS: +OK 2 \\{:octets=320}\nC: UIDL\nS: +OK\n"
               "S: 1 \\{:uid=a\\x7Db}\nS: 2 \\{:uid=c\\\\}\nS: .\n"                                  },
    {"pipelined",
     LOGIN "C STAT\\r\\nNOOP\\r\\n\nC NOOP\\r\\n\nS +OK 1 2\\r\\n+OK\\r\\n\n",
     LOGGED_IN "C: STAT\nC: NOOP\n@ flush\nC: NOOP\n"
               "S: +OK 1 \\{:octets=2}\nS: +OK\n"                                                                                                                            },
    {"a reply stands whole",
     LOGIN "C LIST\\r\\n\nS +OK\\r\\n1 2\\r\\n\nC NOOP\\r\\n\n"
           "S .\\r\\n+OK\\r\\n\n",                                                                     LOGGED_IN "C: LIST\nS: +OK\nS: 1 \\{:octets=2}\nS: .\nC: NOOP\n"
               "S: +OK\n"                                                                                                                  },
    {"message",
     LOGIN "C RETR 1\\r\\n\nS +OK\\r\\na: b\\r\\n\\r\\n..x \\r\\n.\\r\\n\n",
     LOGGED_IN "C: RETR 1\nS: +OK\nS: a: b\nS:\nS: ..x\\x20\nS: .\n"                                                                                                         },
    {"bare LF",                        LOGIN "C RETR 1\\r\\n\nS +OK\\r\\na\\n\\rb\\r\\n.\\r\\n\n",
     LOGGED_IN "C: RETR 1\nS: +OK\nS: a\\n\\;\nS: \\rb\nS: .\n"                                                                                                              },
    {"line ends",                      LOGIN "C NOOP\\n\nS +OK\\n\nC NOOP\\r\\n\nS +OK\\r\\r\\n\n",
     LOGGED_IN "C: NOOP\\n\\;\nS: +OK\\n\\;\nC: NOOP\nS: +OK\\r\n"                                                                                                           },
    {"cut line",                       LOGIN "C NOOP\\r\\n\nS +O\nreset\n",
     LOGGED_IN "C: NOOP\nS: +O\\;\n@ close by=server how=rst\n"                                                                                                              },
    {"silence ends a reply",
     LOGIN
     "C XFOO\\r\\n\nS +OK\\r\\nmore\\r\\n\n+400\nC NOOP\\r\\n\nS +OK\\r\\n\n",                         LOGGED_IN "C: XFOO\nS: +OK\nS: more\n@ pause 402ms\nC: NOOP\nS: +OK\n"},
    {"STLS",
     "open\nS +OK hi\\r\\n\nC STLS\\r\\n\nS +OK\\r\\n+OK evil\\r\\nx\ntls\n",                          GREETED "C: STLS\nS: +OK\nS: +OK evil\nS: x\\;\n@ tls start\n"
             "@ tls ok\n"                                                                       },
    {"TLS fails",                      "open\nS +OK hi\\r\\n\nC STLS\\r\\n\nS +OK\\r\\n\nnotls\n",
     GREETED "C: STLS\nS: +OK\n@ tls start\n@ tls fail reason=\"\"\n"                                                                                                        },
    {"TLS from the start",             "open tls\nS +OK hi\\r\\n\n",
     OPENED "tls=implicit\n@ tls ok\nS: +OK hi\n"                                                                                                                            },
    {"APOP",
     "open\nS +OK <1.2@h>\\r\\n\n"
     "C APOP joe c4c9334bac560ecc979e58001b3e22fb\\r\\n\nS +OK\\r\\n\n",                               OPENED "tls=none\nS: +OK \\{:stamp=<1.2@h>}\n"
            "C: APOP \\{user} \\{!apop}\nS: +OK\n"                                                   },
    {"SASL",
     "open\nS +OK hi\\r\\n\nC AUTH LOGIN\\r\\n\nS + VXNlcm5hbWU6\\r\\n\n"
     "C am9l\\r\\n\nS + UGFzc3dvcmQ6\\r\\n\nC aHVudGVyMnNlY3JldA==\\r\\n\n"
     "S -ERR no\\r\\n\nC NOOP\\r\\n\n",                                                                GREETED "@ sasl LOGIN user=user secret=pass\nC: AUTH LOGIN\n"
             "S: + \\{:b64}\nC: \\{!sasl}\nS: + \\{:b64}\nC: \\{!sasl}\n"
             "S: -ERR no\n@ end\nC: NOOP\n"                                                                                           },
    {"SASL with initial response",
     "open\nS +OK hi\\r\\n\nC AUTH PLAIN AGpvZQBodW50ZXIyc2VjcmV0\\r\\n\n"
     "S +OK\\r\\n\n",                                                                                  GREETED "@ sasl PLAIN user=user secret=pass\nC: AUTH PLAIN \\{!sasl}\n"
             "S: +OK\n@ end\n"                                                                                                                          },
    {"SASL sent twice at once",
     "open\nS +OK hi\\r\\n\nC AUTH PLAIN AGpvZQBodW50ZXIyc2VjcmV0\\r\\n\n"
     "C AUTH PLAIN AGpvZQBodW50ZXIyc2VjcmV0\\r\\n\nS -ERR\\r\\n\nS +OK\\r\\n\n",                       GREETED "@ sasl PLAIN user=user secret=pass\nC: AUTH PLAIN \\{!sasl}\n@ "
             "flush\n@ end\n"
             "@ sasl PLAIN user=user secret=pass\nC: AUTH PLAIN \\{!sasl}\n"
             "S: -ERR\nS: +OK\n@ end\n"                                                      },
    {"SASL refused at once",
     "open\nS +OK hi\\r\\n\nC AUTH XYZZY\\r\\n\nS -ERR\\r\\n\n",                                       GREETED "C: AUTH XYZZY\nS: -ERR\n"                                    },
    {"an echo",                        LOGIN "C NOOP\\r\\n\nS +OK you are hunter2secret, no?\\r\\n\n",
     LOGGED_IN "C: NOOP\nS: +OK you are \\{:any=****}, no?\n"                                                                                                                },
    {"a secret in an unknown command",
     LOGIN "C XPASS hunter2secret\\r\\n\nS -ERR\\r\\n\n",
     LOGGED_IN "C: XPASS \\{!pass}\nS: -ERR\n"                                                                                                                               },
    {"a secret in another form",
     LOGIN "C XBAR AGpvZQBodW50ZXIyc2VjcmV0\\r\\n\nS -ERR\\r\\n\n"
           "C AUHT PLAIN aHVudGVyMnNlY3JldA==\\r\\n\nS -ERR\\r\\n\n"
           "C XBAR ****\\r\\n\nS -ERR\\r\\n\n",                                                        LOGGED_IN "C: XBAR AGpvZQB\\{:any=****}\nS: -ERR\n"
               "C: AUHT PLAIN \\{:any=****}\nS: -ERR\nC: XBAR ****\nS: -ERR\n"                                                },
    {"several passwords",
     "open\nS +OK\\r\\n\nC PASS wrong\\r\\n\nS -ERR\\r\\n\n" /* AUTH PLAIN joe
                                                                wrong */
     "C PASS a\\r\\n\nS -ERR\\r\\n\nC AUTH PLAIN AGpvZQB3cm9uZw==\\r\\n\n"
     "S -ERR\\r\\n\nC AUTH LOGIN\\r\\n\nS + VXNlcm5hbWU6\\r\\n\n"
     "C am9l\\r\\n\nS + UGFzc3dvcmQ6\\r\\n\nC YW5vdGhlcg==\\r\\n\nS "
     "-ERR\\r\\n\n"
     "C XFOO wrong, another\\r\\n\nS -ERR\\r\\n\n",                                                    OPENED
     "tls=none\nS: +OK\nC: PASS \\{!pass}\nS: -ERR\nC: PASS \\{!pass2}\n"
     "S: -ERR\n@ sasl PLAIN user=user secret=pass\nC: AUTH PLAIN \\{!sasl}\n"
     "S: -ERR\n@ end\n@ sasl LOGIN user=user secret=pass3\nC: AUTH LOGIN\n"
     "S: + \\{:b64}\nC: \\{!sasl}\nS: + \\{:b64}\nC: \\{!sasl}\nS: -ERR\n"
     "@ end\nC: XFOO \\{!pass}, \\{!pass3}\nS: -ERR\n"                                                                    },
    {"two connections",
     "open\nS +OK hi\\r\\n\nclose\nopen\nS +OK hi\\r\\n\nC NOOP\\r\\n\n",                              GREETED "@ close by=server how=fin\n\n@2 connect host=mail.example.org "
             "address=192.0.2.1 port=110 tls=none\nS2: +OK hi\nC2: NOOP\n"                          },
    {"a timeout",                      LOGIN "C NOOP\\r\\n\n+2000\ntimeout\n",
     LOGGED_IN "C: NOOP\n@ timeout after=2002ms\n"                                                                                                                           },
};

Test(record, sessions_are_written_down)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        expect_session(rows[i].script, (struct record_options){0},
                       rows[i].want);
}

/* Nine, where eight have a name; the last could not be said again. */
Test(record, a_password_too_many_is_no_secret_in_its_place)
{
    struct buf script = {0};
    char *text;

    buf_add_text(&script, "open\nS +OK\\r\\n\n");
    for (char c = 'a'; c <= 'i'; c++)
        buf_add_format(&script,
                       "C PASS word-%c\\r\\n\nS -ERR no word-%c\\r\\n\n", c, c);
    text = recorded(buf_text(&script), (struct record_options){0});
    cr_expect(strstr(text, "PASS \\{!pass8}\n") != NULL, "%s", text);
    cr_expect(strstr(text, "PASS \\{:any=****}\n") != NULL, "%s", text);
    cr_expect(strstr(text, "word-") == NULL, "%s", text);
    free(text);
    buf_done(&script);
}

Test(record, a_message_that_quotes_a_secret_is_left_out)
{
    char *text = recorded(
        LOGIN
        "C RETR 1\\r\\n\nS +OK\\r\\n..your\\r\\n hunter2secret\\r\\n.\\r\\n\n",
        (struct record_options){0});

    /* sha256 of ".your\r\n hunter2secret\r\n" */
    cr_expect(strstr(text, "hunter2") == NULL, "%s", text);
    cr_expect(strstr(text, "@ body lines=2 octets=23 sha256="
                           "408101caca268227ce44160e26c9811b1368a1e0a3a54014815"
                           "78ca214d40b38") != NULL,
              "%s", text);
    free(text);
}

Test(record, bodies_are_hashed_when_asked_and_when_large)
{
    struct buf script = {0};
    char *small, *large;

    buf_add_text(&script, LOGIN "C RETR 1\\r\\n\nS +OK\\r\\n");
    for (int i = 0; i < 1000; i++)
        buf_add_text(&script, "..234567890123456789012345678901234567890123456"
                              "789012345678901234567890\\r\\n");
    buf_add_text(&script, ".\\r\\n\n");
    large = recorded(buf_text(&script), (struct record_options){0});
    small = recorded(buf_text(&script),
                     (struct record_options){.hash_bodies = true});
    cr_expect(strstr(large, "@ body lines=1000 octets=72000 sha256="
                            "3d7b505a40c2774d6a97eb65e1e9030d647c32d89964eab6c5"
                            "cfeaaf7eb28081") != NULL,
              "%s", large);
    cr_expect(eq(str, large, small));
    free(large);
    free(small);
    buf_done(&script);
}

Test(record, what_is_redacted_is_not_on_paper)
{
    static const char script[] =
        "open\nS +OK mail.example.org <1.2@mail.example.org>\\r\\n\n"
        "C USER joe\\r\\n\nS +OK joe, joe@example.org\\r\\n\n"
        "C PASS hunter2secret\\r\\n\nS +OK\\r\\n\n"
        "C UIDL\\r\\n\nS +OK\\r\\n1 abc\\r\\n.\\r\\n\n"
        "C RETR 1\\r\\n\nS +OK\\r\\nFrom: a@b\\r\\n.\\r\\n\n";
    unsigned all = 0;
    struct error err = {0};
    char *text;

    cr_assert(redact_read(SPAN("user,host body uid,addresses"), &all, &err));
    text = recorded(script, (struct record_options){.redact = all});
    cr_expect(strstr(text, "joe") == NULL, "%s", text);
    cr_expect(strstr(text, "mail.example") == NULL, "%s", text);
    cr_expect(strstr(text, "192.0.2.1") == NULL, "%s", text);
    cr_expect(strstr(text, "abc") == NULL, "%s", text);
    cr_expect(strstr(text, "From") == NULL, "%s", text);
    cr_expect(strstr(text, "sha256") == NULL, "%s", text);
    cr_expect(strstr(text, "Redact: secrets user host body uid addresses\n") !=
                  NULL,
              "%s", text);
    cr_expect(not(redact_read(SPAN("cats"), &all, &err)));
    cr_expect(not(redact_read(SPAN("none,user"), &all, &err)));
    free(text);
    text =
        recorded(script, (struct record_options){.redact = all, .exact = true});
    cr_expect(strstr(text, "joe") == NULL, "%s", text);
    cr_expect(strstr(text, "mail.example") == NULL, "%s", text);
    cr_expect(strstr(text, "abc") == NULL, "%s", text);
    free(text);
}

#define JOE "open\nS +OK hi\\r\\n\nC USER joe\\r\\n\nS +OK\\r\\n\n"
#define SIZES_4 "1 octets 2 octets 3 octets 4 octets "
#define MASKS_4                                                                \
    "\\{:octets=1} octets \\{:octets=2} octets \\{:octets=3} octets "          \
    "\\{:octets=4} octets "
#define UIDL_SECRET                                                            \
    "C PASS hunter2secret\\r\\n\nS +OK\\r\\n\n"                                \
    "C UIDL\\r\\n\nS +OK\\r\\n1 pre-hunter2secret-post\\r\\n.\\r\\n\n"

/* What is named is nowhere, however the line is made. */
static const struct redact_row {
    const char *what, *script, *want; /* want: a line */
    bool exact;
} redact_rows[] = {
    {"user",
     JOE "C PASS hunter2secret\\r\\n\n"
         "S -ERR joe: hunter2secret is wrong\\r\\n\n",                         "S: -ERR \\{:word}: \\{:any=****} is wrong\n", false},
    {"user",
     JOE "C NOOP\\r\\n\n"
         "S +OK " SIZES_4 SIZES_4 SIZES_4 SIZES_4 SIZES_4 "joe\\r\\n\n",
     "S: +OK " MASKS_4 MASKS_4 MASKS_4 MASKS_4 MASKS_4 "\\{:word}\n",                                                         false},
    {"user",
     JOE "C NOOP\\r\\n\n"
         "S +OK joe joe joe joe joe joe joe joe joe joe joe joe joe joe joe "
         "joe joe joe joe joe\\r\\n\n",                                        NULL,                                          true },
    {"addresses",
     JOE "C NOOP\\r\\n\n"
         "S +OK " SIZES_4 SIZES_4 SIZES_4 SIZES_4 "for a@joe.example\\r\\n\n",
     "S: +OK " MASKS_4 MASKS_4 MASKS_4 MASKS_4 "for \\{:word}\n",                                                             false},
    {"user",      JOE "C NOOP\\r\\n\nS +OK [a1.joe] and <joe.2>\\r\\n\n",
     "S: +OK [\\{:word}] and <\\{:word}.2>\n",                                                                                false},
    {"user",      JOE "C UIDL\\r\\n\nS +OK\\r\\n1 7joe7 joe\\r\\n.\\r\\n\n",
     "S: 1 \\{:uid} \\{:word}\n",                                                                                             false},
    {"user",      JOE "C UIDL\\r\\n\nS +OK\\r\\n1 7joe7 joe\\r\\n.\\r\\n\n",
     "S: 1 \\{:uid} \\{:word}\n",                                                                                             true },
    {"user,host",
     JOE "C CAPA\\r\\n\nS +OK\\r\\nIMPLEMENTATION mail.example.org for "
         "joe\\r\\n.\\r\\n\n",                                                 "S: IMPLEMENTATION \\{:host} for \\{:word}\n", false},
    {"host",      JOE "C UIDL 1\\r\\n\nS +OK 1 77.mail.example.org\\r\\n\n",
     "S: +OK 1 \\{:uid}\n",                                                                                                   false},
    {"uid",       JOE UIDL_SECRET,                                             "S: 1 \\{:uid}\n",                             false},
    {"uid",       JOE UIDL_SECRET,                                             "S: 1 \\{:uid}\n",                             true },
    {"secrets",   JOE UIDL_SECRET,                                             "S: 1 pre-\\{:any=****}-post\n",               false},
    {"uid",
     JOE "C UIDL\\r\\n\nS +OK\\r\\n1 pre-456789012345678901234567890123456789"
         "012345678901234567890123456789-post\\r\\n.\\r\\n\n",                 "S: 1 \\{:any}\n",                             false},
};

Test(record, a_name_beside_any_mask_is_redacted)
{
    static const struct {
        unsigned bit;
        const char *name;
    } names[] = {
        {REDACT_SECRETS,   "hunter2"     },
        {REDACT_USER,      "joe"         },
        {REDACT_ADDRESSES, "joe.example" },
        {REDACT_HOST,      "mail.example"},
        {REDACT_UID,       "pre-"        },
        {REDACT_UID,       "-post"       },
    };

    for (size_t i = 0; i < sizeof redact_rows / sizeof *redact_rows; i++) {
        const struct redact_row *row = &redact_rows[i];
        struct record_options how = {.exact = row->exact};
        struct error err = {0};
        char *text;

        cr_assert(redact_read(span_of(row->what), &how.redact, &err));
        text = recorded(row->script, how);
        if (row->want)
            cr_expect(strstr(text, row->want) != NULL, "row %zu: %s", i, text);
        for (size_t k = 0; k < sizeof names / sizeof *names; k++)
            if (how.redact & names[k].bit)
                cr_expect(strstr(text, names[k].name) == NULL, "row %zu: %s", i,
                          text);
        free(text);
    }
}

Test(record, exact_recordings_have_no_masks_but_for_secrets)
{
    expect_session(LOGIN "C STAT\\r\\n\nS +OK 2 320\\r\\n\n",
                   (struct record_options){.exact = true},
                   LOGGED_IN "C: STAT\nS: +OK 2 320\n");
}

Test(record, times_are_noted_when_asked)
{
    expect_session("open\nS +OK hi\\r\\n\n+1500\nC STAT\\r\\nNOOP\\r\\n\n+20\n"
                   "S +OK 1 2\\r\\n+OK\\r\\n\n+3000\nclose\n",
                   (struct record_options){.timing = true, .exact = true},
                   OPENED "tls=none\n@ t=0.002\nS: +OK hi\n@ t=1.504\n"
                          "C: STAT\nC: NOOP\n@ t=1.526\nS: +OK 1 2\n"
                          "S: +OK\n@ t=4.528\n@ close by=server how=fin\n");
}

Test(record, no_more_than_16_connections_are_written)
{
    struct world w;
    struct buf script = {0};
    struct transcript t;
    struct error err = {0};

    for (int i = 0; i < 17; i++)
        buf_add_text(&script, "open\nS +OK hi\\r\\n\nclose\n");
    world_init(&w, (struct record_options){0});
    trace_feed(buf_text(&script), SPLIT_WHOLE, 0, mask_see, w.mask, NULL);
    cr_expect(not(record_is_whole(w.record)));
    cr_expect(transcript_read(&t, buf_span(&w.text), "t", &err), "%s",
              err.what);
    transcript_done(&t);
    world_done(&w);
    buf_done(&script);
}

/* --- and read again --- */

struct reading {
    struct dialogue *dialogue;
    struct mask *mask;
    struct trace trace;
};

static void feed_reading(void *ctx, unsigned conn, const struct chunk *chunk)
{
    struct reading *r = ctx;

    (void)conn;
    dialogue_feed(r->dialogue, chunk);
}

/* The trace of a transcript's events. */
static char *played(const char *text)
{
    struct reading r = {0};
    struct transcript t;
    struct error err = {0};
    struct feed *f = feed_new(feed_reading, &r);
    char *trace;

    r.dialogue = dialogue_new(trace_see, &r.trace);
    cr_assert(transcript_read(&t, span_of(text), "t", &err), "%s\n%s", err.what,
              text);
    for (size_t i = 0; i < t.count; i++)
        feed_item(f, &t.items[i]);
    feed_flush(f);
    trace = xstrdup(buf_text(&r.trace.out));
    trace_done(&r.trace);
    transcript_done(&t);
    feed_free(f);
    dialogue_free(r.dialogue);
    return trace;
}

/* A line of mail may be longer than a person, or an editor, cares for. */
Test(record, long_lines_are_split_and_read_as_one)
{
    struct buf script = {0};
    struct world w;
    char *again;
    size_t longest = 0;

    buf_add_text(&script, "open\nS +OK hi\\r\\n\nC RETR 1\\r\\n\nS +OK\\r\\n");
    for (size_t len = 990; len < 1010; len++) {
        for (size_t i = 0; i + 2 <= len; i += 2)
            buf_add_text(&script, "\xC3\xA4"); /* no character is cut */
        buf_add_format(&script, "%s\\r\\n", len % 2 ? "x" : "");
    }
    buf_add_text(&script, ".\\r\\n\n");
    world_init(&w, (struct record_options){0});
    trace_feed(buf_text(&script), SPLIT_WHOLE, 0, mask_see, w.mask, NULL);
    for (struct span rest = buf_span(&w.text); rest.len;) {
        size_t n = span_find(rest, '\n');

        longest = n > longest ? n : longest;
        rest = span_from(rest, n + 1);
    }
    cr_expect(ge(sz, longest, 998));
    cr_expect(le(sz, longest, 998 + 5));
    cr_expect(strstr(buf_text(&w.text), "\\x") == NULL);
    again = played(buf_text(&w.text));
    cr_expect(eq(str, again, (char *)buf_text(&w.trace.out)));
    free(again);
    world_done(&w);
    buf_done(&script);
}

/* Sessions without secrets: what is read is what was. */
Test(record, a_recording_played_gives_the_same_events)
{
    static const char *const scripts[] = {
        "C STAT\\r\\n\nS +OK 2 320\\r\\n\nC UIDL\\r\\n\nS +OK\\r\\n1 a}b\\r\\n"
        "2 c\\\\\\r\\n.\\r\\n\nclose\n",
        "C LIST\\r\\n\nS +OK\\n1 2\\n.\\n\nC NOOP\\r\\n\nS +OK "
        "\\xff\\r\\n\nreset\n",
        "C RETR 1\\r\\n\nS +OK\\r\\na: b\\r\\n\\r\\n..x \\n\\rb\\r\\n.\\n\n"
        "+2500\nC NOOP\\r\\n\nS +OK\\r\\n\n",
        "C RETR 1\\r\\nNOOP\\r\\n\nS +OK\\r\\na\\n.\\n+OK\\r\\n\nclose\n",
        "C XFOO\\r\\n\nS +OK\\r\\nmore\\r\\n\n+400\nC NOOP\\r\\n\nS "
        "+OK\\r\\n\n",
        "C STLS\\r\\n\nS +OK\\r\\n+OK evil\\r\\nx\ntls\nC CAPA\\r\\n\n"
        "S +OK\\r\\nTOP\\r\\n.\\r\\n\n",
        "C NOOP\\r\\n\nS +O\nreset\n",
        "S +OK unasked\\r\\n\nC A\\tB  \\r\\n\nS \\r\\n-ERR\\r\\n\n",
    };

    for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++) {
        struct buf script = {0};
        struct world w;
        char *again;

        buf_add_format(&script, "open\nS +OK hi\\r\\n\n%s", scripts[i]);
        world_init(&w, (struct record_options){0});
        trace_feed(buf_text(&script), SPLIT_WHOLE, 0, mask_see, w.mask, NULL);
        again = played(buf_text(&w.text));
        cr_expect(eq(str, again, (char *)buf_text(&w.trace.out)), "%s",
                  buf_text(&w.text));
        free(again);
        world_done(&w);
        buf_done(&script);
    }
}

/* test-dialogue.c - whole sessions, and the same for any split of them. */
#include <config.h>

#include "net/base/text.h"
#include "net/pop3/reply.h"
#include "tests/unit/trace.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

TestSuite(dialogue, .timeout = 20);

/* A login, so that scripts can begin in TRANSACTION. */
#define LOGIN                                                                  \
    "open\nS +OK hi\\r\\n\nC USER a\\r\\n\nS +OK\\r\\n\n"                      \
    "C PASS bcde\\r\\n\nS +OK\\r\\n\n"

struct row {
    const char *name, *script;
    const char *wants[8]; /* lines (or parts) that the trace holds, in order */
    const char *lacks;    /* and one that it does not */
};

static const struct row rows[] = {
    {"the greeting enters AUTHORIZATION and keeps the timestamp",
     "open\nS +OK hi <1.2@h>\\r\\n\n",                                    {"greeting ok", "state AUTHORIZATION"},
     "stray"        },
    {"a greeting in lower case is understood and marked odd",
     "open\nS +ok hi\\r\\n\n",                                            {"greeting ok(odd)", "state AUTHORIZATION"},
     0              },
    {"a refused greeting enters no state",
     "open\nS -ERR busy\\r\\n\n",                                         {"greeting err"},
     "AUTHORIZATION"},
    {"an empty line before the greeting is stray",
     "open\nS \\r\\n+OK\\r\\n\n",                                         {"stray", "greeting @2 ok"},
     0              },
    {"a second line behind the greeting is stray",
     "open\nS +OK a\\r\\nhello\\r\\n\n",                                  {"greeting ok", "stray @7 raw=\"hello"},
     0              },
    {"USER and PASS enter TRANSACTION",
     LOGIN,                                                               {"request #1", "end #1 ok line", "request #2", "end #2 ok line",
      "state TRANSACTION"},
     0              },
    {"a refused PASS stays in AUTHORIZATION, with its code",
     "open\nS +OK\\r\\n\nC PASS x\\r\\n\nS -ERR [AUTH] no\\r\\n\n",       {"status #1 @5 err", "code=\"AUTH\"", "end #1 err line"},
     "TRANSACTION"  },
    {"STAT is read as a drop listing",
     LOGIN "C STAT\\r\\n\nS +OK 2 320\\r\\n\n",
     {"status #3", "n=2 octets=320", "end #3 ok line"},
     0              },
    {"LIST is a listing, LIST n is one line",
     LOGIN "C LIST\\r\\n\nS +OK\\r\\n1 10\\r\\n.\\r\\n\nC list 1\\r\\n\n"
           "S +OK 1 10\\r\\n\n",                                          {"line #3", "n=1 octets=10", "end #3 ok dot", "status #4", "n=1 octets=10",
      "end #4 ok line"},
     0              },
    {"LIST with a blank behind it has no argument",
     LOGIN "C LIST \\r\\n\nS +OK\\r\\n1 10\\r\\n.\\r\\n\n",
     {"line #3", "end #3 ok dot octets=6 lines=1"},
     "stray"        },
    {"UIDL gives unique-ids",
     LOGIN "C UIDL\\r\\n\nS +OK\\r\\n1 abc\\r\\n.\\r\\n\n",
     {"line #3", "n=1 octets=0 word=\"abc\""},
     0              },
    {"a refused LIST is one line",
     LOGIN "C LIST\\r\\n\nS -ERR no\\r\\n\nC NOOP\\r\\n\nS +OK\\r\\n\n",
     {"end #3 err line", "end #4 ok line"},
     "stray"        },
    {"a message is unstuffed, its header told from its body",
     LOGIN "C RETR 1\\r\\n\nS +OK\\r\\nA: b\\r\\n\\r\\n..x\\r\\ny\\r\\n.\\r\\n"
           "\n",                                                          {"data text=\"A: b\\x0D\\x0A\\x0D\\x0A\"",
      "data body text=\".x\\x0D\\x0Ay\\x0D\\x0A\"",
      "end #3 ok dot octets=15 lines=4 stuffed=1"},
     0              },
    {"an empty message ends at once",
     LOGIN "C RETR 1\\r\\n\nS +OK\\r\\n.\\r\\n\n",
     {"end #3 ok dot octets=0 lines=0"},
     "data"         },
    {"a lone CRLF is the end of an empty header",
     LOGIN "C TOP 1 0\\r\\n\nS +OK\\r\\n\\r\\n.\\r\\n\n",
     {"data text=\"\\x0D\\x0A\"", "end #3 ok dot octets=2 lines=1"},
     "body"         },
    {"a line that was not stuffed keeps its dot and is counted",
     LOGIN "C RETR 1\\r\\n\nS +OK\\r\\n.x\\r\\n.\\r\\n\n",
     {"text=\".x\\x0D\\x0A\"", "not-stuffed=1@"},
     0              },
    {"a dot line inside text is no end",
     LOGIN "C RETR 1\\r\\n\nS +OK\\r\\na.\\r\\nb\\r.\\r\\n.\\r\\n\n",
     {"text=\"a.\\x0D\\x0Ab\\x0D.\\x0D\\x0A\"", "bare-cr=1@"},
     0              },
    {"a bare LF before the dot line does not end a message",
     LOGIN "C RETR 1\\r\\n\nS +OK\\r\\na\\n.\\r\\nb\\r\\n.\\r\\n\n",
     {"text=\"a\\x0A.\\x0D\\x0Ab\\x0D\\x0A\"", "bare-lf=1@"},
     "dot-lf"       },
    {"a dot line in bare LF ends it after two seconds of silence",
     LOGIN "C RETR 1\\r\\n\nS +OK\\r\\na\\n.\\n\n+1990\n+20\n",
     {"data text=\"a\\x0A\"", "end #3 ok dot-lf"},
     0              },
    {"and not sooner",
     LOGIN "C RETR 1\\r\\n\nS +OK\\r\\na\\n.\\n\n+1900\n",
     {"status #3"},
     "end #3"       },
    {"and is data when more comes",
     LOGIN "C RETR 1\\r\\n\nS +OK\\r\\na\\n.\\n\nS b\\r\\n.\\r\\n\n",
     {"text=\"a\\x0A.\\x0Ab\\x0D\\x0A\"", "end #3 ok dot "},
     "dot-lf"       },
    {"and is the end when a status answers the next command",
     LOGIN "C RETR 1\\r\\nNOOP\\r\\n\nS +OK\\r\\na\\n.\\n+OK\\r\\n\n",
     {"end #3 ok dot-lf", "status #4", "end #4 ok line"},
     0              },
    {"a listing in bare LF ends with its dot",
     LOGIN "C LIST\\r\\n\nS +OK\\n1 10\\n.\\n\n",
     {"line #3", "n=1 octets=10", "end #3 ok dot-lf"},
     0              },
    {"a status line in a listing is the next reply when one is due",
     LOGIN "C LIST\\r\\nNOOP\\r\\n\nS +OK 0 messages\\r\\n+OK\\r\\n\n",
     {"end #3 ok status", "status #4", "end #4 ok line"},
     0              },
    {"and a listing line when none is",
     LOGIN "C LIST\\r\\n\nS +OK\\r\\n-ERR cut\\r\\n\n",
     {"line #3"},
     "end #3"       },
    {"pipelined replies go to their commands",
     LOGIN "C STAT\\r\\nNOOP\\r\\nQUIT\\r\\n\n"
           "S +OK 1 2\\r\\n-ERR\\r\\n+OK bye\\r\\n\nclose\n",             {"end #3 ok", "end #4 err", "state UPDATE", "end #5 ok", "close server",
      "state CLOSED"},
     0              },
    {"QUIT before login enters no UPDATE",
     "open\nS +OK\\r\\n\nC QUIT\\r\\n\nS +OK\\r\\n\nclose\n",             {"end #1 ok", "close server how=0", "state CLOSED"},
     "UPDATE"       },
    {"an unknown command has one line",
     LOGIN "C XFOO\\r\\n\nS +OK\\r\\n\nC NOOP\\r\\n\nS +OK\\r\\n\n",
     {"status #3", "end #3 ok open", "request #4", "end #4 ok line"},
     0              },
    {"or lines up to a dot",
     LOGIN "C XFOO\\r\\n\nS +OK\\r\\na\\r\\n.\\r\\n\n",
     {"line #3", "end #3 ok dot"},
     "stray"        },
    {"and is over after 300 ms",
     LOGIN "C XFOO\\r\\n\nS +OK\\r\\n\n+310\n",
     {"end #3 ok open"},
     0              },
    {"an unknown command refused is over at once",
     LOGIN "C XFOO\\r\\n\nS -ERR\\r\\n\n",
     {"end #3 err line"},
     0              },
    {"AUTH goes through its challenges",
     "open\nS +OK\\r\\n\nC AUTH PLAIN\\r\\n\nS + \\r\\n\nC AGEAYg==\\r\\n\n"
     "S +OK in\\r\\n\n",                                                  {"request #1", "state SASL", "continue #1", "request #1 @12",
      "end #1 ok line", "state TRANSACTION"},
     0              },
    {"a challenge without its SP is one",
     "open\nS +OK\\r\\n\nC AUTH PLAIN\\r\\n\nS +\\r\\n\nC *\\r\\n\n"
     "S -ERR\\r\\n\n",                                                    {"continue #1", "end #1 err line", "state AUTHORIZATION"},
     0              },
    {"a response that is sent ahead is no command",
     "open\nS +OK\\r\\n\nC AUTH PLAIN\\r\\nAGEAYg==\\r\\n\nS + \\r\\n\n", {"request #1", "request #1", "continue #1"},
     "#2"           },
    {"AUTH refused after the login leads back to TRANSACTION",
     LOGIN "C AUTH PLAIN\\r\\n\nS + \\r\\n\nC *\\r\\n\nS -ERR\\r\\n\n",
     {"state SASL", "end #3 err line", "state TRANSACTION"},
     0              },
    {"AUTH alone is answered by a list and logs nobody in",
     "open\nS +OK\\r\\n\nC AUTH\\r\\n\nS +OK\\r\\nPLAIN\\r\\n.\\r\\n\n",  {"line #1", "word=\"PLAIN\"", "end #1 ok dot"},
     "TRANSACTION"  },
    {"STLS waits for the handshake and drops what was injected",
     "open\nS +OK\\r\\n\nC STLS\\r\\n\nS* +OK go\\r\\n+OK evil\\r\\n\ntls\n"
     "C CAPA\\r\\n\nS +OK\\r\\nTOP\\r\\n.\\r\\n\n",                       {"state TLS-HANDSHAKE", "injected @13", "tls", "state AUTHORIZATION",
      "line #2", "word=\"TOP\""},
     "stray"        },
    {"a failed handshake is told",
     "open\nS +OK\\r\\n\nC STLS\\r\\n\nS +OK go\\r\\n\nnotls\nclose\n",   {"state TLS-HANDSHAKE", "tls", "close"},
     "status #2"    },
    {"STLS refused goes on in clear",
     "open\nS +OK\\r\\n\nC STLS\\r\\n\nS -ERR\\r\\n\nC NOOP\\r\\n\n",     {"end #1 err line", "request #2"},
     "HANDSHAKE"    },
    {"the end inside a message cuts its reply",
     LOGIN "C RETR 1\\r\\n\nS +OK\\r\\nab\nclose\n",
     {"data text=\"ab\"", "end #3 ok cut", "close server how=0"},
     0              },
    {"the end inside a line cuts it",
     LOGIN "C NOOP\\r\\n\nS +OK by\nreset\n",
     {"status #3", "flaws=400", "end #3 ok cut", "close server how=2"},
     0              },
    {"the end with a command unanswered names it",
     LOGIN "C NOOP\\r\\n\nclose\n",
     {"close #3 server"},
     "end #3"       },
    {"a word that is no status ends the reply",
     LOGIN "C NOOP\\r\\n\nS 500 no\\r\\n\n",
     {"status #3", "none raw=\"500 no", "end #3 line"},
     0              },
    {"an empty line is skipped",
     LOGIN "C NOOP\\r\\n\nS \\r\\n+OK\\r\\n\n",
     {"stray #3", "status #3", "end #3 ok line"},
     0              },
    {"an echo is read up to CRLF",
     LOGIN "C NOOP\\nxx\\r\\n\nS NOOP\\nxx\\r\\n\n",
     {"status #3", "flaws=1010 raw=\"NOOP\\x0Axx"},
     0              },
    {"a line over 512 octets is told before it ends",
     LOGIN "C NOOP\\r\\n\nS "
           "+OK aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
           "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
           "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
           "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
           "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
           "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
           "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
           "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
           "aaaaa\\r\\n\n",                                               {"long #3", "status #3", "flaws=100"},
     0              },
    {"a line of exactly 513 octets ends",
     LOGIN "C NOOP\\r\\n\nS +OK "
           "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
           "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
           "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
           "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
           "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
           "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
           "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
           "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
           "aaaaaaaaaaaaaaaaaaaaaaaaaaa"
           "\\r\\n\nC NOOP\\r\\n\nS +OK\\r\\n\n",                         {"long #3", "status #3", "end #3", "status #4", "end #4 ok line"},
     0              },
    {"XTND XMIT lets the client send data",
     LOGIN "C XTND XMIT\\r\\n\nS +OK\\r\\n\nC hello\\r\\n.\\r\\n\n"
           "S +OK sent\\r\\n\n",                                          {"status #3", "request #3", "request #3", "status #3", "end #3 ok line"},
     "#4"           },
    {"a client line in bare LF is a command with a flaw",
     LOGIN "C NOOP\\n\nS +OK\\r\\n\n",
     {"request #3", "flaws=1 raw=\"NOOP\\x0A\"", "end #3 ok line"},
     0              },
    {"a new connection begins anew",
     LOGIN "open\nS +OK\\r\\n\nC NOOP\\r\\n\n",
     {"state TRANSACTION", "open", "greeting ok", "state AUTHORIZATION",
      "request #1"},
     0              },
};

static void check(const struct row *row, const char *trace)
{
    const char *at = trace;

    for (size_t i = 0; i < 8 && row->wants[i]; i++) {
        const char *found = strstr(at, row->wants[i]);

        cr_expect(found != NULL, "%s: no \"%s\" in\n%s", row->name,
                  row->wants[i], trace);
        if (found)
            at = found + strlen(row->wants[i]);
    }
    if (row->lacks)
        cr_expect(strstr(trace, row->lacks) == NULL, "%s: \"%s\" in\n%s",
                  row->name, row->lacks, trace);
}

Test(dialogue, sessions_give_their_events)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *trace = trace_script(rows[i].script, SPLIT_WHOLE, 0);

        check(&rows[i], trace);
        free(trace);
    }
}

Test(dialogue, any_split_gives_equal_events)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *whole = trace_script(rows[i].script, SPLIT_WHOLE, 0);

        for (unsigned seed = 0; seed < 40; seed++) {
            char *split = trace_script(
                rows[i].script, seed ? SPLIT_RANDOM : SPLIT_OCTETS, seed);

            cr_assert(eq(str, split, whole), "%s, seed %u", rows[i].name, seed);
            free(split);
        }
        free(whole);
    }
}

/* --- facts --- */

static void feed(struct dialogue *d, enum side side, const char *text)
{
    struct chunk c = {
        .kind = CHUNK_OCTETS, .side = side, .octets = span_of(text)};

    dialogue_feed(d, &c);
}

static void ignore(void *ctx, const struct event *e)
{
    (void)ctx;
    (void)e;
}

static struct dialogue *logged_in_for(event_fn *see, void *ctx)
{
    struct dialogue *d = dialogue_new(see, ctx);

    dialogue_feed(d, &(struct chunk){.kind = CHUNK_OPEN});
    feed(d, SIDE_SERVER, "+OK hi <1.2@h>\r\n");
    feed(d, SIDE_CLIENT, "USER joe\r\n");
    feed(d, SIDE_SERVER, "+OK\r\n");
    feed(d, SIDE_CLIENT, "PASS secret\r\n");
    feed(d, SIDE_SERVER, "+OK\r\n");
    return d;
}

static struct dialogue *logged_in(void)
{
    return logged_in_for(ignore, NULL);
}

Test(dialogue, needs_follow_the_session)
{
    struct dialogue *d = dialogue_new(ignore, NULL);

    cr_assert(eq(int, dialogue_need(d), NEED_OPEN));
    dialogue_feed(d, &(struct chunk){.kind = CHUNK_OPEN});
    cr_assert(eq(int, dialogue_need(d), NEED_REPLY));
    feed(d, SIDE_SERVER, "+OK\r\n");
    cr_assert(eq(int, dialogue_need(d), NEED_NOTHING));
    feed(d, SIDE_CLIENT, "AUTH PLAIN\r\n");
    cr_assert(eq(int, dialogue_need(d), NEED_REPLY));
    feed(d, SIDE_SERVER, "+ \r\n");
    cr_assert(eq(int, dialogue_need(d), NEED_RESPONSE));
    feed(d, SIDE_CLIENT, "*\r\n");
    feed(d, SIDE_SERVER, "-ERR\r\n");
    feed(d, SIDE_CLIENT, "STLS\r\n");
    feed(d, SIDE_SERVER, "+OK\r\n");
    cr_assert(eq(int, dialogue_need(d), NEED_HANDSHAKE));
    dialogue_feed(d, &(struct chunk){.kind = CHUNK_TLS});
    cr_assert(eq(int, dialogue_need(d), NEED_NOTHING));
    cr_assert(eq(int, dialogue_tls(d), TLS_STLS));
    feed(d, SIDE_CLIENT, "QUIT\r\n");
    feed(d, SIDE_SERVER, "+OK\r\n");
    cr_assert(eq(int, dialogue_need(d), NEED_CLOSE));
    dialogue_free(d);
}

Test(dialogue, deletions_are_counted_and_reset)
{
    struct dialogue *d = logged_in();

    feed(d, SIDE_CLIENT, "DELE 1\r\nDELE 3\r\nDELE 3\r\n");
    feed(d, SIDE_SERVER, "+OK\r\n+OK\r\n-ERR\r\n");
    cr_assert(eq(sz, dialogue_messages(d)->deleted, 2));
    feed(d, SIDE_CLIENT, "RSET\r\n");
    feed(d, SIDE_SERVER, "+OK\r\n");
    cr_assert(eq(sz, dialogue_messages(d)->deleted, 0));
    dialogue_free(d);
}

Test(dialogue, capabilities_are_kept_until_the_state_changes)
{
    struct dialogue *d = dialogue_new(ignore, NULL);
    struct span args;

    dialogue_feed(d, &(struct chunk){.kind = CHUNK_OPEN});
    feed(d, SIDE_SERVER, "+OK\r\n");
    feed(d, SIDE_CLIENT, "CAPA\r\n");
    feed(d, SIDE_SERVER, "+OK\r\nSASL PLAIN LOGIN\r\nTop\r\n");
    cr_assert(not(dialogue_has_capability(d, "TOP", NULL)));
    feed(d, SIDE_SERVER, ".\r\n");
    cr_assert(dialogue_has_capability(d, "TOP", NULL));
    cr_assert(dialogue_has_capability(d, "sasl", &args));
    cr_assert(span_is(args, "PLAIN LOGIN"));
    cr_assert(not(dialogue_has_capability(d, "SAS", NULL)));
    feed(d, SIDE_CLIENT, "APOP a c4c9334bac560ecc979e58001b3e22fb\r\n");
    feed(d, SIDE_SERVER, "+OK\r\n");
    cr_assert(not(dialogue_has_capability(d, "TOP", NULL)));
    dialogue_free(d);
}

Test(dialogue, sizes_and_unique_ids_are_kept)
{
    struct dialogue *d = logged_in();
    const struct messages *m = dialogue_messages(d);

    feed(d, SIDE_CLIENT, "LIST\r\nUIDL\r\nSTAT\r\n");
    feed(d, SIDE_SERVER,
         "+OK\r\n1 10\r\n2 20\r\n.\r\n+OK\r\n1 a\r\n2 b\r\n"
         ".\r\n+OK 2 30\r\n");
    cr_assert(eq(sz, m->count, 2));
    cr_assert(eq(u64, messages_get(m, 2)->octets, 20));
    cr_assert(span_is(messages_uid(m, 2), "b"));
    cr_assert(eq(u64, m->stat_octets, 30));
    cr_assert(eq(ptr, (void *)messages_get(m, 3), NULL));
    cr_assert(eq(ptr, (void *)messages_get(m, 0), NULL));
    dialogue_free(d);
}

Test(dialogue, the_user_and_the_timestamp_are_known)
{
    struct dialogue *d = logged_in();

    cr_assert(span_is(dialogue_user(d), "joe"));
    cr_assert(span_is(dialogue_timestamp(d), "<1.2@h>"));
    cr_assert(eq(int, dialogue_state(d), STATE_TRANSACTION));
    dialogue_free(d);
}

Test(dialogue, a_name_given_behind_the_login_is_not_the_user)
{
    struct dialogue *d = logged_in();

    feed(d, SIDE_CLIENT, "USER eve\r\n");
    feed(d, SIDE_SERVER, "-ERR no\r\n");
    cr_assert(span_is(dialogue_user(d), "joe"));
    dialogue_free(d);
}

Test(dialogue, an_endless_line_costs_bounded_memory)
{
    struct dialogue *d = logged_in();
    static char flood[65536 + 1];

    memset(flood, 'x', sizeof flood - 1);
    feed(d, SIDE_CLIENT, "NOOP\r\n");
    feed(d, SIDE_SERVER, "+OK ");
    for (int i = 0; i < 1000; i++)
        feed(d, SIDE_SERVER, flood);
    feed(d, SIDE_SERVER, "\r\n");
    cr_assert(eq(int, dialogue_need(d), NEED_NOTHING));
    dialogue_free(d);
}

/* --- stuffed dots --- */

static void count_body(void *ctx, const struct event *e)
{
    size_t *events = ctx;

    *events += e->kind == EVENT_DATA && e->body;
}

Test(dialogue, lines_with_stuffed_dots_are_few_large_events)
{
    size_t events = 0;
    struct dialogue *d = logged_in_for(count_body, &events);
    struct buf mail = {0};

    feed(d, SIDE_CLIENT, "RETR 1\r\n");
    feed(d, SIDE_SERVER, "+OK\r\nA: b\r\n\r\n");
    while (mail.len < 4 * REPLY_PLAIN_MOST)
        buf_add_text(&mail, "..sixty octets of text, about, and a dot before "
                            "them all\r\n");
    feed(d, SIDE_SERVER, buf_text(&mail));
    feed(d, SIDE_SERVER, ".\r\n");
    /* none for the rest of a line between them */
    cr_expect(le(sz, events, 5));
    cr_expect(eq(int, dialogue_need(d), NEED_NOTHING));
    dialogue_free(d);
    buf_done(&mail);
}

/* --- the dot line --- */

static void keep_dots(void *ctx, const struct event *e)
{
    struct buf *out = ctx;

    if (e->kind != EVENT_END)
        return;
    buf_add_char(out, '[');
    text_escape(out, e->dot, TEXT_PLAIN);
    buf_add_char(out, ']');
}

Test(dialogue, the_end_of_a_reply_bears_its_dot_line)
{
    static const char script[] =
        "open\nS +OK\\r\\n\n"
        "C LIST\\r\\nNOOP\\r\\nLIST\\r\\nRETR 1\\r\\n\n"
        "S +OK\\r\\n.\\r\\n+OK\\r\\n+OK\\r\\n.\\n\n"
        "S +OK\\r\\na\\r\\n.\\r\\n\n";

    for (unsigned seed = 0; seed < 4; seed++) {
        struct buf out = {0};

        trace_feed(script, seed ? SPLIT_RANDOM : SPLIT_WHOLE, seed, keep_dots,
                   &out, NULL);
        cr_expect(eq(str, (char *)buf_text(&out),
                     "[.\\x0D\\x0A][][.\\x0A][.\\x0D\\x0A]"));
        buf_done(&out);
    }
}

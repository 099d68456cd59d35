/* test-script.c - recorded sessions as a server plays them. */
#include <config.h>

#include "net/server/script.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

#define MS(n) ((n)*UINT64_C(1000000))
#define HEAD                                                                   \
    "%POP3-TRANSCRIPT 1\nServer: mail.example.org:110\nSecurity: none\n"       \
    "Var: user=joe\nSecret: pass=env:POP3SH_PASSWORD\n\n"                      \
    "@ connect host=mail.example.org port=110 tls=none\nS: +OK ready\n"

/* A script, one connection to it, and what came. */
struct play {
    struct transcript transcript;
    struct script *script;
    struct script_session *session;
    uint64_t now_ns;
    struct buf got; /* since the last line, "|" between writes */
    struct buf told;
    enum server_want want;
    bool tls;
};

static void tell(void *ctx, const struct script_finding *f)
{
    struct play *p = ctx;

    buf_add_format(&p->told, "%u/%u: %s %.*s %.*s %zu\n", f->conn,
                   (unsigned)f->line,
                   f->trouble == SCRIPT_NOT_NEXT ? "not next" : "left over",
                   (int)f->sent.len, f->sent.len ? f->sent.at : "",
                   (int)f->wanted.len, f->wanted.len ? f->wanted.at : "",
                   f->trouble == SCRIPT_NOT_NEXT ? 0 : f->count);
}

static void connect_to(struct play *p, unsigned number)
{
    script_session_free(p->session);
    p->session = script_session_new(p->script, number, p->tls, p->now_ns);
}

static void play_init(struct play *p, const char *text,
                      struct script_settings settings)
{
    struct error err = {0};

    *p = (struct play){.now_ns = MS(1000)};
    settings.tell = tell;
    settings.ctx = p;
    cr_assert(transcript_read(&p->transcript, span_of(text), "x", &err), "%s",
              err.what);
    p->script = script_new(&p->transcript, "x", &settings, &err);
    cr_assert(p->script != NULL, "%s", err.what);
    p->tls = script_is_implicit(p->script);
    connect_to(p, 1);
}

static void play_done(struct play *p)
{
    script_session_free(p->session);
    script_free(p->script);
    transcript_done(&p->transcript);
    buf_done(&p->got);
    buf_done(&p->told);
}

/* Take what there is to be sent, until a client, TLS or time is wanted. */
static const char *listen_to(struct play *p)
{
    struct span out;

    buf_clear(&p->got);
    while ((out = script_session_output(p->session, p->now_ns)).len) {
        if (p->got.len)
            buf_add_char(&p->got, '|');
        buf_add(&p->got, out);
        script_session_sent(p->session, p->now_ns, out.len);
    }
    p->want = script_session_want(p->session);
    return buf_text(&p->got);
}

static const char *say(struct play *p, const char *line)
{
    struct buf octets = {0};
    struct span rest;
    size_t n;

    buf_add_format(&octets, "%s\r\n", line);
    rest = buf_span(&octets);
    while (rest.len &&
           (n = script_session_take(p->session, p->now_ns, rest)) != 0)
        rest = span_from(rest, n);
    cr_expect(eq(sz, rest.len, 0), "%s was not taken", line);
    buf_done(&octets);
    return listen_to(p);
}

#define START(p, text, ...)                                                    \
    struct play p;                                                             \
    play_init(&p, text, (struct script_settings){__VA_ARGS__});                \
    cr_expect(eq(str, (char *)listen_to(&p), "+OK ready\r\n"))
#define EXPECT(got, want) cr_expect(eq(str, (char *)(got), (char *)(want)))

Test(script, as_recorded)
{
    START(p,
          HEAD "C: USER \\{user}\nS: +OK\nC: PASS \\{!pass}\nS: +OK in\n"
               "C: STAT\nS: +OK 2 \\{total:octets=320}\n"
               "C: LIST\nS: +OK\nS: 1 120\nS: .\n"
               "C: QUIT\nS: +OK bye \\{total}\n@ close by=server how=rst\n",
          0);
    EXPECT(say(&p, "user joe"), "+OK\r\n");
    EXPECT(say(&p, "PASS any thing"), "+OK in\r\n");
    EXPECT(say(&p, "STAT"), "+OK 2 320\r\n");
    EXPECT(say(&p, "LIST"), "+OK\r\n1 120\r\n.\r\n");
    EXPECT(say(&p, "QUIT"), "+OK bye 320\r\n");
    cr_expect(eq(int, p.want, SERVER_CLOSE));
    cr_expect(span_is(script_session_how(p.session), "rst"));
    connect_to(&p, 2); /* begins again */
    EXPECT(listen_to(&p), "+OK ready\r\n");
    EXPECT(buf_text(&p.told), "");
    EXPECT(say(&p, "USER ann"), "-ERR not in transcript\r\n");
    play_done(&p);
}

Test(script, what_is_not_next)
{
    START(p,
          HEAD "C: CAPA\nS: +OK\nS: TOP\nS: .\nC: AUTH\nS: +OK\nS: PLAIN\n"
               "S: .\nC: STAT\nS: +OK 1 2\nC: NOOP\nS: +OK n\nC: CAPA\n"
               "S: +OK later\nS: .\nC: QUIT\nS: +OK bye\n",
          0);
    /* CAPA and bare AUTH are answered whenever they come */
    EXPECT(say(&p, "AUTH"), "+OK\r\nPLAIN\r\n.\r\n");
    EXPECT(say(&p, "capa"), "+OK\r\nTOP\r\n.\r\n");
    EXPECT(say(&p, "auth"), "+OK\r\nPLAIN\r\n.\r\n");
    EXPECT(say(&p, "CAPA"), "+OK\r\nTOP\r\n.\r\n");
    EXPECT(buf_text(&p.told), "");
    EXPECT(say(&p, "PASS s3cret"), "-ERR not in transcript\r\n");
    EXPECT(say(&p, "NOOP"), "-ERR not in transcript\r\n");
    EXPECT(buf_text(&p.told),
           "1/17: not next PASS **** STAT 0\n1/17: not next NOOP STAT 0\n");
    buf_clear(&p.told);
    EXPECT(say(&p, "STAT"), "+OK 1 2\r\n");
    connect_to(&p, 1);
    EXPECT(buf_text(&p.told), "1/19: left over  NOOP 3\n");
    play_done(&p);
}

Test(script, how_lines_are_compared)
{
    static const char text[] =
        HEAD "C: LIST 1\nS: +OK a\nC: UIDL 5\nS: +OK b\n";
    START(line, text, 0);
    EXPECT(say(&line, "list 1"), "+OK a\r\n");
    EXPECT(say(&line, "UIDL 6"), "-ERR not in transcript\r\n");
    play_done(&line);
    START(verb, text, .match = SCRIPT_MATCH_VERB);
    EXPECT(say(&verb, "LIST 7"), "+OK a\r\n");
    EXPECT(say(&verb, "DELE 5"), "-ERR not in transcript\r\n");
    play_done(&verb);
    START(any, text, .match = SCRIPT_MATCH_ANY);
    EXPECT(say(&any, "XYZZY"), "+OK a\r\n");
    EXPECT(say(&any, ""), "+OK b\r\n");
    play_done(&any);
    START(lenient, text, .lenient = true);
    EXPECT(say(&lenient, "UIDL 5"), "+OK b\r\n");
    EXPECT(say(&lenient, "LIST 1"), "-ERR not in transcript\r\n");
    play_done(&lenient);
}

Test(script, a_line_without_end_is_refused_in_bounded_memory)
{
    START(p, HEAD "C: NOOP\nS: +OK\n", 0);
    char *line = malloc(200001);

    memset(line, 'A', 200000);
    line[200000] = '\0';
    EXPECT(say(&p, line), "-ERR not in transcript\r\n");
    EXPECT(say(&p, "NOOP"), "+OK\r\n");
    free(line);
    play_done(&p);
}

Test(script, writes_and_pauses)
{
    START(p,
          HEAD "C: LIST\nS: +OK\n@ flush\nS: 1 10\n@ pause 300ms\nS: 2 20\n"
               "@ chunk 2\nS: 3\n@ chunk 100\nS: .\nC: NOOP\nS: +OK\n",
          0);
    EXPECT(say(&p, "LIST"), "+OK\r\n|1 10\r\n");
    cr_expect(eq(int, p.want, SERVER_WAITS));
    cr_expect(eq(u64, script_session_alarm(p.session), p.now_ns + MS(300)));
    p.now_ns += MS(299);
    EXPECT(listen_to(&p), "");
    cr_expect(eq(sz, script_session_take(p.session, p.now_ns, SPAN("N")), 0));
    p.now_ns += MS(1);
    EXPECT(listen_to(&p), "2 20\r\n|3\r|\n|.\r\n");
    EXPECT(say(&p, "NOOP"), "+OK\r\n");
    play_done(&p);
}

Test(script, stls_and_what_fails)
{
    START(p,
          HEAD "C: STLS\nS: +OK go\n@ tls start\n@ tls ok version=1.3\n"
               "C: NOOP\nS: +OK\n",
          0);
    EXPECT(say(&p, "STLS"), "+OK go\r\n");
    cr_expect(eq(int, p.want, SERVER_TLS));
    cr_expect(eq(sz, script_session_take(p.session, p.now_ns, SPAN("N")), 0));
    script_session_tls(p.session, p.now_ns);
    EXPECT(listen_to(&p), "");
    cr_expect(eq(int, p.want, SERVER_GOES_ON));
    EXPECT(say(&p, "NOOP"), "+OK\r\n");
    play_done(&p);
    START(fails,
          HEAD "C: STLS\nS: +OK go\n@ tls start\n@ tls fail reason=alert\n", 0);
    EXPECT(say(&fails, "STLS"), "+OK go\r\n");
    cr_expect(eq(int, fails.want, SERVER_CLOSE));
    play_done(&fails);
}

Test(script, implicit_tls)
{
    START(p,
          "%POP3-TRANSCRIPT 1\nSecurity: implicit\n\n"
          "@ connect host=h port=995 tls=implicit\n@ tls start\n"
          "@ tls ok version=1.3\nS: +OK ready\nC: NOOP\nS: +OK\n",
          0);
    cr_expect(script_is_implicit(p.script));
    cr_expect(eq(int, p.want, SERVER_GOES_ON));
    EXPECT(say(&p, "NOOP"), "+OK\r\n");
    play_done(&p);
}

Test(script, sasl_takes_any_response)
{
    START(p,
          HEAD "@ sasl SCRAM-SHA-256 user=user secret=pass\n"
               "C: AUTH SCRAM-SHA-256 \\{!sasl}\nS: + \\{:b64}\nC: \\{!sasl}\n"
               "S: + \\{:b64=dj1h}\nC:\nS: +OK in\n@ end\nC: QUIT\nS: +OK\n",
          0);
    EXPECT(say(&p, "NOOP"), "-ERR not in transcript\r\n");
    cr_expect(strncmp(say(&p, "AUTH SCRAM-SHA-256 biws"), "+ ", 2) == 0);
    EXPECT(say(&p, "c3RvbGVu"), "+ dj1h\r\n");
    EXPECT(say(&p, ""), "+OK in\r\n");
    EXPECT(say(&p, "QUIT"), "+OK\r\n");
    cr_expect(strstr(buf_text(&p.told), "c3RvbGVu") == NULL);
    play_done(&p);
}

Test(script, bodies)
{
    struct buf name = {0};
    START(p,
          HEAD "C: RETR 1\nS: +OK\n@ body lines=3 octets=40\nS: .\n"
               "C: RETR 2\nS: +OK\n@ body lines=2 octets=9 file=m.eml\nS: .\n",
          0);
    cr_expect(script_file(p.script, 0, &name));
    EXPECT(buf_text(&name), "m.eml");
    cr_expect(not(script_file(p.script, 1, &name)));
    script_set_file(p.script, 0, SPAN("ab\n.c\r\n"));
    cr_expect(eq(sz, strlen(say(&p, "RETR 1")), 5 + 40 + 3));
    EXPECT(say(&p, "RETR 2"), "+OK\r\nab\r\n..c\r\n.\r\n");
    buf_done(&name);
    play_done(&p);
}

Test(script, connections_that_lie_within_each_other)
{
    START(p,
          HEAD "@2 connect host=h port=110 tls=none\nS2: +OK two\nC: NOOP\n"
               "C2: NOOP\nS2: +OK b\nS: +OK a\nC2: QUIT\nS2: +OK bye two\n"
               "@2 close by=server\nC: QUIT\nS: +OK bye\n@ close by=server\n",
          0);
    cr_expect(eq(sz, script_connections(p.script), 2));
    EXPECT(say(&p, "NOOP"), "+OK a\r\n");
    EXPECT(say(&p, "QUIT"), "+OK bye\r\n");
    connect_to(&p, 2);
    EXPECT(listen_to(&p), "+OK two\r\n");
    EXPECT(say(&p, "NOOP"), "+OK b\r\n");
    EXPECT(say(&p, "QUIT"), "+OK bye two\r\n");
    EXPECT(buf_text(&p.told), "");
    play_done(&p);
}

Test(script, silence_ends_it_also_when_nobody_reads)
{
    START(p, HEAD "C: NOOP\nS: +OK\nC: QUIT\nS: +OK\n", 0);
    cr_expect(
        eq(sz, script_session_take(p.session, p.now_ns, SPAN("NOOP\r\n")), 6));
    cr_expect(eq(sz, script_session_output(p.session, p.now_ns).len, 5));
    p.now_ns = script_session_alarm(p.session);
    cr_expect(eq(sz, script_session_output(p.session, p.now_ns).len, 0));
    cr_expect(eq(int, script_session_want(p.session), SERVER_CLOSE));
    play_done(&p);
}

/* --- faults --- */

static const char mail[] =
    HEAD "C: NOOP\nS: +OK done\nC: LIST\nS: +OK two\nS: 1 10\nS: .\n"
         "C: STLS\nS: +OK go\n@ tls start\n@ tls ok version=1.3\n"
         "C: QUIT\nS: +OK bye\n@ close by=server\n";

/* A set points into itself, and so is never copied. */
static const struct fault_set *one(struct fault_set *set, const char *name)
{
    *set = (struct fault_set){0};
    cr_assert(fault_add(set, name, NULL), "%s", name);
    return set;
}

Test(script, faults_spoil_what_was_recorded)
{
    static const struct {
        const char *fault, *line, *answer;
    } cases[] = {
        {"chunk=4",                 "LIST", "+OK |two\r|\n1 1|0\r\n.|\r\n"},
        {"bare-lf=LIST",            "LIST", "+OK two\n1 10\r\n.\r\n"      },
        {"reply=LIST:-ERR 100%",    "LIST", "-ERR 100%\r\n"               },
        {"reply=any:+OK hi",        "NOOP", "+OK hi\r\n"                  },
        {"stall=LIST",              "LIST", ""                            },
        {"drop-after=14",           "NOOP", "+OK"                         },
        {"inject-after-stls=+OK x", "STLS", "+OK go\r\n+OK x\r\n"         },
        {"reply-bare-lf",           "NOOP", "+OK done\n"                  },
        {"reply-status-case",       "NOOP", "+Ok done\r\n"                },
        {"reply-missing",           "NOOP", ""                            },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fault_set set;
        struct play p;

        play_init(&p, mail,
                  (struct script_settings){
                      .lenient = true, .faults = one(&set, cases[i].fault)});
        cr_expect(eq(ptr, (void *)script_faults_wrong(&set), NULL));
        listen_to(&p);
        say(&p, cases[i].line);
        cr_expect(eq(str, (char *)buf_text(&p.got), (char *)cases[i].answer),
                  "%s", cases[i].fault);
        play_done(&p);
    }
}

Test(script, faults_that_end_or_wait)
{
    struct fault_set set;
    START(drops, mail, .faults = one(&set, "drop-after=14"));
    say(&drops, "NOOP");
    cr_expect(eq(int, drops.want, SERVER_CLOSE));
    play_done(&drops);

    START(stalls, mail, .faults = one(&set, "stall=NOOP"));
    say(&stalls, "NOOP");
    cr_expect(eq(int, stalls.want, SERVER_WAITS));
    stalls.now_ns = script_session_alarm(stalls.session);
    listen_to(&stalls);
    cr_expect(eq(int, stalls.want, SERVER_CLOSE));
    play_done(&stalls);

    START(late, mail, .faults = one(&set, "delay=NOOP:50"));
    EXPECT(say(&late, "NOOP"), "");
    cr_expect(
        eq(u64, script_session_alarm(late.session), late.now_ns + MS(50)));
    late.now_ns += MS(50);
    EXPECT(listen_to(&late), "+OK done\r\n");
    play_done(&late);

    START(closes, mail, .faults = one(&set, "reply=QUIT:-ERR no"),
          .lenient = true);
    EXPECT(say(&closes, "QUIT"), "-ERR no\r\n");
    cr_expect(eq(int, closes.want, SERVER_CLOSE));
    play_done(&closes);
}

Test(script, faults_that_need_a_maildrop_are_known)
{
    static const char *const names[] = {"list-number-gap", "retr-unstuffed-dot",
                                        "dele-no-effect"};
    size_t usable = 0;
    const struct fault *f;

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct fault_set set = {0};

        if (fault_find(span_of(names[i])) == NULL)
            continue;
        fault_add(&set, names[i], NULL);
        EXPECT(script_faults_wrong(&set), names[i]);
    }
    for (size_t i = 0; (f = fault_at(i)) != NULL; i++) {
        struct fault_set set;

        usable += script_faults_wrong(one(&set, f->name)) == NULL;
    }
    cr_expect(usable >= 40, "only %zu faults can spoil a transcript", usable);
}

/* test-carry.c - a recording made anew keeps what people wrote into it. */
#include <config.h>

#include "net/transcript/carry.h"
#include "net/transcript/expand.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

TestSuite(carry, .timeout = 10);

#define MAGIC "%POP3-TRANSCRIPT 1\n"
#define FACTS "Server: a:110\nVar: user=joe\n"
#define HEAD MAGIC FACTS "\n"
#define OPEN "@ connect host=a tls=none\n"

static const struct row {
    const char *name, *old, *fresh, *want;
} rows[] = {
    {"nothing to carry",                                               HEAD OPEN "S: +OK\n",                      HEAD OPEN "S: +OK hi\n",
     HEAD OPEN "S: +OK hi\n"                                                                                                                                                                                         },
    {"header",
     MAGIC "Title: mine\n# why\nServer: b:110\nVar: user=ann\n"
           "Var: more=1\nSecret: pass=prompt\nX-Ticket: 7\n"
           "X-Sensitive: yes\nExpect-Exit: 1\n\n" OPEN "S: +OK\n",
     MAGIC FACTS "Secret: pass=env:P\nTool: t\n\n" OPEN "S: +OK\n",
     MAGIC "Title: mine\n# why\n" FACTS
           "Var: more=1\nSecret: pass=prompt\nX-Ticket: 7\n"
           "Expect-Exit: 1\nTool: t\n\n" OPEN "S: +OK\n"                                                                                                                                                             },
    {"where the user comes from",
     MAGIC "Var: user=env:U\n\n" OPEN "S: +OK\nC: USER \\{user}\nS: +OK\n",
     MAGIC "Var: user=joe\n\n" OPEN "S: +OK\nC: USER \\{user}\nS: +OK\n",
     MAGIC "Var: user=env:U\n\n" OPEN "S: +OK\nC: USER \\{user}\nS: +OK\n"                                                                                                                                           },
    {"comments before, within and behind",
     HEAD "# first\n" OPEN "# greeting\nS: +OK\n\n# ask\nC: STAT\n"
          "# answer\nS: +OK 1 2\n# end\n",                                                                        HEAD OPEN "S: +OK\nC: STAT\nS: +OK 3 4\n",
     HEAD "# first\n" OPEN "# greeting\nS: +OK\n\n# ask\nC: STAT\n"
          "# answer\nS: +OK 3 4\n# end\n"                                                                                                                                                                            },
    {"an old file whose lines end in CRLF",
     MAGIC "Title: t\r\n\r\n" OPEN "# a\r\nS: +OK\r\n# b\r\n",
     HEAD OPEN "S: +OK\n",
     MAGIC "Title: t\n" FACTS "\n" OPEN "# a\nS: +OK\n# b\n"                                                                                                                                                         },
    {"masks, with the octets of now",
     HEAD OPEN "S: +OK\nC: STAT\nS: +OK \\{n:num} \\{total:octets=2}\n"
               "C: LIST\nS: +OK \\{n} in all\nS: 1 \\{:any=x}\nS: .\n",                                           HEAD OPEN "S: +OK\nC: STAT\nS: +OK 7 \\{:octets=8}\n"
               "C: LIST\nS: +OK 7 in all\nS: 1 \\{:octets=9}\nS: .\n",                                 HEAD OPEN "S: +OK\nC: STAT\nS: +OK \\{n:num=7} \\{total:octets=8}\n"
               "C: LIST\nS: +OK \\{n} in all\nS: 1 \\{:any=9}\nS: .\n"  },
    {"a mask that fits no more",                                       HEAD OPEN "S: +OK \\{:num=1}\n",
     HEAD OPEN "S: +OK one\n",                                                                                                                                                HEAD OPEN "S: +OK one\n"               },
    {"an octet pinned by hand stays",                                  HEAD OPEN "S: +OK\nC: STAT\nS: +OK 1 2\n",
     HEAD OPEN "S: +OK\nC: STAT\nS: +OK 1 \\{:octets=2}\n",
     HEAD OPEN "S: +OK\nC: STAT\nS: +OK 1 2\n"                                                                                                                                                                       },
    {"a secret stays hidden",
     HEAD OPEN "S: +OK\nC: NOOP\nS: +OK you are \\{:any}\n",
     HEAD OPEN "S: +OK\nC: NOOP\nS: +OK you are \\{:any=****}\n",
     HEAD OPEN "S: +OK\nC: NOOP\nS: +OK you are \\{:any=****}\n"                                                                                                                                                     },
    {"what is not shown is not made up",
     HEAD OPEN "S: +OK\nC: UIDL 1\nS: +OK 1 \\{:any=abc}\n",
     HEAD OPEN "S: +OK\nC: UIDL 1\nS: +OK 1 \\{:uid}\n",
     HEAD OPEN "S: +OK\nC: UIDL 1\nS: +OK 1 \\{:uid}\n"                                                                                                                                                              },
    {"a command more, one less",
     HEAD OPEN "S: +OK\n# a\nC: NOOP\nS: +OK\n# b\nC: RSET\nS: +OK\n"
               "# c\nC: STAT\nS: +OK \\{:num=1} 2\n",                                                             HEAD OPEN "S: +OK\nC: CAPA\nS: -ERR\nC: NOOP\nS: +OK\n"
               "C: STAT\nS: +OK 5 2\n",                                                                                  HEAD OPEN "S: +OK\nC: CAPA\nS: -ERR\n# a\nC: NOOP\nS: +OK\n"
               "# c\nC: STAT\nS: +OK \\{:num=5} 2\n"                                                                     },
    {"other events of people",
     HEAD OPEN "S: +OK\n@ step \"s\"\nC: NOOP\n@ allow reply/bare-lf\n"
               "@ within 2s\nS: +OK\n@ note ticket=3\nC: QUIT\nS: +OK\n",                                         HEAD OPEN "S: +OK\nC: NOOP\nS: +OK yes\nC: QUIT\nS: +OK\n",
     HEAD OPEN "S: +OK\n@ step \"s\"\nC: NOOP\n@ allow reply/bare-lf\n"
               "@ within 2s\nS: +OK yes\n@ note ticket=3\nC: QUIT\nS: +OK\n"                                                                                                                                         },
    {"a set in another order, with one more",
     HEAD OPEN "S: +OK\nC: CAPA\nS: +OK\n@ set\n# t\nS: TOP\nS: UIDL\n"
               "S: USER\n@ end\nS: .\n",                                                                          HEAD OPEN "S: +OK\nC: CAPA\nS: +OK\nS: USER\nS: LANG\nS: TOP\nS: UIDL\n"
               "S: .\n",                                                                                                              HEAD OPEN "S: +OK\nC: CAPA\nS: +OK\n@ set\nS: USER\nS: LANG\n# t\n"
               "S: TOP\nS: UIDL\n@ end\nS: .\n"                                                                                                      },
    {"lines that may come",
     HEAD OPEN "S: +OK\nC: CAPA\nS: +OK\nS?: PIPELINING\nS: TOP\n"
               "S*: X\\{:any}\nS: UIDL\nS?: LANG\nS: .\n",                                                        HEAD OPEN "S: +OK\nC: CAPA\nS: +OK\nS: TOP\nS: XA\nS: XB\nS: UIDL\n"
               "S: LANG\nS: .\n",                                                                                   HEAD OPEN "S: +OK\nC: CAPA\nS: +OK\nS?: PIPELINING\nS: TOP\n"
               "S*: X\\{:any=A}\nS: UIDL\nS?: LANG\nS: .\n"                                                               },
    {"a message with a file",
     HEAD OPEN "S: +OK\nC: RETR 1\nS: +OK\n"
               "@ body lines=1 octets=2 sha256=ab file=m.eml\nS: .\n",                                            HEAD OPEN "S: +OK\nC: RETR 1\nS: +OK\n"
               "@ body lines=1 octets=2 sha256=ab\nS: .\n",                                             HEAD OPEN "S: +OK\nC: RETR 1\nS: +OK\n"
               "@ body lines=1 octets=2 sha256=ab file=m.eml\nS: .\n"               },
    {"a session without its connect, and a last line without its end",
     HEAD "S: +OK \\{:any=x}\n# q\nC: QUIT\nS: +OK\n# end",
     HEAD OPEN "S: +OK y\nC: QUIT\nS: +OK\n@ close by=server\n",
     HEAD OPEN "S: +OK \\{:any=y}\n# q\nC: QUIT\nS: +OK\n"
               "@ close by=server\n# end\n"                                                                                                                                                                          },
    {"several connections",
     HEAD OPEN "S: +OK\n@ close by=client\n\n# two\n@2 connect tls=none\n"
               "S2: +OK \\{:any=x}\n",                                                                            HEAD OPEN "S: +OK\n@ close by=client\n\n@2 connect tls=none\n"
               "S2: +OK y\n@2 close by=client\n",                                                                                       HEAD OPEN "S: +OK\n@ close by=client\n\n# two\n@2 connect tls=none\n"
               "S2: +OK \\{:any=y}\n@2 close by=client\n"                                                                     },
    {"a comment before SASL",
     HEAD OPEN "S: +OK\n# s\n@ sasl PLAIN secret=pass\n# t\n"
               "C: AUTH PLAIN \\{!sasl}\nS: +OK\n@ end\n",                                                        HEAD OPEN "S: +OK\n@ sasl PLAIN secret=pass\n"
               "C: AUTH PLAIN \\{!sasl}\nS: +OK in\n@ end\nC: NOOP\nS: +OK\n",                                      HEAD OPEN "S: +OK\n# s\n@ sasl PLAIN secret=pass\n# t\n"
               "C: AUTH PLAIN \\{!sasl}\nS: +OK in\n@ end\nC: NOOP\nS: +OK\n"},
    {"cut and bare lines",                                             HEAD OPEN "S: +OK \\{:any=a}\n",
     HEAD OPEN "S: +OK b\\n\\;\n",                                                                                                                                            HEAD OPEN "S: +OK b\\n\\;\n"           },
};

static char *carried(const char *old_text, const char *fresh_text,
                     bool *all_out)
{
    struct transcript old, fresh;
    struct buf out = {0};
    struct error err = {0};

    cr_assert(transcript_read(&old, span_of(old_text), "old", &err), "%s",
              err.what);
    cr_assert(transcript_read(&fresh, span_of(fresh_text), "fresh", &err), "%s",
              err.what);
    bool all = carry_over(&old, &fresh, &out);
    if (all_out)
        *all_out = all;
    transcript_done(&old);
    transcript_done(&fresh);
    return buf_take(&out);
}

/* What has no place any more is told, and nothing else is. */
Test(carry, what_is_left_behind_is_told)
{
#define KEPT HEAD OPEN "S: +OK\nC: STAT\nS: +OK 1 2\n"
    static const struct {
        const char *old; /* more of it */
        bool all;
    } rest[] = {
        {"",                                                       true },
        {"C: LIST\nS: +OK\nS: 1 \\{:octets=2}\nS: .\n",            true },
        {"\nC: LIST\nS: +OK\nS: .\n",                              true },
        {"# end\n",                                                true },
        {"# do not touch\nC: LIST\nS: +OK\nS: .\n",                false},
        {"@ step \"sizes\"\nC: LIST\nS: +OK\nS: .\n",              false},
        {"@ allow stat/format\nC: LIST\nS: +OK\nS: .\n",           false},
        {"C: LIST\nS: +OK\n# one\nS: 1 2\nS: .\n",                 false},
        {"C: LIST\nS: +OK\nS*: \\{:any}\nS: .\n",                  false},
        {"C: LIST\nS: +OK \\{n:num=1}\nS: .\n",                    false},
        {"C: LIST\nS: +OK \\{:re/./=1}\nS: .\n",                   false},
        {"C: CAPA\nS: +OK\n@ set\nS: TOP\nS: UIDL\n@ end\nS: .\n", false},
    };

    for (size_t i = 0; i < sizeof rest / sizeof *rest; i++) {
        struct buf old = {0};
        bool all;

        buf_add_text(&old, KEPT);
        buf_add_text(&old, rest[i].old);
        free(carried(buf_text(&old), KEPT, &all));
        cr_expect(all == rest[i].all, "%s", rest[i].old);
        free(carried(buf_text(&old), buf_text(&old), &all));
        cr_expect(all, "itself: %s", rest[i].old);
        buf_done(&old);
    }
#undef KEPT
}

Test(carry, what_people_wrote)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *got = carried(rows[i].old, rows[i].fresh, NULL);

        cr_expect(eq(str, got, (char *)rows[i].want), "%s", rows[i].name);
        free(got);
    }
}

/* Once carried, nothing changes any more; and a recording gives itself
 * nothing. */
Test(carry, again)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *once = carried(rows[i].old, rows[i].fresh, NULL);
        char *twice = carried(once, rows[i].fresh, NULL);
        char *itself = carried(rows[i].fresh, rows[i].fresh, NULL);

        cr_expect(eq(str, twice, once), "%s", rows[i].name);
        cr_expect(eq(str, itself, (char *)rows[i].fresh), "%s", rows[i].name);
        free(once);
        free(twice);
        free(itself);
    }
}

/* The octets of a session, on which lines that may come have no say. */
static char *octets(const char *text)
{
    struct transcript t;
    struct variables *values = calloc(1, sizeof *values);
    struct buf out = {0};
    struct error err = {0};

    cr_assert(transcript_read(&t, span_of(text), "text", &err), "%s", err.what);
    for (size_t i = 0; i < t.count; i++)
        if (t.items[i].kind == ITEM_SERVER && t.items[i].quantity == ITEM_ONE)
            expand_wire(&out, t.items[i].text, values);
    transcript_done(&t);
    variables_done(values);
    free(values);
    return buf_take(&out);
}

/* Whatever two recordings have to do with each other, what the server said is
 * what it said. */
Test(carry, octets_are_those_of_the_new_recording)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
            if (strstr(rows[i].old, "S*:") || strstr(rows[i].old, "S?:"))
                continue;
            char *text = carried(rows[i].old, rows[k].fresh, NULL);
            char *got = octets(text), *want = octets(rows[k].fresh);

            cr_expect(eq(str, got, want), "%s in %s", rows[i].name,
                      rows[k].name);
            free(text);
            free(got);
            free(want);
        }
}

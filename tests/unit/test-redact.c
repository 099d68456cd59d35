/* test-redact.c - transcripts without what is private. */
#include <config.h>

#include "net/base/memory.h"
#include "net/transcript/redactor.h"
#include "net/transcript/transcript.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>

TestSuite(redact, .timeout = 30);

#define MAGIC "%POP3-TRANSCRIPT 1\n"

static char *redacted(const char *text, const char *what)
{
    struct transcript t;
    struct buf out = {0};
    struct error err = {0};
    unsigned bits = 0;
    struct redactor *r;

    cr_assert(transcript_read(&t, span_of(text), "t", &err), "%s", err.what);
    cr_assert(redact_read(span_of(what), &bits, &err));
    r = redactor_new(bits);
    for (size_t i = 0; i < t.count; i++)
        redactor_learn(r, &t.items[i]);
    for (size_t i = 0; i < t.count; i++)
        redactor_item(r, &out, &t.items[i]);
    redactor_end(r, &out);
    redactor_free(r);
    transcript_done(&t);
    return buf_take(&out);
}

/* And what is redacted already stays as it is. */
static void expect_redacted(const char *text, const char *what,
                            const char *want)
{
    char *got = redacted(text, what), *again = redacted(got, what);

    cr_expect(eq(str, got, (char *)want));
    cr_expect(eq(str, again, got));
    free(got);
    free(again);
}

#define HERE(user)                                                             \
    "%POP3-TRANSCRIPT 1\nRedact: secrets user\nVar: user=" user                \
    "\n\n@ connect tls=none\nS: +OK hi\n"

/* A password may be a word of the header: what is written can be read. */
Test(redact, a_header_with_a_secret_stays_one)
{
    expect_redacted(
        "%POP3-TRANSCRIPT 1\nTitle: grammar\nServer: grammar.example:110\n"
        "Redact: secrets\nLevel: grammar\nVar: grammar=a grammar b\n"
        "Mailbox: grammar\nX-Y: grammar\n"
        "\n@ connect host=grammar.example tls=none\nS: +OK\nC: PASS grammar\n"
        "S: +OK\n",
        "secrets",
        "%POP3-TRANSCRIPT 1\nTitle: ****\nServer: ****.example:110\n"
        "Redact: secrets\nLevel: grammar\nVar: grammar=a **** b\n"
        "Mailbox: any\nX-Y: ****\n"
        "\n@ connect host=****.example tls=none\nS: +OK\nC: PASS \\{!pass}\n"
        "S: +OK\n");
}

/* In comments a secret is known as it is, behind escapes, and by its place. */
Test(redact, no_comment_tells_a_secret)
{
    static const struct {
        const char *comment, *want;
    } rows[] = {
        {"# C: PASS ab\\\\cdef9",                    "# C: PASS ****"         },
        {"# it is ab\\cdef9",                        "# it is ****"           },
        {"# or \\x61b\\\\cdef9!",                    "# or ****!"             },
        {"#C2: pas\\x73 other77",                    "#C2: pas\\x73 ****"     },
        {"# > C: PASS other77",                      "# > C: PASS ****"       },
        {"# C: AUTH PLAIN AGpvZQBwbGFpbnB3ODg=",     "# C: AUTH PLAIN ****"   },
        {"# C: AGpvZQBwbGFpbnB3ODg=",                "# C: ****"              },
        {"# C: APOP joe c4c9334bac560ecc979e58001b", "# C: APOP joe ****"     },
        {"# C: PASS \\{!pass}",                      "# C: PASS \\{!pass}"    },
        {"# C: PASS ****",                           "# C: PASS ****"         },
        {"# C: AUTH PLAIN",                          "# C: AUTH PLAIN"        },
        {"# C: USER ab\\\\cd",                       "# C: USER ab\\\\cd"     },
        {"# C: XCOMMAND",                            "# C: XCOMMAND"          },
        {"# a PASS of a C: PASS b",                  "# a PASS of a C: PASS b"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buf text = {0}, want = {0};

        buf_add_text(&text, MAGIC "Redact: secrets\n\n");
        buf_add(&want, buf_span(&text));
        buf_add_format(&text, "%s\nS: +OK\nC: PASS ab\\\\cdef9\nS: +OK\n",
                       rows[i].comment);
        buf_add_format(&want, "%s\nS: +OK\nC: PASS \\{!pass}\nS: +OK\n",
                       rows[i].want);
        expect_redacted(buf_text(&text), "secrets", buf_text(&want));
        buf_done(&text);
        buf_done(&want);
    }
}

/* What a comment quotes is known in other places too. */
Test(redact, a_secret_that_a_comment_quotes_is_hidden_everywhere)
{
    expect_redacted(
        MAGIC "Title: other77\nRedact: secrets\n\n# C: PASS other77\n"
              "# C: AUTH PLAIN AGpvZQBwbGFpbnB3ODg=\n# plainpw88\n"
              "@ connect tls=none\nS: +OK other77 plainpw88\n",
        "secrets",
        MAGIC "Title: ****\nRedact: secrets\n\n# C: PASS ****\n"
              "# C: AUTH PLAIN ****\n# ****\n"
              "@ connect tls=none\nS: +OK \\{:any=****} \\{:any=****}\n");
}

/* Of lines that stand in one item, every one is written. */
Test(redact, several_lines_of_an_item_stay_several)
{
    expect_redacted(MAGIC "Redact: secrets\n\nS: +OK\n"
                          "C: USER joe\\r\\nPASS ab\\\\cdef9\\r\\nNOOP\n"
                          "S: +OK\\r\\n+OK ab\\\\cdef9\\n+OK\\r\\n\\;\n"
                          "C: NOOP\\nNOOP\\n\\;\nS: +OK\nS: +OK\n",
                    "secrets",
                    MAGIC "Redact: secrets\n\nS: +OK\n"
                          "C: USER joe\nC: PASS \\{!pass}\nC: NOOP\n"
                          "S: +OK\nS: +OK \\{:any=****}\\n\\;\nS: +OK\n"
                          "C: NOOP\\nNOOP\\n\\;\nS: +OK\nS: +OK\n");
    expect_redacted(MAGIC
                    "Redact: secrets user\n\nS: +OK\n"
                    "C: NOOP\\r\\nUSER joe\\r\\n\\;\nS: +OK\nS: +OK joe\n",
                    "user",
                    MAGIC "Redact: secrets user\nVar: user=env:POP3SH_USER\n\n"
                          "S: +OK\nC: NOOP\nC: USER \\{user}\nS: +OK\nS: +OK "
                          "\\{:word}\n");
}

/* The same of names, where they are taken out. */
/* How a line ends is no secret, whatever stands in front of it. */
Test(redact, the_end_of_a_line_is_no_part_of_a_secret)
{
    static const struct {
        const char *line, *want;
    } rows[] = {
        {"PASS \\{!pass}\\n\\;",           "PASS \\{!pass}\\n\\;"             },
        {"PASS \\{!pass}\\r\\n\\;",        "PASS \\{!pass}\\r\\n\\;"          },
        {"PASS \\{!pass}\\r",              "PASS \\{!pass}\\r"                },
        {"PASS \\{!pass}\\x0a\\;",         "PASS \\{!pass}\\x0a\\;"           },
        {"PASS \\{!pass}\\r\\nNOOP",       "PASS \\{!pass}\\r\\nNOOP"         },
        {"PASS \\{!pass}\\nNOOP\\n\\;",    "PASS \\{!pass}\\nNOOP\\n\\;"      },
        {"PASS \\{!pass}ab9\\n\\;",        "PASS \\{!pass}\\{:any=****}\\n\\;"},
        {"PASS \\{!pass}\\nab9\\r\\n\\;",  NULL                               },
        {"PASS hunter22\\n\\;",            "PASS \\{!pass}\\n\\;"             },
        {"USER joe\\nPASS hunter22\\n\\;", NULL                               },
        {"AUTH PLAIN \\{!sasl}\\n\\;",     "AUTH PLAIN \\{!sasl}\\n\\;"       },
        {"APOP joe \\{!apop}\\n\\;",       "APOP joe \\{!apop}\\n\\;"         },
        {"PASS \\{!pass}\\x20",            "PASS \\{!pass}\\x20"              },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buf text = {0};
        char *once, *twice;

        buf_add_format(&text,
                       "%%POP3-TRANSCRIPT 1\n\n@ connect tls=none\n"
                       "S: +OK hi\nC: %s\nS: +OK\nC: QUIT\nS: +OK\n",
                       rows[i].line);
        once = redacted(buf_text(&text), "secrets");
        twice = redacted(once, "secrets");
        cr_expect(eq(str, twice, once));
        cr_expect(strstr(once, "\nC: QUIT\n") != NULL, "%s", once);
        cr_expect(strstr(once, "hunter22") == NULL);
        buf_clear(&text);
        buf_add_format(&text, "\nC: %s\n", rows[i].want ? rows[i].want : "");
        if (rows[i].want)
            cr_expect(strstr(once, buf_text(&text)) != NULL, "%s", once);
        buf_done(&text);
        free(once);
        free(twice);
    }
}

Test(redact, a_name_is_found_behind_escapes)
{
    expect_redacted(MAGIC "Redact: secrets user\nVar: user=env:POP3SH_USER\n"
                          "\n# of joe\\\\user, \\x6aoe\\\\user and joe\\user\n"
                          "S: +OK\nC: USER joe\\\\user\nS: +OK\n",
                    "user",
                    MAGIC
                    "Redact: secrets user\nVar: user=env:POP3SH_USER\n"
                    "Var: user2=env:POP3SH_USER2\n\n# of ****, **** and ****\n"
                    "S: +OK\nC: USER \\{user2}\nS: +OK\n");
}

/* A line that stands in pieces is one line; where something stands between
 * them, what may be a part of a secret is hidden. */
Test(redact, pieces_of_a_line_are_redacted)
{
    static const struct {
        const char *text, *want;
    } rows[] = {
        {"C: PASS hun\\;\nC: ter22\nS: +OK\n",                           "C: PASS \\{!pass}\nS: +OK\n"     },
        {"C: NO\\;\nC: OP\nS: +OK\n",                                    "C: NO\\;\nC: OP\nS: +OK\n"       },
        {"C: USER j\\;\nC: oe\nS: +OK oh j\\;\nS: oe\n",
         "C: USER \\{user}\nS: +OK oh \\{:word}\n"                                                         },
        {"C: PASS hun\\;\n# x\nC: ter22\nS: -ERR hunter\\;\nS: 22 no\n",
         "C: PASS \\{:any=****}\\;\n# x\nC: \\{:any=****}\n"
         "S: -ERR \\{:any=****} no\n"                                                                      },
        {"C: APOP joe \nS: -ERR\n",                                      "C: APOP \\{user}\\x20\nS: -ERR\n"},
        {"C: PASS hunter22\nS: +OK hunt\\;\n# x\nS: er22 b\n",
         "C: PASS \\{!pass}\nS: \\{:any=****}\\;\n# x\nS: \\{:any=****}\n"                                 },
        {"C: QUI\\;\n@ close by=server\n",                               "C: QUI\\;\n@ close by=server\n"  },
        {"C: PASS hunter22\nS: +OK\nC: X hunter22\\;",
         "C: PASS \\{!pass}\nS: +OK\nC: X \\{:any=****}\\;"                                                },
        {"C: PASS hun\\;\n# x\nC: ter22\\r\\n\\;\nS: -ERR\n",
         "C: PASS \\{:any=****}\\;\n# x\nC: \\{:any=****}\\r\\n\\;\nS: -ERR\n"                             },
        {"C: PASS \\{!pass}\\;\n# x\nC: \\n\\;\nS: -ERR\n",
         "C: PASS \\{!pass}\\;\n# x\nC: \\n\\;\nS: -ERR\n"                                                 },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buf text = {0}, want = {0};

        buf_add_format(&text, "%s%s", HERE("joe"), rows[i].text);
        buf_add_format(&want, "%s%s", HERE("env:POP3SH_USER"), rows[i].want);
        expect_redacted(buf_text(&text), "secrets,user", buf_text(&want));
        buf_done(&text);
        buf_done(&want);
    }
}

/* A message that the file has left out, all of it or a part, stays so. */
Test(redact, what_stands_in_for_a_message_stays)
{
    static const struct {
        const char *text, *want; /* of the message */
    } rows[] = {
        {"@ body lines=11 octets=345\n",                    "@ body lines=11 octets=345\n"},
        {"@ body lines=2000 octets=300000 sha256=00\n",
         "@ body lines=2000 octets=300000 sha256=00\n"                                    },
        {"S: Subject: x\n@ body lines=2 octets=20\nS: y\n",
         "@ body lines=2 octets=20\n@ body lines=2 octets=15\n"                           },
    };
    static const char *const words[] = {"body", "addresses",
                                        "user,host,body,uid,addresses"};

    for (size_t i = 0; i < 2 * sizeof rows / sizeof *rows; i++)
        for (size_t k = 0; k < sizeof words / sizeof *words; k++) {
            static const char frame[] =
                "C: %s 1\nS: +OK\n%sS: .\nC: NOOP\nS: +OK\n";
            const char *verb = i % 2 ? "RETR" : "TOP 1";
            struct buf text = {0}, want = {0};

            buf_add_text(&text, MAGIC "\nS: +OK\n");
            buf_add_format(&text, frame, verb, rows[i / 2].text);
            buf_add_format(&want, frame, verb, rows[i / 2].want);

            char *once = redacted(buf_text(&text), words[k]);
            char *twice = redacted(once, words[k]);

            cr_expect(strstr(once, buf_text(&want)) != NULL, "%s: %s", words[k],
                      once);
            cr_expect(eq(str, twice, once));
            free(once);
            free(twice);
            buf_done(&text);
            buf_done(&want);
        }
}

/* The name of a variable is not the name that it hides. */
Test(redact, who_is_hidden_already_is_not_called_user)
{
    static const char text[] =
        MAGIC "Var: user=env:POP3SH_USER\nRedact: secrets user\n\n"
              "S: +OK\nC: USER \\{user}\nS: -ERR user unknown\n";
    char *once = redacted(text, "user");

    cr_expect(eq(str, once, (char *)text));
    free(once);
}

Test(redact, secrets_are_taken_out_and_the_rest_stays)
{
    static const char text[] =
        MAGIC "# hunter2secret, said a comment\n\n"
              "S: +OK hi hunter2secret\nC: USER joe\nS: +OK\n"
              "@ step \"in\"\nC: PASS hunter2secret\nS: +OK \\x41\n"
              "C: AUTH PLAIN\nS: + \nC: AGpvZQBodW50ZXIyc2VjcmV0\nS: +OK\n"
              "C: RETR 1\nS: +OK\nS: your hunter2secret\nS: .\n"
              "C: UIDL\nS: +OK\nS: 1 \\{u:uid=abc}\nS: .\nS: \\{u}\n";
    static const char want[] =
        MAGIC "# ****, said a comment\nRedact: secrets\nVar: user=joe\n\n"
              "S: +OK hi \\{:any=****}\nC: USER joe\nS: +OK\n"
              "@ step \"in\"\nC: PASS \\{!pass}\nS: +OK \\x41\n"
              "@ sasl PLAIN user=user secret=pass\n"
              "C: AUTH PLAIN\nS: + \nC: \\{!sasl}\nS: +OK\n@ end\n"
              "C: RETR 1\nS: +OK\nS: your \\{:any=****}\nS: .\n"
              "C: UIDL\nS: +OK\nS: 1 \\{u:uid=abc}\nS: .\nS: \\{u}\n";

    expect_redacted(text, "", want);
}

/* What a response said is said again from a block: of an exchange that has
 * none, and stands by itself. */
Test(redact, exchanges_get_their_blocks)
{
#define SASL(rest) MAGIC "Redact: secrets\n" rest
#define BLOCK                                                                  \
    "@ sasl PLAIN secret=pass\nC: AUTH PLAIN \\{!sasl}\nS: +OK\n@ end\n"
    static const struct {
        const char *text, *want;
    } rows[] = {
        {SASL("\nS: +OK\nC: AUTH LOGIN\nS: + VQ==\nC: am9l\nS: + UA==\n"
              "C: aHVudGVyMnNlY3JldA==\nS: +OK\n"
              "C: AUTH PLAIN AHgAb3RoZXIzc2VjcmV0\nS: -ERR\n"),
         SASL("Var: user=joe\nVar: user2=x\nSecret: "
              "pass=env:POP3SH_PASSWORD\nSecret: "
              "pass2=env:POP3SH_PASSWORD2\n\nS: +OK\n"
              "@ sasl LOGIN user=user secret=pass\nC: AUTH LOGIN\n"
              "S: + \\{:b64}\nC: \\{!sasl}\nS: + \\{:b64}\n"
              "C: \\{!sasl}\nS: +OK\n@ end\n"
              "@ sasl PLAIN user=user2 secret=pass2\n"
              "C: AUTH PLAIN \\{!sasl}\nS: -ERR\n@ end\n")                   },
        {SASL("Var: user=joe\n\nS: +OK\nC: AUTH PLAIN "
              "AGpvZQBodW50ZXIyc2VjcmV0\nS: +OK\n"),
         SASL("Var: user=joe\n\nS: +OK\n@ sasl PLAIN user=user secret=pass\n"
              "C: AUTH PLAIN \\{!sasl}\nS: +OK\n@ end\n")                    },
        {SASL("Secret: t=env:T\n\nS: +OK\nC: AUTH PLAIN "
              "AGpvZQBodW50ZXIyc2VjcmV0\nS: +OK\n"),
         SASL("Secret: t=env:T\nVar: user=joe\n"
              "Secret: pass=env:POP3SH_PASSWORD\n\nS: +OK\n"
              "@ sasl PLAIN user=user secret=pass\n"
              "C: AUTH PLAIN \\{!sasl}\nS: +OK\n@ end\n")                    },
        {SASL("\nS: +OK\n" BLOCK "C: AUTH LOGIN\nS: -ERR\n"),            NULL},
        {SASL("\nS: +OK\nC: AUTH PLAIN AGpvZQBodW50ZXIyc2VjcmV0\n"
              "@ close by=server\n"),
         SASL("\nS: +OK\nC: AUTH PLAIN \\{!sasl}\n@ close by=server\n")      },
        {SASL("\nS: +OK\nC: AUTH PLAIN AGpvZQBodW50ZXIyc2VjcmV0\n"
              "@ set\nS: +OK\n@ end\n"),
         SASL("\nS: +OK\nC: AUTH PLAIN \\{!sasl}\n@ set\nS: +OK\n@ end\n")   },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        expect_redacted(rows[i].text, "secrets",
                        rows[i].want ? rows[i].want : rows[i].text);
}

/* A regular expression that tells a secret goes with its octets; others stay.
 */
Test(redact, no_regular_expression_tells_a_secret)
{
    expect_redacted(
        MAGIC
        "Redact: secrets\n\nS: +OK\nC: PASS ab\\\\cdef9\nS: +OK\n"
        "S*: \\{:re/ab\\\\\\\\c\\\\def9/}\nS: \\{x:re/(ab\\\\cdef9|y)/=y} "
        "\\{:re/y/=y}\n",
        "secrets",
        MAGIC "Redact: secrets\n\nS: +OK\nC: PASS \\{!pass}\nS: +OK\n"
              "S*: \\{:any}\nS: \\{x:any} \\{:re/y/=y}\n");
}

/* As SCRAM writes it, and as others do. */
Test(redact, a_name_of_scram_is_the_name)
{
    expect_redacted(
        MAGIC "Redact: secrets user\n\n# jo,eann\nS: +OK jo,eann\n"
              "C: AUTH SCRAM-SHA-1 biwsbj1qbz0yQ2Vhbm4scj1hYmM=\n"
              "S: -ERR jo=2Ceann\n",
        "user",
        MAGIC "Redact: secrets user\nVar: user=env:POP3SH_USER\n\n# ****\n"
              "S: +OK \\{:word}\n@ sasl SCRAM-SHA-1 user=user secret=pass\n"
              "C: AUTH SCRAM-SHA-1 \\{!sasl}\nS: -ERR \\{:word}\n@ end\n");
}

/* A last line without its end stays so. */
Test(redact, the_end_of_the_file_is_that_of_the_old_one)
{
    static const char *const lines[][2] = {
        {"C: PASS hunter2secret", "C: PASS \\{!pass}"       },
        {"S: +OK hunter2secret",  "S: +OK \\{:any=****}"    },
        {"C: hu\\n\\;",           "C: hu\\n\\;"             },
        {"C: PASS hu\\;",         "C: PASS \\{:any=****}\\;"},
        {"# hunter2secret",       "# ****"                  },
        {"@ step hunter2secret",  "@ step ****"             },
    };

    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct buf text = {0}, want = {0};

        buf_add_text(&text, MAGIC "Redact: secrets\n\nS: +OK\n");
        buf_add(&want, buf_span(&text));
        buf_add_format(&text, "C: PASS hunter2secret\nS: +OK\n%s", lines[i][0]);
        buf_add_format(&want, "C: PASS \\{!pass}\nS: +OK\n%s", lines[i][1]);
        expect_redacted(buf_text(&text), "secrets", buf_text(&want));
        buf_done(&text);
        buf_done(&want);
    }
}

/* A name ends where its line does. */
Test(redact, the_end_of_a_line_is_no_part_of_a_name)
{
    expect_redacted(MAGIC "Redact: secrets user\n\nS: +OK\n"
                          "C: USER joe\\n\\;\nS: +OK joe\n"
                          "C: APOP ann\\nx\nS: +OK\n",
                    "user",
                    MAGIC "Redact: secrets user\nVar: user=env:POP3SH_USER\n"
                          "Var: user2=env:POP3SH_USER2\n\nS: +OK\n"
                          "C: USER \\{user}\\n\\;\nS: +OK \\{:word}\n"
                          "C: APOP \\{user2}\\n\\;\nC: x\nS: +OK\n");
}

/* Also beside masks that the file has, and in a line that echoed a secret. */
Test(redact, names_beside_masks_are_taken_out)
{
    static const char text[] =
        MAGIC "Server: mail.example.org:110\nVar: user=joe\n\n"
              "S: +OK mail.example.org \\{:stamp=<1.2@mail.example.org>}\n"
              "C: APOP joe \\{!apop}\n"
              "S: +OK joe has \\{:octets=320} octets for joe@example.org \n"
              "C: PASS hunter2secret\n"
              "S: -ERR joe, hunter2secret is not it, says joe@a.example\n";
    static const char want[] =
        MAGIC "Server: host.invalid:110\nVar: user=env:POP3SH_USER\n"
              "Redact: secrets user host addresses\n\n"
              "S: +OK \\{:host} \\{:stamp}\n"
              "C: APOP \\{user} \\{!apop}\n"
              "S: +OK \\{:word} has \\{:octets=320} octets for \\{:word} \n"
              "C: PASS \\{!pass}\n"
              "S: -ERR \\{:word}, \\{:any=****} is not it, says \\{:word}\n";

    expect_redacted(text, "user host addresses", want);
}

Test(redact, the_port_stays_where_the_host_goes)
{
    static const struct {
        const char *server, *want;
    } rows[] = {
        {"mail.example.org:110",  "host.invalid:110"},
        {"[2001:db8::1]:995",     "host.invalid:995"},
        {"mail.example.org",      "host.invalid"    },
        {"[2001:db8::1]",         "host.invalid"    },
        {"2001:db8::110",         "host.invalid"    },
        {"mail.example.org:pop3", "host.invalid"    },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buf text = {0}, want = {0};

        buf_add_text(&text, MAGIC);
        buf_add_format(&text, "Server: %s\n\nS: +OK hi\n", rows[i].server);
        buf_add_text(&want, MAGIC);
        buf_add_format(&want, "Server: %s\nRedact: secrets host\n\nS: +OK hi\n",
                       rows[i].want);
        expect_redacted(buf_text(&text), "host", buf_text(&want));
        buf_done(&text);
        buf_done(&want);
    }
}

Test(redact, a_unique_id_goes_whole_whatever_masks_it_has)
{
    static const char text[] =
        MAGIC "Server: mail.example.org:110\nVar: user=joe\n\n"
              "S: +OK hi\nC: UIDL\nS: +OK \\{n:num} for you\n"
              "S: 1 pre-\\{:any=****}-post\nS: 2 \\{u:uid=def}\n"
              "S: \\{m:msgno=3} \\{:uid=x} tail joe\nS: .\n"
              "C: UIDL 1\nS: +OK 1 pre-\\{:any=****}\n";
    static const char want[] =
        "\n\n"
        "S: +OK hi\nC: UIDL\nS: +OK \\{n:num} for you\n"
        "S: 1 \\{:uid}\nS: 2 \\{u:uid}\n"
        "S: \\{m:msgno=3} \\{:uid} tail \\{:word}\nS: .\n"
        "C: UIDL 1\nS: +OK 1 \\{:uid}\n";
    char *got = redacted(text, "user uid"), *again = redacted(got, "user uid");

    cr_expect(eq(str, strstr(got, "\n\n"), (char *)want));
    cr_expect(eq(str, again, got));
    free(got);
    free(again);
}

Test(redact, a_mask_keeps_no_name)
{
    static const char text[] =
        MAGIC "Server: mail.example.org:110\nVar: user=joe\n\n"
              "S: +OK hi \\{:word=x.mail.example.org}\nC: UIDL\nS: +OK\n"
              "S: 1 \\{:uid=7joe7}\nS: 2 \\{:uid=2.mail.example.org}\nS: .\n";
    char *got = redacted(text, "user host");

    cr_expect(strstr(got, "joe") == NULL, "%s", got);
    cr_expect(strstr(got, "mail.example") == NULL, "%s", got);
    cr_expect(strstr(got, "S: 1 \\{:uid}\nS: 2 \\{:uid}\n") != NULL, "%s", got);
    free(got);
}

Test(redact, names_are_taken_out_of_what_people_wrote)
{
    static const char text[] =
        MAGIC "Title: joe at mail.example.org\nServer: mail.example.org:110\n"
              "Var: login=joe\nRedact: secrets\n\n"
              "# joe@a.example, hunter2secret, is no user\n"
              "@ connect host=mail.example.org port=110 tls=none\n"
              "S: +OK hi\n@ step \"joe logs in\"\nC: USER \\{login}\n"
              "S: +OK joe\nC: PASS hunter2secret\nS: +OK\n"
              "@ tls fail reason=\"no certificate of mail.example.org\"\n"
              "@ sasl PLAIN user=login secret=pass\n@ end\n";
    static const char want[] = MAGIC
        "Title: **** at ****\nServer: host.invalid:110\n"
        "Var: login=env:POP3SH_USER\nRedact: secrets user host addresses\n"
        "Var: user=env:POP3SH_USER\n"
        "\n"
        "# ****, ****, is no user\n"
        "@ connect tls=none\n"
        "S: +OK hi\n@ step \"**** logs in\"\nC: USER \\{login}\n"
        "S: +OK \\{:word}\nC: PASS \\{!pass}\nS: +OK\n"
        "@ tls fail reason=\"no certificate of ****\"\n"
        "@ sasl PLAIN user=login secret=pass\n@ end\n";

    expect_redacted(text, "user host addresses", want);
}

Test(redact, a_secret_takes_no_quote_away)
{
    static const char text[] = MAGIC
        "\nS: +OK <1.2@a.example>\n@ step \"fetch both\"\nC: APOP joe both\"\n";
    static const char want[] =
        MAGIC "Redact: secrets\n\nS: +OK <1.2@a.example>\n"
              "@ step \"fetch both\"\nC: APOP joe \\{!apop}\n";

    expect_redacted(text, "secrets", want);
}

Test(redact, every_user_is_taken_out)
{
    static const char text[] =
        MAGIC "Var: user=joe\nVar: user3=eve\nVar: n=1\n\n"
              "S: +OK hi\nC: USER ann\nS: +OK ann\nC: USER joe\n"
              "S: +OK joe, not eve\nC: USER \\{user3}\nS: +OK\n";
    static const char want[] =
        MAGIC "Var: user=env:POP3SH_USER\nVar: user3=env:POP3SH_USER3\n"
              "Var: n=1\nRedact: secrets user\n"
              "Var: user2=env:POP3SH_USER2\n\n"
              "S: +OK hi\nC: USER \\{user2}\nS: +OK \\{:word}\n"
              "C: USER \\{user}\nS: +OK \\{:word}, not \\{:word}\n"
              "C: USER \\{user3}\nS: +OK\n";

    expect_redacted(text, "user", want);
}

Test(redact, what_is_named_is_taken_out)
{
    static const char text[] =
        MAGIC "Server: mail.example.org:110\nRedact: secrets\nTitle: x\n\n"
              "@ connect host=mail.example.org address=192.0.2.1 tls=none\n"
              "S: +OK mail.example.org <1.2@mail.example.org>\n"
              "C: USER joe\nS: +OK joe, joe@example.org\n"
              "C: PASS \\{!pass}\nS: +OK\n"
              "C: UIDL\nS: +OK\nS: 1 abc\nS: 2 \\{u:uid=def}\nS: .\n"
              "C: RETR 1\nS: +OK\nS: From: a@b\nS: .\n# end\n";
    char *got = redacted(text, "user host body uid addresses");
    struct transcript t;
    struct error err = {0};

    cr_expect(strstr(got, "joe") == NULL, "%s", got);
    cr_expect(strstr(got, "mail.example") == NULL, "%s", got);
    cr_expect(strstr(got, "192.0.2.1") == NULL, "%s", got);
    cr_expect(strstr(got, "abc") == NULL, "%s", got);
    cr_expect(strstr(got, "def") == NULL, "%s", got);
    cr_expect(strstr(got, "From") == NULL, "%s", got);
    cr_expect(strstr(got, "\\{u:uid}") != NULL, "%s", got);
    cr_expect(strstr(got, "@ body lines=1 octets=11\nS: .\n# end\n") != NULL,
              "%s", got);
    cr_expect(
        strstr(got, "Redact: secrets user host body uid addresses\nTitle") !=
            NULL,
        "%s", got);
    cr_expect(transcript_read(&t, span_of(got), "t", &err), "%s", err.what);
    transcript_done(&t);
    free(got);
}

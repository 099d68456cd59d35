/* test-target.c - every form of a target, and what is no target. */
#include <config.h>

#include "net/base/buf.h"
#include "shell/option/target.h"
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

TestSuite(target, .timeout = 10);

static const struct good {
    const char *text;
    enum target_tls tls;
    bool tls_given;
    const char *host, *ascii;
    uint16_t port;
    const char *user, *mech, *password;
    const char *shown;
} goods[] = {
  /* the schemes, and RFC 2384's own examples */
    {"pop3://h",                                 TARGET_PLAIN,    true,  "h",                "h",                     110,   "",          "",          NULL, "pop3://h"                     },
    {"pop://h",                                  TARGET_PLAIN,    true,  "h",                "h",                     110,   "",          "",          NULL, "pop3://h"                     },
    {"pop3s://h",                                TARGET_IMPLICIT, true,  "h",                "h",                     995,   "",          "",          NULL,
     "pop3s://h"                                                                                                                                                                            },
    {"pops://h",                                 TARGET_IMPLICIT, true,  "h",                "h",                     995,   "",          "",          NULL,
     "pop3s://h"                                                                                                                                                                            },
    {"pop3+stls://h",                            TARGET_STLS,     true,  "h",                "h",                     110,   "",          "",          NULL,
     "pop3+stls://h"                                                                                                                                                                        },
    {"POP3S://H",                                TARGET_IMPLICIT, true,  "H",                "h",                     995,   "",          "",          NULL,
     "pop3s://H"                                                                                                                                                                            },
    {"pop://rg@mailsrv.qualcomm.com",            TARGET_PLAIN,    true,
     "mailsrv.qualcomm.com",                                                                 "mailsrv.qualcomm.com",  110,   "rg",        "",          NULL,
     "pop3://rg@mailsrv.qualcomm.com"                                                                                                                                                       },
    {"pop://rg;AUTH=+APOP@mail.eudora.com:8110", TARGET_PLAIN,    true,
     "mail.eudora.com",                                                                      "mail.eudora.com",       8110,  "rg",        "APOP",      NULL,
     "pop3://rg@mail.eudora.com:8110"                                                                                                                                                       },
    {"pop://baz;AUTH=SCRAM-MD5@foo.bar",         TARGET_PLAIN,    true,  "foo.bar",
     "foo.bar",                                                                                                       110,   "baz",       "SCRAM-MD5", NULL, "pop3://baz@foo.bar"           },
 /* mechanisms */
    {"pop3s://u;AUTH=*@h",                       TARGET_IMPLICIT, true,  "h",                "h",                     995,   "u",         "*",         NULL,
     "pop3s://u@h"                                                                                                                                                                          },
    {"pop3s://u;auth=plain@h",                   TARGET_IMPLICIT, true,  "h",                "h",                     995,   "u",
     "PLAIN",                                                                                                                                          NULL, "pop3s://u@h"                  },
    {"pop3s://u;AUTH=%2bapop@h",                 TARGET_IMPLICIT, true,  "h",                "h",                     995,   "u",
     "APOP",                                                                                                                                           NULL, "pop3s://u@h"                  },
    {"pop3s://u;AUTH=+USER@h",                   TARGET_IMPLICIT, true,  "h",                "h",                     995,   "u",
     "USER",                                                                                                                                           NULL, "pop3s://u@h"                  },
 /* users */
    {"pop3s://joe%40a.org@h",                    TARGET_IMPLICIT, true,  "h",                "h",                     995,   "joe@a.org",
     "",                                                                                                                                               NULL, "pop3s://joe@a.org@h"          },
    {"pop3s://joe@a.org@h",                      TARGET_IMPLICIT, true,  "h",                "h",                     995,   "joe@a.org",
     "",                                                                                                                                               NULL, "pop3s://joe@a.org@h"          },
    {"pop3s://a%20b%3Ac%2F%25%3B@h",             TARGET_IMPLICIT, true,  "h",                "h",                     995,
     "a b:c/%;",                                                                                                                          "",          NULL, "pop3s://a%20b%3Ac%2F%25%3B@h" },
    {"pop3s://%1b%5b31m@h",                      TARGET_IMPLICIT, true,  "h",                "h",                     995,   "\x1b[31m",
     "",                                                                                                                                               NULL, "pop3s://%1B%5B31m@h"          },
    {"pop3s://%e2%80%aex@h",                     TARGET_IMPLICIT, true,  "h",                "h",                     995,
     "\xe2\x80\xaex",                                                                                                                     "",          NULL, "pop3s://%E2%80%AEx@h"         },
    {"pop3s://%ff@h",                            TARGET_IMPLICIT, true,  "h",                "h",                     995,   "\xff",      "",          NULL,
     "pop3s://%FF@h"                                                                                                                                                                        },
    {"pop3s://j\xc3\xbcrgen@h",                  TARGET_IMPLICIT, true,  "h",                "h",                     995,
     "j\xc3\xbcrgen",                                                                                                                     "",          NULL, "pop3s://j\xc3\xbcrgen@h"      },
    {"pop3s://a+b@h",                            TARGET_IMPLICIT, true,  "h",                "h",                     995,   "a+b",       "",          NULL,
     "pop3s://a+b@h"                                                                                                                                                                        },
    {"pop3s://%250D@h",                          TARGET_IMPLICIT, true,  "h",                "h",                     995,   "%0D",       "",          NULL,
     "pop3s://%250D@h"                                                                                                                                                                      },
 /* passwords */
    {"pop3s://joe:p%40ss@h",                     TARGET_IMPLICIT, true,  "h",                "h",                     995,   "joe",       "",
     "p@ss",                                                                                                                                                 "pop3s://joe@h"                },
    {"pop3s://joe:p@s:s@h",                      TARGET_IMPLICIT, true,  "h",                "h",                     995,   "joe",       "",
     "p@s:s",                                                                                                                                                "pop3s://joe@h"                },
    {"pop3s://joe:a;b@h",                        TARGET_IMPLICIT, true,  "h",                "h",                     995,   "joe",       "",
     "a;b",                                                                                                                                                  "pop3s://joe@h"                },
    {"pop3s://joe;AUTH=PLAIN:pw@h",              TARGET_IMPLICIT, true,  "h",                "h",                     995,   "joe",
     "PLAIN",                                                                                                                                          "pw", "pop3s://joe@h"                },
    {"pop3s://joe:pw;AUTH=PLAIN@h",              TARGET_IMPLICIT, true,  "h",                "h",                     995,   "joe",
     "PLAIN",                                                                                                                                          "pw", "pop3s://joe@h"                },
 /* ports */
    {"pop3://h:1",                               TARGET_PLAIN,    true,  "h",                "h",                     1,     "",          "",          NULL, "pop3://h:1"                   },
    {"pop3://h:65535",                           TARGET_PLAIN,    true,  "h",                "h",                     65535, "",          "",          NULL,
     "pop3://h:65535"                                                                                                                                                                       },
    {"pop3://h:0110",                            TARGET_PLAIN,    true,  "h",                "h",                     110,   "",          "",          NULL,
     "pop3://h"                                                                                                                                                                             },
    {"pop3://h:995/",                            TARGET_PLAIN,    true,  "h",                "h",                     995,   "",          "",          NULL,
     "pop3://h:995"                                                                                                                                                                         },
    {"pop3://h/",                                TARGET_PLAIN,    true,  "h",                "h",                     110,   "",          "",          NULL, "pop3://h"                     },
 /* bare hosts */
    {"mail.example.org",                         TARGET_IMPLICIT, false, "mail.example.org",
     "mail.example.org",                                                                                              995,   "",          "",          NULL, "pop3s://mail.example.org"     },
    {"h:995",                                    TARGET_IMPLICIT, false, "h",                "h",                     995,   "",          "",          NULL, "pop3s://h"                    },
    {"h:110",                                    TARGET_PLAIN,    false, "h",                "h",                     110,   "",          "",          NULL, "pop3://h"                     },
    {"h:1110",                                   TARGET_PLAIN,    false, "h",                "h",                     1110,  "",          "",          NULL,
     "pop3://h:1110"                                                                                                                                                                        },
    {"pop3:110",                                 TARGET_PLAIN,    false, "pop3",             "pop3",                  110,   "",          "",          NULL,
     "pop3://pop3"                                                                                                                                                                          },
    {"Mail.Example.Org",                         TARGET_IMPLICIT, false, "Mail.Example.Org",
     "mail.example.org",                                                                                              995,   "",          "",          NULL, "pop3s://Mail.Example.Org"     },
 /* international names */
    {"b\xc3\xbc"
     "cher.example",                        TARGET_IMPLICIT, false,
     "b\xc3\xbc"
     "cher.example",                                                                         "xn--bcher-kva.example", 995,   "",          "",          NULL,
     "pop3s://b\xc3\xbc"
     "cher.example"                                                                                                                                                                         },
    {"pop3://u@xn--bcher-kva.example",           TARGET_PLAIN,    true,
     "xn--bcher-kva.example",                                                                "xn--bcher-kva.example", 110,   "u",         "",          NULL,
     "pop3://u@xn--bcher-kva.example"                                                                                                                                                       },
 /* literals */
    {"127.0.0.1:1110",                           TARGET_PLAIN,    false, "127.0.0.1",        "127.0.0.1",             1110,  "",
     "",                                                                                                                                               NULL, "pop3://127.0.0.1:1110"        },
    {"::1",                                      TARGET_IMPLICIT, false, "::1",              "::1",                   995,   "",          "",          NULL,
     "pop3s://[::1]"                                                                                                                                                                        },
    {"[::1]",                                    TARGET_IMPLICIT, false, "::1",              "::1",                   995,   "",          "",          NULL,
     "pop3s://[::1]"                                                                                                                                                                        },
    {"[::1]:110",                                TARGET_PLAIN,    false, "::1",              "::1",                   110,   "",          "",          NULL,
     "pop3://[::1]"                                                                                                                                                                         },
    {"pop3://joe@[2001:DB8::2]:1110",            TARGET_PLAIN,    true,  "2001:DB8::2",
     "2001:db8::2",                                                                                                   1110,  "joe",       "",          NULL, "pop3://joe@[2001:DB8::2]:1110"},
    {"pop3://[::ffff:127.0.0.1]",                TARGET_PLAIN,    true,  "::ffff:127.0.0.1",
     "::ffff:127.0.0.1",                                                                                              110,   "",          "",          NULL, "pop3://[::ffff:127.0.0.1]"    },
    {"pop3://[fe80::1%25eth0]",                  TARGET_PLAIN,    true,  "fe80::1%eth0",
     "fe80::1%eth0",                                                                                                  110,   "",          "",          NULL, "pop3://[fe80::1%eth0]"        },
    {"fe80::1%eth0",                             TARGET_IMPLICIT, false, "fe80::1%eth0",     "fe80::1%eth0",
     995,                                                                                                                    "",          "",          NULL, "pop3s://[fe80::1%eth0]"       },
 /* ambiguous to the eye only: two colons or more make a literal */
    {"1::2:995",                                 TARGET_IMPLICIT, false, "1::2:995",         "1::2:995",              995,   "",          "",
     NULL,                                                                                                                                                   "pop3s://[1::2:995]"           },
};

Test(target, every_form_is_read_and_shown_without_its_password)
{
    for (size_t i = 0; i < sizeof goods / sizeof *goods; i++) {
        const struct good *row = &goods[i];
        struct target t;
        struct error err = {0};
        struct buf shown = {0};

        cr_expect(target_parse(row->text, &t, &err), "%s: %s", row->text,
                  err.what);
        cr_expect(t.tls == row->tls && t.tls_given == row->tls_given,
                  "%s: tls %d", row->text, t.tls);
        cr_expect(strcmp(t.host, row->host) == 0, "%s: host %s", row->text,
                  t.host);
        cr_expect(strcmp(t.ascii, row->ascii) == 0, "%s: ascii %s", row->text,
                  t.ascii);
        cr_expect(t.port == row->port, "%s: port %u", row->text, t.port);
        cr_expect(strcmp(t.user, row->user) == 0, "%s: user %s", row->text,
                  t.user);
        cr_expect(strcmp(t.mech, row->mech) == 0, "%s: mech %s", row->text,
                  t.mech);
        cr_expect(t.has_password == (row->password != NULL), "%s", row->text);
        if (row->password)
            cr_expect(span_is(secret_span(&t.password), row->password), "%s",
                      row->text);
        target_show(&t, &shown);
        cr_expect(strcmp(buf_text(&shown), row->shown) == 0, "%s is shown %s",
                  row->text, buf_text(&shown));
        buf_done(&shown);
        target_done(&t);
    }
}

Test(target, what_is_shown_means_the_same_target_again)
{
    for (size_t i = 0; i < sizeof goods / sizeof *goods; i++) {
        struct target first, again;
        struct buf shown = {0};

        cr_assert(target_parse(goods[i].text, &first, NULL), "%s",
                  goods[i].text);
        target_show(&first, &shown);
        cr_assert(target_parse(buf_text(&shown), &again, NULL), "%s",
                  buf_text(&shown));
        cr_expect(first.tls == again.tls && first.port == again.port &&
                      strcmp(first.host, again.host) == 0 &&
                      strcmp(first.user, again.user) == 0,
                  "%s", goods[i].text);
        buf_done(&shown);
        target_done(&first);
        target_done(&again);
    }
}

Test(target, literals_are_told_from_names)
{
    static const struct row {
        const char *text;
        bool literal;
    } rows[] = {
        {"127.0.0.1",        true },
        {"::1",              true },
        {"[fe80::1%lo]:110", true },
        {"localhost",        false},
        {"1.example",        false},
        {"a.1b",             false},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct target t;

        cr_expect(target_parse(rows[i].text, &t, NULL), "%s", rows[i].text);
        cr_expect(t.literal == rows[i].literal, "%s", rows[i].text);
        target_done(&t);
    }
}

Test(target, a_unix_socket_has_a_path_and_no_host)
{
    static const char *const texts[] = {"unix:/run/pop3 d.sock",
                                        "UNIX:///run/pop3 d.sock"};

    for (size_t i = 0; i < 2; i++) {
        struct target t;
        struct error err = {0};
        struct buf shown = {0};

        cr_assert(target_parse(texts[i], &t, &err), "%s", err.what);
        cr_expect(eq(str, t.path, "/run/pop3 d.sock"));
        cr_expect(eq(str, t.host, ""));
        cr_expect(eq(int, t.tls, TARGET_PLAIN));
        cr_expect(t.tls_given == false);
        target_show(&t, &shown);
        cr_expect(eq(str, (char *)buf_text(&shown), "unix:/run/pop3 d.sock"));
        buf_done(&shown);
        target_done(&t);
    }
}

#define X10 "xxxxxxxxxx"
#define X60 X10 X10 X10 X10 X10 X10
#define X240 X60 X60 X60 X60
#define X1920 X240 X240 X240 X240 X240 X240 X240 X240

static const struct bad {
    const char *text;
    const char *says; /* a part of the sentence */
} bads[] = {
    {"",                                        "empty"                                                 },
    {" ",                                       "host name"                                             },
    {"@work",                                   "bookmarks are not known"                               },
    {"pop3://",                                 "the host is missing"                                   },
    {"pop3:///",                                "the host is missing"                                   },
    {"pop3://:110",                             "the host is missing"                                   },
    {"pop3://joe@",                             "the host is missing"                                   },
    {"pop3://joe@:110",                         "the host is missing"                                   },
    {":110",                                    "the host is missing"                                   },
    {":",                                       "the host is missing"                                   },
    {"://h",                                    "the scheme must be"                                    },
    {"imap://h",                                "the scheme must be"                                    },
    {"http://h/",                               "the scheme must be"                                    },
    {"pop3+tls://h",                            "the scheme must be"                                    },
    {"pop3s+stls://h",                          "the scheme must be"                                    },
    {"pop3:/h",                                 "/"                                                     },
    {"pop3//h",                                 "character 5: a host has no /"                          },
    {"h/inbox",                                 "character 2: a host has no /"                          },
    {"/run/pop3.sock",                          "unix:/PATH"                                            },
    {"unix:",                                   "whole path"                                            },
    {"unix:/",                                  "whole path"                                            },
    {"unix:run/x",                              "whole path"                                            },
    {"unix://run/x",                            "whole path"                                            },
    {"unix:/" X60 X60,                          "too long for a Unix socket"                            },
 /* line ends and other controls, plain and encoded */
    {"h\r\n",                                   "character 2: a line end"                               },
    {"h\nDELE 1",                               "line end"                                              },
    {"pop3://a%0d%0aDELE%201@h",                "character 9: a line end"                               },
    {"pop3://a%0Ab@h",                          "line end"                                              },
    {"pop3://a:p%0dq@h",                        "line end"                                              },
    {"pop3://a%00b@h",                          "control character"                                     },
    {"pop3://a:%00@h",                          "control character"                                     },
    {"pop3://a;AUTH=PLAIN%0d@h",                "line end"                                              },
    {"pop3://h%0d%0a",                          "line end"                                              },
    {"pop3://[::1%0a]",                         "line end"                                              },
    {"unix:/run/a%0Ab",                         "line end"                                              },
    {"pop3://a\tb@h",                           "control character"                                     },
    {"pop3://\x1b[2J@h",                        "control character"                                     },
    {"h\x7f",                                   "control character"                                     },
 /* users, passwords, mechanisms */
    {"joe@mail.example.org",                    "a user goes with a scheme"                             },
    {"pop3://@h",                               "the user is empty"                                     },
    {"pop3://:pw@h",                            "the user is empty"                                     },
    {"pop3://;AUTH=PLAIN@h",                    "the user is empty"                                     },
    {"pop3://joe:@h",                           "the password is empty"                                 },
    {"pop3://a b@h",                            "character 9: a blank is written %20"                   },
    {"pop3://a%@h",                             "hexadecimal"                                           },
    {"pop3://a%4@h",                            "hexadecimal"                                           },
    {"pop3://a%4",                              "host name"                                             },
    {"pop3://a%zz@h",                           "hexadecimal"                                           },
    {"pop3://a:%zz@h",                          "hexadecimal"                                           },
    {"pop3://a;b@h",                            "only AUTH= may follow ;"                               },
    {"pop3://a;AUTH=PLAIN;x@h",                 "no name of a SASL mechanism"                           },
    {"pop3://a;AUTH=@h",                        "no name of a SASL mechanism"                           },
    {"pop3://a;AUTH=PL AIN@h",                  "a blank"                                               },
    {"pop3://a;AUTH=PL%20AIN@h",                "no name of a SASL mechanism"                           },
    {"pop3://a;AUTH=+@h",                       "APOP"                                                  },
    {"pop3://a;AUTH=+PLAIN@h",                  "APOP"                                                  },
    {"pop3://a;AUTH=+APOPX@h",                  "APOP"                                                  },
    {"pop3://a;AUTH=A;AUTH=B@h",                "SASL mechanism"                                        },
    {"pop3://a;AUTH=A:pw;AUTH=B@h",             "there twice"                                           },
    {"pop3://a;AUTH=ABCDEFGHIJKLMNOPQRSTU@h",   "no name of a SASL mechanism"                           },
    {"pop3://a;AUTH=" X60 "@h",                 "the mechanism is too long"                             },
    {"pop3://" X240 X60 "@h",                   "the user is too long"                                  },
    {"pop3://a:" X240 X240 X240 X240 X240 "@h", "the password is too long"                              },
    {"pop3://" X1920 X240 "@h",                 "it is too long"                                        },
 /* hosts */
    {X240 X60,                                  "the host is too long"                                  },
    {X60 X60 ".org",                            "host name"                                             },
    {"a..b",                                    "host name"                                             },
    {".a",                                      "host name"                                             },
    {"a b",                                     "host name"                                             },
    {"h!",                                      "host name"                                             },
    {"h%20x",                                   "host name"                                             },
    {"pop3://h?x",                              "nothing may follow"                                    },
    {"pop3://h/1",                              "nothing may follow"                                    },
    {"pop3://h#f",                              "nothing may follow"                                    },
    {"h\xff",                                   "host name"                                             },
    {"h\xc0\x80",                               "host name"                                             },
    {"1.2.3",                                   "complete IPv4 address"                                 },
    {"127.1",                                   "complete IPv4 address"                                 },
    {"256.1.1.1",                               "complete IPv4 address"                                 },
    {"1.2.3.4.5",                               "complete IPv4 address"                                 },
    {"1.2.3.4.",                                "complete IPv4 address"                                 },
    {"2130706433",                              "complete IPv4 address"                                 },
    {"0x7f000001",                              "complete IPv4 address"                                 },
    {"127.0.0.0x1",                             "complete IPv4 address"                                 },
    {"[",                                       "closing ]"                                             },
    {"[::1",                                    "closing ]"                                             },
    {"[]",                                      "missing"                                               },
    {"[::1]x",                                  "only :PORT may follow"                                 },
    {"[::1]110",                                "only :PORT may follow"                                 },
    {"[::1]]",                                  "only :PORT may follow"                                 },
    {"[mail.example.org]",                      "no IPv6 address"                                       },
    {"[127.0.0.1]",                             "no IPv6 address"                                       },
    {"[1::2::3]",                               "no IPv6 address"                                       },
    {"[fe80::1%]",                              "no IPv6 address"                                       },
    {"[fe80::1%a%b]",                           "no IPv6 address"                                       },
    {"[fe80::1%a/b]",                           "/"                                                     },
    {"h:110:110",                               "no IPv6 address"                                       },
    {"1:2:3",                                   "no IPv6 address"                                       },
    {"::1]",                                    "no IPv6 address"                                       },
 /* ports */
    {"h:",                                      "character 3: the port must be a number from 1 to 65535"},
    {"[::1]:",                                  "character 7: the port must be a number from 1 to 65535"},
    {"h:0",                                     "from 1 to 65535"                                       },
    {"h:65536",                                 "character 3: the port must be a number from 1 to 65535"},
    {"h:-1",                                    "from 1 to 65535"                                       },
    {"h:+110",                                  "from 1 to 65535"                                       },
    {"h: 110",                                  "from 1 to 65535"                                       },
    {"h:pop3",                                  "from 1 to 65535"                                       },
    {"h:110x",                                  "from 1 to 65535"                                       },
    {"h:99999999999999999999999",               "from 1 to 65535"                                       },
    {"[::1]:",                                  "from 1 to 65535"                                       },
    {"[::1]:0",                                 "from 1 to 65535"                                       },
    {"pop3://h:1.5",                            "from 1 to 65535"                                       },
 /* characters are counted as people count them */
    {"pop3://\xc3\xbc\xc3\xbc;x@h",             "character 10:"                                         },
};

Test(target, whatever_is_no_target_is_refused_with_the_place_and_the_reason)
{
    cr_assert(ge(sz, sizeof bads / sizeof *bads, 60));
    for (size_t i = 0; i < sizeof bads / sizeof *bads; i++) {
        struct target t;
        struct error err = {0};

        cr_expect(target_parse(bads[i].text, &t, &err) == false, "\"%s\"",
                  bads[i].text);
        cr_expect(err.code == ERROR_USAGE, "\"%s\"", bads[i].text);
        cr_expect(strstr(err.what, bads[i].says) != NULL,
                  "\"%s\": %s lacks \"%s\"", bads[i].text, err.what,
                  bads[i].says);
        cr_expect(strncmp(err.what, "target", 6) == 0, "%s", err.what);
        cr_expect(t.password.at == NULL && t.host[0] == '\0',
                  "\"%s\" leaves something behind", bads[i].text);
    }
}

Test(target, no_complaint_repeats_a_password_wherever_it_was_cut)
{
    static const char *const texts[] = {
        "joe:hunter2",
        "joe:hunter2@h",
        "pop3://joe:hunter2",
        "pop3://joe:hunter2/x@h",
        "pop3://joe:x/hunter2@h",
        "pop3://joe:x#hunter2@h",
        "pop3://joe:hunter2%zz@h",
        "pop3://joe:hunter2@h:99999",
        "pop3://joe:hunter2@[::1",
        "pop3://joe:hunter2@h!",
        "pop3://joe:x@hunter2!",
        "pop3://joe:hunter2@h/x",
        "pop3://joe:hunter2%0a@h",
        "imap://joe:hunter2@h",
        "joe:hunter2://h",
        "pop3://joe:hunter2;AUTH=A B@h",
        "pop3://joe:x;AUTH=hunter2!@h",
        "pop3://joe;hunter2@h",
        "pop3:joe:hunter2@h",
    };

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct target t;
        struct error err = {0};

        cr_expect(target_parse(texts[i], &t, &err) == false, "%s", texts[i]);
        cr_expect(strstr(err.what, "hunter") == NULL, "%s: %s", texts[i],
                  err.what);
    }
}

Test(target, the_tls_option_agrees_with_the_scheme_or_is_refused)
{
    static const struct row {
        const char *text;
        enum target_tls tls;
        bool ok;
        uint16_t port;
    } rows[] = {
        {"h",             TARGET_STLS,     true,  110 },
        {"h",             TARGET_PLAIN,    true,  110 },
        {"h",             TARGET_IMPLICIT, true,  995 },
        {"h:995",         TARGET_STLS,     true,  995 },
        {"h:1110",        TARGET_IMPLICIT, true,  1110},
        {"pop3://h",      TARGET_PLAIN,    true,  110 },
        {"pop3://h",      TARGET_STLS,     false, 110 },
        {"pop3s://h",     TARGET_PLAIN,    false, 995 },
        {"pop3+stls://h", TARGET_STLS,     true,  110 },
        {"pop3+stls://h", TARGET_IMPLICIT, false, 110 },
        {"unix:/s",       TARGET_IMPLICIT, true,  0   },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct target t;
        struct error err = {0};

        cr_assert(target_parse(rows[i].text, &t, NULL), "%s", rows[i].text);
        cr_expect(target_choose_tls(&t, rows[i].tls, &err) == rows[i].ok,
                  "%s and %d", rows[i].text, rows[i].tls);
        cr_expect(t.port == rows[i].port, "%s: %u", rows[i].text, t.port);
        cr_expect(rows[i].ok == (t.tls == rows[i].tls), "%s", rows[i].text);
        cr_expect(rows[i].ok || err.code == ERROR_USAGE, "%s", rows[i].text);
        target_done(&t);
    }
}

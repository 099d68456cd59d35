/* test-auto-mask.c - what is masked in a line, and what is not. */
#include <config.h>

#include "net/transcript/auto-mask.h"
#include "net/transcript/date-mask.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

TestSuite(auto_mask, .timeout = 10);

static const struct row {
    enum auto_place place;
    const char *verb; /* NULL: none */
    const char *text, *want;
} rows[] = {
    {AUTO_GREETING,  NULL,   "+OK ready <1896.69@dbc.mtview.ca.us>",
     "+OK ready \\{:stamp=<1896.69@dbc.mtview.ca.us>}"                                                         },
    {AUTO_GREETING,  NULL,   "+OK POP server ready H migmxus005 1MkZ0a-00zNvN v2",
     "+OK POP server ready H \\{:word=migmxus005} \\{:word=1MkZ0a-00zNvN} v2"                                  },
    {AUTO_GREETING,  NULL,   "+OK mail.example.org here [Qw3rty9]",
     "+OK \\{:host=mail.example.org} here [\\{:word=Qw3rty9}]"                                                 },
    {AUTO_GREETING,  NULL,   "+OK ready [QwBPAFAAUgBRAEQARQBQAEEA]",
     "+OK ready [\\{:word=QwBPAFAAUgBRAEQARQBQAEEA}]"                                                          },
    {AUTO_GREETING,  NULL,   "+OK [ABCDEFGHIJKLMN==] (AVeryLongSoftware)",
     "+OK [\\{:word=ABCDEFGHIJKLMN==}] (AVeryLongSoftware)"                                                    },
    {AUTO_GREETING,  NULL,   "+OK (OurOwnMailServer)",                             "+OK (OurOwnMailServer)"    },
    {AUTO_STATUS,    "PASS", "-ERR [SYSTEM/TEMPORARY] x",
     "-ERR [SYSTEM/TEMPORARY] x"                                                                               },
    {AUTO_GREETING,  NULL,   "+OK mail.example.organic",
     "+OK mail.example.organic"                                                                                },
    {AUTO_STATUS,    "STAT", "+OK 2 320",                                          "+OK 2 \\{:octets=320}"     },
    {AUTO_STATUS,    "STAT", "+OK none",                                           "+OK none"                  },
    {AUTO_STATUS,    "RETR", "+OK 120 octets",                                     "+OK \\{:octets=120} octets"},
    {AUTO_STATUS,    "LIST", "+OK 2 messages (320 octets)",
     "+OK 2 messages (\\{:octets=320} octets)"                                                                 },
    {AUTO_LISTING,   "LIST", "1 120",                                              "1 \\{:octets=120}"         },
    {AUTO_LISTING,   "UIDL", "1 whqtswO00WBw418f9t5JxYwZ",
     "1 \\{:uid=whqtswO00WBw418f9t5JxYwZ}"                                                                     },
    {AUTO_LISTING,   "UIDL", ".",                                                  "."                         },
    {AUTO_LISTING,   "CAPA", "LOGIN-DELAY 900",                                    "LOGIN-DELAY 900"           },
    {AUTO_LISTING,   "CAPA", "IMPLEMENTATION a12345678",
     "IMPLEMENTATION a12345678"                                                                                },
    {AUTO_CHALLENGE, "AUTH", "+ cj1mT3BB",                                         "+ \\{:b64}"                },
    {AUTO_CHALLENGE, "AUTH", "+ ",                                                 "+\\x20"                    },
    {AUTO_STATUS,    "PASS", "-ERR [IN-USE] locked",                               "-ERR [IN-USE] locked"      },
    {AUTO_STATUS,    "PASS", "-ERR [SYS/TEMP] try at 2026-11-25T20:42:46Z",
     "-ERR [SYS/TEMP] try at \\{:date=2026-11-25T20:42:46Z}"                                                   },
    {AUTO_STATUS,    "QUIT", "+OK session 00deadbeef over",
     "+OK session \\{:hex=00deadbeef} over"                                                                    },
    {AUTO_STATUS,    "QUIT", "+OK feedface over",                                  "+OK feedface over"         },
    {AUTO_STATUS,    "QUIT", "+OK a\\b ",                                          "+OK a\\\\b\\x20"           },
};

static void check(enum auto_place place, const char *verb, const char *text,
                  const char *want)
{
    struct auto_line line = {
        .text = span_of(text),
        .place = place,
        .verb = verb ? verb_find(span_of(verb)) : NULL,
        .bare = true,
        .host = SPAN("mail.example.org"),
    };
    struct buf out = {0};

    auto_mask_wire(&out, &line);
    cr_expect(eq(str, (char *)buf_text(&out), (char *)want));
    buf_done(&out);
}

Test(auto_mask, lines_are_masked_by_their_place)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        check(rows[i].place, rows[i].verb, rows[i].text, rows[i].want);
}

/* Also behind its unit, and however long it is. */
Test(auto_mask, a_size_is_no_hex_run)
{
    static const struct {
        const char *before, *size, *behind;
    } sizes[] = {
        {"octets: ",          "312744",   ""         },
        {"octets: ",          "31274400", ""         },
        {"Size=",             "1234",     ""         },
        {"message size is (", "12345678", ")"        },
        {"",                  "31274400", " octets"  },
        {"(",                 "31274400", " bytes)"  },
        {"Bytes ",            "12",       ", lines 3"},
        {"2 ",                "31274400", ""         },
        {"2 ",                "320",      " in total"},
    };

    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct buf text = {0}, want = {0};

        buf_add_format(&text, "+OK %s%s%s", sizes[i].before, sizes[i].size,
                       sizes[i].behind);
        buf_add_format(&want, "+OK %s\\{:octets=%s}%s", sizes[i].before,
                       sizes[i].size, sizes[i].behind);
        check(AUTO_STATUS, "LIST", buf_text(&text), buf_text(&want));
        buf_done(&text);
        buf_done(&want);
    }
}

Test(auto_mask, other_numbers_stay)
{
    static const char *const texts[] = {"+OK oversize 12", "+OK size 12.5",
                                        "+OK 7", "+OK size 12k",
                                        "+OK 2 messages"};

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        check(AUTO_STATUS, "RETR", texts[i], texts[i]);
    check(AUTO_GREETING, NULL, "+OK v1.2.3.4 iPlanet2026 here",
          "+OK v1.2.3.4 iPlanet2026 here");
}

Test(auto_mask, a_greeting_names_client_and_connection)
{
    check(AUTO_GREETING, NULL,
          "+OK Gpop ready for requests from 192.0.2.1 bh7pf61475604pab.24",
          "+OK Gpop ready for requests from \\{:host=192.0.2.1} "
          "\\{:word=bh7pf61475604pab.24}");
}

Test(auto_mask, an_argument_makes_the_status_a_listing)
{
    struct auto_line line = {.text = SPAN("+OK 1 120"),
                             .place = AUTO_STATUS,
                             .verb = verb_find(SPAN("LIST"))};
    struct buf out = {0};

    auto_mask_wire(&out, &line);
    cr_expect(eq(str, (char *)buf_text(&out), "+OK 1 \\{:octets=120}"));
    buf_done(&out);
}

Test(auto_mask, dates_are_found_whole)
{
    static const struct {
        const char *text;
        size_t want;
    } dates[] = {
        {"Wed, 25 Nov 2026 20:42:46 +0000 x", 31},
        {"5 Nov 2026 20:42:46 GMT",           23},
        {"2026-11-25T20:42:46+01:00",         25},
        {"2026-11-25 20:42:46.",              19},
        {"2026-11-25",                        10},
        {"2026-11-255",                       0 },
        {"1 may 1234",                        10},
        {"10 messages",                       0 },
    };

    for (size_t i = 0; i < sizeof dates / sizeof *dates; i++)
        cr_expect(eq(sz, date_match(span_of(dates[i].text)), dates[i].want),
                  "%s", dates[i].text);
}

/* test-message.c - the header reader and its encoded-words. */
#include <config.h>

#include "net/pop3/encoded.h"
#include "net/pop3/message.h"
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

TestSuite(message, .timeout = 10);

static const char sample[] =
    "Received: from a by b;\r\n"
    "\tSun, 22 Nov 2026 20:00:00 +0000\r\n"
    "FROM : =?iso-8859-1?Q?J=F6rg?=\r\n <j@example.org>\r\n"
    "To: list@example.org,\r\n\tother@example.org\r\n"
    "Subject: =?UTF-8?B?R3LDvMOfZQ==?= =?UTF-8?Q?_aus_K=C3=B6ln?=\r\n"
    "Subject: second\r\n"
    "Date: Sun, 22 Nov 2026 20:00:00 +0000\r\n"
    "Message-ID: <=?UTF-8?Q?a?=@example.org>\r\n"
    "Content-Type: text/plain;\r\n charset=\"utf-8\"\r\n"
    "no colon here\r\n"
    "\r\n"
    "Subject: body\r\n";

static struct span field(const struct message *m, enum message_field f)
{
    return message_field(m, f);
}

static void check_sample(const struct message *m)
{
    static const char *const want[MESSAGE_FIELDS] = {
        "J\u00f6rg <j@example.org>",     "list@example.org,\tother@example.org",
        "Gr\u00fc\u00dfe aus K\u00f6ln", "Sun, 22 Nov 2026 20:00:00 +0000",
        "<=?UTF-8?Q?a?=@example.org>",   "text/plain; charset=\"utf-8\"",
    };

    for (int i = 0; i < MESSAGE_FIELDS; i++) {
        struct span got = field(m, (enum message_field)i);
        cr_expect(span_is(got, want[i]), "%s: %.*s",
                  message_field_name((enum message_field)i), (int)got.len,
                  got.at);
    }
}

Test(message, keeps_decoded_fields_and_stops_at_the_blank_line)
{
    struct message m;

    message_init(&m);
    size_t n = message_feed(&m, SPAN(sample));
    cr_assert(m.over);
    cr_assert(eq(str, (char *)sample + n, "Subject: body\r\n"));
    check_sample(&m);
    message_done(&m);
}

Test(message, reads_any_split_alike)
{
    for (size_t step = 1; step < 40; step++) {
        struct message m;
        size_t header = 0;

        message_init(&m);
        for (size_t at = 0; at < sizeof sample - 1; at += step) {
            struct span rest = span_from(SPAN(sample), at);
            header += message_feed(&m, span_first(rest, step));
        }
        cr_expect(
            eq(sz, header, sizeof sample - 1 - strlen("Subject: body\r\n")));
        check_sample(&m);
        message_done(&m);
    }
}

Test(message, ends_with_the_data_when_no_blank_line_came)
{
    struct message m;

    message_init(&m);
    message_feed(&m, SPAN("Subject: unfinished\r"));
    cr_assert(not(m.over));
    message_end(&m);
    cr_assert(span_is(field(&m, MESSAGE_SUBJECT), "unfinished\r"));
    cr_assert(eq(sz, message_feed(&m, SPAN("To: x\r\n")), 0));
    message_done(&m);
}

Test(message, takes_bare_lf_as_line_end)
{
    struct message m;

    message_init(&m);
    cr_assert(eq(sz, message_feed(&m, SPAN("To: a\n\nbody\n")), 7));
    cr_assert(span_is(field(&m, MESSAGE_TO), "a"));
    message_done(&m);
}

Test(message, takes_no_line_with_two_crs_for_the_blank_one)
{
    struct message m;

    message_init(&m);
    message_feed(&m, SPAN("To: a\r\n\r"));
    message_feed(&m, SPAN("\r\n"));
    cr_assert(not(m.over));
    message_done(&m);
}

Test(message, needs_bounded_memory)
{
    static char line[100000];
    struct message m;
    size_t fed = 0;

    memset(line, 'x', sizeof line);
    message_init(&m);
    message_feed(&m, SPAN("Subject: "));
    for (int i = 0; i < 100; i++)
        fed += message_feed(&m, (struct span){line, sizeof line});
    cr_assert(m.over, "an endless header is given up");
    cr_assert(le(sz, fed, MESSAGE_HEADER_MOST + sizeof line));
    cr_assert(le(sz, field(&m, MESSAGE_SUBJECT).len, MESSAGE_FIELD_MOST));
    cr_assert(ge(sz, field(&m, MESSAGE_SUBJECT).len, 8000));
    message_done(&m);
}

Test(message, decodes_encoded_words)
{
    static const struct {
        const char *in, *want;
    } rows[] = {
        {"plain",                               "plain"                 },
        {"=?utf-8?q?caf=C3=A9?=",               "caf\u00e9"             },
        {"=?UTF-8*en?Q?a_b?=",                  "a b"                   },
        {"=?US-ASCII?Q?a=20b?= c",              "a b c"                 },
        {"=?iso-8859-15?Q?=A4=BD?=",            "\u20ac\u0153"          },
        {"=?windows-1252?Q?=80=93x=94?=",       "\u20ac\u201cx\u201d"   },
        {"=?ISO-8859-1?B?5Gg=?=",               "\u00e4h"               },
 /* blanks between encoded-words go, others stay */
        {"a =?UTF-8?Q?b?=  =?UTF-8?Q?c?= d",    "a bc d"                },
        {"=?UTF-8?Q?b?=\t=?iso-8859-1?Q?=E4?=", "b\u00e4"               },
        {"(=?UTF-8?Q?b?=)",                     "(b)"                   },
 /* a character split between two words */
        {"=?UTF-8?Q?=C3?= =?UTF-8?Q?=A9?=",     "\u00e9"                },
        {"=?UTF-8?B?4oI=?= =?UTF-8?B?rA==?=",   "\u20ac"                },
 /* what cannot be decoded stays */
        {"=?koi8-r?Q?=C1?=",                    "=?koi8-r?Q?=C1?="      },
        {"=?UTF-8?X?abc?=",                     "=?UTF-8?X?abc?="       },
        {"=?UTF-8?Q?=C3?=",                     "=?UTF-8?Q?=C3?="       },
        {"=?UTF-8?Q?=C3?= =?UTF-8?Q?=C3?= z",
         "=?UTF-8?Q?=C3?= =?UTF-8?Q?=C3?= z"                            },
        {"=?UTF-8?Q?=4?=",                      "=?UTF-8?Q?=4?="        },
        {"=?UTF-8?Q?=zz?=",                     "=?UTF-8?Q?=zz?="       },
        {"=?UTF-8?B?*?=",                       "=?UTF-8?B?*?="         },
        {"=?windows-1252?Q?=81?=",              "=?windows-1252?Q?=81?="},
        {"=?UTF-8?Q?no end",                    "=?UTF-8?Q?no end"      },
        {"=?UTF-8?Q?no end?",                   "=?UTF-8?Q?no end?"     },
        {"=?",                                  "=?"                    },
        {"=",                                   "="                     },
        {"=?=?=?=?UTF-8?Q?x?=",                 "=?=?=?x"               },
        {"=?koi8-r?Q?x?= =?UTF-8?Q?y?=",        "=?koi8-r?Q?x?= y"      },
        {"=?UTF-8?Q?y?= =?koi8-r?Q?x?=",        "y =?koi8-r?Q?x?="      },
        {"=?UTF-8?Q?"
         "?=",                         ""                      },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buf out = {0};

        encoded_decode(&out, span_of(rows[i].in));
        cr_expect(span_is(buf_span(&out), rows[i].want), "%s -> %s", rows[i].in,
                  buf_text(&out));
        buf_done(&out);
    }
}

Test(message, decodes_every_octet_sequence_in_bounded_room)
{
    char text[64];

    for (unsigned seed = 0; seed < 20000; seed++) {
        struct buf out = {0};
        unsigned random = seed * 2654435761u;

        for (size_t i = 0; i < sizeof text; i++) {
            random = random * 1664525u + 1013904223u;
            text[i] = "=?=?=?UTF-8BQq_ A0c=3\xc3\t"[random >> 16 & 15];
        }
        encoded_decode(&out, (struct span){text, sizeof text});
        cr_expect(le(sz, out.len, sizeof text));
        buf_done(&out);
    }
}

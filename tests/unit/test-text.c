/* test-text.c - octets from elsewhere made fit for a screen. */
#include <config.h>

#include "net/base/text.h"
#include "net/base/wrap.h"
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

TestSuite(text, .timeout = 10);

static bool escapes_to(struct span in, unsigned flags, const char *want)
{
    struct buf out = {0};

    text_escape(&out, in, flags);
    bool same = span_is(buf_span(&out), want);
    if (!same)
        cr_log_error("\"%s\" instead of \"%s\"", buf_text(&out), want);
    buf_done(&out);
    return same;
}

Test(text, what_could_drive_a_terminal_is_escaped)
{
    static const struct row {
        struct span in;
        unsigned flags;
        const char *want;
    } rows[] = {
        {SPAN("+OK 2 messages ~"),   TEXT_PLAIN,     "+OK 2 messages ~"  },
        {SPAN("\x1B]0;x\x07"),       TEXT_PLAIN,     "\\x1B]0;x\\x07"    },
        {SPAN("a\0b\r\n"),           TEXT_PLAIN,     "a\\x00b\\x0D\\x0A" },
        {SPAN("\x7F\t"),             TEXT_PLAIN,     "\\x7F\\x09"        },
        {SPAN("\ta\t"),              TEXT_TAB,       "\ta\t"             },
        {SPAN("a\\x41"),             TEXT_PLAIN,     "a\\x41"            },
        {SPAN("a\\x41"),             TEXT_BACKSLASH, "a\\\\x41"          },
        {SPAN("\x9B"
              "31m"),
         TEXT_PLAIN,                                 "\\x9B31m"          },
        {SPAN("\xC2\x9B"
              "31m"),
         TEXT_PLAIN,                                 "\\u{009B}31m"      },
        {SPAN("\xE2\x80\xAE"
              "exe"),
         TEXT_PLAIN,                                 "\\u{202E}exe"      },
        {SPAN("\xF3\xA0\x81\x81"),   TEXT_PLAIN,     "\\u{E0041}"        },
        {SPAN("\xEF\xBB\xBF"),       TEXT_PLAIN,     "\\u{FEFF}"         },
        {SPAN("gr\xC3\xBC\xC3\x9F"), TEXT_PLAIN,     "gr\xC3\xBC\xC3\x9F"},
        {SPAN("gr\xC3\xBC"),         TEXT_ASCII,     "gr\\xC3\\xBC"      },
        {SPAN("\xE2\x80\xAE"),       TEXT_ASCII,     "\\xE2\\x80\\xAE"   },
        {SPAN("\xF0\x9F\x93\xAC"),   TEXT_PLAIN,     "\xF0\x9F\x93\xAC"  },
        {SPAN("\xC3"),               TEXT_PLAIN,     "\\xC3"             },
        {SPAN("\xC3\xC3\xBC"),       TEXT_PLAIN,     "\\xC3\xC3\xBC"     },
        {SPAN("\xC0\x9B"),           TEXT_PLAIN,     "\\xC0\\x9B"        },
        {SPAN("\xED\xA0\x80"),       TEXT_PLAIN,     "\\xED\\xA0\\x80"   },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        cr_expect(escapes_to(rows[i].in, rows[i].flags, rows[i].want),
                  "row %zu", i);
}

Test(text, an_odd_octet_is_found_wherever_it_stands)
{
    char in[100];

    for (size_t at = 0; at < sizeof in; at++) {
        struct buf want = {0};

        memset(in, 'a', sizeof in);
        in[at] = '\x1B';
        buf_add(&want, (struct span){in, at});
        buf_add_text(&want, "\\x1B");
        buf_add(&want, span_from((struct span){in, sizeof in}, at + 1));
        cr_expect(escapes_to((struct span){in, sizeof in}, 0, buf_text(&want)),
                  "at %zu", at);
        buf_done(&want);
    }
}

Test(text, no_octet_pair_lets_a_control_through)
{
    for (unsigned flags = 0; flags < 4; flags++) {
        for (unsigned pair = 0; pair < 0x10000; pair++) {
            char in[2] = {(char)(pair >> 8), (char)pair};
            struct buf out = {0};

            text_escape(&out, (struct span){in, 2}, flags);
            cr_assert(text_is_utf8(buf_span(&out), NULL), "%04X", pair);
            for (struct span s = buf_span(&out); s.len;) {
                uint32_t character;
                s = span_from(s, text_utf8(s, &character));
                cr_assert(not(text_is_unsafe(character)), "%04X", pair);
            }
            cr_assert(eq(sz, text_columns((struct span){in, 2}, flags),
                         text_columns(buf_span(&out), 0)));
            buf_done(&out);
        }
    }
}

Test(text, the_backslash_form_can_be_read_back)
{
    char octets[256];
    struct buf escaped = {0}, back = {0};

    for (size_t i = 0; i < sizeof octets; i++)
        octets[i] = (char)i;
    text_escape(&escaped, (struct span){octets, sizeof octets},
                TEXT_ASCII | TEXT_BACKSLASH);
    cr_assert(text_unescape(&back, buf_span(&escaped), NULL));
    cr_assert(
        span_equal(buf_span(&back), (struct span){octets, sizeof octets}));
    buf_done(&escaped);
    buf_done(&back);
}

Test(text, fitting_cuts_between_characters_and_says_so)
{
#define FORTY "0123456789012345678901234567890123456789"
    static const struct row {
        const char *in;
        unsigned flags;
        size_t columns;
        const char *want;
    } rows[] = {
        {"abcdef",        TEXT_ASCII, 6,  "abcdef"        },
        {"abcdefg",       TEXT_ASCII, 6,  "abc..."        },
        {"abcdefg",       TEXT_PLAIN, 6,  "abcde\u2026"   },
        {"abc",           TEXT_ASCII, 2,  ".."            },
        {"abc",           TEXT_ASCII, 0,  ""              },
        {"abc",           TEXT_PLAIN, 0,  ""              },
        {"",              TEXT_PLAIN, 0,  ""              },
        {"ab\x1B"
         "cd",   TEXT_ASCII, 7,  "ab..."         },
        {"ab\x1B"
         "cd",   TEXT_ASCII, 8,  "ab\\x1Bcd"     },
        {"a\u65E5\u672C", TEXT_PLAIN, 5,  "a\u65E5\u672C" },
        {"a\u65E5\u672C", TEXT_PLAIN, 4,  "a\u65E5\u2026" },
        {"a\u65E5\u672C", TEXT_PLAIN, 3,  "a\u2026"       },
        {"abe\u0301",     TEXT_PLAIN, 3,  "abe\u0301"     },
        {"abe\u0301x",    TEXT_PLAIN, 3,  "ab\u2026"      },
        {"ae\u0301xx",    TEXT_PLAIN, 3,  "ae\u0301\u2026"},
        {"a\tb",          TEXT_TAB,   9,  "a\tb"          },
        {"a\tb",          TEXT_TAB,   8,  "a\u2026"       },
        {FORTY "ab",      TEXT_PLAIN, 42, FORTY "ab"      },
        {FORTY "ab",      TEXT_PLAIN, 41, FORTY "\u2026"  },
        {FORTY "\u65E5",  TEXT_PLAIN, 42, FORTY "\u65E5"  },
        {FORTY "\u65E5",  TEXT_PLAIN, 41, FORTY "\u2026"  },
        {FORTY "\u65E5x", TEXT_PLAIN, 42, FORTY "\u2026"  },
        {"\u65E5" FORTY,  TEXT_PLAIN, 42, "\u65E5" FORTY  },
        {"ab\t" FORTY,    TEXT_TAB,   12, "ab\t012\u2026" },
        {FORTY FORTY,     TEXT_ASCII, 43, FORTY "..."     },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct row *row = &rows[i];
        struct buf out = {0};

        text_escape_fit(&out, span_of(row->in), row->flags, row->columns);
        cr_expect(span_is(buf_span(&out), row->want), "%zu: \"%s\"", i,
                  buf_text(&out));
        cr_expect(le(sz, text_columns(buf_span(&out), TEXT_TAB), row->columns));
        buf_done(&out);
    }
}

Test(text, columns_count_what_the_screen_shows)
{
    cr_assert(eq(sz, text_columns(SPAN(""), 0), 0));
    cr_assert(eq(sz, text_columns(SPAN("abc"), 0), 3));
    cr_assert(eq(sz, text_columns(SPAN("a\\b"), TEXT_BACKSLASH), 4));
    cr_assert(eq(sz, text_columns(SPAN("\xFF"), 0), 4));
    cr_assert(eq(sz, text_columns(SPAN("\u65E5\u672C"), 0), 4));
    cr_assert(eq(sz, text_columns(SPAN("\u65E5"), TEXT_ASCII), 12));
    cr_assert(eq(sz, text_columns(SPAN("e\u0301"), 0), 1));
    cr_assert(eq(sz, text_columns(SPAN("abc\td"), TEXT_TAB), 9));
}

Test(text, utf8_is_read_strictly)
{
    static const struct row {
        const char *in;
        size_t octets;
        uint32_t character;
    } rows[] = {
        {"A",                1, 'A'     },
        {"\x7F",             1, 0x7F    },
        {"\xC2\x80",         2, 0x80    },
        {"\xDF\xBF",         2, 0x7FF   },
        {"\xE0\xA0\x80",     3, 0x800   },
        {"\xED\x9F\xBF",     3, 0xD7FF  },
        {"\xEE\x80\x80",     3, 0xE000  },
        {"\xEF\xBF\xBF",     3, 0xFFFF  },
        {"\xF0\x90\x80\x80", 4, 0x10000 },
        {"\xF4\x8F\xBF\xBF", 4, 0x10FFFF},
        {"",                 0, 0       },
        {"\x80",             0, 0       },
        {"\xBF",             0, 0       },
        {"\xC0\x80",         0, 0       },
        {"\xC1\xBF",         0, 0       },
        {"\xC2",             0, 0       },
        {"\xC2\x7F",         0, 0       },
        {"\xC2\xC0",         0, 0       },
        {"\xE0\x9F\xBF",     0, 0       },
        {"\xE2\x82",         0, 0       },
        {"\xE2\x82\xE2",     0, 0       },
        {"\xED\xA0\x80",     0, 0       },
        {"\xF0\x8F\xBF\xBF", 0, 0       },
        {"\xF4\x90\x80\x80", 0, 0       },
        {"\xF5\x80\x80\x80", 0, 0       },
        {"\xFE",             0, 0       },
        {"\xFF",             0, 0       },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        uint32_t character = 0;
        size_t octets = text_utf8(span_of(rows[i].in), &character);

        cr_expect(octets == rows[i].octets, "row %zu", i);
        cr_expect(character == rows[i].character, "row %zu", i);
    }
}

Test(text, the_first_octet_that_is_not_utf8_is_named)
{
    size_t bad = 99;

    cr_assert(text_is_utf8(SPAN("plain, then gr\xC3\xBC\xC3\x9F"), &bad));
    cr_assert(text_is_utf8(SPAN(""), &bad));
    cr_assert(eq(sz, bad, 99));
    cr_assert(not(text_is_utf8(SPAN("0123456789\xC3\xBC\xC3"), &bad)));
    cr_assert(eq(sz, bad, 12));
    cr_assert(not(text_is_utf8(SPAN("\xE9t\xE9"), NULL)));
}

Test(text, characters_are_known_as_unsafe_or_not)
{
    static const uint32_t unsafe[] = {
        0,      0x1B,   0x1F,   0x7F,   0x80,    0x9F,    0xAD,
        0x61C,  0x200B, 0x200E, 0x200F, 0x2028,  0x2029,  0x202A,
        0x202E, 0x2060, 0x2066, 0x2069, 0xD800,  0xDFFF,  0xFEFF,
        0xFFF9, 0xFFFB, 0x3164, 0x115F, 0xE0001, 0xE007F, 0x110000};
    static const uint32_t safe[] = {' ',    '~',    0xA0,   0xE9,
                                    0x301,  0x200C, 0x200D, 0x2010,
                                    0x2026, 0x3000, 0xFFFD, 0x1F600};

    for (size_t i = 0; i < sizeof unsafe / sizeof *unsafe; i++)
        cr_expect(text_is_unsafe(unsafe[i]), "U+%04X", unsafe[i]);
    for (size_t i = 0; i < sizeof safe / sizeof *safe; i++)
        cr_expect(not(text_is_unsafe(safe[i])), "U+%04X", safe[i]);
}

Test(text, characters_take_none_one_or_two_columns)
{
    static const struct row {
        uint32_t character;
        int want;
    } rows[] = {
        {'A',      1},
        {0x1B,     0},
        {0x9B,     0},
        {0xA0,     1},
        {0xE9,     1},
        {0x300,    0}, /* combining grave */
        {0x36F,    0},
        {0x370,    1},
        {0x5BF,    0}, /* a range of one */
        {0x903,    1}, /* a spacing mark */
        {0x10FF,   1},
        {0x1100,   2}, /* a leading Hangul letter */
        {0x1161,   0}, /* a vowel joins it */
        {0x200D,   0},
        {0x20AC,   1},
        {0x2764,   1}, /* a heart that is text unless
  asked */
        {0x3000,   2},
        {0x4E00,   2},
        {0xAC00,   2},
        {0xD7A3,   2},
        {0xFE0F,   0},
        {0xFF01,   2},
        {0xFF61,   1}, /* halfwidth */
        {0x1F4EC,  2},
        {0x1F600,  2},
        {0x20000,  2},
        {0x3FFFD,  2},
        {0xE0100,  0},
        {0x10FFFF, 1},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        cr_expect(text_width(rows[i].character) == rows[i].want, "U+%04X: %d",
                  rows[i].character, text_width(rows[i].character));
}

struct amount {
    uint64_t in;
    const char *want;
};

static void check_amounts(void (*add)(struct buf *, uint64_t),
                          const struct amount *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct buf out = {0};

        add(&out, rows[i].in);
        cr_expect(span_is(buf_span(&out), rows[i].want), "\"%s\" not \"%s\"",
                  buf_text(&out), rows[i].want);
        buf_done(&out);
    }
}

Test(text, sizes_are_said_in_words)
{
    static const struct amount rows[] = {
        {0,                 "0 octets"   },
        {1,                 "1 octet"    },
        {512,               "512 octets" },
        {1023,              "1023 octets"},
        {1024,              "1.0 KiB"    },
        {1536,              "1.5 KiB"    },
        {1048575,           "1.0 MiB"    },
        {1048576,           "1.0 MiB"    },
        {1468006,           "1.4 MiB"    },
        {536870912,         "512.0 MiB"  },
        {UINT64_C(1) << 40, "1.0 TiB"    },
        {UINT64_MAX,        "16.0 EiB"   },
    };

    check_amounts(text_size, rows, sizeof rows / sizeof *rows);
}

Test(text, counts_are_grouped_in_threes)
{
    static const struct amount rows[] = {
        {0,          "0"                         },
        {999,        "999"                       },
        {1000,       "1,000"                     },
        {1048576,    "1,048,576"                 },
        {1000000007, "1,000,000,007"             },
        {UINT64_MAX, "18,446,744,073,709,551,615"},
    };

    check_amounts(text_grouped, rows, sizeof rows / sizeof *rows);
}

Test(text, durations_are_said_in_words)
{
    static const struct amount rows[] = {
        {0,                       "0 us"     },
        {1499,                    "1 us"     },
        {85000,                   "85 us"    },
        {999499,                  "999 us"   },
        {999500,                  "1.0 ms"   },
        {1200000,                 "1.2 ms"   },
        {999949999,               "999.9 ms" },
        {999950000,               "1.0 s"    },
        {UINT64_C(3400000000),    "3.4 s"    },
        {UINT64_C(75000000000),   "75.0 s"   },
        {UINT64_C(125000000000),  "2 min 5 s"},
        {UINT64_C(7500000000000), "2 h 5 min"},
    };

    check_amounts(text_duration, rows, sizeof rows / sizeof *rows);
}

Test(text, escapes_are_read_as_c_reads_them)
{
    struct buf out = {0};

    cr_assert(
        text_unescape(&out, SPAN("A\\r\\n\\t\\0\\\\\\\"\\x1b\\xFFz"), NULL));
    cr_assert(span_equal(buf_span(&out), SPAN("A\r\n\t\0\\\"\x1B\xFFz")));
    buf_clear(&out);
    cr_assert(text_unescape(&out, SPAN(""), NULL));
    cr_assert(eq(sz, out.len, 0));
    buf_done(&out);
}

Test(text, other_escapes_are_refused_where_they_stand)
{
    static const struct row {
        struct span in;
        size_t bad;
        const char *before;
    } rows[] = {
        {SPAN("ab\\q"),   2, "ab"  },
        {SPAN("\\"),      0, ""    },
        {SPAN("ab\\r\\"), 4, "ab\r"},
        {SPAN("\\x4"),    0, ""    },
        {SPAN("\\xG0"),   0, ""    },
        {SPAN("\\x4g"),   0, ""    },
        {SPAN("\\\0"),    0, ""    },
        {SPAN("\\R"),     0, ""    },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buf out = {0};
        size_t bad = 99;

        cr_expect(not(text_unescape(&out, rows[i].in, &bad)), "row %zu", i);
        cr_expect(bad == rows[i].bad, "row %zu: %zu", i, bad);
        cr_expect(span_is(buf_span(&out), rows[i].before), "row %zu", i);
        buf_done(&out);
    }
}

Test(wrap, breaks_between_words_and_counts_columns)
{
    struct buf out = {0};

    wrap_words(&out, 2, 9,
               SPAN("one two \xC3\xA4\xC3\xB6\xC3\xBC x longerthanit y"));
    cr_assert(eq(str, (char *)buf_text(&out),
                 "one two\n  \xC3\xA4\xC3\xB6\xC3\xBC x\n  longerthanit\n"
                 "  y\n"));
    buf_clear(&out);
    wrap_lines(&out, 12,
               SPAN("short\n  a  b longer lines\nlongerthanitsscreen x\n"
                    "              far\nlast \xC3\xA4\xC3\xB6\xC3\xBC and on"));
    cr_assert(eq(str, (char *)buf_text(&out),
                 "short\n  a  b\n    longer\n    lines\n"
                 "longerthanitsscreen\n  x\n              far\n"
                 "last \xC3\xA4\xC3\xB6\xC3\xBC and\n  on"));
    buf_clear(&out);
    wrap_words(&out, 2, 9, SPAN(""));
    cr_assert(eq(str, (char *)buf_text(&out), "\n"));
    buf_done(&out);
}

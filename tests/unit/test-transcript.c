/* test-transcript.c - transcripts are read and written without loss. */
#include <config.h>

#include "net/base/buf.h"
#include "net/transcript/escape.h"
#include "net/transcript/transcript.h"
#include "net/transcript/writer.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>

TestSuite(transcript, .timeout = 60);

#define HEAD "%POP3-TRANSCRIPT 1\nVar: user=joe\nSecret: pass=env:P\n\n"

/* Read text in parts of `part` octets and print it again. */
static char *printed(struct span text, size_t part, struct error *err)
{
    struct reader *r = reader_new("t");
    struct buf out = {0};
    struct item item;
    enum reader_result result = READER_MORE;

    while (text.len && result != READER_ERROR) {
        char *copy = malloc(part); /* so that ASan finds what is kept */
        struct span in = {copy, part < text.len ? part : text.len};

        memcpy(copy, text.at, in.len);
        text = span_from(text, in.len);
        while ((result = reader_next(r, &in, &item, err)) == READER_ITEM)
            writer_item(&out, &item);
        free(copy);
    }
    while (result != READER_ERROR &&
           (result = reader_finish(r, &item, err)) == READER_ITEM)
        writer_item(&out, &item);
    reader_free(r);
    return buf_take(&out);
}

static char *read_file(const char *name)
{
    const char *srcdir = getenv("srcdir");
    struct buf path = {0}, text = {0};
    char part[4096];
    size_t n;
    FILE *file;

    buf_add_format(&path, "%s/tests/transcripts/%s.pop3t",
                   srcdir ? srcdir : ".", name);
    file = fopen(buf_text(&path), "rb");
    cr_assert(file != NULL, "%s", buf_text(&path));
    while ((n = fread(part, 1, sizeof part, file)) > 0)
        buf_add(&text, (struct span){part, n});
    fclose(file);
    buf_done(&path);
    return buf_take(&text);
}

static const char *const examples[] = {
    "rfc1939-section-10", "stls-scram-sha-256", "bare-lf-and-cut-listing"};

Test(transcript, the_examples_are_read_and_printed_alike_in_any_split)
{
    static const size_t parts[] = {1, 2, 3, 7, 64, 1 << 20};

    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
        char *text = read_file(examples[i]);

        for (size_t p = 0; p < sizeof parts / sizeof *parts; p++) {
            struct error err = {0};
            char *got = printed(span_of(text), parts[p], &err);

            cr_expect(eq(str, err.what, ""), "%s", examples[i]);
            cr_expect(eq(str, got, text), "%s in parts of %zu", examples[i],
                      parts[p]);
            free(got);
        }
        free(text);
    }
}

Test(transcript, line_ends_and_a_missing_last_one_are_kept)
{
    static const char text[] = "%POP3-TRANSCRIPT 1\r\n# c\r\n\r\nS: +OK\r\n\n"
                               "# \xC3\xA9\nC: \\x00\\;";
    struct error err = {0};
    char *got = printed(SPAN(text), 5, &err);

    cr_expect(eq(str, err.what, ""));
    cr_expect(eq(str, got, (char *)text));
    free(got);
}

Test(transcript, items_are_what_the_lines_say)
{
    static const char text[] =
        HEAD "@2 connect\nS2:\nS2*: 1 \\{:octets=12}\nC: PASS "
             "\\{!pass}\nS:\nS?:\nC:\n"
             "@2 tls ok version=1.3 verify=\"not \\x22ok\"\n@ t=12.5\n";
    struct transcript t;
    struct error err = {0};
    struct span value;
    struct buf out = {0};
    uint64_t ns = 0;

    cr_assert(transcript_read(&t, SPAN(text), "t", &err), "%s", err.what);
    cr_assert(eq(sz, t.count, 13));
    cr_assert(transcript_field(&t, HEADER_VAR, 0, &value));
    cr_expect(span_is(value, "user=joe"));
    cr_expect(not(transcript_field(&t, HEADER_VAR, 1, &value)));

    const struct item *item = &t.items[t.session + 2];
    cr_expect(eq(int, item->kind, ITEM_SERVER));
    cr_expect(eq(int, item->conn, 2));
    cr_expect(eq(int, item->quantity, ITEM_MANY));
    cr_expect(eq(u32, item->line, 7));
    cr_expect(not(item->plain));
    wire_octets(&out, item->text);
    cr_expect(eq(str, (char *)buf_text(&out), "1 12\r\n"));
    cr_expect(eq(int, item[1].kind, ITEM_CLIENT));
    cr_expect(eq(int, item[3].quantity, ITEM_OPTIONAL));
    cr_expect(item[4].plain);
    cr_expect(eq(sz, item[4].text.len, 0));
    cr_expect(eq(int, item[5].verb->id, AT_TLS));
    buf_clear(&out);
    cr_expect(param_value(item[5].text, "verify", &out));
    cr_expect(eq(str, (char *)buf_text(&out), "not \"ok"));
    cr_expect(not(param_value(item[5].text, "cipher", &out)));
    cr_expect(param_duration(item[6].text, "t", &ns));
    cr_expect(eq(u64, ns, UINT64_C(12500000000)));
    transcript_done(&t);
    buf_done(&out);
}

/* --- what is wrong, and where --- */

static const struct row {
    const char *text, *want; /* "line:column" and a part of what is expected */
    const char *expected;
} rows[] = {
    {"",                                                "1:1",  "file is empty"                      },
    {"+OK hi\n",                                        "1:1",  "%POP3-TRANSCRIPT 1"                 },
    {"%POP3-TRANSCRIPT 2\n",                            "1:1",  "another version"                    },
    {"%POP3-TRANSCRIPT 1\n",                            "2:1",  "empty line"                         },
    {"%POP3-TRANSCRIPT 1\nFoo: 1\n",                    "2:1",  "known header field"                 },
    {"%POP3-TRANSCRIPT 1\nC: STAT\n",                   "2:1",
     "an empty line in front of this one"                                                            },
    {"%POP3-TRANSCRIPT 1\nS2*: x\n",                    "2:1",  "it ends the header"                 },
    {"%POP3-TRANSCRIPT 1\n@ connect\n",                 "2:1",  "it ends the header"                 },
    {"%POP3-TRANSCRIPT 1\nSubject: x\n",                "2:1",  "(Title, Server, "                   },
    {"%POP3-TRANSCRIPT 1\nFoo\n",                       "2:1",  "the empty line that ends the header"},
    {"\xEF\xBB\xBF%POP3-TRANSCRIPT 1\n\n",              "1:1",  "byte order mark"                    },
    {"+OK hi\n",                                        "1:1",  "pop3sh import auto FILE"            },
    {"%POP3-TRANSCRIPT 1\nLevel: no\n",                 "2:8",  "outcome|grammar|text|wire"          },
    {"%POP3-TRANSCRIPT 1\nLevel:text\n",                "2:7",  "blank behind the colon"             },
    {"%POP3-TRANSCRIPT 1\nSecret: p=hunter2\n",         "2:9",  "never the secret"                   },
    {"%POP3-TRANSCRIPT 1\nTitle: a\nTitle: b\n",        "3:1",  "once"                               },
    {"%POP3-TRANSCRIPT 1\nVar: 1=2\n",                  "2:6",  "name=value"                         },
    {"%POP3-TRANSCRIPT 1\nRedact: user cat\n",          "2:14", "one of secrets|user"                },
    {"%POP3-TRANSCRIPT 1\nTitle: \x01\n",               "2:8",  "printable UTF-8"                    },
    {HEAD "S?: +OK\n",                                  "5:2",  "\"S:\": the first line"             },
    {HEAD "S: +OK\nC: A\n@2 connect\nS2: +OK\nS*: x\n", "9:2",
     "\"S:\": the first line"                                                                        },
    {HEAD "S: a\n@ connect\nS?: +OK\n",                 "7:2",  "write a mask"                       },
    {HEAD "hello\n",                                    "5:1",  "\"C:\", \"S:\""                     },
    {HEAD "C STAT\n",                                   "5:2",  "\"C:\""                             },
    {HEAD "C:STAT\n",                                   "5:3",  "blank"                              },
    {HEAD "C?: STAT\n",                                 "5:2",  "\"C:\""                             },
    {HEAD "S17: x\n",                                   "5:2",  "1 to 16"                            },
    {HEAD "S0: x\n",                                    "5:2",  "1 to 16"                            },
    {HEAD "S: a\tb\n",                                  "5:5",  "printable"                          },
    {HEAD "S: \\q\n",                                   "5:4",  "\\xHH"                              },
    {HEAD "S: a\\;b\n",                                 "5:5",  "\\; at the end"                     },
    {HEAD "S: a\\x4\n",                                 "5:5",  "\\xHH"                              },
    {HEAD "S: \xC2\x9B\n",                              "5:4",  "printable"                          },
    {HEAD "S: \xE2\x80\xAE\n",                          "5:4",  "printable"                          },
    {HEAD "S: \xFF\n",                                  "5:4",  "printable"                          },
    {HEAD "S: \\{n}\n",                                 "5:6",  "a variable"                         },
    {HEAD "S: \\{n:}\n",                                "5:8",  "a type"                             },
    {HEAD "S: \\{n:nim}\n",                             "5:8",  "a type"                             },
    {HEAD "S: \\{n:num\n",                              "5:11", "\"}\""                              },
    {HEAD "S: \\{:re//}\n",                             "5:10", "regular expression"                 },
    {HEAD "S: \\{:re/a}\n",                             "5:12", "\"/\""                              },
    {HEAD "S: \\{:re/(/}\n",                            "5:10", "Unmatched ("                        },
    {HEAD "S: \\{:re/[a/=a}\n",                         "5:10", "Unmatched ["                        },
    {HEAD "S: a\nS: b \\{:re/a)|(b/=a}\n",              "6:12", "\")\" without"                      },
    {HEAD "S: \\{:re/a{2,1}/}\n",                       "5:10", "Invalid content"                    },
    {HEAD "S: \\{:re/a\\x00/}\n",                       "5:10", "without NUL"                        },
    {HEAD "S: \\{:re/(a)\\\\1/}\n",                     "5:10", "without back-references"            },
    {HEAD "S: \\{:re/a{999}{9}/}\n",                    "5:10", "at most 1000 times"                 },
    {HEAD "S: \\{}\n",                                  "5:6",  "a name"                             },
    {HEAD "S: x \\{!pass}\n",                           "5:6",  "no secret"                          },
    {HEAD "C: \\{!}\n",                                 "5:7",  "a name"                             },
    {HEAD "@connect\n",                                 "5:2",  "blank behind \"@\""                 },
    {HEAD "@ conect\n",                                 "5:3",  "an event"                           },
    {HEAD "@ close\n",                                  "5:8",  "server|client"                      },
    {HEAD "@ close by=me\n",                            "5:9",  "server|client"                      },
    {HEAD "@ close by=server why=x\n",                  "5:19", "another parameter"                  },
    {HEAD "@ pause soon\n",                             "5:9",  "a time"                             },
    {HEAD "@ flush now\n",                              "5:9",  "no further word"                    },
    {HEAD "@ step \"open\n",                            "5:8",  "\"text\""                           },
    {HEAD "@ note  a=b\n",                              "5:8",  "one blank"                          },
    {HEAD "@ end\n",                                    "5:3",  "before \"@ end\""                   },
    {HEAD "@ set\nC: A\n",                              "6:1",  "\"@ end\" of \"@ set\""             },
    {HEAD "@ set\n@ set\n",                             "6:3",  "\"@ end\" of the block"             },
    {HEAD "@ connect\nS: a\nC3: A\n",                   "7:1",  "\"@3 connect\" in front"            },
    {HEAD "S2: a\n",                                    "5:1",  "\"@2 connect\" in front"            },
    {HEAD "@2 close by=server\n",                       "5:1",  "\"@2 connect\" in front"            },
    {HEAD "@2 note a=b\n@2 timeout\n",                  "6:1",  "\"@2 connect\" in front"            },
    {"%POP3-TRANSCRIPT 1\nExpect-Exit: 256\n\n",        "2:14",
     "an exit status, 0 to 255"                                                                      },
    {HEAD "@ chunk 0\n",                                "5:9",  "a number from 1 on for chunk"       },
    {HEAD "@ within 0s\n",                              "5:10", "a time of more than 0"              },
    {HEAD "@ within soon\n",                            "5:10", "a time of more than 0"              },
    {HEAD "@ connect port=0\n",                         "5:11", "a port from 1 to 65535"             },
    {HEAD "@ connect port=65536\n",                     "5:11", "a port from 1 to 65535"             },
    {HEAD "@ close by=client by=server\n",              "5:19", "no more than once"                  },
    {HEAD "@ allow foo/bar\n",                          "5:9",  "pop3sh rules"                       },
    {HEAD "@ allow stat/format list/numbr-gap\n",       "5:21",
     "list/number-gap for allow"                                                                     },
    {HEAD "@ body lines=x octets=1\n",                  "5:8",  "a number"                           },
};

/* Compiled they would take minutes, and all memory. */
Test(transcript, expressions_of_a_file_are_limited)
{
    struct buf text = {0};
    struct error err = {0};

    buf_add_text(&text, HEAD "S: \\{:re/");
    for (size_t i = 0; i < 1001; i++)
        buf_add_char(&text, 'a');
    buf_add_text(&text, "/}\n");
    free(printed(buf_span(&text), 1, &err));
    cr_expect(span_starts(span_of(err.what), SPAN("t:5:10: expected ")) &&
                  strstr(err.what, "at most 1000 octets, and this has 1001"),
              "%s", err.what);

    buf_clear(&text);
    buf_add_text(&text, HEAD);
    for (size_t i = 0; i < 1000; i++)
        buf_add_text(&text, "S: \\{:re/(aaaaaaaaaaaaa){500}/}\n");
    err = (struct error){0};
    free(printed(buf_span(&text), 1, &err));
    cr_expect(eq(int, err.code, ERROR_NONE), "%s", err.what);

    for (size_t i = 0; i < 400; i++)
        buf_add_format(&text, "S: \\{:re/(%zuaaaaaaaaaa){500}/}\n", i % 7);
    free(printed(buf_span(&text), 1, &err));
    cr_expect(strstr(err.what, "expected fewer regular") != NULL, "%s",
              err.what);
    buf_done(&text);
}

Test(transcript, every_error_has_its_place_and_says_what_was_expected)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct error err = {0};
        struct buf want = {0};
        char *got = printed(span_of(rows[i].text), 3, &err);

        buf_add_format(&want, "t:%s: expected ", rows[i].want);
        cr_expect(span_starts(span_of(err.what), buf_span(&want)), "%s\ngot %s",
                  rows[i].text, err.what);
        cr_expect(strstr(err.what, rows[i].expected) != NULL, "%s\ngot %s",
                  rows[i].text, err.what);
        buf_done(&want);
        free(got);
    }
}

Test(transcript, limits_hold)
{
    struct buf text = {0};
    struct error err = {0};
    char *got;

    buf_add_text(&text, HEAD "S: ");
    for (size_t i = 0; i <= ITEM_LINE_MOST; i++)
        buf_add_char(&text, 'a');
    got = printed(buf_span(&text), 4096, &err);
    cr_expect(strstr(err.what, "1 MiB") != NULL, "%s", err.what);
    free(got);
    buf_clear(&text);
    buf_add_text(&text, HEAD);
    for (int i = 0; i < 64; i++)
        buf_add_format(&text, "S: \\{v%d:num=1}\n", i);
    err = (struct error){0};
    got = printed(buf_span(&text), 4096, &err);
    cr_expect(strstr(err.what, "t:68:6: expected no more than 64") != NULL,
              "%s", err.what);
    free(got);
    buf_done(&text);
}

Test(transcript, a_file_of_more_than_64_mib_is_refused)
{
    struct reader *r = reader_new("t");
    struct error err = {0};
    struct item item;
    struct buf line = {0};
    struct span in = SPAN("%POP3-TRANSCRIPT 1\n\n");
    enum reader_result result = READER_MORE;

    buf_add_char(&line, '#');
    for (size_t i = 0; i < 1000000; i++)
        buf_add_char(&line, ' ');
    buf_add_char(&line, '\n');
    while (reader_next(r, &in, &item, &err) == READER_ITEM)
        ;
    for (int i = 0; i < 68 && result != READER_ERROR; i++) {
        in = buf_span(&line);
        result = reader_next(r, &in, &item, &err);
    }
    cr_expect(eq(int, result, READER_ERROR));
    cr_expect(strstr(err.what, "64 MiB") != NULL, "%s", err.what);
    reader_free(r);
    buf_done(&line);
}

/* --- any octets --- */

/* Do these octets, written as one line, come back? */
static void check_round(struct span octets)
{
    struct buf text = {0}, wire = {0}, back = {0};
    struct transcript t;
    struct error err = {0};
    uint32_t character;

    writer_wire(&wire, octets);
    buf_add_text(&text, HEAD);
    writer_line(&text, 'S', 1, ITEM_ONE, buf_span(&wire));
    cr_assert(transcript_read(&t, buf_span(&text), "t", &err), "%s: %s",
              err.what, buf_text(&text));
    cr_assert(eq(sz, t.count, t.session + 1));
    wire_octets(&back, t.items[t.session].text);
    cr_assert(span_equal(buf_span(&back), octets), "%s", buf_text(&wire));
    cr_assert(not(wire.len && wire.at[wire.len - 1] == ' '));
    (void)character;
    transcript_done(&t);
    buf_done(&text);
    buf_done(&wire);
    buf_done(&back);
}

Test(transcript, any_octets_come_back)
{
    unsigned seed = 7;
    static const char nasty[] =
        "\\\\;{}!:=/ \t\r\n\x80\xC2\x9B\xE2\x80\xAE\x7F";

    for (int i = 0; i < 20000; i++) {
        char octets[64];
        size_t len = (size_t)rand_r(&seed) % sizeof octets;

        for (size_t n = 0; n < len; n++)
            octets[n] = rand_r(&seed) % 2
                            ? (char)rand_r(&seed)
                            : nasty[(size_t)rand_r(&seed) % sizeof nasty];
        check_round((struct span){octets, len});
    }
    for (int c = 0; c < 256; c++) {
        char octets[] = {(char)c, ' ', '\r', '\n'};

        check_round((struct span){octets, 4});
        check_round((struct span){octets, 1});
    }
}

Test(transcript, a_mask_gives_its_octets_back)
{
    static const char octets[] = "a}\\b\x00\xFF=";
    struct buf out = {0}, back = {0};

    writer_wire_capture(&out, SPAN("x"), WIRE_ANY,
                        (struct span){octets, sizeof octets - 1});
    writer_wire_secret(&out, "pass");
    cr_expect(eq(str, (char *)buf_text(&out),
                 "\\{x:any=a\\x7D\\\\b\\x00\\xFF=}\\{!pass}"));
    wire_octets(&back, buf_span(&out));
    cr_expect(span_equal(buf_span(&back), SPAN("a}\\b\x00\xFF=****\r\n")));
    buf_done(&out);
    buf_done(&back);
}

Test(transcript, events_are_written_so_that_they_can_be_read)
{
    struct buf out = {0}, value = {0};
    struct transcript t;
    struct error err = {0};

    buf_add_text(&out, HEAD "@3 connect\n");
    writer_event(&out, 3, AT_TLS);
    writer_word(&out, SPAN("fail"));
    writer_param(&out, "reason", SPAN("a \"b\" \\ \n"));
    writer_event_end(&out);
    cr_assert(transcript_read(&t, buf_span(&out), "t", &err), "%s", err.what);
    cr_expect(param_value(t.items[t.session + 1].text, "reason", &value));
    cr_expect(eq(str, (char *)buf_text(&value), "a \"b\" \\ \n"));
    cr_expect(eq(int, t.items[t.session + 1].conn, 3));
    transcript_done(&t);
    buf_done(&out);
    buf_done(&value);
}

Test(transcript, types_match_what_they_say)
{
    static const struct {
        enum wire_type type;
        const char *yes, *no;
    } types[] = {
        {WIRE_ANY,    "a b",                  "a\n" },
        {WIRE_WORD,   "a",                    "a b" },
        {WIRE_NUM,    "042",                  "4x"  },
        {WIRE_OCTETS, "1",                    ""    },
        {WIRE_MSGNO,  "1",                    "-1"  },
        {WIRE_UID,    "!~",                   "a b" },
        {WIRE_STAMP,  "<1.2@h>",              "<@h>"},
        {WIRE_B64,    "YQ==",                 "YQ=" },
        {WIRE_HEX,    "0aF",                  "0g"  },
        {WIRE_HOST,   "mail.example.org",     "a b" },
        {WIRE_DATE,   "2026-11-25T20:42:46Z", "soon"},
    };

    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        cr_expect(wire_type_fits(types[i].type, span_of(types[i].yes)), "%s",
                  types[i].yes);
        cr_expect(not(wire_type_fits(types[i].type, span_of(types[i].no))),
                  "%s", types[i].no);
    }
}

Test(transcript, equal_lines_are_folded_into_one_item)
{
    static const struct {
        const char *session;
        uint32_t repeats[4];
        size_t count;
    } files[] = {
        {"C: NOOP\nC: NOOP\nC: NOOP\nS: +OK\n",         {2, 0},       2},
        {"@2 connect\nS2: x\nS2*: x\nS2*: x\nS2?: x\n", {0, 0, 1, 0}, 4},
        {"S: +OK\r\nS: +OK\r\nS: +OK\n",                {1, 0},       2},
        {"S: +OK\nS: +OK\nS: +OK",                      {1, 0},       2},
        {"C: NOOP\n# c\nC: NOOP\n\n",                   {0, 0, 0, 0}, 4},
        {"S: \\{:num}\nS: \\{:num}\n",                  {0, 0},       2},
        {"# c\n# c\n\n\n",                              {0, 0, 0, 0}, 4},
        {"@ pause 1s\n@ pause 1s\n",                    {0, 0},       2},
    };

    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct buf text = {0}, out = {0};
        struct transcript t;
        struct error err = {0};
        const struct item *item;
        uint32_t line = 5;

        buf_add_text(&text, HEAD);
        buf_add_text(&text, files[i].session);
        cr_assert(transcript_read_folded(&t, &text, "t", &err), "%s", err.what);
        cr_assert(eq(sz, t.count - t.session, files[i].count), "row %zu", i);
        item = &t.items[t.session];
        for (size_t k = 0; k < files[i].count; k++, item++) {
            cr_expect(eq(u32, item->repeats, files[i].repeats[k]), "row %zu",
                      i);
            cr_expect(eq(u32, item->line, line), "row %zu", i);
            line += 1 + item->repeats;
            for (uint32_t n = 0; n <= item->repeats; n++)
                writer_item(&out, item);
        }
        cr_expect(eq(str, (char *)buf_text(&out), (char *)files[i].session));
        transcript_done(&t);
        buf_done(&text);
        buf_done(&out);
    }
}

/* Fold text, which arrives in pieces; it is left as it was cut. */
static bool fold_pieces(struct transcript *t, struct span from, size_t piece,
                        struct buf *text, struct error *err)
{
    buf_room(text, from.len);
    transcript_begin(t, "t");
    for (; from.len; from = span_from(from, piece)) {
        buf_add(text, span_first(from, piece));
        if (!transcript_fold(t, text, err))
            return false;
    }
    return transcript_fold_end(t, text, err);
}

Test(transcript, lines_fold_the_same_in_any_pieces)
{
    struct buf from = {0};
    const char *session[] = {"C: NOOP\n", "C: NOOP\n", "C: NOOP\n",
                             "# c\n",     "S: +OK\n",  "S: +OK\n",
                             "S: +OK\n",  "C: R\n",    "S: x\n"};
    const uint32_t repeats[] = {2, 0, 2, 0, 0};

    buf_add_text(&from, HEAD);
    for (size_t i = 0; i < sizeof session / sizeof *session; i++)
        buf_add_text(&from, session[i]);
    buf_cut(&from, from.len - 1); /* a last line without LF */
    for (size_t piece = 1; piece <= from.len; piece++) {
        struct transcript t;
        struct buf text = {0};
        struct error err = {0};
        struct item *item;

        cr_assert(fold_pieces(&t, buf_span(&from), piece, &text, &err), "%s",
                  err.what);
        cr_assert(eq(sz, t.count - t.session, 5), "in pieces of %zu", piece);
        item = &t.items[t.session];
        for (size_t i = 0; i < 5; i++)
            cr_expect(eq(u32, item[i].repeats, repeats[i]), "in pieces of %zu",
                      piece);
        cr_expect(eq(u32, item[4].line, 13));
        cr_expect(span_is(item[2].text, "+OK"));
        cr_expect(span_is(item[4].text, "x"));
        transcript_done(&t);
        buf_done(&text);
    }
    buf_done(&from);
}

Test(transcript, what_repeats_takes_no_memory_when_it_comes_in_pieces)
{
    struct buf from = {0}, text = {0};
    struct transcript t;
    struct error err = {0};

    buf_add_text(&from, HEAD);
    buf_add_repeats(&from, SPAN("C: NOOP\n"), 100000);
    buf_add_repeats(&from, SPAN("S: +OK\n"), 100000);
    cr_assert(fold_pieces(&t, buf_span(&from), 1000, &text, &err), "%s",
              err.what);
    cr_expect(eq(u32, t.items[t.session].repeats, 99999));
    cr_expect(eq(u32, t.items[t.session + 1].repeats, 99999));
    cr_expect(lt(sz, text.len, 2000));
    transcript_done(&t);
    buf_done(&text);
    buf_done(&from);
}

Test(transcript, what_is_wrong_behind_folded_lines_has_its_line)
{
    struct span from = SPAN(HEAD "C: NOOP\nC: NOOP\nC: NOOP\nX\n");

    for (size_t piece = 1; piece <= from.len; piece++) {
        struct buf text = {0};
        struct transcript t;
        struct error err = {0};

        cr_expect(not(fold_pieces(&t, from, piece, &text, &err)));
        cr_expect(span_starts(span_of(err.what), SPAN("t:8:1: ")), "%s",
                  err.what);
        transcript_done(&t);
        buf_done(&text);
    }
}

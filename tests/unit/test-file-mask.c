/* test-file-mask.c - no secret of a file is in what is told of it. */
#include <config.h>

#include "net/transcript/file-mask.h"
#include "net/transcript/hide-text.h"
#include "net/transcript/hide-wire.h"
#include "net/transcript/transcript.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

TestSuite(file_mask, .timeout = 5);

#define HEAD "%POP3-TRANSCRIPT 1\nSecret: pass=env:P\n\n"

/* Sessions, and whether the mask of the file knows "hunter2secret" then. */
static const struct {
    const char *session;
    bool knows;
} files[] = {
    {"S: +OK\nC: PASS hunter2secret\nS: +OK\n",                     true },
    {"S: +OK\nC: PASS hunter2\\x73ecret\nS: +OK\n",                 true },
    {"S: +OK\nC: PAS hunter2secret\nS: -ERR\n",                     true },
    {"S: +OK\nC: LOGIN joe hunter2secret\nS: -ERR\n",               true },
    {"S: +OK\nC: AUTH PLAIN AGEAaHVudGVyMnNlY3JldA==\n",            true },
    {"S: +OK\nC: AUTH PLAIN\nS: +\nC: AGEAaHVudGVyMnNlY3JldA==\n",  true },
    {"S: +OK\nC: AUTH LOGIN\n@2 connect\nS2: +OK\nC2: NOOP\nS: + "
     "VXNlcm5hbWU6\nC: YQ==\n"
     "S: + UGFzc3dvcmQ6\nC2: NOOP\nC: aHVudGVyMnNlY3JldA==\n", true },
    {"@2 connect\nS2: +OK\nC2: PASS hunter2secret\n",               true },
    {"S: +OK\nC: PASS \\{!pass}\nS: +OK\n",                         false},
    {"S: +OK hunter2secret\nC: USER hunter2secret\nS: +OK\n",       false},
    {"S: +OK\nC: AUTH LOGIN\nS: -ERR\nC: aHVudGVyMnNlY3JldA==\n",   false},
};

Test(file_mask, secrets_are_known_by_their_places)
{
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct buf text = {0};
        struct transcript t;
        struct error err = {0};
        struct mask *m;

        buf_add_text(&text, HEAD);
        buf_add_text(&text, files[i].session);
        cr_assert(transcript_read(&t, buf_span(&text), "file", &err), "%s",
                  err.what);
        m = file_mask_new(&t);
        cr_expect(mask_finds(m, SPAN("a hunter2secret")) == files[i].knows,
                  "%s", files[i].session);
        mask_free(m);
        transcript_done(&t);
        buf_done(&text);
    }
}

static struct mask *knowing(void)
{
    struct mask *m = mask_new(NULL, NULL);

    mask_learn(m, SPAN("hunter2secret"));
    mask_learn(m, SPAN("back\\slash"));
    return m;
}

static const struct {
    const char *line, *want;
} clients[] = {
    {"PASS other word",              "PASS ****"          },
    {"PASS \\{!pass}",               "PASS \\{!pass}"     },
    {"PASS other\\\\{!word",         "PASS ****"          },
    {"AUTH PLAIN AAAA",              "AUTH PLAIN ****"    },
    {"XFOO hunter2secret",           "XFOO ****"          },
    {"XFOO hunter2\\x73ecret",       "XFOO ****"          },
    {"XFOO \\{!pass} hunter2secret", "XFOO \\{!pass} ****"},
    {"NOOP",                         "NOOP"               },
};

Test(file_mask, lines_of_the_client_show_none)
{
    struct mask *m = knowing();

    for (size_t i = 0; i < sizeof clients / sizeof *clients; i++) {
        struct buf out = {0};

        file_mask_client(m, span_of(clients[i].line), &out);
        cr_expect(eq(str, (char *)buf_text(&out), (char *)clients[i].want));
        buf_done(&out);
    }
    mask_free(m);
}

static const struct {
    const char *text, *want; /* NULL: as it is */
} texts[] = {
    {"hunter2secret",                         "****"            },
    {"a hunter2secret\\x21 hunter2secret",    "a ****\\x21 ****"},
    {"\\x68unter2secre\\x74.",                "****."           },
    {"a\\\\hunter2\\x73ecret\\\\b",           "a\\\\****\\\\b"  },
    {"back\\\\slash",                         "****"            },
    {"back\\x5Cslash and back\\slash",        "**** and ****"   },
    {"hunter2\\{:word=secret} yes",           "****} yes"       },
    {"\\{:any=hunter2}\\{s:word=\\x73ecret}", "\\{:any=****}"   },
    {"aHVudGVyMnNl\\x59\\x33JldA==",          "****"            },
    {"hunter2\\;secret",                      "****"            },
    {"hunter2\\{:any}secret",                 NULL              },
    {"hunter2\\{secret",                      NULL              },
    {"hunter2 secret \\x",                    NULL              },
    {"hunter2\\x5Csecret\\",                  NULL              },
    {"",                                      NULL              },
};

Test(file_mask, text_is_searched_as_the_octets_that_it_stands_for)
{
    struct mask *m = knowing();

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const char *want = texts[i].want ? texts[i].want : texts[i].text;
        struct span text = span_of(texts[i].text);
        struct buf out = {0};

        cr_expect(hide_text(m, text, &out) == (texts[i].want != NULL), "%s",
                  texts[i].text);
        cr_expect(eq(str, (char *)buf_text(&out), (char *)want));
        cr_expect(hide_text_finds(m, text) == (texts[i].want != NULL), "%s",
                  texts[i].text);
        buf_done(&out);
    }
    mask_free(m);
}

static const struct {
    const char *text, *want; /* NULL: as it is */
} wires[] = {
    {"hunter2secret",                        "\\{:any=****}"                                        },
    {"a hunter2secret\\x21 hunter2secret",   "a \\{:any=****}\\x21 "
                                           "\\{:any=****}"},
    {"\\x68unter2secre\\x74.",               "\\{:any=****}."                                       },
    {"+OK back\\\\slash \\{n:num=3}",        "+OK \\{:any=****} "
                                      "\\{n:num=3}"            },
    {"a hunter2\\{w:word=secret} b",         "a \\{:any=****}\\{w:word} b"                          },
    {"\\{w:word=a}\\{x:any=hunter2secret}b", "\\{w:word=a}\\{x:any}b"                               },
    {"\\{:any=hunter2}\\x73ecret \\{n}",     "\\{:any} \\{n}"                                       },
    {"hunter2secret\\;",                     "\\{:any=****}\\;"                                     },
    {"\\{:re/a.*/=hunter2secret}",           "\\{:re/a.*/}"                                         },
    {"hunter2\\{n}secret",                   NULL                                                   },
    {"hunter2\\{:any}secret",                NULL                                                   },
    {"+OK \\{n:num=3} \\\\{!x}",             NULL                                                   },
    {"",                                     NULL                                                   },
};

Test(file_mask, a_line_without_its_secrets_can_be_read)
{
    struct mask *m = knowing();

    for (size_t i = 0; i < sizeof wires / sizeof *wires; i++) {
        const char *want = wires[i].want ? wires[i].want : wires[i].text;
        struct span text = span_of(wires[i].text);
        struct buf out = {0}, again = {0};

        cr_expect(hide_wire(m, text, false, &out) == (wires[i].want != NULL),
                  "%s", wires[i].text);
        cr_expect(eq(str, (char *)buf_text(&out), (char *)want));
        cr_expect(hide_wire(m, buf_span(&out), true, &again) == false, "%s",
                  wires[i].text);
        buf_done(&out);
        buf_done(&again);
    }
    mask_free(m);
}

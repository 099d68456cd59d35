/* test-rewrite.c - transcripts laid out anew. */
#include <config.h>

#include "net/base/memory.h"
#include "net/transcript/canonical.h"
#include "net/transcript/transcript.h"
#include "net/transcript/writer.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>

TestSuite(rewrite, .timeout = 30);

static char *formatted(const char *text)
{
    struct transcript t;
    struct canonical c = {0};
    struct buf out = {0};
    struct error err = {0};

    cr_assert(transcript_read(&t, span_of(text), "t", &err), "%s: %s", err.what,
              text);
    for (size_t i = 0; i < t.count; i++)
        canonical_item(&c, &out, &t.items[i]);
    transcript_done(&t);
    return buf_take(&out);
}

#define MAGIC "%POP3-TRANSCRIPT 1\n"

Test(rewrite, there_is_one_layout)
{
    static const struct {
        const char *text, *want;
    } rows[] = {
        {MAGIC "title:  a b \nX-y: 1\n\n\n\nC1: \nC:\n\n\n# c  \n\n",
         MAGIC "Title: a b\nX-y: 1\n\nC:\nC:\n\n# c\n"                                      },
        {MAGIC "\r\nS: \\x41\\x7a\\x0d\\x0a\\;\r\n@1 close by=server",
         MAGIC "\nS: Az\\r\\n\\;\n@ close by=server\n"                                      },
        {MAGIC "\nS: \\{:uid=\\x61\\x7d} \n@2 connect\nS2: +OK\nS2*: "
               "\\{x:re/a\\x2Fb/}\\{x}\n",                    MAGIC "\nS: \\{:uid=a\\x7D}\\x20\n@2 connect\nS2: +OK\nS2*: "
               "\\{x:re/a\\x2Fb/}\\{x}\n"},
        {MAGIC "\n@ step \"\\x41 b\"\n@ t=1.5\n@ note a=\"b\" c\n",
         MAGIC "\n@ step \"A b\"\n@ t=1.5\n@ note a=\"b\" c\n"                              },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *once = formatted(rows[i].text), *twice = formatted(once);

        cr_expect(eq(str, once, (char *)rows[i].want));
        cr_expect(eq(str, twice, once));
        free(once);
        free(twice);
    }
}

/* Any octets mean the same before and after. */
Test(rewrite, the_layout_keeps_the_octets)
{
    unsigned seed = 3;

    for (int i = 0; i < 3000; i++) {
        struct buf wire = {0}, again = {0}, before = {0}, after = {0};
        char octets[24];

        for (size_t n = 0; n < sizeof octets; n++)
            octets[n] = rand_r(&seed) % 3 ? (char)rand_r(&seed) : '}';
        writer_wire_octets(&wire, (struct span){octets, 8}, false);
        writer_wire_capture(&wire, (struct span){0}, WIRE_ANY,
                            (struct span){octets + 8, 8});
        writer_wire_octets(&wire, (struct span){octets + 16, 8}, true);
        canonical_wire(&again, buf_span(&wire));
        wire_octets(&before, buf_span(&wire));
        wire_octets(&after, buf_span(&again));
        cr_assert(span_equal(buf_span(&before), buf_span(&after)));
        buf_done(&wire);
        buf_done(&again);
        buf_done(&before);
        buf_done(&after);
    }
}

/* test-reshape.c - replies that are none to the commands above them. */
#include <config.h>

#include "net/transcript/reshape.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

TestSuite(reshape, .timeout = 10);

#define HEAD "%POP3-TRANSCRIPT 1\n\nS: +OK ready\n" /* lines 1 to 3 */

Test(reshape, every_reply_gets_the_shape_of_its_command)
{
    static const struct {
        const char *session, *changes; /* NULL: there is nothing to mend */
    } rows[] = {
        {"C: STAT\nS: +OK 2 320\nC: QUIT\nS: +OK\n",                     NULL},
        {"C: RETR 1\nS: -ERR\nC: QUIT\nS: +OK\n",                        NULL},
        {"C: RETR 1\nS: +OK\nS: +OK is data\nS: .\nC: QUIT\nS: +OK\n",   NULL},
 /* it was cut when it was recorded */
        {"C: LIST\nS: +OK\nS: 1 2\n@ close by=server\n",                 NULL},
 /* a line that answers nothing */
        {"C: NOOP\nS: +OK\nS: -ERR idle\nC: QUIT\nS: +OK\n",             NULL},
        {"C: NOOP\nS: +OK\nS: so\nC: QUIT\nS: +OK\n",                    NULL},
        {"C: XA\nS: +OK\nS: a\nS: .\nC: XB\nS: +OK\nC: QUIT\nS: +OK\n",  NULL},
        {"C: AUTH PLAIN\nS: +\nC: \\{!sasl}\nS: +OK\nC: QUIT\nS: +OK\n", NULL},

        {"C: RETR 1\nS: +OK 2 320\n# c\nC: QUIT\nS: +OK\n",
         "@@ line 5 @@\n+S: .\n"                                             },
        {"@2 connect\nC2: RETR 1\nS2: +OK\nC: NOOP\nS: +OK\nC2: QUIT\nS2: "
         "+OK\n",                                               NULL},
        {"C: LIST 1\nS: +OK\n# c\nS: 1 2\nS: .\nC: QUIT\nS: +OK\n",
         "@@ line 7 @@\n-S: 1 2\n@@ line 8 @@\n-S: .\n"                      },
        {"C: NOOP\nS: +OK\n@ body lines=1 octets=9\nS: .\nC: QUIT\n",
         "@@ line 6 @@\n-@ body lines=1 octets=9\n@@ line 7 @@\n-S: .\n"     },
        {"C: NOOP\nC: LIST 1\nC: TOP 1 0\nS: +OK\nS: +OK\nS: 1 2\nS: .\n"
         "S: +OK 1 2\nC: QUIT\n",                               "@@ line 9 @@\n-S: 1 2\n@@ line 10 @@\n-S: .\n"
         "@@ line 11 @@\n+S: .\n"  },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buf text = {0}, changes = {0};
        struct transcript t, mended;
        struct error err = {0};
        uint32_t line = 0;

        buf_add_text(&text, HEAD);
        buf_add_text(&text, rows[i].session);
        cr_assert(transcript_read(&t, buf_span(&text), "t", &err), "%s",
                  err.what);
        bool did = reshape(&mended, &t, &changes, &line);
        cr_expect(eq(int, did, rows[i].changes != NULL), "%s", rows[i].session);
        if (did) {
            uint32_t again;

            cr_expect(
                eq(str, (char *)buf_text(&changes), (char *)rows[i].changes));
            cr_expect(le(u32, line, 11));
            cr_expect(ge(u32, line, 5));
            did = reshape(&t, &mended, &changes, &again);
            cr_expect(eq(int, did, false), "%s", rows[i].session);
            transcript_done(&mended);
        }
        transcript_done(&t);
        buf_done(&text);
        buf_done(&changes);
    }
}

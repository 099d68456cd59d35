/* test-base64.c - strict base64, both ways. */
#include <config.h>

#include "net/base/base64.h"
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

TestSuite(base64, .timeout = 10);

/* RFC 4648 section 10, and the two last letters of the alphabet. */
static const struct vector {
    const char *plain, *coded;
} vectors[] = {
    {"",             ""        },
    {"f",            "Zg=="    },
    {"fo",           "Zm8="    },
    {"foo",          "Zm9v"    },
    {"foob",         "Zm9vYg=="},
    {"fooba",        "Zm9vYmE="},
    {"foobar",       "Zm9vYmFy"},
    {"\xFB\xEF\xBE", "++++"    },
    {"\xFF\xFF\xFF", "////"    },
};

Test(base64, the_vectors_of_the_rfc_go_both_ways)
{
    for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
        const struct vector *v = &vectors[i];
        struct buf coded = {0}, plain = {0};

        base64_encode(&coded, span_of(v->plain));
        cr_expect(span_is(buf_span(&coded), v->coded), "%s", v->coded);
        cr_expect(base64_decode(&plain, span_of(v->coded), NULL) == BASE64_OK,
                  "%s", v->coded);
        cr_expect(span_is(buf_span(&plain), v->plain), "%s", v->coded);
        buf_done(&coded);
        buf_done(&plain);
    }
}

Test(base64, every_octet_in_every_place_survives)
{
    char octets[3 * 256 + 2];

    for (size_t i = 0; i < sizeof octets; i++)
        octets[i] = (char)(i * 7 + i / 256);
    for (size_t len = 0; len <= sizeof octets; len++) {
        struct span in = {octets, len};
        struct buf coded = {0}, plain = {0};

        base64_encode(&coded, in);
        cr_expect(eq(sz, coded.len, (len + 2) / 3 * 4));
        cr_expect(base64_decode(&plain, buf_span(&coded), NULL) == BASE64_OK);
        cr_expect(span_equal(buf_span(&plain), in), "%zu octets", len);
        buf_done(&coded);
        buf_done(&plain);
    }
}

Test(base64, bad_text_is_refused_at_its_first_bad_octet)
{
    static const struct row {
        const char *in;
        size_t bad;
        const char *before;
    } rows[] = {
        {"Z",         1, ""   },
        {"Zg",        2, "f"  },
        {"Zg=",       3, "f"  },
        {"Zm9",       3, "fo" },
        {"Z===",      1, ""   },
        {"====",      0, ""   },
        {"Zm9v=",     4, "foo"},
        {"Zg==Zg==",  4, "f"  },
        {"Zg=v",      3, "f"  },
        {"Zm8=x",     4, "fo" },
        {"Zm9v\r\n",  4, "foo"},
        {"Zm9v Zm9v", 4, "foo"},
        {" Zm9v",     0, ""   },
        {"Zm-_",      2, "f"  },
        {"Zm9\xC3",   3, "fo" },
        {"Z.9v",      1, ""   },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buf out = {0};
        size_t bad = 99;

        cr_expect(base64_decode(&out, span_of(rows[i].in), &bad) == BASE64_BAD,
                  "\"%s\"", rows[i].in);
        cr_expect(bad == rows[i].bad, "\"%s\": %zu", rows[i].in, bad);
        cr_expect(span_is(buf_span(&out), rows[i].before), "\"%s\": \"%s\"",
                  rows[i].in, buf_text(&out));
        buf_done(&out);
    }
}

Test(base64, unused_bits_that_are_not_zero_are_noticed)
{
    static const char *const rows[][2] = {
        {"Zh==", "f" },
        {"Zm9=", "fo"}
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buf out = {0};

        cr_expect(base64_decode(&out, span_of(rows[i][0]), NULL) ==
                      BASE64_NONCANONICAL,
                  "%s", rows[i][0]);
        cr_expect(span_is(buf_span(&out), rows[i][1]), "%s", rows[i][0]);
        buf_done(&out);
    }
}

Test(base64, the_result_goes_behind_what_is_there)
{
    struct buf out = {0};

    buf_add_text(&out, "AUTH PLAIN ");
    base64_encode(&out, SPAN("\0u\0p"));
    cr_assert(eq(str, buf_text(&out), "AUTH PLAIN AHUAcA=="));
    buf_done(&out);
}

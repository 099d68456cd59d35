/* test-json.c - the members of a JSON object. */
#include <config.h>

#include "net/base/buf.h"
#include "net/base/json.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#define COUNT(rows) (sizeof(rows) / sizeof *(rows))

TestSuite(json, .timeout = 5);

Test(json, JSON_is_told_from_other_text)
{
    static const struct {
        const char *text;
        enum json_answer want;
    } rows[] = {
        {"{\"status\":\"x\"}",                         JSON_WITH   },
        {" { \"a\" : [ ] , \"status\" : true } ",      JSON_WITH   },
        {"{}",                                         JSON_WITHOUT},
        {"{\"a\":{\"status\":1}}",                     JSON_WITHOUT},
        {"{\"a\":\"\\\"status\\\":1\"}",               JSON_WITHOUT},
        {"",                                           JSON_BAD    },
        {"error",                                      JSON_BAD    },
        {"[\"status\"]",                               JSON_BAD    },
        {"{\"status\":}",                              JSON_BAD    },
        {"{\"status\":1.}",                            JSON_BAD    },
        {"{\"status\":1",                              JSON_BAD    },
        {"{\"status\":1}x",                            JSON_BAD    },
        {"{\"status\":\"x",                            JSON_BAD    },
        {"{\"status\":\"\\",                           JSON_BAD    },
        {"{status:1}",                                 JSON_BAD    },
        {"{\"a\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1", JSON_BAD    },
    };

    for (size_t i = 0; i < COUNT(rows); i++)
        cr_expect(
            eq(int, json_member(span_of(rows[i].text), "status"), rows[i].want),
            "%s", rows[i].text);
}

static void collect(void *ctx, struct span name, struct span value)
{
    struct buf *out = ctx;

    buf_add(out, name);
    buf_add_char(out, '=');
    buf_add(out, value);
    buf_add_char(out, ';');
}

Test(json, the_members_are_visited_as_they_are_written)
{
    struct buf out = {0};
    struct span text = SPAN(" { \"status\" : \"a\\\"b\" , \"n\":[1, 2] ,"
                            "\"o\":{\"status\":2}, \"e\":\"\" } ");

    cr_assert(json_each(text, collect, &out));
    cr_assert(eq(str, buf_text(&out),
                 "status=\"a\\\"b\";n=[1, 2];o={\"status\":2};e=\"\";"));
    buf_clear(&out);
    cr_assert(not(json_each(SPAN("{\"a\":1,}"), collect, &out)));
    cr_assert(eq(sz, out.len, 0));
    buf_done(&out);
}

/* grammar.c - shapes, states and examples as sentences. */
#include <config.h>

#include "shell/command/grammar.h"

#include "net/base/text.h"

static const struct {
    enum shape shape;
    const char *words;
} shapes[] = {
    {SHAPE_LINE,         "one line, +OK or -ERR"                                  },
    {SHAPE_LISTING,      "+OK, then lines up to a lone dot; or one line of -ERR"  },
    {SHAPE_LISTING_BARE, "without an argument +OK and lines up to a lone dot, "
                         "with one a single line; or -ERR"},
    {SHAPE_MESSAGE,
     "+OK, then the message up to a lone dot; or one line of -ERR"                },
    {SHAPE_SASL,         "challenges that begin with \"+ \", then +OK or -ERR"    },
    {SHAPE_CLIENT_DATA,
     "+OK, then the client sends lines up to a lone dot, then +OK or -ERR"        },
    {SHAPE_NONE,         "none"                                                   },
    {SHAPE_UNKNOWN,      "one line, as far as anyone knows"                       },
};

static const enum state states[] = {
    STATE_CONNECTED,   STATE_AUTHORIZATION, STATE_SASL,
    STATE_TRANSACTION, STATE_UPDATE,
};

const char *grammar_shape(enum shape shape)
{
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
        if (shapes[i].shape == shape)
            return shapes[i].words;
    return "";
}

void grammar_states(struct buf *out, unsigned allowed)
{
    const char *between = "";

    for (size_t i = 0; i < sizeof states / sizeof *states; i++) {
        if (!(allowed & states[i]))
            continue;
        buf_add_format(out, "%s%s", between, state_name(states[i]));
        between = ", ";
    }
}

void grammar_example(struct buf *out, const char *example)
{
    struct span rest = span_of(example);

    while (rest.len) {
        struct span line = span_first(rest, span_find(rest, '\n'));
        buf_add_text(out, "    ");
        text_escape(out, line, TEXT_PLAIN);
        buf_add_char(out, '\n');
        rest = span_from(rest, line.len + 1);
    }
}

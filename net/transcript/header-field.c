/* header-field.c - the table of header fields, and what their values are. */
#include <config.h>

#include "net/transcript/header-field.h"

#include "net/base/named.h"

#include "net/transcript/at-verb.h"
#include "net/transcript/wire-text.h"
#include <string.h>

const struct header_field header_fields[HEADER_COUNT] = {
    {HEADER_TITLE,       "Title",       HEADER_TEXT,    false, NULL,
     "what the session shows, in a few words"                                                                    },
    {HEADER_SERVER,      "Server",      HEADER_TEXT,    false, NULL,
     "host:port of the server"                                                                                   },
    {HEADER_SECURITY,    "Security",    HEADER_CHOICE,  false, "none|stls|implicit",
     "when TLS begins"                                                                                           },
    {HEADER_RECORDED,    "Recorded",    HEADER_TEXT,    false, NULL,
     "when, as RFC 3339 has it"                                                                                  },
    {HEADER_TOOL,        "Tool",        HEADER_TEXT,    false, NULL,                        "what wrote the file"},
    {HEADER_REQUIRES,    "Requires",    HEADER_TEXT,    false, NULL,
     "capabilities a server must announce, else the file is skipped"                                             },
    {HEADER_MAILBOX,     "Mailbox",     HEADER_DROP,    false, NULL,
     "any, empty, messages>=N, or the name of a fixture"                                                         },
    {HEADER_VAR,         "Var",         HEADER_BINDING, true,  NULL,
     "name=value, or name=env:NAME"                                                                              },
    {HEADER_SECRET,      "Secret",      HEADER_SOURCE,  true,  NULL,
     "name=env:NAME, or prompt; never the secret itself"                                                         },
    {HEADER_REDACT,      "Redact",      HEADER_CHOICES, false,
     "secrets|user|host|body|uid|addresses|none",                                           "what was taken out" },
    {HEADER_LEVEL,       "Level",       HEADER_CHOICE,  false, "outcome|grammar|text|wire",
     "how replay compares"                                                                                       },
    {HEADER_DESTRUCTIVE, "Destructive", HEADER_CHOICE,  false, "yes|no",
     "messages are deleted for good"                                                                             },
    {HEADER_EXPECT_EXIT, "Expect-Exit", HEADER_STATUS,  false, NULL,
     "the exit status that replay must end with"                                                                 },
};
_Static_assert(sizeof header_fields / sizeof *header_fields == HEADER_COUNT,
               "a row per field");

const struct header_field *header_field_find(struct span name)
{
    return NAMED_FIND(header_fields, HEADER_COUNT, name, name);
}

void header_field_split(struct span value, struct span *name_out,
                        struct span *rest_out)
{
    size_t equals = span_find(value, '=');

    if (equals == value.len) {
        *name_out = SPAN("pass");
        *rest_out = value;
        return;
    }
    *name_out = span_first(value, equals);
    *rest_out = span_from(value, equals + 1);
}

static bool is_source(struct span source)
{
    return span_is(source, "prompt") ||
           (span_starts(source, SPAN("env:")) && source.len > 4);
}

static bool accepts_binding(struct span value, const char **expected_out)
{
    struct span name = span_first(value, span_find(value, '='));

    *expected_out = "name=value, the name beginning with a letter";
    return name.len < value.len && wire_is_name(name);
}

static bool accepts_source(struct span value, const char **expected_out)
{
    struct span name, source;

    header_field_split(value, &name, &source);
    *expected_out = "where the secret comes from (name=env:NAME, or prompt), "
                    "never the secret itself";
    return wire_is_name(name) && is_source(source);
}

static bool accepts_choices(const struct header_field *f, struct span value,
                            size_t *at_out)
{
    struct span rest = value;

    for (;;) {
        struct span word = span_take_word(&rest);

        if (!word.len)
            return true;
        if (!at_choice(f->choices, word)) {
            *at_out = (size_t)(word.at - value.at);
            return false;
        }
    }
}

/* Of letters, digits and "-._". */
static bool is_fixture(struct span name)
{
    for (size_t i = 0; i < name.len; i++) {
        char c = name.at[i];
        bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');

        if (!letter && (c < '0' || c > '9') && (!i || !strchr("-._", c)))
            return false;
    }
    return name.len;
}

bool header_field_messages(struct span value, uint64_t *least_out,
                           uint64_t *most_out)
{
    const struct span least = SPAN("messages>=");

    *least_out = 0;
    *most_out = span_is(value, "empty") ? 0 : UINT64_MAX;
    if (span_starts(value, least))
        return span_number(span_from(value, least.len), least_out);
    return is_fixture(value);
}

bool header_field_accepts(const struct header_field *f, struct span value,
                          const char **expected_out, size_t *at_out)
{
    uint64_t number, most;

    *at_out = 0;
    *expected_out = f->choices;
    switch (f->form) {
    case HEADER_TEXT:
        break;
    case HEADER_DROP:
        *expected_out = "any, empty, messages>=N, or the name of a fixture "
                        "(letters, digits, - . _)";
        return header_field_messages(value, &number, &most);
    case HEADER_CHOICE:
        return at_choice(f->choices, value);
    case HEADER_CHOICES:
        return accepts_choices(f, value, at_out);
    case HEADER_STATUS:
        *expected_out = "an exit status, 0 to 255";
        return span_number(value, &number) && number <= 255;
    case HEADER_BINDING:
        return accepts_binding(value, expected_out);
    case HEADER_SOURCE:
        return accepts_source(value, expected_out);
    }
    return true;
}

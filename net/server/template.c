/* template.c - fills the holes of a text. */
#include <config.h>

#include "net/server/template.h"

#include <inttypes.h>
#include <stdio.h>

enum { PADDING = 600, MORE_OCTETS = 5 };

struct target {
    char *at;
    size_t len, room;
};

static void add(struct target *to, struct span s)
{
    size_t n = s.len < to->room - to->len ? s.len : to->room - to->len;

    if (n)
        memcpy(to->at + to->len, s.at, n);
    to->len += n;
}

static void add_number(struct target *to, uint64_t n)
{
    char digits[24];
    int len = snprintf(digits, sizeof digits, "%" PRIu64, n);

    add(to, (struct span){digits, (size_t)len});
}

static void add_padding(struct target *to)
{
    for (int i = 0; i < PADDING; i++)
        add(to, SPAN("x"));
}

static void add_value(struct target *to, const struct words *w, unsigned more)
{
    if (w->value.len)
        add(to, w->value);
    else
        add_number(to, w->octets + more);
}

static void fill_hole(struct target *to, const struct words *w, char hole,
                      bool plus)
{
    switch (hole) {
    case 's':
        add(to, w->line);
        break;
    case 't':
        add(to, w->text);
        break;
    case 'c':
        add(to, w->command);
        break;
    case 'a':
        add(to, w->args);
        break;
    case 'f':
        add(to, w->first);
        break;
    case 'i':
        add(to, w->session);
        break;
    case 'n':
        add_number(to, w->number + plus);
        break;
    case 'v':
        add_value(to, w, plus ? MORE_OCTETS : 0);
        break;
    case 'p':
        add_padding(to);
        break;
    case '0':
        add(to, (struct span){"", 1});
        break;
    default:
        add(to, (struct span){&hole, 1});
        break;
    }
}

size_t template_fill(const char *text, const struct words *words, char *at,
                     size_t room)
{
    struct target to = {at, 0, room};

    while (*text) {
        size_t plain = strcspn(text, "%");
        bool plus;

        add(&to, (struct span){text, plain});
        text += plain;
        if (!*text)
            break;
        plus = text[1] == '+';
        text += plus ? 2 : 1;
        if (*text)
            fill_hole(&to, words, *text++, plus);
    }
    return to.len;
}

/* prompt.c - expands the prompt's form. */
#include <config.h>

#include "shell/repl/prompt.h"

#include "net/base/text.h"

/* What readline must not count as columns. */
#define COLOR(sgr) "\001\033[" sgr "m\002"
#define COLOR_TLS COLOR("32")
#define COLOR_CLEAR COLOR("33")
#define COLOR_STATE COLOR("1")
#define COLOR_DELETED COLOR("31")
#define COLOR_END COLOR("0")

static void add_colored(struct buf *out, const char *color, struct span text,
                        unsigned flags)
{
    if (!text.len)
        return;
    if (flags & PROMPT_COLOR)
        buf_add_text(out, color);
    text_escape(out, text, flags & PROMPT_ASCII ? TEXT_ASCII : TEXT_PLAIN);
    if (flags & PROMPT_COLOR)
        buf_add_text(out, COLOR_END);
}

static void add_deleted(struct buf *out, size_t deleted, unsigned flags)
{
    struct buf text = {0};

    if (!deleted)
        return;
    buf_add_format(&text, "%zu deleted", deleted);
    buf_add_char(out, ' ');
    add_colored(out, COLOR_DELETED, buf_span(&text), flags);
    buf_done(&text);
}

/* One item of the form, by the letter behind its percent sign. */
static void add_item(struct buf *out, char letter,
                     const struct prompt_facts *facts, unsigned flags)
{
    const char *tls = facts->tls == TLS_NONE ? COLOR_CLEAR : COLOR_TLS;

    switch (letter) {
    case 't':
        add_colored(out, tls, facts->url, flags);
        break;
    case 'h':
        add_colored(out, tls, facts->host, flags);
        break;
    case 'u':
        add_colored(out, tls, facts->user, flags);
        break;
    case 's':
        add_colored(out, COLOR_STATE, span_of(state_name(facts->state)), flags);
        break;
    case 'd':
        add_deleted(out, facts->deleted, flags);
        break;
    case '%':
        buf_add_char(out, '%');
        break;
    default:
        buf_add_char(out, '%');
        text_escape(out, (struct span){&letter, 1}, TEXT_ASCII);
        break;
    }
}

void prompt_make(struct buf *out, const char *form,
                 const struct prompt_facts *facts, unsigned flags)
{
    if (!facts->connected) {
        buf_add_text(out, "not connected> ");
        return;
    }
    if (facts->need == NEED_RESPONSE) {
        buf_add_text(out, "+ ");
        return;
    }
    if (facts->need == NEED_DATA) {
        buf_add_text(out, "data> ");
        return;
    }

    unsigned escape = flags & PROMPT_ASCII ? TEXT_ASCII : TEXT_PLAIN;
    struct span rest = span_of(form);
    while (rest.len) {
        size_t literal = span_find(rest, '%');
        text_escape(out, span_first(rest, literal), escape);
        rest = span_from(rest, literal);
        if (rest.len == 1)
            buf_add_char(out, '%');
        else if (rest.len)
            add_item(out, rest.at[1], facts, flags);
        rest = span_from(rest, 2);
    }
}

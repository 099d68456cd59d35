/* request.c - takes a client line apart into keyword, words and numbers.
 *
 * Knows the argument grammar of RFC 1939 section 3 only as far as verbs[]
 * tells it; leaves what is wrong with a line to the rules. */
#include <config.h>

#include "net/pop3/request.h"

#include "net/base/memory.h"
#include "net/base/secret.h"
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

static void keep_line(struct request *r, struct span line)
{
    char *into = r->head;

    if (line.len > REQUEST_LINE_MOST) {
        line.len = REQUEST_LINE_MOST;
        r->flaws |= LINE_CUT;
    }
    if (line.len > REQUEST_INLINE)
        into = r->longer = xcalloc(1, line.len);
    if (line.len)
        memcpy(into, line.at, line.len);
    r->len = line.len;
}

/* What follows the keyword and the one SP behind it. */
static struct span arguments(const struct request *r)
{
    struct span line = request_line(r);

    return span_from(line, span_find(line, ' ') + 1);
}

static void read_words(struct request *r)
{
    struct span rest = arguments(r);

    if (r->verb && (r->verb->flags & VERB_FREE_ARG)) {
        r->args = rest.len > 0;
        return;
    }
    for (struct span word; (word = span_take_word(&rest)).len; r->args++)
        if (r->args < 2)
            r->has_number[r->args] = span_number(word, &r->number[r->args]);
}

void request_parse(struct request *r, enum request_kind kind, struct span line)
{
    memset(r, 0, offsetof(struct request, head)); /* head is filled below */
    r->kind = kind;
    keep_line(r, line);
    if (kind != REQUEST_COMMAND)
        return;
    r->verb = verb_find(request_keyword(r));
    read_words(r);
    if (r->verb && r->verb->id == VERB_AUTH)
        r->sasl_initial = r->args > 1;
}

void request_done(struct request *r)
{
    if (r->longer) {
        secret_wipe(r->longer, r->len);
        free(r->longer);
    } else if (r->kind == REQUEST_SASL ||
               (r->verb && (r->verb->flags & VERB_SECRET))) {
        secret_wipe(r->head, r->len);
    }
    r->longer = NULL;
    r->len = 0;
    r->verb = NULL;
}

struct span request_line(const struct request *r)
{
    return (struct span){r->longer ? r->longer : r->head, r->len};
}

struct span request_keyword(const struct request *r)
{
    struct span line = request_line(r);

    if (r->kind != REQUEST_COMMAND)
        return (struct span){0};
    return span_first(line, span_find(line, ' '));
}

struct span request_arg(const struct request *r, int i)
{
    struct span rest = arguments(r), word;

    if (r->kind != REQUEST_COMMAND)
        return (struct span){0};
    if (r->verb && (r->verb->flags & VERB_FREE_ARG))
        return i == 0 ? rest : (struct span){0};
    do
        word = span_take_word(&rest);
    while (i-- > 0 && word.len);
    return word;
}

static bool is_xmit(const struct request *r)
{
    return r->verb->id == VERB_XTND && span_is_case(request_arg(r, 0), "XMIT");
}

enum shape request_shape(const struct request *r)
{
    if (!r->verb)
        return SHAPE_UNKNOWN;
    if (is_xmit(r))
        return SHAPE_CLIENT_DATA;
    if (r->verb->shape == SHAPE_LISTING_BARE)
        return r->args ? SHAPE_LINE : SHAPE_LISTING;
    if (r->verb->shape == SHAPE_SASL && !r->args)
        return SHAPE_LISTING;
    return r->verb->shape;
}

enum content request_content(const struct request *r)
{
    if (!r->verb)
        return CONTENT_FREE;
    if (r->verb->id == VERB_AUTH && !r->args)
        return CONTENT_MECHANISM;
    return r->verb->content;
}

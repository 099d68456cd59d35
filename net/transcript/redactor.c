/* redactor.c - plays a transcript to itself, twice, and writes it once.
 *
 * Leaves lines and header to the other files of its name. */
#include <config.h>

#include "net/transcript/redactor-private.h"

#include "net/base/memory.h"
#include "net/transcript/hide-item.h"
#include "net/transcript/hide-quote.h"
#include "net/transcript/hide-text.h"
#include <stdlib.h>
#include <string.h>

/* --- life cycle --- */

struct redactor *redactor_new(unsigned what)
{
    struct redactor *r = xcalloc(1, sizeof *r);

    r->line.options.redact = what;
    r->line.users = &r->line.own;
    r->line.named = &r->line.own_named;
    body_init(&r->line.body, NULL);
    r->mask = mask_new(redactor_see, r);
    r->learning = true;
    r->hearing = hearing_new(r->mask);
    return r;
}

void redactor_free(struct redactor *r)
{
    if (!r)
        return;
    hearing_free(r->hearing);
    mask_free(r->mask);
    body_done(&r->line.body);
    buf_wipe(&r->line.wire);
    buf_done(&r->line.host);
    user_list_done(&r->line.own);
    buf_done(&r->body);
    buf_done(&r->others);
    buf_wipe(&r->join_text);
    buf_wipe(&r->join_raw);
    redactor_sasl_done(r);
    free(r);
}

void redactor_learn(struct redactor *r, const struct item *item)
{
    bool piece = redactor_join(r, NULL, item);

    if (!piece)
        redactor_learn_names(r, item);
    if (item->kind == ITEM_COMMENT)
        hide_quote_learn(r->mask, item->text);
    redactor_sasl_learn(r, item, piece);
    hearing_item(r->hearing, item);
    hearing_flush(r->hearing);
}

bool redactor_can(const struct redactor *r, struct error *err)
{
    if (mask_has_forgotten(r->mask))
        return error_set(err, ERROR_INPUT,
                         "more passwords than can be looked for; split the "
                         "file");
    if (!(r->line.options.redact & REDACT_USER) || !r->line.own.full)
        return true;
    return error_set(err, ERROR_INPUT,
                     "more than %d users: names of others could not be found; "
                     "split the file",
                     USER_LIST_MOST);
}

const char *redactor_missing(const struct redactor *r)
{
    return mask_has_unnumbered(r->mask)
               ? "more than 8 passwords: the others are \"****\" in what was "
                 "written, and replay would send that; split the file"
               : NULL;
}

/* --- writing --- */

void redactor_words(struct redactor *r, struct buf *out, struct span text)
{
    struct buf open = {0};

    hide_text(r->mask, text, &open);
    record_hidden_text(&r->line, buf_span(&open), out);
    buf_wipe(&open);
}

void redactor_prose(struct redactor *r, struct buf *out,
                    const struct item *item)
{
    struct buf text = {0};

    buf_add(out, span_first(item->raw, (size_t)(item->text.at - item->raw.at)));
    if (item->kind == ITEM_COMMENT)
        hide_quote(item->text, &text);
    else
        buf_add(&text, item->text);
    redactor_words(r, out, buf_span(&text));
    if (item->ended)
        buf_add_char(out, '\n');
    buf_wipe(&text);
}

static void hide_words(void *ctx, struct span value, struct buf *out)
{
    redactor_words(ctx, out, value);
}

static void write_event(struct redactor *r, struct buf *out,
                        const struct item *item)
{
    bool connect = item->verb->id == AT_CONNECT;
    struct buf value = {0};

    buf_clear(&r->body);
    r->stands_in = item->verb->id == AT_BODY;
    hearing_item(r->hearing, item);
    if (r->stands_in)
        hearing_flush(r->hearing);
    r->stands_in = false;
    buf_add(out, buf_span(&r->body));
    if (connect && r->line.options.redact & REDACT_HOST) {
        writer_event(out, item->conn, AT_CONNECT);
        if (param_value(item->text, "tls", &value))
            writer_param(out, "tls", buf_span(&value));
        writer_event_end(out);
    } else if (hide_item_has_words(item)) {
        hide_item_words(item, hide_words, r, out);
    } else {
        writer_item(out, item);
    }
    buf_done(&value);
}

static void write_item(struct redactor *r, struct buf *out,
                       const struct item *item)
{
    switch (item->kind) {
    case ITEM_HEADER:
        hearing_item(r->hearing, item);
        redactor_header(r, out, item);
        break;
    case ITEM_CLIENT:
    case ITEM_SERVER:
        redactor_line(r, out, item);
        break;
    case ITEM_EVENT:
        write_event(r, out, item);
        break;
    case ITEM_COMMENT:
        redactor_prose(r, out, item);
        break;
    case ITEM_BLANK:
        if (!r->in_session)
            redactor_end_header(r, out);
        r->in_session = true;
        writer_item(out, item);
        break;
    case ITEM_MAGIC:
        writer_item(out, item);
        break;
    }
}

void redactor_item(struct redactor *r, struct buf *out, const struct item *item)
{
    if (r->learning) {
        redactor_join_end(r, NULL);
        memset(r->cut, 0, sizeof r->cut);
        redactor_sasl_rewind(r);
        hearing_free(r->hearing);
        r->hearing = hearing_new(r->mask);
    }
    r->learning = false;
    r->at++;
    r->unended = !item->ended;
    if (redactor_join(r, out, item))
        return;
    redactor_sasl_begin(r, out);
    write_item(r, out, item);
    redactor_sasl_end(r, out);
}

void redactor_end(struct redactor *r, struct buf *out)
{
    redactor_join_end(r, out);
    if (r->unended && out->len && out->at[out->len - 1] == '\n')
        buf_cut(out, out->len - 1);
}

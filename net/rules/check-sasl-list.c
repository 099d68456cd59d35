/* check-sasl-list.c - which SASL mechanisms a server lists (section 6). */
#include <config.h>

#include "net/rules/check-private.h"

#include "net/base/text.h"
#include "net/rules/sasl-name.h"
#include "net/rules/shown.h"

enum {
    NAMES_JUDGED = 64, /* of one line */
    WORDS_MOST = 160,  /* octets of the names that a message gives */
};

/* Add name, and why, to what a message lists. */
static void add_name(struct buf *out, struct span name, const char *why)
{
    if (out->len)
        buf_add_text(out, ", ");
    text_escape(out, name, TEXT_ASCII);
    if (why)
        buf_add_format(out, " (%s)", why);
}

static void judge_name(struct check *c, const struct event *e, struct span name)
{
    const struct sasl_name *row = sasl_name_find(name);

    if (sasl_name_valid(name) || (row && span_is(name, row->name)))
        return; /* some registered names exceed 20 octets */
    if (row || sasl_name_valid_case(name))
        report_as(c, RULE_SASL_MECH_NAME, SEVERITY_NOTE, place_of(e, name),
                  "the mechanism name \"%s\" is not in upper case",
                  shown(name).text);
    else
        report(c, RULE_SASL_MECH_NAME, place_of(e, name),
               "\"%s\" is no mechanism name: 1 to 20 of A-Z, 0-9, - and _",
               shown(name).text);
}

/* Names that are not registered, and those that are dated. */
static void judge_reputation(struct check *c, const struct event *e,
                             struct span args)
{
    struct buf unknown = {.most = WORDS_MOST}, weak = {.most = WORDS_MOST};
    struct span name, rest = args;

    for (int i = 0; i < NAMES_JUDGED && (name = capa_take_word(&rest)).len;
         i++) {
        const struct sasl_name *row = sasl_name_find(name);

        if (!row && sasl_name_valid_case(name))
            add_name(&unknown, name,
                     span_starts_case(name, SPAN("X-")) ? "private" : NULL);
        if (row && row->weak)
            add_name(&weak, name, row->weak);
    }
    if (unknown.len)
        report(c, RULE_SASL_UNREGISTERED_MECH, place_of(e, args),
               "not registered: %s", buf_text(&unknown));
    if (weak.len)
        report(c, RULE_SASL_WEAK_MECHANISM, place_of(e, args), "%s",
               buf_text(&weak));
    buf_done(&unknown);
    buf_done(&weak);
}

static bool is_plus(struct span name)
{
    return name.len > 5 && span_is_case(span_from(name, name.len - 5), "-PLUS");
}

static bool lists_name(struct span args, struct span name)
{
    struct span word;

    while ((word = capa_take_word(&args)).len)
        if (span_equal_case(word, name))
            return true;
    return false;
}

static void judge_plus(struct check *c, const struct event *e, struct span args,
                       struct span name)
{
    struct span bare = span_first(name, name.len - 5);

    if (c->book.tls == TLS_NONE)
        report(c, RULE_SASL_SCRAM_PLUS_WITHOUT_TLS, place_of(e, name),
               "%.*s needs a channel to bind to, and there is no TLS",
               (int)name.len, name.at);
    if (!lists_name(args, bare))
        report(c, RULE_SASL_SCRAM_PLUS_ALONE, place_of(e, name),
               "%.*s is listed without %.*s", (int)name.len, name.at,
               (int)bare.len, bare.at);
}

static void judge_capability(struct check *c, const struct event *e)
{
    struct span args = e->listing.rest, rest = args, name;

    for (int i = 0; i < NAMES_JUDGED && (name = capa_take_word(&rest)).len;
         i++) {
        struct span before = {args.at, (size_t)(name.at - args.at)};

        judge_name(c, e, name);
        if (lists_name(before, name))
            report(c, RULE_SASL_MECH_DUPLICATE, place_of(e, name),
                   "the mechanism is listed twice");
        if (is_plus(name) && sasl_name_valid_case(name))
            judge_plus(c, e, args, name);
    }
    judge_reputation(c, e, args);
    if (c->book.tls != TLS_NONE && !c->book.transaction &&
        span_trim(args).len && !lists_name(args, SPAN("PLAIN")))
        report(c, RULE_SASL_PLAIN_MISSING_UNDER_TLS, place_of(e, e->text),
               "SASL does not list PLAIN under TLS");
}

void sasl_judge_list(struct check *c, const struct event *e)
{
    struct span rest = e->text, name;

    if (e->flaws & LINE_UNFINISHED)
        return;
    if (e->listing.content == CONTENT_MECHANISM)
        for (int i = 0; i < NAMES_JUDGED && (name = capa_take_word(&rest)).len;
             i++)
            judge_name(c, e, name);
    else if (e->listing.content == CONTENT_CAPABILITY &&
             span_is_case(e->listing.word, "SASL"))
        judge_capability(c, e);
}

void sasl_judge_capa(struct check *c, const struct event *e)
{
    struct book_capa capa = book_capa_reading(&c->book);
    struct span args = {0};
    struct place place = place_at(e, 0);

    if (!c->memory.sasl.client_certificate || c->book.transaction ||
        c->book.tls == TLS_NONE || capa.lines.cut)
        return;
    capa_lists(&capa, "SASL", &args);
    place.line_offset = c->book.reply_offset;
    if (!args_list(args, SPAN("EXTERNAL")))
        report(c, RULE_SASL_EXTERNAL_MISSING, place,
               "our certificate was asked for and sent, but SASL does not "
               "list EXTERNAL");
}

/* check-message-header.c - what the header of a message says (section 14).
 *
 * Told once per message, when the header is over, however many lines are
 * concerned. */
#include <config.h>

#include "net/rules/maildrop.h"

/* The first line of a kind, at its octet at fault. */
static struct place at_line(const struct check *c, const struct event *e,
                            const struct header_lines *l)
{
    struct place place = place_kept(&l->first, e, c->memory.retr.passage.n);

    place.index = l->column;
    return place;
}

/* msg/header-syntax, msg/mbox-from, msg/binary-cte */
static void judge_lines(struct check *c, const struct event *e)
{
    const struct header *h = &c->memory.message.header;

    if (h->mbox.count)
        report(c, RULE_MSG_MBOX_FROM, at_line(c, e, &h->mbox),
               "the first line is an mbox separator");
    if (h->odd.count)
        report(c, RULE_MSG_HEADER_SYNTAX, at_line(c, e, &h->odd),
               "%ju line%s of the header %s neither \"name: body\" nor folded",
               (uintmax_t)h->odd.count, h->odd.count == 1 ? "" : "s",
               h->odd.count == 1 ? "is" : "are");
    if (h->binary.count)
        report(c, RULE_MSG_BINARY_CTE, at_line(c, e, &h->binary),
               "the message says that it is binary");
}

/* UTF8 among the capabilities, in any state of this session. */
static bool announces_utf8(const struct check *c)
{
    for (int tls = 0; tls < 2; tls++)
        for (int in = 0; in < 2; in++)
            if (capa_lists(&c->book.capa[tls][in], "UTF8", NULL))
                return true;
    return false;
}

/* msg/eight-bit-header, msg/utf8-invalid */
static void judge_charset(struct check *c, const struct event *e)
{
    const struct header *h = &c->memory.message.header;
    struct place place = {.side = SIDE_SERVER,
                          .exchange = e->exchange,
                          .line_offset = e->tally->first_eight_bit,
                          .message_number = c->memory.retr.passage.n};

    if (!c->memory.retr.passage.header_eight_bit)
        return;
    if (!dialogue_utf8(c->dialogue))
        report_as(c, RULE_MSG_EIGHT_BIT_HEADER,
                  announces_utf8(c) ? SEVERITY_WARNING : SEVERITY_NOTE, place,
                  "octets above 0x7f in the header, and UTF8 is not active");
    else if (h->invalid.count)
        report(c, RULE_MSG_UTF8_INVALID, at_line(c, e, &h->invalid),
               "%ju line%s of the header %s not UTF-8",
               (uintmax_t)h->invalid.count, h->invalid.count == 1 ? "" : "s",
               h->invalid.count == 1 ? "is" : "are");
}

/* "no Date", "2 times From"; with a comma when something stands before. */
static void add_count(struct buf *out, const char *name, unsigned count)
{
    if (count == 1)
        return;
    if (out->len)
        buf_add_text(out, ", ");
    if (count)
        buf_add_format(out, "%u times %s", count, name);
    else
        buf_add_format(out, "no %s", name);
}

/* msg/required-headers: of a header that was read to its end */
static void judge_required(struct check *c, const struct event *e)
{
    const struct header *h = &c->memory.message.header;
    bool ended = h->over || (e->kind == EVENT_END && maildrop_whole(e));
    struct buf text = {0};

    if (!ended || h->cut || (h->dates == 1 && h->froms == 1) ||
        !e->tally->octets)
        return;
    add_count(&text, "Date", h->dates);
    add_count(&text, "From", h->froms);
    report(c, RULE_MSG_REQUIRED_HEADERS,
           place_reply(c, e, c->memory.retr.passage.n), "the header has %s",
           buf_text(&text));
    buf_done(&text);
}

void message_judge_header(struct check *c, const struct event *e)
{
    judge_lines(c, e);
    judge_charset(c, e);
    judge_required(c, e);
}

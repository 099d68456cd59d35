/* redactor-header.c - what the file says of itself and of its users. */
#include <config.h>

#include "net/transcript/redactor-private.h"

#include "net/pop3/passwords.h"
#include "net/transcript/escape.h"
#include "net/transcript/hide-item.h"
#include "net/transcript/hide-text.h"
#include "net/transcript/numbered.h"

static void learn_header(struct redactor *r, const struct item *item)
{
    struct span name, value;

    if (item->kind != ITEM_HEADER || !item->field)
        return;
    if (item->field->id == HEADER_SERVER && !r->line.host.len) {
        size_t colon = item->text.len;

        for (size_t i = 0; i < item->text.len; i++)
            if (item->text.at[i] == ':')
                colon = i;
        buf_add(&r->line.host, span_first(item->text, colon));
    }
    if (item->field->id == HEADER_SECRET) {
        header_field_split(item->text, &name, &value);
        r->line.own_named |= UINT32_C(1) << numbered_read(name, "pass");
    }
    if (item->field->id != HEADER_VAR)
        return;
    header_field_split(item->text, &name, &value);
    unsigned number = user_list_number(name);
    if (number && span_starts(value, SPAN("env:")))
        r->line.own.taken |= (uint32_t)1 << number;
    else if (number)
        user_list_add(&r->line.own, value, number);
    else if (!span_starts(value, SPAN("env:")))
        buf_add_format(&r->others, "%.*s\n", (int)item->text.len,
                       item->text.at);
    r->line.own.written = r->line.own.count;
}

/* The value of a variable by another name than ours, that the header tells. */
static struct span other_variable(const struct redactor *r, struct span name)
{
    struct span rest = buf_span(&r->others);

    while (rest.len) {
        struct span line = span_first(rest, span_find(rest, '\n'));
        struct span is, value;

        header_field_split(line, &is, &value);
        if (span_equal(is, name))
            return value;
        rest = span_from(rest, line.len + 1);
    }
    return rest;
}

/* A line's end, where it is written out, is no part of a name. */
static struct span without_end(struct span octets)
{
    octets.len -= octets.len && octets.at[octets.len - 1] == '\n';
    octets.len -= octets.len && octets.at[octets.len - 1] == '\r';
    return octets;
}

static struct span without_cut(struct span text)
{
    struct span rest = text;
    struct wire_piece p;

    while (wire_next(&rest, &p, NULL, NULL) > 0)
        if (p.kind == WIRE_NO_END)
            text.len -= p.source.len;
    return text;
}

/* Users whom no header names: the arguments of USER and APOP. */
static void learn_user(struct redactor *r, struct buf *out,
                       const struct item *item)
{
    struct span rest = without_cut(item->text);
    struct span word = span_take_word(&rest);
    bool apop = span_is_case(word, "APOP");
    struct buf name = {0};
    size_t bad;

    (void)out;
    if (!span_is_case(word, "USER") && !apop)
        return;
    word = apop ? span_take_word(&rest) : span_trim(rest);
    if (span_starts(word, SPAN("\\{")))
        word = other_variable(
            r, span_first(span_from(word, 2), span_find(word, '}') - 2));
    if (!escape_check(word, &bad))
        return;
    escape_decode(&name, word);
    user_list_add(&r->line.own, span_trim(without_end(buf_span(&name))), 0);
    buf_done(&name);
}

void redactor_learn_names(struct redactor *r, const struct item *item)
{
    learn_header(r, item);
    if (item->kind == ITEM_CLIENT && item->plain)
        learn_user(r, NULL, item);
    else if (item->kind == ITEM_CLIENT)
        redactor_each_line(r, NULL, item, learn_user);
}

/* --- writing --- */

static void add_names(struct buf *out, unsigned what)
{
    buf_add_format(out, "%s:", header_fields[HEADER_REDACT].name);
    for (unsigned bit = 1; redact_name(bit); bit <<= 1)
        if (what & bit)
            buf_add_format(out, " %s", redact_name(bit));
    buf_add_char(out, '\n');
}

/* One that is the only one needs no line. Bit 0 of what the header names is
 * another. */
static void write_passwords(const struct redactor *r, struct buf *out)
{
    uint32_t ours = r->passwords & ~(uint32_t)1;
    bool only = (ours | r->line.own_named) == 1 << 1;

    for (unsigned n = only ? 2 : 1; n <= PASSWORDS_MOST; n++)
        if (ours >> n & 1 && !(r->line.own_named >> n & 1))
            numbered_password_header(n, out);
}

void redactor_end_header(struct redactor *r, struct buf *out)
{
    unsigned what = r->line.options.redact;

    if (!r->names_written)
        add_names(out, what);
    if (what & REDACT_USER)
        user_list_header(&r->line.own, true, out);
    redactor_sasl_header(r, out);
    write_passwords(r, out);
}

/* A variable of another name that is a user's. */
static void write_variable(struct redactor *r, struct buf *out,
                           struct span name, size_t user)
{
    unsigned number = r->line.own.numbers[user];

    buf_add_format(out, "Var: %.*s=env:POP3SH_USER", (int)name.len, name.at);
    if (number > 1)
        buf_add_format(out, "%u", number);
    buf_add_char(out, '\n');
}

/* Its port tells nothing of the host. */
static void write_server(struct buf *out, struct span server)
{
    size_t end = server.len, digits;
    uint64_t port;

    while (end && server.at[end - 1] != ':')
        end--;
    buf_add_text(out, "Server: host.invalid");
    digits = server.len - end;
    if (end > 1 && digits && digits < 6 &&
        span_number(span_from(server, end), &port) &&
        (server.at[end - 2] == ']' || span_find(server, ':') == end - 1))
        buf_add_format(out, ":%llu", (unsigned long long)port);
    buf_add_char(out, '\n');
}

void redactor_header(struct redactor *r, struct buf *out,
                     const struct item *item)
{
    unsigned what = r->line.options.redact;
    enum header_field_id id = item->field ? item->field->id : HEADER_COUNT;
    struct span name, value;

    if (id == HEADER_REDACT) {
        add_names(out, what);
        r->names_written = true;
        return;
    }
    if (id == HEADER_SERVER && what & REDACT_HOST) {
        write_server(out, item->text);
        return;
    }
    if (id == HEADER_VAR && what & REDACT_USER) {
        header_field_split(item->text, &name, &value);
        unsigned number = user_list_number(name);
        size_t user = user_list_find(&r->line.own, value);
        if (!number && user < USER_LIST_MOST) {
            write_variable(r, out, name, user);
            return;
        }
        if (number && !span_starts(value, SPAN("env:"))) {
            user_list_hidden(number, out);
            return;
        }
    }
    if (id == HEADER_TITLE || id == HEADER_COUNT ||
        (item->field->form == HEADER_TEXT &&
         hide_text_finds(r->mask, item->text)))
        redactor_prose(r, out, item);
    else
        hide_header(r->mask, item, out);
}

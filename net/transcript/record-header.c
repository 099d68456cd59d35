/* record-header.c - the header of a recording. */
#include <config.h>

#include "net/transcript/record-private.h"

#include "net/transcript/numbered.h"

static void add(struct buf *out, enum header_field_id id, const char *value)
{
    if (value && *value)
        writer_header(out, header_fields[id].name, span_of(value));
}

static void add_server(struct buf *out, const struct record_header *h,
                       unsigned redact)
{
    const char *host = redact & REDACT_HOST ? "host.invalid" : h->host;
    bool brackets = host && strchr(host, ':');
    struct buf value = {0};

    if (!host || !*host)
        return;
    buf_add_format(&value, "%s%s%s", brackets ? "[" : "", host,
                   brackets ? "]" : "");
    if (h->port)
        buf_add_format(&value, ":%u", h->port);
    add(out, HEADER_SERVER, buf_text(&value));
    buf_done(&value);
}

static void add_redact(struct buf *out, unsigned redact)
{
    struct buf list = {0};

    for (unsigned bit = 1; redact_name(bit); bit <<= 1)
        if (redact & bit)
            buf_add_format(&list, "%s%s", list.len ? " " : "",
                           redact_name(bit));
    add(out, HEADER_REDACT, buf_text(&list));
    buf_done(&list);
}

void record_user(struct record *r, const char *user)
{
    buf_clear(&r->login);
    buf_add_text(&r->login, user);
}

bool record_has_user(struct record *r, size_t user)
{
    struct buf lines = {0};

    if (user >= r->users->count)
        return false;
    if (user < r->users->written || !r->options.header)
        return user < r->users->written;
    user_list_header(r->users, r->options.redact & REDACT_USER, &lines);
    r->options.header(r->options.ctx, buf_span(&lines));
    buf_done(&lines);
    return true;
}

void record_password(struct record *r, unsigned number, struct buf *name)
{
    struct buf lines = {0};

    numbered_password(number, name);
    if (*r->named >> number & 1 || !r->options.header)
        return;
    *r->named |= UINT32_C(1) << number;
    numbered_password_header(number, &lines);
    r->options.header(r->options.ctx, buf_span(&lines));
    buf_done(&lines);
}

size_t record_header_end(struct span text)
{
    size_t end = span_find_span(text, SPAN("\n\n"));

    return end < text.len ? end + 1 : text.len;
}

void record_header(struct record *r, const struct record_header *h)
{
    struct buf *out = &r->out;
    unsigned redact = r->options.redact;

    record_user(r, h->user);
    buf_add_text(out, ITEM_MAGIC_LINE "\n");
    add(out, HEADER_TITLE, h->title);
    add_server(out, h, redact);
    add(out, HEADER_SECURITY, h->security);
    add(out, HEADER_RECORDED, h->recorded);
    add(out, HEADER_TOOL, h->tool);
    user_list_add(r->users, span_of(h->user), 0);
    user_list_header(r->users, redact & REDACT_USER, out);
    numbered_password_header(1, out);
    *r->named |= h->named | 1 << 1;
    add_redact(out, redact);
    if (redact & REDACT_NONE)
        buf_add_text(out, "X-Sensitive: yes\n");
    buf_add_char(out, '\n');
    r->options.write(r->options.ctx, buf_span(out));
    buf_clear(out);
}

void record_header_insert(struct buf *text, struct span lines)
{
    struct buf rest = {0};
    size_t end = record_header_end(buf_span(text));

    buf_add(&rest, span_from(buf_span(text), end));
    buf_cut(text, end);
    buf_add(text, lines);
    buf_add(text, buf_span(&rest));
    buf_done(&rest);
}

/* record-header.c - the header of a recording. */
#include <config.h>

#include "net/transcript/record-private.h"

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
    buf_clear(&r->user);
    buf_add_text(&r->user, user);
}

void record_header(struct record *r, const struct record_header *h)
{
    struct buf *out = &r->out, user = {0};
    unsigned redact = r->options.redact;

    record_user(r, h->user);
    buf_add_text(out, ITEM_MAGIC_LINE "\n");
    add(out, HEADER_TITLE, h->title);
    add_server(out, h, redact);
    add(out, HEADER_SECURITY, h->security);
    add(out, HEADER_RECORDED, h->recorded);
    add(out, HEADER_TOOL, h->tool);
    if (r->user.len) {
        buf_add_format(&user, "user=%s",
                       redact & REDACT_USER ? "env:POP3SH_USER" : h->user);
        add(out, HEADER_VAR, buf_text(&user));
    }
    add(out, HEADER_SECRET, "pass=env:POP3SH_PASSWORD");
    add_redact(out, redact);
    if (redact & REDACT_NONE)
        buf_add_text(out, "X-Sensitive: yes\n");
    buf_add_char(out, '\n');
    r->options.write(r->options.ctx, buf_span(out));
    buf_clear(out);
    buf_done(&user);
}

/* message.c - reads the header of a message, RFC 5322 section 2.2.
 *
 * Collects one field at a time, with its folded lines, and decodes it when
 * the next line shows that it is complete. Line ends are CRLF or bare LF. */
#include <config.h>

#include "net/pop3/encoded.h"
#include "net/pop3/message.h"

/* In the order of enum message_field: the names, and which may hold
 * encoded-words (RFC 2047 section 5: text, comments and phrases; never
 * addresses, dates or identifiers). */
static const struct field {
    const char *name;
    bool encoded;
} fields[MESSAGE_FIELDS] = {
    {"From",         true },
    {"To",           true },
    {"Subject",      true },
    {"Date",         false},
    {"Message-ID",   false},
    {"Content-Type", false},
};

void message_init(struct message *m)
{
    *m = (struct message){.line_begins = true, .blank = true};
    buf_init(&m->line, MESSAGE_FIELD_MOST);
    for (size_t i = 0; i < MESSAGE_FIELDS; i++)
        buf_init(&m->fields[i], MESSAGE_FIELD_MOST);
}

void message_done(struct message *m)
{
    buf_done(&m->line);
    for (size_t i = 0; i < MESSAGE_FIELDS; i++)
        buf_done(&m->fields[i]);
}

const char *message_field_name(enum message_field field)
{
    return fields[field].name;
}

struct span message_field(const struct message *m, enum message_field field)
{
    return buf_span(&m->fields[field]);
}

/* The field of that name that is still wanted, or MESSAGE_FIELDS. */
static enum message_field field_find(const struct message *m, struct span name)
{
    for (enum message_field i = 0; i < MESSAGE_FIELDS; i++)
        if (span_is_case(name, fields[i].name) && !m->fields[i].len)
            return i;
    return MESSAGE_FIELDS;
}

/* The field in m->line is complete: keep it if it is a wanted one. */
static void end_field(struct message *m)
{
    struct span line = buf_span(&m->line);
    size_t colon = span_find(line, ':');
    struct span name = span_trim(span_first(line, colon));
    struct span body = span_trim(span_from(line, colon + 1));
    enum message_field field = field_find(m, name);

    if (field < MESSAGE_FIELDS && fields[field].encoded)
        encoded_decode(&m->fields[field], body);
    else if (field < MESSAGE_FIELDS)
        buf_add(&m->fields[field], body);
    buf_clear(&m->line);
}

void message_end(struct message *m)
{
    if (!m->over)
        end_field(m);
    m->over = true;
}

/* A line has ended; an empty one ends the header. */
static void end_line(struct message *m)
{
    if (m->blank)
        message_end(m);
    if (m->line.len && m->line.at[m->line.len - 1] == '\r')
        buf_cut(&m->line, m->line.len - 1);
    m->line_begins = true;
    m->blank = true;
}

/* Take a part of a line, without its LF. */
static void add_part(struct message *m, struct span part)
{
    if (!part.len)
        return;
    if (m->line_begins && *part.at != ' ' && *part.at != '\t')
        end_field(m);
    if (m->blank)
        m->blank = m->line_begins && part.len == 1 && *part.at == '\r';
    m->line_begins = false;
    buf_add(&m->line, part);
}

size_t message_feed(struct message *m, struct span octets)
{
    struct span rest = octets;

    while (rest.len && !m->over) {
        size_t n = span_find(rest, '\n');

        add_part(m, span_first(rest, n));
        if (n < rest.len) {
            end_line(m);
            n++;
        }
        rest = span_from(rest, n);
        m->octets += n;
        if (m->octets >= MESSAGE_HEADER_MOST)
            message_end(m);
    }
    return octets.len - rest.len;
}

/* mime-outline.c - a program of its own: reads a message from standard input
 * and writes a line for each of its MIME parts, set in by its depth:
 *
 *     multipart/mixed
 *       text/plain; utf-8, quoted-printable, 1204 octets
 *       application/pdf "bill.pdf", base64, 52011 octets
 *
 * then an empty line, and what there is to read: the text parts, decoded and in
 * UTF-8, and a line in brackets for each other part. Its output is for \view,
 * which escapes it. */
#include <config.h>

#include <gmime/gmime.h>
#include <stdio.h>
#include <unistd.h>

enum { DEPTH_MOST = 30, PARTS_MOST = 500 };

struct outline {
    int depth, parts;
    GString *text; /* what follows the outline */
};

/* Words out of a message, on one line whatever they hold. */
static void add_words(GString *out, const char *words)
{
    for (const char *c = words; *c; c++)
        g_string_append_c(out, (unsigned char)*c < ' ' ? '?' : *c);
}

/* text/plain; utf-8 */
static void add_type(GString *out, GMimeContentType *type)
{
    const char *charset = g_mime_content_type_get_parameter(type, "charset");
    char *words = g_mime_content_type_get_mime_type(type);

    add_words(out, words);
    if (charset) {
        g_string_append(out, "; ");
        add_words(out, charset);
    }
    g_free(words);
}

static void add_name(GString *out, GMimePart *part)
{
    const char *name = g_mime_part_get_filename(part);

    if (!name)
        return;
    g_string_append(out, " \"");
    add_words(out, name);
    g_string_append_c(out, '"');
}

static gint64 octets_of(GMimePart *part)
{
    GMimeDataWrapper *content = g_mime_part_get_content(part);
    GMimeStream *null;
    gint64 octets;

    if (!content)
        return 0;
    null = g_mime_stream_null_new();
    octets = g_mime_data_wrapper_write_to_stream(content, null);
    g_object_unref(null);
    return octets < 0 ? 0 : octets;
}

static void add_part(GString *out, GMimePart *part)
{
    const char *encoding = g_mime_content_encoding_to_string(
        g_mime_part_get_content_encoding(part));

    add_name(out, part);
    if (encoding)
        g_string_append_printf(out, ", %s", encoding);
    g_string_append_printf(out, ", %lld octets", (long long)octets_of(part));
}

/* --- what there is to read --- */

/* Text that the sender did not attach as a file. */
static gboolean is_readable(GMimePart *part, GMimeContentType *type)
{
    return g_mime_content_type_is_type(type, "text", "*") &&
           !g_mime_part_is_attachment(part) && !g_mime_part_get_filename(part);
}

/* Into UTF-8; NULL where nothing is to be done or nothing can be done, of
 * which the reader is told. */
static GMimeFilter *filter_new(GString *out, const char *charset)
{
    GMimeFilter *filter;

    if (!charset || g_ascii_strcasecmp(charset, "utf-8") == 0 ||
        g_ascii_strcasecmp(charset, "us-ascii") == 0)
        return NULL;
    filter = g_mime_filter_charset_new(charset, "utf-8");
    if (!filter) {
        g_string_append(out, "[the charset ");
        add_words(out, charset);
        g_string_append(out, " is not known here; its octets as they are:]\n");
    }
    return filter;
}

/* The content of a part, decoded, and in UTF-8 where its charset is known. */
static void add_content(GString *out, GMimePart *part, const char *charset)
{
    GMimeDataWrapper *content = g_mime_part_get_content(part);
    GMimeStream *memory = g_mime_stream_mem_new();
    GMimeStream *into = g_mime_stream_filter_new(memory);
    GMimeFilter *filter = filter_new(out, charset);
    GByteArray *octets;

    if (filter) {
        g_mime_stream_filter_add((GMimeStreamFilter *)into, filter);
        g_object_unref(filter);
    }
    if (content)
        g_mime_data_wrapper_write_to_stream(content, into);
    g_mime_stream_flush(into);
    octets = g_mime_stream_mem_get_byte_array((GMimeStreamMem *)memory);
    g_string_append_len(out, (const char *)octets->data, octets->len);
    if (octets->len && octets->data[octets->len - 1] != '\n')
        g_string_append_c(out, '\n');
    g_object_unref(into);
    g_object_unref(memory);
}

static void add_text(struct outline *o, GMimePart *part, GMimeContentType *type,
                     gboolean twice)
{
    if (o->text->len)
        g_string_append_c(o->text, '\n');
    if (is_readable(part, type) && !twice) {
        add_content(o->text, part,
                    g_mime_content_type_get_parameter(type, "charset"));
        return;
    }
    g_string_append(o->text, twice ? "[the same as " : "[attached: ");
    add_type(o->text, type);
    add_name(o->text, part);
    g_string_append_printf(o->text, ", %lld octets]\n",
                           (long long)octets_of(part));
}

/* --- the tree --- */

static void tell(struct outline *o, GMimeObject *object, gboolean twice);

static gboolean is_plain(GMimeObject *object)
{
    return object &&
           g_mime_content_type_is_type(g_mime_object_get_content_type(object),
                                       "text", "plain");
}

/* Of the forms of one text the plain one is enough to read. */
static void tell_parts(struct outline *o, GMimeMultipart *parts)
{
    GMimeContentType *type =
        g_mime_object_get_content_type((GMimeObject *)parts);
    gboolean one_text =
        g_mime_content_type_is_type(type, "multipart", "alternative");
    gboolean plain = FALSE;

    for (int i = 0; one_text && i < g_mime_multipart_get_count(parts); i++)
        plain = plain || is_plain(g_mime_multipart_get_part(parts, i));
    for (int i = 0; i < g_mime_multipart_get_count(parts); i++) {
        GMimeObject *part = g_mime_multipart_get_part(parts, i);
        tell(o, part, plain && !is_plain(part));
    }
}

static void tell_children(struct outline *o, GMimeObject *object,
                          gboolean twice)
{
    o->depth++;
    if (GMIME_IS_MULTIPART(object)) {
        tell_parts(o, (GMimeMultipart *)object);
    } else if (GMIME_IS_MESSAGE_PART(object)) {
        GMimeMessage *inner =
            g_mime_message_part_get_message((GMimeMessagePart *)object);
        if (inner)
            tell(o, g_mime_message_get_mime_part(inner), twice);
    }
    o->depth--;
}

static void tell(struct outline *o, GMimeObject *object, gboolean twice)
{
    GMimeContentType *type =
        object ? g_mime_object_get_content_type(object) : NULL;
    GString *line;

    if (!type || o->depth > DEPTH_MOST || o->parts++ > PARTS_MOST)
        return;
    line = g_string_new(NULL);
    add_type(line, type);
    if (GMIME_IS_PART(object)) {
        add_part(line, (GMimePart *)object);
        add_text(o, (GMimePart *)object, type, twice);
    }
    printf("%*s%s\n", 2 * o->depth, "", line->str);
    g_string_free(line, TRUE);
    tell_children(o, object, twice);
}

int main(void)
{
    struct outline o = {0};
    GMimeStream *stream;
    GMimeParser *parser;
    GMimeMessage *message;

    g_mime_init();
    o.text = g_string_new(NULL);
    stream = g_mime_stream_pipe_new(STDIN_FILENO);
    parser = g_mime_parser_new_with_stream(stream);
    message = g_mime_parser_construct_message(parser, NULL);
    if (message)
        tell(&o, g_mime_message_get_mime_part(message), FALSE);
    if (o.parts)
        putchar('\n');
    fwrite(o.text->str, 1, o.text->len, stdout);
    g_string_free(o.text, TRUE);
    g_object_unref(parser);
    g_object_unref(stream);
    if (message)
        g_object_unref(message);
    return o.parts ? 0 : 1;
}

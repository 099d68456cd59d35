/* mime-outline.c - a program of its own: reads a message from standard input
 * and writes a line for each of its MIME parts, set in by its depth:
 *
 *     multipart/mixed
 *       text/plain; utf-8, quoted-printable, 1204 octets
 *       application/pdf "bill.pdf", base64, 52011 octets
 *
 * Its output is for \view, which escapes it. */
#include <config.h>

#include <gmime/gmime.h>
#include <stdio.h>
#include <unistd.h>

enum { DEPTH_MOST = 30, PARTS_MOST = 500 };

struct outline {
    int depth, parts;
};

static void tell_part(GMimePart *part)
{
    const char *name = g_mime_part_get_filename(part);
    const char *encoding = g_mime_content_encoding_to_string(
        g_mime_part_get_content_encoding(part));
    GMimeDataWrapper *content = g_mime_part_get_content(part);
    gint64 octets = 0;

    if (name)
        printf(" \"%s\"", name);
    if (encoding)
        printf(", %s", encoding);
    if (content) {
        GMimeStream *null = g_mime_stream_null_new();
        octets = g_mime_data_wrapper_write_to_stream(content, null);
        g_object_unref(null);
    }
    printf(", %lld octets", (long long)(octets < 0 ? 0 : octets));
}

static void tell(struct outline *o, GMimeObject *object);

static void tell_children(struct outline *o, GMimeObject *object)
{
    o->depth++;
    if (GMIME_IS_MULTIPART(object)) {
        GMimeMultipart *parts = (GMimeMultipart *)object;
        for (int i = 0; i < g_mime_multipart_get_count(parts); i++)
            tell(o, g_mime_multipart_get_part(parts, i));
    } else if (GMIME_IS_MESSAGE_PART(object)) {
        GMimeMessage *inner =
            g_mime_message_part_get_message((GMimeMessagePart *)object);
        if (inner)
            tell(o, g_mime_message_get_mime_part(inner));
    }
    o->depth--;
}

static void tell(struct outline *o, GMimeObject *object)
{
    GMimeContentType *type =
        object ? g_mime_object_get_content_type(object) : NULL;
    const char *charset;
    char *words;

    if (!type || o->depth > DEPTH_MOST || o->parts++ > PARTS_MOST)
        return;
    words = g_mime_content_type_get_mime_type(type);
    charset = g_mime_content_type_get_parameter(type, "charset");
    printf("%*s%s", 2 * o->depth, "", words);
    if (charset)
        printf("; %s", charset);
    if (GMIME_IS_PART(object))
        tell_part((GMimePart *)object);
    putchar('\n');
    g_free(words);
    tell_children(o, object);
}

int main(void)
{
    struct outline o = {0};
    GMimeStream *stream;
    GMimeParser *parser;
    GMimeMessage *message;

    g_mime_init();
    stream = g_mime_stream_pipe_new(STDIN_FILENO);
    parser = g_mime_parser_new_with_stream(stream);
    message = g_mime_parser_construct_message(parser, NULL);
    if (message)
        tell(&o, g_mime_message_get_mime_part(message));
    g_object_unref(parser);
    g_object_unref(stream);
    if (message)
        g_object_unref(message);
    return o.parts ? 0 : 1;
}

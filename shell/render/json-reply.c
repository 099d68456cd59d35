/* json-reply.c - one past reply as an object, for \last json. */
#include <config.h>

#include "shell/render/json-form.h"
#include "shell/render/render.h"

static const char *const words[] = {
    [STATUS_NONE] = "",
    [STATUS_OK] = "+OK",
    [STATUS_ERR] = "-ERR",
    [STATUS_CONTINUE] = "+",
};

/* What follows the status and one blank. */
static struct span text_of(const struct render_reply *reply)
{
    struct span text = reply->line;

    if (reply->status != STATUS_NONE)
        span_take_word(&text);
    return text;
}

static json_t *lines_of(struct span data)
{
    json_t *lines = json_array();

    while (data.len) {
        struct span line = span_first(data, span_find(data, '\n'));
        data = span_from(data, line.len + 1);
        if (line.len && line.at[line.len - 1] == '\r')
            line.len--;
        json_t *holder = json_object();
        json_put_octets(holder, "line", line);
        json_array_append_new(lines, holder);
    }
    return lines;
}

void render_reply_json(struct buf *out, const struct render_reply *reply)
{
    json_t *object = json_object();

    json_object_set_new(object, "type", json_string("reply"));
    if (reply->verb)
        json_object_set_new(object, "command", json_string(reply->verb));
    json_object_set_new(object, "status", json_string(words[reply->status]));
    if (reply->code.len)
        json_put_octets(object, "code", reply->code);
    json_put_octets(object, "text", text_of(reply));
    json_put_number(object, "lines", reply->lines);
    json_put_number(object, "octets", reply->octets);
    json_put_ms(object, "first_ms", reply->first_ns);
    if (reply->data.len)
        json_object_set_new(object, "data", lines_of(reply->data));
    if (reply->cut)
        json_object_set_new(object, "truncated", json_true());
    json_write(out, object);
    buf_add_char(out, '\n');
    json_decref(object);
}

/* user-list.c - numbers the users of a session. */
#include <config.h>

#include "net/transcript/user-list.h"

#include "net/base/memory.h"
#include "net/transcript/numbered.h"
#include "net/transcript/writer.h"
#include <stdlib.h>

void user_list_done(struct user_list *l)
{
    for (size_t i = 0; i < l->count; i++)
        free((char *)l->names[i].at);
    *l = (struct user_list){0};
}

size_t user_list_find(const struct user_list *l, struct span name)
{
    for (size_t i = 0; i < l->count; i++)
        if (span_equal(l->names[i], name))
            return i;
    return USER_LIST_MOST;
}

size_t user_list_add(struct user_list *l, struct span name, unsigned number)
{
    size_t i = user_list_find(l, name);

    if (i < USER_LIST_MOST || !name.len)
        return i;
    l->full = l->full || l->count == USER_LIST_MOST;
    if (l->full)
        return USER_LIST_MOST;
    if (!number)
        for (number = 1; number < NUMBERED_MOST && l->taken >> number & 1;)
            number++;
    i = l->count++;
    l->names[i] = (struct span){span_dup(name), name.len};
    l->numbers[i] = number;
    l->taken |= (uint32_t)1 << number;
    return i;
}

bool user_list_can_show(struct span name)
{
    for (size_t i = 0; i < name.len; i++)
        if ((unsigned char)name.at[i] <= ' ' || name.at[i] == 0x7F)
            return false;
    return !span_starts(name, SPAN("env:"));
}

unsigned user_list_number(struct span variable)
{
    return numbered_read(variable, "user");
}

void user_list_variable(const struct user_list *l, size_t i, struct buf *out)
{
    numbered_add(out, "user", l->numbers[i]);
}

void user_list_hidden(unsigned number, struct buf *out)
{
    struct buf value = {0};

    numbered_add(&value, "user", number);
    numbered_add(&value, "=env:POP3SH_USER", number);
    writer_header(out, header_fields[HEADER_VAR].name, buf_span(&value));
    buf_done(&value);
}

void user_list_header(struct user_list *l, bool hide, struct buf *out)
{
    for (; l->written < l->count; l->written++) {
        size_t i = l->written;
        struct buf value = {0};

        if (hide) {
            user_list_hidden(l->numbers[i], out);
            continue;
        }
        user_list_variable(l, i, &value);
        buf_add_char(&value, '=');
        buf_add(&value, l->names[i]);
        writer_header(out, header_fields[HEADER_VAR].name, buf_span(&value));
        buf_done(&value);
    }
}

/* saslname.c - writes and reads the two escapes of a saslname. */
#include <config.h>

#include "net/pop3/saslname.h"

void saslname_add(struct buf *out, struct span name)
{
    for (size_t i = 0; i < name.len; i++)
        if (name.at[i] == ',')
            buf_add_text(out, "=2C");
        else if (name.at[i] == '=')
            buf_add_text(out, "=3D");
        else
            buf_add_char(out, name.at[i]);
}

void saslname_read(struct buf *out, struct span name)
{
    while (name.len) {
        bool comma = span_starts(name, SPAN("=2C"));
        bool equals = span_starts(name, SPAN("=3D"));

        buf_add_char(out, comma ? ',' : name.at[0]);
        name = span_from(name, comma || equals ? 3 : 1);
    }
}

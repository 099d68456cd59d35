/* shown.c - makes a server's octets fit for a message. */
#include <config.h>

#include "net/rules/shown.h"

#include "net/base/text.h"
#include <string.h>

enum { SHOWN_COLUMNS = 48 };

struct shown shown(struct span octets)
{
    struct shown s = {{0}};
    struct buf out = {.most = sizeof s.text - 1};

    text_escape_fit(&out, octets, TEXT_ASCII, SHOWN_COLUMNS);
    memcpy(s.text, buf_text(&out), out.len + 1);
    buf_done(&out);
    return s;
}

/* cmd-raw.c - \raw OCTETS. */
#include <config.h>

#include "net/base/text.h"
#include "shell/command/command.h"
#include "shell/mode/input.h"

COMMAND_FUNCTION(raw)
{
    struct buf octets = {0};
    size_t bad = 0;

    if (!text_unescape(&octets, args->text, &bad)) {
        buf_wipe(&octets);
        return error_set(err, ERROR_USAGE,
                         "\\raw: octet %zu of its argument begins an unknown "
                         "escape; there are \\r \\n \\t \\0 \\\\ \\\" \\xHH",
                         bad + 1);
    }
    session_send_octets(sh->session, buf_span(&octets), 1);
    buf_wipe(&octets);
    return input_wait(sh, err);
}

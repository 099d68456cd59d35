/* cmd-tls.c - \tls. */
#include <config.h>

#include "shell/command/command.h"
#include "shell/command/print.h"

COMMAND_FUNCTION(tls)
{
    const struct tls_facts *facts = session_tls_facts(sh->session);
    struct buf out = {0};

    (void)args;
    (void)err;
    if (facts)
        render_tls_summary(&out, facts);
    else
        buf_add_text(&out, "no TLS: everything crosses the network in clear; "
                           "STLS starts it where the server can\n");
    print_text(sh, &out);
    buf_done(&out);
    return true;
}

/* cmd-timing.c - \timing [on|off]. */
#include <config.h>

#include "net/base/text.h"
#include "shell/command/command.h"

static void add_phase(struct buf *out, const char *name, uint64_t ns)
{
    if (!ns)
        return;
    buf_add_format(out, "%s%s ", out->len ? ", " : "", name);
    text_duration(out, ns);
}

/* Where the time of connecting went. */
static void tell_phases(struct shell *sh)
{
    const struct dial_facts *dial = session_dial_facts(sh->session);
    const struct tls_facts *tls = session_tls_facts(sh->session);
    struct buf out = {0};

    if (!session_is_open(sh->session))
        return;
    add_phase(&out, "dns", dial->dns_ns);
    add_phase(&out, "tcp", dial->tcp_ns);
    add_phase(&out, "tls", tls ? tls->handshake_ns : 0);
    add_phase(&out, "greeting", sh->last.greeting_ns);
    if (out.len)
        renderer_note(sh->renderer, "this connection: %s", buf_text(&out));
    buf_done(&out);
}

COMMAND_FUNCTION(timing)
{
    const struct setting *row = setting_find(SPAN("timing"));
    struct span value = sh->settings.timing ? SPAN("off") : SPAN("on");

    if (args->text.len)
        value = args->text;
    if (!setting_set(&sh->settings, row, value, err))
        return false;
    command_apply_settings(sh);
    renderer_note(sh->renderer, "timing is %s",
                  sh->settings.timing ? "on" : "off");
    if (sh->settings.timing)
        tell_phases(sh);
    return true;
}

/* session-explain.c - why no session came of a connection, and what to try.
 *
 * Leaves failed handshakes to tls-explain.c. */
#include <config.h>

#include "shell/session/session-private.h"

#include "shell/session/service.h"
#include <string.h>

void session_explain_unresolved(const struct session *s, struct error *err)
{
    const struct options *o = s->setup.options;
    const char *host = s->target.host;
    bool word = *host && !host[strspn(host, "abcdefghijklmnopqrstuvwxyz")];

    if (word && err->code == ERROR_NETWORK && o->operand_count &&
        !strcmp(o->operands[0], host))
        error_set(err, err->code,
                  "%s. It is no command of pop3sh either: \"pop3sh --help\" "
                  "lists them",
                  err->what);
}

bool session_explain_silence(const struct session *s, const char *peer,
                             struct error *err)
{
    const char *hint =
        dialogue_tls(s->dialogue) != TLS_NONE ? ""
        : s->target.port == 995
            ? "; port 995 is for TLS from the start: try pop3s://"
            : "; if TLS is spoken there from the start, try pop3s://";
    double seconds = (double)pump_now(s->pump) / 1e9;

    return error_set(err, ERROR_NETWORK,
                     "%s said nothing within %.1f s, not even a greeting%s",
                     peer, seconds, hint);
}

bool session_explain_hangup(const struct session *s, const char *peer,
                            struct error *err)
{
    bool clear = dialogue_tls(s->dialogue) == TLS_NONE;

    if (err->code != ERROR_NETWORK)
        return false;
    error_prefix(err, peer);
    return error_set(err, err->code,
                     "%s; usual reasons, which its log tells: %stoo many "
                     "connections, or this address is banned",
                     err->what,
                     clear ? "TLS is due at once (try pop3s://), " : "");
}

bool session_explain_greeting(const struct session *s, const char *peer,
                              struct error *err)
{
    const char *service = service_guess(buf_span(&s->greeting));
    bool tls = dialogue_tls(s->dialogue) != TLS_NONE;

    if (s->greeting_status == STATUS_OK)
        return true;
    if (s->greeting_status == STATUS_ERR)
        return error_set(err, ERROR_NETWORK, "%s turns us away: %s", peer,
                         buf_text(&s->text));
    if (service)
        return error_set(
            err, ERROR_NETWORK, "%s %s; this is no POP3 port%s", peer, service,
            !tls && (s->greeting.at[0] == '\x15' || s->greeting.at[0] == '\x16')
                ? " in clear: try pop3s://"
                : "");
    return error_set(err, ERROR_NETWORK,
                     "%s does not greet like a POP3 server: its first line "
                     "begins with neither +OK nor -ERR",
                     peer);
}

/* cmd-b64.c - \b64 TEXT: the next response of an AUTH exchange, encoded. */
#include <config.h>

#include "net/base/base64.h"
#include "net/base/text.h"
#include "shell/command/command.h"
#include "shell/login/password.h"
#include "shell/mode/input.h"

static bool answer(struct shell *sh, struct span text, struct error *err)
{
    struct buf octets = {0}, line = {0};
    size_t bad = 0;
    bool ok = text_unescape(&octets, text, &bad);

    if (!ok)
        error_set(err, ERROR_USAGE,
                  "\\b64: octet %zu of its argument begins an unknown escape; "
                  "there are \\r \\n \\t \\0 \\\\ \\\" \\xHH",
                  bad + 1);
    if (ok) {
        base64_encode(&line, buf_span(&octets));
        session_send(sh->session, buf_span(&line), false);
    }
    buf_wipe(&octets);
    buf_wipe(&line);
    return ok && input_wait(sh, err);
}

/* Without TEXT a person types it unseen. */
COMMAND_FUNCTION(b64)
{
    struct secret typed = {0};
    bool ok;

    if (!session_is_in_exchange(sh->session))
        return error_set(err, ERROR_USAGE,
                         "\\b64: the server waits for no response; AUTH MECH "
                         "begins an exchange");
    if (args->text.len || !sh->interactive)
        return answer(sh, args->text, err);
    ok = password_ask(NULL, NULL, &typed, err) &&
         answer(sh, secret_span(&typed), err);
    secret_done(&typed);
    return ok;
}

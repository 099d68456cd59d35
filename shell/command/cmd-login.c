/* cmd-login.c - \login [USER [MECH]]. */
#include <config.h>

#include "net/base/text.h"
#include "shell/command/command.h"
#include "shell/login/login.h"

/* A login begins in AUTHORIZATION, with nothing unanswered. */
static bool check_state(const struct session *s, struct error *err)
{
    const struct dialogue *d = session_dialogue(s);
    struct buf user = {0};

    if (session_is_busy(s))
        return error_set(err, ERROR_USAGE,
                         "\\login: the server owes an answer, or waits for "
                         "one; \"*\" ends an exchange");
    if (dialogue_state(d) == STATE_AUTHORIZATION)
        return true;
    text_escape_fit(&user, dialogue_user(d), TEXT_PLAIN, 80);
    error_set(err, ERROR_USAGE,
              "\\login: this session is logged in%s%s already; \\connect "
              "begins another",
              user.len ? " as " : "", buf_text(&user));
    buf_done(&user);
    return false;
}

COMMAND_FUNCTION(login)
{
    struct span rest = args->text, user = span_take_word(&rest);
    struct span mechanism = span_take_word(&rest);
    struct login login = {0};

    if (span_trim(rest).len)
        return error_set(err, ERROR_USAGE,
                         "\\login takes a user and a mechanism, and never a "
                         "password: that is asked for");
    bool ok = check_state(sh->session, err) &&
              login_prepare_as(&login, sh->options, session_target(sh->session),
                               sh->interactive, user, mechanism, err) &&
              login_run(&login, sh->session, err);
    login_done(&login);
    return ok;
}

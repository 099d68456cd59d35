/* input.c - sends a line or runs it. */
#include <config.h>

#include "shell/mode/input.h"

#include "net/base/text.h"
#include "net/rules/rule.h"
#include "shell/command/expand.h"
#include "shell/command/habits.h"
#include "shell/file/lines.h"
#include "shell/login/password.h"

enum { DEPTH_MOST = 8 }; /* scripts within scripts */

bool input_is_local(struct span line)
{
    return line.len && line.at[0] == '\\';
}

bool input_is_nothing(const struct shell *sh, struct span line)
{
    return !line.len && !session_is_in_exchange(sh->session);
}

bool input_wait(struct shell *sh, struct error *err)
{
    switch (session_wait(sh->session, err)) {
    case SESSION_READY:
    case SESSION_CLOSED:
    case SESSION_INPUT:
        return true;
    case SESSION_FAILED:
    case SESSION_TIMEOUT:
    case SESSION_CANCELLED:
        break;
    }
    return false;
}

/* PASS without its argument: the password comes from where it is kept, or a
 * person types it unseen. */
static bool send_hidden_pass(struct shell *sh, struct span keyword,
                             struct error *err)
{
    const struct options *o = sh->options;
    const struct target *target = session_target(sh->session);
    struct secret password = {0};
    struct buf user = {0};

    buf_add(&user, dialogue_user(session_dialogue(sh->session)));
    struct password_sources from = {
        .fd = o->password_fd,
        .file = o->password_file,
        .command = o->password_command,
        .url = target->has_password ? &target->password : NULL,
        .host = target->host,
        .ascii = target->ascii,
        .user = buf_text(&user),
    };
    bool ok = sh->interactive
                  ? password_ask(from.user, from.host, &password, err)
                  : password_find(&from, &password, err);
    if (ok)
        session_send_password(sh->session, keyword, &password, false);
    secret_done(&password);
    buf_done(&user);
    return ok && input_wait(sh, err);
}

static bool not_connected(const struct shell *sh, struct span line,
                          struct error *err)
{
    bool lost = session_was_lost(sh->session);
    struct buf shown = {0};
    struct span rest = line, word = span_take_word(&rest);
    const char *meant = habit_meant(word);

    text_escape_fit(&shown, word, TEXT_PLAIN, 40);
    error_set(err, lost ? ERROR_NETWORK : ERROR_USAGE,
              "%s, so %s goes nowhere; %s%s",
              lost ? "the server has closed the connection" : "not connected",
              buf_text(&shown), meant ? "did you mean " : "",
              meant ? meant : "\\connect TARGET connects");
    buf_done(&shown);
    return false;
}

/* A secret in clear over a network is sent only by those who insist. */
static bool may_send(struct shell *sh, struct span line, struct error *err)
{
    const struct rule *rule = session_refuses(sh->session, line);

    if (!rule || sh->options->allow_cleartext ||
        (sh->ask_send && sh->ask_send(sh, rule)))
        return true;
    return error_set(err, ERROR_USAGE,
                     "not sent: %s would go in clear to %s (%s); STLS or "
                     "pop3s:// protect it, --allow-cleartext sends it",
                     rules[RULE_CLIENT_TOKEN_IN_CLEAR] == rule ? "the token"
                                                               : "a password",
                     session_dial_facts(sh->session)->address, rule->id);
}

bool input_may_be_response(const struct shell *sh, struct span line)
{
    struct span rest = line;

    return session_is_in_exchange(sh->session) ||
           (session_auth_was_refused(sh->session) && !input_is_local(line) &&
            !verb_find(span_take_word(&rest)));
}

/* Only scripts do not see the refusal; a person knows what is typed. */
bool input_is_late_response(const struct shell *sh, struct span line)
{
    bool script = !sh->interactive || sh->depth > 0;

    return script && !session_is_in_exchange(sh->session) &&
           input_may_be_response(sh, line);
}

bool input_run(struct shell *sh, struct span line, struct error *err)
{
    struct span word = span_trim(line);

    if (input_is_local(line))
        return command_run(sh, line, err);
    if (input_is_late_response(sh, line))
        return error_set(err, ERROR_AUTH,
                         "not sent: AUTH was refused, and this line is no "
                         "command but a response that was meant for it");
    if (!session_is_open(sh->session))
        return not_connected(sh, line, err);
    if (!session_is_in_exchange(sh->session) && !may_send(sh, line, err))
        return false;
    if (span_is_case(word, "PASS") && !session_is_in_exchange(sh->session))
        return send_hidden_pass(sh, word, err);
    session_send(sh->session, line, false);
    return input_wait(sh, err);
}

bool input_is_comment(const struct shell *sh, struct span line)
{
    return line.len && line.at[0] == '#' &&
           !session_is_in_exchange(sh->session);
}

bool input_run_script_line(struct shell *sh, struct span line,
                           struct error *err)
{
    struct buf expanded = {0};
    bool ok;

    if (span_find_span(line, SPAN("\\{")) == line.len)
        return input_run(sh, line, err);
    ok = expand_line(sh->variables, &expanded, line, err) &&
         input_run(sh, buf_span(&expanded), err);
    buf_wipe(&expanded);
    return ok;
}

static bool run_lines(struct shell *sh, struct lines *lines, struct error *err)
{
    struct span line;
    uint64_t refused = session_counts(sh->session).refused;
    uint64_t unmet = sh->unmet;

    while (!sh->leaving) {
        if (sh->options->stop_on_error && !sh->interactive &&
            (session_counts(sh->session).refused > refused ||
             sh->unmet > unmet))
            return true;
        switch (lines_next(lines, &line, err)) {
        case LINES_END:
            return true;
        case LINES_ERROR:
            return false;
        case LINES_LINE:
            break;
        }
        if (input_is_nothing(sh, line) || input_is_comment(sh, line))
            continue;
        if (!input_run_script_line(sh, line, err)) {
            error_prefix(err, lines_place(lines));
            return false;
        }
    }
    return true;
}

bool input_script(struct shell *sh, const char *path, struct error *err)
{
    if (sh->depth >= DEPTH_MOST)
        return error_set(err, ERROR_INPUT,
                         "%s: scripts are nested more than %d deep", path,
                         DEPTH_MOST);
    struct lines *lines = lines_open(path, err);
    if (!lines)
        return false;
    sh->depth++;
    bool ok = run_lines(sh, lines, err);
    sh->depth--;
    lines_free(lines);
    return ok;
}

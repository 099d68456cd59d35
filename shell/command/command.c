/* command.c - the table of local commands, and who runs its rows. */
#include <config.h>

#include "shell/command/command.h"

#include "net/base/nearest.h"
#include "net/base/text.h"
#include "shell/command/pipe.h"

/* A row is a paragraph, and a new one moves no other. */
/* clang-format off */
const struct command commands[] = {
    {"connect", "c", "session", "TARGET", COMMAND_ARG, cmd_connect,
     "Opens a session to TARGET, after leaving the one there is with "
     "QUIT.",
     "> \\connect pop3s://joe@mail.example.org\n"
     "> \\connect @work\n"},
    {"disconnect", NULL, "session", "", COMMAND_CONNECTED | COMMAND_NO_ARG, cmd_disconnect,
     "Drops the connection without QUIT: no message is deleted.",
     "> \\disconnect\n"
     "connection closed\n"},
    {"conninfo", NULL, "session", "", COMMAND_NO_ARG | COMMAND_PIPE, cmd_conninfo,
     "Tells about the connection: address, TLS, user, state, traffic.",
     "> \\conninfo\n"},
    {"tls", NULL, "session", "", COMMAND_CONNECTED | COMMAND_NO_ARG | COMMAND_PIPE, cmd_tls,
     "Tells about TLS: version, cipher, names, issuer, validity, pin.",
     "> \\tls\n"},
    {"raw", NULL, "session", "OCTETS", COMMAND_CONNECTED | COMMAND_ARG | COMMAND_EXACT, cmd_raw,
     "Sends exactly these octets and no line end; knows \\r \\n \\t \\0 "
     "\\\\ \\\" \\xHH.",
     "> \\raw NOOP\\n\n"
     "-> NOOP\n"
     "** error: client/bare-lf: ...\n"},
    {"bookmark", NULL, "session", "[BOOKMARK [TARGET|off]]", COMMAND_PIPE, cmd_bookmark,
     "Names a target, so that @NAME stands for it; shows one or all, or "
     "takes one away.",
     "> \\bookmark work pop3s://joe@mail.example.org\n"
     "> \\connect @work\n"},
    {"login", NULL, "session", "[USER [MECH]]", COMMAND_CONNECTED, cmd_login,
     "Logs in, by MECH or the strongest way there is; asks for the secret.",
     "> \\login joe SCRAM-SHA-256\n"},
    {"b64", NULL, "session", "[TEXT]", COMMAND_CONNECTED | COMMAND_EXACT, cmd_b64,
     "Answers a challenge of AUTH with TEXT in base64; escapes as in \\raw.",
     "> AUTH PLAIN\n"
     "<- + \n"
     "> \\b64 \\0joe\\0secret\n"
     "-> ****\n"},
    {"q", "quit", "session", "", COMMAND_NO_ARG, cmd_quit,
     "Leaves with QUIT, waiting 2 s at most; drops at once while a "
     "reply is outstanding.",
     "> \\q\n"},
    {"last", NULL, "reading", "[raw|hex|json] [BACK]", COMMAND_PIPE, cmd_last,
     "Shows the last reply whole: its lines, its octets with line ends "
     "and dots, a hex dump, or a JSON object; BACK 2 is the one before it.",
     "> LIST 1\n"
     "<- +OK 1 120\n"
     "> \\last raw\n"
     "+OK 1 120\\r\\n\n"
     "> \\last json 2\n"},
    {"capa", NULL, "reading", "", COMMAND_CONNECTED | COMMAND_NO_ARG, cmd_capa,
     "Compares CAPA before TLS, under TLS and after the login, in words.",
     "> \\capa\n"},
    {"save", NULL, "reading", "FILE", COMMAND_ARG | COMMAND_FORCE, cmd_save,
     "Writes the last reply's data to FILE; \\save! overwrites one.",
     "> RETR 1\n"
     "> \\save letter.eml\n"
     "saved 1204 octets\n"},
    {"explain", NULL, "reading", "", COMMAND_NO_ARG | COMMAND_PIPE, cmd_explain,
     "Says in words what the last reply means, what the grammar allows, "
     "and what to do next.",
     "> LIST 9\n"
     "<- -ERR no such message\n"
     "> \\explain\n"
     "means     There is no such message, or it is marked deleted.\n"},
    {"list", NULL, "reading", "[N|FIRST-LAST]", COMMAND_CONNECTED | COMMAND_PIPE, cmd_list,
     "Shows the messages as a table: size, unique-id, sender, subject, "
     "date; asks LIST, UIDL and TOP.",
     "> \\list 1-20\n"
     "> \\list | less\n"},
    {"view", NULL, "reading", "[N]", COMMAND_PIPE, cmd_view,
     "Shows a message to read: its headers and text decoded, its parts, "
     "through $PAGER; without N the one that came last.",
     "> \\view 2\n"},
    {"latency", NULL, "reading", "[COUNT]", COMMAND_CONNECTED | COMMAND_PIPE, cmd_latency,
     "Sends NOOP 10 times, or COUNT times, and shows how long the replies "
     "took.",
     "> \\latency 50\n"},
    {"timing", NULL, "reading", "[on|off]", 0, cmd_timing,
     "Shows the time each reply took, and where that of connecting went; or "
     "stops that.",
     "> \\timing on\n"
     "> NOOP\n"},
    {"findings", NULL, "reading", "", COMMAND_NO_ARG | COMMAND_PIPE, cmd_findings,
     "Lists what the rules found so far.",
     "> \\findings | grep uidl/\n"},
    {"check", NULL, "reading", "[full]", COMMAND_CONNECTED | COMMAND_PIPE, cmd_check,
     "Asks STAT, LIST and UIDL, with full TOP and RETR of some messages "
     "too, and tells whether they agree.",
     "> \\check full\n"
     "STAT, LIST, UIDL, TOP and RETR agree\n"},
    {"watch", NULL, "work", "SECS[/TIMES] CMD", COMMAND_ARG, cmd_watch,
     "Does CMD every SECS seconds until Ctrl-C, or so many times.",
     "> \\watch 2 STAT\n"
     "> \\watch 60/10 \\check\n"},
    {"keepalive", NULL, "work", "SECS|off", COMMAND_ARG, cmd_keepalive,
     "Sends NOOP when nothing was sent for SECS seconds; off stops that.",
     "> \\keepalive 60\n"},
    {"expect", NULL, "work", "PATTERN", COMMAND_ARG, cmd_expect,
     "Checks the last reply: its status line holds PATTERN (* and ? match), "
     "or fits a /regular expression/, whose groups become \\{1} to \\{9}.",
     "> STAT\n"
     "<- +OK 2 320\n"
     "> \\expect /^\\+OK ([0-9]+)/\n"
     "> RETR \\{1}\n"},
    {"let", NULL, "work", "[NAME [TEXT]]", 0, cmd_let,
     "Sets a variable: \\{NAME} in a line of a script stands for TEXT.",
     "> \\let N 2\n"
     "> RETR \\{N}\n"},
    {"i", "include", "work", "FILE", COMMAND_ARG, cmd_include,
     "Runs the lines of FILE as if they were typed.",
     "> \\i checks.txt\n"},
    {"o", "out", "work", "[FILE]", COMMAND_FORCE, cmd_output,
     "Sends output to FILE, or back to the screen; \\o! overwrites one.",
     "> \\o today.txt\n"
     "> \\list\n"
     "> \\o\n"},
    {"record", NULL, "work", "[FILE|off]", COMMAND_FORCE, cmd_record,
     "Writes this session and those that follow to FILE, a transcript; \\record! "
     "overwrites one.",
     "> \\record session.pop3t\n"
     "> \\record off\n"},
    {"replay", NULL, "work", "FILE", COMMAND_ARG | COMMAND_FORCE | COMMAND_PIPE, cmd_replay,
     "Plays the transcript FILE on a connection of its own to this server, and "
     "tells what differs; \\replay! lets it delete.",
     "> \\replay session.pop3t\n"},
    {"set", NULL, "work", "[SETTING|--save [VALUE]]", 0, cmd_set,
     "Shows the settings, shows one, or changes one; --save keeps them for "
     "later sessions.",
     "> \\set timeout 5\n"
     "> \\set --save\n"},
    {"h", "help", "help", "[COMMAND|CAPABILITY|CODE|RULE|TERM]", COMMAND_PIPE, cmd_help,
     "Explains a POP3 command, a local command, a rule, a response code, a "
     "setting, a mechanism or a term, each with an example.",
     "> \\h UIDL\n"
     "> \\h IN-USE\n"
     "> \\h stat/format\n"},
    {"learn", NULL, "help", "[LESSON|status|stop]", 0, cmd_learn,
     "Lists the lessons, begins lesson N on the practice server of demo, tells "
     "where you are (status), or ends the lesson (stop).",
     "> \\learn 1\n"
     "> \\learn status\n"},
    {"hint", NULL, "help", "", COMMAND_NO_ARG, cmd_hint,
     "Says what to type in this step of the lesson.",
     "> \\hint\n"},
    {"?", NULL, "help", "", COMMAND_NO_ARG | COMMAND_PIPE, cmd_commands,
     "Lists the local commands.",
     "> \\?\n"},
};
/* clang-format on */
const size_t commands_count = sizeof commands / sizeof *commands;

const struct command *command_find(struct span name)
{
    for (size_t i = 0; i < commands_count; i++)
        if (span_is(name, commands[i].name) ||
            (commands[i].alias && span_is(name, commands[i].alias)))
            return &commands[i];
    return NULL;
}

static bool unknown(struct span name, struct error *err)
{
    struct nearest near = {.typed = name};
    struct buf typed = {0};

    for (size_t i = 0; i < commands_count; i++) {
        nearest_try(&near, commands[i].name);
        if (commands[i].alias)
            nearest_try(&near, commands[i].alias);
    }
    text_escape_fit(&typed, name, TEXT_PLAIN, 40);
    if (near.name)
        error_set(err, ERROR_USAGE,
                  "there is no \\%s; did you mean \\%s? \\? lists them all",
                  buf_text(&typed), near.name);
    else
        error_set(err, ERROR_USAGE, "there is no \\%s; \\? lists them all",
                  buf_text(&typed));
    buf_done(&typed);
    return false;
}

static bool check(const struct shell *sh, const struct command *command,
                  const struct command_args *args, struct error *err)
{
    if ((command->flags & COMMAND_CONNECTED) && !session_is_open(sh->session))
        return error_set(err, ERROR_USAGE,
                         "\\%s needs a connection; \\connect TARGET makes one",
                         command->name);
    if ((command->flags & COMMAND_ARG) && !args->text.len)
        return error_set(err, ERROR_USAGE, "\\%s needs an argument: \\%s %s",
                         command->name, command->name, command->args);
    if ((command->flags & COMMAND_NO_ARG) && args->text.len)
        return error_set(err, ERROR_USAGE, "\\%s takes no argument",
                         command->name);
    if (args->force && !(command->flags & COMMAND_FORCE))
        return error_set(err, ERROR_USAGE, "\\%s has no form with \"!\"",
                         command->name);
    return true;
}

/* Cut "| PROGRAM" off the end of the arguments: it begins at a bar that stands
 * first or behind a blank. */
static struct span take_program(struct span *text)
{
    for (size_t i = 0; i < text->len; i++) {
        if (text->at[i] != '|' || (i && text->at[i - 1] != ' '))
            continue;
        struct span program = span_trim(span_from(*text, i + 1));
        if (program.len)
            *text = span_trim(span_first(*text, i));
        return program;
    }
    return (struct span){0};
}

bool command_run(struct shell *sh, struct span line, struct error *err)
{
    struct span rest = span_from(line, 1);
    struct span name = span_first(rest, span_find(rest, ' '));
    struct command_args args = {.text = span_from(rest, name.len + 1)};
    struct span program = {0};

    if (name.len > 1 && name.at[name.len - 1] == '!') {
        args.force = true;
        name.len--;
    }
    const struct command *command = command_find(name);
    if (!command)
        return unknown(name, err);
    if (!(command->flags & COMMAND_EXACT))
        args.text = span_trim(args.text);
    if (command->flags & COMMAND_PIPE)
        program = take_program(&args.text);
    if (!check(sh, command, &args, err))
        return false;
    if (program.len)
        return pipe_run(sh, program, command, &args, err);
    return command->run(sh, &args, err);
}

void command_apply_settings(struct shell *sh)
{
    struct settings *s = &sh->settings;
    struct render_options *render = renderer_options(sh->renderer);

    sh->options->connect_timeout_ms = s->connect_timeout_ms;
    sh->options->timeout_ms = s->timeout_ms;
    sh->options->insecure = s->insecure;
    sh->options->allow_cleartext = s->allow_cleartext;
    sh->options->ca = *s->ca ? s->ca : NULL;
    sh->options->tls_name = *s->tls_name ? s->tls_name : NULL;
    session_set_timeout(sh->session, s->timeout_ms);
    session_keep_alive(sh->session, s->keepalive_ms);
    render->color = (enum render_color)s->color;
    render->verbose = s->verbose;
    render->timing = s->timing;
}

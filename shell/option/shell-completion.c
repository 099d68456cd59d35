/* shell-completion.c - one writer a shell. */
#include <config.h>

#include "shell/option/shell-completion.h"

#include "shell/option/option.h"
#include <string.h>

/* The commands, and who writes their script. */
struct script {
    struct buf *out;
    const struct completion_command *commands;
    size_t count;
};

/* Names of bookmarks, one a line, each behind an @. */
#define BOOKMARKS                                                              \
    "sed -n 's/^\\([A-Za-z0-9._-]\\{1,\\}\\) .*/@\\1/p' "                      \
    "\"${XDG_CONFIG_HOME:-$HOME/.config}/pop3sh/bookmarks\" 2>/dev/null"

/* The same for fish, inside single quotes. */
#define BOOKMARKS_FISH                                                         \
    "sed -n \"s/^\\([A-Za-z0-9._-]\\{1,\\}\\) .*/@\\1/p\" "                    \
    "(set -q XDG_CONFIG_HOME; and echo $XDG_CONFIG_HOME; "                     \
    "or echo ~/.config)/pop3sh/bookmarks 2>/dev/null"

static bool takes_file(const struct option *o)
{
    return o->argument && (strstr(o->argument, "FILE") != NULL ||
                           strstr(o->argument, "DIR") != NULL);
}

static bool takes_value(const struct option *o)
{
    return o->argument || o->choices;
}

/* "a|b" as "a b". */
static void add_choices(struct buf *out, const char *choices)
{
    for (const char *c = choices; *c; c++)
        buf_add_char(out, *c == '|' ? ' ' : *c);
}

/* Text inside single quotes of a shell; zsh's descriptions end at a bracket. */
static void add_quoted(struct buf *out, const char *text)
{
    for (const char *c = text; *c; c++) {
        if (*c == '\'')
            buf_add_text(out, "'\\''");
        else if (*c == '[' || *c == ']' || *c == ':')
            buf_add_format(out, "\\%c", *c);
        else
            buf_add_char(out, *c);
    }
}

/* --- bash --- */

static void bash_words(const struct script *s, unsigned mode)
{
    for (size_t i = 0; i < options_count; i++) {
        if (!(options[i].modes & mode))
            continue;
        buf_add_format(s->out, " --%s", options[i].name);
        if (options[i].letter)
            buf_add_format(s->out, " -%c", options[i].letter);
    }
}

/* What follows an option that takes a value. */
static void bash_values(const struct script *s, unsigned mode)
{
    buf_add_text(s->out, "        case $prev in\n");
    for (size_t i = 0; i < options_count; i++) {
        const struct option *o = &options[i];

        if (!takes_value(o) || !(o->modes & mode))
            continue;
        buf_add_format(s->out, "        --%s", o->name);
        if (o->letter)
            buf_add_format(s->out, "|-%c", o->letter);
        buf_add_text(s->out, ") ");
        if (o->choices) {
            buf_add_text(s->out, "COMPREPLY=($(compgen -W '");
            add_choices(s->out, o->choices);
            buf_add_text(s->out, "' -- \"$cur\")); ");
        } else if (takes_file(o)) {
            buf_add_text(s->out, "COMPREPLY=($(compgen -f -- \"$cur\")); ");
        }
        buf_add_text(s->out, "return ;;\n");
    }
    buf_add_text(s->out, "        esac ;;\n");
}

static void write_bash(const struct script *s)
{
    buf_add_text(s->out, "# bash completion for pop3sh; made by pop3sh itself\n"
                         "_pop3sh() {\n"
                         "    local cur=${COMP_WORDS[COMP_CWORD]}\n"
                         "    local prev=${COMP_WORDS[COMP_CWORD-1]} words\n"
                         "    COMPREPLY=()\n"
                         "    case ${COMP_WORDS[1]} in\n");
    for (size_t i = 1; i <= s->count; i++) { /* the default one comes last */
        const struct completion_command *c = &s->commands[i % s->count];
        buf_add_format(s->out, "    %s) words='",
                       i == s->count ? "*" : c->name);
        bash_words(s, c->mode);
        buf_add_text(s->out, "'\n");
        bash_values(s, c->mode);
    }
    buf_add_text(s->out, "    esac\n"
                         "    if [[ $cur == -* ]]; then\n"
                         "        COMPREPLY=($(compgen -W \"$words\" -- "
                         "\"$cur\"))\n"
                         "        return\n"
                         "    fi\n"
                         "    if [[ $prev == @ ]]; then\n"
                         "        COMPREPLY=($(compgen -W \"$(" BOOKMARKS
                         " | tr -d @)\" -- \"$cur\"))\n"
                         "        return\n"
                         "    fi\n"
                         "    words=\"$(" BOOKMARKS ")\"\n"
                         "    [[ $COMP_CWORD -gt 1 ]] || words+=\"");
    for (size_t i = 0; i < s->count; i++)
        buf_add_format(s->out, " %s", s->commands[i].name);
    buf_add_text(s->out, " --version --completion\"\n"
                         "    COMPREPLY=($(compgen -W \"$words\" -- "
                         "\"$cur\"))\n"
                         "}\n"
                         "complete -o default -F _pop3sh pop3sh\n");
}

/* --- zsh --- */

static void zsh_option(const struct script *s, const struct option *o)
{
    buf_add_text(s->out, "    '");
    if (o->letter)
        buf_add_format(s->out, "(-%c --%s)'{-%c,--%s}'", o->letter, o->name,
                       o->letter, o->name);
    else
        buf_add_format(s->out, "--%s", o->name);
    buf_add_char(s->out, '[');
    add_quoted(s->out, o->help);
    buf_add_char(s->out, ']');
    if (takes_value(o)) {
        buf_add_char(s->out, ':');
        add_quoted(s->out, o->argument ? o->argument : o->name);
        buf_add_char(s->out, ':');
        if (o->choices) {
            buf_add_char(s->out, '(');
            add_choices(s->out, o->choices);
            buf_add_char(s->out, ')');
        } else if (takes_file(o)) {
            buf_add_text(s->out, "_files");
        }
    }
    buf_add_text(s->out, "'\n");
}

/* What else a command takes. */
static const char *zsh_operands(unsigned mode)
{
    if (mode & MODE_CONNECT)
        return "; operands=('*:target:_pop3sh_targets')";
    return mode & (MODE_DEMO | MODE_SERVE | MODE_RULES)
               ? ""
               : "; operands=('*:file:_files')";
}

static void write_zsh(const struct script *s)
{
    buf_add_text(s->out, "#compdef pop3sh\n"
                         "# zsh completion for pop3sh; made by pop3sh itself\n"
                         "_pop3sh_targets() {\n"
                         "  local -a targets\n"
                         "  targets=(${(f)\"$(" BOOKMARKS ")\"})\n"
                         "  compadd -a targets\n"
                         "  _hosts\n"
                         "}\n"
                         "_pop3sh() {\n"
                         "  local -a options commands operands\n"
                         "  commands=(\n");
    for (size_t i = 0; i < s->count; i++) {
        buf_add_format(s->out, "    '%s:", s->commands[i].name);
        add_quoted(s->out, s->commands[i].help);
        buf_add_text(s->out, "'\n");
    }
    buf_add_text(s->out, "  )\n"
                         "  case ${words[2]} in\n");
    for (size_t i = 1; i <= s->count; i++) {
        const struct completion_command *c = &s->commands[i % s->count];
        buf_add_format(s->out, "  %s) options=(\n",
                       i == s->count ? "*" : c->name);
        for (size_t k = 0; k < options_count; k++)
            if (options[k].modes & c->mode)
                zsh_option(s, &options[k]);
        buf_add_format(s->out, "    )%s ;;\n", zsh_operands(c->mode));
    }
    buf_add_text(s->out,
                 "  esac\n"
                 "  if (( CURRENT == 2 )) && [[ ${words[2]} != -* ]]; then\n"
                 "    _describe -t commands 'command' commands\n"
                 "    _pop3sh_targets\n"
                 "    return\n"
                 "  fi\n"
                 "  _arguments -s $options $operands\n"
                 "}\n"
                 "_pop3sh \"$@\"\n");
}

/* --- fish --- */

/* The subcommands that the option belongs to; the default one is there when
 * no other was named. */
static void fish_condition(const struct script *s, unsigned modes)
{
    bool usual = modes & s->commands[0].mode;
    size_t named = 0;

    for (size_t i = 1; i < s->count; i++) {
        if (usual == !!(modes & s->commands[i].mode))
            continue;
        if (!named++)
            buf_add_format(s->out, " -n '%s__fish_seen_subcommand_from",
                           usual ? "not " : "");
        buf_add_format(s->out, " %s", s->commands[i].name);
    }
    if (named)
        buf_add_char(s->out, '\'');
}

static void fish_option(const struct script *s, const struct option *o)
{
    buf_add_text(s->out, "complete -c pop3sh");
    fish_condition(s, o->modes);
    buf_add_format(s->out, " -l %s", o->name);
    if (o->letter)
        buf_add_format(s->out, " -s %c", o->letter);
    if (o->choices) {
        buf_add_text(s->out, " -x -a '");
        add_choices(s->out, o->choices);
        buf_add_char(s->out, '\'');
    } else if (o->argument) {
        buf_add_text(s->out, takes_file(o) ? " -r" : " -x");
    }
    buf_add_text(s->out, " -d '");
    for (const char *c = o->help; *c; c++)
        buf_add_format(s->out, *c == '\'' ? "\\%c" : "%c", *c);
    buf_add_text(s->out, "'\n");
}

static void write_fish(const struct script *s)
{
    buf_add_text(
        s->out,
        "# fish completion for pop3sh; made by pop3sh itself\n"
        "complete -c pop3sh -n __fish_use_subcommand -f -a '(" BOOKMARKS_FISH
        ")'\n"
        "complete -c pop3sh -n '__fish_seen_subcommand_from connect' -f "
        "-a '(" BOOKMARKS_FISH ")'\n");
    for (size_t i = 0; i < s->count; i++)
        buf_add_format(s->out,
                       "complete -c pop3sh -n __fish_use_subcommand -f -a %s "
                       "-d '%s'\n",
                       s->commands[i].name, s->commands[i].help);
    for (size_t i = 0; i < options_count; i++)
        fish_option(s, &options[i]);
}

static const struct {
    const char *name;
    void (*write)(const struct script *s);
} writers[] = {
    {"bash", write_bash},
    {"zsh",  write_zsh },
    {"fish", write_fish},
};

bool shell_completion(struct buf *out, const char *shell,
                      const struct completion_command *commands, size_t count)
{
    const struct script s = {out, commands, count};

    for (size_t i = 0; i < sizeof writers / sizeof *writers; i++)
        if (strcmp(shell, writers[i].name) == 0) {
            writers[i].write(&s);
            return true;
        }
    return false;
}

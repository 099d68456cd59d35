/* option-help.c - the help text of a subcommand, made from the table. */
#include <config.h>

#include "shell/option/option.h"
#include <string.h>

enum { HELP_COLUMN = 28 }; /* where the explanation of an option begins */

/* What each subcommand is called with. */
static const struct usage {
    unsigned mode;
    const char *synopsis, *operands;
} usages[] = {
    {MODE_DEMO,    "pop3sh demo [OPTION...]",
     "The shell on a practice server inside the program: no network, no "
     "account.\nUser student, password pop3; STLS works, and --tls says "
     "when TLS begins.\n"                                                    },
    {MODE_SERVE,   "pop3sh serve [OPTION...]",
     "Serves a maildrop to any POP3 client, on loopback and a free port unless "
     "told\notherwise. Without --user: user student, password pop3. Prints "
     "one line,\n\"listening pop3://ADDR:PORT\", and ends with SIGTERM or "
     "Ctrl-C.\n"                                                             },
    {MODE_CONNECT, "pop3sh [connect] [OPTION...] [TARGET]",
     "TARGET is [SCHEME://][USER@]HOST[:PORT] or unix:/PATH. SCHEME is one "
     "of\n"
     "  pop3       plain, port 110\n"
     "  pop3s      TLS at once, port 995\n"
     "  pop3+stls  STLS after the greeting, port 110\n"
     "and without it TLS begins at once, unless a PORT other than 995 is "
     "given.\n"                                                              },
    {MODE_FMT,     "pop3sh fmt [OPTION...] FILE...",
     "FILE is a transcript; the layout that all have goes to standard "
     "output.\n"                                                             },
    {MODE_REDACT,  "pop3sh redact [OPTION...] FILE...",
     "FILE is a transcript; what --redact names, and secrets, are taken out "
     "of it.\n"                                                              },
    {MODE_IMPORT,  "pop3sh import FORMAT FILE [FILE.out] > TRANSCRIPT",
     "FILE is what another program said of a session; - is standard input.\n"},
    {MODE_LINT,    "pop3sh lint [OPTION...] FILE...",
     "FILE is a transcript, as --record writes it; - is standard input.\n"   },
    {MODE_REPLAY,  "pop3sh replay [OPTION...] FILE...",
     "Plays transcripts against a server and compares.\n"                    },
    {MODE_RULES,   "pop3sh rules [OPTION...] [RULE...]",
     "Lists the rules that a session is judged by, or explains one. RULE is an "
     "id\nor a pattern, such as 'list/*'.\n"                                 },
};

static void add_usage(unsigned mode, struct buf *out)
{
    for (size_t i = 0; i < sizeof usages / sizeof *usages; i++)
        if (usages[i].mode & mode)
            buf_add_format(out, "usage: %s\n\n%s", usages[i].synopsis,
                           usages[i].operands);
}

static void add_option(const struct option *row, struct buf *out)
{
    size_t start = out->len;
    const char *value = row->argument ? row->argument : row->choices;

    if (row->letter)
        buf_add_format(out, "  -%c, --%s", row->letter, row->name);
    else
        buf_add_format(out, "      --%s", row->name);
    if (value)
        buf_add_format(out, row->type == OPTION_MAYBE ? "[=%s]" : " %s", value);
    if (out->len - start > HELP_COLUMN - 2) {
        buf_add_char(out, '\n');
        start = out->len;
    }
    buf_add_format(out, "%*s%s", (int)(HELP_COLUMN - (out->len - start)), "",
                   row->help);
    if (row->argument && row->choices)
        buf_add_format(out, ":\n%*s%s", HELP_COLUMN, "", row->choices);
    buf_add_char(out, '\n');
}

void options_help(unsigned mode, struct buf *out)
{
    const char *group = "";

    add_usage(mode, out);
    for (size_t i = 0; i < options_count; i++) {
        if (!(options[i].modes & mode))
            continue;
        if (strcmp(options[i].group, group) != 0) {
            group = options[i].group;
            buf_add_format(out, "\n%s\n", group);
        }
        add_option(&options[i], out);
    }
}

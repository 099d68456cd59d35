/* command.h - the local commands, one row each.
 *
 * commands[] is the only place that knows a local command; the dispatcher,
 * \?, \h and completion walk it. Each command has a file cmd-NAME.c. The same
 * commands work at the prompt, in scripts and in the start-up file. */
#ifndef POP3SH_COMMAND_COMMAND_H
#define POP3SH_COMMAND_COMMAND_H

#include "net/base/buf.h"
#include "net/base/error.h"
#include "shell/command/settings.h"
#include "shell/session/envelopes.h"
#include "shell/session/exchange.h"
#include "shell/session/session.h"

struct learn;
struct practice;
struct recording;

enum leave { LEAVE_QUIT, LEAVE_DROP, LEAVE_CANCEL };

/* What local commands work on. */
struct shell {
    struct session *session;
    struct renderer *renderer;
    struct options *options; /* the command line's, changed by \set */
    struct settings settings;
    bool interactive;
    bool leaving;                /* \q was given */
    uint64_t unmet;              /* \expect that were not met, \replay that
                                    differed */
    struct variables *variables; /* of scripts; NULL: none yet */
    unsigned depth;              /* scripts within scripts */
    FILE *pipe;                  /* where print_text writes; NULL: where
                                    replies go */
    FILE *screen;                /* where output goes without \o */
    FILE *file;                  /* of \o; owned; NULL: none */
    struct recording *recording;
    int cancel_fd;               /* readable when Ctrl-C was pressed; -1 */
    struct exchange last;        /* the last command and its reply */
    struct envelopes *envelopes; /* headers seen; NULL: nobody asked yet */

    /* Ask a person how to leave a session with so many messages marked;
     * NULL where nobody can be asked. */
    enum leave (*ask_leave)(struct shell *sh, size_t marked);
    /* Ask a person whether to send a line that this rule speaks against; NULL
     * where nobody can be asked. */
    bool (*ask_send)(struct shell *sh, const struct rule *rule);

    struct learn *learn;             /* owned; NULL before the first \learn */
    const struct practice *practice; /* borrowed; NULL but in demo */
};

struct command_args {
    struct span text; /* what follows the name; without blanks around it but
                         for COMMAND_EXACT */
    bool force;       /* the name ended in "!" */
};

enum command_flags {
    COMMAND_CONNECTED = 1, /* needs a connection */
    COMMAND_NO_ARG = 2,    /* takes no argument */
    COMMAND_ARG = 4,       /* cannot do without one */
    COMMAND_FORCE = 8,     /* may be written with "!" */
    COMMAND_EXACT = 16,    /* its argument begins behind one blank */
    COMMAND_PIPE = 32,     /* what it prints may go to "| PROGRAM" */
};

struct command {
    const char *name;  /* without the backslash */
    const char *alias; /* another name, or NULL */
    const char *group; /* "session", "reading", "work", "help" */
    const char *args;  /* hint: "FILE"; "" if none */
    unsigned flags;    /* enum command_flags */
    bool (*run)(struct shell *sh, const struct command_args *args,
                struct error *err);
    const char *help;    /* one sentence */
    const char *example; /* lines: "> " begins what is typed, the others show
                            what comes of it */
};

extern const struct command commands[];
extern const size_t commands_count;

/* The row of a name or alias, without backslash; or NULL. */
const struct command *command_find(struct span name);

/* Run a line that begins with a backslash. False and *err when the command is
 * unknown (the nearest one is named), cannot be used now, or fails. */
bool command_run(struct shell *sh, struct span line, struct error *err);

/* Let options, session and renderer obey sh->settings. */
void command_apply_settings(struct shell *sh);

/* The functions of the rows. */
#define COMMAND_FUNCTION(name)                                                 \
    bool cmd_##name(struct shell *sh, const struct command_args *args,         \
                    struct error *err)
COMMAND_FUNCTION(b64);
COMMAND_FUNCTION(bookmark);
COMMAND_FUNCTION(capa);
COMMAND_FUNCTION(check);
COMMAND_FUNCTION(commands);
COMMAND_FUNCTION(connect);
COMMAND_FUNCTION(conninfo);
COMMAND_FUNCTION(disconnect);
COMMAND_FUNCTION(expect);
COMMAND_FUNCTION(explain);
COMMAND_FUNCTION(findings);
COMMAND_FUNCTION(help);
COMMAND_FUNCTION(hint);
COMMAND_FUNCTION(include);
COMMAND_FUNCTION(keepalive);
COMMAND_FUNCTION(last);
COMMAND_FUNCTION(learn);
COMMAND_FUNCTION(latency);
COMMAND_FUNCTION(let);
COMMAND_FUNCTION(list);
COMMAND_FUNCTION(login);
COMMAND_FUNCTION(output);
COMMAND_FUNCTION(quit);
COMMAND_FUNCTION(raw);
COMMAND_FUNCTION(record);
COMMAND_FUNCTION(replay);
COMMAND_FUNCTION(save);
COMMAND_FUNCTION(set);
COMMAND_FUNCTION(timing);
COMMAND_FUNCTION(tls);
COMMAND_FUNCTION(view);
COMMAND_FUNCTION(watch);

#endif

/* option.h - the command line, read by one table.
 *
 * options[] is the only place that knows an option: parsing, --help, the man
 * page, shell completion and the tests walk it. */
#ifndef POP3SH_OPTION_H
#define POP3SH_OPTION_H

#include "net/base/buf.h"
#include "net/base/error.h"
#include "shell/render/render.h"

/* The subcommands an option belongs to, as bits. */
enum option_modes {
    MODE_CONNECT = 1 << 0,
    MODE_DEMO = 1 << 1,
    MODE_SERVE = 1 << 2,
    MODE_REPLAY = 1 << 3,
    MODE_LINT = 1 << 4,
    MODE_AUDIT = 1 << 5,
    MODE_IMPORT = 1 << 6,
    MODE_FMT = 1 << 7,
    MODE_REDACT = 1 << 8,
    MODE_RULES = 1 << 9,
    MODE_RECORD = MODE_CONNECT | MODE_DEMO | MODE_SERVE,
    MODE_WIRE = MODE_CONNECT | MODE_DEMO | MODE_REPLAY | MODE_AUDIT,
    MODE_JUDGE = MODE_WIRE | MODE_LINT,
};

enum option_type {
    OPTION_FLAG,    /* bool; no argument */
    OPTION_TEXT,    /* const char *, into argv; not empty; one of .choices
                       when there are any */
    OPTION_LIST,    /* struct option_list; names, separated by commas;
                       repeatable, order kept */
    OPTION_EACH,    /* struct option_list; repeatable, order kept; each value
                       whole */
    OPTION_LINE,    /* struct option_list; repeatable, order kept; kept with
                       the option's letter in front; no CR or LF */
    OPTION_MAYBE,   /* const char *; a value only behind "=", "" without */
    OPTION_NUMBER,  /* int; whole, from 0 */
    OPTION_TIMES,   /* int; whole, from 1 */
    OPTION_SECONDS, /* unsigned milliseconds; fractions allowed */
    OPTION_CHOICE,  /* int; index into .choices, counted from `value` */
    OPTION_HELP,    /* print help of the subcommand and exit 0 */
    OPTION_FORM,    /* as OPTION_FLAG, but adds `value` to an int (-v, -q) */
};

struct option_list {
    char **at; /* owned, and so is each string */
    size_t count;
};

/* Stages of a session, for --quit-after and --drop-after. */
enum stage {
    STAGE_NONE,
    STAGE_CONNECT,
    STAGE_GREETING,
    STAGE_TLS,
    STAGE_CAPA,
    STAGE_AUTH,
};

enum tls_choice {
    TLS_CHOICE_AUTO,
    TLS_CHOICE_NONE,
    TLS_CHOICE_STLS,
    TLS_CHOICE_IMPLICIT
};
enum fail_on {
    FAIL_ON_DEFAULT, /* nobody said: as FAIL_ON_ERROR, where findings count */
    FAIL_ON_ERROR,
    FAIL_ON_WARNING,
    FAIL_ON_NOTE,
    FAIL_ON_NEVER,
};

/* Every option's value; zero is every default but where a comment says. */
struct options {
    /* who */
    const char *user, *auth; /* auth: NULL is "auto", also when so written */
    const char *password_file, *password_command;
    int password_fd; /* -1 */
    bool allow_cleartext;
    /* how */
    int tls; /* enum tls_choice */
    const char *ca, *tls_name, *cert, *key, *keylog;
    const char *tls_min, *tls_max;
    bool insecure, ipv4, ipv6;
    unsigned connect_timeout_ms; /* 10000; 0: no limit */
    unsigned timeout_ms;         /* 30000; 0: no limit */
    /* what */
    struct option_list commands; /* -c and -f in the order given, each with
                                    its letter in front: "cSTAT", "ffile" */
    bool pipeline, stop_on_error, no_quit;
    int quit_after, drop_after; /* enum stage */
    /* verdict */
    int fail_on; /* enum fail_on */
    bool strict, no_state, secret;
    struct option_list ignore, show;
    /* output */
    int output; /* enum render_form */
    int color;  /* enum render_color */
    bool bodies;
    int verbose;
    /* recording */
    const char *record, *record_mode, *record_bodies, *redact;
    bool record_exact, record_timing;
    /* rewriting */
    bool in_place, check;
    /* replay */
    const char *to;    /* NULL: where it was recorded */
    const char *level; /* NULL: as the file says, or "grammar" */
    struct option_list pin, free;
    int jobs, repeat;
    const char *update; /* NULL: no; "": the safe way */
    bool show_masks, pace, no_skip, no_pipeline, share_mailbox;
    /* reports */
    struct option_list reports; /* KIND=PATH */
    /* serving */
    const char *listen, *tls_listen, *maildir, *mbox;
    const char *sample; /* NULL: not asked for; "N,SIZE" or "" */
    const char *transcript;
    int match; /* enum script_match */
    bool lenient;
    struct option_list faults;
    bool self_signed, once, allow_delete;
    int max_connections; /* 1024 */
    int login_delay;     /* seconds */
    /* operands */
    const char **operands; /* owned array of argv strings */
    size_t operand_count;
};

struct option {
    char letter;      /* 0: none */
    const char *name; /* without the dashes */
    unsigned modes;   /* enum option_modes */
    enum option_type type;
    size_t offset;        /* into struct options */
    int value;            /* see enum option_type; else 0 */
    const char *argument; /* "FILE"; NULL: takes none, or a choice */
    const char *choices;  /* "none|stls|implicit"; NULL: anything goes */
    const char *group;    /* "who", "how", "what" ... */
    const char *help;     /* one line */
};

extern const struct option options[];
extern const size_t options_count;

/* The row for a letter or a name in mode, or NULL. */
const struct option *option_by_letter(unsigned mode, char letter);
const struct option *option_by_name(unsigned mode, struct span name);

/* Every default. */
void options_init(struct options *out);

/* Read argv (without program and subcommand) for mode. Accepts --name=value,
 * --name value, -xVALUE, -x VALUE, grouped flags, "--", and operands
 * anywhere. *out is overwritten. False and *err (ERROR_USAGE: names the
 * option, why, and the nearest known one) on bad input; *help_out is set when
 * --help was asked for. Release with options_done. */
bool options_read(unsigned mode, int argc, char **argv, struct options *out,
                  bool *help_out, struct error *err);
void options_done(struct options *o);

/* Judge what no single option can: options that exclude or need each other,
 * and too many operands. options_read calls it. */
bool options_check(unsigned mode, const struct options *o, struct error *err);

/* Refuse (ERROR_USAGE) to write a report, a recording or a key log into a file
 * that is to be read, however both are called. Looks at the files that there
 * are, and opens none. options_read calls it. */
bool options_check_files(unsigned mode, const struct options *o,
                         struct error *err);

/* Append the help text of a subcommand: usage and options, the latter made
 * from the table. */
void options_help(unsigned mode, struct buf *out);

#endif

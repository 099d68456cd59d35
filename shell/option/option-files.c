/* option-files.c - keeps what is to be read from what is to be written.
 *
 * A report in the place of its transcript would cost the transcript. Files are
 * compared by what they are, not by how they are called; one that is not there
 * yet, by its place. Says nothing of pipes and devices, which keep nothing. */
#include <config.h>

#include "net/base/memory.h"
#include "shell/option/option.h"
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* How the file stands in the value of its option. */
enum form {
    FORM_OPERAND, /* of those that read transcripts; no option at all */
    FORM_PATH,
    FORM_LINE, /* "fPATH", among the lines of -c */
    FORM_KIND, /* KIND=PATH, each of a list */
};

enum use {
    USE_READ,
    USE_WRITTEN,
    USE_RENAMED, /* written to PATH.part, which becomes PATH */
};

#define AT(field) offsetof(struct options, field)

static const struct role {
    const char *name;
    enum use use;
    enum form form;
    size_t offset; /* into struct options */
} roles[] = {
    {"the transcript",  USE_READ,    FORM_OPERAND, 0                },
    {"--password-file", USE_READ,    FORM_PATH,    AT(password_file)},
    {"--ca",            USE_READ,    FORM_PATH,    AT(ca)           },
    {"--cert",          USE_READ,    FORM_PATH,    AT(cert)         },
    {"--key",           USE_READ,    FORM_PATH,    AT(key)          },
    {"-f",              USE_READ,    FORM_LINE,    AT(commands)     },
    {"--transcript",    USE_READ,    FORM_PATH,    AT(transcript)   },
    {"--mbox",          USE_READ,    FORM_PATH,    AT(mbox)         },
    {"--report",        USE_RENAMED, FORM_KIND,    AT(reports)      },
    {"--record",        USE_RENAMED, FORM_PATH,    AT(record)       },
    {"--keylog",        USE_WRITTEN, FORM_PATH,    AT(keylog)       },
};

enum { ROLES = sizeof roles / sizeof *roles };

/* Where a file is: which one, or for one that is not there, which name. */
struct place {
    bool there;
    dev_t device;
    ino_t inode;
    char *path; /* owned; NULL: cannot be told */
};

/* Behind the links of the folder. */
static char *future_path(const char *path)
{
    const char *slash = strrchr(path, '/');
    struct buf folder = {0}, whole = {0};
    char *real;

    buf_add_text(&folder, slash ? path : ".");
    if (slash)
        buf_cut(&folder, (size_t)(slash - path) + 1);
    real = realpath(buf_text(&folder), NULL);
    buf_done(&folder);
    if (!real)
        return NULL;
    buf_add_format(&whole, "%s/%s", real, slash ? slash + 1 : path);
    free(real);
    return buf_take(&whole);
}

/* False for what nothing can be lost in. "-" is standard input. */
static bool find_place(const char *path, struct place *out)
{
    bool standard = strcmp(path, "-") == 0;
    struct stat st;

    *out = (struct place){0};
    if (standard ? fstat(STDIN_FILENO, &st) != 0 : stat(path, &st) != 0) {
        out->path = standard ? NULL : future_path(path);
        return out->path != NULL;
    }
    out->there = true;
    out->device = st.st_dev;
    out->inode = st.st_ino;
    return S_ISREG(st.st_mode);
}

static bool is_same(const struct place *a, const struct place *b)
{
    if (a->there != b->there)
        return false;
    return a->there ? a->device == b->device && a->inode == b->inode
                    : strcmp(a->path, b->path) == 0;
}

/* The file number n of a role, or NULL behind the last; "" is none. */
static const char *file_of(unsigned mode, const struct options *o,
                           const struct role *role, size_t n)
{
    const char *field = (const char *)o + role->offset;
    const struct option_list *list = (const void *)field;
    const char *text;

    switch (role->form) {
    case FORM_OPERAND:
        return mode & (MODE_REPLAY | MODE_LINT) && n < o->operand_count
                   ? o->operands[n]
                   : NULL;
    case FORM_PATH:
        return n ? NULL : *(const char *const *)(const void *)field;
    case FORM_LINE:
        if (n >= list->count)
            return NULL;
        return list->at[n][0] == 'f' ? list->at[n] + 1 : "";
    default:
        if (n >= list->count)
            return NULL;
        text = strchr(list->at[n], '=');
        return text && strcmp(text, "=-") != 0 ? text + 1 : "";
    }
}

/* So much of a path as a sentence with two of them has room for: its end. */
static const char *name_of(const char *path)
{
    enum { MOST = 70 };
    size_t len = strlen(path);

    path += len > MOST ? len - MOST : 0;
    while (((unsigned char)*path & 0xC0) == 0x80)
        path++; /* within a character */
    return path;
}

/* Is the file at path, which is to be written for option, one to be read? */
static bool check_written(unsigned mode, const struct options *o,
                          const char *option, const char *path,
                          struct error *err)
{
    struct place to, from;
    bool ok = true, known = find_place(path, &to);

    for (size_t r = 0; r < ROLES && known && ok; r++) {
        const char *file;

        if (roles[r].use != USE_READ)
            continue;
        for (size_t n = 0; ok && (file = file_of(mode, o, &roles[r], n)); n++) {
            if (!*file)
                continue;
            ok = !find_place(file, &from) || !is_same(&to, &from);
            free(from.path);
            if (!ok)
                error_set(err, ERROR_USAGE,
                          "option %s: %s is the same file as %s %s, "
                          "which is to be read; name another one",
                          option, name_of(path), roles[r].name, name_of(file));
        }
    }
    free(to.path);
    return ok;
}

/* The same for the name that it has until it is whole. */
static bool check_aside(unsigned mode, const struct options *o,
                        const char *option, const char *path, struct error *err)
{
    char *real = realpath(path, NULL);
    struct buf part = {0};
    bool ok;

    buf_add_format(&part, "%s.part", real ? real : path);
    ok = check_written(mode, o, option, buf_text(&part), err);
    buf_done(&part);
    free(real);
    return ok;
}

bool options_check_files(unsigned mode, const struct options *o,
                         struct error *err)
{
    for (size_t r = 0; r < ROLES; r++) {
        const char *file;

        if (roles[r].use == USE_READ)
            continue;
        for (size_t n = 0; (file = file_of(mode, o, &roles[r], n)); n++)
            if (*file && (!check_written(mode, o, roles[r].name, file, err) ||
                          (roles[r].use == USE_RENAMED &&
                           !check_aside(mode, o, roles[r].name, file, err))))
                return false;
    }
    return true;
}

/* saved.c - tells them by a comment at their end, where it moves no line. A
 * file without it belongs to a person. */
#include <config.h>

#include "shell/replay/saved.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define MARK "# saved by pop3sh replay\n"
#define SUFFIX ".actual.pop3t"

void saved_add(struct buf *out, struct span text)
{
    bool marked = text.len >= strlen(MARK) &&
                  span_is(span_from(text, text.len - strlen(MARK)), MARK);

    buf_add(out, text);
    buf_add_text(out, marked ? "" : MARK);
}

static bool has_mark(const char *path)
{
    char end[sizeof MARK - 1];
    FILE *file = fopen(path, "re");
    bool found = file && fseek(file, -(long)sizeof end, SEEK_END) == 0 &&
                 fread(end, sizeof end, 1, file) == 1 &&
                 !memcmp(end, MARK, sizeof end);

    if (file)
        fclose(file);
    return found;
}

bool saved_may_write(const char *path)
{
    return access(path, F_OK) != 0 || has_mark(path);
}

bool saved_can_write(const char *path)
{
    const char *slash = strrchr(path, '/');
    struct buf folder = {0};
    bool ok;

    if (slash)
        buf_add(&folder, (struct span){path, (size_t)(slash - path) + 1});
    ok = saved_may_write(path) &&
         access(slash ? buf_text(&folder) : ".", W_OK | X_OK) == 0;
    buf_done(&folder);
    return ok;
}

/* Is the file that name is saved from among the operands? */
static bool is_of_another(const struct options *o, const char *name)
{
    size_t stem = strlen(name);

    if (stem <= strlen(SUFFIX) ||
        strcmp(name + stem - strlen(SUFFIX), SUFFIX) != 0)
        return false;
    stem -= strlen(SUFFIX);
    for (size_t i = 0; i < o->operand_count; i++)
        if (!strncmp(o->operands[i], name, stem) &&
            !strcmp(o->operands[i] + stem, ".pop3t"))
            return true;
    return false;
}

void saved_leave_out(struct options *o)
{
    size_t n = 0;

    for (size_t i = 0; i < o->operand_count; i++) {
        if (is_of_another(o, o->operands[i]) && has_mark(o->operands[i]))
            fprintf(stderr, "pop3sh: %s is left out: a replay has saved it\n",
                    o->operands[i]);
        else
            o->operands[n++] = o->operands[i];
    }
    o->operand_count = n;
}

/* script.c - reads transcript files. */
#include <config.h>

#include "shell/replay/script.h"

#include "net/base/memory.h"
#include "shell/file/slurp.h"
#include "shell/replay/hide.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* --- reading --- */

enum { PIECE = 64 << 10 }; /* octets of a file that are read at once */

static bool unreadable(const struct script *s, struct error *err)
{
    return slurp_error(s->path, errno, err);
}

/* The size of a regular file that is read by and by; 0: at once. */
static size_t size_of(int fd)
{
    struct stat st;
    bool regular = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
                   st.st_size > 0 && st.st_size <= ITEM_FILE_MOST;

    return regular ? (size_t)st.st_size : 0;
}

/* What repeats is never in memory all at once. */
static bool read_pieces(struct script *s, int fd, size_t size,
                        struct error *err)
{
    buf_room(&s->text, size);
    transcript_begin(&s->transcript, s->path);
    while (size) {
        size_t room = size < PIECE ? size : PIECE;
        ssize_t n = read(fd, buf_room(&s->text, room), room);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return unreadable(s, err);
        if (n == 0)
            break;
        buf_grow(&s->text, (size_t)n);
        size -= (size_t)n;
        if (!transcript_fold(&s->transcript, &s->text, err))
            return false;
    }
    return transcript_fold_end(&s->transcript, &s->text, err);
}

static bool read_at_once(struct script *s, int fd, enum script_lines lines,
                         struct error *err)
{
    if (!slurp_fd(fd, &s->text))
        return unreadable(s, err);
    if (s->text.len > ITEM_FILE_MOST)
        return error_set(err, ERROR_INPUT,
                         "%s: expected a file of no more than 64 MiB", s->path);
    return lines == SCRIPT_FOLDED
               ? transcript_read_folded(&s->transcript, &s->text, s->path, err)
               : transcript_read(&s->transcript, buf_span(&s->text), s->path,
                                 err);
}

static bool read_file(struct script *s, enum script_lines lines,
                      struct error *err)
{
    bool standard = !strcmp(s->path, "-");
    int fd = standard ? STDIN_FILENO
                      : open(s->path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    size_t size;
    bool ok;

    if (fd < 0)
        return unreadable(s, err);
    buf_init(&s->text, ITEM_FILE_MOST + 1);
    size = lines == SCRIPT_FOLDED ? size_of(fd) : 0;
    ok = size ? read_pieces(s, fd, size, err) : read_at_once(s, fd, lines, err);
    if (!standard)
        close(fd);
    return ok;
}

/* --- what the file says --- */

static char *field_of(const struct script *s, enum header_field_id id)
{
    struct span value;

    return transcript_field(&s->transcript, id, 0, &value) ? span_dup(value)
                                                           : NULL;
}

/* The words of a line with the values of its variables; secrets are left
 * out. */
static void expand(const struct script *s, const struct item *item,
                   struct buf *out)
{
    struct span rest = item->text, value;
    struct wire_piece piece;

    while (wire_next(&rest, &piece, NULL, NULL) > 0) {
        if (piece.kind == WIRE_LITERAL)
            buf_add(out, piece.octets);
        else if (piece.kind == WIRE_USE &&
                 variables_get(&s->values.bindings, piece.name, &value, NULL))
            buf_add(out, value);
        else
            buf_add_char(out, '?');
    }
}

/* Who logs in: of the first USER, APOP or "@ sasl". */
static char *find_user(const struct script *s)
{
    const struct transcript *t = &s->transcript;
    char *user = NULL;

    for (size_t i = t->session; i < t->count && !user; i++) {
        const struct item *item = &t->items[i];
        struct buf line = {0};
        struct span rest, verb;

        if (item->kind == ITEM_CLIENT) {
            expand(s, item, &line);
            rest = buf_span(&line);
            verb = span_take_word(&rest);
            if (span_is_case(verb, "USER") || span_is_case(verb, "APOP"))
                user = span_dup(span_take_word(&rest));
            else if (span_is_case(verb, "AUTH") && rest.len)
                user = span_dup(values_user(&s->values));
        }
        buf_done(&line);
    }
    return user;
}

static char *actual_of(const char *path)
{
    struct buf out = {0};
    struct span name = span_of(strcmp(path, "-") ? path : "stdin");
    struct span suffix = SPAN(".pop3t");

    if (name.len > suffix.len &&
        span_equal(span_from(name, name.len - suffix.len), suffix))
        name.len -= suffix.len;
    buf_add(&out, name);
    buf_add_text(&out, ".actual.pop3t");
    return buf_take(&out);
}

void script_level(const struct script *s, enum compare_level *out)
{
    struct span value;

    if (transcript_field(&s->transcript, HEADER_LEVEL, 0, &value))
        compare_level_find(value, out);
}

struct span script_host(const struct script *s)
{
    struct span host = span_of(s->server);
    size_t end = span_find(host, ']');

    if (end < host.len) /* an IPv6 address */
        return span_from(span_first(host, end), 1);
    return span_first(host, span_find(host, ':'));
}

static enum exit_status expected_of(const struct script *s)
{
    struct span value;
    uint64_t n = 0;

    if (transcript_field(&s->transcript, HEADER_EXPECT_EXIT, 0, &value))
        span_number(value, &n);
    return (enum exit_status)n;
}

bool script_load(struct script *s, const char *path, enum script_lines lines,
                 struct value_sources *sources, struct error *err)
{
    bool ok;

    *s = (struct script){.path = path};
    s->actual = actual_of(path);
    ok = read_file(s, lines, err) &&
         plan_make(&s->plan, &s->transcript, path, err) &&
         values_find(&s->values, &s->plan, path, sources, err);
    s->mask = hide_mask(&s->transcript, &s->values);
    if (!ok)
        return false;
    s->expected = expected_of(s);
    s->user = find_user(s);
    s->title = field_of(s, HEADER_TITLE);
    s->server = field_of(s, HEADER_SERVER);
    return true;
}

void script_done(struct script *s)
{
    mask_free(s->mask);
    values_done(&s->values);
    plan_done(&s->plan);
    transcript_done(&s->transcript);
    buf_done(&s->text);
    free(s->user);
    free(s->actual);
    free(s->title);
    free(s->server);
    *s = (struct script){0};
}

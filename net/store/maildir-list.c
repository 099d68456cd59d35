/* maildir-list.c - reads new/ and cur/ while other programs rename and remove
 * files there.
 *
 * A folder that changed while it was read is read again, so that no message
 * that was moved in that moment is missed or seen twice. */
#include <config.h>

#include "net/store/maildir-list.h"

#include "net/base/memory.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

enum { TRIES = 10, PIECE = 1 << 16 };

static const char *const folder_names[MAILDIR_FOLDERS] = {
    [MAILDIR_NEW] = "new",
    [MAILDIR_CUR] = "cur",
};

struct span maildir_entry_base(const struct maildir_entry *e)
{
    return (struct span){e->name, e->base_len};
}

struct span maildir_entry_uid(const struct maildir_entry *e)
{
    return *e->digest ? span_of(e->digest) : maildir_entry_base(e);
}

/* --- order --- */

/* By the time of delivery, the number at the front of the base, then by the
 * base. Nothing in it changes while a message lives. */
static int compare_bases(struct span a, struct span b)
{
    uint64_t x = 0, y = 0;
    struct span rest_a = a, rest_b = b;

    if (!span_take_number(&rest_a, &x))
        x = UINT64_MAX; /* no name that a delivery makes: last */
    if (!span_take_number(&rest_b, &y))
        y = UINT64_MAX;
    if (x != y)
        return x < y ? -1 : 1;

    int order = memcmp(a.at, b.at, a.len < b.len ? a.len : b.len);
    return order ? order : (a.len > b.len) - (a.len < b.len);
}

static int compare_entries(const void *a, const void *b)
{
    const struct maildir_entry *x = a, *y = b;
    int order = compare_bases(maildir_entry_base(x), maildir_entry_base(y));

    if (order)
        return order;
    if (x->folder != y->folder)
        return x->folder < y->folder ? -1 : 1;
    return strcmp(x->name, y->name);
}

/* --- names --- */

static void add_entry(struct maildir_list *list, const char *name,
                      enum maildir_folder folder)
{
    if (list->n == list->room) {
        list->room = list->room ? list->room * 2 : 64;
        list->entries =
            xrealloc(list->entries, list->room * sizeof *list->entries);
    }
    list->entries[list->n++] = (struct maildir_entry){
        .name = xstrdup(name),
        .base_len = span_find(span_of(name), ':'),
        .folder = folder,
    };
}

static void clear(struct maildir_list *list)
{
    for (size_t i = 0; i < list->n; i++)
        free(list->entries[i].name);
    list->n = 0;
}

/* A stream over a folder of its own offset; NULL and errno. */
static DIR *read_folder(const struct maildir_folders *folders,
                        enum maildir_folder folder)
{
    int fd =
        openat(folders->fd[folder], ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *d = fd >= 0 ? fdopendir(fd) : NULL;

    if (!d && fd >= 0)
        close(fd);
    return d;
}

static bool add_names(struct maildir_list *list,
                      const struct maildir_folders *folders,
                      enum maildir_folder folder, struct error *err)
{
    DIR *d = read_folder(folders, folder);
    struct dirent *file;

    if (d) {
        errno = 0;
        while ((file = readdir(d)))
            if (*file->d_name != '.')
                add_entry(list, file->d_name, folder);
        int failure = errno;
        closedir(d);
        errno = failure;
    }
    if (!d || errno)
        return error_set(err, ERROR_INPUT, "cannot read %s/: %s",
                         folder_names[folder], strerror(errno));
    return true;
}

/* --- sizes --- */

enum measured { MEASURED, NO_MESSAGE, VANISHED, FAILED };

static bool count_octets(struct maildir_entry *e, int fd, struct stored *text,
                         char *piece, struct error *err)
{
    ssize_t n;

    stored_start(text, fd, 0, e->state.size, STORED_PLAIN);
    while ((n = stored_read(text, piece, PIECE, err)) > 0)
        ;
    e->octets = text->given;
    return n == 0;
}

static enum measured fail(const struct maildir_entry *e, struct error *err)
{
    error_set(err, ERROR_INPUT, "cannot read %s/%s: %s",
              folder_names[e->folder], e->name, strerror(errno));
    return FAILED;
}

static enum measured measure(struct maildir_entry *e,
                             const struct maildir_folders *folders,
                             struct stored *text, char *piece,
                             struct error *err)
{
    struct stat st;
    int fd = openat(folders->fd[e->folder], e->name,
                    O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

    if (fd < 0 && errno == ENOENT)
        return VANISHED;
    if (fd < 0 && (errno == ELOOP || errno == ENXIO))
        return NO_MESSAGE; /* a symbolic link, a socket */
    if (fd < 0)
        return fail(e, err);

    enum measured result = MEASURED;
    if (fstat(fd, &st) != 0) {
        result = fail(e, err);
    } else if (!S_ISREG(st.st_mode)) {
        result = NO_MESSAGE;
    } else {
        e->state = file_state_from(&st);
        if (!count_octets(e, fd, text, piece, err)) {
            error_prefix(err, e->name);
            result = FAILED;
        }
    }
    close(fd);
    return result;
}

/* The entry of *old for the same base at or behind *at; both are sorted. */
static const struct maildir_entry *
known(const struct maildir_list *old, size_t *at, const struct maildir_entry *e)
{
    for (; *at < old->n; ++*at) {
        int order = compare_bases(maildir_entry_base(&old->entries[*at]),
                                  maildir_entry_base(e));

        if (order >= 0)
            return order == 0 ? &old->entries[*at] : NULL;
    }
    return NULL;
}

/* Take over what is known of a file that did not change. */
static bool take_over(struct maildir_entry *e,
                      const struct maildir_folders *folders,
                      const struct maildir_entry *was)
{
    struct stat st;

    if (!was ||
        fstatat(folders->fd[e->folder], e->name, &st, AT_SYMLINK_NOFOLLOW) != 0)
        return false;

    struct file_state now = file_state_from(&st);
    if (!file_state_proves(&was->state, &now))
        return false;
    e->state = was->state;
    e->octets = was->octets;
    return true;
}

/* One file under two names, as while it is moved by linking: keep the second,
 * which is that in cur/. */
static bool is_same_message(const struct maildir_entry *a,
                            const struct maildir_entry *b)
{
    return span_equal(maildir_entry_base(a), maildir_entry_base(b)) &&
           file_state_same_file(&a->state, &b->state);
}

/* Measure all, and drop what is no message. *vanished_out: some are gone that
 * were there when names were read. */
static bool measure_all(struct maildir_list *list,
                        const struct maildir_folders *folders,
                        const struct maildir_list *old, bool *vanished_out,
                        struct error *err)
{
    struct stored text = {0};
    char *piece = xcalloc(1, PIECE);
    size_t kept = 0, at_old = 0, i = 0;
    enum measured result = MEASURED;

    for (; i < list->n && result != FAILED; i++) {
        struct maildir_entry *e = &list->entries[i];

        result = MEASURED;
        if (!take_over(e, folders, known(old, &at_old, e)))
            result = measure(e, folders, &text, piece, err);
        *vanished_out |= result == VANISHED;
        if (result != MEASURED) {
            free(e->name);
            continue;
        }
        if (kept && is_same_message(&list->entries[kept - 1], e)) {
            free(list->entries[--kept].name);
            e->linked = true;
        }
        list->entries[kept++] = *e;
    }
    for (; i < list->n; i++)
        free(list->entries[i].name);
    list->n = kept;
    free(piece);
    stored_done(&text);
    return result != FAILED;
}

/* --- unique-ids --- */

enum { UID_MOST = 70 }; /* RFC 1939 section 7 */

static bool is_uid(struct span s)
{
    if (!s.len || s.len > UID_MOST)
        return false;
    for (size_t i = 0; i < s.len; i++)
        if (s.at[i] < 0x21 || s.at[i] > 0x7E)
            return false;
    return true;
}

/* A digest for each base that is no unique-id, and for the second and further
 * of several files with one base. Equal bases stand together. */
static void give_digests(struct maildir_list *list)
{
    struct fingerprint *f = fingerprint_new();
    unsigned char print[FINGERPRINT_OCTETS];
    char twin = 0;

    for (size_t i = 0; i < list->n; i++) {
        struct maildir_entry *e = &list->entries[i];
        struct span base = maildir_entry_base(e);

        if (i && span_equal(base, maildir_entry_base(e - 1)))
            twin++;
        else
            twin = 0;
        if (!twin && is_uid(base))
            continue;
        fingerprint_start(f);
        fingerprint_add(f, base);
        fingerprint_add(f, (struct span){&twin, 1});
        fingerprint_end(f, print);
        fingerprint_text(print, e->digest);
    }
    fingerprint_free(f);
}

/* --- */

static bool read_once(struct maildir_list *list,
                      const struct maildir_folders *folders,
                      const struct maildir_list *old, bool *moved_out,
                      struct error *err)
{
    struct file_state before[MAILDIR_FOLDERS], after;

    *moved_out = false;
    for (int i = 0; i < MAILDIR_FOLDERS; i++)
        if (!file_state_of(folders->fd[i], &before[i]) ||
            !add_names(list, folders, (enum maildir_folder)i, err))
            return false;
    if (list->n)
        qsort(list->entries, list->n, sizeof *list->entries, compare_entries);
    if (!measure_all(list, folders, old, moved_out, err))
        return false;
    for (int i = 0; i < MAILDIR_FOLDERS; i++)
        if (!file_state_of(folders->fd[i], &after) ||
            !file_state_equal(&before[i], &after))
            *moved_out = true;
    return true;
}

bool maildir_list_read(struct maildir_list *list,
                       const struct maildir_folders *folders,
                       const struct maildir_list *old, struct error *err)
{
    bool moved = true;

    for (int i = 0; i < TRIES && moved; i++) {
        clear(list);
        if (!read_once(list, folders, old, &moved, err)) {
            clear(list);
            return false;
        }
    }
    give_digests(list);
    return true;
}

void maildir_list_done(struct maildir_list *list)
{
    clear(list);
    free(list->entries);
    *list = (struct maildir_list){0};
}

/* --- one message, later --- */

/* Look in one folder for a file with the base of e. */
static bool find_in(struct maildir_entry *e,
                    const struct maildir_folders *folders,
                    enum maildir_folder folder)
{
    DIR *d = read_folder(folders, folder);
    struct dirent *file;
    bool found = false;

    if (!d)
        return false;
    while (!found && (file = readdir(d))) {
        struct span name = span_of(file->d_name);

        found = span_equal(span_first(name, span_find(name, ':')),
                           maildir_entry_base(e));
        if (found) {
            free(e->name);
            e->name = span_dup(name);
            e->folder = folder;
        }
    }
    closedir(d);
    return found;
}

static bool find_again(struct maildir_entry *e,
                       const struct maildir_folders *folders)
{
    if (find_in(e, folders, MAILDIR_CUR) || find_in(e, folders, MAILDIR_NEW))
        return true;
    errno = ENOENT;
    return false;
}

int maildir_entry_open(struct maildir_entry *e,
                       const struct maildir_folders *folders)
{
    int fd;

    for (int i = 0; i < TRIES; i++) {
        fd = openat(folders->fd[e->folder], e->name,
                    O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
        if (fd >= 0 || errno != ENOENT || !find_again(e, folders))
            break;
    }
    return fd;
}

bool maildir_entry_remove(struct maildir_entry *e,
                          const struct maildir_folders *folders)
{
    for (int i = 0; i < TRIES; i++) {
        bool gone = unlinkat(folders->fd[e->folder], e->name, 0) == 0;

        if (gone && !e->linked)
            return true;
        if (!gone && errno != ENOENT)
            return false;
        if (!find_again(e, folders))
            return errno == ENOENT;
    }
    return false;
}

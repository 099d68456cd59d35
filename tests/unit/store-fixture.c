/* store-fixture.c - folders, files and sessions for tests of net/store. */
#include <config.h>

#include "store-fixture.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <dirent.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

char store_folder[64];

void store_setup(void)
{
    strcpy(store_folder, "/tmp/pop3sh-store-XXXXXX");
    cr_assert(mkdtemp(store_folder) != NULL);
}

static int remove_one(const char *path, const struct stat *st, int type,
                      struct FTW *place)
{
    (void)st;
    (void)type;
    (void)place;
    return remove(path);
}

void store_teardown(void)
{
    nftw(store_folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

const char *store_path(const char *path)
{
    static char made[4][200];
    static unsigned next;
    char *at = made[next++ % 4];

    snprintf(at, sizeof made[0], "%s/%s", store_folder, path);
    return at;
}

void store_make_maildir(void)
{
    cr_assert(mkdir(store_path("new"), 0700) == 0);
    cr_assert(mkdir(store_path("cur"), 0700) == 0);
    cr_assert(mkdir(store_path("tmp"), 0700) == 0);
}

void store_write_octets(const char *path, struct span octets)
{
    FILE *f = fopen(store_path(path), "w");

    cr_assert(f != NULL, "%s", path);
    cr_assert(eq(sz, fwrite(octets.at, 1, octets.len, f), octets.len));
    cr_assert(fclose(f) == 0);
}

void store_write(const char *path, const char *format, ...)
{
    struct buf text = {0};
    va_list args;

    va_start(args, format);
    buf_add_formatv(&text, format, args);
    va_end(args);
    store_write_octets(path, buf_span(&text));
    buf_done(&text);
}

char *store_content(const char *path)
{
    struct buf text = {0};
    FILE *f = fopen(store_path(path), "r");
    char piece[1000];
    size_t n;

    while (f && (n = fread(piece, 1, sizeof piece, f)))
        buf_add(&text, (struct span){piece, n});
    if (f)
        fclose(f);
    buf_add_text(&text, "");
    return buf_take(&text);
}

size_t store_files(const char *folder)
{
    DIR *d = opendir(store_path(folder));
    struct dirent *file;
    size_t n = 0;

    cr_assert(d != NULL, "%s", folder);
    while ((file = readdir(d)))
        n += strcmp(file->d_name, ".") != 0 && strcmp(file->d_name, "..") != 0;
    closedir(d);
    return n;
}

void store_open(struct maildrop *m)
{
    struct error err = {0};

    cr_assert(m != NULL);
    cr_assert(eq(int, m->ops->open(m, &err), MAILDROP_OK), "%s", err.what);
}

char *store_message(struct maildrop *m, size_t number, size_t room,
                    struct error *err)
{
    struct buf text = {0};
    char *piece = malloc(room);
    uint64_t offset = 0;
    ssize_t n;

    while ((n = m->ops->read(m, number, offset, piece, room, err)) > 0) {
        cr_assert(le(sz, (size_t)n, room));
        buf_add(&text, (struct span){piece, (size_t)n});
        offset += (uint64_t)n;
    }
    free(piece);
    if (n < 0) {
        buf_done(&text);
        return NULL;
    }
    cr_assert(eq(u64, offset, m->ops->octets(m, number)), "size of %zu",
              number);
    buf_add_text(&text, "");
    return buf_take(&text);
}

bool store_delete(struct maildrop *m, const char *numbers, size_t *removed_out,
                  struct error *err)
{
    bool *deleted = calloc(m->ops->count(m) + 1, sizeof *deleted);
    char *end;

    for (unsigned long n; (n = strtoul(numbers, &end, 10)); numbers = end)
        deleted[n - 1] = true;
    bool done = m->ops->update(m, deleted, removed_out, err);
    free(deleted);
    return done;
}

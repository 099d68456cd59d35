/* state.c - files with the memory of hosts: where, and how safely.
 *
 * What stands in them is made and read by state-json.c. */
#include <config.h>

#include "shell/session/state.h"

#include "net/base/hex.h"
#include "net/base/memory.h"
#include "shell/file/home.h"
#include "shell/file/slurp.h"
#include "shell/session/state-json.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* --- where --- */

/* The first 16 hex digits of the SHA-256 of "host:port:user". */
static void add_name(struct buf *out, const char *host, unsigned port,
                     const char *user)
{
    unsigned char sha256[EVP_MAX_MD_SIZE] = {0};
    struct buf what = {0};

    buf_add_format(&what, "%s:%u:%s", host, port, user ? user : "");
    EVP_Digest(buf_text(&what), what.len, sha256, NULL, EVP_sha256(), NULL);
    hex_add(out, sha256, 8);
    buf_done(&what);
}

char *state_path(const char *host, unsigned port, const char *user)
{
    struct buf name = {0};
    char *path;

    buf_add_text(&name, "hosts/");
    add_name(&name, host, port, user);
    buf_add_text(&name, ".json");
    path = home_path(HOME_STATE, buf_text(&name));
    buf_done(&name);
    return path;
}

static bool fail(const char *path, const char *why, struct error *err)
{
    return error_set(err, ERROR_INPUT, "state file %s: %s", path, why);
}

static bool fail_errno(const char *path, struct error *err)
{
    return fail(path,
                errno == ELOOP ? "it is a symbolic link, which is not followed"
                               : strerror(errno),
                err);
}

/* --- reading --- */

/* Opening must not wait, should it be a pipe. */
static bool check_file(int fd, const char *path, struct error *err)
{
    struct stat st;

    if (fstat(fd, &st) < 0)
        return fail_errno(path, err);
    if (!S_ISREG(st.st_mode))
        return fail(path, "it is no regular file, and is not used", err);
    if (st.st_size > STATE_OCTETS_MOST)
        return fail(path, "it is too large to be ours, and is not used", err);
    return true;
}

bool state_load(const char *path, struct host_memory *m, struct error *err)
{
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    struct buf text;
    bool ok;

    if (fd < 0)
        return errno == ENOENT || fail_errno(path, err);
    buf_init(&text, STATE_OCTETS_MOST + 1);
    ok = check_file(fd, path, err) &&
         (slurp_fd(fd, &text) || fail_errno(path, err));
    close(fd);
    if (ok && !state_from_json(buf_span(&text), m)) {
        host_memory_done(m);
        ok = fail(path, "it is damaged, and is not used", err);
    }
    buf_done(&text);
    return ok;
}

/* A new file beside path, for its owner only. */
static bool write_beside(char *temporary, struct span octets)
{
    int fd = mkostemp(temporary, O_CLOEXEC);
    bool ok;

    if (fd < 0)
        return false;
    ok = home_write(fd, octets);
    if (close(fd) < 0)
        ok = false;
    if (!ok) {
        int why = errno;

        unlink(temporary);
        errno = why;
    }
    return ok;
}

/* Most sessions teach nothing new. */
static bool says_already(const char *path, struct span text)
{
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    struct error why;
    struct buf old;
    bool same;

    if (fd < 0)
        return false;
    buf_init(&old, STATE_OCTETS_MOST + 1);
    same = check_file(fd, path, &why) && slurp_fd(fd, &old) &&
           span_equal(buf_span(&old), text);
    close(fd);
    buf_done(&old);
    return same;
}

bool state_save(const char *path, const struct host_memory *m,
                struct error *err)
{
    struct buf text = {0}, temporary = {0};
    bool ok;

    state_to_json(m, &text);
    if (says_already(path, buf_span(&text))) {
        buf_done(&text);
        return true;
    }
    buf_add_format(&temporary, "%s.XXXXXX", path);
    home_make_directories(path);
    if (text.len > STATE_OCTETS_MOST)
        ok = fail(path, "there is too much to remember", err);
    else
        ok = write_beside(temporary.at, buf_span(&text)) ||
             fail_errno(path, err);
    if (ok && rename(buf_text(&temporary), path) < 0) {
        ok = fail_errno(path, err);
        unlink(buf_text(&temporary));
    }
    buf_done(&text);
    buf_done(&temporary);
    return ok;
}

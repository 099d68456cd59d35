/* test-state.c - the memory of a host in its file. */
#include <config.h>

#include "shell/session/state.h"

#include "net/base/memory.h"
#include "shell/session/state-json.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char home[] = "/tmp/pop3sh-state-XXXXXX";

static void setup(void)
{
    cr_assert(mkdtemp(home) != NULL);
    setenv("XDG_STATE_HOME", home, 1);
}

/* Remove what a test left: two directories and the files of the lower. */
static void teardown(void)
{
    char *path = state_path("mail.example.org", 995, "tim");
    char hosts[200], pop3sh[200];

    snprintf(hosts, sizeof hosts, "%s/pop3sh/hosts", home);
    snprintf(pop3sh, sizeof pop3sh, "%s/pop3sh", home);
    unlink(path);
    rmdir(path);
    rmdir(hosts);
    rmdir(pop3sh);
    cr_expect(eq(int, rmdir(home), 0), "something else was left behind");
    free(path);
}

TestSuite(state, .init = setup, .fini = teardown, .timeout = 20);

static struct host_digest digest_of(unsigned n)
{
    char text[16];

    snprintf(text, sizeof text, "%u", n);
    return host_digest_of(span_of(text));
}

static void fill(struct host_memory *m, size_t uids)
{
    struct host_login *login;

    host_stamps_add(&m->greetings, digest_of(1));
    host_stamps_add(&m->greetings, digest_of(2));
    host_stamps_add(&m->challenges, digest_of(3));
    m->stls_listed = m->stls_accepted = true;
    memcpy(m->unanswered, "RETR", 5);
    buf_add_text(&m->capa[0], "\nSTLS\nX-\xc3\xbc \"a\\b\"\n");
    buf_add_text(&m->capa[1], "\nUSER\n");
    login = host_login_take(m, digest_of(4));
    *login = (struct host_login){digest_of(4), 1767225600, 300, true, false};
    login = host_login_take(m, digest_of(5));
    *login = (struct host_login){digest_of(5), 0, 0, false, true};
    m->maildrop_known = true;
    m->maildrop_user = digest_of(5);
    m->uids_count = uids;
    m->uids = xcalloc(uids + 1, sizeof *m->uids);
    for (unsigned n = 0; n < uids; n++)
        m->uids[n] = (struct host_uid){
            digest_of(n), UINT64_C(1) << 47, n % 2 ? UINT64_MAX - n : 0,
            n % 2 ? HOST_UID_HEADER : HOST_UID_OCTETS | HOST_UID_DELETED};
}

static char *json_of(const struct host_memory *m)
{
    struct buf out = {0};

    state_to_json(m, &out);
    return buf_take(&out);
}

Test(state, what_is_saved_is_loaded)
{
    struct host_memory m = {0}, got = {0};
    char *path = state_path("mail.example.org", 995, "tim");
    char *want, *loaded;
    struct error err = {0};

    fill(&m, 3);
    cr_assert(state_save(path, &m, &err), "%s", err.what);
    cr_assert(state_load(path, &got, &err), "%s", err.what);
    want = json_of(&m);
    loaded = json_of(&got);
    cr_expect(eq(str, loaded, want));
    cr_expect(host_stamps_has(&got.greetings, digest_of(2)));
    cr_expect(host_stamps_has(&got.challenges, digest_of(3)));
    cr_expect(got.stls_listed);
    cr_expect(got.stls_accepted);
    cr_expect(eq(str, got.unanswered, "RETR"));
    cr_expect(eq(str, (char *)buf_text(&got.capa[0]),
                 "\nSTLS\nX-\xc3\xbc \"a\\b\"\n"));
    cr_expect(eq(str, (char *)buf_text(&got.capa[1]), "\nUSER\n"));
    cr_expect(host_digest_equal(got.logins[0].user, digest_of(5)));
    cr_expect(eq(i64, host_login_find(&got, digest_of(4))->at_s, 1767225600));
    cr_expect(eq(u64, host_login_find(&got, digest_of(4))->delay_s, 300));
    cr_expect(host_login_find(&got, digest_of(4))->apop);
    cr_expect(host_digest_equal(got.maildrop_user, digest_of(5)));
    cr_expect(eq(sz, got.uids_count, 3));
    cr_expect(eq(u64, got.uids[0].octets, UINT64_C(1) << 47));
    cr_expect(eq(u64, got.uids[1].header, UINT64_MAX - 1));
    cr_expect(eq(uint, got.uids[2].flags, HOST_UID_OCTETS | HOST_UID_DELETED));
    free(want);
    free(loaded);
    free(path);
    host_memory_done(&m);
    host_memory_done(&got);
}

Test(state, a_full_memory_fits_its_file)
{
    struct host_memory m = {0}, got = {0};
    char *path = state_path("mail.example.org", 995, "tim");
    struct error err = {0};

    fill(&m, HOST_UIDS_MOST);
    for (unsigned n = 0; n < HOST_STAMPS_MOST; n++) {
        host_stamps_add(&m.greetings, digest_of(n));
        host_stamps_add(&m.challenges, digest_of(n));
    }
    for (unsigned n = 0; n < HOST_LOGINS_MOST; n++)
        host_login_take(&m, digest_of(n))->delay_s = UINT64_MAX;
    cr_expect(state_save(path, &m, &err), "%s", err.what);
    cr_expect(state_load(path, &got, &err), "%s", err.what);
    cr_expect(eq(sz, got.uids_count, HOST_UIDS_MOST));
    cr_expect(eq(sz, got.greetings.count, HOST_STAMPS_MOST));
    cr_expect(eq(sz, got.logins_count, HOST_LOGINS_MOST));
    free(path);
    host_memory_done(&m);
    host_memory_done(&got);
}

Test(state, files_and_directories_are_for_their_owner_only)
{
    struct host_memory m = {0};
    char *path = state_path("mail.example.org", 995, "tim");
    char hosts[200];
    struct stat st;

    umask(0);
    snprintf(hosts, sizeof hosts, "%s/pop3sh/hosts", home);
    cr_assert(state_save(path, &m, NULL));
    cr_assert(eq(int, stat(path, &st), 0));
    cr_expect(eq(int, st.st_mode & 07777, 0600));
    cr_assert(eq(int, stat(hosts, &st), 0));
    cr_expect(eq(int, st.st_mode & 07777, 0700));
    free(path);
}

Test(state, a_file_that_says_it_already_is_left_alone)
{
    struct host_memory m = {0};
    char *path = state_path("mail.example.org", 995, "tim");
    struct stat first, same, other;

    fill(&m, 3);
    cr_assert(state_save(path, &m, NULL));
    cr_assert(eq(int, stat(path, &first), 0));
    cr_assert(state_save(path, &m, NULL));
    cr_assert(eq(int, stat(path, &same), 0));
    cr_expect(eq(ulong, same.st_ino, first.st_ino));
    host_stamps_add(&m.greetings, digest_of(77));
    cr_assert(state_save(path, &m, NULL));
    cr_assert(eq(int, stat(path, &other), 0));
    cr_expect(ne(ulong, other.st_ino, first.st_ino));
    free(path);
    host_memory_done(&m);
}

Test(state, each_host_port_and_user_has_a_file_of_its_own)
{
    static const struct {
        const char *host;
        unsigned port;
        const char *user;
    } rows[] = {
        {"mail.example.org", 995, "tim"},
        {"mail.example.org", 110, "tim"},
        {"mail.example.org", 995, "tom"},
        {"mail.example.org", 995, NULL },
        {"mail.example.net", 995, "tim"},
    };
    enum { COUNT = sizeof rows / sizeof *rows };
    char *paths[COUNT], want[200];

    for (size_t i = 0; i < COUNT; i++)
        paths[i] = state_path(rows[i].host, rows[i].port, rows[i].user);
    for (size_t i = 0; i < COUNT; i++)
        for (size_t j = 0; j < i; j++)
            cr_expect(ne(str, paths[i], paths[j]), "%zu %zu", i, j);
    /* printf mail.example.org:995:tim | sha256sum */
    snprintf(want, sizeof want, "%s/pop3sh/hosts/e6ba79927cc0f2d5.json", home);
    cr_expect(eq(str, paths[0], want));
    for (size_t i = 0; i < COUNT; i++)
        free(paths[i]);
}

Test(state, without_a_directory_in_the_environment_there_is_no_file)
{
    char *path;

    unsetenv("XDG_STATE_HOME");
    setenv("HOME", "/home/tim", 1);
    path = state_path("h", 1, NULL);
    cr_expect(strncmp(path, "/home/tim/.local/state/pop3sh/hosts/", 36) == 0);
    free(path);
    setenv("XDG_STATE_HOME", "relative", 1);
    unsetenv("HOME");
    cr_expect(state_path("h", 1, NULL) == NULL);
    setenv("XDG_STATE_HOME", home, 1);
}

static bool load_fails(const char *path, const char *why)
{
    struct host_memory m = {0};
    struct error err = {0};
    bool ok = state_load(path, &m, &err);
    bool empty = !m.greetings.count && !m.uids && !m.capa[0].len;

    cr_expect(ok || empty, "%s", why);
    cr_expect(ok || (err.code == ERROR_INPUT && strstr(err.what, why)),
              "\"%s\" does not say \"%s\"", err.what, why);
    host_memory_done(&m);
    return !ok;
}

Test(state, no_file_is_an_empty_memory)
{
    struct host_memory m = {0};
    struct error err = {0};
    char *path = state_path("mail.example.org", 995, "tim");

    cr_expect(state_load(path, &m, &err));
    cr_expect(eq(int, err.code, ERROR_NONE));
    cr_expect(not(m.maildrop_known));
    free(path);
}

static void write_file(const char *path, const char *text, size_t len)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    cr_assert(fd >= 0);
    cr_assert(eq(i64, write(fd, text, len), len));
    close(fd);
}

/* The text with its first `old` in another form; owned by the caller. */
static char *with(const char *text, const char *old, const char *new)
{
    const char *at = strstr(text, old);
    struct buf out = {0};

    cr_assert(at != NULL, "%s", old);
    buf_add(&out, (struct span){text, (size_t)(at - text)});
    buf_add_text(&out, new);
    buf_add_text(&out, at + strlen(old));
    return buf_take(&out);
}

Test(state, a_damaged_file_is_not_used)
{
    static const struct {
        const char *old, *new;
    } damages[] = {
        {"\"version\":3",     "\"version\":2"                 },
        {"\"version\":3",     "\"version\":\"3\""             },
        {"\"greetings\":[\"", "\"greetings\":[7,\""           },
        {"\"greetings\":[\"", "\"greetings\":[\"0"            },
        {"\"greetings\":[",   "\"others\":["                  },
        {"\"challenges\":[",  "\"challenges\":[\"xyz\","      },
        {"\"stls\":true",     "\"stls\":1"                    },
        {"\"capa_clear\":\"", "\"capa_clear\":null,\"x\":\""  },
        {"\"at\":1767225600", "\"at\":-1"                     },
        {"\"at\":1767225600", "\"at\":1e300"                  },
        {"\"delay\":300",     "\"delay\":99999999999999999999"},
        {"\"apop\":true",     "\"apop\":\"yes\""              },
        {"\"uids\":\"",       "\"uids\":\"AAAA"               },
        {"\"uids\":\"",       "\"uids\":\"=AAA"               },
        {"\"uids\":",         "\"uids\":{},\"x\":"            },
        {"\"user\":",         "\"user\":\"\",\"x\":"          },
        {"\"uids\":\"",       "\"uids\":\"EAAA"               },
        {"}",                 ""                              },
        {"{",                 "[{"                            },
    };
    struct host_memory m = {0};
    char *path = state_path("mail.example.org", 995, "tim");
    char *good;

    fill(&m, 3);
    cr_assert(state_save(path, &m, NULL));
    good = json_of(&m);
    for (size_t i = 0; i < sizeof damages / sizeof *damages; i++) {
        char *bad = with(good, damages[i].old, damages[i].new);

        write_file(path, bad, strlen(bad));
        cr_expect(load_fails(path, "damaged"), "%zu: %s", i, bad);
        free(bad);
    }
    for (size_t len = 0; len + 1 < strlen(good); len++) {
        write_file(path, good, len);
        cr_expect(load_fails(path, "damaged"), "cut to %zu", len);
    }
    write_file(path, good, strlen(good));
    cr_expect(not(load_fails(path, "")));
    free(good);
    free(path);
    host_memory_done(&m);
}

Test(state, a_link_a_directory_and_a_huge_file_are_not_used)
{
    struct host_memory m = {0};
    struct error err = {0};
    char *path = state_path("mail.example.org", 995, "tim");
    char link[300];

    cr_assert(state_save(path, &m, NULL));
    cr_assert(eq(int, truncate(path, STATE_OCTETS_MOST + 1), 0));
    cr_expect(load_fails(path, "too large"));
    snprintf(link, sizeof link, "%s.real", path);
    cr_assert(eq(int, rename(path, link), 0));
    cr_assert(eq(int, symlink(link, path), 0));
    cr_expect(load_fails(path, "symbolic link"));
    /* saving replaces the link and leaves alone what it points to */
    cr_expect(state_save(path, &m, &err), "%s", err.what);
    cr_expect(not(load_fails(path, "")));
    unlink(link);
    unlink(path);
    cr_assert(eq(int, mkdir(path, 0700), 0));
    cr_expect(load_fails(path, "no regular file"));
    cr_expect(not(state_save(path, &m, &err)));
    cr_expect(eq(int, err.code, ERROR_INPUT));
    free(path);
}

Test(state, a_directory_that_cannot_be_made_is_told)
{
    struct host_memory m = {0};
    struct error err = {0};

    cr_expect(not(state_save("/dev/null/pop3sh/hosts/x.json", &m, &err)));
    cr_expect(eq(int, err.code, ERROR_INPUT));
    cr_expect(strstr(err.what, "/dev/null/pop3sh/hosts/x.json") != NULL);
}

Test(state, capabilities_that_are_no_utf8_are_left_out)
{
    struct host_memory m = {0}, got = {0};
    char *json;

    buf_add_text(&m.capa[0], "\nSTLS\nX-\xfc\n");
    json = json_of(&m);
    cr_expect(state_from_json(span_of(json), &got));
    cr_expect(eq(sz, got.capa[0].len, 0));
    free(json);
    host_memory_done(&m);
    host_memory_done(&got);
}

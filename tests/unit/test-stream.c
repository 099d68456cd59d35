/* test-stream.c - the stream over a socket. */
#include <config.h>

#include "net/wire/stream.h"
#include "net/wire/wait.h"
#include "tests/unit/wire-peer.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

TestSuite(stream, .timeout = 10);

/* Two ends: a stream, and a plain blocking socket. */
static struct stream *pair(int *other_out)
{
    int fds[2];

    cr_assert(zero(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds)));
    *other_out = fds[1];
    return stream_socket(fds[0]);
}

Test(stream, moves_octets_both_ways)
{
    int other;
    struct stream *s = pair(&other);
    char at[16];
    size_t n = 0;

    say_octets(other, "a\0b", 3);
    cr_assert(eq(int, stream_read(s, at, sizeof at, &n, NULL), STREAM_OK));
    cr_assert(eq(sz, n, 3));
    cr_assert(zero(memcmp(at, "a\0b", 3)));
    cr_assert(eq(int, stream_write(s, SPAN("QUIT\r\n"), &n, NULL), STREAM_OK));
    cr_assert(eq(sz, n, 6));
    cr_assert(hear_line(other, at, sizeof at));
    cr_assert(eq(str, at, "QUIT\r\n"));
    stream_free(s);
    close(other);
}

Test(stream, reads_no_more_than_there_is_room)
{
    int other;
    struct stream *s = pair(&other);
    char at[4] = "";
    size_t n = 0;

    say(other, "abcdef");
    cr_assert(eq(int, stream_read(s, at, 2, &n, NULL), STREAM_OK));
    cr_assert(eq(sz, n, 2));
    cr_assert(eq(str, at, "ab"));
    stream_free(s);
    close(other);
}

Test(stream, never_waits_although_the_socket_is_blocking)
{
    int other;
    struct stream *s = pair(&other);
    char at[4];
    size_t n = 77;
    struct span much = {calloc(1, 1 << 20), 1 << 20};
    enum stream_result result;

    cr_assert(eq(int, stream_poll_events(s), POLLIN));
    cr_assert(eq(int, stream_read(s, at, sizeof at, &n, NULL), STREAM_WAIT));
    cr_assert(eq(sz, n, 77));
    cr_assert(eq(int, stream_poll_events(s), POLLIN));
    while ((result = stream_write(s, much, &n, NULL)) == STREAM_OK)
        continue;
    cr_assert(eq(int, result, STREAM_WAIT));
    cr_assert(eq(int, stream_poll_events(s), POLLOUT));
    free((char *)much.at);
    stream_free(s);
    close(other);
}

Test(stream, tells_an_end_again_and_again)
{
    int other;
    struct stream *s = pair(&other);
    char at[4];
    size_t n;

    say(other, "x");
    close(other);
    cr_assert(eq(int, stream_read(s, at, sizeof at, &n, NULL), STREAM_OK));
    cr_assert(eq(int, stream_read(s, at, sizeof at, &n, NULL), STREAM_END));
    cr_assert(eq(int, stream_read(s, at, sizeof at, &n, NULL), STREAM_END));
    stream_free(s);
}

Test(stream, still_reads_after_its_own_shutdown)
{
    int other;
    struct stream *s = pair(&other);
    char at[8];
    size_t n;

    stream_shutdown(s);
    cr_assert(not(hear_line(other, at, sizeof at)));
    say(other, "bye\n");
    cr_assert(eq(int, stream_read(s, at, sizeof at, &n, NULL), STREAM_OK));
    cr_assert(eq(sz, n, 4));
    stream_free(s);
    close(other);
}

Test(stream, a_write_to_nobody_is_a_reset_and_raises_no_signal)
{
    int other;
    struct stream *s = pair(&other);
    size_t n;
    struct error err = {0};

    signal(SIGPIPE, SIG_DFL);
    close(other);
    cr_assert(
        eq(int, stream_write(s, SPAN("NOOP\r\n"), &n, &err), STREAM_RESET));
    cr_assert(eq(int, err.code, ERROR_NETWORK));
    cr_assert(strstr(err.what, "reset") != NULL, "%s", err.what);
    stream_free(s);
}

static void reset_at_once(int fd, void *ctx)
{
    char line[16];

    (void)ctx;
    hear_line(fd, line, sizeof line);
    reset_on_close(fd);
}

Test(stream, a_reset_is_told_from_an_end)
{
    struct peer peer;
    struct stream *s;
    struct error err = {0};
    char at[8];
    size_t n;
    struct sockaddr_storage address;
    socklen_t len = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    peer_start(&peer, reset_at_once, NULL);
    getsockname(peer.listener, (struct sockaddr *)&address, &len);
    cr_assert(zero(connect(fd, (struct sockaddr *)&address, len)));
    s = stream_socket(fd);
    cr_assert(eq(int, stream_write(s, SPAN("x\n"), &n, NULL), STREAM_OK));
    peer_join(&peer);
    wait_for(fd, POLLIN, deadline_in(2000), -1);
    cr_assert(eq(int, stream_read(s, at, sizeof at, &n, &err), STREAM_RESET));
    cr_assert(eq(int, err.code, ERROR_NETWORK));
    stream_free(s);
}

Test(stream, free_closes_the_descriptor_and_takes_null)
{
    int other, fd;
    struct stream *s = pair(&other);

    fd = stream_fd(s);
    stream_free(s);
    cr_assert(eq(int, fcntl(fd, F_GETFD), -1));
    stream_free(NULL);
    close(other);
}

Test(wait, ends_at_the_deadline)
{
    uint64_t began = now_ms();

    cr_assert(eq(int, wait_for(-1, 0, deadline_in(30), -1), WAIT_TIMEOUT));
    cr_assert(ge(u64, now_ms() - began, 29));
    cr_assert(lt(u64, now_ms() - began, 1000));
}

Test(wait, a_cancel_comes_first)
{
    int other;
    struct stream *s = pair(&other);
    int cancel = cancelled_fd();

    say(other, "x");
    cr_assert(eq(int, wait_for(stream_fd(s), POLLIN, DEADLINE_NEVER, cancel),
                 WAIT_CANCELLED));
    stream_free(s);
    close(other);
    close(cancel);
}

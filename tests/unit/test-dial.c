/* test-dial.c - names, attempts in parallel, and the sentences of failure. */
#include <config.h>

#include "net/wire/dial.h"
#include "net/wire/race.h"
#include "net/wire/wait.h"
#include "tests/unit/wire-peer.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

TestSuite(dial, .timeout = 10);

static struct dial_options to(const char *host, uint16_t port)
{
    return (struct dial_options){
        .host = host, .port = port, .timeout_ms = 3000, .cancel_fd = -1};
}

/* Dial, expecting a failure of the given class whose sentence has a part. */
static void expect_failure(const struct dial_options *o, enum error_code code,
                           const char *part)
{
    struct dial_facts facts;
    struct error err = {0};
    struct stream *s = dial(o, &facts, &err);

    cr_assert(s == NULL);
    cr_expect(eq(int, err.code, code), "%s", err.what);
    cr_expect(strstr(err.what, part) != NULL, "\"%s\" lacks \"%s\"", err.what,
              part);
}

/* A listener whose queue is full: whoever connects gets no answer. */
struct silent {
    int listener;
    int waiting[4];
    struct sockaddr_in at;
};

static void silent_start(struct silent *s)
{
    socklen_t len = sizeof s->at;

    s->at = (struct sockaddr_in){.sin_family = AF_INET};
    s->at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    s->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    cr_assert(zero(bind(s->listener, (struct sockaddr *)&s->at, len)));
    cr_assert(zero(listen(s->listener, 0)));
    cr_assert(zero(getsockname(s->listener, (struct sockaddr *)&s->at, &len)));
    for (size_t i = 0; i < 4; i++) {
        s->waiting[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
        connect(s->waiting[i], (struct sockaddr *)&s->at, len);
    }
}

static void silent_stop(struct silent *s)
{
    for (size_t i = 0; i < 4; i++)
        close(s->waiting[i]);
    close(s->listener);
}

Test(dial, a_literal_is_connected_without_names)
{
    struct peer peer;
    struct dial_facts facts;
    struct error err = {0};
    struct dial_options o;
    struct stream *s;
    int on = 0;
    socklen_t len = sizeof on;

    peer_start(&peer, NULL, NULL);
    o = to("127.0.0.1", peer.port);
    s = dial(&o, &facts, &err);
    cr_assert(s != NULL, "%s", err.what);
    cr_expect(eq(str, facts.address, "127.0.0.1"));
    cr_expect(eq(int, facts.port, peer.port));
    cr_expect(zero(u64, facts.dns_ns));
    cr_expect(gt(u64, facts.tcp_ns, 0));
    cr_expect(eq(int, facts.attempts, 1));
    cr_expect(facts.loopback);
    cr_expect(not(facts.local_path));
    getsockopt(stream_fd(s), IPPROTO_TCP, TCP_NODELAY, &on, &len);
    cr_expect(ne(int, on, 0));
    getsockopt(stream_fd(s), SOL_SOCKET, SO_KEEPALIVE, &on, &len);
    cr_expect(ne(int, on, 0));
    cr_expect(ne(int, fcntl(stream_fd(s), F_GETFD) & FD_CLOEXEC, 0));
    cr_expect(ne(int, fcntl(stream_fd(s), F_GETFL) & O_NONBLOCK, 0));
    stream_free(s);
    peer_join(&peer);
}

Test(dial, a_name_leads_to_whichever_address_answers)
{
    struct peer peer;
    struct dial_facts facts;
    struct error err = {0};
    struct dial_options o;
    struct stream *s;

    peer_start(&peer, NULL, NULL); /* on 127.0.0.1 only */
    o = to("localhost", peer.port);
    s = dial(&o, &facts, &err);
    cr_assert(s != NULL, "%s", err.what);
    cr_expect(eq(str, facts.address, "127.0.0.1"));
    cr_expect(gt(u64, facts.dns_ns, 0));
    stream_free(s);
    peer_join(&peer);
}

Test(dial, a_refused_port_says_so_and_what_to_look_at)
{
    struct dial_options o = to("127.0.0.1", free_port());
    char place[40];

    expect_failure(&o, ERROR_NETWORK,
                   "connection refused by 127.0.0.1; is the server running");
    snprintf(place, sizeof place, "127.0.0.1 port %u: ", (unsigned)o.port);
    expect_failure(&o, ERROR_NETWORK, place);
}

Test(dial, an_unknown_name_says_so)
{
    struct dial_options o = to("nosuch.invalid", 110);

    expect_failure(&o, ERROR_NETWORK, "\"nosuch.invalid\": ");
    expect_failure(&o, ERROR_NETWORK, "/etc/resolv.conf");
}

Test(dial, a_literal_of_the_other_family_is_named_as_that)
{
    struct dial_options o = to("::1", 110);

    o.family = AF_INET;
    expect_failure(&o, ERROR_NETWORK, "\"::1\" has no IPv4 address");
}

Test(dial, a_cancel_ends_the_look_up)
{
    struct dial_options o = to("nosuch.invalid", 110);

    o.cancel_fd = cancelled_fd();
    expect_failure(&o, ERROR_CANCELLED, "nosuch.invalid");
    close(o.cancel_fd);
}

Test(dial, silence_ends_at_the_time_limit)
{
    struct silent silent;
    struct dial_options o;
    uint64_t began = now_ms();

    silent_start(&silent);
    o = to("127.0.0.1", ntohs(silent.at.sin_port));
    o.timeout_ms = 80;
    expect_failure(&o, ERROR_NETWORK, "no answer from 127.0.0.1");
    cr_expect(ge(u64, now_ms() - began, 79));
    cr_expect(lt(u64, now_ms() - began, 1500));
    silent_stop(&silent);
}

Test(dial, a_cancel_ends_an_attempt)
{
    struct silent silent;
    struct dial_options o;
    uint64_t began = now_ms();

    silent_start(&silent);
    o = to("127.0.0.1", ntohs(silent.at.sin_port));
    o.cancel_fd = cancelled_fd_in(40);
    expect_failure(&o, ERROR_CANCELLED, "stopped while connecting");
    cr_expect(lt(u64, now_ms() - began, 1500));
    close(o.cancel_fd);
    silent_stop(&silent);
}

/* --- the race --- */

static struct address at_port(const char *literal, uint16_t port)
{
    struct addresses all;
    struct error err = {0};

    cr_assert(resolve(literal, port, AF_UNSPEC, DEADLINE_NEVER, -1, &all, &err),
              "%s", err.what);
    return all.list[0];
}

Test(race, the_next_one_starts_after_250_ms_of_silence)
{
    struct silent silent;
    struct peer peer;
    struct addresses all = {.count = 2};
    struct race race;
    uint64_t began;
    int fd;

    silent_start(&silent);
    peer_start(&peer, NULL, NULL);
    all.list[0] = at_port("127.0.0.1", ntohs(silent.at.sin_port));
    all.list[1] = at_port("127.0.0.1", peer.port);
    began = now_ms();
    fd = race_run(&all, deadline_in(3000), -1, &race);
    cr_assert(ge(int, fd, 0));
    cr_expect(eq(sz, race.winner, 1));
    cr_expect(eq(sz, race.attempts, 2));
    cr_expect(eq(int, race.failures[0], ETIMEDOUT));
    cr_expect(ge(u64, now_ms() - began, 249));
    cr_expect(lt(u64, now_ms() - began, 1500));
    close(fd);
    peer_join(&peer);
    silent_stop(&silent);
}

Test(race, a_refusal_starts_the_next_one_at_once)
{
    struct peer peer;
    struct addresses all = {.count = 3};
    struct race race;
    uint64_t began;
    int fd;

    peer_start(&peer, NULL, NULL);
    all.list[0] = at_port("127.0.0.1", free_port());
    all.list[1] = at_port("127.0.0.2", free_port());
    all.list[2] = at_port("127.0.0.1", peer.port);
    began = now_ms();
    fd = race_run(&all, deadline_in(3000), -1, &race);
    cr_assert(ge(int, fd, 0));
    cr_expect(eq(sz, race.winner, 2));
    cr_expect(eq(int, race.failures[0], ECONNREFUSED));
    cr_expect(eq(int, race.failures[1], ECONNREFUSED));
    cr_expect(lt(u64, now_ms() - began, 240));
    close(fd);
    peer_join(&peer);
}

Test(race, a_refusal_starts_the_next_one_at_once_beside_a_silent_one)
{
    struct silent silent;
    struct peer peer;
    struct addresses all = {.count = 3};
    struct race race;
    uint64_t began;
    int fd;

    silent_start(&silent);
    peer_start(&peer, NULL, NULL);
    all.list[0] = at_port("127.0.0.1", ntohs(silent.at.sin_port));
    all.list[1] = at_port("127.0.0.1", free_port()); /* after 250 ms */
    all.list[2] = at_port("127.0.0.1", peer.port);   /* not after 500 */
    began = now_ms();
    fd = race_run(&all, deadline_in(3000), -1, &race);
    cr_assert(ge(int, fd, 0));
    cr_expect(eq(sz, race.winner, 2));
    cr_expect(lt(u64, now_ms() - began, 480));
    close(fd);
    peer_join(&peer);
    silent_stop(&silent);
}

Test(race, is_lost_when_all_refuse)
{
    struct addresses all = {.count = 2};
    struct race race;

    all.list[0] = at_port("127.0.0.1", free_port());
    all.list[1] = at_port("127.0.0.2", free_port());
    cr_assert(eq(int, race_run(&all, deadline_in(3000), -1, &race), -1));
    cr_expect(eq(sz, race.attempts, 2));
}

/* --- addresses --- */

Test(resolve, families_take_turns_and_ipv6_is_first)
{
    struct addresses all;
    struct error err = {0};

    cr_assert(
        resolve("localhost", 110, AF_UNSPEC, deadline_in(3000), -1, &all, &err),
        "%s", err.what);
    for (size_t i = 0; all.count > 1 && i < 2; i++)
        cr_expect(
            eq(int, all.list[i].at.ss_family, i == 0 ? AF_INET6 : AF_INET));
}

Test(resolve, loopback_is_told_by_the_address)
{
    static const struct row {
        const char *literal;
        bool loopback;
    } rows[] = {
        {"127.0.0.1",        true },
        {"127.255.3.4",      true },
        {"126.0.0.1",        false},
        {"128.0.0.1",        false},
        {"::1",              true },
        {"::2",              false},
        {"::ffff:127.0.0.1", true },
        {"::ffff:10.0.0.1",  false},
        {"192.0.2.1",        false},
        {"2001:db8::1",      false},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct address a = at_port(rows[i].literal, 110);
        char text[ADDRESS_TEXT];

        address_text(&a, text);
        cr_expect(eq(str, text, rows[i].literal));
        cr_expect(address_is_loopback(&a) == rows[i].loopback, "%s",
                  rows[i].literal);
    }
}

/* --- Unix sockets --- */

Test(dial, a_unix_socket_is_local)
{
    char path[] = P_tmpdir "/pop3sh-dial-XXXXXX", name[sizeof path + 8];
    struct dial_options o = {.timeout_ms = 1000, .cancel_fd = -1};
    struct dial_facts facts;
    struct error err = {0};
    struct peer peer;
    struct stream *s;

    cr_assert(mkdtemp(path) != NULL);
    snprintf(name, sizeof name, "%s/pop3", path);
    peer_start_unix(&peer, name, NULL, NULL);
    o.path = name;
    s = dial(&o, &facts, &err);
    cr_assert(s != NULL, "%s", err.what);
    cr_expect(eq(str, facts.address, "pop3"));
    cr_expect(facts.loopback && facts.local_path);
    stream_free(s);
    peer_join(&peer);
    expect_failure(&o, ERROR_NETWORK, "nobody listens on this socket");
    unlink(name);
    expect_failure(&o, ERROR_NETWORK, "No such file");
    rmdir(path);
}

Test(dial, a_path_that_is_too_long_is_refused)
{
    char path[200];
    struct dial_options o = {.path = path, .cancel_fd = -1};

    memset(path, 'x', sizeof path - 1);
    path[sizeof path - 1] = '\0';
    expect_failure(&o, ERROR_NETWORK, "at most 107 octets, this one 199");
}

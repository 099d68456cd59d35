/* test-pump.c - the loop between a stream and a dialogue: order and ends. */
#include <config.h>

#include "net/wire/dial.h"
#include "tests/unit/pump-fixture.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

TestSuite(pump, .timeout = 20);

Test(pump, a_session_goes_one_by_one_to_its_end)
{
    struct session s;

    begin(&s, serve_plainly, NULL);
    cr_expect(pump_is_open(s.pump));
    expect_run(&s, true, PUMP_READY);
    cr_expect(eq(int, s.events[EVENT_GREETING], 1));
    ask(&s, "USER u\r\n", PUMP_READY);
    ask(&s, "PASS p\r\n", PUMP_READY);
    ask(&s, "LIST\r\n", PUMP_READY);
    cr_expect(eq(int, s.events[EVENT_LINE], 2));
    ask(&s, "QUIT\r\n", PUMP_CLOSED);
    cr_expect(eq(int, s.err.code, ERROR_NONE));
    cr_expect(eq(int, s.how, CLOSE_FIN));
    cr_expect(eq(int, s.closed_by, SIDE_SERVER));
    cr_expect(not(pump_is_open(s.pump)));
    cr_expect(eq(u64, pump_octets_out(s.pump), 28));
    cr_expect(eq(u64, pump_octets_in(s.pump), 11 + 5 + 5 + 21 + 5));
    cr_expect(eq(str, (char *)buf_text(&s.chunks),
                 "OS+OK ready\r\nCUSER u\r\nS+OK\r\nCPASS p\r\nS+OK\r\n"
                 "CLIST\r\nS+OK\r\n1 120\r\n2 99\r\n.\r\nCQUIT\r\nS+OK\r\nX"));
    expect_run(&s, true, PUMP_CLOSED); /* and stays so */
    finish(&s);
}

Test(pump, pieces_keep_their_order_and_whether_they_were_asked_for)
{
    struct session s;

    begin(&s, serve_plainly, NULL);
    expect_run(&s, true, PUMP_READY);
    buf_clear(&s.chunks);
    pump_send(s.pump, SPAN("CA"), true);
    pump_send(s.pump, SPAN("PA\r\n"), true);
    pump_send(s.pump, SPAN("NOOP\r\n"), false);
    pump_send(s.pump, SPAN("QUIT\r\n"), true);
    cr_expect(eq(sz, pump_queued(s.pump), 18));
    expect_run(&s, true, PUMP_CLOSED);
    cr_expect(strncmp(buf_text(&s.chunks), "ACAPA\r\n", 7) == 0, "%s",
              buf_text(&s.chunks));
    cr_expect(strstr(buf_text(&s.chunks), "CNOOP\r\n") != NULL);
    cr_expect(strstr(buf_text(&s.chunks), "AQUIT\r\n") != NULL);
    finish(&s);
}

Test(pump, without_wait_it_returns_though_a_reply_is_due)
{
    struct session s;
    uint64_t began = now_ms();

    begin(&s, only_hear, NULL); /* never says a word */
    pump_send(s.pump, SPAN("NOOP\r\n"), false);
    expect_run(&s, false, PUMP_READY);
    cr_expect(zero(sz, pump_queued(s.pump)));
    cr_expect(lt(u64, now_ms() - began, 1000));
    pump_close(s.pump);
    cr_expect(eq(int, s.how, CLOSE_FIN));
    cr_expect(eq(int, s.closed_by, SIDE_CLIENT));
    finish(&s);
}

/* --- how it ends --- */

static void reset_in_reply(int fd, void *ctx)
{
    char line[64];

    (void)ctx;
    say(fd, "+OK\r\n");
    hear_line(fd, line, sizeof line);
    reset_on_close(fd);
}

Test(pump, a_reset_is_an_error)
{
    struct session s;

    begin(&s, reset_in_reply, NULL);
    expect_run(&s, true, PUMP_READY);
    ask(&s, "STAT\r\n", PUMP_CLOSED);
    cr_expect(eq(int, s.err.code, ERROR_NETWORK));
    cr_expect(eq(int, s.how, CLOSE_RESET));
    finish(&s);
}

static void end_in_reply(int fd, void *ctx)
{
    char line[64];

    (void)ctx;
    say(fd, "+OK\r\n");
    hear_line(fd, line, sizeof line);
    say(fd, "+OK\r\nSubject: half");
    shutdown(fd, SHUT_WR);
    hear_out(fd);
}

Test(pump, an_end_inside_a_reply_is_a_close_after_what_came)
{
    struct session s;

    begin(&s, end_in_reply, NULL);
    expect_run(&s, true, PUMP_READY);
    ask(&s, "RETR 1\r\n", PUMP_CLOSED);
    cr_expect(eq(int, s.err.code, ERROR_NONE));
    cr_expect(eq(int, s.how, CLOSE_FIN));
    cr_expect(strstr(buf_text(&s.chunks), "Subject: half") != NULL);
    finish(&s);
}

Test(pump, last_words_are_read_although_writing_fails)
{
    struct session s = {0};
    struct pump_options options = plain_options();
    int fds[2];

    cr_assert(zero(socketpair(AF_UNIX, SOCK_STREAM, 0, fds)));
    begin_over(&s, stream_socket(fds[0]), &options);
    say(fds[1], "+OK\r\n-ERR going down\r\n");
    close(fds[1]);
    ask(&s, "NOOP\r\n", PUMP_CLOSED);
    cr_expect(strstr(buf_text(&s.chunks), "-ERR going down") != NULL);
    cr_expect(eq(int, s.err.code, ERROR_NETWORK));
    cr_expect(eq(int, s.how, CLOSE_RESET));
    finish_over(&s);
}

Test(pump, a_second_session_begins_anew)
{
    struct session s;
    struct peer first;

    begin(&s, serve_plainly, NULL);
    expect_run(&s, true, PUMP_READY);
    pump_send(s.pump, SPAN("left over"), false);
    first = s.peer;
    peer_start(&s.peer, serve_plainly, NULL);
    pump_open(s.pump,
              dial(&(struct dial_options){.host = "127.0.0.1",
                                          .port = s.peer.port,
                                          .cancel_fd = -1},
                   &(struct dial_facts){0}, NULL),
              TLS_NONE, NULL);
    cr_expect(zero(sz, pump_queued(s.pump)));
    expect_run(&s, true, PUMP_READY);
    cr_expect(eq(int, s.events[EVENT_GREETING], 2));
    cr_expect(eq(u64, pump_octets_in(s.pump), 22)); /* of both */
    finish(&s);
    peer_join(&first);
}

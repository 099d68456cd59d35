/* test-pump-time.c - how long a pump waits: time-outs, alarms, the keyboard
 * and Ctrl-C. */
#include <config.h>

#include "tests/unit/pump-fixture.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

TestSuite(pump_time, .timeout = 20);

Test(pump_time, silence_is_a_time_out_once)
{
    struct session s;
    struct pump_options options = plain_options();
    uint64_t began = now_ms();

    options.timeout_ms = 60;
    options.cancel_fd = cancelled_fd_in(250);
    begin_with(&s, only_hear, NULL, &options);
    expect_run(&s, true, PUMP_TIMEOUT);
    cr_expect(ge(u64, now_ms() - began, 59));
    cr_expect(lt(u64, now_ms() - began, 240));
    cr_expect(eq(int, s.events[EVENT_TIMEOUT], 1));
    expect_run(&s, true, PUMP_CANCELLED);
    cr_expect(eq(int, s.events[EVENT_TIMEOUT], 1));
    cr_expect(pump_is_open(s.pump));
    pump_close(s.pump);
    cr_expect(eq(int, s.how, CLOSE_TIMEOUT));
    close(options.cancel_fd);
    finish(&s);
}

/* Octets of a line that never ends, faster than any limit of silence. */
static void trickle(int fd, void *ctx)
{
    struct pollfd gone = {.fd = fd, .events = POLLIN};

    (void)ctx;
    say(fd, "+OK");
    while (poll(&gone, 1, 5) == 0)
        say(fd, "x");
}

Test(pump_time, a_status_line_must_be_whole_in_time)
{
    struct session s;
    struct pump_options options = plain_options();

    options.timeout_ms = 80;
    begin_with(&s, trickle, NULL, &options);
    expect_run(&s, true, PUMP_TIMEOUT);
    pump_close(s.pump);
    finish(&s);
}

static void flood(int fd, void *ctx)
{
    char octets[4096];
    struct pollfd gone = {.fd = fd, .events = POLLIN};

    (void)ctx;
    memset(octets, 'x', sizeof octets);
    while (poll(&gone, 1, 0) == 0)
        say_octets(fd, octets, sizeof octets);
}

Test(pump_time, a_flood_without_a_line_end_is_timed_out_and_can_be_cancelled)
{
    struct session s;
    struct pump_options options = plain_options();

    options.timeout_ms = 60;
    options.cancel_fd = cancelled_fd_in(150);
    begin_with(&s, flood, NULL, &options);
    expect_run(&s, true, PUMP_TIMEOUT);
    expect_run(&s, true, PUMP_CANCELLED);
    cr_expect(gt(u64, pump_octets_in(s.pump), 100000));
    pump_close(s.pump);
    close(options.cancel_fd);
    finish(&s);
}

static void serve_slow_data(int fd, void *ctx)
{
    char line[64];

    (void)ctx;
    say(fd, "+OK\r\n");
    hear_line(fd, line, sizeof line);
    say(fd, "+OK\r\n");
    for (int i = 0; i < 8; i++) {
        usleep(20000);
        say(fd, "data\r\n");
    }
    say(fd, ".\r\n");
    hear_line(fd, line, sizeof line);
    say(fd, "+OK\r\ndata\r\n");
    hear_out(fd);
}

Test(pump_time, inside_data_only_silence_counts)
{
    struct session s;
    struct pump_options options = plain_options();

    options.timeout_ms = 100;
    begin_with(&s, serve_slow_data, NULL, &options);
    expect_run(&s, true, PUMP_READY);
    ask(&s, "RETR 1\r\n", PUMP_READY); /* 160 ms in all */
    ask(&s, "RETR 2\r\n", PUMP_TIMEOUT);
    pump_close(s.pump);
    finish(&s);
}

Test(pump_time, a_server_that_does_not_read_is_timed_out)
{
    struct session s = {0};
    struct pump_options options = plain_options();
    char *much = calloc(1, 32 << 20);
    int fds[2];

    options.timeout_ms = 60;
    cr_assert(zero(socketpair(AF_UNIX, SOCK_STREAM, 0, fds)));
    begin_over(&s, stream_socket(fds[0]), &options);
    say(fds[1], "+OK\r\n");
    expect_run(&s, true, PUMP_READY);
    pump_send(s.pump, (struct span){much, 32 << 20}, false);
    expect_run(&s, true, PUMP_TIMEOUT);
    cr_expect(gt(sz, pump_queued(s.pump), 0));
    pump_close(s.pump);
    cr_expect(eq(int, s.how, CLOSE_TIMEOUT));
    free(much);
    close(fds[1]);
    finish_over(&s);
}

static void serve_unknown(int fd, void *ctx)
{
    char line[64];

    (void)ctx;
    say(fd, "+OK\r\n");
    while (hear_line(fd, line, sizeof line))
        say(fd, "+OK what now\r\n");
}

Test(pump_time, an_alarm_never_delays_the_next_command)
{
    struct session s;
    uint64_t began;

    begin(&s, serve_unknown, NULL);
    expect_run(&s, true, PUMP_READY);
    began = now_ms();
    for (int i = 0; i < 5; i++)
        ask(&s, "XFOO\r\n", PUMP_READY);
    cr_expect(lt(u64, now_ms() - began, 250));
    pump_close(s.pump);
    finish(&s);
}

Test(pump_time, an_alarm_that_is_due_becomes_a_clock_chunk)
{
    struct session s;
    struct pump_options options = plain_options();

    options.input_fd = cancelled_fd_in(600);
    begin_with(&s, serve_unknown, NULL, &options);
    expect_run(&s, true, PUMP_READY);
    pump_send(s.pump, SPAN("XFOO\r\n"), false);
    expect_run(&s, false, PUMP_INPUT);
    cr_expect(strchr(buf_text(&s.chunks), 'K') != NULL, "%s",
              buf_text(&s.chunks));
    cr_expect(eq(int, s.events[EVENT_END], 1));
    pump_close(s.pump);
    close(options.input_fd);
    finish(&s);
}

/* --- the keyboard and Ctrl-C --- */

static void speak_unasked(int fd, void *ctx)
{
    (void)ctx;
    say(fd, "+OK\r\n");
    usleep(20000);
    say(fd, "-ERR autologout\r\n");
    hear_out(fd);
}

Test(pump_time, attended_it_runs_until_there_is_input)
{
    struct session s;
    struct pump_options options = plain_options();

    options.input_fd = cancelled_fd_in(80);
    begin_with(&s, speak_unasked, NULL, &options);
    expect_run(&s, false, PUMP_INPUT);
    cr_expect(eq(int, s.events[EVENT_GREETING], 1));
    cr_expect(eq(int, s.events[EVENT_STRAY], 1));
    pump_close(s.pump);
    expect_run(&s, false, PUMP_INPUT); /* also without a connection */
    close(options.input_fd);
    finish(&s);
}

Test(pump_time, a_cancel_stops_the_wait_and_not_the_session)
{
    struct session s;
    struct pump_options options = plain_options();

    options.cancel_fd = cancelled_fd_in(30);
    begin_with(&s, only_hear, NULL, &options);
    expect_run(&s, true, PUMP_CANCELLED);
    cr_expect(pump_is_open(s.pump));
    close(options.cancel_fd);
    pump_close(s.pump);
    finish(&s);
}

#!/usr/bin/env python3
"""pop3sh replay: the events of a session are done and waited for."""

import time

import harness
from harness import pop3sh
from replaying import AUTH, ENV, GREETING, HEAD, REPLIES, ReplayCase, TAIL, talker
from scripted import Server


class Events(ReplayCase):
    def test_pipelined_lines_are_one_write(self):
        writes = []

        def talk(connection):
            connection.send(GREETING)
            writes.append(connection.sock.recv(4096))
            connection.send(b"+OK\r\n+OK Logged in.\r\n+OK\r\n")
            writes.append(connection.sock.recv(4096))
            connection.send(b"+OK bye\r\n")

        group = [AUTH[0], AUTH[2], "C: NOOP", AUTH[1], AUTH[3], "S: +OK"]
        path = self.write(HEAD + group + TAIL)
        with Server(talk) as server:
            to = "127.0.0.1:%d" % server.port
            self.assertStatus(pop3sh("replay", path, "--to", to, env=ENV), 0)
        self.assertEqual(writes[0].count(b"\r\n"), 3, writes)

    def test_one_by_one_on_request(self):
        group = ["C: NOOP", "C: STAT", "S: +OK", "S: +OK 2 320"]
        seen = []

        def talk(connection):
            connection.send(GREETING)
            while True:
                octets = connection.sock.recv(4096)
                seen.append(octets)
                verb = octets.split()[0] if octets else b"QUIT"
                connection.send(REPLIES.get(verb, b"+OK bye\r\n"))
                if verb == b"QUIT":
                    return

        self.assertStatus(self.play(group, "--no-pipeline", talk=talk), 0)
        self.assertEqual([octets.count(b"\n") for octets in seen], [1] * 5)

    def test_a_huge_group_does_not_lock(self):
        count = 20000
        lines = ["C: NOOP %s" % ("x" * 200)] * count + ["S: +OK"] * count

        def talk(connection):  # reads nothing while it has something to say
            connection.send(GREETING)
            while line := connection.line():
                verb = line.split()[0]
                connection.send(REPLIES.get(verb, b"+OK bye\r\n"))
                if verb == b"QUIT":
                    return

        self.assertStatus(self.play(lines, talk=talk), 0)

    def test_answers_that_repeat_are_each_compared(self):
        count, odd = 3000, (7, 1500, 2999)
        answers = ["S: +OK same"] * count
        for n in odd:
            answers[n] = "S: +OK other"
        lines = ["C: NOOP"] * count + answers

        def talk(connection):
            connection.send(GREETING)
            for _ in range(2):
                connection.line()
                connection.send(b"+OK\r\n")
            for _ in range(count):
                connection.line()
            connection.send(b"+OK same\r\n" * count)
            connection.line()
            connection.send(b"+OK bye\r\n")

        auth = [line.replace(" Logged in.", "") for line in AUTH]
        path = self.write(HEAD + auth + lines + TAIL)
        with open(path, encoding="utf-8") as file:
            first = file.read().split("\n").index("S: +OK same") + 1
        with Server(talk) as server:
            result = pop3sh(
                *("replay", path, "--level=text", "--output=json"),
                *("--to", "127.0.0.1:%d" % server.port),
                env=ENV,
            )
        self.assertStatus(result, 1)
        self.assertEqual(
            [d["line"] for d in result.objects("difference")], [first + n for n in odd]
        )
        (verdict,) = result.objects("verdict")
        self.assertEqual(verdict["answers"], count + 4)
        with open(path.replace(".pop3t", ".actual.pop3t"), encoding="utf-8") as file:
            self.assertEqual(file.read().count("S: +OK same\n"), count)

    def test_silence_pause_and_close(self):
        def talk(connection):
            connection.send(GREETING)
            connection.line()
            connection.wait()

        lines = [*HEAD, "C: NOOP", "@ timeout after=200ms", "@ close by=client"]
        path = self.write(lines)
        with Server(talk) as server:
            to = "127.0.0.1:%d" % server.port
            self.assertStatus(pop3sh("replay", path, "--to", to, env=ENV), 0)
        with Server(talker()) as server:
            to = "127.0.0.1:%d" % server.port
            result = pop3sh("replay", path, "--to", to, env=ENV)
        self.assertStatus(result, 1)
        self.assertSays(result.out, "an answer came")

    def test_a_response_that_was_not_recorded_is_not_waited_for(self):
        def talk(connection):
            connection.send(GREETING)
            connection.line()
            connection.send(b"+ \r\n")
            connection.wait()

        lines = [*HEAD, "@ sasl PLAIN user=user secret=pass", "C: AUTH PLAIN", "S: + ", "S: +OK", "@ end"]
        path = self.write(lines)
        began = time.monotonic()
        with Server(talk) as server:
            to = "127.0.0.1:%d" % server.port
            result = pop3sh("replay", path, "--to", to, "--timeout=20", env=ENV)
        self.assertLess(time.monotonic() - began, 10)
        self.assertStatus(result, 1)
        self.assertSays(result.out, "the server waits for the next response of the exchange")
        self.assertSays(result.out, "  expected  S: +OK\n  got       (nothing)\n")

    def late(self, lines, *arguments):
        """Replay these lines to a server whose answer to SLOW takes a while."""

        def talk(connection):
            connection.send(GREETING)
            connection.line()
            time.sleep(0.5)
            connection.send(b"+OK slow\r\n")
            connection.answer(REPLIES)

        path = self.write([*HEAD, *lines, "@ close by=server"])
        with Server(talk) as server:
            to = "127.0.0.1:%d" % server.port
            result = pop3sh("replay", path, "--to", to, *arguments, env=ENV)
        return path, result

    def test_an_answer_where_none_was_is_told_at_its_timeout(self):
        quit, slow, bye = "C: QUIT", "S: +OK slow", "S: +OK bye"
        during, after = "@ timeout after=5s", "@ timeout after=100ms"
        for level in ("grammar", "text"):
            for lines in ([during, quit, bye], [after, quit, bye], [during, quit, slow, bye]):
                with self.subTest(level=level, lines=lines):
                    path, result = self.late(["C: SLOW", *lines], "--level", level)
                    self.assertStatus(result, 1)
                    self.assertRegex(
                        result.text,
                        r"pop3t:\d+: FAIL outcome  connection 1, after C: SLOW: an answer "
                        r"came after [\d.]+ m?s, where the recording has none\n"
                        r"  expected  %s\n  got       S: \+OK slow\n" % lines[0],
                    )
                    with open(path, encoding="utf-8") as file:
                        line = file.read().split("\n").index(lines[0]) + 1
                    self.assertSays(result.out, "pop3t:%d: FAIL" % line)
                    self.assertSays(result.out, "fail (1 difference)\n")
                    with open(path[:-6] + ".actual.pop3t", encoding="utf-8") as file:
                        actual = file.read().split("C: SLOW\n")[1].split("\n")[:-2]
                    want = [slow, quit] if lines[0] == during else [after, quit, slow]
                    self.assertEqual(actual, [*want, bye, "@ close by=server"])

    def test_an_answer_that_was_late_already_is_none(self):
        lines = ["C: SLOW", "@ timeout after=100ms", "C: QUIT", "S: +OK slow", "S: +OK bye"]
        for level in ("grammar", "text", "wire"):
            _, result = self.late(lines, "--level", level)
            self.assertStatus(result, 0)

    def test_a_reply_more_is_that_of_the_last_command(self):
        lines = ["C: SLOW", "@ timeout after=100ms", "C: QUIT", "S: +OK slow"]
        path, result = self.late(lines, "--level=text")
        self.assertStatus(result, 1)
        self.assertSays(result.out, "after C: QUIT: the recording has no such line")
        with open(path, encoding="utf-8") as file:
            line = file.read().split("\n").index("C: QUIT") + 1
        self.assertSays(result.out, "pop3t:%d: FAIL" % line)

    def test_an_update_writes_no_answer_behind_another_command(self):
        lines = ["C: SLOW", "@ timeout after=100ms", "C: QUIT", "S: +OK bye"]
        path = self.write([*HEAD, *lines, "@ close by=server"])
        with open(path, encoding="utf-8") as file:
            before = file.read()
        for way in ("--update", "--update=all"):
            path, result = self.late(lines, "--level=text", way)
            self.assertStatus(result, 1)
            self.assertSays(result.out, "not updated: an answer came where a timeout")
            with open(path, encoding="utf-8") as file:
                self.assertEqual(file.read(), before)

    def test_the_end_of_a_connection_stands_where_it_was(self):
        def talk(connection):
            connection.send(GREETING)
            connection.line()

        path = self.write([*HEAD, "C: NOOP", "@ timeout after=5s", "@ close by=client"])
        with Server(talk) as server:
            to = "127.0.0.1:%d" % server.port
            result = pop3sh("replay", path, "--to", to, env=ENV)
        self.assertStatus(result, 1)
        self.assertSays(result.out, "the connection ended, where the recording has silence")
        with open(path[:-6] + ".actual.pop3t", encoding="utf-8") as file:
            actual = file.read().split("C: NOOP\n")[1]
        self.assertRegex(actual, r"\A@ close by=server how=\w+\n# saved")

    def test_lines_of_connections_may_stand_among_each_other(self):
        listing = ["S: +OK 2 messages:", "S: 1 120", "S: 2 200", "S: ."]
        capa = ["S2: +OK", "S2: TOP", "S2: UIDL", "S2: SASL PLAIN LOGIN", "S2: ."]
        mixed = [line for pair in zip(capa, listing) for line in pair] + capa[4:]
        lines = [*HEAD, "@2 connect port=110 tls=none", "S2: +OK ready", *AUTH]
        lines += ["C: STAT", "S: +OK 2 320", "C2: CAPA", "C: LIST", *mixed]
        lines += ["C: NOOP", "C2: NOOP", "S2: +OK [A] b", "S: +OK [B] c"]
        lines += ["C2: QUIT", "S2: +OK bye", "@2 close by=server", *TAIL]
        replies = {**REPLIES}

        def talk(connection):
            connection.send(GREETING)
            first = connection.line()
            code = b"A" if first == b"CAPA" else b"B"
            text = b"b" if first == b"CAPA" else b"c"
            replies_now = {**replies, b"NOOP": b"+OK [%s] %s\r\n" % (code, text)}
            connection.send(replies[first.split(b" ")[0]])
            connection.answer(replies_now)

        path = self.write(lines)
        for level in ("grammar", "text"):
            with self.subTest(level=level), Server(talk) as server:
                result = pop3sh(
                    *("replay", path, "--to", "127.0.0.1:%d" % server.port),
                    *("--level", level),
                    env=ENV,
                )
                self.assertStatus(result, 0)

    def test_two_connections(self):
        lines = [
            *("@ connect port=110", "@2 connect port=110", "S: +OK ready"),
            *("S2: +OK ready", r"C2: USER \{user}", r"C: USER \{user}", "S: +OK"),
            *("S2: +OK", "C2: NOOP", "S2: -ERR", "C: QUIT", "S: +OK bye"),
            *("C2: QUIT", "S2: +OK bye"),
        ]
        path = self.write(lines)
        with Server(talker()) as server:
            to = "127.0.0.1:%d" % server.port
            result = pop3sh(
                "replay", path, "--to", to, "--output", "json", env=ENV
            )
        self.assertStatus(result, 1)
        (difference,) = result.objects("difference")
        self.assertEqual((difference["conn"], difference["expected"]), (2, "-ERR"))
        self.assertEqual(len(server.connections), 2)

    def test_a_reply_within(self):
        def talk(connection):
            connection.send(GREETING)
            connection.line()
            time.sleep(0.3)
            connection.send(b"+OK bye\r\n")

        for limit, status in (("10s", 0), ("100ms", 1)):
            path = self.write([*HEAD, "C: QUIT", "@ within " + limit, "S: +OK"])
            with Server(talk) as server:
                to = "127.0.0.1:%d" % server.port
                result = pop3sh("replay", path, "--to", to, env=ENV)
            self.assertStatus(result, status)


if __name__ == "__main__":
    harness.main(__file__)

#!/usr/bin/env python3
"""Servers that stall, cut, flood or lie: each run has a deadline, a limit of
memory, a documented status, and leaves the terminal and the disk alone."""

import itertools
import re
import socket
import time

import bounded
import harness
import ptydrive
from harness import commands
from hostile import Hostile, after, ask, flood, greeted, half_close, leave, reset, stall, target
from scripted import Server


class Silence(Hostile):
    """Nothing comes any more, at each stage."""

    def test_the_connection_is_never_accepted(self):
        listener = socket.socket()
        self.addCleanup(listener.close)
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        fill = [socket.socket() for _ in range(4)]
        for one in fill:
            self.addCleanup(one.close)
            one.setblocking(False)
            one.connect_ex(listener.getsockname())
        time.sleep(0.1)
        result = bounded.run(
            "pop3://127.0.0.1:%d" % listener.getsockname()[1],
            *("-c", "NOOP", "--connect-timeout", "0.5"),
            seconds=5,
        )
        self.ends(result, 4, says=["no answer"])

    def quiet(self, talk, words, *arguments, **more):
        limits = ("--timeout", "0.5", "--connect-timeout", "0.5")
        lines = arguments or commands("RETR 1")
        self.ends(ask(talk, *lines, *limits, **more), 4, says=[words])

    def test_no_hello_of_tls(self):
        self.quiet(stall, "handshake", scheme="pop3s")

    def test_no_greeting(self):
        self.quiet(stall, "greeting")

    def test_no_hello_of_tls_behind_stls(self):
        talk = greeted(after(b"+OK\r\n", stall))
        self.quiet(talk, "handshake", *commands("STLS", "NOOP"))

    def test_no_reply(self):
        self.quiet(greeted(stall), "RETR 1")

    def test_half_a_status_line(self):
        self.quiet(greeted(after(b"+O", stall)), "RETR 1")

    def test_half_a_message(self):
        self.quiet(greeted(after(b"+OK\r\nSubject: x\r\n", stall)), "RETR 1")

    def test_half_a_terminator(self):
        self.quiet(greeted(after(b"+OK\r\nSubject: x\r\n.\r", stall)), "RETR 1")

    def test_no_end_of_the_connection_after_quit(self):
        talk = greeted(after(b"+OK bye\r\n", stall))
        self.ends(ask(talk, *commands("QUIT"), seconds=8), 0)

    def test_one_octet_at_a_time_is_too_slow_for_a_status_line(self):
        def drip(connection):
            for octet in b"+OK a status line that takes its time\r\n":
                connection.send(bytes([octet]))
                time.sleep(0.1)

        talk = greeted(drip)
        result = ask(talk, *commands("NOOP"), "--timeout", "0.8")
        self.ends(result, 4, says=["NOOP"])

    def test_one_octet_at_a_time_is_fine_in_data(self):
        def drip(connection):
            connection.send(b"+OK\r\n")
            for octet in b"Subject: x\r\n\r\n.\r\n":
                connection.send(bytes([octet]))
                time.sleep(0.1)

        talk = greeted(b"+OK\r\n", b"+OK\r\n", drip)
        script = commands("USER joe", "PASS x", "RETR 1")
        result = ask(talk, *script, "--timeout", "0.9")
        self.assertIn(b"Subject:", result.out)
        self.ends(result, 0)


class Cuts(Hostile):
    """The connection ends by FIN, RST or half of it, at each stage."""

    STAGES = {
        "connection": (lambda end: end, "error"),
        "half a greeting": (
            lambda end: after(b"+OK rea", end), "greeting",
        ),
        "reply": (lambda end: greeted(end), "RETR 1"),
        "half a reply": (lambda end: greeted(after(b"+OK", end)), "RETR 1"),
        "message": (
            lambda end: greeted(after(b"+OK\r\nSubject: x\r\n", end)), "RETR 1",
        ),
        "terminator": (
            lambda end: greeted(after(b"+OK\r\nSubject: x\r\n.\r", end)), "RETR 1",
        ),
    }

    def test_at_each_stage(self):
        ends = {"fin": leave, "rst": reset, "half-close": half_close}
        for (stage, (talk, says)), how in itertools.product(self.STAGES.items(), ends):
            with self.subTest(stage=stage, how=how):
                result = ask(talk(ends[how]), *commands("RETR 1"), "--output", "json")
                self.assertIn(result.status, (1, 4), str(result))
                self.assertIn(says, result.text)
                self.assertEqual(result.objects()[-1]["type"], "summary")
                self.assertClean(result)

    def test_in_the_handshake(self):
        for end in (leave, half_close, reset):
            with self.subTest(end=end.__name__):
                self.ends(ask(end, *commands("NOOP"), scheme="pop3s"), 4, 5)

    def test_behind_stls(self):
        talk = greeted(after(b"+OK\r\n", half_close))
        self.ends(ask(talk, *commands("NOOP"), scheme="pop3+stls"), 4, 5)


class Floods(Hostile):
    """More than anybody wants, in bounded memory."""

    def endless(self, command, beginning, block, *options, octets=96 << 20, statuses=(4,)):
        if bounded.SANITIZED:  # slow, and their memory is not judged
            octets //= 4
        blocks = itertools.repeat(block, octets // len(block))
        talk = greeted(flood(beginning, blocks))
        options = options or ("--output", "json", "--timeout", "1")
        result = ask(talk, *commands(command), *options, seconds=60)
        self.ends(result, *statuses)

    def test_a_listing_without_end(self):
        block = b"".join(b"%d 7\r\n" % n for n in range(1, 9000))
        self.endless("LIST", b"+OK\r\n", block)

    def test_unique_ids_without_end(self):
        block = b"".join(b"%d uid%d\r\n" % (n, n) for n in range(1, 9000))
        self.endless("UIDL", b"+OK\r\n", block)

    def test_capabilities_without_end(self):
        self.endless("CAPA", b"+OK\r\n", b"X-TAG and its words\r\n" * 3000)

    def test_a_challenge_without_end(self):
        self.endless("AUTH PLAIN", b"+ ", b"A" * 65536)

    def test_a_listing_line_without_end(self):
        self.endless("LIST", b"+OK\r\n1 ", b"1" * 65536)

    def test_replies_that_nobody_asked_for(self):
        self.endless("NOOP", b"+OK\r\n", b"+OK\r\n" * 13000, octets=16 << 20,
                     statuses=(1, 4))

    def test_dots_without_end(self):
        self.endless("RETR 1", b"+OK\r\n", b"..\r\n" * 16000)

    def test_a_header_without_end(self):
        self.endless("TOP 1 0", b"+OK\r\n", b"X-Field: value\r\n" * 4000)
        self.endless("TOP 1 0", b"+OK\r\n", b" folded\r\n" * 8000, "--timeout", "1")

    def test_a_status_line_of_a_mebibyte(self):
        line = b"+OK " + b"x" * (1 << 20) + b"\r\n"
        talk = greeted(line, b"+OK still in step\r\n")
        result = ask(talk, *commands("NOOP", "NOOP"), "--output", "json", "--no-quit")
        self.ends(result, 1)
        texts = [r["text"] for r in result.objects("reply")]
        self.assertEqual(texts[1], "still in step")
        rules = {f["rule"] for f in result.objects("finding")}
        self.assertIn("reply/line-too-long", rules)

    def test_ten_million_lines_of_a_listing(self):
        def lines():
            yield b"+OK\r\n"
            for first in range(1, 10_000_001, 100_000):
                numbers = range(first, first + 100_000)
                yield b"".join([b"%d 100\r\n" % n for n in numbers])
            yield b".\r\n"

        def listing(connection):
            for block in lines():
                connection.send(block)

        script = commands("USER joe", "PASS x", "LIST")
        talk = greeted(b"+OK\r\n", b"+OK\r\n", listing, b"+OK\r\n")
        result = ask(talk, *script, "--output", "json", "--bodies", seconds=120)
        self.assertStatus(result, 0)
        (reply,) = [r for r in result.objects("reply") if r["command"] == "LIST"]
        self.assertEqual(reply["lines"], 10_000_002)
        self.assertTrue(reply["truncated"])
        notes = [n["text"] for n in result.objects("note")]
        (note,) = [text for text in notes if "1500000" in text]
        self.assertIn("judged one by one", note)

    def test_pipelining_to_a_server_that_reads_late(self):
        count = 100_000

        def talk(connection):
            connection.send(b"+OK ready\r\n")
            time.sleep(1)
            for _ in range(count):
                connection.line()
                connection.send(b"+OK\r\n")
            connection.line()
            connection.send(b"+OK bye\r\n")

        with Server(talk) as server:
            result = bounded.run(
                target(server), "--pipeline", "--output", "json",
                stdin=b"NOOP\n" * count, seconds=60,
            )
        self.ends(result, 0)
        self.assertEqual(result.objects("summary")[0]["commands"], count + 1)

    def test_pipelining_to_a_server_that_never_reads(self):
        def talk(connection):
            connection.send(b"+OK ready\r\n")
            time.sleep(4)

        with Server(talk) as server:
            result = bounded.run(
                *(target(server), "--pipeline", "--timeout", "1"),
                stdin=b"NOOP\n" * 400_000, seconds=20,
            )
        self.ends(result, 4)


class Octets(Hostile):
    """Any octet in any place: told, never obeyed."""

    PIECES = (
        b"\x00", b"\x07", b"\x1b[2J", b"\x1b]0;owned\x07", b"\x9b31m",
        b"\xc2\x9b31m", b"\x7f", b"\xff\xfe", b"\x0e", b"\r", b"\b\b\b",
        "\u202eevil\u202c".encode(), "\u2066x\u2069".encode(), b"\xed\xa0\x80",
    )

    def replies(self, p):
        return {
            b"CAPA": b"+OK " + p + b"\r\nTOP " + p + b"\r\nX" + p + b"\r\nIMPLEMENTATION "
            + p + b"\r\nSASL " + p + b"\r\n.\r\n",
            b"USER": b"+OK " + p + b"\r\n",
            b"PASS": b"+OK [" + p + b"/X] " + p + b"\r\n",
            b"STAT": b"+OK 1 12 " + p + b"\r\n",
            b"LIST": b"+OK " + p + b"\r\n1 12 " + p + b"\r\n" + p + b"\r\n.\r\n",
            b"UIDL": b"+OK\r\n1 " + p + b"\r\n.\r\n",
            b"RETR": b"+OK " + p + b"\r\nSubject: " + p + b"\r\nX" + p + b": y\r\n\r\n"
            + p + b"\r\n.\r\n",
            b"AUTH": b"+ " + p + b"\r\n",
            b"*": b"-ERR [" + p + b"] " + p + b"\r\n",
            b"LANG": b"+OK\r\n" + p + b" " + p + b"\r\n.\r\n",
            b"NOOP": p + b"OK\r\n",
        }

    LINES = ("CAPA", "USER a", "PASS b", "STAT", "LIST", "UIDL", "RETR 1", "AUTH PLAIN",
             "*", "LANG", "NOOP", r"\conninfo", r"\findings", r"\last")

    def test_nothing_unsafe_is_printed(self):
        for piece, form in itertools.product(self.PIECES, ("text", "json")):
            with self.subTest(piece=piece, form=form):
                table = self.replies(piece)

                def talk(connection, table=table, piece=piece):
                    connection.send(b"+OK " + piece + b"<" + piece + b"@x>\r\n")
                    connection.answer(table)

                result = ask(
                    talk, *commands(*self.LINES), "-v",
                    *("--output", form, "--timeout", "1", "--color", "always"),
                )
                colours = re.compile(rb"\x1b\[[0-9;]*m")
                result.out = colours.sub(b"", result.out)
                result.err = colours.sub(b"", result.err)
                self.ends(result, 1, 4)


class Typing(Hostile):
    """A person types while the server floods the screen."""

    def test_a_flood_of_replies_while_typing(self):
        def talk(connection):
            connection.send(b"+OK ready\r\n")
            for _ in range(300):
                connection.send(b"+OK nobody asked\r\n" * 20)
                time.sleep(0.005)
            connection.answer({b"NOOP": b"+OK alive\r\n"})

        environment = harness.environment(TERM="xterm")
        with Server(talk) as server, ptydrive.Terminal(
            [harness.POP3SH, target(server)], environment, limit=20
        ) as screen:
            screen.expect("ready")
            for letter in "NOOP":
                screen.type(letter)
                screen.settle(0.05)
            screen.type("\r")
            screen.expect("NOOP")
            screen.expect("alive")
            self.assertLess(bounded.peak_of(screen.pid), bounded.MEMORY_KIB)
            screen.type("\\q\r")
            screen.finish()
            self.assertTrue(screen.echoed_at_end)
        self.assertEqual([line for line in server.received if line != b"QUIT"],
                         [b"NOOP"])


class Order(Hostile):
    def test_replies_out_of_order_are_told(self):
        """The server answers what was not asked yet."""

        def talk(connection):
            connection.send(b"+OK ready\r\n+OK 2 320\r\n")
            connection.answer({b"NOOP": b"+OK\r\n", b"STAT": b"+OK\r\n"})

        result = ask(talk, *commands("NOOP", "STAT"), "--output", "json")
        self.ends(result, 1)
        self.assertTrue(result.objects("finding"))


if __name__ == "__main__":
    harness.main(__file__)

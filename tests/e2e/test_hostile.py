#!/usr/bin/env python3
"""Servers that stall, cut, flood or lie: each run has a deadline, a limit of
memory, a documented status, and leaves the terminal and the disk alone."""

import itertools
import os
import re
import socket
import subprocess
import time

import bounded
import harness
from certificates import Authority
from harness import commands
from scripted import Server

LISTINGS = {
    b"CAPA": b"+OK\r\nTOP\r\nUIDL\r\nPIPELINING\r\n.\r\n",
    b"USER": b"+OK\r\n",
    b"PASS": b"+OK\r\n",
    b"STAT": b"+OK 1 12\r\n",
    b"LIST": b"+OK\r\n1 12\r\n.\r\n",
    b"RETR": b"+OK\r\nSubject: x\r\n\r\n.\r\n",
}
# octets that may not reach a terminal: C0 but tab and line ends, DEL, C1
UNSAFE = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\xc2[\x80-\x9f]")
BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"


def target(server, scheme="pop3", user=""):
    return "%s://%s127.0.0.1:%d" % (scheme, user, server.port)


def ask(talk, *arguments, seconds=10, scheme="pop3", **env):
    with Server(talk) as server:
        return bounded.run(target(server, scheme), *arguments, seconds=seconds, **env)


def greeted(*steps):
    """A server that greets, and then does one step a line it gets: octets are
    sent, a function is called with the connection; then it goes."""

    def talk(connection):
        connection.send(b"+OK ready\r\n")
        for step in steps:
            connection.line()
            if callable(step):
                step(connection)
            else:
                connection.send(step)

    return talk


def stall(connection):
    connection.wait()


def reset(connection):
    connection.reset()


def leave(connection):
    connection.close()


def half_close(connection):
    connection.sock.shutdown(socket.SHUT_WR)
    connection.wait()


def after(octets, action):
    def step(connection):
        connection.send(octets)
        time.sleep(0.1)  # or a reset would take them back
        action(connection)

    return step


def flood(beginning, blocks):
    def step(connection):
        connection.send(beginning)
        for block in blocks:
            connection.send(block)
        connection.wait()

    return step


class Hostile(harness.TestCase):
    def setUp(self):
        before = self.files()
        self.addCleanup(lambda: self.assertEqual(self.files(), before))

    @staticmethod
    def files():
        """What is in the home, and not where the manual says."""
        return [
            os.path.join(folder, name)
            for folder, _, names in os.walk(harness.HOME.name)
            for name in names
            if "state/pop3sh" not in folder
        ]

    def assertClean(self, result):
        for octets in (result.out, result.err):
            found = UNSAFE.search(octets)
            self.assertIsNone(found, str(result))
            text = octets.decode("utf-8")
            self.assertFalse([c for c in text if c in BIDI], str(result))

    def ends(self, result, *statuses, says=()):
        self.assertIn(result.status, statuses, str(result))
        self.assertClean(result)
        for words in says:
            self.assertSays(result.err, words)


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


class Order(Hostile):
    def test_replies_out_of_order_are_told(self):
        """The server answers what was not asked yet."""

        def talk(connection):
            connection.send(b"+OK ready\r\n+OK 2 320\r\n")
            connection.answer({b"NOOP": b"+OK\r\n", b"STAT": b"+OK\r\n"})

        result = ask(talk, *commands("NOOP", "STAT"), "--output", "json")
        self.ends(result, 1)
        self.assertTrue(result.objects("finding"))


class Tls(Hostile):
    """TLS that is cut, nagging or plainly wrong."""

    @classmethod
    def setUpClass(cls):
        cls.ca = Authority()
        cls.good = cls.ca.issue("good")

    def over_tls(self, talk, *arguments, scheme="pop3s", **more):
        def wrapped(connection):
            if scheme == "pop3+stls":
                connection.send(b"+OK ready\r\n")
                connection.line()
                connection.send(b"+OK\r\n")
            connection.start_tls(self.good)
            talk(connection)

        return ask(
            wrapped, *arguments, "--ca", self.ca.certificate, scheme=scheme, **more
        )

    def test_a_good_one_works(self):
        talk = greeted(b"+OK\r\n", b"+OK bye\r\n")
        self.ends(self.over_tls(talk, *commands("NOOP")), 0)

    def test_the_end_without_close_notify_in_mid_message(self):
        def cut(connection):
            connection.send(b"+OK\r\nSubject: x\r\n")
            time.sleep(0.1)
            os.close(connection.sock.detach())

        result = self.over_tls(greeted(cut), *commands("RETR 1"), "--output", "json")
        self.ends(result, 4, 5)
        self.assertTrue(result.objects("finding"), str(result))

    def test_plain_text_in_mid_message(self):
        def lie(connection):
            connection.send(b"+OK\r\nSubject: x\r\n")
            time.sleep(0.1)
            raw = socket.socket(fileno=connection.sock.detach())
            raw.sendall(b"no record of TLS at all\r\n.\r\n")
            time.sleep(0.3)
            raw.close()

        result = self.over_tls(greeted(lie), *commands("RETR 1"))
        self.ends(result, 4, 5)
        self.assertNotIn(b"no record", result.out)

    def test_an_alert_in_mid_message(self):
        def alert(connection):
            connection.send(b"+OK\r\nSubject: x\r\n")
            time.sleep(0.1)
            raw = socket.socket(fileno=connection.sock.detach())
            raw.sendall(b"\x15\x03\x03\x00\x02\x02\x50")
            time.sleep(0.3)
            raw.close()

        result = self.over_tls(greeted(alert), *commands("RETR 1"))
        self.ends(result, 4, 5)

    def test_plain_text_behind_stls(self):
        talk = greeted(b"+OK begin\r\n+OK plain\r\n", b"+OK more\r\n", stall)
        result = ask(
            talk, *commands("NOOP"), "--timeout", "1", scheme="pop3+stls", seconds=10
        )
        self.ends(result, 4, 5)

    def nagging(self, version, letter):
        """s_server sends what it is typed, and K and r by themselves are a
        key update and a renegotiation."""
        port = socket.create_server(("127.0.0.1", 0))
        number = port.getsockname()[1]
        port.close()
        server = subprocess.Popen(
            [
                *("openssl", "s_server", "-accept", "127.0.0.1:%d" % number),
                *("-cert", self.good, version, "-naccept", "1"),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self.addCleanup(server.wait)
        self.addCleanup(server.kill)
        self.addCleanup(server.stdout.close)
        self.addCleanup(server.stdin.close)
        while b"ACCEPT" not in server.stdout.readline():
            pass
        client = subprocess.Popen(
            [
                *(harness.POP3SH, "pop3s://127.0.0.1:%d" % number, "-c", "NOOP"),
                *("--ca", self.ca.certificate, "--timeout", "8", "--no-quit"),
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=harness.environment(),
        )
        # Each write is read as one; the pauses keep them apart.
        time.sleep(0.5)
        server.stdin.write(b"+OK ready\n")
        server.stdin.flush()
        for _ in range(50):
            time.sleep(0.01)
            server.stdin.write(letter)
            server.stdin.flush()
        time.sleep(0.1)
        server.stdin.write(b"+OK\n")
        server.stdin.flush()
        out, err = client.communicate(timeout=15)
        return harness.Result(client.returncode, out, err)

    def test_key_updates(self):
        result = self.nagging("-tls1_3", b"K\n")
        self.assertIn(result.status, (0, 1), str(result))
        self.assertIn(b"+OK", result.out)

    def test_renegotiation(self):
        result = self.nagging("-tls1_2", b"r\n")
        self.assertIn(result.status, (0, 1, 4, 5), str(result))


class Zoo(Hostile):
    """Certificates: status 5 and why, unless they are right."""

    @classmethod
    def setUpClass(cls):
        cls.ca = Authority()
        cls.other = Authority()

    def meet(self, certificate, *arguments):
        def talk(connection):
            connection.start_tls(certificate, "DEFAULT:@SECLEVEL=0")
            greeted(b"+OK\r\n", b"+OK bye\r\n")(connection)

        return ask(
            talk, *commands("NOOP"), "--ca", self.ca.certificate, *arguments,
            scheme="pop3s",
        )

    def refuse(self, certificate, words, *arguments):
        result = self.meet(certificate, *arguments)
        self.ends(result, 5, says=[words])
        self.assertNotIn(b"NOOP", result.out)

    def accept(self, certificate, *arguments):
        self.ends(self.meet(certificate, *arguments), 0)

    def test_expired(self):
        self.refuse(self.ca.issue("expired", expired=True), "expired")

    def test_wrong_name(self):
        self.refuse(self.ca.issue("wrong", alt="DNS:other.example.org"), "127.0.0.1")

    def test_self_signed_and_unknown_authority(self):
        self.refuse(self.other.issue("unknown"), "--ca")

    def test_no_name_at_all(self):
        self.refuse(self.ca.issue("none", alt=""), "127.0.0.1")

    def test_nul_in_the_name(self):
        # GeneralName dNSName "mail.example.org" NUL ".evil.example"
        name = b"mail.example.org\0.evil.example"
        inner = bytes([0x82, len(name)]) + name
        der = bytes([0x30, len(inner)]) + inner
        alt = "DER:" + ":".join("%02x" % octet for octet in der)
        self.refuse(self.ca.issue("nul", alt=alt), "mail.example.org",
                    "--tls-name", "mail.example.org")

    def test_wildcards(self):
        star = self.ca.issue("star", alt="DNS:*.example.org")
        self.accept(star, "--tls-name", "mail.example.org")
        for name in ("example.org", "a.b.example.org", "mail.example.com"):
            with self.subTest(name=name):
                self.refuse(star, name, "--tls-name", name)
        partial = self.ca.issue("partial", alt="DNS:m*.example.org")
        self.refuse(partial, "mail.example.org", "--tls-name", "mail.example.org")

    def test_weak_key_and_old_digest_are_told(self):
        weak = self.ca.issue("weak", key=("rsa:1024",), digest="sha1")
        result = self.meet(weak, "--output", "json")
        self.assertIn(result.status, (0, 1, 5), str(result))
        rules = {f["rule"] for f in result.objects("finding")}
        self.assertTrue({r for r in rules if r.startswith("tls/")}, str(result))

    def test_a_chain_through_no_authority(self):
        self.ca.issue("leaf", alt="DNS:localhost,IP:127.0.0.1")
        by = ("leaf.pem", "leaf.key")
        self.refuse(self.ca.issue("below", by=by), "--ca")

    def test_insecure_goes_on_and_tells(self):
        expired = self.ca.issue("late", expired=True)
        result = self.meet(expired, "--insecure")
        self.ends(result, 0)
        self.assertSays(result.out + result.err, "expired")


if __name__ == "__main__":
    harness.main(__file__)

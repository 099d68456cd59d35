#!/usr/bin/env python3
"""pop3sh serve --transcript: recorded sessions for any client."""

import os
import poplib
import socket
import ssl
import tempfile
import time

import harness
from harness import commands, pop3sh
from on_paper import LOGIN, transcript
from serving import Serve

PAPER = os.path.join(
    os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "transcripts"
)
HEAD = ["@ connect host=mail.example.org port=110 tls=none", "S: +OK ready"]
MAIL = [
    *HEAD, "C: CAPA", "S: +OK", "S: TOP", "S: .", "C: STAT",
    r"S: +OK 2 \{:octets=320}", "C: RETR 1", "S: +OK",
    "@ body lines=4 octets=120", "S: .", "C: QUIT", "S: +OK bye",
    "@ close by=server",
]


class ServeTranscriptTest(harness.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def serve(self, lines, *arguments):
        path = os.path.join(self.folder.name, "session.pop3t")
        with open(path, "w", encoding="utf-8") as file:
            file.write(transcript(lines, **LOGIN))
        return Serve("--transcript", path, "--once", *arguments)

    def talk(self, lines, *said, arguments=()):
        """What is answered to each line, the status, what was told."""
        with self.serve(lines, *arguments) as server:
            answers = self.say(server, *said)
            return answers, server.stop(), server.complaints

    def say(self, server, *said):
        address = ("127.0.0.1", server.port)
        with socket.create_connection(address, 20) as client, client.makefile(
            "rb"
        ) as file:
            answers = [file.readline()]
            for line in said:
                client.sendall(line + b"\r\n")
                answers.append(file.readline())
                if line.upper() in (b"CAPA", b"RETR 1"):
                    while answers[-1][:3] == b"+OK" and file.readline() != b".\r\n":
                        pass
        server.child.wait(20)
        return answers

    def test_as_recorded(self):
        for arguments in ((), ("--match", "verb"), ("--match", "any")):
            answers, status, told = self.talk(
                MAIL, b"capa", b"STAT", b"RETR 1", b"QUIT", arguments=arguments
            )
            self.assertEqual(answers[2], b"+OK 2 320\r\n")
            self.assertEqual(answers[4], b"+OK bye\r\n")
            self.assertEqual((status, told), (0, ""))

    def test_wrong_command_and_left_over(self):
        with self.serve(MAIL) as server:
            answers = self.say(server, b"CAPA", b"RETR 1", b"CAPA", b"PASS s3cret")
            self.assertEqual(answers[2], b"-ERR not in transcript\r\n")
            self.assertEqual(answers[3], b"+OK\r\n")
            self.assertEqual(server.stop(), 1)
            self.assertIn("not next in the transcript: RETR 1", server.complaints)
            self.assertIn("left over: 3 commands, from STAT", server.complaints)
            self.assertNotIn("s3cret", server.complaints)

    def test_lenient(self):
        with self.serve(MAIL, "--lenient") as server:
            answers = self.say(server, b"RETR 1", b"QUIT")
            self.assertEqual(answers[1:], [b"+OK\r\n", b"+OK bye\r\n"])
            self.assertEqual(server.stop(), 0)

    def test_match_verb(self):
        with self.serve(MAIL, "--match", "verb") as server:
            answers = self.say(server, b"CAPA", b"STAT x", b"RETR 7")
            self.assertEqual(answers[3], b"+OK\r\n")
            self.assertEqual(server.stop(), 1)

    def test_filler_has_the_size(self):
        with self.serve(MAIL) as server:
            client = poplib.POP3("127.0.0.1", server.port, 20)
            client.capa()
            self.assertEqual(client.stat(), (2, 320))
            _, lines, _ = client.retr(1)
            client.quit()
            self.assertEqual(len(lines), 4)
            self.assertEqual(sum(len(line) + 2 for line in lines), 120)
            self.assertEqual(server.child.wait(20), 0)

    def test_a_pipelined_recording_one_by_one(self):
        lines = [*HEAD, "C: STAT", "C: NOOP", "C: QUIT", "S: +OK 1 2", "S: +OK n",
                 "S: +OK bye", "@ close by=server"]
        answers, status, told = self.talk(lines, b"STAT", b"NOOP", b"QUIT")
        self.assertEqual(answers[1:], [b"+OK 1 2\r\n", b"+OK n\r\n", b"+OK bye\r\n"])
        self.assertEqual((status, told), (0, ""))

    def test_pause_and_second_connection(self):
        lines = [*HEAD, "C: QUIT", "@ pause 300ms", "S: +OK bye", "@ close by=server",
                 "@2 connect host=mail.example.org port=110 tls=none",
                 "S2: +OK two", "C2: QUIT", "S2: +OK bye two", "@2 close by=server"]
        with self.serve(lines) as server:
            for greeting, bye in ((b"+OK ready", b"+OK bye"), (b"+OK two", b"+OK bye two")):
                client = poplib.POP3("127.0.0.1", server.port, 20)
                self.assertEqual(client.getwelcome(), greeting)
                started = time.monotonic()
                self.assertEqual(client.quit(), bye)
                if greeting == b"+OK ready":
                    self.assertGreater(time.monotonic() - started, 0.25)
            self.assertEqual(server.child.wait(20), 0)

    def test_dovecot_stls(self):
        path = os.path.join(PAPER, "dovecot-stls.pop3t")
        context = ssl._create_unverified_context()
        with Serve("--transcript", path, "--once") as server:
            client = poplib.POP3("127.0.0.1", server.port, 20)
            client.capa()
            client.stls(context)
            self.assertIn("SASL", client.capa())
            for line in ("AUTH SCRAM-SHA-256 YQ==", "YQ==", ""):
                answer = client._shortcmd(line)
            self.assertEqual(answer, b"+OK Logged in.")
            client.capa()
            self.assertEqual(client.stat(), (8, 322790))
            self.assertEqual(client.list()[1][5], b"6 315612")
            self.assertEqual(client.uidl()[1][0], b"1 000000016b076001")
            client.top(1, 1)
            client.retr(1)
            self.assertIn(b".", client.retr(2)[1])
            client.retr(3)
            client.retr(5)
            client.noop()
            with self.assertRaises(poplib.error_proto):
                client._shortcmd("XYZZY")
            client.dele(1)
            client.rset()
            client.quit()
            self.assertEqual(server.child.wait(20), 0, server.complaints)

    def test_a_recording_of_it_is_the_same(self):
        lines = [*HEAD, "C: NOOP", "S: -ERR [SYS/TEMP] later", "C: QUIT", "S: +OK bye",
                 "@ close by=server"]
        again = os.path.join(self.folder.name, "again.pop3t")
        with self.serve(lines) as server:
            pop3sh("connect", "pop3://127.0.0.1:%d" % server.port, "--tls", "none",
                   "--record", again, *commands("NOOP", "QUIT"))
            self.assertEqual(server.child.wait(20), 0, server.complaints)
        with open(again, encoding="utf-8") as file:
            got = [line for line in file.read().splitlines() if line[:2] == "S:"]
        self.assertEqual(got, [line for line in lines if line[:2] == "S:"])

    def test_implicit_tls_and_bare_auth(self):
        lines = ["@ connect host=mail.example.org port=995 tls=implicit", "@ tls start",
                 "@ tls ok version=1.3", "S: +OK ready", "C: AUTH", "S: +OK", "S: PLAIN",
                 "S: .", "C: QUIT", "S: +OK bye", "@ close by=server how=notify"]
        with self.serve(lines) as server:
            client = poplib.POP3_SSL("127.0.0.1", server.tls_port, timeout=20,
                                     context=ssl._create_unverified_context())
            for _ in range(2):
                self.assertEqual(client._longcmd("AUTH")[1], [b"PLAIN"])
            self.assertEqual(client.quit(), b"+OK bye")
            self.assertEqual(server.child.wait(20), 0, server.complaints)

    def test_a_handshake_that_failed_fails_again(self):
        lines = [*HEAD, "C: CAPA", "S: +OK", "S: STLS", "S: .", "C: STLS", "S: +OK go",
                 "@ tls start", "@ tls fail reason=alert", "@ close by=server"]
        with self.serve(lines) as server:
            client = poplib.POP3("127.0.0.1", server.port, 20)
            with self.assertRaises(OSError):
                client.stls(ssl._create_unverified_context())
            self.assertEqual(server.child.wait(20), 0, server.complaints)

    def test_faults_on_top(self):
        lines = [*HEAD, "C: NOOP", "S: +OK done", "C: QUIT", "S: +OK bye", "@ close by=server"]
        for fault, answer in (("reply=NOOP:-ERR no", b"-ERR no\r\n"),
                              ("reply-status-case", b"+Ok done\r\n"),
                              ("chunk=3", b"+OK done\r\n"), ("drop-after=15", b"+OK ")):
            with self.serve(lines, "--fault", fault) as server:
                with socket.create_connection(("127.0.0.1", server.port), 20) as client:
                    file = client.makefile("rb")
                    file.readline()
                    client.sendall(b"NOOP\r\n")
                    self.assertEqual(file.readline(), answer)
        path = os.path.join(self.folder.name, "session.pop3t")
        refused = pop3sh("serve", "--transcript", path, "--fault", "list-number-gap")
        self.assertStatus(refused, 2)
        self.assertIn("list-number-gap", refused.errors)

    def test_files_lie_beside_it(self):
        lines = [*HEAD, "C: RETR 1", "S: +OK",
                 "@ body lines=1 octets=5 file=../x.eml", "S: ."]
        path = os.path.join(self.folder.name, "s.pop3t")
        with open(path, "w", encoding="utf-8") as file:
            file.write(transcript(lines, **LOGIN))
        self.assertEqual(pop3sh("serve", "--transcript", path).status, 3)


if __name__ == "__main__":
    harness.main(__file__)

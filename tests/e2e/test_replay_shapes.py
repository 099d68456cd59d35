#!/usr/bin/env python3
"""pop3sh replay --update=all of files whose commands ask for other replies."""

import os
import tempfile

import harness
from harness import pop3sh
from on_paper import LOGIN, transcript
from scripted import Server

ENV = {"POP3SH_PASSWORD": "correct horse", "CI": ""}

HEAD = ["@ connect host=mail.example.org port=110 tls=none", "S: +OK ready"]
HEAD += [r"C: USER \{user}", "S: +OK", r"C: PASS \{!pass}", "S: +OK Logged in."]
TAIL = ["# the end", "C: QUIT", "S: +OK bye", "@ close by=server"]

# what the server says to each command, and that as a person may keep it
SHAPES = {
    "STAT": ("+OK 2 320", [r"S: +OK \{n:num} \{:octets=320}"]),
    "LIST": (
        "+OK 2 messages:|1 120|2 200|.",
        ["S: +OK 2 messages:", r"S: 1 \{:octets}", "# within", "S: 2 200", "S: ."],
    ),
    "LIST 1": ("+OK 1 120", [r"S: +OK 1 \{:octets}"]),
    "LIST 99": ("-ERR no such message", ["@ allow list/order", "S: -ERR \\{:any}"]),
    "UIDL": ("+OK|1 aaaa|2 bbbb|.", ["S: +OK", r"S*: \{:num} \{:uid}", "S: ."]),
    "UIDL 2": ("+OK 2 bbbb", ["S: +OK 2 bbbb"]),
    "CAPA": (
        "+OK|TOP|UIDL|USER|SASL PLAIN|.",
        ["S: +OK", "@ set", "S: UIDL", "S: TOP", "# why", "S: USER"]
        + ["S: SASL PLAIN", "@ end", "S: ."],
    ),
    "NOOP": ("+OK", ["@ within 20s", "S: +OK"]),
    "RETR 1": (
        "+OK 12 octets|From: a||..|.",
        ["S: +OK 12 octets", "S: From: a", "S:", "S: ..", "S: ."],
    ),
    "RETR 2": (
        "+OK 12 octets|From: b||x|.",
        ["S: +OK 12 octets", "@ body lines=3 octets=14", "S: ."],
    ),
    "RETR 99": ("-ERR [SYS/PERM] gone", ["S: -ERR [SYS/PERM] gone"]),
    "TOP 1 0": ("+OK|From: a||.", ["S: +OK", "S: From: a", "S:", "S: ."]),
    "XNEW": ("-ERR unknown", ["S: -ERR unknown"]),
}


def talk(connection):
    connection.send(b"+OK ready\r\n")
    while True:
        line = connection.line().decode()
        if line in SHAPES:
            reply = SHAPES[line][0].replace("|", "\r\n")
        elif line == "QUIT":
            connection.send(b"+OK bye\r\n")
            return
        elif not line:
            return
        else:
            reply = "+OK Logged in." if line.startswith("PASS") else "+OK"
        connection.send(reply.encode() + b"\r\n")


class Shapes(harness.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.path = os.path.join(self.folder.name, "session.pop3t")

    def write(self, lines):
        with open(self.path, "w", encoding="utf-8") as file:
            file.write(transcript(HEAD + lines + TAIL, **LOGIN))

    def text(self):
        with open(self.path, encoding="utf-8") as file:
            return file.read()

    def play(self, *arguments, server=talk):
        with Server(server) as server:
            to = "127.0.0.1:%d" % server.port
            return pop3sh("replay", self.path, "--to", to, *arguments, env=ENV)

    def assertMended(self):
        """The file is written, says what the server does, and stays so."""
        result = self.play("--update=all")
        self.assertStatus(result, 0)
        self.assertStatus(pop3sh("lint", self.path), 0)
        self.assertStatus(self.play("--level=text"), 0)
        after = self.text()
        self.assertStatus(self.play("--update=all"), 0)
        self.assertEqual(self.text(), after)
        return after

    def kept(self, text):
        return [line for line in text.splitlines() if line[:1] in "C#"]

    def test_every_shape_becomes_every_other(self):
        names = list(SHAPES)
        for turn in range(1, len(names)):
            lines = []
            for i, name in enumerate(names):
                lines += ["# %s" % name, '@ step "%d"' % i]
                lines += ["C: " + names[(i + turn) % len(names)], *SHAPES[name][1]]
            with self.subTest(turn=turn):
                self.write(lines)
                before = self.text()
                after = self.assertMended()
                self.assertEqual(self.kept(after), self.kept(before))
                self.assertEqual(after.count("@ step"), len(names))

    def test_in_a_group_too(self):
        for old, new in (("STAT", "RETR 1"), ("LIST", "LIST 1"), ("CAPA", "NOOP")):
            with self.subTest(old=old, new=new):
                group = ["C: NOOP", "C: " + new, "C: UIDL 2", "S: +OK"]
                self.write([*group, *SHAPES[old][1], "S: +OK 2 bbbb"])
                before = self.text()
                after = self.assertMended()
                self.assertEqual(self.kept(after), self.kept(before))

    def test_masks_of_lines_that_fit_stay(self):
        self.write(["C: LIST", "# one", r"S: +OK \{:any}"])
        self.assertIn(
            "C: LIST\n# one\nS: +OK \\{:any}\nS: 1 \\{:octets=120}\n"
            "S: 2 \\{:octets=200}\nS: .\n",
            self.assertMended(),
        )

    def test_nothing_is_written_without_all(self):
        for old, new in (("STAT", "RETR 1"), ("LIST", "LIST 1"), ("CAPA", "NOOP")):
            with self.subTest(old=old, new=new):
                self.write(["C: " + new, *SHAPES[old][1]])
                before = self.text()
                result = self.play("--update", "--timeout=0.2")
                self.assertIn(result.status, (1, 4))
                self.assertSays(result.out, "--update=all")
                self.assertEqual(self.text(), before)

    def test_a_server_that_says_too_much_is_not_made_better(self):
        def odd(connection):
            connection.send(b"+OK ready\r\n")
            connection.answer(
                {b"USER": b"+OK\r\n", b"PASS": b"+OK Logged in.\r\n"}
                | {b"NOOP": b"+OK\r\nTOP\r\n.\r\n"}
            )

        self.write(["C: NOOP", "S: +OK", "S: TOP", "S: ."])
        before = self.text()
        for way in ((), ("--update=all",)):
            self.assertStatus(self.play(*way, server=odd), 0)
            self.assertEqual(self.text(), before)


if __name__ == "__main__":
    harness.main(__file__)

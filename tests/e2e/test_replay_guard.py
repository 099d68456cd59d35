#!/usr/bin/env python3
"""No form of a transcript deletes what nobody allowed to be deleted."""

import os

import fakepop3
import harness
from harness import pop3sh
from replaying import AUTH, ENV, HEAD, TAIL, ReplayCase

NOTE = "RSET was sent before QUIT"
GONE = "closed without QUIT"
DELETE = ["C: DELE 1", "S: +OK"]

# what a file says -> what the server hears from its DELE on, and what is told
FORMS = {
    "as it is": (DELETE + TAIL, b"DELE 1|RSET|QUIT", NOTE),
    "a QUIT in two writes": (
        DELETE + [r"C: QU\;", "@ flush", "C: IT", "S: +OK bye"],
        b"DELE 1|RSET|QUIT",
        NOTE,
    ),
    "a DELE in two writes": (
        [r"C: DE\;", "@ flush", "C: LE 1", "S: +OK"] + TAIL,
        b"DELE 1|RSET|QUIT",
        NOTE,
    ),
    "both in one item": (
        [r"C: DELE 1\r\nQUIT", "S: +OK", "S: +OK bye"],
        b"DELE 1|RSET|QUIT",
        NOTE,
    ),
    "a QUIT behind a bare LF": (
        DELETE + [r"C: NOOP\nquit", "S: +OK", "S: +OK bye"],
        b"DELE 1|NOOP|RSET|quit",
        NOTE,
    ),
    "both in one write": (
        ["C: DELE 1", "C: NOOP", "C: QUIT", "S: +OK", "S: +OK", "S: +OK bye"],
        b"DELE 1|NOOP|RSET|QUIT",
        NOTE,
    ),
    "octet for octet": (
        [r"C: D\x45LE 1", "S: +OK", "@ chunk 1", r"C: Q\x75it", "S: +OK bye"],
        b"DELE 1|RSET|Quit",
        NOTE,
    ),
    "a blank in front": (
        DELETE + ["C:  QUIT", "S: -ERR unknown command"],
        b"DELE 1|RSET| QUIT",
        NOTE,
    ),
    "RSET in the file": (DELETE + ["C: RSET", "S: +OK"] + TAIL, b"DELE 1|RSET|QUIT", None),
    "a DELE behind RSET": (
        ["C: RSET", "C: DELE 1", "S: +OK", "S: +OK"] + TAIL,
        b"RSET|DELE 1|RSET|QUIT",
        NOTE,
    ),
    "begun before the DELE is": (
        [r"C: NOOP\r\nDELE 1\r\n QU\;", "@ flush", "C: IT", "S: +OK", "S: +OK", "S: +OK bye"],
        b"NOOP|DELE 1|RSET| QUIT",
        NOTE,
    ),
}


class Replay(ReplayCase):
    def replay(self, lines, *arguments, replies=None):
        path = self.write(HEAD + AUTH + lines)
        with fakepop3.Server(replies={b"PASS": b"+OK Logged in.\r\n", **(replies or {})}) as server:
            result = pop3sh("replay", path, "--to", "127.0.0.1:%d" % server.port, *arguments, env=ENV)
        return result, server.lines[2:]

    def test_no_form_of_quit_passes(self):
        for name, (lines, heard, note) in FORMS.items():
            with self.subTest(name):
                result, received = self.replay(lines)
                self.assertEqual(b"|".join(received), heard, result.out)
                self.assertEqual(NOTE.encode() in result.out, note == NOTE, result.out)

    def test_every_form_passes_when_allowed(self):
        for name in ("as it is", "a QUIT in two writes", "both in one item"):
            with self.subTest(name):
                result, received = self.replay(FORMS[name][0], "--allow-delete")
                self.assertEqual(received, [b"DELE 1", b"QUIT"])
                self.assertNotIn(b"RSET", result.out)

    def test_a_group_without_dele_stays_one_write(self):
        lines = ["C: NOOP", "C: STAT", "C: QUIT", "S: +OK", "S: +OK 3 300", "S: +OK bye"]
        result, received = self.replay(lines)
        self.assertEqual(received, [b"NOOP", b"STAT", b"QUIT"])

    def test_what_the_server_answers_now_decides(self):
        no = {b"RSET": b"-ERR no\r\n"}
        lines = DELETE + ["C: RSET", "S: +OK"] + TAIL
        result, received = self.replay(lines, replies=no)
        self.assertStatus(result, 1)
        self.assertEqual(received, [b"DELE 1", b"RSET", b"RSET"])
        self.assertSays(result.out, GONE)
        # one that a server refused marks nothing
        no = {b"DELE": b"-ERR no\r\n"}
        result, received = self.replay(["C: DELE 9", "S: -ERR"] + TAIL, replies=no)
        self.assertEqual(received, [b"DELE 9", b"QUIT"])


class Extend(ReplayCase):
    """--record-mode extend sends again what deleted something then."""

    def extend(self, server, path, *arguments):
        return pop3sh(
            *(server.url(), "--record", path, "--record-mode", "extend", *arguments),
            env={"POP3SH_PASSWORD": fakepop3.PASSWORD.decode()},
        )

    def setUp(self):
        super().setUp()
        self.path = os.path.join(self.folder.name, "d.pop3t")

    def test_what_the_file_marks_is_not_deleted(self):
        with fakepop3.Server() as server:
            self.assertStatus(self.extend(server, self.path, "-c", "DELE 1"), 0)
            self.assertEqual(server.removed, [1])
            del server.lines[:]
            result = self.extend(server, self.path, "-c", "NOOP")
            self.assertStatus(result, 0)
            self.assertEqual(server.lines[-4:], [b"DELE 1", b"RSET", b"NOOP", b"QUIT"])
            self.assertSays(result.out + result.err, "RSET was sent")
            self.assertEqual(server.removed, [1])
            with open(self.path, encoding="utf-8") as file:
                self.assertIn("C: RSET\nS: +OK\nC: NOOP\nS: +OK\nC: QUIT", file.read())
            # the RSET of the file is enough; what the user marks is for him
            del server.lines[:]
            self.assertStatus(self.extend(server, self.path, "-c", "DELE 2"), 0)
            self.assertEqual(server.lines[-5:], [b"DELE 1", b"RSET", b"NOOP", b"DELE 2", b"QUIT"])
            self.assertEqual(server.removed, [1, 2])

    def test_what_is_allowed_is_deleted(self):
        with fakepop3.Server() as server:
            self.assertStatus(self.extend(server, self.path, "-c", "DELE 1"), 0)
            result = self.extend(server, self.path, "--allow-delete", "-c", "NOOP")
            self.assertStatus(result, 0)
            self.assertEqual(server.removed, [1, 1])
            self.assertNotIn(b"RSET", server.lines)

    def test_whatever_goes_wrong_there_is_no_quit(self):
        with fakepop3.Server() as server:
            self.assertStatus(self.extend(server, self.path, "-c", "DELE 1", "-c", "STAT"), 0)
            for changed in ({b"RSET": b"-ERR no\r\n"}, {b"STAT": b"-ERR no\r\n"}):
                server.replies = changed
                del server.lines[:]
                result = self.extend(server, self.path, "-c", "NOOP")
                self.assertStatus(result, 1)
                self.assertNotIn(b"QUIT", server.lines)
            self.assertEqual(server.removed, [1])

    def test_no_form_of_quit_is_sent(self):
        for quit in ([r"C: QU\;", "@ flush", "C: IT"], [r"C: NOOP\r\nQUIT"], ["C:  QUIT"]):
            with self.subTest(quit), fakepop3.Server() as server:
                self.assertStatus(self.extend(server, self.path, "-c", "DELE 1"), 0)
                with open(self.path, encoding="utf-8") as file:
                    text = file.read()
                with open(self.path, "w", encoding="utf-8") as file:
                    file.write(text.replace("C: QUIT", "\n".join(quit)))
                result = self.extend(server, self.path, "-c", "NOOP")
                self.assertEqual(server.removed, [1], str(result))
                os.unlink(self.path)


if __name__ == "__main__":
    harness.main(__file__)

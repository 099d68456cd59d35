#!/usr/bin/env python3
"""What a person sees: real keys, and the screen they leave behind."""

import os
import shutil
import sys
import time
import unittest

import fakepop3
import harness
import screen
from fakepop3 import Server

PASSWORD = fakepop3.PASSWORD.decode()
CONFIG = os.path.join(harness.HOME.name, "config", "pop3sh")
SIZES = ((24, 80), (50, 200))
HOSTILE = (
    b"From: mallory\x1b[2J <m@example.org>\r\n"
    b"Subject: =?utf-8?q?=1B]0=3Bpwned=07_=1B[31mred?=\r\n\r\nbody\r\n"
)


def capa(*tags):
    return b"+OK\r\n" + b"".join(t + b"\r\n" for t in tags) + b".\r\n"


@unittest.skipIf(screen.MISSING, screen.MISSING)
class Seen(harness.TestCase):
    def setUp(self):
        shutil.rmtree(CONFIG, ignore_errors=True)
        state = os.path.join(harness.HOME.name, "state")
        shutil.rmtree(state, ignore_errors=True)

    def open(self, server, rows=24, columns=80, **env):
        shell = screen.Screen(
            [harness.POP3SH, server.url(), "--auth", "none"],
            harness.environment(**env),
            rows,
            columns,
        )
        shell.expect("AUTHORIZATION> ")
        return shell

    def log_in(self, shell):
        shell.type("USER joe\rPASS %s\r" % PASSWORD)
        shell.expect("TRANSACTION> ")

    def inputrc(self, text):
        path = os.path.join(harness.HOME.name, "inputrc")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path


class Width(Seen):
    def test_a_line_longer_than_the_screen_wraps(self):
        with Server() as server, self.open(server, columns=50) as shell:
            shell.type("NOOP " + "x" * 60)
            rows = [row for row in shell.rows() if row.strip()]
            self.assertIn("AUTHORIZATION> NOOP x", rows[-3])
            self.assertEqual("".join(rows[-3:]).count("x"), 60)
            shell.type("\x15NOOP\r")
            shell.expect("-> NOOP")


    def test_no_word_of_ours_is_broken_on_forty_columns(self):
        replies = {b"NOOP": b"+ok " + b"a" * 25 + b" \x07 " + b"b" * 30 + b"\r\n"}
        with Server(replies=replies) as server, self.open(server, 300, 40) as shell:
            shell.type("NOOP\r\\?\r\\h LIST\r\\h reply/status-case\r")
            shell.look()
            rows = shell.rows()
            known = ("connected to ", "pop3://", "<- +ok aaa", "  \\h [COMMAND|")
            full = [row for row in rows if len(row) == 40 and not row.startswith(known)]
            self.assertEqual(full, [])
            self.assertIn("      Opens a session to TARGET, after", rows)
            carets = [i for i, row in enumerate(rows) if "^ octet" in row]
            marked = [rows[i - 1][rows[i].index("^")] for i in carets]
            self.assertEqual(marked, ["N", "\\", "+", "+"])


class Completion(Seen):
    def test_verbs_are_those_of_the_state(self):
        for rows, columns in SIZES:
            with Server() as server, self.open(server, rows, columns) as shell:
                shell.type("\t\t")
                text = shell.text()
                self.assertIn("USER  Names the mailbox", text)
                self.assertNotIn("RETR", text)
                self.log_in(shell)
                shell.type("\t\t")
                text = shell.text().split("maildrop locked")[1]
                self.assertIn("RETR  Sends a whole message.", text)
                self.assertNotIn("STLS", text)
                self.assertLessEqual(max(map(len, shell.rows())), columns)

    def test_verbs_are_those_the_server_can(self):
        replies = {b"CAPA": capa(b"USER", b"UIDL")}
        with Server(replies=replies) as server, self.open(server) as shell:
            self.log_in(shell)
            shell.type("CAPA\r")
            shell.expect("TRANSACTION> ")
            shell.type("T\t\t")
            self.assertEqual(shell.line()[0].split("> ")[1], "T")
            shell.type("\x15UI\t")
            self.assertEqual(shell.line()[0].split("> ")[1], "UIDL")
            self.assertEqual(server.lines[-1], b"CAPA")

    def test_it_keeps_the_case_that_was_typed(self):
        with Server() as server, self.open(server) as shell:
            self.log_in(shell)
            shell.type("st\t")
            self.assertTrue(shell.line()[0].endswith("> stat"))
            shell.type("\x15Re\t")
            self.assertTrue(shell.line()[0].endswith("> retr "))
            shell.type("\x15RE\t")
            self.assertTrue(shell.line()[0].endswith("> RETR "))

    def test_no_blank_is_added_where_none_is_due_nor_sent(self):
        with Server() as server, self.open(server) as shell:
            self.log_in(shell)
            shell.type("sta\t\r")
            shell.expect("TRANSACTION> ")
            shell.type("ret\t\r")
            shell.expect("TRANSACTION> ")
            self.assertEqual(server.lines[-2:], [b"stat", b"retr"])

    def test_messages_come_with_size_uid_and_subject(self):
        with Server() as server, self.open(server) as shell:
            self.log_in(shell)
            shell.type("LIST\rUIDL\rRETR 2\r")
            shell.expect("Subject:")
            shell.settle()
            sent = len(server.lines)
            shell.type("DELE \t\t")
            text = shell.text()
            self.assertRegex(text, r"(?m)^2  55 octets  uid-2  two - ben@example")
            self.assertRegex(text, r"(?m)^1  46 octets  uid-1$")
            self.assertEqual(len(server.lines), sent, "it asked the server")

    def test_mechanisms_settings_values_rules_commands_and_files(self):
        replies = {b"CAPA": capa(b"SASL PLAIN SCRAM-SHA-256")}
        with Server(replies=replies) as server, self.open(server) as shell:
            shell.type("CAPA\r")
            shell.expect("AUTHORIZATION> ")
            for typed, wanted in (
                ("AUTH sc\t", "AUTH scram-sha-256"),
                ("\\set conn\t", "\\set connect-timeout "),
                ("\\set color al\t", "\\set color always"),
                ("\\h stat/f\t", "\\h stat/format"),
                ("\\h IN-\t", "\\h IN-USE"),
                ("\\h mail\t", "\\h maildrop"),
                ("\\h CRAM\t", "\\h CRAM-MD5"),
                ("\\disc\t", "\\disconnect"),
                ("\\i /etc/host.c\t", "\\i /etc/host.conf"),
            ):
                shell.type("\x15" + typed)
                self.assertEqual(shell.line()[0].split("> ", 1)[1], wanted)

    def test_bookmarks_are_targets(self):
        for rows, columns in SIZES:
            with Server() as server, self.open(server, rows, columns) as shell:
                for line in ("work pop3s://joe@mail.example.org", "home " + server.url()):
                    shell.type("\\bookmark %s\r" % line)
                    shell.expect("AUTHORIZATION> ")
                shell.type("\\connect @\t\t")
                text = shell.text()
                self.assertRegex(text, r"(?m)^@home +pop3://joe@127\.0\.0\.1:\d+$")
                self.assertRegex(text, r"(?m)^@work +pop3s://joe@mail\.example\.org$")
                shell.type("h\t")
                self.assertTrue(shell.line()[0].rstrip().endswith("\\connect @home"))
                shell.type("\r")
                shell.expect("+OK ready")
                shell.expect("AUTHORIZATION> ")
                shell.type("\\bookmark w\t")
                self.assertTrue(shell.line()[0].rstrip().endswith("\\bookmark work"))

    def test_a_long_list_is_cut_to_the_screen(self):
        replies = {
            b"LIST": b"+OK\r\n"
            + b"".join(b"%d 100\r\n" % n for n in range(1, 501))
            + b".\r\n"
        }
        with Server(replies=replies) as server, self.open(server) as shell:
            self.log_in(shell)
            shell.type("LIST\r")
            shell.expect("TRANSACTION> ")
            shell.type("RETR \t\t")
            if "Display all" in shell.text():
                shell.type("y")
            self.assertIn("more; type on and press TAB again", shell.text())
            self.assertTrue(shell.line()[0].endswith("RETR "))


class Hints(Seen):
    def test_they_say_what_is_missing_and_vanish(self):
        for rows, columns in SIZES:
            with Server() as server, self.open(server, rows, columns) as shell:
                self.log_in(shell)
                shell.type("TOP")
                self.assertEqual(shell.line()[1], " <msg> <lines>")
                shell.type(" ")
                self.assertEqual(shell.line()[1], "<msg> <lines>")
                shell.type("1 ")
                self.assertEqual(shell.line()[1], "<lines>")
                shell.type("0")
                self.assertEqual(shell.line()[1], "")
                shell.type("\x1b[D")
                self.assertEqual(shell.line()[1], "0")
                shell.type("\x01")
                shell.type("\x0bTOP\r")
                shell.expect("TRANSACTION> ")
                typed = [r for r in shell.rows() if r.endswith("TRANSACTION> TOP")]
                self.assertEqual(len(typed), 1, shell.text())
                self.assertEqual(server.lines[-1], b"TOP")

    def test_they_are_dim(self):
        with Server() as server, self.open(server) as shell:
            shell.type("USER ")
            shell.look()
            self.assertIn(b"\x1b[2m<name>\x1b[22m", shell.raw)

    def test_they_warn_of_the_wrong_state_and_of_deletion(self):
        with Server() as server, self.open(server, 24, 120) as shell:
            shell.type("STAT")
            self.assertIn("not in AUTHORIZATION", shell.line()[1])
            shell.type("\x15")
            self.log_in(shell)
            shell.type("DELE 1\r")
            shell.expect("1 deleted> ")
            shell.type("QUIT")
            self.assertIn("removes 1 message for good", shell.line()[1])

    def test_they_say_what_a_word_of_other_shells_is_here(self):
        with Server() as server, self.open(server, 24, 120) as shell:
            shell.type("help")
            self.assertEqual(
                shell.line()[1], "  (goes to the server; here it is \\?)"
            )
            shell.type("ful")
            self.assertEqual(shell.line()[1], "")
            shell.type("\x15\\disconnect\r")
            shell.expect("not connected> ")
            shell.type("exit\r")
            shell.expect("so exit goes nowhere; did you mean \\q")

    def test_they_can_be_switched_off(self):
        with Server() as server, self.open(server) as shell:
            shell.type("\\set hints off\r")
            shell.expect("AUTHORIZATION> ")
            shell.type("USER ")
            self.assertEqual(shell.line()[1], "")

    def test_a_dumb_terminal_gets_none(self):
        with Server() as server, self.open(server, TERM="dumb") as shell:
            shell.type("USER ")
            shell.look()
            self.assertNotIn(b"<name>", shell.raw)


class Editing(Seen):
    def test_ctrl_c_gives_a_fresh_line_and_sends_nothing(self):
        with Server() as server, self.open(server) as shell:
            shell.type("USER mall\x03")
            shell.look()
            self.assertEqual(shell.line()[0].split("> ")[1], "")
            self.assertNotIn("<name>", shell.text())
            shell.type("USER joe\r")
            shell.expect("<- +OK")
            shell.settle()
            self.assertEqual(server.lines, [b"USER joe"])

    def test_ctrl_d_at_an_empty_prompt_leaves_with_quit(self):
        with Server() as server, self.open(server) as shell:
            shell.type("\x04")
            self.assertEqual(shell.finish(), 0)
            self.assertEqual(server.lines, [b"QUIT"])

    def test_a_resize_in_mid_line_keeps_the_line(self):
        with Server() as server, self.open(server, 24, 80) as shell:
            shell.type("USER joe")
            shell.look()
            shell.resize(50, 200)
            time.sleep(0.2)
            shell.type("2")
            self.assertTrue(shell.line()[0].endswith("> USER joe2"))
            shell.resize(24, 60)
            time.sleep(0.2)
            shell.type("3\r")
            shell.expect("<- +OK")
            self.assertEqual(server.lines, [b"USER joe23"])

    def test_a_server_that_speaks_leaves_the_line_alone(self):
        with Server() as server, self.open(server) as shell:
            shell.type("USER jo")
            shell.look()
            server.connections[0].send(b"-ERR [SYS/TEMP] going down\r\n")
            shell.expect("going down")
            rows = shell.rows()
            at = [i for i, row in enumerate(rows) if "going down" in row][0]
            self.assertEqual(sum("USER jo" in row for row in rows), 1)
            self.assertTrue(shell.line()[0].endswith("> USER jo"))
            self.assertLess(at, shell.model.cursor.y)
            shell.type("e\r")
            shell.settle()
            self.assertEqual(server.lines, [b"USER joe"])

    def test_a_paste_of_200_columns_is_one_line(self):
        long = "USER " + "x" * 195
        for rows, columns in SIZES:
            with Server() as server, self.open(server, rows, columns) as shell:
                shell.type("\x1b[200~" + long + "\x1b[201~")
                shell.look()
                shell.type("\x1b[D\x1b[D\x1b[Cy\r")
                shell.expect("<- +OK")
                self.assertEqual(server.lines, [(long[:-1] + "yx").encode()])

    def test_a_paste_of_lines_is_sent_line_by_line(self):
        with Server() as server, self.open(server) as shell:
            lines = ["USER joe", "PASS " + PASSWORD, "STAT", "LIST 2"]
            shell.type("\x1b[200~" + "\r".join(lines) + "\x1b[201~\r")
            shell.expect("2 55")
            self.assertEqual(server.lines, [line.encode() for line in lines])

    def test_reverse_search_finds_an_earlier_line(self):
        with Server() as server, self.open(server) as shell:
            shell.type("USER ann\r")
            shell.expect("AUTHORIZATION> ")
            shell.type("CAPA\r")
            shell.expect("AUTHORIZATION> ")
            shell.type("\x12ann\r")
            shell.expect("-> USER ann")
            shell.settle()
            self.assertEqual(server.lines, [b"USER ann", b"CAPA", b"USER ann"])

    def test_vi_keys_come_from_inputrc(self):
        path = self.inputrc("$if pop3sh\nset editing-mode vi\n$endif\n")
        with Server() as server, self.open(server, INPUTRC=path) as shell:
            shell.type("USER jxe\x1b")
            time.sleep(0.7)
            shell.type("hro\r")
            shell.expect("<- +OK")
            self.assertEqual(server.lines, [b"USER joe"])

    def test_inputrc_binds_keys_for_this_program_only(self):
        path = self.inputrc(
            '$if pop3sh\n"\\C-xs": "STAT"\n$endif\n'
            '$if other\n"\\C-xs": "WRONG"\n$endif\n'
        )
        with Server() as server, self.open(server, INPUTRC=path) as shell:
            shell.type("\x18s")
            self.assertTrue(shell.line()[0].endswith("> STAT"))


class Lists(Seen):
    def test_what_is_longer_than_the_screen_goes_through_the_pager(self):
        for typed in ("\\?", "\\h"):
            with Server() as server:
                with self.open(server, PAGER="sed s/^/P:/") as shell:
                    shell.type(typed + "\r")
                    shell.expect("AUTHORIZATION> ")
                    self.assertIn("P:", shell.text())
                with self.open(server, 100, 120, PAGER="sed s/^/P:/") as shell:
                    shell.type(typed + "\r")
                    shell.expect("AUTHORIZATION> ")
                    self.assertNotIn("P:", shell.text())

    def test_lines_are_broken_between_words(self):
        for rows, columns in ((100, 80), (100, 200)):
            with Server() as server, self.open(server, rows, columns) as shell:
                shell.type("\\?\r")
                shell.expect("AUTHORIZATION> ")
                lines = shell.rows()
                names = [row for row in lines if row.startswith("  \\")]
                others = [row for row in lines if row.startswith(" " * 26)]
                self.assertGreater(len(names), 25)
                self.assertFalse([row for row in lines if len(row) >= columns])
                for row in names:
                    self.assertRegex(row, r"^  \\\S+ ?.*?($|  [A-Z]| [A-Z])")
                self.assertEqual(len(others) > 20, columns == 80)


class Hostile(Seen):
    def test_escapes_in_a_subject_stay_text_everywhere(self):
        for rows, columns in SIZES:
            with Server() as server, self.open(server, rows, columns) as shell:
                server.messages = [HOSTILE]
                self.log_in(shell)
                shell.type("TOP 1 0\r")
                shell.expect("Subject:")
                shell.type("RETR \t")
                shell.type("\x15DELE \t\t")
                text = shell.text()
                self.assertIn("\\x1B]0;pwned\\x07", text)
                self.assertNotIn(b"\x1b]0;", shell.raw)
                self.assertNotIn(b"\x1b[31mred", shell.raw)
                self.assertNotIn(b"\x1b[2J", shell.raw)


class Locale(Seen):
    def test_the_c_locale_gets_ascii_only(self):
        with Server() as server, self.open(server, LC_ALL="C") as shell:
            server.messages = [b"Subject: =?utf-8?q?M=C3=BCnchen?=\r\n\r\nx\r\n"]
            self.log_in(shell)
            shell.type("RETR 1\r")
            shell.expect("Subject:")
            shell.look()
            self.assertIn("M\\xC3\\xBCnchen", shell.text())
            self.assertFalse([o for o in shell.raw if o > 126])


if __name__ == "__main__":
    harness.main(__file__)

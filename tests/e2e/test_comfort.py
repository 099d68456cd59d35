#!/usr/bin/env python3
"""Local commands that read, measure, check and repeat."""

import json
import os
import shutil
import stat
import subprocess
import tempfile
import time
import unittest

import fakepop3
import harness
import ptydrive
from fakepop3 import Server
from harness import commands, pop3sh

PASSWORD = fakepop3.PASSWORD.decode()
CONFIG = os.path.join(harness.HOME.name, "config", "pop3sh")
LETTER = (
    b"From: =?utf-8?q?J=C3=B6rg_Example?= <joerg@example.org>\r\n"
    b"Subject: =?iso-8859-1?q?Gr=FC=DFe?=\r\n"
    b"Date: Mon, 7 Feb 2022 10:11:12 +0100\r\n"
    b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n"
    b"--x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    b"Hello \x1b[31mred\r\n.dot\r\n"
    b'--x\r\nContent-Type: application/pdf; name="bill.pdf"\r\n'
    b"Content-Transfer-Encoding: base64\r\n\r\nQUJD\r\n--x--\r\n"
)
PLAIN = b"From: ben@example.org\r\nSubject: plain\r\n\r\ntext\r\n"
HELPER = os.path.join(os.path.dirname(harness.POP3SH), "mime-outline")
BOOKMARKS = os.path.join(CONFIG, "bookmarks")


def top(connection, line):
    """A TOP that honours its second argument, as far as 0 goes."""
    message = connection.number(line[4:])
    header = message.split(b"\r\n\r\n")[0] + b"\r\n\r\n"
    connection.send(b"+OK\r\n" + header + b".\r\n")


class Comfort(harness.TestCase):
    def setUp(self):
        shutil.rmtree(CONFIG, ignore_errors=True)

    def server(self, **replies):
        table = {b"TOP": top}
        table.update({k.encode(): v for k, v in replies.items()})
        server = Server(replies=table)
        server.messages = [LETTER, PLAIN]
        return server

    def run_in(self, server, *lines, options=(), env=None, stdin=b""):
        return pop3sh(
            *(server.url(), "--auth", "none", "--no-state", *options),
            *commands("USER joe", "PASS " + PASSWORD, *lines),
            env=env,
            stdin=stdin,
        )


class List(Comfort):
    def test_it_joins_list_uidl_and_top(self):
        with self.server() as server:
            result = self.run_in(server, "\\list")
            self.assertStatus(result, 0)
            rows = [r.split() for r in result.text.splitlines() if "uid-" in r]
            self.assertEqual(rows[0][0], "1")
            self.assertEqual(rows[0][3], "uid-1")
            self.assertEqual(rows[0][4:], "7 Feb 2022 10:11 Jörg Example Grüße".split())
            self.assertEqual(rows[1][4:], ["ben@example.org", "plain"])
            whole = sum(map(len, server.messages))
            self.assertIn("2 messages, %d octets" % whole, result.text)

    def test_it_shows_none_of_the_commands_it_sends(self):
        with self.server() as server:
            result = self.run_in(server, "\\list")
            self.assertNotIn("-> TOP", result.text)
            self.assertIn(b"TOP 1 0", server.lines)

    def test_it_asks_for_no_header_twice(self):
        with self.server() as server:
            self.run_in(server, "\\list", "\\list")
            self.assertEqual(server.lines.count(b"TOP 1 0"), 1)

    def test_a_range_asks_for_that_only(self):
        with self.server() as server:
            result = self.run_in(server, "\\list 2")
            self.assertNotIn(b"TOP 1 0", server.lines)
            self.assertIn("plain", result.text)
            self.assertIn("2 in all", result.text)

    def test_without_top_there_are_no_subjects_and_no_error(self):
        with self.server(TOP=b"-ERR no\r\n") as server:
            result = self.run_in(server, "\\list", options=["--fail-on", "never"])
            self.assertIn("uid-2", result.text)
            self.assertEqual(sum(l.startswith(b"TOP") for l in server.lines), 1)
            self.assertIn("-ERR no", result.text, "a refusal is never hidden")

    def test_it_needs_a_login(self):
        with self.server() as server:
            result = pop3sh(server.url(), "--auth", "none", "-c", "\\list")
            self.assertStatus(result, 2)
            self.assertEqual(server.lines, [b"QUIT"])


class View(Comfort):
    def test_it_shows_headers_parts_and_text(self):
        with self.server() as server:
            result = self.run_in(server, "\\view 1")
            self.assertStatus(result, 0)
            self.assertIn("Subject       Grüße\n", result.text)
            self.assertIn("\n.dot\n", result.text)
            self.assertIn("Hello \\x1B[31mred\n", result.text)
            self.assertNotIn(b"\x1b", result.out)
            if os.path.exists(HELPER):
                self.assertIn("parts\nmultipart/mixed\n", result.text)
                self.assertIn('application/pdf "bill.pdf", base64, 3 oct', result.text)
            else:
                self.assertIn("mime-outline is not installed", result.text)

    def view(self, message, program=None):
        with self.server() as server:
            server.messages = [message]
            done = subprocess.run(
                [program or harness.POP3SH, server.url(), "--auth", "none",
                 "--no-state", *commands("USER joe", "PASS " + PASSWORD, "\\view 1")],
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL, env=harness.environment(),
                timeout=20, check=False)
        return done.stdout.decode().split("maildrop locked\n")[1]

    @unittest.skipUnless(os.path.exists(HELPER), "built without GMime")
    def test_it_decodes_what_there_is_to_read(self):
        for kind, body, wanted in (
            ("text/plain; charset=iso-8859-1\r\n"
             "Content-Transfer-Encoding: quoted-printable",
             "Gr=FC=DFe =\r\nan alle=1B[31m\r\n", "Grüße an alle\\x1B[31m\n"),
            ("text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64",
             "VMOkZ2xpY2gKbmV1Cg==\r\n", "Täglich\nneu\n"),
            ("text/plain; charset=koi8-r", b"\xf0\xd2\xc9", "При\n"),
            ("text/plain; charset=x-none", "abc\r\n",
             "[the charset x-none is not known here; its octets as they are:]\nabc"),
            ("multipart/alternative; boundary=b",
             "--b\r\n\r\nplain words\r\n--b\r\nContent-Type: text/html\r\n\r\n"
             "<p>marked</p>\r\n--b--\r\n", "plain words\n\n[the same as text/html"),
            ("multipart/mixed; boundary=b",
             "--b\r\nContent-Type: text/html\r\n\r\n<p>marked</p>\r\n"
             "--b\r\nContent-Type: image/png\r\n"
             'Content-Disposition: attachment; filename="a\x1b.png"\r\n\r\nPNG\r\n--b--\r\n',
             '<p>marked</p>\n\n[attached: image/png "a?.png", 3 octets]\n'),
        ):
            with self.subTest(kind=kind):
                octets = body if isinstance(body, bytes) else body.encode()
                head = "Subject: x\r\nMIME-Version: 1.0\r\nContent-Type: " + kind
                shown = self.view(head.encode() + b"\r\n\r\n" + octets + b"\r\n")
                self.assertIn(wanted, shown.partition("\nparts\n")[2])
                self.assertNotIn("\x1b", shown)

    def test_without_the_helper_it_says_so_and_decodes_nothing(self):
        with tempfile.TemporaryDirectory() as folder:
            alone = shutil.copy(harness.POP3SH, folder)
            shown = self.view(LETTER, alone)
        if "parts\n" in shown:
            self.skipTest("a mime-outline is installed on this machine")
        self.assertIn("\n(as it was sent, nothing decoded: the helper", shown)
        self.assertIn("\nQUJD\n", shown)

    def test_without_a_number_it_shows_the_last_message(self):
        with self.server() as server:
            result = self.run_in(server, "RETR 2", "\\view")
            self.assertIn("Subject       plain\n", result.text)
            self.assertEqual(server.lines.count(b"RETR 2"), 1)

    def test_a_refusal_is_told(self):
        with self.server() as server:
            result = self.run_in(server, "\\view 9")
            self.assertStatus(result, 2)
            self.assertIn("-ERR no such message", result.text)

    def test_a_person_gets_it_through_the_pager(self):
        with self.server() as server:
            env = harness.environment(PAGER="sed s/^/P:/")
            arguments = [harness.POP3SH, server.url(), "--auth", "none"]
            with ptydrive.Terminal(arguments, env) as screen:
                screen.expect("AUTHORIZATION> ")
                screen.type("USER joe\rPASS %s\r\\view 2\r" % PASSWORD)
                screen.expect("P:Subject       plain")
                screen.expect("TRANSACTION> ")


class Explain(Comfort):
    def test_it_says_what_the_reply_means(self):
        with self.server() as server:
            result = self.run_in(server, "STAT", "\\explain")
            for words in (
                "server    +OK 2 ",
                "STAT is answered by one line, +OK or -ERR (RFC 1939 section 5)",
                "The number of messages",
                "next      LIST",
                "nothing to find fault with",
            ):
                self.assertIn(words, result.text)

    def test_response_codes_come_from_their_table(self):
        for code, words in (
            (b"IN-USE", "another session holds the maildrop"),
            (b"SYS/TEMP", "a fault that should pass"),
            (b"AUTH", "credentials were refused"),
            (b"X-MINE", "is no registered response code"),
        ):
            with self.server(NOOP=b"-ERR [" + code + b"] no\r\n") as server:
                result = self.run_in(server, "NOOP", "\\explain")
                joined = " ".join(result.text.split())
                self.assertIn(words, joined)

    def test_login_delay_counts_down(self):
        capa = b"+OK\r\nRESP-CODES\r\nLOGIN-DELAY 300\r\n.\r\n"
        refused = b"-ERR [LOGIN-DELAY] too soon\r\n"
        with self.server(CAPA=capa, PASS=refused) as server:
            result = pop3sh(
                *(server.url(), "--auth", "none"),
                *commands("CAPA", "USER joe", "PASS x", "\\explain"),
            )
            joined = " ".join(result.text.split())
            self.assertRegex(joined, r"about (5 min|300 s|299|4 min).* from now")

    def test_the_wrong_state_is_named(self):
        with self.server() as server:
            result = pop3sh(
                *(server.url(), "--auth", "none", "--fail-on", "never"),
                *commands("RETR 1", "\\explain"),
            )
            joined = " ".join(result.text.split())
            self.assertIn("in TRANSACTION, and this was AUTHORIZATION", joined)

    def test_what_is_no_reply_is_called_so(self):
        with self.server(NOOP=b"220 smtp here\r\n") as server:
            result = self.run_in(server, "NOOP", "\\explain")
            self.assertIn("no POP3 reply", " ".join(result.text.split()))


class Help(Comfort):
    def test_it_knows_commands_capabilities_codes_rules_settings_and_terms(self):
        for name, words in (
            ("UIDL", "As a capability: UIDL"),
            ("pipelining", "without waiting for replies"),
            ("[IN-USE]", "another session holds"),
            ("stat/format", "RFC 1939"),
            ("hints", "\\set hints on|off"),
            ("byte-stuffing", "RFC    1939 section 3"),
            ("\\list", "LIST, UIDL and TOP"),
            ("DELE", "removed for good"),
        ):
            with self.server() as server:
                result = pop3sh(server.url(), "--auth", "none", "-c", "\\h " + name)
                self.assertStatus(result, 0)
                self.assertIn(words, " ".join(result.text.split(" ")))

    def test_a_slip_of_the_finger_is_forgiven(self):
        with self.server() as server:
            result = pop3sh(server.url(), "--auth", "none", "-c", "\\h mialdrop")
            self.assertStatus(result, 2)
            self.assertIn("did you mean maildrop", result.errors)


class Scripts(Comfort):
    def test_an_expectation_that_is_met_says_nothing(self):
        with self.server() as server:
            result = self.run_in(
                server, "STAT", "\\expect +OK 2", "\\expect +OK * ?", "NOOP"
            )
            self.assertStatus(result, 0)
            self.assertNotIn("expected", result.errors)

    def test_one_that_is_not_met_is_status_1_and_the_batch_goes_on(self):
        with self.server() as server:
            result = self.run_in(server, "STAT", "\\expect +OK 3", "NOOP")
            self.assertStatus(result, 1)
            self.assertIn("expected +OK 3, got +OK 2", result.errors)
            self.assertIn(b"NOOP", server.lines)

    def test_stop_on_error_stops_there(self):
        with self.server() as server:
            result = self.run_in(
                server, "STAT", "\\expect -ERR", "NOOP", options=["--stop-on-error"]
            )
            self.assertStatus(result, 1)
            self.assertNotIn(b"NOOP", server.lines)

    def test_brackets_are_no_sets(self):
        with self.server(NOOP=b"-ERR [IN-USE] no\r\n") as server:
            result = self.run_in(server, "NOOP", "\\expect -ERR [IN-USE]")
            self.assertStatus(result, 7)

    def test_groups_of_an_expression_become_variables(self):
        with self.server() as server:
            result = self.run_in(
                server, "STAT", "\\expect /^\\+OK ([0-9]+)/", "RETR \\{1}"
            )
            self.assertStatus(result, 0)
            self.assertIn(b"RETR 2", server.lines)

    def test_variables_come_from_let_and_the_environment(self):
        with self.server() as server:
            result = self.run_in(
                server, "\\let n 2", "LIST \\{n}", "RETR \\{WHICH}", env={"WHICH": "1"}
            )
            self.assertStatus(result, 0)
            self.assertEqual(server.lines[2:4], [b"LIST 2", b"RETR 1"])

    def test_a_variable_without_a_value_is_status_3_and_sends_nothing(self):
        with self.server() as server:
            result = self.run_in(server, "RETR \\{nothing}")
            self.assertStatus(result, 3)
            self.assertNotIn(b"RETR", b"".join(server.lines))

    def test_a_variable_cannot_begin_another_command(self):
        with self.server() as server:
            result = self.run_in(server, "LIST \\{X}", env={"X": "1\r\nDELE 1"})
            self.assertStatus(result, 3)
            self.assertNotIn(b"DELE 1", server.lines)

    def test_a_password_in_a_variable_is_masked(self):
        with self.server() as server:
            result = pop3sh(
                *(server.url(), "--auth", "none"),
                *commands("USER joe", "PASS \\{PW}", "STAT"),
                env={"PW": PASSWORD},
            )
            self.assertStatus(result, 0)
            self.assertNotIn(PASSWORD, str(result))

    def test_a_bad_expression_is_a_usage_error(self):
        with self.server() as server:
            result = self.run_in(server, "STAT", "\\expect /(/")
            self.assertStatus(result, 2)


class Repeating(Comfort):
    def test_watch_does_it_so_many_times(self):
        with self.server() as server:
            began = time.monotonic()
            result = self.run_in(server, "\\watch 0.2/3 NOOP")
            self.assertStatus(result, 0)
            self.assertEqual(server.lines.count(b"NOOP"), 3)
            self.assertGreater(time.monotonic() - began, 0.4)

    def test_ctrl_c_ends_a_watch_and_not_the_session(self):
        with self.server() as server:
            env = harness.environment(NO_COLOR="1")
            arguments = [harness.POP3SH, server.url(), "--auth", "none"]
            with ptydrive.Terminal(arguments, env) as screen:
                screen.expect("AUTHORIZATION> ")
                screen.type("\\watch 0.1 NOOP\r")
                screen.expect("-> NOOP")
                screen.expect("-> NOOP")
                screen.type("\x03")
                screen.expect("stopped wa")  # watching, or waiting for a reply
                screen.expect("AUTHORIZATION> ")
                screen.settle()
                sent = len(server.lines)
                screen.settle(0.5)  # five turns of the watch
                self.assertEqual(len(server.lines), sent, "it goes on")
                screen.type("\\q\r")
                self.assertEqual(screen.finish(), 0)

    def test_a_watch_without_seconds_is_a_usage_error(self):
        with self.server() as server:
            for line in ("\\watch NOOP", "\\watch 0 NOOP", "\\watch 1", "\\watch 1/0 A"):
                self.assertStatus(self.run_in(server, line), 2)

    def test_keepalive_sends_noop_while_nothing_is_typed(self):
        with self.server() as server:
            env = harness.environment(NO_COLOR="1")
            arguments = [harness.POP3SH, server.url(), "--auth", "none"]
            with ptydrive.Terminal(arguments, env) as screen:
                screen.expect("AUTHORIZATION> ")
                screen.type("\\keepalive 0.3\r")
                screen.settle(0.8)
                self.assertNotIn(b"NOOP", server.lines, "before login")
                screen.type("USER joe\rPASS %s\r" % PASSWORD)
                screen.expect("-> NOOP")
                screen.expect("-> NOOP")
                screen.type("\\keepalive off\r")
                screen.expect("keepalive is off")
                screen.settle(0.4)  # the server may lag behind the screen
                count = server.lines.count(b"NOOP")
                screen.settle(0.8)
                self.assertEqual(server.lines.count(b"NOOP"), count)

    def test_latency_has_its_numbers_in_order(self):
        with self.server() as server:
            result = self.run_in(server, "\\latency 20")
            self.assertStatus(result, 0)
            self.assertEqual(server.lines.count(b"NOOP"), 20)
            self.assertRegex(
                result.text, r"20 NOOP: min .* median .* p99 .* max .*"
            )
            bars = [r for r in result.text.splitlines() if r.startswith("   ")]
            self.assertEqual(sum(int(r.split()[-1]) for r in bars[-8:]), 20)

    def test_timing_tells_the_phases(self):
        with self.server() as server:
            result = self.run_in(server, "\\timing on")
            self.assertRegex(result.errors, r"this connection: tcp .*, greeting ")


class Pipes(Comfort):
    def test_what_is_printed_goes_to_the_program(self):
        with self.server() as server:
            result = self.run_in(server, "\\list | grep -c uid-")
            self.assertStatus(result, 0)
            self.assertIn("\n2\n", result.text)
            self.assertNotIn("uid-1", result.text)

    def test_a_server_cannot_put_words_into_the_command(self):
        trap = os.path.join(harness.HOME.name, "trap")
        with self.server() as server:
            server.messages = [b"Subject: $(touch %s); `id`\r\n\r\n\r\n" % trap.encode()]
            result = self.run_in(server, "\\list | cat", "\\view 1 | cat")
            self.assertIn("$(touch ", result.text)
            self.assertFalse(os.path.exists(trap))

    def test_a_program_that_is_not_there_is_status_3(self):
        with self.server() as server:
            result = self.run_in(server, "\\conninfo | no-such-program-here")
            self.assertStatus(result, 3)

    def test_a_program_that_reads_little_is_no_failure(self):
        with self.server() as server:
            self.assertStatus(self.run_in(server, "\\h | true", "\\h | head -1"), 0)

    def test_a_command_of_pop3_has_no_pipe(self):
        with self.server() as server:
            self.run_in(server, "NOOP | cat")
            self.assertIn(b"NOOP | cat", server.lines)


class Bookmarks(Comfort):
    def test_one_is_a_target_and_completes_nothing_secret(self):
        with self.server() as server:
            made = pop3sh(
                *(server.url(), "--auth", "none"),
                *commands("\\bookmark work " + server.url("joe")),
            )
            self.assertStatus(made, 0)
            mode = stat.S_IMODE(os.stat(BOOKMARKS).st_mode)
            self.assertEqual(mode, 0o600)
            result = pop3sh("@work", "--auth", "none", "-c", "NOOP")
            self.assertStatus(result, 0)
            again = pop3sh(
                *("@work", "--auth", "none"), *commands("\\connect @work", "CAPA")
            )
            self.assertStatus(again, 0)

    def test_an_unknown_one_is_a_usage_error(self):
        self.assertStatus(pop3sh("@nowhere", "-c", "NOOP"), 2)

    def test_a_password_is_refused(self):
        with self.server() as server:
            result = pop3sh(
                *(server.url(), "--auth", "none"),
                *commands("\\bookmark w pop3://joe:geheim@localhost"),
            )
            self.assertStatus(result, 2)
            self.assertNotIn("geheim", result.errors)
            self.assertFalse(os.path.exists(BOOKMARKS))


class Settings(Comfort):
    def test_save_keeps_them_for_the_next_session(self):
        with self.server() as server:
            saved = pop3sh(
                *(server.url(), "--auth", "none"),
                *commands("\\set timeout 7.5", "\\set prompt 'hi %s> '", "\\set --save"),
            )
            self.assertStatus(saved, 0)
            path = os.path.join(CONFIG, "settings")
            self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o600)
            arguments = [harness.POP3SH, server.url(), "--auth", "none"]
            with ptydrive.Terminal(arguments, harness.environment()) as screen:
                screen.expect("hi AUTHORIZATION> ")
                screen.type("\\set timeout\r")
                screen.expect("7.5")

    def test_nothing_else_is_in_the_file(self):
        with self.server() as server:
            pop3sh(
                *(server.url(), "--auth", "none"),
                *commands("\\set hints off", "\\set --save"),
            )
            with open(os.path.join(CONFIG, "settings"), encoding="utf-8") as file:
                lines = [l for l in file.read().splitlines() if l[0] != "#"]
            self.assertEqual(lines, ["\\set hints 'off'"])


class Last(Comfort):
    LINES = ("CAPA", "STAT", "LIST", "LIST 2", "UIDL", "UIDL 1", "RETR 1",
             "TOP 2 0", "NOOP", "DELE 9", "RSET")

    def objects(self, text):
        return [json.loads(row) for row in text.splitlines() if row[:1] == "{"]

    def test_json_is_the_object_of_json_output(self):
        clock = ("t", "first_ms", "total_ms", "seq")
        lines = [line for each in self.LINES for line in (each, "\\last json")]
        with self.server(CAPA=b"+OK\r\nTOP\r\nSASL PLAIN X\r\n.\r\n", RSET=b"+ok done\r\n") as server:
            shown = self.objects(self.run_in(server, *lines).text)
        with self.server(CAPA=b"+OK\r\nTOP\r\nSASL PLAIN X\r\n.\r\n", RSET=b"+ok done\r\n") as server:
            result = self.run_in(server, *self.LINES, options=("--output", "json"))
            told = [o for o in self.objects(result.text) if o["type"] == "reply"]
        told = [o for o in told if o["command"] in self.LINES]
        for objects in (shown, told):
            for each in objects:
                for name in clock:
                    self.assertIn(name, each)
                    del each[name]
        self.assertEqual(len(shown), len(self.LINES))
        self.assertEqual(shown, told)
        self.assertEqual(shown[0]["data"][0]["tag"], "TOP")
        self.assertEqual(shown[1]["data"], {"count": 2, "octets": shown[1]["data"]["octets"]})
        self.assertEqual(shown[4]["data"][0], {"n": 1, "uid": "uid-1"})
        self.assertRegex(shown[6]["data"]["sha256"], "^[0-9a-f]{64}$")

    def test_a_number_goes_back(self):
        with self.server() as server:
            result = self.run_in(server, "STAT", "NOOP", "LIST", "\\last 3",
                                 "\\last json 2", "\\last 2 hex")
            self.assertIn("\n-> STAT\n+OK 2 ", result.text)
            self.assertEqual(self.objects(result.text)[0]["command"], "NOOP")
            self.assertIn("2b 4f 4b", result.text)
            for wrong in ("\\last 99", "\\last 0", "\\last raw hex", "\\last x"):
                self.assertStatus(self.run_in(server, "NOOP", wrong), 2)


class Progress(Comfort):
    def test_a_long_transfer_tells_rate_and_time_left(self):
        line = b"x" * 98 + b"\r\n"

        def slowly(connection, _):
            connection.send(b"+OK 100000 octets\r\n\r\n")
            for _ in range(20):
                connection.send(line * 50)
                time.sleep(0.1)
            connection.send(b".\r\n")

        with self.server(RETR=slowly) as server:
            arguments = [harness.POP3SH, server.url(), "--auth", "none"]
            with ptydrive.Terminal(arguments, harness.environment()) as screen:
                screen.expect("AUTHORIZATION> ")
                screen.type("USER joe\rPASS %s\rRETR 1\r" % PASSWORD)
                screen.expect("a second")
                screen.expect(" left")
                screen.expect("TRANSACTION> ")
                self.assertRegex(screen.seen, r"of 97.7 KiB, .* a second, \d+%, \d(\.\d)? s left")


if __name__ == "__main__":
    harness.main(__file__)

#!/usr/bin/env python3
"""pop3sh replay: which files it plays, and what it leaves alone."""

import itertools
import os
import re

import harness
from harness import pop3sh
from on_paper import LOGIN, transcript
from replaying import AUTH, ENV, HEAD, TAIL, ReplayCase, talker
from scripted import Server


class Files(ReplayCase):
    def test_what_cannot_be_read_is_status_3_and_connects_nowhere(self):
        lines = HEAD + AUTH + TAIL
        bad = {
            "mask": [*HEAD, r"C: USER \{user", "S: +OK"],
            "unbound": [*HEAD, r"C: RETR \{n}", "S: +OK"],
            "secret": [*HEAD, r"C: PASS \{!other}", r"C: PASS \{!third}", "S: +OK"],
            "sasl": [*HEAD, "@ sasl PLAIN user=nobody", r"C: AUTH PLAIN \{!sasl}"],
            "expression": [*HEAD, r"S: \{:re/(a{999}){999}/}"],
            "empty": [],
            "twice": [*HEAD, HEAD[0]],
        }
        with Server(talker()) as server:
            to = "127.0.0.1:%d" % server.port
            for what, body in bad.items():
                with self.subTest(what=what):
                    path = self.write(body)
                    result = pop3sh("replay", path, "--to", to, env=ENV)
                    self.assertStatus(result, 3)
                    self.assertSays(result.out, "session.pop3t")
            for path, env in (
                (os.path.join(self.folder.name, "missing.pop3t"), ENV),
                (self.write(lines), {}),  # no password
            ):
                result = pop3sh("replay", path, "--to", to, env=env)
                self.assertStatus(result, 3)
            path = self.write(lines, Secret="pass=env:NOSUCHVAR")
            result = pop3sh("replay", path, "--to", to, env={})
            self.assertSays(result.out, "set NOSUCHVAR or POP3SH_PASSWORD, or")
        self.assertEqual(server.connections, [])

    def test_a_file_without_its_commands_is_refused_where_they_are_missing(self):
        path = self.write([*HEAD, "@ note crlf=assumed", "@ note typed=unknown", "S: +OK"])
        line = len(transcript(HEAD, **LOGIN).splitlines()) + 2
        for command in (("replay", "--to", "127.0.0.1:1"), ("serve", "--transcript")):
            with self.subTest(command=command):
                result = pop3sh(*command, path, env=ENV)
                self.assertStatus(result, 3)
                said = result.out + result.err
                self.assertSays(said, "%s:%d: " % (path, line))
                self.assertSays(said, "from here on commands are missing")
        self.assertStatus(pop3sh("lint", path), 0)

    def test_a_reply_begins_with_a_line_that_must_come(self):
        wanted = '"S:": the first line of a reply must come'
        at_once = ["C: NOOP", "C: NOOP", "S: +OK"]
        for before, first, column in (
            (HEAD[:1], "S?: +OK ready", 2),
            ([*HEAD, "C: NOOP"], "S*: +OK maybe", 2),
            ([*HEAD, *at_once], "S?: +OK maybe", None),
        ):
            with self.subTest(before=before, first=first):
                path = self.write([*before, first, "S: -ERR", *TAIL])
                line = len(transcript(before, **LOGIN).splitlines()) + 1
                result = pop3sh("replay", path, "--to", "127.0.0.1:1", env=ENV)
                self.assertStatus(result, 3)
                said = result.out + result.err
                self.assertSays(said, "%s:%d:" % (path, line))
                self.assertSays(said, "expected " + wanted)
                if column:
                    result = pop3sh("lint", path)
                    self.assertStatus(result, 3)
                    place = "%s:%d:%d: expected " % (path, line, column)
                    self.assertSays(result.out + result.err, place + wanted)
        listing = ["S: %d %d" % (n, n) for n in range(1, 40)]
        capa = ["C: LIST", "S: +OK", *listing, r"S*: \{:any}", "S: ."]
        # a line that need not come is as good behind many that must
        path = self.write([*HEAD, *AUTH, *capa, *TAIL])
        self.assertStatus(pop3sh("lint", path, "--ignore=*"), 0)

    def test_lines_behind_a_reply_that_need_not_come_are_not_waited_for(self):
        lines = ["C: NOOP", "S: +OK", "S?: one", r"S?: two \{:num}", "S*: * \{:any}"]
        lines += ["C: STAT", "S: +OK 2 320"]
        for live, status in (
            (b"", 0),
            (b"one\r\n", 0),
            (b"two 22\r\n", 0),
            (b"one\r\ntwo 2\r\n* a\r\n* b\r\n", 0),
            (b"three\r\n", 1),
            (b"two 2\r\none\r\n", 1),
        ):
            with self.subTest(live=live):
                talk = talker(NOOP=b"+OK\r\n" + live)
                result = self.play(lines, "--level=text", "--timeout=2", talk=talk)
                self.assertStatus(result, status)
                self.assertNotIn("not run", result.text)
        path = self.write([*HEAD, *AUTH, *lines, *TAIL])
        result = pop3sh("lint", path)
        self.assertNotIn(b"unsolicited", result.out)

    def test_a_line_that_answers_nothing_is_waited_for_as_others_came_with_it(self):
        lines = ["C: NOOP", "S: +OK", "S: hello", "C: STAT", "S: +OK 2 320"]
        result = self.play(lines, "--timeout=0")
        self.assertStatus(result, 1)
        told = re.findall(r"pop3t:(\d+): (.*)", result.text)
        self.assertEqual([line for line, _ in told], ["15"])
        self.assertSays(result.out, "this did not come")
        self.assertNotIn("not run", result.text)
        self.assertEqual(self.received[-2:], [b"STAT", b"QUIT"])
        result = self.play(lines, talk=talker(NOOP=b"+OK\r\nhello\r\n"))
        self.assertStatus(result, 0)

    def test_a_reply_in_a_group_begins_with_a_line_that_must_come(self):
        group = [*HEAD, *AUTH, "C: NOOP", "C: NOOP", "S: +OK", "S?: +OK", "S: +OK"]
        path = self.write([*group, *TAIL])
        for command in (("lint",), ("replay", "--to", "127.0.0.1:1")):
            result = pop3sh(*command, path, env=ENV)
            self.assertStatus(result, 3)
            line = len(transcript(group, **LOGIN).splitlines()) - 1
            said = result.out + result.err
            self.assertSays(said, "%s:%d: " % (path, line))
            self.assertSays(said, 'expected "S:": the first line')

    def test_nothing_is_done_no_times(self):
        path = self.write([*HEAD, *TAIL])
        for option, value in itertools.product(("--jobs", "--repeat"), ("0", "x", "-1")):
            result = pop3sh("replay", path, "--to", "127.0.0.1:1", option, value, env=ENV)
            self.assertStatus(result, 2)
            self.assertSays(result.err, option + ": its value must be a whole number, 1 or more")

    def test_expressions_that_are_none_are_refused_by_all_who_read(self):
        line = len(transcript(HEAD, **LOGIN).splitlines()) + 1
        for expression, why in (
            ("(", r"Unmatched ( or \("),
            ("[a", "Unmatched ["),
            ("", r"a regular expression; \{:any} takes anything"),
            ("a" * 1001, "at most 1000 octets, and this has 1001"),
            ("a}", '"/" at the end'),
        ):
            end = "" if expression.endswith("}") else "/}"
            path = self.write([*HEAD, r"S: +OK \{:re/" + expression + end])
            column = 14 if end else 14 + len(expression)
            for command in (("lint",), ("fmt",), ("redact",), ("serve", "--transcript"),
                            ("replay", "--to", "127.0.0.1:1")):  # fmt: skip
                with self.subTest(expression=expression[:9], command=command):
                    result = pop3sh(*command, path)
                    self.assertStatus(result, 3)
                    said = result.out + result.err
                    self.assertSays(said, "%s:%d:%d: " % (path, line, column))
                    self.assertSays(said, "expected " + ("" if end else why))
                    self.assertSays(said, why)

    def test_a_password_comes_from_where_passwords_are(self):
        header = {"Secret": "pass=env:MY_SECRET"}
        result = self.play([], env={"MY_SECRET": "from the file's variable"}, **header)
        self.assertStatus(result, 0)
        self.assertIn(b"PASS from the file's variable", self.received)
        path = os.path.join(self.folder.name, "password")
        with open(path, "w", encoding="utf-8") as file:
            file.write("from a file\n")
        result = self.play([], "--password-file", path, env={"MY_SECRET": "x"})
        self.assertStatus(result, 0)
        self.assertIn(b"PASS from a file", self.received)

    def test_usage(self):
        self.assertStatus(pop3sh("replay"), 2)
        self.assertStatus(pop3sh("replay", "--level=all", "x"), 2)
        path = self.write(HEAD + AUTH + TAIL)
        with open(path, encoding="utf-8") as file:
            text = file.read().replace("Server: mail.example.org:110\n", "")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text.replace("host=mail.example.org ", ""))
        result = pop3sh("replay", path, env=ENV)
        self.assertStatus(result, 2)
        self.assertSays(result.out, "--to")

    def test_a_bad_address_is_told_once_with_the_character_that_was_typed(self):
        path = self.write(HEAD + AUTH + TAIL)
        for to, said in ((":26002", "character 1: the host is missing"),
                         ("pop3://:1", "character 8: the host is missing"),
                         ("127.0.0.1:2x", "character 11: the port must be"),
                         ("unix:x", "character 6: unix: needs a whole path")):  # fmt: skip
            with self.subTest(to=to):
                result = pop3sh("replay", path, path, "--to", to, env=ENV)
                self.assertStatus(result, 2)
                self.assertEqual(result.out, b"")
                self.assertSays(result.err, "option --to: target, " + said)
                self.assertSays(result.err, "HOST:PORT")
                self.assertEqual(result.err.count(b"\n"), 1)

    def test_events_that_lack_their_other_half_are_refused(self):
        starting = ["C: STLS", "S: +OK", "@ tls start", "C: CAPA", "S: +OK", "S: ."]
        for lines, said in (
            ([*HEAD, *starting, *TAIL], '12: unknown: expected "@ tls ok" or'),
            ([*HEAD, *TAIL, "@ close by=server"], "12: unknown: this connection is closed already"),
            *(
                ([*HEAD, *TAIL, line], '12: unknown: expected "@ connect" in front of this line')
                for line in ("C: NOOP", "S: +OK", "@ tls start")
            ),
            (
                [*HEAD, "@2 connect port=110 tls=none", "@2 close by=client", "C2: NOOP", *TAIL],
                '11: unknown: expected "@2 connect" in front of this line',
            ),
        ):
            result = pop3sh("replay", "--to", "127.0.0.1:1", self.write(lines), env=ENV)
            self.assertStatus(result, 3)
            self.assertSays(result.text.encode(), said)

    def test_a_line_without_its_connection_is_refused(self):
        path = self.write([*HEAD, *AUTH, "C3: NOOP", "S3: +OK", *TAIL])
        for command in (("lint",), ("replay", "--to", "127.0.0.1:1")):
            result = pop3sh(*command, path, env=ENV)
            self.assertStatus(result, 3)
            self.assertRegex(
                (result.out + result.err).decode(),
                r'pop3t:13:1: (unknown: )?expected "@3 connect" in front of this line',
            )


class Guards(ReplayCase):
    def test_nothing_is_deleted_unless_allowed(self):
        lines = ["C: DELE 1", "S: +OK"]
        result = self.play(lines)
        self.assertStatus(result, 0)
        self.assertSays(result.out, "RSET was sent before QUIT")
        self.assertEqual(self.received[-3:], [b"DELE 1", b"RSET", b"QUIT"])
        self.assertStatus(self.play(lines, Destructive="yes"), 0)  # the same
        self.assertEqual(self.received[-3:], [b"DELE 1", b"RSET", b"QUIT"])
        self.assertStatus(self.play(lines, "--allow-delete"), 0)
        self.assertEqual(self.received[-2:], [b"DELE 1", b"QUIT"])

    def test_without_rset_it_leaves_without_quit(self):
        result = self.play(["C: DELE 1", "S: +OK"], talk=talker(RSET=b"-ERR no\r\n"))
        self.assertStatus(result, 1)
        self.assertEqual(self.received[-1], b"RSET")

    def test_destructive_files_are_skipped(self):
        for arguments, status, word in (
            ((), 0, "skip"),
            (("--no-skip",), 1, "skip"),
            (("--allow-delete",), 0, "pass"),
        ):
            result = self.play([], *arguments, Destructive="yes")
            self.assertStatus(result, status)
            self.assertSays(result.out, ": " + word)

    def test_what_the_server_lacks_skips(self):
        for header, word in (
            ({"Requires": "TOP UIDL"}, "pass"),
            ({"Requires": "UTF8"}, "skip"),
            ({"Mailbox": "messages>=2"}, "pass"),
            ({"Mailbox": "messages>=3"}, "skip"),
            ({"Mailbox": "empty"}, "skip"),
        ):
            result = self.play(["C: STAT", "S: +OK 2 320"], **header)
            self.assertStatus(result, 0)
            self.assertSays(result.out, ": " + word)

    def test_nothing_is_required_of_nobody(self):
        """A session of pauses alone connects to no server."""
        path = self.write(["@ pause 1ms"], Server="127.0.0.1:1", Requires="UIDL")
        self.assertStatus(pop3sh("replay", path), 0)


if __name__ == "__main__":
    harness.main(__file__)

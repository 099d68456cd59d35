#!/usr/bin/env python3
"""pop3sh replay: sessions on paper against servers that do what a test says."""

import json
import os
import stat
import tempfile
import time

import harness
from harness import pop3sh
from on_paper import LOGIN, transcript
from scripted import Server

PASSWORD = "correct horse"
ENV = {"POP3SH_PASSWORD": PASSWORD}

REPLIES = {
    b"CAPA": b"+OK\r\nTOP\r\nUIDL\r\nSASL PLAIN LOGIN\r\n.\r\n",
    b"USER": b"+OK\r\n",
    b"PASS": b"+OK Logged in.\r\n",
    b"STAT": b"+OK 2 320\r\n",
    b"LIST": b"+OK 2 messages:\r\n1 120\r\n2 200\r\n.\r\n",
    b"UIDL": b"+OK\r\n1 aaaa\r\n2 bbbb\r\n.\r\n",
    b"RETR": b"+OK 120 octets\r\nFrom: a\r\n\r\n..dot\r\nend\r\n.\r\n",
    b"NOOP": b"+OK\r\n",
    b"DELE": b"+OK\r\n",
    b"RSET": b"+OK\r\n",
}
GREETING = b"+OK ready\r\n"

HEAD = ["@ connect host=mail.example.org port=110 tls=none", "S: +OK ready"]
AUTH = [r"C: USER \{user}", "S: +OK", r"C: PASS \{!pass}", "S: +OK Logged in."]
TAIL = ["C: QUIT", "S: +OK bye", "@ close by=server"]


def talker(greeting=GREETING, **changed):
    """What a server says, with some replies changed: LIST=b"..."."""
    replies = {**REPLIES, **{verb.encode(): text for verb, text in changed.items()}}

    def talk(connection):
        connection.send(greeting)
        connection.answer(replies)

    return talk


class ReplayCase(harness.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def write(self, lines, name="session.pop3t", **header):
        path = os.path.join(self.folder.name, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(transcript(lines, **{**LOGIN, **header}))
        return path

    def play(self, lines, *arguments, talk=None, env=None, **header):
        """Replay these lines of a logged-in session."""
        path = self.write(HEAD + AUTH + lines + TAIL, **header)
        with Server(talk or talker()) as server:
            result = pop3sh(
                *("replay", path, "--to", "127.0.0.1:%d" % server.port, *arguments),
                env={**ENV, **(env or {})},
            )
        self.received = server.received
        return result

    def differences(self, lines, *arguments, **more):
        result = self.play(lines, *arguments, "--output", "json", **more)
        return [o for o in result.objects("difference") if o.get("counts", True)]


class Levels(ReplayCase):
    # recorded lines, and the lowest level that notices what the server changed
    rows = [
        (["C: STAT", "S: +OK 2 320"], None),
        (["C: STAT", "S: +OK 2 999"], "wire"),  # a size
        (["C: STAT", "S: -ERR no"], "outcome"),
        (["C: NOOP", "S: +OK [X] so"], "grammar"),  # a response code
        (["C: NOOP", "S: +OK really"], "text"),
        (["C: NOOP", r"S: +OK\n\;"], "wire"),
        (["C: LIST", "S: +OK x", "S: 1 120", "S: ."], "grammar"),
        (["C: LIST", "S: +OK x", "S: 1 120", "S: 2 200", "S: ."], "text"),
        (["C: LIST", "S: +OK 2 messages:", "S: 1 1", "S: 2 2", "S: ."], "wire"),
        (["C: LIST", "S: -ERR"], "outcome"),
        (["C: UIDL", "S: +OK", "S: 1 xxxx", "S: 2 yyyy", "S: ."], "wire"),
        (
            ["C: CAPA", "S: +OK", "S: UIDL", "S: TOP", "S: SASL PLAIN LOGIN", "S: ."],
            "text",
        ),
        (
            ["C: CAPA", "S: +OK", "@ set", "S: SASL PLAIN LOGIN", "S: UIDL"]
            + ["S: TOP", "@ end", "S: ."],
            None,
        ),
        (
            ["C: CAPA", "S: +OK", "S: TOP", "S: UIDL", "S: SASL PLAIN LOGIN"]
            + ["S: STLS", "S: ."],
            "grammar",
        ),
        (["C: CAPA", "S: +OK", "S: SASL PLAIN CRAM-MD5", "S: ."], "grammar"),
        (
            ["C: RETR 1", "S: +OK 120 octets", "S: From: a", "S:", "S: ..dot"]
            + ["S: end", "S: ."],
            None,
        ),
        (
            ["C: RETR 1", "S: +OK 120 octets", "S: From: a", "S:", "S: ..dot"]
            + ["S: End", "S: ."],
            "text",
        ),
        (
            ["C: RETR 1", "S: +OK 120 octets", "@ body lines=4 octets=22", "S: ."],
            None,
        ),
        (
            ["C: RETR 1", "S: +OK 120 octets", "@ body lines=4 octets=23", "S: ."],
            "text",
        ),
        # masks
        (["C: STAT", r"S: +OK \{n:num} \{:octets}"], None),
        (["C: STAT", r"S: +OK \{n:num} \{n:num}"], "grammar"),
        (["C: STAT", r"S: +OK \{:re/[0-9] 32./}"], None),
        (["C: STAT", r"S: +OK \{:re/[0-9] 33./}"], "text"),
        (["C: UIDL", "S: +OK", r"S*: \{:any}", "S: ."], None),
        (["C: UIDL", "S: +OK", "S: 1 aaaa", "S?: 9 none", "S: 2 bbbb", "S: ."], None),
        (
            ["C: STAT", r"S: +OK \{n:num} \{:any}", r"C: RETR \{n}"]
            + ["S: +OK 120 octets", r"S*: \{:any}", "S: ."],
            None,
        ),
    ]

    def test_each_level_sees_what_it_should(self):
        levels = ("outcome", "grammar", "text", "wire")
        for lines, first in self.rows:
            for level in levels:
                with self.subTest(lines=lines, level=level):
                    result = self.play(lines, "--level", level)
                    seen = first and levels.index(level) >= levels.index(first)
                    self.assertStatus(result, 1 if seen else 0)

    def test_what_is_pinned_or_free(self):
        size = ["C: STAT", "S: +OK 2 999"]
        uid = ["C: UIDL", "S: +OK", "S: 1 aaaa", "S: 2 xxxx", "S: ."]
        masked = ["C: UIDL", "S: +OK", r"S: 1 \{u:uid=zzzz}", "S: 2 bbbb", "S: ."]
        few = ["C: UIDL", "S: +OK", "S: 1 aaaa", "S: ."]
        for lines, arguments, status in (
            (size, ("--pin", "sizes"), 1),
            (size, ("--level", "text", "--pin=sizes"), 1),
            (uid, ("--pin=uids",), 1),
            (uid, ("--level=wire", "--free=uids"), 0),
            (masked, ("--level=text",), 0),
            (masked, ("--level=text", "--pin=uids"), 1),
            (few, ("--level=grammar",), 1),
            (few, ("--free=counts",), 0),
            (few, ("--level=outcome", "--pin=counts"), 1),
        ):
            with self.subTest(lines=lines, arguments=arguments):
                self.assertStatus(self.play(lines, *arguments), status)
        self.assertStatus(self.play(size, "--pin=colours"), 2)

    def test_the_file_and_its_events_choose_the_level(self):
        lines = ["C: NOOP", "S: +OK really"]
        self.assertStatus(self.play(lines, Level="text"), 1)
        self.assertStatus(self.play(lines, "--level", "grammar", Level="text"), 0)
        self.assertStatus(self.play(["@ level text", *lines]), 1)
        self.assertStatus(
            self.play(["@ level outcome", *lines, "@ level wire"], "--level=text"), 0
        )


class Failures(ReplayCase):
    def test_a_block_names_place_lines_and_octet(self):
        lines = ["C: LIST", "S: +OK 2 messages:", "S: 1 120", "S: 2 200 x", "S: ."]
        result = self.play(['@ step "look"', *lines], "--level", "text")
        self.assertStatus(result, 1)
        block = result.text.splitlines()
        path = os.path.join(self.folder.name, "session")
        self.assertEqual(
            block[0],
            path + '.pop3t:17: FAIL text  step "look", connection 1, after C: LIST',
        )
        self.assertEqual(block[1:3], ["  expected  S: 2 200 x", "  got       S: 2 200"])
        self.assertIn(path + ".actual.pop3t", result.text)

    # recorded; level; expected, got and column as the block has them
    entries = [
        # missing: what came in its place
        (["C: LIST", "S: +OK", "S: 1 120", "S: 2 200", "S: 3 300", "S: ."],
         "grammar", ("3 300", ".", 1, "missing")),
        (["C: UIDL", "S: +OK", "S: 1 aaaa", "S: 2 bbbb", "S: 3 c", "S: ."],
         "text", ("3 c", ".", 1, "missing")),
        (["C: RETR 1", "S: +OK 120 octets", "S: From: a", "S:", "S: .x", "S: ..dot"]
         + ["S: end", "S: ."], "text", (".x", "..dot", 2, "missing")),
        # additional: what was due in its place
        (["C: LIST", "S: +OK", "S: 2 200", "S: ."],
         "grammar", ("2 200", "1 120", 1, "additional")),
        (["C: UIDL", "S: +OK", "S: 1 aaaa", "S: ."],
         "text", (".", "2 bbbb", 1, "additional")),
        (["C: TOP 1 0", "S: +OK 120 octets", "S: From: b", "S:", "S: ."],
         "text", ("From: b", "From: a", 7, "other")),
        # another one
        (["C: LIST", "S: +OK 2 messages:", "S: 1 120", "S: 2 200 x", "S: ."],
         "text", ("2 200 x", "2 200", 6, "other")),
        (["C: CAPA", "S: +OK", "S: TOP", "S: UIDL", "S: SASL PLAIN NTLM", "S: ."],
         "grammar", ("SASL PLAIN NTLM", "SASL PLAIN LOGIN", 12, "missing")),
        (["C: CAPA", "S: +OK", "S: TOP", "S: UIDL", "S: SASL PLAIN", "S: ."],
         "text", ("SASL PLAIN", "SASL PLAIN LOGIN", 11, "other")),
    ]  # fmt: skip

    def test_the_entry_is_shown_with_a_caret_in_every_form(self):
        talk = talker(TOP=b"+OK 120 octets\r\nFrom: a\r\n\r\n.\r\n")
        kinds = ("json", "jsonl", "tap", "junit", "html")
        for lines, level, (expected, got, column, kind) in self.entries:
            with self.subTest(lines=lines):
                paths = {k: os.path.join(self.folder.name, "r." + k) for k in kinds}
                reports = ["--report=%s=%s" % item for item in paths.items()]
                result = self.play(lines, "--level", level, *reports, talk=talk)
                block = ["  expected  S: " + expected, ("  got       S: " + got)]
                block.append(" " * (15 + column - 1) + "^ column %d" % column)
                said = result.text
                self.assertIn("\n".join(block) + "\n", said)
                text = {k: open(p, encoding="utf-8").read() for k, p in paths.items()}
                (case,) = [c for c in json.loads(text["json"])["files"][0]["cases"]
                           if c.get("differences")]  # fmt: skip
                match = [d for d in case["differences"]
                         if d["expected"] == "S: " + expected]  # fmt: skip
                self.assertEqual(match[0]["got"].rstrip(), ("S: " + got).rstrip())
                self.assertEqual((match[0]["column"], match[0]["kind"]), (column, kind))
                self.assertIn('"kind":"%s"' % kind, text["jsonl"].replace(" ", ""))
                self.assertIn("column: %d\n" % column, text["tap"])
                self.assertIn("^ column %d" % column, text["junit"])
                self.assertIn("S: " + expected, text["junit"])
                self.assertIn("column %d" % column, text["html"])
                self.assertIn("<mark>", text["html"])
                objects = self.differences(lines, "--level", level, talk=talk)
                (one,) = [o for o in objects if o["expected"] == expected]
                self.assertEqual((one["got"], one["column"]), (got, column))
                self.assertEqual(one["kind"], kind)

    def test_one_octet_is_found(self):
        good = ["C: RETR 1", "S: +OK 120 octets", "S: From: a", "S:", "S: ..dot"]
        result = self.play([*good, "S: eNd", "S: ."], "--level", "text")
        self.assertStatus(result, 1)
        (line,) = [l for l in result.text.splitlines() if "^" in l]
        self.assertTrue(line.endswith("^ column 2"), str(result))

    def test_the_session_as_it_was_is_saved_and_can_be_played(self):
        result = self.play(["C: NOOP", "S: +OK really"], "--level", "text")
        self.assertStatus(result, 1)
        path = os.path.join(self.folder.name, "session.actual.pop3t")
        self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o600)
        with open(path, encoding="utf-8") as file:
            actual = file.read()
        self.assertNotIn(PASSWORD, actual)
        with Server(talker()) as server:
            again = pop3sh(
                *("replay", path, "--level=wire"),
                *("--to", "127.0.0.1:%d" % server.port),
                env=ENV,
            )
        self.assertStatus(again, 0)

    def test_no_secret_is_in_any_output(self):
        echo = b"-ERR no such user joe with " + PASSWORD.encode() + b"\r\n"
        for form in ("text", "json"):
            result = self.play(
                ["C: NOOP", "S: +OK"],
                *("--output", form, "--report", "tap=/dev/null"),
                talk=talker(PASS=echo),
            )
            self.assertStatus(result, 6)
            self.assertNotIn(PASSWORD.encode(), result.out + result.err)

    def test_the_rest_is_not_run_behind_a_break(self):
        result = self.play(
            ["C: STAT", "S: +OK 2 320"],
            *("--output", "json"),
            talk=talker(greeting=b"-ERR go away\r\n"),
        )
        self.assertStatus(result, 4)
        (verdict,) = result.objects("verdict")
        self.assertEqual(verdict["result"], "unknown")
        self.assertEqual(verdict["not_run"], 4)

    def test_a_server_that_closes_early_fails(self):
        def talk(connection):
            connection.send(GREETING)
            for reply in (b"+OK\r\n", b"+OK Logged in.\r\n"):
                connection.line()
                connection.send(reply)
            connection.line()

        result = self.play(["C: STAT", "S: +OK 2 320"], talk=talk)
        self.assertStatus(result, 1)
        self.assertSays(result.out, "the connection ended before this came")

    def test_a_server_that_says_nothing_gives_no_verdict(self):
        def talk(connection):
            connection.send(GREETING)
            connection.wait()

        for arguments, env in (
            (("--timeout", "0.2"), {}),
            ((), {"POP3T_TIMEOUT": "0.2"}),
        ):
            result = self.play(
                ["C: STAT", "S: +OK 2 320"], *arguments, talk=talk, env=env
            )
            self.assertStatus(result, 4)
            self.assertSays(result.out, "unknown")

    def test_what_nobody_reads_is_told(self):
        result = self.play(
            ["C: NOOP", "S: +OK"], talk=talker(NOOP=b"+OK\r\n+OK again\r\n")
        )
        self.assertStatus(result, 1)
        self.assertSays(result.out, "+OK again")

    def test_expected_failures(self):
        good, bad = ["C: NOOP", "S: +OK"], ["C: NOOP", "S: -ERR"]
        for lines, expected, status, word in (
            (bad, "1", 0, "xfail"),
            (good, "1", 1, "xpass"),
            (good, "0", 0, "pass"),
        ):
            result = self.play(lines, Expect_Exit=expected)
            self.assertStatus(result, status)
            self.assertSays(result.out, ": " + word)

    def test_findings_count_when_they_are_new(self):
        stat = {"talk": talker(STAT=b"+OK 2\r\n")}  # stat/format
        new = self.play(["C: STAT", "S: +OK 2 320"], **stat)
        self.assertStatus(new, 1)
        self.assertSays(new.out, "stat/format")
        old = self.play(["C: STAT", "S: +OK 2"], **stat)
        self.assertStatus(old, 0)
        allowed = self.play(["@ allow stat/format", "C: STAT", "S: +OK 2 320"], **stat)
        self.assertStatus(allowed, 0)
        other = self.play(["C: STAT", "S: +OK 2 320"], "--fail-on=never", **stat)
        self.assertStatus(other, 0)


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
        self.assertEqual(server.connections, [])

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


class Guards(ReplayCase):
    def test_nothing_is_deleted_unless_allowed(self):
        lines = ["C: DELE 1", "S: +OK"]
        result = self.play(lines)
        self.assertStatus(result, 0)
        self.assertSays(result.out, "RSET was sent before QUIT")
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


class Update(ReplayCase):
    """--update: what of a file changes, and when nothing may."""

    body = ["# kept", "C: STAT", r"S: +OK \{n:num} \{:octets}", "", "C: LIST"]
    body += ["S: +OK old words", "S: 1 120", r"S: 3 \{:octets=7}", "S: ."]

    def update(self, path, *arguments, talk=None, env=None):
        with Server(talk or talker()) as server:
            return pop3sh(
                *("replay", path, "--to", "127.0.0.1:%d" % server.port, *arguments),
                env={**ENV, "CI": "", **(env or {})},
            )

    def text(self, path):
        with open(path, encoding="utf-8") as file:
            return file.read()

    def test_only_lines_that_differ_are_written(self):
        path = self.write(HEAD + AUTH + self.body + TAIL)
        os.chmod(path, 0o640)
        before = self.text(path)
        result = self.update(path, "--update")
        self.assertStatus(result, 0)
        want = before.replace("+OK old words", "+OK 2 messages:")
        want = want.replace(r"3 \{:octets=7}", r"2 \{:octets=200}")
        self.assertEqual(self.text(path), want)
        self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o640)
        self.assertSays(result.out, "-S: +OK old words\n+S: +OK 2 messages:")
        self.assertStatus(self.update(path, "--level=text"), 0)
        again = os.stat(path).st_mtime_ns
        self.assertStatus(self.update(path, "--update"), 0)
        self.assertEqual(os.stat(path).st_mtime_ns, again)
        self.assertEqual(os.listdir(self.folder.name), ["session.pop3t"])

    def test_a_longer_listing_keeps_the_masks_of_known_messages(self):
        listing = ["C: UIDL", "S: +OK", r"S: 2 \{u:uid=old}", "S: ."]
        path = self.write(HEAD + AUTH + listing + TAIL)
        self.assertStatus(self.update(path, "--update"), 0)
        self.assertIn(
            "S: +OK\nS: 1 \\{:uid=aaaa}\nS: 2 \\{u:uid=old}\nS: .\n", self.text(path)
        )

    def test_what_may_not_change_without_all(self):
        for recorded, replies, why in (
            (["C: NOOP", "S: -ERR no"], {}, "--update=all"),
            (
                ["C: CAPA", "S: +OK", "S: TOP", "S: UIDL", "S: STLS", "S: ."],
                {},
                "--update=all",
            ),
        ):
            with self.subTest(recorded=recorded):
                path = self.write(HEAD + AUTH + recorded + TAIL)
                before = self.text(path)
                for way in ("--update", "--update=force"):
                    result = self.update(path, way, talk=talker(**replies))
                    self.assertStatus(result, 1)
                    self.assertSays(result.out, why)
                    self.assertEqual(self.text(path), before)
                self.assertStatus(self.update(path, "--update=all"), 0)
                self.assertNotEqual(self.text(path), before)
                self.assertStatus(self.update(path), 0)

    def closer(self, *replies):
        """Says these, one for each line, and closes."""

        def talk(connection):
            connection.send(GREETING)
            for reply in replies:
                connection.line()
                connection.send(reply)

        return talk

    def test_an_earlier_close_changes_nothing_without_all(self):
        path = self.write(HEAD + AUTH + self.body + TAIL)
        before = self.text(path)
        for replies in ((), (b"+OK\r\n", b"+OK Logged in.\r\n", b"+OK 2 ")):
            for way in ("--update", "--update=force", "--update=review"):
                result = self.update(path, way, talk=self.closer(*replies))
                self.assertStatus(result, 1)
                self.assertSays(result.out, "--update=all")
                self.assertEqual(self.text(path), before)

    def test_an_earlier_close_is_written_with_all(self):
        login = (b"+OK\r\n", b"+OK Logged in.\r\n")
        listing = ["C: LIST", "S: +OK 2 messages:", "S: 1 120", "S: 2 200", "S: ."]
        lines = HEAD + AUTH + listing + ["# kept", "C: CAPA", "S: +OK", "@ set"]
        lines += ["S: TOP", "@ end", "S: .", *TAIL]
        after = ["# kept", "# C: CAPA", "# @ set", "# @ end", "# C: QUIT"]
        for replies, want in (
            # where an answer was due
            (login, ["C: LIST", "@ close by=server", *after]),
            # within one
            (
                (*login, b"+OK 2 messages:\r\n1 120\r\n2"),
                [*listing[:3], r"S: 2\;", "@ close by=server", *after],
            ),
            ((*login, b"+O"), ["C: LIST", r"S: +O\;", "@ close by=server", *after]),
        ):
            with self.subTest(replies=replies):
                path = self.write(lines)
                head = self.text(path).split("C: LIST")[0]
                talk = self.closer(*replies)
                result = self.update(path, "--update=all", talk=talk)
                self.assertEqual(
                    self.text(path), head + "".join(line + "\n" for line in want)
                )
                self.assertStatus(result, 0)
                for way in ((), ("--update=all",)):
                    again = self.update(path, *way, talk=self.closer(*replies))
                    self.assertStatus(again, 0)
                goes_on = self.update(path, "--timeout=0.2")
                self.assertStatus(goes_on, 1)

    def test_a_close_within_a_login_keeps_the_file_whole(self):
        sasl = ["@ sasl CRAM-MD5 user=user secret=pass", "C: AUTH CRAM-MD5"]
        path = self.write(
            [*HEAD, *sasl, "S: + YQ==", r"C: \{!sasl}", "S: +OK", "@ end"]
            + ["C: CAPA", "S: +OK", "@ set", "S: TOP", "@ end", "S: .", *TAIL]
        )
        self.assertStatus(self.update(path, "--update=all", talk=self.closer()), 0)
        self.assertTrue(
            self.text(path).endswith(
                "C: AUTH CRAM-MD5\n@ close by=server\n# C: \\{!sasl}\n@ end\n"
                "# C: CAPA\n# @ set\n# @ end\n# C: QUIT\n"
            ),
            self.text(path),
        )

    def test_what_nobody_knows_of_is_not_written(self):
        lines = [*HEAD, "C: NOOP", "S: +OK", "@ close by=server"]
        lines += ["@ connect port=110", "S: +OK ready", *TAIL]
        path = self.write(lines)
        before = self.text(path)
        result = self.update(path, "--update=all", talk=self.closer())
        self.assertStatus(result, 1)
        self.assertSays(result.out, "record it anew")
        self.assertEqual(self.text(path), before)

    def test_expected_failures_stay_unless_all(self):
        lines = HEAD + AUTH + ["C: LIST", "S: +OK", "S: 1 120", "S: ."] + TAIL
        path = self.write(lines, Expect_Exit="1")
        before = self.text(path)
        self.assertSays(self.update(path, "--update").out, "Expect-Exit")
        self.assertEqual(self.text(path), before)

    def test_not_in_ci_unless_forced(self):
        path = self.write(HEAD + AUTH + self.body + TAIL)
        before = self.text(path)
        for way in ("--update", "--update=all", "--update=review"):
            result = self.update(path, way, env={"CI": "true"})
            self.assertStatus(result, 2)
            self.assertEqual(self.text(path), before)
        result = self.update(path, "--update=force", env={"CI": "true"})
        self.assertStatus(result, 0)
        self.assertNotEqual(self.text(path), before)

    def test_review_writes_another_file(self):
        path = self.write(HEAD + AUTH + self.body + TAIL)
        before = self.text(path)
        result = self.update(path, "--update=review", "--level=text")
        self.assertStatus(result, 1)
        self.assertSays(result.out, "+S: +OK 2 messages:")
        self.assertEqual(self.text(path), before)
        self.assertStatus(self.update(path + ".new", "--level=text"), 0)

    def test_what_changes_again_is_volatile(self):
        logins = iter("abcdef")

        def talk(connection):
            talker(NOOP=b"+OK word %s\r\n" % next(logins).encode())(connection)

        path = self.write(HEAD + AUTH + ["C: NOOP", "S: +OK x"] + TAIL)
        result = self.update(path, "--update", "--level=text", talk=talk)
        self.assertStatus(result, 1)
        self.assertSays(result.out, "volatile")
        self.assertSays(result.out, r"+OK word \{:word}")

    def test_a_failure_names_the_command(self):
        lines = ["C: NOOP", "S: +OK really"]
        result = self.play(lines, "--level=text")
        path = os.path.join(self.folder.name, "session.pop3t")
        self.assertSays(result.out, "  accept    replay --update " + path)
        result = self.play(["C: NOOP", "S: -ERR"])
        self.assertSays(result.out, "  accept    replay --update=all " + path)


class Masks(ReplayCase):
    def test_the_name_of_the_server_is_no_difference(self):
        lines = ["C: NOOP", "S: +OK from mail.example.org today"]
        other = talker(NOOP=b"+OK from pop.test today\r\n")
        self.assertStatus(self.play(lines, "--level=text", talk=other), 0)
        self.assertStatus(self.play(lines, "--level=wire", talk=other), 1)

    def test_all_masks_are_listed(self):
        lines = ["C: NOOP", "S: +OK from mail.example.org", "C: STAT"]
        lines += [r"S: +OK \{n:num} 320"]
        out = self.play([*lines, "C: STAT", "S: +OK 2 320"], "--show-masks").out
        self.assertSays(out, "line 14: mail.example.org: host, masked unasked")
        self.assertSays(out, "line 16: num: ")
        self.assertSays(out, "line 18: 320: size, masked unasked")


class Many(ReplayCase):
    def test_two_hundred_side_by_side(self):
        paths = []
        for n in range(200):
            lines = HEAD + ["C: USER u%d" % n, "S: +OK", r"C: PASS \{!pass}"]
            lines += ["S: +OK", "C: STAT", "S: +OK 2 320", "C: UIDL", "S: +OK"]
            lines += ["S: 1 aaaa", "S: 2 bbbb", "S: .", *TAIL]
            paths.append(self.write(lines, "n%03d.pop3t" % n))
        with Server(talker()) as server:
            result = pop3sh(
                *("replay", *paths, "--jobs", "4", "--output", "json"),
                *("--to", "127.0.0.1:%d" % server.port),
                env=ENV,
                timeout=120,
            )
        self.assertStatus(result, 0)
        verdicts = result.objects("verdict")
        self.assertEqual([v["file"] for v in verdicts], paths)
        self.assertEqual({v["result"] for v in verdicts}, {"pass"})

    def test_one_user_logs_in_once_at_a_time(self):
        inside, most = [0], [0]

        def talk(connection):
            inside[0] += 1
            most[0] = max(most[0], inside[0])
            time.sleep(0.05)
            talker()(connection)
            inside[0] -= 1

        path = self.write(HEAD + AUTH + TAIL)
        with Server(talk) as server:
            to = "127.0.0.1:%d" % server.port
            result = pop3sh(
                *("replay", path, "--to", to, "--jobs=4", "--repeat=4"), env=ENV
            )
            self.assertStatus(result, 0)
            self.assertEqual(most[0], 1)
        self.assertEqual(len(server.connections), 4)

    def test_output_and_reports_are_the_same_for_any_number_of_jobs(self):
        bad = self.write(HEAD + AUTH + ["C: NOOP", "S: -ERR"] + TAIL, "bad.pop3t")
        good = self.write(HEAD + AUTH + TAIL, "good.pop3t")
        texts = []
        for jobs in ("1", "3"):
            tap = os.path.join(self.folder.name, "tap" + jobs)
            with Server(talker()) as server:
                result = pop3sh(
                    *("replay", bad, good, "--jobs", jobs, "--report", "tap=" + tap),
                    *("--to", "127.0.0.1:%d" % server.port),
                    env=ENV,
                )
            self.assertStatus(result, 1)
            with open(tap, encoding="utf-8") as file:
                texts.append((result.text, file.read()))
        self.assertEqual(texts[0], texts[1])
        self.assertIn("not ok", texts[0][1])

    def test_json_has_the_members_of_the_manual(self):
        (difference,) = self.differences(["C: NOOP", "S: -ERR"])
        self.assertEqual(difference["line"], 14)
        self.assertEqual(difference["expected"], "-ERR")
        self.assertEqual(difference["got"], "+OK")
        self.assertIn("step", difference)
        json.dumps(difference)


if __name__ == "__main__":
    harness.main(__file__)

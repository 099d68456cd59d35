#!/usr/bin/env python3
"""pop3sh replay: how a difference is told."""

import json
import os
import re
import stat
import subprocess
import time

import harness
from certificates import Authority
from harness import pop3sh
from on_paper import LOGIN
from replaying import AUTH, ENV, GREETING, HEAD, PASSWORD, ReplayCase, TAIL, talker
from scripted import Server


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
                talk_marked = "<span class=hide>Server: </span><mark>"
                self.assertNotIn(talk_marked, text["html"])
                objects = self.differences(lines, "--level", level, talk=talk)
                (one,) = [o for o in objects if o["expected"] == expected]
                self.assertEqual((one["got"], one["column"]), (got, column))
                self.assertEqual(one["kind"], kind)

    def test_the_way_out_is_one_that_helps(self):
        path = os.path.join(self.folder.name, "session.pop3t")
        update = "  accept    replay --update %s " % path
        update_all = "  accept    replay --update=all %s " % path
        stray = talker(NOOP=b"+OK\r\nhello\r\n")
        for lines, talk, want in (
            (["C: NOOP", "S: +OK so"], None, update),
            (["C: NOOP", "S: -ERR"], None, update_all),
            (["C: LIST", "S: +OK", "S: 1 120", "S: ."], None, update),
            (["C: LIST", "S: +OK", "S: 1 1", "S: 2 2", "S: 3 3", "S: ."], None, update),
            (["C: CAPA", "S: +OK", "@ set", "S: STLS", "@ end", "S: ."], None, update_all),
            (["C: NOOP", "S: +OK"], stray, None),
        ):
            with self.subTest(lines=lines):
                said = self.play(lines, "--level=text", talk=talk).text
                ways = [l for l in said.splitlines() if l.startswith("  accept")]
                if not want:
                    self.assertEqual(ways, [])
                    self.assertIn("  got       S: hello\n" + " " * 15 + "^ column 1\n", said)
                    continue
                self.assertTrue(any(way.startswith(want) for way in ways), said)
                with Server(talk or talker()) as server:
                    result = pop3sh(
                        *("replay", path, "--to", "127.0.0.1:%d" % server.port),
                        *("--level=text", want.split()[2]),
                        env={**ENV, "CI": ""},
                    )
                self.assertStatus(result, 0)

    def test_the_way_out_can_be_given_to_a_shell(self):
        for name in ("plain.pop3t", "two words.pop3t", "it's \\ $HOME.pop3t", "-x.pop3t",
                     "new\nline'.pop3t", "gr\u00fc\u00df\u202e.pop3t"):  # fmt: skip
            with self.subTest(name=name), Server(talker()) as server:
                self.write([*HEAD, "C: NOOP", "S: +OK so", *TAIL], name=name)
                to = "127.0.0.1:%d" % server.port
                words = ("replay", "--level=text", "--to", to, "--", name)
                result = pop3sh(*words, env=ENV, prefix=("env", "-C", self.folder.name))
                self.assertStatus(result, 1)
                way = re.search("accept    replay --update (.*?)(  +full session.*)?\n", result.text)
                shell = ["bash", "-c", "printf %s " + way[1]]
                said = subprocess.run(shell, stdout=subprocess.PIPE, timeout=10, check=True).stdout
                self.assertEqual(said.decode(), "./" * name.startswith("-") + name)

    def blocks(self, lines, talk, *arguments):
        """What is told about a session, the name of its file being FILE."""
        path = self.write(lines)
        with Server(talk) as server:
            to = "127.0.0.1:%d" % server.port
            result = pop3sh("replay", path, "--to", to, *arguments, env=ENV)
        self.assertStatus(result, 1)
        return result.text.replace(path, "FILE")

    def shows(self, said, words):
        self.assertIn(words, said)

    def line_of(self, line):
        with open(os.path.join(self.folder.name, "session.pop3t")) as file:
            return file.read().splitlines().index(line) + 1

    def assert_event(self, said, level, expected, got, column, accept):
        """The block about an event: where it stands, what it was and is now."""
        self.shows(said, "FILE:%d: FAIL %s  " % (self.line_of(expected), level))
        block = ["  expected  " + expected, "  got       " + got]
        if column:
            block.append(" " * (12 + len("@ ") + column - 1) + "^ column %d" % column)
        self.shows(said, "\n".join(block) + "\n  accept    " + accept)

    def test_another_close_is_shown_with_the_way_to_accept_it(self):
        def reset(connection):
            connection.send(GREETING)
            connection.line()
            connection.send(b"+OK bye\r\n")
            time.sleep(0.1)
            connection.reset()

        lines = [*HEAD, "C: QUIT", "S: +OK bye", "@ close by=server how=fin"]
        said = self.blocks(lines, reset, "--level=wire")
        expected, got = "@ close by=server how=fin", "@ close by=server how=rst"
        self.assert_event(said, "wire", expected, got, 21, "replay --level=text FILE")
        lines.insert(0, "@ level wire")
        said = self.blocks(lines, reset)
        way = 'write "%s" at line %d' % (got, self.line_of(expected))
        self.assert_event(said, "wire", expected, got, 21, way)

    def test_a_server_that_stays_is_shown(self):
        def stay(connection):
            connection.send(GREETING)
            connection.line()
            connection.send(b"+OK bye\r\n")
            connection.wait()

        lines = [*HEAD, "C: QUIT", "S: +OK bye", "@ close by=server"]
        said = self.blocks(lines, stay, "--timeout=0.3")
        got = "@ timeout after=300ms"
        way = 'write "%s" at line %d' % (got, self.line_of(lines[-1]))
        self.assert_event(said, "outcome", lines[-1], got, 1, way)

    def test_silence_that_is_broken_is_shown(self):
        def leave(connection):
            connection.send(GREETING)
            connection.line()

        quiet = "@ timeout after=5s"
        lines = [*HEAD, "C: NOOP", quiet]
        said = self.blocks(lines, leave)
        got = "@ close by=server how=fin"
        way = 'write "%s" at line %d' % (got, self.line_of(quiet))
        self.assert_event(said, "outcome", quiet, got, 1, way)
        said = self.blocks(lines, talker())
        self.shows(said, "FILE:%d: FAIL outcome  " % self.line_of(quiet))
        self.shows(said, "  expected  %s\n  got       S: +OK\n" % quiet)

    def test_a_late_reply_is_shown(self):
        def late(connection):
            connection.send(GREETING)
            connection.line()
            time.sleep(0.2)
            connection.send(b"+OK bye\r\n")
            connection.line()
            connection.send(b"+OK\r\n")

        limit = "@ within 100ms"
        lines = [*HEAD, "C: XLATE", limit, "S: +OK bye", "# a comment", "", "C: QUIT", "S: +OK"]
        said = self.blocks(lines, late)
        self.shows(said, "FILE:%d: FAIL outcome  " % self.line_of("S: +OK bye"))
        self.assertRegex(
            said,
            r"  expected  @ within 100ms\n  got       @ within [2-9]\d\dms\n +\^ column 8\n"
            r'  accept    write "@ within [2-9]\d\dms" at line %d ' % self.line_of(limit),
        )

    def test_an_end_before_the_answer_is_shown(self):
        def leave(connection):
            connection.send(GREETING)
            connection.line()

        said = self.blocks([*HEAD, "C: NOOP", "S: +OK so", *TAIL], leave)
        self.shows(said, "FILE:%d: FAIL outcome  " % self.line_of("S: +OK so"))
        block = "  expected  S: +OK so\n  got       @ close by=server how=fin\n"
        self.shows(said, block + " " * 14 + "^ column 1\n  accept    replay --update=all FILE")

    def test_another_tls_is_shown(self):
        def talk(connection):
            connection.start_tls(certificate)
            connection.send(GREETING)
            connection.line()
            connection.send(b"+OK bye\r\n")

        authority = Authority()
        certificate = authority.issue("localhost")
        opened = ["@ connect host=mail.example.org port=995 tls=implicit"]
        ok = "@ tls ok version=1.2 cipher=X verify=ok"
        lines = [*opened, "@ tls start", ok, "S: +OK ready", "C: QUIT", "S: +OK bye"]
        said = self.blocks(lines, talk, "--pin=tls", "--insecure")
        self.shows(said, "FILE:%d: FAIL wire  " % self.line_of(ok))
        self.assertRegex(
            said,
            r"  expected  %s\n  got       @ tls ok version=1.3 cipher=TLS_\S+ cert=\S+ verify=.*\n"
            r" {31}\^ column 18\n  accept    replay --free=tls FILE " % ok,
        )
        failed = "@ tls fail reason=refused"
        said = self.blocks([*opened, "@ tls start", failed], talk, "--insecure")
        self.shows(said, "FILE:%d: FAIL outcome  " % self.line_of(failed))
        self.assertRegex(said, r"  expected  %s\n  got       @ tls ok version=1.3 " % failed)

    def test_a_certificate_that_was_verified_and_is_not_now_counts(self):
        def talk(connection):
            connection.start_tls(certificate)
            connection.send(GREETING)
            connection.line()
            connection.send(b"+OK bye\r\n")

        authority = Authority()
        certificate = authority.issue("localhost")
        for verify, failed_on, counts in (
            (" verify=ok", "warning", True),
            (" verify=ok", "error", False),
            ("", "warning", False),
            (" verify=expired", "warning", False),
        ):
            with self.subTest(verify + failed_on):
                path = self.write(
                    [
                        "@ connect host=mail.example.org port=995 tls=implicit",
                        "@ tls ok version=1.3" + verify,
                        *("S: +OK ready", "C: QUIT", "S: +OK bye"),
                    ]
                )
                with Server(talk) as server:
                    result = pop3sh(
                        *("replay", path, "--to", "localhost:%d" % server.port, "--insecure"),
                        *("--fail-on", failed_on),
                    )
                self.assertStatus(result, int(counts))
                told = b"tls/cert-untrusted" in result.out
                self.assertEqual(told, verify == " verify=ok", str(result))

    def test_a_server_that_does_not_begin_tls_is_shown(self):
        lines = [*HEAD, "C: STLS", "S: -ERR no", "@ tls start", "@ tls ok version=1.3"]
        said = self.blocks(lines, talker(STLS=b"-ERR no\r\n"))
        self.shows(said, "  expected  @ tls start\n  got       (nothing)\n")

    def test_the_digest_of_a_message_is_shown(self):
        body = "@ body lines=4 octets=23"
        lines = ["C: RETR 1", "S: +OK 120 octets", body, "S: ."]
        said = self.play(lines, "--level=text").text
        self.assertRegex(
            said,
            r"  expected  %s\n  got       @ body lines=4 octets=22 sha256=\S+\n"
            r" +\^ column 22\n  accept    replay --update " % body,
        )

    def test_a_response_code_is_pointed_at(self):
        for recorded, live, column in (
            ("+OK [X] so", b"+OK [YZ] so", 6),
            ("+OK [SYS/TEMP] so", b"+OK [SYS/PERM] so", 10),
            ("+OK [X] so", b"+OK so", 5),
            ("+OK so", b"+OK [X] so", 6),
            ("+OK [X]", b"+OK", 4),
        ):
            with self.subTest(recorded=recorded, live=live):
                talk = talker(NOOP=live + b"\r\n")
                said = self.play(["C: NOOP", "S: " + recorded], talk=talk).text
                block = "  expected  S: %s\n  got       S: %s\n" % (recorded, live.decode())
                caret = " " * (15 + column - 1) + "^ column %d\n" % column
                self.shows(said, block + caret)

    def test_a_capability_of_a_set_is_pointed_at(self):
        capa = ["C: CAPA", "S: +OK", "@ set", "S: UIDL", "S: TOP", "S: SASL PLAIN LOGIN"]
        lost = [*capa, "S: STLS", "@ end", "S: ."]
        for level in ("grammar", "text"):
            with self.subTest(level=level):
                said = self.play(lost, "--level", level).text
                self.shows(
                    said,
                    "  expected  S: STLS\n  got       S: .\n" + " " * 15 + "^ column 1\n"
                    "  accept    replay --update=all ",
                )
        more = talker(CAPA=b"+OK\r\nTOP\r\nX-NEW\r\nUIDL\r\nSASL PLAIN LOGIN\r\n.\r\n")
        said = self.play([*capa, "@ end", "S: ."], "--level=text", talk=more).text
        caret = " " * 15 + "^ column 1\n"
        self.shows(said, "  got       S: X-NEW\n" + caret + "  accept    replay --update ")

    def test_the_connection_has_its_number(self):
        lines = ["@ connect port=110 tls=none", "S: +OK ready"]
        lines += ["@2 connect port=110 tls=none", "S2: +OK ready"]
        lines += ["C2: NOOP", "S2: +OK so", "C2: QUIT", "S2: +OK bye", *TAIL]
        path = self.write(lines)
        with Server(talker()) as server:
            result = pop3sh(
                *("replay", path, "--to", "127.0.0.1:%d" % server.port),
                "--level=text",
                env=ENV,
            )
        self.assertSays(result.out, "text  connection 2, after C2: NOOP")
        self.assertSays(result.out, "  expected  S2: +OK so\n  got       S2: +OK\n")

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

    def test_a_session_that_a_block_names_is_saved_without_a_verdict_too(self):
        said = talker(USER=b"-ERR [AUTH] no\r\n", PASS=b"-ERR [AUTH] no\r\n")
        result = self.play(["C: NOOP", "S: +OK"], "--report=json=/dev/null", talk=said)
        self.assertStatus(result, 6)
        named = os.path.join(self.folder.name, "session.actual.pop3t")
        self.assertIn(named, result.text)
        with open(named, encoding="utf-8") as file:
            self.assertIn("S: -ERR [AUTH] no", file.read())

    def test_no_session_is_saved_of_a_server_that_nobody_reaches(self):
        path = self.write(HEAD + TAIL)
        self.assertStatus(pop3sh("replay", path, "--to", "127.0.0.1:1", env=ENV), 4)
        self.assertEqual(os.listdir(self.folder.name), ["session.pop3t"])

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
            self.assertRegex(
                result.text,
                r"pop3t:10: UNKNOWN outcome  connection 1, after C: USER \\\{user}: no answer: "
                r"gave up waiting for the reply to USER joe after [\d.]+ m?s\n"
                r"  expected  S: \+OK\n  got       @ timeout after=200ms\n"
                r"  accept    a larger --timeout waits longer        full session: .*\n"
                r"\S*pop3t: unknown \(4 not run\): line 10: no answer",
            )
            path = os.path.join(self.folder.name, "session.actual.pop3t")
            with open(path, encoding="utf-8") as file:
                self.assertIn("C: USER \\{user}\n@ timeout after=200ms\n", file.read())
            os.unlink(path)

    def test_a_port_that_begins_otherwise_is_told_with_the_way(self):
        def silent(connection):
            connection.wait()

        implicit = [HEAD[0].replace("tls=none", "tls=implicit"), *HEAD[1:]]
        for head, talk, scheme, ways in (
            (HEAD, silent, "", ["stays silent: for that write tls=implicit into"]),
            (HEAD, silent, "pop3s://", ["for TLS from the first octet on write tls=implicit"]),
            (implicit, talker(), "", ["for this port write tls=none into"]),
            (implicit, talker(), "pop3+stls://", ["for a port without TLS write tls=none"]),
        ):
            path = self.write(head + AUTH + TAIL)
            with Server(talk) as server:
                to = "%s127.0.0.1:%d" % (scheme, server.port)
                result = pop3sh(
                    *("replay", path, "--to", to, "--timeout", "0.2"),
                    env={"POP3SH_PASSWORD": "pop3"},
                )
            self.assertStatus(result, 4)
            for way in ways:
                self.assertSays(result.out, way)
            self.assertNotIn("****", result.text)
            self.assertEqual(result.text.count("--to is an address"), bool(scheme))
        # the same beginning needs no word
        for scheme in ("pop3://", "pop3+stls://", "pop://", "imap://"):
            path = self.write(HEAD + AUTH + TAIL)
            with Server(talker()) as server:
                to = "%s127.0.0.1:%d" % (scheme, server.port)
                result = pop3sh("replay", path, "--to", to, env=ENV)
            self.assertNotIn("is an address only, and", result.text, scheme)
            self.assertStatus(result, 0)

    def test_a_line_that_cannot_be_sent_is_shown(self):
        lines = ["C: STAT", r"S: +OK \{n:num} 320", r"C: RETR \{n}", "S: +OK", "S: ."]
        result = self.play(lines, talk=talker(STAT=b"+OK many 320\r\n"))
        self.assertStatus(result, 1)
        self.assertRegex(
            result.text,
            r"pop3t:15: FAIL outcome  connection 1: n has no value: .*\n"
            r"  expected  C: RETR \\\{n}\n  got       \(nothing\)\n  accept    ",
        )

    def test_no_greeting_is_no_verdict_either(self):
        result = self.play(["C: NOOP", "S: +OK"], "--timeout=0.2", talk=lambda c: c.wait())
        self.assertStatus(result, 4)
        self.assertSays(result.out, "UNKNOWN outcome  connection 1: no answer")
        with open(self.folder.name + "/session.actual.pop3t", encoding="utf-8") as file:
            self.assertIn("@ timeout after=200ms\n", file.read())

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

    def test_findings_count_at_outcome_for_those_who_ask(self):
        stat = {"talk": talker(STAT=b"+OK 2\r\n")}  # stat/format, an error
        said = ["C: STAT", "S: +OK 2 320"]
        for lines, words, status in (
            (said, ("--level=outcome",), 0),
            (said, ("--level=outcome", "--fail-on=error"), 1),
            (said, ("--level=outcome", "--fail-on=note"), 1),
            (said, ("--level=outcome", "--fail-on=never"), 0),
            (["@ level outcome", *said], (), 0),
            (["@ level grammar", *said], ("--level=outcome",), 1),
        ):
            with self.subTest(lines=lines, words=words):
                result = self.play(lines, *words, **stat)
                self.assertStatus(result, status)
                self.assertSays(result.out, "error   stat/format")


if __name__ == "__main__":
    harness.main(__file__)

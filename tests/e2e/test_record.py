#!/usr/bin/env python3
"""Sessions written down: what stands in the file, and what never does."""

import base64
import os
import re
import shlex
import signal
import stat
import subprocess
import tempfile
import time

import fakepop3
import harness
import scripted
import serving
from certificates import Authority
from fakepop3 import forms
from harness import commands, pop3sh

SECRET = fakepop3.PASSWORD
PASSWORD = {"POP3SH_PASSWORD": SECRET.decode("ascii")}
TALK = commands("LIST", "UIDL", "RETR 2", "NOOP")


class RecordTest(harness.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="pop3sh-record.")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.path = os.path.join(folder.name, "s.pop3t")

    def record(self, server, *arguments, talk=TALK, **more):
        return pop3sh(
            *(server.url(), "--record", self.path, *arguments, *talk),
            env={**PASSWORD, **more},
        )

    @property
    def text(self):
        with open(self.path, encoding="utf-8") as file:
            return file.read()

    def lint(self, *arguments):
        return pop3sh("lint", *arguments, self.path)

    def test_a_session_is_written_for_its_owner_and_no_part_is_left(self):
        with fakepop3.Server() as server:
            self.assertStatus(self.record(server), 0)
        self.assertEqual(stat.S_IMODE(os.stat(self.path).st_mode), 0o600)
        self.assertEqual(os.listdir(self.folder), ["s.pop3t"])
        for line in (
            "%POP3-TRANSCRIPT 1",
            "Server: 127.0.0.1:%d" % server.port,
            "Secret: pass=env:POP3SH_PASSWORD",
            r"C: USER \{user}",
            r"C: PASS \{!pass}",
            r"S: 2 \{:octets=55}",
            r"S: 2 \{:uid=uid-2}",
            "S: ..a dot",
            "@ close by=server how=fin",
        ):
            self.assertIn(line + "\n", self.text)
        self.assertStatus(self.lint(), 0)

    def test_the_recording_linted_gives_what_the_session_gave(self):
        replies = {
            b"UIDL": b"+ERR nothing\r\n",
            b"LIST": b"+OK\r\n1 1\r\n3 05\n.\r\n",
            b"NOOP": b"+OK\n",
        }
        with fakepop3.Server(replies=replies) as server:
            live = self.record(server, "--output", "json", "--no-state")
        paper = self.lint("--output", "json")

        def found(result):
            return sorted(
                (f["rule"], f["severity"], f["message"], f["column"], f["offset"])
                for f in result.objects("finding")
                if f["count"] == 1 and f["side"] == "server"
            )

        self.assertTrue(found(live))
        self.assertEqual(found(live), found(paper))
        client = [
            sorted((f["rule"], f["severity"]) for f in r.objects("finding") if f["side"] == "client")
            for r in (live, paper)
        ]
        self.assertEqual(client[0], client[1])
        self.assertStatus(paper, 1)

    def test_once_never_writes_over_a_file(self):
        with open(self.path, "w", encoding="utf-8") as file:
            file.write("mine\n")
        with fakepop3.Server() as server:
            result = self.record(server)
            self.assertStatus(result, 3)
            self.assertSays(result.err, "--record-mode always")
            self.assertEqual(server.lines, [])
            self.assertEqual(self.text, "mine\n")
            self.assertStatus(self.record(server, "--record-mode", "always"), 0)
        self.assertIn("S: +OK ready\n", self.text)

    def test_always_carries_over_what_people_wrote(self):
        always = ("--record-mode", "always")
        with fakepop3.Server() as server:
            self.assertStatus(self.record(server), 0)
            text = self.text.replace("\nTool", "\nTitle: mine\nTool")
            text = text.replace("C: LIST\n", "\n# which sizes?\nC: LIST\n")
            text = text.replace(r"S: 2 \{:octets=55}", r"S: 2 \{second:num}")
            text = text.replace("\nS: 2 uid-2\n", "\nS: 2 \\{:word}\n")
            with open(self.path, "w", encoding="utf-8") as file:
                file.write(text)
            talk = commands("STAT", "LIST", "RETR 2")
            self.assertStatus(self.record(server, *always, talk=talk), 0)
        for words in (
            "\nTitle: mine\nTool",
            "\nC: STAT\nS: +OK",
            "\n\n# which sizes?\nC: LIST\n",
            "\nS: 2 \\{second:num=55}\nS: 3 ",
        ):
            self.assertIn(words, self.text)
        self.assertNotIn("C: UIDL", self.text)
        self.assertEqual(stat.S_IMODE(os.stat(self.path).st_mode), 0o600)
        self.assertEqual(os.listdir(self.folder), ["s.pop3t"])
        self.assertStatus(self.lint(), 0)

    def test_always_over_a_file_that_is_no_transcript(self):
        with open(self.path, "w", encoding="utf-8") as file:
            file.write("mine\n")
        with fakepop3.Server() as server:
            result = self.record(server, "--record-mode", "always")
        self.assertStatus(result, 0)
        self.assertSays(result.err, "nothing is carried over")
        self.assertSays(result.err, "is kept as %s-1" % self.path)
        self.assertStatus(self.lint(), 0)
        with open(self.path + "-1", encoding="utf-8") as file:
            self.assertEqual(file.read(), "mine\n")

    def test_always_keeps_what_has_no_place_in_the_new_file(self):
        always = ("--record-mode", "always")
        with fakepop3.Server() as server:
            self.assertStatus(self.record(server, talk=commands("STAT", "LIST")), 0)
            old = self.text.replace("C: LIST\n", '# ticket 4711\n@ step "sizes"\nC: LIST\n')
            old = old.replace("C: STAT\n", "# first\nC: STAT\n")
            with open(self.path, "w", encoding="utf-8") as file:
                file.write(old)
            result = self.record(server, *always, talk=commands("STAT", "LIST"))
            self.assertStatus(result, 0)
            self.assertEqual(os.listdir(self.folder), ["s.pop3t"])
            result = self.record(server, *always, talk=commands("STAT"))
        self.assertStatus(result, 0)
        self.assertSays(result.err, "not all that people wrote")
        self.assertSays(result.err, "is kept as %s-1" % self.path)
        self.assertEqual(sorted(os.listdir(self.folder)), ["s.pop3t", "s.pop3t-1"])
        with open(self.path + "-1", encoding="utf-8") as file:
            self.assertIn('# ticket 4711\n@ step "sizes"\nC: LIST\n', file.read())
        self.assertIn("# first\nC: STAT\n", self.text)
        self.assertNotIn("ticket", self.text)
        self.assertEqual(stat.S_IMODE(os.stat(self.path).st_mode), 0o600)
        self.assertStatus(self.lint(), 0)

    def test_extend_plays_the_file_and_goes_on(self):
        extend = ("--record-mode", "extend")
        with fakepop3.Server() as server:
            # there is no file yet: it is made
            self.assertStatus(self.record(server, *extend, talk=commands("STAT")), 0)
            text = self.text.replace("C: STAT\n", "# how many?\nC: STAT\n")
            text = text.replace(r"\{:octets=149}", r"\{total:octets}")
            with open(self.path, "w", encoding="utf-8") as file:
                file.write(text)
            begin = text[: text.index("C: QUIT")]
            del server.lines[:]
            result = self.record(server, *extend, talk=commands("LIST", "NOOP"))
            self.assertStatus(result, 0)
            verbs = [line.split(b" ")[0] for line in server.lines]
            self.assertEqual(b" ".join(verbs), b"CAPA USER PASS STAT LIST NOOP QUIT")
            self.assertTrue(self.text.startswith(begin + "C: LIST\nS: +OK\nS: 1 "), self.text)
            self.assertIn("S: .\nC: NOOP\nS: +OK\nC: QUIT\nS: +OK bye\n@ close", self.text)
            self.assertStatus(self.lint(), 0)
            again = pop3sh("replay", self.path, env=PASSWORD)
            self.assertStatus(again, 0)
            # no server, and no file, for what is not as recorded
            kept = self.text
            server.replies[b"STAT"] = b"-ERR no\r\n"
            result = self.record(server, *extend, talk=commands("LIST"))
            self.assertStatus(result, 1)
            self.assertSays(result.err, "the file stays as it is")
            self.assertEqual(self.text, kept)
            self.assertEqual(os.listdir(self.folder), ["s.pop3t"])
        for bad in ("mine\n", kept.replace("C: QUIT\nS: +OK bye\n", "")):
            with fakepop3.Server() as server, open(self.path, "w", encoding="utf-8") as file:
                file.write(bad)
                file.flush()
                self.assertStatus(self.record(server, *extend), 3)
                self.assertEqual(server.lines, [])
            self.assertEqual(self.text, bad)

    def test_extend_computes_a_login_anew(self):
        with serving.Serve() as server:
            url = "pop3://student@127.0.0.1:%d" % server.port
            options = ("--record", self.path, "--record-mode", "extend", "--auth", "SCRAM-SHA-256")
            env = {"POP3SH_PASSWORD": "pop3"}
            self.assertStatus(pop3sh(url, *options, "-c", "NOOP", env=env), 0)
            self.assertIn("@ sasl SCRAM-SHA-256", self.text)
            self.assertStatus(pop3sh(url, *options, "-c", "STAT", env=env), 0)
            self.assertIn("C: NOOP\nS: +OK nothing done\nC: STAT\n", self.text)
            self.assertEqual(self.text.count("AUTH SCRAM"), 1)
            self.assertStatus(pop3sh("replay", self.path, env=env), 0)

    def test_extend_goes_on_with_the_numbers_of_passwords(self):
        env = {"POP3SH_PASSWORD": "first-word", "POP3SH_PASSWORD2": "second-word"}
        options = ("--record", self.path, "--record-mode", "extend", "--fail-on", "never")
        with fakepop3.Server(replies={b"PASS": b"-ERR no\r\n"}) as server:
            url = "pop3://127.0.0.1:%d" % server.port
            talk = commands("PASS first-word", "PASS second-word")
            self.assertStatus(pop3sh(url, *options, *talk), 7)
            talk = commands("PASS third-word", "PASS second-word")
            self.assertStatus(pop3sh(url, *options, *talk, env=env), 7)
        sent = [line for line in self.text.splitlines() if line.startswith("C: PASS")]
        self.assertEqual(sent, [r"C: PASS \{!pass%s}" % n for n in ("", "2", "3", "2")])
        for number in "2", "3":
            line = "Secret: pass%s=env:POP3SH_PASSWORD%s\n" % (number, number)
            self.assertEqual(self.text.count(line), 1)
        self.assertEqual(self.text.count("Secret: pass="), 1)

    def test_a_user_too_many_to_take_out_ends_the_recording_and_not_the_session(self):
        """No name is in the file, not even in what the server says of it."""
        names = ["name-%s-x" % letter for letter in "abcdefghijklmnopq"]
        said = {b"USER": lambda c, line: c.send(b"+OK hello " + line[5:] + b"\r\n")}
        redact = ("--record", self.path, "--redact", "user", "--fail-on", "never")
        for count, status in (16, 0), (17, 3):
            with fakepop3.Server(replies=said) as server:
                url = "pop3://127.0.0.1:%d" % server.port
                talk = commands(*("USER " + name for name in names[:count]), "NOOP")
                result = pop3sh(url, *redact, "--record-mode", "always", *talk)
            self.assertStatus(result, status)
            self.assertEqual("no room for more names" in result.errors, status == 3)
            self.assertIn(b"NOOP", server.lines)
            self.assertNotIn("name-", self.text)
            self.assertEqual(self.text.count("C: USER"), 16)
            self.assertEqual("C: NOOP" in self.text, status == 0)
            self.assertStatus(self.lint(), 0)
            os.unlink(self.path)
        with open(self.path, "w", encoding="utf-8") as file:
            file.write("%POP3-TRANSCRIPT 1\n\nS: +OK\n")
            file.writelines("C: USER %s\nS: +OK %s\n" % (name, name) for name in names)
        result = pop3sh("redact", "--redact", "user", self.path)
        self.assertStatus(result, 3)
        self.assertIn("more than 16 users", result.errors)
        self.assertEqual(result.out, b"")
        self.assertStatus(pop3sh("redact", "--redact", "host", self.path), 0)

    def test_on_error_keeps_only_what_went_wrong(self):
        mode = ("--record-mode", "on-error")
        with fakepop3.Server() as server:
            self.assertStatus(self.record(server, *mode), 0)
        self.assertEqual(os.listdir(self.folder), [])
        with fakepop3.Server(replies={b"NOOP": b"+OK\n"}) as server:
            self.assertStatus(self.record(server, *mode), 1)
        self.assertEqual(os.listdir(self.folder), ["s.pop3t"])

    def test_a_link_is_not_followed(self):
        target = os.path.join(self.folder, "target")
        os.symlink(target, self.path + ".part")
        with fakepop3.Server() as server:
            self.assertStatus(self.record(server), 3)
        self.assertFalse(os.path.exists(target))

    def test_a_folder_that_is_not_there_is_missed_before_anything_is_sent(self):
        self.path = os.path.join(self.folder, "no", "s.pop3t")
        with fakepop3.Server() as server:
            self.assertStatus(self.record(server), 3)
            self.assertEqual(server.lines, [])

    def test_record_options_need_a_file(self):
        for option in (["--record-exact"], ["--record-mode", "once"]):
            result = pop3sh("127.0.0.1:1", *option, "-c", "NOOP")
            self.assertStatus(result, 2)
        result = pop3sh("127.0.0.1:1", "--record", "x", "--redact", "cats", "-c", "NOOP")
        self.assertStatus(result, 2)
        self.assertSays(result.err, "addresses")

    def test_bodies_hash_and_exact(self):
        with fakepop3.Server() as server:
            self.record(server, "--record-bodies", "hash", "--record-exact")
        self.assertIn("@ body lines=5 octets=55 sha256=", self.text)
        self.assertIn("S: 2 55\n", self.text)
        self.assertNotIn("a dot", self.text)

    def test_what_is_redacted_is_not_in_the_file(self):
        with fakepop3.Server(greeting=b"+OK hello joe@example.org\r\n") as server:
            self.record(server, "--redact", "user,host,body,uid,addresses")
        for word in ("joe", "127.0.0.1", "uid-", "example.org", "a dot"):
            self.assertNotIn(word, self.text)

    def test_a_full_disk_stops_the_recording_and_not_the_session(self):
        with fakepop3.Server() as server:
            words = " ".join(
                map(
                    shlex.quote,
                    [harness.POP3SH, server.url(), "--record", self.path, *TALK],
                )
            )
            run = subprocess.run(
                ["bash", "-c", "ulimit -f 0; exec %s" % words],
                env=harness.environment(**PASSWORD),
                capture_output=True,
                timeout=20,
                check=False,
            )
        self.assertEqual(run.returncode, 3, run.stderr)
        self.assertSays(run.stderr, "recording stopped")
        self.assertIn(b"+OK bye", run.stdout)
        self.assertIn(b"QUIT", server.lines)
        self.assertFalse(os.path.exists(self.path))

    def test_a_crash_leaves_a_valid_beginning(self):
        def stall(_connection, _line):
            time.sleep(10)

        with fakepop3.Server(replies={b"NOOP": stall}) as server:
            run = subprocess.Popen(
                [harness.POP3SH, server.url(), "--record", self.path, *TALK],
                env=harness.environment(**PASSWORD),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            part = self.path + ".part"
            deadline = time.monotonic() + 10
            while time.monotonic() < deadline:
                if os.path.exists(part) and "C: NOOP" in open(part, encoding="utf-8").read():
                    break
                time.sleep(0.02)
            run.send_signal(signal.SIGKILL)
            run.wait(5)
        self.path = part
        self.assertIn("C: NOOP\n", self.text)
        self.assertStatus(self.lint(), 0)

    def test_several_connections_in_one_file(self):
        with fakepop3.Server() as server:
            url = server.url()
            result = self.record(server, talk=commands("NOOP", r"\connect " + url, "STAT"))
        self.assertStatus(result, 0)
        self.assertIn("@2 connect host=127.0.0.1", self.text)
        self.assertIn("C2: STAT\n", self.text)
        self.assertStatus(self.lint(), 0)

    def test_each_user_logs_in_again_as_who_he_was(self):
        """Two servers with a user each; one recording."""
        env = {"POP3SH_PASSWORD": "pop3"}
        with serving.Serve() as one, serving.Serve("--user", "joe", env=env) as two:
            urls = [
                "pop3://%s;AUTH=SCRAM-SHA-256@127.0.0.1:%d" % who
                for who in (("student", one.port), ("joe", two.port))
            ]
            talk = commands("STAT", "QUIT", r"\connect " + urls[1], "LIST")
            result = pop3sh(urls[0], "--record", self.path, *talk, env=env)
            self.assertStatus(result, 0)
            self.assertIn("\nVar: user=student\nSecret:", self.text)
            self.assertIn("\nVar: user2=joe\n\n@ connect", self.text)
            self.assertIn("\n@2 sasl SCRAM-SHA-256 user=user2 secret=pass\n", self.text)
            self.assertStatus(pop3sh("replay", "--level", "text", self.path, env=env), 0)
        self.assertStatus(self.lint(), 0)

    def test_a_user_who_is_named_in_the_session_stands_in_the_header(self):
        env = {"POP3SH_PASSWORD": "pop3"}
        with serving.Serve() as server:
            url = "pop3://127.0.0.1:%d" % server.port
            login = r"\login student SCRAM-SHA-256"
            for options, talk in (
                (["--record", self.path], ("CAPA", login, "STAT")),
                ([], ("CAPA", login, r"\record " + self.path, "STAT")),
                ([], (r"\record " + self.path, "CAPA", login, "STAT")),
            ):
                with self.subTest(talk):
                    self.assertStatus(pop3sh(url, *options, *commands(*talk), env=env), 0)
                    self.assertIn("\nVar: user=student\n\n@ connect", self.text)
                    self.assertIn(" user=user secret=pass\nC: AUTH", self.text)
                    self.assertEqual(os.listdir(self.folder), ["s.pop3t"])
                    self.assertStatus(self.lint(), 0)
                    again = pop3sh("replay", "--level", "text", self.path, env=env)
                    self.assertStatus(again, 0)
                os.unlink(self.path)

    def test_names_that_are_typed_are_redacted_and_a_crash_leaves_none(self):
        def stall(_connection, _line):
            time.sleep(10)

        names = {b"USER": lambda c, line: c.send(b"+OK hello " + line[5:] + b"\r\n")}
        talk = commands("USER ann", "USER ben", "USER Ann", "NOOP")
        redact = ("--auth", "none", "--redact", "user", "--fail-on", "never")
        with fakepop3.Server(replies=names) as server:
            url = "pop3://127.0.0.1:%d" % server.port
            self.assertStatus(pop3sh(url, "--record", self.path, *redact, *talk), 0)
            names[b"NOOP"] = stall
            crash = self.path + "2"
            run = subprocess.Popen(
                [harness.POP3SH, url, "--record", crash, *redact, *talk],
                env=harness.environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            deadline = time.monotonic() + 10
            while time.monotonic() < deadline and b"NOOP" not in server.lines[4:]:
                time.sleep(0.02)
            run.kill()
            run.wait(5)
        for path in (self.path, crash + ".part"):
            self.path = path
            self.assertNotRegex(self.text, "(?i)ann|ben")
            self.assertIn("Var: user2=env:POP3SH_USER2\n", self.text)
            self.assertIn("C: USER \\{user2}\nS: +OK hello \\{:word}\n", self.text)
            self.assertStatus(self.lint("--fail-on", "never"), 0)

    def test_a_first_handshake_that_fails_is_recorded_and_replays(self):
        authority = Authority()
        certificate = authority.issue("stranger")

        def handshake(connection):
            connection.start_tls(certificate)

        def in_clear(connection):
            connection.send(b"+OK ready\r\n")

        for talk, status, why in ((handshake, 5, "not trusted"), (in_clear, 4, "in clear")):
            with self.subTest(why), scripted.Server(talk) as server:
                url = "pop3s://127.0.0.1:%d" % server.port
                always = ("--record", self.path, "--record-mode", "always")
                self.assertStatus(pop3sh(url, *always, "-c", "NOOP"), status)
                begin, session = self.text.split("\n\n")
                self.assertIn("Security: implicit", begin)
                connect, fail, close = session.splitlines()
                self.assertIn("@ connect host=127.0.0.1 ", connect)
                self.assertTrue(connect.endswith(" tls=implicit"))
                self.assertTrue(fail.startswith("@ tls fail reason="))
                self.assertIn(why, fail)
                self.assertEqual(close, "@ close by=client how=fin")
                self.assertStatus(self.lint(), 0)
                again = pop3sh("replay", self.path)
                self.assertStatus(again, 0)
                self.assertSays(again.out, "pass")
                pop3sh(url, *always, "--redact", "host", "-c", "NOOP")
                self.assertNotIn("127.0.0.1", self.text)
        # a port where nobody listens is no failed handshake
        self.assertStatus(pop3sh("replay", self.path, "--to", "127.0.0.1:1"), 4)

    def test_record_command_has_the_session_from_its_greeting_on(self):
        talk = commands("RETR 2", "STAT", r"\record " + self.path, "RETR 2", "NOOP")
        with fakepop3.Server() as server:
            result = pop3sh(server.url(), *talk, env=PASSWORD)
            self.assertStatus(result, 0)
            self.assertSays(result.err, "from its greeting on")
            self.assertIn("tls=none\nS: +OK ready\nC: CAPA\n", self.text)
            self.assertIn("C: PASS \\{!pass}\n", self.text)
            self.assertIn("S: +OK\n@ body lines=5 octets=55\nS: .\nC: STAT\n", self.text)
            self.assertEqual(self.text.count("S: ..a dot\n"), 1)
            self.assertTrue(self.text.endswith("C: QUIT\nS: +OK bye\n@ close by=server how=fin\n"))
            self.assertStatus(self.lint(), 0)
            self.assertStatus(pop3sh("replay", self.path, env=PASSWORD), 0)

    def test_record_command_in_a_session_too_long_to_be_kept(self):
        noops = "".join("NOOP\n" for _ in range(25000))
        with fakepop3.Server() as server:
            script = noops + r"\record %s" % self.path + "\nSTAT\n\\connect %s\nNOOP\n" % server.url()
            result = pop3sh(server.url(), "--pipeline", stdin=script.encode(), env=PASSWORD)
            self.assertStatus(result, 0)
            self.assertSays(result.err, r"next \connect")
        self.assertNotIn("STAT", self.text)
        self.assertIn("C: NOOP\n", self.text)
        self.assertStatus(self.lint(), 0)

    def test_record_command(self):
        with fakepop3.Server() as server:
            talk = commands(
                r"\record " + self.path, r"\connect " + server.url(), "NOOP", r"\record off", "STAT"
            )
            result = pop3sh(server.url(), *talk, env=PASSWORD)
            self.assertStatus(result, 0)
        self.assertIn("\n@2 connect", self.text)
        self.assertIn("C2: NOOP\n", self.text)
        self.assertNotIn("STAT", self.text)

    def test_a_secret_is_in_no_output_whatever_form_it_comes_back_in(self):
        packed = base64.b64encode(b"\0joe\0" + SECRET)
        secret = SECRET.decode("ascii")
        replies = {
            b"NOOP": b"+OK you are %s or %s\r\n" % (SECRET, packed),
            b"STAT": b"+OK " + b"." * 495 + SECRET + b"\r\n",
            b"LAST": b"+OK " + b"." * 8180 + SECRET + b"\r\n",
            b"RETR": b"+OK\r\nSubject: %s\r\n\r\n%s\r\n.\r\n" % (SECRET, packed),
            b"LIST": b"+OK\r\n1 %s\r\n.\r\n" % SECRET.hex().encode("ascii"),
        }
        talk = commands(
            *("NOOP", "STAT", "LAST", "RETR 1", "LIST", "XPASS " + secret, secret),
            *("PASS " + secret, "USER " + secret, "AUTH PLAIN " + packed.decode("ascii")),
            *(r"\raw PASS " + secret + r"\r\n", r"\raw \x00" + secret + r"\n"),
        )
        for output in ("text", "json"):
            with fakepop3.Server(replies=replies) as server:
                result = self.record(
                    server, "--record-mode", "always", "--output", output, talk=talk
                )
            paper = self.lint("-v").out + self.lint("--output", "json").out
            with open(self.path, "rb") as file:
                everything = {"file": file.read(), "lint": paper, "stderr": result.err}
            # a message is shown to who asked for it
            everything["stdout"] = b"".join(
                line
                for line in result.out.splitlines(True)
                if b"Subject:" not in line and line.strip(b"<- \r\n") != packed
            )
            for where, octets in everything.items():
                for form in forms(SECRET):
                    self.assertNotIn(form, octets, "%s of --output %s" % (where, output))
            found = pop3sh("lint", "--secret", self.path, env=PASSWORD)
            self.assertNotIn(b"the secret stands", found.out)

    def test_no_login_leaves_its_secret_in_any_output_of_either_side(self):
        """With each mechanism; a typed PASS too. What was computed from the
        secret is looked for by its form: no client line of a login has
        anything but its mask."""
        secret = "Xy7-quite/Secret+81"
        env = {"POP3SH_PASSWORD": secret}
        packed = base64.b64encode(b"\0joe\0" + secret.encode())
        theirs = os.path.join(self.folder, "theirs.pop3t")
        login = re.compile(
            r"C\d*:(| \\\{!sasl\}| APOP \\\{user\} \\\{!apop\}| AUTH [A-Z0-9-]+( \\\{!sasl\})?"
            r"| USER \\\{user\}| PASS \\\{!pass\}| (CAPA|STAT|QUIT))"
        )
        with serving.Serve("--user", "joe", "--record", theirs, env=env) as server:
            place = "127.0.0.1:%d" % server.port
            mechanisms = (
                *("APOP", "CRAM-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256"),
                *("PLAIN", "LOGIN", "USER", "typed"),
            )
            outputs = {}
            for mechanism in mechanisms:
                for output in ("text", "json"):
                    typed = mechanism == "typed"
                    url = ("pop3://" if typed else "pop3://joe@") + place
                    how = [] if typed else ["--auth", mechanism]
                    talk = ["USER joe", "PASS " + secret] if typed else []
                    result = pop3sh(
                        *(url, *how, "--output", output, "--record", self.path),
                        *("--record-mode", "always", *commands(*talk, "STAT")),
                        env=env,
                    )
                    self.assertStatus(result, 0)
                    self.assertIn("C: STAT\nS: +OK 9", self.text)
                    outputs[mechanism, output] = result.out + result.err + self.text.encode()
                    for line in self.text.splitlines():
                        if line.startswith("C") and not (typed and line == "C: USER joe"):
                            self.assertRegex(line, "^%s$" % login.pattern)
                    replay = pop3sh("replay", self.path, "--report", "json=-", env=env)
                    lint = pop3sh("lint", "-v", "--secret", self.path, env=env)
                    self.assertNotIn(b"the secret stands", lint.out)
                    outputs[mechanism, "replay"] = replay.out + replay.err + lint.out
            server.stop()
            outputs["serve", "stderr"] = server.complaints.encode()
        with open(theirs, "rb") as file:
            outputs["serve", "file"] = file.read()
        for line in outputs["serve", "file"].decode().splitlines():
            if line.startswith("C"):
                self.assertRegex(line, "^%s$" % login.pattern)
        for where, octets in outputs.items():
            for form in (*forms(secret.encode()), packed, packed.hex().encode()):
                self.assertNotIn(form, octets, where)


if __name__ == "__main__":
    harness.main(__file__)

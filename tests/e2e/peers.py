"""The same questions to any server; test_courier.py and others ask them."""

import base64
import glob
import os
import re
import subprocess
import sys
import tempfile

import harness
import mutations
import on_paper
import record_session
from harness import commands, pop3sh

ENV = os.environ
JSON = ["--output", "json"]
LINES = ("CAPA", "STAT", "LIST", "UIDL", "TOP 1 1", "RETR 2", "NOOP", "RSET")


def ask(transport, *arguments):
    port = ENV["POP3_TLS_PORT" if transport == "implicit" else "POP3_PLAIN_PORT"]
    return pop3sh(
        *("127.0.0.1:" + port, "--tls", transport, "--ca", ENV["POP3_CA"]),
        *("-u", ENV["POP3_USER"], "--password-file", ENV["POP3_PASSWORD_FILE"]),
        *arguments,
    )


def sample_messages():
    """What RETR must give, from a fresh maildir: a server may add to its own."""
    script = os.path.join(harness.SOURCE, "scripts", "lib", "sample-mail.py")
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, script, folder], check=True)
        for path in sorted(glob.glob(os.path.join(folder, "cur", "*"))):
            with open(path, "rb") as file:
                octets = file.read().replace(b"\n", b"\r\n")
            yield octets if octets.endswith(b"\r\n") else octets + b"\r\n"


# What those servers do wrong is for test_findings.
ACCEPTED = ("--fail-on", "never")


class Peer(harness.TestCase):
    """A whole session over each transport."""

    # Header fields that this server adds to what is in the maildir.
    added = None
    # Numbers of sample messages that it gives out in another form.
    altered = ()
    # Rules that it does break.
    broken = ()
    def test_the_main_job(self):
        for transport in ("none", "stls", "implicit"):
            with self.subTest(transport=transport):
                result = ask(transport, *commands(*LINES), *JSON, "--no-state")
                broken = {
                    finding["rule"]
                    for finding in result.objects("finding")
                    if finding["severity"] == "error"
                }
                self.assertEqual(broken, set(self.broken), str(result))
                self.assertStatus(result, 1 if broken else 0)
                for line in LINES:
                    self.assertEqual(result.reply(line)["status"], "+OK", line)
                stat = result.reply("STAT")["data"]
                listing = result.reply("LIST")["data"]
                self.assertEqual(stat["count"], 8)
                self.assertEqual(len(result.reply("UIDL")["data"]), 8)
                self.assertEqual(sum(row["octets"] for row in listing), stat["octets"])

    def test_messages_arrive_octet_for_octet(self):
        for number, message in enumerate(sample_messages(), 1):
            if number in self.altered:
                continue
            with self.subTest(message=number):
                result = ask("stls", *commands("RETR %d" % number), "--output", "raw")
                self.assertStatus(result, 0)
                got = result.out
                if self.added:
                    got = re.sub(self.added, b"", got, count=1)
                self.assertTrue(got == message, "octets differ")

    def test_every_way_to_log_in_that_is_listed(self):
        ours = {"PLAIN", "LOGIN", "CRAM-MD5", "DIGEST-MD5"}
        ours |= {"SCRAM-SHA-1", "SCRAM-SHA-256"}
        server = "127.0.0.1:" + ENV["POP3_PLAIN_PORT"]
        rows = pop3sh(server, "-c", "CAPA", "--output", "json").reply("CAPA")["data"]
        tags = {row["tag"]: row["args"] for row in rows}
        for way in ["USER"] + sorted(ours & set(tags.get("SASL", []))):
            with self.subTest(way=way):
                arguments = (server, "-u", ENV["POP3_USER"], "--auth", way)
                right = ("--password-file", ENV["POP3_PASSWORD_FILE"])
                result = pop3sh(*arguments, *right, "-c", "STAT", *ACCEPTED)
                self.assertStatus(result, 0)
                self.assertIn("-> %s " % ("USER" if way == "USER" else "AUTH"),
                              result.text)
                wrong = {"POP3SH_PASSWORD": "not-this-one"}
                result = pop3sh(*arguments, "-c", "STAT", *ACCEPTED, env=wrong)
                self.assertStatus(result, 6)
                self.assertSays(result.err, "next: ")
                self.assertNotIn("not-this-one", result.text + result.errors)

    def test_a_wrong_password_is_status_6(self):
        result = pop3sh(
            *("127.0.0.1:" + ENV["POP3_PLAIN_PORT"], "-u", ENV["POP3_USER"]),
            *commands("STAT"),
            env={"POP3SH_PASSWORD": "wrong"},
        )
        self.assertStatus(result, 6)


class Replayed(harness.TestCase):
    """Sessions that were recorded a moment ago."""

    # At these levels a session that is played again at once says the same.
    levels = ("grammar", "text")
    # What is answered anew each time, so that nobody can compare it.
    fresh = ()

    def record(self, what):
        """A conversation of record_session.py with this server, on paper."""
        words = record_session.words_of(ENV)
        steps = [
            step
            for step in record_session.CONVERSATIONS[what]
            if step not in self.fresh
        ]
        with record_session.Recorder(ENV["POP3_PLAIN_PORT"]) as recorder:
            record_session.Client(recorder.port).hold(
                record_session.fill_in(step, words) for step in steps
            )
        return on_paper.of_recording(
            recorder.scripts[0], words["user"], words["password"]
        )

    def test_a_session_can_be_played_again(self):
        skipped = record_session.NOT_FOR.get(ENV["POP3_SERVER"], ())
        for what in record_session.CONVERSATIONS:
            if what in (*skipped, "impatient", "deleted"):
                continue
            with self.subTest(conversation=what), tempfile.TemporaryDirectory() as d:
                path = os.path.join(d, what + ".pop3t")
                with open(path, "w", encoding="utf-8") as file:
                    file.write(self.record(what))
                for level in self.levels:
                    result = pop3sh(
                        *("replay", path, "--level", level),
                        *("--to", "127.0.0.1:" + ENV["POP3_PLAIN_PORT"]),
                        *("--password-file", ENV["POP3_PASSWORD_FILE"]),
                    )
                    self.assertStatus(result, 0)

    def test_what_pop3sh_records_can_be_played_again(self):
        with open(ENV["POP3_PASSWORD_FILE"], "rb") as file:
            secret = file.read().strip()
        forms = (secret, base64.b64encode(secret), secret.hex().encode("ascii"))
        ports = {"none": "POP3_PLAIN_PORT", "stls": "POP3_PLAIN_PORT", "implicit": "POP3_TLS_PORT"}
        for transport, *options in (
            ("none", "--timing", "--pipeline"),
            ("stls", "--record-exact"),
            ("implicit", "--record-bodies", "hash"),
            ("none", "--redact", "user,host,uid,addresses,body"),
        ):
            with self.subTest(options), tempfile.TemporaryDirectory() as folder:
                path = os.path.join(folder, "s.pop3t")
                record = ("--record", path, *options, "--no-state", *ACCEPTED)
                result = ask(transport, *record, *commands(*LINES, "RETR 99"))
                self.assertIn(result.status, (0, 7), str(result))
                with open(path, "rb") as file:
                    text = file.read()
                for form in forms:
                    self.assertNotIn(form, text)
                self.assertStatus(pop3sh("lint", *ACCEPTED, path), 0)
                for level in self.levels:
                    result = pop3sh(
                        *("replay", path, "--level", level, "--ca", ENV["POP3_CA"]),
                        *("--to", "127.0.0.1:" + ENV[ports[transport]]),
                        *("--password-file", ENV["POP3_PASSWORD_FILE"]),
                        env={"POP3SH_USER": ENV["POP3_USER"]},
                    )
                    self.assertStatus(result, 0)

    def test_a_line_that_is_changed_is_told_where_it_is(self):
        said = ("STAT", "LIST", "UIDL", "LIST 2", "TOP 2 1", "RETR 2", "NOOP", "LIST 99", "RSET")
        verbs = [line.split()[0] for line in said]
        address = "127.0.0.1:" + ENV["POP3_PLAIN_PORT"]
        played = {"grammar": 0, "text": 0, "wire": 0}
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "s.pop3t")
            result = ask("none", "--record", path, "--auth", "USER", *ACCEPTED, *commands(*said))
            self.assertIn(result.status, (0, 7), str(result))
            with open(path, encoding="utf-8") as file:
                text = file.read()

            def replay(level, text):
                with open(path, "w", encoding="utf-8") as file:
                    file.write(text)
                played[level] += 1
                return pop3sh(
                    *("replay", path, "--level", level, "--timeout", "5", "--to", address),
                    *("--password-file", ENV["POP3_PASSWORD_FILE"]),
                )

            as_text = list(mutations.of_text(text, verbs))
            counts = list(mutations.of_count(text))
            rows = [("grammar", m) for m in (*counts[:-2:4], *counts[-2:], *mutations.of_status(text))]
            rows += [("text", m) for m in as_text[::7]] + [("wire", m) for m in as_text[3::7]]
            for level, mutation in rows:
                with self.subTest(mutation.name, level=level):
                    result = replay(level, mutation.text)
                    self.assertStatus(result, 1)
                    told = re.findall(r"pop3t:(\d+): FAIL", result.text)
                    self.assertTrue(told, str(result))
                    self.assertLessEqual(len(told), mutation.most, str(result))
                    self.assertLessEqual({int(line) for line in told}, set(mutation.lines), str(result))
            for level in self.levels:
                self.assertStatus(replay(level, text), 0)
        self.assertGreater(sum(played.values()), 30)

    def test_a_wrong_password_and_the_right_one_are_told_apart(self):
        port = ENV["POP3_PLAIN_PORT"]
        with open(ENV["POP3_PASSWORD_FILE"], encoding="utf-8") as file:
            right = file.read().strip()
        user, wrong = ENV["POP3_USER"], "not-%s" % right[::-1]
        said = ("USER " + user, "PASS " + wrong, "USER " + user, "PASS " + right, "STAT", "QUIT")
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "s.pop3t")
            result = pop3sh(
                *("127.0.0.1:" + port, "--tls", "none", "--no-state", *ACCEPTED),
                *("--record", path, *commands(*said)),
            )
            self.assertStatus(result, 7)
            with open(path, encoding="utf-8") as file:
                text = file.read()
            self.assertNotIn(right, text)
            self.assertNotIn(wrong, text)
            self.assertIn("\nSecret: pass2=env:POP3SH_PASSWORD2\n", text)
            replay = ("replay", path, "--to", "127.0.0.1:" + port)
            env = {"POP3SH_PASSWORD": wrong, "POP3SH_PASSWORD2": right}
            self.assertStatus(pop3sh(*replay, env=env), 0)
            result = pop3sh(*replay, env={"POP3SH_PASSWORD": wrong})
            self.assertStatus(result, 3)
            self.assertIn("no secret pass2: set POP3SH_PASSWORD2", result.text + result.errors)

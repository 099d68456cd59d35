#!/usr/bin/env python3
"""Sessions that are recorded and played again at once, whatever they are made
of; and one octet that is another one."""

import base64
import os
import shutil
import socket
import tempfile
import threading
import time

import harness
from harness import commands, pop3sh
from on_paper import LOGIN, transcript
from serving import Serve, make_certificate

PASSWORD = "correct horse battery"
ENV = {"POP3SH_PASSWORD": PASSWORD}
REDACTED = ("user", "host", "body", "uid", "addresses", "user,host,body,uid,addresses")
SAID = ("STAT", "LIST", "UIDL", "RETR 1", "NOOP", "QUIT")


class RoundTrip(harness.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.cert, key = make_certificate(cls.folder.name)
        arguments = ("--cert", cls.cert, "--key", key, "--sample", "--user", "joe")
        serve = Serve(*arguments, "--tls-listen", "127.0.0.1:0", env=ENV)
        cls.server = cls.enterClassContext(serve)

    def port_of(self, scheme):
        return self.server.tls_port if scheme == "pop3s" else self.server.port

    def record(self, scheme, auth, *more, said=SAID):
        path = os.path.join(self.folder.name, "%s-%s.pop3t" % (scheme, auth))
        if os.path.exists(path):
            os.unlink(path)
        result = pop3sh(
            *("connect", "%s://joe@127.0.0.1:%d" % (scheme, self.port_of(scheme))),
            *("--auth", auth, "--ca", self.cert, "--record", path, *more),
            *commands(*said),
            env=ENV,
        )
        self.assertIn(result.status, (0, 7), str(result))
        with open(path, encoding="utf-8") as file:
            return path, file.read()

    def replay(self, path, scheme, *more, env=None, port=None):
        return pop3sh(
            *("replay", path, "--ca", self.cert, *more),
            *("--to", "127.0.0.1:%d" % (port or self.port_of(scheme))),
            env=env or ENV,
        )

    def forms(self):
        raw = PASSWORD.encode()
        packed = base64.b64encode(b"\0joe\0" + raw).decode()
        return (PASSWORD, base64.b64encode(raw).decode(), packed, raw.hex())

    def test_every_login_is_computed_anew(self):
        rows = (
            ("pop3", "USER", r"C: PASS \{!pass}"),
            ("pop3", "APOP", r"C: APOP \{user} \{!apop}"),
            ("pop3", "PLAIN", r"@ sasl PLAIN user=user secret=pass"),
            ("pop3", "LOGIN", r"@ sasl LOGIN user=user secret=pass"),
            ("pop3", "CRAM-MD5", r"@ sasl CRAM-MD5 user=user secret=pass"),
            ("pop3", "SCRAM-SHA-256", r"C: AUTH SCRAM-SHA-256 \{!sasl}"),
            ("pop3+stls", "SCRAM-SHA-256-PLUS", r"C: AUTH SCRAM-SHA-256-PLUS \{!sasl}"),
            ("pop3s", "SCRAM-SHA-256-PLUS", r"C: AUTH SCRAM-SHA-256-PLUS \{!sasl}"),
        )
        for scheme, auth, line in rows:
            with self.subTest(scheme=scheme, auth=auth):
                path, text = self.record(scheme, auth)
                self.assertIn("\n%s\n" % line, text)
                for form in self.forms():
                    self.assertNotIn(form, text)
                for level in ("grammar", "text", "wire"):
                    result = self.replay(path, scheme, "--level", level)
                    self.assertStatus(result, 0)
                if auth not in ("USER", "SCRAM-SHA-256"):
                    continue  # each refusal costs the server's delay
                wrong = {"POP3SH_PASSWORD": "another one"}
                result = self.replay(path, scheme, env=wrong)
                self.assertStatus(result, 6)
                self.assertNotIn(b"another one", result.out + result.err)

    def test_a_challenge_that_was_not_recorded_is_a_difference(self):
        path, text = self.record("pop3", "SCRAM-SHA-256")
        lines = text.split("\n")
        lines.remove(r"S: + \{:b64}")
        with open(path, "w", encoding="utf-8") as file:
            file.write("\n".join(lines))
        result = self.replay(path, "pop3")
        self.assertStatus(result, 1)
        at = lines.index("@ end")  # the reply to AUTH stands before it
        self.assertIn("pop3t:%d: FAIL outcome" % at, result.text)

    def test_a_login_by_hand_names_its_user(self):
        """Also one that is refused, and one that begins without a response."""
        raw = PASSWORD.encode()
        plain = base64.b64encode(b"\0joe\0" + raw).decode()
        wrong = base64.b64encode(b"\0joe\0no" + raw).decode()
        name, word = base64.b64encode(b"joe").decode(), base64.b64encode(raw).decode()
        for said, status in (
            (["AUTH PLAIN " + plain], 0),
            (["AUTH PLAIN", plain], 0),
            (["AUTH LOGIN", name, word], 0),
            (["AUTH LOGIN " + name, word], 0),
            (["AUTH PLAIN " + wrong, "AUTH PLAIN " + plain], None),
        ):
            with self.subTest(said):
                path = os.path.join(self.folder.name, "hand.pop3t")
                url = "pop3://127.0.0.1:%d" % self.port_of("pop3")
                recorded = pop3sh(
                    *(url, "--auth", "none", "--record", path, "--record-mode", "always"),
                    stdin="\n".join([*said, "STAT", "QUIT", ""]).encode(),
                    env={},
                )
                self.assertIn(recorded.status, (0, 1, 7), str(recorded))
                with open(path, encoding="utf-8") as file:
                    text = file.read()
                self.assertIn("\nVar: user=joe\n", text)
                self.assertIn(" user=user secret=pass\n", text)
                self.assertEqual([f for f in self.forms() if f in text], [])
                self.assertNotIn("no value", self.replay(path, "pop3").errors)
                if status is not None:
                    self.assertStatus(self.replay(path, "pop3"), status)
                for name_left in os.listdir(self.folder.name):
                    if name_left.startswith("hand"):
                        os.unlink(os.path.join(self.folder.name, name_left))

    def redacted_twice(self, path, words):
        """What comes of it, which is no more when it is done again."""
        once = os.path.join(self.folder.name, "once.pop3t")
        with open(once, "wb") as file:
            file.write(self.succeed("redact", "--redact", words, path).out)
        twice = self.succeed("redact", "--redact", words, once)
        with open(once, "rb") as file:
            self.assertEqual(twice.out, file.read())
        return once

    def succeed(self, *words):
        result = pop3sh(*words)
        self.assertStatus(result, 0)
        return result

    def test_a_recording_that_is_redacted_stays_one(self):
        """Whatever is taken out, and once more: it is conforming, and plays."""
        said = ("CAPA", "STAT", "LIST", "UIDL", "RETR 1", "TOP 1 2", "NOOP", "QUIT")
        for more in ((), ("--record-bodies", "hash"), ("--redact", "user")):
            path, _ = self.record("pop3", "user", *more, said=said)
            for words in REDACTED:
                with self.subTest(words, more=more):
                    once = self.redacted_twice(path, words)
                    self.succeed("lint", once)
                    result = self.replay(once, "pop3", env={**ENV, "POP3SH_USER": "joe"})
                    self.assertStatus(result, 0)

    def test_redacting_what_others_recorded_breaks_nothing(self):
        folder = os.path.join(os.path.dirname(__file__), "..", "transcripts")
        names = sorted(n for n in os.listdir(folder) if n.endswith(".pop3t"))
        self.assertGreater(len(names), 5)
        for name in names:
            path = os.path.join(folder, name)
            before = pop3sh("lint", path).status
            for words in REDACTED:
                with self.subTest(name, words=words):
                    once = self.redacted_twice(path, words)
                    self.assertLessEqual(pop3sh("lint", once).status, before)

    def test_tls_is_where_it_was(self):
        _, stls = self.record("pop3+stls", "PLAIN")
        self.assertIn("\nSecurity: stls\n", stls)
        self.assertIn("\nC: STLS\nS: +OK begin TLS now\n@ tls start\n@ tls ok ", stls)
        path, implicit = self.record("pop3s", "PLAIN")
        self.assertIn("\nSecurity: implicit\n", implicit)
        self.assertIn(" tls=implicit\n@ tls ok version=1.", implicit)
        # an address decides nothing about TLS: the file does
        result = self.replay(path, "pop3", "--timeout", "5")
        self.assertStatus(result, 4)
        self.assertSays(result.out, "answers in clear")
        # and without the trust it was recorded with there is no verdict
        result = pop3sh(
            *("replay", path, "--to", "127.0.0.1:%d" % self.server.tls_port), env=ENV
        )
        self.assertStatus(result, 5)

    def test_one_octet_is_found_wherever_it_is(self):
        path, text = self.record("pop3+stls", "SCRAM-SHA-256")
        lines = text.splitlines()
        flips = (
            "S: +OK POP3 server",
            "S: +OK begin TLS now",
            "S: RESP-CODES",
            "S: +OK maildrop locked",
            "S: 3 ",
            "S: Hello",
            "S: +OK bye",
        )
        for start in flips:
            with self.subTest(line=start):
                number = next(i for i, l in enumerate(lines) if l.startswith(start))
                other = start[:-1] + chr(ord(start[-1]) ^ 1)
                changed = list(lines)
                changed[number] = other + lines[number][len(start) :]
                flipped = os.path.join(self.folder.name, "flipped.pop3t")
                with open(flipped, "w", encoding="utf-8") as file:
                    file.write("\n".join(changed) + "\n")
                result = self.replay(
                    flipped, "pop3", "--level", "text", "--output", "json"
                )
                self.assertStatus(result, 1)
                (difference,) = result.objects("difference")
                self.assertEqual(difference["line"], number + 1)
                self.assertEqual(difference["column"], len(start) - 3)

    def test_several_connections_of_one_recording(self):
        path = os.path.join(self.folder.name, "several.pop3t")
        address = "pop3://127.0.0.1:%d" % self.server.port
        said = ("NOOP", r"\connect " + address, "CAPA", "QUIT")
        result = pop3sh(
            *("connect", address, "--record", path, "--fail-on=never"),
            *commands(*said),
            env=ENV,
        )
        self.assertIn(result.status, (0, 7), str(result))
        with open(path, encoding="utf-8") as file:
            text = file.read()
        self.assertIn("\nC: NOOP\n", text)
        self.assertEqual(text.count(" connect host="), 2, text)
        for level in ("grammar", "text"):
            self.assertStatus(self.replay(path, "pop3", "--level", level), 0)

    def test_what_a_left_out_message_broke_counts_against_nobody(self):
        """Whether it broke the rule then, too, cannot be told from a digest."""
        said = ("TOP 1 1", "RETR 1", "QUIT")
        with Serve("--sample", "--fault", "top-too-many", "--fault", "msg-bare-cr") as wrong:
            url = "pop3://student@127.0.0.1:%d" % wrong.port
            for bodies, status in (("hash", 0), ("full", 0), ("clean", 1)):
                path = os.path.join(self.folder.name, "left-out-%s.pop3t" % bodies)
                if bodies == "clean":
                    with Serve("--sample") as right:
                        there = "pop3://student@127.0.0.1:%d" % right.port
                        pop3sh(there, "--record", path, *commands(*said), env={"POP3SH_PASSWORD": "pop3"})
                else:
                    options = ("--record-bodies", bodies, "--record", path)
                    result = pop3sh(url, *options, *commands(*said), env={"POP3SH_PASSWORD": "pop3"})
                    self.assertStatus(result, 1)
                result = pop3sh(
                    *("replay", path, "--to", "127.0.0.1:%d" % wrong.port),
                    env={"POP3SH_PASSWORD": "pop3"},
                )
                self.assertStatus(result, status)
                self.assertEqual(b"top/too-many-lines" in result.out, bodies != "full")

    def test_each_connection_goes_where_it_went(self):
        path = os.path.join(self.folder.name, "elsewhere.pop3t")
        env = {"POP3SH_PASSWORD": "pop3"}
        places = ("127.0.0.1", "127.0.0.2")
        with Serve("--sample=2,600", "--listen", places[0] + ":0") as one:
            with Serve("--sample=5,600", "--listen", places[1] + ":0") as two:
                urls = ["pop3://student@%s:%d" % (s.host, s.port) for s in (one, two)]
                said = ("STAT", r"\connect " + urls[1], "STAT", r"\connect " + urls[0], "STAT")
                result = pop3sh(urls[0], "--record", path, *commands(*said), env=env)
                self.assertStatus(result, 0)
                self.assertStatus(pop3sh("replay", "--level", "text", path, env=env), 0)

    def test_a_session_over_a_unix_socket(self):
        path = os.path.join(self.folder.name, "unix.pop3t")
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(os.path.join(self.folder.name, "socket"))
        listener.listen()

        def serve():
            for _ in range(3):
                client, _ = listener.accept()
                with client, client.makefile("rb") as lines:
                    client.sendall(b"+OK ready\r\n")
                    for line in lines:
                        more = b"USER\r\nSTLS\r\n.\r\n" if line == b"CAPA\r\n" else b""
                        client.sendall(b"+OK\r\n" + more)
                        if line == b"QUIT\r\n":
                            break

        with listener:
            threading.Thread(target=serve, daemon=True).start()
            url = "unix:" + listener.getsockname()
            self.assertStatus(pop3sh(url, "--record", path, "-c", "CAPA"), 0)
            for level in ("grammar", "text"):
                self.assertStatus(pop3sh("replay", "--level", level, path, env=ENV), 0)
        # a socket is this machine: nobody listens on the way
        self.assertStatus(pop3sh("lint", "--fail-on", "warning", path), 0)

    def test_what_is_required_may_come_with_tls(self):
        path, text = self.record("pop3+stls", "PLAIN", said=("NOOP", "QUIT"))
        # STLS is of the first list of capabilities, and not of the second
        for required, word in (
            ("STLS, SASL", "pass"),
            ("TOP UIDL PIPELINING", "pass"),
            ("UIDL X-NONE", "skip"),
        ):
            other = os.path.join(self.folder.name, "required.pop3t")
            with open(other, "w", encoding="utf-8") as file:
                file.write(text.replace("\nVar:", "\nRequires: %s\nVar:" % required))
            result = self.replay(other, "pop3")
            self.assertStatus(result, 0)
            self.assertSays(result.out, "required.pop3t: " + word)
            strict = self.replay(other, "pop3", "--no-skip")
            self.assertStatus(strict, 0 if word == "pass" else 1)

    def test_two_hundred_files_do_not_flake(self):
        """More rounds by POP3SH_FLAKE_ROUNDS=20."""
        rounds = int(os.environ.get("POP3SH_FLAKE_ROUNDS", "2"))
        plain = self.record("pop3", "none", said=("CAPA", "QUIT"))[0]
        kinds = [plain] * 5 + [
            self.record("pop3", "APOP")[0],
            self.record("pop3", "PLAIN")[0],
            self.record("pop3+stls", "SCRAM-SHA-256")[0],
        ]
        paths = []
        for n in range(200):
            paths.append(os.path.join(self.folder.name, "n%03d.pop3t" % n))
            shutil.copyfile(kinds[n % len(kinds)], paths[n])
        result = pop3sh(
            *("replay", *paths, "--jobs=4", "--repeat=%d" % rounds),
            *("--ca", self.cert, "--level=text", "--output=json"),
            *("--to", "127.0.0.1:%d" % self.server.port),
            env=ENV,
            timeout=60 * rounds,
        )
        verdicts = result.objects("verdict")
        self.assertEqual([v for v in verdicts if v["result"] != "pass"], [])
        self.assertEqual(len(verdicts), 200 * rounds)
        self.assertStatus(result, 0)

    def test_pace_keeps_the_gaps_of_the_recording(self):
        lines = [
            *("@ connect port=110", r"S: \{:any}", "C: NOOP", "S: -ERR", "@ t=0.6"),
            *("C: QUIT", r"S: \{:any}", "@ close by=server"),
        ]
        path = os.path.join(self.folder.name, "paced.pop3t")
        with open(path, "w", encoding="utf-8") as file:
            file.write(transcript(lines, **LOGIN))
        took = {}
        for arguments in ((), ("--pace",)):
            before = time.monotonic()
            self.assertStatus(self.replay(path, "pop3", *arguments), 0)
            took[arguments] = time.monotonic() - before
        self.assertGreaterEqual(took[("--pace",)], 0.6)
        self.assertGreater(took[("--pace",)], took[()] + 0.3)


if __name__ == "__main__":
    harness.main(__file__)

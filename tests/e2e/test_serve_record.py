#!/usr/bin/env python3
"""serve --record: what clients and the server said, from the server's side."""

import contextlib
import os
import signal
import socket
import stat
import subprocess
import tempfile

import harness
from harness import commands, pop3sh
from serving import Serve

PASSWORD = {"POP3SH_PASSWORD": "pop3"}
LOOK = ("--insecure", "--no-state")


class ServeRecordTest(harness.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="pop3sh-record.")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.path = os.path.join(folder.name, "s.pop3t")

    @property
    def text(self):
        with open(self.path, encoding="utf-8") as file:
            return file.read()

    def talk(self, url, *lines, options=()):
        return pop3sh(url, *LOOK, *options, *commands(*lines), env=PASSWORD)

    def test_it_lints_and_replays_against_the_same_server(self):
        with Serve("--tls-listen", "127.0.0.1:0", "--record", self.path) as server:
            plain, tls = "127.0.0.1:%d" % server.port, "127.0.0.1:%d" % server.tls_port
            for url, mechanism, lines in (
                ("pop3://student@" + plain, "SCRAM-SHA-256", ("STAT", "RETR 1", "UIDL")),
                ("pop3://student@" + plain, "USER", ("LIST", "FOO")),
                ("pop3+stls://student@" + plain, "PLAIN", ("TOP 1 0", "RETR 8")),
                ("pop3s://student@" + tls, "APOP", ("NOOP",)),
                ("pop3s://student@" + tls, "CRAM-MD5", ("RSET",)),
            ):
                result = self.talk(url, *lines, options=("--auth", mechanism))
                self.assertIn(result.status, (0, 7), str(result))
            # one who leaves, and one who does not know what TLS is
            socket.create_connection((server.host, server.port)).close()
            with socket.create_connection((server.host, server.tls_port)) as rude:
                rude.sendall(b"CAPA\r\n")
                with contextlib.suppress(ConnectionResetError):
                    rude.recv(100)
            self.assertEqual(server.stop(), 0)
            self.assertEqual(server.complaints, "")
        self.assertEqual(stat.S_IMODE(os.stat(self.path).st_mode), 0o600)
        self.assertEqual(os.listdir(self.folder), ["s.pop3t"])
        for words in (
            "Var: user=student\nSecret: pass=env:POP3SH_PASSWORD\n",
            "@ sasl SCRAM-SHA-256 user=user secret=pass\nC: AUTH SCRAM-SHA-256 \\{!sasl}\n",
            "@ close by=server how=fin\n\n@2 connect host=127.0.0.1 ",
            "C2: PASS \\{!pass}\n",
            "@3 tls start\n@3 tls ok\n",
            "S3: +OK \\{:octets=307200} octets\n@3 body lines=",
            " tls=implicit\n@4 tls ok\n",
            "C4: APOP \\{user} \\{!apop}\n",
            "@6 close by=client how=fin\n",
            " tls=implicit\n@7 tls fail reason=",
        ):
            self.assertIn(words, self.text)
        session = self.text[self.text.index("\n\n") :].replace("POP3SH", "")
        self.assertNotIn("pop3\n", session)
        self.assertStatus(pop3sh("lint", "--fail-on", "warning", self.path), 0)
        places = ("--listen", plain, "--tls-listen", tls)
        text = self.text[: self.text.index("\n@6 connect")]
        with open(self.path, "w", encoding="utf-8") as file:
            file.write(text)
        with Serve(*places):
            for level in ("grammar", "text"):
                again = pop3sh(
                    "replay", "--insecure", "--level", level, self.path, env=PASSWORD
                )
                self.assertStatus(again, 0)

    def test_the_client_recorded_it_as_the_server_did(self):
        """Both sides of one session give the same lines."""
        mine = os.path.join(self.folder, "mine.pop3t")
        with Serve("--record", self.path) as server:
            self.talk(
                "pop3://student@127.0.0.1:%d" % server.port,
                *("STAT", "LIST", "UIDL", "RETR 2", "RETR 8", "FOO", "DELE 1", "RSET"),
                options=("--record", mine, "--pipeline"),
            )
            server.stop()

        def lines(text):
            return sorted(line for line in text.splitlines() if line[:2] in ("C:", "S:", "@ "))

        with open(mine, encoding="utf-8") as file:
            self.assertEqual(lines(self.text), lines(file.read()))

    def test_a_transcript_that_is_played_is_recorded_again(self):
        with Serve("--record", self.path) as server:
            self.talk("pop3://student@127.0.0.1:%d" % server.port, "STAT", options=("--auth", "USER"))
            server.stop()
        again = os.path.join(self.folder, "again.pop3t")
        with Serve("--transcript", self.path, "--once", "--record", again) as server:
            self.talk("pop3://student@127.0.0.1:%d" % server.port, "STAT", options=("--auth", "USER"))
            self.assertEqual(server.child.wait(10), 0)
        with open(again, encoding="utf-8") as file:
            self.assertIn("C: STAT\nS: +OK 9 \\{:octets=312744}\n", file.read())

    def test_no_client_names_anybody_on_paper_that_is_redacted(self):
        with Serve("--record", self.path, "--redact", "user") as server:
            for name in (b"mallory", b"student", b"eve"):
                with socket.create_connection((server.host, server.port)) as client:
                    client.recv(1000)
                    client.sendall(b"USER %s\r\n" % name)
                    client.recv(1000)
            self.assertEqual(server.stop(), 0)
        self.assertNotRegex(self.text, "mallory|student|eve")
        for number in ("", "2", "3"):
            self.assertIn("Var: user%s=env:POP3SH_USER%s\n" % (number, number), self.text)
        self.assertStatus(pop3sh("lint", "--fail-on", "never", self.path), 0)

    def test_more_connections_than_a_transcript_holds(self):
        with Serve("--record", self.path) as server:
            for _ in range(17):
                with socket.create_connection((server.host, server.port)) as client:
                    client.recv(100)
            self.assertEqual(server.stop(), 3)
            self.assertIn("16 connections", server.complaints)
        self.assertIn("@16 close", self.text)
        self.assertStatus(pop3sh("lint", self.path), 0)

    def test_names_of_more_users_than_there_is_room_for(self):
        with Serve("--record", self.path, "--redact", "user") as server:
            names = ["USER joe%dx" % i for i in range(18)]
            self.talk("pop3://%s:%d" % (server.host, server.port), *names)
            self.assertEqual(server.stop(), 3)
            self.assertIn("ends before the 17th user", server.complaints)
        self.assertIn("C: USER \\{user16}\n", self.text)
        self.assertNotIn("joe", self.text)
        self.assertNotIn("C: QUIT\n", self.text)
        self.assertStatus(pop3sh("lint", "--ignore=*", self.path), 0)

    def test_passwords_of_several_clients_have_names_of_their_own(self):
        with Serve("--record", self.path) as server:
            url = "pop3://%s:%d" % (server.host, server.port)
            self.talk(url, "USER ann", "PASS firstsecret")
            self.talk(url, "USER ben", "PASS secondsecret", "USER ann", "PASS firstsecret")
            server.stop()
        # the first is the one that the server was given
        passes = [l for l in self.text.split("\n") if ": PASS " in l]
        self.assertEqual(
            [p.split(" ", 2)[0::2] for p in passes],
            [["C:", r"\{!pass2}"], ["C2:", r"\{!pass3}"], ["C2:", r"\{!pass2}"]],
        )
        self.assertIn("\nSecret: pass3=env:POP3SH_PASSWORD3\n", self.text)
        self.assertNotIn("secondsecret", self.text)
        self.assertStatus(pop3sh("lint", "--ignore=*", self.path), 0)

    def test_what_is_carried_over_is_without_what_clients_said(self):
        for more in "", "\nTitle: of word77 and pop3\n\n# C: PASS other88\n# word77\n":
            if more:
                with open(self.path, "r+", encoding="utf-8") as file:
                    text = file.read().replace("\n\n", more, 1)
                    file.seek(0)
                    file.write(text)
            with Serve("--record", self.path, "--record-mode=always") as server:
                url = "pop3://127.0.0.1:%d" % server.port
                for password in "word77", "pop3":
                    pop3sh(url, *LOOK, *commands("USER student", "PASS " + password))
                self.assertEqual(server.stop(), 0)
        self.assertIn("\nTitle: of **** and ****\n\n# C: PASS ****\n# ****\n", self.text)

    def test_a_killed_server_leaves_a_recording_that_is_read(self):
        part = self.path + ".part"
        with Serve("--record", self.path) as server:
            with socket.create_connection((server.host, server.port)) as client:
                client.sendall(b"NOOP\r\n")
                told = b""
                while told.count(b"\n") < 2:
                    told += client.recv(100)
                # the client may hear before the paper does
                self.assertWritten(part, b"S: -ERR log in first\n")
                server.stop(signal.SIGKILL)
        self.assertEqual(os.listdir(self.folder), ["s.pop3t.part"])
        with open(part, encoding="utf-8") as file:
            self.assertTrue(file.read().endswith("C: NOOP\nS: -ERR log in first\n"))
        self.assertStatus(pop3sh("lint", "--ignore=*", part), 0)
        with Serve("--record", self.path) as server:
            self.talk("pop3://127.0.0.1:%d" % server.port, "QUIT")
            self.assertEqual(server.stop(), 0)
            self.assertIn("is kept as %s-1" % part, server.complaints)
        self.assertEqual(sorted(os.listdir(self.folder)), ["s.pop3t", "s.pop3t.part-1"])

    def test_options(self):
        with open(self.path, "w", encoding="utf-8") as file:
            file.write("mine\n")
        for words, status in (
            (["--record", self.path], 3),
            (["--record", self.path, "--record-mode", "extend"], 2),
            (["--record", self.path + "2", "--record-mode", "extend"], 2),
            (["--record", self.path + "2", "--record-mode", "on-error"], 2),
            (["--record-mode", "always"], 2),
            (["--record", os.path.join(self.folder, "no", "x")], 3),
        ):
            result = pop3sh("serve", *words)
            self.assertStatus(result, status)
        self.assertEqual(self.text, "mine\n")

    def test_a_full_disk_stops_the_recording_and_not_the_server(self):
        child = subprocess.Popen(
            ["bash", "-c", 'ulimit -f 1; exec "$@"', "sh", harness.POP3SH, "serve",
             "--record", self.path],
            env=harness.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        place = child.stdout.readline().decode().split("//")[1].strip()
        result = self.talk("pop3://student@" + place, "RETR 6", "RETR 7", "NOOP")
        self.assertStatus(result, 0)
        child.terminate()
        err = child.communicate(timeout=10)[1]
        self.assertEqual(child.returncode, 3, err)
        self.assertEqual(err.count(b"recording stopped"), 1, err)


if __name__ == "__main__":
    harness.main(__file__)

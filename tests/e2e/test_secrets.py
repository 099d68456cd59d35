#!/usr/bin/env python3
"""Differently shaped secrets, by every login, in every output: whatever the
server says of them, none is found in any form."""

import base64
import html
import json
import glob
import os
import socket
import subprocess
import tempfile
import threading
import urllib.parse

import harness
import ptydrive
from fakepop3 import forms
from harness import pop3sh
from on_paper import transcript, wire
from serving import Serve

USER = "josephine"
SECRETS = (
    b"Ze\\bra\\x37{7}quagga",
    b"two words 77 \\;",
    b"quo\"te'77&<b>|",
    b"per%63ent%2077",
    "schütz-öl€77".encode(),
    b"q7Zk",
    b"QUJDREVGR0hJSg==",
    b"ctl\x01\x1b\x7f7key",
)
FOREIGN, CONTROLS = SECRETS[4], SECRETS[-1]  # not for PASS; not for SASL (RFC 4013)
KINDS = "tap", "junit", "json", "jsonl", "html", "github"


def plain(secret):
    return base64.b64encode(b"\0%s\0%s" % (USER.encode(), secret)).decode()


def packed(octets):
    return base64.b64encode(octets).decode()


# What is typed; or a mechanism that the client plays itself.
TYPED = {
    "PASS": lambda s: ("USER " + USER, b"PASS " + s),
    "PLAIN at once": lambda s: ("AUTH PLAIN " + plain(s),),
    "PLAIN later": lambda s: ("AUTH PLAIN", plain(s)),
    "LOGIN": lambda s: ("AUTH LOGIN", packed(USER.encode()), packed(s)),
}
PLAYED = "USER", "APOP", "PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256"


def shown(secret):
    """The secret in every form that an output could give it."""
    text = secret.decode("utf-8")
    yield from (form for form in forms(secret) if len(form) >= 4)
    for form in (
        urllib.parse.quote(text),
        urllib.parse.quote(text, safe="").lower(),
        urllib.parse.quote_plus(text),
        "".join("\\x%02X" % octet for octet in secret),
        "".join("\\x%02x" % octet for octet in secret),
        "".join("%%%02X" % octet for octet in secret),
        wire(secret),
        wire(secret).replace('"', '\\"'),
        text.replace("\\", "\\\\"),
        json.dumps(text)[1:-1],
        json.dumps(text, ensure_ascii=False)[1:-1],
        html.escape(text),
        html.escape(text, quote=False),
        text.replace("\x1b", "\\x1B").replace("\x01", "\\x01").replace("\x7f", "\\x7F"),
        repr(secret)[2:-1],
    ):
        yield form.encode("utf-8")


class Teller:
    """Stands between a client and a server; tells the secret in all forms where
    it is asked to, and writes down what was said."""

    def __init__(self, port, secret):
        self.upstream = ("127.0.0.1", port)
        self.told = b", ".join(forms(secret))
        self.replies = {
            b"XTELL\r\n": b"-ERR no %s, %s\r\n" % (self.told, self.told),
            b"NOOP\r\n": b"+OK\r\n",
        }
        self.said = []
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]

    def __enter__(self):
        threading.Thread(target=self.accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.socket.close()

    def accept(self):
        while True:
            try:
                client, _ = self.socket.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(client,), daemon=True).start()

    def serve(self, client):
        with client, socket.create_connection(self.upstream) as server:
            self.said = said = []
            answers = threading.Thread(
                target=self.pass_answers, args=(server, client, said), daemon=True
            )
            answers.start()
            for line in client.makefile("rb"):
                said.append((b"C", line))
                if line in self.replies:
                    said.append((b"S", self.replies[line]))
                    client.sendall(self.replies[line])
                else:
                    server.sendall(line)
            try:
                server.shutdown(socket.SHUT_WR)
            except OSError:
                pass
            answers.join(5)

    def pass_answers(self, server, client, said):
        try:
            for line in server.makefile("rb"):
                if not said:
                    line = line[:-2] + b" " + self.told + b"\r\n"
                said.append((b"S", line))
                client.sendall(line)
            client.shutdown(socket.SHUT_WR)
        except OSError:
            pass


class SecretsTest(harness.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="pop3sh-secrets.")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.path = os.path.join(folder.name, "s.pop3t")

    def inside(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, octets):
        with open(self.inside(name), "wb") as file:
            file.write(octets)
        return self.inside(name)

    def served(self, secret):
        """A server whose user has that password."""
        file = self.write("password", secret + b"\n")
        return Serve("--user", USER, "--password-file", file, "--sample", "--allow-cleartext")

    def look(self, secret, way, outputs):
        """No form is in what was printed, in a file of ours or of the user."""
        for folder in self.folder, harness.HOME.name:
            for root, _, names in os.walk(folder):
                for name in names:
                    if name != "password" and not name.startswith("raw"):
                        with open(os.path.join(root, name), "rb") as file:
                            outputs.append((name, file.read()))
        for place, octets in outputs:
            for form in shown(secret):
                self.assertNotIn(form, octets, "%r by %s in %s" % (secret, way, place))

    def record(self, teller, secret, login, output):
        """A session that logs in like this. What it printed."""
        typed = login in TYPED
        lines = TYPED[login](secret) if typed else ()
        script = b"".join(
            (line if isinstance(line, bytes) else line.encode()) + b"\n"
            for line in (*lines, "XTELL", "NOOP")
        )
        words = ["pop3://%s127.0.0.1:%d" % ("" if typed else USER + "@", teller.port)]
        if not typed:
            words += ["--auth", login, "--password-file", self.inside("password")]
        result = pop3sh(
            *(*words, "--allow-cleartext", "--record", self.path, "-v"),
            *("--output", output, "--ignore=*"),
            stdin=script,
        )
        self.assertStatus(result, 7)
        self.assertIn(b"****", result.out)
        shown = result.out.splitlines(keepends=True)
        if typed:  # when it was shown, nobody knew yet what it tells
            shown = [line for line in shown if b"POP3 server ready" not in line]
        return [("screen", b"".join(shown)), ("messages", result.err)]

    def replay(self, teller, output):
        """The recording, with a difference. What it printed."""
        with open(self.path, "r+b") as file:
            text = file.read()
            file.seek(0)
            file.write(text.replace(b"C: NOOP\nS: +OK", b"C: NOOP\nS: -ERR"))
        self.assertIn(b"C: NOOP\nS: +OK", text)
        reports = ["--report=%s=%s" % (k, self.inside("report." + k)) for k in KINDS]
        result = pop3sh(
            *("replay", self.path, "--to", "127.0.0.1:%d" % teller.port, *reports),
            *("--allow-cleartext", "--output", output, "--level=text", "-v"),
            *("--password-file", self.inside("password"), "--show-masks"),
        )
        self.assertStatus(result, 1)
        self.assertTrue(os.path.exists(self.inside("s.actual.pop3t")), str(result))
        return [("replay", result.out), ("messages of replay", result.err)]

    def rewritten(self, said, told):
        """What the octets of the session become on paper; told: do they have the
        secret itself?"""
        lines = ["%s: %s" % (side.decode(), wire(line[:-2])) for side, line in said]
        raw = self.write("raw.pop3t", transcript(lines).encode())
        log = self.write("raw.log", b"".join(b"%s: %s" % one for one in said))
        for words in ("redact", raw), ("import", "rfc", log):
            result = pop3sh(*words)
            self.assertStatus(result, 0)
            self.assertEqual(b"XTELL\nS: -ERR no \\{" in result.out, told, str(result))
            yield words[0], result.out
            yield "messages of " + words[0], result.err
        self.write("again.pop3t", result.out)
        yield "lint", pop3sh("lint", "-v", "--output=json", self.inside("again.pop3t")).out

    def test_no_login_leaves_a_secret_anywhere(self):
        for number, secret in enumerate(SECRETS):
            with self.served(secret) as server, Teller(server.port, secret) as teller:
                played = PLAYED[2:] if secret == FOREIGN else PLAYED
                logins = ("PASS",) if secret == CONTROLS else (*TYPED, *played)
                for turn, login in enumerate(logins):
                    output = ("text", "json")[(turn + number) % 2]
                    outputs = self.record(teller, secret, login, output)
                    said = list(teller.said)
                    told = login in TYPED or login in ("USER", "PLAIN", "LOGIN")
                    papers = [*self.rewritten(said, told)]
                    outputs += self.replay(teller, output)
                    if told:
                        outputs += papers
                    else:
                        os.unlink(self.inside("again.pop3t"))
                    self.look(secret, login, outputs)
                    sent = [line for side, line in said if side == b"C" and line.strip()]
                    proofs = [line.split()[-1] for line in sent]
                    for proof in proofs:
                        for place, octets in [*outputs, *papers] if len(proof) > 20 else ():
                            self.assertNotIn(proof, octets, (login, place))
                    os.unlink(self.path)

    def test_what_redact_leaves_of_every_login_can_be_replayed(self):
        secret = SECRETS[0]
        with self.served(secret) as server, Teller(server.port, secret) as teller:
            for login in (*TYPED, *PLAYED):
                self.record(teller, secret, login, "text")
                os.unlink(self.path)
                told = login in TYPED or login in ("USER", "PLAIN", "LOGIN")
                self.assertTrue([*self.rewritten(list(teller.said), told)])
                redacted = self.write("r.pop3t", pop3sh("redact", self.inside("raw.pop3t")).out)
                result = pop3sh(
                    *("replay", redacted, "--to", "127.0.0.1:%d" % teller.port),
                    *("--allow-cleartext", "--level=outcome"),
                    env={"POP3SH_PASSWORD": secret.decode()},
                )
                self.assertStatus(result, 0)

    def test_what_is_redacted_stays_as_it_is(self):
        """However the line of a password ends."""
        paths = glob.glob(os.path.join(harness.SOURCE, "tests", "transcripts", "*.pop3t"))
        self.assertTrue(paths)
        for path in paths:
            with open(path, "rb") as file:
                text = file.read()
            for end in b"", rb"\n\;", rb"\r\n\;":
                line = rb"C: PASS \{!pass}" + end + b"\n"
                odd = text.replace(b"C: PASS \\{!pass}\n", line)
                once = pop3sh("redact", self.write("once.pop3t", odd)).out
                twice = pop3sh("redact", self.write("twice.pop3t", once)).out
                self.assertEqual(twice, once, path)
                self.assertTrue(line in once or line not in odd, path)

    def test_none_is_in_what_a_killed_session_leaves(self):
        for secret in SECRETS:
            with self.served(secret) as server, Teller(server.port, secret) as teller:
                child = subprocess.Popen(
                    [harness.POP3SH, "pop3://127.0.0.1:%d" % teller.port, "--record", self.path],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    env=harness.environment(),
                )
                child.stdin.write(b"USER %s\nPASS %s\nXTELL\n" % (USER.encode(), secret))
                child.stdin.flush()
                self.assertWritten(self.path + ".part", b"\nC: XTELL\nS: -ERR no \\{")
                child.kill()
                child.communicate()
            self.look(secret, "kill", [])
            os.unlink(self.path + ".part")

    def test_none_is_in_what_the_shell_remembers(self):
        history = os.path.join(harness.HOME.name, "state", "pop3sh", "history")
        for secret in SECRETS[:-1:2]:
            with self.served(secret) as server, Teller(server.port, secret) as teller:
                words = [harness.POP3SH, "pop3://127.0.0.1:%d" % teller.port, "--auth=none"]
                with ptydrive.Terminal(words, harness.environment(NO_COLOR="1")) as screen:
                    for line in (
                        "AUTH PLAIN " + plain(b"not" + secret),
                        "USER " + USER,
                        "PASS " + secret.decode(),
                        "XTELL",
                        "XFOO " + secret.decode(),
                        "NOOP",
                    ):
                        screen.expect("> ")
                        screen.type(line + "\r")
                    screen.expect("-> NOOP")
                    screen.type("\\q\r")
                    screen.finish()
            with open(history, "rb") as file:
                self.assertIn(b"NOOP\n", file.read())
            self.look(secret, "the shell", [])


if __name__ == "__main__":
    harness.main(__file__)

#!/usr/bin/env python3
"""Every way to log in that a real Dovecot has."""

import os
import shutil
import subprocess
import tempfile

import harness
import tokens
from harness import commands, pop3sh

ENV = os.environ
PLAIN = ENV.get("POP3_PLAIN_PORT", "")
TLS = ENV.get("POP3_TLS_PORT", "")
CA = ["--ca", ENV.get("POP3_CA", "")]
PASSWORD = ["--password-file", ENV.get("POP3_PASSWORD_FILE", "")]
JSON = ["--output", "json"]
STAT = commands("STAT")

PASSWORDS = (
    *("SCRAM-SHA-256", "SCRAM-SHA-1", "PLAIN", "LOGIN", "USER"),
    *("CRAM-MD5", "DIGEST-MD5", "APOP"),
)


def password():
    with open(ENV["POP3_PASSWORD_FILE"], "rb") as file:
        return file.read().strip()


def key():
    with open(ENV["POP3_TOKEN_KEY_FILE"], "rb") as file:
        return file.read()


def targets(user="u"):
    return ("pop3+stls://%s@localhost:%s" % (user, PLAIN),
            "pop3s://%s@localhost:%s" % (user, TLS))


def automatic(result):
    """The lines that were sent unasked, in order."""
    return [c["line"] for c in result.objects("command") if c.get("auto")]


class Ways(harness.TestCase):
    def check(self, target, mechanism, *arguments, status=0, **more):
        result = pop3sh(
            target, *CA, "--auth", mechanism, *arguments, *STAT, *JSON, **more
        )
        self.assertStatus(result, status)
        errors = [f for f in result.objects("finding") if f["severity"] == "error"]
        self.assertEqual(errors, [], mechanism)
        self.assertNotIn(password(), result.out + result.err)
        return result

    def test_the_right_password_gets_in(self):
        for target in targets():
            for mechanism in PASSWORDS:
                with self.subTest(mechanism=mechanism, target=target):
                    result = self.check(target, mechanism, *PASSWORD)
                    self.assertEqual(result.reply("STAT")["status"], "+OK")
                    line = automatic(result)[-3 if mechanism == "USER" else -2]
                    self.assertIn(mechanism, " ".join(automatic(result)), line)

    def test_a_wrong_one_and_a_stranger_do_not(self):
        for who, target in (("u", targets()[0]), ("stranger", targets("stranger")[1])):
            for mechanism in PASSWORDS:
                with self.subTest(mechanism=mechanism, who=who):
                    env = {"POP3SH_PASSWORD": "not-this-one"}
                    result = self.check(target, mechanism, status=6, env=env)
                    (error,) = result.objects("error")
                    self.assertEqual(error["class"], "auth")
                    self.assertIn("by " + mechanism, error["message"])
                    notes = " ".join(n["text"] for n in result.objects("note"))
                    self.assertIn("next: ", notes)
                    self.assertNotIn("not-this-one", result.text + result.errors)

    def test_tokens(self):
        right = tokens.token(key(), "u").decode()
        for mechanism in ("OAUTHBEARER", "XOAUTH2"):
            for target in targets():
                with self.subTest(mechanism=mechanism, target=target):
                    env = {"POP3SH_PASSWORD": right}
                    result = self.check(target, mechanism, env=env)
                    self.assertNotIn(right, result.text + result.errors)
                    self.assertEqual(result.reply("STAT")["status"], "+OK")
            late = tokens.token(key(), "u", lasts=-30).decode()
            for bad in (late, "no-token-at-all"):
                env = {"POP3SH_PASSWORD": bad}
                result = self.check(targets()[0], mechanism, status=6, env=env)
                notes = " ".join(n["text"] for n in result.objects("note"))
                self.assertIn("status", notes)
                self.assertNotIn(bad, result.text + result.errors)

    def test_auto_takes_the_strongest_and_says_why(self):
        result = pop3sh(targets()[0], *CA, *PASSWORD, *STAT, *JSON)
        self.assertStatus(result, 0)
        self.assertIn("AUTH SCRAM-SHA-256 ****", automatic(result))
        notes = " ".join(n["text"] for n in result.objects("note"))
        self.assertIn("by SCRAM-SHA-256: the strongest", notes)

    def test_the_mechanism_of_the_target(self):
        target = targets("u;AUTH=+APOP")[1]
        result = pop3sh(target, *CA, *PASSWORD, *STAT, *JSON)
        self.assertStatus(result, 0)
        self.assertIn("APOP u ****", automatic(result))

    def test_an_unknown_mechanism_is_a_usage_error(self):
        result = pop3sh(targets()[0], *CA, *PASSWORD, "--auth", "FOO-1", *STAT)
        self.assertStatus(result, 2)
        self.assertSays(result.err, "SCRAM-SHA-256")


class Typed(harness.TestCase):
    def run_lines(self, *lines):
        return pop3sh("pop3://127.0.0.1:" + PLAIN, *commands(*lines))

    def test_a_typed_exchange_is_decoded(self):
        result = self.run_lines("AUTH PLAIN", "\\b64 \\0u\\0sesame-wrong", "NOOP")
        self.assertIn("PLAIN: to act as oneself, user u, password ****", result.text)
        self.assertNotIn("sesame-wrong", result.text + result.errors)
        self.assertIn("-> ****", result.text)

    def test_raw_answers_are_sent_as_typed(self):
        result = self.run_lines("AUTH LOGIN", "dQ==", "*", "STAT")
        self.assertIn("LOGIN: asks Username:", result.text)
        self.assertIn("LOGIN: user u", result.text)
        self.assertIn("the exchange is cancelled", result.text)

    def test_b64_wants_an_exchange(self):
        result = self.run_lines("\\b64 secret-thing")
        self.assertStatus(result, 2)
        self.assertNotIn("secret-thing", result.text + result.errors)

    def test_login_and_capa(self):
        with open(ENV["POP3_PASSWORD_FILE"], "rb") as file:
            env = {"POP3SH_PASSWORD": file.read().decode().strip()}
        result = pop3sh(
            "pop3://127.0.0.1:" + PLAIN,
            *CA, "--tls-name", "localhost",
            *commands("\\capa", "STLS", "\\login u PLAIN", "\\capa", "\\login u"),
            env=env,
        )
        self.assertStatus(result, 2)  # the second login
        self.assertIn("~> AUTH PLAIN ****\n", result.text)
        self.assertIn("only one state was asked so far", result.text)
        self.assertIn("under TLS: STLS is gone (as it must be", result.text)
        self.assertIn("after login: SASL is gone", result.text)
        self.assertSays(result.err, "logged in as u already")

    def test_login_refused_in_a_batch_ends_it_with_6(self):
        result = pop3sh(
            "pop3://127.0.0.1:" + PLAIN,
            *commands("\\login u", "STAT"),
            env={"POP3SH_PASSWORD": "not-this-one"},
        )
        self.assertStatus(result, 6)
        self.assertSays(result.err, "refuses the login of u by SCRAM-SHA-256")


class Files(harness.TestCase):
    """No secret in any file that a login writes."""

    def test_strace(self):
        strace = shutil.which("strace")
        if not strace:
            self.skipTest("strace is missing; run scripts/setup test")
        with tempfile.TemporaryDirectory() as folder:
            log = os.path.join(folder, "strace")
            trace = (strace, "-f", "-xx", "-s", "1000000", "-o", log,
                     "-e", "trace=open,openat,creat,write,pwrite64,writev,sendto,"
                           "sendmsg,dup,dup2,dup3,socket,connect,close,fcntl")
            probe = subprocess.run([*trace, "true"], capture_output=True, check=False)
            if probe.returncode:
                self.skipTest("this system does not let strace work")
            # LeakSanitizer cannot work under a tracer, and fails
            sanitizer = os.environ.get("ASAN_OPTIONS", "") + ":detect_leaks=0"
            for mechanism in ("PLAIN", "LOGIN", "SCRAM-SHA-256", "USER"):
                record = os.path.join(folder, mechanism + ".pop3t")
                subprocess.run(
                    [*trace, harness.POP3SH, "pop3://u@127.0.0.1:" + PLAIN,
                     *PASSWORD, "--auth", mechanism, "--record", record, *STAT],
                    env=harness.environment(ASAN_OPTIONS=sanitizer),
                    capture_output=True, check=True, timeout=60,
                )
                self.check_log(log)

    def check_log(self, log):
        import base64
        forms = [password(), base64.b64encode(password()),
                 base64.b64encode(b"\0u\0" + password())]
        sockets, sent, written = set(), 0, 0
        with open(log, encoding="ascii") as file:
            for line in file:
                call = line.split(None, 1)[1]
                name, _, rest = call.partition("(")
                if name == "socket" and " = " in call:
                    sockets.add(call.rsplit(" = ", 1)[1].split()[0])
                if name == "openat" and " = " in call:
                    sockets.discard(call.rsplit(" = ", 1)[1].split()[0])
                if name not in ("write", "pwrite64", "writev", "sendto", "sendmsg"):
                    continue
                octets = b"".join(
                    bytes.fromhex(part.replace("\\x", ""))
                    for part in rest.split('"')[1::2]
                )
                if rest.split(",")[0] in sockets:
                    sent += 1
                    continue
                written += 1
                for form in forms:
                    self.assertNotIn(form, octets, line[:200])
        self.assertGreater(sent, 2)
        self.assertGreater(written, 2)


if __name__ == "__main__":
    harness.main(__file__, server="dovecot")

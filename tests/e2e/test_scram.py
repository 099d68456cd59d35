#!/usr/bin/env python3
"""Servers that do SCRAM, well or not: what is believed, and what is tried."""

import base64
import hashlib
import hmac
import ssl
import subprocess

import harness
from certificates import Authority
from harness import commands, pop3sh
from scripted import Server

PASSWORD = "pencil-case"
JSON = ["--output", "json"]


def encode(text):
    return base64.b64encode(text if isinstance(text, bytes) else text.encode())


def mac(key, text):
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


class Scram:
    """One exchange with the client; `lie` is done wrong on purpose."""

    def __init__(self, connection, lie="", binding=None, iterations=4096):
        self.connection = connection
        self.lie = lie
        self.binding = binding
        self.iterations = iterations

    def challenge(self, text):
        self.connection.send(b"+ " + encode(text) + b"\r\n")
        return self.connection.line()

    def run(self, response):
        first = base64.b64decode(response).decode()
        self.header, bare = first[: first.index("n=")], first[first.index("n="):]
        nonce = bare.split("r=")[1]
        both = {"nonce": nonce[:-1], "same": nonce}.get(self.lie, nonce + "server")
        message = "r=%s,s=%s,i=%d" % (both, encode("salt").decode(), self.iterations)
        if self.lie == "mext":
            message = "m=must," + message
        answer = self.challenge(message)
        if answer == b"*":
            return False
        final = base64.b64decode(answer).decode()
        without, _, proof = final.rpartition(",p=")
        auth = ",".join((bare, message, without))
        salted = hashlib.pbkdf2_hmac(
            "sha256", PASSWORD.encode(), b"salt", self.iterations
        )
        key = mac(salted, "Client Key")
        wanted = bytes(
            a ^ b for a, b in zip(key, mac(hashlib.sha256(key).digest(), auth))
        )
        bound = base64.b64decode(without.split(",")[0][2:])
        if bound != self.header.encode() + (self.binding or b""):
            return self.challenge("e=channel-bindings-dont-match") and False
        if encode(wanted).decode() != proof:
            return self.challenge("e=invalid-proof") and False
        signature = mac(mac(salted, "Server Key"), auth)
        if self.lie == "verifier":
            signature = bytes(len(signature))
        if self.lie == "none":
            return True
        return self.challenge(b"v=" + encode(signature)) == b""


def talk(lie="", mechanisms="SCRAM-SHA-256 PLAIN", iterations=4096, context=None,
         refuse=(), refusal=b"-ERR not this way\r\n"):
    """A talk of scripted.Server."""

    def hold(connection):
        binding = None
        if context:
            connection.sock = context.wrap_socket(connection.sock, server_side=True)
            binding = connection.sock.get_channel_binding("tls-unique")
        connection.send(b"+OK ready\r\n")
        while True:
            words = connection.line().split()
            if not words:
                return
            if words[0] == b"CAPA":
                connection.send(
                    b"+OK\r\nUSER\r\nSASL %s\r\nRESP-CODES\r\n.\r\n"
                    % mechanisms.encode()
                )
            elif words[0] == b"AUTH" and words[1].decode() in refuse:
                connection.send(refusal)
            elif words[0] == b"AUTH" and words[1].startswith(b"SCRAM"):
                plus = binding if words[1].endswith(b"PLUS") else None
                if lie == "binding" and plus:
                    plus = b"somebody else's"
                right = Scram(connection, lie, plus, iterations).run(words[2])
                connection.send(b"+OK in\r\n" if right else b"-ERR no\r\n")
            elif words[0] == b"STAT":
                connection.send(b"+OK 0 0\r\n")
            elif words[0] == b"QUIT":
                connection.send(b"+OK\r\n")
                return
            else:
                connection.send(b"-ERR unknown\r\n")

    return hold


class Login(harness.TestCase):
    def login(self, hold, *arguments, scheme="pop3", password=PASSWORD):
        with Server(hold) as server:
            result = pop3sh(
                "%s://user@127.0.0.1:%d" % (scheme, server.port),
                *arguments, *commands("STAT"), *JSON,
                env={"POP3SH_PASSWORD": password},
            )
            self.lines = server.received
        self.rules = {f["rule"] for f in result.objects("finding")}
        self.notes = " ".join(n["text"] for n in result.objects("note"))
        self.assertNotIn(password, result.text + result.errors)
        return result

    def assertDistrusted(self, result, rule):
        self.assertStatus(result, 6)
        self.assertIn(rule, self.rules)
        self.assertNotIn(b"STAT", self.lines)
        self.assertFalse([l for l in self.lines if l.startswith(b"AUTH PLAIN")])


class Lies(Login):
    def test_an_honest_server_is_believed(self):
        result = self.login(talk())
        self.assertStatus(result, 0)
        self.assertFalse({r for r in self.rules if r.startswith("sasl/scram")})
        self.assertIn(b"STAT", self.lines)

    def test_a_wrong_signature(self):
        result = self.login(talk("verifier"))
        self.assertDistrusted(result, "sasl/scram-verifier")

    def test_no_signature(self):
        result = self.login(talk("none"))
        self.assertDistrusted(result, "sasl/scram-no-verifier")
        self.assertIn("without the proof", result.objects("error")[0]["message"])

    def test_a_shortened_nonce(self):
        result = self.login(talk("nonce"))
        self.assertDistrusted(result, "sasl/scram-nonce")
        self.assertIn(b"*", self.lines)

    def test_a_nonce_with_nothing_added(self):
        result = self.login(talk("same"))
        self.assertDistrusted(result, "sasl/scram-nonce")

    def test_an_extension_that_must_be_known(self):
        result = self.login(talk("mext"))
        self.assertDistrusted(result, "sasl/scram-mext")

    def test_few_iterations_end_auto(self):
        result = self.login(talk(iterations=1000))
        self.assertDistrusted(result, "sasl/scram-iterations")
        self.assertIn("1000 iterations", result.objects("error")[0]["message"])

    def test_few_iterations_are_a_warning_for_a_named_mechanism(self):
        result = self.login(talk(iterations=1000), "--auth", "SCRAM-SHA-256")
        self.assertStatus(result, 0)
        self.assertIn("sasl/scram-iterations", self.rules)

    def test_a_wrong_password_is_told_from_a_lie(self):
        result = self.login(talk(), password="another-one")
        self.assertStatus(result, 6)
        self.assertIn("e=invalid-proof", self.notes)
        self.assertNotIn("sasl/scram-verifier", self.rules)


class Binding(Login):
    """Python tells tls-unique only, which TLS 1.2 has."""

    @classmethod
    def setUpClass(cls):
        cls.authority = Authority()
        cls.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        cls.context.load_cert_chain(cls.authority.issue("localhost"))

    @classmethod
    def tearDownClass(cls):
        cls.authority.folder.cleanup()

    def bound(self, lie="", password=PASSWORD, **more):
        both = "SCRAM-SHA-256-PLUS SCRAM-SHA-256 PLAIN"
        return self.login(
            talk(lie, mechanisms=more.pop("mechanisms", both), context=self.context,
                 **more),
            *("--ca", self.authority.certificate, "--tls-max", "1.2"),
            scheme="pop3s", password=password,
        )

    def mechanisms(self):
        return [l.split()[1] for l in self.lines if l.startswith(b"AUTH")]

    def flag(self):
        """The channel binding flag of the last exchange."""
        first = [l for l in self.lines if l.startswith(b"AUTH")][-1].split()[2]
        return base64.b64decode(first).split(b",")[0]

    def test_the_login_is_bound_to_the_channel(self):
        self.assertStatus(self.bound(), 0)
        self.assertEqual(self.mechanisms(), [b"SCRAM-SHA-256-PLUS"])
        self.assertEqual(self.flag(), b"p=tls-unique")

    def test_a_refused_binding_falls_back_once_with_n(self):
        self.assertStatus(self.bound(refuse=["SCRAM-SHA-256-PLUS"]), 0)
        self.assertEqual(
            self.mechanisms(), [b"SCRAM-SHA-256-PLUS", b"SCRAM-SHA-256"]
        )
        self.assertEqual(self.flag(), b"n")
        self.assertIn("once more by SCRAM-SHA-256", self.notes)

    def test_another_channel_at_the_server_falls_back_too(self):
        self.assertStatus(self.bound("binding"), 0)
        self.assertEqual(self.flag(), b"n")

    def test_nothing_follows_the_bare_form(self):
        result = self.bound(refuse=["SCRAM-SHA-256-PLUS", "SCRAM-SHA-256"])
        self.assertStatus(result, 6)
        self.assertEqual(len(self.mechanisms()), 2)

    def test_a_code_about_the_maildrop_is_no_reason_to_fall_back(self):
        result = self.bound(
            refuse=["SCRAM-SHA-256-PLUS"], refusal=b"-ERR [IN-USE] busy\r\n"
        )
        self.assertStatus(result, 6)
        self.assertEqual(self.mechanisms(), [b"SCRAM-SHA-256-PLUS"])

    def test_nor_is_a_wrong_password(self):
        result = self.bound(password="another-one")
        self.assertStatus(result, 6)
        self.assertEqual(self.mechanisms(), [b"SCRAM-SHA-256-PLUS"])

    def test_who_could_bind_and_is_not_offered_it_says_y(self):
        self.assertStatus(self.bound(mechanisms="SCRAM-SHA-256 PLAIN"), 0)
        self.assertEqual(self.flag(), b"y")


class BuiltIn(harness.TestCase):
    """Against our own server, which binds by tls-exporter under TLS 1.3."""

    def setUp(self):
        self.server = subprocess.Popen(
            [harness.POP3SH, "serve", "--tls-listen", "127.0.0.1:0", "--self-signed"],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env=harness.environment(), text=True,
        )
        self.urls = self.server.stdout.readline().split()[1:]
        if not self.urls:
            self.tearDown()
            self.skipTest("this pop3sh has no serve")

    def tearDown(self):
        self.server.kill()
        self.server.communicate()

    def login(self, mechanism, password="pop3"):
        scheme, _, place = self.urls[-1].partition("://")
        return pop3sh(
            "%s://student@%s" % (scheme, place), "--insecure", "--auth", mechanism,
            "--ignore", "tls/*,client/*", *commands("STAT"), *JSON,
            env={"POP3SH_PASSWORD": password},
        )

    def test_every_scram(self):
        for mechanism in ("SCRAM-SHA-256-PLUS", "SCRAM-SHA-1-PLUS",
                          "SCRAM-SHA-256", "SCRAM-SHA-1", "auto"):
            with self.subTest(mechanism=mechanism):
                result = self.login(mechanism)
                self.assertStatus(result, 0)
                notes = " ".join(n["text"] for n in result.objects("note"))
                bound = not mechanism.startswith("SCRAM") or "PLUS" in mechanism
                self.assertEqual(bound, "bound to the channel by tls-exporter" in notes)
                wrong = self.login(mechanism, "not-this-one")
                self.assertStatus(wrong, 6)


class Reasons(Login):
    """Response codes, each with what to do."""

    def refusal(self, text, *arguments):
        def hold(connection):
            connection.send(b"+OK ready <1.2@h>\r\n")
            connection.answer({
                b"CAPA": b"+OK\r\nUSER\r\nSASL PLAIN\r\nRESP-CODES\r\n"
                         b"LOGIN-DELAY 300\r\n.\r\n",
                b"AUTH": b"-ERR " + text + b"\r\n",
                b"USER": b"+OK\r\n",
                b"PASS": b"-ERR " + text + b"\r\n",
                b"APOP": b"-ERR " + text + b"\r\n",
            })

        result = self.login(hold, *arguments)
        self.assertStatus(result, 6)
        return self.notes

    def test_codes(self):
        for text, words in (
            (b"[AUTH] no", "check user name and password"),
            (b"[IN-USE] no", "another session holds the maildrop"),
            (b"[LOGIN-DELAY] no", "300 s must lie between two logins"),
            (b"[SYS/TEMP] no", "try again later"),
            (b"[SYS/PERM] no", "will not go away by itself"),
            (b"Plaintext authentication disallowed", "wants TLS first"),
            (b"application-specific password required", "make a password"),
            (b"no", "check user name and password"),
        ):
            with self.subTest(text=text):
                notes = self.refusal(text)
                self.assertIn(words, notes)
                self.assertIn("it failed at the password", notes)

    def test_the_seconds_left_are_counted_from_the_last_login(self):
        answers = [b"+OK in\r\n", b"-ERR [LOGIN-DELAY] soon\r\n"]

        def hold(connection):
            connection.send(b"+OK ready\r\n")
            connection.answer({
                b"CAPA": b"+OK\r\nUSER\r\nRESP-CODES\r\nLOGIN-DELAY 300\r\n.\r\n",
                b"USER": b"+OK\r\n",
                b"PASS": answers.pop(0),
            })

        with Server(hold) as server:
            for status in (0, 6):
                result = pop3sh("pop3://user@127.0.0.1:%d" % server.port, "-c", "NOOP",
                                "--fail-on", "never", *JSON,
                                env={"POP3SH_PASSWORD": PASSWORD})
                self.assertIn(result.status, (status, 7), str(result))
        notes = " ".join(n["text"] for n in result.objects("note"))
        self.assertRegex(notes, r"; (29\d|300) s are left; next: wait")

    def test_ways_by_command(self):
        for way in ("USER", "APOP"):
            self.assertIn("at the password", self.refusal(b"no", "--auth", way))

    def test_user_refused(self):
        def hold(connection):
            connection.send(b"+OK\r\n")
            connection.answer({})

        result = self.login(hold)
        self.assertStatus(result, 6)
        self.assertIn("at USER, before the password was sent", self.notes)
        self.assertFalse([l for l in self.lines if l.startswith(b"PASS")])


if __name__ == "__main__":
    harness.main(__file__)

#!/usr/bin/env python3
"""Servers that are none, or mean harm: a sentence, a status, no damage."""

import os
import resource
import ssl
import subprocess
import tempfile

import harness
from harness import commands, pop3sh
from scripted import Server

JSON = ["--output", "json"]
SANITIZED = "ASAN_OPTIONS" in os.environ


def ask(talk, *arguments, scheme="pop3", user="", **more):
    """Run pop3sh on a server that talks so; (result, lines it was sent)."""
    with Server(talk) as server:
        target = "%s://%s127.0.0.1:%d" % (scheme, user, server.port)
        result = pop3sh(target, *arguments, **more)
    return result, server.received


def greets(greeting, **replies):
    """A server with this greeting and these replies by verb."""
    table = {verb.encode(): reply for verb, reply in replies.items()}

    def talk(connection):
        connection.send(greeting)
        connection.answer(table)

    return talk


def says(octets):
    """A server that says this and then waits."""

    def talk(connection):
        connection.send(octets)
        connection.wait()

    return talk


class WrongService(harness.TestCase):
    """What listens there is no POP3 server."""

    def refuse(self, talk, words, status=4, **more):
        result, _ = ask(talk, *commands("CAPA"), "--timeout", "1", **more)
        self.assertStatus(result, status)
        self.assertSays(result.err, words)

    def test_smtp_or_ftp(self):
        self.refuse(says(b"220 mail.example.org ESMTP\r\n"), "220")

    def test_imap(self):
        self.refuse(says(b"* OK IMAP4rev1 ready\r\n"), "IMAP")

    def test_http(self):
        self.refuse(says(b"HTTP/1.1 400 Bad Request\r\n\r\n"), "HTTP")

    def test_tls_on_a_plain_port(self):
        self.refuse(says(b"\x15\x03\x01\x00\x02\x02\x46"), "TLS")

    def test_plain_text_on_a_tls_port(self):
        result, _ = ask(
            says(b"+OK ready\r\n"), *commands("CAPA"), scheme="pop3s"
        )
        self.assertIn(result.status, (4, 5), str(result))
        self.assertSays(result.err, "TLS")

    def test_silence(self):
        self.refuse(says(b""), "greeting")

    def test_silence_on_a_tls_port(self):
        result, _ = ask(
            says(b""), *commands("CAPA"), "--timeout", "1", "--connect-timeout",
            "1", scheme="pop3s",
        )
        self.assertIn(result.status, (4, 5), str(result))

    def test_close_without_a_word(self):
        self.refuse(lambda connection: None, "closed")

    def test_a_greeting_that_refuses(self):
        result, _ = ask(
            greets(b"-ERR [SYS/TEMP] come back later\r\n"), *commands("CAPA")
        )
        self.assertStatus(result, 4)
        self.assertIn("come back later", result.text + result.errors)


class Interrupted(harness.TestCase):
    """The connection ends, or hangs, at the wrong moment."""

    def test_reset_in_mid_reply(self):
        def talk(connection):
            connection.send(b"+OK ready\r\n")
            connection.line()
            connection.send(b"+OK 3 messages\r\n1 100\r\n2 2")
            connection.reset()

        result, _ = ask(talk, *commands("LIST"))
        self.assertStatus(result, 4)

    def test_who_leaves_without_a_greeting_has_reasons(self):
        result, _ = ask(lambda connection: None, *commands("NOOP"))
        self.assertStatus(result, 4)
        self.assertSays(result.err, "its greeting was complete; usual reasons, which its log tells: ")
        self.assertSays(result.err, "(try pop3s://), too many connections, or this address is banned")

    def test_a_word_that_is_no_host_may_be_meant_for_a_command(self):
        for words, told in (
            (("frobnicate",), True), (("pop3s://frobnicate",), False), (("frobnicate.invalid",), False)
        ):
            with self.subTest(words=words):
                result = pop3sh(*words, *commands("NOOP"))
                self.assertStatus(result, 4)
                self.assertEqual("It is no command of pop3sh either" in result.errors, told)

    def test_close_in_mid_listing(self):
        def talk(connection):
            connection.send(b"+OK ready\r\n")
            connection.line()
            connection.send(b"+OK\r\n1 100\r\n")

        result, _ = ask(talk, *commands("LIST"))
        self.assertStatus(result, 4)

    def test_close_after_a_complete_reply_is_fine(self):
        def talk(connection):
            connection.send(b"+OK ready\r\n")
            connection.line()
            connection.send(b"+OK\r\n")
            connection.line()

        result, sent = ask(talk, *commands("NOOP"))
        self.assertStatus(result, 0)
        self.assertEqual(sent, [b"NOOP", b"QUIT"])

    def test_a_reply_that_never_comes(self):
        result, _ = ask(says(b"+OK ready\r\n"), *commands("NOOP"), "--timeout", "0.5")
        self.assertStatus(result, 4)
        self.assertSays(result.err, "NOOP")

    def test_a_message_that_stops_in_the_middle(self):
        def talk(connection):
            connection.send(b"+OK ready\r\n")
            connection.line()
            connection.send(b"+OK\r\nSubject: half\r\n")
            connection.wait()

        result, _ = ask(talk, *commands("RETR 1"), "--timeout", "0.5")
        self.assertStatus(result, 4)


class Refusals(harness.TestCase):
    """The server says no."""

    PASSWORD = {"POP3SH_PASSWORD": "s3cret-word"}

    def test_a_refused_login_is_status_6(self):
        talk = greets(
            b"+OK ready\r\n",
            CAPA=b"+OK\r\nUSER\r\n.\r\n",
            USER=b"+OK\r\n",
            PASS=b"-ERR [AUTH] no\r\n",
        )
        result, sent = ask(talk, *commands("STAT"), user="u@", env=self.PASSWORD)
        self.assertStatus(result, 6)
        self.assertIn(b"PASS s3cret-word", sent)
        self.assertNotIn(b"STAT", sent)
        self.assertNotIn(b"s3cret-word", result.out + result.err)

    def test_a_locked_maildrop_is_explained(self):
        talk = greets(
            b"+OK ready\r\n",
            CAPA=b"+OK\r\nUSER\r\nRESP-CODES\r\n.\r\n",
            USER=b"+OK\r\n",
            PASS=b"-ERR [IN-USE] locked\r\n",
        )
        result, _ = ask(talk, *commands("STAT"), user="u@", env=self.PASSWORD)
        self.assertStatus(result, 6)
        self.assertIn("[IN-USE]", result.text + result.errors)

    def test_a_refused_stls_is_status_5_and_sends_no_password(self):
        talk = greets(b"+OK ready\r\n", CAPA=b"+OK\r\nUSER\r\n.\r\n")
        result, sent = ask(
            talk,
            *commands("STAT"),
            scheme="pop3+stls",
            user="u@",
            env=self.PASSWORD,
        )
        self.assertStatus(result, 5)
        self.assertEqual([l for l in sent if l.startswith((b"USER", b"PASS"))], [])

    def test_a_refused_command_is_status_7_and_the_next_is_sent(self):
        result, sent = ask(
            greets(b"+OK ready\r\n", NOOP=b"+OK\r\n"), *commands("XYZZY", "NOOP")
        )
        self.assertStatus(result, 7)
        self.assertEqual(sent, [b"XYZZY", b"NOOP", b"QUIT"])


class Hostile(harness.TestCase):
    """Octets that would hurt a careless client."""

    ESCAPES = b"\x1b]0;owned\x07\x1b[2J\x9b31m\xc2\x9b31m\xe2\x80\xae"

    def test_escapes_never_reach_the_terminal(self):
        talk = greets(
            b"+OK " + self.ESCAPES + b" ready\r\n",
            CAPA=b"+OK " + self.ESCAPES + b"\r\nTOP " + self.ESCAPES + b"\r\n.\r\n",
            NOOP=b"-ERR [" + self.ESCAPES + b"] " + self.ESCAPES + b"\r\n",
            UIDL=b"+OK\r\n1 " + self.ESCAPES + b"\r\n.\r\n",
            LIST=b"+OK\r\n" + self.ESCAPES + b" 1\r\n.\r\n",
        )
        for form in ("text", "json"):
            with self.subTest(form=form):
                result, _ = ask(
                    talk,
                    *commands("CAPA", "NOOP", "UIDL", "LIST"),
                    "--output",
                    form,
                )
                self.assertIn(result.status, (1, 7), str(result))
                for octets in (result.out, result.err):
                    for bad in (b"\x1b", b"\x07", b"\x9b3"):
                        self.assertNotIn(bad, octets.replace(b"\xc2\x9b", b"\x9b3"))
                    if form == "text":
                        self.assertNotIn(b"\xe2\x80\xae", octets)

    def test_json_keeps_octets_that_are_not_utf8(self):
        result, _ = ask(
            greets(b"+OK caf\xe9\r\n", NOOP=b"+OK \xff\x00\r\n"), *commands("NOOP"), *JSON
        )
        (greeting,) = result.objects("greeting")
        self.assertEqual(greeting["text_latin1"], "caf\u00e9")
        self.assertEqual(result.reply("NOOP")["text_latin1"], "\u00ff\u0000")

    def endless(self, beginning, piece):
        """A server that never ends a line, a listing or a message; pop3sh is
        to use bounded memory for 128 MiB of it."""

        def talk(connection):
            connection.send(b"+OK ready\r\n")
            connection.line()
            connection.send(beginning)
            block = piece * (65536 // len(piece))
            for _ in range(2048):
                connection.send(block)
            connection.wait()

        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        result, _ = ask(
            talk, *commands("RETR 1"), "--timeout", "1", "--output", "json", timeout=60
        )
        self.assertStatus(result, 4)
        after = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        if not SANITIZED and after > before:
            self.assertLess(after, 40 * 1024, "KiB for an endless reply")

    def test_a_status_line_without_end(self):
        self.endless(b"+OK ", b"x")

    def test_a_message_without_end(self):
        self.endless(b"+OK\r\n", b"another line\r\n")

    def test_a_message_line_without_end(self):
        self.endless(b"+OK\r\n", b"x")

    def test_octets_of_a_command_that_would_be_two(self):
        for text in (b"NOOP\rDELE 1\n", b"NO\0OP\n"):
            with self.subTest(text=text):
                result, sent = ask(
                    greets(b"+OK ready\r\n", NOOP=b"+OK\r\n"), stdin=text
                )
                self.assertIn(result.status, (2, 3), str(result))
                self.assertTrue(result.err, "says why")
                self.assertEqual([l for l in sent if l != b"QUIT"], [])


class StlsInjection(harness.TestCase):
    """Octets in the clear after the reply to STLS are not the server's."""

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.key = os.path.join(self.folder.name, "key.pem")
        self.certificate = os.path.join(self.folder.name, "cert.pem")
        subprocess.run(
            [
                *("openssl", "req", "-x509", "-nodes", "-days", "2"),
                *("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
                *("-keyout", self.key, "-out", self.certificate),
                *("-subj", "/CN=localhost"),
                *("-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost"),
            ],
            check=True,
            capture_output=True,
        )

    def talk(self, connection):
        connection.send(b"+OK ready\r\n")
        connection.line()
        connection.send(b"+OK begin\r\n+OK injected-status\r\n-ERR injected too\r\n")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, self.key)
        connection.sock = context.wrap_socket(connection.sock, server_side=True)
        connection.answer({b"NOOP": b"+OK genuine\r\n"})

    def test_injected_octets_are_reported_and_discarded(self):
        result, sent = ask(
            self.talk, *commands("NOOP"), *JSON, "--ca", self.certificate,
            scheme="pop3+stls",
        )
        self.assertEqual(sent, [b"STLS", b"NOOP", b"QUIT"])
        self.assertEqual(result.reply("NOOP")["text"].strip(), "genuine")
        texts = [r["text"] for r in result.objects("reply")]
        self.assertFalse([t for t in texts if "injected" in t], str(result))

        result, _ = ask(
            self.talk, *commands("NOOP"), "--ca", self.certificate,
            scheme="pop3+stls",
        )
        self.assertSays(result.out + result.err, "inject")


if __name__ == "__main__":
    harness.main(__file__)

#!/usr/bin/env python3
"""A person's session with a real Dovecot, on a terminal."""

import os

import harness
import ptydrive

ENV = os.environ
CA = ["--ca", ENV.get("POP3_CA", "")]
PASSWORD_FILE = ["--password-file", ENV.get("POP3_PASSWORD_FILE", "")]
TARGET = "pop3s://u@127.0.0.1:" + ENV.get("POP3_TLS_PORT", "")
LOGGED_IN = "TRANSACTION> "


class Session(harness.TestCase):
    def shell(self, *arguments):
        return ptydrive.Terminal(
            [harness.POP3SH, *arguments], harness.environment(), rows=40, columns=120
        )

    def logged_in(self):
        return self.shell(TARGET, *CA, *PASSWORD_FILE)

    def test_log_in_look_around_and_leave(self):
        with self.logged_in() as screen:
            screen.expect("pop3s://u@127.0.0.1")
            screen.expect(LOGGED_IN)
            for line, answer in (
                ("STAT", "+OK 8 "),
                ("rset", "+OK"),
                ("LIST", "8 messages"),
                ("RETR 1", "Welcome to the sample maildrop"),
                ("TOP 3 1", "Grüße aus Zürich"),
                ("Uidl 2", "+OK 2 "),
                (r"\conninfo", "127.0.0.1"),
                (r"\tls", "TLSv1.3"),
            ):
                screen.type(line + "\r")
                screen.expect(answer)
                screen.expect(LOGGED_IN)
            screen.type("QUIT\r")
            screen.expect("+OK Logging out")
            screen.type("\\q\r")
            self.assertEqual(screen.finish(), 0)

    def test_stls_by_hand_then_a_password_without_echo(self):
        with open(ENV["POP3_PASSWORD_FILE"], encoding="ascii") as file:
            password = file.read().strip()
        target = "pop3://127.0.0.1:" + ENV["POP3_PLAIN_PORT"]
        with self.shell(target, *CA) as screen:
            screen.expect("AUTHORIZATION> ")
            screen.type("stls\r")
            screen.expect("TLSv1.3")
            screen.expect("pop3+stls://127.0.0.1")
            screen.expect("AUTHORIZATION> ")
            screen.type("USER u\r")
            screen.expect("AUTHORIZATION> ")
            screen.type("PASS\r")
            screen.expect("assword")
            screen.settle()
            screen.type(password + "\r")
            screen.expect(LOGGED_IN)
            self.assertNotIn(password, screen.seen)
            screen.type("\\q\r")
            self.assertEqual(screen.finish(), 0)

    def test_dropping_keeps_what_was_marked(self):
        with self.logged_in() as screen:
            screen.expect(LOGGED_IN)
            screen.type("DELE 2\r")
            screen.expect("1 deleted> ")
            screen.type("\\q\r")
            screen.expect("UPDATE")
            screen.expect("? ")
            screen.type("d\r")
            self.assertEqual(screen.finish(), 0)
        result = harness.pop3sh(
            TARGET, *CA, *PASSWORD_FILE, *harness.commands("STAT")
        )
        self.assertIn("+OK 8 ", result.text)

    def test_escapes_of_a_message_stay_visible_text(self):
        with self.logged_in() as screen:
            screen.expect(LOGGED_IN)
            before = len(screen.raw)
            screen.type("RETR 7\r")
            screen.expect("owned")
            screen.expect(LOGGED_IN)
            for bad in (b"\x1b]0;", b"\x1b[2J", b"\xc2\x9b", b"\xe2\x80\xae"):
                self.assertNotIn(bad, screen.raw[before:])
            screen.type("\\q\r")
            self.assertEqual(screen.finish(), 0)


if __name__ == "__main__":
    harness.main(__file__, server="dovecot")

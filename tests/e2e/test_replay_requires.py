#!/usr/bin/env python3
"""What a transcript needs of the server and the maildrop, or is skipped."""

import harness
from harness import pop3sh
from replaying import ENV, ReplayCase, talker

RETR = ["C: RETR 1", "S: +OK", "S: From: a", "S:", "S: ..dot", "S: end", "S: ."]
NINE = ["C: RETR 9", "S: +OK", "S: From: a", "S:", "S: end", "S: ."]


class Requires(ReplayCase):
    def test_mechanisms_follow_sasl(self):
        capa = talker(CAPA=b"+OK\r\nTOP\r\nSASL PLAIN SCRAM-SHA-256\r\nUSER\r\n.\r\n")
        for wanted, word in (
            ("SASL SCRAM-SHA-256", "pass"),
            ("TOP SASL plain, scram-sha-256 USER", "pass"),
            ("SASL", "pass"),
            ("SASL SCRAM-SHA-1", "skip"),
            ("SASL SCRAM", "skip"),
            ("SCRAM-SHA-256", "skip"),
            ("TOP SCRAM-SHA-256", "skip"),
        ):
            with self.subTest(wanted):
                result = self.play([], talk=capa, Requires=wanted)
                self.assertStatus(result, 0)
                self.assertSays(result.out, ": " + word)


class Mailbox(ReplayCase):
    def test_it_is_judged_whatever_the_file_asks(self):
        for wanted, lines, word in (
            ("messages>=9", NINE, "skip"),
            ("messages>=2", RETR, "pass"),
            ("empty", RETR, "skip"),
            ("any", RETR, "pass"),
            ("mixed-bag.1", RETR, "pass"),
        ):
            with self.subTest(wanted):
                result = self.play(lines, talk=talker(RETR=RETR_NOW[word]), Mailbox=wanted)
                self.assertStatus(result, 0)
                self.assertSays(result.out, ": " + word)
                asked = b"STAT" in self.received
                self.assertEqual(asked, wanted.startswith(("messages", "empty")))

    def test_nothing_is_done_before_it_is_known(self):
        for lines in (
            ["C: DELE 1", "S: +OK", "C: STAT", "S: +OK 0 0"],
            ["C: STAT", "C: DELE 1", "S: +OK 0 0", "S: +OK"],
        ):
            with self.subTest(lines):
                result = self.play(lines, "--allow-delete", Mailbox="empty")
                self.assertSays(result.out, ": skip")
                self.assertNotIn(b"DELE 1", self.received)

    def test_a_stat_of_the_file_is_enough(self):
        self.play(["C: STAT", "S: +OK 2 320", "C: NOOP", "S: +OK"], Mailbox="messages>=2")
        self.assertEqual(self.received.count(b"STAT"), 1)

    def test_the_answer_is_not_judged(self):
        broken = talker(STAT=b"+OK two 320\r\n")
        self.assertStatus(self.play(RETR, talk=broken, Mailbox="messages>=1"), 0)
        self.assertIn(b"STAT", self.received)

    def test_what_the_file_deletes_is_no_lack(self):
        lines = ["C: NOOP", "S: +OK", "C: DELE 1", "S: +OK", "C: LIST", "S: +OK", "S: 2 200", "S: ."]
        result = self.play(
            *(lines, "--allow-delete"),
            talk=talker(LIST=b"+OK\r\n2 200\r\n.\r\n"),
            Mailbox="messages>=2",
        )
        self.assertSays(result.out, ": pass")

    def test_the_session_as_it_was_tells_of_it(self):
        result = self.play(["C: NOOP", "S: -ERR"], Mailbox="messages>=1")
        self.assertStatus(result, 1)
        with open(self.folder.name + "/session.actual.pop3t", encoding="utf-8") as file:
            self.assertIn("# the reply to a STAT that was sent unasked:\nS: +OK 2 ", file.read())

    def test_only_what_the_format_knows_is_taken(self):
        for bad in ("messages>3", "messages>=x", "messages>=", "messages = 3", "messages>=3 "):
            with self.subTest(bad):
                path = self.write(RETR, Mailbox=bad)
                for command in ("replay", "lint"):
                    result = pop3sh(command, path, env=ENV)
                    self.assertStatus(result, 3)
                    self.assertSays(result.out + result.err, "session.pop3t:")
                    self.assertSays(result.out + result.err, "messages>=N")


RETR_NOW = {
    "pass": b"+OK\r\nFrom: a\r\n\r\n..dot\r\nend\r\n.\r\n",
    "skip": b"-ERR no such message\r\n",
}


if __name__ == "__main__":
    harness.main(__file__)

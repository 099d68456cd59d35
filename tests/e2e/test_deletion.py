#!/usr/bin/env python3
"""Messages go on QUIT, and only then. Has a server to itself."""

import glob
import os

import harness
from harness import commands, pop3sh

ENV = os.environ
JSON = ["--output", "json"]


def session(*arguments):
    return pop3sh(
        "pop3+stls://u@127.0.0.1:" + ENV["POP3_PLAIN_PORT"],
        "--ca",
        ENV["POP3_CA"],
        "--password-file",
        ENV["POP3_PASSWORD_FILE"],
        *arguments,
    )


class Deletion(harness.TestCase):
    def count(self):
        result = session(*commands("STAT"), *JSON)
        self.assertStatus(result, 0)
        count = result.reply("STAT")["data"]["count"]
        files = glob.glob(os.path.join(ENV["POP3_MAILDIR"], "cur", "*"))
        self.assertEqual(len(files), count)
        return count

    def test_delete_and_drop_keeps_the_message(self):
        before = self.count()
        self.assertStatus(session(*commands("DELE 1"), "--no-quit"), 0)
        self.assertStatus(session(*commands("DELE 1", r"\disconnect")), 0)
        self.assertEqual(self.count(), before)

    def test_delete_and_quit_removes_the_message(self):
        before = self.count()
        self.assertStatus(session(*commands("DELE 1")), 0)
        self.assertEqual(self.count(), before - 1)
        self.assertStatus(session(*commands("DELE 1", "QUIT")), 0)
        self.assertEqual(self.count(), before - 2)

    def test_reset_takes_the_marks_back(self):
        before = self.count()
        self.assertStatus(session(*commands("DELE 1", "DELE 2", "RSET")), 0)
        self.assertEqual(self.count(), before)


if __name__ == "__main__":
    harness.main(__file__, server="dovecot")

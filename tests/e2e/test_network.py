#!/usr/bin/env python3
"""Off loopback nothing secret goes in clear. Runs in a network namespace of
its own, where 192.0.2.1 (RFC 5737) is this machine and there is nothing
else."""

import os
import shutil
import subprocess
import sys

import fakepop3
import harness
from harness import commands, pop3sh

ADDRESS = "192.0.2.1"
INSIDE = "POP3SH_TEST_NAMESPACE"
SETUP = "ip link set lo up && ip address add %s/32 dev lo && exec " % ADDRESS
PASSWORD = {"POP3SH_PASSWORD": fakepop3.PASSWORD.decode()}


def capabilities(*lines):
    octets = b"+OK\r\n" + b"".join(l.encode() + b"\r\n" for l in lines) + b".\r\n"
    return {b"CAPA": octets}


class Clear(harness.TestCase):
    def login(self, replies, *arguments, user="joe"):
        """The result, and the keywords that the server got."""
        with fakepop3.Server(replies=replies, host=ADDRESS) as server:
            result = pop3sh(
                "pop3://%s@%s:%d" % (user, ADDRESS, server.port),
                *arguments, *commands("STAT"), env=PASSWORD,
            )
            sent = [line.split(b" ")[0] for line in server.lines]
            self.assertNotIn(fakepop3.PASSWORD, result.out + result.err)
            return result, sent, server.octets

    def test_auto_sends_no_password(self):
        for offered in (["USER"], ["USER", "SASL PLAIN LOGIN"]):
            with self.subTest(offered=offered):
                result, sent, octets = self.login(capabilities(*offered))
                self.assertStatus(result, 2)
                self.assertSays(result.err, "--allow-cleartext")
                self.assertNotIn(b"PASS", sent)
                self.assertNotIn(b"AUTH", sent)
                self.assertNotIn(fakepop3.PASSWORD, octets)

    def test_a_named_way_sends_none_either(self):
        for name in ("USER", "PLAIN", "XOAUTH2"):
            with self.subTest(name=name):
                replies = capabilities("USER", "SASL PLAIN XOAUTH2")
                result, sent, octets = self.login(replies, "--auth", name)
                self.assertStatus(result, 2)
                self.assertNotIn(b"AUTH", sent)
                self.assertNotIn(fakepop3.PASSWORD, octets)

    def test_it_does_when_told_to(self):
        replies = capabilities("USER")
        result, sent, _ = self.login(replies, "--allow-cleartext")
        self.assertStatus(result, 0)
        self.assertIn(b"PASS", sent)

    def test_a_digest_is_preferred(self):
        replies = capabilities("USER", "SASL PLAIN CRAM-MD5")
        replies[b"AUTH"] = b"-ERR [SYS/TEMP] not today\r\n"
        result, sent, _ = self.login(replies)
        self.assertStatus(result, 6)
        self.assertIn(b"AUTH", sent)
        self.assertNotIn(b"PASS", sent)

    def test_a_typed_password_is_refused(self):
        with fakepop3.Server(host=ADDRESS) as server:
            result = pop3sh(
                "pop3://%s:%d" % (ADDRESS, server.port),
                *commands("USER joe", "PASS secret-word"),
            )
            self.assertStatus(result, 2)
            self.assertNotIn(b"secret-word", server.octets)


if __name__ == "__main__":
    if os.environ.get(INSIDE) != "yes":
        if not shutil.which("unshare") or not shutil.which("ip"):
            print("unshare or ip is missing")
            sys.exit(harness.SKIPPED)
        words = ["unshare", "--net", *(["--map-root-user"] if os.getuid() else []),
                 "sh", "-c", SETUP + '"$@"', "sh"]
        if subprocess.run(words + ["true"], capture_output=True, check=False).returncode:
            print("network namespaces cannot be made here")
            sys.exit(harness.SKIPPED)
        os.environ[INSIDE] = "yes"
        os.execvp(words[0], words + [sys.executable, *sys.argv])
    harness.main(__file__)

#!/usr/bin/env python3
"""Other clients fetch, and delete, from a maildir and an mbox through serve."""

import os
import shutil
import subprocess
import tempfile
import unittest

import harness
from serving import Serve

# As stored; what has no LF at its end gets one on the way.
MESSAGES = [
    b"From: a@b.example\nSubject: plain\n\nhello\n",
    b"From: a@b.example\nSubject: dots\n\n.\n..\n.x\n\n.\n",
    b"From: a@b.example\nSubject: 8-bit\n\nGr\xc3\xbc\xc3\x9fe \xff\xfe\n",
    b"From: a@b.example\nSubject: quoted\n\nFrom here\n>From there\n",
    b"From: a@b.example\nSubject: long\n\n" + b"x" * 7000 + b"\n" + b"y\n" * 50000,
    b"From: a@b.example\nSubject: no line end\n\nlast",
]


def sent(message):
    """What RETR sends of it."""
    return message.replace(b"\n", b"\r\n") + (b"" if message.endswith(b"\n") else b"\r\n")


def quoted(message):
    lines = message.split(b"\n")
    return b"\n".join(b">" + x if x.lstrip(b">").startswith(b"From ") else x for x in lines)


class Store:
    """A maildir or an mbox with MESSAGES."""

    def __init__(self, kind, folder):
        self.kind = kind
        self.path = os.path.join(folder, kind)
        if kind == "maildir":
            for name in ("", "cur", "new", "tmp"):
                os.mkdir(os.path.join(self.path, name))
            for number, message in enumerate(MESSAGES):
                with open("%s/new/17000000%02d.x.host" % (self.path, number), "wb") as file:
                    file.write(message)
        else:
            with open(self.path, "wb") as file:
                for message in MESSAGES:
                    file.write(b"From a@b.example Fri Jan  5 09:00:00 2024\n")
                    file.write(quoted(message))
                    file.write(b"\n" if message.endswith(b"\n") else b"\n\n")

    def left(self):
        """How many messages there are."""
        if self.kind == "maildir":
            return len(os.listdir(self.path + "/new")) + len(os.listdir(self.path + "/cur"))
        with open(self.path, "rb") as file:
            return sum(line.startswith(b"From ") for line in file)


def run(*command, env=None):
    return subprocess.run(command, capture_output=True, timeout=30, check=False, env=env)


class StoreTest(harness.TestCase):
    def serve(self, kind, *options):
        """Serve a new store; it and the server, as a context."""
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        store = Store(kind, folder.name)
        return store, folder.name, Serve("--" + kind, store.path, *options)

    def test_our_own_client(self):
        for kind in ("maildir", "mbox"):
            store, _, serve = self.serve(kind)
            with self.subTest(kind), serve as server:
                for number, message in enumerate(MESSAGES, 1):
                    result = harness.pop3sh(
                        "pop3://student@127.0.0.1:%d" % server.port, "--output", "raw",
                        "-c", "RETR %d" % number, env={"POP3SH_PASSWORD": "pop3"})
                    self.assertStatus(result, 0)
                    self.assertEqual(result.out, sent(message))
                result = harness.pop3sh(
                    "pop3://student@127.0.0.1:%d" % server.port,
                    "-c", "\\check full", env={"POP3SH_PASSWORD": "pop3"})
                self.assertStatus(result, 0)
                self.assertEqual(store.left(), len(MESSAGES))

    @unittest.skipUnless(shutil.which("curl"), "no curl")
    def test_curl(self):
        for kind in ("maildir", "mbox"):
            store, _, serve = self.serve(kind, "--allow-delete")
            with self.subTest(kind), serve as server:
                url = "pop3://127.0.0.1:%d/" % server.port
                for number, message in enumerate(MESSAGES, 1):
                    got = run("curl", "-sS", "-u", "student:pop3", url + str(number))
                    self.assertEqual(got.returncode, 0, got.stderr)
                    self.assertEqual(got.stdout, sent(message))
                got = run("curl", "-sS", "-u", "student:pop3", "-I", "-X", "DELE", url + "2")
                self.assertEqual(store.left(), len(MESSAGES) - 1, got.stderr)
                got = run("curl", "-sS", "-u", "student:pop3", url + "2")
                self.assertEqual(got.stdout, sent(MESSAGES[2]))

    @unittest.skipUnless(shutil.which("fetchmail"), "no fetchmail")
    def test_fetchmail(self):
        for kind in ("maildir", "mbox"):
            store, folder, serve = self.serve(kind, "--allow-delete")
            with self.subTest(kind), serve as server:
                rc = os.path.join(folder, "rc")
                got = os.path.join(folder, "got")
                with open(rc, "w", encoding="ascii") as file:
                    file.write("poll 127.0.0.1 protocol pop3 port %d\n" % server.port
                               + "  user student password pop3 sslproto ''\n"
                               + '  mda "cat >> %s; echo = >> %s"\n' % (got, got)
                               + "  no rewrite no keep fetchall\n")
                os.chmod(rc, 0o600)
                result = run("fetchmail", "--nodetach", "--nosyslog", "--invisible",
                             "-f", rc, "-i", folder + "/ids", "--pidfile", folder + "/pid",
                             env=harness.environment(HOME=folder, FETCHMAILHOME=folder))
                self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
                with open(got, "rb") as file:
                    fetched = file.read().split(b"=\n")[:-1]
                self.assertEqual(len(fetched), len(MESSAGES))
                for message, copy in zip(MESSAGES, fetched):
                    body = sent(message).replace(b"\r\n", b"\n").partition(b"\n\n")[2]
                    self.assertEqual(copy.partition(b"\n\n")[2], body)
                self.assertEqual(store.left(), 0)


if __name__ == "__main__":
    harness.main(__file__)

"""What tests of hostile servers share: servers of a step a line, and what
every run must keep to."""

import os
import re
import socket
import time

import bounded
import harness
from scripted import Server

LISTINGS = {
    b"CAPA": b"+OK\r\nTOP\r\nUIDL\r\nPIPELINING\r\n.\r\n",
    b"USER": b"+OK\r\n",
    b"PASS": b"+OK\r\n",
    b"STAT": b"+OK 1 12\r\n",
    b"LIST": b"+OK\r\n1 12\r\n.\r\n",
    b"RETR": b"+OK\r\nSubject: x\r\n\r\n.\r\n",
}
# octets that may not reach a terminal: C0 but tab and line ends, DEL, C1
UNSAFE = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\xc2[\x80-\x9f]")
BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"


def target(server, scheme="pop3", user=""):
    return "%s://%s127.0.0.1:%d" % (scheme, user, server.port)


def ask(talk, *arguments, seconds=10, scheme="pop3", **env):
    with Server(talk) as server:
        return bounded.run(target(server, scheme), *arguments, seconds=seconds, **env)


def greeted(*steps):
    """A server that greets, and then does one step a line it gets: octets are
    sent, a function is called with the connection; then it goes."""

    def talk(connection):
        connection.send(b"+OK ready\r\n")
        for step in steps:
            connection.line()
            if callable(step):
                step(connection)
            else:
                connection.send(step)

    return talk


def stall(connection):
    connection.wait()


def reset(connection):
    connection.reset()


def leave(connection):
    connection.close()


def half_close(connection):
    connection.sock.shutdown(socket.SHUT_WR)
    connection.wait()


def after(octets, action):
    def step(connection):
        connection.send(octets)
        time.sleep(0.1)  # or a reset would take them back
        action(connection)

    return step


def flood(beginning, blocks):
    def step(connection):
        connection.send(beginning)
        for block in blocks:
            connection.send(block)
        connection.wait()

    return step


class Hostile(harness.TestCase):
    def setUp(self):
        before = self.files()
        self.addCleanup(lambda: self.assertEqual(self.files(), before))

    @staticmethod
    def files():
        """What is in the home, and not where the manual says."""
        return [
            os.path.join(folder, name)
            for folder, _, names in os.walk(harness.HOME.name)
            for name in names
            if "state/pop3sh" not in folder
        ]

    def assertClean(self, result):
        for octets in (result.out, result.err):
            found = UNSAFE.search(octets)
            self.assertIsNone(found, str(result))
            text = octets.decode("utf-8")
            self.assertFalse([c for c in text if c in BIDI], str(result))

    def ends(self, result, *statuses, says=()):
        self.assertIn(result.status, statuses, str(result))
        self.assertClean(result)
        for words in says:
            self.assertSays(result.err, words)

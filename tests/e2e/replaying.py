"""Replaying a session against a server that says what a test wants."""

import os
import tempfile

import harness
from harness import pop3sh
from on_paper import LOGIN, transcript
from scripted import Server

PASSWORD = "correct horse"
ENV = {"POP3SH_PASSWORD": PASSWORD}

REPLIES = {
    b"CAPA": b"+OK\r\nTOP\r\nUIDL\r\nSASL PLAIN LOGIN\r\n.\r\n",
    b"USER": b"+OK\r\n",
    b"PASS": b"+OK Logged in.\r\n",
    b"STAT": b"+OK 2 320\r\n",
    b"LIST": b"+OK 2 messages:\r\n1 120\r\n2 200\r\n.\r\n",
    b"UIDL": b"+OK\r\n1 aaaa\r\n2 bbbb\r\n.\r\n",
    b"RETR": b"+OK 120 octets\r\nFrom: a\r\n\r\n..dot\r\nend\r\n.\r\n",
    b"NOOP": b"+OK\r\n",
    b"DELE": b"+OK\r\n",
    b"RSET": b"+OK\r\n",
}
GREETING = b"+OK ready\r\n"

HEAD = ["@ connect host=mail.example.org port=110 tls=none", "S: +OK ready"]
AUTH = [r"C: USER \{user}", "S: +OK", r"C: PASS \{!pass}", "S: +OK Logged in."]
TAIL = ["C: QUIT", "S: +OK bye", "@ close by=server"]


def talker(greeting=GREETING, **changed):
    """What a server says, with some replies changed: LIST=b"..."."""
    replies = {**REPLIES, **{verb.encode(): text for verb, text in changed.items()}}

    def talk(connection):
        connection.send(greeting)
        connection.answer(replies)

    return talk


class ReplayCase(harness.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def write(self, lines, name="session.pop3t", **header):
        path = os.path.join(self.folder.name, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(transcript(lines, **{**LOGIN, **header}))
        return path

    def play(self, lines, *arguments, talk=None, env=None, **header):
        """Replay these lines of a logged-in session."""
        path = self.write(HEAD + AUTH + lines + TAIL, **header)
        with Server(talk or talker()) as server:
            result = pop3sh(
                *("replay", path, "--to", "127.0.0.1:%d" % server.port, *arguments),
                env={**ENV, **(env or {})},
            )
        self.received = server.received
        return result

    def differences(self, lines, *arguments, **more):
        result = self.play(lines, *arguments, "--output", "json", **more)
        return [o for o in result.objects("difference") if o.get("counts", True)]

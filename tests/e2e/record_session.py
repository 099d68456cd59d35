#!/usr/bin/env python3
"""Write down what passes between a POP3 client and a server on loopback.

usage: scripts/with-SERVER tests/e2e/record_session.py FOLDER

Holds the conversations below with the server of the environment and leaves
one file of each in FOLDER, SERVER-WHAT.script. Tests use the recorder alone:

    with Recorder(port) as recorder:
        ...             a client talks to 127.0.0.1:recorder.port
    recorder.scripts    what passed, a text for each connection

A recording has the form of tests/unit/trace.h: one line for each read, "S" or
"C" and the octets with C escapes; "+MS" where nothing came for a while; "open"
and "close". Plain TCP only: under TLS there is nothing to read on the way.
"""

import base64
import os
import select
import socket
import sys
import threading
import time

PAUSE_MS = 5  # what is shorter is not told
READ = 1 << 16


def escape(octets):
    """As a line of a script: printable ASCII stands for itself."""
    named = {0x0D: r"\r", 0x0A: r"\n", 0x5C: r"\\"}
    return "".join(
        named.get(octet) or (chr(octet) if 32 <= octet < 127 else r"\x%02X" % octet)
        for octet in octets
    )


class Recording:
    """The script of one connection, written as it happens."""

    def __init__(self):
        self.steps = ["open"]
        self.last = time.monotonic()

    def step(self, line):
        now = time.monotonic()
        pause = int((now - self.last) * 1000)
        self.last = now
        if pause > PAUSE_MS:
            self.steps.append("+%d" % pause)
        self.steps.append(line)

    @property
    def script(self):
        return "".join(step + "\n" for step in self.steps)


class Recorder:
    """A relay on loopback to 127.0.0.1:port while its `with` block runs."""

    def __init__(self, port):
        self.server = ("127.0.0.1", int(port))
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.recordings = []
        self.threads = []
        self.accepting = threading.Thread(target=self.accept, daemon=True)

    def __enter__(self):
        self.accepting.start()
        return self

    def __exit__(self, *_):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.accepting.join(5)
        for thread in self.threads:
            thread.join(5)

    @property
    def scripts(self):
        return [recording.script for recording in self.recordings]

    def accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            recording = Recording()
            self.recordings.append(recording)
            thread = threading.Thread(
                target=self.relay, args=(client, recording), daemon=True
            )
            self.threads.append(thread)
            thread.start()

    def relay(self, client, recording):
        """Octets are written down before they are passed on, so that a reply
        never stands before the command that it answers."""
        with client, socket.create_connection(self.server) as server:
            other = {client: (server, "C "), server: (client, "S ")}
            open_sides = [client, server]
            while server in open_sides:
                for sock in select.select(open_sides, [], [])[0]:
                    peer, side = other[sock]
                    try:
                        octets = sock.recv(READ)
                    except ConnectionResetError:
                        octets = None
                    if octets:
                        recording.step(side + escape(octets))
                        send(peer, octets)
                        continue
                    open_sides.remove(sock)
                    if sock is server:
                        recording.step("reset" if octets is None else "close")
                    hang_up(peer)


def send(sock, octets):
    try:
        sock.sendall(octets)
    except OSError:
        pass  # it left; its own end will be read


def hang_up(sock):
    try:
        sock.shutdown(socket.SHUT_WR)
    except OSError:
        pass


# --- conversations ---

# A text is a line to send; its reply is awaited. A tuple of lines goes out in
# one write, and all replies are awaited then.
LOGIN = ("USER {user}", "PASS {password}")
SAMPLES = (1, 2, 3, 4, 5, 7, 8)  # all but the large one

WHOLE = (
    *("CAPA", *LOGIN, "CAPA", "STAT", "LIST", "UIDL"),
    *("TOP %d 1" % number for number in SAMPLES),
    *("RETR %d" % number for number in SAMPLES),
    *("NOOP", "STAT", "LIST", "LIST 2", "UIDL 2", "DELE 5", "DELE 5", "RETR 5"),
    *("STAT", "LIST", "UIDL", "RSET", "STAT", "LIST", "UIDL", "RETR 9", "XYZZY"),
    "QUIT",
)
# Above all what a server should refuse.
ARGUMENTS = (
    *("STAT", "RETR 1", *LOGIN, "LIST 0", "LIST 99", "LIST x", "LIST 1 2"),
    *("UIDL 0", "UIDL 99", "RETR", "RETR 0", "RETR 99", "RETR x", "RETR -1"),
    *("RETR 18446744073709551617", "TOP 1", "TOP 1 0", "TOP 1 -1", "TOP 1 x"),
    *("TOP 99 1", "DELE", "DELE 0", "DELE 99", "STAT x", "NOOP x", "USER u"),
    *("top 2 1", "QUIT"),
)
REFUSED = ("CAPA", "USER {user}", "PASS wrong", *LOGIN, "STAT", "QUIT")
PIPELINED = (
    *("CAPA", *LOGIN, "CAPA"),
    ("STAT", "LIST", "UIDL", "TOP 2 2", "RETR 2", "RETR 99", "NOOP", "RSET"),
    ("RETR 1", "QUIT"),
)
EMPTY = ("USER {empty}", "PASS {password}", "STAT", "LIST", "UIDL", "LIST 1", "QUIT")
DELETED = (*LOGIN, "STAT", "UIDL", "DELE 3", "DELE 1", "STAT", "LIST", "QUIT")
SASL = (
    *("CAPA", "AUTH", "AUTH XYZZY", "AUTH PLAIN", "*", "AUTH PLAIN", "{plain}"),
    *("STAT", "LANG", "LANG de", "UTF8", "QUIT"),
)
SASL_INITIAL = ("AUTH PLAIN {wrong}", "AUTH PLAIN {plain}", "STAT", "QUIT")
# As much as Dovecot bears.
IMPATIENT = ("XYZZY",) * 3

# In this order: the one that deletes comes last.
CONVERSATIONS = {
    "whole": WHOLE,
    "arguments": ARGUMENTS,
    "refused": REFUSED,
    "pipelined": PIPELINED,
    "empty": EMPTY,
    "sasl": SASL,
    "sasl-initial": SASL_INITIAL,
    "impatient": IMPATIENT,
    "deleted": DELETED,
}
# Where there is no SASL, or a patience without end.
NOT_FOR = {
    "courier": ("impatient",),
    "mailutils": ("impatient", "sasl", "sasl-initial"),
}


class Left(Exception):
    """The server closed the connection."""


class Client:
    """Sends lines and reads as much as answers them."""

    def __init__(self, port):
        self.sock = socket.create_connection(("127.0.0.1", port), timeout=30)
        self.replies = self.sock.makefile("rb")

    def read_line(self):
        line = self.replies.readline()
        if not line:
            raise Left
        return line

    def read_reply(self, command):
        first = self.read_line()
        if not first.startswith(b"+OK") or not is_multi(command):
            return
        while self.read_line() != b".\r\n":
            pass

    def hold(self, conversation):
        try:
            self.read_line()
            for step in conversation:
                lines = (step,) if isinstance(step, str) else step
                text = "".join(line + "\r\n" for line in lines)
                self.sock.sendall(text.encode("ascii"))
                for line in lines:
                    self.read_reply(line)
            while True:
                self.read_line()
        except (Left, ConnectionError):
            pass
        finally:
            self.replies.close()
            self.sock.close()


def is_multi(command):
    verb, *arguments = command.upper().split(" ")
    if verb in ("LIST", "UIDL", "AUTH", "LANG"):
        return not arguments
    return verb in ("CAPA", "RETR", "TOP")


def words_of(env):
    """What the names in braces stand for."""

    def plain(secret):
        text = "\0%s\0%s" % (env["POP3_USER"], secret)
        return base64.b64encode(text.encode("ascii")).decode("ascii")

    with open(env["POP3_PASSWORD_FILE"], encoding="ascii") as file:
        password = file.read().strip()
    user = env["POP3_USER"]
    return {
        "user": user,
        "password": password,
        "empty": "@".join(["empty", *user.split("@")[1:]]),
        "plain": plain(password),
        "wrong": plain("wrong"),
    }


def fill_in(step, words):
    if isinstance(step, str):
        return step.format_map(words)
    return tuple(line.format_map(words) for line in step)


def main():
    if len(sys.argv) != 2 or "POP3_SERVER" not in os.environ:
        sys.exit(__doc__)
    words = words_of(os.environ)
    server = os.environ["POP3_SERVER"]
    for what, conversation in CONVERSATIONS.items():
        if what in NOT_FOR.get(server, ()):
            continue
        with Recorder(os.environ["POP3_PLAIN_PORT"]) as recorder:
            Client(recorder.port).hold(fill_in(step, words) for step in conversation)
        path = os.path.join(sys.argv[1], "%s-%s.script" % (server, what))
        with open(path, "w", encoding="ascii") as file:
            file.write(recorder.scripts[0])


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Answer Courier's authentication requests on a Unix socket.

usage: authdaemon.py SOCKET PASSWORD_FILE MAIL_DIRECTORY

Users are the folders of MAIL_DIRECTORY, each a maildir; all have the password
of the file. A request is lines of NAME=VALUE (where the client is), a line
"AUTH N", and N octets of service, type and credentials; the answer is lines
of NAME=VALUE up to a single dot, or FAIL.
"""

import base64
import hmac
import os
import socketserver
import sys


def is_right(kind, credentials, users, password):
    """The user who proves the password, or None."""
    if kind == "login":
        user, given = credentials[0], credentials[1]
        right = hmac.compare_digest(given.encode(), password)
    elif kind.startswith("cram-"):
        challenge, response = map(base64.b64decode, credentials[:2])
        user, _, given = response.decode("latin-1").rpartition(" ")
        proof = hmac.new(password, challenge, kind[len("cram-") :])
        right = hmac.compare_digest(given, proof.hexdigest())
    else:
        return None
    return user if right and user in users else None


class Request(socketserver.StreamRequestHandler):
    def handle(self):
        line = self.rfile.readline()
        while b"=" in line:
            line = self.rfile.readline()
        word, _, size = line.decode("latin-1").partition(" ")
        if word != "AUTH":
            self.wfile.write(b"FAIL\n")
            return
        text = self.rfile.read(int(size)).decode("latin-1")
        _, kind, *credentials = text.split("\n")
        users = os.listdir(self.server.mail)
        try:
            user = is_right(kind, credentials, users, self.server.password)
        except (IndexError, ValueError):
            user = None
        if user is None:
            self.wfile.write(b"FAIL\n")
            return
        maildir = os.path.join(self.server.mail, user)
        answer = {
            "ADDRESS": user,
            "USERNAME": "",
            "UID": os.getuid(),
            "GID": os.getgid(),
            "HOME": maildir,
            "MAILDIR": maildir,
        }
        lines = ["%s=%s\n" % pair for pair in answer.items() if pair[1] != ""]
        self.wfile.write("".join(lines + [".\n"]).encode())


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    path, password_file, mail = sys.argv[1:]
    with socketserver.ThreadingUnixStreamServer(path, Request) as server:
        server.daemon_threads = True
        server.mail = mail
        with open(password_file, "rb") as file:
            server.password = file.read().rstrip(b"\n")
        server.serve_forever()


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Fill a maildir with sample messages, the same octets every time.

Each message shows one thing that a POP3 client has to get right; the file
name says which. Lines end in LF, as in any maildir. Knows nothing of the
server that will read them.

usage: sample-mail.py MAILDIR
"""

import base64
import os
import sys


def headers(number, subject, *more):
    lines = [
        b"Return-Path: <sender%d@example.org>" % number,
        b"From: Sample Sender <sender%d@example.org>" % number,
        b"To: Student <u@example.net>",
        b"Date: Fri, 05 Jan 2024 09:0%d:00 +0000" % number,
        b"Message-ID: <sample-%d@example.org>" % number,
        b"Subject: " + subject,
        *more,
    ]
    return b"\n".join(lines) + b"\n"


UTF8 = (
    b"MIME-Version: 1.0",
    b"Content-Type: text/plain; charset=utf-8",
    b"Content-Transfer-Encoding: 8bit",
)


def plain():
    return headers(1, b"Welcome to the sample maildrop") + (
        b"\nHello,\n\nthis is an ordinary message of a few short lines.\n"
        b"The others show what makes life hard for a client.\n"
    )


def dot_lines():
    return headers(2, b"Lines that begin with a dot") + (
        b"\nThe next line is a single dot:\n.\nand then two:\n..\n"
        b".hidden after a dot\n...\nlast line: .\n.\n"
    )


def eight_bit():
    subject = b"=?UTF-8?B?" + base64.b64encode("Grüße aus Zürich".encode())
    body = "\nGrüße, 日本語, emoji \U0001f4ee and ½ € in UTF-8.\n"
    return headers(3, subject + b"?=", *UTF8) + body.encode()


def no_final_newline():
    return headers(4, b"No newline at the end") + b"\nThis line has no end"


def empty_body():
    return headers(5, b"Nothing but headers") + b"\n"


def large():
    octets = bytes((i * 7919 >> 3) & 0xFF for i in range(225 * 1024))
    more = (
        b"MIME-Version: 1.0",
        b"Content-Type: application/octet-stream; name=large.bin",
        b"Content-Transfer-Encoding: base64",
    )
    body = base64.encodebytes(octets)
    return headers(6, b"A large one, 300 KiB", *more) + b"\n" + body


def escapes():
    subject = b"\x1b]0;owned\x07\x1b[2J\x1b[31mred?\x1b[0m \xe2\x80\xaegnp.exe"
    return headers(7, subject, *UTF8) + (
        b"\nESC [ 2 J: \x1b[2J, OSC title: \x1b]0;owned\x07, BEL: \x07\n"
        b"C1 CSI in UTF-8: \xc2\x9b31m, bidi: \xe2\x80\xaetxt.exe\n"
    )


def latin1_and_long_line():
    body = b"\nna\xefve caf\xe9, and a line of 5000 octets:\n" + b"x" * 5000
    return headers(8, b"Octets that are not UTF-8") + body + b"\nend\n"


MESSAGES = (
    plain,
    dot_lines,
    eight_bit,
    no_final_newline,
    empty_body,
    large,
    escapes,
    latin1_and_long_line,
)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    maildir = sys.argv[1]
    for folder in ("cur", "new", "tmp"):
        os.makedirs(os.path.join(maildir, folder), exist_ok=True)
    for number, message in enumerate(MESSAGES, 1):
        # The first part is a delivery time: servers number by it. The flag
        # S (seen) keeps them from renaming the file later.
        name = "%d.%s.sample:2,S" % (1704445200 + number, message.__name__)
        path = os.path.join(maildir, "cur", name)
        with open(path, "wb") as file:
            file.write(message())
        os.utime(path, (1704445200 + number, 1704445200 + number))


if __name__ == "__main__":
    main()

"""A `pop3sh serve` for a test: started, found, ended in order."""

import os
import re
import signal
import subprocess
import tempfile

import harness

LINE = re.compile(r"listening pop3://(\S+):(\d+)(?: pop3s://(\S+):(\d+))?\n$")


class Serve:
    """with Serve("--sample") as server: server.port, server.tls_port"""

    def __init__(self, *arguments, env=None):
        self.arguments = arguments
        self.env = env or {}

    def __enter__(self):
        self.errors = tempfile.TemporaryFile()
        self.child = subprocess.Popen(
            [harness.POP3SH, "serve", *self.arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=self.errors,
            env=harness.environment(**self.env),
        )
        self.line = self.child.stdout.readline().decode()
        match = LINE.match(self.line)
        if not match:
            self.stop()
            raise AssertionError("serve said %r, %r" % (self.line, self.complaints))
        self.host = match[1].strip("[]")
        self.port = int(match[2])
        self.tls_port = int(match[4]) if match[4] else None
        return self

    def stop(self, number=signal.SIGTERM):
        """End the server; its exit status, what else it printed kept."""
        if self.child.poll() is None:
            self.child.send_signal(number)
        self.more = self.child.stdout.read()
        self.child.stdout.close()
        self.status = self.child.wait(20)
        return self.status

    @property
    def complaints(self):
        self.errors.seek(0)
        return self.errors.read().decode("utf-8", "backslashreplace")

    def __exit__(self, *_):
        if self.child.returncode is None:
            self.stop()
        self.errors.close()


def make_certificate(folder):
    """A key and a certificate for localhost; (certificate, key) as paths."""
    cert, key = os.path.join(folder, "cert.pem"), os.path.join(folder, "key.pem")
    subprocess.run(
        [
            "openssl", "req", "-x509", "-newkey", "ec",
            "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
            "-days", "60", "-subj", "/CN=localhost",
            "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
            "-keyout", key, "-out", cert,
        ],
        check=True,
        capture_output=True,
    )
    return cert, key

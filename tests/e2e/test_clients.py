#!/usr/bin/env python3
"""pop3sh serve, fetched from by the clients that people use.

Each fetches the same messages, which have lines of dots, 8-bit text and a long
body, and what arrives is compared octet for octet. A client that is not
installed is skipped.
"""

import glob
import os
import poplib
import shutil
import ssl
import subprocess
import tempfile
import unittest

import harness
from serving import Serve, make_certificate

HEAD = (
    b"From: Sender <a@example.org>\nTo: student@example.net\n"
    b"Date: Fri, 05 Jan 2024 09:00:0%d +0000\nMessage-ID: <%d@example.org>\n"
    b"Subject: number %d\n\n"
)
BODIES = (
    b"plain\n",
    b".\n..\n.x\n...\nand\n.\n",
    "Grüße, 日本語\n".encode() + b"\xe9 is Latin-1\n",
    b"the quick brown fox jumps over the lazy dog\n" * 3000,
)
MESSAGES = [HEAD % (n, n, n) + body for n, body in enumerate(BODIES, 1)]


def need(program):
    if not shutil.which(program):
        raise unittest.SkipTest("%s is not installed" % program)


class Clients(harness.TestCase):
    """The messages in a maildir; fetched in every way that a client has."""

    curl = (
        ("plain",), ("plain", "--ssl-reqd"), ("tls",),
        ("plain", "--login-options", "AUTH=+APOP"),
        ("plain", "--login-options", "AUTH=CRAM-MD5"),
        ("plain", "--login-options", "AUTH=PLAIN"),
        ("plain", "--login-options", "AUTH=LOGIN"),
        ("plain", "--login-options", "AUTH=PLAIN", "--sasl-ir"),
        ("tls", "--login-options", "AUTH=OAUTHBEARER", "--oauth2-bearer", "pop3"),
        ("tls", "--login-options", "AUTH=XOAUTH2", "--oauth2-bearer", "pop3"),
    )
    mpop = tuple(
        (auth, tls)
        for auth in ("user", "apop", "plain", "cram-md5", "login", "scram-sha-1",
                     "scram-sha-256")
        for tls in ("off", "stls", "on")
    )
    fetchmail = (
        ("pop3", "password", "sslproto ''"), ("apop", "password", "sslproto ''"),
        ("pop3", "cram-md5", "sslproto ''"), ("pop3", "password", "sslproto 'TLS1.2+'"),
        ("pop3", "password", "ssl"),
    )
    getmail = (
        ("SimplePOP3Retriever", ""), ("SimplePOP3Retriever", "use_apop = True\n"),
        ("SimplePOP3SSLRetriever", ""),
    )

    def make_store(self):
        """Write the messages down; how serve is told of them."""
        maildir = self.make_maildir("maildir")
        for number, message in enumerate(MESSAGES, 1):
            with open("%s/new/%d.M1.host" % (maildir, 1700000000 + number), "wb") as file:
                file.write(message)
        return "--maildir", maildir

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.cert, self.key = make_certificate(self.folder.name)
        self.server = Serve("--tls-listen", "127.0.0.1:0", *self.make_store(),
                            "--cert", self.cert, "--key", self.key)
        self.server.__enter__()
        self.addCleanup(self.server.__exit__)

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def write(self, name, text):
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(self.path(name), 0o600)
        return self.path(name)

    def run_client(self, *command):
        run = subprocess.run(command, capture_output=True, timeout=60, check=False,
                             stdin=subprocess.DEVNULL,
                             env=harness.environment(HOME=self.folder.name))
        self.assertEqual(run.returncode, 0, "%s\n%s\n%s" % (command, run.stdout[-2000:], run.stderr))
        return run.stdout

    def assertDelivered(self, folder):
        """What is in a maildir are the messages; then it is emptied."""
        got = []
        for path in glob.glob(folder + "/new/*"):
            with open(path, "rb") as file:
                got.append(file.read())
            os.remove(path)
        self.assertEqual(sorted(got), sorted(MESSAGES))

    def make_maildir(self, name):
        for part in ("", "/cur", "/new", "/tmp"):
            os.mkdir(self.path(name) + part)
        return self.path(name)

    def test_curl(self):
        need("curl")
        urls = {"plain": "pop3://localhost:%d/" % self.server.port,
                "tls": "pop3s://localhost:%d/" % self.server.tls_port}
        for way, *options in self.curl:
            url = urls[way]
            for number, message in enumerate(MESSAGES, 1):
                got = self.run_client("curl", "-sS", "-4", "--cacert", self.cert, "-u",
                                      "student:pop3", *options, url + str(number))
                self.assertEqual(got, message.replace(b"\n", b"\r\n"), (url, options))

    def test_mpop(self):
        need("mpop")
        maildir = self.make_maildir("mpop")
        for auth, tls in self.mpop:
            port = self.server.tls_port if tls == "on" else self.server.port
            config = self.write("mpoprc", "\n".join((
                "account default", "host localhost", "port %d" % port,
                "source_ip 127.0.0.1", "user student", "password pop3", "auth " + auth,
                "tls " + ("off" if tls == "off" else "on"),
                "tls_starttls " + ("on" if tls == "stls" else "off"),
                "tls_trust_file " + self.cert, "keep on", "only_new off",
                "received_header off", "uidls_file " + self.path("uidls"),
                "delivery maildir " + maildir, "")))
            self.run_client("mpop", "-C", config, "-q")
            self.assertDelivered(maildir)

    def test_fetchmail(self):
        need("fetchmail")
        for proto, auth, tls in self.fetchmail:
            port = self.server.tls_port if tls == "ssl" else self.server.port
            out = self.path("fetchmail.out")
            config = self.write("fetchmailrc", (
                "set invisible\nset no spambounce\n"
                "poll localhost service %d proto %s auth %s\n"
                " user 'student' there with password 'pop3' is 'root' here\n"
                " %s sslcertfile '%s' keep fetchall no rewrite\n"
                " mda \"/bin/sh -c 'cat; echo =END='\"\n" % (port, proto, auth, tls, self.cert)))
            got = self.run_client("fetchmail", "-f", config, "--nodetach", "--nosyslog", "-s",
                                  "--pidfile", self.path("pid"), "-i", self.path("ids"))
            parts = got.split(b"=END=\n")[:-1]
            self.assertEqual(len(parts), len(MESSAGES), (proto, auth, tls, out))
            for part, body in zip(parts, BODIES):
                self.assertTrue(part.endswith(b"\n\n" + body), (proto, auth, tls, part[-300:]))

    def test_getmail(self):
        need("getmail")
        out = self.path("getmail.out")
        for kind, more in self.getmail:
            port = self.server.port
            if "SSL" in kind:
                port, more = self.server.tls_port, "ca_certs = %s\n" % self.cert
            config = self.write("getmailrc", (
                "[retriever]\ntype = %s\nserver = localhost\nport = %d\nusername = student\n"
                "password = pop3\n%s[destination]\ntype = MDA_external\npath = /bin/sh\n"
                # getmail looks for its child's end after it has begun: one that is quick
                # is missed, and waited for a minute
                "arguments = ('-c', 'cat >>%s; echo =END= >>%s; sleep 0.3')\nunixfrom = false\n"
                "allow_root_commands = true\n[options]\n"
                "read_all = true\ndelete = false\ndelivered_to = false\nreceived = false\n"
                "verbose = 0\n" % (kind, port, more, out, out)))
            self.run_client("getmail", "--getmaildir", self.folder.name, "--rcfile", config)
            with open(out, "rb") as file:
                parts = file.read().split(b"=END=\n")[:-1]
            os.remove(out)
            # it puts headers of its own in front
            self.assertEqual(len(parts), len(MESSAGES))
            for part, body in zip(parts, BODIES):
                self.assertTrue(part.endswith(b"\n\n" + body), (kind, more, part[-300:]))

    def test_poplib(self):
        context = ssl.create_default_context(cafile=self.cert)
        for way in ("user", "apop", "stls", "tls"):
            if way == "tls":
                client = poplib.POP3_SSL("localhost", self.server.tls_port, context=context,
                                         timeout=20)
            else:
                client = poplib.POP3("localhost", self.server.port, 20)
            if way == "stls":
                client.stls(context)
            if way == "apop":
                client.apop("student", "pop3")
            else:
                client.user("student")
                client.pass_("pop3")
            got = [b"\n".join(client.retr(number)[1]) + b"\n"
                   for number in range(1, client.stat()[0] + 1)]
            client.quit()
            self.assertEqual(got, MESSAGES, way)


class ClientsMbox(Clients):
    """The same in an mbox; one way of each client under each kind of TLS."""

    curl = (("plain",), ("plain", "--ssl-reqd"), ("tls",))
    mpop = (("apop", "off"), ("user", "stls"), ("scram-sha-256", "on"))
    fetchmail = (("pop3", "password", "sslproto ''"), ("pop3", "password", "ssl"))
    getmail = (("SimplePOP3Retriever", ""), ("SimplePOP3SSLRetriever", ""))

    def make_store(self):
        with open(self.path("mbox"), "wb") as file:
            for message in MESSAGES:
                file.write(b"From a@example.org Fri Jan  5 09:00:00 2024\n" + message + b"\n")
        return "--mbox", self.path("mbox")


if __name__ == "__main__":
    harness.main(__file__)

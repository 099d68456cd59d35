#!/usr/bin/env python3
"""The command lines of README.md and of EXAMPLES in the manual page do what
the words beside them say: each is run as it stands, by a shell, but for its
hosts, which become a server of ours."""

import os
import re
import shutil
import subprocess
import tempfile
import unittest

import certificates
import harness
import scripted
import serving

PASSWORD = "geheim-42"
NEEDED = [program for program in ("bash", "jq") if not shutil.which(program)]
ROFF = {r"\(aq": "'", r"\(dq": '"', r"\e": "\\", r"\-": "-", r"\&": ""}


def read(*names):
    with open(os.path.join(harness.SOURCE, *names), encoding="utf-8") as file:
        return file.read()


def readme_block(heading):
    """The indented lines below "## HEADING", up to the next other text."""
    text = read("README.md").split("\n## %s" % heading)[1]
    return re.search(r"\n\n((?:    .*\n)+)", text)[1]


def readme_lines():
    for line in readme_block("Some command lines").splitlines():
        yield re.split(r" {2,}# | # ", line.strip())[0].strip()


def manual_lines():
    text = read("doc", "pop3sh.1").split("\n.Sh EXAMPLES\n")[1].split("\n.Sh ")[0]
    for mark, word in ROFF.items():
        text = text.replace(mark, word)
    for found in re.finditer(r"^(?:\.Dl )?\$ ((?:.*[\\|]\n)*.*)", text, re.M):
        yield found[1]


@unittest.skipIf(NEEDED, "no %s: scripts/setup test" % " and ".join(NEEDED))
class CommandLines(harness.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.authority = certificates.Authority()
        cls.both = cls.authority.issue("mail", alt="DNS:mail.example.org,IP:127.0.0.1")

    def setUp(self):
        self.place = tempfile.TemporaryDirectory()
        self.addCleanup(self.place.cleanup)
        self.bin, self.home, self.here = (
            os.path.join(self.place.name, name) for name in ("bin", "home", "here")
        )
        for folder in (self.bin, self.home, self.here, os.path.join(self.here, "tests")):
            os.mkdir(folder)
        os.symlink(harness.POP3SH, os.path.join(self.bin, "pop3sh"))
        shutil.copy(self.authority.certificate, os.path.join(self.here, "ca.pem"))
        for path in (os.path.join(self.home, ".secret"), os.path.join(self.here, "pw")):
            with open(path, "w", encoding="ascii") as file:
                file.write(PASSWORD + "\n")
        shutil.copy(
            os.path.join(harness.SOURCE, "tests", "import", "curl-list.txt"),
            os.path.join(self.here, "curl.log"),
        )
        self.server = serving.Serve(
            *("--user", "joe", "--cert", self.both, "--tls-listen", "127.0.0.1:0"),
            env={"POP3SH_PASSWORD": PASSWORD},
        )
        self.server.__enter__()
        self.addCleanup(self.server.__exit__)

    def to_here(self, line):
        """The line, its hosts led to our server, our authority trusted."""
        tls = "127.0.0.1:%d" % self.server.tls_port
        clear = "127.0.0.1:%d" % self.server.port
        for pattern, ours in (
            (r"(pop3\+stls://\w+@)mail\.example\.org", r"\g<1>" + clear),
            (r"(pop3s://\w+@)mail\.example\.org", r"\g<1>" + tls),
            (r"pop3://127\.0\.0\.1:1110", "pop3://" + clear),
            (r"--to new\.example\.org", "--ca ca.pem --to " + tls),
            (r"192\.0\.2\.25:995", "pop3s://" + tls),
            (r"(?<!@)(?<!name )mail\.example\.org", "pop3s://" + tls),
        ):
            line = re.sub(pattern, ours, line)
        if re.search(r"(pop3s|stls)://", line) and "--ca" not in line:
            line = line.replace("pop3sh ", "pop3sh --ca ca.pem ", 1)
        return line

    def run_line(self, line):
        return subprocess.run(
            ["bash", "-o", "pipefail", "-c", self.to_here(line)],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            cwd=self.here,
            env=harness.environment(
                HOME=self.home,
                PATH=self.bin + ":" + os.environ["PATH"],
                POP3SH_PASSWORD=PASSWORD,
            ),
            timeout=30,
            check=False,
        )

    def run_all(self, lines, statuses):
        for line in lines:
            with self.subTest(line):
                done = self.run_line(line)
                said = (done.stdout + done.stderr).decode("utf-8", "backslashreplace")
                self.assertEqual(done.returncode, statuses.get(line, 0), said)
                if line.endswith("&& echo yes"):
                    self.assertTrue(done.stdout.endswith(b"yes\n"), said)

    def size(self, name):
        return os.path.getsize(os.path.join(self.here, name))

    def test_those_of_the_readme(self):
        lines = list(readme_lines())
        servers = [line for line in lines if line.startswith("pop3sh serve ")]
        self.assertGreater(len(lines), 12)
        self.assertEqual(len(servers), 2)
        # without a terminal there is nothing to start
        self.run_all([line for line in lines if line not in servers], {"pop3sh": 2})
        for name in ("1.eml", "a.pop3t", "b.pop3t", "a.xml", "a.html"):
            self.assertGreater(self.size(name), 100, name)
        for line in servers:
            with self.subTest(line):
                words = [os.path.join(self.here, w) if "." in w else w for w in line.split()]
                with serving.Serve(*words[2:]) as server:
                    self.assertTrue(server.port)

    def test_those_of_the_manual(self):
        lines = list(manual_lines())
        self.assertGreater(len(lines), 5)
        recorded = self.run_line(
            "pop3sh pop3s://joe@mail.example.org -c STAT --record tests/a.pop3t"
        )
        self.assertEqual(recorded.returncode, 0, recorded.stderr)
        self.run_all(lines, {})
        self.assertGreater(self.size("1.eml"), 100)


class Shown(harness.TestCase):
    def test_what_the_readme_shows_of_a_finding(self):
        def talk(connection):
            connection.send(b"+OK\r\n")
            connection.answer(
                dict.fromkeys((b"USER", b"PASS"), b"+OK\r\n")
                | {b"STAT": b"+OK: 2 320\r\n"}
            )

        with scripted.Server(talk) as server:
            result = harness.pop3sh(
                "pop3://127.0.0.1:%d" % server.port,
                *harness.commands("USER joe", "PASS geheim", "STAT"),
            )
        shown = re.sub("(?m)^    ", "", readme_block("What it finds"))
        self.assertIn(shown, (result.out + result.err).decode())

    def test_what_the_readme_shows_of_a_lesson(self):
        _, _, shown = readme_block("Learn POP3 in ten minutes").partition("\n\n")
        result = harness.pop3sh("demo", "-c", "\\learn 1")
        for line in shown.splitlines():
            if line.strip() not in ("", "..."):
                self.assertIn(line[4:] + "\n", (result.out + result.err).decode())


if __name__ == "__main__":
    harness.main(__file__)

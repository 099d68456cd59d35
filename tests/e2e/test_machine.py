#!/usr/bin/env python3
"""A machine that fails: no memory, no descriptors, no disk, no home, nobody
who reads. There is always a sentence and a documented status."""

import errno
import os
import resource
import shutil
import signal
import subprocess
import tempfile
import time

import bounded
import harness
from certificates import Authority
from fakepop3 import PASSWORD
from fakepop3 import Server as Fake
from harness import commands, pop3sh
from scripted import Server

DOCUMENTED = (0, 1, 2, 3, 4, 5, 6, 7, 70)
LOGIN = {"POP3SH_PASSWORD": PASSWORD.decode()}
SCRIPT = commands("STAT", "LIST", "RETR 2", "UIDL", r"\check")


class Allocations(harness.TestCase):
    """Every allocation fails once; libraries may cope, pop3sh says so and
    ends with status 70."""

    ROUNDS = 100  # at most, spread over all allocations

    @classmethod
    def setUpClass(cls):
        if bounded.SANITIZED:
            raise cls.skipTest(cls, "sanitizers bring an allocator of their own")
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.library = os.path.join(cls.folder.name, "failing-malloc.so")
        source = os.path.join(os.path.dirname(__file__), "failing-malloc.c")
        compiler = shutil.which("cc") or "gcc"
        subprocess.run(
            [compiler, "-shared", "-fPIC", "-O1", "-o", cls.library, source],
            check=True,
        )

    def run_with(self, at, *arguments, stdin=b""):
        return bounded.run(
            *arguments, stdin=stdin, seconds=20,
            LD_PRELOAD=self.library, FAIL_AT=str(at), **LOGIN,
        )

    def count(self, *arguments):
        read, write = os.pipe()
        with os.fdopen(read) as counts:
            run = subprocess.run(
                [harness.POP3SH, *arguments],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                pass_fds=(write,),
                check=False,
                env=harness.environment(
                    LD_PRELOAD=self.library, FAIL_AT="0",
                    FAIL_COUNT_FD=str(write), **LOGIN,
                ),
            )
            os.close(write)
            self.assertEqual(run.returncode, 0, run.stderr)
            return int(counts.read())

    def each(self, *arguments, ours=True):
        """ours: most allocations are those of pop3sh itself."""
        count = self.count(*arguments)
        self.assertGreater(count, 20, "the library is not in place")
        told = set()
        for at in range(1, count + 1, max(1, count // self.ROUNDS)):
            with self.subTest(at=at):
                result = self.run_with(at, *arguments)
                self.assertIn(result.status, DOCUMENTED, str(result))
                if result.status not in (0, 1, 7):
                    self.assertTrue(result.err.strip(), "status without a word")
                told.add(result.status)
        if ours:
            self.assertIn(70, told, "no allocation of pop3sh itself was hit")

    def test_in_a_plain_session(self):
        with Fake() as server:
            self.each(server.url(), *SCRIPT)

    def test_in_json(self):
        with Fake() as server:
            self.each(server.url(), *SCRIPT, "--output", "json")

    def test_in_the_list_of_rules(self):
        self.each("rules", "capa/*")

    def test_under_tls(self):
        authority = Authority()
        certificate = authority.issue("good")

        def talk(connection):
            connection.start_tls(certificate)
            connection.send(b"+OK ready\r\n")
            connection.answer({b"NOOP": b"+OK\r\n"})

        with Server(talk) as server:
            self.each(
                "pop3s://127.0.0.1:%d" % server.port,
                *commands("NOOP"), "--ca", authority.certificate, ours=False,
            )


class Descriptors(harness.TestCase):
    def test_too_few(self):
        """Each number of descriptors that is not enough is told as such."""
        with Fake() as server:
            for most in range(4, 16):
                with self.subTest(most=most):
                    run = subprocess.run(
                        [harness.POP3SH, server.url(), *SCRIPT],
                        stdin=subprocess.DEVNULL,
                        capture_output=True,
                        env=harness.environment(**LOGIN),
                        timeout=20,
                        check=False,
                        preexec_fn=lambda most=most: resource.setrlimit(
                            resource.RLIMIT_NOFILE, (most, most)
                        ),
                    )
                    self.assertIn(run.returncode, DOCUMENTED, run.stderr)
                    self.assertNotEqual(run.returncode, 70, run.stderr)
                    if run.returncode:
                        self.assertTrue(run.stderr)


class Output(harness.TestCase):
    """Nobody reads, or nothing can be written."""

    def run_to(self, out, *arguments, err=subprocess.PIPE, **env):
        return subprocess.run(
            [harness.POP3SH, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            env=harness.environment(**LOGIN, **env),
            timeout=20,
            check=False,
        )

    def test_a_full_disk(self):
        with Fake() as server, open("/dev/full", "wb") as full:
            for form in ("text", "json", "raw"):
                with self.subTest(form=form):
                    run = self.run_to(full, server.url(), *SCRIPT, "--output", form)
                    self.assertEqual(run.returncode, 3, run.stderr)
                    self.assertEqual(
                        run.stderr.count(b"standard output: No space left"), 1
                    )

    def test_a_full_disk_of_those_who_judge(self):
        with tempfile.TemporaryDirectory() as folder, open("/dev/full", "wb") as full:
            path = os.path.join(folder, "a.pop3t")
            with open(path, "w", encoding="utf-8") as file:
                file.write("%POP3-TRANSCRIPT 1\n\n@ connect tls=none\nS: +OK hi\\n\\;\n")
            to = ("--to", "127.0.0.1:1", "--connect-timeout", "5")
            for words in (
                ("rules",),
                ("lint", path),
                ("lint", path, "--output", "json"),
                ("lint", path, "--report", "tap=-"),
                ("replay", path, *to),
                ("replay", path, *to, "--output", "json"),
                ("replay", path, *to, "--report", "html=-"),
                ("fmt", path),
            ):
                with self.subTest(words=words):
                    run = self.run_to(full, *words)
                    said = run.stderr.count(b"standard output: No space left")
                    self.assertEqual((run.returncode, said), (3, 1), run.stderr)
                    self.assertNotIn(b"report:", run.stderr)
            for kind in ("tap", "jsonl", "html", "github"):
                for words in (("lint", path), ("replay", path, *to)):
                    run = self.run_to(subprocess.PIPE, *words, "--report", kind + "=/dev/full")
                    self.assertIn(
                        b"pop3sh: report: /dev/full: No space left on device\n", run.stderr
                    )
                    self.assertEqual(run.returncode, 3, run.stderr)

    def test_a_report_that_is_cut_is_named_with_the_reason(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "a.pop3t")
            report = os.path.join(folder, "r.html")
            with open(path, "w", encoding="utf-8") as file:
                file.write("%POP3-TRANSCRIPT 1\n\n@ connect tls=none\nS: +OK hi\n")
            run = subprocess.run(
                [harness.POP3SH, "lint", path, "--report", "html=" + report],
                capture_output=True,
                env=harness.environment(),
                timeout=20,
                check=False,
                preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (500, 500)),
            )
            said = "pop3sh: report: %s: %s\n" % (report, os.strerror(errno.EFBIG))
            self.assertIn(said, run.stderr.decode())
            self.assertEqual(run.returncode, 3)
            self.assertEqual(os.listdir(folder), ["a.pop3t"])

    def test_a_full_disk_behind_o_and_save(self):
        with Fake() as server:
            for line in (r"\o /dev/full", r"\save /dev/full"):
                with self.subTest(line=line):
                    result = pop3sh(
                        server.url(), *commands("RETR 1", line, "RETR 2", r"\o"),
                        env=LOGIN,
                    )
                    self.assertIn(result.status, (2, 3), str(result))
                    self.assertTrue(result.err)

    def test_a_reader_who_leaves(self):
        with Fake() as server:
            read, write = os.pipe()
            os.close(read)
            run = self.run_to(write, server.url(), *SCRIPT)
            os.close(write)
            self.assertEqual(run.returncode, 0, run.stderr)

    def test_a_reader_who_has_seen_enough(self):
        """More than pipe and buffers hold, of which one octet is read."""
        with Fake() as server:
            server.messages = [b"Subject: x\r\n\r\n" + b"y" * 70 + b"\r\n" * 20000]
            for form in ("text", "json", "raw"):
                with self.subTest(form=form):
                    read, write = os.pipe()
                    reader = subprocess.Popen(
                        ["head", "-c", "1"], stdin=read, stdout=subprocess.DEVNULL
                    )
                    os.close(read)
                    run = self.run_to(
                        write, server.url(), *commands("RETR 1", "NOOP", "RETR 1"),
                        "--output", form, "--bodies",
                    )
                    os.close(write)
                    reader.wait(20)
                    self.assertEqual(run.returncode, 0, run.stderr)
                    self.assertNotIn(b"standard output", run.stderr)

    def test_closed_descriptors(self):
        """Descriptors 0 to 2 closed: nothing of the session lands there."""
        with Fake() as server:
            for gone in ("0", "1", "2", "012"):
                with self.subTest(gone=gone):
                    before = len(server.lines)
                    words = " ".join("%s>&-" % fd for fd in gone)
                    run = subprocess.run(
                        ["sh", "-c", 'exec "$@" ' + words, "sh", harness.POP3SH,
                         server.url(), *SCRIPT],
                        stdin=subprocess.DEVNULL,
                        capture_output=True,
                        env=harness.environment(**LOGIN),
                        timeout=20,
                        check=False,
                    )
                    self.assertEqual(run.returncode, 3 if "1" in gone else 0)
                    for line in server.lines[before:]:
                        self.assertNotIn(b"+OK", line, "output went to the server")


class Home(harness.TestCase):
    """Without a home, or with one that cannot be written."""

    def works(self, **env):
        with Fake() as server:
            result = pop3sh(server.url(), *SCRIPT, env={**LOGIN, **env})
        self.assertStatus(result, 0)
        return result

    def test_no_home(self):
        self.works(HOME="", XDG_STATE_HOME="", XDG_CONFIG_HOME="")

    def test_a_home_that_is_not_there(self):
        gone = "/proc/nonexistent/home"  # root too cannot make it
        self.works(HOME=gone, XDG_STATE_HOME=gone, XDG_CONFIG_HOME=gone)

    def test_a_home_that_is_a_file(self):
        with tempfile.NamedTemporaryFile() as file:
            self.works(
                HOME=file.name, XDG_STATE_HOME=file.name, XDG_CONFIG_HOME=file.name
            )

    def test_no_terminal_type(self):
        for term in ("", "dumb", "no-such-terminal"):
            with self.subTest(term=term):
                self.works(TERM=term)


class Recording(harness.TestCase):
    """The disk fails, or we are told to end, while a session is recorded."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.path = os.path.join(folder.name, "s.pop3t")

    def compiled(self):
        library = os.path.join(self.folder, "failing-write.so")
        source = os.path.join(os.path.dirname(__file__), "failing-write.c")
        subprocess.run(
            [shutil.which("cc") or "gcc", "-shared", "-fPIC", "-o", library, source],
            check=True,
        )
        return library

    def assertBeginning(self):
        """What is left is valid, up to the last line; it is removed."""
        self.assertFalse(os.path.exists(self.path))
        with open(self.path + ".part", "rb") as file:
            text = file.read()
        self.assertTrue(text.startswith(b"%POP3-TRANSCRIPT 1\n") or not text)
        self.assertTrue(text.endswith(b"\n") or not text)
        if text:
            self.assertStatus(pop3sh("lint", self.path + ".part"), 0)
        os.unlink(self.path + ".part")
        return text

    def test_a_disk_that_fails(self):
        if bounded.SANITIZED:
            self.skipTest("sanitizers want to be loaded first")
        library = self.compiled()
        with Fake() as server:
            record = (server.url(), "--record", self.path, "--no-state", *SCRIPT)
            for number in (errno.ENOSPC, errno.EIO, errno.EDQUOT):
                for after in (0, 1, 333, 500, 777, None):
                    with self.subTest(number=number, after=after):
                        env = {"LD_PRELOAD": library, "FAIL_ERRNO": str(number)}
                        if after is not None:
                            env["FAIL_AFTER"] = str(after)
                        result = pop3sh(*record, env={**LOGIN, **env})
                        self.assertStatus(result, 3)
                        self.assertIn(b"+OK bye", result.out)
                        self.assertEqual(result.err.count(b"recording stopped"), 1)
                        self.assertSays(result.err, os.strerror(number))
                        self.assertSays(result.err, "the recording is not whole")
                        text = self.assertBeginning()
                        if after is not None:
                            self.assertLessEqual(len(text), after)
                            self.assertGreater(len(text), after - 200)

    def test_told_to_end_in_mid_message(self):
        def endless(connection, _):
            connection.send(b"+OK\r\n")
            while True:
                connection.send(b"a line\r\n" * 512)
                time.sleep(0.01)

        for bodies in ("full", "hash"):
            for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGKILL):
                with self.subTest(bodies=bodies, signal=number.name):
                    with Fake(replies={b"RETR": endless}) as server:
                        child = subprocess.Popen(
                            [harness.POP3SH, server.url(), "--record", self.path,
                             "--record-bodies", bodies, *commands("LIST", "RETR 2")],
                            stdin=subprocess.DEVNULL,
                            stdout=subprocess.DEVNULL,
                            stderr=subprocess.DEVNULL,
                            env=harness.environment(**LOGIN),
                        )
                        self.assertWritten(self.path + ".part", b"C: RETR 2\nS: +OK\n")
                        child.send_signal(number)
                        child.wait(10)
                        self.assertNotEqual(child.returncode, 0)
                    text = self.assertBeginning()
                    self.assertTrue(text.endswith(b"C: RETR 2\nS: +OK\n"), text[-200:])


class Signals(harness.TestCase):
    """Told to end in the middle of a message: it ends, and deletes nothing."""

    def test_in_mid_message(self):
        def endless(connection, _):
            connection.send(b"+OK\r\n")
            while True:
                connection.send(b"a line\r\n" * 512)
                time.sleep(0.01)

        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            with self.subTest(signal=number.name):
                with Fake(replies={b"RETR": endless}) as server:
                    child = subprocess.Popen(
                        [harness.POP3SH, server.url(), *commands("DELE 1", "RETR 2")],
                        stdin=subprocess.DEVNULL,
                        stdout=subprocess.DEVNULL,
                        stderr=subprocess.PIPE,
                        env=harness.environment(**LOGIN),
                    )
                    time.sleep(0.5)
                    child.send_signal(number)
                    child.communicate(timeout=10)
                    self.assertNotEqual(child.returncode, 0)
                    self.assertNotIn(b"QUIT", server.lines)
                    self.assertEqual(server.removed, [])


if __name__ == "__main__":
    harness.main(__file__)

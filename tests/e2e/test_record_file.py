#!/usr/bin/env python3
"""What becomes of FILE and FILE.part: of an older one, of one that a crash
left, of one that another run is writing, and of one that is no plain file."""

import base64
import contextlib
import os
import signal
import subprocess
import tempfile
import threading
import time

import fakepop3
import harness
import scripted
from harness import commands, pop3sh
from serving import Serve

PASSWORD = {"POP3SH_PASSWORD": fakepop3.PASSWORD.decode("ascii")}
TALK = commands("LIST", "NOOP")
MODES = ("once", "always", "extend", "on-error")
BROKEN = {b"NOOP": b"+OK\n"}  # ends in LF alone: a rule is broken


class RecordFileTest(harness.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="pop3sh-record.")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.path = os.path.join(folder.name, "s.pop3t")
        self.part = self.path + ".part"

    def words(self, server, *arguments, talk=TALK):
        return [server.url(), "--record", self.path, *arguments, *talk]

    def record(self, server, *arguments, talk=TALK):
        return pop3sh(*self.words(server, *arguments, talk=talk), env=PASSWORD)

    @contextlib.contextmanager
    def running(self, *words):
        """A run that has recorded its NOOP and waits."""
        child = subprocess.Popen(
            [harness.POP3SH, *words],
            env=harness.environment(**PASSWORD),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            self.assertWritten(self.part, b"C: NOOP\n")
            yield child
        finally:
            child.kill()
            child.wait(10)

    def read(self, path):
        with open(path, encoding="utf-8") as file:
            return file.read()

    def write(self, path, text):
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)

    def files(self):
        return sorted(os.listdir(self.folder))

    # --- FILE.part ---

    def test_what_a_crash_left_is_kept_in_every_mode(self):
        rows = [("--record-mode", mode) for mode in MODES]
        for arguments in (*rows, None):
            with self.subTest(arguments), fakepop3.Server(replies=BROKEN) as server:
                self.write(self.part, "half\n")
                if arguments:
                    result = self.record(server, *arguments)
                else:
                    talk = commands(r"\record! " + self.path, "NOOP")
                    result = pop3sh(server.url(), *talk, env=PASSWORD)
                self.assertStatus(result, 1)
                self.assertSays(result.err, "did not end")
                self.assertSays(result.err, "s.pop3t.part-1")
                self.assertEqual(self.files(), ["s.pop3t", "s.pop3t.part-1"])
                self.assertEqual(self.read(self.part + "-1"), "half\n")
                self.assertIn("C: NOOP\n", self.read(self.path))
            for name in self.files():
                os.unlink(os.path.join(self.folder, name))

    def test_a_server_keeps_it_too(self):
        self.write(self.part, "half\n")
        with Serve("--record", self.path) as server:
            self.assertEqual(server.stop(), 0)
            self.assertIn("s.pop3t.part-1", server.complaints)
        self.assertEqual(self.files(), ["s.pop3t.part-1"])

    def test_a_loop_of_crashes_is_stopped_by_nothing_and_fills_no_disk(self):
        """Nine are kept; then the oldest goes, and is named."""
        with fakepop3.Server() as server:
            for i in range(1, 12):
                self.write(self.part, "half %d\n" % i)
                result = self.record(server, "--record-mode", "on-error")
                self.assertStatus(result, 0)
                place = self.part + "-%d" % (i if i < 10 else i - 9)
                self.assertSays(result.err, place)
                os.utime(place, (1000 + i, 1000 + i))
                self.assertEqual("instead of an older one" in result.errors, i > 9)
        kept = {self.read(os.path.join(self.folder, name)) for name in self.files()}
        self.assertEqual(kept, {"half %d\n" % i for i in range(3, 12)})

    def test_an_empty_one_holds_nothing_to_keep(self):
        self.write(self.part, "")
        with fakepop3.Server() as server:
            result = self.record(server)
        self.assertStatus(result, 0)
        self.assertNotIn(b"part", result.err)
        self.assertEqual(self.files(), ["s.pop3t"])

    def test_two_runs_never_share_one(self):
        done = threading.Event()

        def stall(connection, _line):
            done.wait(15)
            connection.send(b"+OK\r\n")

        with fakepop3.Server(replies={b"NOOP": stall}) as slow, fakepop3.Server() as server:
            with self.running(*self.words(slow, talk=commands("NOOP", "STAT"))) as first:
                before = self.read(self.part)
                for mode in MODES:
                    result = self.record(server, "--record-mode", mode)
                    self.assertStatus(result, 3)
                    self.assertSays(result.err, "another run is writing it")
                result = pop3sh(server.url(), *commands(r"\record! " + self.path), env=PASSWORD)
                self.assertStatus(result, 3)
                self.assertSays(result.err, "another run is writing it")
                self.assertTrue(self.read(self.part).startswith(before))
                done.set()
                self.assertEqual(first.wait(10), 0)
            self.assertEqual([l for l in server.lines if l.startswith(b"LIST")], [])
        self.assertEqual(self.files(), ["s.pop3t"])
        self.assertIn("C: NOOP\nS: +OK\nC: STAT\n", self.read(self.path))
        self.assertStatus(pop3sh("lint", self.path), 0)

    def test_a_crash_lets_go_of_it(self):
        def stall(_connection, _line):
            time.sleep(10)

        with fakepop3.Server(replies={b"NOOP": stall}) as slow:
            with self.running(*self.words(slow)) as first:
                first.send_signal(signal.SIGKILL)
                first.wait(10)
        with fakepop3.Server() as server:
            self.assertStatus(self.record(server), 0)
        self.assertEqual(self.files(), ["s.pop3t", "s.pop3t.part-1"])
        self.assertIn("C: NOOP\n", self.read(self.part + "-1"))
        for path in (self.path, self.part + "-1"):
            self.assertStatus(pop3sh("lint", path), 0)

    def test_of_many_runs_at_once_each_has_a_whole_file_or_none(self):
        with Serve() as server:
            words = ["pop3://127.0.0.1:%d" % server.port, "--record", self.path, *commands("CAPA")]
            runs = [
                subprocess.Popen(
                    [harness.POP3SH, *words],
                    env=harness.environment(),
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.PIPE,
                )
                for _ in range(6)
            ]
            errors = [run.communicate(timeout=20)[1] for run in runs]
        statuses = sorted(run.returncode for run in runs)
        self.assertEqual(statuses, [0, 3, 3, 3, 3, 3], errors)
        self.assertEqual(self.files(), ["s.pop3t"])
        self.assertEqual(self.read(self.path).count("C: CAPA"), 1)
        self.assertStatus(pop3sh("lint", self.path), 0)

    def test_what_is_no_file_of_ours_is_left_as_it_is(self):
        theirs = os.path.join(self.folder, "theirs")

        def link():
            os.symlink(theirs, self.part)

        def no_link():
            os.symlink(theirs + "-missing", self.part)

        def pipe():
            os.mkfifo(self.part)

        def folder():
            os.mkdir(self.part)

        self.write(theirs, "theirs\n")
        for make in (link, no_link, pipe, folder):
            with self.subTest(make.__name__), fakepop3.Server() as server:
                make()
                result = self.record(server, "--record-mode", "always")
                self.assertStatus(result, 3)
                self.assertSays(result.err, "symbolic link" if "link" in make.__name__ else "no plain file")
                self.assertEqual(server.lines, [])
                self.assertEqual(self.files(), ["s.pop3t.part", "theirs"])
                self.assertEqual(self.read(theirs), "theirs\n")
                (os.rmdir if make is folder else os.unlink)(self.part)

    def test_what_is_carried_over_is_without_the_password(self):
        """Of Title, comments and steps, also where nobody but they show it."""
        secret = fakepop3.PASSWORD.decode("ascii")
        packed = base64.b64encode(b"\0x\0" + fakepop3.PASSWORD).decode("ascii")
        for mode in "always", "extend":
            with fakepop3.Server() as server:
                self.record(server)
                with open(self.path, encoding="utf-8") as file:
                    text = file.read()
                more = "Title: of %s\nX-Y: %s\n\n# C: PASS %s\n# %s\n# \\x%02X%s\n" % (
                    *(secret, packed, secret, packed),
                    *(ord(secret[0]), secret[1:]),
                )
                text = text.replace("\n\n", "\n" + more, 1)
                text = text.replace("C: LIST", '@ step "%s"\n# C: PASS 0ther\nC: LIST' % secret)
                with open(self.path, "w", encoding="utf-8") as file:
                    file.write(text)
                result = self.record(server, "--record-mode", mode)
            self.assertStatus(result, 0)
            with open(self.path, encoding="utf-8") as file:
                text = file.read()
            for part in (
                "\nTitle: of ****\nX-Y: AHgA****\n\n",
                "\n\n# C: PASS ****\n# AHgA****\n# ****\n@ connect",
                "\n@ step ****\n# C: PASS ****\nC: LIST\n",
            ):
                self.assertIn(part, text, mode)
            for form in fakepop3.forms(fakepop3.PASSWORD):
                self.assertNotIn(form.decode("ascii"), text, mode)
            self.assertStatus(pop3sh("lint", "--ignore=*", self.path), 0)
            os.unlink(self.path)

    def test_killed_while_it_plays_the_older_file_extend_leaves_that_and_nothing(self):
        with fakepop3.Server() as server:
            self.assertStatus(self.record(server), 0)
            before = self.read(self.path)

            def silent(connection):
                connection.send(b"+OK\r\n")
                connection.line()
                connection.wait()

            with scripted.Server(silent) as stuck:
                child = subprocess.Popen(
                    [
                        *(harness.POP3SH, "pop3://joe@127.0.0.1:%d" % stuck.port),
                        *("--record", self.path, "--record-mode", "extend"),
                    ],
                    env=harness.environment(**PASSWORD),
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                )
                deadline = time.monotonic() + 10
                while not stuck.received and time.monotonic() < deadline:
                    time.sleep(0.02)
                child.kill()
                child.wait(10)
            self.assertTrue(stuck.received)
            self.assertEqual(self.read(self.path), before)
            self.assertEqual(self.files(), ["s.pop3t", "s.pop3t.part"])
            self.assertEqual(self.read(self.part), "")  # as the manual says
            result = self.record(server, "--record-mode", "extend", talk=commands("UIDL"))
            self.assertStatus(result, 0)
            self.assertEqual(self.files(), ["s.pop3t"])

    def test_a_killed_record_by_force_leaves_the_older_file(self):
        force = commands("\\record! " + self.path)
        with fakepop3.Server() as server:
            self.assertStatus(self.record(server), 0)
            before = self.read(self.path)
            with self.running(server.url(), *force, *commands("NOOP", "\\watch 9 NOOP")):
                pass
            self.assertEqual(self.read(self.path), before)
            self.assertEqual(self.files(), ["s.pop3t", "s.pop3t.part"])
            self.assertStatus(pop3sh("lint", "--ignore=*", self.part), 0)
            result = pop3sh(server.url(), *force, *commands("UIDL"), env=PASSWORD)
            self.assertStatus(result, 0)
            self.assertSays(result.out + result.err, "is kept as %s-1" % self.part)
            self.assertEqual(self.files(), ["s.pop3t", "s.pop3t.part-1"])
            self.assertIn("C: UIDL\n", self.read(self.path))
            for path, words in (
                (os.path.join(self.folder, "missing", "x"), "No such file"),
                (self.folder, "it is a directory"),
            ):
                result = pop3sh(server.url(), "-c", "\\record! " + path, env=PASSWORD)
                self.assertStatus(result, 3)
                self.assertSays(result.err, words)

    def test_a_symbolic_link_is_not_followed_and_not_replaced(self):
        theirs = os.path.join(self.folder, "theirs")
        for there in (True, False):
            with fakepop3.Server() as server:
                if there:
                    self.assertStatus(self.record(server), 0)
                    os.rename(self.path, theirs)
                    before = self.read(theirs)
                os.symlink(theirs, self.path)
                for mode in MODES:
                    with self.subTest(mode=mode, there=there):
                        said = len(server.lines)
                        result = self.record(server, "--record-mode", mode)
                        self.assertStatus(result, 3)
                        self.assertSays(result.err, self.path)
                        if mode != "once":
                            self.assertSays(result.err, "a symbolic link, which is not followed")
                        self.assertEqual(server.lines[said:], [])
                        self.assertTrue(os.path.islink(self.path))
                        self.assertEqual(self.files(), ["s.pop3t"] + ["theirs"] * there)
                if there:
                    self.assertEqual(self.read(theirs), before)
                    os.unlink(theirs)
                os.unlink(self.path)

    def test_a_hard_link_to_something_else_is_not_written_through(self):
        theirs = os.path.join(self.folder, "theirs")
        self.write(theirs, "theirs\n")
        os.chmod(theirs, 0o644)
        os.link(theirs, self.part)
        with fakepop3.Server() as server:
            self.assertStatus(self.record(server), 0)
        self.assertEqual(self.read(theirs), "theirs\n")
        self.assertEqual(os.stat(theirs).st_mode & 0o777, 0o644)
        self.assertEqual(os.stat(self.path).st_mode & 0o777, 0o600)

    def test_what_was_moved_away_meanwhile_is_neither_renamed_nor_removed(self):
        def move(connection, _line):
            os.rename(self.part, self.path + ".mine")
            self.write(self.part, "another\n")
            connection.send(b"+OK\r\n")

        for mode, status in (("once", 3), ("on-error", 0)):
            with self.subTest(mode), fakepop3.Server(replies={b"NOOP": move}) as server:
                result = self.record(server, "--record-mode", mode)
                self.assertStatus(result, status)
                self.assertEqual(self.read(self.part), "another\n")
                self.assertEqual(self.files(), ["s.pop3t.mine", "s.pop3t.part"])
            os.unlink(self.part)

    # --- FILE ---

    def test_on_error_keeps_the_older_one_beside(self):
        mode = ("--record-mode", "on-error")
        self.write(self.path, "older\n")
        with fakepop3.Server() as server:
            self.assertStatus(self.record(server, *mode), 0)
        self.assertEqual(self.files(), ["s.pop3t"])
        self.assertEqual(self.read(self.path), "older\n")
        for i in range(1, 11):
            with fakepop3.Server(replies=BROKEN) as server:
                result = self.record(server, *mode, talk=commands("NOOP", "XRUN%d" % i))
            self.assertStatus(result, 1)
            place = self.path + "-%d" % (i if i < 10 else 1)
            self.assertSays(result.err, "s.pop3t is kept as %s" % place)
            os.utime(place, (1000 + i, 1000 + i))
            self.assertIn("C: XRUN%d\n" % i, self.read(self.path))
        self.assertEqual(self.files(), ["s.pop3t"] + ["s.pop3t-%d" % i for i in range(1, 10)])
        self.assertIn("C: XRUN9\n", self.read(self.path + "-1"))
        self.assertIn("C: XRUN8\n", self.read(self.path + "-9"))

    def test_what_people_wrote_survives_a_disk_that_is_full(self):
        """The new file has room, and both together have not."""
        with fakepop3.Server() as server:
            self.assertStatus(self.record(server, talk=commands("NOOP")), 0)
            text = self.read(self.path).replace("C: NOOP", "# why?%s\nC: NOOP" % (" x" * 2000))
            self.write(self.path, text)
            words = self.words(server, "--record-mode", "always", talk=commands("NOOP"))
            run = subprocess.run(
                ["bash", "-c", 'ulimit -f 2; exec "$@"', "sh", harness.POP3SH, *words],
                env=harness.environment(**PASSWORD),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=20,
                check=False,
            )
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertSays(run.stderr, "nothing is carried over")
        self.assertSays(run.stderr, "is kept as %s-1" % self.path)
        self.assertEqual(self.files(), ["s.pop3t", "s.pop3t-1"])
        self.assertEqual(self.read(self.path + "-1"), text)
        self.assertNotIn("why?", self.read(self.path))
        self.assertStatus(pop3sh("lint", self.path), 0)

    def test_a_refusal_names_the_way_out_from_where_the_user_is(self):
        self.write(self.path, "older\n")
        with fakepop3.Server() as server:
            result = self.record(server)
            self.assertStatus(result, 3)
            self.assertSays(result.err, "--record-mode always writes it again, extend goes on")
            result = pop3sh(server.url(), *commands(r"\record " + self.path), env=PASSWORD)
            self.assertStatus(result, 3)
            self.assertSays(result.err, r"\record! writes it again")
            self.assertNotIn(b"--record", result.err)
        result = pop3sh("serve", "--record", self.path)
        self.assertStatus(result, 3)
        self.assertSays(result.err, "--record-mode always writes it again")
        self.assertNotIn(b"extend", result.err)
        self.assertEqual(self.read(self.path), "older\n")

    def test_no_mode_is_the_way_out_where_there_is_no_file(self):
        os.mkdir(os.path.join(self.folder, "folder"))
        os.mkfifo(os.path.join(self.folder, "pipe"))
        os.symlink("nowhere", os.path.join(self.folder, "link"))
        before = self.files()
        for name, why in (
            ("folder", "it is a directory; name a file"),
            ("pipe", "it is no plain file; name a file"),
            ("link", "it is a symbolic link, which is not followed; name the file"),
        ):
            path = os.path.join(self.folder, name)
            for mode in ("once", "always", "extend", "on-error"):
                with self.subTest(name, mode=mode), fakepop3.Server() as server:
                    words = ("--record", path, "--record-mode", mode, *commands("NOOP"))
                    result = pop3sh(server.url(), *words, env=PASSWORD)
                    self.assertStatus(result, 3)
                    self.assertSays(result.err, "cannot record to %s: %s" % (path, why))
                    self.assertNotIn(b"--record-mode", result.err)
            with fakepop3.Server() as server:
                talk = commands(r"\record " + path)
                result = pop3sh(server.url(), *talk, env=PASSWORD)
                self.assertSays(result.err, why)
                self.assertNotIn(rb"\record!", result.err)
        self.assertEqual(self.files(), before)

    def test_a_record_command_that_is_refused_ends_no_recording(self):
        older = os.path.join(self.folder, "older")
        self.write(older, "older\n")
        for path, words in ((older, r"\record!"), (self.path, r"\record off ends that")):
            with self.subTest(path), fakepop3.Server() as server:
                result = self.record(server, talk=commands(r"\record " + path))
                self.assertStatus(result, 3)
                self.assertSays(result.err, words)
                self.assertIn("C: QUIT\n", self.read(self.path))
            os.unlink(self.path)

    def test_what_is_no_plain_file_is_missed_before_anything_is_connected(self):
        """A device would be a file afterwards."""
        for make, remove in ((os.mkdir, os.rmdir), (os.mkfifo, os.unlink)):
            make(self.path)
            with fakepop3.Server() as server:
                for mode in MODES:
                    self.assertStatus(self.record(server, "--record-mode", mode), 3)
                self.assertEqual(server.lines, [])
            self.assertEqual(self.files(), ["s.pop3t"])
            remove(self.path)

    def test_a_dash_is_no_name(self):
        with fakepop3.Server() as server:
            self.path = "-"
            result = self.record(server)
            self.assertStatus(result, 2)
            self.assertSays(result.err, "./-")
            self.assertEqual(server.lines, [])
            talk = commands(r"\record -")
            self.assertStatus(pop3sh(server.url(), *talk, env=PASSWORD), 2)
        self.assertFalse(os.path.exists("-"))


if __name__ == "__main__":
    harness.main(__file__)

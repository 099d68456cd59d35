#!/usr/bin/env python3
"""Several transcripts at a time: each is played in a process that the others do
not need."""

import os
import signal
import subprocess
import tempfile
import threading

import harness
from on_paper import LOGIN, transcript
from scripted import Server

HEAD = ["@ connect host=mail.example.org port=110 tls=none", "S: +OK ready"]
AUTH = [r"C: USER \{user}", "S: +OK", r"C: PASS \{!pass}", "S: +OK"]
TAIL = ["C: QUIT", "S: +OK bye", "@ close by=server"]


def children(pid):
    with open("/proc/%d/task/%d/children" % (pid, pid), encoding="ascii") as file:
        return [int(word) for word in file.read().split()]


class Jobs(harness.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def write(self, user):
        path = os.path.join(self.folder.name, user + ".pop3t")
        header = {**LOGIN, "Var": "user=" + user}
        with open(path, "w", encoding="utf-8") as file:
            file.write(transcript(HEAD + AUTH + TAIL, **header))
        return path

    def start(self, server, paths, *arguments):
        process = subprocess.Popen(
            [harness.POP3SH, "replay", *paths, *arguments]
            + ["--to", "127.0.0.1:%d" % server.port],
            env={**os.environ, "HOME": self.folder.name, "POP3SH_PASSWORD": "x"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.kill)
        return process

    def test_a_process_that_dies_takes_no_other_file_with_it(self):
        stuck = threading.Semaphore(0)

        def talk(connection):
            connection.send(b"+OK ready\r\n")
            name = connection.line().split(b" ")[1]
            if name.startswith(b"stuck"):
                stuck.release()
                connection.line()  # its end
                return
            connection.send(b"+OK\r\n")
            connection.answer({b"PASS": b"+OK\r\n"})

        users = ("stuck1", "stuck2", "fine1", "fine2", "fine3")
        with Server(talk) as server:
            process = self.start(
                server, [self.write(user) for user in users], "--jobs", "2"
            )
            for _ in range(2):
                self.assertTrue(stuck.acquire(timeout=20))
            for pid in children(process.pid):
                os.kill(pid, signal.SIGKILL)
            out, _ = process.communicate(timeout=20)
        for user in users[:2]:
            self.assertIn(user + ".pop3t: unknown: the process that played", out)
        for user in users[2:]:
            self.assertIn(user + ".pop3t: pass", out)
        self.assertEqual(process.returncode, 70, out)

    def test_json_has_what_is_promised_of_every_object(self):
        promised = {
            "difference": "file line step expected got",
            "finding": "seq rule severity side message rfc offset column excerpt count file line",
            "verdict": "file result",
            "summary": "commands errors warnings notes octets_in octets_out exit",
        }
        paths = [self.write("a"), self.write("b")]
        odd = os.path.join(self.folder.name.encode(), b"\xff\xe2\x80\xae.pop3t")
        os.rename(paths[0], odd)

        def talk(connection):
            connection.send(b"+OK ready\r\n")
            connection.answer({b"USER": b"-ERR\r\n", b"PASS": b"-ERR\r\n", b"QUIT": b"+OK: bye\r\n"})

        for jobs in ("1", "2"):
            with Server(talk) as server:
                result = harness.pop3sh(
                    "replay", odd, paths[1], "--jobs", jobs, "--output", "json",
                    "--to", "127.0.0.1:%d" % server.port, env={"POP3SH_PASSWORD": "x"})
            objects = result.objects()
            self.assertGreaterEqual({o["type"] for o in objects}, set(promised) - {"finding"})
            for o in objects:
                self.assertIsInstance(o["t"], float)
                self.assertEqual(o["conn"], 1)
                for name in promised.get(o["type"], "").split():
                    self.assertTrue(name in o or name + "_latin1" in o, (name, o))
            self.assertEqual(objects[-1]["type"], "summary")
            # USER, PASS and QUIT, or less where the login is the end of it
            self.assertGreaterEqual(objects[-1]["commands"], 4)
            self.assertGreater(objects[-1]["octets_in"], 2 * len("+OK ready\r\n"))
            self.assertGreater(objects[-1]["octets_out"], 2 * len("USER a\r\n"))
            self.assertNotRegex(result.text, "[\u0080-\u009f\u202a-\u202e]")

    def test_no_more_processes_than_jobs(self):
        most, gate = [], threading.Event()

        def talk(connection):
            connection.send(b"+OK ready\r\n")
            connection.line()
            connection.send(b"+OK\r\n")
            connection.line()
            gate.wait(20)
            most.append(tuple(children(self.process.pid)))
            connection.send(b"+OK\r\n")
            connection.answer({})

        with Server(talk) as server:
            paths = [self.write("u%d" % n) for n in range(12)]
            self.process = self.start(server, paths, "--jobs=3")
            gate.set()
            out, _ = self.process.communicate(timeout=20)
        self.assertEqual(self.process.returncode, 0, out)
        self.assertEqual(len(most), 12)
        self.assertEqual(len({pid for pids in most for pid in pids}), 3)


if __name__ == "__main__":
    harness.main(__file__)

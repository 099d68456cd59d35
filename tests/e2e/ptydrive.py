"""Runs a program on a pseudo-terminal and waits for what it shows.

    with ptydrive.Terminal([program, argument]) as screen:
        screen.expect("not connected> ")
        screen.type("\\\\conninfo\\r")
        screen.finish()   # its exit status
"""

import fcntl
import os
import re
import select
import signal
import struct
import termios
import time

CONTROL = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b[=>]|\x1b\][^\x07]*\x07")


class Terminal:
    def __init__(self, command, env, rows=24, columns=100, limit=8.0):
        self.limit = limit
        self.seen = ""  # everything, colours and cursor movements taken out
        self.raw = b""  # everything as it came
        self.mark = 0  # expect() looks behind it
        self.status = None
        self.echoed_at_end = None  # what echoes() said when it ended
        # our own slave stays open: the terminal can be looked at after the end
        self.fd, self.slave = os.openpty()
        size = struct.pack("HHHH", rows, columns, 0, 0)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, size)
        self.pid = os.fork()
        if self.pid == 0:
            os.setsid()
            fcntl.ioctl(self.slave, termios.TIOCSCTTY, 0)
            for number in range(3):
                os.dup2(self.slave, number)
            os.execve(command[0], command, env)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.status is None:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        if self.fd >= 0:
            self.hang_up()

    def hang_up(self):
        """Take the terminal away."""
        os.close(self.slave)
        os.close(self.fd)
        self.fd = self.slave = -1

    def read(self, seconds):
        """Take what is there within seconds. False at the end."""
        ready, _, _ = select.select([self.fd], [], [], seconds)
        if not ready:
            return True
        try:
            octets = os.read(self.fd, 65536)
        except OSError:
            return False
        self.raw += octets
        self.seen = CONTROL.sub("", self.raw.decode("utf-8", "backslashreplace"))
        return bool(octets)

    def settle(self, seconds=0.15):
        """Read until it has been silent for a while."""
        while True:
            before = len(self.raw)
            if not self.read(seconds) or len(self.raw) == before:
                return

    def expect(self, text):
        """Wait until text appears behind what was expected last."""
        end = time.monotonic() + self.limit
        while text not in self.seen[self.mark :]:
            left = end - time.monotonic()
            if left <= 0 or not self.read(left):
                raise AssertionError(
                    "%r did not appear; the screen so far:\n%s" % (text, self.seen)
                )
        self.mark = self.seen.index(text, self.mark) + len(text)

    def type(self, text):
        os.write(self.fd, text.encode())

    def since(self, mark):
        return self.seen[mark:]

    def signal(self, number):
        os.kill(self.pid, number)

    def cpu_ticks(self):
        """Time it has computed so far, in clock ticks."""
        with open("/proc/%d/stat" % self.pid, encoding="ascii") as file:
            fields = file.read().rpartition(")")[2].split()
        return int(fields[11]) + int(fields[12])

    def echoes(self):
        """True when the terminal shows what is typed."""
        return bool(termios.tcgetattr(self.fd)[3] & termios.ECHO)

    def finish(self):
        """Wait for its end: the exit status, or minus the signal."""
        end = time.monotonic() + self.limit
        pid = 0
        while not pid:
            if self.fd >= 0:
                self.read(0.02)
            else:
                time.sleep(0.02)
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if not pid and time.monotonic() >= end:
                raise AssertionError("it did not end:\n" + self.seen)
        self.status = os.waitstatus_to_exitcode(status)
        if self.fd >= 0:
            self.settle(0.02)
            self.echoed_at_end = self.echoes()
        return self.status

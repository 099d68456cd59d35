"""Runs pop3sh with a deadline and a limit of memory, both of which count."""

import os
import subprocess
import tempfile
import time

import harness

SANITIZED = "ASAN_OPTIONS" in os.environ
MEMORY_KIB = 64 * 1024


class Bounded(harness.Result):
    """A run, with the memory it took at most (KiB) and its seconds."""

    def __init__(self, status, out, err, peak_kib, seconds):
        super().__init__(status, out, err)
        self.peak_kib = peak_kib
        self.seconds = seconds


def run(*arguments, seconds, stdin=b"", program=harness.POP3SH, **env):
    """Run it; AssertionError when it takes longer than seconds, or more than
    MEMORY_KIB (which sanitizers make meaningless). Output goes to files, so
    that a lot of it cannot stall the program."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        with tempfile.TemporaryFile() as script:
            script.write(stdin)
            script.seek(0)
            start = time.monotonic()
            child = subprocess.Popen(
                [program, *arguments],
                stdin=script,
                stdout=out,
                stderr=err,
                env=harness.environment(**env),
            )
        peak_kib, status = wait(child, start + seconds)
        taken = time.monotonic() - start
        out.seek(0)
        err.seek(0)
        result = Bounded(status, out.read(), err.read(), peak_kib, taken)
    assert status is not None, "no end after %g s\n%s" % (seconds, result)
    assert SANITIZED or peak_kib < MEMORY_KIB, "%d KiB\n%s" % (peak_kib, result)
    return result


def peak_of(pid):
    """Its peak memory so far in KiB. (What wait4 tells begins with the memory
    of the process that forked it.)"""
    try:
        with open("/proc/%d/status" % pid, encoding="ascii") as file:
            rows = dict(line.split(":", 1) for line in file)
    except OSError:
        return 0
    return int(rows.get("VmHWM", "0").split()[0])


def wait(child, end):
    """Peak memory and status; the status is None when it had to be killed."""
    peak_kib, killed = 0, False
    while child.poll() is None:
        peak_kib = max(peak_kib, peak_of(child.pid))
        if time.monotonic() > end:
            killed = True
            child.kill()
        time.sleep(0.004)
    return peak_kib, None if killed else child.returncode

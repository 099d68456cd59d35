"""What the end-to-end tests share: running pop3sh, and running the tests.

A test module ends with `harness.main(__file__, server="dovecot")`; it then
starts itself again below scripts/with-dovecot and finds the server in its
environment. Without `server` it runs as it is.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
import unittest

SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
POP3SH = os.path.abspath(os.environ.get("POP3SH", "pop3sh"))
SKIPPED = 77

# A home of our own: nobody's history, settings, .netrc or proxies.
HOME = tempfile.TemporaryDirectory(prefix="pop3sh-home.")


def environment(**more):
    kept = ("PATH", "TMPDIR", "LD_LIBRARY_PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS")
    env = {name: os.environ[name] for name in kept if name in os.environ}
    env.update(
        HOME=HOME.name,
        XDG_STATE_HOME=os.path.join(HOME.name, "state"),
        XDG_CONFIG_HOME=os.path.join(HOME.name, "config"),
        LC_ALL="C.UTF-8",
        TERM="xterm",
        PAGER="cat",
    )
    env.update(more)
    return env


class Result:
    """What a run of pop3sh left: status, and both outputs as octets."""

    def __init__(self, status, out, err):
        self.status = status
        self.out = out
        self.err = err

    def __str__(self):
        return "status %s\n--- standard output\n%s\n--- standard error\n%s" % (
            self.status,
            self.out[-4000:].decode("utf-8", "backslashreplace"),
            self.err[-4000:].decode("utf-8", "backslashreplace"),
        )

    @property
    def text(self):
        return self.out.decode("utf-8")

    @property
    def errors(self):
        return self.err.decode("utf-8")

    def objects(self, kind=None):
        """The JSON objects of --output json, all or of one type."""
        objects = [json.loads(line) for line in self.out.splitlines()]
        return [o for o in objects if kind is None or o["type"] == kind]

    def reply(self, command):
        """The one reply to this command line, if it was not automatic."""
        replies = [
            r
            for r in self.objects("reply")
            if r["command"] == command and not r.get("auto")
        ]
        assert len(replies) == 1, "%d replies to %s\n%s" % (
            len(replies),
            command,
            self,
        )
        return replies[0]


# In front of a program: root that may do no more than anybody else.
POWERLESS = () if os.geteuid() else ("setpriv", "--bounding-set", "-all")


def pop3sh(*arguments, stdin=b"", env=None, timeout=20, pass_fds=(), prefix=()):
    run = subprocess.run(
        [*prefix, POP3SH, *arguments],
        input=stdin,
        capture_output=True,
        env=environment(**(env or {})),
        timeout=timeout,
        pass_fds=pass_fds,
        check=False,
    )
    return Result(run.returncode, run.stdout, run.stderr)


def commands(*lines):
    """-c LINE for each line."""
    return [word for line in lines for word in ("-c", line)]


class TestCase(unittest.TestCase):
    """With words for what is asked again and again."""

    maxDiff = None

    def assertStatus(self, result, status):
        self.assertEqual(result.status, status, str(result))

    def assertWritten(self, path, words, seconds=10):
        """Another process has written words to path, or will before long."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if os.path.exists(path):
                with open(path, "rb") as file:
                    if words in file.read():
                        return
            time.sleep(0.02)
        self.fail("%r is not in %s" % (words, path))

    def assertSays(self, octets, words):
        """The words appear, in any case."""
        text = octets.decode("utf-8", "backslashreplace").lower()
        self.assertIn(words.lower(), text)


class LineResult(unittest.TestResult):
    """One line a test on standard output, details below a failure."""

    def startTest(self, test):
        super().startTest(test)
        self.started = time.monotonic()

    def tell(self, word, test, reason=""):
        name = test.id().replace("__main__", MODULE)
        seconds = time.monotonic() - self.started
        print("%s: %s (%.2f s) %s" % (word, name, seconds, reason), flush=True)

    def addSuccess(self, test):
        super().addSuccess(test)
        self.tell("PASS", test)

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.started = getattr(self, "started", time.monotonic())
        self.tell("SKIP", test, reason)

    def tell_failure(self, test, error):
        self.started = getattr(self, "started", time.monotonic())
        self.tell("FAIL", test)
        details = self._exc_info_to_string(error, test)
        print("    " + details.replace("\n", "\n    "), flush=True)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.tell_failure(test, err)

    def addError(self, test, err):
        super().addError(test, err)
        self.tell_failure(test, err)

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            self.tell_failure(subtest, err)


MODULE = "test"


def main(path, server=None):
    """Run the tests of the module that calls, below a server if it needs one.

    Arguments are parts of test names to choose by."""
    global MODULE
    MODULE = os.path.splitext(os.path.basename(path))[0]
    if server and os.environ.get("POP3SH_TEST_SERVERS") == "no":
        print("tests of servers were not asked for")
        sys.exit(SKIPPED)
    if server and os.environ.get("POP3_SERVER") != server:
        script = os.path.join(SOURCE, "scripts", "with-" + server)
        sys.stdout.flush()
        HOME.cleanup()
        os.execv(script, [script, sys.executable, *sys.argv])
    if not os.access(POP3SH, os.X_OK):
        sys.exit("%s is no program; set POP3SH" % POP3SH)
    loader = unittest.TestLoader()
    if sys.argv[1:]:
        loader.testNamePatterns = ["*%s*" % part for part in sys.argv[1:]]
    result = LineResult()
    loader.loadTestsFromModule(sys.modules["__main__"]).run(result)
    HOME.cleanup()
    sys.exit(0 if result.wasSuccessful() else 1)

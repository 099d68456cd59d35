#!/usr/bin/env python3
"""What is found live is found in a recording of the same session.

Each session passes a recorder (record_session.py) on its way to a real server;
the recording is then judged by findings-of, which shares nothing with the
program but the rules.
"""

import json
import os
import re
import subprocess
import sys

import harness
import record_session
from harness import commands, pop3sh

ENV = os.environ
FINDINGS_OF = os.path.join(os.path.dirname(harness.POP3SH), "findings-of")
FOUND = re.compile(r"(\w+) (\S+) @(\d+) column (\d+): ")
REPEAT = re.compile(r"repeat (\S+) x(\d+)$")


def live(result):
    """The findings that pop3sh told."""
    for finding in result.objects("finding"):
        if finding["count"] > 1:
            yield ["repeat", finding["rule"], finding["count"], 0]
        else:
            yield [finding[key] for key in ("severity", "rule", "offset", "column")]


def recorded(script, port):
    """The findings in what passed."""
    run = subprocess.run(
        [FINDINGS_OF, "--loopback", "--port", str(port)],
        input=script.encode("ascii"),
        capture_output=True,
        check=True,
    )
    for line in run.stdout.decode("ascii").splitlines():
        if match := FOUND.match(line):
            severity, rule, offset, column = match.groups()
            yield [severity, rule, int(offset), int(column)]
        elif match := REPEAT.match(line):
            yield ["repeat", match[1], int(match[2]), 0]


# --- below a server: hold the sessions and print what was found ---


def sessions():
    """Name, arguments and standard input of each session."""
    words = record_session.words_of(ENV)
    for name in ("whole", "arguments", "refused", "empty"):
        conversation = record_session.CONVERSATIONS[name]
        lines = [record_session.fill_in(line, words) for line in conversation]
        yield name, [], "\n".join(lines) + "\n"
    login = ["-u", words["user"], "--password-file", ENV["POP3_PASSWORD_FILE"]]
    lines = ("CAPA", "STAT", "LIST", "UIDL", "TOP 2 1", "RETR 4", "RETR 9", "NOOP")
    yield "login", [*login, *commands(*lines)], ""
    yield "pipeline", [*login, "--pipeline", *commands(*lines, *lines)], ""


def hold(arguments, text):
    with record_session.Recorder(ENV["POP3_PLAIN_PORT"]) as recorder:
        result = pop3sh(
            *("127.0.0.1:%d" % recorder.port, "--tls", "none", "--no-state"),
            *("--output", "json", "-v", "--show", "*"),
            *arguments,
            stdin=text.encode("ascii"),
        )
    (script,) = recorder.scripts
    return {
        "live": list(live(result)),
        "recorded": list(recorded(script, recorder.port)),
        "said": str(result) + script[-4000:],
    }


def print_sessions():
    found = {name: hold(*how) for name, *how in sessions()}
    print(json.dumps(found))


# --- the tests ---


class Findings(harness.TestCase):
    def check(self, server):
        if ENV.get("POP3SH_TEST_SERVERS") == "no":
            self.skipTest("tests of servers were not asked for")
        if not os.access(FINDINGS_OF, os.X_OK):
            self.skipTest("no findings-of: it is built by make check")
        script = os.path.join(harness.SOURCE, "scripts", "with-" + server)
        run = subprocess.run(
            [script, sys.executable, __file__, "--sessions"],
            stdout=subprocess.PIPE,
            timeout=100,
            check=False,
        )
        if run.returncode == harness.SKIPPED:
            self.skipTest(server + " cannot run here")
        self.assertEqual(run.returncode, 0)
        for name, found in json.loads(run.stdout).items():
            with self.subTest(server=server, session=name):
                self.assertTrue(found["live"], found["said"])
                self.assertEqual(found["live"], found["recorded"], found["said"])

    def test_dovecot(self):
        self.check("dovecot")

    def test_courier(self):
        self.check("courier")

    def test_mailutils(self):
        self.check("mailutils")


if __name__ == "__main__":
    if sys.argv[1:] == ["--sessions"]:
        print_sessions()
    else:
        harness.main(__file__)

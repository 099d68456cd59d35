#!/usr/bin/env python3
"""Reports, read by the programs that reports are for."""

import os
import shutil
import subprocess
import tempfile
import unittest

import harness

# Writes reports of a run made up for it; make check builds it.
SAMPLE = os.path.join(os.path.dirname(harness.POP3SH), "report-sample")

# Prints what TAP::Parser understood, a line a thing.
TAP_READER = r"""
use strict; use warnings; use TAP::Parser;
binmode STDOUT, ':utf8';
my $parser = TAP::Parser->new({source => $ARGV[0]});
while (my $r = $parser->next) {
    if ($r->is_test) {
        printf "test %s%s\n", $r->is_ok ? 'ok' : 'not ok', $r->directive ? ' ' . $r->directive : '';
    } elsif ($r->is_yaml) {
        my $d = $r->data->{differences}[0];
        printf "yaml %s %s\n", $r->data->{result}, $d ? $d->{expected} : '-';
    } elsif ($r->is_unknown) {
        print "unknown ", $r->as_string, "\n";
    }
}
print "error $_\n" for $parser->parse_errors;
printf "plan %s run %s\n", $parser->tests_planned, $parser->tests_run;
"""


@unittest.skipUnless(os.access(SAMPLE, os.X_OK), "no report-sample beside pop3sh")
class ReportTest(harness.TestCase):
    def setUp(self):
        self.directory = tempfile.mkdtemp(prefix="pop3sh-report.")
        self.addCleanup(shutil.rmtree, self.directory)

    def path(self, name):
        return os.path.join(self.directory, name)

    def sample(self, run, kind):
        """Write one report; its path."""
        path = self.path("report." + kind)
        subprocess.run([SAMPLE, run, "%s=%s" % (kind, path)], check=True, timeout=20)
        return path

    def need(self, program):
        if not shutil.which(program):
            self.skipTest("%s is not installed (scripts/setup test)" % program)


class Tap(ReportTest):
    def read(self, run):
        self.need("perl")
        done = subprocess.run(
            ["perl", "-e", TAP_READER, self.sample(run, "tap")],
            capture_output=True, check=True, timeout=20, encoding="utf-8")
        return done.stdout.splitlines()

    def test_is_understood_by_perl(self):
        self.assertEqual(self.read("small"), [
            "test ok",
            "test ok",
            "test not ok",
            "yaml fail S: 2 200",
            "plan 3 run 3",
        ])

    def test_hostile_strings_change_no_verdict(self):
        lines = self.read("hostile")
        self.assertEqual([line for line in lines if line.startswith("test")], [
            "test not ok",
            "test ok SKIP",
            "test ok SKIP",
            "test not ok",
            "test ok TODO",  # fails, and may
            "test ok",
            "test ok",
            "test not ok",
        ])
        self.assertEqual(lines[-1], "plan 8 run 8")
        self.assertFalse([line for line in lines
                          if line.startswith(("unknown", "error"))])


if __name__ == "__main__":
    harness.main(__file__)

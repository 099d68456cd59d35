#!/usr/bin/env python3
"""Reports, read by the programs that reports are for."""

import html.parser
import json
import os
import re
import shutil
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree

import harness

SCHEMA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "junit.xsd")

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


class Junit(ReportTest):
    def read(self, run):
        self.need("xmllint")
        path = self.sample(run, "junit")
        done = subprocess.run(
            ["xmllint", "--noout", "--nonet", "--schema", SCHEMA, path],
            capture_output=True, check=False, timeout=20, encoding="utf-8")
        self.assertEqual(done.returncode, 0, done.stderr[-2000:])
        return xml.etree.ElementTree.parse(path).getroot()

    def test_the_schema_refuses_a_case_with_two_results(self):
        self.need("xmllint")
        path = self.sample("small", "junit")
        with open(path, encoding="utf-8") as file:
            text = file.read().replace("</failure>", "</failure><skipped/>")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        done = subprocess.run(["xmllint", "--noout", "--schema", SCHEMA, path],
                              capture_output=True, check=False, timeout=20)
        self.assertNotEqual(done.returncode, 0)

    def test_a_suite_counts_its_cases(self):
        for run in ("small", "hostile"):
            for suite in self.read(run):
                for attribute, tag in (("tests", "testcase"),
                                       ("failures", "testcase/failure"),
                                       ("errors", "testcase/error"),
                                       ("skipped", "testcase/skipped")):
                    self.assertEqual(int(suite.get(attribute)),
                                     len(suite.findall(tag)), attribute)

    def test_results_are_said_by_the_right_elements(self):
        suites = {suite.get("name"): suite for suite in self.read("hostile")}
        self.assertIsNotNone(suites["skipped.pop3t"].find("testcase/skipped"))
        self.assertIsNotNone(suites["unknown.pop3t"].find("testcase/error"))
        self.assertIsNotNone(suites["known.pop3t"].find("testcase/skipped"))
        failure = suites["login.pop3t"].find("testcase[@name='login/2-LIST']/failure")
        self.assertIn("\n  got       S: 2 200 extra\n"
                      "                    ^ column 6\n", failure.text)


class Json(ReportTest):
    def test_is_one_object(self):
        with open(self.sample("hostile", "json"), encoding="utf-8") as file:
            report = json.load(file)
        self.assertEqual(report["schema"], 1)
        self.assertEqual([file["result"] for file in report["files"]],
                         ["fail", "skip", "unknown", "xfail", "fail"])
        case = report["files"][4]["cases"][2]
        self.assertEqual(case["id"], "login.pop3t#login/2-LIST")
        self.assertEqual(case["differences"][0]["got"], "S: 2 200 extra")
        self.assertEqual(case["findings"][0]["rule"], "list/extra-info")
        self.assertEqual(report["summary"]["cases"]["fail"], 2)
        self.assertEqual(report["summary"]["exit"], 1)

    def test_lines_tell_a_finding_before_its_case_ends(self):
        with open(self.sample("small", "jsonl"), encoding="utf-8") as file:
            objects = [json.loads(line) for line in file]
        self.assertEqual([o["type"] for o in objects],
                         ["run", "file", "case", "case", "finding", "difference",
                          "case", "verdict", "summary"])
        times = [o["t"] for o in objects]
        self.assertEqual(times, sorted(times))
        self.assertEqual(objects[5]["expected"], "S: 2 200")
        self.assertEqual(objects[5]["file"], "login.pop3t")

    def test_lines_are_read_by_jq(self):
        self.need("jq")
        done = subprocess.run([SAMPLE, "hostile", "jsonl=-"], check=True,
                              stdout=subprocess.PIPE, timeout=20)
        read = subprocess.run(["jq", "-r", ".type"], input=done.stdout, check=True,
                              stdout=subprocess.PIPE, timeout=20)
        self.assertEqual(len(read.stdout.split()), len(done.stdout.splitlines()))


class Github(ReportTest):
    COMMAND = re.compile(
        r"::(error|warning|notice) file=[^,:\n]+(,line=\d+)?,title=[^,:\n]+::[^\n]+")

    def test_each_line_is_one_command(self):
        for run in ("small", "hostile"):
            with open(self.sample(run, "github"), encoding="utf-8") as file:
                for line in file.read().splitlines():
                    self.assertRegex(line, "^%s$" % self.COMMAND.pattern)

    def test_points_at_the_line(self):
        with open(self.sample("small", "github"), encoding="utf-8") as file:
            text = file.read()
        self.assertIn("::warning file=login.pop3t,line=12,title=list/extra-info::"
                      "more than a number and a size", text)
        self.assertIn("%0A  got       S: 2 200 extra%0A", text)


class OddNames(ReportTest):
    """Of a file, and what a server sent, through the program."""

    NAME = b"a:b,c%\r\n\x1b\xff\xed\xa0\x80\xef\xbf\xbe.pop3t"

    def report(self, kind):
        name = os.path.join(self.directory.encode(), self.NAME)
        with open(name, "wb") as file:
            file.write(b"%POP3-TRANSCRIPT 1\n\nS: +OK \\x00\\x1B\\xED\\xA0\\x80\xef\xbf\xbe]]>\n")
        path = self.path("odd." + kind)
        result = harness.pop3sh("lint", name, "--report", "%s=%s" % (kind, path))
        self.assertStatus(result, 1)
        return path

    def test_xml_is_well_formed_and_valid(self):
        self.need("xmllint")
        subprocess.run(["xmllint", "--noout", "--nonet", "--schema", SCHEMA, self.report("junit")],
                       check=True, capture_output=True, timeout=20)

    def test_prove_reads_it(self):
        self.need("prove")
        done = subprocess.run(["prove", "-e", "cat", self.report("tap")], check=False,
                              capture_output=True, timeout=20, encoding="utf-8")
        self.assertIn("Failed test:  1\n", done.stdout)
        self.assertNotIn("Parse errors", done.stdout)

    def test_json_is_read_by_jq(self):
        self.need("jq")
        for kind in ("json", "jsonl"):
            subprocess.run(["jq", "-e", ".", self.report(kind)], check=True,
                           stdout=subprocess.DEVNULL, timeout=20)

    def test_a_line_is_an_annotation(self):
        with open(self.report("github"), "rb") as file:
            lines = file.read().splitlines()
        self.assertTrue(lines)
        for line in lines:
            text = line.decode("ascii")  # nothing of it reaches a terminal
            self.assertRegex(text, "^%s$" % Github.COMMAND.pattern)
            self.assertIn("a%3Ab%2Cc%25", text)


class Tags(html.parser.HTMLParser):
    """What a page is made of."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes, self.text = [], [], ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data):
        self.text += data


# Colours of words, and of what they stand on.
WORDS_ON = {
    "ink": "page card client server badbg warnbg mildbg",
    "soft": "page card badbg warnbg mildbg",
    "good": "goodbg", "bad": "badbg", "warn": "warnbg", "mild": "mildbg",
    "markink": "mark", "link": "card",
}


def contrast(one, other):
    """Of two colours such as #fff, as WCAG 2.1 counts it."""
    def luminance(colour):
        digits = colour[1:] if len(colour) == 7 else "".join(2 * c for c in colour[1:])
        parts = [int(digits[i:i + 2], 16) / 255 for i in (0, 2, 4)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def find_browser():
    return shutil.which("chromium") or shutil.which("chromium-browser")


class Html(ReportTest):
    def load(self, run, width=1280):
        """The page as Chromium has it, and what Chromium said."""
        if not find_browser():
            self.skipTest("chromium is not installed (scripts/setup test)")
        path = self.sample(run, "html")
        done = subprocess.run(
            [find_browser(), "--headless", "--disable-gpu", "--no-sandbox",
             "--disable-dev-shm-usage", "--enable-logging=stderr", "--v=0",
             "--user-data-dir=" + self.path("profile"),
             "--host-resolver-rules=MAP * ~NOTFOUND",
             "--window-size=%d,900" % width, "--virtual-time-budget=2000",
             "--dump-dom", "file://" + path],
            capture_output=True, check=False, timeout=90, encoding="utf-8",
            env=harness.environment())
        if done.returncode != 0:
            self.skipTest("chromium does not run here: " + done.stderr[-200:])
        return done.stdout, done.stderr

    def test_renders_without_a_word_on_the_console(self):
        for run in ("small", "hostile"):
            dom, said = self.load(run)
            self.assertNotIn("CONSOLE", said)
            page = Tags(dom)
            self.assertIn("login.pop3t", page.text)
            self.assertIn("2 200", page.text)
            self.assertIn("mark", page.tags)
            self.assertNotIn("script", page.tags)

    def test_has_nothing_that_asks_for_something(self):
        for run in ("small", "hostile"):
            with open(self.sample(run, "html"), encoding="utf-8") as file:
                text = file.read()
            page = Tags(text)
            self.assertFalse({"script", "img", "link", "iframe", "object", "form",
                              "base"} & set(page.tags))
            for name, value in page.attributes:
                self.assertFalse(name.startswith("on"), name)
                self.assertNotIn(name, ("src", "srcset", "action", "style"))
                if name == "href":
                    self.assertTrue(value.startswith("#"), value)
            self.assertNotIn("url(", text)
            self.assertNotIn("@import", text)

    def test_every_link_has_a_goal_and_every_goal_one_name(self):
        for run in ("small", "hostile"):
            with open(self.sample(run, "html"), encoding="utf-8") as file:
                page = Tags(file.read())
            names = [value for name, value in page.attributes if name == "id"]
            self.assertEqual(len(names), len(set(names)))
            for name, value in page.attributes:
                if name == "href":
                    self.assertIn(value[1:], names)

    def test_looks_different_by_night_on_a_telephone_and_on_paper(self):
        with open(self.sample("small", "html"), encoding="utf-8") as file:
            text = file.read()
        self.assertIn("prefers-color-scheme:dark", text)
        self.assertIn("@media print", text)
        self.assertIn("width=device-width", text)

    def test_words_stand_out_by_day_by_night_and_on_paper(self):
        with open(self.sample("small", "html"), encoding="utf-8") as file:
            style = re.search("<style>(.*)</style>", file.read(), re.S).group(1)
        themes = re.findall(r":root\{([^}]*)\}", style)
        self.assertEqual(len(themes), 3)
        colours = {}
        for theme in themes:  # each changes some of the first
            colours.update(re.findall(r"--(\w+):(#\w+)", theme))
            for words, grounds in WORDS_ON.items():
                for ground in grounds.split():
                    self.assertGreaterEqual(contrast(colours[words], colours[ground]), 4.5,
                                            "%s on %s: %s" % (words, ground, theme))

    def test_is_valid_html(self):
        self.need("tidy")
        for run in ("small", "hostile"):
            done = subprocess.run(["tidy", "-quiet", "-errors", "--drop-empty-elements", "no",
                                   self.sample(run, "html")],
                                  capture_output=True, check=False, timeout=20, encoding="utf-8")
            self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_is_no_wider_than_a_telephone(self):
        # A page around it asks for its width: 360 pixels, no more.
        if not find_browser():
            self.skipTest("chromium is not installed (scripts/setup test)")
        for run in ("small", "hostile"):
            with open(self.sample(run, "html"), encoding="utf-8") as file:
                page = file.read()
            page = re.sub("<meta http-equiv=[^>]*>", "", page)
            page = page.replace("</body>", "<script>document.title='width '+"
                                "document.documentElement.scrollWidth</script></body>")
            with open(self.path("inner.html"), "w", encoding="utf-8") as file:
                file.write(page)
            with open(self.path("report.html"), "w", encoding="utf-8") as file:
                file.write("<iframe src=inner.html style='width:360px;height:30000px;"
                           "border:0'></iframe><p id=told></p><script>"
                           "onload=()=>told.textContent=frames[0].document.title"
                           "</script>")
            done = subprocess.run(
                [find_browser(), "--headless", "--disable-gpu", "--no-sandbox",
                 "--disable-dev-shm-usage", "--allow-file-access-from-files",
                 "--user-data-dir=" + self.path("profile"),
                 "--virtual-time-budget=2000", "--dump-dom",
                 "file://" + self.path("report.html")],
                capture_output=True, check=False, timeout=90, encoding="utf-8",
                env=harness.environment())
            if done.returncode != 0:
                self.skipTest("chromium does not run here: " + done.stderr[-200:])
            self.assertRegex(done.stdout, "<p id=\"told\">width 360</p>")


if __name__ == "__main__":
    harness.main(__file__)

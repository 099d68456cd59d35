#!/usr/bin/env python3
"""Logs of other programs become transcripts that lint reads.

The logs of curl, fetchmail, openssl and telnet in tests/import were made by
these programs with scripts/with-dovecot; the others by hand.
"""

import os
import re
import shutil
import tempfile

import harness

LOGS = os.path.join(harness.SOURCE, "tests", "import")
SECRET = b"SeCrEt-PaSs"
# Logs in which a rule is broken for which the server is to blame.
ERRORS = {"tshark.txt": ["reply/bare-lf"]}
FORMATS = {
    "curl-list.txt": "curl", "curl-retr.txt": "curl", "curl-stls.txt": "curl",
    "fetchmail.txt": "fetchmail", "mailkit.txt": "mailkit",
    "openssl.txt": "openssl", "rawlog.txt": "rawlog", "rfc.txt": "rfc",
    "telnet.txt": "telnet", "tshark.txt": "tshark",
}


class Import(harness.TestCase):
    def convert(self, *words):
        paths = [os.path.join(LOGS, word) if "." in word else word for word in words]
        result = harness.pop3sh("import", *paths)
        self.assertStatus(result, 0)
        return result

    def lint(self, transcript):
        with tempfile.NamedTemporaryFile(suffix=".pop3t") as file:
            file.write(transcript)
            file.flush()
            return harness.pop3sh("lint", "--output", "json", file.name)

    def test_every_log_is_recognised_masked_and_clean(self):
        self.assertEqual(set(FORMATS), {n for n in os.listdir(LOGS) if n.endswith(".txt")})
        for name, kind in FORMATS.items():
            with self.subTest(name):
                result = self.convert("auto", name)
                self.assertEqual(result.out, self.convert(kind, name).out)
                self.assertNotIn(SECRET, result.out + result.err)
                self.assertSays(result.err, "taken for")
                found = self.lint(result.out)
                errors = sorted({f["rule"] for f in found.objects("finding")
                                 if f["severity"] == "error"
                                 and not f.get("unknown")})
                self.assertEqual(errors, ERRORS.get(name, []), str(found))

    def test_lost_line_ends_are_marked_and_kept_ones_are_not(self):
        self.assertIn("@ note crlf=assumed", self.convert("curl", "curl-retr.txt").text)
        self.assertNotIn("crlf=assumed", self.convert("tshark", "tshark.txt").text)

    def test_exact_octets_stay_exact(self):
        self.assertIn("\nS: +OK\\n\\;\n", self.convert("tshark", "tshark.txt").text)

    def test_a_pair_is_one_session(self):
        result = self.convert("rawlog", "pair.in", "pair.out")
        lines = [line for line in result.text.splitlines() if re.match("[CS]: ", line)]
        self.assertEqual(lines[4:], ["S: +OK Logged in.", "C: STAT", "S: +OK 1 \\{:octets=5}",
                                     "C: QUIT", "S: +OK Bye"])
        self.assertSays(result.err, "behind the login")

    def test_data_that_is_not_there_is_stood_in_for(self):
        result = self.convert("rfc", "rfc.txt")
        self.assertIn("@ body lines=0 octets=120\nS: .\n", result.text)
        self.assertIn("\nS*: ", self.convert("curl", "curl-list.txt").text)

    def test_tls_is_where_it_was(self):
        text = self.convert("curl", "curl-stls.txt").text
        self.assertLess(text.index("C: STLS"), text.index("@ tls start"))
        self.assertIn("tls=implicit", self.convert("openssl", "openssl.txt").text)

    def test_bad_input_has_a_place_and_a_way_out(self):
        result = harness.pop3sh("import", "curl", "-", stdin=b"nothing\n")
        self.assertStatus(result, 3)
        self.assertSays(result.err, "import auto")
        result = harness.pop3sh("import", "tshark", "-", stdin=b"2b4f4b\nxy\n")
        self.assertStatus(result, 3)
        self.assertSays(result.err, "standard input:2:1: ")
        result = harness.pop3sh("import", "auto", "-", stdin=b"\0\1\2")
        self.assertStatus(result, 3)
        result = harness.pop3sh("import", "kurl", os.path.join(LOGS, "curl-retr.txt"))
        self.assertStatus(result, 2)
        self.assertSays(result.err, "looks like curl")

    def test_packets_need_tshark(self):
        if not shutil.which("tshark"):
            result = harness.pop3sh("import", "pcap", "-", stdin=b"x")
            self.assertStatus(result, 3)
            self.assertSays(result.err, "tshark")
        else:
            result = harness.pop3sh("import", "pcap", "/dev/null")
            self.assertStatus(result, 3)


if __name__ == "__main__":
    harness.main(__file__)

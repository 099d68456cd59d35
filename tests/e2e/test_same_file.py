#!/usr/bin/env python3
"""What is to be read is not written over, by whatever name."""

import os
import subprocess

import harness
from harness import pop3sh
from replaying import AUTH, ENV, HEAD, TAIL, ReplayCase, talker
from scripted import Server

OPTIONS = ("--password-file", "--ca", "--cert", "--key")


class SameFileTest(ReplayCase):
    def setUp(self):
        super().setUp()
        self.first = self.write(HEAD + AUTH + TAIL, "first.pop3t")
        self.second = self.write(HEAD + AUTH + TAIL, "second.pop3t")

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def everything(self):
        kept = {}
        for name in sorted(os.listdir(self.folder.name)):
            with open(self.path(name), "rb") as file:
                kept[name] = file.read()
        return kept

    def refuses(self, *words, names, server=None):
        before = self.everything()
        to = ("--to", "127.0.0.1:%d" % server.port) if server and words[0] == "replay" else ()
        result = pop3sh(*words, *to, env=ENV)
        self.assertStatus(result, 2)
        self.assertEqual(self.everything(), before, words)
        self.assertEqual(result.out, b"")
        for name in names:
            self.assertIn(name, result.errors)

    def test_no_report_replaces_a_transcript(self):
        os.symlink("second.pop3t", self.path("link"))
        os.link(self.second, self.path("hard"))
        names = (self.second, self.path("./second.pop3t"), self.path("link"), self.path("hard"))
        with Server(talker()) as server:
            for mode in ("lint", "replay"):
                for name in names:
                    with self.subTest(mode=mode, name=name):
                        self.refuses(
                            *(mode, self.first, self.second, "--report", "tap=" + name),
                            names=("--report", name[-12:], self.second[-12:]),
                            server=server,
                        )
        self.assertFalse(server.received)

    def test_nor_is_it_written_where_one_is_while_it_is_unfinished(self):
        part = self.write(HEAD + AUTH + TAIL, "r.part")
        for mode in ("lint", "replay"):
            self.refuses(mode, part, "--report", "tap=" + self.path("r"), names=("r.part",))

    def test_files_of_options_stay_too(self):
        other = self.path("given")
        with open(other, "w", encoding="utf-8") as file:
            file.write("secret of a file\n")
        for option in OPTIONS:
            for written in ("--report=json=" + other, "--keylog=" + other):
                with self.subTest(option=option, written=written):
                    more = ("--cert", self.first) if option == "--key" else ()
                    self.refuses(
                        *("replay", self.first, option, other, *more, written),
                        names=(option, written.split("=")[0], "given"),
                    )

    def test_a_recording_does_not_replace_the_script(self):
        script = self.path("script")
        with open(script, "w", encoding="utf-8") as file:
            file.write("STAT\n")
        self.refuses(
            *("127.0.0.1:1", "-f", script, "--record", script, "--record-mode=always"),
            names=("--record", "-f", "script"),
        )

    def test_other_files_are_written(self):
        for report in ("tap=" + self.path("new"), "tap=/dev/null", "tap=-"):
            result = pop3sh("lint", self.first, "--password-file=/dev/null", "--report", report)
            self.assertStatus(result, 0)
        with open(self.path("new"), encoding="utf-8") as file:
            self.assertIn("TAP version", file.read())

    def test_standard_input_is_a_file_as_well(self):
        before = self.everything()
        with open(self.first, "rb") as file:
            run = subprocess.run(
                [harness.POP3SH, "lint", "-", "--report", "tap=" + self.first],
                stdin=file,
                capture_output=True,
                env=harness.environment(),
                timeout=20,
                check=False,
            )
        self.assertEqual(run.returncode, 2)
        self.assertEqual(self.everything(), before)


if __name__ == "__main__":
    harness.main(__file__)

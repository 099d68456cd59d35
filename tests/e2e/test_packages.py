#!/usr/bin/env python3
"""Completion of the command line, as the shells themselves see it."""

import os
import re
import shutil
import subprocess
import unittest

import harness
import screen

CONFIG = os.path.join(harness.HOME.name, "config", "pop3sh")


def script(shell):
    result = harness.pop3sh("--completion", shell)
    assert result.status == 0, str(result)
    return result.text


def needs(shell):
    return unittest.skipUnless(shutil.which(shell), "no %s here" % shell)


def options_of_help():
    """(long options of connect, those of them that have choices)."""
    text = harness.pop3sh("connect", "--help").text
    return set(re.findall(r"--[a-z0-9-]+", text))


class Completion(harness.TestCase):
    def setUp(self):
        os.makedirs(CONFIG, exist_ok=True)
        with open(os.path.join(CONFIG, "bookmarks"), "w", encoding="utf-8") as file:
            file.write("work pop3s://joe@mail.example.org\n")

    def bash(self, *words):
        code = (
            "%s\nCOMP_WORDS=(pop3sh %s); COMP_CWORD=%d; _pop3sh; "
            "printf '%%s\\n' \"${COMPREPLY[@]}\""
            % (
                script("bash"),
                " ".join("'%s'" % w for w in words),
                len(words),
            )
        )
        run = subprocess.run(
            ["bash", "--norc", "-c", code],
            capture_output=True,
            encoding="utf-8",
            env=harness.environment(),
            check=True,
        )
        self.assertEqual(run.stderr, "")
        return run.stdout.split()

    def test_bash_offers_options_choices_commands_and_bookmarks(self):
        self.assertIn("--tls-name", self.bash("--tl"))
        self.assertEqual(
            sorted(self.bash("--tls", "")), ["implicit", "none", "stls"]
        )
        self.assertEqual(sorted(self.bash("lint", "--output", "")), ["json", "text"])
        self.assertIn("raw", self.bash("--output", ""))
        self.assertIn("rules", self.bash("ru"))
        self.assertEqual(self.bash("@w"), ["@work"])
        self.assertNotIn("--tls", self.bash("rules", "--"))
        self.assertIn("--output", self.bash("rules", "--"))

    def test_every_option_is_in_every_script(self):
        options = options_of_help() - {"--help"}
        self.assertGreater(len(options), 20)
        for shell, form in (("bash", "%s"), ("zsh", "%s"), ("fish", "-l %s")):
            text = script(shell)
            for option in options:
                word = option if shell != "fish" else option[2:]
                self.assertIn(form % word, text, shell)

    @needs("zsh")
    @unittest.skipIf(screen.MISSING, screen.MISSING)
    def test_zsh_completes_what_is_typed(self):
        """In a real zsh, its completion system started as users start it."""
        folder = os.path.join(harness.HOME.name, "zsh")
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, "_pop3sh"), "w", encoding="utf-8") as file:
            file.write(script("zsh"))
        with open(os.path.join(folder, ".zshrc"), "w", encoding="utf-8") as file:
            file.write(
                "fpath=(%s $fpath)\nautoload -Uz compinit\ncompinit -u -d %s/dump\n"
                "PS1='ready> '\nsetopt nobeep\n" % (folder, folder)
            )
        with screen.Screen(
            [shutil.which("zsh"), "-d", "-i"],
            harness.environment(ZDOTDIR=folder, PATH=os.environ["PATH"]), 50, 120,
        ) as shell:
            shell.expect("ready> ")
            for typed, wanted in (
                ("pop3sh conn\t", "pop3sh connect"),
                ("pop3sh --tls-n\t", "pop3sh --tls-name"),
                ("pop3sh --tls st\t", "pop3sh --tls stls"),
                ("pop3sh lint --output j\t", "pop3sh lint --output json"),
                ("pop3sh @w\t", "pop3sh @work"),
                ("pop3sh connect --tls stls @w\t", "pop3sh connect --tls stls @work"),
                ("pop3sh lint /etc/passw\t", "pop3sh lint /etc/passwd"),
                ("pop3sh rules --tls-n\t", "pop3sh rules --tls-n"),
            ):
                shell.type("\x15" + typed)
                shell.settle(0.2)
                self.assertEqual(
                    shell.line()[0].split("ready> ")[1].rstrip(), wanted
                )
            shell.type("\x15pop3sh \t")
            shell.expect("lint")
            text = shell.text()
            self.assertRegex(text, r"lint +-- judge transcripts")
            self.assertIn("@work", text)

    @needs("fish")
    def test_fish_offers_options_choices_and_bookmarks(self):
        def offers(line):
            code = script("fish") + "\ncomplete -C '%s'\n" % line
            run = subprocess.run(
                ["fish", "--no-config", "-c", code],
                capture_output=True,
                encoding="utf-8",
                env=harness.environment(),
                check=True,
            )
            self.assertEqual(run.stderr, "")
            return dict(
                (row.split("\t") + [""])[:2] for row in run.stdout.splitlines()
            )

        self.assertEqual(
            offers("pop3sh conn"), {"connect": "talk to a server (the default)"}
        )
        self.assertIn("--tls-name", offers("pop3sh --tls"))
        self.assertEqual(
            sorted(offers("pop3sh --tls ")), ["implicit", "none", "stls"]
        )
        self.assertEqual(sorted(offers("pop3sh lint --output ")), ["json", "text"])
        self.assertIn("raw", offers("pop3sh connect --output "))
        self.assertNotIn("--tls-name", offers("pop3sh rules --tls"))
        self.assertIn("@work", offers("pop3sh @"))
        self.assertEqual(list(offers("pop3sh connect @")), ["@work"])

    def test_another_shell_is_a_usage_error(self):
        self.assertStatus(harness.pop3sh("--completion", "tcsh"), 2)
        self.assertStatus(harness.pop3sh("--completion"), 2)


if __name__ == "__main__":
    harness.main(__file__)

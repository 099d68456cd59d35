#!/usr/bin/env python3
"""pop3sh replay: many files side by side."""

import json
import os
import time

import harness
from harness import pop3sh
from replaying import AUTH, ENV, HEAD, TAIL, ReplayCase, talker
from scripted import Server


class Many(ReplayCase):
    def test_two_hundred_side_by_side(self):
        paths = []
        for n in range(200):
            lines = HEAD + ["C: USER u%d" % n, "S: +OK", r"C: PASS \{!pass}"]
            lines += ["S: +OK", "C: STAT", "S: +OK 2 320", "C: UIDL", "S: +OK"]
            lines += ["S: 1 aaaa", "S: 2 bbbb", "S: .", *TAIL]
            paths.append(self.write(lines, "n%03d.pop3t" % n))
        with Server(talker()) as server:
            result = pop3sh(
                *("replay", *paths, "--jobs", "4", "--output", "json"),
                *("--to", "127.0.0.1:%d" % server.port),
                env=ENV,
                timeout=120,
            )
        self.assertStatus(result, 0)
        verdicts = result.objects("verdict")
        self.assertEqual([v["file"] for v in verdicts], paths)
        self.assertEqual({v["result"] for v in verdicts}, {"pass"})

    def test_one_user_logs_in_once_at_a_time(self):
        inside, most = [0], [0]

        def talk(connection):
            inside[0] += 1
            most[0] = max(most[0], inside[0])
            time.sleep(0.05)
            talker()(connection)
            inside[0] -= 1

        path = self.write(HEAD + AUTH + TAIL)
        with Server(talk) as server:
            to = "127.0.0.1:%d" % server.port
            result = pop3sh(
                *("replay", path, "--to", to, "--jobs=4", "--repeat=4"), env=ENV
            )
            self.assertStatus(result, 0)
            self.assertEqual(most[0], 1)
        self.assertEqual(len(server.connections), 4)

    def test_output_and_reports_are_the_same_for_any_number_of_jobs(self):
        bad = self.write(HEAD + AUTH + ["C: NOOP", "S: -ERR"] + TAIL, "bad.pop3t")
        good = self.write(HEAD + AUTH + TAIL, "good.pop3t")
        texts = []
        for jobs in ("1", "3"):
            tap = os.path.join(self.folder.name, "tap" + jobs)
            with Server(talker()) as server:
                result = pop3sh(
                    *("replay", bad, good, "--jobs", jobs, "--report", "tap=" + tap),
                    *("--to", "127.0.0.1:%d" % server.port),
                    env=ENV,
                )
            self.assertStatus(result, 1)
            with open(tap, encoding="utf-8") as file:
                texts.append((result.text, file.read()))
        self.assertEqual(texts[0], texts[1])
        self.assertIn("not ok", texts[0][1])

    def test_json_has_the_members_of_the_manual(self):
        (difference,) = self.differences(["C: NOOP", "S: -ERR"])
        self.assertEqual(difference["line"], 14)
        self.assertEqual(difference["expected"], "-ERR")
        self.assertEqual(difference["got"], "+OK")
        self.assertIn("step", difference)
        json.dumps(difference)


if __name__ == "__main__":
    harness.main(__file__)

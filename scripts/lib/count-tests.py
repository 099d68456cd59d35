#!/usr/bin/env python3
"""Count what `make check` ran, from the files it left in a build directory.

usage: count-tests.py BUILD_DIRECTORY

Prints "PASSED FAILED SKIPPED". A program that reports its own numbers
(Criterion's synthesis, or a line "N passed, N failed, N skipped") counts as
many tests; any other counts as one. A program that automake saw fail counts
at least one failure, whatever it printed.
"""

import os
import re
import sys

SYNTHESIS = re.compile(
    r"Synthesis: Tested: (\d+) \| Passing: (\d+) \| Failing: (\d+)"
    r" \| Crashing: (\d+)"
)
CLOSING = re.compile(r"^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$", re.M)
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def read(path):
    with open(path, encoding="utf-8", errors="replace") as file:
        return COLOUR.sub("", file.read())


def count(log, trs):
    """(passed, failed, skipped) of one test program."""
    result = re.search(r"^:global-test-result: (\w+)", trs, re.M)
    result = result.group(1) if result else "ERROR"
    synthesis = SYNTHESIS.findall(log)
    closing = CLOSING.findall(log)
    if result == "SKIP":
        return 0, 0, 1
    if synthesis:
        passed = sum(int(row[1]) for row in synthesis)
        failed = sum(int(row[2]) + int(row[3]) for row in synthesis)
        skipped = 0
    elif closing:
        passed, failed, skipped = (int(number or 0) for number in closing[-1])
    else:
        passed, failed, skipped = 1, 0, 0
        if result != "PASS":
            passed = 0
    if result != "PASS" and failed == 0:
        failed = 1
    return passed, failed, skipped


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    totals = [0, 0, 0]
    for folder, _, files in os.walk(sys.argv[1]):
        for name in files:
            base, extension = os.path.splitext(os.path.join(folder, name))
            if extension != ".trs":
                continue
            log = base + ".log"
            numbers = count(
                read(log) if os.path.exists(log) else "", read(base + ".trs")
            )
            totals = [a + b for a, b in zip(totals, numbers)]
    print(*totals)


if __name__ == "__main__":
    main()

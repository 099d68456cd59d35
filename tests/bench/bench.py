"""bench.py - measures pop3sh beside other clients; scripts/bench runs it.

Every row runs two whole programs against the same source (source.c), turn and
turn about, and reports the medians and the median of the ratios of the pairs.
The first run of each is not measured: its output is counted instead. Nothing
fails for being slow; the exit status is 1 when a program did not do its work.
"""

import argparse
import datetime
import json
import os
import sys
import tempfile

import picture
import workloads
from table import Bench, shared_memory


def write_json(options, bench):
    uname = os.uname()
    with open(options.json, "w", encoding="utf-8") as file:
        json.dump({"date": datetime.date.today().isoformat(),
                   "machine": f"{uname.machine}, {os.cpu_count()} cores, "
                              f"Linux {uname.release}",
                   "quick": options.quick, "rounds": bench.rounds,
                   "rows": bench.results}, file, indent=1)
        file.write("\n")


def main():
    parser = argparse.ArgumentParser(prog="scripts/bench")
    parser.add_argument("--quick", action="store_true",
                        help="a sixteenth of the sizes and 3 rounds")
    parser.add_argument("--rounds", type=int, metavar="N",
                        help="pairs of runs for each row (7)")
    parser.add_argument("--only", metavar="TEXT",
                        help="rows whose name has TEXT in it")
    parser.add_argument("build", nargs="?", default="build",
                        help="build directory (build)")
    parser.add_argument("--json", metavar="FILE", default="bench.json",
                        help="where the numbers go (bench.json)")
    parser.add_argument("--svg", metavar="FILE", default="bench.svg",
                        help="where the picture goes (bench.svg)")
    options = parser.parse_args()
    options.build = os.path.abspath(options.build)
    part = 16 if options.quick else 1

    with tempfile.TemporaryDirectory(dir=shared_memory()) as scratch:
        bench = Bench(options, scratch)
        for name in ("limit", "run", "source"):
            if not os.access(bench.tool(name), os.X_OK):
                sys.exit(f"scripts/bench: no {bench.tool(name)}: "
                         "run make in the build directory first")
        bench.head()
        workloads.one_big_message(bench, (512 << 20) // part)
        workloads.many_commands(bench, 10000 // part, 100000 // part, 1000000 // part)
        workloads.many_messages(bench, 1000000 // part)
        workloads.starts(bench)
        workloads.kinds_of_text(bench, (512 << 20) // part)
        workloads.on_paper(bench, 10000 // part)
        workloads.linting(bench, part)
        workloads.growth(bench, [1 << 10, 1 << 20, (8 << 30) // part],
                         [1, 1000, 1000000 // part])
        write_json(options, bench)
        picture.draw(bench.results, options.svg)
    sys.exit(bench.broken)


if __name__ == "__main__":
    main()

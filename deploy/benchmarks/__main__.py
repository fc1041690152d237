"""`deploy/bench`: everything in one run, in turn, and one table at the end."""

import argparse
import os
import signal
import statistics
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import reading  # noqa: E402
import report  # noqa: E402
from service import Service  # noqa: E402

PARTS = {"reading": reading.measure}


class Bench:
    def __init__(self, options, folder):
        self.folder, self.options = folder, options
        self.seconds, self.rounds = options.seconds, options.rounds
        self.connections, self.environment = options.connections, options.environment
        self.callers = os.path.join(folder, "callers")
        self.service = Service(options.program, folder)
        here = os.path.dirname(os.path.abspath(__file__))
        with open(self.callers, "w") as file:
            file.write(self.service.sql(file=f"{here}/learners.sql"))

    def say(self, part, found):
        print(f"{part}: " + ", ".join(f"{name} {value:.2f}" if value < 100 else
                                      f"{name} {value:,.0f}" for name, value in found.items()),
              flush=True)


def medians(rounds):
    return {name: statistics.median(found[name] for found in rounds) for name in rounds[0]}


def main():
    options = argparse.ArgumentParser(prog="deploy/bench", description=__doc__)
    options.add_argument("--seconds", type=int, default=10, help="for each measurement (10)")
    options.add_argument("--rounds", type=int, default=5, help="medians are of so many (5)")
    options.add_argument("--connections", type=int, default=32, help="of wrk and pgbench (32)")
    options.add_argument("--only", default=",".join(PARTS), help=f"of {', '.join(PARTS)}")
    options.add_argument("--output", default=".build/bench", help="folder of table.md, bench.svg")
    options.add_argument("--program", required=True, help=argparse.SUPPRESS)
    options.add_argument("--environment", required=True, help=argparse.SUPPRESS)
    options = options.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o711)
        bench = Bench(options, folder)
        try:
            found = {part: medians(PARTS[part](bench)) for part in options.only.split(",")}
        finally:
            bench.service.stop()
        report.write(found, options)


main()

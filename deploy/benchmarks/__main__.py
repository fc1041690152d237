"""`deploy/bench`: everything in one run, in turn, and one table at the end."""

import argparse
import os
import signal
import socket
import statistics
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import autosaving  # noqa: E402
import demo  # noqa: E402
import gradebook  # noqa: E402
import growth  # noqa: E402
import load  # noqa: E402
import pages  # noqa: E402
import reading  # noqa: E402
import report  # noqa: E402
import roster  # noqa: E402
import size  # noqa: E402
import writing  # noqa: E402
from service import Service  # noqa: E402

PARTS = {"reading": reading.measure, "writing": writing.measure,
         "autosaving": autosaving.measure, "size": size.measure, "roster": roster.measure,
         "gradebook": gradebook.measure, "pages": pages.measure, "demo": demo.measure,
         "growth": growth.measure}


class Bench:
    def __init__(self, options, folder):
        self.folder, self.options = folder, options
        self.seconds, self.rounds = options.seconds, options.rounds
        self.connections, self.environment = options.connections, options.environment
        self.callers = os.path.join(folder, "callers")
        self.service = Service(options.program, folder)
        self.writers = options.writers
        self.school(self.callers, "measured", 2000)
        # The first use of each token in a minute is written down.
        load.wrk(self.service.address, "assignment", self.callers, 3, self.connections)

    def school(self, callers, slug, learners):
        here = os.path.dirname(os.path.abspath(__file__))
        with open(callers, "w") as file:
            file.write(self.service.sql(
                file=f"{here}/learners.sql", slug=slug, learners=learners))

    def schools(self, count, learners):
        """Callers of several schools, in turn."""
        path = os.path.join(self.folder, "callers-of-many")
        lines = []
        for number in range(count):
            self.school(path, f"school-{number}", learners)
            lines.append(open(path).read().split())
        with open(path, "w") as file:
            file.write("\n".join(line for turn in zip(*lines) for line in turn) + "\n")
        return path

    @staticmethod
    def free_port():
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            return free.getsockname()[1]

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
    options.add_argument("--writers", type=int, default=14,
                         help="connections that submit (14, as many as the pool has for writers)")
    options.add_argument("--ten-million", action="store_true", help="grow to 10,000,000 assignments")
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

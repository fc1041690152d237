"""Reading one assignment while the table grows, in a service of its own.

The least is the 2,000 that the callers have: whoever asks more than 20 times a second is refused."""

import os
import tempfile

import load

HERE = os.path.dirname(os.path.abspath(__file__))


def measure(bench):
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o711)
        own = type(bench)(bench.options, folder)
        try:
            return grow(own)
        finally:
            own.service.stop()


def grow(bench):
    least = int(bench.service.sql("SELECT count(*) FROM assignment"))
    sizes = [least, 100_000] + ([10_000_000] if bench.options.ten_million else [])
    rates = {size: [] for size in sizes}
    for size in sizes:
        bench.service.sql(file=f"{HERE}/more.sql", assignments=size)
        bench.service.sql("CHECKPOINT")
        for _ in range(bench.rounds):
            rates[size].append(load.wrk(
                bench.service.address, "assignment", bench.callers, bench.seconds,
                bench.connections).rate)
    found = []
    for turn in range(bench.rounds):
        figures = {f"R at {size:,}": rates[size][turn] for size in sizes}
        figures["R at the most/R at the least"] = rates[sizes[-1]][turn] / rates[sizes[0]][turn]
        bench.say("growth", figures)
        found.append(figures)
    return found

"""Reading one assignment while the table grows."""

import os

import load

HERE = os.path.dirname(os.path.abspath(__file__))


def measure(bench):
    sizes = [100, 100_000] + ([10_000_000] if bench.options.ten_million else [])
    rates = {size: [] for size in sizes}
    for size in sizes:
        bench.service.sql(file=f"{HERE}/more.sql", assignments=size)
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

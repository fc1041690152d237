"""Reading one assignment, in small and large tables, each in a service of its own.

The least is the 2,000 that the callers have: whoever asks more than 20 times a second is refused."""

import contextlib
import os
import tempfile

import load

HERE = os.path.dirname(os.path.abspath(__file__))

COUNT = "SELECT count(*) FROM assignment"


def measure(bench):
    sizes = [100_000] + ([10_000_000] if bench.options.ten_million else [])
    with contextlib.ExitStack() as stack:
        grown = {int(bench.service.sql(COUNT)): bench}
        for size in sizes:
            folder = stack.enter_context(tempfile.TemporaryDirectory())
            os.chmod(folder, 0o711)
            own = type(bench)(bench.options, folder)
            stack.callback(own.service.stop)
            own.service.sql(file=f"{HERE}/more.sql", assignments=size)
            # As it is at rest: not while what was loaded is still being tidied.
            own.service.sql("VACUUM (ANALYZE)")
            own.service.sql("CHECKPOINT")
            grown[int(own.service.sql(COUNT))] = own
        return [compare(bench, grown) for _ in range(bench.rounds)]


def compare(bench, grown):
    """In turn, each on a service of its own, so that a busy moment hits all of them."""
    rates = {size: load.wrk(own.service.address, "assignment", own.callers, own.seconds,
                            own.connections).rate for size, own in grown.items()}
    figures = {f"R at {size:,}": rate for size, rate in rates.items()}
    figures["R at the most/R at the least"] = rates[max(rates)] / rates[min(rates)]
    bench.say("growth", figures)
    return figures

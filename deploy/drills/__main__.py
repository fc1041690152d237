"""`deploy/drill`: nothing that was acknowledged is lost, and nothing is made twice.

A world of its own lies in a temporary folder: a PostgreSQL set as in production, the real service as
the role `peerspective_service`, a proxy between clients and service, another between service and
database, and two schools. For each learner there are clients that write drafts, submissions, feedback,
releases, grades, approvals and exports, one after another, and repeat each with its key until they
know what became of it. What they tried and were told stands in a journal.

In each round, while they write, something is killed, stopped, held or spoiled. Afterwards `checker.py`,
a program of its own, compares the journal with the database. At the end the negative controls spoil
copies of the database in ways that the checker must find.

Then what machines do, each in worlds of its own: migrations that are killed, clocks that are moved,
power that is lost, a disk that is full. In the full drill alone: a primary that is cut off; the whole API
as its description has it; ten times the load that can be served; and those who send by the byte. Their
files say how.

The seed decides the rounds, their moments and what each client chooses, not how they interleave.

A part is a function of options, a folder of its own, and the report; `PARTS` lists them."""

import argparse
import os
import signal
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import clock  # noqa: E402
import contract  # noqa: E402
import disk  # noqa: E402
import failover  # noqa: E402
import migrating  # noqa: E402
import overload  # noqa: E402
import power  # noqa: E402
import recovery  # noqa: E402
import rounds  # noqa: E402
import slow  # noqa: E402
import upgrade  # noqa: E402
from plan import COUNTS  # noqa: E402
from report import Report  # noqa: E402

PARTS = {"rounds": rounds.drill, "migrating": migrating.drill, "clock": clock.drill,
         "power": power.drill, "disk": disk.drill, "upgrade": upgrade.drill,
         "recovery": recovery.drill, "failover": failover.drill, "contract": contract.drill,
         "overload": overload.drill, "senders": slow.drill}


def main():
    options = argparse.ArgumentParser(prog="deploy/drill", description=__doc__,
                                      formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--quick", action="store_true",
                         help="each kind of round once or twice; the default")
    options.add_argument("--full", action="store_true", help="more than 100 rounds")
    options.add_argument("--only", choices=[*PARTS, *COUNTS], help="one part, or one kind of round",
                         metavar="KIND")
    options.add_argument("--seed", type=int, help="repeats the plan that this seed gave")
    options.add_argument("--lanes", type=int, default=10,
                         help="learners of each of the two schools (10)")
    options.add_argument("--old", metavar="FOLDER",
                         help="the release to upgrade from: its `peerspective` and `db`")
    options.add_argument("--program", required=True, help=argparse.SUPPRESS)
    options.epilog = f"Parts: {', '.join(PARTS)}. Kinds of rounds: {', '.join(COUNTS)}."
    options = options.parse_args()
    options.program = os.path.abspath(options.program)
    if options.seed is None:
        options.seed = int.from_bytes(os.urandom(4))
    print(f"seed {options.seed}", flush=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    report, begun = Report(), time.monotonic()
    for name, part in PARTS.items():
        if options.only in (None, name) or name == "rounds" and options.only in COUNTS:
            with tempfile.TemporaryDirectory() as folder:
                os.chmod(folder, 0o711)
                part(options, folder, report)
    report.figures["seconds"] = round(time.monotonic() - begun)
    sys.exit(report.end())


main()

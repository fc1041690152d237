"""A full disk: the volume of the cluster is filled while clients write, until PostgreSQL refuses or
gives up, and is emptied again. PostgreSQL is started again whenever it ends, as systemd would.

Meanwhile the service must say that it can't, and afterwards go on by itself."""

import random
import subprocess
import threading
import time
from collections import Counter

from caller import Caller
from database import SUPERUSER
from plan import Round
from power import Powered
from report import examine
from rounds import Rounds
from volume import missing

# Seconds that it stays full.
FULL = 6


def drill(options, folder, report):
    why = missing()
    if not options.full and options.only is None:
        why = "it is in the full drill alone"
    if why:
        print(f"skipped: a full disk, for {why}")
        report.figures["rounds of a full disk"] = f"skipped: {why}"
        return
    chance = random.Random(f"disk {options.seed}")
    count = 10 if options.full else 1
    met = Counter(Caller.met)
    with Powered(options, folder, "full") as powered:
        rounds = Rounds(powered.world, powered.journal, options.seed)
        disk = Disk(powered)
        for number in range(1, count + 1):
            rounds.run(Round(number, "disk", chance.uniform(0.1, 0.4), 0, number), disk.strike)
        said = examine(powered.world, powered.journal)
        damage = powered.damage()
    report.compare("what was acknowledged outlives a full disk", said)
    report.check("pg_amcheck finds every table and index whole after a full disk", not damage,
                 damage[:500])
    answers = Caller.met - met
    refusals = {what: many for what, many in answers.items() if what.startswith("5")}
    report.check("a full disk is said as 503", refusals and not any(
        what.startswith("500") for what in refusals), str(dict(answers)))
    report.figures |= {
        "rounds of a full disk": count,
        "acknowledged beside a full disk": powered.journal.acknowledged,
        "ends of PostgreSQL on a full disk": disk.ends,
        "time to recover from a full disk, longest, s": rounds.longest}


class Disk:
    def __init__(self, powered):
        self.world, self.volume = powered.world, powered.volume
        self.ends = 0

    def strike(self, world, round):
        """Every other time the log can't grow either: then PostgreSQL can't go on."""
        is_full = threading.Event()
        is_full.set()
        self.volume.fill()
        watcher = threading.Thread(target=self.restart, args=(is_full,), daemon=True)
        watcher.start()
        time.sleep(FULL / 2)
        if round.number % 2:
            self.end_log()
        time.sleep(FULL / 2)
        self.volume.free()
        since = time.monotonic()
        is_full.clear()
        watcher.join()
        return since

    def end_log(self):
        """Asks for more of the log than there is room for; it may have ended by itself before."""
        for _ in range(3):
            subprocess.run(
                ["psql", "-qX", "-d", self.world.database.connection(SUPERUSER),
                 "-c", "SELECT pg_switch_wal()"],
                check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def restart(self, is_full):
        database = self.world.database
        while True:
            was_full = is_full.is_set()
            if database.process.poll() is not None:
                self.ends += 1
                try:
                    database.start()
                except SystemExit:
                    time.sleep(0.5)
                    continue
            if not was_full:
                return
            time.sleep(0.1)

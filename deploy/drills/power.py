"""Power loss: the cluster lies on a volume that is shut down in the midst of the writing, without a
flush of its journal. The processes are killed, the volume is mounted again, PostgreSQL recovers, and
whatever was acknowledged must be there.

What is lost is what was written and not synced. A disk that says it has synced and hasn't is not in it:
what reached the loop device stays."""

import os
import random
import subprocess
import threading
import time

from database import SUPERUSER
from journal import Journal
from plan import Round
from report import examine
from rounds import Rounds
from volume import Volume, missing
from world import World

# Acknowledged before it is on disk, and written as late as PostgreSQL lets it.
CARELESS = {"synchronous_commit": "off", "wal_writer_delay": "10s",
            "wal_writer_flush_after": "1GB", "bgwriter_delay": "10s"}
LANES = 6
SIZE = 1024
NAME = "power"


def drill(options, folder, report):
    why = missing()
    if why:
        print(f"skipped: power loss, for {why}")
        report.figures["rounds of power loss"] = f"skipped: {why}"
        return
    chance = random.Random(f"power {options.seed}")
    keep(options, folder, report, chance, 20 if options.full else 1)
    lose(options, folder, report, chance)


def keep(options, folder, report, chance, count):
    with Powered(options, folder, "kept") as powered:
        said, damage = powered.rounds(chance, count)
        report.compare("what was acknowledged outlives the power", said)
        report.check("pg_amcheck finds every table and index whole", not damage, damage[:500])
        report.figures |= {
            "rounds of power loss": count,
            "acknowledged before power loss": powered.journal.acknowledged,
            "time to recover from power loss, longest, s": powered.longest}
        report.check("control: pg_amcheck finds a page that was overwritten",
                     powered.spoiled())


def lose(options, folder, report, chance):
    """The same with a database that acknowledges too early must lose something."""
    with Powered(options, folder, "careless", CARELESS) as powered:
        said, _ = powered.rounds(chance, 1)
        report.check("control: synchronous_commit=off loses what was acknowledged",
                     lost(said),
                     f"{lost(said)} found lost, {powered.journal.acknowledged} acknowledged")


def lost(said):
    return sum(each["kind"] == "lost" for each in said["found"])


class Powered:
    """A world whose cluster lies on a volume."""

    def __init__(self, options, folder, name, settings=None):
        self.folder = os.path.join(folder, f"{NAME}-{name}")
        os.mkdir(self.folder, 0o711)
        self.volume = Volume(self.folder, "volume", SIZE)
        self.journal = Journal(os.path.join(self.folder, "journal"))
        self.world = World(options.program, self.folder, options.seed,
                           os.path.join(self.volume.path, "data"), settings)
        self.seed = options.seed

    def __enter__(self):
        self.world.make(lanes=LANES)
        # What made the world is no part of what may be lost.
        self.world.database.sql("CHECKPOINT", role=SUPERUSER)
        return self

    def __exit__(self, *_):
        try:
            self.world.end()
        finally:
            self.volume.end()

    def rounds(self, chance, count):
        """What the checker found afterwards, and what pg_amcheck did."""
        rounds = Rounds(self.world, self.journal, self.seed)
        for number in range(1, count + 1):
            self.again = chance.random() < 0.25
            rounds.run(Round(number, NAME, chance.uniform(0.3, 0.8), chance.uniform(0, 0.1),
                             chance.randrange(2**32)), self.strike)
        self.longest = rounds.longest
        return examine(self.world, self.journal), self.damage()

    def strike(self, world, round):
        chance = random.Random(round.seed)
        self.cut()
        if self.again:
            # While PostgreSQL recovers from the first.
            thread = threading.Thread(target=world.database.start, daemon=True)
            thread.start()
            time.sleep(chance.uniform(0.05, 0.5))
            self.cut()
            thread.join()
        since = time.monotonic()
        world.database.start()
        return since

    def cut(self):
        self.volume.cut()
        self.world.database.kill()
        if not self.again:  # Else the service lies on another machine, and goes on.
            self.world.service.kill()
        self.volume.unmount()
        self.volume.mount()

    def damage(self):
        """What pg_amcheck says of every database; nothing when all is well."""
        database = self.world.database
        said = subprocess.run(
            [f"{database.binaries}/pg_amcheck", "-h", database.socket, "-p", str(database.port),
             "-U", SUPERUSER, "--all", "--heapallindexed", "--install-missing"],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        return said.stdout if said.returncode else ""

    def spoiled(self):
        """Whether the damage of one page is found."""
        database = self.world.database
        self.world.service.stop()
        file = database.sql("SELECT pg_relation_filepath('audit_pk')").strip()
        database.stop()
        with open(os.path.join(database.data, file), "r+b") as pages:
            pages.seek(8192 + 24)
            pages.write(b"\xff" * 512)
        database.start()
        return "audit_pk" in self.damage()

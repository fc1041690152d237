"""Rounds: clients write, something is done to the world in their midst, and all of them go on until
they know what became of each write."""

import os
import statistics
import threading
import time
from collections import Counter, defaultdict

import controls
import faults
from caller import Caller
from client import Client
from crowd import MANY, Crowd
from journal import Journal
from plan import COUNTS, plan
from report import examine
from world import World

# Writes of each client in a round; of one on a spoiled network, so many times more.
WRITES, LONGER = 4, 10
# Writes of the crowd: quick, full.
CROWDED = (10, 40)


def drill(options, folder, report):
    """The part: all rounds in one world, the crowd, the checker, the controls."""
    journal = Journal(os.path.join(folder, "journal"))
    world = World(options.program, folder, options.seed)
    try:
        world.make(lanes=options.lanes)
        rounds = Rounds(world, journal, options.seed)
        for round in plan(options.seed, options.full,
                          options.only if options.only in COUNTS else None):
            rounds.run(round)
            report.tell(examine(world, journal, whole=False)["found"])
        rounds.gather(CROWDED[options.full])
        world.settle()
        report.compare("what was acknowledged is stored, once", examine(world, journal))
        report.check("no answer was an internal error", not Caller.met["500 internal-error"])
        report.figures |= rounds.figures()
        for name, value in rounds.met().items():
            print(f"{name}: {value}")
        controls.run(world, journal, rounds, report)
    finally:
        world.end()


class Rounds:
    def __init__(self, world, journal, seed):
        self.world, self.journal = world, journal
        self.clients = [Client(number, lane, world.address, journal, seed)
                        for number, lane in enumerate(world.lanes[1:], 1)]
        # The first learner's posts are sent by many at once, between the rounds.
        self.crowd = Crowd(0, world.lanes[0], world.address, journal, seed)
        self.recoveries, self.spoiled = defaultdict(list), Counter()
        self.count, self.by_kind, self.acknowledged = 0, Counter(), Counter()

    def take(self, journal):
        """Writes down in another journal from now on."""
        self.journal = self.crowd.journal = journal
        for client in self.clients:
            client.journal = journal

    def run(self, round, strike=faults.strike, writes=WRITES):
        """One round of the plan. Answers how many were acknowledged in it."""
        if round.kind == "network":
            writes *= LONGER
        begun, acknowledged = time.monotonic(), self.journal.acknowledged
        ended = self.journal.ended
        threads = [threading.Thread(target=client.run, args=(round.number, writes))
                   for client in self.clients]
        for thread in threads:
            thread.start()
        wanted = 0 if round.kind == "network" else round.share * writes * len(threads)
        while self.journal.ended - ended < wanted and any(t.is_alive() for t in threads):
            time.sleep(0.005)
        time.sleep(round.pause)
        since = strike(self.world, round)
        took = self._recovery(round.kind, since)
        for thread in threads:
            thread.join()
        if round.kind == "network":
            self.spoiled.update(self.world.spoil())
        self.count += 1
        self.by_kind[round.kind] += 1
        said = self.journal.acknowledged - acknowledged
        self.acknowledged[round.kind] += said
        print(f"round {round.number} {round.kind}: {said} acknowledged"
              f" in {time.monotonic() - begun:.1f} s"
              + (f", ready after {took:.2f} s" if took is not None else ""), flush=True)
        return said

    def gather(self, writes):
        """The crowd's writes; the service is killed twice in their midst."""
        begun, ended = time.monotonic(), self.journal.ended
        thread = threading.Thread(target=self.crowd.run, args=(0, writes))
        thread.start()
        for share in (0.4, 0.7):
            while thread.is_alive() and self.journal.ended - ended < share * writes:
                time.sleep(0.005)
            time.sleep(0.05)
            self.world.service.kill()
            self.world.service.await_ready()
        thread.join()
        print(f"crowd: {writes} writes by {MANY} clients each in {time.monotonic() - begun:.1f} s",
              flush=True)

    def _recovery(self, kind, since):
        if since is None:
            return None
        self.world.service.await_ready()
        took = time.monotonic() - since
        self.recoveries[kind].append(took)
        return took

    @property
    def longest(self):
        """Seconds to recover."""
        return max(took for each in self.recoveries.values() for took in each)

    def figures(self):
        figures = {"rounds": self.count,
                   "acknowledged writes over a spoiled network": self.acknowledged["network"]}
        every = [took for each in self.recoveries.values() for took in each]
        if every:
            figures |= {"time to recover, median, s": statistics.median(every),
                        "time to recover, longest, s": max(every),
                        "a start of PostgreSQL alone, median, s":
                            statistics.median(self.world.database.starts)}
        return figures

    def met(self):
        """What the callers were told, and what the proxies did."""
        recoveries = {kind: f"{statistics.median(each):.2f} to {max(each):.2f}"
                      for kind, each in self.recoveries.items()}
        return {"rounds of each kind": dict(self.by_kind),
                "time to recover, median and longest, s": recoveries, "answers": dict(Caller.met),
                "proxies": dict(self.spoiled)}

"""Rounds: clients write, something is done to the world in their midst, and all of them go on until
they know what became of each write."""

import statistics
import threading
import time
from collections import Counter

import faults
from caller import Caller
from client import Client

# Writes of each client in a round; of one on a spoiled network, so many times more.
WRITES, LONGER = 6, 8


class Rounds:
    def __init__(self, world, journal, seed):
        self.world, self.journal = world, journal
        self.clients = [Client(number, lane, world.address, journal, seed)
                        for number, lane in enumerate(world.lanes)]
        self.recoveries, self.spoiled = [], Counter()
        self.count, self.by_kind = 0, Counter()

    def run(self, round, strike=faults.strike, writes=WRITES):
        """One round of the plan. Answers how many were acknowledged in it."""
        if round.kind == "network":
            writes *= LONGER
        acknowledged, ended = self.journal.acknowledged, self.journal.ended
        threads = [threading.Thread(target=client.run, args=(round.number, writes))
                   for client in self.clients]
        for thread in threads:
            thread.start()
        wanted = 0 if round.kind == "network" else round.share * writes * len(threads)
        while self.journal.ended - ended < wanted and any(t.is_alive() for t in threads):
            time.sleep(0.005)
        time.sleep(round.pause)
        since = strike(self.world, round)
        took = self._recovery(since)
        for thread in threads:
            thread.join()
        if round.kind == "network":
            self.spoiled.update(self.world.spoil())
        self.count += 1
        self.by_kind[round.kind] += 1
        said = self.journal.acknowledged - acknowledged
        print(f"round {round.number} {round.kind}: {said} acknowledged"
              + (f", ready after {took:.2f} s" if took is not None else ""), flush=True)
        return said

    def _recovery(self, since):
        if since is None:
            return None
        self.world.service.await_ready()
        took = time.monotonic() - since
        self.recoveries.append(took)
        return took

    def figures(self):
        figures = {"rounds": self.count, "acknowledged writes": self.journal.acknowledged}
        if self.recoveries:
            figures |= {"time to recover, median, s": statistics.median(self.recoveries),
                        "time to recover, longest, s": max(self.recoveries)}
        return figures

    def met(self):
        """What the callers were told, and what the proxies did."""
        return {"rounds of each kind": dict(self.by_kind), "answers": dict(Caller.met),
                "proxies": dict(self.spoiled)}

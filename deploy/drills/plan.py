"""The plan of a drill: which rounds in which order, and when in each the fault comes. From the seed
alone, so that the same seed gives the same plan."""

import random
from dataclasses import dataclass

# How many rounds of each kind: quick, full.
COUNTS = {"service": (2, 24), "postmaster": (2, 24), "both": (1, 12), "backend": (1, 12),
          "immediate": (1, 8), "restarted": (1, 4), "drained": (1, 4), "frozen": (1, 6),
          "silent": (1, 3), "slow": (1, 6), "network": (1, 12)}


@dataclass(frozen=True)
class Round:
    number: int
    kind: str
    # The share of the round's writes after which the fault comes, and so many seconds later.
    share: float
    pause: float
    # For choices within the fault.
    seed: int


def plan(seed, is_full, only=None):
    chance = random.Random(f"plan {seed}")
    kinds = [kind for kind, counts in COUNTS.items() if only in (None, kind)
             for _ in range(counts[is_full])]
    chance.shuffle(kinds)
    return [Round(number, kind, chance.uniform(0.1, 0.7), chance.uniform(0, 0.1),
                  chance.randrange(2**32))
            for number, kind in enumerate(kinds, 1)]

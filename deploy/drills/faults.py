"""What is done to the world in the middle of a round. Each answers the time since which it could
recover: then everything that the service stands on is there again."""

import random
import signal
import time

# Longer than a statement's 5 s and a unit's 15 s.
FROZEN = 18
# Longer than a statement waits for a lock, so that the whole pool has waited.
SLOW = 8
SPOILED = {"reset": 0.01, "cut": 0.005, "delay": 0.02}


def service(world, chance):
    since = time.monotonic()
    world.service.kill()
    return since


def postmaster(world, chance):
    world.database.kill()
    since = time.monotonic()
    world.database.start()
    return since


def both(world, chance):
    world.database.kill()
    since = time.monotonic()
    world.service.kill()
    world.database.start()
    return since


def backend(world, chance):
    """PostgreSQL then ends all other sessions and recovers by itself."""
    since = time.monotonic()
    pids = world.database.backends()
    if pids:
        world.database.kill_one(chance.choice(pids))
        # Until it is noticed, a connection that nobody has used yet would still seem well.
        time.sleep(0.2)
    return since


def immediate(world, chance):
    world.database.stop(signal.SIGQUIT)
    since = time.monotonic()
    world.database.start()
    return since


def restarted(world, chance):
    """As an operator does it: PostgreSQL's fast shutdown, and a start."""
    world.database.stop()
    since = time.monotonic()
    world.database.start()
    return since


def drained(world, chance):
    """As an upgrade does it: SIGTERM, and a start."""
    world.service.stop()
    since = time.monotonic()
    world.service.start()
    return since


def frozen(world, chance):
    world.database.signal(signal.SIGSTOP)
    time.sleep(FROZEN)
    world.database.signal(signal.SIGCONT)
    return time.monotonic()


def silent(world, chance):
    """The way to the database swallows all that is sent, and says nothing: not that it is cut."""
    world.spoil(swallow=1, hop=1)
    time.sleep(FROZEN)
    world.spoil()
    return time.monotonic()


def slow(world, chance):
    """Every statement that writes waits, until no connection is left for others."""
    holder = world.database.session()
    holder.stdin.write(f"BEGIN; LOCK TABLE assignment IN ACCESS EXCLUSIVE MODE; "
                       f"SELECT pg_sleep({SLOW}); COMMIT;\n")
    holder.stdin.close()
    holder.wait()
    return time.monotonic()


def network(world, chance):
    """Spoils both hops for the whole of the round; `Rounds` ends it."""
    world.spoil(**SPOILED)
    return None


KINDS = {"service": service, "postmaster": postmaster, "both": both, "backend": backend,
         "immediate": immediate, "restarted": restarted, "drained": drained, "frozen": frozen,
         "silent": silent, "slow": slow, "network": network}


def strike(world, round):
    return KINDS[round.kind](world, random.Random(round.seed))

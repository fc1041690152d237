"""Ten times the load that the service can serve: what it can't serve it refuses at once, the rest comes
within the deadline, its memory stays what it was, and afterwards it serves as before.

`sign-ins` cost a processor, `pages` and `reads` a processor and the database. Of these the service takes
more than a tenth of what clients beside it, on as few processors, can send; so both are asked for again
with a database that is slow, and then by ten times indeed. `crowd` is 2,000 clients on 10 connections of
the database.
"""

import argparse
import asyncio
import itertools
import os
import signal
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

import asking  # noqa: E402
from alone import Report, left_out  # noqa: E402
from asking import Tally, ask, message  # noqa: E402
from standing import ROOT, Standing  # noqa: E402

SECONDS = 8
TIMES = 10
# An answer that isn't there by then is late: waiting for a turn, for a connection, and the statements.
DEADLINE = 15
# "At once": a turn is waited for 2 s and a connection for 3 s, or a password's turn for 5 s, on a machine
# whose processors are all at work.
QUICKLY = 6
# What the clients themselves can send in a second; more would measure them.
MOST = 1500
CROWD = 2000
# Each look at who asks then takes a tenth of a second, and each connection serves ten requests in one.
SLOW = """CREATE POLICY slow ON api_token AS RESTRICTIVE FOR SELECT
    USING (pg_sleep(0.1)::text IS NOT NULL)"""
ADDRESSES = itertools.count()
GOOD, REFUSED = (200, 201, 401), (429, 503)


class Load:
    """What is asked again and again, each time as another one, for nobody may ask too often."""

    def __init__(self, name, make):
        self.name, self.make = name, make

    def next(self):
        number = next(ADDRESSES)
        address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        return self.make(number, {"X-Forwarded-For": address})


def loads(service):
    tokens = service.tokens("vega", 400)
    offering = service.sql(
        "SELECT offering_id FROM enrollment JOIN person ON person.id = person_id "
        "WHERE email LIKE 'vega@%' LIMIT 1").strip()
    assignment, learner = service.sql(
        "SELECT assignment.id, split_part(email, '@', 1) FROM assignment "
        "JOIN person ON person.id = learner_id WHERE email LIKE 'okafor@%' LIMIT 1"
    ).strip().split("|")
    own = service.tokens(learner, 400)

    def sign_in(number, headers):
        body = (f'{{"institution": "northfield", "email": "{number}@example.edu", '
                '"password": "none of anybody\'s"}')
        return message("POST", "/api/v1/sessions",
                       {**headers, "Content-Type": "application/json"}, body.encode())

    def page(number, headers):
        return message("GET", f"/offerings/{offering}/grades", {
            **headers, "Cookie": f"__Host-session={tokens[number % len(tokens)]}"})

    def read(number, headers):
        return message("GET", f"/api/v1/assignments/{assignment}", {
            **headers, "Authorization": f"Bearer {own[number % len(own)]}"})

    return Load("sign-ins", sign_in), Load("pages", page), Load("reads", read)


async def capacity(port, load, seconds=3, clients=6):
    """How many it serves in a second when a few ask one after another."""
    tally, end = Tally(), time.monotonic() + seconds

    async def client():
        while time.monotonic() < end:
            await ask(port, load.next(), tally)
    await asyncio.gather(*(client() for _ in range(clients)))
    return max(1.0, tally.count(*GOOD) / seconds)


async def flood(port, load, rate, seconds=SECONDS):
    """So many a second, whether those before are answered or not."""
    tally, asked, begun, late = Tally(), [], time.monotonic(), 0.0
    while (passed := time.monotonic() - begun) < seconds:
        while len(asked) < rate * passed:
            asked.append(asyncio.create_task(ask(port, load.next(), tally)))
        wakes = time.monotonic() + 0.005
        await asyncio.sleep(0.005)
        late = max(late, time.monotonic() - wakes)
    await asyncio.gather(*asked)
    return tally, late


async def crowd(port, load):
    """All at once, three times on one connection each."""
    tally = Tally()

    async def client():
        kept = await asyncio.open_connection("127.0.0.1", port)
        for _ in range(3):
            kept = kept and await ask(port, load.next(), tally, kept)
    await asyncio.gather(*(client() for _ in range(CROWD)))
    return tally


def judge(report, name, tally, before, after, served, then):
    answered = tally.count(*GOOD, *REFUSED)
    quick, late = tally.share(REFUSED, 1), tally.share(GOOD, 1)
    print(f"{name}: {tally}", flush=True)
    print(f"{name}: served {tally.count(*GOOD)}, refused {tally.count(*REFUSED)}; memory "
          f"{before:.0f} MiB, then {after:.0f}; {served:.0f} a second before, {then:.0f} after")
    report.check(f"{name}: every one is answered, by what was asked for, 429 or 503",
                 answered == tally.total, f"{answered} of {tally.total}")
    report.check(f"{name}: a refusal comes at once", quick <= QUICKLY, f"{quick:.2f} s")
    report.check(f"{name}: the rest comes within the deadline",
                 tally.count(*GOOD) and late <= DEADLINE, f"{late:.2f} s")
    report.check(f"{name}: memory is bounded", after - before <= 128,
                 f"{before:.0f} to {after:.0f} MiB")
    report.check(f"{name}: it serves as before", then >= served / 3,
                 f"{served:.0f} and {then:.0f} a second")


def drill(options, folder, report):
    """As a part of `deploy/drill`."""
    if left_out(options, "overload", report):
        return
    asking.many_files()
    service = Standing(options.program, folder)
    try:
        service.admin("seed", "--demo")
        sign_ins, pages, reads = loads(service)
        for load in sign_ins, pages, reads:
            overload(service, load, report)
        service.sql(SLOW)
        for load in pages, reads:
            slow = Load(f"{load.name}, slow database", load.make)
            times = overload(service, slow, report, clients=60)
            report.check(f"{slow.name}: ten times what it serves is asked for",
                         times >= 0.9 * TIMES, f"{times:.1f} times")
        # The jobs find no time either while the database is slow, say so, and come again.
        faults = [each for each in service.faults()[0]
                  if "a job failed" not in each or "Unavailable" not in each]
        report.check("overload: no fault was logged", not faults, "".join(faults)[:600])
    finally:
        service.stop()
    place = os.path.join(folder, "crowd")
    os.mkdir(place, 0o711)
    service = Standing(options.program, place, "--database-connections", "10")
    try:
        service.admin("seed", "--demo")
        load = loads(service)[2]
        served, before = asyncio.run(capacity(service.port, load)), service.memory()
        tally = asyncio.run(crowd(service.port, load))
        judge(report, f"{CROWD} clients on 10 connections", tally, before, service.memory(),
              served, asyncio.run(capacity(service.port, load)))
    finally:
        service.stop()


def overload(service, load, report, clients=6):
    """How many times what it serves was asked for."""
    served = asyncio.run(capacity(service.port, load, clients=clients))
    rate, before = min(served * TIMES, MOST), service.memory()
    tally, late = asyncio.run(flood(service.port, load, rate))
    times = tally.total / SECONDS / served
    print(f"{load.name}: offered {tally.total / SECONDS:.0f} a second, {times:.1f} times what it "
          f"serves, by clients that were late by {late:.2f} s at most")
    judge(report, load.name, tally, before, service.memory(), served,
          asyncio.run(capacity(service.port, load, clients=clients)))
    return times


def main(part=drill):
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--program", default=os.path.join(ROOT, ".build/debug/peerspective"))
    options = options.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    report = Report()
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o711)
        part(options, folder, report)
    sys.exit(report.end())


if __name__ == "__main__":
    main()

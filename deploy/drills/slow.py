"""Those who send slowly: 500 heads and 500 bodies by the byte are cut at their times, while the others'
99th percentile at most doubles; and more clients than the process may have files."""

import asyncio
import os
import statistics
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

import asking  # noqa: E402
import overload  # noqa: E402
from alone import left_out  # noqa: E402
from asking import Tally, ask  # noqa: E402
from senders import SLOW, Senders  # noqa: E402
from standing import Standing  # noqa: E402

# Seconds after which each is cut, by an answer where there is something to answer, and how much later that
# may be noticed. Who was answered and goes on sending is closed 10 s later.
CUT = {"heads": 10, "bodies": 30}
LENIENT, CLOSED = 2, 12
# Spells of each kind, of what is measured in turn: without them, then beside them, all of it before the first is cut.
SPELLS, SECONDS = 5, 3.5
# The others ask so many times a second, whether those before are answered or not: less than half of what
# the service can serve, or they would meet each other.
RATE = 60


async def others(port, load, seconds):
    """What everyone else meets: a few who read now and then, on connections that they keep."""
    tally, kept, begun = Tally(), [], time.monotonic()

    async def once():
        pair = await ask(port, load.next(), tally, kept.pop() if kept else
                         await asyncio.open_connection("127.0.0.1", port))
        if pair:
            kept.append(pair)
    asked = []
    for number in range(int(RATE * seconds)):
        await asyncio.sleep(max(0.0, begun + number / RATE - time.monotonic()))
        asked.append(asyncio.create_task(once()))
    await asyncio.gather(*asked)
    for _, writer in kept:
        writer.close()
    return tally


def drill(options, folder, report):
    """As a part of `deploy/drill`."""
    if left_out(options, "senders", report):
        return
    asking.many_files()
    service = Standing(options.program, folder)
    senders = Senders(service.port)
    try:
        service.admin("seed", "--demo")
        _, page, read = overload.loads(service)
        for load in (read, page):
            asyncio.run(others(service.port, load, 3))
        for kind in CUT:
            spells(service.port, senders, kind, [read, page], report)
        print(f"memory: {service.memory():.0f} MiB")
        faults, _ = service.faults()
        report.check("slow: no fault was logged", not faults, "".join(faults)[:600])
    finally:
        senders.stop()
        service.stop()
    crowded(options, folder, report)


def spells(port, senders, kind, loads, report):
    ratios, ends, told = {load.name: [] for load in loads}, [], {}
    is_answered = True
    for _ in range(SPELLS):
        alone = [asyncio.run(others(port, load, SECONDS)) for load in loads]
        held = senders.begin(kind)
        beside = [asyncio.run(others(port, load, SECONDS)) for load in loads]
        closed, said = senders.ended()
        ends += closed
        for status, seconds in said.items():
            told.setdefault(status, []).extend(seconds)
        is_answered &= held == SLOW and all(
            tally.count(200) == tally.total for tally in [*alone, *beside])
        for load, before, after in zip(loads, alone, beside):
            was, now = before.share((200,), 0.99), after.share((200,), 0.99)
            ratios[load.name].append(now / was)
            print(f"slow {kind}: {load.name}: 99 % within {was * 1000:.1f} ms alone, "
                  f"{now * 1000:.1f} ms beside {held}: {now / was:.2f} times", flush=True)
    judge(report, kind, ends, told, is_answered, ratios)


def judge(report, kind, ends, told, is_answered, ratios):
    cut = CUT[kind]
    answers = {status: f"{len(each)} after {min(each):.1f} to {max(each):.1f} s"
               for status, each in told.items()}
    print(f"slow {kind}: {len(ends)} closed after {min(ends):.1f} to {max(ends):.1f} s, told {answers}")
    cuts = told.get("408", ends)
    report.check(f"slow {kind}: all are cut at {cut} s",
                 len(cuts) == SPELLS * SLOW and cut - 1 <= min(cuts) and max(cuts) <= cut + LENIENT
                 and max(ends) <= cut + CLOSED, f"{min(cuts):.1f} to {max(cuts):.1f} s")
    report.check(f"slow {kind}: everyone else is answered", is_answered)
    for name, each in ratios.items():
        ratio = statistics.median(each)
        report.check(f"slow {kind}: the 99 % of others' {name} at most doubles", ratio <= 2,
                     f"{ratio:.2f} times")
        report.figures[f"slow {kind}: others' {name}, 99 %, times"] = ratio


def crowded(options, folder, report):
    """Files for 100 clients, and 400 who come: those inside are served, the rest as they leave."""
    place = os.path.join(folder, "crowded")
    os.mkdir(place, 0o711)
    service = Standing(options.program, place, limit="-n 300")
    try:
        service.admin("seed", "--demo")
        read = overload.loads(service)[2]
        tally = asyncio.run(silent(service.port, read))
        print(f"more than may be open: {tally}")
        report.check("more clients than files: those inside are served, the rest once these go",
                     tally.count(200) == tally.total and tally.total >= 20, str(tally))
    finally:
        service.stop()


async def silent(port, load):
    held = [await asyncio.open_connection("127.0.0.1", port) for _ in range(50)]
    tally = Tally()
    for pair in held[:10]:
        await ask(port, load.next(), tally, pair)
    for _ in range(250):
        held.append(await asyncio.open_connection("127.0.0.1", port))
    waiting = [asyncio.create_task(ask(port, load.next(), tally)) for _ in range(20)]
    await asyncio.sleep(2)
    for _, writer in held:
        writer.close()
    await asyncio.gather(*waiting)
    return tally


if __name__ == "__main__":
    overload.main(drill)

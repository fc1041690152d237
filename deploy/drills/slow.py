"""Those who send slowly: 500 heads and 500 bodies by the byte are cut at their times, while the others'
99th percentile at most doubles; and more clients than the process may have files."""

import asyncio
import os
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

import asking  # noqa: E402
import overload  # noqa: E402
from asking import Tally, ask, message  # noqa: E402
from standing import Standing  # noqa: E402

SLOW = 500
# Seconds after which each must be gone, and how much later it may be noticed.
HEADS, BODIES, LENIENT = 10, 30, 12
PAUSE = 1.0


async def others(port, load, seconds, clients=8, pause=0.02):
    """What everyone else meets: a few who read now and then."""
    tally, end = Tally(), time.monotonic() + seconds

    async def client():
        kept = None
        while time.monotonic() < end:
            kept = kept or await asyncio.open_connection("127.0.0.1", port)
            kept = await ask(port, load.next(), tally, kept)
            await asyncio.sleep(pause)
    await asyncio.gather(*(client() for _ in range(clients)))
    return tally


async def trickle(port, first, byte, ends, told):
    """Sends by the byte until the connection is closed; notes when that was, and what was answered."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    begun = time.monotonic()
    writer.write(first)

    async def listen():
        said = b""
        try:
            while part := await reader.read(4096):
                if not said:
                    told.append(part.split(b" ")[1].decode())
                said += part
        except OSError:
            pass
        ends.append(time.monotonic() - begun)
    listening = asyncio.create_task(listen())
    try:
        while not listening.done() and time.monotonic() - begun < 120:
            writer.write(byte)
            await writer.drain()
            await asyncio.wait([listening], timeout=PAUSE)
    except OSError:
        pass
    await asyncio.wait([listening], timeout=5)
    writer.close()


async def hold(port, load, first, byte, seconds):
    ends, told = [], []
    slow = [asyncio.create_task(trickle(port, first(), byte, ends, told)) for _ in range(SLOW)]
    await asyncio.sleep(1)
    beside = await others(port, load, seconds)
    await asyncio.gather(*slow)
    return ends, told, beside


def drill(options, folder, report):
    """As a part of `deploy/drill`."""
    asking.many_files()
    service = Standing(options.program, folder)
    try:
        service.admin("seed", "--demo")
        sign_in, page, read = overload.loads(service)
        asyncio.run(others(service.port, read, 3))
        for name, load in [("heads", read), ("bodies", read), ("bodies beside pages", page)]:
            alone = asyncio.run(others(service.port, load, 6)).share((200,), 0.99)
            first, byte, seconds = kinds(name, sign_in)
            ends, told, beside = asyncio.run(hold(service.port, load, first, byte, 8))
            judge(report, name, seconds, alone, ends, told, beside)
        print(f"memory: {service.memory():.0f} MiB")
        report.check("slow: no fault was logged", not service.faults()[0])
    finally:
        service.stop()
    crowded(options, folder, report)


def kinds(name, sign_in):
    if name == "heads":
        return lambda: b"GET /api/v1/me HTTP/1.1\r\nHost: x\r\nX-Long: ", b"x", HEADS
    head = {"Content-Type": "application/json", "Transfer-Encoding": "chunked"}
    path = "/sign-in" if "pages" in name else "/api/v1/sessions"
    if "pages" in name:
        head["Content-Type"] = "application/x-www-form-urlencoded"

    def first():
        forwarded = sign_in.next().split(b"X-Forwarded-For: ")[1].split(b"\r\n")[0].decode()
        return message("POST", path, {**head, "X-Forwarded-For": forwarded})
    return first, b"1\r\nx\r\n", BODIES


def judge(report, name, seconds, alone, ends, told, beside):
    p99 = beside.share((200,), 0.99)
    print(f"slow {name}: {len(ends)} ended after {min(ends):.1f} to {max(ends):.1f} s, told "
          f"{ {status: told.count(status) for status in set(told)} }; others: {beside}; their 99 % "
          f"within {alone * 1000:.1f} ms alone, {p99 * 1000:.1f} ms beside: ratio {p99 / alone:.2f}")
    report.check(f"slow {name}: all are cut at {seconds} s",
                 len(ends) == SLOW and seconds - 1 <= min(ends)
                 and max(ends) <= seconds + LENIENT, f"{min(ends):.1f} to {max(ends):.1f} s")
    report.check(f"slow {name}: everyone else is answered", beside.count(200) == beside.total)
    report.check(f"slow {name}: the others' 99 % at most doubles", p99 <= 2 * alone,
                 f"{p99 / alone:.2f} times")
    report.figures[f"slow {name}: others' 99 %, times"] = p99 / alone


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

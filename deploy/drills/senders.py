"""Those who send slowly, in a process of their own, so that what they cost isn't taken for the service's:
`senders.py PORT`. For each line that it reads, the name of a kind, it holds so many connections, writes on
each a byte a second until it is closed, says when all are held, and at the end, as JSON, after how many
seconds each was closed, and what was answered after how many."""

import asyncio
import collections
import itertools
import json
import subprocess
import sys
import time

import asking

SLOW = 500
PAUSE = 1.0
# Seconds in which they come, that are left to them then, and after which one that is still there was forgotten.
ARRIVAL, SETTLING, PATIENCE = 1.0, 1.0, 60
# A stranger counts for their address.
ADDRESSES = itertools.count()


def heads():
    """A head without end."""
    return b"GET /api/v1/me HTTP/1.1\r\nHost: x\r\nX-Long: ", b"x"


def bodies():
    """A body without end, to the API and to a page in turn."""
    number = next(ADDRESSES)
    path, kind = (("/api/v1/sessions", "application/json") if number % 2 else
                  ("/sign-in", "application/x-www-form-urlencoded"))
    return asking.message("POST", path, {
        "X-Forwarded-For": f"10.255.{number >> 8 & 255}.{number & 255}", "Content-Type": kind,
        "Transfer-Encoding": "chunked"}), b"1\r\nx\r\n"


KINDS = {"heads": heads, "bodies": bodies}


async def trickle(port, first, byte, told):
    """Answers after how many seconds the connection was closed."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    begun = time.monotonic()
    writer.write(first)
    listening = asyncio.create_task(listen(reader, begun, told))
    try:
        while not listening.done() and time.monotonic() - begun < PATIENCE:
            writer.write(byte)
            await writer.drain()
            await asyncio.wait([listening], timeout=PAUSE)
    except OSError:
        pass
    await asyncio.wait([listening], timeout=5)
    listening.cancel()
    writer.close()
    return time.monotonic() - begun


async def listen(reader, begun, told):
    """Reads to the end; notes what was answered first, and after how many seconds."""
    try:
        if said := await reader.read(4096):
            told[said.split(b" ")[1].decode()].append(time.monotonic() - begun)
        while said:
            said = await reader.read(4096)
    except OSError:
        pass


async def hold(port, kind):
    told = collections.defaultdict(list)
    slow = []
    for _ in range(SLOW):
        slow.append(asyncio.create_task(trickle(port, *KINDS[kind](), told)))
        await asyncio.sleep(ARRIVAL / SLOW)
    # Their coming isn't what is measured.
    await asyncio.sleep(SETTLING)
    print(json.dumps({"held": sum(not task.done() for task in slow)}), flush=True)
    ends = await asyncio.gather(*slow)
    print(json.dumps({"ends": ends, "told": told}), flush=True)


class Senders:
    """That process, as who measures meanwhile sees it."""

    def __init__(self, port):
        self.process = subprocess.Popen([sys.executable, __file__, str(port)], text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def begin(self, kind):
        """Returns once all are held."""
        print(kind, file=self.process.stdin, flush=True)
        return json.loads(self.process.stdout.readline())["held"]

    def ended(self):
        """Waits until all are closed; seconds, and by status after how many it was told."""
        said = json.loads(self.process.stdout.readline())
        return said["ends"], said["told"]

    def stop(self):
        self.process.stdin.close()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()


def main():
    asking.many_files()
    for line in sys.stdin:
        asyncio.run(hold(int(sys.argv[1]), line.strip()))


if __name__ == "__main__":
    main()

"""A client that counts: each request on a connection of its own or a kept one, none waited for longer
than a drill allows, and what became of each with its time."""

import asyncio
import collections
import resource
import time

PATIENCE = 60


class Tally:
    def __init__(self):
        self.times = collections.defaultdict(list)  # by status, in seconds

    def add(self, what, seconds):
        self.times[what].append(seconds)

    def count(self, *whats):
        return sum(len(self.times.get(what, [])) for what in whats)

    @property
    def total(self):
        return sum(map(len, self.times.values()))

    def share(self, whats, part):
        """Within how many seconds such a part of these answers came."""
        found = sorted(seconds for what in whats for seconds in self.times.get(what, []))
        return found[min(len(found) - 1, int(len(found) * part))] if found else 0.0

    def __str__(self):
        return ", ".join(f"{what}: {len(times)}, the longest {max(times):.2f} s"
                         for what, times in sorted(self.times.items(), key=str))


def many_files():
    """A drill holds thousands of sockets."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def message(method, path, headers, body=b""):
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    length = f"Content-Length: {len(body)}\r\n" if body else ""
    return f"{method} {path} HTTP/1.1\r\nHost: x\r\n{head}{length}\r\n".encode() + body


async def ask(port, sent, tally, kept=None):
    """Asks once. `kept`: a pair of streams to go on with; answers it, or None where it ended."""
    begun = time.monotonic()
    try:
        reader, writer = kept or await asyncio.wait_for(
            asyncio.open_connection("127.0.0.1", port), PATIENCE)
        writer.write(sent)
        status, ends = await asyncio.wait_for(answer(reader), PATIENCE)
        tally.add(status, time.monotonic() - begun)
    except (TimeoutError, asyncio.TimeoutError):
        tally.add("hung", time.monotonic() - begun)
        return None
    except OSError:
        tally.add("refused", time.monotonic() - begun)
        return None
    except (asyncio.IncompleteReadError, ValueError):
        tally.add("cut", time.monotonic() - begun)
        return None
    if kept is None or ends:
        writer.close()
        return None
    return reader, writer


async def answer(reader):
    """The status, once all of the answer is there, and whether the connection ends with it."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    lines = dict(line.split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
    if "content-length" in lines:
        await reader.readexactly(int(lines["content-length"]))
    elif lines.get("transfer-encoding") == "chunked":
        while size := int((await reader.readuntil(b"\r\n")), 16):
            await reader.readexactly(size + 2)
        await reader.readuntil(b"\r\n")
    return int(head.split(" ")[1]), lines.get("connection") == "close"

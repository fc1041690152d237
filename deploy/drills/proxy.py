"""A program: stands between two sides of a connection and spoils it.

    proxy.py SEED LISTEN:TARGET…

Each line on its standard input is JSON: what share of the pieces it resets, cuts in their middle, delays
or swallows, with all that follows on that connection and without a word; `hop`: at which of them alone,
counted from 0. It answers each line with what it has done since the line before. With the standard
input it ends."""

import asyncio
import json
import os
import random
import socket
import struct
import sys

KINDS = ("reset", "cut", "delay", "swallow")
QUIET = dict.fromkeys(KINDS, 0.0)
done = dict.fromkeys(("pieces",) + KINDS, 0)


def cut_off(writer):
    """A reset, not a goodbye: what waits to be sent is dropped."""
    try:
        writer.get_extra_info("socket").setsockopt(
            socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    except OSError:
        pass
    writer.transport.abort()


async def pump(reader, writer, chance, shares, ends):
    is_silent = False
    try:
        while piece := await reader.read(16384):
            done["pieces"] += 1
            is_silent = is_silent or chance.random() < shares["swallow"]
            if is_silent:
                done["swallow"] += 1
                continue
            drawn = chance.random()
            if drawn < shares["reset"]:
                done["reset"] += 1
                return [cut_off(end) for end in ends]
            if drawn < shares["reset"] + shares["cut"]:
                done["cut"] += 1
                writer.write(piece[:chance.randrange(len(piece))])
                await writer.drain()
                await asyncio.sleep(0.005)
                return [cut_off(end) for end in ends]
            if chance.random() < shares["delay"]:
                done["delay"] += 1
                await asyncio.sleep(chance.uniform(0.005, 0.3))
            writer.write(piece)
            await writer.drain()
    except OSError:
        pass
    finally:
        for end in ends:
            end.close()


def before(target, chance, shares):
    async def connected(reader, writer):
        try:
            there, thither = await asyncio.open_connection("127.0.0.1", target)
        except OSError:
            cut_off(writer)
            return
        ends = (writer, thither)
        await asyncio.gather(pump(reader, thither, chance, shares, ends),
                             pump(there, writer, chance, shares, ends))
    return connected


async def main(seed, *hops):
    all_shares = [dict(QUIET) for _ in hops]
    for number, hop in enumerate(hops):
        listen, target = map(int, hop.split(":"))
        chance = random.Random(f"{seed} {number}")
        await asyncio.start_server(
            before(target, chance, all_shares[number]), "127.0.0.1", listen)
    told = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(told), sys.stdin)
    print("{}", flush=True)
    while line := await told.readline():
        print(json.dumps(done), flush=True)
        wanted = json.loads(line)
        hop = wanted.pop("hop", None)
        for number, shares in enumerate(all_shares):
            shares.update(QUIET | (wanted if hop in (None, number) else {}))
        done.update(dict.fromkeys(done, 0))
    # Connections that are open need no farewell.
    os._exit(0)


asyncio.run(main(*sys.argv[1:]))

"""Reading one assignment: the service beside what the machine can do, and beside FastAPI."""

import base64
import hashlib
import json
import urllib.request

import fastapi_beside
import load
import statements


def ask(address, token, assignment):
    request = urllib.request.Request(
        f"{address}/api/v1/assignments/{assignment}", headers={"Authorization": f"Bearer {token}"})
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def digest(token):
    """Of the token's 256 bits, as PostgreSQL writes it."""
    bits = token.split("_", 2)[2]
    bits = base64.urlsafe_b64decode(bits + "=" * (-len(bits) % 4))
    return "\\x" + hashlib.sha256(bits).hexdigest()


def requests_of(bench, count=8):
    """The statements of one request each of several callers."""
    callers = [line.split("|") for line in open(bench.callers).read().split()[:count]]
    for token, assignment in callers:
        # The first use of a token in a minute is written down.
        ask(bench.service.address, token, assignment)
    units = statements.said(
        bench.service, lambda: [ask(bench.service.address, *caller) for caller in callers])
    return [
        statements.of(units, digest(token), assignment.upper(), assignment)
        for token, assignment in callers
    ]


def measure(bench):
    requests = requests_of(bench)
    scripts = [[s.literal() for s in request] for request in requests]
    beside = fastapi_beside.Beside(bench, requests[0])
    try:
        return [rounds(bench, scripts, beside) for _ in range(bench.rounds)]
    finally:
        beside.stop()


def rounds(bench, scripts, beside):
    """All in turn: the machine is shared, so only what is measured close together compares."""
    address, seconds, connections = bench.service.address, bench.seconds, bench.connections
    h = load.wrk(address, "constant", bench.callers, seconds, connections)
    r = load.wrk(address, "assignment", bench.callers, seconds, connections)
    # Each connection plans each script once: more of them would measure the planner.
    p = load.pgbench(bench.service, bench.folder, scripts, seconds, min(8, connections))
    f = load.wrk(beside.address, "assignment", bench.callers, seconds, connections)
    limit = 1 / (1 / h.rate + 1 / p)
    found = {"H": h.rate, "P": p, "L": limit, "R": r.rate, "F": f.rate,
             "R/L": r.rate / limit, "R/F": r.rate / f.rate, "p99/median": r.most / r.half}
    bench.say("reading", found)
    return found

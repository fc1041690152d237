"""Submissions: durable, idempotent and audited, beside pgbench doing the same statements."""

import json
import re
import time
import urllib.request

import load
import reading
import statements

UUID = re.compile(r"^'[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}'$", re.I)


def submit(address, token, assignment, key):
    request = urllib.request.Request(
        f"{address}/api/v1/assignments/{assignment}/submissions", method="POST",
        data=json.dumps({"ai_use": "none", "body": "A short reflection."}).encode(),
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json",
                 "Idempotency-Key": key})
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def requests_of(bench, callers):
    """The statements of one submission each of several learners, for pgbench to repeat: what must
    differ each time is made of a number that pgbench draws."""
    lines = [line.split("|") for line in open(callers).read().split()]
    scripts = []
    for token, assignment in lines[::len(lines) // 8]:
        # Who is known is checked in the unit that writes: as those are who write again and again.
        reading.ask(bench.service.address, token, assignment)
        found = []
        for turn in ("first", "second"):
            key = f"key-{turn}-{time.time_ns()}"
            units = statements.said(
                bench.service, lambda: submit(bench.service.address, token, assignment, key))
            said = statements.of(units, reading.digest(token), key, assignment, assignment.upper())
            # What is read before must not make the one transaction read-only.
            said = [s for s in said if "'transaction_read_only'" not in s.parameters.values()]
            found.append((key, said))
        scripts.append(repeatable(*found))
    return scripts


def repeatable(first, second):
    key, said = first
    fresh = set()
    for one, other in zip(said, second[1]):
        assert one.text == other.text, "Two submissions say different things"
        fresh |= {value for n, value in one.parameters.items()
                  if UUID.match(value) and other.parameters[n] != value}
    order = sorted(fresh)

    def value_of(literal):
        if literal in fresh:
            return f"md5(:n::text || '{order.index(literal)}')::uuid"
        if key in literal:
            return "(" + literal.replace(key, "' || :n::text || '") + ")"
        return None
    return [s.literal(value_of) for s in said]


def measure(bench):
    eight = bench.schools(8, 250)
    one = requests_of(bench, bench.callers)
    many = requests_of(bench, eight)
    found = []
    for _ in range(bench.rounds):
        figures = {}
        for name, callers, scripts in [("one school", bench.callers, one),
                                       ("eight schools", eight, many)]:
            r = load.wrk(bench.service.address, "submission", callers, bench.seconds,
                         bench.writers)
            p = load.pgbench(bench.service, bench.folder, scripts, bench.seconds, bench.writers,
                             draws="\\set n random(1, 9000000000000000)\n")
            figures |= {f"submissions, {name}": r.rate, f"pgbench, {name}": p,
                        f"submissions/pgbench, {name}": r.rate / p}
        bench.say("writing", figures)
        found.append(figures)
    return found

"""Pages beside a constant answer: a learner's today, and a gradebook of 300 learners with 12
explorations."""

import base64
import hashlib
import os
import secrets
import urllib.request

import load

LEARNERS, EXPLORATIONS, TOKENS = 300, 12, 50


def measure(bench):
    today = os.path.join(bench.folder, "today")
    with open(bench.callers) as file:
        lines = [line.split("|")[0] + "|/today" for line in file.read().split()]
    with open(today, "w") as file:
        file.write("\n".join(lines) + "\n")
    grades = gradebook(bench)
    found = []
    for _ in range(bench.rounds):
        h = load.wrk(bench.service.address, "constant", bench.callers, bench.seconds,
                     bench.connections).rate
        figures = {"H": h}
        for name, callers in [("today", today), ("gradebook page", grades)]:
            answer = load.wrk(bench.service.address, "page", callers, bench.seconds, 8)
            figures |= {f"{name}/s": answer.rate, f"{name} of H": answer.rate / h,
                        f"{name}, ms": answer.half, f"{name}, KiB": size(bench, callers) / 1024}
        bench.say("pages", figures)
        found.append(figures)
    return found


def gradebook(bench):
    """Callers of one gradebook, by so many tokens of its instructor that none asks too often."""
    here = os.path.dirname(os.path.abspath(__file__))
    school, offering = bench.service.sql(
        file=f"{here}/gradebook.sql", slug="shown", learners=LEARNERS, explorations=EXPLORATIONS,
        digest=hashlib.sha256(b"unused").hexdigest()).strip().split("|")
    path = os.path.join(bench.folder, "grades")
    instructor = bench.service.sql(
        f"SELECT person_id FROM api_token WHERE institution_id = '{school}'").strip()
    with open(path, "w") as file:
        for _ in range(TOKENS):
            token = session(bench.service, school, instructor)
            file.write(f"{token}|/offerings/{offering}/grades\n")
    return path


def session(service, school, person):
    """What the cookie of someone who has just signed in holds."""
    bits = secrets.token_bytes(32)
    service.sql(
        "INSERT INTO session (institution_id, id, person_id, digest, created_at, last_used_at, "
        f"expires_at) VALUES ('{school}', gen_random_uuid(), '{person}', "
        f"decode('{hashlib.sha256(bits).hexdigest()}', 'hex'), now(), now(), "
        "now() + interval '1 hour')")
    told = base64.urlsafe_b64encode(bits).decode().rstrip("=")
    return f"pp_{school.replace('-', '')}_{told}"


def size(bench, callers):
    """Bytes of the page, and that it is one."""
    with open(callers) as file:
        token, path = file.readline().strip().split("|")
    return len(page(bench.service, token, path))


def page(service, token, path):
    request = urllib.request.Request(
        service.address + path, headers={"Cookie": f"__Host-session={token}"})
    with urllib.request.urlopen(request) as answer:
        assert answer.status == 200 and answer.url.endswith(path), answer.url
        return answer.read()

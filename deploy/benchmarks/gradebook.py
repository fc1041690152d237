"""Downloading the gradebook of 100,000 learners with 12 explorations beside psql's `\\copy` of just
the query that the service runs, under the same settings and row-level security."""

import base64
import hashlib
import os
import secrets
import subprocess
import time
import urllib.request

import statements
from service import SERVICE

LEARNERS, EXPLORATIONS = 100_000, 12


def measure(bench):
    school, offering, token = prepare(bench)
    before = bench.service.memory()
    query, settings = said(bench, offering, token)
    found = []
    for _ in range(bench.rounds):
        bench.service.forget_peak()
        taken, lines = downloaded(bench, offering, token)
        growth = bench.service.memory("VmHWM") - before
        copied, same = copy(bench, query, settings)
        assert lines == LEARNERS + 1 and same == LEARNERS, (lines, same)
        figures = {"gradebook rows": LEARNERS / taken, "\\copy gradebook rows": LEARNERS / copied,
                   "gradebook/\\copy": copied / taken, "gradebook growth, MiB": growth}
        bench.say("gradebook", figures)
        found.append(figures)
    clear(bench, school)
    return found


def clear(bench, school):
    """What is measured afterwards may count what there is."""
    deletes = [f"DELETE FROM {table} WHERE institution_id = '{school}'"
               for table in ("approval", "grade_entry", "assignment", "enrollment", "person")]
    bench.service.sql("; ".join(["SET session_replication_role = replica", *deletes]))
    bench.service.sql("VACUUM ANALYZE")


def prepare(bench):
    """A school with its grades, and the token of an instructor of theirs."""
    here = os.path.dirname(os.path.abspath(__file__))
    bits = secrets.token_bytes(32)
    school, offering = bench.service.sql(
        file=f"{here}/gradebook.sql", slug="graded", learners=LEARNERS, explorations=EXPLORATIONS,
        digest=hashlib.sha256(bits).hexdigest()).strip().split("|")
    told = base64.urlsafe_b64encode(bits).decode().rstrip("=")
    return school, offering, f"pp_{school.replace('-', '')}_{told}"


def downloaded(bench, offering, token):
    """Seconds, and how many lines the file has."""
    path = os.path.join(bench.folder, "gradebook.csv")
    request = urllib.request.Request(
        f"{bench.service.address}/api/v1/offerings/{offering}/gradebook.csv",
        headers={"Authorization": f"Bearer {token}"})
    begin = time.monotonic()
    with urllib.request.urlopen(request, timeout=600) as answer, open(path, "wb") as file:
        while piece := answer.read(1 << 16):
            file.write(piece)
    return time.monotonic() - begin, lines_of(path)


def said(bench, offering, token):
    """The query that the service's COPY holds, and what it sets for the transaction."""
    units = statements.said(bench.service, lambda: downloaded(bench, offering, token))
    for unit in units:
        for statement in unit:
            if statement.text.startswith("COPY (") and "FORCE_QUOTE" not in statement.text:
                query = statement.text.removeprefix("COPY (").rpartition(") TO STDOUT")[0]
                return query, list(unit[0].parameters.values())
    raise SystemExit("The service ran no COPY of the gradebook.")


def copy(bench, query, settings):
    """The same, by psql as the service's role."""
    path = os.path.join(bench.folder, "copied.csv")
    values = [value.strip("'") for value in settings]
    options = " ".join(f"-c {name}={value}" for name, value in zip(values[::2], values[1::2]))
    # A command of psql's is one line.
    command = f"\\copy ({query.replace(chr(10), ' ')}) TO '{path}' (FORMAT csv)"
    begin = time.monotonic()
    subprocess.run(
        ["psql", "-qX", "-v", "ON_ERROR_STOP=1", *bench.service.connection(SERVICE), "-f", "-"],
        input=command, text=True, check=True, env={**os.environ, "PGOPTIONS": options})
    return time.monotonic() - begin, lines_of(path)


def lines_of(path):
    with open(path, "rb") as file:
        return sum(1 for _ in file)

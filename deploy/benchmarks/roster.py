"""Importing a roster of 100,000 learners beside `\\copy` of the resulting rows, as the owner."""

import base64
import hashlib
import json
import os
import secrets
import subprocess
import time
import urllib.error
import urllib.request

ROWS = 100_000
TABLES = ["person", "enrollment", "enrollment_change", "audit"]


def measure(bench):
    found = []
    for turn in range(min(2, bench.rounds)):
        school, offering, token = prepare(bench, turn)
        bench.service.sql("CHECKPOINT")
        taken = imported(bench, school, offering, token)
        wait_until_sealed(bench, school)
        copied = copy(bench, school)
        figures = {"roster rows": ROWS / taken, "\\copy rows": ROWS / copied,
                   "roster/\\copy": copied / taken}
        bench.say("roster", figures)
        found.append(figures)
    return found


def prepare(bench, turn):
    """A school with an offering and a coordinator, whose token may import."""
    path = os.path.join(bench.folder, f"importers-{turn}")
    bench.school(path, f"importing-{turn}", 1)
    token, assignment = open(path).read().strip().split("|")
    bits = secrets.token_bytes(32)
    school, offering = bench.service.sql(
        f"SELECT institution_id, offering_id FROM assignment WHERE id = '{assignment}'"
    ).strip().split("|")
    bench.service.sql(
        f"""INSERT INTO appointment (institution_id, person_id, role, appointed_at)
            SELECT institution_id, person_id, 'coordinator', now() FROM api_token
            WHERE institution_id = '{school}';
        UPDATE api_token SET scopes = '{{read,teach}}', digest = '\\x{hashlib.sha256(bits).hexdigest()}'
            WHERE institution_id = '{school}'""")
    told = base64.urlsafe_b64encode(bits).decode().rstrip("=")
    return school, offering, f"pp_{school.replace('-', '')}_{told}"


def imported(bench, school, offering, token):
    lines = ["registrar_id,given_name,family_name,email,term_code,class_number"]
    lines += [f"R{n:06},Learner,Number {n},{n}@{school[:8]}.example.edu,1,1" for n in range(ROWS)]
    request = urllib.request.Request(
        f"{bench.service.address}/api/v1/offerings/{offering}/roster-imports", method="POST",
        data="\n".join(lines).encode(),
        headers={"Authorization": f"Bearer {token}", "Content-Type": "text/csv"})
    begin = time.monotonic()
    try:
        with urllib.request.urlopen(request, timeout=600) as answer:
            report = json.load(answer)
    except urllib.error.HTTPError as refusal:
        raise SystemExit("The roster was refused: " + refusal.read().decode()[:1000])
    taken = time.monotonic() - begin
    assert report["counts"]["new"] == ROWS, report["counts"]
    return taken


def wait_until_sealed(bench, school):
    """The sealing job would compete with `\\copy`."""
    while True:
        lines, seals = bench.service.sql(
            f"""SELECT (SELECT count(*) FROM audit WHERE institution_id = '{school}'),
                (SELECT count(*) FROM audit_seal WHERE institution_id = '{school}')"""
        ).strip().split("|")
        if lines == seals:
            return
        time.sleep(0.5)


def copy(bench, school):
    """The same rows again, into the same tables with all their constraints and indexes."""
    files = {table: os.path.join(bench.folder, f"{table}.copy") for table in TABLES}
    psql = ["psql", "-qX", "-v", "ON_ERROR_STOP=1", *bench.service.connection("peerspective_owner")]

    def run(*commands):
        arguments = [part for command in commands for part in ("-c", command)]
        subprocess.run(psql + arguments, check=True)

    run(*[f"\\copy (SELECT * FROM {t} WHERE institution_id = '{school}') TO '{f}'"
          for t, f in files.items()])
    run("SET session_replication_role = replica",
        *[f"DELETE FROM {t} WHERE institution_id = '{school}'" for t in reversed(TABLES)])
    # Or it would pay for the deleted rows.
    run(f"VACUUM {', '.join(TABLES)}", "CHECKPOINT")
    begin = time.monotonic()
    run("BEGIN", *[f"\\copy {t} FROM '{f}'" for t, f in files.items()], "COMMIT")
    return time.monotonic() - begin

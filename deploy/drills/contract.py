"""The whole API as its description has it, asked by Schemathesis as each role: every answer must be one
that the description knows, what it allows must be taken, what it forbids must be refused.

Ends in Schemathesis's own summary for each role. Fails on any failure, on a fault that the service
logged, and on a statement that PostgreSQL couldn't read.
"""

import argparse
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import venv

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

from alone import left_out  # noqa: E402
from standing import ROOT, Standing  # noqa: E402

WANTED = ["schemathesis==4.32.5"]
ROLES = {"nobody": None, "learner": "okafor", "instructor": "vega", "coordinator": "osei",
         "another-school": "visitor"}
# Each may ask 20 times a second, and Schemathesis asks some hundred times.
TOKENS = 40
# Where the ids of a path come from.
TABLES = {
    "people": "person", "communities": "community", "rubrics": "rubric", "offerings": "offering",
    "sections": "section", "handouts": "handout", "enrollments": "enrollment",
    "explorations": "exploration", "assignments": "assignment", "submissions": "submission",
    "field-notes": "field_note", "scheduled-releases": "scheduled_release",
    "released-feedback": "released_feedback", "exports": "export", "accommodation": "accommodation",
    "reader": "person", "learner": "person"}


def drill(options, folder, report):
    """As a part of `deploy/drill`."""
    if left_out(options, "contract", report):
        return
    for role in ROLES:
        place = os.path.join(folder, role)
        os.mkdir(place, 0o711)
        passed, said = ask(role, options.program, place, options.seed, 10)
        report.check(f"the API as {role} is what its description says", passed, said)


def ask(role, program, folder, seed, examples, path=None):
    """Each role has a world of its own, for what one changes would be another's surprise."""
    print(f"\n{role}", flush=True)
    service = Standing(program, folder)
    try:
        service.admin("seed", "--demo")
        service.admin("institution", "add", "southfield", "--name", "Southfield", "--zone",
                      "America/Chicago")
        service.admin("person", "add", "--institution", "southfield", "--family", "Visitor",
                      "--email", "visitor@example.edu", "--role", "coordinator")
        passed, said = run(service, role, seed, examples, path)
        failed, unread = service.faults()
    finally:
        service.stop()
    print(said)
    for line in failed[:10] + unread[:10]:
        print("fault:", line.strip()[:600])
    found = f"faults logged {len(failed)}, statements that PostgreSQL couldn't read {len(unread)}"
    print(f"{role}: {found}", flush=True)
    cases = re.search(r"(\d+) generated", said)
    told = f"{cases.group(1) if cases else 'no'} cases, {found}"
    return passed and not failed and not unread, told


def run(service, role, seed, examples, path):
    name = ROLES[role]
    own = service.sql(f"SELECT id FROM person WHERE email LIKE '{name}@%'").strip()
    given = {"address": service.address + "/api/v1",
             "tokens": service.tokens(name, TOKENS) if name else [], "own": own,
             "ids": {noun: service.sql(f"SELECT id FROM {table} ORDER BY id LIMIT 200").split()
                     for noun, table in TABLES.items()}}
    given["ids"]["people"] = [person for person in given["ids"]["people"] if person != own]
    output = os.path.join(ROOT, ".build/contract")
    os.makedirs(output, exist_ok=True)
    command = [
        os.path.join(environment(), "bin/schemathesis"), "--config-file",
        os.path.join(HERE, "contract.toml"), "run",
        os.path.join(ROOT, "Sources/API/openapi.yaml"), "--url", given["address"],
        "--max-examples", str(examples), "--seed", str(seed), "--continue-on-failure",
        "--report", "junit,ndjson", "--report-dir", os.path.join(output, role), "--no-color"]
    if path:
        command += ["--include-path-regex", path]
    log = os.path.join(output, f"{role}.txt")
    with open(log, "w") as file:
        code = subprocess.run(
            command, stdout=file, stderr=subprocess.STDOUT, cwd=output,
            env={**os.environ, "CONTRACT": json.dumps(given), "PYTHONPATH": HERE,
                 "SCHEMATHESIS_HOOKS": "contract_hooks"}).returncode
    text = open(log).read()
    found = re.search(r"=+ SUMMARY =+.*", text, re.DOTALL)
    return code == 0, (found.group(0) if found else text[-3000:]).strip()


def environment():
    """Schemathesis in an environment of its own, made once."""
    place = os.path.join(ROOT, ".build/contract-environment")
    note = os.path.join(place, "installed")
    if not os.path.exists(note) or open(note).read() != " ".join(WANTED):
        venv.create(place, with_pip=True, clear=True)
        subprocess.run([os.path.join(place, "bin/pip"), "install", "-q",
                        "--disable-pip-version-check", *WANTED], check=True)
        with open(note, "w") as file:
            file.write(" ".join(WANTED))
    return place


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--roles", default=",".join(ROLES), help=f"of {', '.join(ROLES)}")
    options.add_argument("--examples", type=int, default=30, help="for each operation (30)")
    options.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(4)))
    options.add_argument("--path", help="a regular expression: only such paths")
    options.add_argument("--program", default=os.path.join(ROOT, ".build/debug/peerspective"))
    options.add_argument("--prepare", action="store_true",
                         help="only installs Schemathesis, for where nothing can be fetched later")
    options = options.parse_args()
    if options.prepare:
        environment()
        return
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    print(f"seed {options.seed}", flush=True)
    failed = []
    for role in options.roles.split(","):
        with tempfile.TemporaryDirectory() as folder:
            os.chmod(folder, 0o711)
            passed, _ = ask(role, options.program, folder, options.seed, options.examples,
                            options.path)
            if not passed:
                failed.append(role)
    print("failed: " + ", ".join(failed) if failed else "Every role passed.")
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()

"""Autosaves beside pgbench doing the same statements."""

import concurrent.futures
import json
import os
import urllib.request

import load
import reading
import statements

# A draft is saved so often before its saving is looked at: a number that stands for nothing else.
VERSION = 77


def save(address, token, assignment, version):
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    headers |= {"If-Match": f'"{version}"'} if version else {"If-None-Match": "*"}
    request = urllib.request.Request(
        f"{address}/api/v1/assignments/{assignment}/draft", method="PUT", headers=headers,
        data=json.dumps({"body": "What they wrote stayed with me. " * 67}).encode())
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def requests_of(bench):
    """The statements of one save by each learner, in as many parts as there are connections: two
    of them mustn't save the same draft, and as many drafts are saved as the service is asked for."""
    callers = [line.split("|") for line in open(bench.callers).read().split()]
    persons = dict(line.split("|") for line in bench.service.sql(
        "SELECT id, learner_id FROM assignment").split())
    token, assignment = callers[0]
    clear(bench)
    for version in range(VERSION):
        save(bench.service.address, token, assignment, version)
    units = statements.said(
        bench.service, lambda: save(bench.service.address, token, assignment, VERSION))
    said = statements.of(units, reading.digest(token), assignment, assignment.upper())
    said = [s for s in said if "'transaction_read_only'" not in s.parameters.values()]
    # The version that is saved over grows; a client would send it, pgbench looks it up.
    current = f"(SELECT version FROM draft WHERE assignment_id = '{assignment}')"
    script = [s.literal(lambda v: current if v == f"'{VERSION}'" else None) for s in said]
    scripts = [[as_of(text, callers[0], caller, persons) for text in script]
               for caller in callers[:20 * bench.writers]]
    return [scripts[n::bench.writers] for n in range(bench.writers)]


def as_of(text, one, other, persons):
    """The same statement of another learner."""
    for mine, theirs in [(reading.digest(one[0]), reading.digest(other[0])), (one[1], other[1]),
                         (persons[one[1]], persons[other[1]])]:
        text = text.replace(mine, theirs).replace(mine.upper(), theirs.upper())
    return text


def clear(bench):
    bench.service.sql("BEGIN; DELETE FROM draft_text; DELETE FROM draft; COMMIT")


def begin_drafts(bench):
    """Everyone has a draft: what is measured is saving over it, as most savings are."""
    bench.service.sql("""
        BEGIN;
        INSERT INTO draft (institution_id, assignment_id, words, saved_at, version)
        SELECT institution_id, id, 1, now(), 1 FROM assignment ON CONFLICT DO NOTHING;
        INSERT INTO draft_text (institution_id, assignment_id, body)
        SELECT institution_id, id, 'Begun.' FROM assignment ON CONFLICT DO NOTHING;
        UPDATE assignment SET state = 'exploring' WHERE state = 'assigned';
        COMMIT""")


def callers_with_versions(bench):
    versions = dict(line.split("|") for line in bench.service.sql(
        "SELECT assignment_id, version FROM draft").split())
    path = os.path.join(bench.folder, "savers")
    with open(path, "w") as file:
        for line in open(bench.callers).read().split():
            file.write(f"{line}|{versions[line.split('|')[1]]}\n")
    return path


def each(bench, parts):
    """One pgbench for each part, all at once."""
    folders = []
    for number in range(len(parts)):
        folders.append(os.path.join(bench.folder, f"saver-{number}"))
        os.makedirs(folders[-1], exist_ok=True)
    with concurrent.futures.ThreadPoolExecutor(len(parts)) as threads:
        return sum(threads.map(
            lambda folder, part: load.pgbench(bench.service, folder, part, bench.seconds, 1),
            folders, parts))


def measure(bench):
    scripts = requests_of(bench)
    begin_drafts(bench)
    found = []
    for _ in range(bench.rounds):
        savers = callers_with_versions(bench)
        r = load.wrk(bench.service.address, "draft", savers, bench.seconds, bench.writers)
        p = each(bench, scripts)
        figures = {"autosaves": r.rate, "pgbench, autosaves": p, "autosaves/pgbench": r.rate / p}
        bench.say("autosaving", figures)
        found.append(figures)
    return found

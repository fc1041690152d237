"""Autosaves beside pgbench doing the same statements, each connection over and over on one draft."""

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
    """The statements of one save for each of as many learners as there are connections."""
    scripts = []
    for line in open(bench.callers).read().split()[:bench.writers]:
        token, assignment = line.split("|")
        clear(bench)
        for version in range(VERSION):
            save(bench.service.address, token, assignment, version)
        units = statements.said(
            bench.service, lambda: save(bench.service.address, token, assignment, VERSION))
        said = statements.of(units, reading.digest(token), assignment, assignment.upper())
        said = [s for s in said if "'transaction_read_only'" not in s.parameters.values()]
        # The version that is saved over grows; a client would send it, pgbench looks it up.
        current = f"(SELECT version FROM draft WHERE assignment_id = '{assignment}')"
        scripts.append([s.literal(lambda v: current if v == f"'{VERSION}'" else None)
                        for s in said])
    return scripts


def clear(bench):
    bench.service.sql("BEGIN; DELETE FROM draft_text; DELETE FROM draft; COMMIT")


def each(bench, scripts):
    """One pgbench for each script, all at once: they mustn't save the same draft."""
    folders = []
    for number in range(len(scripts)):
        folders.append(os.path.join(bench.folder, f"saver-{number}"))
        os.makedirs(folders[-1], exist_ok=True)
    with concurrent.futures.ThreadPoolExecutor(len(scripts)) as threads:
        return sum(threads.map(
            lambda folder, script: load.pgbench(bench.service, folder, [script], bench.seconds, 1),
            folders, scripts))


def measure(bench):
    scripts = requests_of(bench)
    found = []
    for _ in range(bench.rounds):
        clear(bench)
        r = load.wrk(bench.service.address, "draft", bench.callers, bench.seconds, bench.writers)
        for line in open(bench.callers).read().split()[:bench.writers]:
            token, assignment = line.split("|")
            bench.service.sql(f"DELETE FROM draft_text WHERE assignment_id = '{assignment}';"
                              f"DELETE FROM draft WHERE assignment_id = '{assignment}'")
            save(bench.service.address, token, assignment, 0)
        p = each(bench, scripts)
        figures = {"autosaves": r.rate, "pgbench, autosaves": p, "autosaves/pgbench": r.rate / p}
        bench.say("autosaving", figures)
        found.append(figures)
    return found

"""A program of its own: compares the journal with the database, and knows nothing else.

Prints JSON: figures, and what was found by kind: lost, doubled, unknown (stored, and nobody asked for
it), unaudited, differing (another answer to the same key), hung, refused, leaked, broken. Exit code 1
when anything was, 0 when nothing."""

import argparse
import json
import sys
from collections import Counter

from marks import check_exports, check_grades, check_released_grades
from record import KINDS, Found, Record, Stored
from texts import check_drafts, check_feedback, check_releases, check_submissions
from trail import check_answers, check_audit, check_chains, check_keys, check_schools

FINDINGS = ("lost", "doubled", "unknown", "differing", "hung", "refused", "unaudited", "leaked",
            "broken")


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--journal", required=True, help="what the clients wrote down")
    options.add_argument("--database", required=True, help="the connection of the schema's owner")
    options.add_argument("--damage", default="",
                         help="SQL that is done first and taken back: to see what is found then")
    options.add_argument("--service", help="the service's: looks whether schools stay apart")
    options.add_argument("--admin", help="peerspective-admin: its verify walks the chains")
    options = options.parse_args()
    record, found = Record(options.journal), Found()
    stored = Stored(options.database, options.damage)
    for check in (check_drafts, check_submissions, check_feedback, check_releases, check_grades,
                  check_released_grades, check_exports, check_keys, check_audit):
        check(record, stored, found)
    check_answers(record, found)
    if options.service:
        check_schools(options.service, stored, found)
    if options.service and options.admin:
        check_chains(options.admin, options.service, found)
    print(json.dumps({"figures": figures(record, found), "found": found}))
    sys.exit(1 if found else 0)


def figures(record, found):
    counts = Counter(each["kind"] for each in found)
    return {"writes begun": sum(map(len, record.begun.values())),
            "acknowledged writes": sum(map(len, record.acknowledged.values())),
            "acknowledged by kind": {kind: len(record.acknowledged[kind]) for kind in KINDS},
            "answers compared with the first to the same key": len(record.replayed),
            **{kind: counts[kind] for kind in FINDINGS}}


main()

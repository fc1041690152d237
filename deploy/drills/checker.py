"""A program of its own: compares the journal with the database, and knows nothing else.

    checker.py --journal FILE --database CONNECTION [--service CONNECTION] [--admin PROGRAM]

`--database`: as the schema's owner. `--service`: as the service, to see that no school's rows show to
another. `--admin`: `peerspective-admin`, whose `verify` walks the chains (with `--service`).

Prints JSON: figures, and what was found by kind: lost, doubled, unknown (stored, and nobody asked for
it), unaudited, differing (an answer to the same key), hung, refused, leaked, broken. Exit code 1 when
anything was."""

import argparse
import hashlib
import json
import os
import subprocess
import sys
from collections import Counter, defaultdict

KINDS = ("draft", "submission", "feedback", "release", "grade", "approval", "export")


class Found(list):
    def add(self, kind, said):
        self.append({"kind": kind, "said": said})


class Record:
    """The journal, by kind of write."""

    def __init__(self, path):
        self.begun, self.acknowledged = defaultdict(list), defaultdict(list)
        self.replayed, self.refused, self.hung = [], [], []
        self.kind_of, self.answers = {}, {}
        with open(path) as lines:
            for line in lines:
                self.take(json.loads(line))

    def take(self, line):
        what = line["what"]
        if what == "begun":
            self.begun[line["kind"]].append(line)
        elif what == "acknowledged":
            self.acknowledged[line["kind"]].append(line)
            self.answers[line["op"]] = (line["status"], line["answer"])
        else:
            {"replayed": self.replayed, "refused": self.refused, "hung": self.hung}[what].append(line)

    def open(self, kind):
        """Writes of which nobody knows what became: they may be stored, once."""
        known = {line["op"] for line in self.acknowledged[kind]}
        known |= {line["op"] for line in self.refused}
        return [line for line in self.begun[kind] if line["op"] not in known]


class Stored:
    def __init__(self, connection):
        self.connection = connection

    def rows(self, query):
        """As JSON, a row a line."""
        said = subprocess.run(
            ["psql", "-qAtX", "-v", "ON_ERROR_STOP=1", "-d", self.connection],
            input=f"SET timezone = 'UTC'; SELECT row_to_json(found) FROM ({query}) AS found;",
            check=True, stdout=subprocess.PIPE, text=True).stdout
        return [json.loads(line) for line in said.splitlines()]

    def by(self, key, query):
        return {row[key]: row for row in self.rows(query)}


def check_drafts(record, stored, found):
    rows = stored.by("id", """
        SELECT assignment_id AS id, version, encode(sha256(convert_to(body, 'UTF8')), 'hex') AS digest
        FROM draft LEFT JOIN draft_text USING (institution_id, assignment_id)""")
    begun, told = grouped(record.begun["draft"], "assignment"), grouped(
        record.acknowledged["draft"], "assignment")
    for assignment, lines in begun.items():
        row, said = rows.pop(assignment, None), told.get(assignment, [])
        versions = Counter(line["version"] for line in said)
        for version, times in versions.items():
            if times > 1:
                found.add("lost", f"draft {assignment}: version {version} was told {times} times")
        last = max(said, key=lambda line: line["version"], default=None)
        if row is None:
            if said:
                found.add("lost", f"draft {assignment}: there is none")
            continue
        if row["version"] > len(lines):
            found.add("doubled", f"draft {assignment}: version {row['version']} of {len(lines)}"
                                 " writes")
        if last is None:
            continue
        later = {line["digest"] for line in record.open("draft") if line["assignment"] == assignment}
        if row["version"] < last["version"]:
            found.add("lost", f"draft {assignment}: version {row['version']}, was told"
                              f" {last['version']}")
        elif row["version"] == last["version"] and row["digest"] != last["digest"]:
            found.add("lost", f"draft {assignment}: another text than was told")
        elif row["version"] > last["version"] and row["digest"] not in later:
            found.add("unknown", f"draft {assignment}: a text that nobody sent last")
    for assignment in rows:
        found.add("unknown", f"draft {assignment}: nobody wrote it")


def check_submissions(record, stored, found):
    rows = stored.by("id", """
        SELECT submission.id, submission.assignment_id, submission.number,
            split_part(body, ' ', 1) AS op,
            encode(sha256(convert_to(body, 'UTF8')), 'hex') AS text_digest,
            sha256(salt || convert_to(body, 'UTF8')) = submission.digest AS holds
        FROM submission LEFT JOIN submission_text text
            ON text.institution_id = submission.institution_id AND text.submission_id = submission.id
        """)
    for line in record.acknowledged["submission"]:
        answer = json.loads(line["answer"])
        row = rows.get(answer["id"])
        if row is None or (row["assignment_id"], row["number"], row["text_digest"]) != (
                line["assignment"], answer["number"], line["digest"]):
            found.add("lost", f"submission {answer['id']} of {line['op']}: "
                              + ("isn't there" if row is None else "differs"))
        elif not row["holds"]:
            found.add("lost", f"submission {answer['id']}: its digest isn't of its text")
    check_once("submission", record, rows, identities(record.acknowledged["submission"]), found,
               lambda row: row["op"])
    for row in stored.rows("""
            SELECT assignment.id, submissions, count(submission.id) AS many,
                coalesce(max(number), 0) AS last
            FROM assignment LEFT JOIN submission
                ON submission.institution_id = assignment.institution_id
                AND submission.assignment_id = assignment.id
            GROUP BY assignment.institution_id, assignment.id
            HAVING submissions <> count(submission.id) OR submissions <> coalesce(max(number), 0)"""):
        found.add("lost", f"assignment {row['id']}: counts {row['submissions']}, has {row['many']},"
                          f" the last is {row['last']}")


def check_feedback(record, stored, found):
    rows = stored.by("id", """
        SELECT feedback.id, submission_id, version,
            encode(sha256(convert_to(summary, 'UTF8')), 'hex') AS digest,
            (SELECT count(*) FROM released_feedback WHERE feedback_id = feedback.id) AS releases
        FROM feedback LEFT JOIN feedback_text ON feedback_id = feedback.id""")
    begun, told = grouped(record.begun["feedback"], "submission"), grouped(
        record.acknowledged["feedback"], "submission")
    of_submission = {row["submission_id"]: row for row in rows.values()}
    for submission, lines in begun.items():
        row, said = of_submission.get(submission), told.get(submission, [])
        last = max(said, key=lambda line: line["version"], default=None)
        if last and row is None:
            found.add("lost", f"feedback {last['id']}: isn't there")
        if row is None or last is None:
            continue
        # A release counts as a version too.
        saved = row["version"] - row["releases"]
        later = {line["digest"] for line in record.open("feedback")
                 if line["submission"] == submission}
        if saved < last["version"] or row["id"] != last["id"]:
            found.add("lost", f"feedback {row['id']}: version {saved}, was told {last['version']}")
        elif saved > len(lines):
            found.add("doubled", f"feedback {row['id']}: version {saved} of {len(lines)} writes")
        elif row["digest"] != last["digest"] and row["digest"] not in later:
            found.add("lost", f"feedback {row['id']}: another text than was told")
    for row in rows.values():
        if row["submission_id"] not in begun:
            found.add("unknown", f"feedback {row['id']}: nobody wrote it")


def check_releases(record, stored, found):
    rows = stored.by("id", """
        SELECT release.id, array_agg(copy.id) AS copies, array_agg(copy.feedback_id) AS feedback,
            min(encode(sha256(convert_to(summary, 'UTF8')), 'hex')) AS digest
        FROM release LEFT JOIN released_feedback copy
            ON copy.institution_id = release.institution_id AND copy.release_id = release.id
        LEFT JOIN released_feedback_text text
            ON text.institution_id = copy.institution_id AND text.released_feedback_id = copy.id
        GROUP BY release.id""")
    ready = {line["id"]: line["digest"] for line in record.acknowledged["feedback"]
             if line["is_ready"]}
    for line in record.acknowledged["release"]:
        answer = json.loads(line["answer"])
        row = rows.get(answer["id"])
        if row is None or row["copies"] != answer["released_feedback_ids"]:
            found.add("lost", f"release {answer['id']}: isn't there as it was told")
        elif row["digest"] != ready.get(line["feedback"]):
            found.add("lost", f"release {answer['id']}: another text than was ready")
    check_once("release", record, rows,
               identities(record.acknowledged["release"]), found,
               lambda row: row["feedback"][0], lambda line: line["feedback"])


def check_grades(record, stored, found):
    rows = stored.by("place", """
        SELECT offering_id || ' ' || seq AS place, enrollment_id,
            convert_from(entry, 'UTF8') AS entry,
            (SELECT grade FROM approval WHERE approval.institution_id = grade_entry.institution_id
                AND approval.offering_id = grade_entry.offering_id AND ledger_seq = seq) AS approved,
            (SELECT count(*) FROM idempotency_key
                WHERE idempotency_key.institution_id = grade_entry.institution_id
                    AND route LIKE '%/' || offering_id || '/grades'
                    AND answer = to_jsonb(seq)) AS keys
        FROM grade_entry WHERE assignment_id IS NULL""")
    recorded = {place: row for place, row in rows.items() if "\napproved_by=\n" in row["entry"]}
    for line in record.acknowledged["grade"]:
        place = f"{line['offering']} {json.loads(line['answer'])['ledger_sequence']}"
        row = recorded.get(place)
        if row is None or row["enrollment_id"] != line["enrollment"] \
                or f"\ngrade=course:mark:{line['grade']}\n" not in row["entry"]:
            found.add("lost", f"grade at {place}: "
                              + ("isn't there" if row is None else "differs"))
    check_counts("grade", record, Counter(row["enrollment_id"] for row in recorded.values()), found)
    approved = {place: row for place, row in rows.items() if place not in recorded}
    check_counts("approval", record, Counter(row["enrollment_id"] for row in approved.values()),
                 found, lambda line: bool(json.loads(line["answer"])["approved_enrollment_ids"]))
    for place, row in approved.items():
        if row["approved"] is None:
            found.add("lost", f"approval at {place}: only the ledger has it")


def check_exports(record, stored, found):
    rows = stored.by("id", """
        SELECT export.id, encode(digest, 'hex') AS digest, lines, ledger_seq,
            sha256(content) = digest AS holds,
            (SELECT min(enrollment_id::text) FROM export_line WHERE export_id = export.id)
                AS enrollment
        FROM export LEFT JOIN export_content
            ON export_content.institution_id = export.institution_id AND export_id = export.id""")
    for line in record.acknowledged["export"]:
        answer = json.loads(line["answer"])
        row = rows.get(answer["id"])
        if row is None or (row["digest"], row["lines"], row["ledger_seq"]) != (
                answer["digest"], answer["lines"], answer["ledger_sequence"]):
            found.add("lost", f"export {answer['id']}: "
                              + ("isn't there" if row is None else "differs"))
        elif not row["holds"]:
            found.add("lost", f"export {answer['id']}: its bytes haven't its digest")
    check_counts("export", record, Counter(row["enrollment"] for row in rows.values()), found)


def check_once(kind, record, rows, told, found, of_row, of_line=lambda line: line["op"]):
    """Each row is of a write that was asked for, and no two of the same."""
    asked = Counter(of_line(line) for line in record.begun[kind])
    stored = defaultdict(list)
    for id, row in rows.items():
        stored[of_row(row)].append(id)
    for key, ids in stored.items():
        if key not in asked:
            found.add("unknown", f"{kind} {ids[0]}: nobody asked for it")
        elif len(ids) > asked[key]:
            found.add("doubled", f"{kind} of {key}: {len(ids)} rows")
    may_be = {of_line(line) for line in record.open(kind)}
    for key, ids in stored.items():
        if key in asked and not told & set(ids) and key not in may_be:
            found.add("unknown", f"{kind} {ids[0]}: was refused and is there")


def check_counts(kind, record, stored, found, counts=lambda line: True):
    """As many rows of each learner as writes: fewer are lost, more are doubled."""
    told = Counter(line["enrollment"] for line in record.acknowledged[kind] if counts(line))
    may_be = Counter(line["enrollment"] for line in record.open(kind))
    for enrollment in told.keys() | stored.keys():
        many, least = stored[enrollment], told[enrollment]
        if many < least:
            found.add("lost", f"{kind}s of {enrollment}: {many} of {least}")
        if many > least + may_be[enrollment]:
            found.add("doubled", f"{kind}s of {enrollment}: {many} for {least}")


# What changes, and what the record must say of it: exactly as many lines as changes.
AUDITED = {
    "submission": """
        SELECT id, 1 AS changes, (SELECT count(*) FROM audit
            WHERE audit.institution_id = submission.institution_id AND subject_id = submission.id
                AND action = 'submission.made'
                AND detail ->> 'digest' = encode(digest, 'hex')) AS lines
        FROM submission""",
    "feedback": """
        SELECT id, version - (SELECT count(*) FROM released_feedback
                WHERE released_feedback.institution_id = feedback.institution_id
                    AND feedback_id = feedback.id) AS changes,
            (SELECT count(*) FROM audit WHERE audit.institution_id = feedback.institution_id
                AND subject_id = feedback.id AND action IN ('feedback.saved', 'feedback.ready'))
                AS lines
        FROM feedback""",
    "release": """
        SELECT id, 1 AS changes, (SELECT count(*) FROM audit
            WHERE audit.institution_id = release.institution_id AND subject_id = release.id
                AND action = 'release.made') AS lines
        FROM release""",
    "released feedback": """
        SELECT id, 1 AS changes, (SELECT count(*) FROM audit
            WHERE audit.institution_id = copy.institution_id AND subject_id = copy.id
                AND action = 'feedback.released' AND detail ->> 'digest' = encode(digest, 'hex'))
                AS lines
        FROM released_feedback copy""",
    "course grade": """
        SELECT offering_id || ' ' || seq AS id, 1 AS changes, (SELECT count(*) FROM audit
            WHERE audit.institution_id = entry.institution_id
                AND subject_id = entry.enrollment_id
                AND action IN ('grade.recorded', 'grade.approved') AND detail ->> 'seq' = seq::text)
                AS lines
        FROM grade_entry entry WHERE assignment_id IS NULL""",
    "export": """
        SELECT id, 1 AS changes, (SELECT count(*) FROM audit
            WHERE audit.institution_id = export.institution_id AND subject_id = export.id
                AND action = 'export.made' AND detail ->> 'digest' = encode(digest, 'hex')) AS lines
        FROM export""",
}


def check_audit(record, stored, found):
    for kind, query in AUDITED.items():
        for row in stored.rows(f"SELECT * FROM ({query}) AS each WHERE changes <> lines"):
            found.add("unaudited", f"{kind} {row['id']}: {row['changes']} changes, {row['lines']}"
                                   " lines of the record")


def check_keys(record, stored, found):
    """A key is kept for each post that was answered, in the transaction of what it made."""
    keys = {row["key"]: row["many"] for row in stored.rows(
        "SELECT key, count(*) AS many FROM idempotency_key GROUP BY key")}
    for kind in ("submission", "release", "grade", "approval", "export"):
        for line in record.acknowledged[kind]:
            if keys.get(f"drill-{line['op']}") != 1:
                found.add("lost", f"the key of {kind} {line['op']}")


def check_answers(record, found):
    for line in record.replayed:
        if record.answers.get(line["op"]) != (line["status"], line["answer"]):
            found.add("differing", f"{line['op']}: {line['status']} {line['answer'][:200]}")
    for line in record.hung:
        found.add("hung", f"{line['op']}: {line['kind']} {line['at']}")
    for line in record.refused:
        found.add("refused", f"{line['op']}: {line['kind']} {line['status']} {line['answer'][:200]}")


def check_schools(connection, stored, found):
    """As the service at each school: no row of another shows, in any table that has schools."""
    service = Stored(connection)
    tables = [row["name"] for row in stored.rows(
        "SELECT table_name AS name FROM information_schema.columns WHERE table_schema = 'public'"
        " AND column_name = 'institution_id' AND table_name <> 'institution_slug' ORDER BY 1")]
    may = {row["name"] for row in service.rows(
        "SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        " AND relkind = 'r' AND has_table_privilege(oid, 'SELECT')")}
    for school in stored.rows("SELECT id FROM institution"):
        counted = " UNION ALL ".join(
            f"SELECT '{name}' AS name, count(*) AS others FROM {name}"
            f" WHERE institution_id <> '{school['id']}'" for name in tables if name in may)
        for row in Stored(connection).rows(
                "SELECT * FROM (SELECT set_config('peerspective.institution',"
                f" '{school['id']}', false)) AS set, LATERAL ({counted}) AS each WHERE others > 0"):
            found.add("leaked", f"{row['name']}: {row['others']} rows of other schools show")


def check_chains(admin, connection, found):
    said = subprocess.run([admin, "verify", "--operator", "drill"], check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          env={**os.environ, "DATABASE_URL": connection})
    if said.returncode:
        found.add("broken", said.stdout[-2000:])


def identities(lines):
    return {json.loads(line["answer"])["id"] for line in lines}


def grouped(lines, key):
    groups = defaultdict(list)
    for line in lines:
        groups[line[key]].append(line)
    return groups


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--journal", required=True)
    options.add_argument("--database", required=True)
    options.add_argument("--service")
    options.add_argument("--admin")
    options = options.parse_args()
    record, stored, found = Record(options.journal), Stored(options.database), Found()
    for check in (check_drafts, check_submissions, check_feedback, check_releases, check_grades,
                  check_exports, check_keys, check_audit):
        check(record, stored, found)
    check_answers(record, found)
    if options.service:
        check_schools(options.service, stored, found)
    if options.service and options.admin:
        check_chains(options.admin, options.service, found)
    counts = Counter(each["kind"] for each in found)
    print(json.dumps({
        "figures": {
            "writes begun": sum(map(len, record.begun.values())),
            "acknowledged writes": sum(map(len, record.acknowledged.values())),
            **{f"acknowledged {kind}s": len(record.acknowledged[kind]) for kind in KINDS},
            "answers compared": len(record.replayed),
            **{kind: counts[kind] for kind in (
                "lost", "doubled", "unknown", "differing", "hung", "refused", "unaudited", "leaked",
                "broken")}},
        "found": found}))
    sys.exit(1 if found else 0)


main()

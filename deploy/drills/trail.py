"""Whether every change left its line in the record, every answer its key; whether the chains hold, and
schools stay apart."""

import os
import subprocess

from record import POSTED, Stored

# What changes, and the lines of the record that say so: exactly as many.
AUDITED = {
    "submission": """
        SELECT id, 1 AS changes, (SELECT count(*) FROM audit
            WHERE audit.institution_id = submission.institution_id AND subject_id = submission.id
                AND action = 'submission.made'
                AND detail ->> 'digest' = encode(digest, 'hex')) AS lines
        FROM submission""",
    "feedback": """
        SELECT id, version - (SELECT count(*) FROM released_feedback copy
                WHERE copy.institution_id = feedback.institution_id
                    AND copy.feedback_id = feedback.id) AS changes,
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
    for kind in POSTED:
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
    """As the service at each school: its own people show, and no row of another school, in any table
    that has schools."""
    tables = Stored(connection).rows("""
        SELECT relname AS name FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
        WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
            AND attname = 'institution_id' AND relname <> 'institution_slug'
            AND has_table_privilege(pg_class.oid, 'SELECT')""")
    for school in [row["id"] for row in stored.rows("SELECT id FROM institution")]:
        service = Stored(connection, f"SET LOCAL peerspective.institution = '{school}'")
        counts = service.rows(" UNION ALL ".join(
            f"SELECT '{table['name']}' AS name, count(*) AS all,"
            f" count(*) FILTER (WHERE institution_id <> '{school}') AS others FROM {table['name']}"
            for table in tables))
        for row in counts:
            if row["others"]:
                found.add("leaked", f"{row['name']}: {row['others']} rows of other schools show")
            if row["name"] == "person" and not row["all"]:
                found.add("leaked", f"the people of {school} don't show to itself: nothing is shown")


def check_chains(admin, connection, found):
    said = subprocess.run([admin, "verify", "--operator", "drill"], check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          env={**os.environ, "DATABASE_URL": connection})
    if said.returncode:
        found.add("broken", "; ".join(line for line in said.stdout.splitlines()
                                      if "BROKEN" in line or "LATE" in line) or said.stdout)

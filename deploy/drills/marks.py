"""Whether each acknowledged grade, approval and export is stored, and no more."""

import json
from collections import Counter


def check_grades(record, stored, found):
    rows = stored.by("place", """
        SELECT entry.offering_id || ' ' || seq AS place, entry.enrollment_id,
            convert_from(entry, 'UTF8') AS entry, approval.grade AS approved
        FROM grade_entry entry LEFT JOIN approval
            ON approval.institution_id = entry.institution_id
            AND approval.offering_id = entry.offering_id AND ledger_seq = seq
        WHERE assignment_id IS NULL""")
    recorded = {place: row for place, row in rows.items() if "\napproved_by=\n" in row["entry"]}
    for line in record.acknowledged["grade"]:
        place = f"{line['offering']} {json.loads(line['answer'])['ledger_sequence']}"
        row = recorded.get(place)
        if row is None or row["enrollment_id"] != line["enrollment"] \
                or f"\ngrade=course:mark:{line['grade']}\n" not in row["entry"]:
            found.add("lost", f"grade at {place}: "
                              + ("isn't there" if row is None else "differs"))
    told = record.acknowledged["grade"]
    check_counts("grade", record, told, recorded.values(), found)
    approved = {place: row for place, row in rows.items() if place not in recorded}
    for place, row in approved.items():
        if row["approved"] is None:
            found.add("lost", f"approval at {place}: only the ledger has it")
    check_counts("approval", record, made_approvals(record, found), approved.values(), found)


def check_released_grades(record, stored, found):
    """Completed work has its grade in the ledger once for each release of it."""
    for row in stored.rows("""
            SELECT assignment.id,
                (SELECT count(*) FROM grade_entry entry
                    WHERE entry.institution_id = assignment.institution_id
                        AND entry.assignment_id = assignment.id) AS grades,
                (SELECT count(*) FROM released_feedback copy
                    WHERE copy.institution_id = assignment.institution_id
                        AND copy.assignment_id = assignment.id AND outcome = 'complete') AS releases
            FROM assignment"""):
        if row["grades"] != row["releases"]:
            found.add("lost" if row["grades"] < row["releases"] else "doubled",
                      f"grade of assignment {row['id']}: {row['grades']} for {row['releases']}"
                      " releases")


def made_approvals(record, found):
    """The acknowledged approvals that made an entry. A grade that stood approved makes none: as it
    was before the approval, not as the approval's own first attempt left it."""
    made, last = [], {}
    for line in record.acknowledged["approval"]:
        answer = json.loads(line["answer"])
        if answer["approved_enrollment_ids"] == [line["enrollment"]]:
            made.append(line)
        elif last.get(line["enrollment"]) != line["grade"]:
            found.add("doubled", f"approval {line['op']}: its grade was approved by itself")
        last[line["enrollment"]] = line["grade"]
    return made


def check_exports(record, stored, found):
    rows = stored.by("id", """
        SELECT export.id, encode(digest, 'hex') AS digest, lines,
            export.ledger_seq,
            sha256(content) = digest AS holds, line.enrollment_id
        FROM export LEFT JOIN export_content content
            ON content.institution_id = export.institution_id AND content.export_id = export.id
        LEFT JOIN export_line line
            ON line.institution_id = export.institution_id AND line.export_id = export.id""")
    for line in record.acknowledged["export"]:
        answer = json.loads(line["answer"])
        row = rows.get(answer["id"])
        if row is None or (row["digest"], row["lines"], row["ledger_seq"]) != (
                answer["digest"], answer["lines"], answer["ledger_sequence"]):
            found.add("lost", f"export {answer['id']}: "
                              + ("isn't there" if row is None else "differs"))
        elif not row["holds"]:
            found.add("lost", f"export {answer['id']}: its bytes haven't its digest")
    check_counts("export", record, record.acknowledged["export"], rows.values(), found)


def check_counts(kind, record, acknowledged, rows, found):
    """As many rows of each learner as writes: fewer are lost, more are doubled."""
    stored = Counter(row["enrollment_id"] for row in rows)
    told = Counter(line["enrollment"] for line in acknowledged)
    may_be = Counter(line["enrollment"] for line in record.open[kind])
    for enrollment in told.keys() | stored.keys():
        many, least = stored[enrollment], told[enrollment]
        if many < least:
            found.add("lost", f"{kind}s of {enrollment}: {many} of {least}")
        if many > least + may_be[enrollment]:
            found.add("doubled", f"{kind}s of {enrollment}: {many} for {least}")

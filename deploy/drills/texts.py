"""Whether each acknowledged text is stored: drafts, submissions, feedback, releases."""

import json
from collections import Counter, defaultdict

from record import answered, grouped


def check_drafts(record, stored, found):
    rows = stored.by("id", """
        SELECT assignment_id AS id, version, encode(sha256(convert_to(body, 'UTF8')), 'hex') AS digest
        FROM draft LEFT JOIN draft_text USING (institution_id, assignment_id)""")
    check_versions("draft", "assignment", record, rows, found)
    for version in record.acknowledged["draft"]:
        version["place"] = f"{version['assignment']} {version['version']}"
    for place, lines in grouped(record.acknowledged["draft"], "place").items():
        if len(lines) > 1:
            found.add("lost", f"draft {place}: was told to {len(lines)} writes")


def check_feedback(record, stored, found):
    # A release counts as a version too.
    rows = stored.by("id", """
        SELECT submission_id AS id, encode(sha256(convert_to(summary, 'UTF8')), 'hex') AS digest,
            version - (SELECT count(*) FROM released_feedback copy
                WHERE copy.institution_id = feedback.institution_id
                    AND copy.feedback_id = feedback.id) AS version
        FROM feedback LEFT JOIN feedback_text text
            ON text.institution_id = feedback.institution_id AND text.feedback_id = feedback.id""")
    check_versions("feedback", "submission", record, rows, found)


def check_versions(kind, of, record, rows, found):
    """What is saved over and over: the last acknowledged text, or a later one of unknown outcome."""
    told = grouped(record.acknowledged[kind], of)
    later = grouped(record.open[kind], of)
    begun = grouped(record.begun[kind], of)
    for id, row in rows.items():
        if id not in begun:
            found.add("unknown", f"{kind} of {id}: nobody wrote it")
        elif row["version"] > len(begun[id]):
            found.add("doubled", f"{kind} of {id}: version {row['version']} after"
                                 f" {len(begun[id])} writes")
    for id, lines in told.items():
        last, row = max(lines, key=lambda line: line["version"]), rows.get(id)
        if row is None:
            found.add("lost", f"{kind} of {id}: isn't there")
        elif row["version"] < last["version"]:
            found.add("lost", f"{kind} of {id}: version {row['version']}, was told"
                              f" {last['version']}")
        elif row["digest"] not in {last["digest"]} | {line["digest"] for line in later[id]}:
            found.add("lost", f"{kind} of {id}: another text than was told")


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
    check_once("submission", "op", record, {id: row["op"] for id, row in rows.items()}, found)
    check_numbers(stored, found)


def check_numbers(stored, found):
    for row in stored.rows("""
            SELECT assignment.id, submissions, count(made.id) AS many,
                coalesce(max(number), 0) AS last
            FROM assignment LEFT JOIN submission made
                ON made.institution_id = assignment.institution_id
                AND made.assignment_id = assignment.id
            GROUP BY assignment.institution_id, assignment.id
            HAVING submissions <> count(made.id) OR submissions <> coalesce(max(number), 0)"""):
        found.add("lost", f"assignment {row['id']}: counts {row['submissions']} submissions, has"
                          f" {row['many']}, the last is {row['last']}")


def check_releases(record, stored, found):
    rows = stored.by("id", """
        SELECT release.id, array_agg(copy.id) AS copies, array_agg(copy.feedback_id) AS feedback,
            min(encode(sha256(convert_to(summary, 'UTF8')), 'hex')) AS digest
        FROM release LEFT JOIN released_feedback copy
            ON copy.institution_id = release.institution_id AND copy.release_id = release.id
        LEFT JOIN released_feedback_text text
            ON text.institution_id = copy.institution_id AND text.released_feedback_id = copy.id
        GROUP BY release.institution_id, release.id""")
    ready = {line["id"]: line["digest"] for line in record.acknowledged["feedback"]
             if line["is_ready"]}
    for line in record.acknowledged["release"]:
        answer = json.loads(line["answer"])
        row = rows.get(answer["id"])
        if row is None or row["copies"] != answer["released_feedback_ids"]:
            found.add("lost", f"release {answer['id']}: isn't there as it was told")
        elif row["digest"] != ready.get(line["feedback"]):
            found.add("lost", f"release {answer['id']}: another text than was ready")
    check_once("release", "feedback", record,
               {id: row["feedback"][0] for id, row in rows.items()}, found)


def check_once(kind, of, record, rows, found):
    """Each row is of a write that was asked for, and no two are of the same."""
    asked = Counter(line[of] for line in record.begun[kind])
    told, may_be = set(answered(record.acknowledged[kind])), {line[of] for line in record.open[kind]}
    stored = defaultdict(list)
    for id, key in rows.items():
        stored[key].append(id)
    for key, ids in stored.items():
        if key not in asked:
            found.add("unknown", f"{kind} {ids[0]}: nobody asked for it")
        elif len(ids) > 1:
            found.add("doubled", f"{kind} of {key}: {len(ids)} rows")
        elif ids[0] not in told and key not in may_be:
            found.add("unknown", f"{kind} {ids[0]}: was refused, and is there")

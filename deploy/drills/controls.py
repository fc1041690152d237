"""Negative controls: damage that the checker must find. What the chains and the schools' walls must show is
done to a copy of the database, the rest for the checker's eyes alone. A control passes when the checker
finds what was done."""

import shutil

from database import SUPERUSER
from journal import Journal
from plan import Round
from report import examine

# The lines that speak of one thing are deleted past the foreign keys, as damage would.
PAST_KEYS = "SET session_replication_role = replica;"

# Name: what is done, the kind under which it must be found, and of what it must speak.
TAMPERED = {
    "a submission is deleted": (
        "DELETE FROM submission WHERE id = (SELECT id FROM submission ORDER BY id LIMIT 1)",
        "lost", "submission"),
    "the text of a submission is changed": (
        "UPDATE submission_text SET body = body || '.'"
        " WHERE submission_id = (SELECT min(submission_id::text)::uuid FROM submission_text)",
        "lost", "submission"),
    "a draft is put back by one saving": (
        "UPDATE draft SET version = version - 1"
        " WHERE assignment_id = (SELECT min(assignment_id::text)::uuid FROM draft)",
        "lost", "draft"),
    "a feedback is deleted": (
        "DELETE FROM feedback WHERE id = (SELECT min(id::text)::uuid FROM feedback)",
        "lost", "feedback"),
    "a release is deleted": (
        "DELETE FROM release WHERE id = (SELECT min(id::text)::uuid FROM release)",
        "lost", "release"),
    "the last grade is deleted from its ledger": (
        "DELETE FROM grade_entry WHERE digest = (SELECT entry.digest FROM grade_entry entry"
        " WHERE convert_from(entry, 'UTF8') LIKE E'%\\napproved_by=\\n%'"
        " AND assignment_id IS NULL ORDER BY recorded_at DESC LIMIT 1)",
        "lost", "grade"),
    "the grade of completed work is deleted": (
        "DELETE FROM grade_entry WHERE assignment_id IS NOT NULL", "lost", "grade of assignment"),
    "an approval is deleted": (
        "DELETE FROM approval WHERE id = (SELECT min(id::text)::uuid FROM approval)",
        "lost", "approval"),
    "a byte of an export is changed": (
        "UPDATE export_content SET content = content || '\\x20'"
        " WHERE export_id = (SELECT min(export_id::text)::uuid FROM export_content)", "lost", "export"),
    "a key is deleted": (
        "DELETE FROM idempotency_key WHERE key = (SELECT min(key) FROM idempotency_key)",
        "lost", "key"),
    "an export that nobody asked for": (
        "INSERT INTO export SELECT institution_id, gen_random_uuid(), offering_id, section_id,"
        " format, lines, ledger_seq, digest, made_by, made_at FROM export LIMIT 1",
        "doubled", "export"),
    "a line of the record is deleted": (
        "DELETE FROM audit WHERE id = (SELECT id FROM audit WHERE action = 'submission.made'"
        " ORDER BY id LIMIT 1)",
        "unaudited", "submission"),
    "a sealed line of the record is changed": (
        "UPDATE audit SET detail = detail || '{\"more\": \"than was\"}' WHERE id ="
        " (SELECT id FROM audit WHERE action = 'submission.made' ORDER BY id LIMIT 1)",
        "broken", "audit"),
    "an entry of a ledger is changed": (
        "UPDATE grade_entry SET entry = replace(encode(entry, 'escape'), 'mark:P', 'mark:F')::bytea"
        " WHERE entry LIKE '%mark:P%'::bytea",
        "broken", "grades"),
    "row-level security is off": (
        "ALTER TABLE submission DISABLE ROW LEVEL SECURITY", "leaked", "submission"),
}

# Each key is stored as another, so none is found again and none violates its uniqueness.
FORGETTING = """
    CREATE FUNCTION forget() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN NEW.key := NEW.key || gen_random_uuid(); RETURN NEW; END $$;
    CREATE TRIGGER forget BEFORE INSERT ON idempotency_key
        FOR EACH ROW EXECUTE FUNCTION forget();"""


def run(world, journal, rounds, report):
    """Ends the rounds: what the clients know afterwards is of a copy."""
    world.service.stop()
    for name, (statement, kind, subject) in TAMPERED.items():
        damage = f"{PAST_KEYS} {statement}"
        if kind in ("broken", "leaked"):
            world.copy("control")
            world.database.sql(damage, role=SUPERUSER, name="control")
            said = examine(world, journal, "control")
        else:
            said = examine(world, journal, whole=False, damage=damage)
        expect(report, name, kind, subject, said)
    silent(world, journal, rounds, report)
    without_keys(world, journal, rounds, report)


def without_keys(world, journal, rounds, report):
    world.copy("control")
    world.database.sql(FORGETTING, role=SUPERUSER, name="control")
    world.serve("control")
    rounds.take(copied(journal))
    rounds.run(Round(998, "network", 0, 0, 0), writes=2)
    expect(report, "keys are forgotten", "doubled", "submission",
           examine(world, rounds.journal, "control", whole=False))


def silent(world, journal, rounds, report):
    """Nobody answers, and a client waits no longer than it may."""
    rounds.take(copied(journal))
    client = rounds.clients[0]
    bound, client.caller.bound = client.caller.bound, 1
    client.run(997, 1)
    client.caller.bound = bound
    expect(report, "nobody answers", "hung", "",
           examine(world, rounds.journal, whole=False))


def copied(journal):
    path = journal.path + ".control"
    shutil.copy(journal.path, path)
    return Journal(path)


def expect(report, name, kind, subject, said):
    """Passes where something of that kind is found that wasn't there before the damage."""
    before = [each["said"] for each in report.found]
    found = [each["said"] for each in said["found"]
             if each["kind"] == kind and subject in each["said"] and each["said"] not in before]
    report.check(f"control: {name}", found,
                 f"{kind}: {found[0][:120]}" if found else f"not found as {kind}")

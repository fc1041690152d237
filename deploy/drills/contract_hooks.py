"""Loaded by Schemathesis: who asks, from where, for what of the demo world, and which refusals are right
though the description allows what was sent."""

import itertools
import json
import os
import re
import urllib.parse
import uuid
import zlib

import jsonschema_rs
import requests
import schemathesis

GIVEN = json.loads(os.environ["CONTRACT"])
# So many that none asks too often.
TOKENS = itertools.cycle(GIVEN["tokens"])
ADDRESSES = itertools.count()
MADE_UP_IDS = 20  # of a hundred

# What no schema can say, by where the fault stands and what it is called.
RULES = {
    "a field is held against another one": [
        (r"/closes_at", "before-due"), (r"/due_at", "before-opening|not-later"),
        (r"/ended_at", "out-of-range"), (r"/ends_on", "before-start"),
        (r"/words_most", "below-least"), (r"/comments/\d+", "empty-span|.*span.*"),
        (r"/counts_as", "unknown-value"), (r"/points", "missing|out-of-range|unexpected"),
        (r"/rows", "unexpected"), (r"/steps|/below", "missing|unexpected"),
        (r"/sections/\d+/grad\w+_due_on", "out-of-range"), (r"/sections/\d+/\w+", "missing"),
        (r"/lapses_on", "missing"), (r"/columns/\d+/text", "unexpected"),
        (r"/columns|/letters", "missing|repeated"), (r"/body", "empty"),
        (r"/late_policy", "flag-costs|costs-nothing|last-draft-needs-close"),
        (r"\?offering_id", "missing"), (r"/section_id", "missing"), (r"/course/title", "missing"),
    ],
    "a time is held against the clock": [
        (r"/ended_at", "not-over"), (r"/expires_at|/visited_on|/release_at", "out-of-range"),
        (r"/until", "past"),
    ],
    "years are from 1900 to 2999, and an exploration lasts ten years at most": [
        (r".*(_at|/until)|\?\w+", "unreadable"),
        (r"/starts_on|/ends_on|/opens_at|/due_at", "out-of-range")],
    "it names or counts what is stored": [
        (r"/(alias|section_id|person_id|from_id|to_id|successor_id|reader_id|learner_id"
         r"|rubric_version_id|offering_id)", "unknown.*|not-.*"),
        (r"/(feedback|sections|community_ids|communities|enrollment_ids|theme|rows)/\d+.*",
         "unknown|not-.*|repeated|stale|taken|.*already.*"),
        (r"/enrollment_ids?|/section_id", "empty|missing|not-.*|blind-open"), (r"/failed_rows_of", "not-rejected"),
        (r"/course", "fixed"), (r"/enrollment_id", "not-.*"), (r"/letters/.*", "unknown-value"),
        (r"\?to", "unknown"), (r"", "not-approved"),
    ],
    "a grammar that a pattern would only repeat: RFC 3986, time zones, rosters, our own cursors": [
        (r"/url|/source_url|/page_address", "form"), (r"(/session)?/zone", "unknown"),
        (r"", "unreadable-file"), (r"\?cursor", "unreadable"),
    ],
    "no text holds U+0000, said once for all of them": [(r".*", "nul-character|zero-character")],
    "control characters have no place in a line of a registrar's file": [
        (r"/columns/\d+/(name|text)|/letters/.*", "length")],
}

if GIVEN["tokens"]:
    @schemathesis.auth(refresh_interval=None)
    class Tokens:
        def get(self, case, context):
            return next(TOKENS)

        def set(self, case, data, context):
            case.headers["Authorization"] = f"Bearer {data}"


@schemathesis.hook
def before_call(context, case, kwargs):
    """A stranger counts for their address, so each request comes from another one."""
    number = next(ADDRESSES)
    case.headers["X-Forwarded-For"] = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
    for name, value in (case.path_parameters or {}).items():
        case.path_parameters[name] = stored(case.path, name, value)
    if re.fullmatch(r'"[0-9]+"', str(case.headers.get("If-Match", ""))) and number % 4:
        case.headers["If-Match"] = version(case, kwargs) or case.headers["If-Match"]


def version(case, kwargs):
    """Of what is edited, where one may see it: with a made-up one nobody looks at the rest."""
    path = case.path
    for name, value in (case.path_parameters or {}).items():
        path = path.replace("{" + name + "}", urllib.parse.quote(str(value), safe=""))
    token = next(TOKENS) if GIVEN["tokens"] else ""
    return requests.get(GIVEN["address"] + path, headers={
        "Authorization": f"Bearer {token}", "X-Forwarded-For": case.headers["X-Forwarded-For"],
    }).headers.get("ETag")


def stored(path, name, value):
    """An id that is stored in place of most that were made up; what isn't one stays."""
    try:
        uuid.UUID(str(value))
    except ValueError:
        return value
    noun = path.split("/")[1]
    known = GIVEN["ids"].get(noun if name == "id" else name, [])
    chance = zlib.crc32(str(value).encode())
    # Who signs themselves out, or lets themselves in no more, asks nothing after that.
    is_own = noun == "people" and value == GIVEN["own"]
    if not known or not is_own and (value in known or chance % 100 < MADE_UP_IDS):
        return value
    return known[chance // 100 % len(known)]


@schemathesis.hook
def filter_failure(context, failure, case, response):
    kind = type(failure).__name__
    if kind == "RejectedPositiveData" and response.status_code == 422:
        return not is_by_rule(response.json())
    if kind == "AcceptedNegativeData":
        return not is_without_nulls(case)
    return True


def is_by_rule(problem):
    """Whether each fault is one of a rule that no schema states."""
    if problem["type"] == "/problems/key-reused":
        return True
    faults = problem.get("errors", [])
    return bool(faults) and all(
        any(re.fullmatch(place, fault["pointer"], re.DOTALL) and re.fullmatch(codes, fault["code"])
            for rules in RULES.values() for place, codes in rules)
        for fault in faults)


def is_without_nulls(case):
    """Null in a field that may be left out is as good as leaving it out, as the description says."""
    if not isinstance(case.body, (dict, list)):
        return False
    given = without_nulls(case.body)
    if given == case.body:
        return False
    root = case.operation.schema.raw_schema
    for body in case.operation.body:
        schema = {**body.definition["schema"], "components": root["components"]}
        if jsonschema_rs.is_valid(schema, given):
            return True
    return False


def without_nulls(value):
    if isinstance(value, dict):
        return {name: without_nulls(item) for name, item in value.items() if item is not None}
    if isinstance(value, list):
        return [without_nulls(item) for item in value]
    return value

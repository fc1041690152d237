"""What the checker compares: the journal by kind of write, the rows of a database, and what was found."""

import json
import subprocess
from collections import defaultdict

KINDS = ("draft", "submission", "feedback", "release", "grade", "approval", "export")
POSTED = ("submission", "release", "grade", "approval", "export")


class Found(list):
    def add(self, kind, said):
        self.append({"kind": kind, "said": said})


class Record:
    def __init__(self, path):
        self.begun, self.acknowledged = defaultdict(list), defaultdict(list)
        self.replayed, self.refused, self.hung = [], [], []
        self.answers = {}
        with open(path) as lines:
            for line in lines:
                self._take(json.loads(line))
        # Writes of which nobody knows what became: they may be stored, once.
        ended = set(self.answers) | {line["op"] for line in self.refused}
        self.open = {kind: [line for line in self.begun[kind] if line["op"] not in ended]
                     for kind in KINDS}

    def _take(self, line):
        what = line["what"]
        if what == "begun":
            self.begun[line["kind"]].append(line)
        elif what == "acknowledged":
            self.acknowledged[line["kind"]].append(line)
            self.answers[line["op"]] = (line["status"], line["answer"])
        else:
            {"replayed": self.replayed, "refused": self.refused, "hung": self.hung}[what].append(line)


class Stored:
    def __init__(self, connection):
        self.connection = connection

    def rows(self, query, school=None):
        """As JSON, a row a line; `school`: whose rows the service then sees."""
        setting = f"SET peerspective.institution = '{school}';" if school else ""
        said = subprocess.run(
            ["psql", "-qAtX", "-v", "ON_ERROR_STOP=1", "-d", self.connection],
            input=f"{setting} SELECT row_to_json(found) FROM ({query}) AS found;",
            check=True, stdout=subprocess.PIPE, text=True).stdout
        return [json.loads(line) for line in said.splitlines()]

    def by(self, key, query):
        return {row[key]: row for row in self.rows(query)}


def grouped(lines, key):
    groups = defaultdict(list)
    for line in lines:
        groups[line[key]].append(line)
    return groups


def answered(lines, field="id"):
    """Of each line, what its answer says in that field."""
    return [json.loads(line["answer"])[field] for line in lines]

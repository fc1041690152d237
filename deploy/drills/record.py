"""What the checker compares: the journal by kind of write, the rows of a database, and what was found."""

import json
import subprocess
from collections import defaultdict

KINDS = ("draft", "submission", "feedback", "release", "grade", "approval", "export")
END = "all rows"
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
    """The rows of a database, as they are at one moment."""

    def __init__(self, connection, before=""):
        """`before`: SQL that is run first. All of it is one transaction, which is taken back."""
        self.session = subprocess.Popen(
            ["psql", "-qAtX", "-v", "ON_ERROR_STOP=1", "-d", connection], text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.session.stdin.write(f"BEGIN ISOLATION LEVEL REPEATABLE READ; {before};\n")

    def rows(self, query):
        """As JSON, a row a line."""
        self.session.stdin.write(
            f"SELECT row_to_json(found) FROM ({query}) AS found;\n\\echo {END}\n")
        self.session.stdin.flush()
        rows = []
        for line in self.session.stdout:
            if line.strip() == END:
                return rows
            rows.append(json.loads(line))
        raise SystemExit("psql ended.")

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

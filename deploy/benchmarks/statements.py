"""What the service says to PostgreSQL, from PostgreSQL's own log: so that other clients can be
measured with just the same statements, whatever the service has become."""

import re
import time
import uuid

ENTRY = re.compile(r"^@(\d+)@ (\w+):\s+(.*)", re.S)
RUN = re.compile(r"^(?:execute [^:]*|statement): (.*)", re.S)
PARAMETER = re.compile(r"\$(\d+) = (NULL|'(?:[^']|'')*')", re.S)


class Statement:
    def __init__(self, text):
        self.text = text.strip()
        self.parameters = {}

    def literal(self, fresh=lambda value: None):
        """The statement with its values in the text, as pgbench can read it, which takes a colon for
        the beginning of a variable. `fresh` may give SQL in a value's place."""
        def value(match):
            found = self.parameters[int(match.group(1))]
            return fresh(found) or quoted(found)
        return re.sub(r"\$(\d+)", value, self.text)


def quoted(literal):
    if ":" not in literal:
        return literal
    return "E" + literal.replace("\\", "\\\\").replace(":", "\\072")


def said(service, ask):
    """Runs `ask`, and answers what each session said meanwhile."""
    log(service, True)
    with open(service.log, errors="replace") as file:
        start = file.seek(0, 2)
    ask()
    mark = str(uuid.uuid4())
    service.sql(f"SELECT '{mark}'")
    text = ""
    while mark not in text:
        time.sleep(0.05)
        with open(service.log, errors="replace") as file:
            file.seek(start)
            text = file.read()
    log(service, False)
    return units(text)


def log(service, on):
    for setting, value in [("log_statement", "'all'"), ("log_line_prefix", "'@%p@ '")]:
        service.sql(f"ALTER SYSTEM SET {setting} = {value}" if on
                    else f"ALTER SYSTEM RESET {setting}")
    service.sql("SELECT pg_reload_conf()")
    time.sleep(0.5)


def units(text):
    """The log's statements, each session's in its order, cut where its settings begin."""
    sessions = {}
    for entry in re.split(r"\n(?=@)", text):
        match = ENTRY.match(entry.strip("\n"))
        if not match:
            continue
        statements = sessions.setdefault(match.group(1), [])
        body = match.group(3).replace("\n\t", "\n")
        run = RUN.match(body)
        if match.group(2) == "LOG" and run:
            statements.append(Statement(run.group(1)))
        elif match.group(2) == "DETAIL" and statements and body.startswith("parameters:"):
            statements[-1].parameters = {int(n): v for n, v in PARAMETER.findall(body)}
    found = []
    for statements in sessions.values():
        unit = []
        for statement in statements:
            if statement.text.startswith("SELECT set_config("):
                unit = []
                found.append(unit)
            unit.append(statement)
    return found


def of(units, *values):
    """The statements of those units that mention one of `values`, none twice, without what begins
    and ends a transaction: in one pipeline all is one."""
    chosen = []
    for unit in units:
        if not any(v in p for s in unit for p in s.parameters.values() for v in values):
            continue
        for statement in unit:
            known = any((statement.text, statement.parameters) == (s.text, s.parameters)
                        for s in chosen)
            if not known and statement.text.split()[0] not in ("BEGIN", "COMMIT", "ROLLBACK"):
                chosen.append(statement)
    return chosen

"""What was checked, and how it ends."""

import json
import os
import subprocess
import sys

from database import OWNER, SERVICE, SUPERUSER

HERE = os.path.dirname(os.path.abspath(__file__))


class Report:
    def __init__(self):
        self.checks, self.figures, self.found = [], {}, []

    def check(self, name, passed, said=""):
        self.checks.append((name, bool(passed)))
        print(f"{'passed' if passed else 'FAILED'}: {name}" + (f" ({said})" if said else ""),
              flush=True)

    def compare(self, name, said):
        """Of what the checker says: nothing may be found, and its figures are kept."""
        self.tell(said["found"])
        self.check(name, not said["found"])
        for figure, value in said["figures"].items():
            if isinstance(value, int):
                value += self.figures.get(figure, 0)
            self.figures[figure] = value

    def tell(self, found):
        """Of what was found, that which wasn't told before."""
        for each in found:
            if each not in self.found:
                self.found.append(each)
                print(f"found {each['kind']}: {each['said']}", flush=True)

    def end(self):
        """Prints the figures; answers the exit code."""
        for name, value in self.figures.items():
            print(f"{name}: {value:.2f}" if isinstance(value, float) else f"{name}: {value}")
        failed = sum(not passed for _, passed in self.checks)
        print(f"{len(self.checks) - failed} passed, {failed} failed")
        return 1 if failed else 0


def examine(world, journal, name="peerspective", whole=True, damage=""):
    """What the checker says of a database of the world; `whole`: of chains and schools too; `damage`:
    SQL that is done for the checker's eyes alone, as the cluster's superuser."""
    database = world.database
    role = SUPERUSER if damage else OWNER
    command = [sys.executable, f"{HERE}/checker.py", "--journal", journal.path,
               "--database", database.connection(role, name), "--damage", damage]
    if whole:
        command += ["--service", database.connection(SERVICE, name), "--admin", world.admin]
    said = subprocess.run(command, check=False, stdout=subprocess.PIPE, text=True)
    if said.returncode not in (0, 1) or not said.stdout:
        raise SystemExit(f"The checker itself failed: {said.returncode}")
    return json.loads(said.stdout)

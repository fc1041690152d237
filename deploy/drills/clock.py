"""The clock: moved by two hours, forth and back, and by thirty days, while the service runs; that of
the service's machine alone, and together with the database's.

No session outlives its limits, nothing late is taken as punctual, jobs go on, ids stay unique, and
the chains hold. What nobody can judge by a clock in doubt isn't judged: the service answers 503."""

import json
import os
import random
import shutil
import struct
import subprocess
import time
import urllib.error
import urllib.request
from datetime import datetime, timedelta, timezone

from journal import Journal
from plan import Round
from report import HERE, examine
from rounds import Rounds
from world import World

LANES = 6
HOUR, DAY = 3600, 86_400
MOVES = (2 * HOUR, -2 * HOUR, 30 * DAY)
# Longer than the service needs to compare the clocks.
NOTICED = 2
PASSWORD = "example voices of spring"
TEXT = "I had passed over the silence between two posts."


def drill(options, folder, report):
    clocks = Clocks(folder)
    journal = Journal(os.path.join(folder, "journal"))
    world = World(options.program, folder, options.seed, environment=clocks.of("service"))
    world.database.environment = clocks.of("database")
    try:
        world.make(lanes=LANES)
        # Of whom nothing is handed in meanwhile: only the first that is can be late.
        lane = world.lanes.pop()
        load = Load(world, clocks, journal, options.seed)
        load.rounds(options.full)
        report.compare("what was acknowledged outlives a clock that moves",
                       examine(world, journal))
        report.check("nothing is stamped by a clock in doubt", not load.stamped,
                     "; ".join(load.stamped))
        Scenes(world, clocks, report, lane).play()
        report.figures |= {
            "moves of the clock under load": load.moves,
            "acknowledged while it moved": journal.acknowledged,
            "time to recover from a wrong clock, longest, s": load.longest}
    finally:
        world.end()


class Clocks:
    """Two machines' clocks, each moved by a file of eight bytes."""

    def __init__(self, folder):
        self.folder = folder
        self.library = os.path.join(folder, "clock.so")
        compiler = shutil.which("cc") or shutil.which("clang")
        if compiler is None:
            raise SystemExit("There is no C compiler: install gcc.")
        subprocess.run([compiler, "-O2", "-shared", "-fPIC", "-o", self.library,
                        f"{HERE}/clock.c", "-ldl"], check=True)
        self.set(0)

    def of(self, machine):
        return {"LD_PRELOAD": self.library, "CLOCK_OFFSET": os.path.join(self.folder, machine)}

    def set(self, seconds, *machines):
        for machine in machines or ("service", "database"):
            path = os.path.join(self.folder, machine)
            with open(path, "r+b" if os.path.exists(path) else "wb") as file:
                file.write(struct.pack("q", int(seconds * 1e9)))


class Load:
    """Rounds in which the clock moves while clients write."""

    def __init__(self, world, clocks, journal, seed):
        self.world, self.clocks, self.journal, self.seed = world, clocks, journal, seed
        self.moves, self.stamped = 0, []
        # Between which the lines of the record may be.
        self.begun, self.ahead = datetime.now(timezone.utc) - timedelta(minutes=5), timedelta(0)

    def rounds(self, is_full):
        moves = [(self.alone, move) for move in MOVES] + [(self.together, 2 * HOUR),
                                                          (self.together, -2 * HOUR)]
        count = 5
        if not is_full:
            moves, count = [moves[1], moves[3]], 1
        rounds = Rounds(self.world, self.journal, self.seed)
        chance = random.Random(f"clock {self.seed}")
        number = 0
        for _ in range(count):
            for strike, move in moves:
                number += 1
                rounds.run(
                    Round(number, f"clock {move / HOUR:+g} h {strike.__name__}",
                          chance.uniform(0.1, 0.5), 0, number),
                    lambda world, round: strike(move))
                self.moves += 1
        self.longest = rounds.longest

    def alone(self, move):
        """The service's machine: its clock isn't the database's, so nothing is judged by it."""
        self.clocks.set(move, "service")
        time.sleep(NOTICED)
        if move and self.world.service.is_ready():
            self.stamped.append(f"it was ready {move} s beside the database")
        self.clocks.set(0)
        since = time.monotonic()
        self.world.service.await_ready()
        self.look(f"alone by {move} s", timedelta(0))
        return since

    def together(self, move):
        """Both: forward is followed; back isn't, before the service is told so by a new start."""
        self.clocks.set(move)
        time.sleep(NOTICED)
        if move < 0 and self.world.service.is_ready():
            self.stamped.append("it was ready behind a clock that was set back")
        self.clocks.set(0)
        if move > 0:
            time.sleep(NOTICED)
            if self.world.service.is_ready():
                self.stamped.append("it was ready behind a clock that was put right")
            self.world.service.kill()
        since = time.monotonic()
        self.world.service.await_ready()
        self.look(f"together by {move} s", timedelta(seconds=max(0, move)))
        return since

    def look(self, what, ahead):
        """No line of the record may be of a time that wasn't. Clients write while we look."""
        now = datetime.now(timezone.utc) + timedelta(minutes=1)
        self.ahead = max(self.ahead, ahead)
        count = int(self.world.database.sql(
            f"SELECT count(*) FROM audit WHERE at < '{self.begun}' OR at > '{now + self.ahead}'"))
        if count:
            self.stamped.append(f"{what}: {count} lines")


class Scenes:
    """What one person may do, by clocks that are moved between two requests."""

    def __init__(self, world, clocks, report, lane):
        self.world, self.clocks, self.report, self.lane = world, clocks, report, lane
        self.slug = world.database.sql(
            "SELECT slug FROM institution_slug "
            f"WHERE institution_id = '{self.lane['institution']}'").strip()

    def play(self):
        subprocess.run(
            [self.world.admin, "person", "set-password", "1@example.edu", "--institution",
             self.slug, "--operator", "drill", "--database-url",
             self.world.database.connection("peerspective_service")],
            input=PASSWORD + "\n", text=True, check=True, stdout=subprocess.DEVNULL)
        self.sessions()
        self.sessions_of_a_wrong_clock()
        self.late()
        self.punctual()
        self.end()

    # Sessions

    def sessions(self):
        idle, busy = self.sign_in(), self.sign_in()
        self.move(2 * HOUR - 60)
        self.check("a session lives until its limit", self.me(busy) == 200)
        self.move(2 * HOUR + 60)
        self.check("a session that lay unused for two hours has ended", self.me(idle) == 401)
        for hours in (3.9, 5.8, 7.7, 9.6, 11.5):
            self.move(hours * HOUR)
            self.me(busy)
        self.check("a session in use lives for half a day", self.me(busy) == 200)
        self.move(12 * HOUR + 60)
        self.check("and no longer", self.me(busy) == 401)
        self.restore()
        idle = self.sign_in()
        environment, self.world.service.environment = self.world.service.environment, {
            name: value for name, value in self.world.service.environment.items()
            if name != "LD_PRELOAD"}
        self.restart()
        self.clocks.set(2 * HOUR + 60, "service")
        self.check("control: without the shim it doesn't end", self.me(idle) == 200)
        self.world.service.environment = environment
        self.restore()

    def sessions_of_a_wrong_clock(self):
        for ahead in (2 * HOUR, 30 * DAY):
            self.move(ahead)
            session = self.sign_in()
            lives = self.me(session) == 200
            self.restore()
            self.check(f"a session begun {ahead / HOUR:g} h ahead ends with the clock put right",
                       lives and self.me(session) == 401)

    # Time of work

    def late(self):
        """Due in an hour; the clock goes on by two."""
        assignment = self.due(0, HOUR)
        self.move(2 * HOUR)
        status, answer = self.submit(assignment)
        self.check("handed in two hours on, it is late", (status, answer.get("is_late"))
                   == (201, True), f"{status} {answer}")
        self.restore()

    def punctual(self):
        """Due half an hour ago; the clock goes back by two."""
        assignment = self.due(1, -HOUR / 2)
        for machines in (("service",), ()):
            self.clocks.set(-2 * HOUR, *machines)
            status, answer = self.submit(assignment)
            self.check("by a clock that was set back nothing is handed in",
                       (status, answer.get("type")) == (503, "/problems/clock-in-doubt"),
                       f"{status} {answer}")
            time.sleep(NOTICED)
            self.check("nor later", self.submit(assignment)[0] == 503)
            self.clocks.set(0)
            self.world.service.await_ready()
        status, answer = self.submit(assignment)
        self.check("once it is right, what is late is late",
                   (status, answer.get("is_late")) == (201, True), f"{status} {answer}")
        # By who starts it anew the clock is said to be right.
        other = self.due(2, -HOUR / 2)
        self.clocks.set(-2 * HOUR)
        self.restart()
        status, answer = self.submit(other)
        self.check("control: started by a wrong clock it takes late for punctual",
                   (status, answer.get("is_late")) == (201, False), f"{status} {answer}")
        self.restore()

    def end(self):
        """After all of that."""
        self.check("jobs went on: the record is sealed", self.is_sealed())
        twice = self.world.database.sql(
            "SELECT count(*) - count(DISTINCT id) FROM (SELECT id FROM audit "
            "UNION ALL SELECT id FROM submission UNION ALL SELECT id FROM session) AS made")
        self.check("no id was made twice", int(twice) == 0, twice)
        said = subprocess.run(
            [self.world.admin, "verify", "--operator", "drill", "--database-url",
             self.world.database.connection("peerspective_service")],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.check("the chains hold", said.returncode == 0, said.stdout[-500:])

    def is_sealed(self):
        """Within some seconds, by a job that runs every second."""
        for _ in range(50):
            left = self.world.database.sql(
                "SELECT count(*) FROM audit WHERE NOT EXISTS (SELECT FROM audit_seal seal WHERE"
                " seal.institution_id = audit.institution_id AND seal.audit_id = audit.id)")
            if int(left) == 0:
                return True
            time.sleep(0.2)
        return False

    # How

    def move(self, seconds):
        """Both clocks forward; the service follows."""
        self.clocks.set(seconds)
        self.world.service.await_ready()
        if not self.is_sealed():
            self.check(f"jobs go on by a clock {seconds / HOUR:g} h ahead", False)

    def restore(self):
        """Both clocks right, and a new start, as an operator would."""
        self.clocks.set(0)
        self.restart()

    def restart(self):
        starts = self.world.service.starts
        self.world.service.kill()
        while self.world.service.starts == starts:
            time.sleep(0.02)
        self.world.service.await_ready()

    def check(self, name, passed, said=""):
        self.report.check(name, passed, "" if passed else said)

    def due(self, number, seconds):
        """The learner's assignment of that number, due so long from now."""
        assignment = self.lane["assignments"][number]
        self.world.database.sql(
            f"UPDATE assignment SET due_at = now() + interval '{seconds} seconds' "
            f"WHERE id = '{assignment}'")
        return assignment

    def submit(self, assignment):
        """The status, and the receipt, or why there is none."""
        path, token = f"/assignments/{assignment}/submissions", self.lane["tokens"]["learner"]
        status, answer = self.ask("POST", path, {"body": TEXT, "ai_use": "none"}, token)
        if status == 201:
            answer = self.ask("GET", path, token=token)[1]["items"][0]
        return status, answer

    def sign_in(self):
        status, answer = self.ask("POST", "/sessions", {
            "institution": self.slug, "email": "1@example.edu", "password": PASSWORD})
        if status != 201:
            raise SystemExit(f"Nobody signs in: {status} {answer}")
        return answer["token"]

    def me(self, token):
        return self.ask("GET", "/me", token=token)[0]

    def ask(self, method, path, body=None, token=None):
        headers = {"Content-Type": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        request = urllib.request.Request(
            f"{self.world.service.address}/api/v1{path}", method=method, headers=headers,
            data=json.dumps(body).encode() if body is not None else None)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, json.loads(answer.read() or "{}")
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read() or "{}")

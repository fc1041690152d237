"""Rolling upgrade: old and new release beside each other on the migrated schema, one by one, while clients
write through what spreads their requests over the nodes. No request may fail, and nothing that was
acknowledged may be missing afterwards.

`--old FOLDER` holds `peerspective` of the older release, built for this machine, and its `db`; else the old
release is this one. Where the new one has no migration more than the old, one is made here."""

import json
import os
import random
import shutil
import subprocess
import threading
import time
import urllib.error
import urllib.request

from balancer import Balancer
from client import Client, digest
from database import OWNER, PASSWORD, SERVICE, SUPERUSER, Database
from journal import Journal
from report import examine
from service import Service

HERE = os.path.dirname(os.path.abspath(__file__))
# Seconds in which a node says that it will stop, and for which each stage goes on.
NOTICE, STAGE = 1, 4
WRITES = 2
SCHOOL, LEARNER, SECRET = "school-0", "1@example.edu", "known to the drill alone"
LATER = """ALTER TABLE submission ADD COLUMN later text;
CREATE TABLE later (institution_id uuid NOT NULL, id uuid NOT NULL,
    CONSTRAINT later_pk PRIMARY KEY (institution_id, id),
    CONSTRAINT later_institution FOREIGN KEY (institution_id) REFERENCES institution);
SELECT protect('later', 'SELECT, INSERT');
"""


def drill(options, folder, report):
    upgrade = Upgrade(options, folder, report)
    try:
        upgrade.make()
        upgrade.roll()
        upgrade.examine()
        upgrade.control()
    finally:
        upgrade.end()


class Release:
    def __init__(self, name, program, migrations):
        self.name, self.program, self.migrations = name, program, migrations


class Upgrade:
    def __init__(self, options, folder, report):
        self.folder, self.report, self.seed = folder, report, options.seed
        self.admin = os.path.join(os.path.dirname(options.program), "peerspective-admin")
        self.old, self.new = releases(options, folder)
        self.database = Database(folder)
        self.journal = Journal(os.path.join(folder, "journal"))
        self.balancer, self.nodes = Balancer(), []
        self.is_writing, self.writers, self.round = False, [], 0

    def make(self, schools=2, lanes=4):
        """The old release and its schema, with schools of clients."""
        self.database.make()
        self.database.start()
        for statement in (f"CREATE ROLE {OWNER} LOGIN CREATEROLE",
                          f"CREATE DATABASE peerspective OWNER {OWNER}"):
            self.database.sql(statement, role=SUPERUSER, name="postgres")
        self.migrate(self.old)
        self.database.sql(f"ALTER ROLE {SERVICE} PASSWORD '{PASSWORD}'", role=SUPERUSER)
        with open(f"{HERE}/school.sql") as file:
            script = file.read()
        said = "".join(self.database.sql(script, slug=f"school-{number}", lanes=lanes)
                       for number in range(schools))
        self.spare, *rest = [json.loads(line) for line in said.splitlines()]
        self.clients = [Client(number, lane, self.balancer.address, self.journal, self.seed)
                        for number, lane in enumerate(rest)]

    def migrate(self, release):
        subprocess.run(
            [self.admin, "db", "migrate", "--migrations", release.migrations], check=True,
            stdout=subprocess.DEVNULL,
            env={**os.environ, "DATABASE_OWNER_URL": self.database.connection()})

    def roll(self):
        first, second = self.node(self.old), self.node(self.old)
        self.write()
        self.stage("old alone")
        self.migrate(self.new)
        self.stage("old alone on the new schema")
        self.report.check("the old stay ready on the new schema",
                          first.is_ready() and second.is_ready())
        # One that crashed, or is started again by hand, must come back.
        self.drain(self.node(self.old))
        new = self.node(self.new)
        self.stage("old and new")
        self.cross(first, new)
        self.drain(first)
        self.stage("old and new, one of each")
        self.node(self.new)
        self.drain(second)
        self.stage("new alone")
        self.rest()

    def node(self, release):
        """Another node of the release, once it is ready."""
        folder = os.path.join(self.folder, f"node-{len(self.nodes)}")
        os.mkdir(folder)
        node = Service(
            release.program, folder, self.database.port, environment={
                "DATABASE_MIGRATIONS": release.migrations, "SHUTDOWN_NOTICE": str(NOTICE)})
        self.nodes.append(node)
        node.start()
        self.balancer.add(f"{release.name} {len(self.nodes)}", node)
        return node

    def drain(self, node):
        """SIGTERM under load; it goes when it has answered what it took."""
        begun = time.monotonic()
        node.stop()
        self.balancer.remove(node)
        self.report.check("a node that is told to stop ends well", node.process.returncode == 0,
                          f"in {time.monotonic() - begun:.1f} s")

    def write(self):
        """Clients write from now on, until `rest`."""
        self.is_writing = True
        self.writers = [threading.Thread(target=self._write, args=(client,), daemon=True)
                        for client in self.clients]
        for writer in self.writers:
            writer.start()

    def _write(self, client):
        number = self.round
        while self.is_writing:
            number += 1
            client.run(number, WRITES)
        self.round = max(self.round, number)

    def rest(self):
        self.is_writing = False
        for writer in self.writers:
            writer.join()

    def stage(self, name):
        before = self.journal.acknowledged
        time.sleep(STAGE)
        print(f"{name}: {self.journal.acknowledged - before} acknowledged in {STAGE} s", flush=True)

    def cross(self, old, new):
        """What begins at one goes on at the other, both ways."""
        ways = ((old, new), (new, old))
        for number, way in enumerate(ways):
            self.hand_in(f"crossing{number}", *way)
        # A new password ends the tokens too, so that comes second.
        subprocess.run(
            [self.admin, "person", "set-password", LEARNER, "--institution", SCHOOL, "--operator",
             "drill", "--database-url", self.database.connection(SERVICE)],
            check=True, input=SECRET, text=True, stdout=subprocess.DEVNULL)
        for one, other in ways:
            token = ask(one, None, "POST", "/sessions", {
                "institution": SCHOOL, "email": LEARNER, "password": SECRET})[1]["token"]
            me = ask(other, token, "GET", "/me")
            self.report.check("who signs in at one is known to the other",
                              me[0] == 200 and me[1]["person"]["email"] == LEARNER)

    def hand_in(self, op, one, other):
        """The same key at both makes one submission, with one answer: the checker compares."""
        for node in (one, other):
            client = Client(len(self.clients), self.spare, node.address, self.journal, self.seed)
            work = client.work[0]
            path, sent = f"/assignments/{work.id}/submissions", {
                "body": f"{op} was seen by both", "ai_use": "none"}
            if node is one:
                facts = {"assignment": work.id, "digest": digest(sent["body"])}
                client.begin(op, "submission", **facts)
                client.post(op, "submission", "learner", path, sent, random.Random(1), **facts)
            else:
                client.replay(op, "learner", path, sent)

    def examine(self):
        failed = sum(self.balancer.failed.values())
        self.report.check("no request failed", failed == 0, str(dict(self.balancer.failed)))
        self.report.check("each node answered", all(
            self.balancer.answered[f"{release.name} {number}"] > 0
            for number, release in ((1, self.old), (2, self.old), (4, self.new), (5, self.new))),
            str(dict(self.balancer.answered)))
        self.report.compare("what was acknowledged is stored, once", examine(self, self.journal))
        self.report.figures |= {
            "requests while nodes were replaced": sum(self.balancer.answered.values()),
            "of them failed": failed}

    def control(self):
        """A node that is killed loses requests: then the balancer must have counted them."""
        before = sum(self.balancer.failed.values())
        self.write()
        for node in self.nodes[-2:]:
            time.sleep(1)
            node.is_wanted = False
            node.kill()
        time.sleep(1)
        lost = sum(self.balancer.failed.values()) - before
        self.is_writing = False
        self.balancer.add("new again", self.node(self.new))
        self.rest()
        self.report.check("control: killing is noticed", lost > 0, f"{lost} failed")

    def end(self):
        # Where it failed, writers ask on for two minutes: they aren't waited for.
        self.is_writing = False
        for node in self.nodes:
            node.stop()
        self.balancer.end()
        self.database.stop()


def releases(options, folder):
    """The older and this one; where both have the same schema, this one gets a migration more."""
    program, newest = os.path.abspath(options.program), os.path.abspath("db")
    old = Release("old", program, newest)
    if options.old:
        place = os.path.abspath(options.old)
        old = Release("old", os.path.join(place, "peerspective"), os.path.join(place, "db"))
    if migrations(old.migrations) == migrations(newest):
        later = os.path.join(folder, "db")
        shutil.copytree(newest, later)
        with open(os.path.join(later, f"{migrations(newest) + 1:04}_later.sql"), "w") as file:
            file.write(LATER)
        newest = later
    return old, Release("new", program, newest)


def migrations(folder):
    return sum(name.endswith(".sql") for name in os.listdir(folder))


def ask(node, token, method, path, body=None, headers=None):
    """Of this node alone: the status and what was answered."""
    headers = {"Content-Type": "application/json", **(headers or {})}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    request = urllib.request.Request(
        f"{node.address}/api/v1{path}", method=method, headers=headers,
        data=json.dumps(body).encode() if body is not None else None)
    try:
        with urllib.request.urlopen(request, timeout=40) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()

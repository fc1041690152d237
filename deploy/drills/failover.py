"""High availability: three PostgreSQL under Patroni and three etcd, set by deploy/patroni, in network namespaces;
the service is given all three. While clients write, the primary is killed; is cut off from everybody; is cut
off from the other nodes while the service still reaches it; hands over; and loses both its standbys. Each
time another takes over, the old one comes back as a standby, and the checker finds all that was acknowledged.

The control: the same cut, with a primary that acknowledges alone, must lose something."""

import json
import os
import subprocess
import threading
import time

from caller import Caller
from client import Client
from cluster import Cluster
from database import OWNER, PASSWORD, SERVICE
from journal import Journal
from network import is_apart
from report import examine
from service import Service
from world import HERE, admin_of

LANES, WRITES = 4, 2
# Acknowledged before something is done, and after it.
ENOUGH = 25
# Seconds that one write may take with all its attempts: longer than any failover.
BOUND = 300
# Seconds without standbys, in which nothing may be acknowledged.
ALONE = 20


def missing(options):
    if not options.full and options.only != "failover":
        return "it is part of the full drill only"
    if os.geteuid() != 0 or not is_apart():
        return "only root may make network namespaces"
    return None if os.environ.get("DRILL_PATRONI") else "Patroni isn't installed"


def drill(options, folder, report):
    why = missing(options)
    if why:
        print(f"skipped: failover, for {why}")
        report.figures["failovers"] = f"skipped: {why}"
        return
    world = Failover(options, folder, report)
    try:
        world.make()
        world.round("primary killed", Failover.kill, lambda old: old.start())
        world.round("primary cut off", lambda _, old: old.namespace.cut("nodes", "callers"))
        world.round("primary cut off from the nodes alone",
                    lambda _, old: old.namespace.cut("nodes"))
        world.round("switchover", Failover.switch)
        world.alone()
        world.settle()
        report.compare("failovers lose nothing that was acknowledged", examine(world, world.journal))
        report.figures |= {"failovers": len(world.gaps), "longest write gap of a failover, s":
                           max(world.gaps.values())}
        world.lose()
    finally:
        world.end()


class Timed(Journal):
    """Knows when each write was acknowledged."""

    def __init__(self, path):
        super().__init__(path)
        self.moments = []

    def write(self, what, op, **rest):
        if what == "acknowledged":
            self.moments.append(time.monotonic())
        super().write(what, op, **rest)

    def gap(self, since):
        """The longest time without an acknowledgement."""
        moments = sorted(self.moments)
        return max(later - sooner for sooner, later in zip(moments, moments[1:])
                   if later >= since)

    def between(self, since, until):
        return sum(since <= moment < until for moment in self.moments)


class Failover:
    def __init__(self, options, folder, report):
        self.report, self.seed, self.admin = report, options.seed, admin_of(options.program)
        self.journal = Timed(os.path.join(folder, "journal"))
        self.database = Cluster(folder, os.environ["DRILL_PATRONI"])
        self.service = Service(options.program, folder, 0)
        self.service.environment["DATABASE_URL"] = self.database.connection(SERVICE)
        self.number, self.is_writing, self.writers, self.gaps = 0, False, [], {}

    def make(self):
        self.database.start()
        leader, _ = self.database.leader()
        leader.sql(f"CREATE ROLE {OWNER} LOGIN CREATEROLE PASSWORD '{PASSWORD}'")
        leader.sql(f"CREATE DATABASE peerspective OWNER {OWNER}")
        subprocess.run([self.admin, "db", "migrate"], check=True, stdout=subprocess.DEVNULL,
                       env={**os.environ, "DATABASE_OWNER_URL": self.database.connection()})
        leader.sql(f"ALTER ROLE {SERVICE} PASSWORD '{PASSWORD}'")
        with open(f"{HERE}/school.sql") as file:
            said = self.database.sql(file.read(), slug="school-0", lanes=LANES)
        self.service.start()
        self.clients = [
            Client(number, json.loads(line), self.service.address, self.journal, self.seed)
            for number, line in enumerate(said.splitlines())]
        for client in self.clients:
            client.caller = Caller(self.service.address, BOUND)

    # What is done.

    def kill(self, old):
        old.kill()

    def switch(self, old):
        standby = self.database.standby()
        code, said = old.control("switchover", "peerspective", "--leader", old.name, "--candidate",
                                 standby.name, "--force")
        if code:
            raise SystemExit(f"patronictl switchover failed:\n{said}")

    # How it goes.

    def round(self, name, strike, mend=lambda old: old.namespace.heal()):
        old, timeline, begun, until = self.strike(strike, mend)
        gap = self.journal.gap(begun)
        self.gaps[name] = gap
        said = examine(self, self.journal, whole=False)
        self.report.tell(said["found"])
        new, later = self.database.leader()
        self.report.check(f"{name}: another takes over, and nothing is lost", not said["found"] and
                          new is not old, f"write gap {gap:.1f} s, of them {until - begun:.1f} s "
                          f"until another was primary, timeline {timeline} to {later}, "
                          f"{said['figures']['acknowledged writes']} acknowledged so far, "
                          f"lost {said['figures']['lost']}, doubled {said['figures']['doubled']}")

    def strike(self, strike, mend, is_synchronous=True):
        """Until the cluster is whole again: who was primary, its timeline, and from when to when another
        wasn't."""
        old, timeline = self.database.leader()
        other = self.database.another(old)
        self.write()
        self.await_writes()
        begun = time.monotonic()
        strike(self, old)
        self.database.await_(
            lambda: (found := self.database.leader(other)) and found[0] is not old,
            "nobody took over")
        until = time.monotonic()
        self.await_writes()
        mend(old)
        self.database.await_health(is_synchronous)
        self.await_writes()
        self.rest()
        return old, timeline, begun, until

    def alone(self):
        """Strict: without a standby nothing is acknowledged, and all of it goes on once there is one."""
        old, _ = self.database.leader()
        others = [node for node in self.database.nodes if node is not old]
        self.write()
        self.await_writes()
        for node in others:
            node.kill()
        # What a standby had written before it died may still be told.
        time.sleep(2)
        before = self.journal.acknowledged
        time.sleep(ALONE)
        during = self.journal.acknowledged - before
        for node in others:
            node.start()
        self.await_writes()
        self.database.await_health()
        self.rest()
        said = examine(self, self.journal, whole=False)
        self.report.tell(said["found"])
        self.report.check("both standbys killed: the primary acknowledges nothing alone",
                          during == 0 and not said["found"],
                          f"{during} acknowledged in {ALONE} s, then it went on")

    def lose(self):
        self.database.loosen()
        _, _, begun, until = self.strike(lambda _, old: old.namespace.cut("nodes"),
                                         lambda old: old.namespace.heal(), is_synchronous=False)
        found = examine(self, self.journal, whole=False)["found"]
        lost = sum(each["kind"] == "lost" for each in found)
        self.report.check("control: a primary that acknowledges alone loses by the cut", lost,
                          f"{lost} lost of {self.journal.between(begun, until)} acknowledged "
                          "between the cut and the takeover")

    def write(self):
        """Clients write from now on, until `rest`."""
        self.is_writing = True
        self.writers = [threading.Thread(target=self._write, args=(client,), daemon=True)
                        for client in self.clients]
        for writer in self.writers:
            writer.start()

    def _write(self, client):
        number = self.number
        while self.is_writing:
            number += 1
            client.run(number, WRITES)
        self.number = max(self.number, number)

    def rest(self):
        self.is_writing = False
        for writer in self.writers:
            writer.join()

    def await_writes(self):
        before = self.journal.acknowledged
        self.database.await_(lambda: self.journal.acknowledged - before >= ENOUGH,
                             "nothing is acknowledged")

    def settle(self):
        """Until every line of the record is sealed."""
        waiting = "SELECT count(*) - (SELECT count(*) FROM audit_seal) FROM audit"
        self.database.await_(lambda: self.database.sql(waiting).strip() == "0",
                             "the record isn't sealed")

    def end(self):
        # Where it failed, writers ask on: they aren't waited for.
        self.is_writing = False
        self.service.stop()
        self.database.end()

"""Three nodes under Patroni, as deploy/patroni sets them, and the way to them that the service is given."""

import json
import subprocess
import time

import network
from authority import Authority
from database import OWNER, PASSWORD
from network import CALLERS
from node import Node

# Of everything that must come about on a machine that others use too.
PATIENCE = 240


class Cluster:
    def __init__(self, folder, programs):
        network.make()
        self.authority = Authority(folder)
        self.nodes = [Node(folder, number, programs, self.authority) for number in (1, 2, 3)]

    def start(self):
        for node in self.nodes:
            node.start_etcd()
        for node in self.nodes:
            node.start()
        self.await_health()

    def connection(self, role=OWNER, name="peerspective"):
        hosts = ",".join(f"{CALLERS}.{node.number}" for node in self.nodes)
        return (f"host={hosts} port=5432 dbname={name} user={role} password='{PASSWORD}' "
                f"target_session_attrs=read-write connect_timeout=3 sslmode=verify-full "
                f"sslrootcert={self.authority.certificate}")

    def sql(self, text, role=OWNER, **variables):
        command = ["psql", "-qAtX", "-v", "ON_ERROR_STOP=1", "-d", self.connection(role)]
        for variable, value in variables.items():
            command += ["-v", f"{variable}={value}"]
        return subprocess.run(command, check=True, input=text, stdout=subprocess.PIPE,
                              text=True).stdout

    def members(self, seen_by=None):
        """What patronictl lists; nothing where it can't be asked."""
        code, said = (seen_by or self.nodes[0]).control("list", "-f", "json")
        try:
            return json.loads(said) if code == 0 else []
        except ValueError:
            return []

    def leader(self, seen_by=None):
        """The node that is primary, and its timeline; None where there is none."""
        for member in self.members(seen_by):
            if member["Role"] == "Leader" and member["State"] == "running":
                return self.node(member["Member"]), member.get("TL")
        return None

    def node(self, name):
        return next(node for node in self.nodes if node.name == name)

    def another(self, than):
        return next(node for node in self.nodes if node is not than)

    def standby(self):
        return next((self.node(member["Member"]) for member in self.members()
                     if member["Role"] == "Sync Standby"), None)

    def is_healthy(self, is_synchronous=True):
        """One primary, and two that follow it on its timeline, one of them synchronously."""
        members = self.members()
        roles = sorted(member["Role"] for member in members)
        wanted = ["Leader", "Replica", "Sync Standby"] if is_synchronous else [
            "Leader", "Replica", "Replica"]
        return (roles == wanted and len({member.get("TL") for member in members}) == 1
                and sorted(member["State"] for member in members)
                == ["running", "streaming", "streaming"])

    def await_health(self, is_synchronous=True):
        self.await_(lambda: self.is_healthy(is_synchronous), "the cluster isn't whole")

    def await_(self, is_there, otherwise):
        end = time.monotonic() + PATIENCE
        while not (found := is_there()):
            if time.monotonic() > end:
                raise SystemExit(f"After {PATIENCE} s {otherwise}:\n{self.members()}\n" + "".join(
                    f"{node.name}: {tail(f'{node.folder}/patroni.log')}\n" for node in self.nodes))
            time.sleep(0.5)
        return found

    def loosen(self):
        """Writes are acknowledged by one machine alone."""
        code, said = self.nodes[0].control(
            "edit-config", "peerspective", "--force", "-s", "synchronous_mode=false",
            "-s", "synchronous_mode_strict=false", "-p", "synchronous_commit=local")
        if code:
            raise SystemExit(f"patronictl edit-config failed:\n{said}")
        self.await_health(is_synchronous=False)

    def end(self):
        for node in self.nodes:
            node.end()
        network.take_down()


def tail(path):
    with open(path) as file:
        return file.read()[-1500:]

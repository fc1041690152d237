"""One world: a cluster, the service before it, a proxy before each, and schools of clients."""

import json
import os
import subprocess
import sys
import time

from database import OWNER, PASSWORD, SERVICE, SUPERUSER, Database, free_port
from service import Service

HERE = os.path.dirname(os.path.abspath(__file__))


class World:
    """What is given by name goes to `Database` or `Service`, which say what it does."""

    def __init__(self, program, folder, seed=0, data=None, settings=None, environment=None):
        self.program, self.folder = program, folder
        self.admin = admin_of(program)
        self.environment = environment
        self.database = Database(folder, data, settings)
        self.database_proxy, self.service_proxy = free_port(), free_port()
        self.service = self._service("peerspective")
        self.proxy = self._proxy(seed)
        self.lanes = []

    def make(self, schools=2, lanes=8):
        """`lanes`: learners of each school, each with clients of their own."""
        self.database.make()
        self.database.start()
        for statement in (f"CREATE ROLE {OWNER} LOGIN CREATEROLE",
                          f"CREATE DATABASE peerspective OWNER {OWNER}"):
            self.database.sql(statement, role=SUPERUSER, name="postgres")
        self.migrate()
        self.database.sql(f"ALTER ROLE {SERVICE} PASSWORD '{PASSWORD}'", role=SUPERUSER)
        with open(f"{HERE}/school.sql") as file:
            script = file.read()
        for number in range(schools):
            said = self.database.sql(script, slug=f"school-{number}", lanes=lanes)
            self.lanes += [json.loads(line) for line in said.splitlines()]
        self.service.start()

    def migrate(self, name="peerspective"):
        subprocess.run([self.admin, "db", "migrate"], check=True, stdout=subprocess.DEVNULL,
                       env={**os.environ,
                            "DATABASE_OWNER_URL": self.database.connection(name=name)})

    @property
    def address(self):
        """Where clients call: the proxy before the service."""
        return f"http://127.0.0.1:{self.service_proxy}"

    def spoil(self, **shares):
        """What share of pieces both proxies reset, cut or delay from now on; what they did so far."""
        self.proxy.stdin.write(json.dumps(shares) + "\n")
        self.proxy.stdin.flush()
        return json.loads(self.proxy.stdout.readline())

    def copy(self, name):
        """A copy of the database, to be spoiled. The service must be stopped."""
        self.database.sql(f"SET client_min_messages = warning; DROP DATABASE IF EXISTS {name}", role=SUPERUSER, name="postgres")
        self.database.sql(f"CREATE DATABASE {name} TEMPLATE peerspective OWNER {OWNER}",
                          role=SUPERUSER, name="postgres")

    def serve(self, name):
        """The service on another database of the cluster, at the same addresses."""
        port = self.service.port
        self.service = self._service(name)
        self.service.port, self.service.address = port, f"http://127.0.0.1:{port}"
        self.service.start()

    def settle(self, patience=60):
        """Waits until every line of the record is sealed: its job goes on by itself."""
        end = time.monotonic() + patience
        waiting = "SELECT count(*) - (SELECT count(*) FROM audit_seal) FROM audit"
        while self.database.sql(waiting).strip() != "0":
            if time.monotonic() > end:
                raise SystemExit(f"The record isn't sealed after {patience} s.")
            time.sleep(0.2)

    def end(self):
        self.service.stop()
        self.proxy.stdin.close()
        self.proxy.wait(10)
        self.database.stop()

    def _service(self, name):
        return Service(self.program, self.folder, self.database_proxy, name, self.environment)

    def _proxy(self, seed):
        proxy = subprocess.Popen(
            [sys.executable, f"{HERE}/proxy.py", str(seed),
             f"{self.service_proxy}:{self.service.port}",
             f"{self.database_proxy}:{self.database.port}"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True)
        proxy.stdout.readline()
        return proxy


def admin_of(program):
    """The admin tool beside the service's program."""
    return os.path.join(os.path.dirname(program), "peerspective-admin")

"""One machine of the cluster: etcd and a PostgreSQL under Patroni, set by the examples in deploy/patroni as
they are, in a network namespace. The folders that the examples name are the node's own there."""

import os
import pwd
import shutil
import signal
import subprocess
import time

from database import is_alive, newest, parent
from network import CALLERS, NODES, Namespace

HERE = os.path.dirname(os.path.abspath(__file__))
EXAMPLES = os.path.join(HERE, "..", "patroni")
OWN = {"data": "/var/lib/postgresql", "settings": "/etc/postgresql", "run": "/run/postgresql"}
# Binds them and becomes the program: folder, user, program, arguments.
ENTER = "".join(f'mount --bind "$1/{name}" {path} && ' for name, path in OWN.items()) + (
    'user=$2 && shift 2 && cd / && export HOME=/var/lib/postgresql && '
    'exec setpriv --reuid="$user" --regid="$user" --clear-groups -- "$@"')


class Node:
    def __init__(self, folder, number, programs, authority):
        """`programs`: the folder of patroni and patronictl."""
        self.number, self.name, self.programs = number, f"node-{number}", programs
        self.folder = os.path.join(folder, self.name)
        self.namespace = Namespace(number)
        for name in (*OWN, "etcd"):
            self._own(os.path.join(self.folder, name), "etcd" if name == "etcd" else "postgres")
        tls = os.path.join(self.folder, "settings", "tls")
        authority.issue(tls, self.name, [f"{NODES}.{number}", f"{CALLERS}.{number}"])
        etcd_tls = os.path.join(self.folder, "etcd", "tls")
        shutil.copytree(tls, etcd_tls)
        self._give(tls, "postgres")
        self._give(etcd_tls, "etcd")
        shutil.copy(os.path.join(EXAMPLES, "patroni.yml"), os.path.join(self.folder, "settings"))
        self.environment = {**os.environ, "PATRONI_REPLICATION_PASSWORD": "replicates in a drill",
                            "PATRONI_REWIND_PASSWORD": "rewinds in a drill",
                            "PATRONI_POSTGRESQL_BIN_DIR": newest()}
        for name, value in self._example("node.env").items():
            self.environment.setdefault(name, value)
        self.patroni = None

    @property
    def socket(self):
        return os.path.join(self.folder, "run")

    def start_etcd(self):
        environment = {**os.environ, **self._example("etcd"),
                       "ETCD_DATA_DIR": f"{self.folder}/etcd/data"}
        for name, value in environment.items():
            if name.startswith("ETCD_"):
                environment[name] = value.replace("/etc/etcd/", f"{self.folder}/etcd/")
        self._start("etcd", environment, "etcd", "etcd")

    def start(self):
        self.patroni = self._start("patroni", self.environment, "postgres",
                                   f"{self.programs}/patroni", "/etc/postgresql/patroni.yml")

    def kill(self):
        """Patroni and PostgreSQL at once, as when the machine dies; etcd lives."""
        with open(os.path.join(self.folder, "data/15/peerspective/postmaster.pid")) as file:
            mother = int(file.readline())
        os.kill(self.patroni.pid, signal.SIGKILL)
        pids = [mother] + [int(pid) for pid in os.listdir("/proc")
                           if pid.isdigit() and parent(pid) == mother]
        for pid in pids:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        self.patroni.wait()
        while any(is_alive(pid) for pid in pids):
            time.sleep(0.01)

    def control(self, *arguments):
        """patronictl on this node: what it prints."""
        said = subprocess.run(
            self._inside("postgres", f"{self.programs}/patronictl", "-c",
                         "/etc/postgresql/patroni.yml", *arguments),
            check=False, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True)
        return said.returncode, said.stdout

    def sql(self, text):
        """As the superuser, by the socket."""
        return subprocess.run(
            ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--", "psql",
             "-qAtX", "-v", "ON_ERROR_STOP=1", "-h", self.socket, "-U", "postgres", "postgres"],
            input=text, check=True, stdout=subprocess.PIPE, text=True, cwd="/").stdout

    def end(self):
        self.namespace.end()

    def _start(self, name, environment, user, *command):
        with open(os.path.join(self.folder, f"{name}.log"), "a") as log:
            return subprocess.Popen(self._inside(user, *command), env=environment, stdout=log,
                                    stderr=log, start_new_session=True)

    def _inside(self, user, *command):
        return ["ip", "netns", "exec", self.namespace.name, "sh", "-c", ENTER, "sh", self.folder,
                user, *command]

    def _example(self, name):
        """The settings of the first node, made this node's."""
        values = {}
        with open(os.path.join(EXAMPLES, name)) as file:
            for line in file:
                if "=" in line and not line.startswith("#"):
                    key, value = line.strip().split("=", 1)
                    if key != "ETCD_INITIAL_CLUSTER":
                        for network in (NODES, CALLERS):
                            value = value.replace(f"{network}.1:", f"{network}.{self.number}:")
                            value = value.replace(f"{network}.1,", f"{network}.{self.number},")
                        value = value.replace("node-1", self.name)
                    values[key] = value
        return values

    def _own(self, path, user):
        os.makedirs(path)
        self._give(path, user)
        os.chmod(self.folder, 0o711)

    @staticmethod
    def _give(path, user):
        user = pwd.getpwnam(user)
        for folder, _, names in os.walk(path):
            for place in (folder, *(os.path.join(folder, name) for name in names)):
                os.chown(place, user.pw_uid, user.pw_gid)
                os.chmod(place, 0o700 if place == folder else 0o600)

"""A PostgreSQL cluster of the drill's own, whose processes it may kill and stop."""

import os
import pwd
import signal
import socket
import subprocess
import time

SUPERUSER = "postgres"
OWNER = "peerspective_owner"
SERVICE = "peerspective_service"
PASSWORD = "known to the drill alone"

# What decides whether something acknowledged is there afterwards is set as it is in production.
SETTINGS = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on",
            "max_connections": "60", "listen_addresses": "127.0.0.1",
            "unix_socket_permissions": "0700", "log_min_messages": "warning",
            "password_encryption": "scram-sha-256"}


class Database:
    def __init__(self, folder, data=None, settings=None):
        """`data`: where the cluster lies, if not in the folder; `settings`: over those above."""
        self.folder = folder
        self.data = data or os.path.join(folder, "data")
        self.socket = os.path.join(folder, "socket")
        self.log = os.path.join(folder, "postgres.log")
        self.settings = SETTINGS | (settings or {})
        self.environment = {}
        self.binaries = newest()
        self.port = free_port()
        self.process = None
        # Seconds that each start took.
        self.starts = []
        for path in (self.data, self.socket):
            os.makedirs(path, exist_ok=True)
            self.give(path)
            os.chmod(path, 0o700)

    def make(self):
        subprocess.run(
            self.as_postgres(
                "initdb", "-D", self.data, "-U", SUPERUSER, "--auth-local=trust",
                "--auth-host=scram-sha-256", "-E", "UTF8", "--locale=C.UTF-8",
                "--no-instructions"),
            check=True, stdout=subprocess.DEVNULL, cwd="/")

    def start(self, patience=60):
        """Answers once it takes connections, after whatever recovery it needs."""
        arguments = ["-D", self.data, "-k", self.socket, "-p", str(self.port)]
        for name, value in self.settings.items():
            arguments += ["-c", f"{name}={value}"]
        with open(self.log, "a") as log:
            self.process = subprocess.Popen(
                self.as_postgres("postgres", *arguments), stdout=log, stderr=log, cwd="/",
                env={**os.environ, **self.environment}, start_new_session=True)
        end = time.monotonic() + patience
        while not self.is_ready():
            if self.process.poll() is not None or time.monotonic() > end:
                raise SystemExit(f"PostgreSQL didn't start:\n{open(self.log).read()[-2000:]}")
            time.sleep(0.05)
        self.starts.append(time.monotonic() - (end - patience))

    def is_ready(self):
        return subprocess.run(
            [f"{self.binaries}/pg_isready", "-q", "-h", self.socket, "-p", str(self.port)],
            check=False).returncode == 0

    def stop(self, how=signal.SIGINT, patience=60):
        """SIGINT is PostgreSQL's fast shutdown, SIGQUIT the immediate one."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)
            try:
                self.process.wait(patience)
            except subprocess.TimeoutExpired:
                self.kill()

    def processes(self):
        """The postmaster and its children."""
        mother = self.process.pid
        return [mother] + [int(pid) for pid in os.listdir("/proc")
                           if pid.isdigit() and parent(pid) == mother]

    def signal(self, number):
        for pid in self.processes():
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                pass

    def kill(self):
        """SIGKILL for all of it: nothing is flushed, nothing is said goodbye to."""
        all_of_it = self.processes()
        for pid in all_of_it:
            self.kill_one(pid)
        self.process.wait()
        # A child that still ends would hold the memory that the next postmaster wants.
        while any(is_alive(pid) for pid in all_of_it):
            time.sleep(0.01)

    @staticmethod
    def kill_one(pid):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass

    def backends(self):
        """The process ids of the service's sessions."""
        return [int(pid) for pid in self.sql(
            f"SELECT pid FROM pg_stat_activity WHERE usename = '{SERVICE}' ORDER BY pid").split()]

    def connection(self, role=OWNER, name="peerspective"):
        """By the socket, past every proxy."""
        return f"host='{self.socket}' port={self.port} dbname={name} user={role}"

    def sql(self, text, role=OWNER, name="peerspective", **variables):
        """Runs SQL; answers its unaligned output."""
        command = ["psql", "-qAtX", "-v", "ON_ERROR_STOP=1", "-d", self.connection(role, name)]
        for variable, value in variables.items():
            command += ["-v", f"{variable}={value}"]
        return subprocess.run(command, check=True, input=text, stdout=subprocess.PIPE,
                              text=True).stdout

    def session(self, role=OWNER):
        """A psql that stays, for locks that are to be held."""
        return subprocess.Popen(
            ["psql", "-qAtX", "-v", "ON_ERROR_STOP=1", "-d", self.connection(role)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def as_postgres(self, program, *arguments):
        path = os.path.join(self.binaries, program)
        if os.geteuid() != 0:
            return [path, *arguments]
        return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--", path,
                *arguments]

    @staticmethod
    def give(path):
        if os.geteuid() == 0:
            user = pwd.getpwnam("postgres")
            os.chown(path, user.pw_uid, user.pw_gid)


def newest():
    root = "/usr/lib/postgresql"
    versions = sorted(int(name) for name in os.listdir(root) if name.isdigit())
    return f"{root}/{versions[-1]}/bin"


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def parent(pid):
    try:
        with open(f"/proc/{pid}/stat") as file:
            return int(file.read().rsplit(")", 1)[1].split()[1])
    except (FileNotFoundError, ProcessLookupError):
        return None


def is_alive(pid):
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False

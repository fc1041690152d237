"""The service as it is run: the real program, started again when it ends, as systemd would."""

import os
import signal
import subprocess
import threading
import time
import urllib.request

from database import SERVICE, PASSWORD, free_port

# As systemd's RestartSec.
PAUSE = 0.1


class Service:
    def __init__(self, program, folder, database_port, name="peerspective", environment=None):
        """`database_port`: of the cluster, or of the proxy before it."""
        self.program, self.folder = program, folder
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.log = os.path.join(folder, "service.log")
        self.environment = {
            **os.environ, **(environment or {}),
            "DATABASE_URL": f"host=127.0.0.1 port={database_port} dbname={name} user={SERVICE}"
                            f" password='{PASSWORD}'"}
        self.process, self.watcher = None, None
        self.starts = 0

    def start(self, patience=60):
        self.is_wanted = True
        self.watcher = threading.Thread(target=self._watch, daemon=True)
        self.watcher.start()
        self.await_ready(patience)

    def _watch(self):
        while self.is_wanted:
            with open(self.log, "a") as log:
                self.process = subprocess.Popen(
                    [self.program, "serve", "--http-port", str(self.port), "--log-level", "warning"],
                    env=self.environment, stdout=log, stderr=log, start_new_session=True)
            self.starts += 1
            self.process.wait()
            if self.is_wanted:
                time.sleep(PAUSE)

    def is_ready(self):
        try:
            with urllib.request.urlopen(f"{self.address}/readyz", timeout=2) as answer:
                return answer.status == 200
        except OSError:
            return False

    def await_ready(self, patience=120):
        """Seconds until it says that it can serve; fails the drill when it doesn't."""
        begun = time.monotonic()
        while not self.is_ready():
            if time.monotonic() - begun > patience:
                raise SystemExit(f"The service isn't ready after {patience} s:\n"
                                 + open(self.log).read()[-4000:])
            time.sleep(0.02)
        return time.monotonic() - begun

    def kill(self):
        """SIGKILL; the watcher starts the next."""
        process = self.process
        process.kill()
        process.wait()

    def stop(self):
        self.is_wanted = False
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(40)
            except subprocess.TimeoutExpired:
                self.process.kill()
        if self.watcher:
            self.watcher.join(10)

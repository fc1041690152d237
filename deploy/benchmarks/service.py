"""The service under measurement: its own private PostgreSQL in a throw-away folder."""

import os
import re
import subprocess
import time


class Service:
    def __init__(self, program, folder):
        self.folder = folder
        self.data = os.path.join(folder, "data")
        self.said = open(os.path.join(folder, "said"), "w+")
        self.process = subprocess.Popen(
            [program, "serve", "--http-port", "0", "--data-folder", self.data,
             "--log-level", "warning"],
            stdout=self.said, stderr=subprocess.STDOUT, start_new_session=True)
        self.address = self._address()

    def _address(self):
        while True:
            text = open(self.said.name).read()
            found = re.search(r"listens on (http://\S+)", text)
            if found:
                return found.group(1)
            if self.process.poll() is not None:
                raise SystemExit("The service didn't start:\n" + text)
            time.sleep(0.05)

    @property
    def socket(self):
        return os.path.join(self.data, "socket")

    @property
    def url(self):
        """By which the admin tool reaches the database."""
        return re.search(r'--database-url "(.*)"', open(self.said.name).read()).group(1)

    @property
    def log(self):
        return os.path.join(self.data, "postgres.log")

    def connection(self, role):
        return ["-h", self.socket, "-U", role, "-d", "peerspective"]

    def sql(self, text=None, file=None, **variables):
        """Runs SQL as the owner; answers its unaligned output."""
        command = ["psql", "-qAtX", "-v", "ON_ERROR_STOP=1", *self.connection(OWNER)]
        for name, value in variables.items():
            command += ["-v", f"{name}={value}"]
        command += ["-f", file] if file else ["-c", text]
        return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout

    def memory(self, field="VmRSS"):
        """MiB of the service's process; `VmHWM` is the most since `forget_peak`."""
        status = open(f"/proc/{self.process.pid}/status").read()
        return int(re.search(field + r":\s+(\d+)", status).group(1)) / 1024

    def forget_peak(self):
        with open(f"/proc/{self.process.pid}/clear_refs", "w") as file:
            file.write("5")

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                self.process.kill()


OWNER = "peerspective_owner"
SERVICE = "peerspective_service"

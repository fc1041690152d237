"""The service with a private PostgreSQL and, where asked for, the demo world, in a throw-away folder; and
secrets by which people ask, made in the database, for sign-ins are slowed on purpose."""

import base64
import hashlib
import os
import re
import secrets
import subprocess
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
OWNER = "peerspective_owner"
SCOPES = "{read,write,teach,grade,export}"


class Standing:
    def __init__(self, program, folder, *settings, limit=""):
        """`limit`: what ulimit is told first, as in `-n 256`."""
        self.program, self.data = program, os.path.join(folder, "data")
        self.said = os.path.join(folder, "said")
        words = [program, "serve", "--http-port", "0", "--data-folder", self.data, "--log-level",
                 "warning", "--http-proxies", "1", *settings]
        if limit:
            words = ["bash", "-c", f'ulimit {limit} && exec "$@"', "_", *words]
        with open(self.said, "w") as said:
            self.process = subprocess.Popen(
                words, cwd=ROOT, stdout=said, stderr=subprocess.STDOUT, start_new_session=True)
        self.address = self._address()

    def _address(self):
        while True:
            found = re.search(r"listens on (http://\S+)", open(self.said).read())
            if found:
                return found.group(1)
            if self.process.poll() is not None:
                raise SystemExit("The service didn't start:\n" + open(self.said).read())
            time.sleep(0.05)

    @property
    def port(self):
        return int(self.address.rsplit(":", 1)[1])

    @property
    def postgres_log(self):
        return os.path.join(self.data, "postgres.log")

    def sql(self, text, **variables):
        """As the owner; answers unaligned output."""
        command = ["psql", "-qAtX", "-v", "ON_ERROR_STOP=1", "-h",
                   os.path.join(self.data, "socket"), "-U", OWNER, "-d", "peerspective"]
        for name, value in variables.items():
            command += ["-v", f"{name}={value}"]
        return subprocess.run(
            command, input=text, check=True, stdout=subprocess.PIPE, text=True).stdout

    def admin(self, *words):
        url = re.search(r'--database-url "(.*)"', open(self.said).read()).group(1)
        subprocess.run(
            [os.path.join(os.path.dirname(self.program), "peerspective-admin"), *words,
             "--operator", "drill"], check=True, cwd=ROOT, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, env={**os.environ, "DATABASE_URL": url})

    def tokens(self, name, count):
        """API tokens of whoever's address begins so."""
        school, person = self.sql(
            f"SELECT institution_id, id FROM person WHERE email LIKE '{name}@%' LIMIT 1"
        ).strip().split("|")
        told, rows = [], []
        for _ in range(count):
            bits = secrets.token_bytes(32)
            digest = hashlib.sha256(bits).hexdigest()
            rows.append(
                f"('{school}', gen_random_uuid(), '{person}', 'drill', decode('{digest}', 'hex'), "
                f"'{SCOPES}', now(), now() + interval '1 day')")
            text = base64.urlsafe_b64encode(bits).decode().rstrip("=")
            told.append(f"pp_{school.replace('-', '')}_{text}")
        self.sql("INSERT INTO api_token (institution_id, id, person_id, name, digest, scopes, "
                 "created_at, expires_at) VALUES " + ", ".join(rows))
        return told

    def memory(self):
        """MiB of the service's process."""
        status = open(f"/proc/{self.process.pid}/status").read()
        return int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) / 1024

    def faults(self):
        """What the service logged as its own fault, and what PostgreSQL couldn't read."""
        said = [line for line in open(self.said) if " error " in line]
        unread = [line for line in open(self.postgres_log)
                  if re.search(r"ERROR:.*(syntax error|does not exist|unterminated)", line)]
        return said, unread

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                self.process.kill()

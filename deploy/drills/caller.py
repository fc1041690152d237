"""One caller of the API: sends a request again, with the same key, until it knows what became of it."""

import http.client
import json
import random
import threading
import time
from collections import Counter
from urllib.parse import urlsplit

# Seconds: of one attempt, longer than the service's own deadline; of a request with all its attempts.
ATTEMPT = 30
BOUND = 120


class Hung(Exception):
    """Nobody said in time what became of it."""


class Answer:
    def __init__(self, status, headers, body, is_retried):
        self.status, self.headers, self.body = status, headers, body
        # An attempt before it may have been done without our knowing.
        self.is_retried = is_retried

    @property
    def json(self):
        return json.loads(self.body) if self.body else {}

    @property
    def problem(self):
        return self.json.get("type", "").removeprefix("/problems/")

    @property
    def version(self):
        return int(self.headers["ETag"].strip('"'))


class Caller:
    # What all callers together met: statuses, problems and lost connections.
    met = Counter()
    met_lock = threading.Lock()

    def __init__(self, address, bound=BOUND):
        self.address, self.bound = urlsplit(address), bound
        self.connection = None
        self.pauses = random.Random()

    def ask(self, token, method, path, body=None, **headers):
        """The first answer that isn't `try again`; raises Hung without one."""
        sent = json.dumps(body).encode() if body is not None else None
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        headers |= {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        end = time.monotonic() + self.bound
        is_retried, pause = False, 0.05
        while time.monotonic() < end:
            try:
                answer = self._once(method, path, sent, headers, is_retried)
            except (OSError, http.client.HTTPException) as error:
                self._count(type(error).__name__)
                self.close()
                is_retried = True
                wait = pause
            else:
                if not is_passing(answer):
                    self._count(str(answer.status))
                    return answer
                self._count(f"{answer.status} {answer.problem}")
                # Of these nothing was done; after others it may have been.
                is_retried |= answer.problem not in ("unavailable", "too-many-requests")
                wait = min(float(answer.headers.get("Retry-After", 0)) or pause, 2)
            time.sleep(wait * self.pauses.uniform(0.5, 1.5))
            pause = min(2 * pause, 1)
        raise Hung(f"{method} {path}")

    def _once(self, method, path, sent, headers, is_retried):
        if self.connection is None:
            self.connection = http.client.HTTPConnection(
                self.address.hostname, self.address.port, timeout=ATTEMPT)
        self.connection.request(method, f"/api/v1{path}", sent, headers)
        answer = self.connection.getresponse()
        return Answer(answer.status, answer.headers, answer.read(), is_retried)

    def close(self):
        if self.connection:
            self.connection.close()
        self.connection = None

    @classmethod
    def _count(cls, what):
        with cls.met_lock:
            cls.met[what] += 1


def is_passing(answer):
    return answer.status in (408, 429) or answer.status >= 500 or (
        answer.status == 409 and answer.problem == "under-way")

"""What the clients tried and what they were told: one line of JSON each, only ever added to."""

import json
import threading


class Journal:
    def __init__(self, path):
        self.path = path
        self.file = open(path, "a")
        self.lock = threading.Lock()
        self.acknowledged = 0
        self.ended = 0

    def write(self, what, op, **rest):
        """`what`: begun, acknowledged, refused, hung or replayed; `op`: which write."""
        line = json.dumps({"what": what, "op": op, **rest})
        with self.lock:
            self.file.write(line + "\n")
            self.file.flush()
            self.acknowledged += what == "acknowledged"
            self.ended += what in ("acknowledged", "refused", "hung")

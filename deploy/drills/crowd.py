"""The same key from 50 clients at once: one row, and one answer for all of them."""

import threading
from collections import Counter

from caller import Caller, Hung
from client import Client

MANY = 50


class Crowd(Client):
    """A client each of whose posts is sent by all of the crowd at the same moment."""

    READY = COMPLETE = 1

    def __init__(self, number, lane, address, journal, seed):
        super().__init__(number, lane, address, journal, seed)
        self.callers = [Caller(address) for _ in range(MANY)]
        self.done = Counter()

    def choose(self, chance):
        """What was done least often, so that every kind has its turn."""
        kind, work = min(self.possible(), key=lambda each: self.done[each[0]])
        self.done[kind] += 1
        return kind, work

    def post(self, op, kind, role, path, sent, chance, **facts):
        gate, answers = threading.Barrier(MANY), []

        def send(caller):
            gate.wait()
            try:
                answers.append(caller.ask(self.lane["tokens"][role], "POST", path, sent,
                                          Idempotency_Key=f"drill-{op}"))
            except Hung as error:
                self.journal.write("hung", op, kind=kind, at=str(error))
        threads = [threading.Thread(target=send, args=(caller,)) for caller in self.callers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if not answers:
            raise Hung(path)
        first, *others = answers
        if first.status != 201:
            self.refuse(op, kind, first)
            return first
        self.acknowledge(op, kind, first, **facts)
        for other in others:
            self.journal.write("replayed", op, status=other.status, answer=other.body.decode())
        return first

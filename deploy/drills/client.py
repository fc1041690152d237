"""The clients of one learner: the learner, an instructor and a coordinator, in turn.

What is chosen next comes from the plan's seed; what they were told decides only what is possible."""

import hashlib
import random

from caller import Caller, Hung

LETTERS = str.maketrans("0123456789", "abcdefghij")
WORDS = ("silence between two posts voices listening winter kitchen needle night mother waiting "
         "counting again nobody asked first year afterwards").split()
WEIGHTS = {"draft": 5, "submission": 3, "feedback": 4, "release": 4, "grade": 2, "approval": 3,
           "export": 2}
# Of so many acknowledged posts one is sent again at once, to compare the answers.
REPLAYED = 0.15


class Work:
    """What one client knows of one assignment."""

    def __init__(self, id):
        self.id, self.version, self.is_over = id, 0, False
        self.submission = None
        self.hand_in(None)

    def hand_in(self, submission):
        self.submission, self.feedback, self.feedback_version = submission, None, 0
        self.is_ready, self.outcome = False, None


class Client:
    # Of so much feedback it is said that it may be released, and that the work is complete.
    READY, COMPLETE = 0.6, 0.2

    def __init__(self, number, lane, address, journal, seed):
        self.number, self.lane, self.journal, self.seed = number, lane, journal, seed
        self.caller = Caller(address)
        self.offering = f"/offerings/{lane['offering']}"
        self.work = [Work(id) for id in lane["assignments"]]
        self.mark, self.is_approved = None, False
        self.last_post = None

    def run(self, number, count):
        """Does so many writes in the round, one after another, each until it is known."""
        chance = random.Random(f"{self.seed} {number} {self.number}")
        for turn in range(count):
            # In letters: a run of digits would be taken for a patient's number.
            op = f"{number:03}{self.number:03}{turn:03}".translate(LETTERS)
            kind, work = self.choose(chance)
            self.known(op, kind, lambda: getattr(self, kind)(op, chance, work))
        if self.last_post:
            self.known(self.last_post[0], "replay", lambda: self.replay(*self.last_post))

    def known(self, op, kind, body):
        try:
            body()
        except Hung as error:
            self.journal.write("hung", op, kind=kind, at=str(error))

    def choose(self, chance):
        possible = self.possible()
        return chance.choices(possible, [WEIGHTS[kind] for kind, _ in possible])[0]

    def possible(self):
        open_work = [work for work in self.work if not work.is_over]
        possible = [("draft", work) for work in open_work]
        possible += [("submission", work) for work in open_work]
        possible += [("feedback", work) for work in open_work if work.submission]
        possible += [("release", work) for work in open_work if work.is_ready]
        possible += [("grade", None)]
        possible += [("approval", None)] if self.mark and not self.is_approved else []
        possible += [("export", None)] if self.is_approved else []
        return possible

    # What a learner does.

    def draft(self, op, chance, work):
        text = written(op, chance)
        self.begin(op, "draft", assignment=work.id, digest=digest(text))
        answer, known = self.put("learner", f"/assignments/{work.id}/draft", {"body": text},
                                 work.version, "body")
        if known is None:
            return self.refuse(op, "draft", answer)
        work.version = known.version
        self.acknowledge(op, "draft", answer, assignment=work.id, version=known.version,
                         digest=digest(text))

    def submission(self, op, chance, work):
        text = written(op, chance)
        self.begin(op, "submission", assignment=work.id, digest=digest(text))
        answer = self.post(op, "submission", "learner", f"/assignments/{work.id}/submissions",
                           {"body": text, "ai_use": "none"}, chance,
                           assignment=work.id, digest=digest(text))
        if answer.status == 201:
            work.hand_in(answer.json["id"])

    # What an instructor does.

    def feedback(self, op, chance, work):
        summary = written(op, chance)
        is_ready = chance.random() < self.READY
        # Work that is complete takes no more drafts; the last of a learner's stays open.
        is_complete = chance.random() < self.COMPLETE and work is not self.work[-1]
        sent = {"outcome": "complete" if is_complete else "returned", "summary": summary,
                "is_ready": is_ready}
        self.begin(op, "feedback", submission=work.submission, digest=digest(summary))
        answer, known = self.put("instructor", f"/submissions/{work.submission}/feedback", sent,
                                 work.feedback_version, "summary")
        if known is None:
            return self.refuse(op, "feedback", answer)
        work.feedback, work.feedback_version = known.json["id"], known.version
        work.is_ready, work.outcome = is_ready, sent["outcome"]
        self.acknowledge(op, "feedback", answer, submission=work.submission, id=work.feedback,
                         version=known.version, digest=digest(summary), is_ready=is_ready)

    def release(self, op, chance, work):
        piece = {"id": work.feedback, "version": work.feedback_version}
        self.begin(op, "release", feedback=work.feedback)
        answer = self.post(op, "release", "instructor", f"{self.offering}/releases",
                           {"feedback": [piece]}, chance, feedback=work.feedback)
        if answer.status == 201:
            work.is_over = work.outcome == "complete"
            work.hand_in(None)

    def grade(self, op, chance, _):
        mark = "F" if self.mark == "P" else "P"
        self.begin(op, "grade", **self.learner)
        answer = self.post(op, "grade", "instructor", f"{self.offering}/grades",
                           {"enrollment_id": self.lane["enrollment"], "grade": mark,
                            "reason": "correction"}, chance, grade=mark, **self.learner)
        if answer.status == 201:
            self.mark, self.is_approved = mark, False

    def approval(self, op, chance, _):
        self.begin(op, "approval", **self.learner)
        answer = self.post(op, "approval", "instructor", f"{self.offering}/approvals",
                           {"enrollment_ids": [self.lane["enrollment"]]}, chance,
                           grade=self.mark, **self.learner)
        self.is_approved = answer.status == 201

    # What a coordinator does.

    def export(self, op, chance, _):
        self.begin(op, "export", **self.learner)
        self.post(op, "export", "coordinator", f"{self.offering}/exports",
                  {"format": "csv", "enrollment_ids": [self.lane["enrollment"]]}, chance,
                  **self.learner)

    # How it is asked and written down.

    @property
    def learner(self):
        return {"enrollment": self.lane["enrollment"], "offering": self.lane["offering"]}

    def put(self, role, path, sent, version, text):
        """The answer, and the answer from which the version is known: of the saving itself, or, where
        its answer was lost and it is found to be stored, of the reading; None when it was refused."""
        token = self.lane["tokens"][role]
        answer = self.caller.ask(token, "PUT", path, sent, If_Match=f'"{version}"')
        if answer.status == 200:
            return answer, answer
        if answer.status == 412 and answer.is_retried:
            stored = self.caller.ask(token, "GET", path)
            if stored.status == 200 and stored.json[text] == sent[text]:
                return answer, stored
        return answer, None

    def post(self, op, kind, role, path, sent, chance, **facts):
        is_replayed = chance.random() < REPLAYED
        token = self.lane["tokens"][role]
        answer = self.caller.ask(token, "POST", path, sent, Idempotency_Key=f"drill-{op}")
        if answer.status != 201:
            self.refuse(op, kind, answer)
            return answer
        self.acknowledge(op, kind, answer, **facts)
        self.last_post = (op, role, path, sent)
        if is_replayed:
            self.replay(*self.last_post)
        return answer

    def replay(self, op, role, path, sent):
        answer = self.caller.ask(self.lane["tokens"][role], "POST", path, sent,
                                 Idempotency_Key=f"drill-{op}")
        self.journal.write("replayed", op, status=answer.status, answer=answer.body.decode())

    def begin(self, op, kind, **facts):
        self.journal.write("begun", op, kind=kind, institution=self.lane["institution"], **facts)

    def acknowledge(self, op, kind, answer, **facts):
        self.journal.write("acknowledged", op, kind=kind, institution=self.lane["institution"],
                           status=answer.status, answer=answer.body.decode(), **facts)

    def refuse(self, op, kind, answer):
        self.journal.write("refused", op, kind=kind, status=answer.status, problem=answer.problem,
                           answer=answer.body.decode()[:300])


def written(op, chance):
    """A text that says which write it is of."""
    return f"{op} " + " ".join(chance.choices(WORDS, k=chance.randrange(5, 120)))


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()

"""Recovery to a point in time: while clients write, pgBackRest makes a full and an incremental backup, and
the admin tool a dump that it verifies; then somebody spoils texts by an UPDATE that names too little. The
cluster is lost; what comes back is the moment a second before the mistake, with everything that was
acknowledged until then."""

import datetime
import json
import os
import shutil
import signal
import subprocess
import threading
import time

from backrest import Backrest
from database import SERVICE
from journal import Journal
from report import examine
from rounds import Rounds
from world import World

STEWARD = "peerspective_steward"
# Seconds for which clients write before and after what happens.
AROUND = 1.5
# Turns that a client has at most meanwhile, each of so many writes.
TURNS, WRITES = 200, 3
MISTAKE = """UPDATE submission_text SET body = 'corrected' WHERE institution_id =
    (SELECT institution_id FROM institution_slug WHERE slug = 'school-1')"""


class TimedJournal(Journal):
    def write(self, what, op, **rest):
        super().write(what, op, time=time.time(), **rest)

    def until(self, moment):
        """What was known at a moment, as a journal of its own."""
        path = f"{self.path}.until"
        with open(self.path) as all, open(path, "w") as kept:
            kept.writelines(line for line in all if json.loads(line)["time"] <= moment)
        return Journal(path)


def drill(options, folder, report):
    backrest = Backrest(folder)
    world = World(options.program, folder, options.seed, settings=backrest.archiving)
    backrest.configure(world.database)
    try:
        world.make(lanes=options.lanes)
        Recovery(world, backrest, options.seed, report).run()
    finally:
        world.end()


class Recovery:
    def __init__(self, world, backrest, seed, report):
        self.world, self.backrest, self.report = world, backrest, report
        self.database = world.database
        self.journal = TimedJournal(os.path.join(world.folder, "journal"))
        self.rounds = Rounds(world, self.journal, seed)
        self.log = os.path.join(world.folder, "redactions.jsonl")

    def run(self):
        self.backrest.must("stanza-create")
        self.while_writing(0, lambda: None)
        sentence = self.database.sql("SELECT left(body, 40) FROM submission_text LIMIT 1").strip()
        self.while_writing(1, lambda: self.backup("full"))
        self.while_writing(2, lambda: self.backup("incr"))
        self.while_writing(3, self.dump)
        self.while_writing(4, self.spoil)
        words = self.redact()
        self.note("the mistake is seen where nothing is restored",
                  examine(self.world, self.journal, whole=False)["found"], "lost")
        self.look_for(sentence)
        self.lose()
        self.restore()
        report = examine(self.world, self.journal.until(self.target))
        self.report.compare("everything acknowledged until a second before the mistake is back",
                            report)
        self.replay(words)

    def while_writing(self, number, strike):
        """Clients write before it, meanwhile, and for a while afterwards."""
        is_over = threading.Event()

        def write(client):
            for turn in range(TURNS):
                if is_over.is_set():
                    return
                client.run(number * TURNS + turn, WRITES)
        threads = [threading.Thread(target=write, args=(client,))
                   for client in self.rounds.clients]
        for thread in threads:
            thread.start()
        time.sleep(AROUND)
        strike()
        self.report.check(f"clients write all the while ({number})",
                          all(thread.is_alive() for thread in threads),
                          f"{self.journal.acknowledged} acknowledged")
        time.sleep(AROUND)
        is_over.set()
        for thread in threads:
            thread.join()

    def note(self, name, found, kind):
        found = [each["said"] for each in found if each["kind"] == kind]
        self.report.check(name, found, f"{kind}: {len(found)}" if found else "nothing found")

    def backup(self, kind):
        before = self.journal.acknowledged
        self.report.figures[f"{kind} backup, s"] = self.backrest.must("backup", "--repo=1",
                                                                      f"--type={kind}")
        self.report.figures[f"acknowledged during the {kind} backup"] = (
            self.journal.acknowledged - before)
        if kind == "full":
            self.backrest.must("backup", "--repo=2", "--type=full")

    def dump(self):
        """The other way to a backup: the moment that it noted is the one that it holds."""
        place, begun = os.path.join(self.world.folder, "dumps"), time.monotonic()
        subprocess.run([self.world.admin, "backup", "create", place, "--operator", "drill",
                        "--database-url", self.database.connection()], check=True,
                       stdout=subprocess.DEVNULL)
        self.report.figures["backup create, s"] = time.monotonic() - begun
        begun = time.monotonic()
        said = subprocess.run([self.world.admin, "backup", "verify", "--latest", place], check=False,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.report.figures["backup verify, s"] = time.monotonic() - begun
        self.report.check("a dump made while clients write verifies", said.returncode == 0,
                          said.stdout if said.returncode else "")

    def spoil(self):
        self.target = time.time() - 1
        self.database.sql(MISTAKE)

    def redact(self):
        """In the other school, after the moment that comes back: a word is taken out by two people."""
        words = self.database.sql(f"""
            SELECT split_part(body, ' ', 1) FROM submission_text JOIN institution_slug
                USING (institution_id)
            WHERE slug = 'school-0' ORDER BY submission_id LIMIT 1""").strip()
        offering = self.world.lanes[0]["offering"]
        asked = self.admin("riley", SERVICE, "redact", "request", offering, "--reason",
                           "patient_identified", "--json", said=words)
        self.admin("sasha", STEWARD, "redact", "confirm", json.loads(asked)["result"]["id"],
                   said=words)
        with open(self.log, "w") as log:
            log.write(self.admin("riley", SERVICE, "redact", "log"))
        return words

    def admin(self, operator, role, *arguments, said=""):
        return subprocess.run(
            [self.world.admin, *arguments, "--institution", "school-0", "--operator", operator,
             "--database-url", self.database.connection(role)],
            check=True, input=said + "\n", stdout=subprocess.PIPE, text=True).stdout

    def look_for(self, sentence):
        self.backrest.must("check")
        self.report.check("the repository can't be read as text",
                          not self.backrest.holds(1, sentence))
        self.report.check("control: without encryption the sentence is found",
                          self.backrest.holds(2, sentence))
        code, _ = self.backrest.run("backup", "--repo=1", "--type=incr", passphrase="another")
        self.report.check("another passphrase opens nothing", code != 0)
        self.report.figures["repository, MiB"] = self.backrest.size(1)

    def lose(self):
        """Not a clean end: whatever isn't in the repository is gone."""
        self.world.service.stop()
        self.database.stop(signal.SIGQUIT)
        shutil.rmtree(self.database.data)
        os.mkdir(self.database.data, 0o700)
        self.database.give(self.database.data)

    def restore(self):
        moment = datetime.datetime.fromtimestamp(self.target, datetime.timezone.utc)
        begun = time.monotonic()
        self.report.figures["restore of the files, s"] = self.backrest.must(
            "restore", "--repo=1", "--type=time", f"--target={moment:%Y-%m-%d %H:%M:%S.%f}+00",
            "--target-action=promote")
        self.database.start(patience=600)
        while self.database.sql("SELECT pg_is_in_recovery()").strip() == "t":
            time.sleep(0.05)
        self.report.figures["restore until writes are taken, s"] = time.monotonic() - begun
        self.world.service.start()
        self.world.settle()

    def replay(self, words):
        look = f"SELECT count(*) FROM submission_text WHERE body LIKE '%{words}%'"
        self.report.check("a restore brings back what was taken out since",
                          self.database.sql(look).strip() == "1")
        self.admin("riley", STEWARD, "redact", "replay", self.log)
        self.report.check("the redaction log takes it out again",
                          self.database.sql(look).strip() == "0")
        self.world.settle()
        said = subprocess.run([self.world.admin, "verify", "--operator", "drill", "--database-url",
                               self.database.connection(SERVICE)], check=False,
                              stdout=subprocess.PIPE, text=True)
        self.report.check("every chain holds afterwards", said.returncode == 0)

"""Migrations killed inside each step and run again, and several nodes migrating at once.

Each file is stopped at one of its commands by an event trigger: there the program, its backend or
the whole server is killed, and the migration is run again. The schema must then be the one of a
fresh database, with every migration recorded once and no index left INVALID.
"""

import hashlib
import os
import random
import subprocess
import time

from database import OWNER, SUPERUSER, Database
from world import HERE, admin_of

MIGRATIONS = os.path.join(HERE, "../../db")

PAUSE = """
CREATE SCHEMA drill;
CREATE SEQUENCE drill.commands;
CREATE SEQUENCE drill.gate;
CREATE FUNCTION drill.pause() RETURNS event_trigger LANGUAGE plpgsql AS $$
BEGIN
    IF nextval('drill.commands') = {command} THEN
        WHILE NOT (SELECT is_called FROM drill.gate) LOOP PERFORM pg_sleep(0.01); END LOOP;
    END IF;
END $$;
GRANT USAGE ON SCHEMA drill TO PUBLIC;
GRANT ALL ON ALL SEQUENCES IN SCHEMA drill TO PUBLIC;
CREATE EVENT TRIGGER drill_pause ON ddl_command_end EXECUTE FUNCTION drill.pause();
"""
OVER = "SET client_min_messages = warning; DROP EVENT TRIGGER drill_pause; DROP SCHEMA drill CASCADE;"
# What a data migration would have to move: the database isn't empty when it comes.
ROW = """INSERT INTO institution (id, name, zone, created_at)
    VALUES ('00000000-0000-7000-8000-000000000001', 'Northfield', 'America/New_York', 'epoch')"""
NODES = 5
KINDS = ("program", "backend", "server")


class Migrating:
    """One cluster, and in it a database for each step."""

    def __init__(self, server, admin, migrations, folder, chance):
        self.server, self.admin, self.chance = server, admin, chance
        self.migrations, self.folder = migrations, folder
        self.files = sorted(name for name in os.listdir(migrations) if name.endswith(".sql"))
        self.killed, self.slowest, self.found = 0, 0, []

    def sql(self, name, text):
        return self.server.sql(text, role=SUPERUSER, name=name)

    def create(self, name, template="template0"):
        self.sql("postgres", f"CREATE DATABASE {name} TEMPLATE {template} OWNER {OWNER}")

    def drop(self, name):
        self.sql("postgres", f"DROP DATABASE {name} WITH (FORCE)")

    def start(self, name, migrations=None):
        return subprocess.Popen(
            [self.admin, "db", "migrate", "--migrations", migrations or self.migrations,
             "--database-url", self.server.connection(name=name)],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def psql(self, name, *arguments):
        """As the owner, without a word."""
        return subprocess.Popen(
            ["psql", "-qX", "-v", "ON_ERROR_STOP=1", "-d", self.server.connection(name=name),
             *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def migrate(self, database):
        """To its end, which must be a good one."""
        began = time.monotonic()
        end(self.start(database))
        self.slowest = max(self.slowest, time.monotonic() - began)

    def until(self, database, count):
        """The first files alone, as a release before had them."""
        folder = os.path.join(self.folder, f"db_{count}")
        if not os.path.exists(folder):
            os.mkdir(folder)
            for name in self.files[:count]:
                os.symlink(os.path.join(self.migrations, name), os.path.join(folder, name))
        end(self.start(database, folder))

    def state(self, database):
        """What two databases that came to the same schema by different ways have in common."""
        dump = subprocess.run(
            ["pg_dump", "-d", self.server.connection(SUPERUSER, database), "--inserts",
             "--exclude-table-data=migration"], check=True, stdout=subprocess.PIPE, text=True).stdout
        lines = [line for line in dump.splitlines()
                 if not line.startswith(("\\restrict", "\\unrestrict"))]
        recorded = self.sql(
            database, "SELECT number, file, digest FROM migration ORDER BY number")
        text = "\n".join(lines) + recorded
        return hashlib.sha256(text.encode()).hexdigest()

    def invalid(self, database):
        return int(self.sql(
            database, "SELECT count(*) FROM pg_index WHERE NOT indisvalid"))

    def check(self, database, fresh):
        if self.state(database) != fresh:
            self.found.append(f"the schema of {database} isn't that of a fresh one")
        if self.invalid(database):
            self.found.append(f"{database} has an INVALID index")

    # The steps

    def commands(self, before, step):
        """How many commands of the step the trigger sees."""
        self.create("counted", before)
        self.sql("counted", PAUSE.format(command=0))
        self.until("counted", step)
        count = int(self.sql("counted", "SELECT last_value FROM drill.commands"))
        self.drop("counted")
        return count

    def kill(self, before, command, kind):
        """Kills the step at one of its commands; the database is left as it then is."""
        self.create("killed", before)
        self.sql("killed", PAUSE.format(command=command))
        program = self.start("killed")
        backend = self.paused("killed", program)
        if kind == "program":
            program.kill()
            program.wait()
            again = self.start("killed")  # while the backend is still in the step
            self.sql("killed", "SELECT nextval('drill.gate')")
            end(again)
        else:
            if kind == "backend":
                os.kill(backend, 9)
            else:
                self.server.kill()
            said = program.communicate(timeout=60)[0]
            if program.returncode not in (0, 1, 3):
                self.found.append(f"it ended by {program.returncode}: {said}")
            if kind == "server":
                self.server.start()
        self.killed += 1
        self.wait()
        self.sql("killed", "SELECT setval('drill.gate', 1)")
        self.migrate("killed")
        self.sql("killed", OVER)

    def wait(self):
        """Until PostgreSQL has recovered from the end of a backend."""
        while not self.server.is_ready():
            time.sleep(0.05)

    def paused(self, name, program):
        """The backend that waits in the step."""
        while True:
            found = self.sql(
                name, "SELECT pid FROM pg_stat_activity "
                f"WHERE datname = '{name}' AND wait_event = 'PgSleep'").split()
            if found:
                return int(found[0])
            if program.poll() is not None:
                raise SystemExit("The step ended before it was to be killed.")
            time.sleep(0.02)

    def steps(self, fresh, chosen, places):
        """Kills each step at some of its commands, the ways in turn."""
        turn = self.chance.randrange(len(KINDS))
        for step in chosen:
            before = f"before_{step}"
            self.create(before)
            if step > 1:
                self.until(before, step - 1)
                self.sql(before, ROW)
            count = self.commands(before, step)
            for command in some(count, places, self.chance):
                self.kill(before, command, KINDS[turn % len(KINDS)])
                turn += 1
                if step == 1:
                    self.sql("killed", ROW)
                self.check("killed", fresh)
                self.drop("killed")
            self.drop(before)

    def anywhen(self, fresh, rounds):
        """Kills the whole way from empty at any moment, again and again until it is through."""
        for _ in range(rounds):
            self.create("killed")
            while True:
                program = self.start("killed")
                try:
                    program.communicate(timeout=self.chance.uniform(0.02, 0.4))
                    break
                except subprocess.TimeoutExpired:
                    program.kill()
                    program.communicate()
                    self.killed += 1
            self.migrate("killed")
            self.sql("killed", ROW)
            self.check("killed", fresh)
            self.drop("killed")

    def together(self, fresh, nodes, rounds):
        """Several nodes at once on an empty database: one schema, and each file applied once."""
        for _ in range(rounds):
            self.create("together")
            programs = [self.start("together") for _ in range(nodes)]
            said = "".join(end(program) for program in programs)
            for name in self.files:
                if said.count(f"applied {name}\n") != 1:
                    self.found.append(f"{name} wasn't applied once: {said}")
            self.sql("together", ROW)
            self.check("together", fresh)
            self.drop("together")

    # What must fail

    def controls(self, fresh):
        """The same without what protects it; answers what was found, all of which must be."""
        return {
            "a step without its transaction": self.torn(fresh),
            "a constraint that is missing": self.lacking(fresh),
            "an index left INVALID": self.left_invalid(),
            "two nodes without the lock": self.unlocked(),
        }

    def torn(self, fresh):
        """psql without -1, killed in the middle of the second file and run again."""
        self.create("torn")
        self.until("torn", 1)
        self.sql("torn", ROW + ";" + PAUSE.format(command=3))
        file = os.path.join(self.migrations, self.files[1])
        program = self.psql("torn", "-f", file)
        self.paused("torn", program)
        program.kill()
        program.wait()
        self.sql("torn", "SELECT nextval('drill.gate')")
        found = self.psql("torn", "-f", file).wait() != 0
        if not found:
            self.migrate("torn")
            self.sql("torn", OVER)
            found = self.state("torn") != fresh
        self.drop("torn")
        return found

    def lacking(self, fresh):
        self.create("lacking", "fresh")
        self.sql("lacking", "ALTER TABLE session DROP CONSTRAINT session_ends")
        found = self.state("lacking") != fresh
        self.drop("lacking")
        return found

    def left_invalid(self):
        self.create("invalid")
        self.sql("invalid", "CREATE TABLE twice AS SELECT 1 AS a FROM generate_series(1, 2);"
                            f"ALTER TABLE twice OWNER TO {OWNER}")
        self.psql("invalid", "-c", "CREATE UNIQUE INDEX CONCURRENTLY once ON twice (a)").wait()
        found = self.invalid("invalid") == 1
        self.drop("invalid")
        return found

    def unlocked(self):
        self.create("unlocked")
        files = [part for name in self.files
                 for part in ("-f", os.path.join(self.migrations, name))]
        programs = [self.psql("unlocked", "-1", *files) for _ in range(2)]
        codes = [program.wait() for program in programs]
        self.drop("unlocked")
        return any(codes)


def end(program):
    """What it said, once it has ended well."""
    said = program.communicate(timeout=300)[0]
    if program.returncode != 0:
        raise SystemExit(f"It ended by {program.returncode}: {said}")
    return said


def some(count, places, chance):
    """Some of the commands, the first and the last among them where there is room."""
    if count <= places:
        return range(1, count + 1)
    ends = [1, count][:places - 1]
    inner = chance.sample(range(2, count), places - len(ends))
    return sorted(ends + inner)


def drill(options, folder, report):
    server = Database(folder, settings={"fsync": "off"})  # Processes end here, not the machine.
    server.make()
    server.start()
    try:
        server.sql(f"CREATE ROLE {OWNER} LOGIN CREATEROLE", role=SUPERUSER, name="postgres")
        run(Migrating(server, admin_of(options.program), MIGRATIONS, folder,
                      random.Random(f"migrating {options.seed}")), options.full, report)
    finally:
        server.stop()


def run(migrating, is_full, report):
    migrating.create("fresh")
    migrating.migrate("fresh")
    migrating.sql("fresh", ROW)
    fresh = migrating.state("fresh")
    steps = range(1, len(migrating.files) + 1)
    if is_full:
        migrating.steps(fresh, steps, 3)
    else:
        migrating.steps(fresh, sorted(migrating.chance.sample(steps, 3)), 1)
    in_steps = migrating.killed
    migrating.anywhen(fresh, 20 if is_full else 2)
    migrating.together(fresh, NODES, 10 if is_full else 1)
    report.check("a migration killed anywhere, and run again, ends in the schema of a fresh one",
                 not migrating.found, "; ".join(migrating.found[:5]))
    for name, is_found in migrating.controls(fresh).items():
        report.check(f"control: {name} is found", is_found)
    report.figures |= {
        "migrations": len(steps), "killed inside a migration": in_steps,
        "killed at any moment of migrating": migrating.killed - in_steps,
        "nodes that migrated at once": NODES,
        "longest to migrate again, s": float(migrating.slowest)}

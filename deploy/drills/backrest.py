"""pgBackRest over the drill's cluster: the configuration of deploy/backup, in a folder of its own."""

import configparser
import os
import subprocess
import time

HERE = os.path.dirname(os.path.abspath(__file__))
EXAMPLE = os.path.join(HERE, "..", "backup", "pgbackrest.conf")
STANZA = "peerspective"
PASSPHRASE = "a passphrase of the drill alone"


class Backrest:
    """Repository 1 is the example's; repository 2, the control, has the same without encryption."""

    def __init__(self, folder):
        self.folder = folder
        self.path = os.path.join(folder, "pgbackrest.conf")
        self.secrets = os.path.join(folder, "conf.d")
        self.command = ["/usr/bin/pgbackrest", f"--config={self.path}",
                        f"--config-include-path={self.secrets}", f"--stanza={STANZA}"]
        # PostgreSQL knows it before there is a cluster to configure it for.
        self.archiving = {"archive_mode": "on", "wal_level": "replica",
                          "archive_command": " ".join([*self.command, "archive-push", "%p"])}

    def configure(self, database):
        self.database = database
        config = configparser.ConfigParser(interpolation=None)
        config.read(EXAMPLE)
        everywhere = config["global"]
        for name in ("repo1-path", "spool-path", "log-path", "lock-path"):
            everywhere[name] = self._folder(name)
        # Compressed files hide every sentence, encrypted or not: that alone would show nothing.
        everywhere.update({"compress-type": "none", "repo1-bundle": "n",
                           "repo2-path": self._folder("repo2-path"), "repo2-retention-full": "4"})
        config[STANZA] = {"pg1-path": database.data, "pg1-socket-path": database.socket,
                          "pg1-port": str(database.port), "pg1-user": "postgres"}
        with open(self.path, "w") as file:
            config.write(file)
        self._folder("conf.d")
        with open(os.path.join(self.secrets, "passphrase.conf"), "w") as file:
            file.write(f"[global]\nrepo1-cipher-pass={PASSPHRASE}\n")
        for path in (self.path, file.name):
            os.chmod(path, 0o600)
            database.give(path)

    def _folder(self, name):
        path = os.path.join(self.folder, name)
        os.makedirs(path, mode=0o700)
        self.database.give(path)
        return path

    def repository(self, number):
        return os.path.join(self.folder, f"repo{number}-path")

    def run(self, command, *options, passphrase=None):
        """As who runs the cluster; answers exit code and what was said."""
        environment = {**os.environ}
        if passphrase:
            environment["PGBACKREST_REPO1_CIPHER_PASS"] = passphrase
        said = subprocess.run(
            self.database.as_postgres(*self.command, *options, command), check=False,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
            env=environment, cwd="/")
        return said.returncode, said.stdout

    def must(self, command, *options):
        """Answers how many seconds it took; ends the drill when it fails."""
        begun = time.monotonic()
        code, said = self.run(command, *options)
        if code:
            raise SystemExit(f"pgbackrest {command} failed:\n{said}")
        return time.monotonic() - begun

    def holds(self, number, sentence):
        """Whether a sentence can be read in any file of a repository."""
        return subprocess.run(["grep", "-rqF", "--", sentence, self.repository(number)],
                              check=False).returncode == 0

    def size(self, number):
        """MiB."""
        return sum(os.path.getsize(os.path.join(folder, name))
                   for folder, _, names in os.walk(self.repository(number))
                   for name in names if not os.path.islink(os.path.join(folder, name))) / 2**20

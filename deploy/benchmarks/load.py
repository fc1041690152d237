"""wrk and pgbench, and what they say."""

import os
import re
import subprocess

HERE = os.path.dirname(__file__)


class Load:
    def __init__(self, rate, half, most):
        self.rate, self.half, self.most = rate, half, most  # per second; ms

    def __str__(self):
        return f"{self.rate:.0f}/s, half within {self.half:.1f} ms, 99 % within {self.most:.1f} ms"


def wrk(address, kind, callers, seconds, connections, pause=0):
    """Requests per second of `kind` (see callers.lua)."""
    command = ["wrk", "-t", "1", "-c", str(connections), "-d", str(seconds),
               "-s", f"{HERE}/callers.lua", address, "--", kind, callers, str(pause)]
    said = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    found = re.search(r"measured \S+ ([\d.]+) ([\d.]+) ([\d.]+)", said)
    if not found:
        raise SystemExit(" ".join(command) + "\n" + said)
    return Load(*map(float, found.groups()))


def pgbench(service, folder, scripts, seconds, connections, draws=""):
    """Transactions per second of scripts, each a list of statements sent in one pipeline."""
    files = []
    for number, statements in enumerate(scripts):
        files += ["-f", os.path.join(folder, f"script-{number}.sql")]
        with open(files[-1], "w") as file:
            file.write(draws + "\\startpipeline\n")
            for statement in statements:
                file.write(statement.strip().rstrip(";") + ";\n")
            file.write("\\endpipeline\n")
    command = ["pgbench", "-n", "-M", "prepared", "-c", str(connections), "-j", "1",
               "-T", str(seconds), *files, "-h", service.socket, "-U", "peerspective_service",
               "peerspective"]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    found = re.search(r"tps = ([\d.]+)", done.stdout)
    if done.returncode or not found or re.search(r"failed transactions: [1-9]", done.stdout):
        raise SystemExit(" ".join(command[:20]) + "\n" + done.stdout + done.stderr[-3000:])
    return float(found.group(1))

"""What a Containerfile can be checked for without its base images: it names the packages of all libraries
that a program is linked to, and copies only what is there."""

import os
import re
import subprocess
import sys


def main():
    file, program = sys.argv[1:]
    with open(file) as opened:
        text = opened.read().replace("\\\n", " ")
    last = text[text.rindex("\nFROM "):]
    named = set(re.search(r"apt-get install (.*?)&&", last).group(1).split())
    missing = {package for package in packages(program) if package not in named | base()}
    for source in re.findall(r"^COPY (?!--from)(.+) \S+$", text, re.M):
        missing |= {path for path in source.split() if not os.path.exists(path)}
    for word in ("USER 10001", "HEALTHCHECK", "ENTRYPOINT"):
        if f"\n{word}" not in last:
            missing.add(word)
    if missing:
        raise SystemExit(f"{file} lacks, for {os.path.basename(program)}: {', '.join(sorted(missing))}")


def packages(program):
    """Of the libraries that the program itself names; Swift's own are linked into a release."""
    said = subprocess.run(["readelf", "-d", program], check=True, stdout=subprocess.PIPE, text=True)
    names = re.findall(r"NEEDED.*\[(.*)\]", said.stdout)
    for name in names:
        if re.match(r"lib(swift|_?Foundation|_Testing|dispatch|BlocksRuntime)", name):
            continue
        found = subprocess.run(["dpkg-query", "-S", f"*/{name}"], stdout=subprocess.PIPE, text=True)
        yield found.stdout.split(":")[0] or name


def base():
    """What every Debian has."""
    return {"libc6", "libgcc-s1"}


main()

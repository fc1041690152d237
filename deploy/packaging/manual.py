"""A manual page made of a program's own help, so that both always say the same."""

import os
import subprocess
import sys
import time

ABOUT = {
    "peerspective": (
        ["serve", "--help"], "serves the pages and the HTTP API of Peerspective",
        "As systemd runs it, it takes its settings from /etc/peerspective/peerspective.json and its "
        "database's URL from /etc/peerspective/database-url.", "peerspective-admin"),
    "peerspective-admin": (
        ["--help"], "looks after a Peerspective database",
        "Each subcommand says more: peerspective-admin help SUBCOMMAND. What a release brings with it "
        "lies in /usr/share/peerspective: db for --migrations, seeds for --seeds.", "peerspective"),
}


def main():
    program, moment = sys.argv[1], int(sys.argv[2])
    name = os.path.basename(program)
    arguments, purpose, more, other = ABOUT[name]
    said = subprocess.run([program, *arguments], check=True, stdout=subprocess.PIPE, text=True).stdout
    day = time.strftime("%Y-%m-%d", time.gmtime(moment))
    print(f'.TH {name.upper()} 8 "{day}" Peerspective')
    print(f".SH NAME\n{name} \\- {purpose}")
    print(f".SH DESCRIPTION\n{escaped(more)}")
    print(f".SH USAGE\n.nf\n{escaped(said.strip())}\n.fi")
    print(f".SH SEE ALSO\n.BR {other} (8), /usr/share/doc/peerspective/operations.md")


def escaped(text):
    """No line may begin with what roff takes for a request."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return "\n".join("\\&" + line if line[:1] in (".", "'") else line for line in text.split("\n"))


main()

"""The table and the picture that the README shows."""

import datetime
import os
import subprocess

# What is aimed at: the figure, whether more is better, the aim, and what it is.
AIMS = [
    ("R/L", True, 0.9, "reads beside what HTTP and PostgreSQL alone could do together"),
    ("R/F", True, 4, "reads beside FastAPI and asyncpg"),
    ("submissions/pgbench, one school", True, 0.6, "submissions beside pgbench, one school"),
    ("submissions/pgbench, eight schools", True, 0.6, "submissions beside pgbench, eight schools"),
    ("autosaves/pgbench", True, 0.6, "autosaves beside pgbench"),
    ("roster/\\copy", True, 0.3, "a roster of 100,000 beside \\copy of its rows"),
    ("gradebook/\\copy", True, 0.5, "a gradebook of 100,000 × 12 beside \\copy of its query"),
    ("gradebook growth, MiB", False, 16, "what a gradebook adds to the service's memory, MiB"),
    ("memory, MiB", False, 64, "memory under load, MiB"),
    ("start, ms", False, 150, "start to ready, ms"),
    ("p99/median at half", False, 10, "99 % beside the median at half the top load"),
    ("slowest page of the demo, ms", False, 50, "the slowest page of the demo world, ms"),
    ("R at the most/R at the least", True, 0.8, "reads at the most assignments beside the least"),
]


def write(found, options):
    figures = {name: value for part in found.values() for name, value in part.items()}
    rows = [(text, aim, figures[name], more == (figures[name] >= aim) or figures[name] == aim, more)
            for name, more, aim, text in AIMS if name in figures]
    table = lines_of(rows, found, options)
    os.makedirs(options.output, exist_ok=True)
    with open(os.path.join(options.output, "table.md"), "w") as file:
        file.write(table)
    with open(os.path.join(options.output, "bench.svg"), "w") as file:
        file.write(picture(rows))
    print("\n" + table)


def number(value):
    return f"{value:,.0f}" if value >= 100 else f"{value:.2f}"


def lines_of(rows, found, options):
    lines = ["| what | aim | measured | |", "| --- | ---: | ---: | --- |"]
    for text, aim, value, is_met, more in rows:
        lines.append(f"| {text} | {'≥' if more else '≤'} {aim} | {number(value)} "
                     f"| {'met' if is_met else 'missed'} |")
    lines.append("")
    for part, figures in found.items():
        said = ", ".join(f"{name} {number(value)}" for name, value in figures.items())
        lines.append(f"`deploy/bench --only {part}`: {said}")
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], stdout=subprocess.PIPE,
                            text=True, check=False).stdout.strip()
    lines += ["", f"Medians of {options.rounds} rounds of {options.seconds} s with "
              f"{options.connections} connections, {os.cpu_count()} cores, {commit}, "
              f"{datetime.date.today()}.", ""]
    return "\n".join(lines)


def picture(rows):
    """Each figure as a bar beside its aim, which is the line."""
    height = 34 * len(rows) + 44
    text = "; ".join(f"{name}: {number(value)}, aim {aim}" for name, aim, value, _, _ in rows)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 {height}" role="img" '
        'aria-labelledby="title what">',
        f"<title id=\"title\">Measured beside what was aimed at</title><desc id=\"what\">{text}</desc>",
        "<style>text{font:13px system-ui,sans-serif;fill:#222}.met{fill:#2f6f62}.missed{fill:#b4541a}"
        "line{stroke:#222;stroke-width:2}@media(prefers-color-scheme:dark){text{fill:#ddd}"
        ".met{fill:#6fb8a8}.missed{fill:#e08a52}line{stroke:#ddd}}</style>",
    ]
    for place, (name, aim, value, is_met, more) in enumerate(rows):
        top = 34 * place + 8
        share = value / aim
        lines += [
            f'<text x="0" y="{top + 12}">{name}</text>',
            f'<rect class="{"met" if is_met else "missed"}" x="0" y="{top + 17}" height="8" '
            f'width="{min(share, 1.9) * 330:.0f}"/>',
            f'<text x="640" y="{top + 25}">{number(value)}</text>',
        ]
    lines += [f'<line x1="330" x2="330" y1="20" y2="{height - 30}"/>',
              f'<text x="336" y="{height - 14}">the aim</text>', "</svg>", ""]
    return "\n".join(lines)

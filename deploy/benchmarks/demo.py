"""Every page of the demo world that a link leads to, as each role, asked for one at a time."""

import html
import os
import re
import statistics
import subprocess
import tempfile
import time

import pages
from service import Service

PEOPLE = ["okafor", "vega", "osei"]
TIMES = 3
# Seconds between two requests: whoever asks more than 20 times a second is refused.
PAUSE = 0.05
# Of one kind of page so many are asked for.
EACH = 5

LINK = re.compile(rb'<a [^>]*href="(/[^"#]*)')
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")


def measure(bench):
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o711)
        service = Service(bench.options.program, folder)
        try:
            seed(bench, service)
            found = [figures(service) for _ in range(bench.rounds)]
        finally:
            service.stop()
    for one in found:
        bench.say("demo", one)
    return found


def seed(bench, service):
    subprocess.run(
        [os.path.join(os.path.dirname(bench.options.program), "peerspective-admin"), "seed",
         "--demo", "--operator", "bench"], check=True, stdout=subprocess.DEVNULL,
        env={**os.environ, "DATABASE_URL": service.url})


def figures(service):
    times = {(name, path): spent for name in PEOPLE for path, spent in walk(service, name)}
    slowest = max(times, key=times.get)
    print("the slowest:", *slowest)
    return {"pages of the demo": len(times), "slowest page of the demo, ms": times[slowest],
            "median page of the demo, ms": statistics.median(times.values())}


def walk(service, name):
    """Each page with the median of its times, in ms."""
    school, person = service.sql(
        "SELECT institution_id, id FROM person WHERE email LIKE "
        f"'{name}@%' ORDER BY created_at LIMIT 1").strip().split("|")
    token = pages.session(service, school, person)
    seen, waiting = {}, ["/today", "/offerings"]
    while waiting:
        path = waiting.pop(0)
        of_kind = seen.setdefault(UUID.sub("", path), set())
        if path in of_kind or len(of_kind) == EACH:
            continue
        of_kind.add(path)
        times = []
        for _ in range(TIMES):
            time.sleep(PAUSE)
            begun = time.perf_counter()
            body = pages.page(service, token, path)
            times.append((time.perf_counter() - begun) * 1000)
        links = [html.unescape(link.decode()) for link in LINK.findall(body)]
        # "/" leads on to one of the others.
        waiting += [link for link in links if link != "/" and not link.startswith("/assets/")]
        yield path, statistics.median(times)

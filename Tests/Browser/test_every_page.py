"""Every page that links lead to, as each role: it fits, is accessible, and is valid HTML."""

import re

import pytest
from judging import Checker, faults_at, faults_in_forced_colors, faults_of_heads

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}", re.I)
# A page of each kind is enough; these many of one kind are looked at.
EACH = 2


def kind(path):
    """The page's route and what its query names: values make no other kind."""
    place, _, query = path.partition("?")
    names = ",".join(sorted(pair.split("=")[0] for pair in query.split("&") if pair))
    return UUID.sub("{id}", place) + (f" {names}" if names else "")


def links(page):
    found = page.eval_on_selector_all(
        "a[href]", "all => all.filter(a => a.origin === location.origin && !a.hasAttribute('download'))"
        ".map(a => a.pathname + a.search)")
    return [path for path in found if not path.startswith(("/api/", "/assets/"))]


def walk(visitor, start):
    """Every address that links lead to, at most EACH of a kind, with the page shown."""
    waiting, seen = list(start), {}
    while waiting:
        path = waiting.pop(0)
        of_kind = seen.setdefault(kind(path), set())
        if path in of_kind or len(of_kind) >= EACH:
            continue
        of_kind.add(path)
        answer = visitor.page.goto(path)
        if not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        yield path, answer
        waiting += [link for link in links(visitor.page)]


ROLES = ["nobody", "learner", "instructor", "coordinator"]


@pytest.mark.parametrize("role", ROLES)
def test_every_page_fits_and_is_accessible_in_light_and_dark(role, visit):
    """At 360, 768 and 1440 px, in light, dark and forced colors."""
    visitor = visit(None if role == "nobody" else role)
    page, failures = visitor.page, []
    for path, answer in walk(visitor, ["/sign-in" if role == "nobody" else "/", "/style"]):
        if answer.status != 200:
            failures.append(f"{path}: {answer.status}")
            continue
        faults = faults_of_heads(page)
        for look in [(360, "light", "none"), (768, "dark"), (1440, "light")]:
            faults += faults_at(page, role, kind(path), *look)
        faults += faults_in_forced_colors(page)
        failures += [f"{path}: {fault}" for fault in faults]
    assert failures == [], "\n".join(failures)


@pytest.mark.parametrize("role", ROLES)
def test_every_page_is_valid_html(role, visit, tmp_path):
    """As the Nu Html Checker sees it, from the bytes that were sent."""
    visitor = visit(None if role == "nobody" else role, java_script_enabled=False)
    checker = Checker(tmp_path)
    for path, answer in walk(visitor, ["/sign-in" if role == "nobody" else "/"]):
        checker.take(path, answer.body())

    faults = checker.faults()
    assert faults == [], "\n".join(faults)

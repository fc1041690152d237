"""Where things of the demo world are, and how the tests get there."""

import re

ADDRESS = re.compile(r"/offerings/[0-9a-f-]{36}")

# The section whose every grade is approved, where a test asks for the fixture "approved".
APPROVED = "10977, term 2271"


def offering_of(page):
    """The address of the demo's offering."""
    page.goto("/offerings")
    return ADDRESS.search(page.content()).group(0)


def open_assignment(page):
    """The address of the learner's first assignment that takes something, with its desk shown."""
    page.goto("/assignments")
    links = page.locator("main a[href^='/assignments/']").evaluate_all("all => all.map(a => a.pathname)")
    for link in dict.fromkeys(re.match(r"/assignments/[0-9a-f-]+", link).group(0) for link in links):
        page.goto(link + "/writing")
        if page.locator("textarea#text").count():
            return link
    raise AssertionError("no assignment of the demo's learner is open")


def ask(page, method, path, body=None):
    """Of the API, as the person whose page it is: for what must be so before a test begins."""
    return page.evaluate(
        """([method, path, body]) => fetch('/api/v1' + path, {
            method, headers: {'Content-Type': 'application/json'},
            body: body ? JSON.stringify(body) : undefined,
        }).then(async a => { if (!a.ok) throw Error(await a.text()); return a.json() })""",
        [method, path, body])


def approve(page):
    """Records a grade for everyone of one section by hand, and approves them all."""
    offering = offering_of(page)
    sections = ask(page, "GET", offering)["sections"]
    section = next(one["id"] for one in sections if APPROVED.startswith(one["class_number"]))
    lines = ask(page, "GET", offering + "/gradebook")["items"]
    learners = [line["enrollment_id"] for line in lines if line["section_id"] == section]
    for learner in learners:
        ask(page, "POST", offering + "/grades",
            {"enrollment_id": learner, "grade": "HP", "reason": "correction"})
    ask(page, "POST", offering + "/approvals", {"enrollment_ids": learners})


def send(page, button, **fields):
    """Fills and sends a form, past what the browser itself would refuse; the answer that it leads to."""
    for name, text in fields.items():
        page.locator(f"main [name={name}]").fill(text)
    page.evaluate("() => { for (const form of document.forms) form.noValidate = true }")
    with page.expect_navigation() as arrival:
        page.get_by_role("button", name=button, exact=True).click()
    return arrival.value


def without_scripts(page):
    """From now on the browser gets no script of ours, as on a bad line; the test's own ones run."""
    page.route("**/assets/*.js", lambda route: route.fulfill(body="", content_type="text/javascript"))

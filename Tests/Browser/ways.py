"""The ways to pages that only a form leads to, and to those that say no: of each role the name, the
status that it has, and the answer, with the page shown."""

from conftest import PASSWORD
from places import APPROVED, ask, offering_of, open_assignment, send, without_scripts

LONG = "I had expected anger, and read patience: she answered each newcomer by what they asked. " * 4
ROSTER = ("registrar_id,legal_name,term_code,class_number,email,note\n"
          '30999001,"Quinn, Ray",2271,10432,quinn@example.edu,new\n'
          '00421734,"Okafor, Ada Ngozi",2271,10432,okafor@example.edu,changed\n'
          '30999002,"Nobody, No",2271,99999,nobody@example.edu,refused\n')


def of_nobody(visitor):
    page = visitor.page
    yield "not found", 404, page.goto("/nowhere")
    yield "invitation that never was", 409, page.goto("/invitation?code=never")
    page.goto("/sign-in")
    yield "sign-in with mistake", 401, send(
        page, "Sign in", institution="northfield", email="okafor@example.edu", password="no")


def of_learner(visitor):
    page = visitor.page
    without_scripts(page)
    assignment = open_assignment(page)
    save_elsewhere(visitor, page.url)
    yield "conflict", 412, send(page, "Save", body="Saved from this window. " + LONG)
    send(page, "Keep mine")
    yield "check before submit", 200, send(page, "Check and submit")
    yield "check before submit with mistake", 422, send(page, "Submit")
    page.goto(assignment + "/field-notes")
    yield "field note with mistakes", 422, send(
        page, "Add it", visited_on="2999-01-01", observed="")
    page.goto("/account")
    yield "password with mistake", 422, send(page, "Change it", old="no", password="one", again="two")
    yield "of others", 404, page.goto("/audit")
    yield from of_an_ended_session(visitor, page, assignment)


def save_elsewhere(visitor, desk):
    other = visitor.context.new_page()
    without_scripts(other)
    other.goto(desk)
    send(other, "Save", body="Saved from the other window. " + LONG)
    other.close()


def of_an_ended_session(visitor, page, assignment):
    """What was sent after the session had ended is kept, and can be sent after the next sign-in."""
    page.goto(assignment + "/writing")
    visitor.context.clear_cookies(name="__Host-session")
    yield "sign-in with what was sent", 401, send(page, "Save", body="Sent too late. " + LONG)
    yield "nothing is lost", 200, send(
        page, "Sign in", institution="northfield", email="okafor@example.edu", password=PASSWORD)


def of_instructor(visitor):
    page = visitor.page
    offering = offering_of(page)
    page.goto(offering + "/explorations/new")
    yield "exploration with mistakes", 422, send(
        page, "Save the draft", title="", prompt="", words_least="9", words_most="1", grace="1.5")
    draft = next(one["id"] for one in ask(page, "GET", offering + "/explorations")["items"]
                 if one["state"] == "draft")
    yield "preview of an exploration", 200, page.goto(f"/explorations/{draft}/preview")
    page.goto(f"/explorations/{draft}/publication")
    page.locator("[name=to][value=some]").check()
    yield "publication with mistake", 422, send(page, "Publish")
    page.goto(offering + "/release")
    yield "release review", 200, send(page, "Look at all of them")
    page.get_by_role("radio").last.check()
    yield "release review with mistake", 422, send(page, "Release")
    page.goto(offering + "/queue")
    page.locator("main a[href^='/submissions/']").first.click()
    page.wait_for_url("**/reading*")
    yield "reading with mistake", 422, send(
        page, "Add the comment", quote="words that stand nowhere", note="Why these?")
    page.goto(offering + "/grades")
    page.get_by_role("link", name="Ada Okafor").click()
    page.wait_for_url("**/grades/*")
    yield "grade change with mistakes", 422, send(page, "Record the change", grade="Z")


def of_coordinator(visitor):
    page = visitor.page
    offering = offering_of(page)
    yield from of_a_roster(page, offering)
    page.goto(offering + "/exports")
    yield "export refused", 200, send(page, "Show what would be in it")
    page.get_by_label("Section").select_option(label=APPROVED)
    yield "export preview", 200, send(page, "Show what would be in it")
    page.goto("/people?q=okafor")
    page.get_by_role("link", name="Ada Okafor").click()
    page.wait_for_url("**/people/*")
    yield "link made", 200, send(page, "Make a link")
    yield from of_the_office_with_mistakes(page, offering)
    yield "not to be read", 422, page.goto("/people?cursor=x")


def of_a_roster(page, offering):
    page.goto(offering + "/roster")
    yield "roster with mistake", 422, send(page, "Show what it would do")
    yield "roster dry run", 200, send(page, "Show what it would do", pasted=ROSTER)


def of_the_office_with_mistakes(page, offering):
    page.goto(offering + "/enrolling")
    yield "enrolling with mistakes", 422, send(page, "Enroll", person="nobody@example.edu", starts_on="")
    page.goto(offering + "/people")
    page.get_by_role("link", name="Ada Okafor").click()
    page.wait_for_url("**/people/*")
    yield "enrollment with mistake", 422, send(page, "Record the change", effective_on="")
    yield "more time with mistakes", 422, send(page, "Grant it", factor="0.5", until="2000-01-01")
    page.goto("/people/new")
    yield "person with mistakes", 422, send(page, "Add the person")
    page.goto("/offerings/new")
    yield "offering with mistakes", 422, send(page, "Make the offering")

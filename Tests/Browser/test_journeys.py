"""The main job from end to end: a learner hands in, an instructor reads and releases, the learner is
answered, the office sees that it is complete and not what was written."""

import re

import pytest
from places import offering_of, open_assignment
from playwright.sync_api import expect

WORDS = ("I had expected anger, and read patience. She answered each newcomer by name of what they "
         "asked, never of who they were, and left the last word to them. " * 5)


@pytest.mark.parametrize("scripts", [False, True], ids=["without scripts", "with scripts"])
def test_a_reflection_goes_from_the_learner_to_the_reader_and_back(visit, scripts):
    name, family = {False: ("adeyemi", "Adeyemi"), True: ("cohen", "Cohen")}[scripts]
    learner = visit(java_script_enabled=scripts)
    learner.sign_in(name)
    assignment = hand_in(learner.page)

    reader = visit("instructor", java_script_enabled=scripts).page
    offering = read(reader, family)
    expect_hidden(learner.page, assignment)
    release(reader, offering, family)

    learner.page.goto("/today")
    expect(learner.page.get_by_text("feedback, new").first).to_be_visible()
    learner.page.goto(assignment + "/feedback")
    expect(learner.page.get_by_text("You stayed with what was left to them.")).to_be_visible()
    office = visit("coordinator", java_script_enabled=scripts).page
    office.goto(offering + "/grades")
    row = office.get_by_role("row", name=re.compile(family))
    expect(row.get_by_text("complete", exact=True).last).to_be_visible()
    assert "patience" not in office.content()


def hand_in(page):
    """Writes and submits the first assignment that takes something; answers its address."""
    link = open_assignment(page)
    page.get_by_label("Your reflection").fill(WORDS)
    page.get_by_role("button", name="Check and submit").click()
    page.wait_for_url(re.compile("/submission$"))

    page.get_by_role("button", name="Submit").click()
    assert page.url.endswith("/submission")  # How AI was used isn't said yet.
    page.get_by_label("No, none.").check()
    page.get_by_role("button", name="Submit").click()

    expect(page.get_by_role("status")).to_contain_text("Handed in.")
    return link


def read(page, family):
    """Levels, a comment, a summary; ready. Answers the offering's address."""
    offering = offering_of(page)
    page.goto(offering + "/queue")
    page.get_by_role("link", name=re.compile(family)).click()
    for criterion in page.locator("fieldset.criterion").all():
        criterion.get_by_role("radio").nth(2).check()
    page.get_by_label("The words").fill("I had expected anger, and read patience. She answered each newcomer by name of "
                                        "what they asked")
    page.get_by_label("Your comment on them").fill("What made you expect anger?")
    page.get_by_role("button", name="Add the comment").click()
    expect(page.locator(".error").first).to_be_visible()  # It stands there five times.
    page.get_by_label("The words").fill("")
    page.get_by_label("Your comment on them").fill("")

    page.get_by_label("In sum").last.fill("You stayed with what was left to them.")
    page.get_by_role("radio", name="Complete").check()
    page.get_by_role("button", name="Ready to release").click()

    expect(page.get_by_role("status").first).to_contain_text("Ready.")
    return offering


def expect_hidden(page, assignment):
    """Before it is released nothing of it shows, nor that it was read."""
    for path in ["/today", "/assignments", assignment, assignment + "/feedback"]:
        page.goto(path)
        assert "You stayed with" not in page.content(), path
        assert "feedback, new" not in page.content(), path


def release(page, offering, family):
    page.goto(offering + "/release")
    page.get_by_role("checkbox", name=re.compile(family)).check()
    page.get_by_role("button", name="Look at those I mark").click()
    expect(page.get_by_text(family).first).to_be_visible()
    page.get_by_role("button", name="Release").click()
    expect(page.get_by_role("status").first).to_contain_text("Released.")

"""What instructors do, without a mouse: an exploration from the first word to its publication, and a
release."""

import datetime
import re

import pytest
from keyboard import choose, expect_cells_seen, follow, go, pick, skip, tick, write
from places import offering_of
from playwright.sync_api import expect

OFFERING = "Voices Online (example)"
# Nobody else's test reads what she handed in.
LEARNER = "Bia da Silva"


@pytest.fixture
def desk(visit):
    """The browser of an instructor, on the page of their offering."""
    # A page that glides would still be under way when it is looked at.
    page = visit("instructor", reduced_motion="reduce").page
    page.goto("/offerings")
    skip(page)
    follow(page, "link", OFFERING)
    return page


def test_an_exploration_is_written_previewed_and_published_by_keyboard_alone(desk):
    page = desk
    skip(page)
    follow(page, "link", "Explorations")
    follow(page, "link", "Write an exploration")
    skip(page)
    write(page, "Title", "What the night brings")
    write(page, "Prompt", "Read what was written after midnight.")
    write_time(page, "Opens", in_days(1), "0900AM")
    write_time(page, "Due", in_days(8), "1130PM")
    pick(page, "How it counts", "Not counted")
    choose(page, "Rubric", "REFLECT, version 1")
    tick(page, "Diabetes Daily")
    follow(page, "button", "Save the draft")
    expect(page.get_by_role("status")).to_be_visible()

    skip(page)
    follow(page, "link", "Preview as a learner")
    expect(page.get_by_text("Read what was written after midnight.")).to_be_visible()
    skip(page)
    follow(page, "link", "What the night brings")

    skip(page)
    follow(page, "link", "Publish")
    skip(page)
    go(page, "link", "Not now")
    follow(page, "button", "Publish", key="Space", way="Shift+Tab")
    expect(page.get_by_role("status")).to_contain_text("Published.")


def in_days(days):
    """As an American types it."""
    return f"{datetime.date.today() + datetime.timedelta(days):%m%d%Y}"


def write_time(page, label, day, time):
    """Into the parts of a field for times; a year could have six digits, so one goes on from it."""
    write(page, label, day)
    page.keyboard.press("ArrowRight")
    page.keyboard.type(time)


def test_feedback_is_written_and_released_after_a_look_by_keyboard_alone(desk):
    page = desk
    skip(page)
    follow(page, "link", "Reading")
    skip(page)
    follow(page, "link", LEARNER)
    skip(page)
    for criterion in page.locator("fieldset.criterion legend").all_inner_texts():
        pick(page, criterion, "3")
    write(page, "In sum", "You stayed with the other chair.")
    pick(page, "Outcome", "Complete")
    follow(page, "button", "Ready to release")
    expect(page.get_by_role("status").first).to_contain_text("Ready.")

    go(page, "link", "Release")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/release$"))
    skip(page)
    tick(page, LEARNER)
    follow(page, "button", "Look at those I mark")
    expect(page.get_by_text(LEARNER)).to_be_visible()
    skip(page)
    pick(page, "When", "Now")
    go(page, "link", "Not now")
    follow(page, "button", "Release", way="Shift+Tab")
    expect(page.get_by_role("status").first).to_contain_text("Released.")


def test_what_is_reached_in_the_overview_comes_out_from_behind_the_names(visit):
    page = visit("instructor", reduced_motion="reduce").page
    page.goto(offering_of(page))
    expect_cells_seen(page, ["Tab"] * 80 + ["Shift+Tab"] * 80)

"""What the office does, without a mouse: a roster is taken, grades are exported."""

import hashlib
import pathlib
import re

import pytest
from keyboard import choose, expect_cells_seen, follow, go, pick, skip
from places import APPROVED, offering_of
from playwright.sync_api import expect

ROSTER = ("registrar_id,legal_name,term_code,class_number,email,chosen_name\n"
          '30990001,"Berg, Ida",2271,10432,berg@example.edu,Ida Berg\n'
          '30990002,"Nobody, No",2271,99999,no@example.edu,\n')


@pytest.fixture
def desk(visit):
    """The browser of a coordinator, on the page of their offering."""
    page = visit("coordinator", reduced_motion="reduce").page
    page.goto("/offerings")
    skip(page)
    follow(page, "link", "Voices Online (example)")
    skip(page)
    return page


def test_a_roster_is_looked_at_and_taken_by_keyboard_alone(desk):
    page = desk
    follow(page, "link", "People")
    skip(page)
    follow(page, "link", "Import a roster")
    skip(page)
    give(page, "CSV file", ROSTER)
    follow(page, "button", "Show what it would do")

    expect(page.get_by_role("heading", name="1 new, 0 changed, 0 unchanged, 1 refused")).to_be_visible()
    skip(page)
    go(page, "link", "Start again")
    follow(page, "button", "Import just this", way="Shift+Tab", key="Space")
    expect(page.get_by_role("status")).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("Ida Berg"))).to_be_visible()


def give(page, label, text):
    """A file: the button is reached; the dialog that it opens is the browser's own, and left out."""
    go(page, "button", label)
    file = {"name": "roster.csv", "mimeType": "text/csv", "buffer": text.encode()}
    page.locator(":focus").set_input_files(file)


def test_grades_are_looked_at_exported_downloaded_and_followed_by_keyboard_alone(desk, approved):
    page = desk
    follow(page, "link", "Exports")
    skip(page)
    choose(page, "Format", "JSON, for programs")
    choose(page, "Section", APPROVED)
    follow(page, "button", "Show what would be in it")

    expect(page.get_by_role("heading", name=re.compile("grades would be exported"))).to_be_visible()
    skip(page)
    follow(page, "button", "Make the export")
    skip(page)
    digest = hashlib.sha256(download(page)).hexdigest()
    expect(page.get_by_role("main")).to_contain_text(digest)

    pick(page, "State", "sent")
    follow(page, "button", "Record it", key="Space")
    life = page.get_by_role("region", name="Its life").get_by_role("listitem")
    expect(life).to_have_count(2)
    skip(page)
    follow(page, "link", "Exports")
    expect(page.get_by_role("row", name=re.compile("JSON.* sent")).first).to_be_visible()


def download(page):
    go(page, "link", "Download")
    with page.expect_download() as arriving:
        page.keyboard.press("Enter")
    return pathlib.Path(arriving.value.path()).read_bytes()


def test_what_is_reached_in_the_gradebook_comes_out_from_behind_the_cells_that_stay(visit):
    page = visit("coordinator", reduced_motion="reduce").page
    page.goto(offering_of(page) + "/grades")
    expect_cells_seen(page, ["Shift+Tab"] * 40 + ["Tab"] * 40)

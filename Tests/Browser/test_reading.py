"""Reading by keyboard alone, and feedback that isn't lost."""

import re

import pytest
from places import offering_of
from playwright.sync_api import expect


@pytest.fixture
def reading(visit):
    """reading(): the browser of an instructor at the first work that waits."""
    def reading(**settings):
        visitor = visit("instructor", **settings)
        page = visitor.page
        page.goto(offering_of(page) + "/queue")
        page.locator("main a[href^='/submissions/']").last.click()
        page.wait_for_url(re.compile("/reading"))
        return visitor
    return reading


def saving(page):
    return page.locator("#saving")


def test_single_keys_do_nothing_until_they_are_turned_on(reading):
    page = reading().page
    page.locator("fieldset.criterion input").first.focus()

    page.keyboard.press("2")
    page.wait_for_timeout(300)
    assert page.locator("fieldset.criterion").first.locator("[value='2']:checked").count() == 0

    page.get_by_role("button", name="Single keys: off").click()
    page.locator("fieldset.criterion input").first.focus()
    page.keyboard.press("2")
    page.keyboard.press("j")
    page.keyboard.press("3")

    criteria = page.locator("fieldset.criterion")
    expect(criteria.nth(0).locator("[value='2']")).to_be_checked()
    expect(criteria.nth(1).locator("[value='3']")).to_be_checked()
    expect(saving(page)).to_have_text(re.compile("Draft saved at"))
    page.get_by_label("In sum").last.focus()
    page.keyboard.type("3 things, j and k")
    expect(page.get_by_label("In sum").last).to_have_value("3 things, j and k")
    expect(criteria.nth(1).locator("[value='3']")).to_be_checked()
    expect(saving(page)).to_have_text(re.compile("Draft saved at"))
    page.reload()
    expect(criteria.nth(0).locator("[value='2']")).to_be_checked()


def test_feedback_survives_a_cut_network_and_an_ended_session(reading):
    visitor = reading()
    page = visitor.page

    visitor.context.set_offline(True)
    page.get_by_label("In sum").last.fill("Written in the train.")
    expect(saving(page)).to_have_text(re.compile("no connection"))
    visitor.context.set_offline(False)
    expect(saving(page)).to_have_text(re.compile("Draft saved at"), timeout=30_000)

    kept = visitor.context.cookies()
    visitor.context.clear_cookies(name="__Host-session")
    page.get_by_label("In sum").last.fill("Written after the session had ended.")
    expect(saving(page)).to_have_text(re.compile("session has ended"), timeout=15_000)
    visitor.context.add_cookies(kept)
    expect(saving(page)).to_have_text(re.compile("Draft saved at"), timeout=30_000)
    page.reload()
    expect(page.get_by_label("In sum").last).to_have_value("Written after the session had ended.")
    visitor.complaints = [c for c in visitor.complaints if "ERR_INTERNET_DISCONNECTED" not in c]


def test_selected_words_get_a_comment_at_their_place(reading):
    page = reading().page
    words = page.evaluate(
        """() => {
            const run = document.querySelector('#text [data-at]'), node = run.firstChild;
            const range = document.createRange();
            range.setStart(node, 2); range.setEnd(node, 14);
            getSelection().removeAllRanges(); getSelection().addRange(range);
            return range.toString().trim() }""")

    page.get_by_role("button", name="Comment on these words").click()
    page.keyboard.type("What made you begin so?")
    expect(saving(page)).to_have_text(re.compile("Draft saved at"), timeout=15_000)
    page.reload()

    expect(page.locator("#text mark").first).to_contain_text(words)
    comment = page.get_by_label(re.compile("On “" + re.escape(words)))
    expect(comment).to_have_value("What made you begin so?")


def test_two_windows_of_one_reader_show_both_drafts(reading):
    one = reading().page
    two = one.context.new_page()
    two.goto(one.url)

    one.get_by_label("In sum").last.fill("From the first window.")
    expect(saving(one)).to_have_text(re.compile("Draft saved at"), timeout=15_000)
    two.get_by_label("In sum").last.fill("From the second window.")
    expect(saving(two)).to_have_text(re.compile("changed in another window"), timeout=15_000)
    two.get_by_role("button", name="Save draft").click()

    expect(two.get_by_text("From the first window.")).to_be_visible()
    expect(two.get_by_label("In sum").last).to_have_value("From the second window.")

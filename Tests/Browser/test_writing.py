"""Writing a reflection: what was typed isn't lost, whatever happens to the page, network or service."""

import re

import pytest
from places import open_assignment
from playwright.sync_api import expect

SAVED = re.compile("Saved as you write")


@pytest.fixture
def desk(visit):
    """desk(page): the writing page of the learner's first assignment that takes something."""
    def desk(page):
        open_assignment(page)
        return page.url
    return desk


def field(page):
    return page.get_by_label("Your reflection")


def status(page):
    return page.locator("[data-status]")


def expect_stored(page, text):
    """The service has this draft, or soon will."""
    for _ in range(120):
        # Where it can't be reached, or nobody is signed in yet, there is none.
        found = page.evaluate(
            "() => fetch(document.querySelector('[data-api]').dataset.api).then(a => a.json())"
            ".then(a => a.body).catch(() => null)")
        if found == text:
            return
        page.wait_for_timeout(500)
    assert found == text


def test_what_is_typed_is_saved_and_is_there_after_a_reload(visit, desk):
    page = visit("learner").page
    desk(page)

    field(page).fill("What I found was sleep, or the lack of it.")
    expect(status(page)).to_have_text(SAVED)
    page.reload()

    expect(field(page)).to_have_value("What I found was sleep, or the lack of it.")
    expect(page.locator("[data-words]")).to_have_text(re.compile("^10 words"))


def test_without_a_script_it_is_saved_by_a_button_and_a_lost_race_shows_both(visit, desk):
    one, two = (visit("learner", java_script_enabled=False).page for _ in range(2))
    address = desk(one)
    two.goto(address)

    field(one).fill("The first window.")
    one.get_by_role("button", name="Save").click()
    field(two).fill("The second window.")
    two.get_by_role("button", name="Save").click()

    expect(two.get_by_label("Yours, not saved yet")).to_have_value("The second window.")
    expect(two.get_by_label(re.compile("^The other"))).to_have_value("The first window.")
    two.get_by_role("button", name="Keep mine").click()
    one.goto(address)
    expect(field(one)).to_have_value("The second window.")


def test_a_network_that_is_cut_is_told_and_saving_goes_on_after(visit, desk):
    visitor = visit("learner")
    page = visitor.page
    desk(page)

    visitor.context.set_offline(True)
    field(page).fill("Written in the train.")
    expect(status(page)).to_have_text(re.compile("No connection"))
    visitor.context.set_offline(False)

    expect(status(page)).to_have_text(SAVED, timeout=30_000)
    expect_stored(page, "Written in the train.")
    visitor.complaints = [c for c in visitor.complaints if "ERR_INTERNET_DISCONNECTED" not in c]


def test_two_tabs_show_both_texts_and_lose_neither(visit, desk):
    visitor = visit("learner")
    one = visitor.page
    address = desk(one)
    two = visitor.context.new_page()
    two.goto(address)

    field(one).fill("From the first tab.")
    expect(status(one)).to_have_text(SAVED)
    field(two).fill("From the second tab.")

    expect(two.get_by_label("Yours, in this window")).to_have_value("From the second tab.")
    expect(two.get_by_label("The other, as it is saved")).to_have_value("From the first tab.")
    two.get_by_role("button", name="Take the other").click()
    expect(field(two)).to_have_value("From the first tab.")
    field(two).fill("Both agree.")
    expect(status(two)).to_have_text(SAVED)
    expect_stored(two, "Both agree.")


def test_a_service_that_restarts_in_between_loses_nothing(visit, desk, service):
    visitor = visit("learner")
    page = visitor.page
    desk(page)

    service.stop()
    field(page).fill("Typed while nobody listened.")
    expect(status(page)).to_have_text(re.compile("aren’t saved yet"))
    service.start()

    expect(status(page)).to_have_text(SAVED, timeout=60_000)
    expect_stored(page, "Typed while nobody listened.")
    visitor.complaints = [c for c in visitor.complaints if "ERR_CONNECTION" not in c]


def test_a_session_that_ends_while_writing_loses_nothing(visit, desk, service):
    visitor = visit("learner")
    page = visitor.page
    desk(page)

    visitor.context.clear_cookies()
    field(page).fill("Typed after the session had ended.")
    expect(status(page)).to_have_text(re.compile("session has ended"))
    with visitor.context.expect_page() as opened:
        page.get_by_role("link", name="Sign in in another tab").click()
    tab = opened.value
    tab.get_by_label("School").fill("northfield")
    tab.get_by_label("E-mail address").fill("okafor@example.edu")
    tab.get_by_label("Password").fill("example voices of spring")
    tab.get_by_role("button", name="Sign in").click()

    expect(status(page)).to_have_text(SAVED, timeout=30_000)
    expect_stored(page, "Typed after the session had ended.")


def test_what_was_never_saved_is_offered_again_on_one_s_own_computer(visit, desk):
    visitor = visit("learner")
    page = visitor.page
    address = desk(page)
    page.get_by_label(re.compile("This computer is mine")).check()

    visitor.context.set_offline(True)
    field(page).fill("Never reached the service.")
    expect(status(page)).to_have_text(re.compile("kept on this computer"))
    page.wait_for_function("() => JSON.stringify(localStorage).includes('Never reached')")
    page.close()
    visitor.context.set_offline(False)
    page = visitor.context.new_page()
    page.goto(address)

    page.get_by_role("button", name="Put it back").click()
    expect(field(page)).to_have_value("Never reached the service.")
    expect(status(page)).to_have_text(SAVED)
    assert "Never reached" not in page.evaluate("JSON.stringify(localStorage)")
    visitor.complaints = [c for c in visitor.complaints if "ERR_INTERNET_DISCONNECTED" not in c]


def test_two_people_of_one_browser_find_nothing_of_each_other(visit, desk):
    visitor = visit()
    page = visitor.page
    visitor.sign_in("okafor")
    address = desk(page)
    page.get_by_label(re.compile("This computer is mine")).check()
    visitor.context.set_offline(True)
    field(page).fill("A secret of the first.")
    page.wait_for_function("() => JSON.stringify(localStorage).includes('A secret')")
    visitor.context.set_offline(False)
    expect(status(page)).to_have_text(SAVED, timeout=30_000)

    page.get_by_role("button", name="sign out", exact=True).click()
    page.wait_for_url(re.compile("/sign-in"))
    assert page.evaluate("JSON.stringify(localStorage)") == "{}"
    page.evaluate("localStorage.setItem('peerspective.somebody.draft.x', 'A secret left behind')")
    visitor.sign_in("lindqvist")
    desk(page)

    assert "A secret" not in page.content()
    assert "A secret" not in page.evaluate("JSON.stringify(localStorage)")
    assert page.goto(address).status == 404
    visitor.complaints = [c for c in visitor.complaints if "ERR_INTERNET_DISCONNECTED" not in c]


def test_what_leads_to_a_person_is_found_as_one_writes_and_stops_the_submission(visit, desk):
    page = visit("learner").page
    address = desk(page)

    field(page).fill("She signs as @threeamjuice and I keep thinking about that name.")
    finding = page.locator("[data-findings-list] li").first
    expect(finding).to_contain_text("@threeamjuice")
    finding.get_by_role("button").click()

    assert page.evaluate("() => { const t = document.querySelector('#text');"
                         " return t.value.slice(t.selectionStart, t.selectionEnd) }") == "@threeamjuice"
    page.goto(address.replace("/writing", "/submission"))
    expect(page.get_by_text("@threeamjuice").first).to_be_visible()

"""What comes out of a printer, read back from the PDF that the browser makes of it."""

import collections
import io
import re
import unicodedata

import pypdf
import pytest
from places import ask, offering_of, send

MANY = "registrar_id,legal_name,term_code,class_number,email\n" + "".join(
    f'3098{number:04},"Reader{number}, Many",2271,10432,reader{number}@example.edu\n' for number in range(60))
# The width that a landscape sheet of letter paper leaves, in px.
SHEET = 979
# What nobody presses or follows on paper.
TOOLS = "nav, form, button, input, select, textarea, .button, .bar, .skip"


@pytest.fixture
def long(visit):
    """A page at the grades of an offering with more learners than a sheet of paper has lines."""
    page = visit("coordinator").page
    offering = offering_of(page)
    page.goto(offering + "/roster")
    send(page, "Show what it would do", pasted=MANY)
    send(page, "Import just this")
    page.goto(offering + "/grades")
    return page


def printed(page):
    """The text of each sheet."""
    page.emulate_media(media="print")
    pdf = page.pdf(prefer_css_page_size=True)
    return [plain(sheet.extract_text()) for sheet in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def plain(text):
    """Without the letters that type joins, and however its lines break."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def words(text):
    return collections.Counter(re.findall(r"\w+", plain(text)))


def letters(text):
    """In their order, wherever a line or a sheet ends."""
    return plain(text).replace(" ", "")


def expect_no_tools(page):
    """Neither the bar nor a form or a button is printed."""
    shown = page.locator(TOOLS).evaluate_all(
        "all => all.filter(e => e.checkVisibility()).map(e => e.outerHTML.slice(0, 120))")
    assert shown == []


def test_the_gradebook_prints_whole_and_its_head_stands_on_every_sheet(long):
    table = long.locator(".gradebook")
    wanted, heads = words(table.inner_text()), table.locator("thead th").all_inner_texts()
    learners = table.locator("tbody td.num").all_inner_texts()

    sheets = printed(long)

    with_rows = [sheet for sheet in sheets if any(learner in sheet for learner in learners)]
    assert len(with_rows) > 1
    assert wanted - words(" ".join(sheets)) == {}, "what is cut off"
    for head in heads:
        assert all(plain(head) in sheet for sheet in with_rows), head
    expect_no_tools(long)


def test_a_reflection_prints_with_its_feedback_and_without_what_is_for_the_screen(visit):
    page = visit("learner").page
    page.goto("/assignments")
    released = next(one["id"] for one in ask(page, "GET", "/me/assignments")["items"]
                    if one["state"] == "complete")
    page.goto(f"/assignments/{released}/feedback")
    page.locator(".hidden-but-read").evaluate_all("all => all.forEach(e => e.remove())")
    parts = [page.locator(part).all_inner_texts() for part in ["article .prose", ".notes li", ".found > div"]]

    sheets = printed(page)

    assert all(parts)
    for part in [text for texts in parts for text in texts]:
        assert letters(part) in letters("".join(sheets))
    expect_no_tools(page)


def test_a_gradebook_of_the_whole_course_prints_its_last_column(visit):
    """However many explorations there are, and with each grade's sentence."""
    vega = visit("instructor").page
    offering = offering_of(vega)
    for one in ask(vega, "GET", offering + "/explorations")["items"]:
        if one["state"] == "draft":
            publish(vega, one["id"])
    page = visit("coordinator").page
    for view in ["/grades", "/grades?how=yes"]:
        page.goto(offering + view)
        sheets = printed(page)
        page.set_viewport_size({"width": SHEET, "height": 700})
        assert page.evaluate("document.documentElement.scrollWidth") <= SHEET, view
        assert any("Coursegrade" in letters(sheet) for sheet in sheets), view


def publish(page, exploration):
    page.goto(f"/explorations/{exploration}/publication")
    for box in page.get_by_role("group", name="A community is read").get_by_role("checkbox").all():
        box.check()
    send(page, "Publish")

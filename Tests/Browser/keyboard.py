"""A person without a mouse: what they want is reached by Tab and arrows, and seen to be reached."""

from playwright.sync_api import expect

# More stops than any page has.
PATIENCE = 250

# Why the focus can't be seen, or null. What is scrolled to has some frames to arrive.
HIDDEN = """async () => {
    const drawn = e => {
        const style = getComputedStyle(e)
        return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2
            && !/, 0\\)$|transparent/.test(style.outlineColor)
    }
    const why = one => {
        // The sheet around a draft is drawn in the place of the draft. The button within a field for days
        // is the browser's own, and so is its frame.
        const around = one.closest('.desk-sheet:focus-within') ?? one
        if (!drawn(one) && !drawn(around) && one.matches(':focus')) return 'has no outline'
        const box = one.getClientRects()[0]
        if (!box || box.width < 1 || box.height < 1) return 'has no extent'
        const [left, right] = [Math.max(box.left, 0), Math.min(box.right, innerWidth)]
        const [top, bottom] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)]
        // A long field is scrolled to as far as its cursor, so any of these places will do.
        const hits = [0.5, 0.15, 0.85].map(part => document.elementFromPoint(
            left + (right - left) * part, top + (bottom - top) * part))
        // A label lies over the button that it names.
        const shows = hit => hit && (one.contains(hit) || one.closest('label')?.contains(hit))
        if (!hits.some(shows)) return 'is behind ' + (hits[0]?.outerHTML.slice(0, 80) ?? 'the window')
    }
    const one = document.activeElement
    for (let frame = 0; one !== document.body && why(one); frame++) {
        if (frame === 60) return one.outerHTML.slice(0, 120) + ' ' + why(one)
        await new Promise(requestAnimationFrame)
    }
    return null
}"""


def expect_seen(page):
    """The focus has an outline, in the window and with nothing in front of it."""
    hidden = page.evaluate(HIDDEN)
    assert hidden is None, f"{page.url}: {hidden}"


def is_reached(wanted):
    return wanted.evaluate("e => e === document.activeElement")


def until(page, key, is_there, name):
    """Presses a key until that is so; each stop on the way is seen too."""
    for _ in range(PATIENCE):
        page.keyboard.press(key)
        expect_seen(page)
        if is_there():
            return
    raise AssertionError(f"{page.url}: {key} doesn't reach {name}")


def go(page, role, name, way="Tab"):
    """Moves the focus to what has this accessible name, below the bar."""
    wanted = page.get_by_role("main").get_by_role(role, name=name).first
    expect(wanted).to_be_visible()
    until(page, way, lambda: is_reached(wanted), name)


def follow(page, role, name, key="Enter", **how):
    """Reaches a link or a button and uses it; the page that it leads to is shown."""
    go(page, role, name, **how)
    with page.expect_navigation():
        page.keyboard.press(key)


def write(page, label, text, role="textbox"):
    go(page, role, label)
    page.keyboard.type(text)


def tick(page, name):
    go(page, "checkbox", name)
    page.keyboard.press("Space")
    expect(page.get_by_role("checkbox", name=name).first).to_be_checked()


def pick(page, group, name):
    """One of radio buttons: Tab reaches the group, arrows what is in it."""
    wanted = page.get_by_role("group", name=group).get_by_role("radio", name=name)
    expect(wanted).to_be_visible()
    until(page, "Tab", lambda: wanted.evaluate("e => e.name === document.activeElement.name"), name)
    if not is_reached(wanted):
        until(page, "ArrowDown", lambda: is_reached(wanted), name)
    page.keyboard.press("Space")
    expect(wanted).to_be_checked()


def choose(page, label, option):
    """Of a closed list: typing takes what begins so."""
    write(page, label, option, role="combobox")
    expect(page.get_by_role("combobox", name=label).locator("option:checked")).to_have_text(option)


def skip(page):
    """Past the bar, as the first stop of every page offers."""
    page.keyboard.press("Tab")
    expect_seen(page)
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")


def expect_cells_seen(page, keys):
    """Each stop on the way is seen; many of them are in cells of a table that scrolls."""
    cells = 0
    for key in keys:
        page.keyboard.press(key)
        expect_seen(page)
        cells += page.evaluate("() => !!document.activeElement.closest('.scroll :is(td, th)')")
    assert cells > 20

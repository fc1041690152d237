"""Coming in, with and without scripts, and going out."""


def test_a_learner_signs_in_and_out_without_a_script(visit, service):
    visitor = visit(java_script_enabled=False)
    page = visitor.page
    page.goto("/account")
    assert page.url.endswith("/sign-in?to=%2Faccount")

    visitor.sign_in("okafor")

    assert page.url == f"{service.address}/account"
    assert page.get_by_role("heading", level=1).inner_text() == "Your account"
    page.get_by_role("button", name="sign out", exact=True).click()
    page.goto("/account")
    assert "/sign-in" in page.url


def test_a_form_can_be_filled_by_keyboard_alone(visit):
    page = visit().page
    page.goto("/sign-in")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"

    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    for text in ["northfield", "okafor@example.edu", "not the password"]:
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    page.get_by_role("alert").wait_for()
    assert "isn't right" in page.get_by_role("alert").inner_text()
    assert page.get_by_label("E-mail address").input_value() == "okafor@example.edu"


def test_times_are_shown_in_the_zone_of_the_browser(visit):
    visitor = visit(timezone_id="Asia/Tokyo")

    visitor.page.goto("/sign-in")

    cookies = {cookie["name"]: cookie["value"] for cookie in visitor.context.cookies()}
    assert cookies["__Host-zone"] == "Asia%2FTokyo"

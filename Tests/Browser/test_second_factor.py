"""The second factor, with a phone's eye for the picture and an app's arithmetic for the codes."""

import base64
import hashlib
import hmac
import re
import struct
import subprocess
import time
import urllib.parse

from conftest import PASSWORD, Visitor

WHO = "whitehorse"


def code(secret):
    """RFC 6238, of a code that is good for some seconds more."""
    if time.time() % 30 > 25:
        time.sleep(6)
    digest = hmac.new(
        base64.b32decode(secret), struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    at = digest[-1] & 15
    return "%06d" % ((struct.unpack(">I", digest[at:at + 4])[0] & 0x7FFFFFFF) % 1_000_000)


def scanned(page, path):
    """What a camera reads of the picture."""
    page.locator("svg.qr").screenshot(path=path)
    return subprocess.run(
        ["zbarimg", "--raw", "-q", path], check=True, capture_output=True, text=True).stdout.strip()


def set_up(visitor, tmp_path):
    page = visitor.page
    visitor.sign_in(WHO)
    page.goto("/account")
    page.get_by_role("link", name="Set it up").click()
    page.get_by_role("button", name="Set it up").click()
    address = urllib.parse.urlparse(scanned(page, tmp_path / "code.png"))
    secret = urllib.parse.parse_qs(address.query)["secret"][0]
    typed = page.locator("code.secret").inner_text().replace(" ", "")
    assert (address.scheme, address.netloc, typed) == ("otpauth", "totp", secret)
    page.get_by_label("Code that the app shows").fill(code(secret))
    page.locator("#field-old-confirmation").fill(PASSWORD)
    page.get_by_role("button", name="Turn it on").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()
    return secret, re.findall(r"[A-Z2-7]{4}(?:-[A-Z2-7]{4}){5}", page.content())


def turn_off(page):
    page.goto("/account/second-factor")
    page.locator("#field-old-removal").fill(PASSWORD)
    page.get_by_role("button", name="Turn it off").click()
    page.get_by_text("The second factor is off.").wait_for()


def test_it_is_scanned_asked_for_and_turned_off(chromium, service, tmp_path):
    for settings in [{}, {"viewport": {"width": 360, "height": 800}, "color_scheme": "dark",
                          "java_script_enabled": False}]:
        first = Visitor(chromium, service, **settings)
        secret, codes = set_up(first, tmp_path)
        assert len(codes) == 10

        second = Visitor(chromium, service, **settings)
        page = second.page
        page.goto("/sign-in?to=/account")
        page.get_by_label("School").fill("northfield")
        page.get_by_label("E-mail address").fill(f"{WHO}@example.edu")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.get_by_label("Code").fill("123456")
        page.get_by_role("button", name="Sign in").click()
        assert "Give the code that the app shows now" in page.get_by_role("alert").inner_text()
        page.get_by_label("Code").fill(codes[0].lower())
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("button", name="sign out", exact=True).wait_for()
        assert page.url == f"{service.address}/account"
        assert page.get_by_text("here", exact=True).count() == 1

        page.get_by_role("button", name="Sign out everywhere else").click()
        page.get_by_text("Signed out there.").wait_for()
        first.page.goto("/account")
        assert "/sign-in" in first.page.url
        turn_off(page)
        assert first.complaints == [] and second.complaints == []
        first.context.close()
        second.context.close()

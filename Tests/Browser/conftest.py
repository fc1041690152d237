"""One service with the demo world for all tests, and browsers of the people in it."""

import os
import pathlib
import re
import subprocess
import tempfile
import time

import pytest
from places import approve
from playwright.sync_api import expect, sync_playwright

ROOT = pathlib.Path(__file__).resolve().parents[2]
PASSWORD = "example voices of spring"
PEOPLE = {"learner": "okafor", "instructor": "vega", "coordinator": "osei"}

# How long to wait for what will be so; a loaded machine takes its time.
expect.set_options(timeout=20_000)


class Service:
    """The service as it was built, with a PostgreSQL of its own in a throw-away folder."""

    def __init__(self, folder):
        self.folder, self.port = folder, "0"
        self.start()
        database = re.search(r'--database-url "(.*)"', self.said()).group(1)
        subprocess.run(
            [ROOT / ".build/debug/peerspective-admin", "seed", "--demo", "--operator", "test"],
            cwd=ROOT, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env={**os.environ, "DATABASE_URL": database})

    def start(self):
        self.log = open(os.path.join(self.folder, "said"), "w")
        self.process = subprocess.Popen(
            [ROOT / ".build/debug/peerspective", "serve", "--demo", "true",
             "--http-host", "localhost", "--http-port", self.port,
             "--data-folder", os.path.join(self.folder, "data")],
            cwd=ROOT, stdout=self.log, stderr=subprocess.STDOUT)
        for _ in range(1200):
            found = re.search(r"listens on http://localhost:(\d+)", self.said())
            if found:
                self.port = found.group(1)
                self.address = f"http://localhost:{self.port}"
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        raise RuntimeError(self.said())

    def said(self):
        with open(os.path.join(self.folder, "said")) as file:
            return file.read()

    def stop(self):
        self.process.terminate()
        self.process.wait(60)
        self.log.close()


@pytest.fixture(scope="session")
def service():
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o711)
        service = Service(folder)
        yield service
        assert service.process.poll() is None, "it ended:\n" + service.said()
        service.stop()


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser
        browser.close()


class Visitor:
    """A browser of one person. What the browser complains of is a failure."""

    def __init__(self, chromium, service, state=None, **settings):
        self.service, self.complaints = service, []
        settings = {"viewport": {"width": 1440, "height": 900}, "locale": "en-US",
                    "timezone_id": "America/Denver", **settings}
        self.context = chromium.new_context(
            base_url=service.address, storage_state=state, **settings)
        self.page = self.context.new_page()
        self.context.on("weberror", lambda e: self.complaints.append(str(e.error)))
        self.page.on("console", self.hear)

    def hear(self, message):
        # A status that isn't 200 is told too; that is what a test asks for.
        if message.type in ("error", "warning") and "status of" not in message.text:
            self.complaints.append(message.text)

    def sign_in(self, name):
        """On the sign-in page, where the browser goes unless it is there."""
        if "/sign-in" not in self.page.url:
            self.page.goto("/sign-in?to=/account")
        self.page.get_by_label("School").fill("northfield")
        self.page.get_by_label("E-mail address").fill(f"{name}@example.edu")
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in").click()
        self.page.get_by_role("button", name="sign out", exact=True).wait_for()
        return self.context.storage_state()


@pytest.fixture(scope="session")
def sessions(chromium, service):
    """A session of each role's person, made once: a password takes its time."""
    made = {}
    for role, name in PEOPLE.items():
        visitor = Visitor(chromium, service)
        made[role] = visitor.sign_in(name)
        assert visitor.complaints == []
        visitor.context.close()
    return made


@pytest.fixture(scope="session")
def approved(chromium, service, sessions):
    """The grades of one section are approved, so that the office has something to export."""
    visitor = Visitor(chromium, service, sessions["instructor"])
    approve(visitor.page)
    visitor.context.close()


@pytest.fixture
def visit(chromium, service, sessions):
    """visit("learner", **settings): a browser in which the role's person is signed in."""
    opened = []

    def visit(role=None, **settings):
        visitor = Visitor(chromium, service, sessions[role] if role else None, **settings)
        opened.append(visitor)
        return visitor
    yield visit
    complaints = [c for visitor in opened for c in visitor.complaints]
    for visitor in opened:
        visitor.context.close()
    assert complaints == []

"""Pages that no link leads to, but a form, and those that say no: they are as sound as every other."""

import pytest
import ways
from judging import Checker, faults_at, faults_of_errors, faults_of_heads

# What dark changes are colors.
LOOKS = [(width, *look) for width in (360, 1440) for look in [("light", "all"), ("dark", "colors")]]


@pytest.mark.parametrize("role", ["nobody", "learner", "instructor", "coordinator"])
def test_every_page_of_a_form_fits_is_accessible_and_is_valid_html(role, visit, approved, tmp_path):
    """In light and dark, on a phone and a desk; screenshots are kept beside those of the other pages."""
    visitor = visit(None if role == "nobody" else role)
    checker, failures = Checker(tmp_path), []
    for name, status, answer in getattr(ways, f"of_{role}")(visitor):
        checker.take(name, answer.body())
        faults = [] if answer.status == status else [f"its status is {answer.status}"]
        faults += faults_of_heads(visitor.page) + faults_of_errors(visitor.page, "mistake" in name)
        for look in LOOKS:
            faults += faults_at(visitor.page, role, f"form {name}", *look)
        failures += [f"{name} {fault}" for fault in faults]
    failures += checker.faults()
    assert failures == [], "\n".join(failures)

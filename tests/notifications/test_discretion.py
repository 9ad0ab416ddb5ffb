"""No email tells whoever sees it arrive, or reads over a shoulder, what it is about."""

import re
from pathlib import Path

import pytest

from clinic.core.discretion import TELLING

EMAILS = Path(__file__).parents[2] / "templates" / "email"
PARTS = sorted(path for path in EMAILS.rglob("*") if path.is_file())
TO_STAFF = {
    *("intake_more_urgent", "intake_waiting", "scheduling_diary", "scheduling_handed_on"),
    *("rights_asked", "rights_nearly_due"),
    *("staff_email_failed", "staff_invited", "staff_new_password", "treatments_review_due"),
    *("triage_answered", "triage_appointment_changed", "triage_assigned", "triage_assigned_many"),
    *("triage_digest", "triage_nearly_due", "triage_overdue"),
}
TO_PATIENTS = sorted(path for path in EMAILS.glob("*/subject.txt") if path.parent.name not in TO_STAFF)
"""Whatever is not known to go to staff."""
SAID = {"reference", "how_soon"}
"""A patient's email has nothing else in its subject: neither names nor kinds of appointments."""


def name(path: Path) -> str:
    return str(path.relative_to(EMAILS))


@pytest.mark.parametrize("path", PARTS, ids=name)
def test_no_email_has_a_telling_word_or_the_clinics_full_name(path: Path) -> None:
    words = path.read_text()
    assert not TELLING.search(words)
    assert "clinic.name" not in words


@pytest.mark.parametrize("path", TO_PATIENTS, ids=name)
def test_the_subject_of_a_patients_email_is_the_same_for_everybody_but_for_its_reference(path: Path) -> None:
    assert set(re.findall(r"{{ *([\w.]+)", path.read_text())) <= SAID
    assert "{%" not in path.read_text()


def test_every_email_that_is_not_held_to_this_goes_to_staff_and_is_there() -> None:
    assert {path.name for path in EMAILS.iterdir() if path.is_dir()} >= TO_STAFF

"""What the information pages may not say: rules for advertising health care in the UK."""

import re
from pathlib import Path

import pytest

from clinic.treatments.subjects import SUBJECTS

TEMPLATES = Path(__file__).parents[2] / "templates"
PAGES = [*(TEMPLATES / "treatments").glob("*.html"), TEMPLATES / "base.html", TEMPLATES / "intake/start.html"]

PRESCRIPTION_ONLY = (
    "finasteride propecia proscar dutasteride avodart minoxidil spironolactone betamethasone clobetasol triamcinolone "
    "hydroxychloroquine baricitinib ritlecitinib"
)
"""Minoxidil is here although some forms are sold freely: its tablets are not, and these pages need neither."""

PROMISES = (
    r"cures?",
    r"guarante\w+",
    r"100 ?%",
    r"permanent\w*",
    r"painless",
    r"scarless",
    r"risk-free",
    r"safe",
    r"miracles?",
    r"stops? hair loss",
    r"MHRA-approved",
    r"best",
    r"No\.? ?1",
)


def words(path: Path) -> str:
    return path.read_text()


def said() -> list[tuple[str, str]]:
    pages = [(path.name, words(path)) for path in PAGES]
    return [*pages, *((subject.slug, f"{subject.title} {subject.note}") for subject in SUBJECTS)]


@pytest.mark.parametrize(("where", "text"), said(), ids=[where for where, _ in said()])
def test_no_prescription_medicine_is_named(where: str, text: str) -> None:
    assert not [name for name in PRESCRIPTION_ONLY.split() if name in text.lower()]


@pytest.mark.parametrize(("where", "text"), said(), ids=[where for where, _ in said()])
def test_no_result_is_promised(where: str, text: str) -> None:
    found = [promise for promise in PROMISES if re.search(rf"\b{promise}\b", text, re.IGNORECASE)]
    assert not found


def test_unapproved_treatments_are_offered_as_a_talk_only() -> None:
    for subject in SUBJECTS:
        if subject.slug.startswith("stem-cell"):
            assert subject.title.startswith("A talk about")
            assert "Not an approved treatment" in subject.note

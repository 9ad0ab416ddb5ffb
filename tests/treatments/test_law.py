"""What advertising law lets the pages, emails and choices say, looked for in what people are really sent."""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask import Flask

from clinic.treatments.advertising import Rules
from clinic.treatments.comparison import SORTABLE
from clinic.treatments.library import load
from clinic.treatments.subjects import SUBJECTS
from tests.world import World

LIBRARY = load()
RULES: Rules = LIBRARY.rules
EMAILS = sorted((Path(__file__).parents[2] / "templates" / "email").rglob("*.*"))
DETAIL = tuple(page.path for page in LIBRARY.pages.values())
PUBLIC = (
    *("/", "/treatments/", "/conditions/", "/conditions/guide/", "/treatments/compare/"),
    *(f"/treatments/compare/?sort={key}" for key in SORTABLE),
    *DETAIL,
    *("/privacy/", "/complaints/", "/accessibility/", "/sitemap.xml", "/changes.atom", "/robots.txt"),
    *("/consultation/", "/consultation/quick/", "/no-such-page/"),
)
VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "source", "wbr", "path", "circle", "rect", "line"})
LOUD = frozenset(
    {"title", "h1", "h2", "h3", "h4", "h5", "h6", "a", "nav", "button", "option", "label", "summary", "desc"}
)
SAID = frozenset({"alt", "title", "aria-label", "aria-description", "placeholder", "content"})


class Reading(HTMLParser):
    """What a page says, and where: loudly, quietly, to machines, or in a passage about a medicine."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.loud: list[str] = []
        self.quiet: list[str] = []
        self.passages: list[str] = []
        self.data: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.loud += [given[name] for name in SAID & set(given)]
        if tag not in VOID:
            mark = "passage" if "medicine" in given.get("class", "").split() else given.get("id", "")
            self.open.append((tag, mark))

    def handle_endtag(self, tag: str) -> None:
        while tag not in VOID and self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        tags, marks = {tag for tag, _ in self.open}, {mark for _, mark in self.open}
        if "script" in tags:
            self.data.append(data)
        elif tags & LOUD:
            self.loud.append(data)
        elif "passage" in marks or any(mark.startswith("source-") for mark in marks):
            self.passages.append(data)
        else:
            self.quiet.append(data)


@pytest.mark.parametrize("path", PUBLIC)
def test_no_prescription_only_medicine_stands_where_it_would_advertise(world: World, path: str) -> None:
    reading = Reading(world.client().get(path).text)
    said = [*reading.loud, *reading.quiet, *reading.data]
    if path not in DETAIL:
        said += reading.passages
    assert [name for text in said if (name := RULES.medicine_in(text))] == []


@pytest.mark.parametrize("path", PUBLIC)
def test_no_page_promises_a_result(world: World, path: str) -> None:
    reading = Reading(world.client().get(path).text)
    text = " ".join(" ".join([*reading.loud, *reading.quiet, *reading.passages, *reading.data]).split())
    assert list(RULES.banned_in(text)) == []


@pytest.mark.parametrize("path", PUBLIC)
def test_no_page_shows_a_photograph(world: World, path: str) -> None:
    html = world.client().get(path).text
    assert not re.search(r"<(?:img|picture|video)\b", html)
    assert not re.search(r"\.(?:jpe?g|webp|gif|heic)\b", html)


@pytest.mark.parametrize("email", EMAILS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_email_names_a_medicine_or_promises_a_result(email: Path) -> None:
    assert RULES.medicine_in(email.read_text()) == ""
    assert list(RULES.banned_in(email.read_text())) == []


@pytest.mark.parametrize("subject", SUBJECTS, ids=lambda subject: str(subject.slug))
def test_no_choice_of_what_to_talk_about_names_a_medicine(subject: object) -> None:
    assert RULES.medicine_in(f"{subject}") == ""
    assert list(RULES.banned_in(f"{subject}")) == []


def test_unapproved_treatments_are_offered_as_a_talk_only() -> None:
    for subject in SUBJECTS:
        if subject.slug.startswith("stem-cell"):
            assert subject.title.startswith("A talk about")
            assert "Not an approved treatment" in subject.note
            assert LIBRARY.pages[subject.slug].unavailable


def structured(world: World, path: str) -> Iterator[dict[str, object]]:
    for data in Reading(world.client().get(path).text).data:
        yield json.loads(data)


@pytest.mark.parametrize("path", DETAIL)
def test_a_page_that_names_a_medicine_keeps_it_out_of_its_structured_data(world: World, path: str) -> None:
    (data,) = structured(world, path)
    assert data["@context"] == "https://schema.org"
    assert RULES.medicine_in(json.dumps(data)) == ""


@pytest.mark.parametrize("name", [spelling for each in RULES.medicines.values() for spelling in each.spellings])
def test_every_listed_name_is_found_however_it_is_written(name: str) -> None:
    assert RULES.medicine_in(f"Ask about {name.upper()}, today.") == name.upper()
    assert RULES.medicine_in(f"Ask about {name.replace(' ', '  ')}.")


@pytest.mark.parametrize(
    "promise",
    [
        "This cures baldness",
        "guaranteed results",
        "100% success",
        "It is permanent",
        "painless",
        "It is safe",
        "a miracle",
    ],
)
def test_a_promise_is_found(promise: str) -> None:
    assert list(RULES.banned_in(promise))


@pytest.mark.parametrize("honest", ["It is not permanent.", "Is it safe?", "No one knows whether it is safe."])
def test_an_honest_sentence_passes(honest: str) -> None:
    assert list(RULES.banned_in(honest)) == []


def test_the_content_that_is_served_has_nothing_wrong(app: Flask) -> None:
    checked = app.test_cli_runner().invoke(args=["content", "check"])
    assert checked.exit_code == 0, checked.output

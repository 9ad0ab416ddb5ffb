"""A page on which something is arranged, as an administrator fills it in."""

from collections.abc import Iterator
from typing import Any

from werkzeug.test import TestResponse

from tests.pages import Page
from tests.staff.person import Person

SETTINGS = "/staff/settings/"


def filled_in(page: Page) -> dict[str, str | list[str]]:
    """Give the form as the page shows it, as a browser would send it back."""
    found: dict[str, str | list[str]] = {}
    for name, value in _values(page):
        known = found.get(name)
        found[name] = value if known is None else [*([known] if isinstance(known, str) else known), value]
    return found


def _values(page: Page) -> Iterator[tuple[str, str]]:
    select, texts = "", iter(page.texts.get("textarea", []))
    for tag, attributes in page.tags:
        name, kind = attributes.get("name", ""), attributes.get("type", "")
        if tag == "select":
            select = name
        elif tag == "option" and "selected" in attributes:
            yield select, attributes["value"]
        elif tag == "textarea":
            yield name, next(texts).removeprefix("\r\n").removeprefix("\n")
        elif tag == "input" and name and (kind != "checkbox" or "checked" in attributes):
            yield name, attributes.get("value", "")


def send(who: Person, path: str, press: str = "save", page: Page | None = None, **changes: Any) -> TestResponse:
    """Change some fields of a page and press a button; None stands for a box that is not ticked."""
    form = {**filled_in(page or who.client.page(path)), "press": press, **changes}
    return who.client.post(path, data={name: value for name, value in form.items() if value is not None})


def words(answer: TestResponse) -> str:
    return " ".join(Page(answer.text).words.split())

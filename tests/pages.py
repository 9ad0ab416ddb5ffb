"""A client that checks every page it fetches, as a careful reader would."""

from html.parser import HTMLParser
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

UNLABELLED = {"hidden", "submit", "button"}


class Page(HTMLParser):
    """A page's words and parts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.texts: dict[str, list[str]] = {}
        self.stack: list[str] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        self.stack.append(tag)
        self.texts.setdefault(tag, []).append("")

    def handle_endtag(self, tag: str) -> None:
        while self.stack and self.stack.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        self.words += data + " "
        for tag in set(self.stack):
            self.texts[tag][-1] += data

    def all(self, *tags: str) -> list[dict[str, str]]:
        return [attributes for tag, attributes in self.tags if tag in tags]

    def field(self, name: str) -> dict[str, str]:
        return next(field for field in self.all("input", "textarea", "select") if field.get("name") == name)

    def values(self) -> dict[str, str]:
        """Give the hidden fields, as a browser would send them back."""
        return {field["name"]: field.get("value", "") for field in self.all("input") if field.get("type") == "hidden"}

    @property
    def title(self) -> str:
        return self.texts["title"][0].strip()

    @property
    def heading(self) -> str:
        return " ".join(self.texts["h1"][0].split())

    def complaints(self) -> list[str]:
        found = []
        if len(self.texts.get("h1", [])) != 1:
            found.append(f"has {len(self.texts.get('h1', []))} h1")
        if not self.title:
            found.append("has no title")
        ids = [attributes["id"] for _, attributes in self.tags if "id" in attributes]
        found += [f"uses the id {id} twice" for id in sorted({id for id in ids if ids.count(id) > 1})]
        labelled = {label.get("for") for label in self.all("label")}
        for field in self.all("input", "textarea", "select"):
            if field.get("type") not in UNLABELLED and field.get("id") not in labelled:
                found.append(f"does not label {field.get('name')}")
        found += [f"refers to no id {part}" for part in self._broken_references(set(ids))]
        return found

    def _broken_references(self, ids: set[str]) -> list[str]:
        wanted = [part for _, a in self.tags for part in a.get("aria-describedby", "").split()]
        wanted += [link["href"][1:] for link in self.all("a") if link.get("href", "").startswith("#")]
        return [part for part in wanted if part not in ids]


class CheckedClient(FlaskClient):
    """Refuses a page that a screen reader would stumble over."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        response = super().open(*args, **kwargs)
        if response.mimetype == "text/html" and not response.is_streamed and response.data:
            complaints = Page(response.text).complaints()
            assert not complaints, f"{response.request.path} " + "; ".join(complaints)
        return response

    def page(self, path: str, expected: int = 200) -> Page:
        response = self.get(path)
        assert response.status_code == expected, response.status
        return Page(response.text)

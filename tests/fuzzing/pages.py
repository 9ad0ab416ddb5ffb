"""What the forms and the links of a page would send."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlsplit


@dataclass
class Form:
    """Where something is sent, how, and which values the page offers for each name."""

    method: str
    path: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    brings_files: bool = False

    def offer(self, name: str, value: str) -> None:
        if name:
            self.fields.setdefault(name, []).append(value)


class FormReader(HTMLParser):
    """Reads every form of a page, and each link of ours with a query as a form that is got."""

    def __init__(self, path: str, page: str) -> None:
        super().__init__()
        self.path = path
        self.forms: list[Form] = []
        self.open: Form | None = None
        self.choosing = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._begin(given)
        elif tag == "a":
            self._link(given.get("href", ""))
        elif self.open and tag in {"input", "textarea", "button"}:
            self.open.offer(given.get("name", ""), given.get("value", ""))
        elif self.open and tag == "select":
            self.choosing = given.get("name", "")
        elif self.open and tag == "option":
            self.open.offer(self.choosing, given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = None

    def _begin(self, given: dict[str, str]) -> None:
        action = urlsplit(given.get("action") or self.path)
        self.open = Form(given.get("method", "get").upper(), action.path or self.path)
        self.open.brings_files = "multipart" in given.get("enctype", "")
        self.forms.append(self.open)

    def _link(self, address: str) -> None:
        parts = urlsplit(address)
        if parts.query and not parts.netloc and not parts.path.startswith("/static/"):
            form = Form("GET", parts.path or self.path)
            for name, value in parse_qsl(parts.query):
                form.offer(name, value)
            self.forms.append(form)

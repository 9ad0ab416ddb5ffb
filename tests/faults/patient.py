"""A patient with a browser: fills in the short form, sends it, and sends it again when there was no answer."""

import html
import http.client
import re
import secrets
import time
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from tests.faults.inbox import REFERENCE
from tests.world import QUICK

HERE = "127.0.0.1"
QUICK_FORM = "/consultation/quick/"
CANARY = "zqxvrondel"
"""Stands in what every patient of the suite is called and writes, and may be nowhere but in the database."""
FORM = "application/x-www-form-urlencoded"
HIDDEN = re.compile(r"<input[^>]*type=\"hidden\"[^>]*>")
NAME = re.compile(r'name="([^"]*)"')
VALUE = re.compile(r'value="([^"]*)"')
BROKEN = (OSError, http.client.HTTPException)


@dataclass(frozen=True)
class Answer:
    """What came back; status 0 means that the connection broke, -1 that nobody was there to connect to."""

    status: int
    seconds: float
    text: str = ""
    location: str = ""

    @property
    def is_fault(self) -> bool:
        return self.status >= 500


@dataclass
class Patient:
    host: str
    port: int
    email: str
    accepted: list[str] = field(default_factory=list)
    """The keys of the forms that any patient of this clinic was told are stored."""
    timeout: float = 30.0
    cookies: dict[str, str] = field(default_factory=dict)
    hidden: dict[str, str] = field(default_factory=dict)
    address: str = HERE
    """Where they come from: any address of this machine's own network."""

    def open(self) -> None:
        self.hidden = hidden_fields(self.fetch("GET", QUICK_FORM).text)
        assert "key" in self.hidden, "the form did not come"

    def form(self, **changes: str) -> dict[str, str]:
        """Fill in the form as on a page freshly opened: with a key of its own."""
        if not self.hidden:
            self.open()
        filled = {name: "y" if value is True else str(value) for name, value in QUICK.items()}
        filled |= {"name": f"Sample {CANARY}", "message": f"{filled['message']} {CANARY}"}
        return {**self.hidden, **filled, "email": self.email, "key": secrets.token_urlsafe(16), **changes}

    def send(self, form: dict[str, str], path: str = QUICK_FORM) -> Answer:
        answer = self.fetch("POST", path, form)
        if answer.status == 303 and "/sent/" in answer.location and "key" in form:
            self.accepted.append(form["key"])
        return answer

    def insist(self, form: dict[str, str], seconds: float = 60) -> list[Answer]:
        """Send until there is an answer, as a person would who sees a broken page; gives every answer."""
        answers, deadline = [self.send(form)], time.monotonic() + seconds
        while answers[-1].status <= 0 and time.monotonic() < deadline:
            time.sleep(0.1)
            answers.append(self.send(form))
        return answers

    def reference(self) -> str:
        """Read the reference on the page that says that the request is stored."""
        found = REFERENCE.search(self.fetch("GET", "/consultation/sent/").text)
        return found.group() if found else ""

    def copy(self) -> "Patient":
        """The same browser's other tab."""
        return Patient(
            self.host, self.port, self.email, self.accepted, self.timeout, dict(self.cookies), dict(self.hidden)
        )

    def fetch(self, method: str, path: str, form: dict[str, str] | bytes | None = None, kind: str = FORM) -> Answer:
        start = time.monotonic()
        connection = http.client.HTTPConnection(self.host, self.port, self.timeout, (self.address, 0))
        try:
            connection.connect()
        except OSError:
            return Answer(-1, time.monotonic() - start)
        try:
            headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
            if form is not None:
                headers["Content-Type"] = kind
            connection.request(method, path, urlencode(form) if isinstance(form, dict) else form, headers)
            response = connection.getresponse()
            text = response.read().decode()
        except BROKEN:
            return Answer(0, time.monotonic() - start)
        finally:
            connection.close()
        for name, value in response.getheaders():
            if name.lower() == "set-cookie":
                self.cookies |= {key: morsel.value for key, morsel in SimpleCookie(value).items()}
        return Answer(response.status, time.monotonic() - start, text, response.getheader("Location", ""))


def hidden_fields(page: str) -> dict[str, str]:
    found = {}
    for tag in HIDDEN.findall(page):
        name, value = NAME.search(tag), VALUE.search(tag)
        if name:
            found[name.group(1)] = html.unescape(value.group(1)) if value else ""
    return found


def slowest(answers: list[Answer], share: float = 0.95) -> float:
    """Give the time within which this share of the answers came."""
    times = sorted(answer.seconds for answer in answers)
    return times[min(len(times) - 1, int(len(times) * share))]

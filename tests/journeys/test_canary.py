"""What a patient writes is read by the clinic's staff, and stands nowhere else."""

import logging
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, Response, request, request_finished
from flask.sessions import SecureCookieSessionInterface
from werkzeug.test import TestResponse

from clinic.core.db import db
from clinic.core.extensions import limiter
from clinic.intake import services
from clinic.intake.questionnaire import QUESTIONNAIRE
from clinic.intake.questions import Step
from clinic.local.child import Child
from clinic.local.postgres import Postgres
from clinic.local.valkey import Valkey
from tests.answers import inputs
from tests.journeys.canaries import READABLE, Canaries, cells, files, letter, tasks
from tests.pages import CheckedClient, Page
from tests.photos.photographed import photos, visit
from tests.photos.pictures import SECRET, with_everything
from tests.photos.test_in_form import send as send_photos
from tests.world import World

pytestmark = pytest.mark.commits
SEARCHED = {"name", "email", "phone"}


class Worker(Child):
    name = "worker"

    def command(self) -> list[str]:
        words = "--app clinic.worker worker --concurrency=1 --loglevel=DEBUG --without-gossip --without-mingle"
        return [sys.executable, "-W", "ignore", "-m", "celery", *words.split()]

    def is_ready(self) -> bool:
        return " ready." in self.log.read_text(errors="replace")


@dataclass
class Visits:
    """Every address asked for, every header answered, and the pages that say that something is wrong."""

    app: Flask
    seen: list[str] = field(default_factory=list)
    error_pages: list[str] = field(default_factory=list)

    def note(self, sender: Flask, response: Response, **_: object) -> None:
        self.seen += [request.url, str(response.headers), *map(self.opened, response.headers.getlist("Set-Cookie"))]
        if response.status_code >= 500 or response.status_code in {404, 410}:
            self.error_pages.append(response.get_data(as_text=True))

    def opened(self, cookie: str) -> str:
        """Read a session cookie as its owner could."""
        interface = self.app.session_interface
        assert isinstance(interface, SecureCookieSessionInterface)
        serializer = interface.get_signing_serializer(self.app)
        assert serializer is not None
        name, _, value = cookie.partition(";")[0].partition("=")
        return str(serializer.loads(value)) if name == "session" and value else cookie


@pytest.fixture
def visits(app: Flask) -> Iterator[Visits]:
    visits = Visits(app)
    with app.app_context():
        limiter.reset()
    with request_finished.connected_to(visits.note, app):
        yield visits


def send(client: CheckedClient, step: Step, canaries: Canaries, address: str = "") -> TestResponse:
    """Fill in every field of a page and send it."""
    address = address or f"/consultation/{step.slug}/"
    data: dict[str, Any] = dict(client.page(address).values())
    for question in step.questions:
        for name, value in inputs(question, canaries.answer(question)):
            data.setdefault(name, []).append(value)
    return client.post(address, data=data)


def send_quick_form(world: World, canaries: Canaries) -> TestResponse:
    return send(world.client(), QUESTIONNAIRE.quick_step, canaries)


def send_full_form(world: World, canaries: Canaries) -> TestResponse:
    """Answer every step there is, ask for a link on the way, and send."""
    client = world.client()
    for step in QUESTIONNAIRE.steps:
        assert send(client, step, canaries).status_code == 303, step.slug
    save = client.page("/consultation/save/").values()
    client.post("/consultation/save/", data={**save, "email": canaries.words["email"] + "@example.com"})
    assert client.get("/consultation/care/").status_code == 200
    return client.post("/consultation/check/", data=client.page("/consultation/check/").values())


@pytest.mark.parametrize("send_form", [send_quick_form, send_full_form])
def test_no_word_of_a_form_is_found_where_it_must_not_be(
    world: World,
    visits: Visits,
    postgres: Postgres,
    valkey: Valkey,
    environment: dict[str, str],
    caplog: pytest.LogCaptureFixture,
    tmp_path: Path,
    send_form: Callable[[World, Canaries], TestResponse],
) -> None:
    caplog.set_level(logging.CRITICAL, logger="mail.log")  # the tests' own mail server
    caplog.set_level(logging.DEBUG)
    canaries = Canaries()
    assert send_form(world, canaries).headers["Location"] == "/consultation/sent/"
    with Worker(tmp_path / "worker.log", {**environment}) as worker:
        wait_for(lambda: len(world.sink.mails) >= 2)
        log = worker.log.read_text()

    assert [canaries.found_in(line) for line in visits.seen if canaries.found_in(line)] == []
    assert canaries.found_in(caplog.text) == canaries.found_in(log) == set()
    assert [canaries.found_in(letter(mail)) for mail in world.sink.mails] == [set()] * len(world.sink.mails)
    assert nothing_in_the_broker(canaries, valkey)
    assert found_in_columns(world, canaries) == set(READABLE)
    assert nothing_in_the_data(canaries, postgres)


def nothing_in_the_broker(canaries: Canaries, valkey: Valkey) -> bool:
    """Read everything that the broker ever wrote down, and the arguments of every task in it."""
    written = b"".join(content for _, content in files(valkey.folder))
    assert tasks(written), "no task was published"
    return not canaries.found_in(written) and not any(canaries.found_in(task) for task in tasks(written))


def found_in_columns(world: World, canaries: Canaries) -> set[tuple[str, str]]:
    """Give the columns that hold a word in plain sight; each may hold only its own."""
    holding = set()
    with world.context(), db.engine.connect() as connection:
        for place, value in cells(connection):
            assert canaries.found_in(value, but=READABLE.get(place, "")) == set(), place
            if canaries.found_in(value):
                holding.add(place)
    return holding


def nothing_in_the_data(canaries: Canaries, postgres: Postgres) -> bool:
    """Read the database's own files and log as they lie on the disk."""
    hidden = Canaries({key: word for key, word in canaries.words.items() if key not in SEARCHED})
    places = [*files(postgres.data), (postgres.log.name, postgres.log.read_bytes())]
    return not any(hidden.found_in(content) for _, content in places)


def wait_for(happened: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, "it did not happen in time"
        threading.Event().wait(0.02)


def test_no_byte_of_a_picture_lies_open(
    world: World, postgres: Postgres, valkey: Valkey, caplog: pytest.LogCaptureFixture
) -> None:
    """Nothing that was in its file, and nothing of what was painted anew, is found outside the sealed columns."""
    asked, sent = world.request(), with_everything("JPEG")
    caplog.set_level(logging.DEBUG)
    client = visit(world, asked.id)
    assert send_photos(client, "/my/photos/", crown=sent).status_code == 303
    [photo] = photos(world)
    shown = client.get(f"/my/photos/{photo.id}/picture/").data
    traces = [SECRET.encode(), *pieces(sent), *pieces(shown)]
    with world.context(), db.engine.connect() as connection:
        held = [value for _, value in cells(connection)]
    lying = [*held, caplog.text.encode(), *(content for _, content in (*files(valkey.folder), *files(postgres.data)))]
    assert [trace for trace in traces if any(trace in place for place in lying)] == []


def pieces(content: bytes) -> list[bytes]:
    """Give parts from all through a file, long enough to be nothing else."""
    return [content[at : at + 24] for at in range(1000, len(content) - 24, len(content) // 20)]


def test_an_unforeseen_fault_tells_no_word(
    world: World, visits: Visits, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(answers: dict[str, Any], *_: object) -> None:
        raise ValueError(str(answers))

    monkeypatch.setattr(services, "assess", broken)
    canaries = Canaries()
    assert send_quick_form(world, canaries).status_code == 500
    assert "ValueError" in caplog.text
    assert canaries.found_in(caplog.text) == set()
    assert [canaries.found_in(page) for page in visits.error_pages] == [set()]


def test_a_row_that_the_database_refuses_tells_no_word(
    world: World, visits: Visits, postgres: Postgres, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(services, "new_reference", lambda: None)
    canaries = Canaries()
    assert send_quick_form(world, canaries).status_code == 500
    assert "23502" in caplog.text
    assert canaries.found_in(caplog.text) == set()
    assert [canaries.found_in(page) for page in visits.error_pages] == [set()]
    assert canaries.found_in(postgres.log.read_bytes()) == set()


def test_an_address_that_leads_nowhere_tells_no_word(world: World, visits: Visits) -> None:
    page = Page(world.client().get("/nowhere/?message=zqx00vrondelmessage").text)
    assert "vrondel" not in page.words
    assert len(visits.error_pages) == 1

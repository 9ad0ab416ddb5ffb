"""Links in emails: a new one for whoever has lost theirs, and nothing that changes because somebody opens one."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import func, select

from clinic.core.audit import PATIENT, SYSTEM
from clinic.core.clock import utcnow
from clinic.core.db import db
from clinic.intake import drafts, tokens
from clinic.intake.models import Purpose
from clinic.scheduling import booking
from clinic.scheduling.earlier import services, sweeping
from clinic.scheduling.models import Appointment
from tests.pages import CheckedClient, Page
from tests.scheduling.arranged import NOW, arrange, at
from tests.world import DESK, PATIENT_EMAIL, World

ASK = "/my/link/"
SCANNERS = ("Mozilla/5.0 (Windows NT 10.0; Win64; x64)", "Microsoft Office Existence Discovery", "BarracudaCentral")


def ask(client: CheckedClient, email: str, reference: str = "") -> str:
    answer = client.post(ASK, data={**client.page(ASK).values(), "email": email, "reference": reference})
    assert answer.status_code == 200
    return answer.text


def links_in(letter: Any) -> list[str]:
    body = letter.get_body(("plain",))
    assert body
    return re.findall(r"http://localhost(\S+)", body.get_content())


def new_links(world: World) -> list[str]:
    """Send what is owed, and give the links of those emails that are about a new one."""
    world.send_mail()
    letters = [each for each in world.sink.mails if "a new link" in each["Subject"]]
    return [link for letter in letters for link in links_in(letter)]


def test_a_new_link_goes_to_the_address_of_the_request_and_opens_it(world: World, client: CheckedClient) -> None:
    world.request()
    assert "Look in your email" in ask(client, PATIENT_EMAIL.upper())
    [link] = new_links(world)
    assert world.sink.recipients[-1] == PATIENT_EMAIL
    client.post(link, data=client.page(link).values())
    assert client.page("/my/").heading == "Your request"


def test_the_answer_is_the_same_for_an_address_that_nobody_gave(world: World, client: CheckedClient) -> None:
    reference = world.request().reference
    known = ask(client, PATIENT_EMAIL)
    answers = {known, ask(client, "nobody@example.com"), ask(client, "nobody@example.com", reference)}
    assert answers == {known, ask(client, PATIENT_EMAIL, "HC-2222-2222")}
    assert len(new_links(world)) == 1


def test_a_reference_chooses_among_the_requests_of_one_person(world: World, client: CheckedClient) -> None:
    first = world.request("first")
    with time_machine.travel(utcnow() + timedelta(minutes=1)):
        world.request("second")
    ask(client, PATIENT_EMAIL, first.reference.lower().replace("-", " "))
    [link] = new_links(world)
    with world.context():
        assert tokens.subject_of(link.split("/")[2], Purpose.request_link) == first.id


def test_asking_twice_sends_one_email_while_it_is_on_its_way(world: World, client: CheckedClient) -> None:
    world.request()
    ask(client, PATIENT_EMAIL)
    ask(client, PATIENT_EMAIL)
    assert len(new_links(world)) == 1


def test_nobody_is_sent_links_without_end(world: World, client: CheckedClient) -> None:
    for _ in range(5):
        ask(client, "nobody@example.com")
    page = client.page(ASK)
    assert client.post(ASK, data={**page.values(), "email": "nobody@example.com"}).status_code == 429


def test_a_link_that_has_run_out_leads_to_a_new_one(world: World, client: CheckedClient) -> None:
    id = world.request().id
    with world.context():
        token = tokens.latest(Purpose.request_link, id)
    with time_machine.travel(utcnow() + timedelta(days=61)):
        answer = client.get(f"/my/{token}/")
        assert answer.status_code == 410
        client.post(ASK, data={**Page(answer.text).values(), "email": PATIENT_EMAIL})
        [link] = new_links(world)
        assert client.get(link).status_code == 200


@pytest.fixture
def everything(world: World) -> Iterator[list[str]]:
    """The links of every kind of email that leads somewhere, as they reach the inboxes."""
    with time_machine.travel(NOW, tick=False) as clock, world.context():
        arranged = arrange()
        patient, other = (world.request(name, email=f"{name}@example.com").id for name in ("patient", "other"))
        first = booking.book(other, arranged.staffs_wish(), at("09:00"), SYSTEM)
        booking.book(patient, arranged.staffs_wish(), at("11:00"), SYSTEM)
        services.ask(patient)
        booking.cancel(first.id, 0, PATIENT)
        assert sweeping.sweep() == 1
        draft = drafts.start_draft({})[0]
        drafts.email_link(draft.id, "draft@example.com")
        world.send_mail()
        clock.shift(1)
        yield [link for letter in world.sink.mails for link in links_in(letter)]


def test_opening_a_link_changes_nothing_whoever_opens_it_and_how(world: World, everything: list[str]) -> None:
    assert len({link for link in everything if link.startswith("/my/")}) >= 3
    assert DESK in world.sink.recipients
    before = contents()
    for link in everything:
        for agent in SCANNERS:
            for method in ("GET", "HEAD"):
                answer = world.client().open(link, method=method, headers={"User-Agent": agent})
                assert answer.status_code in {200, 302}, f"{link} answers {answer.status_code}"
    assert contents() == before
    assert db.session.scalar(select(func.count()).where(Appointment.held_until.is_not(None))) == 1


def test_pressing_the_button_behind_a_link_is_what_changes_something(world: World, everything: list[str]) -> None:
    before, client = contents(), world.client()
    link = next(link for link in everything if link.startswith("/my/"))
    client.post(link, data=client.page(link).values())
    assert contents() != before


def contents() -> dict[str, list[tuple[object, ...]]]:
    """Give every row of every table, but for the counters of who visits."""
    db.session.expire_all()
    tables = db.metadata.sorted_tables
    return {
        table.name: sorted((tuple(row) for row in db.session.execute(table.select())), key=repr) for table in tables
    }

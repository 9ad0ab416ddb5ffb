"""Somebody asks for a consultation and is told by when a person replies, everywhere the same."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from clinic.core.db import db, transaction
from clinic.intake import services
from clinic.intake.models import Intake, State
from clinic.intake.rules import Priority
from tests.pages import CheckedClient, Page
from tests.staff.person import send
from tests.world import PATIENT_EMAIL, World


def ask(world: World) -> CheckedClient:
    client = world.client()
    answer = client.post("/consultation/quick/", data=world.quick_form(client))
    assert answer.status_code == 303, Page(answer.text).words
    return client


def words_of_email(world: World) -> str:
    world.send_mail()
    (mail,) = world.sink.to(PATIENT_EMAIL)
    plain = mail.get_body(("plain",))
    assert plain is not None
    return str(plain.get_content())


def own_page(world: World, email: str) -> Page:
    """Follow the emailed link, as the patient does."""
    client = world.client()
    path = next(word for word in email.split() if "/my/" in word).removeprefix("http://localhost")
    send(client, path)
    return client.page("/my/")


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        ("2026-11-24 10:05", "Thursday 26 November at 10:15 am"),
        ("2026-11-27 12:00", "Tuesday 1 December at noon"),
        ("2026-12-24 15:00", "Wednesday 30 December at 3 pm"),
        ("2027-03-26 20:00", "Wednesday 31 March at 5 pm"),
    ],
)
def test_the_sent_page_the_email_and_the_own_page_promise_the_same_moment(world: World, asked: str, due: str) -> None:
    with time_machine.travel(datetime.fromisoformat(asked).replace(tzinfo=UTC), tick=False):
        assert f"By {due}" in ask(world).page("/consultation/sent/").words
        email = words_of_email(world)
        assert due in email
        assert f"By {due}" in own_page(world, email).words


def test_after_that_moment_the_own_page_says_that_we_are_late_until_somebody_was_in_touch(world: World) -> None:
    ask(world)
    email = words_of_email(world)
    assert "We are late" not in own_page(world, email).words
    with time_machine.travel(datetime.now(UTC) + timedelta(days=10)):
        late = own_page(world, email).words
        assert "We are late" in late
        assert "020 7946 0018" in late
        with world.context(), transaction() as session:
            services.set_state(session.query(Intake).one(), State.contacted)
        assert "We are late" not in own_page(world, email).words


def test_who_only_knows_the_words_is_not_told_how_urgent_they_were_found(world: World) -> None:
    page = {"Sec-Fetch-Site": "same-origin"}
    words = {"name": "Sample Patient", "email": PATIENT_EMAIL, "contact_pref": "email", "subject": "not-sure"}
    words |= {"message": "Thinner.", "emerg_ack": "y", "consent_health": "y", "consent_contact": "y", "page": ""}
    kept = Page(world.client().get("/treatments/hair-transplant/").text).values()
    world.client().post("/consultation/quick/", data={**kept, **words}, headers=page)
    stranger = world.client()
    stranger.post("/consultation/quick/", data={**kept, **words}, headers=page)
    told = stranger.page("/consultation/sent/").words
    assert "Within 2 working days" in told
    assert "By " not in told


def test_knowing_more_makes_a_promise_sooner_but_never_late_at_once(world: World) -> None:
    with time_machine.travel(datetime(2026, 11, 24, 9, tzinfo=UTC), tick=False):
        asked = world.request()
    with time_machine.travel(datetime(2026, 11, 25, 9, tzinfo=UTC), tick=False), world.context():
        intake = db.session.get_one(Intake, asked.id)
        services.set_priority(intake, Priority.same_day)
        assert intake.due_at == datetime(2026, 11, 25, 11, tzinfo=UTC)

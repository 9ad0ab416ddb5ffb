"""The choice of a time in the form, from the page to the mailbox."""

from collections.abc import Iterator

import pytest
import time_machine
from sqlalchemy import select
from werkzeug.test import TestResponse

from clinic.core.db import db
from clinic.intake.models import Draft, Intake
from clinic.intake.models import State as IntakeState
from clinic.scheduling.models import Appointment, State
from tests.intake.filling import ABOUT, SAFE, post, skip_to_check
from tests.pages import CheckedClient
from tests.scheduling.arranged import NOW, arrange, at
from tests.world import PATIENT_EMAIL, World

TIME = "/consultation/time/"
CHECK = "/consultation/check/"


@pytest.fixture(autouse=True)
def now(world: World) -> Iterator[object]:
    with time_machine.travel(NOW, tick=False) as clock:
        with world.context():
            arrange()
        yield clock


@pytest.fixture
def begun(client: CheckedClient) -> CheckedClient:
    post(client, "about-you", ABOUT)
    assert post(client, "safety", SAFE).location == TIME
    return client


def choose(client: CheckedClient, clock: str) -> TestResponse:
    return client.post(TIME, data={**client.page(TIME).values(), "at": at(clock).isoformat()})


def send(world: World, client: CheckedClient) -> TestResponse:
    with world.context():
        skip_to_check(db.session.scalars(select(Draft.id).where(Draft.sent_at.is_(None))).one())
    return client.post(CHECK, data=client.page(CHECK).values())


def test_a_time_is_chosen_held_booked_and_told(world: World, begun: CheckedClient) -> None:
    assert choose(begun, "10:00").location == "/consultation/go-on/"
    assert "You have chosen Monday 11 January at 10:00" in begun.get(TIME).text
    assert send(world, begun).location == "/consultation/sent/"
    with world.context():
        assert db.session.scalars(select(Appointment)).one().state is State.booked
        assert db.session.scalars(select(Intake)).one().state is IntakeState.booked
    world.send_mail()
    [letter] = world.sink.to(PATIENT_EMAIL)
    body = letter.get_body(("plain",))
    assert body
    assert "Monday 11 January 2027 at 10:00" in body.get_content()

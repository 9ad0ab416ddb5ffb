"""Offers of earlier times under several hands at once: nobody has two, and a time is never two people's.

Real connections, real commits. The control shows that the test finds out a request that is not locked.
"""

import threading
import uuid
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from clinic.core.audit import PATIENT, SYSTEM
from clinic.core.db import db
from clinic.core.errors import Refusal
from clinic.intake import services as intakes
from clinic.intake.models import Intake
from clinic.scheduling import booking, own
from clinic.scheduling.availability import diary
from clinic.scheduling.earlier import queries, services, sweeping
from clinic.scheduling.models import Appointment, State
from tests.scheduling.arranged import NOW, Arranged, arrange
from tests.world import World

pytestmark = pytest.mark.commits
HANDS = 5
Deed = Callable[[], object]


@pytest.fixture(autouse=True)
def now() -> object:
    with time_machine.travel(NOW):
        yield


def at_once(world: World, *deeds: Deed) -> Counter[str]:
    """Do these at the same moment; gives how many were done, and how many were refused and why."""
    outcomes: list[str] = []
    start = threading.Barrier(len(deeds))

    def run(deed: Deed) -> None:
        with world.app.app_context():
            start.wait()
            try:
                deed()
                outcomes.append("done")
            except Refusal as refusal:
                outcomes.append(type(refusal).__name__)
            except Exception as fault:  # whatever it is, it is not a clean end
                outcomes.append(f"broken: {type(fault).__name__}")

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Counter(outcomes)


def waiting(world: World, people: int = 1, freed: int = 3) -> tuple[Arranged, list[uuid.UUID]]:
    """Let people with an appointment far ahead ask for an earlier time, and then some times become free."""
    with world.context():
        place = arrange()
        first = NOW.date() + timedelta(days=3)
        times = [slot.starts_at for slot in diary(place.staffs_wish(), first, first + timedelta(days=7)).slots]
        others = [world.request(f"other {n}", email=f"other.{n}@example.com").id for n in range(freed)]
        taken = [booking.book(id, place.staffs_wish(), times[n], SYSTEM) for n, id in enumerate(others)]
        asking = [world.request(f"asks {n}", email=f"asks.{n}@example.com").id for n in range(people)]
        for number, id in enumerate(asking, 1):
            booking.book(id, place.staffs_wish(), times[-number], SYSTEM)
            services.ask(id)
        for each in taken:
            booking.cancel(each.id, 0, PATIENT)
    return place, asking


def held(world: World) -> int:
    with world.context():
        return db.session.scalar(select(func.count()).where(Appointment.state == State.held)) or 0


def test_sweeps_at_once_offer_each_person_one_time_and_each_time_to_one_person(world: World) -> None:
    waiting(world, people=2)
    assert at_once(world, *[sweeping.sweep] * HANDS) == {"done": HANDS}
    assert held(world) == 2


def test_without_the_lock_a_person_would_be_offered_two(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def not_locked(intake_id: uuid.UUID) -> Intake:
        return db.session.get_one(Intake, intake_id)

    waiting(world)
    monkeypatch.setattr(intakes, "lock", not_locked)
    at_once(world, *[sweeping.sweep] * HANDS)
    assert held(world) > 1


def test_an_offer_is_accepted_once_and_not_declined_as_well(world: World) -> None:
    _, [patient] = waiting(world)
    with world.context():
        sweeping.sweep()
        offer = queries.offer_to(patient)
    assert offer
    accept, decline = (
        (lambda: services.accept(patient, offer.appointment.id)),
        (lambda: services.decline(patient, offer.appointment.id)),
    )
    assert at_once(world, accept, decline, accept, decline) == {"done": 1, "OfferOver": 3}
    assert held(world) == 0


def test_a_cancellation_and_an_acceptance_at_once_end_in_one_of_the_two(world: World) -> None:
    _, [patient] = waiting(world)
    with world.context():
        sweeping.sweep()
        offer = queries.offer_to(patient)
    assert offer
    ends = at_once(world, lambda: services.accept(patient, offer.appointment.id), lambda: own.cancel(patient, 0))
    assert ends in ({"done": 1, "OfferOver": 1}, {"done": 1, "ChangedMeanwhile": 1})
    assert held(world) == 0


def test_a_time_that_is_accepted_while_others_book_it_is_one_persons(world: World) -> None:
    place, [patient] = waiting(world, freed=1)
    with world.context():
        sweeping.sweep()
        offer = queries.offer_to(patient)
        others = [world.request(f"racer {n}", email=f"racer.{n}@example.com").id for n in range(HANDS)]
        wish = place.staffs_wish()
    assert offer
    starts_at = offer.appointment.starts_at
    racers = [lambda id=id: booking.book(id, wish, starts_at, SYSTEM) for id in others]
    ends = at_once(world, lambda: services.accept(patient, offer.appointment.id), *racers)
    assert ends == {"done": 1, "SlotTaken": HANDS}
    with world.context():
        winner = select(Appointment.intake_id).where(
            Appointment.starts_at == starts_at, Appointment.state == State.booked
        )
        assert db.session.scalars(winner).one() == patient

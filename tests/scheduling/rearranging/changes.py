"""Every kind of change that can leave an appointment outside what is arranged, and how it is taken back."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import time
from typing import Any

import msgspec
from sqlalchemy import select

from clinic.core.audit import SYSTEM, Actor
from clinic.core.db import db
from clinic.practice import services as practice
from clinic.practice.arrangements import Arrangements, Closure
from clinic.practice.queries import ARRANGEMENTS
from clinic.scheduling.arranging import kinds, locations, practitioners, queries, weeks
from clinic.scheduling.arranging.kinds import KindDetails
from clinic.scheduling.arranging.locations import LocationDetails
from clinic.scheduling.arranging.models import TimeOff
from clinic.scheduling.arranging.practitioners import Seeing
from clinic.scheduling.arranging.written import Place, WorkingHours
from clinic.scheduling.rearranging.models import Why
from clinic.scheduling.rearranging.standing import Fault
from clinic.staff.practitioners import PractitionerDetails
from tests.scheduling.arranged import MONDAY, Arranged, at
from tests.scheduling.rearranging.touched import off_around, version

Do = Callable[[Arranged, Actor], list[Fault]]

CONSULTATION = KindDetails("Consultation", 60, every_minutes=60, by_video=True)


@dataclass(frozen=True)
class Rearranging:
    """A change, why an appointment at 10:00 on that Monday no longer stands, and the change that takes it back."""

    why: Why
    do: Do
    take_back: Do


def location(is_open: bool) -> Do:
    def do(arranged: Arranged, _: Actor) -> list[Fault]:
        known = queries.location(arranged.location_id)
        assert known
        details = LocationDetails(known.name, known.address, known.directions, known.zone, is_open)
        return locations.change_location(known.id, known.version, details, SYSTEM)

    return do


def kind(givers: int = 2, **changes: Any) -> Do:
    """Let the first so many practitioners give it, or change how it is given."""

    def do(arranged: Arranged, _: Actor) -> list[Fault]:
        known = queries.kind(arranged.kind_id)
        assert known
        those = arranged.practitioner_ids[2 - givers :] if givers < 2 else arranged.practitioner_ids
        return kinds.change_kind(known.id, known.version, replace(CONSULTATION, **changes), those, SYSTEM)

    return do


def practitioner(is_open: bool) -> Do:
    def do(arranged: Arranged, _: Actor) -> list[Fault]:
        id = arranged.practitioner_ids[0]
        details = PractitionerDetails("Sample Practitioner", "Trichologist", "sample@clinic.example.org")
        return practitioners.change_practitioner(id, version(id), details, Seeing(is_open), SYSTEM)

    return do


def week(opens: int, by_video: bool = False) -> Do:
    def do(arranged: Arranged, _: Actor) -> list[Fault]:
        id = arranged.practitioner_ids[0]
        place = Place(None, True) if by_video else Place(arranged.location_id, True)
        hours = [WorkingHours(time(opens), time(12), place)]
        return weeks.set_week(id, version(id), [hours] * 5 + [[], []], SYSTEM)

    return do


def change_day(arranged: Arranged, _: Actor) -> list[Fault]:
    id = arranged.practitioner_ids[0]
    return weeks.change_day(id, version(id), MONDAY, [], "Training", SYSTEM)


def restore_day(arranged: Arranged, _: Actor) -> list[Fault]:
    id = arranged.practitioner_ids[0]
    return weeks.restore_day(id, version(id), MONDAY, SYSTEM)


def take_off(arranged: Arranged, _: Actor) -> list[Fault]:
    id = arranged.practitioner_ids[0]
    return weeks.take_off(id, version(id), off_around(at("10:00")), SYSTEM)


def come_back(arranged: Arranged, _: Actor) -> list[Fault]:
    id = arranged.practitioner_ids[0]
    off = db.session.scalars(select(TimeOff.id).where(TimeOff.practitioner_id == id)).one()
    return weeks.come_back(id, version(id), off, SYSTEM)


def closures(*closed: Closure) -> Do:
    def do(_: Arranged, lead: Actor) -> list[Fault]:
        now = ARRANGEMENTS.newest()
        after: Arrangements = msgspec.structs.replace(now.value, closures=closed)
        practice.change_arrangements(after, now.number, lead)
        return []

    return do


CHANGES = {
    "a location closes": Rearranging(Why.location, location(is_open=False), location(is_open=True)),
    "a practitioner no longer gives this kind": Rearranging(Why.kind, kind(givers=1), kind(givers=2)),
    "a kind is no longer given in person": Rearranging(Why.kind, kind(in_person=False), kind(in_person=True)),
    "a practitioner takes no appointments": Rearranging(
        Why.practitioner, practitioner(is_open=False), practitioner(is_open=True)
    ),
    "weekly hours begin later": Rearranging(Why.hours, week(opens=11), week(opens=9)),
    "weekly hours are elsewhere": Rearranging(Why.hours, week(opens=9, by_video=True), week(opens=9)),
    "a day is changed": Rearranging(Why.hours, change_day, restore_day),
    "a practitioner is off": Rearranging(Why.time_off, take_off, come_back),
    "the clinic closes": Rearranging(Why.closed, closures(Closure(MONDAY, MONDAY, "Rest")), closures()),
}

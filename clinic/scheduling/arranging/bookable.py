"""What can be chosen: kinds of appointment, where, with whom and in which hours.

Each process remembers it for half a minute. Who takes a time is told by what the database knows then.
"""

import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import inspect, select

from clinic.core.clock import today
from clinic.core.db import db
from clinic.core.memory import Memory
from clinic.core.settings import settings
from clinic.scheduling.arranging import queries
from clinic.scheduling.arranging.hours import Timetable
from clinic.scheduling.arranging.models import AppointmentKind, Location, Schedule, kind_practitioner
from clinic.staff.models import Practitioner

BEHIND, AHEAD = timedelta(days=2), timedelta(days=400)
"""Of which days the hours are remembered: midnight may pass meanwhile, in any zone, and no time is farther ahead."""


class Somebody(NamedTuple):
    id: uuid.UUID
    name: str
    title: str


class Somewhere(NamedTuple):
    id: uuid.UUID | None
    """Nothing for an appointment by video."""
    name: str
    address: str
    zone: ZoneInfo

    @property
    def words(self) -> str:
        return f"{self.name}, {self.address}" if self.address else self.name


class Bookable(NamedTuple):
    """A kind of appointment with what can be chosen for it."""

    kind: AppointmentKind
    """A copy that belongs to no session."""
    places: tuple[Somewhere, ...]
    practitioners: tuple[Somebody, ...]
    timetables: tuple[Timetable, ...]

    @property
    def id(self) -> uuid.UUID:
        return self.kind.id

    @property
    def name(self) -> str:
        return self.kind.name

    def timetables_of(self, practitioner_id: uuid.UUID | None) -> tuple[Timetable, ...]:
        """Give the hours of one practitioner, or of all who give this kind."""
        return tuple(each for each in self.timetables if practitioner_id in (None, each.practitioner_id))


def _ask() -> tuple[Bookable, ...]:
    who, timetables = _practitioners(), queries.every_timetable(today() - BEHIND, today() + AHEAD)
    places = [_somewhere(each) for each in queries.locations() if each.is_open]
    return tuple(_bookable(kind, places, who.get(kind.id, ()), timetables) for kind in queries.kinds())


def _somewhere(location: Location) -> Somewhere:
    return Somewhere(location.id, location.name, location.address, ZoneInfo(location.zone))


def _bookable(
    kind: AppointmentKind, places: list[Somewhere], who: tuple[Somebody, ...], timetables: list[Timetable]
) -> Bookable:
    by_video = Somewhere(None, "By video", "", settings().clinic_timezone)
    where = (*(places if kind.in_person else ()), *((by_video,) if kind.by_video else ()))
    ids = {each.id for each in who}
    theirs = tuple(each for each in timetables if each.practitioner_id in ids)
    copy = AppointmentKind(**{column.key: getattr(kind, column.key) for column in inspect(AppointmentKind).columns})
    return Bookable(copy, where, who, theirs)


def _practitioners() -> dict[uuid.UUID, tuple[Somebody, ...]]:
    wanted = (
        select(kind_practitioner.c.kind_id, Practitioner.id, Practitioner.name, Practitioner.title)
        .join(Practitioner, Practitioner.id == kind_practitioner.c.practitioner_id)
        .join(Schedule, Schedule.practitioner_id == Practitioner.id)
        .where(Schedule.is_open)
        .order_by(Practitioner.name, Practitioner.id)
    )
    found: dict[uuid.UUID, tuple[Somebody, ...]] = {}
    for kind_id, *somebody in db.session.execute(wanted):
        found[kind_id] = (*found.get(kind_id, ()), Somebody(*somebody))
    return found


BOOKABLE: Memory[tuple[Bookable, ...]] = Memory("bookable", _ask, tuple)
"""Whoever changes what is arranged lets it expire."""


def for_staff() -> list[Bookable]:
    """Give every kind that somebody gives somewhere."""
    return [kind for kind in BOOKABLE.now() if kind.places and kind.practitioners]


def for_patients(is_new: bool) -> list[Bookable]:
    """Give the kinds that people may choose who were never seen here, or who were."""
    return [each for each in for_staff() if each.kind.is_for_patients(is_new)]


def somewhere(kinds: list[Bookable]) -> Iterator[Somewhere]:
    """Give each place of these kinds once."""
    yield from dict.fromkeys(place for kind in kinds for place in kind.places)


def everybody() -> list[Somebody]:
    """Give all who give any kind of appointment, each once."""
    return list(dict.fromkeys(each for kind in for_staff() for each in kind.practitioners))


def everywhere() -> list[Somewhere]:
    """Give every place of any kind of appointment, each once."""
    return list(somewhere(for_staff()))

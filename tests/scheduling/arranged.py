"""A clinic that has arranged when it sees people, for the tests of its diaries."""

import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy.orm import Session

from clinic.core.db import transaction
from clinic.practice.arrangements import DEFAULTS, Closure
from clinic.practice.models import ArrangementsRow
from clinic.practice.queries import ARRANGEMENTS
from clinic.scheduling.arranging.models import (
    AppointmentKind,
    ChangedDay,
    ChangedHours,
    Location,
    Schedule,
    TimeOff,
    WeeklyHours,
    kind_practitioner,
)
from clinic.scheduling.availability import Wish
from clinic.scheduling.wishes import Choice, wish_of_patient, wish_of_staff
from clinic.staff.models import Practitioner

LONDON = ZoneInfo("Europe/London")
MONDAY = date(2027, 1, 11)
"""In a week without holidays or changes of the clock."""
NOW = datetime(2027, 1, 8, 9, tzinfo=UTC)
"""The Friday before."""


def at(clock: str, day: date = MONDAY, zone: ZoneInfo = LONDON) -> datetime:
    """Give the moment that a wall's clock shows on a day."""
    return datetime.combine(day, time.fromisoformat(clock), zone).astimezone(UTC)


@dataclass(frozen=True)
class Arranged:
    """One kind of appointment at one location, and those who give it on weekdays from nine to noon."""

    location_id: uuid.UUID
    kind_id: uuid.UUID
    practitioner_ids: list[uuid.UUID]

    def choice(self, practitioner: int | None = None, by_video: bool = False) -> Choice:
        who = None if practitioner is None else self.practitioner_ids[practitioner]
        return Choice(self.kind_id, None if by_video else self.location_id, who)

    def patients_wish(self, practitioner: int | None = None) -> Wish:
        return wish_of_patient(self.choice(practitioner), is_new=True)

    def staffs_wish(self, practitioner: int | None = None) -> Wish:
        return wish_of_staff(self.choice(practitioner))


def arrange(practitioners: int = 1, zone: str = "Europe/London", called: str = "", **kind: Any) -> Arranged:
    """Arrange a clinic; `kind` changes what its appointments are like: an hour each, on the hour.

    A second clinic beside it is `called` otherwise.
    """
    location = Location(id=uuid.uuid4(), name=f"Sample Clinic{called}", address="1 Sample Street, London", zone=zone)
    rules = {"name": f"Consultation{called}", "minutes": 60, "every_minutes": 60, "by_video": True} | kind
    consultation = AppointmentKind(id=uuid.uuid4(), **rules)
    with transaction() as session:
        session.add_all([location, consultation])
        ids = [_add(session, f"{number}{called}", location.id) for number in range(1, practitioners + 1)]
        pairs = [{"kind_id": consultation.id, "practitioner_id": id} for id in ids]
        session.flush()
        session.execute(kind_practitioner.insert(), pairs)
    return Arranged(location.id, consultation.id, ids)


def _add(session: Session, number: str, location_id: uuid.UUID) -> uuid.UUID:
    words = {"name": f"Sample Practitioner {number}", "email": f"practitioner.{number}@clinic.example.org"}
    practitioner = Practitioner(id=uuid.uuid4(), title="Trichologist", is_on_duty_for_intakes=False, **words)
    session.add(practitioner)
    session.flush()
    session.add(Schedule(practitioner_id=practitioner.id, video_url="https://video.example.org/sample"))
    session.flush()
    session.add_all(_hours(practitioner.id, weekday, location_id) for weekday in range(5))
    return practitioner.id


def _hours(practitioner_id: uuid.UUID, weekday: int, location_id: uuid.UUID) -> WeeklyHours:
    row = WeeklyHours(practitioner_id=practitioner_id, weekday=weekday, location_id=location_id, by_video=True)
    row.opens, row.closes = time(9), time(12)
    return row


def change_hours(arranged: Arranged, *spans: tuple[str, str], day: date = MONDAY, practitioner: int = 0) -> None:
    with transaction() as session:
        changed = ChangedDay(id=uuid.uuid4(), practitioner_id=arranged.practitioner_ids[practitioner], on=day)
        session.add(changed)
        session.flush()
        for opens, closes in spans:
            row = ChangedHours(changed_day_id=changed.id, location_id=arranged.location_id, by_video=True)
            row.opens, row.closes = time.fromisoformat(opens), time.fromisoformat(closes)
            session.add(row)


def take_off(arranged: Arranged, begins: datetime, ends: datetime) -> None:
    with transaction() as session:
        session.add(TimeOff(practitioner_id=arranged.practitioner_ids[0], starts_at=begins, ends_at=ends))


def close(*closures: Closure) -> None:
    with transaction() as session:
        session.add(ArrangementsRow(values=msgspec.to_builtins(msgspec.structs.replace(DEFAULTS, closures=closures))))
    ARRANGEMENTS.memory.expire()

"""The verbs of when somebody sees people: by weekday, on a changed day, and not at all."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from sqlalchemy import delete
from sqlalchemy.orm import Session

from clinic.core import audit
from clinic.core.audit import Actor
from clinic.core.clock import local, today
from clinic.core.errors import Refusal
from clinic.practice.written import DAYS
from clinic.scheduling.arranging import queries, written
from clinic.scheduling.arranging.changing import Unknown, changing_diary
from clinic.scheduling.arranging.hours import span
from clinic.scheduling.arranging.models import ChangedDay, ChangedHours, TimeOff, WeeklyHours
from clinic.scheduling.arranging.written import WorkingHours
from clinic.scheduling.availability import DAY
from clinic.scheduling.rearranging.standing import Fault

Week = Sequence[Sequence[WorkingHours]]
"""The hours of each weekday, Monday first."""

USUAL, CHANGED = "its weekday’s hours", "changed"


class HoursOverlap(Refusal):
    """Somebody would be in two places at once; `day` is a date on which they would."""

    def __init__(self, day: date) -> None:
        super().__init__("hours overlap")
        self.day = day


@dataclass(frozen=True)
class Absence:
    """From when to when somebody sees nobody, both in UTC."""

    starts_at: datetime
    ends_at: datetime
    reason: str


def set_week(practitioner_id: uuid.UUID, seen: int, week: Week, actor: Actor) -> list[Fault]:
    """Let these be somebody's weekly hours. Raises HoursOverlap, and as `changing_diary`."""
    with changing_diary(actor, practitioner_id, seen) as (change, _):
        before = _told(queries.week_of(practitioner_id))
        for weekday, hours in enumerate(week):
            _insist_on_one_place(next_day(weekday), hours)
        _write_week(change.session, practitioner_id, week)
        change.note("schedule", practitioner_id, before, _told(week))
    return change.affected


def change_day(
    practitioner_id: uuid.UUID, seen: int, on: date, hours: Sequence[WorkingHours], reason: str, actor: Actor
) -> list[Fault]:
    """Let somebody's hours be others on one date, or none. Raises HoursOverlap, and as `changing_diary`."""
    with changing_diary(actor, practitioner_id, seen) as (change, _):
        _insist_on_one_place(on, hours)
        _drop_day(change.session, practitioner_id, on)
        day = ChangedDay(id=uuid.uuid4(), practitioner_id=practitioner_id, on=on, reason=reason)
        change.session.add(day)
        change.session.flush()
        change.session.add_all(ChangedHours(changed_day_id=day.id, **_columns(each)) for each in hours)
        told = {"before": {_date(on): USUAL}, "after": {_date(on): _written(hours) or "no hours"}}
        audit.record(actor, "changed_day", "schedule", practitioner_id, told)
    return change.affected


def restore_day(practitioner_id: uuid.UUID, seen: int, on: date, actor: Actor) -> list[Fault]:
    """Let a date have its weekday's hours again. Raises as `changing_diary`."""
    with changing_diary(actor, practitioner_id, seen) as (change, _):
        _drop_day(change.session, practitioner_id, on)
        audit.record(
            actor,
            "restored_day",
            "schedule",
            practitioner_id,
            {"before": {_date(on): CHANGED}, "after": {_date(on): USUAL}},
        )
    return change.affected


def take_off(practitioner_id: uuid.UUID, seen: int, absence: Absence, actor: Actor) -> list[Fault]:
    """Let somebody see nobody for a time. Raises as `changing_diary`."""
    with changing_diary(actor, practitioner_id, seen) as (change, _):
        change.session.add(TimeOff(id=uuid.uuid4(), practitioner_id=practitioner_id, **vars(absence)))
        audit.record(actor, "took_off", "schedule", practitioner_id, {"after": {"Time off": _times(absence)}})
    return change.affected


def come_back(practitioner_id: uuid.UUID, seen: int, time_off_id: uuid.UUID, actor: Actor) -> list[Fault]:
    """Let somebody be there after all. Raises Unknown, and as `changing_diary`."""
    with changing_diary(actor, practitioner_id, seen) as (change, _):
        off = change.session.get(TimeOff, time_off_id)
        if off is None or off.practitioner_id != practitioner_id:
            raise Unknown
        times = _times(Absence(off.starts_at, off.ends_at, off.reason))
        change.session.delete(off)
        audit.record(actor, "came_back", "schedule", practitioner_id, {"before": {"Time off": times}})
    return change.affected


def next_day(weekday: int) -> date:
    """Give the first date from today on that is this day of the week."""
    return today() + DAY * ((weekday - today().weekday()) % len(DAYS))


def _insist_on_one_place(day: date, hours: Iterable[WorkingHours]) -> None:
    zones = queries.zones()
    spans = sorted(span(day, each.opens, each.closes, zones[each.place.location_id]) for each in hours)
    if any(later.begins < earlier.ends for earlier, later in pairwise(spans)):
        raise HoursOverlap(day)


def _write_week(session: Session, practitioner_id: uuid.UUID, week: Week) -> None:
    session.execute(delete(WeeklyHours).where(WeeklyHours.practitioner_id == practitioner_id))
    session.add_all(
        WeeklyHours(practitioner_id=practitioner_id, weekday=weekday, **_columns(each))
        for weekday, hours in enumerate(week)
        for each in hours
    )


def _drop_day(session: Session, practitioner_id: uuid.UUID, on: date) -> None:
    session.execute(delete(ChangedDay).where(ChangedDay.practitioner_id == practitioner_id, ChangedDay.on == on))


def _columns(hours: WorkingHours) -> dict[str, object]:
    where = hours.place
    return {"opens": hours.opens, "closes": hours.closes, "location_id": where.location_id, "by_video": where.by_video}


def _told(week: Week) -> dict[str, str]:
    return {day.capitalize(): _written(hours) for day, hours in zip(DAYS, week, strict=True)}


def _written(hours: Iterable[WorkingHours]) -> str:
    return written.write(hours, None, written.places(queries.locations()))


def _times(absence: Absence) -> str:
    return f"{local(absence.starts_at):%-d %B %Y, %H:%M} to {local(absence.ends_at):%-d %B %Y, %H:%M}"


def _date(day: date) -> str:
    return f"{day:%-d %B %Y}"

"""Live through a night in which the clocks change: `python -m tests.faults.timekeeping 2027-03-28`.

Somebody has an appointment at each half hour of that date. On the way the machine's own clock is fast for a while, and
is put right. Writes for each reminder, as JSON, when it was due and when it went.
"""

import json
import os
import sys
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import msgspec
import time_machine
from sqlalchemy import select

from clinic import create_app
from clinic.core.audit import PATIENT, SYSTEM
from clinic.core.db import db, transaction
from clinic.intake import services as intakes
from clinic.intake.models import Source
from clinic.notifications import services as mail
from clinic.notifications.models import Notification
from clinic.scheduling import booking
from clinic.scheduling.arranging.models import WeeklyHours
from clinic.scheduling.availability import diary
from clinic.scheduling.models import Appointment
from clinic.scheduling.reminders import REMINDERS
from clinic.scheduling.rules import DEFAULTS, RULES, BookingRulesRow
from tests.faults import failpoints, unguarded
from tests.scheduling.arranged import Arranged, arrange
from tests.world import QUICK

AHEAD = timedelta(hours=3)
STEP = timedelta(minutes=10)
FAST = timedelta(minutes=20)
AN_HOUR = timedelta(hours=1)
SUNDAY = 6
NOTHING_BUT_THE_LAST = msgspec.structs.replace(
    DEFAULTS, reminders=(0, 0, AHEAD // AN_HOUR), night_from=time(12), night_until=time(12, 1)
)


def main(day: date) -> None:
    unguarded.switch_off(os.environ.get(failpoints.WITHOUT, ""))
    begins = datetime.combine(day, time(), UTC)
    with create_app().app_context():
        with time_machine.travel(begins - timedelta(days=3), tick=False):
            _book_every_half_hour(day)
            mail.sweep()
        for moment in _moments(begins - AHEAD - AN_HOUR, begins + timedelta(days=1)):
            with time_machine.travel(moment, tick=False):
                mail.sweep()
        json.dump(list(_reminders()), sys.stdout)


def _book_every_half_hour(day: date) -> None:
    with transaction() as session:
        session.add(BookingRulesRow(values=msgspec.to_builtins(NOTHING_BUT_THE_LAST)))
    RULES.memory.expire()
    arranged = arrange(minutes=30, every_minutes=30)
    _open_all_day(arranged)
    wish = arranged.staffs_wish()
    for number, slot in enumerate(diary(wish, day, day).slots):
        answers = {**QUICK, "email": f"patient{number}@example.com"}
        asked = intakes.submit_intake(answers, Source.full, f"key {number}", PATIENT)
        booking.book(asked.id, wish, slot.starts_at, SYSTEM)


def _open_all_day(arranged: Arranged) -> None:
    row = WeeklyHours(id=uuid.uuid4(), practitioner_id=arranged.practitioner_ids[0], weekday=SUNDAY, by_video=True)
    row.location_id, row.opens, row.closes = arranged.location_id, time(0), time(23, 59)
    with transaction() as session:
        session.add(row)


def _moments(first: datetime, last: datetime) -> Iterator[datetime]:
    """Give each ten minutes; in the middle the machine's clock is fast for a while, and is put right."""
    moment, middle = first, first + (last - first) / 2
    while moment < last:
        yield moment
        if middle <= moment < middle + STEP:
            yield from (moment + FAST, moment + STEP / 2)
        moment += STEP


def _reminders() -> Iterator[dict[str, str | None]]:
    wanted = select(Appointment.starts_at, Notification.recipient, Notification.state, Notification.settled_at)
    wanted = wanted.outerjoin(Notification, (Notification.item_id == Appointment.id) & Notification.kind.in_(REMINDERS))
    for starts_at, recipient, state, settled_at in db.session.execute(wanted):
        went = settled_at.isoformat() if settled_at and state == "sent" else None
        yield {"due": (starts_at - AHEAD).isoformat(), "recipient": recipient, "went": went}


if __name__ == "__main__":
    main(date.fromisoformat(sys.argv[1]))

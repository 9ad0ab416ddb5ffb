"""What anybody can know of appointments while they are changed in whatever order, and whether it is so."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import time_machine
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from sqlalchemy import func, select, text, update

from clinic.core.clock import utcnow
from clinic.core.db import db, transaction
from clinic.core.errors import Refusal
from clinic.notifications.models import WAITING, Notification
from clinic.notifications.models import State as MailState
from clinic.scheduling.availability import Wish
from clinic.scheduling.booking import NotPossible
from clinic.scheduling.diaries import SlotTaken
from clinic.scheduling.models import AHEAD, Appointment, AppointmentEvent, Change, State
from clinic.scheduling.reminders import REMINDERS, goes_at
from clinic.scheduling.telling import CANCELLED, DIARY, NEWS
from tests.scheduling.arranged import NOW, Arranged
from tests.scheduling.obvious import obvious_times
from tests.scheduling.overlaps import OVERLAPS


@dataclass(frozen=True)
class Standing:
    """What a patient can know of an appointment."""

    state: State
    starts_at: datetime
    practitioner_id: uuid.UUID


class Ledger(RuleBasedStateMachine):
    """Two practitioners, some requests, some forms; what is expected of them, and what patients were told."""

    def __init__(self, arranged: Arranged, requests: list[uuid.UUID], forms: list[uuid.UUID]) -> None:
        super().__init__()
        self.savepoint = db.engine.begin_nested()  # type: ignore[attr-defined]  # a test's engine is a connection
        self.travel = time_machine.travel(NOW, tick=False)
        self.clock = self.travel.start()
        self.arranged, self.requests, self.forms = arranged, [*requests], [*forms]
        self.expected: dict[uuid.UUID, Standing] = {}
        self.changes: dict[uuid.UUID, list[Change]] = {}
        self.told: dict[uuid.UUID, Standing] = {}

    def teardown(self) -> None:
        db.session.remove()
        self.savepoint.rollback()
        self.travel.stop()

    @rule()
    def emails_go(self) -> None:
        """Send what is due, and see that each patient then knows how their appointment stands."""
        due = update(Notification).where(Notification.item_id.is_not(None), Notification.state.in_(WAITING))
        due = due.where(Notification.due_at <= utcnow())
        sent = due.values(state=MailState.sent, settled_at=utcnow()).returning(Notification.item_id, Notification.kind)
        with transaction() as session:
            for item_id, kind in session.execute(sent, execution_options={"synchronize_session": False}):
                if item_id and kind in NEWS.values():
                    self.told[item_id] = standing(self.reread(item_id))
                    assert (kind == CANCELLED) == (self.told[item_id].state is State.cancelled)
        for id, now in self.expected.items():
            if not self.rows(id, MailState.queued, *NEWS.values()):
                self.is_known(id, now)

    def is_known(self, id: uuid.UUID, now: Standing) -> None:
        told = self.told.get(id)
        if now.state is State.booked:
            assert told == now
        elif now.state is State.cancelled:
            assert told is None or told.state is State.cancelled

    @invariant()
    def all_is_well(self) -> None:
        events, emails = self.by_appointment(AppointmentEvent), self.by_appointment(Notification)
        self.nothing_overlaps()
        self.nothing_is_lost()
        for id, now in self.expected.items():
            assert [each.change for each in events[id]] == self.changes[id]
            assert [each.sequence for each in events[id]] == list(range(len(events[id])))
            assert all(each.answer for each in emails[id] if each.state is MailState.withheld), "no reason"
            self.is_reminded_of_what_is_so(now, [each for each in emails[id] if each.kind in REMINDERS])

    def nothing_overlaps(self) -> None:
        """Nor has any request two appointments ahead."""
        assert db.session.scalar(text(OVERLAPS)) == 0
        ahead = select(Appointment.intake_id).where(Appointment.state.in_(AHEAD))
        assert db.session.execute(ahead.group_by(Appointment.intake_id).having(func.count() > 1)).all() == []

    def nothing_is_lost(self) -> None:
        rows = db.session.scalars(select(Appointment), execution_options={"populate_existing": True}).all()
        assert {each.id: standing(each) for each in rows if each.id in self.expected} == self.expected
        for each in rows:
            assert each.id not in self.changes or each.sequence == len(self.changes[each.id]) - 1
            assert each.id in self.expected or each.state in (State.held, State.cancelled), "booked by nobody"

    def is_reminded_of_what_is_so(self, now: Standing, reminders: list[Notification]) -> None:
        kinds = REMINDERS if now.state is State.booked else ()
        ahead = [at for kind in kinds if (at := goes_at(kind, now.starts_at))]
        waiting = [each.due_at for each in reminders if each.state in WAITING]
        assert sorted(each for each in waiting if each > utcnow()) == sorted(each for each in ahead if each > utcnow())
        assert set(waiting) <= set(ahead)

    def by_appointment(self, kind: Any) -> dict[uuid.UUID, list[Any]]:
        found: dict[uuid.UUID, list[Any]] = {id: [] for id in self.expected}
        whose = kind.appointment_id if kind is AppointmentEvent else kind.item_id
        for row in db.session.scalars(select(kind).where(whose.in_(found)).order_by(kind.id)):
            found[getattr(row, whose.key)].append(row)
        db.session.expunge_all()
        return found

    def is_had_if_free(
        self, wish: Wish, moment: datetime, act: Callable[[], Appointment], otherwise: type[Refusal] = SlotTaken
    ) -> Appointment | None:
        """Do something that wants a time; it must be had exactly when a slow look into the diaries finds it free."""
        day, this = moment.astimezone(wish.place.zone).date(), replace(wish, earliest=moment, latest=moment)
        is_free = wish.earliest <= moment <= wish.latest and bool(obvious_times(this, day, day))
        try:
            made = act()
        except otherwise:
            assert not is_free
            return None
        assert is_free
        return made

    def is_done(self, before: Appointment, is_possible: bool, fault: Refusal | None, change: Change) -> None:
        if is_possible:
            assert fault is None
            self.changed(self.reread(before.id), change)
        else:
            assert isinstance(fault, NotPossible)

    def changed(self, appointment: Appointment, change: Change) -> None:
        """Expect it to stand so from now on, and see that its change has its emails."""
        self.changes.setdefault(appointment.id, []).append(change)
        self.expected[appointment.id] = standing(appointment)
        if change in NEWS:
            assert self.rows(appointment.id, MailState.queued, *NEWS.values())
        if change in (Change.booked, Change.moved, Change.cancelled, Change.put_back):
            assert self.rows(appointment.id, MailState.queued, DIARY)

    def nth(self, nth: int) -> Appointment:
        return self.reread(list(self.expected)[nth % len(self.expected)])

    def reread(self, id: uuid.UUID) -> Appointment:
        found = db.session.get_one(Appointment, id, populate_existing=True)
        db.session.expunge(found)
        return found

    def events(self, id: uuid.UUID) -> list[AppointmentEvent]:
        wanted = select(AppointmentEvent).where(AppointmentEvent.appointment_id == id)
        return list(db.session.scalars(wanted.order_by(AppointmentEvent.id)))

    def rows(self, id: uuid.UUID, state: MailState, *kinds: str) -> list[datetime]:
        """Give when emails of these kinds about an appointment are due."""
        wanted = select(Notification.due_at).where(Notification.item_id == id, Notification.state == state)
        return list(db.session.scalars(wanted.where(Notification.kind.in_(kinds))))


def standing(appointment: Appointment) -> Standing:
    return Standing(appointment.state, appointment.starts_at, appointment.practitioner_id)


def refusal(act: Callable[[], Any]) -> Refusal | None:
    """Do something; gives how it was refused."""
    try:
        act()
    except Refusal as fault:
        return fault
    return None

"""Whatever is done to appointments in whatever order, none overlaps, none is lost, and everybody is told."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import func, select, text, update

from clinic.core.audit import PATIENT, SYSTEM
from clinic.core.clock import utcnow
from clinic.core.db import db, transaction
from clinic.core.errors import Refusal
from clinic.intake import drafts
from clinic.notifications.models import WAITING, Notification
from clinic.notifications.models import State as MailState
from clinic.scheduling import booking, holding, queries
from clinic.scheduling.arranging.models import ChangedDay, ChangedHours, TimeOff
from clinic.scheduling.availability import DAY, Wish
from clinic.scheduling.booking import MARKS, BookedAlready, ChangedMeanwhile, NotPossible
from clinic.scheduling.diaries import SlotTaken
from clinic.scheduling.models import AHEAD, Appointment, AppointmentEvent, Change, State
from clinic.scheduling.reminders import REMINDERS, goes_at
from clinic.scheduling.telling import CANCELLED, DIARY, NEWS
from clinic.scheduling.wishes import wish_of_patient, wish_of_staff
from tests.scheduling.arranged import MONDAY, NOW, Arranged, arrange, at
from tests.scheduling.obvious import obvious_times
from tests.scheduling.overlaps import OVERLAPS
from tests.world import QUICK, World

MINUTE = timedelta(minutes=1)
MOMENTS = st.tuples(st.integers(0, 2), st.integers(0, 11)).map(
    lambda place: at("09:00", MONDAY + DAY * place[0]) + place[1] * 15 * MINUTE
)
SOMEBODY = st.sampled_from([None, 0, 1])
NTH = st.integers(0, 3)
UNDO_SECONDS = st.sampled_from([0, 60]).map(lambda seconds: timedelta(seconds=seconds))


SEQUENCES = settings(
    max_examples=25,
    stateful_step_count=25,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@dataclass(frozen=True)
class Standing:
    """What a patient can know of an appointment."""

    state: State
    starts_at: datetime
    practitioner_id: uuid.UUID


class Diaries(RuleBasedStateMachine):
    """Two practitioners, some requests, some forms. Whoever adds a verb to appointments adds a rule here."""

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

    @rule(nth=NTH, moment=MOMENTS, who=SOMEBODY)
    def hold(self, nth: int, moment: datetime, who: int | None) -> None:
        form = self.forms[nth % 3]
        own = queries.held_for(form)
        choice = self.arranged.choice(who)
        wish = wish_of_patient(choice, is_new=True, besides=(own.appointment.id,) if own else ())
        self.is_had_if_free(wish, moment, lambda: holding.hold(form, choice, moment))

    @rule(nth=NTH)
    def let_go(self, nth: int) -> None:
        holding.release(self.forms[nth % 3])
        assert queries.held_for(self.forms[nth % 3]) is None

    @rule(nth=NTH)
    def go_on(self, nth: int) -> None:
        holding.keep(self.forms[nth % 3])

    @rule(nth=NTH)
    def send(self, nth: int) -> None:
        """Send a form; its time is booked unless it has passed or somebody else has it. Another form is begun."""
        form = self.forms[nth % 3]
        held = queries.held_for(form)
        accepted = drafts.send_draft(form, PATIENT)
        self.forms[nth % 3] = drafts.start_draft(dict(QUICK))[0].id
        self.requests.append(accepted.id)
        if held:
            appointment = self.reread(held.appointment.id)
            assert appointment.intake_id == accepted.id
            if appointment.state is State.booked:
                self.changed(appointment, Change.booked)
            else:
                assert appointment.state is State.cancelled

    @rule(nth=NTH, moment=MOMENTS, who=SOMEBODY, after=UNDO_SECONDS)
    def book(self, nth: int, moment: datetime, who: int | None, after: timedelta) -> None:
        intake_id, wish = self.requests[nth % len(self.requests)], wish_of_staff(self.arranged.choice(who))
        if queries.one_ahead(intake_id):
            assert isinstance(refusal(lambda: booking.book(intake_id, wish, moment, SYSTEM)), BookedAlready)
            return
        made = self.is_had_if_free(wish, moment, lambda: booking.book(intake_id, wish, moment, SYSTEM, after))
        if made:
            self.changed(made, Change.booked)

    @precondition(lambda self: self.expected)
    @rule(nth=NTH, moment=MOMENTS, who=SOMEBODY, after=UNDO_SECONDS)
    def move(self, nth: int, moment: datetime, who: int | None, after: timedelta) -> None:
        before = self.nth(nth)
        wish = wish_of_staff(self.arranged.choice(who), besides=(before.id,))

        def move() -> Appointment:
            return booking.move(before.id, before.sequence, wish, moment, SYSTEM, after)

        if before.state is not State.booked:
            assert isinstance(refusal(move), NotPossible)
        elif moved := self.is_had_if_free(wish, moment, move):
            self.changed(moved, Change.moved)

    @precondition(lambda self: self.expected)
    @rule(nth=NTH, after=UNDO_SECONDS)
    def cancel(self, nth: int, after: timedelta) -> None:
        before = self.nth(nth)
        fault = refusal(lambda: booking.cancel(before.id, before.sequence, PATIENT, after))
        self.is_done(before, before.state is State.booked, fault, Change.cancelled)

    @precondition(lambda self: self.expected)
    @rule(nth=NTH, change=st.sampled_from(sorted(MARKS)), after=UNDO_SECONDS)
    def mark(self, nth: int, change: Change, after: timedelta) -> None:
        before = self.nth(nth)
        fault = refusal(lambda: booking.mark(before.id, before.sequence, change, SYSTEM, after))
        self.is_done(before, before.state in MARKS[change][1], fault, change)

    @precondition(lambda self: self.expected)
    @rule(nth=NTH)
    def take_back(self, nth: int) -> None:
        """Undo the latest change, unless that is what was done last, or the time is somebody else's by now."""
        before = self.nth(nth)
        event = self.events(before.id)[-1]
        if event.change is Change.put_back:
            return
        fault = refusal(lambda: booking.take_back(before.id, before.sequence, event.before, SYSTEM))
        if fault is None:
            self.changed(self.reread(before.id), Change.put_back)
            was = State(event.before["state"]) if event.before else State.cancelled
            assert self.expected[before.id].state is was
        else:
            assert isinstance(fault, SlotTaken)

    @precondition(lambda self: self.expected)
    @rule(nth=NTH)
    def change_what_was_seen_earlier(self, nth: int) -> None:
        before = self.nth(nth)
        for stale in (before.sequence - 1, before.sequence + 1):
            with pytest.raises(ChangedMeanwhile):
                booking.cancel(before.id, stale, SYSTEM)

    @rule(minutes=st.sampled_from([1, 9, 11, 61, 24 * 60]))
    def time_passes(self, minutes: int) -> None:
        self.clock.shift(minutes * MINUTE)

    @rule(who=st.integers(0, 1), moment=MOMENTS, minutes=st.sampled_from([20, 90, 1440]))
    def take_time_off(self, who: int, moment: datetime, minutes: int) -> None:
        with transaction() as session:
            off = TimeOff(practitioner_id=self.arranged.practitioner_ids[who], starts_at=moment)
            off.ends_at = moment + minutes * MINUTE
            session.add(off)

    @rule(who=st.integers(0, 1), day=st.integers(0, 2), opens=st.integers(8, 11))
    def change_hours(self, who: int, day: int, opens: int) -> None:
        whose, on = self.arranged.practitioner_ids[who], MONDAY + DAY * day
        with transaction() as session:
            if session.scalar(select(ChangedDay).where(ChangedDay.practitioner_id == whose, ChangedDay.on == on)):
                return
            changed = ChangedDay(id=uuid.uuid4(), practitioner_id=whose, on=on)
            session.add(changed)
            session.flush()
            hours = ChangedHours(changed_day_id=changed.id, location_id=self.arranged.location_id, by_video=True)
            hours.opens, hours.closes = time(opens), time(opens + 2)
            session.add(hours)

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

    def is_had_if_free(self, wish: Wish, moment: datetime, act: Callable[[], Appointment]) -> Appointment | None:
        """Do something that wants a time; it must be had exactly when a slow look into the diaries finds it free."""
        day, this = moment.astimezone(wish.place.zone).date(), replace(wish, earliest=moment, latest=moment)
        is_free = wish.earliest <= moment <= wish.latest and bool(obvious_times(this, day, day))
        try:
            made = act()
        except SlotTaken:
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


def test_no_sequence_of_changes_breaks_a_diary_or_leaves_somebody_untold(world: World) -> None:
    rules: dict[str, Any] = {
        "minutes": 30,
        "every_minutes": 15,
        "minutes_before": 5,
        "minutes_after": 10,
        "most_per_day": 3,
    }
    with time_machine.travel(NOW, tick=False), world.context():
        arranged = arrange(practitioners=2, **rules)
        requests = [world.request(f"key {number}").id for number in range(3)]
        forms = [drafts.start_draft(dict(QUICK))[0].id for _ in range(3)]

    class TheseDiaries(Diaries):
        def __init__(self) -> None:
            super().__init__(arranged, requests, forms)

    with world.context():
        run_state_machine_as_test(TheseDiaries, settings=SEQUENCES)

"""Whatever is done to appointments in whatever order, none overlaps, none is lost, and everybody is told."""

import uuid
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import select

from clinic.core.audit import PATIENT, SYSTEM
from clinic.core.db import db, transaction
from clinic.intake import drafts
from clinic.scheduling import booking, holding, queries
from clinic.scheduling.arranging.models import ChangedDay, ChangedHours, TimeOff
from clinic.scheduling.availability import DAY
from clinic.scheduling.booking import MARKS, BookedAlready, ChangedMeanwhile, NotPossible
from clinic.scheduling.diaries import SlotTaken
from clinic.scheduling.earlier import services as earlier
from clinic.scheduling.earlier.models import EarlierTime
from clinic.scheduling.earlier.queries import offer_to
from clinic.scheduling.earlier.services import OfferOver
from clinic.scheduling.earlier.sweeping import sweep
from clinic.scheduling.models import Appointment, Change, State
from clinic.scheduling.own import TooLate, may_change
from clinic.scheduling.wishes import wish_of_patient, wish_of_staff, wish_that_stands
from tests.scheduling.arranged import MONDAY, NOW, arrange, at
from tests.scheduling.ledger import Ledger, refusal
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


class Diaries(Ledger):
    """Whoever adds a verb to appointments adds a rule here."""

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

    @precondition(lambda self: self.expected)
    @rule(nth=NTH)
    def ask_for_an_earlier_time(self, nth: int) -> None:
        intake_id = self.nth(nth).intake_id
        assert intake_id
        ahead = queries.one_ahead(intake_id)
        fault = refusal(lambda: earlier.ask(intake_id))
        if ahead is None:
            assert isinstance(fault, ChangedMeanwhile)
        elif not may_change(ahead.appointment):
            assert isinstance(fault, TooLate)
        else:
            assert fault is None

    @rule()
    def freed_times_are_offered(self) -> None:
        sweep()

    @precondition(lambda self: self.offers())
    @rule(nth=NTH)
    def accept_what_is_offered(self, nth: int) -> None:
        """Take an earlier time: it is had exactly when it is still free but for being held for this person."""
        intake_id, offered, before = self.offers()[nth % len(self.offers())]
        wish = replace(wish_that_stands(offered), besides=(offered.id, before.id))
        assert offered.starts_at < before.starts_at

        def accept() -> Appointment:
            return earlier.accept(intake_id, offered.id)

        if moved := self.is_had_if_free(wish, offered.starts_at, accept, OfferOver):
            self.changed(moved, Change.moved)

    @precondition(lambda self: self.offers())
    @rule(nth=NTH)
    def decline_what_is_offered(self, nth: int) -> None:
        intake_id, offered, _ = self.offers()[nth % len(self.offers())]
        earlier.decline(intake_id, offered.id)
        with pytest.raises(OfferOver):
            earlier.accept(intake_id, offered.id)

    @invariant()
    def who_waits_for_an_earlier_time_has_one_to_give_up(self) -> None:
        for each in db.session.scalars(select(EarlierTime)):
            assert self.expected[each.appointment_id].state is State.booked
        db.session.expunge_all()

    def offers(self) -> list[tuple[uuid.UUID, Appointment, Appointment]]:
        """Give whom a time is offered, the time, and the appointment that they have."""
        waiting = [(each.intake_id, each.appointment_id) for each in db.session.scalars(select(EarlierTime))]
        found = ((id, offer_to(id), self.reread(appointment_id)) for id, appointment_id in waiting)
        return [(id, offer.appointment, before) for id, offer, before in found if offer]


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

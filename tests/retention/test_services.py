"""What is kept no longer is deleted each night, and nothing else."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from clinic.core import personal_data
from clinic.core.audit import PATIENT, AuditEntry
from clinic.core.clock import utcnow
from clinic.core.db import db, transaction
from clinic.intake import drafts
from clinic.intake.models import Intake
from clinic.operations import tasks as operations
from clinic.retention import services, tasks
from clinic.retention.models import RetentionRun
from clinic.rights import services as rights
from clinic.rights.models import Kind, Outcome, RightsCase
from clinic.scheduling import booking
from clinic.scheduling.models import Change
from clinic.triage.models import Case
from tests.retention.past import NOW, Past, at
from tests.scheduling.arranged import arrange
from tests.world import World


@pytest.fixture
def past(world: World) -> Past:
    return Past.of(world)


def retain(past: Past, percent: int | None = 100, most: int = services.MOST) -> RetentionRun:
    with time_machine.travel(NOW, tick=False), past.world.context():
        return services.retain(percent=percent, most=most)


def test_a_request_that_came_to_nothing_goes_half_a_year_after_the_last_that_happened_with_it(past: Past) -> None:
    old, recent = past.closed(at(2035, 11)), past.closed(at(2035, 12, 3))
    closed_late = past.closed(at(2031, 1), closed_on=at(2036, 5))
    written_to = past.closed(at(2031, 1))
    past.write(written_to, at(2036, 5))
    run = retain(past)
    assert (run.due, run.deleted) == ({"enquiry": 1, "patient": 0}, {"enquiry": 1, "patient": 0})
    assert [past.is_there(each) for each in (old, recent, closed_late, written_to)] == [False, True, True, True]


def test_a_patients_request_goes_eight_years_after_the_consultation(past: Past) -> None:
    old, recent = past.ask(at(2027, 1)), past.ask(at(2028, 1))
    past.complete(old, at(2028, 5))
    past.complete(recent, at(2028, 7))
    assert retain(past).deleted == {"enquiry": 0, "patient": 1}
    assert (past.is_there(old), past.is_there(recent)) == (False, True)


def test_who_was_seen_stays_a_patient_when_the_request_is_opened_again_and_closed(past: Past) -> None:
    asked = past.ask(at(2035, 1))
    past.complete(asked, at(2035, 2))
    past.reopen(asked, at(2035, 3))
    past.close(asked, at(2035, 4))
    assert retain(past).due == {"enquiry": 0, "patient": 0}


@pytest.mark.parametrize("change", [None, Change.arrived, Change.cancelled, Change.missed])
def test_an_appointment_makes_a_patient_unless_it_was_not_kept(past: Past, change: Change | None) -> None:
    asked = past.ask(at(2035, 3, 5))
    past.contact(asked, at(2035, 3, 5))
    with past.world.context(), time_machine.travel(at(2035, 3, 5), tick=False):
        booked = booking.book(asked.id, arrange().staffs_wish(), at(2035, 3, 6) - timedelta(hours=2), past.staff)
        if change is Change.cancelled:
            booking.cancel(booked.id, booked.sequence, past.staff)
    with past.world.context(), time_machine.travel(at(2035, 3, 6), tick=False):
        if change in {Change.arrived, Change.missed}:
            booking.mark(booked.id, booked.sequence, change, past.staff)
    past.contact(asked, at(2035, 3, 7))
    assert retain(past).due["enquiry"] == (change in {Change.cancelled, Change.missed})


def test_the_years_begin_with_the_appointment_and_not_with_its_booking(past: Past) -> None:
    asked = past.ask(at(2028, 5, 29))
    with past.world.context(), time_machine.travel(at(2028, 5, 29), tick=False):
        booking.book(asked.id, arrange().staffs_wish(), at(2028, 6, 5) - timedelta(hours=2), past.staff)
    past.contact(asked, at(2028, 5, 30))
    assert retain(past).due == {"enquiry": 0, "patient": 0}


def test_a_consultation_that_was_agreed_elsewhere_makes_a_patient(past: Past) -> None:
    asked = past.ask(at(2035, 1))
    past.agree(asked, at(2035, 2))
    assert retain(past).due == {"enquiry": 0, "patient": 0}


def test_what_somebody_adds_to_their_answers_keeps_the_request(past: Past) -> None:
    asked = past.ask(at(2035, 1))
    past.contact(asked, at(2035, 2))
    past.add(asked, at(2036, 5))
    assert retain(past).due == {"enquiry": 0, "patient": 0}


def test_what_somebody_has_begun_to_add_keeps_the_request(past: Past) -> None:
    asked = past.ask(at(2035, 1))
    past.contact(asked, at(2035, 2))
    with past.world.context(), time_machine.travel(at(2036, 5, 30)):
        drafts.add_to(asked.id)
    assert retain(past).due == {"enquiry": 0, "patient": 0}


def test_what_somebody_asks_about_their_data_keeps_the_request_until_long_after_its_answer(past: Past) -> None:
    asked = past.ask(at(2035, 1))
    past.contact(asked, at(2035, 2))
    with past.world.context(), time_machine.travel(at(2035, 3)):
        case = rights.ask(asked.id, Kind.complaint, "Nobody called.", PATIENT)
    assert retain(past).due == {"enquiry": 0, "patient": 0}
    with past.world.context(), time_machine.travel(at(2036, 5, 30)), transaction() as session:
        closed = session.get_one(RightsCase, case.id)
        closed.closed_at, closed.outcome = utcnow(), Outcome.answered
    assert retain(past).due == {"enquiry": 0, "patient": 0}
    with past.world.context(), transaction() as session:
        session.get_one(RightsCase, case.id).closed_at = at(2035, 4)
    retain(past)
    assert not past.is_there(asked)


def test_what_nobody_has_answered_is_never_due(past: Past) -> None:
    new, written = past.ask(at(2027, 1)), past.ask(at(2027, 1))
    past.contact(written, at(2027, 2))
    with past.world.context(), transaction() as session:
        session.get_one(Case, written.id).patient_wrote_at = at(2027, 3)
    assert retain(past).due == {"enquiry": 0, "patient": 0}
    assert past.is_there(new)


def test_what_was_answered_and_came_to_nothing_goes_though_nobody_closed_it(past: Past) -> None:
    asked = past.ask(at(2035, 1))
    past.contact(asked, at(2035, 2))
    retain(past)
    assert not past.is_there(asked)


def test_joined_requests_stay_and_go_together(past: Past) -> None:
    kept, gone = past.ask(at(2031, 1)), past.ask(at(2031, 1))
    past.join(kept, gone, at(2031, 2))
    past.complete(kept, at(2031, 3))
    assert retain(past).due == {"enquiry": 0, "patient": 0}
    with time_machine.travel(at(2040, 1)), past.world.context():
        assert services.retain(percent=100).deleted == {"enquiry": 0, "patient": 1}
    assert (past.is_there(kept), past.is_there(gone)) == (False, False)


def test_what_is_joined_to_a_request_makes_its_person_a_patient_too(past: Past) -> None:
    kept, gone = past.ask(at(2031, 1)), past.ask(at(2031, 1))
    past.complete(gone, at(2031, 2))
    past.join(kept, gone, at(2031, 3))
    past.close(kept, at(2031, 4))
    assert retain(past).due == {"enquiry": 0, "patient": 0}


def test_more_than_may_go_at_once_is_refused_and_nothing_is_deleted(past: Past) -> None:
    asked = [past.closed(at(2035, 1)) for _ in range(services.ALWAYS + 1)]
    run = retain(past, percent=None)
    assert (run.is_refused, run.due["enquiry"], run.deleted) == (True, services.ALWAYS + 1, {})
    assert all(map(past.is_there, asked))
    assert retain(past).deleted["enquiry"] == services.ALWAYS + 1


@pytest.mark.parametrize(("percent", "requests", "may_go"), [(10, 0, 10), (10, 99, 10), (10, 250, 25), (100, 50, 50)])
def test_a_share_of_all_may_go_at_once_and_always_a_few(percent: int, requests: int, may_go: int) -> None:
    assert services.most_at_once(percent, requests) == may_go


def test_a_run_ends_in_time_and_the_next_takes_what_is_left(past: Past) -> None:
    for _ in range(3):
        past.closed(at(2035, 1))
    assert retain(past, most=2).left["enquiry"] == 1
    assert retain(past, most=2).left["enquiry"] == 0


def test_what_happens_with_a_request_at_the_last_moment_keeps_it(past: Past, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = past.closed(at(2035, 1)), past.closed(at(2035, 2))

    def write_about_the_second(_: uuid.UUID) -> int:
        past.write(second, NOW)
        return 0

    monkeypatch.setitem(personal_data.erasers, "sample", write_about_the_second)
    run = retain(past)
    assert (run.due["enquiry"], run.deleted["enquiry"]) == (2, 1)
    assert (past.is_there(first), past.is_there(second)) == (False, True)


@pytest.mark.commits
def test_a_request_that_somebody_works_on_is_left_for_the_next_night(past: Past) -> None:
    busy, other = past.closed(at(2035, 1)), past.closed(at(2035, 1))
    with past.world.context(), db.engine.connect() as colleague:
        colleague.execute(select(Intake.id).where(Intake.id == busy.id).with_for_update())
        assert retain(past).deleted["enquiry"] == 1
    assert (past.is_there(busy), past.is_there(other)) == (True, False)


def test_what_was_deleted_is_written_down_for_a_restore_and_in_the_trail(past: Past) -> None:
    asked = past.closed(at(2035, 1))
    with time_machine.travel(NOW), past.world.context():
        tasks.retain()
        operations.witness_erasures()
        assert list(personal_data.witnessed_erasures()) == [asked.id]
        entries = db.session.execute(
            select(AuditEntry.actor, AuditEntry.action, AuditEntry.details).where(
                AuditEntry.action.in_(("ran_out", "ran"))
            )
        ).all()
    counts = {"before": {"enquiry": 1, "patient": 0}, "after": {"enquiry": 0, "patient": 0}}
    assert {tuple(each)[:2] for each in entries} == {("system", "ran_out"), ("system", "ran")}
    assert [each.details for each in entries if each.action == "ran"] == [counts]

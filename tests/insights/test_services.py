"""Counting again gives the same, or what has become of it; nothing that was counted is lost with the rows."""

import threading
from datetime import date

import pytest
from sqlalchemy import func, select

from clinic.core import personal_data
from clinic.core.db import db, transaction
from clinic.insights import counting, queries, services
from clinic.insights.figures import BEGUN, Figures, together
from clinic.insights.models import InsightsDay, InsightsMonth, InsightsRelease
from clinic.insights.releases import Release
from clinic.intake import drafts
from clinic.intake.models import IntakeAnswers
from clinic.intake.questionnaire import QUESTIONNAIRE
from clinic.triage import decisions
from clinic.triage.models import ClosedFor
from tests.insights.happening import ask, ask_about, at, begin_form, count, counted, reach, somebody
from tests.world import World

TUESDAY = "2026-11-24"
NOW = f"{TUESDAY} 12:00"
LATER = "2027-03-01 12:00"
"""So late that Tuesday is no recent day."""
STEPS = [step.slug for step in QUESTIONNAIRE.steps]


def everything(world: World) -> list[tuple[object, ...]]:
    with world.context():
        days = db.session.scalars(select(InsightsDay).order_by(InsightsDay.day))
        releases = db.session.scalars(select(InsightsRelease).order_by(InsightsRelease.monday))
        return [*((row.id, row.day, row.figures) for row in days), *((row.id, row.release) for row in releases)]


def released(world: World) -> list[Release]:
    with world.context():
        rows = db.session.scalars(select(InsightsRelease).order_by(InsightsRelease.monday))
        return [Release.read(row.release) for row in rows]


def test_counting_again_gives_the_same_rows(world: World) -> None:
    for hour in range(6):
        ask_about(world, f"2026-11-17 {hour:02}:00", "hair-transplant", "home")
    begin_form(world, f"{TUESDAY} 09:00", STEPS[0])
    count(world, NOW)
    before = everything(world)
    count(world, NOW)
    assert everything(world) == before
    assert len(before) == 9


def test_a_month_is_the_sum_of_its_days_however_often_they_are_counted(world: World) -> None:
    me = somebody(world)
    asked = [ask(world, f"2026-{day} 09:00") for day in ("10-31", "11-01", "11-01", "11-24")]
    begin_form(world, "2026-11-01 09:00", STEPS[0])
    for moment, each in ((NOW, asked[1]), ("2026-11-25 12:00", asked[2]), (LATER, asked[3])):
        count(world, moment)
        reach(world, moment, each, me)
        count(world, moment)
    with world.context():
        personal_data.forget(asked[3])
    count(world, LATER)
    with world.context():
        for month in db.session.scalars(select(InsightsMonth)):
            days = db.session.scalars(
                select(InsightsDay).where(func.date_trunc("month", InsightsDay.day) == month.month)
            )
            assert Figures.read(month.figures) == together(Figures.read(day.figures) for day in days)
        assert db.session.scalar(select(func.count(InsightsMonth.id))) == 6


def test_every_day_since_the_first_request_is_counted_those_too_on_which_nothing_came(world: World) -> None:
    ask(world, "2026-11-20 10:00")
    count(world, NOW)
    with world.context():
        days = db.session.scalars(select(InsightsDay.day).order_by(InsightsDay.day)).all()
    assert days == [date(2026, 11, day) for day in range(20, 25)]


def test_a_clinic_without_requests_counts_today(world: World) -> None:
    begin_form(world, f"{TUESDAY} 09:00")
    count(world, NOW)
    assert counted(world, TUESDAY).forms.reached == {BEGUN: 1}
    with world.context():
        assert db.session.scalar(select(func.count(InsightsRelease.id))) == 0


def test_a_request_closed_after_months_is_counted_as_closed(world: World) -> None:
    asked = ask(world, f"{TUESDAY} 09:00")
    count(world, NOW)
    with at(LATER), world.context():
        decisions.close(asked, 0, ClosedFor.no_reply, "", somebody(world))
    count(world, LATER)
    assert counted(world, TUESDAY).requests.outcomes == {"no_reply": 1}


def test_a_request_forgotten_soon_leaves_the_figures_with_the_next_count(world: World) -> None:
    asked = ask(world, f"{TUESDAY} 09:00")
    ask(world, f"{TUESDAY} 10:00")
    count(world, NOW)
    with world.context():
        personal_data.forget(asked)
    count(world, NOW)
    assert counted(world, TUESDAY).requests.hours == {"10": 1}


def test_requests_deleted_when_they_are_old_stay_in_the_figures(world: World) -> None:
    asked = ask(world, f"{TUESDAY} 09:00")
    ask(world, f"{TUESDAY} 10:00")
    world.send_mail()
    count(world, NOW)
    before = counted(world, TUESDAY)
    with world.context():
        personal_data.forget(asked)
    count(world, LATER)
    assert counted(world, TUESDAY).requests == before.requests
    assert counted(world, TUESDAY).emails == before.emails


def test_a_form_stays_counted_as_far_as_it_came_when_its_draft_is_gone(world: World) -> None:
    kept = begin_form(world, f"{TUESDAY} 09:00", STEPS[0])
    thrown_away = begin_form(world, f"{TUESDAY} 09:00", STEPS[0], STEPS[1])
    count(world, NOW)
    with at(NOW), world.context():
        drafts.discard(thrown_away)
        for slug in STEPS[1:3]:
            drafts.save_step(kept, slug, {})
    count(world, NOW)
    with at("2026-12-10 12:00"), world.context():
        drafts.purge_expired()
    count(world, "2026-12-10 12:00")
    reached = counted(world, TUESDAY).forms.reached
    assert [reached[name] for name in (BEGUN, *STEPS[:4])] == [2, 2, 1, 1, 0]


def test_a_week_is_released_when_it_is_over(world: World) -> None:
    for _ in range(5):
        ask_about(world, f"{TUESDAY} 09:00", "hair-transplant", "prp-hair-treatment")
    count(world, "2026-11-29 23:59")
    assert released(world) == []
    count(world, "2026-11-30 00:00")
    [release] = released(world)
    assert release.known.pages == {"prp-hair-treatment": 5}
    assert release.known.subjects == {"hair-transplant": 5}


def test_a_release_is_never_changed(world: World) -> None:
    asked = [ask_about(world, f"{TUESDAY} 09:00", "hair-transplant") for _ in range(6)]
    count(world, "2026-11-30 09:00")
    before = released(world)
    with world.context():
        personal_data.forget(asked[0])
    count(world, "2026-11-30 10:00")
    assert released(world) == before
    assert before[0].known.subjects == {"hair-transplant": 6}


def test_what_was_told_last_counts_and_what_was_not_told_too(world: World) -> None:
    with at(f"{TUESDAY} 09:00"):
        asked = [world.request(key=str(number), subject=None).id for number in range(5)]
    with world.context(), transaction() as session:
        told = session.scalars(select(IntakeAnswers).where(IntakeAnswers.intake_id == asked[0])).one()
        again = IntakeAnswers(id=asked[0], intake_id=asked[0], revision=2, questionnaire_version="2026-11")
        again.answers, again.assessment = {**told.answers, "subject": "scalp-psoriasis"}, told.assessment
        session.add(again)
    count(world, "2026-11-30 09:00")
    [release] = released(world)
    assert release.known.pages == {"": 5}
    assert release.held.subjects == {"": 4, "scalp-psoriasis": 1}


def test_nothing_of_what_people_worry_about_stands_in_the_database_in_clear(world: World) -> None:
    for _ in range(5):
        ask_about(world, f"{TUESDAY} 09:00", "scalp-psoriasis", "scalp-psoriasis")
    count(world, "2026-11-30 09:00")
    with world.context():
        sealed = {InsightsDay: "figures_sealed", InsightsMonth: "figures_sealed", InsightsRelease: "release_sealed"}
        for model, column in sealed.items():
            for row in db.session.scalars(select(model)):
                assert b"psoriasis" not in getattr(row, column)


def rung(world: World, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Collect the tasks that are rung for."""
    rings: list[str] = []
    monkeypatch.setattr(world.app.extensions["doorbell"], "ring", lambda call: rings.append(call[0]))
    return rings


def test_a_long_history_is_counted_piece_by_piece_the_latest_first(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(world, "2026-08-01 09:00")
    rings = rung(world, monkeypatch)
    with at(NOW), world.context():
        services.prepare(seconds=0)
        assert db.session.scalars(select(InsightsDay.day)).all() == [date(2026, 11, 24)]
    assert rings == ["insights.prepare"]
    with at(NOW), world.context():
        services.prepare(seconds=60)
        assert not queries.is_behind()
    assert rings == ["insights.prepare"]


def test_recent_days_come_first_then_those_never_counted_then_those_counted_longest_ago(world: World) -> None:
    ask(world, "2026-09-01 09:00")
    with at("2026-09-02 09:00"), world.context():
        services.count_day(date(2026, 9, 1))
    with at("2026-09-03 09:00"), world.context():
        services.count_day(date(2026, 9, 3))
    with at(NOW), world.context():
        days = queries.days_by_need()
    assert days[:2] == [date(2026, 11, 24), date(2026, 11, 23)]
    assert days[queries.RECENT - 1 : queries.RECENT + 2] == [date(2026, 9, day) for day in (26, 25, 24)]
    assert days[-3:] == [date(2026, 9, 2), date(2026, 9, 1), date(2026, 9, 3)]


def test_rows_are_read_a_few_at_a_time_and_each_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(counting.STREAM, "yield_per", 2)
    for _ in range(5):
        ask_about(world, f"{TUESDAY} 09:00", "hair-transplant")
    count(world, "2026-11-30 09:00")
    assert counted(world, TUESDAY).requests.number == 5
    assert released(world)[0].known.subjects == {"hair-transplant": 5}


@pytest.mark.commits
def test_two_that_count_at_once_make_one_row_of_each(world: World) -> None:
    for _ in range(5):
        ask_about(world, f"{TUESDAY} 09:00", "hair-transplant")
    with at("2026-12-08 12:00"):
        together = [threading.Thread(target=counts, args=[world]) for _ in range(4)]
        for each in together:
            each.start()
        for each in together:
            each.join()
    with world.context():
        assert db.session.scalar(select(func.count(InsightsDay.id))) == 15
    assert [each.known.number for each in released(world)] == [5, 0]


def counts(world: World) -> None:
    with world.context():
        services.prepare(seconds=60)

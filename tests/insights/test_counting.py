"""A day's figures are what happened on it, and what has become of that since."""

from collections import Counter

import pytest
from msgspec.structs import replace

from clinic.core.db import transaction
from clinic.insights.counting import ends_of
from clinic.insights.figures import BEGUN, SENT
from clinic.insights.lengths import class_of
from clinic.intake import drafts
from clinic.intake.models import Intake, Source, State
from clinic.intake.questionnaire import QUESTIONNAIRE
from clinic.intake.services import set_state
from clinic.practice.arrangements import DEFAULTS
from clinic.practice.services import change_arrangements
from clinic.staff.models import Role
from clinic.triage import decisions
from clinic.triage.models import ClosedFor, Contact
from tests.browser import people
from tests.insights.happening import ask, at, begin_form, count, counted, reach, somebody
from tests.world import PATIENT_EMAIL, World

TUESDAY = "2026-11-24"
STEPS = [step.slug for step in QUESTIONNAIRE.steps]


def test_requests_are_counted_by_hour_form_and_priority(world: World) -> None:
    ask(world, f"{TUESDAY} 09:59")
    ask(world, f"{TUESDAY} 10:00")
    ask(world, f"{TUESDAY} 10:59", source=Source.full, answers=people.URGENT)
    count(world, f"{TUESDAY} 12:00")
    requests = counted(world, TUESDAY).requests
    assert requests.number == 3
    assert requests.hours == {"9": 1, "10": 2}
    assert requests.sources == {"quick": 2, "full": 1}
    assert requests.priorities == {"routine": 2, "emergency": 1}


def test_a_day_is_one_of_the_clinics_calendar(world: World) -> None:
    ask(world, "2026-06-23 23:59")
    ask(world, "2026-06-24 00:00")
    count(world, "2026-06-25 09:00")
    assert [counted(world, f"2026-06-{day}").requests.hours for day in (23, 24, 25)] == [{"23": 1}, {"0": 1}, {}]


@pytest.mark.parametrize(
    ("before", "day", "after"),
    [("2026-03-28", "2026-03-29", "2026-03-30"), ("2026-10-24", "2026-10-25", "2026-10-26")],
)
def test_a_day_on_which_clocks_change_is_counted_whole_and_once(
    world: World, before: str, day: str, after: str
) -> None:
    for moment in (f"{before} 23:59", f"{day} 00:00", f"{day} 03:30", f"{day} 23:59", f"{after} 00:00"):
        ask(world, moment)
    count(world, f"{after} 09:00")
    assert [counted(world, each).requests.number for each in (before, day, after)] == [1, 3, 1]


def test_the_hour_that_comes_twice_is_one_hour(world: World) -> None:
    for moment in ("2026-10-25T00:30:00+00:00", "2026-10-25T01:30:00+00:00"):
        ask(world, moment)
    count(world, "2026-10-26 09:00")
    assert counted(world, "2026-10-25").requests.hours == {"1": 2}


def test_a_first_contact_is_in_time_late_not_due_yet_or_wanted_no_more(world: World) -> None:
    me = somebody(world)
    kept, late, tried, closed = (ask(world, f"{TUESDAY} 11:00") for _ in range(4))
    ask(world, "2026-11-26 12:00")
    reach(world, f"{TUESDAY} 12:00", kept, me)
    reach(world, f"{TUESDAY} 12:00", tried, me, Contact.no_answer)
    reach(world, "2026-11-26 11:01", late, me)
    with at(f"{TUESDAY} 12:00"), world.context():
        decisions.close(closed, 0, ClosedFor.withdrawn, "", me)
    count(world, "2026-11-26 13:00")
    assert counted(world, TUESDAY).requests.promises == {"kept": 1, "late": 2, "ended": 1}
    assert counted(world, "2026-11-26").requests.promises == {"open": 1}


def test_a_wait_is_told_in_working_minutes(world: World) -> None:
    asked = ask(world, "2026-11-27 16:30")
    reach(world, "2026-11-30 09:30", asked, somebody(world))
    count(world, "2026-11-30 10:00")
    assert counted(world, "2026-11-27").requests.waits == {class_of(60): 1}


def test_a_wait_is_told_in_the_hours_that_held_when_somebody_asked(world: World) -> None:
    me, lead = somebody(world), somebody(world, Role.administrator)
    asked = ask(world, f"{TUESDAY} 16:00")
    with at(f"{TUESDAY} 16:30"), world.context():
        change_arrangements(replace(DEFAULTS, openings=DEFAULTS.openings[3:]), 0, lead)
    reach(world, "2026-11-25 10:00", asked, me)
    count(world, "2026-11-25 11:00")
    assert counted(world, TUESDAY).requests.waits == {class_of(120): 1}


def test_what_became_of_requests_is_their_state_or_why_they_were_closed(world: World) -> None:
    me = somebody(world)
    asked = [ask(world, f"{TUESDAY} 11:00") for _ in range(5)]
    with at(f"{TUESDAY} 12:00"), world.context():
        decisions.take(asked[0], 0, me)
        decisions.close(asked[1], 0, ClosedFor.spam, "", me)
        decisions.contact(asked[2], 0, Contact.wrote, "", me)
        with transaction() as session:
            set_state(session.get_one(Intake, asked[3]), State.booked)
    count(world, f"{TUESDAY} 13:00")
    assert counted(world, TUESDAY).requests.outcomes == {"waiting": 2, "spam": 1, "contacted": 1, "booked": 1}


def test_a_form_is_counted_at_every_step_that_lies_behind_it(world: World) -> None:
    begin_form(world, f"{TUESDAY} 09:00")
    begin_form(world, f"{TUESDAY} 09:00", STEPS[0], STEPS[2])
    sent = begin_form(world, f"{TUESDAY} 09:00", *STEPS, answers=people.WOMAN)
    with at(f"{TUESDAY} 09:30"), world.context():
        drafts.send_draft(sent, somebody(world))
    count(world, f"{TUESDAY} 10:00")
    reached = counted(world, TUESDAY).forms.reached
    assert [reached[name] for name in (BEGUN, *STEPS[:4], STEPS[-1], SENT)] == [3, 2, 2, 2, 1, 1, 1]


def test_a_form_that_adds_to_a_request_is_not_one_more(world: World) -> None:
    asked = ask(world, f"{TUESDAY} 09:00")
    with at(f"{TUESDAY} 10:00"), world.context():
        drafts.add_to(asked)
    count(world, f"{TUESDAY} 11:00")
    assert counted(world, TUESDAY).forms.reached == {}


def test_emails_are_counted_by_what_became_of_them_and_how_long_it_took(world: World) -> None:
    world.sink.on_recipient = lambda address: "550 No such person" if address == PATIENT_EMAIL else "250 OK"
    ask(world, f"{TUESDAY} 09:00")
    with at(f"{TUESDAY} 09:01"):
        world.send_mail()
    ask(world, f"{TUESDAY} 09:05")
    count(world, f"{TUESDAY} 09:10")
    emails = counted(world, TUESDAY).emails
    assert (emails.states["sent"], emails.states["failed"], emails.number) == (1, 1, 4)
    assert emails.delays == {class_of(60): 1}


def test_a_form_is_past_a_step_that_did_not_ask_it_anything() -> None:
    ends = ends_of(Counter({BEGUN: 10, STEPS[0]: 8, STEPS[2]: 6, SENT: 5}))
    assert ends == {BEGUN: 2, STEPS[0]: 2, STEPS[2]: 1, SENT: 5}

"""What the page says is what happened, and nothing that could be traced to one person."""

from collections import Counter
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clinic.core.audit import PATIENT
from clinic.insights import queries
from clinic.insights.figures import Figures, Promise, Requests
from clinic.insights.findings import FINDINGS, Finding
from clinic.insights.findings.finding import NOT_SHOWN, line, share
from clinic.insights.findings.words import of_minutes, of_seconds
from clinic.insights.queries import Counted
from clinic.insights.ranges import Range
from clinic.insights.releases import Topics
from clinic.insights.small_counts import FEWEST, shown
from clinic.intake import drafts
from clinic.intake.questionnaire import QUESTIONNAIRE
from clinic.triage import decisions
from clinic.triage.models import ClosedFor
from tests.browser import people
from tests.insights.happening import ask, ask_about, at, begin_form, count, reach, somebody
from tests.world import World

MONDAY, SUNDAY = date(2026, 11, 23), date(2026, 11, 29)
WEEK = Range(MONDAY, SUNDAY)
STEPS = [step.slug for step in QUESTIONNAIRE.steps]


def found(world: World, slug: str, moment: str = "2026-12-20 09:00", chosen: Range = WEEK) -> Finding:
    count(world, moment)
    with at(moment), world.context():
        return FINDINGS[slug](queries.counted(chosen))


def table(finding: Finding) -> dict[str, str]:
    """Give the table's lines that show something but 0."""
    return {each.label: each.words[0] for each in finding.lines if each.words[0] not in {"0", NOT_SHOWN}}


def test_requests_are_told_by_weeks(world: World) -> None:
    for day in ("2026-11-16", "2026-11-24", "2026-11-24"):
        ask(world, f"{day} 09:00")
    finding = found(world, "requests", chosen=Range(date(2026, 11, 16), SUNDAY))
    assert finding.sentence == "3 requests, about 2 a week."
    assert [(each.label, each.words[0]) for each in finding.lines] == [
        ("16 to 22 November 2026", "1"),
        ("23 to 29 November 2026", "2"),
    ]


def test_the_wait_is_told_against_the_promise(world: World) -> None:
    me = somebody(world)
    for hour in (10, 11, 12, 13, 16):
        reach(world, f"2026-11-24 {hour}:00", ask(world, "2026-11-24 09:00"), me)
    finding = found(world, "waits")
    assert finding.sentence == (
        "Half of the people heard from us within 3 h, nine in ten within 7 h. "
        "Promised for a request that is not urgent: 2 working days."
    )
    assert finding.lines[0].words == ("3 h", "7 h", "16 h")


def test_of_four_waits_nothing_is_told(world: World) -> None:
    me = somebody(world)
    for _ in range(4):
        reach(world, "2026-11-24 10:00", ask(world, "2026-11-24 09:00"), me)
    finding = found(world, "waits")
    assert finding.sentence.startswith("Too few people have heard from us")
    assert finding.lines[0].words == (NOT_SHOWN, NOT_SHOWN, "16 h")
    assert not finding.has_plot


def test_promises_and_outcomes_are_counted_apart(world: World) -> None:
    me = somebody(world)
    asked = [ask(world, "2026-11-24 09:00") for _ in range(16)]
    for each in asked[:10]:
        reach(world, "2026-11-24 10:00", each, me)
    for each in asked[10:]:
        with at("2026-11-24 10:00"), world.context():
            decisions.close(each, 0, ClosedFor.spam, "", me)
    promises, outcomes = found(world, "promises"), found(world, "outcomes")
    assert promises.sentence == "10 of 16 heard from us in time."
    assert table(promises) == {"In time": "10", "Closed or booked without one": "6"}
    assert outcomes.sentence == "Most often: We have been in touch, 10 of 16."
    assert table(outcomes) == {"We have been in touch": "10", "It is spam": "6"}


def test_hours_and_days_of_the_week_are_those_on_the_wall(world: World) -> None:
    for minute in range(6):
        ask(world, f"2026-11-24 20:{minute:02}")
        ask(world, f"2026-11-26 09:{minute:02}")
    ask(world, "2026-11-26 21:00")
    assert found(world, "weekdays").sentence == "Most requests come on a Thursday."
    hours = found(world, "hours")
    assert hours.sentence == "The busiest hour begins at 9:00."
    assert table(hours) == {"9:00": "6"}


def test_what_people_worry_about_is_told_of_whole_weeks_in_fives(world: World) -> None:
    for number in range(7):
        ask_about(world, f"2026-11-24 09:{number:02}", "hair-transplant" if number < 5 else "not-sure", "home")
    whole = found(world, "subjects")
    assert whole.sentence == "Most often: Hair transplant, 5 times."
    assert [(each.label, each.words) for each in whole.lines] == [("Hair transplant", ("5", "5.0"))]
    assert "23 to 29 November 2026" in whole.note
    assert table(found(world, "pages")) == {"Home page": "7"}
    part = found(world, "subjects", chosen=Range(MONDAY, date(2026, 11, 28)))
    assert (part.lines, part.note) == ((), "")


def test_which_form_and_how_urgent(world: World) -> None:
    for _ in range(6):
        ask(world, "2026-11-24 09:00")
    assert found(world, "sources").sentence == "Most often: The short form, 6 of 6."
    assert found(world, "priorities").sentence == "Most often: Routine, 6 of 6."


def test_a_form_counts_once_nobody_can_go_on_with_it(world: World) -> None:
    for _ in range(5):
        begin_form(world, "2026-11-24 09:00", STEPS[0])
        sent = begin_form(world, "2026-11-24 09:00", *STEPS, answers=people.WOMAN)
        with at("2026-11-24 10:00"), world.context():
            drafts.send_draft(sent, PATIENT)
    count(world, "2026-12-08 08:00")
    assert found(world, "leaving", "2026-12-08 09:00").sentence.startswith("No form was begun")
    finding = found(world, "leaving", "2026-12-09 09:00")
    assert finding.sentence == "5 of 10 forms begun were sent. Most who left did so after “About you”."
    assert table(finding) == {"Sent it": "5", "Left after “About you”": "5"}
    assert "Sent it" not in [each.label for each in finding.drawn]


def test_the_mail_is_told_with_how_soon_it_goes(world: World) -> None:
    for _ in range(3):
        ask(world, "2026-11-24 09:00")
    with at("2026-11-24 09:00:20"):
        world.send_mail()
    finding = found(world, "emails")
    assert finding.sentence == "6 of 6 emails were sent. Half of these went within 20 s, nine in ten within 20 s."
    assert table(finding) == {"Sent": "6"}


def test_a_clinic_that_nobody_asked_says_so(world: World) -> None:
    with at("2026-12-20 09:00"):
        begin_form(world, "2026-11-24 09:00")
    findings = [found(world, slug, chosen=Range(SUNDAY, SUNDAY)) for slug in FINDINGS]
    sentences = {finding.slug: finding.sentence for finding in findings}
    assert list(sentences) == list(FINDINGS)
    assert sentences["requests"] == "No requests."
    assert sentences["emails"] == "No emails."
    assert sentences["leaving"] == "No form was begun that cannot be sent any more."
    assert {sentences[slug] for slug in ("outcomes", "hours", "weekdays", "sources")} == {"Too few to tell apart."}


NAMES = st.sampled_from([str(each) for each in Promise])
COUNTS = st.dictionaries(NAMES, st.integers(0, 60)).map(Counter)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(COUNTS)
def test_no_small_number_is_in_a_sentence_a_table_or_a_plot(world: World, counts: Counter[str]) -> None:
    requests = Requests(hours=Counter({"9": counts.total()}), promises=counts, outcomes=counts, priorities=counts)
    counted = Counted(WEEK, [(WEEK.periods()[0], Figures(requests=requests))], Topics())
    with world.context():
        found = [FINDINGS[slug](counted) for slug in ("promises", "outcomes", "priorities")]
    small = {str(number) for number in range(1, FEWEST)}
    total = f" of {counts.total():,}"
    for finding in found:
        assert not small & {word for each in finding.lines for word in each.words}
        assert not small & {value for each in finding.drawn for value in map(str, each.values)}
        assert not small & set(finding.sentence.replace(total, "").replace(",", "").split())


@given(st.integers(0, 80), st.lists(st.integers(0, 6), min_size=1, max_size=3))
def test_a_share_said_in_tenths_leaves_a_small_number_open(part: int, others: list[int]) -> None:
    told, whole = shown(dict(enumerate([part, *others]))), sum([part, *others])
    words = share(part, whole, line("", told[0]))
    if told[0] is None and words:
        alike = [guess for guess in range(whole + 1) if share(guess, whole, line("", None)) == words]
        assert len(alike) >= FEWEST
        assert not set(alike) & set(range(1, FEWEST))


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0.2, "1 min"), (18.6, "19 min"), (58.6, "1 h"), (62, "1 h"), (199, "3 h 30 min"), (597, "10 h"), (7000, "117 h")],
)
def test_a_wait_is_said_no_more_exactly_than_it_is_known(minutes: float, words: str) -> None:
    assert of_minutes(minutes) == words


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.1, "1 s"), (19.7, "20 s"), (59, "1 min"), (90, "2 min"), (7200, "2 h")]
)
def test_a_delay_is_said_in_seconds_while_it_is_short(seconds: float, words: str) -> None:
    assert of_seconds(seconds) == words

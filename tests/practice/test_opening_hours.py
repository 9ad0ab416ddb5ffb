"""Opening hours are said in good English, and say neither more nor less than what is arranged."""

import re
from collections.abc import Iterable
from datetime import datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic.practice.arrangements import DEFAULTS, Opening
from clinic.practice.opening_hours import LAST_MINUTE, in_words
from clinic.practice.written import DAYS

MORNING, AFTERNOON = (time(9), time(12, 30)), (time(13, 30), time(17))
USUAL = (time(9), time(17))


def opened(days: Iterable[int], *spans: tuple[time, time]) -> tuple[Opening, ...]:
    return tuple(Opening(day, *span) for day in days for span in spans)


@pytest.mark.parametrize(
    ("openings", "words"),
    [
        (DEFAULTS.openings, "Monday to Friday, 9 am to 5 pm"),
        ((), "Closed"),
        (opened([2], USUAL), "Wednesday, 9 am to 5 pm"),
        (opened([0, 1], USUAL), "Monday and Tuesday, 9 am to 5 pm"),
        (opened([0, 2, 4], USUAL), "Monday, Wednesday and Friday, 9 am to 5 pm"),
        (opened([0, 1, 2, 4], USUAL), "Monday to Wednesday and Friday, 9 am to 5 pm"),
        (opened([0, 1, 3, 4], USUAL), "Monday, Tuesday, Thursday and Friday, 9 am to 5 pm"),
        (opened([0, 2, 3, 4, 6], USUAL), "Monday, Wednesday to Friday and Sunday, 9 am to 5 pm"),
        (opened(range(7), USUAL), "Every day, 9 am to 5 pm"),
        (
            opened(range(5), MORNING, AFTERNOON),
            "Monday to Friday, 9 am to 12:30 pm and 1:30 pm to 5 pm",
        ),
        (
            (*DEFAULTS.openings, *opened([5], (time(10), time(14)))),
            "Monday to Friday, 9 am to 5 pm; Saturday, 10 am to 2 pm",
        ),
        (
            (*opened([0, 4], (time(9), time(12))), *opened([1, 2, 3], USUAL)),
            "Monday and Friday, 9 am to noon; Tuesday to Thursday, 9 am to 5 pm",
        ),
        (
            opened([0], (time(8), time(10)), (time(11), time(12)), (time(14), time(16, 45))),
            "Monday, 8 am to 10 am, 11 am to noon and 2 pm to 4:45 pm",
        ),
        (opened([0], (time(9), time(12)), (time(12), time(17))), "Monday, 9 am to 5 pm"),
        (opened([0], AFTERNOON, MORNING), "Monday, 9 am to 12:30 pm and 1:30 pm to 5 pm"),
        (opened([4, 5], (time(0), time(8))), "Friday and Saturday, midnight to 8 am"),
        (opened([4, 5], (time(20, 15), LAST_MINUTE)), "Friday and Saturday, 8:15 pm to midnight"),
        (opened(range(7), (time(0), LAST_MINUTE)), "Every day, all day"),
    ],
)
def test_hours_are_said_as_people_say_them(openings: tuple[Opening, ...], words: str) -> None:
    assert in_words(openings) == words


minutes = st.integers(0, 24 * 60 - 1).map(lambda minute: time(minute // 60, minute % 60))
openings = st.builds(
    lambda weekday, ends: Opening(weekday, min(ends), max(ends)),
    st.integers(0, 6),
    st.tuples(minutes, minutes).filter(lambda ends: ends[0] != ends[1]),
)


@given(st.lists(openings, max_size=12).map(tuple))
def test_whoever_reads_the_words_knows_when_the_clinic_is_open(openings: tuple[Opening, ...]) -> None:
    words = in_words(openings)
    assert minutes_told(words) == {minute for each in openings for minute in minutes_of(each)}
    assert words == in_words(tuple(reversed(openings)))
    assert re.fullmatch(r"Closed|[A-Z][^;]+(; [A-Z][^;]+)*", words)


def minutes_of(opening: Opening) -> Iterable[tuple[int, int]]:
    closes = 24 * 60 if opening.closes == LAST_MINUTE else minute(opening.closes)
    return ((opening.weekday, each) for each in range(minute(opening.opens), closes))


def minute(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def minutes_told(words: str) -> set[tuple[int, int]]:
    """Read the words as a patient does."""
    if words == "Closed":
        return set()
    return {(day, each) for part in words.split("; ") for day in days_in(part) for each in minutes_in(part)}


def days_in(part: str) -> Iterable[int]:
    if part.startswith("Every day"):
        yield from range(7)
    names = "|".join(day.capitalize() for day in DAYS)
    for first, last in re.findall(rf"({names})(?: to ({names}))?", part):
        start, end = DAYS.index(first.lower()), DAYS.index((last or first).lower())
        yield from range(start, end + 1)


def minutes_in(part: str) -> Iterable[int]:
    if part.endswith("all day"):
        yield from range(24 * 60)
    clock = r"(\d+(?::\d+)? [ap]m|noon|midnight)"
    for opens, closes in re.findall(f"{clock} to {clock}", part):
        yield from range(read(opens), read(closes) or 24 * 60)


def read(clock: str) -> int:
    if clock in {"noon", "midnight"}:
        return 12 * 60 if clock == "noon" else 0
    moment = datetime.strptime(clock, "%I:%M %p" if ":" in clock else "%I %p")  # noqa: DTZ007  # a clock on a wall
    return moment.hour * 60 + moment.minute

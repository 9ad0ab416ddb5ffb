"""When a review holds, when it lapses, and how that is said."""

import uuid
from datetime import date, timedelta

import pytest

from clinic.treatments.standing import REMINDED, UNKNOWN, Review, Standing, State, months_after, standing

REVIEWED = date(2026, 11, 24)
READ = Review(uuid.uuid4(), "digest of the text", "Dr Sample", REVIEWED)


def stands(today: date = REVIEWED, digest: str = READ.digest, months: int = 12) -> Standing:
    return standing(digest, READ, months, today)


def test_a_page_that_nobody_read_says_so() -> None:
    never = standing("digest", None, 12, REVIEWED)
    assert never.state is State.never
    assert never.words == "Not yet reviewed by a clinician."


def test_a_review_says_who_read_the_page_and_when() -> None:
    current = stands()
    assert (current.state, current.by, current.on) == (State.current, "Dr Sample", REVIEWED)
    assert current.words == "Reviewed by Dr Sample, clinician, on 24 November 2026."


def test_a_review_lapses_when_the_text_changes_and_still_says_whose_it_was() -> None:
    changed = stands(digest="digest of another text")
    assert changed.state is State.changed
    assert changed.words == (
        "Changed since it was reviewed by Dr Sample, clinician, on 24 November 2026. "
        "The new text is not yet reviewed by a clinician."
    )


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (date(2027, 11, 23), State.current),
        (date(2027, 11, 24), State.current),
        (date(2027, 11, 25), State.old),
        (date(2031, 1, 1), State.old),
    ],
)
def test_a_review_is_old_after_twelve_months(today: date, state: State) -> None:
    assert stands(today).state is state


def test_an_old_review_is_shown_as_such() -> None:
    assert stands(date(2027, 11, 25)).words == (
        "Reviewed by Dr Sample, clinician, on 24 November 2026. That is more than 12 months ago; a new review is due."
    )


def test_how_long_a_review_lasts_is_a_setting() -> None:
    old = stands(date(2026, 12, 25), months=1)
    assert old.state is State.old
    assert "more than 1 month ago" in old.words


def test_a_changed_text_is_not_called_old() -> None:
    assert stands(date(2031, 1, 1), digest="another").state is State.changed


def test_what_cannot_be_asked_is_not_called_unreviewed() -> None:
    assert UNKNOWN.words == "We cannot show just now whether a clinician has reviewed this page."
    assert not UNKNOWN.needs_review


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2027, 1, 31), 1, date(2027, 2, 28)),
        (date(2027, 12, 15), 1, date(2028, 1, 15)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 11, 30), 15, date(2028, 2, 29)),
        (date(2026, 11, 24), 24, date(2028, 11, 24)),
    ],
)
def test_months_are_counted_as_on_a_calendar(day: date, months: int, later: date) -> None:
    assert months_after(day, months) == later


def test_a_review_is_due_from_thirty_days_before_and_then_on() -> None:
    until = date(2027, 11, 24)
    assert timedelta(days=30) == REMINDED
    assert not stands(until - timedelta(days=31)).is_due(until - timedelta(days=31))
    assert stands(until - timedelta(days=30)).is_due(until - timedelta(days=30))
    assert stands(until + timedelta(days=99)).is_due(until + timedelta(days=99))


def test_neither_a_changed_nor_an_unread_page_is_due() -> None:
    much_later = date(2031, 1, 1)
    assert not stands(much_later, digest="another").is_due(much_later)
    assert not standing("digest", None, 12, much_later).is_due(much_later)

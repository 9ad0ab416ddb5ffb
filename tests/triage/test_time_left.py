"""How much is left of a promise, in words."""

from datetime import timedelta

import pytest

from clinic.core.clock import utcnow
from clinic.triage.time_left import time_left


@pytest.mark.parametrize(
    ("left", "words", "kind"),
    [
        (timedelta(days=3, hours=5), "3 days left", "left"),
        (timedelta(days=2), "2 days left", "left"),
        (timedelta(hours=47, minutes=59), "47 h left", "left"),
        (timedelta(hours=2), "2 h left", "left"),
        (timedelta(hours=1, minutes=59), "1 h left", "little"),
        (timedelta(seconds=59), "0 min left", "little"),
        (timedelta(), "0 min late", "late"),
        (timedelta(minutes=-59), "59 min late", "late"),
        (timedelta(hours=-2), "2 h late", "late"),
        (timedelta(days=-9), "9 days late", "late"),
    ],
)
def test_what_is_left_is_said_in_words_and_never_too_long(left: timedelta, words: str, kind: str) -> None:
    now = utcnow()
    said = time_left(now + left, now)
    assert (said.words, said.kind) == (words, kind)

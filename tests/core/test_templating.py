"""How pages write a moment that somebody may count on."""

from datetime import UTC, datetime

import pytest

from clinic.core.templating import promised
from tests.world import World


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2026-12-01 14:00", "Tuesday 1 December at 2 pm"),
        ("2026-12-01 09:30", "Tuesday 1 December at 9:30 am"),
        ("2026-12-10 12:00", "Thursday 10 December at noon"),
        ("2026-12-10 12:15", "Thursday 10 December at 12:15 pm"),
        ("2026-07-01 08:00", "Wednesday 1 July at 9 am"),
    ],
)
def test_a_promise_is_said_as_people_say_it_in_the_clinics_time(world: World, moment: str, words: str) -> None:
    with world.context():
        assert promised(datetime.fromisoformat(moment).replace(tzinfo=UTC)) == words

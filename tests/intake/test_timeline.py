"""How far a request has come, as its sender sees it drawn."""

from datetime import UTC, datetime

import pytest
import time_machine

from clinic.intake.models import Intake, State
from clinic.intake.timeline import timeline
from tests.world import World

SENT = datetime(2027, 1, 8, 9, tzinfo=UTC)


def drawn(state: State, was_read: bool = False, now: datetime = SENT) -> list[str]:
    """Draw a request: done stages with a +, the present one with a dot."""
    marks = {"done": "+", "current": "."}
    with time_machine.travel(now, tick=False):
        request = Intake(state=state, submitted_at=SENT, due_at=datetime(2027, 1, 11, 9, tzinfo=UTC))
        return [marks.get(stage.state, "") + stage.title for stage in timeline(request, was_read)]


@pytest.mark.parametrize(
    ("state", "was_read", "expected"),
    [
        (State.new, False, [".A person reads it", "We contact you", "We agree on a time"]),
        (State.in_review, True, ["+A person reads it", ".We contact you", "We agree on a time"]),
        (State.contacted, True, ["+A person reads it", "+We contact you", ".We agree on a time"]),
        (State.booked, False, [".A person reads it", "+Your appointment is booked"]),
        (State.booked, True, ["+A person reads it", "+Your appointment is booked"]),
        (State.completed, True, ["+A person reads it", "+Your appointment is booked"]),
    ],
)
def test_each_state_is_drawn(world: World, state: State, was_read: bool, expected: list[str]) -> None:
    with world.context():
        first, *between, last = drawn(state, was_read)
    assert first == "+Your request was sent"
    assert between == expected
    assert last.endswith("Your appointment takes place")


def test_only_what_took_place_is_done_to_the_end(world: World) -> None:
    with world.context():
        assert drawn(State.completed)[-1] == "+Your appointment takes place"
        assert drawn(State.booked, was_read=True)[-1] == ".Your appointment takes place"
        assert drawn(State.new)[-1] == "Your appointment takes place"


def test_a_closed_request_says_so_and_nothing_of_what_might_have_been(world: World) -> None:
    with world.context():
        assert drawn(State.closed) == ["+Your request was sent", ".Your request is closed"]


def test_a_promise_that_was_not_kept_is_not_repeated(world: World) -> None:
    with world.context(), time_machine.travel(datetime(2027, 1, 12, tzinfo=UTC), tick=False):
        request = Intake(state=State.new, submitted_at=SENT, due_at=datetime(2027, 1, 11, 9, tzinfo=UTC))
        assert not any(stage.when.startswith("By") for stage in timeline(request, was_read=False))

"""How far a request has come, as its sender sees it drawn: what is behind them, what is now, what is to come."""

from collections.abc import Iterator
from dataclasses import dataclass

from clinic.core.clock import utcnow
from clinic.core.templating import day, promised
from clinic.intake.models import Intake, State

DONE, CURRENT, TO_COME = "done", "current", ""


@dataclass(frozen=True)
class Stage:
    title: str
    state: str
    when: str = ""
    text: str = ""


def timeline(intake: Intake, was_read: bool) -> list[Stage]:
    """Draw a request. One that was booked by its sender may have an appointment before anybody has read it."""
    return [
        Stage("Your request was sent", DONE, day(intake.submitted_at)),
        *([Stage("Your request is closed", CURRENT)] if intake.state is State.closed else _stages(intake, was_read)),
    ]


def _stages(intake: Intake, was_read: bool) -> Iterator[Stage]:
    state = intake.state
    is_read = was_read or state not in (State.new, State.booked)
    yield Stage("A person reads it", DONE if is_read else CURRENT)
    if state.is_waiting or state is State.contacted:
        yield _contact(intake)
        yield Stage("We agree on a time", CURRENT if state is State.contacted else TO_COME)
    else:
        yield Stage("Your appointment is booked", DONE)
    yield Stage("Your appointment takes place", _of_appointment(state, is_read))


def _contact(intake: Intake) -> Stage:
    if not intake.state.is_waiting:
        return Stage("We contact you", DONE)
    when = "" if intake.due_at < utcnow() else f"By {promised(intake.due_at)}"
    return Stage("We contact you", CURRENT if intake.state is State.in_review else TO_COME, when)


def _of_appointment(state: State, is_read: bool) -> str:
    if state is State.completed:
        return DONE
    return CURRENT if state is State.booked and is_read else TO_COME

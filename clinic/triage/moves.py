"""Which moves are possible from which state, and the refusals of those that are not."""

from clinic.core.errors import Refusal
from clinic.intake.models import State
from clinic.scheduling.models import State as Ahead
from clinic.scheduling.queries import Booked
from clinic.triage.models import Move

WAITING = frozenset({State.new, State.in_review})
BOOKED = frozenset({State.booked})
OPEN = WAITING | BOOKED | {State.contacted}

POSSIBLE: dict[Move, frozenset[State]] = {
    Move.taken: OPEN,
    Move.assigned: OPEN,
    Move.prioritised: OPEN,
    Move.contacted: OPEN,
    Move.messaged: OPEN | {State.completed},
    Move.booked: OPEN,
    Move.moved: BOOKED,
    Move.cancelled: BOOKED,
    Move.arrived: BOOKED,
    Move.completed: BOOKED,
    Move.missed: BOOKED,
    Move.cleared: OPEN | {State.completed},
    Move.joined: OPEN,
    Move.joined_to: frozenset(State),
    Move.closed: OPEN,
    Move.reopened: frozenset({State.closed, State.completed}),
    Move.noted: frozenset(State),
}

OF_APPOINTMENT: dict[Move, frozenset[Ahead | None]] = {
    Move.booked: frozenset({None}),
    Move.moved: frozenset({Ahead.booked}),
    Move.cancelled: frozenset({Ahead.booked}),
    Move.arrived: frozenset({Ahead.booked}),
    Move.completed: frozenset({None, Ahead.booked, Ahead.arrived}),
    Move.missed: frozenset({Ahead.booked}),
    Move.closed: frozenset({None, Ahead.booked}),
}
"""How the appointment that a request has ahead must stand for a move; nothing stands for a request without one.

Other moves are possible however it stands. A consultation that was agreed elsewhere has no appointment here.
"""


class NotNow(Refusal):
    """This move is not possible in the request's present state."""

    def __init__(self, state: State) -> None:
        super().__init__(f"not possible while {state}")
        self.state = state


class DecidedMeanwhile(Refusal):
    """Somebody else has decided something since this person looked; `version` is the present one."""

    def __init__(self, version: int) -> None:
        super().__init__("another decision came first")
        self.version = version


class TooEarly(Refusal):
    """This cannot be said yet of an appointment that is still to come."""


class TooLateToUndo(Refusal):
    """The minute in which a decision can be undone is over, or something was decided after it."""


class UnknownColleague(Refusal):
    """There is no active account to give the request to."""


def check(move: Move, state: State, ahead: Booked | None = None) -> None:
    """Raises NotNow."""
    if not is_possible(move, state, ahead):
        raise NotNow(state)


def is_possible(move: Move, state: State, ahead: Booked | None) -> bool:
    """Tell whether a move is possible from this state, with this appointment ahead or without one."""
    stands = ahead.appointment.state if ahead else None
    return state in POSSIBLE[move] and (move not in OF_APPOINTMENT or stands in OF_APPOINTMENT[move])

"""Which moves are possible from which state, and the refusals of those that are not."""

from clinic.core.errors import Refusal
from clinic.intake.models import State
from clinic.triage.models import Move

WAITING = frozenset({State.new, State.in_review})
OPEN = WAITING | {State.contacted, State.booked}

POSSIBLE: dict[Move, frozenset[State]] = {
    Move.taken: OPEN,
    Move.assigned: OPEN,
    Move.prioritised: OPEN,
    Move.contacted: OPEN,
    Move.messaged: OPEN | {State.completed},
    Move.booked: OPEN,
    Move.completed: frozenset({State.booked}),
    Move.cleared: OPEN | {State.completed},
    Move.joined: OPEN,
    Move.joined_to: frozenset(State),
    Move.closed: OPEN,
    Move.reopened: frozenset({State.closed, State.completed}),
    Move.noted: frozenset(State),
}


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


class TooLateToUndo(Refusal):
    """The minute in which a decision can be undone is over, or something was decided after it."""


class UnknownColleague(Refusal):
    """There is no active account to give the request to."""


def check(move: Move, state: State) -> None:
    """Raises NotNow."""
    if state not in POSSIBLE[move]:
        raise NotNow(state)

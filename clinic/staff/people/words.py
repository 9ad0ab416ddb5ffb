"""How administrators read of what was done with an account or an invitation."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from clinic.staff.people.deeds import Deed
from clinic.staff.people.queries import Change, Step

DEEDS = {
    Deed.changed: "changed the account",
    Deed.disabled: "disabled the account",
    Deed.enabled: "enabled the account again",
    Deed.forgot_phone: "forgot the phone",
    Deed.ended_sessions: "ended the sessions",
}
STEPS = {
    "invited": "invited them",
    "offered_password": "sent them a link to choose a new password",
    "sent_again": "sent it again",
    "withdrew": "withdrew it",
}
ACCEPTED = {"accepted": "They accepted the invitation", "chose_password": "They chose a new password"}
PARTS = {
    "name": "Name",
    "role": "Role",
    "state": "Account",
    "second_factor": "Authenticator app",
    "sessions": "Sessions",
}
AT_THE_SERVER = "Somebody at the server"


class Told(NamedTuple):
    """Something that was done: "Sample Administrator disabled the account", when, and what was how before."""

    what: str
    at: datetime
    parts: list[tuple[str, str, str]]


def changes_in_words(changes: Iterable[Change]) -> list[Told]:
    return [Told(f"{each.by or AT_THE_SERVER} {DEEDS[each.deed]}", each.at, _parts(each)) for each in changes]


def steps_in_words(steps: Iterable[Step]) -> list[Told]:
    return [Told(_step(each), each.at, []) for each in steps]


def _step(step: Step) -> str:
    return ACCEPTED.get(step.action) or f"{step.by or AT_THE_SERVER} {STEPS[step.action]}"


def _parts(change: Change) -> list[tuple[str, str, str]]:
    """Give what differs: the name of the part, and how it was and became."""
    return [(PARTS[part], str(change.before[part]), str(change.after[part])) for part in PARTS if part in change.after]

"""The frame of every change of what is arranged: allowed, one after another, written down, and no appointment lost."""

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from clinic.core import audit
from clinic.core.audit import Actor
from clinic.core.db import after_commit, transaction
from clinic.core.errors import Refusal
from clinic.practice.differences import differences
from clinic.practice.services import ChangedMeanwhile
from clinic.scheduling import diaries
from clinic.scheduling.arranging.bookable import BOOKABLE
from clinic.scheduling.arranging.models import AppointmentKind, Location, Schedule
from clinic.scheduling.models import Appointment
from clinic.scheduling.rearranging.services import watched
from clinic.scheduling.rearranging.standing import Fault
from clinic.staff.models import Practitioner
from clinic.staff.rights import Right, insist_unless_at_the_server

Versioned = TypeVar("Versioned", Location, AppointmentKind)


class NameTaken(Refusal):
    """Something else of this kind has this name."""


class Unknown(Refusal):
    """There is no such thing any more."""


@dataclass(frozen=True)
class Changing:
    """A change that is being made."""

    session: Session
    actor: Actor
    affected: list[Fault]
    """The appointments that stand no more; filled when the change is made."""

    def seen(self, kind: type[Versioned], id: uuid.UUID, seen: int) -> Versioned:
        """Lock what is to be changed, and count the change. Raises Unknown and ChangedMeanwhile."""
        found = self.session.get(kind, id, populate_existing=True, with_for_update={"key_share": True})
        if found is None:
            raise Unknown
        self.count(found, seen)
        return found

    def count(self, versioned: Location | AppointmentKind | Schedule, seen: int) -> None:
        if versioned.version != seen:
            raise ChangedMeanwhile(str(versioned.version))
        versioned.version += 1

    def note(self, kind: str, id: uuid.UUID, before: Mapping[str, str], after: Mapping[str, str]) -> None:
        """Write down what differs."""
        found = differences(before, after)
        details = {
            "before": {each.part: each.before for each in found},
            "after": {each.part: each.after for each in found},
        }
        audit.record(self.actor, "changed", kind, id, details)


@contextmanager
def changing(actor: Actor) -> Iterator[Changing]:
    """Change what many may have appointments for. Raises NotYours, and NameTaken for a name that is not free."""
    try:
        with transaction() as session:
            insist_unless_at_the_server(actor, Right.arrange_appointments)
            diaries.lock_all(session)
            with watched() as affected:
                yield Changing(session, actor, affected)
            after_commit(BOOKABLE.expire)
    except IntegrityError:
        raise NameTaken from None


@contextmanager
def changing_diary(actor: Actor, practitioner_id: uuid.UUID, seen: int) -> Iterator[tuple[Changing, Schedule]]:
    """Change when one practitioner sees people. Raises NotYours, Unknown and ChangedMeanwhile."""
    with transaction() as session:
        insist_unless_at_the_server(actor, Right.arrange_appointments)
        schedule = _locked(session, practitioner_id)
        with watched(Appointment.practitioner_id == practitioner_id) as affected:
            change = Changing(session, actor, affected)
            change.count(schedule, seen)
            yield change, schedule
        after_commit(BOOKABLE.expire)


def _locked(session: Session, practitioner_id: uuid.UUID) -> Schedule:
    """Lock a diary; who has none yet, being new here, gets one in which nobody can be seen."""
    # Who has no diary yet is changed by one at a time, too.
    if session.get(Practitioner, practitioner_id, with_for_update={"key_share": True}) is None:
        raise Unknown
    diaries.lock(session, practitioner_id)
    schedule = session.get(Schedule, practitioner_id, populate_existing=True)
    if schedule is None:
        schedule = Schedule(practitioner_id=practitioner_id, is_open=False, video_url="", version=0)
        session.add(schedule)
        session.flush()
    return schedule

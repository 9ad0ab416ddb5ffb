"""The clinic that the requests come to: who works there, what it promises, who hears of what."""

import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from typing import NamedTuple

from clinic.core.audit import Actor
from clinic.core.clock import utcnow
from clinic.core.db import transaction
from clinic.core.settings import settings
from clinic.practice import promise
from clinic.practice.arrangements import Arrangements
from clinic.practice.queries import ARRANGEMENTS
from clinic.staff import queries as staff
from clinic.staff.models import Role, StaffUser
from clinic.staff.rights import Right, may


class CannotFill(Exception):
    """This clinic cannot be filled; the message says why, and what to do."""


class Colleague(NamedTuple):
    id: uuid.UUID
    email: str
    role: Role
    actor: Actor


@dataclass(frozen=True)
class Clinic:
    now: datetime
    colleagues: list[Colleague]
    """Those who may decide about requests."""
    told_of_new: list[str]
    """The addresses that hear of each new request."""
    leads: list[str]
    """The addresses that hear of broken promises."""
    arrangements: Arrangements
    promised: dict[tuple[str, datetime], datetime] = field(default_factory=dict)
    """Promises made before: to make one takes half as long as all the rest of a request."""

    def due(self, priority: str, since: datetime) -> datetime:
        """Give by when a reply is promised: at a quarter of an hour, and so the same from one quarter to the next."""
        key = priority, _quarter(since)
        if key not in self.promised:
            self.promised[key] = promise.due_under(self.arrangements, *key)
        return self.promised[key]

    def somebody(self, random: Random, right: Right) -> Colleague | None:
        """Give somebody who has this right, if there is one."""
        able = [each for each in self.colleagues if may(each.role, right)]
        return random.choice(able) if able else None


def clinic_now() -> Clinic:
    """Give the clinic as it is now. Raises CannotFill."""
    with transaction():
        colleagues = [_colleague(each) for each in staff.active_accounts() if may(each.role, Right.decide)]
        if not colleagues:
            raise CannotFill("Nobody works here who could decide about requests. Add somebody first: flask staff add")
        return Clinic(
            now=utcnow(),
            colleagues=colleagues,
            told_of_new=staff.addresses_of_clinic(),
            leads=[each.email for each in staff.administrators()] or [settings().clinic_email],
            arrangements=ARRANGEMENTS.newest().value,
        )


def _colleague(account: StaffUser) -> Colleague:
    return Colleague(account.id, account.email, account.role, Actor.staff(account.id, account.role))


def _quarter(moment: datetime) -> datetime:
    """Give the end of this quarter of an hour."""
    since_epoch = moment - datetime(1970, 1, 1, tzinfo=UTC)
    return moment + (-since_epoch) % promise.QUARTER

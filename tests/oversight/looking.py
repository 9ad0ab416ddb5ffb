"""How the tests look at the audit trail, and what happens in it."""

from datetime import UTC, datetime
from typing import Any

import time_machine

from clinic.core import audit
from clinic.core.audit import Actor
from clinic.core.db import transaction
from tests.pages import Page
from tests.staff.person import Person
from tests.world import World

AUDIT = "/staff/settings/audit/"


def shown(page: Page) -> list[str]:
    """Give what each line of the trail says: who, and what."""
    cells = [" ".join(words.split()) for words in page.texts.get("td", [])]
    return [f"{who} {what}" for who, what in zip(cells[::2], cells[1::2], strict=True)]


def looked_up(person: Person, **query: Any) -> list[str]:
    answer = person.client.get(AUDIT, query_string=query)
    assert answer.status_code == 200
    return shown(Page(answer.text))


def done(world: World, actor: Actor, action: str, kind: str, id: object, at: datetime | None = None) -> None:
    with time_machine.travel(at or datetime.now(UTC), tick=False), world.context(), transaction():
        audit.record(actor, action, kind, str(id))

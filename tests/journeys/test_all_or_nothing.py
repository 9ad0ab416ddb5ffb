"""A request is stored whole or not at all, wherever it breaks off."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event, func, select

from clinic.core.audit import PATIENT
from clinic.core.db import db
from clinic.intake import drafts, services
from clinic.intake.models import Source
from tests.world import QUICK, World

pytestmark = pytest.mark.commits
MOST_STATEMENTS = 60


class BrokenOff(Exception):
    """The connection was lost just here."""


def rows(world: World) -> dict[str, int]:
    with world.context():
        tables = db.metadata.sorted_tables
        return {table.name: db.session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


@contextmanager
def breaking_off_at(number: int) -> Iterator[list[str]]:
    """Let the n-th thing said to the database fail, the commit too; gives what was said."""
    said: list[str] = []

    def say(what: str) -> None:
        said.append(what)
        if len(said) == number:
            raise BrokenOff

    def execute(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        say(statement)

    def commit(connection: Any) -> None:
        say("COMMIT")

    event.listen(db.engine, "before_cursor_execute", execute)
    event.listen(db.engine, "commit", commit)
    try:
        yield said
    finally:
        event.remove(db.engine, "before_cursor_execute", execute)
        event.remove(db.engine, "commit", commit)


def broken_off_everywhere(world: World, act: Callable[[], object]) -> list[str]:
    """Try until it is not broken off any more: each time nothing may be left. Gives what the last try said."""
    before = rows(world)
    for number in range(1, MOST_STATEMENTS):
        with world.context(), breaking_off_at(number) as said:
            try:
                act()
            except BrokenOff:
                pass
            else:
                return said
        assert rows(world) == before, f"something is left after breaking off at {said[-1]}"
    raise AssertionError("it never came through")


def test_a_short_request_broken_off_leaves_nothing_and_then_comes_through(world: World) -> None:
    said = broken_off_everywhere(world, lambda: services.submit_intake(QUICK, Source.quick, "a key", PATIENT))
    assert sum("INSERT" in statement for statement in said) > 0
    assert said[-1] == "COMMIT"
    kept = {name for name, count in rows(world).items() if count}
    assert kept >= {"intake", "intake_answers", "consent", "intake_event", "audit_entry", "submission", "notification"}


def test_sending_a_draft_broken_off_leaves_it_unsent(world: World) -> None:
    with world.context():
        draft_id: uuid.UUID = drafts.start_draft(QUICK)[0].id
    broken_off_everywhere(world, lambda: drafts.send_draft(draft_id, PATIENT))
    assert rows(world)["intake"] == 1


def test_adding_answers_broken_off_leaves_the_request_as_it_was(world: World) -> None:
    intake_id = world.request().id
    urgent = {**QUICK, "safety1": "now"}
    broken_off_everywhere(world, lambda: services.add_answers(intake_id, urgent, 1, PATIENT))
    assert rows(world)["intake_answers"] == 2


def test_asking_for_a_link_broken_off_owes_no_email(world: World) -> None:
    with world.context():
        draft_id = drafts.start_draft(QUICK)[0].id
    broken_off_everywhere(world, lambda: drafts.email_link(draft_id, "patient@example.com"))
    assert rows(world)["notification"] == 1

import uuid

import psycopg
import pytest
from sqlalchemy import event, func, select, text
from sqlalchemy.exc import IntegrityError

from clinic.core import storing
from clinic.core.audit import AuditEntry
from clinic.core.db import after_commit, attempt, db, store, transaction
from clinic.local.postgres import Postgres
from clinic.notifications.models import Notification, State
from tests.world import World


def entry(number: int = 1) -> AuditEntry:
    return AuditEntry(actor="system", action="tested", record=f"thing:{number}")


def owed() -> Notification:
    return Notification(kind="tested", subject_id=uuid.uuid4(), recipient="patient@example.com")


def test_rows_of_several_tables_are_one_statement(world: World) -> None:
    seen: list[str] = []
    with world.context(), transaction() as session:
        event.listen(session.connection(), "before_cursor_execute", lambda *arguments: seen.append(arguments[2]))
        store(entry(1), owed(), entry(2))
        assert seen == []
    inserts = [statement for statement in seen if "INSERT" in statement]
    assert len(inserts) == 1
    with world.context():
        assert db.session.scalar(select(func.count()).select_from(AuditEntry)) == 2


def test_what_a_row_leaves_open_has_the_default_of_its_column(world: World) -> None:
    with world.context(), transaction():
        store(owed())
    with world.context():
        row = db.session.scalars(select(Notification)).one()
        assert (row.state, row.attempts, row.answer) == (State.queued, 0, "")
        assert row.due_at.tzinfo is not None


def test_many_rows_are_stored_in_several_statements(world: World) -> None:
    with world.context(), transaction():
        store(*(entry(number) for number in range(2 * storing.MOST_ROWS + 1)))
    with world.context():
        assert db.session.scalar(select(func.count()).select_from(AuditEntry)) == 2 * storing.MOST_ROWS + 1


def test_a_row_that_cannot_be_stored_takes_the_others_with_it(world: World) -> None:
    twice = uuid.uuid4()
    with world.context(), pytest.raises(IntegrityError), transaction():
        store(entry(), *(Notification(id=twice, kind="k", subject_id=twice, recipient="r") for _ in range(2)))
    with world.context():
        assert db.session.scalar(select(func.count()).select_from(AuditEntry)) == 0


def test_storing_needs_a_transaction(world: World) -> None:
    with world.context(), pytest.raises(RuntimeError, match="transaction"):
        store(entry())


@pytest.mark.commits
def test_a_connection_that_the_server_closed_is_replaced(world: World, postgres: Postgres) -> None:
    with world.context():
        with transaction() as session:
            closed = session.scalar(text("SELECT pg_backend_pid()"))
        with psycopg.connect(postgres.url) as other:
            other.execute("SELECT pg_terminate_backend(%s, 5000)", [closed])
        with transaction() as session:
            assert session.scalar(text("SELECT pg_backend_pid()")) != closed


def test_an_attempt_that_fails_undoes_itself_only(world: World) -> None:
    twice = owed()
    twice.id = uuid.uuid4()
    with world.context(), transaction():
        store(entry(1))
        with pytest.raises(IntegrityError), attempt():
            store(entry(2), twice, twice)
        with attempt():
            store(entry(3))
    with world.context():
        assert db.session.scalars(select(AuditEntry.record).order_by(AuditEntry.record)).all() == ["thing:1", "thing:3"]


def test_an_attempt_outside_a_transaction_is_one(world: World) -> None:
    with world.context():
        with attempt():
            store(entry())
        assert db.session.scalar(select(func.count()).select_from(AuditEntry)) == 1


def test_a_callback_of_an_attempt_that_fails_is_forgotten(world: World) -> None:
    calls: list[str] = []
    with world.context(), transaction():
        with pytest.raises(ZeroDivisionError), attempt():
            after_commit(lambda: calls.append("failed"))
            raise ZeroDivisionError
        with attempt():
            after_commit(lambda: calls.append("went well"))
    assert calls == ["went well"]

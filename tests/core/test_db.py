import pytest
from psycopg.pq import TransactionStatus
from sqlalchemy import Executable, create_engine, delete, event, select, text, update
from sqlalchemy.exc import OperationalError

from clinic.core import audit
from clinic.core.audit import SYSTEM, AuditEntry
from clinic.core.db import BoundedConnection, after_commit, db, transaction
from tests.world import World


def entries() -> int:
    return db.session.query(AuditEntry).count()


def test_what_happens_inside_is_kept_together(world: World) -> None:
    with world.context(), transaction():
        audit.record(SYSTEM, "tested", "thing", 1)
        audit.record(SYSTEM, "tested", "thing", 2)
    with world.context():
        assert entries() == 2


def test_an_inner_transaction_joins_the_outer(world: World) -> None:
    with world.context(), pytest.raises(ZeroDivisionError), transaction():
        with transaction():
            audit.record(SYSTEM, "tested", "thing", 1)
        raise ZeroDivisionError
    with world.context():
        assert entries() == 0


def test_a_callback_waits_for_the_outer_commit(world: World) -> None:
    calls: list[int] = []
    with world.context(), transaction():
        with transaction():
            after_commit(lambda: calls.append(1))
        assert calls == []
    assert calls == [1]


def test_a_callback_of_a_failed_transaction_is_forgotten(world: World) -> None:
    calls: list[int] = []
    with world.context(), pytest.raises(ZeroDivisionError), transaction():
        after_commit(lambda: calls.append(1))
        raise ZeroDivisionError
    with world.context(), transaction():
        pass
    assert calls == []


def test_a_callback_needs_a_transaction(world: World) -> None:
    with world.context(), pytest.raises(RuntimeError, match="transaction"):
        after_commit(lambda: None)


def test_a_fault_of_the_database_never_repeats_what_was_typed(world: World) -> None:
    with world.context(), pytest.raises(Exception) as fault:  # noqa: PT011  # whatever the driver raises
        db.session.execute(text("SELECT :words::int"), {"words": "zebra-canary"})
    assert "zebra-canary" not in str(fault.value).split("[SQL")[-1]


def driver() -> BoundedConnection:
    found = db.session.connection().connection.driver_connection
    assert isinstance(found, BoundedConnection)
    return found


@pytest.mark.commits
def test_who_only_reads_has_no_transaction_open(world: World) -> None:
    with world.context():
        assert entries() == 0
        assert driver().info.transaction_status is TransactionStatus.IDLE


@pytest.mark.commits
def test_what_was_read_before_does_not_take_a_transaction_apart(world: World) -> None:
    with world.context():
        assert entries() == 0
        with pytest.raises(ZeroDivisionError), transaction() as session:
            session.add(AuditEntry(actor=str(SYSTEM), action="tested", record="thing:1"))
            session.flush()
            raise ZeroDivisionError
        assert entries() == 0


@pytest.mark.commits
def test_a_statement_that_only_reads_stays_prepared_from_page_to_page(world: World) -> None:
    with world.context():
        db.engine.dispose()  # so that there is one connection
    for _ in range(10):
        with world.context():
            entries()
    with world.context():
        prepared = "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%audit_entry%'"
        assert db.session.scalar(text(prepared)) == 1


@pytest.mark.commits
def test_a_connection_is_given_back_as_those_expect_it_who_use_it_without_a_session(world: World) -> None:
    with world.context():
        entries()
        had = driver()
        db.session.remove()
        assert had.autocommit is False


@pytest.mark.parametrize(
    "change",
    [update(AuditEntry).values(action="other"), delete(AuditEntry), select(AuditEntry).with_for_update()],
    ids=["change", "delete", "lock"],
)
def test_nothing_is_changed_or_locked_outside_a_transaction(world: World, change: Executable) -> None:
    with world.context(), pytest.raises(RuntimeError, match="needs a transaction"):
        db.session.execute(change)


def test_nothing_new_is_written_outside_a_transaction(world: World) -> None:
    with world.context():
        db.session.add(AuditEntry(actor=str(SYSTEM), action="tested", record="thing:1"))
        with pytest.raises(RuntimeError, match="needs a transaction"):
            db.session.flush()


@pytest.mark.parametrize(("name", "value"), [("max_parallel_workers_per_gather", "0"), ("jit", "off")])
def test_the_database_starts_no_helper_and_compiles_nothing_for_a_page(world: World, name: str, value: str) -> None:
    with world.context():
        assert db.session.scalar(text(f"SHOW {name}")) == value


def test_a_server_that_does_not_answer_is_given_up_and_a_migration_is_waited_for(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(BoundedConnection, "answer_seconds", 0.2)
    url = world.app.extensions["settings"].database_url
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    event.listen(
        engine, "do_connect", lambda dialect, record, given, options: BoundedConnection.connect(*given, **options)
    )
    with engine.connect() as connection, pytest.raises(OperationalError):
        connection.execute(text("SELECT pg_sleep(1)"))
    with engine.connect() as connection:
        connection.connection.driver_connection.answer_seconds = None  # type: ignore[union-attr]  # as env.py does
        assert connection.scalar(text("SELECT pg_sleep(0.5)")) == ""
    engine.dispose()

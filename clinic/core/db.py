"""The database: the model base, and the only thing that commits."""

import select
import uuid
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeVar, cast

import psycopg
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from psycopg.pq import TransactionStatus
from sqlalchemy import Connection, Date, DateTime, MetaData, Uuid, event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.orm import DeclarativeBase, ORMExecuteState, Session, registry

from clinic.core import storing

T = TypeVar("T")

CONNECT_SECONDS = 3
ANSWER_SECONDS = 4
AT_ONCE = "-c max_parallel_workers_per_gather=0 -c jit=off"
"""Pages ask for what an index has: starting workers for it, or compiling the question, takes longer than finding it."""
LOCK_SECONDS = 3
"""Fewer than for an answer, so that the server's word that a lock was not had comes before we give up on it."""
KEEPALIVE = {"keepalives_idle": 30, "keepalives_interval": 5, "keepalives_count": 3}
"""Seconds after which the operating system asks an idle connection's other end, and finds it gone."""

NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    registry = registry(
        metadata=MetaData(naming_convention=NAMES),
        type_annotation_map={datetime: DateTime(timezone=True), date: Date(), uuid.UUID: Uuid()},
    )


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model

PERSONAL = {"personal": True}
"""Marks a column that tells who somebody is: `mapped_column(info=PERSONAL)`. Its table needs an eraser."""


# A statement of store() has more parameters than the driver cares to remember the reading of: 0.2 ms each time.
psycopg._queries.MAX_CACHED_STATEMENT_PARAMS = 1000
psycopg._queries.MAX_CACHED_STATEMENT_LENGTH = 50_000


class BoundedConnection(psycopg.Connection[Any]):
    """A connection that gives up on a server that accepts and never answers.

    A server-side statement timeout cannot help when the server itself hangs, and libpq has no
    timeout for answers, so the wait is bounded here. A connection given up is closed.
    """

    answer_seconds: float | None = ANSWER_SECONDS
    """None for work that may take its time, such as a migration."""

    def wait(self, gen: Generator[Any, Any, T], interval: float = 0.1, timeout: float | None = None) -> T:
        try:
            return super().wait(gen, interval, timeout or self.answer_seconds)
        except psycopg.errors._WaitTimeout:
            self.pgconn.finish()
            raise psycopg.OperationalError("the database did not answer in time") from None


def engine_options() -> dict[str, Any]:
    timeouts = f"-c lock_timeout={LOCK_SECONDS}s -c idle_in_transaction_session_timeout=60s"
    return {
        "pool_timeout": CONNECT_SECONDS,
        "hide_parameters": True,
        "connect_args": {"connect_timeout": CONNECT_SECONDS, "options": f"{timeouts} {AT_ONCE}", **KEEPALIVE},
    }


def init_app(app: Flask) -> None:
    db.init_app(app)
    with app.app_context():
        event.listen(db.engine, "do_connect", _connect)
        event.listen(db.engine, "checkout", _refuse_closed)
        event.listen(db.engine, "checkin", _leave_as_found)
        event.listen(db.session, "after_begin", _begin)
        event.listen(db.session, "do_orm_execute", _refuse_to_change)
        event.listen(db.session, "before_flush", _refuse_to_flush)


def _connect(dialect: Any, record: Any, arguments: Any, options: dict[str, Any]) -> BoundedConnection:
    return BoundedConnection.connect(*arguments, **options)


@contextmanager
def patient(connection: Connection) -> Iterator[Connection]:
    """Wait on this connection as long as its answers take, e.g. for the count of every row."""
    driver = _driver(connection)
    driver.answer_seconds = None
    try:
        yield connection
    finally:
        driver.answer_seconds = ANSWER_SECONDS


def _refuse_closed(connection: BoundedConnection, record: Any, proxy: Any) -> None:
    """Replace a connection that the server has closed: between statements it says nothing else.

    A look at the socket, where the pool's own ping would be one more wait for the server in each request.
    """
    look = select.poll()
    if not connection.closed:
        look.register(connection.fileno(), select.POLLIN)
    if connection.closed or look.poll(0):
        raise DisconnectionError


def _begin(session: Session, transaction: object, connection: Connection) -> None:
    """Let a session that only reads do without a transaction.

    That is two waits for the server less, and what the driver had prepared stays so: it forgets it at each rollback.
    Statements that follow each other saw what others committed between them before, too.
    """
    if "work" not in session.info and not connection.in_nested_transaction():
        _autocommit(connection, True)


def _refuse_to_change(asked: ORMExecuteState) -> None:
    """Have rows changed and locked in a transaction only: by itself a change stands at once, and a lock for no time."""
    changes = asked.is_insert or asked.is_update or asked.is_delete
    if changes or getattr(asked.statement, "_for_update_arg", None) is not None:
        _work_of(asked.session)


def _refuse_to_flush(session: Session, context: object, objects: object) -> None:
    _work_of(session)


def _autocommit(connection: Connection, wanted: bool) -> None:
    driver = _driver(connection)
    if driver.autocommit is not wanted and driver.info.transaction_status is TransactionStatus.IDLE:
        driver.autocommit = wanted


def _leave_as_found(connection: BoundedConnection | None, record: Any) -> None:
    """Give a connection back as those expect it who use it without a session."""
    if connection and not connection.closed and connection.autocommit:
        connection.autocommit = False


def _driver(connection: Connection) -> BoundedConnection:
    return cast(BoundedConnection, connection.connection.driver_connection)


@dataclass
class Work:
    """What waits for the end of the current transaction."""

    rows: list[Model] = field(default_factory=list)
    callbacks: list[Callable[[], None]] = field(default_factory=list)


@contextmanager
def transaction() -> Iterator[Session]:
    """Commit what happens inside, all or nothing; the only thing that commits.

    Nests: an inner transaction joins the outer. Raising rolls back.
    """
    session = db.session()
    if "work" in session.info:
        yield session
        return
    work = session.info["work"] = Work()
    try:
        if session.in_transaction():  # it has read before
            _autocommit(session.connection(), False)
        yield session
        _write(session, work.rows)
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        del session.info["work"]
    for callback in work.callbacks:
        callback()


@contextmanager
def attempt() -> Iterator[Session]:
    """Do a part of the current transaction that may fail by itself, at a constraint; raising undoes this part only.

    What it stores is written at its end. Outside a transaction it is one.
    """
    session = db.session()
    if "work" not in session.info:
        with transaction():
            yield session
        return
    outer = session.info["work"]
    inner = session.info["work"] = Work()
    try:
        with session.begin_nested():
            yield session
            _write(session, inner.rows)
    finally:
        session.info["work"] = outer
    outer.callbacks.extend(inner.callbacks)


def _write(session: Session, rows: list[Model]) -> None:
    if rows:
        session.flush()
        storing.write(session.connection(), rows)


def store(*rows: Model) -> None:
    """Insert rows at the end of the current transaction, together in one statement.

    For rows that nothing in the transaction asks for again. Raises RuntimeError outside a transaction.
    """
    _work().rows.extend(rows)


def after_commit(callback: Callable[[], None]) -> None:
    """Call back once the current transaction is committed. Raises RuntimeError outside a transaction."""
    _work().callbacks.append(callback)


def _work() -> Work:
    return _work_of(db.session())


def _work_of(session: Session) -> Work:
    work = session.info.get("work")
    if work is None:
        raise RuntimeError("this needs a transaction: open one with transaction()")
    return cast(Work, work)

"""Keeping everybody out of a database while a backup is restored into it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event, text
from sqlalchemy.exc import ProgrammingError

from clinic.core.db import db
from clinic.core.errors import sqlstate
from clinic.operations import queries
from clinic.operations.tools import MAY_WRITE

GOING_SECONDS = 2.0


class CannotClose(Exception):
    """The database cannot be kept from others; the message says why and what to do."""


@contextmanager
def closed_to_others() -> Iterator[None]:
    """Let no session write but ours, until what is inside has succeeded. Raises CannotClose.

    A worker that is started too early cannot send what the backup says is owed; and what was restored by half
    stays closed, because it must not be used.
    """
    db.session.remove()
    db.engine.dispose()
    event.listen(db.engine, "do_connect", _may_write, insert=True)
    try:
        _close()
        yield
        open_again()
    finally:
        event.remove(db.engine, "do_connect", _may_write)
        db.engine.dispose()


def open_again() -> None:
    _alter("RESET default_transaction_read_only")


def _close() -> None:
    """Close the database, and see that nobody is in it whom that does not reach."""
    try:
        _alter("SET default_transaction_read_only = on")
    except ProgrammingError as fault:
        raise CannotClose(
            f"The database cannot be closed to others while it is filled ({sqlstate(fault)}). Restore as its owner."
        ) from None
    if others := _still_there():
        open_again()
        raise CannotClose(
            f"{others} other session{'s are' if others > 1 else ' is'} in the database. "
            "Stop web, worker, beat and every psql, and try again."
        )


def _still_there() -> int:
    """Count the other sessions; those of a process that was just stopped take a moment to end."""
    deadline = time.monotonic() + GOING_SECONDS
    while True:
        with db.engine.connect() as connection:
            others = queries.other_sessions(connection)
        if not others or time.monotonic() > deadline:
            return others
        time.sleep(0.05)


def _alter(what: str) -> None:
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        name = connection.dialect.identifier_preparer.quote_identifier(queries.name_of_database())
        connection.execute(text(f"ALTER DATABASE {name} {what}".replace(":", "\\:")))


def _may_write(dialect: Any, record: Any, arguments: Any, options: dict[str, Any]) -> None:
    if MAY_WRITE not in options["options"]:
        options["options"] = f"{options['options']} {MAY_WRITE}"

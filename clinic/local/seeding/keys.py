"""The keys and indexes of every table, taken off while many rows are written, and put back.

Kept up with each row, in the order of random ids, they would take most of the time; made anew, a part of it.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import (
    Connection,
    Constraint,
    ForeignKeyConstraint,
    Index,
    PrimaryKeyConstraint,
    UniqueConstraint,
)
from sqlalchemy.schema import AddConstraint, CreateIndex, DropConstraint, DropIndex

from clinic.core.db import db

FOR_LONG_WORK = "SET LOCAL idle_in_transaction_session_timeout = 0; SET LOCAL maintenance_work_mem = '256MB'"


@contextmanager
def taken_off(connection: Connection) -> Iterator[None]:
    """Take them off in the current transaction, and put them back; raising leaves that to its being rolled back."""
    connection.exec_driver_sql(FOR_LONG_WORK)
    for constraint in reversed(_constraints()):
        connection.execute(DropConstraint(constraint))
    for index in _indexes():
        connection.execute(DropIndex(index))
    yield
    for index in _indexes():
        connection.execute(CreateIndex(index))
    for constraint in _constraints():
        connection.execute(AddConstraint(constraint, isolate_from_table=False))


def _constraints() -> list[Constraint]:
    """Give the keys, the foreign ones last: they need the others."""
    all_of_them = [constraint for table in db.metadata.sorted_tables for constraint in table.constraints]
    foreign = [each for each in all_of_them if isinstance(each, ForeignKeyConstraint)]
    return [*(each for each in all_of_them if isinstance(each, PrimaryKeyConstraint | UniqueConstraint)), *foreign]


def _indexes() -> list[Index]:
    return [index for table in db.metadata.sorted_tables for index in table.indexes]

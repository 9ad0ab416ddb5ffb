"""Rows written by COPY: the values of their columns, in the order in which their models declare them."""

import io
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from types import SimpleNamespace
from typing import Any, cast

import psycopg
from psycopg import sql
from psycopg.copy import FileWriter
from sqlalchemy import Column, Connection

from clinic.core.db import Model, db
from clinic.core.storing import default_of, is_ours

Row = tuple[type[Model], dict[str, Any]]
"""A model and the values of its columns; what is left out has the column's default."""

Packed = Mapping[str, bytes]
"""Rows as COPY reads them, by table."""

TYPES = "SELECT attname, atttypid FROM pg_attribute WHERE attrelid = %s::regclass"


def driver_of(connection: Connection) -> psycopg.Connection[Any]:
    """Give the driver's own connection, for work that may take its time."""
    driver: Any = connection.connection.driver_connection
    driver.answer_seconds = None
    return cast("psycopg.Connection[Any]", driver)


def pack(connection: psycopg.Connection[Any], rows: Iterable[Row]) -> Packed:
    """Make rows ready for `copy`. The connection says of which types the columns are, and writes nothing."""
    by_table: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for model, values in rows:
        by_table[model.__tablename__].append(values)
    return {table: _pack(connection, table, some) for table, some in by_table.items()}


def _pack(connection: psycopg.Connection[Any], table: str, rows: list[dict[str, Any]]) -> bytes:
    columns, packed = _columns(table), io.BytesIO()
    types = dict(connection.execute(TYPES, [table]).fetchall())
    with psycopg.Copy(connection.cursor(), binary=True, writer=FileWriter(packed)) as copying:
        copying.set_types([types[column.name] for column in columns])
        for row in rows:
            copying.write_row([row[c.name] if c.name in row else default_of(c) for c in columns])
    return packed.getvalue()


def copy(connection: psycopg.Connection[Any], packed: Packed) -> None:
    """Write rows in the current transaction."""
    for table, rows in packed.items():
        names = sql.SQL(", ").join(sql.Identifier(column.name) for column in _columns(table))
        into = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT BINARY)").format(sql.Identifier(table), names)
        with connection.cursor().copy(into) as copying:
            copying.write(rows)


@cache
def _columns(table: str) -> list[Column[Any]]:
    return [column for column in db.metadata.tables[table].columns if is_ours(column)]


def plain(model: type[Model], **values: Any) -> Any:
    """Make an object with a row's attributes and nothing of the ORM's, which would take most of the time."""
    return SimpleNamespace(**{**_blank(model), **values})


@cache
def _blank(model: type[Model]) -> dict[str, Any]:
    """Give what a row of this model begins with, but for what each has of its own."""
    columns = _columns(model.__tablename__)
    return {c.name: default_of(c) for c in columns if not getattr(c.default, "is_callable", False)}

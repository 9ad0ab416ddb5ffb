"""Rows of several tables written as one statement: one round trip instead of one for each table.

`WITH row_0 AS (INSERT …), row_1 AS (INSERT …) SELECT 1`: PostgreSQL checks foreign keys when the whole has run, so
rows may refer to one another in any order. A statement is made once for each sequence of tables.
"""

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import Column, Connection, Select, Table, bindparam, insert, literal_column, select
from sqlalchemy.orm import Mapper

MOST_ROWS = 40
SHAPES = 200


def write(connection: Connection, rows: Sequence[Any]) -> None:
    """Insert these rows, given as objects of models; what they leave open has the column's default."""
    for start in range(0, len(rows), MOST_ROWS):
        some = rows[start : start + MOST_ROWS]
        values = {name: value for number, row in enumerate(some) for name, value in _values(row, number)}
        connection.execute(_statement(tuple(row.__table__ for row in some)), values)


def _values(row: Any, number: int) -> Iterator[tuple[str, Any]]:
    given = row.__dict__
    for key, column in _columns(row.__mapper__):
        value = given[key] if key in given else default_of(column)
        yield f"{column.name}_{number}", value


def default_of(column: Column[Any]) -> Any:
    """Give what a row has in this column when nothing else is said."""
    default: Any = column.default
    if default is None:
        return None
    return default.arg(None) if default.is_callable else default.arg


@cache
def _columns(mapper: Mapper[Any]) -> list[tuple[str, Column[Any]]]:
    """Give the columns that the database does not fill in itself, by the names of the model's attributes."""
    columns = [(attribute.key, attribute.columns[0]) for attribute in mapper.column_attrs]
    return [(key, column) for key, column in columns if isinstance(column, Column) and is_ours(column)]


def is_ours(column: Column[Any]) -> bool:
    """Tell a column that we fill in from one that the database counts or computes."""
    return column.identity is None and column.computed is None


@lru_cache(SHAPES)
def _statement(tables: tuple[Table, ...]) -> Select[Any]:
    inserts = [_insert(table, number) for number, table in enumerate(tables)]
    return select(literal_column("1")).add_cte(*inserts)


def _insert(table: Table, number: int) -> Any:
    columns = [column for column in table.columns if is_ours(column)]
    values = {column.name: bindparam(f"{column.name}_{number}", type_=column.type) for column in columns}
    return insert(table).values(values).cte(f"row_{number}")

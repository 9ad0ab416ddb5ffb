"""What is true of the whole database, whatever slices there are."""

from sqlalchemy import Connection, column, func, select, table, text

from clinic.core.db import db

TABLES = text("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
OTHERS = text(
    "SELECT count(*) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
)


def rows_by_table(connection: Connection) -> dict[str, int]:
    return {name: _rows(connection, name) for name in connection.scalars(TABLES).all()}


def _rows(connection: Connection, name: str) -> int:
    return connection.scalar(select(func.count()).select_from(table(name, column("ctid")))) or 0


def revision(connection: Connection) -> str:
    return connection.scalar(text("SELECT version_num FROM alembic_version")) or ""


def server_version(connection: Connection) -> int:
    """Give the server's major version."""
    return int(connection.scalar(text("SHOW server_version_num")) or 0) // 10_000


def other_sessions(connection: Connection) -> int:
    return connection.scalar(OTHERS) or 0


def name_of_database() -> str:
    return db.engine.url.database or ""

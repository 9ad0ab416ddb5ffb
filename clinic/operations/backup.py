"""Making a backup: one moment of the whole database, sealed, written beside its place, read again, and put there."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, text

from clinic.core import audit, personal_data
from clinic.core.audit import OPERATOR
from clinic.core.clock import utcnow
from clinic.core.db import db, patient, transaction
from clinic.core.witness import NoWitness
from clinic.operations import queries, tools
from clinic.operations.container import Manifest, Writer, pieces
from clinic.oversight.chain import links, sealing
from clinic.oversight.chain.sealing import BrokenEnd

DUMP = ("--format=custom", "--no-owner", "--no-privileges")
READ = 256 * 1024
EVERY = 100 * 1024 * 1024
"""Bytes after which progress is said."""


class AlreadyThere(Exception):
    """There is a file of this name, which is not written over."""


def back_up(path: Path) -> Iterator[str]:
    """Write a backup to a new file; tells in sentences how far it is. Raises AlreadyThere, ToolFailed and NotWhole."""
    if path.exists():
        raise AlreadyThere(f"{path} is there already and is not written over. Choose another name.")
    yield from _prepare()
    unfinished = path.with_name(path.name + ".unfinished")
    try:
        with _one_moment() as (connection, snapshot):
            manifest = _manifest(connection)
            yield f"{sum(manifest.tables.values()):,} rows in {len(manifest.tables)} tables"
            pg_dump = tools.program("pg_dump", queries.server_version(connection))
            yield from _write(unfinished, manifest, [pg_dump, *DUMP, f"--snapshot={snapshot}"])
        size = sum(len(piece) for piece in pieces(unfinished))
        unfinished.rename(path)
    finally:
        unfinished.unlink(missing_ok=True)
    yield f"{path} is whole: {size / 1e6:,.1f} MB, read again and checked. Keep it apart from DATA_KEYS."


def _prepare() -> Iterator[str]:
    """Bring the trail and the list of what was erased up to date; a backup is made whatever is wrong with them."""
    with transaction():
        audit.record(OPERATOR, "backed_up", "database", "clinic")
    try:
        for _ in sealing.seal_everything():
            pass
        personal_data.witness_erasures()
    except (BrokenEnd, NoWitness) as fault:
        yield f"WARNING {fault}"


@contextmanager
def _one_moment() -> Iterator[tuple[Connection, str]]:
    """Hold one moment of the database that other sessions can share; gives its name for them."""
    repeatable = db.engine.connect().execution_options(isolation_level="REPEATABLE READ")
    with repeatable as connection, patient(connection):
        connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
        yield connection, connection.scalar(text("SELECT pg_export_snapshot()")) or ""


def _manifest(connection: Connection) -> Manifest:
    head = links.head_in(connection)
    try:
        erasures = len(list(personal_data.witnessed_erasures()))
    except NoWitness:
        erasures = 0
    rows = queries.rows_by_table(connection)
    return Manifest(utcnow(), queries.revision(connection), rows, (head.number, head.hash.hex()), erasures)


def _write(path: Path, manifest: Manifest, command: list[str]) -> Iterator[str]:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        writer, told = Writer(file, manifest), 0
        with tools.running(command, feeds=False) as stream:
            while words := stream.read(READ):
                writer.write(words)
                if file.tell() - told >= EVERY:
                    told = file.tell()
                    yield f"{told / 1e6:,.0f} MB written"
        writer.finish()
        file.flush()
        os.fsync(file.fileno())

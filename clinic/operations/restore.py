"""Restoring a backup: into an empty database only, all or nothing, and looked through before anybody uses it."""

from collections.abc import Iterator
from pathlib import Path

from alembic.script import ScriptDirectory
from alembic.util import CommandError
from flask import current_app
from flask_migrate import upgrade
from sqlalchemy import select

from clinic.core import audit, personal_data, witness
from clinic.core.audit import OPERATOR
from clinic.core.clock import utcnow
from clinic.core.db import db, patient, transaction
from clinic.core.personal_data import Erasure
from clinic.core.witness import NoWitness
from clinic.notifications.restored import withhold_what_may_have_gone
from clinic.operations import container, queries, tools
from clinic.operations.closing import closed_to_others, open_again
from clinic.operations.container import Manifest, NotWhole
from clinic.operations.tools import ToolFailed
from clinic.oversight.chain import sealing
from clinic.oversight.chain.anchors import ANCHORS, Anchor, anchors, in_force
from clinic.oversight.chain.sealing import BrokenEnd
from clinic.oversight.chain.verifying import Verification
from clinic.rights.watching import watch_clocks
from clinic.treatments.services import remind_reviewers
from clinic.triage.digest import send_digests
from clinic.triage.promises import watch_promises

RESTORE = ("--format=custom", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction")
EVERY = 100


class CannotRestore(Exception):
    """Nothing was restored; the message says why and what to do."""


class NotAsItWas(Exception):
    """What was restored is not what the backup says it holds. The database is closed, and must not be used."""


def restore(path: Path, *, knows_erasures: bool = True) -> Iterator[str]:
    """Restore a backup; tells in sentences how far it is.

    Raises NotWhole, ToolFailed, NoWitness, CannotClose and CannotRestore with nothing done, else NotAsItWas.
    """
    manifest = container.manifest(path)
    yield f"The backup is of {manifest.at:%Y-%m-%d %H:%M:%S} UTC, with {sum(manifest.tables.values()):,} rows."
    _refuse_unless_possible(manifest, knows_erasures)
    size = sum(len(piece) for piece in container.dump(path))
    yield f"It is whole: {size / 1e6:,.1f} MB."
    with closed_to_others():
        yield from _fill(path)
        yield from _compare(manifest)
        upgrade()
        if knows_erasures:
            yield from _erase_again()
        yield from _withhold()
        yield from _look_at_the_trail(manifest, knows_erasures)
    yield "The database is restored and open. Start web, worker and beat; then run: flask doctor"


def _refuse_unless_possible(manifest: Manifest, knows_erasures: bool) -> None:
    with db.engine.connect() as connection:
        tables = len(connection.scalars(queries.TABLES).all())
    if tables:
        raise CannotRestore(
            f"The database {queries.name_of_database()} is not empty: it has {tables} tables. A backup is never "
            "restored over anything. Make an empty database, and name it in DATABASE_URL."
        )
    _refuse_strange_revision(manifest)
    if knows_erasures:
        _refuse_strange_witness(manifest)


def _refuse_strange_revision(manifest: Manifest) -> None:
    try:
        ScriptDirectory(current_app.extensions["migrate"].directory).get_revision(manifest.revision)
    except CommandError:
        raise CannotRestore(
            f"The backup is at migration {manifest.revision}, which this version of the program does not know. "
            "Install the version that it was made with, or a newer one."
        ) from None


def _refuse_strange_witness(manifest: Manifest) -> None:
    """A folder that knows less than when the backup was made is another, or was emptied."""
    known = len(list(personal_data.witnessed_erasures()))
    if known < manifest.erasures:
        raise NoWitness(
            f"The list of what was erased in WITNESS_FOLDER has {known} lines, and had {manifest.erasures} when the "
            "backup was made. Bring the folder back; or, if it is lost, restore with --without-witness."
        )


def _fill(path: Path) -> Iterator[str]:
    """Restore everything in one transaction. When that fails the database is as empty as before, and is opened."""
    try:
        with db.engine.connect() as connection:
            pg_restore = tools.program("pg_restore", queries.server_version(connection))
        with tools.running([pg_restore, *RESTORE], feeds=True) as stream:
            for number, piece in enumerate(container.dump(path), 1):
                stream.write(piece)
                if number % EVERY == 0:
                    yield f"{number:,} MB restored"
    except (ToolFailed, NotWhole):
        open_again()
        raise


def _compare(manifest: Manifest) -> Iterator[str]:
    with db.engine.connect() as connection, patient(connection):
        rows = queries.rows_by_table(connection)
    names = sorted({*rows, *manifest.tables})
    wrong = [
        f"{name} has {rows.get(name, 0):,} rows, not {manifest.tables.get(name, 0):,}"
        for name in names
        if rows.get(name) != manifest.tables.get(name)
    ]
    if wrong:
        raise NotAsItWas(f"{'; '.join(wrong)}. The database stays closed. Drop it, and restore an older backup.")
    yield f"{sum(rows.values()):,} rows in {len(rows)} tables restored, as many as the backup says."


def _erase_again() -> Iterator[str]:
    with transaction() as session:
        gone_before = set(session.scalars(select(Erasure.subject_id)))
    erased = [each for each in personal_data.witnessed_erasures() if each not in gone_before]
    for subject_id in erased:
        personal_data.forget(subject_id)
    yield f"{len(erased)} erasures made since the backup were made again."


def _withhold() -> Iterator[str]:
    """Withhold what the backup says is owed, and what the sweeps would owe anew because its being told is forgotten."""
    watch_promises()
    watch_clocks()
    send_digests()
    remind_reviewers()
    withheld = withhold_what_may_have_gone()
    yield f"{withheld} emails that may have been sent already are withheld. Staff find them under “Emails”."


def _look_at_the_trail(manifest: Manifest, knows_witness: bool) -> Iterator[str]:
    """Verify the trail as far as the backup has it; what was anchored beyond belongs to what was lost."""
    number, digest = manifest.head
    known = in_force([*anchors()]) if knows_witness else {}
    lost = [anchor for anchor in known.values() if anchor.number > number]
    verification = Verification({each: anchor for each, anchor in known.items() if each <= number})
    for _ in verification.walk():
        pass
    yield from (f"FAULT {fault}" for fault in verification.faults)
    yield f"{verification.last.number:,} links of the audit trail checked."
    if lost:
        longest = max(anchor.number for anchor in lost)
        yield f"The trail had {longest - number:,} more links when it was last anchored; they are lost."
    with transaction():
        audit.record(OPERATOR, "restored", "database", "clinic", {"before": None, "after": manifest.at.isoformat()})
    yield from _anchor(Anchor(utcnow(), number, bytes.fromhex(digest), is_restore=True))


def _anchor(restored: Anchor) -> Iterator[str]:
    try:
        witness.add(ANCHORS, [restored.line()])
        sealing.anchor()
    except (BrokenEnd, NoWitness) as fault:
        yield f"WARNING {fault}"

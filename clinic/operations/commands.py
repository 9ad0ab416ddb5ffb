"""`flask backup` and `flask restore`."""

from collections.abc import Iterator
from pathlib import Path

import click
from flask.cli import with_appcontext

from clinic.core.witness import NoWitness
from clinic.operations.backup import AlreadyThere, back_up
from clinic.operations.closing import CannotClose
from clinic.operations.container import NotWhole
from clinic.operations.restore import CannotRestore, NotAsItWas
from clinic.operations.restore import restore as restore_backup
from clinic.operations.tools import ToolFailed

REFUSALS = (AlreadyThere, CannotClose, CannotRestore, NotAsItWas, NotWhole, NoWitness, ToolFailed)


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@with_appcontext
def backup(file: Path) -> None:
    """Write the whole database to a new FILE, sealed with DATA_KEYS, while the service runs."""
    _tell(back_up(file))


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option(
    "--without-witness", is_flag=True, help="WITNESS_FOLDER is lost: what was erased since the backup comes back."
)
@with_appcontext
def restore(file: Path, without_witness: bool) -> None:
    """Restore a backup from FILE into the database of DATABASE_URL, which must be empty."""
    _tell(restore_backup(file, knows_erasures=not without_witness))


def _tell(sentences: Iterator[str]) -> None:
    has_fault = False
    try:
        for sentence in sentences:
            has_fault |= sentence.startswith("FAULT")
            click.echo(sentence)
    except REFUSALS as refusal:
        raise click.ClickException(str(refusal)) from None
    except OSError as fault:
        raise click.ClickException(f"{fault.filename or 'The file'} cannot be used: {fault.strerror}.") from None
    if has_fault:
        raise click.ClickException(
            "The audit trail was changed before the backup was made. Everything else is in order."
        )

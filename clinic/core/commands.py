"""`flask keys …`"""

import click
from flask import Flask
from flask.cli import AppGroup

from clinic.core import audit, encryption
from clinic.core.db import transaction

keys = AppGroup("keys", help="The keys that encrypt health data.")


@keys.command()
def rotate() -> None:
    """Re-encrypt everything with the first key of DATA_KEYS, while the service runs."""
    done: dict[str, int] = {}
    for column, rows in encryption.rotate():
        done[column] = done.get(column, 0) + rows
        click.echo(f"{column}: {done[column]} re-encrypted")
    with transaction():
        # Sealed by the sweep, and so the end of the audit trail is signed with the first key too.
        audit.record(audit.OPERATOR, "rotated", "keys", "data")
    left = encryption.left_behind()
    if left:
        raise click.ClickException(f"{left} values were in use and keep their old key. Keep it, and run this again.")
    click.echo("Every value is encrypted with the first key. Once every process runs with it, run this once more;")
    click.echo("if it then finds nothing, the other keys may be removed from DATA_KEYS.")


def init_app(app: Flask) -> None:
    app.cli.add_command(keys)

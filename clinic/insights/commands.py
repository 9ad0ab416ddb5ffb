"""`flask insights …`"""

import click
from flask.cli import AppGroup

from clinic.insights import services

EVERY = 100
"""Days and weeks after which progress is said."""

insights = AppGroup("insights", help="The clinic's figures.")


@insights.command()
def prepare() -> None:
    """Count every day anew, and release the weeks that are over."""
    for number, of in services.count_everything():
        if number % EVERY == 0 or number == of:
            click.echo(f"{number:,} of {of:,} days and weeks counted")

"""`flask notifications …`"""

import click
from flask.cli import AppGroup

from clinic.notifications import queries, services

notifications = AppGroup("notifications", help="The outgoing mail.")


@notifications.command()
def drain() -> None:
    """Send what is due now, without Redis and without a worker."""
    click.echo(f"{services.drain()} sent.")


@notifications.command()
def status() -> None:
    """Count the emails by state, and name the oldest that is still owed."""
    for state, number in sorted(queries.counts().items()):
        click.echo(f"{state:<9} {number}")
    oldest = queries.oldest_unsent()
    click.echo(f"Oldest unsent: promised at {oldest:%Y-%m-%d %H:%M:%S} UTC." if oldest else "Nothing is waiting.")

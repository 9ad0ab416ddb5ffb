"""`flask privacy …`: deleting what need not be kept."""

import click
from flask.cli import AppGroup

from clinic.core import audit, personal_data
from clinic.core.db import transaction
from clinic.intake import drafts, queries
from clinic.intake.reference import read_reference

privacy = AppGroup("privacy", help="Deleting personal data.")


@privacy.command()
@click.option("--dry-run", is_flag=True, help="Only count.")
def purge(dry_run: bool) -> None:
    """Delete drafts, links and form keys that have run out."""
    counts = drafts.count_expired() if dry_run else drafts.purge_expired()
    for what, number in counts.items():
        click.echo(f"{number} {what} {'would be ' if dry_run else ''}deleted")


@privacy.command()
@click.argument("reference")
@click.confirmation_option(prompt="This deletes the request and everything about it for ever. Go on?")
def forget(reference: str) -> None:
    """Delete one request, with its answers, drafts, links and emails."""
    spelled = read_reference(reference)
    intake = queries.intake_by_reference(spelled) if spelled else None
    if intake is None:
        raise click.ClickException(f"There is no request with the reference {reference}. Check its spelling.")
    with transaction():
        counts = personal_data.forget(intake.id)
        audit.record(audit.SYSTEM, "forgotten", "intake", intake.id)
    for table, number in counts.items():
        click.echo(f"{table}: {number} deleted")

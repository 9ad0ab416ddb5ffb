"""`flask privacy retain`: what is kept no longer, counted or deleted."""

import click

from clinic.core.audit import OPERATOR
from clinic.core.clock import utcnow
from clinic.core.db import transaction
from clinic.intake import drafts
from clinic.intake.commands import privacy
from clinic.privacy.periods import PERIODS
from clinic.retention import queries, services
from clinic.retention.models import RetentionRun
from clinic.retention.report import lines, table


@privacy.command()
@click.option("--dry-run", is_flag=True, help="Only count.")
@click.option("--share", type=click.IntRange(1, 100), help="Of a hundred requests, how many may go at once this time.")
def retain(dry_run: bool, share: int | None) -> None:
    """Delete requests that have been kept for as long as they are to be, as every night does."""
    run = _counted() if dry_run else services.retain(OPERATOR, share)
    with transaction():
        periods = PERIODS.newest().value
        click.echo(table(lines(periods, run.due, run.deleted, drafts.count_expired())))
    if run.is_refused:
        raise click.ClickException(_refusal(run))
    if not dry_run and (left := sum(run.left.values())):
        click.echo(f"{left} are left: run it again, or wait for the next night.")


def _counted() -> RetentionRun:
    with transaction():
        return RetentionRun(is_refused=False, due=queries.count_due(PERIODS.newest().value, utcnow()), deleted={})


def _refusal(run: RetentionRun) -> str:
    return (
        f"Nothing was deleted: {sum(run.due.values())} requests are due, more than may go at once. Look at the periods "
        "under “Settings” and at the server’s clock. If it is right: flask privacy retain --share 100"
    )

"""`flask privacy retain`: what is kept no longer, counted or deleted."""

from collections.abc import Mapping

import click

from clinic.core.audit import OPERATOR
from clinic.core.db import transaction
from clinic.intake import drafts
from clinic.intake.commands import privacy
from clinic.privacy.periods import PERIODS
from clinic.retention import foreseeing, services
from clinic.retention.models import RetentionRun
from clinic.retention.report import lines, table


@privacy.command()
@click.option("--dry-run", is_flag=True, help="Only count.")
@click.option("--share", type=click.IntRange(1, 100), help="Of a hundred requests, how many may go at once this time.")
def retain(dry_run: bool, share: int | None) -> None:
    """Delete requests that have been kept for as long as they are to be, as every night does."""
    if dry_run:
        _foresee()
    else:
        _tell(services.retain(OPERATOR, share))


def _foresee() -> None:
    with transaction():
        foreseen = foreseeing.tonight(PERIODS.newest().value)
    _show(foreseen.due, {})
    if foreseen.is_too_much:
        click.echo(f"That is more than {foreseen.may_go}, the most that may go at once: it would be refused.")


def _tell(run: RetentionRun) -> None:
    _show(run.due, run.deleted)
    if run.is_refused:
        raise click.ClickException(
            f"Nothing was deleted: {sum(run.due.values())} requests are due, more than may go at once. Look at the "
            "periods under “Settings” and at the server’s clock. If it is right: flask privacy retain --share 100"
        )
    if left := sum(run.left.values()):
        click.echo(f"{left} are left: run it again, or wait for the next night.")


def _show(due: Mapping[str, int], deleted: Mapping[str, int]) -> None:
    with transaction():
        click.echo(table(lines(PERIODS.newest().value, due, deleted, drafts.count_expired())))

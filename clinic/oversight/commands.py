"""`flask audit …`"""

import click
from flask.cli import AppGroup

from clinic.core.witness import NoWitness
from clinic.oversight.chain import anchors, sealing
from clinic.oversight.chain.anchors import in_force
from clinic.oversight.chain.sealing import BrokenEnd
from clinic.oversight.chain.verifying import Verification

EVERY = 100_000
"""Entries after which progress is said."""

audit = AppGroup("audit", help="The audit trail, and whether it was changed.")


@audit.command()
def verify() -> None:
    """Check every entry and link, and the chain against its anchors; say what is wrong and where."""
    try:
        known = in_force(anchors.anchors())
    except NoWitness as fault:
        click.echo(f"{fault} Without anchors, an end that was cut off cannot be told.", err=True)
        known = {}
    verification = Verification(known)
    _say_progress(verification)
    for found in verification.faults:
        click.echo(f"FAULT {found}")
    if untold := verification.number_of_faults - len(verification.faults):
        click.echo(f"FAULT … and {untold:,} more.")
    click.echo(_summary(verification))
    raise SystemExit(1 if verification.number_of_faults else 0)


def _say_progress(verification: Verification) -> None:
    told = 0
    for number in verification.walk():
        if number - told >= EVERY:
            told = number
            click.echo(f"{number:,} links checked")


def _summary(verification: Verification) -> str:
    checked = f"{verification.last.number:,} links and {len(verification.anchors):,} anchors checked"
    waiting = f"; {verification.unlinked:,} newer entries wait to be sealed" if verification.unlinked > 0 else ""
    if verification.number_of_faults:
        return f"{checked}{waiting}. The trail was changed. Keep it as it is, and compare it with the last backup."
    return f"{checked}{waiting}. The trail is as it was written."


@audit.command()
def seal() -> None:
    """Seal every entry now; the worker does so by itself every ten seconds."""
    try:
        linked, told = 0, 0
        for linked in sealing.seal_everything():
            if linked - told >= EVERY:
                told = linked
                click.echo(f"{linked:,} entries sealed")
    except BrokenEnd as fault:
        raise click.ClickException(str(fault)) from None
    click.echo(f"{linked:,} entries sealed. None waits.")


@audit.command()
def anchor() -> None:
    """Write the end of the trail down in WITNESS_FOLDER; the worker does so by itself once a day."""
    try:
        head = sealing.anchor()
    except (BrokenEnd, NoWitness) as fault:
        raise click.ClickException(str(fault)) from None
    click.echo(f"Link {head.number:,} is anchored.")

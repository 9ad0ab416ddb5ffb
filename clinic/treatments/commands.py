"""`flask content`: check the information pages, and seal what was read."""

from pathlib import Path

import click
from flask import Flask
from flask.cli import AppGroup

from clinic.core.clock import today
from clinic.treatments.library import FOLDER, Library, load
from clinic.treatments.reading import ContentFaults
from clinic.treatments.seals import Seal, Seals, digest, unnoted, write_seals

content = AppGroup("content", help="The information pages and what they rest on.")


FOLDER_OPTION = click.option(
    "--folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=FOLDER,
    help="Another folder of content than the one that is served.",
)


def _load(folder: Path) -> Library:
    try:
        return load(folder)
    except ContentFaults as found:
        raise click.ClickException(f"{len(found.faults)} faults.\n{found}") from None


@content.command("check")
@FOLDER_OPTION
def check(folder: Path) -> None:
    """Name everything that is wrong with the content by file and line."""
    library = _load(folder)
    faults = sorted([*library.unread_passages(), *library.unnoted_changes(), *library.overdue(today())])
    if faults:
        raise click.ClickException(f"{len(faults)} faults.\n" + "\n".join(map(str, faults)))
    claims = sum(claim.may_be_published for claim in library.evidence.claims.values())
    references = sum(entry.checked.may_be_published for entry in library.evidence.references.values())
    click.echo(f"{len(library.pages)} pages, {claims} claims and {references} sources: nothing is wrong.")


@content.command("seal")
@FOLDER_OPTION
@click.option("--yes", is_flag=True, help="Do not ask: every changed passage was read against the advertising rules.")
def seal(folder: Path, yes: bool) -> None:
    """Note that what changed is in changes.yaml, and that medicine passages were read against the advertising rules."""
    library = _load(folder)
    missing = unnoted(library.pages.values(), library.changes, library.seals)
    if missing:
        raise click.ClickException(f"Say in changes.yaml what changed on {', '.join(missing)}; nothing was sealed.")
    for name, words in library.passages.items():
        if library.seals.passages.get(name) != digest(words) and not yes:
            click.echo(f"\n{name}\n{words}\n")
            click.confirm("Is it factual and balanced, without price, offer or promise (CAP 12.12)?", abort=True)
    pages = {slug: Seal(digest=page.digest, changes=len(library.changes[slug])) for slug, page in library.pages.items()}
    write_seals(folder, Seals(pages=pages, passages={name: digest(each) for name, each in library.passages.items()}))
    click.echo(f"Sealed {len(pages)} pages and {len(library.passages)} passages.")


def init_app(app: Flask) -> None:
    app.cli.add_command(content)

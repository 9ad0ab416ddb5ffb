"""What a person takes along: one page to read, the same for a program, and the photos, packed while they are sent.

Only what is written now is held in memory: one photo at most.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from io import RawIOBase
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from flask import render_template

from clinic.core import audit
from clinic.core.audit import Actor
from clinic.core.clock import utcnow
from clinic.core.db import transaction
from clinic.core.holdings import Holding, holdings_of
from clinic.intake.models import Intake
from clinic.photos import queries, storage
from clinic.photos.models import Photo, Size

PAGE, FOR_PROGRAMS = "your-data.html", "your-data.json"


class Pieces(RawIOBase):
    """A file that is never whole: what was written since it was last asked is given, and forgotten."""

    def __init__(self) -> None:
        self.written = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, words: "bytes | bytearray | memoryview") -> int:  # type: ignore[override]  # narrower than a buffer
        self.written += words
        return len(words)

    def taken(self) -> bytes:
        words = bytes(self.written)
        self.written.clear()
        return words


def take_along(intake: Intake, actor: Actor) -> Iterator[bytes]:
    """Note that somebody takes along everything held about a request, and give it as a zip file, piece by piece."""
    with transaction():
        audit.record(actor, "took_along", "intake", intake.id)
        holdings = holdings_of(intake.id)
        photos = [photo for each in queries.sets_of(intake.id) for photo in each.photos.values()]
    return _packed(intake.reference, holdings, photos, utcnow())


def _packed(reference: str, holdings: list[Holding], photos: list[Photo], at: datetime) -> Iterator[bytes]:
    pieces = Pieces()
    with ZipFile(pieces, "w", ZIP_DEFLATED) as file:
        file.writestr(PAGE, _page(reference, holdings, photos, at))
        yield pieces.taken()
        file.writestr(FOR_PROGRAMS, _for_programs(reference, holdings, photos, at))
        yield pieces.taken()
        for photo in photos:
            with transaction():
                content = storage.get(photo.id, Size.picture)
            file.writestr(name_of(photo), content, ZIP_STORED)
            yield pieces.taken()
    yield pieces.taken()


def _page(reference: str, holdings: list[Holding], photos: list[Photo], at: datetime) -> str:
    names = [name_of(photo) for photo in photos]
    return render_template("rights/taken.html", reference=reference, holdings=holdings, photos=names, at=at)


def _for_programs(reference: str, holdings: list[Holding], photos: list[Photo], at: datetime) -> str:
    names = [name_of(photo) for photo in photos]
    told = {"reference": reference, "written_at": at.isoformat(), "held": [*map(asdict, holdings)], "photos": names}
    return json.dumps(told, ensure_ascii=False, indent=2)


def name_of(photo: Photo) -> str:
    return f"photos/set-{photo.set_number}-{photo.view.replace('_', '-')}.jpg"

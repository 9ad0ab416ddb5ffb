"""How pictures are told to the person and forgotten: with the photo go its content and its consents."""

import uuid
from collections.abc import Iterable, Iterator

from sqlalchemy import delete

from clinic.core.db import transaction
from clinic.core.holdings import Fact, Holding, teller
from clinic.core.personal_data import eraser
from clinic.core.templating import minute
from clinic.photos import queries
from clinic.photos.guide import GUIDE
from clinic.photos.models import Photo, PhotoConsent

AGREED_FOR = {"photo_care": "your care", "photo_teaching": "teaching", "photo_publication": "publication"}


@teller("photo", "photo_content", "photo_consent")
def photos(intake_id: uuid.UUID) -> Iterator[Holding]:
    taken = [photo for each in queries.sets_of(intake_id) for photo in each.photos.values()]
    consents = queries.consents_of([photo.id for photo in taken])
    facts = [_told(photo, [each for (id, _), each in consents.items() if id == photo.id]) for photo in taken]
    yield Holding("Photos", facts)


def _told(photo: Photo, consents: Iterable[PhotoConsent]) -> Fact:
    agreed = ", ".join(AGREED_FOR[consent.key] for consent in consents if consent.is_given)
    return Fact(GUIDE[photo.view].title, [f"Set {photo.set_number}, added {minute(photo.added_at)}, for {agreed}"])


@eraser("photo_content")
def forget_photos(intake_id: uuid.UUID) -> int:
    with transaction() as session:
        gone = delete(Photo).where(Photo.intake_id == intake_id).returning(Photo.id)
        return len(session.scalars(gone).all())

"""Which pictures there are, and what was agreed to for each. The pictures themselves are in `storage.py`."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from clinic.core.clock import utcnow
from clinic.core.db import db
from clinic.intake.models import Draft, Intake
from clinic.photos.guide import View
from clinic.photos.models import Photo, PhotoConsent

ONE_SET = timedelta(days=7)
"""Pictures that are added within a week of the first are of one set; later ones begin the next."""


@dataclass(frozen=True)
class PhotoSet:
    """Pictures that were taken together, one of each view at most."""

    number: int
    photos: dict[View, Photo]

    @property
    def begun_at(self) -> datetime:
        return min(photo.added_at for photo in self.photos.values())


def of_draft(draft_id: uuid.UUID) -> dict[View, Photo]:
    rows = db.session.scalars(select(Photo).where(Photo.draft_id == draft_id))
    return {photo.view: photo for photo in rows}


def sets_of(intake_id: uuid.UUID) -> list[PhotoSet]:
    """Give the sets of a request, the first first."""
    sets: dict[int, PhotoSet] = {}
    rows = db.session.scalars(select(Photo).where(Photo.intake_id == intake_id).order_by(Photo.set_number))
    for photo in rows:
        sets.setdefault(photo.set_number, PhotoSet(photo.set_number, {})).photos[photo.view] = photo
    return list(sets.values())


def set_to_add_to(intake_id: uuid.UUID) -> int:
    """Give the number of the set that pictures of today belong to."""
    of_latest = select(Photo.set_number, func.min(Photo.added_at)).where(Photo.intake_id == intake_id)
    latest = db.session.execute(of_latest.group_by(Photo.set_number).order_by(Photo.set_number.desc()).limit(1)).first()
    if latest is None:
        return 1
    number, begun_at = latest
    return int(number) + (utcnow() - begun_at > ONE_SET)


def number_of(*intake_ids: uuid.UUID) -> dict[uuid.UUID, int]:
    """Count the pictures of these requests, of which those without any are left out."""
    counted = select(Photo.intake_id, func.count()).where(Photo.intake_id.in_(intake_ids)).group_by(Photo.intake_id)
    return {intake_id: number for intake_id, number in db.session.execute(counted) if intake_id}


def of_owner(photo_id: uuid.UUID, owner: Draft | Intake) -> Photo | None:
    """Give a picture of this form or request; nothing for one that is not theirs."""
    photo = db.session.get(Photo, photo_id)
    return photo if photo and owner.id in (photo.draft_id, photo.intake_id) else None


def consents_of(photo_ids: list[uuid.UUID]) -> dict[tuple[uuid.UUID, str], PhotoConsent]:
    """Give what holds for these pictures, by picture and key of the consent."""
    wanted = select(PhotoConsent).where(PhotoConsent.photo_id.in_(photo_ids)).order_by(PhotoConsent.id)
    return {(each.photo_id, each.key): each for each in db.session.scalars(wanted)}

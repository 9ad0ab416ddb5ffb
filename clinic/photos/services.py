"""The verbs of pictures: add, look at, agree for, delete."""

import uuid

from sqlalchemy import delete, update

from clinic.core import audit
from clinic.core.audit import Actor
from clinic.core.db import store, transaction
from clinic.intake import drafts
from clinic.intake import services as intakes
from clinic.intake.looks import SAW
from clinic.intake.models import Draft, EventKind, Intake
from clinic.photos import queries, storage
from clinic.photos.darkroom import Developed
from clinic.photos.guide import View
from clinic.photos.models import Photo, PhotoConsent, Size
from clinic.privacy.wording import Wording, current

CARE, TEACHING, PUBLICATION = "photo_care", "photo_teaching", "photo_publication"
WIDER = (TEACHING, PUBLICATION)
"""What somebody may agree to for one picture besides their own care, or not."""
Pictures = dict[View, Developed]


def add_to_draft(draft_id: uuid.UUID, pictures: Pictures, actor: Actor) -> None:
    """Keep these pictures with a form, each in place of an earlier one of its view. Raises DraftGone.

    Who sends them has agreed that they are kept for their care.
    """
    with transaction():
        draft = drafts.locked(draft_id)
        if draft.sent_at:
            raise drafts.DraftGone
        for view, picture in pictures.items():
            _replace(Photo(id=uuid.uuid4(), view=view, draft_id=draft_id, set_number=1), picture, actor)


def add_to_request(intake_id: uuid.UUID, pictures: Pictures, actor: Actor) -> None:
    """Keep these pictures with a request, in its latest set or in the next. Raises NoLongerOpen."""
    with transaction():
        intake = intakes.lock(intake_id)
        if intake.state not in intakes.OPEN_TO_ADDITIONS:
            raise intakes.NoLongerOpen(intake.reference)
        number = queries.set_to_add_to(intake_id)
        for view, picture in pictures.items():
            _replace(Photo(id=uuid.uuid4(), view=view, intake_id=intake_id, set_number=number), picture, actor)
        if pictures:
            intakes.note(intake, EventKind.photos_added, actor)


def _replace(photo: Photo, picture: Developed, actor: Actor) -> None:
    with transaction() as session:
        earlier = (Photo.draft_id == photo.draft_id) if photo.draft_id else (Photo.intake_id == photo.intake_id)
        session.execute(delete(Photo).where(earlier, Photo.set_number == photo.set_number, Photo.view == photo.view))
        photo.width, photo.height = picture.width, picture.height
        session.add(photo)
        session.flush()
        storage.put(photo.id, Size.picture, picture.picture)
        storage.put(photo.id, Size.thumbnail, picture.thumbnail)
        store(_consent(photo.id, current(CARE), is_given=True))
        audit.record(actor, "added", "photo", photo.id)


def hand_over(draft: Draft, intake_id: uuid.UUID) -> None:
    """Let the pictures of a form be those of the request that it becomes, in the same transaction."""
    with transaction() as session:
        theirs = update(Photo).where(Photo.draft_id == draft.id).values(draft_id=None, intake_id=intake_id)
        session.execute(theirs, execution_options={"synchronize_session": False})


def show(photo: Photo, size: Size, actor: Actor) -> bytes:
    """Give a picture to somebody who may see it, and note that they did, and as what."""
    with transaction():
        audit.record(actor, f"saw_{size}", "photo", photo.id)
        return storage.get(photo.id, size)


def note_look(intake: Intake, actor: Actor) -> None:
    """Note that somebody has a request's pictures before them, for its sender to read."""
    with transaction():
        audit.record(actor, SAW, "intake", intake.id)


def agree(photo: Photo, agreed: dict[str, bool], actor: Actor) -> None:
    """Note what somebody agrees to for this picture from now on, where it differs from what held."""
    held = queries.consents_of([photo.id])
    with transaction():
        for key, is_given in agreed.items():
            before = held.get((photo.id, key))
            if is_given != bool(before and before.is_given):
                store(_consent(photo.id, current(key), is_given))
                audit.record(actor, f"{'agreed_to' if is_given else 'withdrew'}_{key}", "photo", photo.id)


def remove(photo: Photo, actor: Actor) -> None:
    """Delete a picture at the wish of who is on it: they no longer agree that it is kept."""
    with transaction() as session:
        session.execute(delete(Photo).where(Photo.id == photo.id))
        audit.record(actor, "removed", "photo", photo.id)


def _consent(photo_id: uuid.UUID, wording: Wording, is_given: bool) -> PhotoConsent:
    return PhotoConsent(
        photo_id=photo_id,
        key=wording.key,
        is_given=is_given,
        wording_version=wording.version,
        wording_hash=wording.hash,
    )

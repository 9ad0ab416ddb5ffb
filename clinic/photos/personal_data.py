"""How pictures are forgotten: with the photo go its content and its consents."""

import uuid

from sqlalchemy import delete

from clinic.core.db import transaction
from clinic.core.personal_data import eraser
from clinic.photos.models import Photo


@eraser("photo_content")
def forget_photos(intake_id: uuid.UUID) -> int:
    with transaction() as session:
        gone = delete(Photo).where(Photo.intake_id == intake_id).returning(Photo.id)
        return len(session.scalars(gone).all())

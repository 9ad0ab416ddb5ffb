"""Where pictures lie: these two functions are all that would change if they lay elsewhere.

They lie in the database, sealed, so that one backup, one transaction and one deletion hold for a request and its
pictures. A row goes with its photo's.
"""

import uuid

from sqlalchemy import select

from clinic.core.db import db, transaction
from clinic.photos.models import PhotoContent, Size


def put(photo_id: uuid.UUID, size: Size, content: bytes) -> None:
    """Keep a picture in one size, in the current transaction; its photo is stored already."""
    with transaction() as session:
        session.add(PhotoContent(id=uuid.uuid4(), photo_id=photo_id, size=size, content=content))


def get(photo_id: uuid.UUID, size: Size) -> bytes:
    wanted = select(PhotoContent).where(PhotoContent.photo_id == photo_id, PhotoContent.size == size)
    return db.session.scalars(wanted).one().content

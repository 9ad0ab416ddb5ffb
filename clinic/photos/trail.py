"""How the audit trail tells of pictures."""

import uuid
from collections.abc import Collection

from flask import url_for
from sqlalchemy import select

from clinic.core.db import db
from clinic.core.deeds import Name, describe, namer
from clinic.intake.looks import SAW
from clinic.intake.models import Intake
from clinic.photos.guide import GUIDE, View
from clinic.photos.models import Photo

describe("intake", {SAW: "looked at the pictures of {}"})
describe(
    "photo",
    {
        "added": "added {}",
        "removed": "deleted {}",
        "saw_picture": "saw {}",
        "saw_thumbnail": "saw {} in small",
        "agreed_to_photo_teaching": "agreed that {} is shown in teaching",
        "agreed_to_photo_publication": "agreed that {} is published",
        "withdrew_photo_teaching": "no longer agrees that {} is shown in teaching",
        "withdrew_photo_publication": "no longer agrees that {} is published",
    },
)


@namer("photo", "a picture")
def photos(ids: Collection[str]) -> dict[str, Name]:
    wanted = select(Photo.id, Photo.view, Intake.reference).outerjoin(Intake, Intake.id == Photo.intake_id)
    rows = db.session.execute(wanted.where(Photo.id.in_(map(uuid.UUID, ids))))
    return {str(id): _name(view, reference) for id, view, reference in rows}


def _name(view: View, reference: str | None) -> Name:
    title = GUIDE[view].title.lower()
    if reference is None:
        return Name(f"a picture ({title}) of a request not sent yet")
    return Name(f"a picture ({title}) of {reference}", url_for("photos.photos", reference=reference))

"""What somebody sends of their pictures: a file for each view, or none, and what they agree to."""

from typing import Any

from flask import request
from werkzeug.datastructures import FileStorage
from wtforms import BooleanField, FileField

from clinic.core.forms import BaseForm
from clinic.photos.faults import IN_WORDS, OF_QUALITY, Fault
from clinic.photos.guide import GUIDE, View
from clinic.privacy.wording import current

KINDS = "image/jpeg,image/png,image/webp,image/heic,image/heif"
NOT_AGREED = "Tick the box to let us keep your pictures, or go on without any. Then choose the pictures again."


class PictureField(FileField):
    """A picture from a camera or from a file: two inputs of one name, of which one at most is filled in."""

    data: FileStorage | None

    def process(self, formdata: Any, data: object = None, extra_filters: object = None) -> None:
        self.process_errors: list[str] = []
        sent = request.files.getlist(self.name) if formdata is not None else []
        self.data = next((file for file in sent if file.filename), None)


class SetForm(BaseForm):
    """A set of views. A browser never sends a file a second time by itself, so whatever was fit is kept at once."""

    front_hairline = PictureField(GUIDE[View.front_hairline].title)
    left_temple = PictureField(GUIDE[View.left_temple].title)
    right_temple = PictureField(GUIDE[View.right_temple].title)
    crown = PictureField(GUIDE[View.crown].title)
    parting = PictureField(GUIDE[View.parting].title)
    donor_area = PictureField(GUIDE[View.donor_area].title)
    photo_care = BooleanField(current("photo_care").text)
    as_they_are = BooleanField("Take my pictures even if they are dark or blurred. They are the best I can do.")

    @property
    def files(self) -> dict[View, FileStorage]:
        """Give what was sent, by view."""
        return {view: self[view].data for view in View if self[view].data}

    def may_be_kept(self) -> bool:
        """Tell whether the form is sound, and pictures come with the consent to keep them; says so if not."""
        if not self.validate():
            return False
        if self.files and not self.photo_care.data:
            self.photo_care.errors = [NOT_AGREED]
            return False
        return True

    def refuse(self, faults: dict[View, Fault]) -> None:
        """Say at each view what was wrong with its picture."""
        for view, fault in faults.items():
            self[view].errors = [f"{GUIDE[view].title}: {IN_WORDS[fault]}"]

    @property
    def may_insist(self) -> bool:
        """Tell whether something was refused that a person may judge otherwise."""
        words = tuple(IN_WORDS[fault] for fault in OF_QUALITY)
        return bool(self.as_they_are.data) or any(str(m).endswith(words) for view in View for m in self[view].errors)


class ConsentForm(BaseForm):
    """What somebody agrees to for one picture besides their care."""

    photo_teaching = BooleanField(current("photo_teaching").text)
    photo_publication = BooleanField(current("photo_publication").text)

    @property
    def agreed(self) -> dict[str, bool]:
        return {field.name: bool(field.data) for field in (self.photo_teaching, self.photo_publication)}

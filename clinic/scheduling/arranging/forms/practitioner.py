"""The form of a practitioner."""

import re
import uuid
from collections.abc import Iterable
from typing import Any

from wtforms import (  # type: ignore[attr-defined]  # the stubs do not know SelectChoice yet
    BooleanField,
    SelectChoice,
    SelectField,
)
from wtforms.validators import DataRequired, InputRequired, Optional, Regexp

from clinic.core.forms import EmailAddressField, LineField
from clinic.scheduling.arranging.forms.fields import SeenForm, at_most
from clinic.scheduling.arranging.practitioners import Seeing
from clinic.staff.models import StaffUser
from clinic.staff.practitioners import PractitionerDetails

ADDRESS = re.compile(r"https://[^\s/?#@]+\.[^\s/?#@]+([/?#]\S*)?", re.IGNORECASE)


class PractitionerForm(SeenForm):
    name = LineField(
        "Name", [DataRequired("Enter a name."), at_most(100)], description="As patients read it in emails and on pages."
    )
    title = LineField(
        "Title",
        [DataRequired("Enter a title."), at_most(60)],
        description="Beside the name, like Trichologist. Write Doctor only for who is registered as one.",
    )
    email = EmailAddressField(
        "Email address",
        [InputRequired("Enter the email address."), at_most(254)],
        description="Changes of their diary are told there. Patients do not see it.",
    )
    account = SelectField("Account", description="With which they sign in here, if they do.")
    is_on_duty = BooleanField("Hears of every new request by email")
    is_open = BooleanField("Takes appointments")
    video_url = LineField(
        "Address for video",
        [
            Optional(),
            at_most(300),
            Regexp(f"^{ADDRESS.pattern}$", message="Enter an address like https://video.example.org/room."),
        ],
        description="Where they meet people by video. Patients get it with their appointment.",
    )

    def __init__(self, accounts: Iterable[StaffUser], **options: Any) -> None:
        super().__init__(**options)
        known = [SelectChoice(value=str(each.id), label=f"{each.name}, {each.role}") for each in accounts]
        self.account.choices = [SelectChoice(value="", label="None"), *known]

    def details(self) -> PractitionerDetails:
        return PractitionerDetails(
            name=self.name.data or "",
            title=self.title.data or "",
            email=self.email.data or "",
            is_on_duty_for_intakes=self.is_on_duty.data,
            staff_user_id=uuid.UUID(self.account.data) if self.account.data else None,
        )

    def seeing(self) -> Seeing:
        return Seeing(self.is_open.data, self.video_url.data or "")

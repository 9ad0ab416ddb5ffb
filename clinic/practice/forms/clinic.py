"""The form of how the clinic calls itself and is reached."""

from wtforms import (  # type: ignore[attr-defined]  # the stubs do not know SelectChoice yet
    RadioField,
    SelectChoice,
)
from wtforms.validators import DataRequired, Length, Optional

from clinic.core.accents import Accent
from clinic.core.discretion import discreet
from clinic.core.forms import EmailAddressField, LineField, PhoneField, SeenForm, printed_phone
from clinic.practice.identity import PARTS, Identity


def at_most(length: int) -> Length:
    return Length(max=length, message="Shorten this to %(max)d characters or fewer.")


class PrintedPhoneField(PhoneField):
    """A telephone number in any spelling, kept as pages print it."""

    def post_validate(self, form: object, validation_stopped: bool) -> None:
        super().post_validate(form, validation_stopped)
        if self.data and not self.errors:
            self.data = printed_phone(self.data)


class ClinicForm(SeenForm):
    name = LineField(
        PARTS["name"],
        [DataRequired("Enter the clinic’s name."), at_most(60)],
        description="At the top and the foot of every page, and in authenticator apps of the staff.",
    )
    discreet_name = LineField(
        PARTS["discreet_name"],
        [DataRequired("Enter the sender’s name."), discreet, at_most(40)],
        description="It says nothing about hair, because others may see it.",
    )
    phone = PrintedPhoneField(
        PARTS["phone"], [Optional(), at_most(40)], description="Leave it empty if patients should not call."
    )
    email = EmailAddressField(
        PARTS["email"],
        [DataRequired("Enter the email address that patients write to."), at_most(254)],
        description="Replies to our emails come here. News of new requests still go to the address set on the server.",
    )
    address = LineField(
        PARTS["address"], [Optional(), at_most(200)], description="On one line, like 1 Sample Street, Sampletown."
    )
    accent = RadioField(
        PARTS["accent"],
        choices=[SelectChoice(value=each.value, label=each.capitalize()) for each in Accent],
        description="Of buttons, links and drawings. Each can be read well by day and by night.",
    )

    def identity(self) -> Identity:
        return Identity(
            name=self.name.data or "",
            discreet_name=self.discreet_name.data or "",
            phone=self.phone.data or "",
            email=self.email.data or "",
            address=self.address.data or "",
            accent=Accent(self.accent.data),
        )

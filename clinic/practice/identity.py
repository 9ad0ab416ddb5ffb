"""How the clinic calls itself and is reached: one value, replaced as a whole by a change."""

import msgspec

from clinic.core.accents import Accent
from clinic.core.settings import settings
from clinic.practice.differences import Difference, differences


class Identity(msgspec.Struct, frozen=True):
    name: str
    discreet_name: str
    """The sender's name on emails: says nothing about hair."""
    phone: str
    email: str
    """Where patients write to."""
    address: str
    accent: Accent


def of_settings() -> Identity:
    """Give the identity until the clinic changes it: what whoever runs the server has set."""
    known = settings()
    return Identity(
        name=known.clinic_name,
        discreet_name=known.clinic_discreet_name,
        phone=known.clinic_phone,
        email=known.clinic_email,
        address=known.clinic_address,
        accent=Accent.teal,
    )


PARTS = {
    "name": "Name",
    "discreet_name": "Sender’s name on emails",
    "phone": "Telephone number",
    "email": "Email address for patients",
    "address": "Postal address",
    "accent": "Colour",
}


def changed(before: Identity, after: Identity) -> list[Difference]:
    return differences(_told(before), _told(after))


def _told(identity: Identity) -> dict[str, str]:
    return {words: getattr(identity, part) for part, words in PARTS.items()}

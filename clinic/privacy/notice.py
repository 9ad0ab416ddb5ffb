"""The privacy notice, made of what is so: the questions, the periods, the wordings and the rights of staff."""

from dataclasses import dataclass
from typing import NamedTuple

from clinic.privacy.asking import Asked, all_asked
from clinic.privacy.periods import Periods, count_of
from clinic.privacy.wording import CONSENTS, OF_PHOTOS, Wording, current
from clinic.staff.models import Role
from clinic.staff.rights import MAY, Right

AGREEMENTS = {
    "emerg_ack": "That the form is not for emergencies",
    "consent_health": "Health information",
    "consent_contact": "Being contacted",
    "marketing": "News",
    "photo_care": "Photos for your care",
    "photo_teaching": "Photos for teaching",
    "photo_publication": "Photos for publication",
}
"""What each wording is about, by its key."""


class Keeping(NamedTuple):
    """What is kept, and until when."""

    what: str
    until: str


class Agreement(NamedTuple):
    title: str
    wording: Wording


@dataclass(frozen=True)
class Notice:
    asked: list[Asked]
    agreements: list[Agreement]
    keepings: list[Keeping]
    readers_of_health: str
    draft_life: str


def notice_under(periods: Periods) -> Notice:
    """Give the notice as it is while these periods hold."""
    return Notice(
        asked=all_asked(),
        agreements=_agreements(),
        keepings=_keepings(periods),
        readers_of_health=_roles(MAY[Right.read_answers]),
        draft_life=count_of(periods.draft_days, "day"),
    )


def _agreements() -> list[Agreement]:
    keys = dict.fromkeys((*CONSENTS, *(wording.key for wording in OF_PHOTOS)))
    return [Agreement(AGREEMENTS[key], current(key)) for key in keys]


def _keepings(periods: Periods) -> list[Keeping]:
    draft, enquiry = count_of(periods.draft_days, "day"), count_of(periods.enquiry_months, "month")
    patient = count_of(periods.patient_years, "year")
    return [
        Keeping("A form you have begun and not sent", f"It is deleted after {draft}."),
        Keeping(
            "A request that does not lead to a consultation",
            f"It is deleted {enquiry} after the last thing that happened with it, such as a message.",
        ),
        Keeping(
            "A request that leads to a consultation",
            f"It is deleted {patient} after your last appointment, or whatever happened with it later.",
        ),
        Keeping("What our emails say", "It is not stored. We keep to which address an email went, and when."),
        Keeping("A note of who opened or changed what", "It is kept. It holds numbers and none of your words."),
    ]


def _roles(roles: frozenset[Role]) -> str:
    """Name roles as groups of people, e.g. "trichologists and clinicians"."""
    *others, last = [f"{role}s" for role in Role if role in roles]
    return f"{', '.join(others)} and {last}" if others else last

"""What pages and emails say of the clinic: who it is, when it is open, how soon it promises to reply."""

from functools import lru_cache

from clinic.core.identity import Clinic
from clinic.core.settings import settings
from clinic.core.shelf import edition
from clinic.practice.arrangements import Arrangements, Opening
from clinic.practice.identity import Identity
from clinic.practice.opening_hours import in_words
from clinic.practice.promise import WHEN_NEVER_OPEN
from clinic.practice.queries import ARRANGEMENTS, IDENTITY


@edition
def what_holds() -> object:
    """Tell by number which arrangements and which identity the pages speak of."""
    return ARRANGEMENTS.memory.renewed().number, IDENTITY.memory.renewed().number


def clinic_now() -> Clinic:
    return _clinic(IDENTITY.memory.at_hand().value, ARRANGEMENTS.memory.at_hand().value.openings, settings().public_url)


def clinic_last_known() -> Clinic:
    return _clinic(IDENTITY.memory.last().value, ARRANGEMENTS.memory.last().value.openings, settings().public_url)


@lru_cache(maxsize=8)
def _clinic(identity: Identity, openings: tuple[Opening, ...], url: str) -> Clinic:
    """Put it together once for each change: a page asks for it again at each of its parts."""
    return Clinic(
        name=identity.name,
        discreet_name=identity.discreet_name,
        phone=identity.phone,
        email=identity.email,
        address=identity.address,
        accent=identity.accent,
        hours=in_words(openings),
        url=url,
    )


def first_contact() -> str:
    """Say how soon a person replies to a request that is not urgent, e.g. "2 working days"; a global of templates.

    With the database away it is what this process knew last.
    """
    return within(ARRANGEMENTS.memory.at_hand().value)


def within(arrangements: Arrangements) -> str:
    """Count in days where all working days are equally long and the promise fills them, and in hours elsewhere."""
    hours = arrangements.promises["routine"]
    lengths = set(arrangements.hours_by_weekday().values())
    if not lengths:
        return f"{WHEN_NEVER_OPEN.days} days"
    length = lengths.pop()
    if lengths or hours % length:
        return _count(hours, "working hour")
    return _count(int(hours // length), "working day")


def _count(number: int, name: str) -> str:
    return f"{number} {name}{'' if number == 1 else 's'}"

"""What can be set, for the page of settings. A slice offers what it has in one line:

offer("practice.hours", "Hours and promises", "When the clinic is open.", Right.arrange_clinic)
"""

from dataclasses import dataclass

from clinic.staff.models import Role
from clinic.staff.rights import Right, may


@dataclass(frozen=True)
class Offer:
    endpoint: str
    title: str
    sentence: str
    right: Right | None
    """What it needs to be open to somebody; nothing where it is for everybody who is signed in."""


offers: dict[str, Offer] = {}


def offer(endpoint: str, title: str, sentence: str, right: Right | None = None) -> None:
    offers[endpoint] = Offer(endpoint, title, sentence, right)


def offered_to(role: Role) -> list[Offer]:
    """Give what is for this role, by title."""
    theirs = (each for each in offers.values() if each.right is None or may(role, each.right))
    return sorted(theirs, key=lambda each: each.title)

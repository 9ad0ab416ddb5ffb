"""Nobody but an administrator changes what is arranged, whatever page they found."""

import uuid
from collections.abc import Callable

import pytest

from clinic.core.audit import PATIENT, Actor
from clinic.scheduling.arranging import kinds, locations, practitioners, weeks
from clinic.scheduling.arranging.kinds import KindDetails
from clinic.scheduling.arranging.locations import LocationDetails
from clinic.scheduling.arranging.practitioners import Seeing
from clinic.staff.models import Role
from clinic.staff.practitioners import PractitionerDetails
from clinic.staff.rights import NotYours
from tests.scheduling.arranged import MONDAY, at
from tests.staff.person import Person
from tests.world import World

ID = uuid.uuid4()
PLACE = LocationDetails("Sample Clinic", "1 Sample Street", "", "Europe/London")
WHO = PractitionerDetails("Sample Practitioner", "Trichologist", "sample@clinic.example.org")
KIND = KindDetails("Consultation", 45)

VERBS: dict[str, Callable[[Actor], object]] = {
    "add a location": lambda actor: locations.add_location(PLACE, actor),
    "change a location": lambda actor: locations.change_location(ID, 1, PLACE, actor),
    "add a kind": lambda actor: kinds.add_kind(KIND, [], actor),
    "change a kind": lambda actor: kinds.change_kind(ID, 1, KIND, [], actor),
    "add a practitioner": lambda actor: practitioners.add_practitioner(WHO, Seeing(), actor),
    "change a practitioner": lambda actor: practitioners.change_practitioner(ID, 1, WHO, Seeing(), actor),
    "set weekly hours": lambda actor: weeks.set_week(ID, 1, [[]] * 7, actor),
    "change a day": lambda actor: weeks.change_day(ID, 1, MONDAY, [], "", actor),
    "restore a day": lambda actor: weeks.restore_day(ID, 1, MONDAY, actor),
    "take off": lambda actor: weeks.take_off(ID, 1, weeks.Absence(at("09:00"), at("10:00"), ""), actor),
    "come back": lambda actor: weeks.come_back(ID, 1, ID, actor),
}


@pytest.mark.parametrize("verb", VERBS)
def test_only_an_administrator_may(world: World, verb: str) -> None:
    others = [role for role in Role if role is not Role.administrator]
    staff = [Person(world, f"{role}@clinic.example.org", role).account.id for role in others]
    with world.context():
        for actor in (PATIENT, *map(Actor.staff, staff)):
            with pytest.raises(NotYours):
                VERBS[verb](actor)

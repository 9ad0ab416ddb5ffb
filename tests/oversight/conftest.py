import pytest

from clinic.staff.models import Role
from tests.staff.person import Person
from tests.world import World


@pytest.fixture
def lead(world: World) -> Person:
    person = Person(world, role=Role.administrator)
    person.sign_in()
    return person


@pytest.fixture
def ben(world: World) -> Person:
    person = Person(world, "ben@clinic.example.org", Role.trichologist, "Ben Sample")
    person.sign_in()
    return person

import pytest

from clinic.staff.models import Role
from tests.staff.person import Person
from tests.world import World


@pytest.fixture
def lead(world: World) -> Person:
    """An administrator, signed in."""
    person = Person(world, "lead@clinic.example.org", Role.administrator, "Sample Lead")
    person.sign_in()
    return person


@pytest.fixture
def second(world: World) -> Person:
    """Another administrator."""
    return Person(world, "second@clinic.example.org", Role.administrator, "Sample Second")


@pytest.fixture
def ben(world: World) -> Person:
    """A receptionist."""
    return Person(world, "ben@clinic.example.org", Role.receptionist, "Sample Colleague")

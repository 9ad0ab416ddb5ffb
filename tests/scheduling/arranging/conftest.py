"""An administrator, on the Friday before the week that the tests are about."""

from collections.abc import Iterator

import pytest
import time_machine

from clinic.staff.models import Role
from tests.scheduling.arranged import NOW
from tests.staff.person import Person
from tests.world import World


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def lead(world: World) -> Person:
    person = Person(world, role=Role.administrator)
    person.sign_in()
    return person

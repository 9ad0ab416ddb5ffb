"""A clinic with two practitioners, on the Friday before the week that the tests are about."""

from collections.abc import Iterator

import pytest
import time_machine

from tests.scheduling.arranged import NOW, Arranged, arrange
from tests.world import World


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def arranged(world: World) -> Iterator[Arranged]:
    with world.context():
        yield arrange(practitioners=2)

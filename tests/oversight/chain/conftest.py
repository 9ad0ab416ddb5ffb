import pytest

from tests.oversight.chain.trail import Trail
from tests.world import World


@pytest.fixture
def trail(world: World) -> Trail:
    return Trail(world)

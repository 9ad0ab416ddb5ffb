from dataclasses import replace

import pytest

from clinic.core.extensions import limiter
from tests.staff.person import Person
from tests.world import World


@pytest.fixture(autouse=True)
def fresh_counters(world: World) -> None:
    with world.context():
        limiter.reset()


@pytest.fixture
def ada(world: World) -> Person:
    return Person(world)


@pytest.fixture
def second_factor_required(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    required = replace(world.app.extensions["settings"], two_factor_required=True)
    monkeypatch.setitem(world.app.extensions, "settings", required)
    monkeypatch.setitem(world.app.config, "SECURITY_TWO_FACTOR_REQUIRED", True)

from dataclasses import replace

import pytest

from clinic.staff.security import of_settings
from tests.staff.person import Person
from tests.world import World


@pytest.fixture
def ada(world: World) -> Person:
    return Person(world)


@pytest.fixture
def second_factor_required(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    required = replace(world.app.extensions["settings"], two_factor_required=True)
    monkeypatch.setitem(world.app.extensions, "settings", required)
    for name, value in of_settings(required).items():
        monkeypatch.setitem(world.app.config, f"SECURITY_{name}", value)

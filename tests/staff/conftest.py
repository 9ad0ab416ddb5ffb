from dataclasses import replace

import pytest

from clinic.staff.security import of_settings
from tests.staff.person import Person
from tests.world import World


@pytest.fixture(autouse=True)
def quick_hashes(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash with little effort: in earnest each hash takes as long as ten pages."""
    security = world.app.extensions["security"]
    cheap = security.pwd_context.copy(argon2__memory_cost=64, argon2__time_cost=1, argon2__parallelism=1)
    monkeypatch.setattr(security, "pwd_context", cheap)


@pytest.fixture
def ada(world: World, quick_hashes: None) -> Person:
    return Person(world)


@pytest.fixture
def second_factor_required(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    required = replace(world.app.extensions["settings"], two_factor_required=True)
    monkeypatch.setitem(world.app.extensions, "settings", required)
    for name, value in of_settings(required).items():
        monkeypatch.setitem(world.app.config, f"SECURITY_{name}", value)

"""The doctor looks whether pictures can be read."""

import pytest

from clinic.photos import darkroom
from clinic.photos.health import SAMPLES, pictures
from tests.world import World


def test_the_doctor_has_a_picture_of_each_kind_read() -> None:
    assert [path.suffix for path in SAMPLES] == [".heic", ".jpg"]
    assert pictures() is None


def test_a_reader_that_does_not_work_is_named_by_the_doctor(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(darkroom, "COMMAND", ["true"])
    answer = world.app.test_cli_runner().invoke(args=["doctor"])
    assert "FAULT  pictures       Photos cannot be read (HEIC, JPG)" in answer.output


def test_a_reader_that_cannot_be_started_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(darkroom, "COMMAND", ["no-such-program"])
    assert "HEIC" in (pictures() or "")

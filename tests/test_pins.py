"""The pinned dependencies: whole, exact, with their hashes, and from no index in particular."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PRODUCTION, DEVELOPMENT = (ROOT / name for name in ("requirements.txt", "requirements-dev.txt"))
PIN = re.compile(r"([a-z0-9-]+)(?:\[[a-z0-9,-]+\])?==([^\s;]+)(?: ; .+)?")
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")


def entries(path: Path) -> list[str]:
    """Give each requirement with what belongs to it as one line."""
    return path.read_text().replace("\\\n", "").splitlines()


def pins(path: Path) -> dict[str, str]:
    found = [PIN.fullmatch(entry.partition("--hash")[0].strip()) for entry in entries(path)]
    return {pin[1]: pin[2] for pin in found if pin}


@pytest.mark.parametrize("path", [PRODUCTION, DEVELOPMENT], ids=lambda path: path.name)
def test_every_line_is_one_version_with_its_hashes_and_nothing_else(path: Path) -> None:
    for entry in entries(path):
        requirement, *hashes = (part.strip() for part in re.split(r"(?=--hash)", entry))
        assert PIN.fullmatch(requirement), f"{requirement} is no exact version, or comes from an address"
        assert hashes, f"{requirement} has no hash"
        assert all(HASH.fullmatch(each) for each in hashes), requirement


@pytest.mark.parametrize(
    ("path", "extra"), [(PRODUCTION, False), (DEVELOPMENT, True)], ids=["production", "development"]
)
def test_whatever_the_project_names_is_pinned(path: Path, extra: bool) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    named = [*project["dependencies"], *(project["optional-dependencies"]["dev"] if extra else [])]
    assert {re.split(r"[\[<>=~]", each)[0] for each in named} <= set(pins(path))


def test_tests_run_with_the_versions_of_production() -> None:
    assert pins(PRODUCTION).items() <= pins(DEVELOPMENT).items()

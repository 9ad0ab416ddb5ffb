"""What is made of what pip-audit says."""

import json

from tests.audit.report import read

FAULTY = {"name": "sample", "version": "1.0", "vulns": [{"id": "PYSEC-2026-1", "fix_versions": ["1.1"], "aliases": []}]}
SOUND = {"name": "sound", "version": "2.0", "vulns": []}
UNKNOWN = {"name": "unknown", "skip_reason": "Dependency not found on PyPI and could not be audited"}


def written(*dependencies: object) -> str:
    return json.dumps({"dependencies": dependencies, "fixes": []})


def test_a_vulnerability_is_named_with_the_version_that_mends_it() -> None:
    report = read(written(FAULTY, SOUND))
    assert [each.name for each in report.vulnerable] == ["sample"]
    assert "VULNERABLE: sample 1.0: PYSEC-2026-1. Mended in 1.1." in report.sentences("a register")


def test_what_a_register_does_not_know_is_not_called_sound() -> None:
    report = read(written(SOUND, UNKNOWN))
    assert report.vulnerable == []
    assert "NOT LOOKED UP: unknown." in report.sentences("a register")


def test_a_register_that_cannot_be_asked_has_looked_up_nothing() -> None:
    assert read("").looked_up == []
    assert read(written(UNKNOWN)).looked_up == []
    assert read("Traceback (most recent call last): …").looked_up == []

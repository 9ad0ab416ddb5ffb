from pathlib import Path

from clinic.local.keys import keys


def test_secrets_are_made_once_and_marked_as_samples(tmp_path: Path) -> None:
    first = keys(tmp_path)
    assert keys(tmp_path) == first
    assert first.secret_key.startswith("sample-")
    assert first.data_key.startswith("sample-")

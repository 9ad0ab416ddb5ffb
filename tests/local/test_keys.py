import json
from pathlib import Path

from clinic.local.keys import keys


def test_secrets_are_made_once_and_marked_as_samples(tmp_path: Path) -> None:
    first = keys(tmp_path)
    assert keys(tmp_path) == first
    assert first.secret_key.startswith("sample-")
    assert first.data_key.startswith("sample-")


def test_a_sample_person_who_is_new_gets_a_password_and_the_others_keep_theirs(tmp_path: Path) -> None:
    first = keys(tmp_path)
    path = tmp_path / "secrets.json"
    known, *others = first.passwords
    path.write_text(json.dumps({**json.loads(path.read_text()), "passwords": {known: first.passwords[known]}}))
    again = keys(tmp_path)
    assert again.passwords[known] == first.passwords[known]
    assert set(again.passwords) == {known, *others}
    assert keys(tmp_path) == again

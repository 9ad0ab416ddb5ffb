"""The sample secrets of one instance: made at its first start, kept in its folder for its owner alone."""

import base64
import json
import os
import secrets
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from clinic.local.people import STAFF

MARK = "sample-"
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that look alike


@dataclass(frozen=True)
class Keys:
    secret_key: str
    data_key: str
    passwords: dict[str, str]


def keys(instance: Path) -> Keys:
    """Read the instance's secrets, or make them; a sample person who is new since then gets a password too."""
    path = instance / "secrets.json"
    kept = Keys(**json.loads(path.read_text())) if path.exists() else _new()
    passwords = {**_new().passwords, **kept.passwords}
    if not path.exists() or passwords != kept.passwords:
        kept = replace(kept, passwords=passwords)
        write_private(path, json.dumps(asdict(kept), indent=2))
    return kept


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read, whole or not at all."""
    unfinished = path.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    unfinished.replace(path)


def _new() -> Keys:
    return Keys(
        secret_key=MARK + secrets.token_urlsafe(32),
        data_key=MARK + base64.b64encode(secrets.token_bytes(32)).decode(),
        passwords={person.email: _password() for person in STAFF},
    )


def _password() -> str:
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(5)) for _ in range(3))

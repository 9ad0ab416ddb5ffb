"""The file of a backup: sealed with DATA_KEYS piece by piece, so that it is never held in memory as a whole.

`a line that says what it is | identity (16 bytes) | pieces`, and a piece is `length (4 bytes) | sealed value`. What a
piece is sealed to names the file, its place in it, and whether it is the last: none can be changed, moved, left out,
brought from another file or cut off the end without showing. The first piece is the manifest, the others are the dump.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from clinic.core.encryption import CannotDecrypt, keyring

KIND = b"clinic backup 1\n"
PIECE = 1024 * 1024
LONGEST = 2 * PIECE


class NotWhole(Exception):
    """The file is no backup, or was cut off or damaged, or its key is not in DATA_KEYS; the message says which."""


@dataclass(frozen=True)
class Manifest:
    """What a backup holds, for the restore to compare."""

    at: datetime
    revision: str
    """The migration that the database is at."""
    tables: dict[str, int]
    """Rows by table."""
    head: tuple[int, str]
    """The end of the audit trail's chain: its number and its hash."""
    erasures: int
    """How many had been written down outside the database."""

    def written(self) -> bytes:
        return json.dumps({**asdict(self), "at": self.at.isoformat()}).encode()

    @classmethod
    def of(cls, written: bytes) -> "Manifest":
        values: dict[str, Any] = json.loads(written)
        number, digest = values["head"]
        return cls(**{**values, "at": datetime.fromisoformat(values["at"]), "head": (number, digest)})


class Writer:
    """Seals what is written to it; `finish` says that it is whole."""

    def __init__(self, file: BinaryIO, manifest: Manifest) -> None:
        self.file = file
        self.identity = os.urandom(16)
        self.number = 0
        self.waiting = b""
        file.write(KIND + self.identity)
        self._piece(manifest.written())

    def write(self, words: bytes) -> None:
        self.waiting += words
        while len(self.waiting) > PIECE:
            self._piece(self.waiting[:PIECE])
            self.waiting = self.waiting[PIECE:]

    def finish(self) -> None:
        self._piece(self.waiting, is_last=True)

    def _piece(self, words: bytes, *, is_last: bool = False) -> None:
        sealed = keyring().encrypt(words, _place(self.identity, self.number, is_last))
        self.file.write(len(sealed).to_bytes(4, "big") + sealed)
        self.number += 1


def pieces(path: Path) -> Iterator[bytes]:
    """Open a backup piece by piece, the manifest first. Raises NotWhole, at the latest where its end should be."""
    with path.open("rb") as file:
        if file.read(len(KIND)) != KIND:
            raise NotWhole(f"{path} is no backup of a clinic. Check the file's name.")
        identity, number, size = file.read(16), 0, path.stat().st_size
        is_last = False
        while not is_last:
            sealed = _next(file, path)
            is_last = file.tell() == size
            yield _open(sealed, _place(identity, number, is_last), path, number)
            number += 1


def manifest(path: Path) -> Manifest:
    """Raises NotWhole."""
    return Manifest.of(next(pieces(path)))


def dump(path: Path) -> Iterator[bytes]:
    """Give the dump without the manifest. Raises NotWhole."""
    opened = pieces(path)
    next(opened)
    yield from opened


def _next(file: BinaryIO, path: Path) -> bytes:
    length = int.from_bytes(file.read(4), "big")
    sealed = file.read(length) if 0 < length <= LONGEST else b""
    if not sealed or len(sealed) < length:
        raise _not_whole(path)
    return sealed


def _open(sealed: bytes, place: str, path: Path, number: int) -> bytes:
    ring = keyring()
    if not ring.knows(sealed):
        raise NotWhole(
            f"{path} was made with a key that is not in DATA_KEYS, or is damaged. Add the key it was made with."
        )
    try:
        return ring.decrypt(sealed, place)
    except CannotDecrypt:
        raise _not_whole(path) from None


def _not_whole(path: Path) -> NotWhole:
    return NotWhole(f"{path} was cut off or changed since it was made. Take another copy of it, or an older backup.")


def _place(identity: bytes, number: int, is_last: bool) -> str:
    return f"backup:{identity.hex()}:{number}:{'last' if is_last else 'more'}"

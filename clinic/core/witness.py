"""What is kept outside the database, so that a database that was changed or brought back cannot contradict it.

One file for each kind of fact in WITNESS_FOLDER, one JSON object a line, only ever added to. Ids and hashes, no person.
"""

import fcntl
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from clinic.core.health import check
from clinic.core.settings import settings

Line = Mapping[str, Any]


class NoWitness(Exception):
    """WITNESS_FOLDER is not set, or cannot be used; the message says what to do."""


def add(name: str, lines: Iterable[Line]) -> None:
    """Add lines to a file, and return when they are on the disk. Raises NoWitness."""
    text = "".join(json.dumps(line, separators=(",", ":")) + "\n" for line in lines)
    try:
        with os.fdopen(os.open(_file(name), os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.seek(_end_of_whole_lines(file.read()))
            file.truncate()
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
    except OSError as fault:
        raise NoWitness(_cannot(f"written to ({fault.strerror})")) from None


def lines(name: str) -> list[dict[str, Any]]:
    """Give every whole line of a file: one that was cut off in writing was never promised. Raises NoWitness."""
    path = _file(name)
    try:
        written = path.read_bytes() if path.exists() else b""
        return [json.loads(line) for line in written[: _end_of_whole_lines(written)].splitlines()]
    except OSError as fault:
        raise NoWitness(_cannot(f"read ({fault.strerror})")) from None
    except ValueError:
        raise NoWitness(
            f"{path} holds a line that is not ours. Bring the file back from where it is copied to."
        ) from None


def _end_of_whole_lines(written: bytes) -> int:
    return written.rfind(b"\n") + 1


def _file(name: str) -> Path:
    if not settings().witness_folder:
        raise NoWitness("WITNESS_FOLDER is not set. Name a folder there that does not lie with the database.")
    folder = Path(settings().witness_folder)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as fault:
        raise NoWitness(_cannot(f"made ({fault.strerror})")) from None
    return folder / f"{name}.jsonl"


def _cannot(be_what: str) -> str:
    return f"WITNESS_FOLDER ({settings().witness_folder}) cannot be {be_what}. Check that it is there and ours."


@check("witness")
def witness() -> str | None:
    try:
        add("anchors", ())
    except NoWitness as fault:
        return str(fault)
    return None

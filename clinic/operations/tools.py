"""PostgreSQL's own programs: found, told which database, and understood when they fail."""

import contextlib
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from clinic.core.settings import settings

MAY_WRITE = "-c default_transaction_read_only=off"
"""For sessions of our own in a database that is closed to all others."""
ERROR = re.compile(r"^\S+: (?:error|fatal): (.*)", re.MULTILINE)


class ToolFailed(Exception):
    """A program of PostgreSQL's is not there, too old, or failed; the message says why and what to do."""


def program(name: str, server: int) -> str:
    """Find a program that understands a server of this version. Raises ToolFailed."""
    found = shutil.which(name, path=settings().postgresql_programs or None)
    if found is None:
        raise ToolFailed(f"{name} was not found. Install PostgreSQL's client programs, or set POSTGRESQL_PROGRAMS.")
    said = subprocess.run([found, "--version"], capture_output=True, text=True, check=False).stdout
    version = re.search(r"(\d+)(?:\.\d+)*", said)
    if version is None or int(version[1]) < server:
        raise ToolFailed(
            f"{found} is {said.strip() or 'of an unknown version'}, and the server is version {server}. Install the "
            f"client programs of version {server} or newer, and set POSTGRESQL_PROGRAMS to their folder."
        )
    return found


@contextmanager
def running(command: list[str], *, feeds: bool) -> Iterator[IO[bytes]]:
    """Run a program on our database, and give what it writes, or what it reads if we feed it. Raises ToolFailed.

    Leaving early ends it. Its complaint is cut to the first sentence: what follows may repeat a row.
    """
    where, environ = _database()
    with tempfile.TemporaryFile() as complaints:
        fed, told = (subprocess.PIPE, None) if feeds else (None, subprocess.PIPE)
        process = subprocess.Popen(
            [*command, f"--dbname={where}"], stdin=fed, stdout=told, stderr=complaints, env=environ
        )
        try:
            yield _pipe(process)
            _pipe(process).close()
            process.wait()
        except BrokenPipeError:
            process.wait()
        finally:
            process.kill()
            process.wait()
            with contextlib.suppress(BrokenPipeError):
                _pipe(process).close()
        if process.returncode:
            raise ToolFailed(f"{Path(command[0]).name} failed: {_complaint(complaints, process.returncode)}")


def _pipe(process: subprocess.Popen[bytes]) -> IO[bytes]:
    pipe = process.stdin or process.stdout
    assert pipe is not None, "one of them was asked for"
    return pipe


def _database() -> tuple[str, dict[str, str]]:
    """Name the database for a program; the password goes by its environment, where no list of processes shows it."""
    url = settings().database_url.replace("postgresql+psycopg://", "postgresql://", 1)
    known: dict[str, Any] = conninfo_to_dict(url)
    password = known.pop("password", None)
    known["options"] = f"{known.get('options') or ''} {MAY_WRITE}".strip()
    environ = {"PATH": os.defpath, "LC_ALL": "C", **({"PGPASSWORD": str(password)} if password else {})}
    return make_conninfo(**known), environ


def _complaint(complaints: IO[bytes], code: int) -> str:
    complaints.seek(0)
    found = ERROR.search(complaints.read().decode(errors="replace"))
    return found[1] if found else f"it ended with code {code}"

"""One copy of the clinic on this machine: its folder, its lock, and what its processes need to know."""

import contextlib
import fcntl
import json
import os
import socket
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from clinic.local.child import ROOT
from clinic.local.keys import keys, write_private
from clinic.local.postgres import program_folder

HOST = "127.0.0.1"
MAILBOX = "sample.clinic@example.org"


class CannotRun(Exception):
    """The clinic cannot be started or reached here; the message says why and what to do."""


@dataclass(frozen=True)
class Instance:
    folder: Path
    port: int

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> "Instance":
        port = environ.get("PORT") or "8000"
        if not port.isdecimal() or not 0 < int(port) < 65536:
            raise CannotRun(f"PORT is {port!r}; it must be a number from 1 to 65535.")
        return cls((ROOT / (environ.get("CLINIC_INSTANCE") or "instance")).absolute(), int(port))

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def log(self, name: str) -> Path:
        return self.folder / "log" / f"{name}.log"

    def environ(self, *, database_url: str, redis_url: str, mail_port: int) -> dict[str, str]:
        """Give the settings under which every process of this instance runs."""
        secrets = keys(self.folder)
        return {
            "CLINIC_LOCAL": "yes",
            "CLINIC_INSTANCE": str(self.folder),
            "CLINIC_EMAIL": MAILBOX,
            "CLINIC_PHONE": "020 7946 0018",  # one of those that Ofcom keeps for stories
            "CLINIC_ADDRESS": "1 Sample Street, Sampletown, ZZ99 9ZZ",
            "DATABASE_URL": database_url,
            "REDIS_URL": redis_url,
            "SECRET_KEY": secrets.secret_key,
            "DATA_KEYS": secrets.data_key,
            "PUBLIC_URL": self.url,
            "MAIL_SERVER": HOST,
            "MAIL_PORT": str(mail_port),
            "MAIL_SECURITY": "none",
            "MAIL_USERNAME": "",
            "MAIL_PASSWORD": "",
            "MAIL_SENDER": MAILBOX,
            "WITNESS_FOLDER": str(self.folder / "witness"),
            "POSTGRESQL_PROGRAMS": program_folder(),
            "SECURE_COOKIES": "no",
            "TWO_FACTOR_REQUIRED": "no",
            "PYTHONUNBUFFERED": "1",
        }

    @contextlib.contextmanager
    def lock(self) -> Iterator[None]:
        """Hold this instance for ourselves. Raises CannotRun when another process holds it."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o711)
        with (self.folder / "lock").open("a+") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                file.seek(0)
                raise CannotRun(
                    f"The clinic already runs in {self.folder} (process {file.read().strip()}). "
                    "Stop it first, or set CLINIC_INSTANCE to another folder and PORT to another port."
                ) from None
            file.truncate(0)
            file.write(f"{os.getpid()}\n")
            file.flush()
            yield

    def check_port(self) -> None:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, self.port))
            except OSError as fault:
                raise CannotRun(
                    f"Port {self.port} cannot be used: {fault.strerror}. Choose another: make run PORT=8001"
                ) from None

    def publish(self, environ: Mapping[str, str]) -> None:
        """Leave the settings where commands about the running clinic find them."""
        write_private(self.folder / "environ.json", json.dumps(dict(environ), indent=2))

    def withdraw(self) -> None:
        (self.folder / "environ.json").unlink(missing_ok=True)

    def published(self) -> dict[str, str]:
        """Read the running clinic's settings. Raises CannotRun when it does not run."""
        path = self.folder / "environ.json"
        if not path.exists() or not self._is_held():
            raise CannotRun(f"The clinic does not run in {self.folder}. Start it first: make run")
        return {str(name): str(value) for name, value in json.loads(path.read_text()).items()}

    def _is_held(self) -> bool:
        with (self.folder / "lock").open() as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
        return False

"""One lane of the suite: its own PostgreSQL and Valkey, and any number of clinics one after another."""

import base64
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

import psycopg

from clinic.local.child import ROOT
from clinic.local.postgres import DATABASE, Postgres
from clinic.local.valkey import Valkey
from tests.faults import failpoints
from tests.faults.clinic import Clinic
from tests.faults.inbox import Inbox

BLANK = "blank"
REDIS_DATABASES = 16
CONNECTIONS = 240


class Bench:
    """Servers for one lane. A clinic has a database, a Redis database and an inbox of its own."""

    def __init__(self, folder: Path, disk: Path | None = None) -> None:
        """Keep everything in a folder, but for the database where it has a disk of its own."""
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.postgres = Postgres(disk or folder, hasty=True, connections=CONNECTIONS)
        self.valkey = Valkey(folder)
        self.numbers = count(1)
        self.stack = ExitStack()

    def __enter__(self) -> Self:
        for server in (self.postgres, self.valkey):
            self.stack.enter_context(server)
        self._make_blank()
        return self

    def __exit__(self, *_: object) -> None:
        self.stack.close()

    @contextmanager
    def clinic(self, without: str = "", **settings: str) -> Iterator[Clinic]:
        """Open a clinic with an empty database; `without` names the guard that a control switches off."""
        number = next(self.numbers)
        name, folder = f"clinic_{number}", self.folder / str(number)
        folder.mkdir()
        self._execute(f"CREATE DATABASE {name} TEMPLATE {BLANK}")
        with Inbox() as inbox, ExitStack() as stack:
            environ = self.environ(name, number % REDIS_DATABASES, inbox.port)
            environ |= {failpoints.FOLDER: str(folder), failpoints.WITHOUT: without, **settings}
            clinic = Clinic(folder, environ, inbox, self.postgres, self.valkey)
            stack.callback(clinic.close)
            yield clinic

    def lose_database(self, clinic: Clinic) -> None:
        """Leave an empty database in the place of a clinic's."""
        name = urlsplit(clinic.environ["DATABASE_URL"]).path.removeprefix("/")
        self._execute(f"DROP DATABASE {name} WITH (FORCE)")
        self._execute(f"CREATE DATABASE {name} TEMPLATE template0")

    def environ(self, database: str, redis: int, mail_port: int) -> dict[str, str]:
        """Give the settings of a small local clinic whose forms may be sent at once and often."""
        return {
            **{name: os.environ[name] for name in ("PATH", "LANG", "HOME") if name in os.environ},
            "DATABASE_URL": self.postgres.url_of(database),
            "REDIS_URL": f"{self.valkey.url.rpartition('/')[0]}/{redis}",
            "SECRET_KEY": secrets.token_urlsafe(32),
            "DATA_KEYS": base64.b64encode(os.urandom(32)).decode(),
            "PUBLIC_URL": "http://localhost",
            "MAIL_SERVER": "127.0.0.1",
            "MAIL_PORT": str(mail_port),
            "MAIL_SECURITY": "none",
            "MAIL_SENDER": "requests@clinic.example.org",
            "CLINIC_EMAIL": "desk@clinic.example.org",
            "CLINIC_PHONE": "020 7946 0018",
            "SECURE_COOKIES": "no",
            "TWO_FACTOR_REQUIRED": "no",
            "MINIMUM_FORM_SECONDS": "0",
            "INTAKE_LIMIT_PER_ADDRESS": "100000 per hour",
            "INTAKE_LIMIT_PER_EMAIL": "100000 per hour",
            "CLINIC_LOCAL": "yes",
        }

    def _make_blank(self) -> None:
        environ = self.environ(DATABASE, 0, 25)
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "db", "upgrade"]
        done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        self._execute(f"CREATE DATABASE {BLANK} TEMPLATE {DATABASE}", "postgres")

    def _execute(self, statement: Any, database: str = "postgres") -> None:
        with psycopg.connect(self.postgres.url_of(database), autocommit=True) as connection:
            connection.execute(statement)

"""What the measurements run on: the servers of `make run`, durable as in production, and the migrated clinic."""

import base64
import contextlib
import http.client
import os
import secrets
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import psycopg
from flask import Flask
from flask_migrate import upgrade

from clinic import create_app
from clinic.local import account
from clinic.local.child import Child
from clinic.local.postgres import Postgres
from clinic.local.valkey import HOST, Valkey, free_port
from config import Settings
from tests.benchmarks.sink import BareSink

BARE_TABLE = "CREATE TABLE bare_note (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, words text NOT NULL)"
DESK = "desk@clinic.example.org"


class Granian(Child):
    """A web server with two workers, for our application and the bare one alike."""

    name = "web"
    options = "--interface wsgi --workers 2 --blocking-threads 4 --log-level warning --no-ws"

    def __init__(self, folder: Path, environ: Mapping[str, str], target: str, probe: str) -> None:
        super().__init__(folder / f"{target.partition(':')[0]}.log", environ)
        self.port, self.target, self.probe = free_port(), target, probe

    def command(self) -> list[str]:
        place = ["--host", HOST, "--port", str(self.port)]
        return [sys.executable, "-m", "granian", *self.options.split(), *place, self.target]

    def is_ready(self) -> bool:
        connection = http.client.HTTPConnection(HOST, self.port, timeout=5)
        with contextlib.suppress(OSError, http.client.HTTPException), contextlib.closing(connection):
            connection.request("GET", self.probe)
            return connection.getresponse().status < 500
        return False


class Worker(Child):
    """The Celery worker of production, with one process."""

    name = "worker"
    stop_seconds = 40.0
    options = "worker --concurrency 1 --loglevel INFO --without-gossip --without-mingle"

    def command(self) -> list[str]:
        return [sys.executable, "-m", "celery", "--app", "clinic.worker", *self.options.split()]

    def is_ready(self) -> bool:
        return b"ready" in self.log.read_bytes()


@dataclass
class Stage:
    folder: Path
    environ: dict[str, str]
    app: Flask
    postgres: Postgres
    sink: BareSink

    def clinic(self) -> Granian:
        return Granian(self.folder, {**os.environ, **self.environ}, "wsgi:app", "/health/live")

    def bare(self) -> Granian:
        return Granian(self.folder, {**os.environ, **self.environ}, "tests.benchmarks.bare:app", "/")

    def worker(self) -> Worker:
        return Worker(self.folder / "worker.log", {**os.environ, **self.environ})

    def empty(self) -> None:
        """Delete every row, so that each measurement begins alike."""
        with psycopg.connect(self.postgres.url) as connection:
            tables = "intake, submission, access_token, notification, audit_entry, audit_link, bare_note"
            connection.execute("SET session_replication_role = replica")  # the audit trail refuses otherwise
            connection.execute(f"TRUNCATE {tables} CASCADE")


@contextlib.contextmanager
def stage() -> Iterator[Stage]:
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="clinic-bench-")))
        postgres = stack.enter_context(Postgres(folder))
        stack.callback(remove, postgres)
        valkey = stack.enter_context(Valkey(folder / "valkey"))
        sink = stack.enter_context(BareSink(folder / "sink.log"))
        environ = settings(postgres, valkey, sink)
        app = create_app(Settings.from_environ(environ))
        with app.app_context():
            upgrade()
        with psycopg.connect(postgres.url) as connection:
            connection.execute(BARE_TABLE)
        yield Stage(folder, environ, app, postgres, sink)


def settings(postgres: Postgres, valkey: Valkey, sink: BareSink) -> dict[str, str]:
    """Give settings under which nobody is turned away, but everything is counted as in production."""
    return {
        "DATABASE_URL": postgres.url,
        "REDIS_URL": valkey.url,
        "SECRET_KEY": secrets.token_urlsafe(32),
        "DATA_KEYS": base64.b64encode(os.urandom(32)).decode(),
        "PUBLIC_URL": "http://localhost",
        "MAIL_SERVER": HOST,
        "MAIL_PORT": str(sink.port),
        "MAIL_SECURITY": "none",
        "MAIL_SENDER": "requests@clinic.example.org",
        "CLINIC_EMAIL": DESK,
        "SECURE_COOKIES": "no",
        "TWO_FACTOR_REQUIRED": "no",
        "CLINIC_LOCAL": "yes",
        "MINIMUM_FORM_SECONDS": "0",
        "INTAKE_LIMIT_PER_ADDRESS": "1000000 per hour",
        "INTAKE_LIMIT_PER_EMAIL": "1000 per hour",
    }


def remove(postgres: Postgres) -> None:
    account.remove_folder(postgres.home)

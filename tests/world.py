"""The cast, and what they can do: whom the tests are about."""

import math
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy import Connection

from clinic.core.audit import PATIENT
from clinic.core.db import db
from clinic.intake import services
from clinic.intake.models import Source
from clinic.intake.services import Accepted
from clinic.notifications import services as mail
from tests.pages import CheckedClient, Page
from tests.smtp import Sink
from tests.staff.hashing import hash_with_little_effort

PATIENT_EMAIL = "patient@example.com"
DESK = "desk@clinic.example.org"

QUICK = {
    "name": "Sample Patient",
    "email": PATIENT_EMAIL,
    "contact_pref": "email",
    "subject": "not-sure",
    "message": "My hair is thinner than last year.",
    "emerg_ack": True,
    "consent_health": True,
    "consent_contact": True,
}

COUNT_ANEW = """
    SELECT setval(schemaname || '.' || sequencename, 1, false) FROM pg_sequences WHERE last_value IS NOT NULL
"""


@dataclass
class World:
    """The application, its mail server, and shortcuts to what people do."""

    app: Flask
    sink: Sink

    def client(self) -> CheckedClient:
        client = self.app.test_client()
        assert isinstance(client, CheckedClient)
        return client

    def context(self) -> AbstractContextManager[Any]:
        return self.app.app_context()

    def quick_form(self, client: CheckedClient, **changes: str) -> dict[str, str]:
        """Give the short form as a patient would fill it in, on the page that the client fetched."""
        hidden = client.page("/consultation/quick/").values()
        ticked = {key: "y" for key, value in QUICK.items() if value is True}
        words = {key: str(value) for key, value in QUICK.items() if value is not True}
        return {**hidden, **words, **ticked, **changes}

    def request(self, key: str = "a key", **answers: Any) -> Accepted:
        with self.context():
            return services.submit_intake({**QUICK, **answers}, Source.quick, key, PATIENT)

    def send_mail(self) -> int:
        with self.context():
            return mail.drain()


def be_quick(app: Flask) -> None:
    """Prepare an application for tests, whose database no other thread may ask."""
    app.test_client_class = CheckedClient
    hash_with_little_effort(app)
    app.extensions["shelf"].look_again_seconds = math.inf


@contextmanager
def rolled_back(app: Flask) -> Iterator[Connection]:
    """Let every session of the application work in one outer transaction, by savepoints, and roll it back."""
    with app.app_context():
        engine = db.engine
    with engine.connect() as connection, connection.begin() as outer:
        _bind(app, connection)
        yield connection
        _bind(app, engine)
        outer.rollback()


def _bind(app: Flask, target: object) -> None:
    db._app_engines[app][None] = target  # type: ignore[assignment]  # a connection serves where an engine does
    db.session.session_factory.configure(join_transaction_mode="create_savepoint")


def empty(app: Flask) -> None:
    """Delete every row, after a test that really commits, and count from one again.

    TRUNCATE would write every table and index anew, which takes fifty times as long when there are few rows.
    """
    tables = [f'"{table.name}"' for table in db.metadata.sorted_tables]
    with app.app_context(), db.engine.begin() as connection:
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")  # the audit trail refuses otherwise
        connection.exec_driver_sql(f"LOCK TABLE {', '.join(tables)} IN SHARE ROW EXCLUSIVE MODE")  # wait for who writes
        connection.exec_driver_sql("; ".join(f"DELETE FROM {table}" for table in tables))  # noqa: S608  # our names
        connection.exec_driver_sql(COUNT_ANEW)


__all__ = ["DESK", "PATIENT_EMAIL", "QUICK", "Page", "World", "be_quick", "empty", "rolled_back"]

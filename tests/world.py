"""The cast, and what they can do: whom the tests are about."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from flask import Flask

from clinic.core.audit import PATIENT
from clinic.core.db import db
from clinic.intake import services
from clinic.intake.models import Source
from clinic.intake.services import Accepted
from clinic.notifications import services as mail
from tests.pages import CheckedClient, Page
from tests.smtp import Sink

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


__all__ = ["DESK", "PATIENT_EMAIL", "QUICK", "Page", "World", "empty"]

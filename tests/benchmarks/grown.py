"""A clinic with so many requests, visited by those who are signed in there."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import psycopg
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from sqlalchemy import event

from clinic import create_app
from clinic.core.audit import SYSTEM
from clinic.core.db import db
from clinic.local.seeding.filling import count, fill
from clinic.staff.models import Role
from clinic.staff.services import add_staff
from config import Settings
from tests.benchmarks.sought import address_of, sought
from tests.benchmarks.staff import PASSWORD, signed_in
from tests.benchmarks.stage import Stage

LINES = re.compile(r"<(?:tr|li)\b")


@dataclass(frozen=True)
class Statement:
    """What was said to the database, and how long it took to answer, in seconds."""

    words: str
    parameters: Any
    seconds: float


@dataclass(frozen=True)
class Visit:
    """What came of fetching a page, and after how long, in seconds."""

    seconds: float
    statements: list[Statement]
    lines: int
    """Of its tables and lists."""

    @property
    def slowest(self) -> Statement:
        return max(self.statements, key=lambda each: each.seconds)


@dataclass
class Grown:
    app: Flask

    @cached_property
    def clients(self) -> dict[Role, FlaskClient]:
        return {role: signed_in(self.app, address_of(role)) for role in Role}

    @cached_property
    def sought(self) -> dict[str, str]:
        """What stands in the place of names in an address."""
        return sought(self.app, self.clients)

    @cached_property
    def statements(self) -> list[Statement]:
        """Whatever is said to the database from now on."""
        said: list[Statement] = []
        begun: list[float] = []
        with self.app.app_context():
            event.listen(db.engine, "before_cursor_execute", lambda *_: begun.append(time.perf_counter()))
            event.listen(db.engine, "after_cursor_execute", _noting(said, begun))
        return said

    def visit(self, address: str, role: Role) -> Visit:
        path = address.format(**self.sought)
        self.statements.clear()
        started = time.perf_counter()
        answer = self.clients[role].get(path)
        seconds = time.perf_counter() - started
        assert answer.status_code == 200, f"{path} answers {answer.status}"
        return Visit(seconds, [*self.statements], len(LINES.findall(answer.text)))

    def explained(self, statement: Statement) -> list[str]:
        """Give how the database answers a statement, whose changes are not kept."""
        with self.app.app_context(), db.engine.connect() as connection:
            words = f"EXPLAIN (ANALYZE, BUFFERS) {statement.words}"
            return list(connection.exec_driver_sql(words, statement.parameters).scalars())


def _noting(said: list[Statement], begun: list[float]) -> Callable[..., None]:
    def note(connection: Any, cursor: Any, words: str, parameters: Any, *_: object) -> None:
        said.append(Statement(words, parameters, time.perf_counter() - begun.pop()))

    return note


def grown(stage: Stage, name: str, requests: int, say: Callable[[str], None]) -> Grown:
    """Make a clinic with a database of its own in the stage's server, and fill it."""
    with psycopg.connect(stage.postgres.url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    app = create_app(Settings.from_environ({**stage.environ, "DATABASE_URL": stage.postgres.url_of(name)}))
    with app.app_context():
        upgrade()
        for role in Role:
            add_staff(f"Sample {role.capitalize()}", address_of(role), PASSWORD, role, SYSTEM)
        fill(requests, say)
        count(say)
    return Grown(app)

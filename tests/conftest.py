"""The world the tests run in: real servers, the application, and the cast."""

import base64
import os
import secrets
import shutil
from collections.abc import Iterator

import pytest
import redis
from flask import Flask
from flask_migrate import upgrade

from clinic import create_app
from clinic.local.postgres import Postgres, program_folder
from clinic.local.valkey import Valkey
from config import Settings
from tests.pages import CheckedClient
from tests.smtp import Sink
from tests.world import World, be_quick, empty, rolled_back


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    with Postgres(tmp_path_factory.mktemp("postgres"), hasty=True) as server:
        yield server


@pytest.fixture(scope="session")
def valkey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Valkey]:
    with Valkey(tmp_path_factory.mktemp("valkey")) as server:
        yield server


@pytest.fixture(scope="session")
def sink() -> Iterator[Sink]:
    with Sink() as server:
        yield server


@pytest.fixture(scope="session")
def environment(
    postgres: Postgres, valkey: Valkey, sink: Sink, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, str]:
    """The settings of the tests: a small local clinic whose forms may be sent at once."""
    return {
        "DATABASE_URL": postgres.url,
        "REDIS_URL": valkey.url,
        "SECRET_KEY": secrets.token_urlsafe(32),
        "DATA_KEYS": base64.b64encode(os.urandom(32)).decode(),
        "PUBLIC_URL": "http://localhost",
        "MAIL_SERVER": "127.0.0.1",
        "MAIL_PORT": str(sink.port),
        "MAIL_SECURITY": "none",
        "MAIL_SENDER": "requests@clinic.example.org",
        "MAIL_TIMEOUT": "2",
        "CLINIC_EMAIL": "desk@clinic.example.org",
        "CLINIC_PHONE": "020 7946 0018",
        "SECURE_COOKIES": "no",
        "TWO_FACTOR_REQUIRED": "no",
        "MINIMUM_FORM_SECONDS": "0",
        "WITNESS_FOLDER": str(tmp_path_factory.mktemp("witness")),
        "POSTGRESQL_PROGRAMS": program_folder(),
        "CLINIC_LOCAL": "yes",
    }


@pytest.fixture(scope="session")
def app(environment: dict[str, str]) -> Flask:
    app = create_app(Settings.from_environ(environment))
    be_quick(app)
    with app.app_context():
        upgrade()
    return app


@pytest.fixture
def world(app: Flask, sink: Sink, request: pytest.FixtureRequest) -> Iterator[World]:
    """The application over a database and counters in which nothing of other tests is left.

    What a test writes is rolled back; a test marked `commits` really commits, and its rows are deleted.
    """
    sink.clear()
    app.extensions["shelf"].empty()
    app.extensions.get("memory", {}).clear()
    redis.Redis.from_url(app.extensions["settings"].redis_url).flushdb()
    shutil.rmtree(app.extensions["settings"].witness_folder, ignore_errors=True)
    if request.node.get_closest_marker("commits"):
        yield World(app, sink)
        empty(app)
        return
    with rolled_back(app):
        yield World(app, sink)


@pytest.fixture
def client(world: World) -> CheckedClient:
    return world.client()

import dataclasses
import os
from collections.abc import Iterator
from datetime import timedelta

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import text

from clinic import create_app
from clinic.core.clock import utcnow
from clinic.core.db import transaction
from clinic.core.encryption import Keyring
from clinic.local.valkey import free_port
from clinic.notifications import services as mail
from clinic.notifications.models import Notification
from config import Settings
from tests.world import World


def doctor(world: World) -> Result:
    return world.app.test_cli_runner().invoke(args=["doctor"])


@pytest.fixture
def settings(app: Flask) -> Iterator[Settings]:
    before: Settings = app.extensions["settings"]
    yield before
    app.extensions["settings"] = before


@pytest.fixture
def swept(world: World) -> World:
    with world.context():
        mail.sweep()
    return world


def test_all_is_well_on_a_good_installation(swept: World) -> None:
    answer = doctor(swept)
    assert "All is well." in answer.output, answer.output
    assert answer.exit_code == 0


def test_a_worker_that_does_not_run_is_named(world: World) -> None:
    answer = doctor(world)
    assert "celery -A clinic.worker worker" in answer.output
    assert answer.exit_code == 1


def test_a_broker_that_is_away_is_named(swept: World, settings: Settings) -> None:
    away = dataclasses.replace(settings, redis_url=f"redis://127.0.0.1:{free_port()}/0")
    swept.app.extensions["settings"] = away
    assert "REDIS_URL" in doctor(swept).output


def test_a_mail_server_that_is_away_is_named(swept: World, settings: Settings) -> None:
    swept.app.extensions["settings"] = dataclasses.replace(settings, mail_port=free_port())
    assert "MAIL_SERVER" in doctor(swept).output


def test_a_missing_migration_is_named(swept: World) -> None:
    with swept.context(), transaction() as session:
        session.connection().exec_driver_sql("DELETE FROM alembic_version")
    assert "flask db upgrade" in doctor(swept).output


@pytest.mark.parametrize(("version", "is_fault"), [("0001", True), ("9999", False)])
def test_a_database_may_be_ahead_of_the_code_and_not_behind_it(swept: World, version: str, is_fault: bool) -> None:
    with swept.context(), transaction() as session:
        session.execute(text("UPDATE alembic_version SET version_num = :version"), {"version": version})
    assert ("FAULT  migrations" in doctor(swept).output) is is_fault
    assert swept.client().get("/health/ready").status_code == (503 if is_fault else 200)


def test_a_missing_key_is_named(swept: World) -> None:
    swept.request()
    before = swept.app.extensions["keyring"]
    swept.app.extensions["keyring"] = Keyring((os.urandom(32),))
    assert "DATA_KEYS" in doctor(swept).output
    swept.app.extensions["keyring"] = before


def test_an_email_that_waits_too_long_is_named(swept: World) -> None:
    swept.request()
    with swept.context(), transaction() as session:
        session.query(Notification).update({"created_at": utcnow() - timedelta(minutes=7)})
    assert "waited for 7 minutes" in doctor(swept).output


def test_a_database_that_is_away_is_named_and_the_web_is_not_ready(world: World, settings: Settings) -> None:
    elsewhere = dataclasses.replace(settings, database_url="postgresql+psycopg://nobody@127.0.0.1:1/nothing")
    lost = World(create_app(elsewhere), world.sink)
    assert "DATABASE_URL" in doctor(lost).output
    assert lost.app.test_client().get("/health/ready").status_code == 503


def test_ready_tells_the_age_of_the_oldest_unsent_email(swept: World) -> None:
    swept.request()
    answer = swept.client().get("/health/ready")
    assert answer.status_code == 200
    assert answer.json is not None
    assert answer.json["oldest_unsent_seconds"] >= 0


def test_live_asks_nobody(world: World) -> None:
    assert world.client().get("/health/live").json == {"status": "ok"}

"""Whether the installation works, and in words what is wrong: `/health/…` and `flask doctor`.

A slice registers a check; a check answers with a sentence when something is wrong, else with nothing.
"""

from collections.abc import Callable, Iterable
from functools import cache

import click
import redis
from alembic.script import ScriptDirectory
from flask import Blueprint, Flask, current_app, jsonify
from flask.cli import with_appcontext
from flask.typing import ResponseReturnValue
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from clinic.core import encryption
from clinic.core.db import transaction
from clinic.core.errors import sqlstate
from clinic.core.extensions import limiter
from clinic.core.settings import settings

Check = Callable[[], str | None]

checks: dict[str, Check] = {}
slow: set[str] = set()
figures: dict[str, Callable[[], float | None]] = {}
READY = ("database", "migrations", "keys")
"""What the web needs before it can take a request; the rest may be away for a while."""

blueprint = Blueprint("health", __name__, url_prefix="/health")


def check(name: str) -> Callable[[Check], Check]:
    def register(ask: Check) -> Check:
        checks[name] = ask
        return ask

    return register


def slow_check(name: str) -> Callable[[Check], Check]:
    """Register a check that only the doctor makes, because it asks another company's server or takes a while."""
    slow.add(name)
    return check(name)


def faults(names: Iterable[str]) -> dict[str, str]:
    """Make these checks; gives what is wrong by the check's name."""
    answers = {}
    for name, ask in ((name, checks[name]) for name in names):
        try:
            answer = ask()
        except SQLAlchemyError as fault:
            answer = f"The database could not answer ({sqlstate(fault)})."
        if answer:
            answers[name] = answer
    return answers


@check("database")
def database() -> str | None:
    try:
        with transaction() as session:
            session.execute(text("SELECT 1"))
    except SQLAlchemyError as fault:
        return f"The database cannot be reached ({sqlstate(fault)}). Check DATABASE_URL and that PostgreSQL runs."
    return None


@check("migrations")
def migrations() -> str | None:
    """Tell when the database is behind the code. One ahead is no fault: while a new version is deployed, old code
    goes on over its database, and a migration takes nothing away that the version before it uses."""
    known = _migrations(current_app.extensions["migrate"].directory)
    with transaction() as session:
        is_there = session.scalar(text("SELECT to_regclass('alembic_version')"))
        current = session.scalar(text("SELECT version_num FROM alembic_version")) if is_there else None
    if current is None or current in known[1:]:
        return f"The database is at migration {current or 'none'}, the code wants {known[0]}. Run: flask db upgrade"
    return None


@cache
def _migrations(folder: str) -> list[str]:
    """Give every migration that this code knows, the newest first."""
    return [script.revision for script in ScriptDirectory(folder).walk_revisions()]


@check("keys")
def keys() -> str | None:
    unreadable = [place for place in encryption.samples() if not encryption.opens(*place)]
    if unreadable:
        return "A stored value was encrypted with a key that is not in DATA_KEYS. Add the missing key, at the end."
    return None


@check("broker")
def broker() -> str | None:
    try:
        redis.Redis.from_url(settings().redis_url, socket_timeout=2, socket_connect_timeout=2).ping()
    except redis.RedisError as fault:
        return (
            f"Redis cannot be reached ({type(fault).__name__}). Check REDIS_URL; emails wait for the sweep meanwhile."
        )
    return None


@blueprint.get("/live")
@limiter.exempt
def live() -> ResponseReturnValue:
    return jsonify(status="ok")


@blueprint.get("/ready")
@limiter.exempt
def ready() -> ResponseReturnValue:
    """Answer 503 while a request could not be taken; name what is broken either way."""
    broken = faults(name for name in checks if name not in slow)
    unready = any(name in broken for name in READY)
    known = {} if unready else {name: measure() for name, measure in figures.items()}
    return jsonify(status="broken" if broken else "ok", faults=broken, **known), 503 if unready else 200


@click.command()
@with_appcontext
def doctor() -> None:
    """Check the whole installation; say what is wrong and what to do."""
    broken = faults(checks)
    for name in checks:
        click.echo(f"{'FAULT' if name in broken else 'ok':<6} {name:<14} {broken.get(name, '')}".rstrip())
    click.echo("All is well." if not broken else f"{len(broken)} of {len(checks)} checks found a fault.")
    raise SystemExit(1 if broken else 0)


def init_app(app: Flask) -> None:
    app.register_blueprint(blueprint)
    app.cli.add_command(doctor)

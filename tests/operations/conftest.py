import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from flask_migrate import upgrade
from psycopg.sql import SQL, Identifier

from clinic import create_app
from clinic.core.db import db
from clinic.local.postgres import Postgres
from config import Settings
from tests.operations.clinic import Clinic
from tests.smtp import Sink
from tests.staff.hashing import hash_with_little_effort

NUMBERS = itertools.count(1)


@pytest.fixture(scope="session")
def migrated(environment: dict[str, str], postgres: Postgres) -> str:
    """The name of a database with every table and no row, to be copied."""
    _create(postgres, "migrated")
    app = create_app(Settings.from_environ({**environment, "DATABASE_URL": postgres.url_of("migrated")}))
    with app.app_context():
        upgrade()
        db.engine.dispose()
    return "migrated"


Make = Callable[..., Clinic]


@pytest.fixture
def make(maker: Callable[[Path], Iterator[Make]], tmp_path: Path) -> Iterator[Make]:
    """Make a clinic with a database of its own, empty or with tables; those of one test have one witness."""
    yield from maker(tmp_path)


@pytest.fixture(scope="session")
def maker(
    environment: dict[str, str], postgres: Postgres, migrated: str, sink: Sink
) -> Callable[[Path], Iterator[Make]]:
    def in_folder(folder: Path) -> Iterator[Make]:
        made: list[str] = []
        sink.clear()

        def one(*, is_open: bool = False, **changes: str) -> Clinic:
            made.append(f"drill_{next(NUMBERS)}")
            _create(postgres, made[-1], migrated if is_open else "template0")
            own = {"DATABASE_URL": postgres.url_of(made[-1]), "WITNESS_FOLDER": str(folder / "witness"), **changes}
            app = create_app(Settings.from_environ({**environment, **own}))
            hash_with_little_effort(app)
            return Clinic(app, sink, own["DATABASE_URL"])

        yield one
        with psycopg.connect(postgres.url, autocommit=True) as owner:
            for name in made:
                owner.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))

    return in_folder


@pytest.fixture(scope="session")
def night(maker: Callable[[Path], Iterator[Make]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one backup of a clinic with one request, and what its witness was told."""
    folder = tmp_path_factory.mktemp("night")
    for make in maker(folder):
        clinic = make(is_open=True)
        clinic.request()
        clinic.backed_up(folder / "night.backup")
        clinic.close()
    return folder


@pytest.fixture
def living(make: Callable[..., Clinic]) -> Clinic:
    """A clinic that is open."""
    return make(is_open=True)


def _create(postgres: Postgres, name: str, template: str = "template0") -> None:
    statement = SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(name), Identifier(template))
    with psycopg.connect(postgres.url, autocommit=True) as owner:
        owner.execute(statement)

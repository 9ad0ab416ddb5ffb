import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

from clinic import create_app
from clinic.local.postgres import Postgres
from config import Settings
from tests.operations.clinic import Clinic
from tests.smtp import Sink
from tests.staff.hashing import hash_with_little_effort

NUMBERS = itertools.count(1)


@pytest.fixture
def make(environment: dict[str, str], postgres: Postgres, sink: Sink, tmp_path: Path) -> Iterator[Callable[[], Clinic]]:
    """Make a clinic with an empty database of its own; those of one test have one witness and one mail server."""
    made: list[str] = []
    sink.clear()

    def one(**changes: str) -> Clinic:
        made.append(f"drill_{next(NUMBERS)}")
        with psycopg.connect(postgres.url, autocommit=True) as owner:
            owner.execute(f"CREATE DATABASE {made[-1]}")
        url = f"postgresql://clinic@/{made[-1]}?host={quote(str(postgres.socket.resolve()), safe='')}"
        own = {"DATABASE_URL": url, "WITNESS_FOLDER": str(tmp_path / "witness"), **changes}
        app = create_app(Settings.from_environ({**environment, **own}))
        hash_with_little_effort(app)
        return Clinic(app, sink, url)

    yield one
    with psycopg.connect(postgres.url, autocommit=True) as owner:
        for name in made:
            owner.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def living(make: Callable[[], Clinic]) -> Clinic:
    """A clinic that has been open for a while."""
    clinic = make()
    clinic.open()
    return clinic

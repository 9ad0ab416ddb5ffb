"""The application works under a role that can add to the audit trail and read it, and do nothing else with it."""

import re
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege

from clinic import create_app
from clinic.local.postgres import DATABASE, Postgres
from clinic.oversight.chain import sealing
from clinic.oversight.chain.verifying import Verification
from config import Settings
from tests.world import World

GUIDE = Path(__file__).parent.parent.parent.parent / "docs" / "operations.md"
ROLE = "clinic_application"


@pytest.fixture
def role_url(world: World, postgres: Postgres) -> Iterator[str]:
    """A role with the rights that the guide for operators says, and no others."""
    written = re.search(r"```sql\n(GRANT.*?)```", GUIDE.read_text(), re.DOTALL)
    assert written
    with psycopg.connect(postgres.url, autocommit=True) as owner:
        owner.execute(f"CREATE ROLE {ROLE} LOGIN")
        owner.execute(written[1])
        yield f"postgresql://{ROLE}@/{DATABASE}?host={postgres.socket.resolve()}"
        owner.execute(f"DROP OWNED BY {ROLE}")
        owner.execute(f"DROP ROLE {ROLE}")


@pytest.mark.commits
def test_the_application_works_under_it(world: World, role_url: str, environment: dict[str, str]) -> None:
    mine = World(create_app(Settings.from_environ({**environment, "DATABASE_URL": role_url})), world.sink)
    mine.request()
    assert mine.send_mail() > 0
    with mine.context():
        assert sealing.seal() > 0
        verification = Verification({})
        assert list(verification.walk()) == [verification.last.number]
        assert verification.faults == []
        assert mine.app.extensions["sqlalchemy"].session.connection().engine.url.username == ROLE


@pytest.mark.commits
@pytest.mark.parametrize("table", ["audit_entry", "audit_link"])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {} SET id = 1",
        "DELETE FROM {}",
        "TRUNCATE {}",
        "DROP TABLE {}",
        "ALTER TABLE {} DISABLE TRIGGER only_grows",
        "DROP TRIGGER only_grows ON {}",
    ],
)
def test_it_can_do_nothing_else_with_the_trail(world: World, role_url: str, statement: str, table: str) -> None:
    column = "number" if table == "audit_link" else "id"
    with psycopg.connect(role_url) as role, pytest.raises(InsufficientPrivilege) as refusal:
        role.execute(statement.format(table).replace("SET id", f"SET {column}"))
    assert "only grows:" not in str(refusal.value), "the trigger spoke and not the role's rights"


@pytest.mark.commits
def test_it_cannot_turn_the_triggers_off(world: World, role_url: str) -> None:
    with psycopg.connect(role_url) as role, pytest.raises(InsufficientPrivilege):
        role.execute("SET session_replication_role = replica")

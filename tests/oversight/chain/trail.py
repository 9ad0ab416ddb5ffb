"""The audit trail as the tests fill it, seal it, change it behind its back, and have it verified."""

from dataclasses import dataclass

from click.testing import Result
from sqlalchemy import select, text

from clinic.core import audit
from clinic.core.audit import SYSTEM
from clinic.core.db import db, transaction
from clinic.oversight.chain import sealing
from clinic.oversight.models import AuditLink
from tests.world import World


@dataclass
class Trail:
    world: World

    def fill(self, number: int) -> None:
        with self.world.context(), transaction():
            for each in range(number):
                audit.record(SYSTEM, "did", "thing", each, {"before": each, "after": 1.10})

    def seal(self) -> int:
        with self.world.context():
            return sealing.seal()

    def sealed(self, number: int) -> "Trail":
        self.fill(number)
        self.seal()
        return self

    def links(self) -> list[AuditLink]:
        with self.world.context():
            return list(db.session.scalars(select(AuditLink).order_by(AuditLink.number)))

    def run(self, *words: str) -> Result:
        return self.world.app.test_cli_runner().invoke(args=["audit", *words])

    def faults(self) -> list[str]:
        """Give what is found to be wrong."""
        answer = self.run("verify")
        found = [line.removeprefix("FAULT ") for line in answer.output.splitlines() if line.startswith("FAULT ")]
        assert answer.exit_code == bool(found), answer.output
        return found

    def tamper(self, *statements: str, **values: int) -> None:
        """Change it as only a superuser can, who turns the triggers off."""
        with self.world.context(), transaction() as session:
            session.execute(text("SET LOCAL session_replication_role = replica"))
            for statement in statements:
                session.execute(text(statement), values if ":" in statement else {})
            session.execute(text("SET LOCAL session_replication_role = origin"))

"""A clinic with a database of its own, as the drills use it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from click.testing import Result

from clinic.core.db import db
from clinic.oversight.chain import sealing
from tests.world import World


@dataclass
class Clinic(World):
    url: str

    def run(self, *words: str, **options: Any) -> Result:
        return self.app.test_cli_runner().invoke(args=[*words], **options)

    def backed_up(self, path: Path) -> Path:
        answer = self.run("backup", str(path))
        assert answer.exit_code == 0, answer.output
        return path

    def seal(self) -> int:
        with self.context():
            return sealing.seal()

    def ask(self, question: str) -> Any:
        """Ask the database itself."""
        with psycopg.connect(self.url) as connection:
            row = connection.execute(question).fetchone()
        return row[0] if row else None

    def close(self) -> None:
        """Leave the database, as processes do that are stopped."""
        with self.context():
            db.session.remove()
            db.engine.dispose()

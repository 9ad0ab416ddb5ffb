"""Places where a process of ours ends itself, or loses its database, once somebody has armed them.

Armed by a file and so across processes: the one that removes the file is the one it happens to.
"""

import os
import signal
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import Session

FOLDER = "FAULTS_FOLDER"
WITHOUT = "FAULTS_WITHOUT"
"""The settings of a process: where its failpoints are armed, and which guard it goes without."""

BEFORE_MAIL = "before the emails are owed"
BEFORE_COMMIT = "before the commit"
AFTER_COMMIT = "after the commit"
COMMIT_UNHEARD = "the commit's answer is lost"


def arm(folder: Path, point: str) -> None:
    (folder / point).touch()


def install(folder: Path) -> None:
    def is_armed(point: str) -> bool:
        try:
            (folder / point).unlink()
        except FileNotFoundError:
            return False
        return True

    def execute(connection: Connection, cursor: Any, statement: str, *_: object) -> None:
        if "INSERT INTO notification" in statement and is_armed(BEFORE_MAIL):
            die()

    def commit(connection: Connection) -> None:
        if is_armed(BEFORE_COMMIT):
            die()
        if is_armed(COMMIT_UNHEARD):
            driver = connection.connection.dbapi_connection
            assert driver is not None
            driver.commit()
            driver.pgconn.finish()

    def committed(session: Session) -> None:
        if is_armed(AFTER_COMMIT):
            die()

    event.listen(Engine, "before_cursor_execute", execute)
    event.listen(Engine, "commit", commit)
    event.listen(Session, "after_commit", committed)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)

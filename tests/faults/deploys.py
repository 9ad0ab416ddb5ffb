"""The row about a deploy: the version before the newest migration serves on while this one begins, over one database.

The version before comes from the history of the code, which a copy without history does not have.
"""

import io
import subprocess
import sys
import tarfile
import time
from pathlib import Path
from typing import TypeVar

from clinic.local.child import ROOT, Child
from tests.faults.bench import Bench
from tests.faults.case import Case, row
from tests.faults.clinic import Clinic
from tests.faults.drills import command
from tests.faults.load import Load
from tests.faults.processes import Drain, Web

MIGRATIONS = "migrations/versions"
CONTRACT = "ALTER TABLE intake RENAME COLUMN name TO full_name"
"""What no migration may do in one step: take away what the version before it uses."""
AnyChild = TypeVar("AnyChild", bound=Child)
ALEMBIC = [sys.executable, "-m", "flask", "--app", "wsgi", "db", "upgrade"]


@row("25", "Old and new code over one database")
def two_versions(case: Case, bench: Bench) -> None:
    older = version_before(bench.folder / "older")
    if older is None:
        case.measured.append("not injected: this copy of the code has no history to take the version before from")
        return
    with bench.clinic() as clinic:
        _as_it_was(bench, clinic, older)
        answers = _deploy(case, clinic, older)
        case.measured.append(f"{answers} forms to both")
        _drain(clinic, older)
        clinic.drain().wait()
        case.settle(clinic)
        _contract(case, clinic)


def version_before(folder: Path) -> Path | None:
    """Unpack the newest code with fewer migrations than ours, all of which are ours too; nothing if there is none."""
    for commit in _git("log", "--format=%H", "--", MIGRATIONS).decode().split():
        changes = _git("diff", "--name-status", commit, "HEAD", "--", MIGRATIONS).decode().splitlines()
        if changes and all(change.startswith("A") for change in changes):
            with tarfile.open(fileobj=io.BytesIO(_git("archive", commit))) as archive:
                archive.extractall(folder, filter="data")
            return folder
    return None


def _git(*words: str) -> bytes:
    """Ask the code's history; nothing when there is none."""
    return subprocess.run(["git", *words], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout


def _as_it_was(bench: Bench, clinic: Clinic, older: Path) -> None:
    """Make the database that the version before had, with its own migrations."""
    bench.lose_database(clinic)
    done = subprocess.run(ALEMBIC, cwd=older, env=clinic.environ, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-1000:]


def _deploy(case: Case, clinic: Clinic, older: Path) -> int:
    """Serve with the old, migrate, serve with both, and stop the old; gives how many forms were sent."""
    old, new = _of_version(clinic.web, older), Web(clinic.folder / "new.log", clinic.environ)
    clinic.start(old)
    with Load(clinic, 2) as to_old:
        began = time.monotonic()
        command(clinic, "db", "upgrade")
        clinic.start(new)
        clinic.web = new
        with Load(clinic, 2) as to_new:
            case.inject()
        case.recover(time.monotonic() - began)
    old.stop()
    loads = (to_old, to_new)
    bad = [answer.status for load in loads for answer in load.answers if answer.status != 303]
    case.promise(not bad, f"{len(bad)} forms answered {sorted(set(bad))}")
    return sum(load.forms for load in loads)


def _drain(clinic: Clinic, older: Path) -> None:
    """Let the version before send what is owed, over the new database."""
    drain = _of_version(Drain(clinic.folder / "drain-old.log", clinic.environ), older)
    clinic.children.append(drain)
    drain.begin()
    drain.wait()


def _contract(case: Case, clinic: Clinic) -> None:
    clinic.sql(CONTRACT)
    patient = clinic.patient("late")
    status = patient.send(patient.form()).status
    case.control("expanding before contracting", status >= 500, f"a form answered {status}")


def _of_version(child: AnyChild, folder: Path) -> AnyChild:
    child.folder = folder
    return child

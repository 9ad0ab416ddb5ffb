"""The row about the worst night: the database is gone, and last night's backup is restored."""

import subprocess
import sys
import time
from itertools import count

from clinic.local.child import ROOT
from clinic.local.postgres import program_folder
from tests.faults import failpoints
from tests.faults.bench import Bench
from tests.faults.case import Case, row
from tests.faults.clinic import Clinic
from tests.faults.patient import CANARY

BEFORE, AFTER = ("ada", "ben"), ("cleo", "dan")
REQUESTS = "SELECT count(*) FROM intake"
NUMBERS = count(1)


@row("24", "The database is lost, and last night's backup restored")
def restored(case: Case, bench: Bench) -> None:
    case.inject()
    case.duplicated += _told_again(case, bench)
    guard = "mail withheld after a restore"
    again = _told_again(Case("24", "its control"), bench, without=guard)
    case.control(guard, again > 0, f"{again} emails sent again")


def _told_again(case: Case, bench: Bench, without: str = "") -> int:
    """Back up while mail waits, send it, and lose the database; gives how many emails go again after the restore."""
    witness = str(bench.folder / f"witness-{next(NUMBERS)}")
    with bench.clinic(POSTGRESQL_PROGRAMS=program_folder(), WITNESS_FOLDER=witness) as clinic:
        night = clinic.folder / "night.backup"
        _live_through_a_day(clinic, str(night))
        case.promise(CANARY.encode() not in night.read_bytes(), "words of a patient stand in the backup")
        arrived, began = len(clinic.inbox.copies), time.monotonic()
        bench.lose_database(clinic)
        command(clinic, "restore", str(night), without=without)
        case.recover(time.monotonic() - began)
        command(clinic, "audit", "verify")
        case.promise(clinic.number(REQUESTS) == len(BEFORE), "not every request of the backup is there")
        clinic.drain().wait()
        case.promise(clinic.owed() == 0, f"{clinic.owed()} emails are owed")
        case.search(clinic)
        return len(clinic.inbox.copies) - arrived


def _live_through_a_day(clinic: Clinic, night: str) -> None:
    clinic.start(clinic.web)
    clinic.request(*BEFORE)
    command(clinic, "audit", "anchor")
    command(clinic, "backup", night)
    clinic.drain().wait()
    clinic.request(*AFTER)
    clinic.drain().wait()
    command(clinic, "audit", "anchor")
    clinic.web.kill()


def command(clinic: Clinic, *words: str, without: str = "") -> None:
    """Run one of the clinic's commands, which must succeed."""
    line = [sys.executable, "-m", "tests.faults.command", *words]
    environ = {**clinic.environ, failpoints.WITHOUT: without}
    done = subprocess.run(line, cwd=ROOT, env=environ, capture_output=True, text=True)
    assert done.returncode == 0, f"{' '.join(words)}: {done.stdout[-500:]} {done.stderr[-500:]}"

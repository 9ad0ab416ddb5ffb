"""The row about a full disk: the database lies on a small one of its own, which fills up while people send forms."""

import errno
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.faults.bench import Bench
from tests.faults.case import Case, row
from tests.faults.clinic import Clinic
from tests.faults.load import all_stored, send_forms
from tests.faults.patient import Answer

MEGABYTES = 256
BALLAST = "ballast"
WORDS = "These are the words that must stay."
MOST_FORMS = 400
HALF = """
    SELECT (SELECT count(*) FROM intake WHERE NOT EXISTS (SELECT FROM intake_answers WHERE intake_id = intake.id))
         + (SELECT count(*) FROM submission WHERE NOT EXISTS (SELECT FROM intake WHERE id = submission.intake_id))
"""


@row("20", "The database's disk is full")
def disk_full(case: Case, bench: Bench) -> None:
    with _small_disk() as disk:
        if disk is None:
            case.measured.append("not injected: this account may not mount a small disk")
            return
        with Bench(bench.folder / "on-small-disk", disk) as small, small.clinic() as clinic:
            clinic.start(clinic.web)
            all_stored(case, send_forms(clinic, 4))
            _fill(disk)
            refused = _until_refused(case, clinic)
            _refused_clearly(case, clinic, refused)
            (disk / BALLAST).unlink()
            case.recover(_until_stored(clinic))
            case.within(case.recovered, 30, "storing again")
            clinic.drain().wait()
            case.promise(clinic.number(HALF) == 0, "something was stored by half")
            case.settle(clinic)
    case.controls.append("row 1's: one transaction")


@contextmanager
def _small_disk() -> Iterator[Path | None]:
    """Mount a small disk in memory, where the database's account can go; nothing where only root may do so."""
    place = Path(tempfile.mkdtemp(prefix="clinic-disk-"))
    place.chmod(0o755)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m,mode=755", "tmpfs", str(place)]
    if subprocess.run(mount, capture_output=True).returncode:
        yield None
        place.rmdir()
        return
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)
        place.rmdir()


def _fill(disk: Path) -> None:
    """Write until nothing more fits."""
    with (disk / BALLAST).open("wb", buffering=0) as ballast:
        try:
            while ballast.write(bytes(4096)):
                pass
        except OSError as fault:
            if fault.errno != errno.ENOSPC:
                raise


def _until_refused(case: Case, clinic: Clinic) -> list[Answer]:
    """Send forms as long as they fit into what the tables have left; gives the answers of those that did not."""
    for turn in range(MOST_FORMS // 4):
        patient = clinic.patient(f"late{turn}")
        answers = [patient.send(patient.form(message=WORDS * 100)) for _ in range(4)]
        case.inject(len(answers))
        refused = [answer for answer in answers if answer.status != 303]
        if refused:
            return refused
    raise TimeoutError(f"{MOST_FORMS} forms were stored on a full disk")


def _refused_clearly(case: Case, clinic: Clinic, refused: list[Answer]) -> None:
    case.promise({answer.status for answer in refused} == {503}, f"answers: {[a.status for a in refused]}")
    case.promise(all(WORDS in answer.text for answer in refused), "the words were not kept")
    page = clinic.patient().fetch("GET", "/treatments/")
    case.promise(page.status == 200, f"a page for everyone answered {page.status}")


def _until_stored(clinic: Clinic) -> float:
    began, patient = time.monotonic(), clinic.patient("again")
    form = patient.form()
    while patient.send(form).status != 303 and time.monotonic() < began + 60:
        time.sleep(0.2)
    return time.monotonic() - began

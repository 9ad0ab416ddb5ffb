"""The row about pictures by which somebody wants to break their reader, or whoever looks at them."""

import io
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from tests.faults.bench import Bench
from tests.faults.case import Case, row
from tests.faults.clinic import Clinic, family
from tests.faults.database import begin_full_form
from tests.faults.patient import Answer, Patient, hidden_fields
from tests.photos import pictures

PHOTOS = "/consultation/photos/"
KEPT = "SELECT count(*) FROM photo"
MOST_MEGABYTES = 300.0
LARGE = pictures.saved(Image.new("RGB", (9000, 5500)), "PNG")
EVIL = {
    "a bomb of 3,600 MP": pictures.bomb(),
    "a bomb that memory would hold": pictures.bomb(9000, 6000),
    "a drawing that runs": pictures.SVG,
    "a page that begins as a picture": b"\xff\xd8\xff\xe0" + pictures.SVG * 400,
    "an archive": b"PK\x03\x04" + os.urandom(4000),
    "a cut JPEG": pictures.photo()[:20_000],
    "a cut HEIC": pictures.photo("HEIF")[:3000],
    "a HEIC whose boxes are noise": pictures.photo("HEIF")[:400] + os.urandom(60_000),
    "EXIF alone": b"\xff\xd8\xff\xe1\xff\xffExif\x00\x00" + b"\xff" * 70_000,
    "noise": os.urandom(200_000),
}


@dataclass
class Most:
    """The most memory that any one process held."""

    megabytes: float = 0.0

    def look(self, pid: int) -> None:
        with suppress(OSError):
            told = Path(f"/proc/{pid}/status").read_text()
            peak = next((line.split()[1] for line in told.splitlines() if line.startswith("VmHWM")), "0")
            self.megabytes = max(self.megabytes, int(peak) / 1024)


@row("23", "Pictures that are bombs, pages, cut off or broken")
def evil_pictures(case: Case, bench: Bench) -> None:
    with bench.clinic() as clinic:
        clinic.start(clinic.web)
        patient = begin_full_form(clinic)
        with _watched(clinic) as most:
            for name, content in EVIL.items():
                case.inject()
                answer = send_picture(patient, content)
                case.promise(answer.status == 422, f"{name} was answered {answer.status}")
        case.measured.append(f"no process took more than {most.megabytes:.0f} MB")
        case.promise(most.megabytes < MOST_MEGABYTES, f"a process took {most.megabytes:.0f} MB")
        case.promise(clinic.number(KEPT) == 0, "one of them was kept")
        good = send_picture(patient, pictures.HTML_AND_JPEG)
        case.promise(good.status == 303 and clinic.number(KEPT) == 1, f"a good picture was answered {good.status}")
        case.recover(good.seconds)
        case.settle(clinic)
        with _watched(clinic) as most:
            send_picture(patient, LARGE)
        case.control("a limit to pixels", most.megabytes > MOST_MEGABYTES / 2, f"49 MP take {most.megabytes:.0f} MB")


def send_picture(patient: Patient, content: bytes) -> Answer:
    """Send one picture of the crown, as the page's form would."""
    hidden = hidden_fields(patient.fetch("GET", PHOTOS).text)
    picture = FileStorage(stream=io.BytesIO(content), filename="crown.jpg", content_type="image/jpeg")
    boundary, body = encode_multipart({**hidden, "photo_care": "y", "crown": picture})
    return patient.fetch("POST", PHOTOS, body, f"multipart/form-data; boundary={boundary}")


@contextmanager
def _watched(clinic: Clinic) -> Iterator[Most]:
    """Look at the web server and whatever it starts, all the time."""
    most, ended = Most(), threading.Event()

    def watch() -> None:
        while not ended.wait(0.01):
            for process in family(clinic.web):
                most.look(process.pid)

    eyes = threading.Thread(target=watch)
    eyes.start()
    try:
        yield most
    finally:
        ended.set()
        eyes.join()

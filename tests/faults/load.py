"""Many patients at once, and the row about a deploy while they send."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Self

from tests.faults.bench import Bench
from tests.faults.case import Case, row
from tests.faults.clinic import Clinic
from tests.faults.patient import Answer


def send_forms(clinic: Clinic, number: int, at_once: int = 4, timeout: float = 30) -> list[Answer]:
    """Let different patients send a form each."""

    def send(name: int) -> Answer:
        patient = clinic.patient(f"patient{name}")
        patient.timeout = timeout
        return patient.send(patient.form())

    with ThreadPoolExecutor(at_once) as pool:
        return list(pool.map(send, range(number)))


def all_stored(case: Case, answers: list[Answer]) -> None:
    others = [answer.status for answer in answers if answer.status != 303]
    case.promise(not others, f"{len(others)} of {len(answers)} forms answered {sorted(set(others))}")


class Load:
    """Patients who send forms one after another until told to stop, and try again when nobody answers."""

    def __init__(self, clinic: Clinic, patients: int = 4) -> None:
        self.clinic, self.ended = clinic, threading.Event()
        self.forms = 0
        self.answers: list[Answer] = []
        self.threads = [threading.Thread(target=self._go_on, args=(number,)) for number in range(patients)]

    def _go_on(self, number: int) -> None:
        patient, turn = self.clinic.patient(), 0
        patient.open()
        while not self.ended.is_set():
            turn += 1
            self.forms += 1
            self.answers += patient.insist(patient.form(email=f"patient{number}.{turn}@example.com"))
            time.sleep(0.2)

    def __enter__(self) -> Self:
        for thread in self.threads:
            thread.start()
        time.sleep(2)
        return self

    def __exit__(self, *_: object) -> None:
        time.sleep(2)
        self.ended.set()
        for thread in self.threads:
            thread.join()

    def count(self, is_one: Callable[[Answer], bool]) -> int:
        return sum(is_one(answer) for answer in self.answers)


@row("5", "SIGTERM deploy under load")
def deploy(case: Case, bench: Bench) -> None:
    with bench.clinic() as clinic:
        clinic.start(clinic.web, clinic.worker, clinic.beat)
        with Load(clinic) as load:
            for _ in range(2):
                clinic.web.stop()
                clinic.start(clinic.web)
                clinic.worker.stop()
                clinic.start(clinic.worker)
                case.inject(2)
        faults, cut = load.count(lambda answer: answer.is_fault), load.count(lambda answer: answer.status == 0)
        case.promise(faults == 0, f"{faults} forms answered 5xx")
        case.measured.append(f"{load.forms} forms, {faults} answered 5xx, {cut} cut off and sent again")
        case.recover(clinic.until_sent())
        case.settle(clinic)
        _deploy_by_force(case, clinic)


def _deploy_by_force(case: Case, clinic: Clinic) -> None:
    cut = 0
    for _ in range(8):
        with Load(clinic, 8) as load:
            time.sleep(0.5)
            clinic.web.kill()
            clinic.start(clinic.web)
        cut += load.count(lambda answer: answer.status == 0)
        if cut:
            break
    case.control("SIGTERM (SIGKILL instead)", cut > 0, f"{cut} forms cut off")

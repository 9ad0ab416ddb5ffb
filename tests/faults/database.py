"""Rows about PostgreSQL: it hangs, it is killed."""

import time
from concurrent.futures import ThreadPoolExecutor

from tests.faults.bench import Bench
from tests.faults.case import Case, row
from tests.faults.clinic import Clinic, family, hung
from tests.faults.load import Load, all_stored
from tests.faults.patient import Answer, Patient, hidden_fields, slowest

WORDS = "These are the words that must stay."
ANSWER = 10.0
ABOUT_YOU = "/consultation/about-you/"
ABOUT = {"name": "Sample Patient", "dob-day": "1", "dob-month": "5", "dob-year": "1980", "sex": "female"}


@row("10", "PostgreSQL hangs")
def postgres_hangs(case: Case, bench: Bench) -> None:
    with bench.clinic() as clinic, bench.clinic(without="bounded database") as control:
        clinic.start(clinic.web)
        control.start(control.web)
        patients = [clinic.patient(f"patient{number}") for number in range(4)]
        forms = [patient.form(message=WORDS) for patient in patients]
        walker, other = begin_full_form(clinic), control.patient()
        other.timeout = 12
        form = other.form()
        with hung(family(bench.postgres)), ThreadPoolExecutor(1) as aside:
            waiting = aside.submit(other.send, form)
            _full_form_refused(case, walker)
            _refused_in_time(case, _together(patients, forms))
            waited = waiting.result()
        case.control("bounded database", waited.status == 0, f"no answer in {waited.seconds:.0f} s")
        again = _together(patients, forms)
        all_stored(case, again)
        case.promise(walker.send({**walker.hidden, **ABOUT}, ABOUT_YOU).status == 303, "the full form could not go on")
        case.recover(slowest(again, 1))
        clinic.drain().wait()
        case.settle(clinic)


def _together(patients: list[Patient], forms: list[dict[str, str]]) -> list[Answer]:
    with ThreadPoolExecutor(len(patients)) as pool:
        return list(pool.map(Patient.send, patients, forms))


def _refused_in_time(case: Case, answers: list[Answer]) -> None:
    case.inject(len(answers))
    case.promise({answer.status for answer in answers} == {503}, f"answers: {[a.status for a in answers]}")
    case.promise(all(WORDS in answer.text for answer in answers), "the words were not kept")
    case.within(slowest(answers, 1), ANSWER, "short form")


def begin_full_form(clinic: Clinic) -> Patient:
    patient = clinic.patient("walker")
    patient.hidden = hidden_fields(patient.fetch("GET", ABOUT_YOU).text)
    answer = patient.send({**patient.hidden, **ABOUT}, ABOUT_YOU)
    assert answer.status == 303, f"the first step answered {answer.status}"
    return patient


def _full_form_refused(case: Case, patient: Patient) -> None:
    """A step keeps its words on the page; the check page has none of its own, they are stored."""
    step, check = _together_to(patient.copy(), patient.copy())
    case.inject(2)
    case.promise(step.status == check.status == 503, f"the full form answered {step.status} and {check.status}")
    case.promise(WORDS in step.text, "the words of a step were not kept")
    case.within(step.seconds, ANSWER, "a step")
    case.within(check.seconds, ANSWER, "the check page")


def _together_to(first: Patient, second: Patient) -> tuple[Answer, Answer]:
    with ThreadPoolExecutor(2) as pool:
        step = pool.submit(first.send, {**first.hidden, **ABOUT, "sex_hormones": WORDS}, ABOUT_YOU)
        check = pool.submit(second.send, second.hidden, "/consultation/check/")
        return step.result(), check.result()


@row("9", "PostgreSQL killed under load")
def postgres_killed(case: Case, bench: Bench) -> None:
    with bench.clinic() as clinic:
        clinic.start(clinic.web, clinic.worker, clinic.beat)
        with Load(clinic) as load:
            bench.postgres.kill()
            start = time.monotonic()
            bench.postgres.start()
            while clinic.patient().insist(clinic.patient().form())[-1].status != 303:
                time.sleep(0.1)
            case.within(time.monotonic() - start, 30, "storing again")
            case.inject()
        case.measured.append(f"{load.count(lambda answer: answer.is_fault)} of {load.forms} forms answered 503")
        case.recover(clinic.until_sent(90))
        case.settle(clinic, explained=1)
    case.controls.append("row 1's: one transaction")

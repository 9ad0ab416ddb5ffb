"""Rows about a form that is sent: the web process dies, the commit goes unheard, the form comes many times."""

from concurrent.futures import ThreadPoolExecutor

from tests.faults import failpoints
from tests.faults.bench import Bench
from tests.faults.case import Case, row
from tests.faults.clinic import Clinic, wait_until
from tests.faults.ledger import books
from tests.faults.patient import Answer, Patient

STORED = "SELECT count(*) FROM intake"
ANYTHING = """
    SELECT (SELECT count(*) FROM submission) + (SELECT count(*) FROM intake) + (SELECT count(*) FROM notification)
         + (SELECT count(*) FROM access_token) + (SELECT count(*) FROM audit_entry)
"""
USUAL_LIMITS = {"INTAKE_LIMIT_PER_ADDRESS": "", "INTAKE_LIMIT_PER_EMAIL": ""}
NO_UNIQUE_KEY = "ALTER TABLE submission DROP CONSTRAINT pk_submission"
NO_OWNER = "ALTER TABLE submission DROP CONSTRAINT fk_submission_intake_id"


def send_and_die(clinic: Clinic, patient: Patient, form: dict[str, str], point: str) -> Answer:
    """Send a form to a web process that kills itself at this point; bring the web back."""
    clinic.arm(point)
    answer = patient.send(form)
    wait_until(lambda: not clinic.web.is_alive, 20, "the web to be dead")
    clinic.web.kill()
    return answer


@row("1", "kill -9 web before commit")
def before_commit(case: Case, bench: Bench) -> None:
    with bench.clinic() as clinic:
        for point in (failpoints.BEFORE_MAIL, failpoints.BEFORE_COMMIT):
            clinic.start(clinic.web)
            patient, before = clinic.patient(), clinic.number(ANYTHING)
            form = patient.form()
            answer = send_and_die(clinic, patient, form, point)
            case.inject()
            case.promise(answer.status == 0, f"the killed web answered {answer.status}")
            case.promise(clinic.number(ANYTHING) == before, f"something was stored {point}")
            clinic.start(clinic.web)
            case.promise(patient.send(form).status == 303, "the form could not be sent again")
            case.recover(clinic.web_seconds)
            clinic.web.kill()
        clinic.drain().wait()
        case.settle(clinic)
    with bench.clinic(without="one transaction") as clinic:
        clinic.sql(NO_OWNER)
        clinic.start(clinic.web)
        patient = clinic.patient()
        form = patient.form()
        send_and_die(clinic, patient, form, failpoints.BEFORE_MAIL)
        clinic.start(clinic.web)
        patient.send(form)
        clinic.drain().wait()
        lost = books(clinic).lost
        case.control("one transaction", lost > 0, f"{lost} lost")


@row("2", "kill -9 web after commit, before reply")
def after_commit(case: Case, bench: Bench) -> None:
    with bench.clinic() as clinic:
        for _ in range(2):
            clinic.start(clinic.web)
            _sent_again(case, clinic, failpoints.AFTER_COMMIT)
            clinic.web.kill()
        clinic.drain().wait()
        case.settle(clinic)
    with bench.clinic() as clinic:
        clinic.sql(NO_UNIQUE_KEY)
        clinic.start(clinic.web)
        patient = clinic.patient()
        form = patient.form()
        send_and_die(clinic, patient, form, failpoints.AFTER_COMMIT)
        clinic.start(clinic.web)
        patient.send(form)
        _control_of_key(case, clinic)


def _sent_again(case: Case, clinic: Clinic, point: str) -> None:
    patient, before = clinic.patient(), clinic.number(STORED)
    form = patient.form()
    answer = send_and_die(clinic, patient, form, point)
    case.inject()
    case.promise(answer.status == 0, f"the killed web answered {answer.status}")
    case.promise(clinic.number(STORED) == before + 1, "the committed request is not there")
    clinic.start(clinic.web)
    case.promise(patient.send(form).status == 303, "the form could not be sent again")
    newest = clinic.sql("SELECT reference FROM intake ORDER BY submitted_at DESC LIMIT 1")[0][0]
    case.promise(patient.reference() == newest, "sending again gave another reference")
    case.promise(clinic.number(STORED) == before + 1, "sending again stored a second request")
    case.recover(clinic.web_seconds)


def _control_of_key(case: Case, clinic: Clinic) -> None:
    duplicated = books(clinic).duplicated
    case.control("unique key", duplicated > 0, f"{duplicated} stored twice")


@row("2b", "the commit is done and its answer lost")
def commit_unheard(case: Case, bench: Bench) -> None:
    with bench.clinic() as clinic:
        clinic.start(clinic.web)
        for _ in range(3):
            _unheard(case, clinic)
        clinic.drain().wait()
        case.settle(clinic)
    with bench.clinic() as clinic:
        clinic.sql(NO_UNIQUE_KEY)
        clinic.start(clinic.web)
        patient = clinic.patient()
        form = patient.form()
        clinic.arm(failpoints.COMMIT_UNHEARD)
        patient.send(form)
        patient.send(form)
        _control_of_key(case, clinic)


def _unheard(case: Case, clinic: Clinic) -> None:
    patient, before = clinic.patient(), clinic.number(STORED)
    form = patient.form(message="These are the words that must stay.")
    clinic.arm(failpoints.COMMIT_UNHEARD)
    answer = patient.send(form)
    case.inject()
    case.promise(answer.status == 503, f"the page answered {answer.status}")
    case.promise(form["message"] in answer.text, "the words were not kept")
    case.promise(form["key"] in answer.text, "the form that came back has another key")
    again = patient.send(form)
    case.promise(again.status == 303, f"sending again answered {again.status}")
    case.promise(clinic.number(STORED) == before + 1, "there is not exactly one request")
    case.recover(again.seconds)


@row("16", "double click, back and resubmit, 50 at once")
def many_times(case: Case, bench: Bench) -> None:
    with bench.clinic(**USUAL_LIMITS) as clinic:
        clinic.start(clinic.web)
        for times in (2, 2, 2, 50):
            send_at_once(case, clinic, times)
        clinic.drain().wait()
        case.settle(clinic)
    with bench.clinic() as clinic:
        clinic.sql(NO_UNIQUE_KEY)
        clinic.start(clinic.web)
        _at_once(clinic.patient(), 20)
        _control_of_key(case, clinic)


def send_at_once(case: Case, clinic: Clinic, times: int) -> None:
    """Send one form so many times at once, and once more from the page before: one request, one reference."""
    before = clinic.number(STORED)
    tabs, answers = _at_once(clinic.patient(f"patient{before}"), times)
    case.inject(times + 1)
    case.promise({answer.status for answer in answers} == {303}, f"answers: {sorted({a.status for a in answers})}")
    case.promise(clinic.number(STORED) == before + 1, f"{clinic.number(STORED) - before} requests")
    references = {tab.reference() for tab in tabs}
    case.promise(len(references) == 1 and "" not in references, f"references: {references}")
    case.recover(max(answer.seconds for answer in answers))


def _at_once(patient: Patient, times: int) -> tuple[list[Patient], list[Answer]]:
    form = patient.form()
    tabs = [patient.copy() for _ in range(times)]
    with ThreadPoolExecutor(times) as pool:
        answers = list(pool.map(lambda tab: tab.send(form), tabs))
    return [*tabs, patient], [*answers, patient.send(form)]

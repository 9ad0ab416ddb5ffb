"""Rows about the mail server: away, stalling, refusing, hanging up."""

import time
from contextlib import ExitStack

from tests.faults.bench import Bench
from tests.faults.case import Case, row
from tests.faults.clinic import Clinic, wait_until
from tests.faults.inbox import Gate, Tarpit, answer, hang_up
from tests.faults.ledger import books
from tests.faults.processes import Drain
from tests.world import DESK

ADA, BEN, CLEO, DAN = (f"{name}@example.com" for name in ("ada", "ben", "cleo", "dan"))
ATTEMPT = 30.0
A_DAY_AGO = """
    UPDATE notification
    SET created_at = created_at - interval '25 hours', due_at = due_at - interval '25 hours' WHERE state <> 'sent'
"""
FAULTS_KNOWN = "SELECT coalesce(max(failures), 0) FROM mail_server"
RESUME = "UPDATE mail_server SET paused_until = NULL"


@row("11", "SMTP refused, for rows a day old too")
def refused(case: Case, bench: Bench) -> None:
    """Refuse for real for a while; the day is told by moving the rows' times back."""
    with bench.clinic() as clinic:
        clinic.inbox.stop()
        clinic.start(clinic.web, clinic.worker, clinic.beat)
        clinic.request("ada", "ben", "cleo")
        _refused(clinic, 1)
        clinic.sql(A_DAY_AGO)
        for times in (2, 3):
            clinic.sql(RESUME)
            clinic.ring()
            _refused(clinic, times)
        case.inject(clinic.number(FAULTS_KNOWN))
        clinic.inbox.start()
        case.recover(clinic.until_sent(120))
        case.settle(clinic)
    with bench.clinic() as clinic:
        clinic.start(clinic.web)
        clinic.request("ada")
        clinic.sql(A_DAY_AGO)
        clinic.inbox.stop()
        clinic.drain(without="server faults are nobody's").wait()
        clinic.inbox.start()
        clinic.drain().wait()
        lost = books(clinic).lost
        case.control("server faults being nobody's", lost > 0, f"{lost} given up")


def _refused(clinic: Clinic, times: int) -> None:
    wait_until(lambda: clinic.number(FAULTS_KNOWN) >= times, 40, "the refusal to be noticed")


@row("12", "SMTP tarpit")
def tarpit(case: Case, bench: Bench) -> None:
    with ExitStack() as stack:
        silent, dripping = stack.enter_context(Tarpit()), stack.enter_context(Tarpit(b"220-wait"))
        clinic, control = stack.enter_context(bench.clinic()), stack.enter_context(bench.clinic())
        _owe(control, "ada")
        unbounded, start = control.drain(without="mail timeouts", MAIL_PORT=str(silent.port)), time.monotonic()
        _owe(clinic, "ada", "ben")
        for name, pit in (("a silent server", silent), ("a server that drips", dripping)):
            case.within(_attempt(clinic, MAIL_PORT=str(pit.port)), ATTEMPT, name)
            case.inject()
        case.within(_others_flow(clinic), ATTEMPT, "one silent recipient, others")
        case.inject()
        clinic.hasten()
        clinic.drain().wait()
        case.settle(clinic)
        time.sleep(max(0.0, start + ATTEMPT + 2 - time.monotonic()))
        case.control("timeouts", unbounded.is_alive, f"still waiting after {ATTEMPT:.0f} s")


def _owe(clinic: Clinic, *names: str) -> None:
    clinic.start(clinic.web)
    clinic.request(*names)
    clinic.web.kill()


def _attempt(clinic: Clinic, **settings: str) -> float:
    """Drain once; gives how long one attempt took, its process included."""
    clinic.sql(RESUME)
    start = time.monotonic()
    clinic.drain(**settings).wait()
    return time.monotonic() - start


def _others_flow(clinic: Clinic) -> float:
    """Let the server fall silent for one recipient; gives how long the others waited for their emails."""
    stuck = Gate()
    clinic.inbox.at("rcpt", stuck, ADA)
    clinic.sql(RESUME)
    clinic.hasten()
    drain = clinic.drain()
    others = "SELECT count(*) FROM notification WHERE recipient <> %s AND state <> 'sent'"
    took = wait_until(lambda: clinic.number(others, ADA) == 0, 60, "the others to be sent")
    drain.wait()
    stuck.opened.set()
    return took


@row("13", "SMTP 4xx, 5xx, partial refusal, our sender refused")
def refusals(case: Case, bench: Bench) -> None:
    with bench.clinic() as clinic:
        clinic.start(clinic.web)
        clinic.request("ada", "ben", "cleo", "dan")
        clinic.inbox.at("rcpt", answer("450 4.2.1 later"), ADA)
        clinic.inbox.at("data", answer("452 4.3.1 full"), BEN)
        clinic.inbox.at("rcpt", answer("550 5.1.1 no such mailbox"), CLEO)
        clinic.inbox.at("data", answer("554 5.6.0 unwanted"), DAN)
        case.inject(4)
        clinic.drain().wait()
        _promise_states(case, clinic, {ADA: "retrying", BEN: "retrying", CLEO: "failed", DAN: "failed"})
        case.promise(clinic.states(DESK) == ["sent"] * 4, "a refused patient held up the clinic's own emails")
        _refuse_sender(case, clinic)
        clinic.hasten()
        clinic.sql(RESUME)
        clinic.drain().wait()
        _promise_states(case, clinic, {ADA: "sent", BEN: "sent"})
        case.settle(clinic, refused=(CLEO, DAN))
    with bench.clinic() as clinic:
        _owe(clinic, "ada")
        clinic.inbox.at("rcpt", answer("450 4.2.1 later"), ADA)
        clinic.drain(without="kinds of refusal").wait()
        clinic.hasten()
        clinic.drain().wait()
        lost = books(clinic).lost
        case.control("kinds of refusal", lost > 0, f"{lost} given up for a 450")


def _promise_states(case: Case, clinic: Clinic, wanted: dict[str, str]) -> None:
    for recipient, state in wanted.items():
        case.promise(clinic.states(recipient) == [state], f"{recipient} is {clinic.states(recipient)}, not {state}")


def _refuse_sender(case: Case, clinic: Clinic) -> None:
    """A fault in our own settings pauses the sending and burns no row."""
    clinic.hasten()
    clinic.inbox.at("mail", answer("530 5.7.0 sign in first"))
    clinic.drain().wait()
    case.inject()
    attempts = clinic.sql("SELECT attempts FROM notification WHERE recipient IN (%s, %s)", ADA, BEN)
    case.promise(attempts == [(1,), (1,)], f"the refusal of our sender cost attempts: {attempts}")
    case.promise(clinic.number(FAULTS_KNOWN) == 1, "the refusal of our sender was not noted")


@row("14", "half-accept: the server hangs up after DATA")
def half_accept(case: Case, bench: Bench) -> None:
    with bench.clinic() as clinic:
        clinic.start(clinic.web, clinic.worker, clinic.beat)
        for recipient in (ADA, DESK):
            clinic.inbox.at("kept", hang_up, recipient)
        clinic.request("ada", "ben")
        case.recover(clinic.until_sent(120))
        case.inject(2)
        case.promise(len({copy.message_id for copy in clinic.inbox.to(ADA)}) == 1, "the copies have different ids")
        case.promise(case.settle(clinic, explained=2).repeated == 2, "the copies are not the two that were injected")
    with bench.clinic() as clinic:
        _owe(clinic, "ada")
        clinic.inbox.at("kept", hang_up, ADA)
        for _ in range(2):
            clinic.drain(without="stable Message-ID").wait()
            clinic.hasten()
        duplicated = books(clinic).duplicated
        case.control("stable Message-ID", duplicated > 0, f"{duplicated} look like different emails")


@row("14b", "the server hangs up between two emails")
def hang_up_between(case: Case, bench: Bench) -> None:
    """A full batch of 50, and a server that has had enough after the 50th or refuses the next connection."""
    with bench.clinic() as clinic:
        _owe(clinic, *(f"patient{number}" for number in range(30)))
        drain = clinic.drain()
        wait_until(lambda: len(clinic.inbox.copies) >= 20, 60, "some emails")
        clinic.inbox.at("mail", answer("421 4.3.2 going down"))
        case.inject()
        _break_after(clinic, 50)
        case.inject()
        start = time.monotonic()
        drain.wait()
        _drain_until_sent(clinic)
        case.recover(time.monotonic() - start)
        case.settle(clinic)
    case.controls.append("in row 14: the same harness sees two ids")


def _break_after(clinic: Clinic, copies: int) -> None:
    wait_until(lambda: len(clinic.inbox.copies) >= copies, 60, "a whole batch")
    clinic.inbox.stop()
    time.sleep(0.5)
    clinic.inbox.start()


def _drain_until_sent(clinic: Clinic) -> None:
    deadline = time.monotonic() + 60
    while clinic.owed():
        assert time.monotonic() < deadline, "the emails did not go"
        clinic.sql(RESUME)
        clinic.hasten()
        clinic.drain().wait()


ODD = "weiß@clinic.example.org"
ODD_ROW = """
    INSERT INTO notification (id, kind, subject_id, recipient, state, created_at, due_at, attempts, abandoned, answer)
    SELECT gen_random_uuid(), 'intake.received', id, %s, 'queued', now(), now() - interval '1 minute', 0, 0, ''
    FROM intake LIMIT 1
"""


@row("13b", "an address that cannot be sent to")
def odd_address(case: Case, bench: Bench) -> None:
    """One row that the mail library cannot even write must not hold up the rest."""
    with bench.clinic() as clinic:
        _owe(clinic, "ada", "ben")
        for address in (ODD, "two\nlines@example.com"):
            clinic.sql(ODD_ROW, address)
            case.inject()
        drain: Drain = clinic.drain()
        drain.wait()
        case.promise(drain.ending == "exit code 0", f"the drain ended with {drain.ending}")
        case.promise(clinic.states(DESK) == ["sent"] * 2, f"the neighbours are {clinic.states(DESK)}")
        case.settle(clinic, refused=(ODD, "two\nlines@example.com"))
    case.controls.append("none: not a race")

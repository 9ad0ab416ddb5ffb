"""What a mail costs through the outbox beside raw smtplib, and how soon one goes when nothing else is to do."""

import contextlib
import http.client
import smtplib
import time
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from urllib.parse import urlencode

from sqlalchemy import text

from clinic.core.audit import PATIENT
from clinic.core.db import transaction
from clinic.intake import services
from clinic.intake.models import Source
from clinic.intake.opening import sign_opening
from clinic.local.valkey import HOST
from clinic.notifications.composing import Email, Envelope, compose
from clinic.notifications.services import owe
from tests.benchmarks import intake, load
from tests.benchmarks.figures import alternate, at_most, percentile, progress
from tests.benchmarks.stage import DESK, Stage

GOAL = 0.5
ROUNDS = 3
MAILS = 1000
SENDER = "requests@clinic.example.org"
MOST_SECONDS = 60.0
LATE = 1000.0
"""Milliseconds within which nearly every mail is accepted."""
VISITS = 100
PAUSE_SECONDS = 0.1
KINDS = ("intake.waiting", "intake.received")


def measure(stage: Stage) -> Iterator[str]:
    stage.empty()
    envelopes = _envelopes(stage)
    letter = _letter(stage, envelopes[-1])
    with stage.worker():
        _through_outbox(stage, envelopes[:100])
        progress("mail: warmed up")
        each = lambda number: _built(letter, f"{number}@example.com").as_bytes()  # noqa: E731  # beside the other
        ours, baseline = lambda: _through_outbox(stage, envelopes), lambda: _raw(stage, each)
        rounds = alternate("mail", ours, baseline, ROUNDS)
        yield rounds.line("Mail", "a second", "raw smtplib, each mail built and sent", GOAL)
        ready = _built(letter, "patient@example.com").as_bytes()
        yield f"Mail, raw smtplib sending one ready mail again and again: {_raw(stage, lambda _: ready):,.0f} a second"
        waits = [wait * 1000 for wait in _idle_waits(stage)]
    yield f"Mail, from form sent to mail accepted, when idle: p50 {percentile(waits, 0.5):.0f} ms"
    yield at_most("Mail, from form sent to mail accepted, when idle: p99", percentile(waits, 0.99), "ms", LATE)


def _envelopes(stage: Stage) -> list[Envelope]:
    """Give the emails of requests that are stored: half to the clinic, half to the patient."""
    envelopes = []
    with stage.app.app_context():
        for number in range(MAILS // len(KINDS)):
            person = load.person(number)
            words = {**intake.FIELDS, "name": person["name"], "email": person["email"]}
            stored = services.submit_intake(words, Source.quick, person["key"], PATIENT)
            envelopes += [
                Envelope(kind, stored.id, who) for kind, who in zip(KINDS, (DESK, words["email"]), strict=True)
            ]
        with transaction() as session:
            session.execute(text("TRUNCATE notification"))
    return envelopes


def _letter(stage: Stage, envelope: Envelope) -> Email:
    with stage.app.app_context():
        email = compose(envelope)
    assert isinstance(email, Email)
    return email


def _through_outbox(stage: Stage, envelopes: list[Envelope]) -> float:
    """Promise mails, and give how many a second were accepted, from the promise to the last."""
    stage.sink.forget()
    started = time.monotonic()
    with stage.app.app_context():
        owe(*envelopes)
    return len(envelopes) / (stage.sink.wait_for(len(envelopes), MOST_SECONDS) - started)


def _raw(stage: Stage, mail: Callable[[int], bytes]) -> float:
    """Send as many mails over one connection, with nothing written down; gives how many a second were accepted."""
    stage.sink.forget()
    started = time.monotonic()
    with smtplib.SMTP(HOST, stage.sink.port) as server:
        for number in range(MAILS):
            server.sendmail(SENDER, [f"{number}@example.com"], mail(number))
    return MAILS / (stage.sink.wait_for(MAILS, MOST_SECONDS) - started)


def _built(letter: Email, recipient: str) -> EmailMessage:
    message = EmailMessage()
    message["Subject"], message["To"], message["From"] = letter.subject, recipient, SENDER
    message.set_content(letter.body)
    message.add_alternative(letter.html, subtype="html")
    return message


def _idle_waits(stage: Stage) -> list[float]:
    """Send forms one at a time; give how long after each its patient's mail was accepted."""
    stage.sink.forget()
    with stage.app.app_context():
        fields = {**intake.FIELDS, "opened": sign_opening()}
    sent: dict[str, float] = {}
    with stage.clinic() as clinic:
        for number in range(VISITS):
            person = load.person(number)
            sent[person["email"]] = time.monotonic()
            _visit(clinic.port, {**fields, **person})
            time.sleep(PAUSE_SECONDS)
        stage.sink.wait_for(VISITS * len(KINDS), MOST_SECONDS)
    return [moment - sent[recipient] for moment, recipient in stage.sink.came() if recipient in sent]


def _visit(port: int, fields: dict[str, str]) -> None:
    with contextlib.closing(http.client.HTTPConnection(HOST, port, timeout=10)) as connection:
        connection.request(
            "POST", intake.PATH, urlencode(fields), {"Content-Type": "application/x-www-form-urlencoded"}
        )
        assert connection.getresponse().status == 303

"""What taking an intake costs beside one insert."""

from collections.abc import Iterator

from sqlalchemy import event

from clinic.core.db import db
from clinic.intake.opening import sign_opening
from tests.benchmarks import load
from tests.benchmarks.figures import alternate, percentile, progress
from tests.benchmarks.load import Order
from tests.benchmarks.stage import Stage

GOAL = 0.4
ROUNDS = 5
SECONDS = 3.0
PATH = "/consultation/quick/"
FIELDS = {
    "website": "",
    "contact_pref": "email",
    "contact_time": "morning",
    "subject": "not-sure",
    "message": "My hair is thinner than last year, mostly at the crown, and I would like to know what can be done.",
    "emerg_ack": "y",
    "consent_health": "y",
    "consent_contact": "y",
}


def measure(stage: Stage) -> Iterator[str]:
    with stage.app.app_context():
        fields = {**FIELDS, "opened": sign_opening()}
    with stage.clinic() as clinic, stage.bare() as bare:
        ours = Order(clinic.port, PATH, 303, fields, is_request=True, seconds=SECONDS)
        baseline = Order(bare.port, "/", 201, {"words": FIELDS["message"]}, seconds=SECONDS)
        for order in (ours, baseline):
            load.send(order)
        progress("intake: warmed up")
        waits: list[float] = []
        rounds = alternate("intake", lambda: _rate(ours, stage, waits), lambda: _rate(baseline, stage, []), ROUNDS)
    yield rounds.line("Intake", "a second", "bare Flask and one row", GOAL)
    half, most = percentile(waits, 0.5) * 1000, percentile(waits, 0.99) * 1000
    yield f"Intake, the answer to one of 8 clients: p50 {half:.0f} ms, p99 {most:.0f} ms"
    yield f"Intake, statements: {statements(stage, fields)}, and the commit"


def _rate(order: Order, stage: Stage, waits: list[float]) -> float:
    stage.empty()
    came = load.send(order)
    waits.extend(came.waits)
    return came.rate


def statements(stage: Stage, fields: dict[str, str]) -> int:
    """Count what one request says to the database, once the application is warm."""
    seen: list[str] = []
    with stage.app.app_context():
        engine = db.engine
    client = stage.app.test_client()
    client.post(PATH, data={**fields, **load.person(0)})
    event.listen(engine, "before_cursor_execute", lambda *arguments: seen.append(arguments[2]))
    answer = client.post(PATH, data={**fields, **load.person(1)})
    assert answer.status_code == 303, answer.text
    return len(seen)

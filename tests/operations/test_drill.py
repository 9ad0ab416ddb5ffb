"""The drill: what was backed up comes back elsewhere, what was erased does not, and nobody gets old mail again."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import psycopg
from sqlalchemy import select

from clinic.core.clock import utcnow
from clinic.core.db import db, transaction
from clinic.core.personal_data import witness_erasures
from clinic.intake import drafts
from clinic.intake.models import Draft, Intake
from clinic.notifications import restored
from clinic.notifications import services as mail
from clinic.notifications.composing import Envelope
from clinic.notifications.models import Notification, State
from clinic.triage.promises import watch_promises
from tests.operations.clinic import Clinic

CANARY = "Zebra Canary"


def every_word(url: str) -> str:
    """Give every row of every table as text."""
    with psycopg.connect(url) as connection:
        names = [row[0] for row in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
        rows = [connection.execute(f'SELECT t::text FROM "{name}" t').fetchall() for name in names]  # noqa: S608  # names of tables
    return "\n".join(row[0] for each in rows for row in each)


def states(clinic: Clinic) -> dict[State, int]:
    with clinic.context():
        rows = db.session.scalars(select(Notification.state)).all()
    return {state: rows.count(state) for state in set(rows)}


def test_a_clinic_comes_back_from_its_backup(living: Clinic, make: Callable[..., Clinic], tmp_path: Path) -> None:
    kept = living.request("kept", name="Sample Kept")
    erased = living.request("erased", name=CANARY, email="zebra@example.com")
    with living.context():
        draft, _ = drafts.start_draft({"name": CANARY})
    living.send_mail()
    waiting = living.request("waiting", name="Sample Waiting")
    with living.context(), transaction():
        mail.plan(utcnow() + timedelta(days=3), Envelope("intake.received", kept.id, "patient@example.com"))
    file = living.backed_up(tmp_path / "night.backup")

    living.send_mail()
    lost = living.request("lost")
    living.run("privacy", "forget", erased.reference, "--yes")
    with living.context():
        drafts.discard(draft.id)
    living.run("audit", "anchor")
    with living.context():
        assert witness_erasures() == 2
    living.close()
    living.sink.clear()

    new = make()
    answer = new.run("restore", str(file))
    assert answer.exit_code == 0, answer.output
    assert "2 erasures made since the backup were made again." in answer.output
    assert "as many as the backup says" in answer.output
    assert "more links when it was last anchored; they are lost." in answer.output

    with new.context():
        intakes = {intake.id: intake for intake in db.session.scalars(select(Intake))}
        assert set(intakes) == {kept.id, waiting.id}
        assert lost.id not in intakes
        assert db.session.get(Draft, draft.id) is None
    words = every_word(new.url)
    assert CANARY not in words
    assert "zebra@example.com" not in words
    assert str(kept.id) in words

    assert new.send_mail() == 0
    assert new.sink.mails == []
    assert states(new)[State.queued] == 1, "what is planned for later is still to go"
    with new.context():
        withheld = db.session.scalars(select(Notification).where(Notification.state == State.withheld)).all()
    assert {each.subject_id for each in withheld} == {waiting.id}
    assert {each.answer for each in withheld} == {restored.REASON}

    verified = new.run("audit", "verify")
    assert verified.exit_code == 0, verified.output
    assert new.ask("SHOW default_transaction_read_only") == "off"
    after = new.request("after the restore")
    assert new.send_mail() > 0
    assert after.reference
    assert new.run("audit", "verify").exit_code == 0


def test_the_same_backup_can_be_restored_again_and_backed_up_in_turn(
    living: Clinic, make: Callable[..., Clinic], tmp_path: Path
) -> None:
    asked = living.request("kept")
    first = living.backed_up(tmp_path / "first.backup")
    new = make()
    assert new.run("restore", str(first)).exit_code == 0
    second = new.backed_up(tmp_path / "second.backup")
    newest = make()
    answer = newest.run("restore", str(second))
    assert answer.exit_code == 0, answer.output
    assert newest.ask("SELECT reference FROM intake") == asked.reference
    again = make()
    assert again.run("restore", str(first)).exit_code == 0
    assert again.run("audit", "verify").exit_code == 0


def test_a_backup_holds_nothing_that_can_be_read(living: Clinic, tmp_path: Path) -> None:
    living.request("kept", name=CANARY)
    file = living.backed_up(tmp_path / "night.backup")
    assert CANARY.encode() not in file.read_bytes()
    assert b"PGDMP" not in file.read_bytes()
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir() if "unfinished" in path.name] == []


def test_what_is_kept_outside_names_nobody(living: Clinic, tmp_path: Path) -> None:
    erased = living.request("erased", name=CANARY)
    living.run("privacy", "forget", erased.reference, "--yes")
    living.backed_up(tmp_path / "night.backup")
    lines = (tmp_path / "witness" / "erasures.jsonl").read_text().splitlines()
    assert [json.loads(line)["subject"] for line in lines] == [str(erased.id)]
    assert CANARY not in "".join(path.read_text() for path in (tmp_path / "witness").iterdir())


def test_news_that_was_told_since_the_backup_is_not_told_again(
    living: Clinic, make: Callable[..., Clinic], tmp_path: Path
) -> None:
    asked = living.request("late")
    living.send_mail()
    with psycopg.connect(living.url) as connection:
        connection.execute("UPDATE intake SET due_at = now() - interval '1 hour'")
    file = living.backed_up(tmp_path / "night.backup")
    with living.context():
        assert watch_promises() == 1
    assert living.send_mail() > 0
    living.close()
    living.sink.clear()

    new = make()
    assert new.run("restore", str(file)).exit_code == 0
    with new.context():
        assert watch_promises() == 0
        told = db.session.scalars(select(Notification).where(Notification.subject_id == asked.id)).all()
    assert {each.state for each in told if each.kind == "triage.we_are_late"} == {State.withheld}
    assert new.send_mail() == 0

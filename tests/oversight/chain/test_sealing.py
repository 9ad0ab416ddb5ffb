"""Entries get their links after the fact, none is forgotten, and nobody who writes one waits."""

import threading
from datetime import UTC, datetime

import psycopg
import pytest
import time_machine
from sqlalchemy import text

from clinic.core import audit, witness
from clinic.core.audit import SYSTEM
from clinic.core.db import transaction
from clinic.core.encryption import Keyring
from clinic.oversight import tasks
from clinic.oversight.chain import sealing
from clinic.oversight.chain.anchors import ANCHORS
from clinic.oversight.chain.sealing import BrokenEnd
from tests.oversight.chain.trail import Trail
from tests.world import World


def test_every_entry_gets_a_link_and_the_last_of_each_sweep_a_signature(trail: Trail) -> None:
    trail.fill(3)
    assert trail.seal() == 3
    trail.fill(2)
    assert trail.seal() == 2
    assert trail.seal() == 0
    assert [link.number for link in trail.links()] == [1, 2, 3, 4, 5]
    assert [link.number for link in trail.links() if link.signature] == [3, 5]


def test_ids_that_were_never_committed_leave_no_gap(trail: Trail) -> None:
    trail.sealed(1)
    with trail.world.context(), pytest.raises(ZeroDivisionError), transaction():
        audit.record(SYSTEM, "did", "thing", 1)
        with transaction() as session:
            session.execute(text("SELECT nextval(pg_get_serial_sequence('audit_entry', 'id'))"))
        raise ZeroDivisionError
    trail.sealed(1)
    first, second = trail.links()
    assert (first.number, second.number) == (1, 2)
    assert second.entry_id > first.entry_id + 1
    assert trail.faults() == []


@pytest.mark.commits
def test_an_entry_that_commits_late_with_a_smaller_id_gets_its_link(trail: Trail) -> None:
    late = psycopg.connect(url(trail.world))
    late.execute("INSERT INTO audit_entry (at, actor, action, record) VALUES (now(), 'system', 'did', 'thing:late')")
    trail.sealed(3)
    assert len(trail.links()) == 3
    late.commit()
    late.close()
    assert trail.seal() == 1
    *_, last = trail.links()
    assert last.entry_id < min(link.entry_id for link in trail.links()[:3])
    assert trail.faults() == []


def test_an_entry_that_commits_very_late_is_found_before_the_anchor(
    trail: Trail, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "LOOK_BACK", 0)
    trail.sealed(1)
    with trail.world.context(), transaction() as session:
        late: int = session.scalar(text("SELECT nextval(pg_get_serial_sequence('audit_entry', 'id'))"))
    trail.sealed(1)
    trail.tamper(
        "INSERT INTO audit_entry (id, at, actor, action, record) OVERRIDING SYSTEM VALUE "
        "VALUES (:late, now(), 'system', 'did', 'late')",
        late=late,
    )
    assert trail.seal() == 0
    assert trail.run("anchor").exit_code == 0
    assert trail.links()[-1].entry_id == late
    assert trail.faults() == []


@pytest.mark.commits
def test_sweeps_that_run_at_once_make_one_chain(trail: Trail) -> None:
    trail.fill(500)
    writers = [threading.Thread(target=trail.fill, args=(50,)) for _ in range(4)]
    sweeps = [threading.Thread(target=trail.seal) for _ in range(6)]
    for thread in (*writers, *sweeps):
        thread.start()
    for thread in (*writers, *sweeps):
        thread.join()
    trail.seal()
    assert [link.number for link in trail.links()] == list(range(1, 701))
    assert trail.faults() == []


@pytest.mark.commits
def test_who_writes_an_entry_does_not_wait_for_a_sweep(trail: Trail) -> None:
    trail.fill(1)
    with trail.world.context(), transaction() as session:
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": sealing.LOCK})
        writer = threading.Thread(target=trail.fill, args=(1,))
        writer.start()
        writer.join(2)
        assert not writer.is_alive()
    assert trail.seal() == 2


def test_what_is_left_when_time_runs_out_is_for_the_next_sweep(trail: Trail, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "BATCH", 2)
    trail.fill(5)
    with trail.world.context():
        assert sealing.seal(seconds=-1) == 2
        assert sealing.seal() == 3


def test_what_was_written_past_the_application_is_sealed_too_and_by_hand_at_once(trail: Trail) -> None:
    trail.tamper(
        "INSERT INTO audit_entry (at, actor, action, record) "
        "SELECT now() - interval '3 years', 'system', 'did', 'thing:' || n FROM generate_series(1, 5000) n"
    )
    assert trail.run("seal").output == "5,000 entries sealed. None waits.\n"
    assert trail.faults() == []


def test_nothing_is_sealed_over_an_end_that_was_cut(trail: Trail) -> None:
    trail.sealed(5)
    trail.tamper("DELETE FROM audit_link WHERE number > 3")
    with pytest.raises(BrokenEnd):
        trail.seal()
    for command in ("seal", "anchor"):
        answer = trail.run(command)
        assert answer.exit_code == 1
        assert "flask audit verify" in answer.output
    assert "flask audit verify" in trail.world.app.test_cli_runner().invoke(args=["doctor"]).output


def test_after_the_keys_were_rotated_the_end_is_signed_with_the_first(trail: Trail) -> None:
    trail.sealed(2)
    app, old, new = trail.world.app, trail.world.app.extensions["settings"].data_keys[0], b"n" * 32
    before = app.extensions["keyring"]
    app.extensions["keyring"] = Keyring((new, old))
    app.test_cli_runner().invoke(args=["keys", "rotate"])
    trail.seal()
    app.extensions["keyring"] = Keyring((new,))
    assert trail.faults() == []
    app.extensions["keyring"] = before


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET actor = 'x'",
        "DELETE FROM audit_entry",
        "TRUNCATE audit_entry",
        "UPDATE audit_link SET hash = ''",
        "DELETE FROM audit_link",
        "TRUNCATE audit_link",
    ],
)
def test_the_database_refuses_to_change_the_trail(trail: Trail, statement: str) -> None:
    trail.sealed(1)
    with trail.world.context(), pytest.raises(Exception, match="The audit trail only grows"), transaction() as session:
        session.execute(text(statement))
    assert len(trail.links()) == 1


def test_the_head_is_anchored_once_a_day(trail: Trail) -> None:
    trail.sealed(2)
    with trail.world.context():
        for hour in ("2026-11-26 03:00", "2026-11-26 15:00", "2026-11-27 03:00"):
            with time_machine.travel(datetime.fromisoformat(hour).replace(tzinfo=UTC), tick=False):
                tasks.anchor()
        lines = witness.lines(ANCHORS)
    assert [line["at"][:10] for line in lines] == ["2026-11-26", "2026-11-27"]
    assert lines[0]["hash"] == trail.links()[1].hash.hex()


def test_a_trail_that_nobody_anchors_or_seals_is_named_by_the_doctor(trail: Trail) -> None:
    with time_machine.travel(datetime(2026, 11, 1, tzinfo=UTC)):
        trail.fill(1)
    doctor = trail.world.app.test_cli_runner()
    assert "has not been sealed for over ten minutes" in doctor.invoke(args=["doctor"]).output
    trail.seal()
    assert "has not been anchored for two days" in doctor.invoke(args=["doctor"]).output
    trail.run("anchor")
    assert "audit trail" in doctor.invoke(args=["doctor"]).output
    assert "FAULT  a" not in doctor.invoke(args=["doctor"]).output


def url(world: World) -> str:
    address: str = world.app.extensions["settings"].database_url
    return address.replace("postgresql+psycopg://", "postgresql://")

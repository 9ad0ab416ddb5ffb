"""Whoever is forgotten is on a list outside the database soon, once, and by an id that leads nowhere."""

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from clinic.core import personal_data, witness
from clinic.core.clock import utcnow
from clinic.core.db import db, transaction
from clinic.core.personal_data import ERASURES, Erasure
from clinic.core.witness import NoWitness
from clinic.intake import drafts
from clinic.intake.models import Intake
from clinic.operations import tasks
from tests.world import World


def listed(world: World) -> list[uuid.UUID]:
    with world.context():
        return list(personal_data.witnessed_erasures())


def test_a_request_and_a_draft_that_are_deleted_come_on_the_list_once(world: World) -> None:
    asked = world.request()
    with world.context():
        draft, _ = drafts.start_draft({})
        drafts.discard(draft.id)
    world.app.test_cli_runner().invoke(args=["privacy", "forget", asked.reference, "--yes"])
    assert listed(world) == []
    with world.context():
        for _ in range(3):
            tasks.witness_erasures()
        assert len(witness.lines(ERASURES)) == 2
    assert set(listed(world)) == {asked.id, draft.id}


def test_an_erasure_that_fails_is_on_no_list(world: World) -> None:
    asked = world.request()
    with world.context(), pytest.raises(ZeroDivisionError), transaction():
        personal_data.forget(asked.id)
        raise ZeroDivisionError
    with world.context():
        tasks.witness_erasures()
        assert db.session.get(Intake, asked.id) is not None
    assert listed(world) == []


def test_an_erasure_that_cannot_be_written_down_waits_and_is_named_by_the_doctor(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with world.context():
        personal_data.forget(subject := uuid.uuid4())
        monkeypatch.setitem(vars(world.app.extensions["settings"]), "witness_folder", "")
        with pytest.raises(NoWitness):
            tasks.witness_erasures()
        monkeypatch.undo()
        with transaction() as session:
            session.execute(update(Erasure).values(at=utcnow() - timedelta(minutes=11)))
    assert "is not on the list in WITNESS_FOLDER yet" in world.app.test_cli_runner().invoke(args=["doctor"]).output
    with world.context():
        tasks.witness_erasures()
        assert db.session.scalars(select(Erasure.witnessed_at)).one() is not None
    assert listed(world) == [subject]


def test_forgetting_twice_is_harmless(world: World) -> None:
    asked = world.request()
    with world.context():
        personal_data.forget(asked.id)
        personal_data.forget(asked.id)
        tasks.witness_erasures()
    assert listed(world) == [asked.id]

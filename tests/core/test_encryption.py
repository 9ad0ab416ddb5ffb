import os
import uuid

import pytest
from flask import Flask

from clinic.core import encryption
from clinic.core.db import db, transaction
from clinic.core.encryption import CannotDecrypt, Keyring
from clinic.intake.models import IntakeAnswers
from tests.world import World

OLD, NEW = os.urandom(32), os.urandom(32)


def test_a_value_comes_back_from_its_own_place_only() -> None:
    ring = Keyring((NEW,))
    value = ring.encrypt(b"words", "intake_answers.answers_sealed:1")
    assert b"words" not in value
    assert ring.decrypt(value, "intake_answers.answers_sealed:1") == b"words"
    with pytest.raises(CannotDecrypt):
        ring.decrypt(value, "intake_answers.answers_sealed:2")


def test_a_changed_value_does_not_open() -> None:
    ring = Keyring((NEW,))
    value = bytearray(ring.encrypt(b"words", "here"))
    value[-1] ^= 1
    with pytest.raises(CannotDecrypt):
        ring.decrypt(bytes(value), "here")


def test_the_first_key_encrypts_and_all_decrypt() -> None:
    value = Keyring((OLD,)).encrypt(b"words", "here")
    assert Keyring((NEW, OLD)).decrypt(value, "here") == b"words"
    with pytest.raises(CannotDecrypt, match="DATA_KEYS"):
        Keyring((NEW,)).decrypt(value, "here")


def test_two_encryptions_of_the_same_words_differ() -> None:
    ring = Keyring((NEW,))
    assert ring.encrypt(b"words", "here") != ring.encrypt(b"words", "here")


@pytest.fixture
def keys(app: Flask) -> object:
    before = app.extensions["keyring"]
    yield app.extensions
    app.extensions["keyring"] = before


def test_rotation_re_encrypts_everything_so_that_the_old_key_can_go(world: World, keys: dict[str, Keyring]) -> None:
    keys["keyring"] = Keyring((OLD,))
    accepted = world.request(message="Words to keep.")
    keys["keyring"] = Keyring((NEW, OLD))
    with world.context():
        assert {column for column, _ in encryption.rotate()} >= {"intake_answers.answers_sealed"}
        assert list(encryption.rotate()) == []
    keys["keyring"] = Keyring((NEW,))
    with world.context():
        told = db.session.query(IntakeAnswers).filter_by(intake_id=accepted.id).one()
        assert told.answers["message"] == "Words to keep."


def test_a_missing_key_is_noticed(world: World, keys: dict[str, Keyring]) -> None:
    world.request()
    keys["keyring"] = Keyring((NEW,))
    with world.context():
        assert not all(encryption.opens(*sample) for sample in encryption.samples())


def test_a_value_sealed_without_its_row_opens_in_it(world: World) -> None:
    id = uuid.uuid4()
    with world.context():
        sealed = IntakeAnswers.answers.sealed({"message": "Words."}, id)
        assert IntakeAnswers(id=id, answers_sealed=sealed).answers == {"message": "Words."}
        with pytest.raises(CannotDecrypt):
            IntakeAnswers.answers.opened(sealed, uuid.uuid4())


def test_a_value_needs_its_row_to_have_an_id(world: World) -> None:
    with world.context(), transaction(), pytest.raises(ValueError, match="id"):
        IntakeAnswers(answers={}, id=None)

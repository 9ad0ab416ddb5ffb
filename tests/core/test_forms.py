from typing import Any

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import StringField

from clinic.core.forms import BaseForm, EmailAddressField, PartedDateField, PhoneField
from tests.world import World


class AnyForm(BaseForm):
    class Meta(BaseForm.Meta):
        csrf = False

    name = StringField("Name")
    email = EmailAddressField("Email")
    phone = PhoneField("Telephone")
    born = PartedDateField("Born")


def filled(world: World, **words: str) -> Any:
    with world.app.test_request_context():
        form = AnyForm(MultiDict(words))
        form.validate()
        return form


def test_text_is_stripped_and_in_one_unicode_form(world: World) -> None:
    assert filled(world, name="  Zoe\u0308 ").name.data == "Zoë"


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x1b", "\x7f"])
def test_control_characters_are_refused_with_a_message(world: World, character: str) -> None:
    assert "cannot be printed" in filled(world, name=f"Sam{character}ple").name.errors[0]


def test_line_breaks_are_kept_in_one_form(world: World) -> None:
    assert filled(world, name="one\r\ntwo\rthree").name.data == "one\ntwo\nthree"


def test_an_email_is_normalised(world: World) -> None:
    assert filled(world, email=" Sample@EXAMPLE.com ").email.data == "Sample@example.com"


@pytest.mark.parametrize(
    "words", ["sample", "sample@", "a@b@example.com", "sample@example.com\nBcc: x@example.com", "jörg@example.com"]
)
def test_what_is_no_email_is_refused(world: World, words: str) -> None:
    assert filled(world, email=words).email.errors


@pytest.mark.parametrize("words", ["020 7946 0018", "+44 20 7946 0018", "(020) 79460018", "0044 20 7946 0018"])
def test_a_number_in_any_spelling_is_kept_in_one(world: World, words: str) -> None:
    assert filled(world, phone=words).phone.data == "+442079460018"


@pytest.mark.parametrize("words", ["12", "call me", "+44 1", "020 7946 0018 0018 0018"])
def test_what_is_no_number_is_refused(world: World, words: str) -> None:
    assert filled(world, phone=words).phone.errors


def test_a_date_must_be_real_and_is_shown_again_as_typed(world: World) -> None:
    form = filled(world, **{"born-day": "31", "born-month": "2", "born-year": "1990"})
    assert "real date" in form.born.errors[0]
    assert form.born.parts == {"day": "31", "month": "2", "year": "1990"}


def test_a_whole_date_is_read(world: World) -> None:
    form = filled(world, **{"born-day": "1", "born-month": "02", "born-year": "1990"})
    assert form.born.data.isoformat() == "1990-02-01"

"""What may stand in braces in a template, and what is put in its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic.messages.placeholders import PLACEHOLDERS, faults, fill
from clinic.messages.starters import STARTERS

ALL = dict.fromkeys(PLACEHOLDERS, "x")


@pytest.mark.parametrize("words", ["", "Nothing to fill in.", "{first_name}", "{name} and {name}", *STARTERS.values()])
def test_words_with_known_placeholders_are_kept(words: str) -> None:
    assert faults(words) == []


@pytest.mark.parametrize(
    ("words", "named"),
    [("Dear {frist_name},", "{frist_name}"), ("{}", "{}"), ("{ name }", "{ name }"), ("{name.__class__}", "{name.__c")],
)
def test_an_unknown_placeholder_is_named_with_those_that_are_known(words: str, named: str) -> None:
    [fault] = faults(words)
    assert fault.startswith(named)
    assert "{first_name}" in fault


@pytest.mark.parametrize("words", ["{", "}", "{{name}}", "{name", "a } b", "{na\nme}"])
def test_a_brace_that_stands_alone_is_refused(words: str) -> None:
    assert faults(words) == ["A brace stands alone. Write placeholders like {first_name}, and no other braces."]


def test_a_placeholder_without_a_value_stays_to_be_seen() -> None:
    assert fill("Call {phone}, {name}.", {"phone": "", "name": "Sample"}) == "Call {phone}, Sample."


@given(st.text(alphabet="{}ab_name \n"))
def test_whatever_is_accepted_is_filled_in_without_a_brace_left(words: str) -> None:
    if not faults(words):
        assert not set("{}") & set(fill(words, ALL))


@given(st.text())
def test_a_value_with_braces_is_not_filled_in_again(value: str) -> None:
    assert fill("{name}", {**ALL, "name": value}) == (value or "{name}")

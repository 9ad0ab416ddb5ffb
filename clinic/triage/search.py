"""One box for whatever somebody knows of a patient: a reference, an email address, a telephone number, a name."""

import re

from sqlalchemy import ColumnClause, ColumnElement, func, literal_column, or_

from clinic.core.forms import UNREADABLE, normal_phone
from clinic.intake.models import Intake
from clinic.intake.reference import read_reference

LONGEST = 200
"""Characters that are looked for; PostgreSQL refuses a word of thousands."""

BETWEEN_WORDS = re.compile(r"[\x00-\x2f\x3a-\x40\x5b-\x60\x7b-\x7f\s]+")
"""Spaces and the punctuation of ASCII, in which `to_tsquery` writes its operators."""

SIMPLE: ColumnClause[str] = literal_column("'simple'")
"""How PostgreSQL cuts names into words: as they stand, in small letters."""


def matches(text: str) -> ColumnElement[bool]:
    """Tell whether a request is the one that somebody means by these words, whatever they are."""
    text = UNREADABLE.sub(" ", text)[:LONGEST].strip()
    if "@" in text:
        return func.lower(Intake.email).startswith(text.lower(), autoescape=True)
    reference, phone = read_reference(text), normal_phone(text)
    exact = [Intake.reference == reference] * bool(reference) + [Intake.phone == phone] * bool(phone)
    return or_(*exact) if exact else _is_named(text)


def _is_named(text: str) -> ColumnElement[bool]:
    """Tell whether each of these is how a word of the name begins, in any order."""
    words = " & ".join(f"{word}:*" for word in BETWEEN_WORDS.split(text) if word)
    return func.to_tsvector(SIMPLE, Intake.name).bool_op("@@")(func.to_tsquery(SIMPLE, words))

"""What somebody wrote in their own words, and looking through everything for it once it is erased."""

import uuid
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    TableClause,
    Text,
    any_,
    cast,
    column,
    func,
    literal,
    or_,
    select,
    table,
    text,
)

from clinic.core.db import db, patient
from clinic.intake import queries as intakes
from clinic.intake.models import Draft, Intake
from clinic.intake.questionnaire import QUESTIONNAIRE
from clinic.intake.questions import Kind
from clinic.messages import queries as messages
from clinic.rights import queries, redis_traces

SHORTEST_NAME, SHORTEST_LINE = 5, 12
"""Characters: what is shorter stands in many words that are nobody's, such as "nothing"."""
WRITTEN = (Kind.text, Kind.long_text, Kind.email, Kind.phone, Kind.matrix)
READABLE = text(
    "SELECT c.table_name, c.column_name FROM information_schema.columns c JOIN information_schema.tables t "
    "USING (table_schema, table_name) WHERE t.table_type = 'BASE TABLE' AND c.table_schema = current_schema() "
    "AND c.data_type IN ('text', 'character varying', 'character', 'json', 'jsonb', 'ARRAY') ORDER BY 1, 2"
)
"""Every column that people could read, of every table that there is."""


def words_of(intake: Intake) -> list[str]:
    """Give a person's name and addresses, and every line that they wrote or were written, in small letters."""
    names = [words.lower() for words in (intake.name, intake.email, intake.phone) if words]
    lines = [line.strip().lower() for words in _written(intake.id) for line in words.split("\n")]
    long_enough = (*_at_least(SHORTEST_NAME, names), *_at_least(SHORTEST_LINE, lines))
    return sorted(set(long_enough))


def _at_least(shortest: int, words: list[str]) -> list[str]:
    return [each for each in words if len(each) >= shortest]


def _written(intake_id: uuid.UUID) -> Iterator[str]:
    for told in intakes.revisions_of(intake_id):
        yield from _in(told.answers)
    for draft in db.session.scalars(select(Draft).where(Draft.intake_id == intake_id)):
        yield from _in(draft.progress["answers"])
    yield from (message.words for message in messages.all_about(intake_id))
    yield from (case.words for case in queries.cases_of(intake_id) if case.words_sealed)


def _in(answers: dict[str, Any]) -> Iterator[str]:
    for key, answer in answers.items():
        if key in QUESTIONNAIRE.questions and QUESTIONNAIRE.questions[key].kind in WRITTEN:
            yield from answer.values() if isinstance(answer, dict) else [answer or ""]


def found(words: list[str]) -> list[str]:
    """Give where these words still stand, by table and column, and by the kind of value in Redis.

    What another request holds too, such as the same name or the address of somebody who has asked twice, is that one's.
    """
    wanted = sorted(set(words) - _held_by_others(words))
    return [*_in_database(wanted), *redis_traces.found(wanted)] if wanted else []


def _held_by_others(words: list[str]) -> set[str]:
    columns = (func.lower(Intake.name), func.lower(Intake.email), Intake.phone)
    others = select(*columns).where(or_(*(each.in_(words) for each in columns)))
    return {value for row in db.session.execute(others) for value in row if value}


def _in_database(words: Iterable[str]) -> list[str]:
    patterns = [f"%{_escaped(word)}%" for word in words]
    with patient(db.session.connection()) as connection:
        readable = groupby(connection.execute(READABLE), key=lambda row: row[0])
        tables = [table(name, *(column(each[1]) for each in rows)) for name, rows in readable]
        return [place for each in tables for place in _in_table(each, patterns)]


def _in_table(place: TableClause, patterns: list[str]) -> Iterator[str]:
    """Look through a table once, whatever it is called and holds: what no model knows of as well."""
    row = db.session.execute(select(*(_holds(each, patterns) for each in place.c)).select_from(place)).one()
    yield from (f"{place.name}.{each.name}" for each, holds in zip(place.c, row, strict=True) if holds)


def _holds(each: ColumnElement[Any], patterns: list[str]) -> ColumnElement[bool]:
    small = func.lower(cast(each, Text))
    return func.bool_or(small.like(any_(literal(patterns, ARRAY(Text)))))


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")

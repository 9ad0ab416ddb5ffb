"""What somebody wrote in their own words, and looking through everything for it once it is erased."""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import ARRAY, JSON, ColumnElement, String, Table, Text, any_, cast, func, inspect, literal, or_, select
from sqlalchemy import MetaData as Reflected
from sqlalchemy.dialects.postgresql import JSONB

from clinic.core.db import db, patient
from clinic.intake import queries as intakes
from clinic.intake.models import Draft, Intake
from clinic.intake.questionnaire import QUESTIONNAIRE
from clinic.intake.questions import Kind
from clinic.messages import queries as messages
from clinic.rights import queries, redis_traces

SHORTEST = 5
"""Characters: what is shorter stands in many words that are nobody's."""
WRITTEN = (Kind.text, Kind.long_text, Kind.email, Kind.phone, Kind.matrix)
READABLE = (String, JSON, JSONB)


def words_of(intake: Intake) -> list[str]:
    """Give every line that a person wrote, or that was written to them, in small letters and each once."""
    lines = (line.strip().lower() for words in _written(intake) for line in words.split("\n"))
    return sorted({line for line in lines if len(line) >= SHORTEST})


def _written(intake: Intake) -> Iterator[str]:
    yield from (words for words in (intake.name, intake.email, intake.phone) if words)
    for told in intakes.revisions_of(intake.id):
        yield from _in(told.answers)
    for draft in db.session.scalars(select(Draft).where(Draft.intake_id == intake.id)):
        yield from _in(draft.progress["answers"])
    yield from (message.words for message in messages.all_about(intake.id))
    for case in queries.cases_of(intake.id):
        yield from (case.words for _ in [0] if case.words_sealed)


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
    others = select(*columns).where(or_(*(column.in_(words) for column in columns)))
    return {value for row in db.session.execute(others) for value in row if value}


def _in_database(words: Iterable[str]) -> list[str]:
    patterns = [f"%{_escaped(word)}%" for word in words]
    with patient(db.session.connection()) as connection:
        tables = [Table(name, Reflected(), autoload_with=connection) for name in inspect(connection).get_table_names()]
        return [place for table in tables for place in _in_table(table, patterns)]


def _in_table(table: Table, patterns: list[str]) -> Iterator[str]:
    """Look through a table once, whatever it is called and holds: what no model knows of as well."""
    columns = [column for column in table.c if isinstance(column.type, READABLE)]
    if columns:
        row = db.session.execute(select(*(_holds(column, patterns) for column in columns))).one()
        yield from (f"{table.name}.{column.name}" for column, holds in zip(columns, row, strict=True) if holds)


def _holds(column: ColumnElement[Any], patterns: list[str]) -> ColumnElement[bool]:
    small = func.lower(cast(column, Text))
    return func.bool_or(small.like(any_(literal(patterns, ARRAY(Text)))))


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")

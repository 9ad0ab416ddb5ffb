"""Words that nobody would type, one in each field, and how to look for them where they must not be."""

import base64
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, MetaData, Table, inspect, select

from clinic.intake.questionnaire import QUESTIONNAIRE
from clinic.intake.questions import Kind, Question

READABLE = {
    ("intake", "name"): "name",
    ("intake", "email"): "email",
    ("intake", "phone"): "phone",
    ("notification", "recipient"): "email",
}
"""Where staff must be able to search, or mail must go: only that field's own word may stand there."""


@dataclass
class Canaries:
    """What one person typed, by field."""

    words: dict[str, str] = field(default_factory=dict)

    def word(self, key: str) -> str:
        """Give a field its word, unlike any other."""
        return self.words.setdefault(key, f"zqx{len(self.words):02d}vrondel{re.sub('[^a-z]', '', key)}")

    def found_in(self, place: bytes | str, but: str = "") -> set[str]:
        """Give the fields whose words stand in a place, in whatever case."""
        content = (place.encode() if isinstance(place, str) else place).lower()
        return {key for key, word in self.words.items() if key != but and word.encode() in content}

    def answer(self, question: Question) -> Any:
        """Answer as kept: with a word of its own wherever words are written, and the first option elsewhere."""
        match question.kind:
            case Kind.text | Kind.long_text:
                return self.word(question.key)
            case Kind.email:
                return self.word(question.key) + "@example.com"
            case Kind.phone:
                return "+4420" + self.words.setdefault(question.key, f"7946{987 - len(self.words):04}")
            case Kind.date:
                return self.words.setdefault(question.key, "2011-04-07")
            case Kind.matrix:
                row = QUESTIONNAIRE.questions[question.rows_from].options[0].value
                return {row: self.word(question.key)}
            case Kind.one:
                return question.options[0].value
            case Kind.many:
                return [question.options[0].value]
            case Kind.scale:
                return 3
            case Kind.tick:
                return True

    def answers(self, questions: Iterable[Question]) -> dict[str, Any]:
        return {question.key: self.answer(question) for question in questions}


def cells(connection: Connection) -> Iterator[tuple[tuple[str, str], bytes]]:
    """Give every value of every table as bytes, with its table and column."""
    for name in inspect(connection).get_table_names():
        for row in connection.execute(select(Table(name, MetaData(), autoload_with=connection))).mappings():
            for column, value in row.items():
                yield (name, str(column)), value if isinstance(value, bytes) else str(value).encode()


def files(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in folder.rglob("*"):
        if path.is_file():
            yield path.name, path.read_bytes()


def tasks(broker: bytes) -> list[bytes]:
    """Give the arguments of every task in what the broker wrote down."""
    return [base64.b64decode(body) for body in re.findall(rb'"body": ?"([A-Za-z0-9+/=]+)"', broker)]


def letter(mail: EmailMessage) -> bytes:
    """Give everything in an email but whom it is for: each header and each part, decoded."""
    headers = [f"{name}: {value}" for name, value in mail.items() if name != "To"]
    parts = [part.get_payload(decode=True) or b"" for part in mail.walk()]
    return "\n".join(headers).encode() + b"\n".join(part for part in parts if isinstance(part, bytes))

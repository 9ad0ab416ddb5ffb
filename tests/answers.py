"""Answers as a form sends them."""

from typing import Any

from clinic.intake.questions import Kind, Question


def inputs(question: Question, value: Any) -> list[tuple[str, str]]:
    """Give the name and the value of each input that an answer takes, in the page's order."""
    key = question.key
    match question.kind:
        case Kind.date:
            year, month, day = value.split("-")
            return [(f"{key}-day", day), (f"{key}-month", month), (f"{key}-year", year)]
        case Kind.many:
            order = [option.value for option in question.options]
            return [(key, part) for part in sorted(value, key=order.index)]
        case Kind.tick:
            return [(key, "y")]
        case Kind.matrix:
            return [(f"{key}-{row}", words) for row, words in value.items()]
        case _:
            return [(key, str(value))]

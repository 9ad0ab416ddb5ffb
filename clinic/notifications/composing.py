"""How the words of an email are made: by the slice that owns its kind, when it is sent."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import render_template


@dataclass(frozen=True)
class CalendarEntry:
    """What an email does to its reader's calendar, as iCalendar (RFC 5545)."""

    content: bytes
    method: str
    """`REQUEST` to add or change an entry, `CANCEL` to take it out (RFC 5546)."""


@dataclass(frozen=True)
class Email:
    """What one person will read."""

    subject: str
    body: str
    html: str
    calendar: CalendarEntry | None = None


@dataclass(frozen=True)
class NotNeeded:
    """The owner's answer when the news is no longer of use; the reason is shown to staff."""

    reason: str


@dataclass(frozen=True)
class NotYet:
    """The owner's answer when this is no time to send it, such as the night."""

    until: datetime


@dataclass(frozen=True)
class Envelope:
    """What the owner is told: which email, about what, and to whom."""

    kind: str
    subject_id: uuid.UUID
    recipient: str
    item_id: uuid.UUID | None = None
    """Which of the subject's things it is about, e.g. an appointment."""


Composed = Email | NotNeeded | NotYet
Composer = Callable[[Envelope], Composed]

Objection = Callable[[Sequence[Envelope]], Mapping[Envelope, NotNeeded]]

composers: dict[str, Composer] = {}
objections: list[Objection] = []
asked_for: set[str] = set()
"""Kinds of email that a person asks for themselves: nobody keeps them back."""


def composer(kind: str) -> Callable[[Composer], Composer]:
    """Register who composes this kind of email, e.g. `@composer("intake.received")`."""

    def register(compose: Composer) -> Composer:
        composers[kind] = compose
        return compose

    return register


def objection(objects: Objection) -> Objection:
    """Register who may keep emails back, of whatever kind, because their readers do not want to be written to."""
    objections.append(objects)
    return objects


def kept_back(envelopes: Sequence[Envelope]) -> dict[Envelope, NotNeeded]:
    """Give those that are not to go, each with the reason: asked once for many, as asking costs more than an answer."""
    unasked = [envelope for envelope in envelopes if envelope.kind not in asked_for]
    answers = [objects(unasked) for objects in objections if unasked]
    return {envelope: reason for answer in answers for envelope, reason in answer.items()}


def compose(envelope: Envelope) -> Composed:
    """Raises KeyError for a kind that no slice owns."""
    return composers[envelope.kind](envelope)


def render(name: str, calendar: CalendarEntry | None = None, **values: object) -> Email:
    """Render the three templates of `templates/email/<name>/`."""
    return Email(
        subject=render_template(f"email/{name}/subject.txt", **values).strip(),
        body=render_template(f"email/{name}/body.txt", **values).strip() + "\n",
        html=render_template(f"email/{name}/body.html", **values),
        calendar=calendar,
    )
